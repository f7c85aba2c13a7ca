"""Files with odd names are taken in, or refused, without anything left behind."""

import os
from pathlib import Path

import pytest

from tipdesk.core.errors import FileUnreadable
from tipdesk.core.plain_file import safe_name
from tipdesk.core.work import Work
from tipdesk.desk.evidence import attachments


def lying(world):
    """Sealed files in the vault's folder."""
    return [path for path in (world.folder / "officers" / "att").rglob("*") if path.is_file()]


def test_a_name_that_is_no_utf_8_is_shown_with_a_mark_in_its_place(world, tmp_path):
    session = world.officers
    case = session.new_files.open_case()
    path = tmp_path / os.fsdecode(b"\xff\xd8 \xd8\xb5.pdf")
    path.write_bytes(b"%PDF-1.7")
    sealed = attachments.seal(session.attachments.attach_plan(case.id), path, Work())
    added = session.attachments.attach(case.id, sealed)
    assert (added.name, added.media_type) == ("\ufffd\ufffd ص.pdf", "application/pdf")
    with session.attachments.opener(added).open() as opened:
        assert opened.read() == b"%PDF-1.7"
    path.unlink()
    with pytest.raises(FileUnreadable) as caught:
        attachments.seal(session.attachments.attach_plan(case.id), path, Work())
    assert caught.value.details["name"] == added.name


@pytest.mark.parametrize("name", ["..", ".", "folder", "folder/..", "none", "a\0b", "\ud83d.pdf"])
def test_what_is_no_file_leaves_nothing_behind(world, tmp_path, name):
    session = world.officers
    case = session.new_files.open_case()
    before = lying(world)
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileUnreadable):
        attachments.seal(session.attachments.attach_plan(case.id), tmp_path / name, Work())
    assert lying(world) == before


@pytest.mark.parametrize(
    "name", ["\u202egpj.exe", "a\nb\u2028c.pdf", "=cmd|' C calc'!A0", "ص" * 127]
)
def test_an_odd_name_is_kept_shown_safely_and_never_used(world, tmp_path, name):
    session = world.officers
    case = session.new_files.open_case()
    (tmp_path / name).write_bytes(b"x")
    added = session.attachments.attach(
        case.id, attachments.seal(session.attachments.attach_plan(case.id), tmp_path / name, Work())
    )
    assert added.name == name
    suggested = safe_name(added.name)
    assert suggested.isprintable()
    assert not set(suggested) & set('\n\u2028\u202e<>:"/\\|?*')
    assert len(suggested.encode()) <= 200
    (tmp_path / "copies").mkdir()
    (tmp_path / "copies" / f"{suggested}.part").write_bytes(b"x")


@pytest.mark.parametrize(
    ("name", "safe"),
    [("CON.txt", "_CON.txt"), ("aux", "_aux"), ("...", "file"), ("a/b\\c.jpg", "a_b_c.jpg"),
     ("com¹.pdf", "_com¹.pdf"), ("LPT³", "_LPT³"), ("conin$", "_conin$"), ("CONOUT$.txt", "_CONOUT$.txt"),
     ("nul .txt", "_nul .txt"), (". x .", "x"), ("", "file"), ("name." + "x" * 40, "name." + "x" * 40)],
)  # fmt: skip
def test_a_suggested_name_is_one_that_every_system_takes(name, safe):
    assert safe_name(name) == safe


def test_a_pipe_a_device_and_a_link_to_one_are_refused_at_once(world, tmp_path):
    session = world.officers
    case = session.new_files.open_case()
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "link.pdf").symlink_to("/dev/zero")
    for path in (tmp_path / "pipe.pdf", tmp_path / "link.pdf", Path("/dev/zero")):
        with pytest.raises(FileUnreadable):
            attachments.seal(session.attachments.attach_plan(case.id), path, Work())
    assert lying(world) == []
