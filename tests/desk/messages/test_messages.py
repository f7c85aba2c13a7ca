"""Messages between two real vaults: what is written at one end is read, kept and proved at the
other."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from sqlcipher3 import dbapi2

from tests.desk.world import World
from tipdesk.bundle.crypto.certificates import CertificateRole
from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.bundle.messages.document import MessageSubject
from tipdesk.bundle.messages.writing import SUFFIX, sealed_to, sign_message, write_message_file
from tipdesk.bundle.strict_json import JsonValue
from tipdesk.cases.casework.case_work import CaseWork
from tipdesk.cases.casework.entries import EntryKind
from tipdesk.cases.model import CaseId, Source
from tipdesk.core import errors
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR, Credentials
from tipdesk.desk.messages.letters import JudgedMessage
from tipdesk.desk.session.session import Session
from tipdesk.storage.database import connect

OTHER_CASE = CaseId("6ab4a4e2-3f0c-4d5e-9a43-0a2c3f1d9b10")
HEARING: dict[str, JsonValue] = {
    "what": "hearing",
    "at": "2026-12-24T08:00:00Z",
    "court": "الدائرة الأولى",
    "summons_to": "",
    "attends": "officer",
}


@pytest.fixture
def received(world: World) -> CaseId:
    """A file that the Prosecution has accepted."""
    case_id = world.approved()
    world.accept(world.check(world.exported(case_id).path))
    return case_id


def send(
    world: World,
    session: Session,
    who: Credentials,
    kind: MessageType,
    case_id: str,
    body: dict[str, JsonValue],
) -> tuple[JudgedMessage, Path]:
    return session.messages.send(kind, case_id, body, world.confirm(who), world.usb_drive)


def from_office(
    world: World, case_id: str, kind: MessageType = MessageType.HEARING, **body: JsonValue
) -> Path:
    body = body or dict(HEARING)
    return send(world, world.prosecution, RECEIVER, kind, case_id, body)[1]


def test_what_the_office_says_stands_on_the_file(world: World, received: CaseId) -> None:
    path = from_office(world, received)
    taken = world.officers.messages.take(path)
    assert not taken.again
    assert taken.about == world.officers.files.case(received).number
    (letter,) = world.officers.messages.about(received)
    assert letter == taken.letter
    assert (letter.came, letter.holds, letter.problems) == (True, True, ())
    assert letter.message.body == HEARING
    assert letter.message.sender.login == RECEIVER.login
    assert letter.signer == "سارة المطيري"
    entries = world.officers.files.whole(received).custody
    assert "message_taken" in [entry.action for entry in entries]


def test_the_same_message_again_changes_nothing(world: World, received: CaseId) -> None:
    path = from_office(world, received)
    world.officers.messages.take(path)
    assert world.officers.messages.take(path).again
    assert len(world.officers.messages.about(received)) == 1


def test_what_the_station_says_stands_on_the_received_file(world: World, received: CaseId) -> None:
    station = world.reopen(SUPERVISOR)
    _sent, path = send(
        world, station, SUPERVISOR, MessageType.WITHDRAWAL, received, {"reason": "أُرسل خطأً"}
    )
    taken = world.prosecution.messages.take(path)
    assert taken.about == "PPX-2026-00001"
    (letter,) = world.prosecution.messages.about(received)
    assert letter.message.body == {"reason": "أُرسل خطأً"}
    assert letter.holds
    (own,) = station.messages.about(received)
    assert (own.came, own.holds, own.message) == (False, True, letter.message)


def test_numbers_run_and_a_message_that_never_came_is_told_of(
    world: World, received: CaseId
) -> None:
    first, lost, third = (from_office(world, received) for _ in range(3))
    lost.unlink()
    for path in (first, third):
        world.officers.messages.take(path)
    newest, oldest = world.officers.messages.about(received)
    assert (oldest.message.numbered.number, newest.message.numbered.number) == (1, 3)
    assert oldest.problems == ()
    assert [(item.code.value, item.detail) for item in newest.problems] == [("W_MISSING", "2")]
    assert newest.holds


def test_only_who_may_sign_a_type_writes_it(world: World, received: CaseId) -> None:
    with pytest.raises(errors.TransitionRefused):
        send(world, world.officers, OFFICER, MessageType.WITHDRAWAL, received, {"reason": "س"})
    for kind in (MessageType.HEARING, MessageType.OPENED):
        assert not world.officers.messages.can_send(kind)
        assert world.prosecution.messages.can_send(kind)
    with pytest.raises(errors.NoCertificate):
        send(world, world.officers, OFFICER, MessageType.REGISTERED, received, {"registry_no": "1"})
    assert world.officers.messages.about(received) == ()


def test_a_message_for_another_is_not_taken(world: World, received: CaseId) -> None:
    path = from_office(world, received)
    with pytest.raises(errors.MessageOwn) as own:
        world.prosecution.messages.take(path)
    assert own.value.details["code"] == world.officers.station.code
    stranger = path.rename(path.with_name(OTHER_CASE + SUFFIX))
    with pytest.raises(errors.MessageForOther):
        world.prosecution.messages.take(stranger)


def test_a_message_about_what_was_never_sent_is_not_taken(world: World, received: CaseId) -> None:
    letter, _path = send(
        world, world.prosecution, RECEIVER, MessageType.HEARING, received, dict(HEARING)
    )
    role = CertificateRole.PROSECUTOR
    key = world.prosecution.keys.signing_key(world.confirm(RECEIVER), role)
    listing = world.prosecution.keys.trust_store().listing
    recipients = sealed_to(listing, letter.message.to.code, world.clock())
    for about in (MessageSubject(case_id=OTHER_CASE), MessageSubject("12" * 32, "", received, 1)):
        other = replace(letter.message, message_id=str(uuid4()), about=about)
        path = write_message_file(world.usb_drive, sign_message(other, key), recipients).path
        with pytest.raises(errors.MessageUnknown):
            world.officers.messages.take(path)
    with pytest.raises(errors.MessageUnknown):
        from_office(world, OTHER_CASE)


def test_a_bundle_or_a_changed_file_is_no_message(world: World, received: CaseId) -> None:
    path = from_office(world, received)
    damaged = world.folder / path.name
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    damaged.write_bytes(data)
    with pytest.raises(errors.MessageInvalid) as refused:
        world.officers.messages.take(damaged)
    assert refused.value.details["code"] == "E_AGE_PAYLOAD"


def test_what_was_kept_is_judged_again(world: World, received: CaseId) -> None:
    """Whoever has the database key changes what a message says, and everybody sees it."""
    world.officers.messages.take(from_office(world, received))
    rows = connect(world.officers.vault_dir / "vault.db", world.keys[OFFICER.login].dek)
    with pytest.raises(dbapi2.IntegrityError):
        rows.execute("UPDATE message SET words = '[]'")
    rows.execute("DROP TRIGGER message_no_update")
    (words,) = rows.execute("SELECT words FROM message").fetchone()
    document, *others = json.loads(words)
    changed = base64.b64decode(document).replace(b"2026-12-24", b"2026-12-25")
    forged = json.dumps([base64.b64encode(changed).decode("ascii"), *others])
    rows.execute("UPDATE message SET words = ?", (forged,))
    rows.close()
    (letter,) = world.officers.messages.about(received)
    assert not letter.holds
    assert "E_DIGEST" in [problem.code.value for problem in letter.problems]


def test_a_kept_message_outlives_its_signers_certificate(world: World, received: CaseId) -> None:
    world.officers.messages.take(from_office(world, received))
    world.clock.move(days=4 * 366)
    (letter,) = world.officers.messages.about(received)
    assert {problem.code.value for problem in letter.problems} <= {"W_CRL_STALE", "E_CRL_STALE"}


def test_what_could_not_be_written_is_written_again(world: World, received: CaseId) -> None:
    station = world.reopen(SUPERVISOR)
    with pytest.raises(errors.TargetNotWritable):
        station.messages.send(
            MessageType.WITHDRAWAL,
            received,
            {"reason": "س"},
            world.confirm(SUPERVISOR),
            world.usb_drive / "gone",
        )
    (letter,) = station.messages.about(received)
    path = station.messages.write_again(letter.message.message_id, world.usb_drive)
    assert world.prosecution.messages.take(path).letter.message == letter.message


def test_answers_shown_later_are_proved_by_the_approved_record(
    world: World, received: CaseId
) -> None:
    station = world.reopen(SUPERVISOR)
    staying = station.disclosing.staying(received)
    assert staying
    path = staying[0].path
    for never in ([], ["urgency"], ["file_status"]):
        with pytest.raises(ValueError, match="not to be shown"):
            station.disclosing.disclose(
                received, never, "س", world.confirm(SUPERVISOR), world.usb_drive
            )
    sent, file = station.disclosing.disclose(
        received, [path], "طلب النيابة", world.confirm(SUPERVISOR), world.usb_drive
    )
    (row,) = sent.message.body["rows"]
    assert row[1] == path
    assert world.prosecution.messages.take(file).letter.message == sent.message


def test_an_invented_answer_is_not_taken(world: World, received: CaseId) -> None:
    station = world.reopen(SUPERVISOR)
    body: dict[str, JsonValue] = {
        "rows": [["ab" * 16, "urgency", {"value": "immediate"}]],
        "reason": "س",
    }
    _sent, path = send(world, station, SUPERVISOR, MessageType.DISCLOSURE, received, body)
    with pytest.raises(errors.MessageInvalid) as refused:
        world.prosecution.messages.take(path)
    assert refused.value.details["code"] == "E_ROW"
    assert world.prosecution.messages.about(received) == ()


def in_case_work(world: World, case_id: CaseId) -> CaseWork:
    return world.officers.case_work.work(case_id)


def test_a_hearing_an_order_and_a_decision_are_entries_of_the_case_work(
    world: World, received: CaseId
) -> None:
    officers, before = world.officers, world.officers.files.whole(received)
    hearing = from_office(world, received)
    officers.messages.take(hearing)
    (entry,) = in_case_work(world, received).log
    taken = next(e for e in officers.files.load(received).custody if e.action == "message_taken")
    assert (entry.kind, entry.source, entry.document, entry.by) == (
        EntryKind.HEARING, Source.DOCUMENT, taken.detail["manifest"], OFFICER.login,
    )  # fmt: skip
    (fixed,) = in_case_work(world, received).hearings.values()
    assert (str(fixed.at), fixed.place) == ("2026-12-24 08:00:00+00:00", "الدائرة الأولى")
    assert fixed.subject in {deadline.subject for deadline in officers.case_work.owed(received)}
    order: dict[str, JsonValue] = {
        "measure": "shelter",
        "by": "court",
        "order": "سطر\nثانٍ",
        "from": "2026-11-24",
    }
    order["until"] = None
    officers.messages.take(from_office(world, received, MessageType.ART12, **order))
    closed = {"outcome": "kept_finally", "decided_at": "2026-11-24", "note": ""}
    officers.messages.take(from_office(world, received, MessageType.DECISION, **closed))
    work = in_case_work(world, received)
    measure = work.measures["measure:1"]
    assert (measure.measure, measure.order, measure.until) == ("shelter", "سطر ثانٍ", None)
    assert work.outcome is not None
    assert (work.outcome.outcome, work.outcome.may_be_objected) == ("archived_final", True)
    assert len(work.log) == 3
    assert officers.messages.take(hearing).again
    officers.case_work.enter_unread(received, entry.kind, entry.body, entry.document)
    assert len(in_case_work(world, received).log) == 3
    after = officers.files.whole(received)
    assert (after.case.status, after.case.revision) == (before.case.status, before.case.revision)
    assert (after.digest, after.answers) == (before.digest, before.answers)


def test_what_the_office_says_is_entered_by_whoever_takes_it_in(
    world: World, received: CaseId
) -> None:
    """Nothing of the file is opened for it."""
    path = from_office(world, received)
    supervisor = world.reopen(SUPERVISOR)
    supervisor.messages.take(path)
    world.reopen()
    (entry,) = in_case_work(world, received).log
    assert (entry.kind, entry.by) == (EntryKind.HEARING, SUPERVISOR.login)
    custody = world.officers.files.load(received).custody
    assert SUPERVISOR.login not in {e.officer for e in custody if e.action == "viewed"}
