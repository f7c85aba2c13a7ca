"""What office and station tell each other without being asked: signed with the passphrase that is
given for something else, written beside what is written there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk.approving import approve
from tests.desk.world import World
from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.bundle.messages.writing import SUFFIX
from tipdesk.cases.model import CaseId
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR
from tipdesk.desk.handover.packing import ExportResult, pack
from tipdesk.desk.messages.stages import BundleStage, Late
from tipdesk.storage import message_rows


def messages_in(folder: Path) -> set[Path]:
    return set(folder.glob("*" + SUFFIX))


def answered(world: World, checked, folder: Path) -> set[Path]:
    """Received and answered; the messages that now lie beside the receipt."""
    confirmed = world.confirm(RECEIVER)
    before = messages_in(folder)
    row, _path = world.prosecution.receiving.accept(checked, confirmed, "", folder)
    count = world.prosecution.outbox.with_answer(row.bundle_id, confirmed, folder)
    new = messages_in(folder) - before
    assert len(new) == count
    return new


def taken(world: World, paths: set[Path]) -> list[str]:
    letters = [world.officers.messages.take(path).letter for path in sorted(paths)]
    return sorted(letter.message.type for letter in letters)


def another(world: World, number: int = 1) -> CaseId:
    """A second file, approved."""
    case_id = world.interview(number)
    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    return case_id


def exported(world: World, case_id: CaseId) -> tuple[ExportResult, int]:
    """As the window exports; with how many messages beside it."""
    handover = world.officers.handover
    plan = handover.plan(case_id, world.officers.keys.recipients()[0], world.usb_drive)
    key = handover.signing_key(world.confirm(OFFICER))
    result = pack(plan, key, Work())
    handover.record(result)
    return result, world.officers.outbox.with_export(result.bundle_id, key, world.usb_drive)


def stage(world: World, case_id: CaseId) -> BundleStage:
    return world.officers.messages.stage(world.officers.handover.exports(case_id)[0])


def test_a_file_that_gets_no_answer_today_has_arrived(world: World) -> None:
    waits, case_id = world.exported(world.approved()), another(world)
    answers = world.exported(case_id)
    counter = world.prosecution.receiving
    waiting = world.check(waits.path)
    counter.note_arrival(waiting)
    counter.discard(waiting)
    checked = world.check(answers.path)
    counter.note_arrival(checked)
    new = answered(world, checked, world.usb_drive)
    assert taken(world, new) == ["arrived"]
    first = next(iter(world.officers.handover.exports(waits.case_id)))
    (letter,) = world.officers.messages.about(waits.case_id)
    assert letter.message.body == {"sha256": first.sha256, "bytes": first.size}
    assert stage(world, waits.case_id).arrived_at == letter.message.at
    assert world.officers.messages.about(case_id) == ()  # its receipt says so


def test_it_is_told_once(world: World) -> None:
    waits = world.exported(world.approved())
    first, second = another(world), another(world, 2)
    counter = world.prosecution.receiving
    counter.note_arrival(world.check(waits.path))
    assert len(answered(world, world.check(world.exported(first).path), world.usb_drive)) == 1
    assert answered(world, world.check(world.exported(second).path), world.usb_drive) == set()


def test_that_a_prosecutor_has_opened_it_leaves_with_the_next_answer(world: World) -> None:
    case_id = world.approved()
    assert answered(world, world.check(world.exported(case_id).path), world.usb_drive) == set()
    counter = world.prosecution.receiving
    (row,) = counter.register()
    for _time in range(2):
        counter.open_received(row.id).close()
    new = answered(world, world.check(world.exported(another(world)).path), world.usb_drive)
    assert taken(world, new) == ["opened"]
    assert stage(world, case_id).opened_at is not None
    counter.open_received(row.id).close()
    last = world.check(world.exported(another(world, 2)).path)
    assert answered(world, last, world.usb_drive) == set()


def test_nobody_owes_it_for_another(world: World) -> None:
    """Whoever has the key of the database writes a row in a prosecutor's name."""
    case_id = world.approved()
    answered(world, world.check(world.exported(case_id).path), world.usb_drive)
    vault = world.prosecution._desk.vault
    (row,) = world.prosecution.receiving.register()
    seed = bytearray(b"\x01" * 32)
    for text in (f'["opened","","{row.manifest}",{{}}]', '["decision","TDX","",{}]'):
        message_rows.owe(vault, RECEIVER.login, text, seed)
    new = answered(world, world.check(world.exported(another(world)).path), world.usb_drive)
    assert new == set()


def test_what_found_no_room_goes_with_the_next_drive(world: World) -> None:
    waits = world.exported(world.approved())
    world.prosecution.receiving.note_arrival(world.check(waits.path))
    checked = world.check(world.exported(another(world)).path)
    confirmed = world.confirm(RECEIVER)
    row, _path = world.prosecution.receiving.accept(checked, confirmed, "", world.usb_drive)
    gone = world.folder / "gone"
    outbox = world.prosecution.outbox
    assert outbox.with_answer(row.bundle_id, confirmed, gone) == 0
    assert outbox.waiting() == 1
    before = messages_in(world.usb_drive)
    assert outbox.beside_answer(row.bundle_id, world.usb_drive) == 1
    assert outbox.waiting() == 0
    assert taken(world, messages_in(world.usb_drive) - before) == ["arrived"]


def test_what_was_missed_and_is_written_again_is_said_with_it(world: World) -> None:
    lost = world.exported(world.approved())
    lost.path.unlink()
    second = world.exported(another(world))
    receipt = world.accept(world.check(second.path))
    outcome = world.officers.handover.import_receipt(receipt)
    assert [item.number for item in outcome.not_arrived] == [1]
    approve(world.officers, lost.case_id, world.confirm(SUPERVISOR))
    before = messages_in(world.usb_drive)
    again, count = exported(world, lost.case_id)
    assert count == 1
    (path,) = messages_in(world.usb_drive) - before
    world.accept(world.check(again.path))
    letter = world.prosecution.messages.take(path).letter
    assert (letter.message.known, letter.message.body) == (MessageType.RESENT, {"numbers": [1]})
    assert letter.message.about.manifest == again.manifest_sha256
    assert (letter.holds, letter.message.sender.login) == (True, OFFICER.login)


@pytest.mark.parametrize(("days", "late"), [(13, None), (15, Late.ARRIVAL)])
def test_after_14_days_without_a_word_it_is_late(world: World, days: int, late: Late) -> None:
    result = world.exported(world.approved())
    world.clock.move(days=days)
    assert stage(world, result.case_id).late is late


def test_after_30_days_unopened_it_is_late(world: World) -> None:
    result = world.exported(world.approved())
    world.officers.handover.import_receipt(world.accept(world.check(result.path)))
    world.clock.move(days=29)
    assert stage(world, result.case_id).late is None
    world.clock.move(days=2)
    assert stage(world, result.case_id).late is Late.OPENING


def test_what_arrived_and_was_left_at_that_is_late_too(world: World) -> None:
    """A clerk says that it arrived, and never answers it."""
    case_id, counter = world.approved(), world.prosecution.receiving
    waiting = world.check(world.exported(case_id).path)
    counter.note_arrival(waiting)
    counter.discard(waiting)
    new = answered(world, world.check(world.exported(another(world)).path), world.usb_drive)
    assert taken(world, new) == ["arrived"]
    world.clock.move(days=29)
    assert stage(world, case_id).late is None
    world.clock.move(days=2)
    assert stage(world, case_id).late is Late.OPENING
