"""What a prosecutor takes in is settled at the station by their own message (.5), never by the
receipt of whoever receives (.2)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from tests.desk.approving import approve
from tests.desk.world import World
from tests.envelopes import out_of_envelope
from tipdesk.bundle.kept_receipts import recorded_receipt
from tipdesk.bundle.messages.writing import SUFFIX
from tipdesk.bundle.receipt import Result, make_receipt
from tipdesk.cases.model import CaseId, Status
from tipdesk.demo.stations import OFFICER, RECEIVER
from tipdesk.desk.handover.handover import Export
from tipdesk.desk.handover.receipts import ReceiptMeaning
from tipdesk.desk.handover.received_file import ReceivedRow
from tipdesk.storage import handover_rows

REASON = "راجعت النيابة سبب الإحالة المباشرة."


def direct(world: World) -> CaseId:
    """A file that no supervisor saw; its case bundle was kept aside, and the station heard it."""
    case_id = world.interview()
    world.officers.readers.hide(case_id, "موظف عام يُنسب إليه التسهيل")
    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(OFFICER))
    receipt = world.accept(world.check(world.exported(case_id).path))
    first = world.officers.handover.import_receipt(receipt)
    assert first.meaning is ReceiptMeaning.QUARANTINED
    world.clock.move(days=1)
    return case_id


def taken_in(world: World) -> tuple[ReceivedRow, Path, Path]:
    """Taken in by the prosecutor: the row, the receipt, the message."""
    row = world.prosecution.taking_in.waiting()[0].row
    confirmed = world.confirm(RECEIVER)
    before = set(world.usb_drive.glob("*" + SUFFIX))
    taken, receipt = world.prosecution.taking_in.take_in(
        row.id, confirmed, REASON, world.usb_drive, "PP-7/2026"
    )
    outbox = world.prosecution.outbox
    assert outbox.with_answer(taken.bundle_id, confirmed, world.usb_drive) == 1
    (message,) = set(world.usb_drive.glob("*" + SUFFIX)) - before
    return taken, receipt, message


def export_of(world: World, case_id: CaseId) -> Export:
    (export,) = world.officers.handover.exports(case_id)
    return export


def stands(world: World, case_id: CaseId) -> tuple[str, str, Status, str]:
    """Result and number of the export, status and number of the file."""
    export, case = export_of(world, case_id), world.officers.files.case(case_id)
    return export.result, export.receipt_number, case.status, case.receipt_number


def test_a_receipt_alone_settles_nothing_that_was_set_aside(world: World) -> None:
    case_id = direct(world)
    _taken, receipt, message = taken_in(world)
    outcome = world.officers.handover.import_receipt(receipt)
    assert (outcome.meaning, outcome.number) == (ReceiptMeaning.UNDECIDED, "")
    assert stands(world, case_id) == ("aside", "", Status.EXPORTED, "")
    taken = world.officers.messages.take(message)
    assert taken.letter.message.body == {
        "registry_no": "PP-7/2026",
        "of": ["A_DIRECT"],
        "reason": REASON,
    }
    assert stands(world, case_id) == ("accepted", "PP-7/2026", Status.RECEIVED, "PP-7/2026")


def test_the_message_may_come_first_or_alone(world: World) -> None:
    case_id = direct(world)
    _taken, receipt, message = taken_in(world)
    world.officers.messages.take(message)
    settled = ("accepted", "PP-7/2026", Status.RECEIVED, "PP-7/2026")
    assert stands(world, case_id) == settled
    outcome = world.officers.handover.import_receipt(receipt)
    assert (outcome.meaning, outcome.number) == (ReceiptMeaning.ACCEPTED, "PP-7/2026")
    assert stands(world, case_id) == settled


def test_what_lies_beside_a_receipt_is_taken_in_with_it(world: World) -> None:
    direct(world)
    _taken, receipt, message = taken_in(world)
    beside = world.officers.messages.take_beside(receipt)
    assert [item.letter.message.type for item in beside] == ["taken_in"]
    assert world.officers.handover.import_receipt(receipt).meaning is ReceiptMeaning.ACCEPTED
    assert world.officers.messages.take_beside(receipt) == ()
    assert world.officers.messages.take(message).again


@pytest.mark.parametrize("codes", [("A_DIRECT",), ()])
def test_a_receiver_signs_no_decision(world: World, codes: tuple[str, ...]) -> None:
    """Whoever has a key for receipts alone says «accepted» by hand, with the codes or without: a
    station knows of itself what no second person has approved."""
    case_id = direct(world)
    (entry,) = handover_rows.register(world.prosecution._desk.vault)
    before = recorded_receipt(entry.receipt, world.clock())
    forged = replace(
        before,
        receipt_id=str(uuid4()),
        received_at=world.clock().replace(microsecond=0),
        result=Result.ACCEPTED,
        codes=codes,
        registry_no="X-1",
    )
    key = world.prosecution.keys.signing_key(world.confirm(RECEIVER))
    path = world.usb_drive / f"{forged.receipt_id}.receipt.asice"
    path.write_bytes(make_receipt(forged, key))
    assert world.officers.handover.import_receipt(path).meaning is ReceiptMeaning.UNDECIDED
    assert stands(world, case_id) == ("aside", "", Status.EXPORTED, "")


def test_codes_that_a_receipt_has_told_are_not_taken_back(world: World) -> None:
    """It came open and was set aside; the next receipt says nothing of that any more."""
    case_id = world.approved()
    sealed = world.exported(case_id).path
    answer = world.accept(
        world.check(out_of_envelope(sealed, world.prosecution.keys.age_identity()))
    )
    # What lies aside there came open: the station answers for the sealed file, which is another.
    kept = handover_rows.register(world.prosecution._desk.vault)[0]
    first = recorded_receipt(kept.receipt, world.clock())
    export = export_of(world, case_id)
    key = world.prosecution.keys.signing_key(world.confirm(RECEIVER))
    for number, (result, codes) in enumerate(
        ((Result.QUARANTINED, ("A_NOT_ENCRYPTED",)), (Result.ACCEPTED, ()))
    ):
        world.clock.move(minutes=1)
        receipt = replace(
            first,
            receipt_id=str(uuid4()),
            file_sha256=export.sha256,
            file_size=export.size,
            received_at=world.clock().replace(microsecond=0),
            result=result,
            codes=codes,
            registry_no="X-1" if number else "",
        )
        path = answer.with_name(f"{receipt.receipt_id}.receipt.asice")
        path.write_bytes(make_receipt(receipt, key))
        outcome = world.officers.handover.import_receipt(path)
    assert outcome.meaning is ReceiptMeaning.UNDECIDED
    assert stands(world, case_id)[2] is Status.EXPORTED


def test_a_decision_about_another_case_bundle_settles_nothing(world: World) -> None:
    """A message that holds, kept under a file that it is not about."""
    case_id = direct(world)
    _taken, receipt, message = taken_in(world)
    world.officers.messages.take(message)
    vault = world.officers._desk.vault
    vault._connection.set_authorizer(None)
    vault.execute("DROP TRIGGER message_no_update")
    vault.execute("UPDATE message SET case_id = ''")
    assert world.officers.handover.import_receipt(receipt).meaning is ReceiptMeaning.UNDECIDED
    assert export_of(world, case_id).result == "aside"
