"""Pictures of every section in `tests/_screens` (see CONTRIBUTING); nothing on them is cut."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parents[1]
TARGET = HERE.parent / "_screens"


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    ("language", "scale", "theme"),
    [
        ("ar", 130, "light"),  # where there is least room
        pytest.param("en", 130, "light", marks=pytest.mark.long),
        pytest.param("ar", 100, "light", marks=pytest.mark.long),
        pytest.param("en", 100, "light", marks=pytest.mark.long),
        pytest.param("ar", 100, "dark", marks=pytest.mark.long),
        pytest.param("ar", 100, "contrast", marks=pytest.mark.long),
    ],
)
def test_no_section_cuts_a_word_or_speaks_another_language(language, scale, theme):
    words = [
        sys.executable,
        str(HERE / "pictures" / "shoot_interview.py"),
        language,
        str(scale),
        theme,
    ]
    run = subprocess.run(  # the look is applied once in a process
        [*words, str(TARGET)], capture_output=True, encoding="utf-8", check=False, timeout=1790
    )
    assert (run.stdout, run.returncode) == ("", 0), run.stderr
    assert any(TARGET.glob(f"interview-{language}-{scale}-{theme}-new-*.png"))
