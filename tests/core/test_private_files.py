"""Keys and whatever else may lie outside the user's profile are read by their owner alone."""

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.systems import private
from tipdesk.bundle.target import write_whole
from tipdesk.core.plain_file import begin_part, whole_file, write_file
from tipdesk.core.private_files import (
    MayRead,
    as_the_folder_says,
    create_file,
    make_folder,
    others_may_read,
)
from tipdesk.storage.platform import make_durably, write_beside

WHEN = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def tmp_path(tmp_path: Path) -> Path:
    """A folder that hands nothing down: on Windows pytest makes its own for their owner."""
    (tmp_path / "generous").mkdir()
    return tmp_path / "generous"


@pytest.fixture(autouse=True)
def _generous(tmp_path: Path) -> None:
    """What is made without a word is for everybody: the folder and the process would let it."""
    before = os.umask(0)
    try:
        (tmp_path / "plain").touch()
    finally:
        os.umask(before)
    assert not private(tmp_path / "plain")


def _whole(path: Path) -> None:
    with whole_file(path) as file:
        file.write(b"x")


MAKERS: dict[str, Callable[[Path], object]] = {
    "a part": lambda path: begin_part(path).close(),
    "a saved copy": lambda path: write_file(path, b"x"),
    "a long copy": _whole,
    "a bare key": lambda path: write_whole(path.parent, path.name, b"x", WHEN, MayRead.OWNER),
    "keys under a passphrase": lambda path: write_whole(
        path.parent, path.name, b"x", WHEN, MayRead.OWNER_HERE
    ),
    "a copy of the key slots": lambda path: write_beside(path.with_suffix(""), b"x"),
    "a folder": make_folder,
    "the folder of a vault": make_durably,
}


@pytest.mark.parametrize("maker", MAKERS)
def test_its_owner_alone_reads_it(tmp_path: Path, maker: str) -> None:
    path = tmp_path / "kept.tmp"
    MAKERS[maker](path)
    assert private(path)


@pytest.mark.parametrize("readers", MayRead)
def test_a_new_file_takes_no_place_of_another(tmp_path: Path, readers: MayRead) -> None:
    flags = os.O_CREAT | os.O_EXCL | os.O_RDWR
    with os.fdopen(create_file(tmp_path / "new", flags, readers), "w+b") as file:
        file.write(b"\r\nx\n")
        file.seek(0)
        assert file.read() == b"\r\nx\n"
    with pytest.raises(FileExistsError):
        create_file(tmp_path / "new", flags, readers)


@pytest.mark.parametrize("readers", MayRead)
def test_a_file_that_is_there_is_cut_only_where_that_is_asked(
    tmp_path: Path, readers: MayRead
) -> None:
    path = tmp_path / "there"
    path.write_bytes(b"before")
    os.close(create_file(path, os.O_CREAT | os.O_WRONLY, readers))
    assert path.read_bytes() == b"before"
    os.close(create_file(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, readers))
    assert path.read_bytes() == b""


def test_a_folder_that_cannot_be_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        create_file(tmp_path / "none" / "new", os.O_CREAT | os.O_WRONLY)
    with pytest.raises(FileExistsError):
        make_folder(tmp_path / "plain")
    assert (tmp_path / "plain").is_file()


def test_what_everybody_may_read_is_known(tmp_path: Path) -> None:
    """As every file on a drive without owners (FAT) is, whatever was asked for."""
    write_file(tmp_path / "key", b"x")
    assert not others_may_read(tmp_path / "key")
    if sys.platform != "win32":
        assert others_may_read(tmp_path / "plain")


def test_an_empty_folder_that_was_there_is_closed_and_another_is_left_alone(tmp_path: Path) -> None:
    """SQLite makes its files itself: they get what the folder hands down."""
    empty, full = tmp_path / "empty", tmp_path / "full"
    for folder in (empty, full):
        folder.mkdir()
        assert not private(folder)
    (full / "of somebody").touch()
    make_folder(empty)
    make_folder(full)
    assert private(empty)
    assert not private(full)


@pytest.mark.parametrize("away", [False, True])
def test_what_is_saved_on_a_drive_can_be_read_where_it_is_carried(*, away: bool) -> None:
    """A bare key is its owner's wherever it lies."""
    assert as_the_folder_says(MayRead.OWNER_HERE, carried_away=away) is away
    assert as_the_folder_says(MayRead.FOLDER, carried_away=away)
    assert not as_the_folder_says(MayRead.OWNER, carried_away=away)


def test_what_is_read_on_another_computer_has_the_rights_of_its_folder(tmp_path: Path) -> None:
    """A backup set on a drive is restored where nobody is its owner."""
    os.close(create_file(tmp_path / "sealed", os.O_CREAT | os.O_WRONLY, MayRead.FOLDER))
    make_folder(tmp_path / "set", MayRead.FOLDER)
    assert not private(tmp_path / "sealed")
    assert not private(tmp_path / "set")
