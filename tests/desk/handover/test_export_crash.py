"""Killed, or without power, while a file is sent: no half bundle has a bundle's name, and what was
said to be sent is sent. The harness is that of the vault's own deeds."""

import pytest

from tests.durability.crash import BEGUN, Child, kills, recorded
from tests.durability.export_deed import (
    EXPORT,
    approved_file,
    send,
    send_no_further_than_the_annex,
    sent_numbers,
)
from tipdesk.bundle.writer import SUFFIX


@pytest.mark.parametrize("count", [4, pytest.param(150, marks=pytest.mark.long)])
@pytest.mark.timeout(1800)
def test_killed_at_any_moment(world, tmp_path, count):
    outcome = kills(EXPORT, approved_file(world, tmp_path / "disk"), tmp_path, count)
    assert outcome.faults == []
    assert outcome.cut


def test_a_kill_finds_a_bundle_that_is_named_too_soon(world, tmp_path):
    place = approved_file(world, tmp_path / "disk")
    assert kills(EXPORT, place, tmp_path, 12, broken=True).faults


def test_killed_between_the_two_files_it_is_sent_whole_the_next_time(world, tmp_path):
    place = approved_file(world, tmp_path / "disk")
    child = Child(send_no_further_than_the_annex, place)
    assert child.listen(60)
    lines = child.kill()
    assert lines == [BEGUN]
    (sealed,) = place.usb_drive.glob("*" + SUFFIX)
    assert EXPORT.fault(place, lines) == ""
    send(place, lines.append)
    assert EXPORT.fault(place, lines) == ""
    assert sealed.exists()
    assert sent_numbers(place) == [(2, [1])]


@pytest.mark.parametrize("points", [2, pytest.param(200, marks=pytest.mark.long)])
@pytest.mark.timeout(1800)
def test_the_power_goes_at_any_moment(world, tmp_path, points):
    place = approved_file(world, tmp_path / "disk")
    recording = recorded(EXPORT, place, tmp_path, ("file", "folder"))
    outcome = recording.cuts(tmp_path, points)
    assert outcome.faults == []
    assert recording.cuts(tmp_path, 1, ("none",)).faults
