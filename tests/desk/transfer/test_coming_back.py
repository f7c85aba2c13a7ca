"""What was given up and is not taken in: refused, taken back, doubled, late; and attacked."""

from __future__ import annotations

import pytest

from tests.desk.custody.test_given_up import by_hand
from tests.desk.elsewhere import APPROVER, CODE, HELPER, PERSON, Elsewhere
from tests.desk.transfer.moving import given_up, moved
from tests.desk.transfer.test_moving import NEED, refused, well
from tests.desk.world import World
from tipdesk.cases.casework.deadlines import DeadlineKind
from tipdesk.cases.casework.entries import EntryKind
from tipdesk.cases.model import Answer, CaseId
from tipdesk.cases.transfer import HoldingState, TransferBar
from tipdesk.core import errors
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.custody.integrity import given_up_fault


def test_a_refusal_brings_it_back(world: World, elsewhere: Elsewhere) -> None:
    case_id, session = world.interview(), world.officers
    given_up(world, case_id)
    path = session.giving_up.write(case_id, world.usb_drive)
    taking = elsewhere.session.taking_over
    answer = taking.refuse(taking.read(path), elsewhere.confirm(), world.usb_drive)
    assert taking.read(path).bar is TransferBar.REFUSED
    assert refused(lambda: taking.take_in(taking.read(path), elsewhere.confirm())) == "refused"
    session.messages.take(answer)
    assert session.giving_up.holding(case_id).state is HoldingState.OWNED
    session.case_work.enter(case_id, EntryKind.NEED, "", NEED)
    assert given_up_fault(session._desk.vault, case_id) is None
    given_up(world, case_id)  # and once more: another number
    offer = taking.read(session.giving_up.write(case_id, world.usb_drive))
    assert offer.bar is None
    session.messages.take(answer)  # the old refusal says nothing of it
    assert session.giving_up.holding(case_id).state is HoldingState.AWAY
    taking.take_in(offer, elsewhere.confirm())
    well(world, elsewhere)


def in_hand(world: World) -> tuple[int, int, int]:
    """What a supervisor reads of the load of everybody: open files, what is late, files listed."""
    load = world.reopen(SUPERVISOR).load
    officers = load.officers()
    listed = sum(len(load.files_of(each.officer.login)) for each in officers)
    return sum(each.open_files for each in officers), sum(each.late for each in officers), listed


def test_what_is_on_its_way_is_told_first_and_what_is_gone_no_more(
    world: World, elsewhere: Elsewhere
) -> None:
    case_id, session = world.interview(), world.officers
    session.case_work.enter(case_id, EntryKind.NEED, "", NEED)
    before = session.due.of_case(case_id)
    assert in_hand(world) == (1, 0, 1)
    world.reopen(OFFICER)
    receipt = moved(world, elsewhere, case_id)
    world.clock.move(days=30)
    session = world.officers
    away = session.due.of_case(case_id)
    assert [line.kind for line in away[:1]] == [DeadlineKind.TRANSFER]
    assert away[1:] == before
    assert in_hand(world) == (0, 0, 0)
    world.officers.messages.take(receipt)
    assert in_hand(world) == (0, 0, 0)
    session = world.reopen(OFFICER)
    assert session.due.of_case(case_id) == ()
    assert {line.kind for line in elsewhere.session.due.of_case(case_id)} == {
        line.kind for line in before
    }


def test_digits_by_telephone(world: World, elsewhere: Elsewhere) -> None:
    """No drive has come: the number is refused unseen, and what was written to a drive is never
    taken in."""
    case_id, session = world.interview(), world.officers
    way = given_up(world, case_id)
    path = session.giving_up.write(case_id, world.usb_drive)
    number = session.files.case(case_id).number
    supervisor = world.confirm(SUPERVISOR)
    assert not session.giving_up.take_back(case_id, "12345678", world.confirm(SUPERVISOR))
    taking = elsewhere.session.taking_over
    digits = taking.refuse_number(number, "TDX", way.number, elsewhere.confirm())
    assert digits == taking.refuse_number(number, "TDX", way.number, elsewhere.confirm())
    assert len(digits) == 8
    assert taking.read(path).bar is TransferBar.REFUSED
    for _ in range(4):
        assert not session.giving_up.take_back(case_id, "00000000", world.confirm(SUPERVISOR))
    wait = session.giving_up.seconds_to_wait(case_id)
    assert wait
    assert refused(lambda: session.giving_up.take_back(case_id, digits, supervisor)) == "wait"
    world.clock.move(seconds=wait)
    assert session.giving_up.take_back(case_id, f"{digits[:4]} {digits[4:]}", supervisor)
    session.answers.save_answers(case_id, {"urgency": Answer("h24")})
    assert given_up_fault(session._desk.vault, case_id) is None
    well(world, elsewhere)


def test_twice_is_once_and_the_older_one_is_said_to_be_older(
    world: World, elsewhere: Elsewhere
) -> None:
    case_id, session = world.interview(), world.officers
    receipt = moved(world, elsewhere, case_id)
    there = elsewhere.session
    path = session.giving_up.write(case_id, world.usb_drive)  # on another drive, as well
    offer = there.taking_over.read(path)
    assert (offer.bar, offer.again) == (TransferBar.OWNED_HERE, True)
    entries = there._desk.vault.rows("SELECT count(*) FROM custody WHERE action LIKE 'transfer%'")
    there.taking_over.take_in(offer, elsewhere.confirm())
    again = there._desk.vault.rows("SELECT count(*) FROM custody WHERE action LIKE 'transfer%'")
    assert again == entries
    session.messages.take(receipt)
    assert refused(lambda: session.giving_up.write(case_id, world.usb_drive)) == "not_away"
    there.giving_up.note_consent(case_id, "TDX", "granted", "self")
    home = there.giving_up.receivers()[0]
    there.giving_up.give_up(case_id, home, elsewhere.confirm())
    assert there.taking_over.read(path).bar is TransferBar.OLDER
    assert refused(lambda: there.taking_over.take_in(offer, elsewhere.confirm())) == "older"
    way = offer.number
    number, who = session.files.case(case_id).number, elsewhere.confirm()
    assert refused(lambda: there.taking_over.refuse_number(number, "TDX", way, who)) == "older"


def test_who_was_not_asked_or_refuses_stays(world: World, elsewhere: Elsewhere) -> None:
    case_id, giving = world.interview(), world.officers.giving_up
    supervisor = world.confirm(SUPERVISOR)
    assert giving.bar(case_id, CODE) == "no_consent"
    giving.note_consent(case_id, CODE, "granted", "self")
    assert giving.bar(case_id, CODE) == ""
    giving.note_consent(case_id, CODE, "refused", "self", "لا تريد")
    assert refused(lambda: giving.give_up(case_id, PERSON, supervisor)) == "no_consent"
    assert giving.holding(case_id).state is HoldingState.OWNED
    consent = giving.consent(case_id, CODE)
    assert consent is not None
    assert (consent.state, consent.reason) == ("refused", "لا تريد")


def test_nobody_alone_and_nobody_by_hand(world: World, elsewhere: Elsewhere) -> None:
    """An officer with her own passphrase: no deed lets her give up, take in, refuse or take back;
    an entry that she writes past the desk is found."""
    case_id, session = world.interview(), world.officers
    session.giving_up.note_consent(case_id, CODE, "granted", "self")
    own = world.confirm(OFFICER)
    assert refused(lambda: session.giving_up.give_up(case_id, PERSON, own)) == "role"
    way = given_up(world, case_id)
    number = session.files.case(case_id).number
    helper = elsewhere.open(HELPER)
    who = elsewhere.confirm(HELPER)
    assert (
        refused(lambda: helper.taking_over.refuse_number(number, "TDX", way.number, who)) == "role"
    )
    digits = elsewhere.open(APPROVER).taking_over.refuse_number(
        number, "TDX", way.number, elsewhere.confirm()
    )
    assert refused(lambda: session.giving_up.take_back(case_id, digits, own)) == "role"
    assert refused(lambda: session.case_work.enter(case_id, EntryKind.NEED, "", NEED)) == "given_up"
    behind = by_hand(world, "transfer_taken_back", case_id, by="digits")
    assert given_up_fault(session._desk.vault, case_id) == behind


def test_a_refusal_that_nobody_signed_is_found(world: World, elsewhere: Elsewhere) -> None:
    case_id, session = world.interview(), world.officers
    given_up(world, case_id)
    behind = by_hand(
        world, "transfer_taken_back", case_id, by="9b2f0000-0000-4000-8000-000000000000"
    )
    assert given_up_fault(session._desk.vault, case_id) == behind


def test_the_receipt_of_another_station_says_nothing(world: World, elsewhere: Elsewhere) -> None:
    case_id, session = world.interview(), world.officers
    receipt = moved(world, elsewhere, case_id)
    body = bytearray(receipt.read_bytes())
    body[-40] ^= 1
    receipt.write_bytes(body)
    with pytest.raises(errors.TipdeskError):
        session.messages.take(receipt)
    assert session.giving_up.holding(CaseId(case_id)).state is HoldingState.AWAY
