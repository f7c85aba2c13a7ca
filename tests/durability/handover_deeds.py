"""A file is approved; a case bundle is received and answered; the answer comes back: each has
happened or it has not, and what a signature names is there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from tests.desk.approving import approve
from tests.desk.world import Calendar, World
from tests.durability.crash import BEGUN, Deed, Place, Say, hollow_ballast
from tests.durability.station_deeds import in_pieces
from tipdesk.cases.model import CaseId, Status
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR, Credentials
from tipdesk.desk.custody.integrity import chain_fault, check_file
from tipdesk.desk.handover import receiving
from tipdesk.desk.handover.receipts import ReceiptMeaning
from tipdesk.desk.open_vault import Confirmed
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.storage import custody_rows
from tipdesk.storage.evidence import attachments
from tipdesk.storage.files import approval_rows


def placed(world: World, root: Path, vault: str, who: Credentials, **facts: str) -> Place:
    """One of the world's vaults and its USB drive, closed, on the disk that fails."""
    for session in world.sessions.values():
        session.lock()
    world.sessions.clear()
    root.mkdir()
    seeds = {key.login: key.seed.hex() for key in world.keys.values()}
    given = {"at": world.clock.now.isoformat(), **seeds, **facts}
    place = Place(root, bytes(world.keys[who.login].dek), given)
    (world.folder / vault).rename(place.vault)
    hollow_ballast(place.vault)
    world.usb_drive.rename(place.usb_drive)
    return place


def completed_file(world: World, root: Path) -> Place:
    """The officers' vault with one file that waits for its approval."""
    case_id = world.interview()
    world.officers.steps.complete(case_id)
    return placed(world, root, "officers", OFFICER, case=case_id)


def arrived_bundle(world: World, root: Path) -> Place:
    """The Prosecution's vault, and a case bundle on the USB drive."""
    bundle = world.exported(world.approved())
    return placed(world, root, "prosecution", RECEIVER, file=bundle.path.name)


def answered_bundle(world: World, root: Path) -> Place:
    """The officers' vault with a file that was sent, and its receipt on the USB drive."""
    case_id = world.approved()
    bundle = world.exported(case_id)
    answer = world.accept(world.check(bundle.path))
    return placed(
        world, root, "officers", OFFICER, case=case_id, file=answer.name, bundle=bundle.bundle_id
    )


def opened(place: Place, who: Credentials) -> Session:
    """The vault as at its next start, with its whole chain."""
    clock = Calendar(datetime.fromisoformat(place.given["at"]))
    clock.move(hours=1)
    key = UnlockedKey(who.login, bytearray(place.dek), bytearray.fromhex(place.given[who.login]))
    session = Session.open(place.vault, key, clock)
    if (fault := chain_fault(session._desk.vault)) is not None:
        session.lock()
        raise fault
    return session


def confirmed(place: Place, who: Credentials) -> Confirmed:
    """Their passphrase, given once more."""
    return Confirmed(who.login, bytearray.fromhex(place.given[who.login]))


def entries(session: Session, *actions: str) -> int:
    """How many entries of the chain have one of these names."""
    entered = custody_rows.newest_first(session._desk.vault)
    return sum(entry.action in actions for entry in entered)


# --- a file is approved ---------------------------------------------------------------------------


def approve_file(place: Place, say: Say) -> None:
    """The documents are drawn and sealed, then the statement over them is signed."""
    session = opened(place, OFFICER)
    say(BEGUN)
    approve(session, CaseId(place.given["case"]), confirmed(place, SUPERVISOR))
    say("approved")
    session.lock()


def approve_in_pieces(place: Place, say: Say) -> None:
    in_pieces()
    approve_file(place, say)


def _approval_fault(place: Place, lines: Sequence[str]) -> str:
    session, case_id = opened(place, OFFICER), CaseId(place.given["case"])
    try:
        vault = session._desk.vault
        check_file(session._desk, case_id)
        case = session.files.case(case_id)
        row = approval_rows.last(vault, case_id, case.revision)
        signed = approval_rows.signed(vault, row.id) if row else None
        states = {case.status is Status.APPROVED, row is not None, signed is not None}
        if {bool(entries(session, "approved"))} != states:
            return "half approved"
        if "approved" in lines and signed is None:
            return "the approval"
        if attachments.orphans(vault):
            return "documents that nobody signed"  # opening has deleted them
        if signed is None:  # and it can still be done
            approve(session, case_id, confirmed(place, SUPERVISOR))
        check = session.approving.standing(session.files.case(case_id))
        return "" if check and not attachments.missing(vault) else "documents that were signed"
    finally:
        session.lock()


# --- a case bundle is received --------------------------------------------------------------------


def receive(place: Place, say: Say) -> None:
    """A case bundle is checked, kept, given a number and answered."""
    session = opened(place, RECEIVER)
    say(BEGUN)
    counter = session.receiving
    checked = receiving.check(counter.plan(place.usb_drive / place.given["file"]), Work())
    row, answer = counter.accept(checked, confirmed(place, RECEIVER), "", place.usb_drive)
    say(f"received {row.number} {answer.name}")
    session.lock()


def receive_in_pieces(place: Place, say: Say) -> None:
    in_pieces()
    receive(place, say)


def _received_fault(place: Place, lines: Sequence[str]) -> str:
    session = opened(place, RECEIVER)
    try:
        counter, vault = session.receiving, session._desk.vault
        rows = counter.register()
        if len(rows) != entries(session, "received"):
            return "half received"
        words = {kind: words_after for kind, *words_after in (line.split() for line in lines)}
        if "received" in words:
            number, answer = words["received"]
            if [row.number for row in rows] != [number]:
                return "what was received"
            if not (place.usb_drive / answer).is_file():
                return "the receipt"
        if attachments.orphans(vault) or attachments.missing(vault):
            return "what lies sealed"
        for row in rows:  # whole, and answered
            counter.open_received(row.id).close()
            counter.reissue(row.id, place.usb_drive)
        checked = receiving.check(counter.plan(place.usb_drive / place.given["file"]), Work())
        row, _answer = counter.accept(checked, confirmed(place, RECEIVER), "", place.usb_drive)
        return "" if [row.number] == [kept.number for kept in counter.register()] else "twice"
    finally:
        session.lock()


# --- the answer comes back ------------------------------------------------------------------------


def take_receipt(place: Place, say: Say) -> None:
    """The Prosecution's receipt is read into the officers' vault."""
    session = opened(place, OFFICER)
    say(BEGUN)
    session.handover.import_receipt(place.usb_drive / place.given["file"])
    say("taken")
    session.lock()


def take_in_pieces(place: Place, say: Say) -> None:
    in_pieces()
    take_receipt(place, say)


def _receipt_fault(place: Place, lines: Sequence[str]) -> str:
    session, case_id = opened(place, OFFICER), CaseId(place.given["case"])
    try:
        check_file(session._desk, case_id)
        status = session.files.case(case_id).status
        entered = bool(entries(session, "receipt_imported"))
        if (status is Status.RECEIVED) is not entered:
            return "half taken"
        if "taken" in lines and not entered:
            return "the receipt"
        outcome = session.handover.import_receipt(place.usb_drive / place.given["file"])
        again = outcome.meaning is ReceiptMeaning.DUPLICATE
        return "" if again is entered else "the receipt twice"
    finally:
        session.lock()


APPROVAL = Deed("approval", approve_file, _approval_fault, approve_in_pieces)
RECEIVING = Deed("receiving", receive, _received_fault, receive_in_pieces)
RECEIPT = Deed("receipt", take_receipt, _receipt_fault, take_in_pieces)
HANDOVER_DEEDS = (
    (APPROVAL, completed_file),
    (RECEIVING, arrived_bundle),
    (RECEIPT, answered_bundle),
)
