"""kill -9 while an account is closed, stopped or added to, a row added, a recording or a reader
taken in: each of them has happened or has not, and the chain is whole."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.desk.test_closing_account import begun
from tests.desk.test_killed_install import killed
from tests.desk.test_voices import recording
from tests.desk.world import World
from tests.programs import copy_or_link
from tipdesk.cases.model import CaseId
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.integrity import check_file
from tipdesk.desk.session import Session
from tipdesk.storage import custody_rows

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
Deed = Callable[[Session, CaseId, Path], object]

DEEDS: dict[str, Deed] = {
    "account_frozen": lambda at, case, _: at.intake.end_reading(case, "wet", whole=True),
    "account_stopped": lambda at, case, _: at.intake.stop_account(case),
    "account_added": lambda at, case, _: at.intake.add_to_account(case, "كان في أبريل", ""),
    "row": lambda at, case, _: at.intake.add_row(case, "injuries"),
    "voice_added": lambda at, _, sound: at.voices.add("hin", "rights", sound),
    "card_signed_off": lambda at, _, __: at.cards.record("hin", "Asha Rao", "Ravi Menon"),
}


def standing(session: Session, case_id: CaseId) -> object:
    """All that a deed may have changed."""
    vault = session._desk.vault
    return (
        {
            path: (one.value, one.reason)
            for path, one in session.intake.load(case_id).answers.items()
        },
        vault.rows("SELECT path FROM frozen ORDER BY path"),
        session.voices.find("hin", "rights"),
        session.cards.sign_off("hin") is not None,
        [one.action for one in custody_rows.newest_first(vault) if one.action in DEEDS],
    )


@pytest.mark.parametrize("stride", [17, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("name", DEEDS)
def test_killed_at_any_step_it_has_happened_or_it_has_not(
    world: World, tmp_path: Path, name: str, stride: int
) -> None:
    case_id, deed = begun(world), DEEDS[name]
    who = SUPERVISOR if name in ("voice_added", "card_signed_off") else OFFICER
    if name == "account_added":
        world.officers.intake.end_reading(case_id, "wet", whole=True)
    sound = tmp_path / "sound.wav"
    sound.write_bytes(recording())
    before = standing(world.reopen(who), case_id)
    world.officers.lock()
    seen, last, died = [], 0, True
    while died:
        last += stride
        vault = tmp_path / str(last)
        shutil.copytree(world.folder / "officers", vault, copy_function=copy_or_link)
        open_it = partial(world.open, vault, who)
        died = killed(open_it, lambda at: deed(at, case_id, sound), last)
        world.sessions["officers"] = session = open_it()
        seen.append(standing(session, case_id))
        check_file(session._desk, case_id)
        world.officers.lock()
    assert seen[0] == before != seen[-1]
    assert all(one in (before, seen[-1]) for one in seen)
