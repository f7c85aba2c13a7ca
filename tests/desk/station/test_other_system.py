"""A vault and a backup that were made on one system open on the other, and on their own again."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.desk.station import carried
from tests.programs import program
from tests.storage.samples import ROOT
from windows import suite, wine

Act = Callable[[str, Path], None]


def here(act: str, folder: Path) -> None:
    """Do it on this system."""
    carried.ACTS[act](folder)


@pytest.mark.long  # it takes Wine, and the first time what is fetched for it
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("made_on", ["Windows", "Linux"])
def test_a_station_is_carried_to_the_other_system_and_back(
    made_on: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pwd  # Windows has none

    for name in wine.PROGRAMS:
        program(name)
    home = Path(pwd.getpwuid(os.getuid()).pw_dir)  # of who runs the tests: there lies the cache
    monkeypatch.setenv("HOME", str(home))
    windows_python = suite.provide(Path(sys.executable)) / "python.exe"
    with wine.started() as windows:

        def there(act: str, folder: Path) -> None:
            words = ("-m", "tests.desk.station.carried", act, wine.named(folder))
            assert windows.run(windows_python, *words, folder=ROOT) == 0

        first, second = (there, here) if made_on == "Windows" else (here, there)
        for act, system in (("make", first), ("look", second), ("look", first), ("look", second)):
            system(act, tmp_path)
