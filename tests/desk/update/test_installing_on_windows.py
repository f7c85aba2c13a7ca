"""What becomes of an update when the installer for Windows ends in one way or another. The installer
itself is driven under Wine: `packaging/try_update.py`."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bundle.update.maker import Parts, known, program
from tipdesk.bundle.update.release import System
from tipdesk.core import installation
from tipdesk.core.errors import Cancelled, DiskFull, UpdateRefused
from tipdesk.core.installation import Installation, Kind, Pointer, move_pointer, read_pointer
from tipdesk.core.work import Work
from tipdesk.desk.update.installing import Installed, install
from tipdesk.desk.update.looking_into import OpenedUpdate, look_into
from tipdesk.desk.update.updates import LookPlan

NAME = System.WINDOWS.target_name("0.3.0")


class Windows:
    """Stands for the system that starts the installer; `end` is what the installer ends with, None
    when it does not end by itself."""

    def __init__(
        self, end: int | Exception | None, begun: Callable[[], object] = lambda: None
    ) -> None:
        self.end, self.begun = end, begun
        self.started: list[bytes] = []
        self.where: list[Path] = []
        self.killed = 0

    def start(self, line: str, cwd: Path) -> "Windows":
        setup, words = line.removeprefix('"').split('" ')
        assert words == f"/S /D={cwd.parent}"  # no quotes, and last, as NSIS wants it
        assert cwd == Path(setup).parent
        self.args = line
        self.started.append(Path(setup).read_bytes())
        self.where.append(cwd)
        if isinstance(self.end, Exception):
            raise self.end
        self.begun()
        return self

    def __enter__(self) -> "Windows":
        return self

    def __exit__(self, *_error: object) -> None:
        pass

    def wait(self, seconds: float | None = None) -> int:
        if self.killed or isinstance(self.end, int):
            return 1 if self.killed else self.end
        raise subprocess.TimeoutExpired(self.args, seconds)

    def kill(self) -> None:
        self.killed += 1


@pytest.fixture
def base(tmp_path):
    folder = tmp_path / "نورة الخالدي"
    (folder / "app-0.2.0").mkdir(parents=True)
    move_pointer(folder, Pointer("app-0.2.0"))
    return folder


@pytest.fixture
def opened(tmp_path, base):
    """An update that was looked into by a program of Windows."""
    path = tmp_path / "drive.update"
    path.write_bytes(Parts().file)
    here = Installation(Kind.WINDOWS, base / "app-0.2.0", base)
    with look_into(LookPlan(path, known(system=System.WINDOWS), here), Work()) as update:
        yield update


def run(monkeypatch, opened: OpenedUpdate, windows: Windows, work: Work | None = None) -> Installed:
    monkeypatch.setattr(subprocess, "Popen", windows.start)
    return install(opened, work or Work())


def left(base: Path) -> set[str]:
    """What is left beside the program, but for the copy, which has a name on Windows."""
    names = {path.name for path in base.iterdir() if path.is_dir() or path.suffix}
    return names - {"app-0.2.0"}


def test_the_installer_that_was_signed_runs_silently_from_a_folder_that_goes(
    monkeypatch, opened, base
):
    windows = Windows(0)
    installed = run(monkeypatch, opened, windows)
    assert windows.started == [program(NAME)]
    assert windows.where[0].parent == base
    assert installed == Installed("0.3.0", base / "tipdesk.exe")
    assert left(base) == set()


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (3, "windows"),
        (4, "program_open"),
        (6, "installer"),
        (-1073741515, "installer"),
        (OSError(1260, "a policy forbids it"), "installer"),
        (PermissionError(13, "a virus scanner holds it"), "installer"),
        (None, "installer"),
    ],
)
def test_an_installer_that_fails_or_may_not_start_is_a_refusal(
    monkeypatch, opened, base, end, reason
):
    with pytest.raises(UpdateRefused) as refused:
        run(monkeypatch, opened, Windows(end))
    assert refused.value.details == {"reason": reason}
    assert read_pointer(base) == Pointer("app-0.2.0")
    assert left(base) == set()


def test_an_installer_without_room_says_so(monkeypatch, opened, base):
    with pytest.raises(DiskFull):
        run(monkeypatch, opened, Windows(5))
    assert left(base) == set()


def test_a_stop_ends_the_installer_and_leaves_the_program_before(monkeypatch, opened, base):
    work = Work()
    windows = Windows(None, begun=work.cancel)
    with pytest.raises(Cancelled):
        run(monkeypatch, opened, windows, work)
    assert windows.killed == 1
    assert left(base) == set()


def test_a_stop_that_comes_when_the_new_program_counts_already_comes_too_late(
    monkeypatch, opened, base
):
    work = Work()

    def begun() -> None:
        move_pointer(base, Pointer("app-0.3.0", "app-0.2.0"))
        work.cancel()

    installed = run(monkeypatch, opened, Windows(None, begun), work)
    assert installed.version == "0.3.0"


def test_a_copy_that_was_changed_since_is_never_started(monkeypatch, opened, base):
    place = opened.contents.places[NAME]
    opened.file.seek(place.offset + place.size - 3)
    opened.file.write(b"\xff")
    opened.file.flush()
    windows = Windows(0)
    with pytest.raises(UpdateRefused) as refused:
        run(monkeypatch, opened, windows)
    assert refused.value.details["reason"] in ("changed", "damaged")
    assert windows.started == []
    assert left(base) == set()


def test_an_installer_that_changes_once_it_is_written_is_not_run(monkeypatch, opened, base):
    """By somebody who waits for it in the folder; from its last count on it is held open."""
    held = installation.open_against_changes

    def changed_before(path: Path):
        path.write_bytes(path.read_bytes() + b"more")
        return held(path)

    monkeypatch.setattr(installation, "open_against_changes", changed_before)
    windows = Windows(0)
    with pytest.raises(UpdateRefused) as refused:
        run(monkeypatch, opened, windows)
    assert refused.value.details == {"reason": "changed"}
    assert windows.started == []
