"""What was set aside is received by a prosecutor's signature and by nothing else: not by asking
twice, not by a receiver's key, not by a row that somebody writes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlcipher3 import dbapi2

from tests.desk.approving import approve
from tests.desk.handover.test_handover import attach
from tests.desk.world import World, certify
from tests.envelopes import out_of_envelope
from tipdesk.bundle.taken_in import TakenIn, sign_statement, write_statement
from tipdesk.cases.model import Act, Role
from tipdesk.core.errors import (
    SetAside,
    TakingInRefused,
    TransitionRefused,
    VaultDamaged,
)
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR, Credentials, trust_list
from tipdesk.desk.handover.received_file import ReceivedRow
from tipdesk.desk.open_vault import Confirmed
from tipdesk.desk.session.session import Session
from tipdesk.desk.station.setup import NewOfficer
from tipdesk.desk.station.staff import EnrolmentPlan, enrol
from tipdesk.desk.unlocking import UnlockedKey, unlock
from tipdesk.desk.upkeep.vault_check import CheckedPart, Examination, FindingCode
from tipdesk.storage import aside_rows, custody_rows, handover_rows
from tipdesk.storage.database import Database
from tipdesk.storage.evidence.staging import StagedContent, open_content

CLERK = Credentials("R-11", "سنبلة مصباح وردة جبل قارب", "DEMO-2011")
REASON = "وصلت مكشوفة بيد ضابط الاتصال، وسُلّمت يداً بيد."


@pytest.fixture
def kept(world: World) -> ReceivedRow:
    """A case bundle that came open, set aside."""
    sealed = world.exported(world.approved()).path
    world.accept(world.check(out_of_envelope(sealed, world.prosecution.keys.age_identity())))
    return world.prosecution.receiving.register()[0]


@contextmanager
def at_the_counter(world: World) -> Iterator[tuple[Session, Callable[[], Confirmed]]]:
    """A receiver with a certificate for receipts alone, at the same vault."""
    session = world.prosecution
    own_key = world.keys[RECEIVER.login]
    key = UnlockedKey(own_key.login, bytearray(own_key.dek), bytearray(own_key.seed))
    clerk = NewOfficer(CLERK.login, "منى الراشد", Role.RECEIVER, CLERK.passphrase)
    session.staff.record_enrolment(
        enrol(EnrolmentPlan(session.vault_dir, key, clerk, cheap_keys=True))
    )
    world.sessions.pop("prosecution").lock()
    world.keys[CLERK.login] = unlock(session.vault_dir, CLERK.login, CLERK.passphrase, world.clock)
    counter = world.open(session.vault_dir, CLERK)
    certify(world, counter, CLERK)
    counter.keys.import_trust_list(trust_list(world.agency, world.clock()))
    try:
        yield counter, lambda: world.confirm(CLERK)
    finally:
        counter.lock()


def take_in(world: World, row: ReceivedRow, reason: str = REASON) -> ReceivedRow:
    taking_in = world.prosecution.taking_in
    return taking_in.take_in(row.id, world.confirm(RECEIVER), reason, world.usb_drive)[0]


def database(session: Session) -> Database:
    return session._desk.vault


def without_triggers(vault: Database, table: str, *statements: str) -> None:
    """What somebody does who has the key of the database."""
    vault._connection.set_authorizer(None)
    kept = vault.rows(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)
    )
    with vault.transaction():
        for name, _sql in kept:
            vault.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            vault.execute(statement)
        for _name, sql in kept:
            vault.execute(sql)


def told_by_check(world: World) -> list[str]:
    """Numbers of what counts as received with nobody's signature, as `vault check` finds them."""
    own_key = world.keys[RECEIVER.login]
    for session in world.sessions.values():
        session.lock()
    world.sessions.clear()
    key = UnlockedKey(own_key.login, bytearray(own_key.dek), bytearray(own_key.seed))
    with Examination(world.folder / "prosecution", key) as examination:
        parts = {checked.part: checked for checked in examination.parts(Work())}
    findings = parts[CheckedPart.RECEIVED].findings
    assert {finding.code for finding in findings} <= {FindingCode.TAKEN_IN_UNSIGNED}
    return [finding.where for finding in findings]


def test_a_prosecutor_takes_it_in_with_a_reason(world: World, kept: ReceivedRow) -> None:
    (waiting,) = world.prosecution.taking_in.waiting()
    assert (waiting.row.id, waiting.station) == (kept.id, "TDX")
    taken = take_in(world, kept)
    assert (taken.result, taken.number, taken.received_by) == (
        "accepted",
        "PPX-2026-00001",
        RECEIVER.login,
    )
    assert taken.taken_in is not None
    words = (taken.taken_in.reason, taken.taken_in.codes, taken.taken_in.manifest)
    assert words == (REASON, ("A_NOT_ENCRYPTED",), kept.manifest)
    assert world.prosecution.taking_in.waiting() == ()
    assert [row.result for row in world.prosecution.receiving.register()] == [
        "accepted",
        "aside",
    ]
    with world.prosecution.receiving.open_received(taken.id) as received:
        assert received.row.taken_in == taken.taken_in
    events = custody_rows.since(database(world.prosecution), 0, "taken_in")
    assert [event.detail["codes"] for event in events] == ["A_NOT_ENCRYPTED"]
    assert told_by_check(world) == []


def test_it_is_taken_in_once_and_not_without_words(world: World, kept: ReceivedRow) -> None:
    for reason in ("", "  \n "):
        with pytest.raises(TakingInRefused):
            take_in(world, kept, reason)
    assert world.prosecution.receiving.register()[0].result == "aside"
    take_in(world, kept)
    with pytest.raises(TakingInRefused):
        take_in(world, kept)


def test_no_receiver_takes_it_in_or_refuses_it(world: World, kept: ReceivedRow) -> None:
    path = world.usb_drive / f"{kept.bundle_id}.asice.age"
    with at_the_counter(world) as (counter, confirmed):
        assert not counter.may(Act.DECIDE_ASIDE)
        with pytest.raises(TransitionRefused):
            counter.taking_in.take_in(kept.id, confirmed(), REASON, world.usb_drive)
        world.sessions["prosecution"] = counter
        checked = world.check(path)
        with pytest.raises(SetAside):
            counter.receiving.refuse(checked, confirmed(), "", world.usb_drive)
        with pytest.raises(SetAside):
            counter.receiving.accept(checked, confirmed(), "", world.usb_drive)
        del world.sessions["prosecution"]
    assert [row.result for row in world.prosecution.receiving.register()] == ["aside"]


def test_the_database_enters_it_for_nobody_without_a_statement(
    world: World, kept: ReceivedRow
) -> None:
    vault = database(world.prosecution)
    with pytest.raises(dbapi2.Error, match="set_aside"):
        vault.execute(
            "INSERT INTO received SELECT NULL, 'X-1', bundle_id, sha256, manifest_sha256, case_id,"
            " case_number, person_code, revision, received_at, received_by, signed_by, signed_at,"
            " 'accepted', '', 'another', receipt, sealed_id, key, size FROM received"
        )


def test_a_row_that_says_received_is_no_reception(world: World, kept: ReceivedRow) -> None:
    without_triggers(
        database(world.prosecution),
        "received",
        "UPDATE received SET result = 'accepted', number = 'X-1'",
    )
    counter = world.prosecution.receiving
    assert [(row.result, row.number) for row in counter.register()] == [("aside", "")]
    with counter.open_received(kept.id) as received:
        assert received.row.result == "aside"
    with pytest.raises(SetAside):
        counter.reissue(kept.id, world.usb_drive)
    assert told_by_check(world) == ["X-1"]


def test_why_it_was_set_aside_stands_in_the_chain_too(world: World, kept: ReceivedRow) -> None:
    without_triggers(database(world.prosecution), "set_aside", "DELETE FROM set_aside")
    without_triggers(
        database(world.prosecution),
        "received",
        "UPDATE received SET result = 'accepted', number = 'X-1'",
    )
    assert world.prosecution.receiving.register()[0].result == "aside"
    assert told_by_check(world) == ["X-1"]


def test_a_receivers_key_is_no_prosecutors(world: World, kept: ReceivedRow) -> None:
    """The statement, signed with a certificate for receipts, and everything else in order."""
    with at_the_counter(world) as (counter, confirmed):
        own = TakenIn(
            kept.bundle_id,
            kept.manifest,
            kept.held_for,
            REASON,
            "X-1",
            "PPX",
            CLERK.login,
            kept.received_at,
        )
        statement = write_statement(own)
        signature = sign_statement(statement, counter.keys.signing_key(confirmed()), own.at)
        vault = database(counter)
        aside_rows.add_statement(vault, kept.id, aside_rows.KeptStatement(statement, signature))
        without_triggers(
            vault, "received", "UPDATE received SET result = 'accepted', number = 'X-1'"
        )
        assert counter.receiving.register()[0].result == "aside"
    assert told_by_check(world) == ["X-1"]


def test_a_statement_counts_for_its_own_case_bundle_alone(world: World, kept: ReceivedRow) -> None:
    """A prosecutor's statement about one, put under another that was set aside."""
    take_in(world, kept)
    case_id = world.interview(1)
    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    sealed = world.exported(case_id).path
    world.accept(world.check(out_of_envelope(sealed, world.prosecution.keys.age_identity())))
    vault = database(world.prosecution)
    other = world.prosecution.receiving.register()[0]
    assert other.result == "aside"
    (statement,) = aside_rows.statements(vault).values()
    aside_rows.add_statement(vault, other.id, statement)
    without_triggers(
        vault,
        "received",
        f"UPDATE received SET result = 'accepted', number = 'X-1' WHERE id = {other.id}",
    )
    assert world.prosecution.receiving.register()[0].result == "aside"
    assert told_by_check(world) == ["X-1"]


def test_other_content_under_the_row_is_not_read(world: World, kept: ReceivedRow) -> None:
    take_in(world, kept)
    case_id = world.interview(1)
    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    world.accept(world.check(world.exported(case_id).path))
    vault = database(world.prosecution)
    without_triggers(
        vault,
        "received",
        "UPDATE received SET (sealed_id, key, size) = (SELECT sealed_id, key, size FROM received"
        " WHERE number = 'PPX-2026-00002')",
    )
    taken = next(r for r in world.prosecution.receiving.register() if r.taken_in)
    with pytest.raises(VaultDamaged):
        world.prosecution.receiving.open_received(taken.id)


def test_an_attachment_that_was_exchanged_is_not_read(world: World) -> None:
    """The container once more, as it was signed but for one attached file."""
    case_id = world.interview()
    attach(world, case_id, "عقد.txt", b"the contract itself")
    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    world.accept(world.check(world.exported(case_id).path))
    session, vault = world.prosecution, database(world.prosecution)
    (row,) = session.receiving.register()
    with (
        session.receiving.open_received(row.id) as received,
        received.open(received.attachments[0]) as file,
    ):
        assert file.read() == b"the contract itself"
    (kept,) = handover_rows.register(vault)
    with open_content(session.vault_dir, kept.content) as sealed:
        data = sealed.read()
    assert data.count(b"the contract itself") == 1
    stage = StagedContent(session.vault_dir)
    stage.write(memoryview(data.replace(b"the contract itself", b"another one, forged")))
    other = stage.finish()
    without_triggers(
        vault,
        "received",
        f"UPDATE received SET sealed_id = '{other.id}', key = x'{other.key.hex()}'",
    )
    with session.receiving.open_received(row.id) as received, pytest.raises(VaultDamaged):
        received.open(received.attachments[0])


@pytest.mark.parametrize("by_hand", [False, True])
def test_what_no_second_person_saw_says_so_itself(world: World, by_hand: bool) -> None:
    """Also where whoever received it passed the check over, and the register knows nothing."""
    case_id = world.interview()
    world.officers.readers.hide(case_id, "موظف عام يُنسب إليه التسهيل")
    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(OFFICER))
    checked = world.check(world.exported(case_id).path)
    assert checked.set_aside == ("A_DIRECT",)
    assert checked.approved_by == ""  # whoever let it go is named as its signer
    if by_hand:
        report = replace(checked.report, problems=())
        checked = replace(checked, findings=(), report=report)
    world.accept(checked)
    counter = world.prosecution.receiving
    (row,) = counter.register()
    with counter.open_received(row.id) as received:
        assert (received.row.result, received.row.held_for) == ("aside", ("A_DIRECT",))
    assert told_by_check(world) == (["PPX-2026-00001"] if by_hand else [])
