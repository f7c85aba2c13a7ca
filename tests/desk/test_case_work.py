"""Case work of real files: it goes on after the hand-over, and moves nothing of what was sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from random import Random

import pytest

from tests.cases.casework import histories
from tests.desk.approving import approve
from tests.desk.paper.test_referring import leave, reply
from tests.desk.staffed import LOGINS, Place
from tests.desk.world import World
from tipdesk.cases.casework.case_work import WhyNot
from tipdesk.cases.casework.deadlines import DeadlineKind
from tipdesk.cases.casework.directory import AgencyDetails
from tipdesk.cases.casework.entries import EntryKind
from tipdesk.cases.casework.home_lines import HomeLine
from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.files.workflow import Voiding, VoidReason
from tipdesk.cases.model import CaseId, Role, Source, Status
from tipdesk.cases.permissions import AccessReason
from tipdesk.core.errors import (
    ExportNotReady,
    FileHidden,
    ReasonNeeded,
    RestrictedClosed,
    TransitionRefused,
    WorkEntryInvalid,
    WorkEntryRefused,
)
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.case_work import CaseWorkBook
from tipdesk.storage import custody_rows, handover_rows
from tipdesk.storage.files import casework_rows
from tipdesk.storage.keys import case_keys

NEED = {
    "needs[1]": "1", "needs[1]/need_type": "medical", "needs[1]/need_wanted": "yes",
    "needs[1]/need_timeframe": "d1", "needs[1]/ref_agency": "moh",
}  # fmt: skip


def book(world: World) -> CaseWorkBook:
    return world.officers.case_work


def what_was_sent(world: World, case_id: CaseId) -> tuple[object, ...]:
    """Everything of a file that the Prosecution has, or will have."""
    session = world.officers
    whole = session.files.whole(case_id)
    vault = session._desk.vault
    shown = custody_rows.segment(vault, case_id, session.station.code, ())
    own = [entry for entry in shown.entries if not isinstance(entry, bytes)]
    bundles = handover_rows.exports(vault, case_id)
    receipt = whole.case.receipt_number
    return (
        whole.case.status,
        whole.case.revision,
        whole.digest,
        whole.answers,
        own,
        bundles,
        receipt,
    )


@pytest.fixture
def sent(world: World) -> CaseId:
    """A file that left for the Prosecution."""
    case_id = world.approved(**NEED)
    world.exported(case_id)
    return case_id


def entered(world: World, case_id: CaseId) -> None:
    """Slip, need, review, appointment, closing."""
    at = timestamp(world.officers._desk.now())
    steps: list[tuple[EntryKind, str, Mapping[str, str]]] = [
        (EntryKind.REFERRAL_SENT, "intake:1", {"agency": "moh"}),
        (EntryKind.ANSWERED, "intake:1", {"status": "accepted", "by": "قسم الطوارئ"}),
        (EntryKind.NEED, "", {"need_type": "legal_aid", "timeframe": "w1"}),
        (EntryKind.RISK_REVIEW, "", {"level": "low", "factors": "media"}),
        (
            EntryKind.APPOINTMENT,
            "",
            {"at": "2027-01-05T07:00:00.000Z", "need": "intake:1"},
        ),
        (EntryKind.INCIDENT, "", {"what": "approach", "at": at, "words": "أمام المركز"}),
        (EntryKind.CLOSING, "", {"reason": "integrated", "date": "2026-11-24"}),
    ]
    for kind, subject, body in steps:
        book(world).enter(case_id, kind, subject, body)


def test_what_was_sent_stays_what_it_was(world: World, sent: CaseId) -> None:
    before = what_was_sent(world, sent)
    entered(world, sent)
    assert what_was_sent(world, sent) == before
    assert before[0] is Status.EXPORTED
    assert len(custody_rows.since(world.officers._desk.vault, 0, casework_rows.ENTERED)) == 7


def test_a_file_that_was_received_stays_so_whatever_a_service_answers(world: World) -> None:
    """Slip, need, review, appointment, closing and its approval by a second person."""
    consent = {
        "consent_services[9]": "1", "consent_services[9]/service_agency": "moh",
        "consent_services[9]/service_consent": "granted",
    }  # fmt: skip
    case_id = world.interview(**NEED, **consent)
    code, session = leave(world, case_id, 1), world.officers
    session.steps.complete(case_id)
    approve(session, case_id, world.confirm(SUPERVISOR), ())
    receipt = world.accept(world.check(world.exported(case_id).path))
    session.handover.import_receipt(receipt)
    before = what_was_sent(world, case_id)
    assert before[0] is Status.RECEIVED
    session.referring.record(case_id, code, reply(world, "rejected", "other"))
    entered(world, case_id)
    assert what_was_sent(world, case_id) == before
    supervisor = world.reopen(SUPERVISOR)
    supervisor.access.open_with_reason(case_id, AccessReason.REVIEW, "")
    supervisor.case_work.enter(case_id, EntryKind.RETENTION, body={"until": "2036-11-24"})
    assert supervisor.case_work.enter(case_id, EntryKind.CLOSING_APPROVED).closed
    world.reopen()
    after = what_was_sent(world, case_id)
    assert after[:4] + after[5:] == before[:4] + before[5:]  # both have looked at it since
    added = [entry.action for entry in after[4] if entry not in before[4]]
    assert set(added) <= {"viewed", "opened_with_reason"}
    chained = custody_rows.since(world.officers._desk.vault, 0, casework_rows.ENTERED)
    assert len(chained) == len(book(world).work(case_id).log) == 11


def test_who_refuses_the_prosecution_everything_is_cared_for_all_the_same(world: World) -> None:
    """Nothing leaves; referral and slip, case work, deadlines, calendar, services, home, load and
    closing are there."""
    refused = {"consent_prosecution": "refused", "processing_basis": "consent"}
    agreed = {
        "consent_services[9]": "1", "consent_services[9]/service_agency": "moh",
        "consent_services[9]/service_consent": "granted",
    }  # fmt: skip
    case_id, session = world.interview(**NEED, **agreed, **refused), world.officers
    session.directory.note(AgencyDetails("moh", ("medical",)))
    assert [it.agency for it in session.directory.proposed(case_id, "medical")] == ["moh"]
    code = leave(world, case_id, 1)
    session.steps.complete(case_id)
    with pytest.raises(ExportNotReady, match="no_basis"):
        approve(session, case_id, world.confirm(SUPERVISOR))
    session.referring.record(case_id, code, reply(world, "rejected", "other"))
    entered(world, case_id)
    owes = {line.kind for line in session.due.of_case(case_id)}
    assert owes == {deadline.kind for deadline in book(world).owed(case_id)}
    assert owes > {DeadlineKind.NEED, DeadlineKind.APPOINTMENT, DeadlineKind.INCIDENT_REVIEW}
    assert not session.due.week(date(2027, 1, 5)).is_empty
    assert HomeLine.NEEDS in {line.line for line in session.due.home_lines()}
    supervisor = world.reopen(SUPERVISOR)
    assert [load.open_files for load in supervisor.load.officers()] == [1, 0]
    supervisor.access.open_with_reason(case_id, AccessReason.REVIEW, "")
    supervisor.case_work.enter(case_id, EntryKind.RETENTION, body={"until": "2036-11-24"})
    assert supervisor.case_work.enter(case_id, EntryKind.CLOSING_APPROVED).closed


def test_whatever_is_entered_what_was_sent_stays(world: World, sent: CaseId) -> None:
    before, random = what_was_sent(world, sent), Random(7)
    kinds = [*EntryKind]
    for _number in range(60):
        work, at = book(world).work(sent), world.officers._desk.now()
        kind = random.choice(kinds)
        subject = histories._likely(random, work, kind)
        written = histories.random_entry(random, work.next_seq, at, kind, "T-07", subject)
        try:
            book(world).enter(sent, kind, written.subject, written.body)
        except WorkEntryRefused:
            continue
    assert book(world).work(sent).next_seq > 10
    assert what_was_sent(world, sent) == before


def test_work_reads_back_and_says_what_is_owed(world: World, sent: CaseId) -> None:
    entered(world, sent)
    world.reopen()
    work = book(world).work(sent)
    assert work.needs["intake:1"].status == "scheduled"
    assert [*work.needs] == ["intake:1", "need:1001"]
    assert work.incidents[0].words == "أمام المركز"
    owes = {(d.kind, d.subject) for d in book(world).owed(sent)}
    assert {
        (DeadlineKind.NEED, "need:1001"),
        (DeadlineKind.APPOINTMENT, "appointment:1"),
        (DeadlineKind.CLOSING, ""),
    } <= owes


def test_a_slip_names_its_scan(world: World, sent: CaseId) -> None:
    origin = (Source.DOCUMENT, "ab" * 32)
    book(world).enter(sent, EntryKind.ANSWERED, "intake:1", {"status": "received"}, origin)
    (written,) = book(world).work(sent).log
    assert (written.source, written.document) == origin


def test_a_referral_goes_from_the_first_minute_of_an_open_file(world: World) -> None:
    case_id = world.interview(**NEED)
    work = book(world).enter(case_id, EntryKind.REFERRAL_SENT, "intake:1", {"agency": "moh"})
    assert work.needs["intake:1"].status == "sent"
    assert world.officers.files.case(case_id).status is Status.IN_PROGRESS


def test_an_answer_changes_the_seed_and_no_entry(world: World) -> None:
    case_id = world.interview(**NEED)
    book(world).enter(case_id, EntryKind.REFERRAL_SENT, "intake:1", {"agency": "moh"})
    world.officers.answers.remove_row(case_id, "needs", 1)
    work = book(world).work(case_id)
    assert (work.needs["intake:1"].gone, work.needs["intake:1"].status) == (True, "sent")


def test_what_does_not_follow_is_refused_and_nothing_is_written(world: World, sent: CaseId) -> None:
    vault = world.officers._desk.vault
    head = custody_rows.head(vault)
    with pytest.raises(WorkEntryRefused) as caught:
        book(world).enter(sent, EntryKind.CLOSING_APPROVED)
    assert caught.value.details == {"reason": WhyNot.ROLE}
    with pytest.raises(WorkEntryInvalid):
        book(world).enter(sent, EntryKind.NEED_CHANGED, "intake:1", {"room": "12"})
    assert book(world).work(sent).log == ()
    assert custody_rows.head(vault) == head


def test_a_second_person_approves_a_closing(world: World, sent: CaseId) -> None:
    book(world).enter(sent, EntryKind.CLOSING, body={"reason": "integrated", "date": "2026-11-24"})
    supervisor = world.reopen(SUPERVISOR)
    supervisor.access.open_with_reason(sent, AccessReason.REVIEW, "")
    supervisor.case_work.enter(sent, EntryKind.RETENTION, body={"until": "2036-11-24"})
    work = supervisor.case_work.enter(sent, EntryKind.CLOSING_APPROVED)
    assert work.closed
    assert work.closing is not None
    assert (work.closing.by, work.closing.approved_by) == ("T-07", SUPERVISOR.login)


def test_of_a_voided_file_there_is_no_case_work(world: World) -> None:
    case_id = world.officers.new_files.open_case().id
    world.officers.voiding.void(case_id, Voiding(VoidReason.MISTAKE))
    with pytest.raises(TransitionRefused):
        book(world).enter(case_id, EntryKind.URGENCY_SETTLED)
    assert book(world).owed(case_id) == ()


def test_whoever_is_not_named_gives_a_reason_and_neither_reads_nor_writes_level_4(
    staffed: Place, tmp_path: Path
) -> None:
    place = staffed.copy(tmp_path / "vault")
    session = place.open(LOGINS[Role.SUPERVISOR])
    gift = {"what": "gift", "at": timestamp(session._desk.now())}
    session.case_work.enter(place.begun, EntryKind.INCIDENT, body={**gift, "words": "هدية"})
    session.lock()
    other = place.open("T-08")
    with pytest.raises(ReasonNeeded):
        other.case_work.work(place.begun)
    other.access.open_with_reason(place.begun, AccessReason.CARE, "")
    (incident,) = other.case_work.work(place.begun).incidents
    assert (incident.what, incident.words) == ("gift", "")
    with pytest.raises(RestrictedClosed):
        other.case_work.enter(place.begun, EntryKind.INCIDENT, body={**gift, "words": "أخرى"})
    after = other.case_work.enter(place.begun, EntryKind.INCIDENT, body=gift)
    assert len(after.incidents) == 2


def test_of_a_hidden_file_nothing_lies_open(world: World) -> None:
    case_id = world.interview(**NEED)
    entered(world, case_id)
    before = book(world).work(case_id)
    world.officers.readers.hide(case_id, "موظف مذكور في الأقوال")
    book(world).enter(case_id, EntryKind.URGENCY_SETTLED)
    vault = world.officers._desk.vault
    stored = vault.rows("SELECT words, note FROM work_entry")
    assert all(case_keys.is_closed(text) for row in stored for text in row if text)
    work = book(world).work(case_id)
    assert work.log[:-1] == before.log
    assert work.urgency_settled
    assert casework_rows.faults(vault, lambda _case_id: case_keys.opens_nothing) == ()
    with pytest.raises(FileHidden):
        world.reopen(SUPERVISOR).case_work.work(case_id)


def test_words_of_level_4_lie_under_the_files_own_key(world: World, sent: CaseId) -> None:
    entered(world, sent)
    vault = world.officers._desk.vault
    notes = [note for (note,) in vault.rows("SELECT note FROM work_entry WHERE note <> ''")]
    assert len(notes) == 2
    assert all(case_keys.is_closed(note) for note in notes)
