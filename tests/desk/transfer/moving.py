"""Two shelters between which files go, as the window lets them."""

from __future__ import annotations

from pathlib import Path

from tests.desk.elsewhere import CODE, PERSON, Elsewhere
from tests.desk.world import World
from tipdesk.cases.model import Act, CaseId
from tipdesk.core.work import Work
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.session.session import Session
from tipdesk.desk.transfer.giving_up import OnItsWay
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.desk.upkeep.vault_check import Examination, FindingCode


def given_up(world: World, case_id: CaseId) -> OnItsWay:
    """The person was asked and agreed; the file is on its way, and on no drive yet."""
    giving = world.officers.giving_up
    giving.note_consent(case_id, CODE, "granted", "self")
    return giving.give_up(case_id, PERSON, world.confirm(SUPERVISOR))


def moved(world: World, elsewhere: Elsewhere, case_id: CaseId) -> Path:
    """The file goes there and is taken in; its receipt, on the USB drive."""
    given_up(world, case_id)
    path = world.officers.giving_up.write(case_id, world.usb_drive)
    taking = elsewhere.session.taking_over
    taking.take_in(taking.read(path), elsewhere.confirm())
    return taking.write_receipt(case_id, world.usb_drive)


def whole(session: Session, case_id: CaseId) -> dict[str, tuple[str, str]]:
    """Every answer that stands, with its reason; the suspects too."""
    if session.may(Act.SEE_SUSPECTS):
        session.access.open_suspects(case_id)
    answers = session.files.load(case_id).answers
    return {path: (item.value, str(item.reason)) for path, item in answers.items()}


def faults(vault_dir: Path, key: UnlockedKey) -> list[str]:
    """What `vault check` finds of a closed vault; of deadlines too."""
    with Examination(vault_dir, key) as looked:
        return [
            finding.code.value
            for part in looked.parts(Work())
            for finding in part.findings
            if finding.fault or finding.code is FindingCode.DUE_DIFFERS
        ]
