"""Pictures of every page and dialog in `tests/_screens` (see CONTRIBUTING); nothing is cut."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.once import demonstration
from tests.programs import copy_vault

HERE = Path(__file__).parents[1]
TARGET = HERE.parent / "_screens"


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """Forty files in every status."""
    return demonstration(tmp_path_factory) / "kept"


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    ("language", "scale", "theme"),
    [
        ("ar", 130, "light"),  # where there is least room
        pytest.param("en", 130, "light", marks=pytest.mark.long),
        pytest.param("ar", 100, "light", marks=pytest.mark.long),
        pytest.param("en", 100, "light", marks=pytest.mark.long),
        pytest.param("ar", 130, "dark", marks=pytest.mark.long),
        pytest.param("ar", 130, "contrast", marks=pytest.mark.long),
    ],
)
def test_no_page_cuts_a_word_or_speaks_another_language(demo, tmp_path, language, scale, theme):
    places = copy_vault(demo, tmp_path / "demo")
    words = [
        sys.executable,
        str(HERE / "pictures" / "shoot_pages.py"),
        language,
        str(scale),
        theme,
        str(places),
    ]
    run = subprocess.run(  # the look is applied once in a process
        [*words, str(TARGET)], capture_output=True, encoding="utf-8", check=False, timeout=1790
    )
    assert (run.stdout, run.returncode) == ("", 0), run.stderr[-3000:]
    assert any(TARGET.glob(f"page-*-{language}-{scale}-{theme}.png"))
