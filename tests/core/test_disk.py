"""Renames that last, and files that another program holds for a moment."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tipdesk.bundle.target import write_whole
from tipdesk.core import disk
from tipdesk.core.plain_file import write_file, write_files
from tipdesk.core.settings import Settings, save_settings

WHEN = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Path]]:
    """What the system is asked for, in order: flushes and renames, each with what it was of."""
    heard: list[tuple[str, Path]] = []
    fsync, replace = os.fsync, os.replace

    def flush(descriptor: int) -> None:
        heard.append(("flush", Path(f"/proc/self/fd/{descriptor}").readlink()))
        fsync(descriptor)

    def rename(source: Path, target: Path) -> None:
        heard.append(("rename", Path(target)))
        replace(source, target)

    monkeypatch.setattr(os, "fsync", flush)
    monkeypatch.setattr(os, "replace", rename)
    return heard


WRITERS: dict[str, Callable[[Path], object]] = {
    "a file": lambda path: write_file(path, b"x"),
    "files that belong together": lambda path: write_files({path: b"x"}),
    "the settings": lambda path: save_settings(Settings(), path),
    "a file on a USB drive": lambda path: write_whole(path.parent, path.name, b"x", WHEN),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_what_takes_its_place_is_on_the_disk_before_and_its_name_after(
    tmp_path: Path, calls: list[tuple[str, Path]], writer: str
) -> None:
    path = tmp_path / "kept"
    WRITERS[writer](path)
    kinds = [kind for kind, _ in calls]
    assert kinds == ["flush", "rename", "flush"]
    assert calls[1:] == [("rename", path), ("flush", tmp_path)]


def test_a_rename_into_another_folder_flushes_both(
    tmp_path: Path, calls: list[tuple[str, Path]]
) -> None:
    (tmp_path / "from").mkdir()
    (tmp_path / "to").mkdir()
    (tmp_path / "from" / "a").touch()
    disk.move_durably(tmp_path / "from" / "a", tmp_path / "to" / "a")
    assert calls[1:] == [("flush", tmp_path / "to"), ("flush", tmp_path / "from")]


def test_a_file_system_without_a_flush_of_folders_flushes_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some in user space answer EINVAL; the name lasts all the same, and nobody is told of a
    failure that is none."""
    whole: list[bool] = []
    monkeypatch.setattr(os, "sync", lambda: whole.append(True))

    def refuse(_descriptor: int) -> None:
        raise OSError(errno.EINVAL, "no flush of folders")

    monkeypatch.setattr(os, "fsync", refuse)
    disk.sync_directory(tmp_path)
    assert whole == [True]


def test_a_folder_is_moved_only_where_nothing_stands(tmp_path: Path) -> None:
    """Neither a file nor an empty folder, which Linux would replace without a word."""
    (tmp_path / "restored").mkdir()
    (tmp_path / "restored" / "kept").write_bytes(b"x")
    (tmp_path / "vault").mkdir()
    with pytest.raises(FileExistsError):
        disk.move_durably(tmp_path / "restored", tmp_path / "vault")
    (tmp_path / "vault").rmdir()
    disk.move_durably(tmp_path / "restored", tmp_path / "vault")
    assert (tmp_path / "vault" / "kept").read_bytes() == b"x"


def refusal(winerror: int) -> PermissionError:
    error = PermissionError(errno.EACCES, "held")
    error.winerror = winerror  # type: ignore[attr-defined]  # on Windows the system sets it
    return error


class Held:
    """What another program lets go of after so many tries."""

    def __init__(self, tries: int, error: OSError) -> None:
        self.left, self.error = tries, error

    def __call__(self) -> None:
        if self.left > 0:
            self.left -= 1
            raise self.error


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long it would have waited."""
    seconds: list[float] = []
    monkeypatch.setattr(disk, "sleep", seconds.append)
    return seconds


@pytest.mark.parametrize("winerror", [5, 32, 33])
def test_what_another_program_holds_is_tried_again(winerror: int, pauses: list[float]) -> None:
    disk.while_held(Held(4, refusal(winerror)))
    assert pauses == pytest.approx([0.01, 0.02, 0.04, 0.08])


def test_after_two_seconds_the_refusal_is_told(pauses: list[float]) -> None:
    held = Held(1000, refusal(32))
    with pytest.raises(PermissionError):
        disk.while_held(held)
    assert sum(pauses) == pytest.approx(2)
    assert 1000 - held.left == len(pauses) + 1, "a last try after the last pause"


@pytest.mark.parametrize(
    "error",
    [
        PermissionError(errno.EACCES, "of Linux: nothing will change"),
        refusal(19),  # write-protected
        refusal(2),  # not there
    ],
)
def test_another_refusal_is_told_at_once(error: OSError, pauses: list[float]) -> None:
    with pytest.raises(OSError, match=error.strerror):
        disk.while_held(Held(1, error))
    assert pauses == []


def test_a_tree_goes_as_far_as_it_can(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "c").touch()
    disk.remove_tree(tmp_path / "a")
    disk.remove_tree(tmp_path / "a")
    assert not (tmp_path / "a").exists()


HOLDER = (
    "import sys; file = open(sys.argv[1], 'rb'); print('holds', flush=True);"
    "sys.stdin.readline(); file.close(); print('let go', flush=True)"
)


@pytest.mark.parametrize("act", ["replace", "remove", "tree"])
def test_a_file_that_another_process_holds_for_a_moment_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    """As a virus scanner does with every new file: it lets go in the third pause."""
    folder = tmp_path / "folder"
    folder.mkdir()
    target, new = folder / "target", tmp_path / "new"
    target.write_bytes(b"old")
    new.write_bytes(b"new")
    paused: list[float] = []
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, target], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline().startswith(b"holds")

        def pause(seconds: float) -> None:
            paused.append(seconds)
            if len(paused) == 3:
                holder.communicate(b"\n")

        monkeypatch.setattr(disk, "sleep", pause)
        {
            "replace": lambda: disk.replace_durably(new, target),
            "remove": lambda: disk.remove(target),
            "tree": lambda: disk.remove_tree(folder),
        }[act]()
    assert len(paused) == 3
    assert target.read_bytes() == b"new" if act == "replace" else not target.exists()
