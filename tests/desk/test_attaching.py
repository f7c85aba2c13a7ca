"""Files with odd names are taken in, or refused, without anything left behind."""

import os
import sys

import pytest

from tipdesk.desk import attaching
from tipdesk.errors import FileUnreadable
from tipdesk.work import Work


def lying(world):
    """Sealed files in the vault's folder."""
    return [path for path in (world.folder / "officers" / "att").rglob("*") if path.is_file()]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such names")
def test_a_name_that_is_no_utf_8_is_shown_with_a_mark_in_its_place(world, tmp_path):
    intake = world.officers.intake
    case = intake.open_case()
    found = tmp_path / os.fsdecode(b"\xff\xd8 \xd8\xb5.pdf")
    found.write_bytes(b"%PDF-1.7")
    sealed = attaching.seal(intake.attach_plan(case.id), found, Work())
    added = intake.attach(case.id, sealed)
    assert (added.name, added.media_type) == ("\ufffd\ufffd ص.pdf", "application/pdf")
    with intake.opener(added).open() as opened:
        assert opened.read() == b"%PDF-1.7"
    found.unlink()
    with pytest.raises(FileUnreadable) as caught:
        attaching.seal(intake.attach_plan(case.id), found, Work())
    assert caught.value.details["name"] == added.name


@pytest.mark.parametrize("name", ["..", ".", "folder", "folder/..", "none", "a\0b", "\ud83d.pdf"])
def test_what_is_no_file_leaves_nothing_behind(world, tmp_path, name):
    intake = world.officers.intake
    case = intake.open_case()
    before = lying(world)
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileUnreadable):
        attaching.seal(intake.attach_plan(case.id), tmp_path / name, Work())
    assert lying(world) == before
