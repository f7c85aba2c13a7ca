"""Failed passphrases are noted beside the vault, and slow somebody at the keyboard."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from tests.storage.samples import OFFICER, START
from tests.systems import private
from tipdesk.storage.keys import unlock_failures
from tipdesk.storage.keys.unlock_failures import Failure, seconds_to_wait


def test_failures_are_noted_read_and_forgotten(tmp_path):
    assert unlock_failures.failures(tmp_path) == ()
    wanted = []
    for number in range(3):
        wanted.append(Failure(OFFICER, START + timedelta(seconds=number)))
        unlock_failures.note(tmp_path, OFFICER, wanted[-1].at)
    assert unlock_failures.failures(tmp_path) == tuple(wanted)
    assert private(tmp_path / unlock_failures.NAME)
    unlock_failures.clear(tmp_path)
    unlock_failures.clear(tmp_path)
    assert unlock_failures.failures(tmp_path) == ()


def test_a_spoilt_file_and_a_missing_folder_do_no_harm(tmp_path):
    (tmp_path / unlock_failures.NAME).write_bytes(b"\xff\n12\nx y\n5 T-01\n")
    assert unlock_failures.failures(tmp_path) == ()
    (tmp_path / unlock_failures.NAME).write_bytes(b"12\nx y\n5 T-01\n")
    assert [failure.login for failure in unlock_failures.failures(tmp_path)] == ["T-01"]
    unlock_failures.note(tmp_path / "none", OFFICER, START)


@pytest.mark.parametrize("number", ["9" * 14, "9" * 15, "9" * 30, "9" * 5000, "9²9", "٥", "-5", ""])
def test_planted_numbers_do_no_harm(tmp_path, number):
    path = tmp_path / unlock_failures.NAME
    path.write_text(f"{number} T-01\n5 T-02\n", encoding="utf-8")
    noted = unlock_failures.failures(tmp_path)
    assert noted[-1].login == "T-02"
    assert seconds_to_wait(noted, START) == 0


def test_the_file_does_not_grow_without_end(tmp_path):
    path = tmp_path / unlock_failures.NAME
    path.write_bytes(b"5 T-01\n" * 10_000)
    size = path.stat().st_size
    unlock_failures.note(tmp_path, OFFICER, START)
    assert path.stat().st_size == size


def test_the_wait_doubles_and_ends():
    def wait(count, passed=0):
        noted = tuple(Failure(OFFICER, START) for _ in range(count))
        return seconds_to_wait(noted, START + timedelta(seconds=passed))

    assert [wait(count) for count in (0, 1, 2, 3, 4, 5)] == [0, 0, 0, 2, 4, 8]
    assert wait(1000) == 300
    assert wait(5, passed=5) == 3
    assert wait(5, passed=60) == 0
    assert wait(5, passed=-10) == 8, "a clock put back does not make it longer"
    assert wait(5, passed=-10_000) == 0, "noted by a clock that stood ahead: it would never end"


def test_a_pipe_in_its_place_keeps_nobody_waiting(tmp_path):
    os.mkfifo(tmp_path / unlock_failures.NAME)
    unlock_failures.note(tmp_path, OFFICER, START)
    assert unlock_failures.failures(tmp_path) == ()
