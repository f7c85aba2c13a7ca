"""An approval at another computer: it is asked for, and its answer comes back. Each has happened or
it has not, and what was kept can be written or taken again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.desk.elsewhere import PERSON, approved_there, asked, beside
from tests.desk.world import World
from tests.durability.crash import BEGUN, Deed, Place, Say
from tests.durability.handover_deeds import confirmed, entries, opened, placed
from tests.durability.station_deeds import in_pieces
from tipdesk.cases.model import CaseId, Status
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER
from tipdesk.desk.custody.integrity import check_file
from tipdesk.desk.handover.approving import draw
from tipdesk.desk.session.session import Session
from tipdesk.storage.evidence import attachments


def file_to_ask_for(world: World, root: Path) -> Place:
    """The officers' vault with a file that waits, and an approver elsewhere."""
    beside(world).lock()
    case_id = world.interview()
    world.officers.steps.complete(case_id)
    return placed(world, root, "officers", OFFICER, case=case_id)


def answer_on_its_way(world: World, root: Path) -> Place:
    """The officers' vault, and the approver's answer on the USB drive."""
    elsewhere = beside(world)
    case_id = world.interview()
    world.officers.steps.complete(case_id)
    answer = approved_there(world, elsewhere, asked(world, case_id)[1])
    elsewhere.lock()
    return placed(world, root, "officers", OFFICER, case=case_id, file=answer.name)


# --- it is asked for ------------------------------------------------------------------------------


def _ask(session: Session, place: Place) -> str:
    case_id, asker = CaseId(place.given["case"]), confirmed(place, OFFICER)
    drawn = draw(session.asking.plan(case_id, PERSON, asker), Work())
    return session.asking.record(drawn, PERSON, asker).message_id


def ask_elsewhere(place: Place, say: Say) -> None:
    """The documents are drawn and sealed, the entry made, the request signed and written."""
    session = opened(place, OFFICER)
    say(BEGUN)
    message_id = _ask(session, place)
    say("asked")
    path = session.asking.write(message_id, place.usb_drive)
    say(f"written {path.name}")
    session.lock()


def ask_in_pieces(place: Place, say: Say) -> None:
    in_pieces()
    ask_elsewhere(place, say)


def _asking_fault(place: Place, lines: Sequence[str]) -> str:
    session, case_id = opened(place, OFFICER), CaseId(place.given["case"])
    try:
        check_file(session._desk, case_id)
        entered, vault = entries(session, "approval_asked"), session._desk.vault
        request = session.asking.open_request(case_id)
        signed = [item for item in session.messages.about(case_id) if not item.came]
        if {bool(entered), request is not None, bool(signed)} != {bool(entered)}:
            return "half asked"
        if "asked" in lines and request is None:
            return "the request"
        if attachments.orphans(vault):
            return "documents that nobody asked for"
        for line in lines:
            name = line.removeprefix("written ")
            if name != line and not (place.usb_drive / name).is_file():
                return "the file on the USB drive"
        message_id = request.message_id if request else _ask(session, place)
        session.asking.write(message_id, place.usb_drive)  # whole, with every paper
        return "" if not attachments.missing(vault) else "documents that were asked for"
    finally:
        session.lock()


# --- the answer comes back ------------------------------------------------------------------------


def take_answer(place: Place, say: Say) -> None:
    """The approver's answer is read into the officers' vault."""
    session = opened(place, OFFICER)
    say(BEGUN)
    session.messages.take(place.usb_drive / place.given["file"])
    say("taken")
    session.lock()


def take_in_pieces(place: Place, say: Say) -> None:
    in_pieces()
    take_answer(place, say)


def _answer_fault(place: Place, lines: Sequence[str]) -> str:
    session, case_id = opened(place, OFFICER), CaseId(place.given["case"])
    try:
        check_file(session._desk, case_id)
        case, entered = session.files.case(case_id), entries(session, "approved")
        standing = session.approving.standing(case)
        came = [item for item in session.messages.about(case_id) if item.came]
        states = {case.status is Status.APPROVED, standing is not None, bool(came)}
        if {bool(entered)} != states:
            return "half taken"
        if "taken" in lines and not entered:
            return "the answer"
        taken = session.messages.take(place.usb_drive / place.given["file"])
        if taken.again is not bool(entered) or entries(session, "approved") != 1:
            return "the answer twice"
        return "" if session.handover.is_valid(session.files.case(case_id)) else "the approval"
    finally:
        session.lock()


ASKING = Deed("asking elsewhere", ask_elsewhere, _asking_fault, ask_in_pieces)
ANSWER = Deed("answer from elsewhere", take_answer, _answer_fault, take_in_pieces)
ELSEWHERE_DEEDS = ((ASKING, file_to_ask_for), (ANSWER, answer_on_its_way))
