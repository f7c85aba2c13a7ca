"""Killed at any step, drives lost, torn and doubled: never two owners, everything there, and one of
them writes again."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from tests.desk.elsewhere import CODE, Elsewhere
from tests.desk.transfer.killed import Course
from tests.desk.transfer.moving import whole
from tests.desk.transfer.test_carrying import PICTURE, attached
from tests.desk.transfer.test_moving import NEED
from tests.desk.world import World
from tipdesk.cases.casework.entries import EntryKind


@pytest.mark.parametrize(
    ("courses", "kills"), [(1, 5), pytest.param(100, 10, marks=pytest.mark.long)]
)
@pytest.mark.timeout(7200)
def test_a_transfer_killed_at_any_moment(
    world: World, elsewhere: Elsewhere, tmp_path: Path, courses: int, kills: int
) -> None:
    case_id, session = world.interview(), world.officers
    session.case_work.enter(case_id, EntryKind.NEED, "", NEED)
    attached(session, case_id, tmp_path / "picture.png", PICTURE)
    session.giving_up.note_consent(case_id, CODE, "granted", "self")
    before, number = whole(session, case_id), session.files.case(case_id).number
    world.close()
    world.sessions.clear()
    known = {**world.keys, **elsewhere.keys}
    keys = {login: (bytes(key.dek).hex(), bytes(key.seed).hex()) for login, key in known.items()}
    longest: dict[str, int] = {}
    for seed in range(courses):
        root = tmp_path / f"course-{seed}"
        shutil.copytree(world.folder, root)
        course = Course(root, keys, case_id, number, random.Random(seed), longest)
        while course.kills < kills:
            course.anything()
        try:
            course.check(before, 1)
        except AssertionError as error:
            raise AssertionError(f"course of seed {seed}") from error
        shutil.rmtree(root)
