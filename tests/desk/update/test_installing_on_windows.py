"""The installer of a new version, run out of an update: what it is, and what it answers. The system
that runs it is stood in for; the installer itself is tried by `packaging/try_installer.py`."""

import subprocess
from pathlib import Path

import pytest

from tests.bundle.update.maker import Parts, known, targets_of
from tipdesk.bundle.update.release import System
from tipdesk.core.errors import DiskFull, UpdateRefused
from tipdesk.core.installation import Installation, Kind, Pointer, move_pointer
from tipdesk.core.work import Work
from tipdesk.desk.update.installing import install
from tipdesk.desk.update.looking_into import OpenedUpdate, look_into
from tipdesk.desk.update.updates import LookPlan

SETUP = System.WINDOWS.target_name("0.3.0")


class Installer:
    """Stands in for the system: takes the file to run, and ends with a code."""

    def __init__(self) -> None:
        self.code = 0
        self.runs: list[tuple[bytes, list[str]]] = []

    def run(self, words: list[str], **_how: object) -> subprocess.CompletedProcess[bytes]:
        """As `subprocess.run`."""
        self.runs.append((Path(words[0]).read_bytes(), [Path(words[0]).name, *words[1:]]))
        return subprocess.CompletedProcess(words, self.code)


@pytest.fixture
def installer(monkeypatch: pytest.MonkeyPatch) -> Installer:
    started = Installer()
    monkeypatch.setattr(subprocess, "run", started.run)
    return started


@pytest.fixture
def opened(tmp_path: Path) -> OpenedUpdate:
    base = tmp_path / "base"
    (base / "app-0.2.0").mkdir(parents=True)
    move_pointer(base, Pointer("app-0.2.0"))
    (tmp_path / "drive.update").write_bytes(Parts().file)
    here = Installation(Kind.WINDOWS, base / "app-0.2.0", base)
    return look_into(
        LookPlan(tmp_path / "drive.update", known(system=System.WINDOWS), here), Work()
    )


def names(opened: OpenedUpdate) -> set[str]:
    """What is in the folder of the installation, beside the copy that has a name on Windows."""
    base = opened.installation.base
    assert base is not None
    return {path.name for path in base.iterdir() if path.is_dir() or path.name == "current"}


def test_the_signed_installer_is_run_silently_and_goes_again(
    opened: OpenedUpdate, installer: Installer
) -> None:
    with opened:
        done = install(opened, Work())
        assert installer.runs == [(targets_of("0.3.0")[System.WINDOWS], [SETUP, "/S"])]
        assert names(opened) == {"app-0.2.0", "current"}
    assert (done.version, done.starter.name) == ("0.3.0", "tipdesk.exe")


@pytest.mark.parametrize(
    ("code", "reason"),
    [(3, "windows"), (4, "program_open"), (6, "installer"), (1, "installer"), (-1, "installer")],
)
def test_what_it_answers_is_said(
    opened: OpenedUpdate, installer: Installer, code: int, reason: str
) -> None:
    installer.code = code
    with opened:
        with pytest.raises(UpdateRefused) as refused:
            install(opened, Work())
        assert names(opened) == {"app-0.2.0", "current"}
    assert refused.value.details == {"reason": reason}


def test_that_it_has_no_room_is_said(opened: OpenedUpdate, installer: Installer) -> None:
    installer.code = 5
    with opened, pytest.raises(DiskFull):
        install(opened, Work())


def test_an_installer_that_changed_since_it_was_counted_is_not_run(
    opened: OpenedUpdate, installer: Installer
) -> None:
    with opened:
        opened.file.seek(opened.contents.places[SETUP].offset + 3)
        opened.file.write(b"\xff")
        opened.file.flush()
        with pytest.raises(UpdateRefused):
            install(opened, Work())
        assert names(opened) == {"app-0.2.0", "current"}
    assert installer.runs == []


def test_an_installer_that_changes_once_it_is_written_is_not_run(
    opened: OpenedUpdate, installer: Installer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By somebody who waits for it in the folder; from its last count on it is held open."""
    from tipdesk.core import installation

    held = installation.open_against_changes

    def changed_before(path: Path):
        path.write_bytes(path.read_bytes() + b"more")
        return held(path)

    monkeypatch.setattr(installation, "open_against_changes", changed_before)
    with opened, pytest.raises(UpdateRefused) as refused:
        install(opened, Work())
    assert refused.value.details == {"reason": "changed"}
    assert installer.runs == []
