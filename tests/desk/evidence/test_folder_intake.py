"""The folder of a camera or scanner: the newest files, and nothing that is none."""

import os

import pytest

from tipdesk.core.errors import FileUnreadable
from tipdesk.core.work import Work
from tipdesk.desk.evidence import folder_intake
from tipdesk.desk.evidence.folder_intake import look_into


def names(folder):
    return [file.name for file in look_into(folder, Work()).files]


def test_a_cameras_folders_are_looked_through_newest_first(tmp_path):
    inner = tmp_path / "DCIM" / "100CANON"
    inner.mkdir(parents=True)
    for at, path in enumerate((inner / "IMG_1.jpg", inner / "IMG_2.jpg", tmp_path / "scan.pdf")):
        path.write_bytes(bytes(at))
        os.utime(path, (1_790_000_000 + at, 1_790_000_000 + at))
    deep = tmp_path / "a" / "b" / "c" / "d"
    deep.mkdir(parents=True)
    (deep / "too deep.jpg").write_bytes(b"")
    assert names(tmp_path) == ["scan.pdf", "IMG_2.jpg", "IMG_1.jpg"]


def test_links_pipes_and_what_is_hidden_are_passed_over(tmp_path):
    (tmp_path / "plain.jpg").write_bytes(b"x")
    (tmp_path / ".hidden.jpg").write_bytes(b"x")
    (tmp_path / "link.jpg").symlink_to("/etc/passwd")
    (tmp_path / "around").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.jpg")
    assert names(tmp_path) == ["plain.jpg"]


def test_a_folder_that_is_gone_is_said_and_a_full_one_is_cut(tmp_path, monkeypatch):
    with pytest.raises(FileUnreadable):
        look_into(tmp_path / "pulled out", Work())
    for number in range(6):
        (tmp_path / f"{number}.jpg").write_bytes(b"")
    monkeypatch.setattr(folder_intake, "MOST_SHOWN", 4)
    look = look_into(tmp_path, Work())
    assert (len(look.files), look.more) == (4, True)
