"""A need is referred by letter, and the slip that comes back is entered into it."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.desk.paper_words import plain, stand_in
from tests.desk.staffed import LOGINS, Place
from tests.desk.world import World
from tests.printing.scans import copier, drawn, stored
from tipdesk.cases.casework.case_work import Need
from tipdesk.cases.casework.entries import EntryKind, WorkEntry
from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.files.workflow import Voiding, VoidReason
from tipdesk.cases.model import Answer, CaseFile, CaseId, Role, Source, Status
from tipdesk.cases.paper.prints import Print, PrintOutcome, Purpose, ReplyCode
from tipdesk.cases.paper.referrals import FoundSlip, Letter, Missing, Reply, SlipVerdict
from tipdesk.cases.permissions import AccessReason
from tipdesk.core.errors import (
    AnswerRefused,
    FileUnreadable,
    LetterRefused,
    SlipRefused,
    TransitionRefused,
)
from tipdesk.core.work import Work
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.paper.printing_room import PrintOptions, PrintPlan, draw, render
from tipdesk.desk.paper.referring import read_slip, seal_slip
from tipdesk.forms.values import stored_date_time
from tipdesk.printing.documents.referral_letter import content_of
from tipdesk.printing.preview import text
from tipdesk.storage import custody_rows

ROW = 7  # whatever else the file needs


def referral(row: int = ROW, **more: str) -> dict[str, str]:
    head = f"needs[{row}]"
    return {
        head: "1", f"{head}/need_type": "medical", f"{head}/need_wanted": "yes",
        f"{head}/ref_agency": "moh", "consent_services[9]": "1",
        "consent_services[9]/service_agency": "moh",
        "consent_services[9]/service_consent": "granted", "urgent_health": "ألم في الظهر",
    } | more  # fmt: skip


def referred(world: World, **more: str) -> CaseId:
    return world.interview(**referral(**more))


def plan(world: World, case_id: CaseId, row: int = ROW) -> PrintPlan:
    return world.officers.printing.print_plan(case_id, "referral", PrintOptions(need=row))


def leave(world: World, case_id: CaseId, row: int = ROW) -> ReplyCode:
    """The letter leaves; the code on its slip."""
    letter_plan = plan(world, case_id, row)
    room = world.officers.printing
    room.record_printed(
        case_id,
        "referral",
        Print(PrintOutcome.PRINTED, Purpose.FILE),
        letter_plan.options.anchor,
        letter_plan.letter,
    )
    assert letter_plan.letter is not None
    return ReplyCode(world.officers.files.case(case_id).number, row, letter_plan.letter.mark)


def reply(world: World, status: str = "accepted", why: str = "", **further: str) -> Reply:
    at = world.clock() + timedelta(hours=1)
    world.clock.move(hours=2)
    return Reply(status, stored_date_time(at), "د. هدى العنزي، رئيسة القسم", why, **further)


def in_work(world: World, case_id: CaseId, row: int = ROW) -> Need:
    return world.officers.case_work.work(case_id).needs[f"intake:{row}"]


def test_a_letter_that_left_is_known_by_a_mark_that_only_this_vault_can_make(
    world: World,
) -> None:
    case_id = referred(world)
    code = leave(world, case_id)
    event = world.officers.files.load(case_id).custody[-1]
    assert (event.action, event.detail["need"]) == ("printed", str(ROW))
    assert event.detail["letter"] == code.mark
    letter_plan = plan(world, case_id)
    assert isinstance(letter_plan.source, CaseFile)
    assert content_of(letter_plan.source, letter_plan.options).digest[:8] != code.mark[:8]
    assert "moh" not in str(event.detail.values())
    assert "urgent_health" not in str(event.detail)  # the chain leaves with the bundle
    assert leave(world, case_id) == code  # a copy of the same letter
    session = world.officers
    session.answers.save_answers(case_id, {"urgent_health": Answer("ألم أشد")})
    assert leave(world, case_id).mark != code.mark


def test_what_a_service_was_told_stands_in_the_file(world: World) -> None:
    case_id = referred(world)
    leave(world, case_id)
    (entry,) = world.officers.case_work.work(case_id).log
    assert "urgent_health" in entry.body["fields"].split()
    assert not [name for name in entry.body["fields"].split() if name.startswith("name_")]


def test_what_a_letter_told_of_level_4_is_said_to_whom_the_file_names_alone(
    staffed: Place, tmp_path: Path
) -> None:
    """That somebody takes medicine shows by the name of the question already."""
    place = staffed.copy(tmp_path / "vault")
    session = place.open(LOGINS[Role.SUPERVISOR])
    answers = referral(medication="حساسية من البنسلين")
    session.answers.save_answers(place.begun, {path: Answer(answers[path]) for path in answers})
    options = PrintOptions(need=ROW, include_level4=True)
    letter_plan = session.printing.print_plan(place.begun, "referral", options)
    assert letter_plan.letter is not None
    assert "medication" in letter_plan.letter.fields
    printed = Print(PrintOutcome.PRINTED, Purpose.SERVICE)
    session.printing.record_printed(place.begun, "referral", printed, None, letter_plan.letter)
    (entry,) = session.case_work.work(place.begun).log
    assert "urgent_health" in entry.body["fields"]
    assert "medication" not in entry.body["fields"]  # it stands with the letter alone
    for login in (LOGINS[Role.SUPERVISOR], "T-08"):
        session.lock()
        session = place.open(login)
        named = login != "T-08"
        if not named:
            session.access.open_with_reason(place.begun, AccessReason.SHIFT, "")
        room = session.referring
        (need,) = [need for need in room.needs(place.begun, "ar") if need.row == ROW]
        assert need.letter is not None
        assert ("medication" in need.letter.fields) is named
        assert "urgent_health" in need.letter.fields
    session.lock()


def test_no_letter_without_the_consent_to_it(world: World) -> None:
    case_id = referred(world, **{"consent_services[9]/service_consent": "refused"})
    with pytest.raises(LetterRefused) as caught:
        plan(world, case_id)
    assert caught.value.details["reason"] == "refused"
    (need,) = [n for n in world.officers.referring.needs(case_id, "ar") if n.row == ROW]
    assert [missing.value for missing in need.missing] == ["refused"]
    assert (need.label, need.agency) == (f"رعاية طبية ({ROW})", "وزارة الصحة")
    assert need.letter is None


def test_level_4_goes_where_a_supervisor_lets_it_and_a_service_needs_it(world: World) -> None:
    case_id = referred(world, medication="حساسية من البنسلين", phone_safe="+96530001234")
    supervisor = world.reopen(SUPERVISOR)
    for restricted in (False, True):
        options = PrintOptions(need=ROW, include_level4=restricted)
        letter_plan = supervisor.printing.print_plan(case_id, "referral", options)
        letter = plain(text(render(letter_plan)))
        assert stand_in("البنسلين", letter) is restricted
        assert "30001234" not in letter


def test_a_scanned_slip_finds_its_file_and_is_entered_with_its_picture(
    world: World, tmp_path: Path
) -> None:
    case_id = referred(world)
    letter_plan, code = plan(world, case_id), leave(world, case_id)
    path = tmp_path / "قسيمة.png"
    path.write_bytes(stored(copier(drawn(render(letter_plan), 1, 150), -2), "PNG"))
    scanned = read_slip(path, Work())
    assert scanned.read == code
    referring, session = world.officers.referring, world.officers
    case = referring.case_of(scanned.read)
    assert case.id == case_id
    assert referring.expected(case_id, scanned.read, ROW) == code
    answered, answers = reply(world), session.files.load(case_id).answers
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    referring.record(case_id, code, answered, digest)
    need = in_work(world, case_id)
    assert (need.status, need.answered_by) == ("accepted", answered.by)
    assert need.since == datetime.fromisoformat(answered.at)  # the service's own date
    entry = need.history[-1]
    assert (entry.source, entry.document) == (Source.DOCUMENT, digest)
    assert session.files.load(case_id).answers == answers
    sealed = seal_slip(session.attachments.attach_plan(case_id), path, scanned, Work())
    scan = world.officers.signed_papers.keep_slip(case_id, code, sealed)
    assert world.officers.signed_papers.kept(case_id) == (scan,)
    assert (scan.attachment.name, scan.kept.need, scan.kept.letter) == ("قسيمة.png", ROW, code.mark)
    assert scan.attachment.sha256 == digest
    after = session.files.load(case_id)
    assert (after.attachments, after.custody[-1].action) == ((), "printed")
    path.write_bytes(b"something else by now")
    sealing = session.attachments.attach_plan(case_id)
    before = set((sealing.vault_dir / "att").glob("*/*"))
    with pytest.raises(FileUnreadable):
        seal_slip(sealing, path, scanned, Work())
    assert set((sealing.vault_dir / "att").glob("*/*")) == before


def test_slips_of_another_file_need_or_letter_are_refused(world: World) -> None:
    first = referred(world, **referral(8, **{"needs[8]/need_type": "mental_health"}))
    code = leave(world, first)
    other = leave(world, first, 8)
    second = world.officers.new_files.open_case().id
    referring = world.officers.referring

    def refused(case_id: CaseId, read: FoundSlip | ReplyCode, need: int = 0) -> str:
        with pytest.raises(SlipRefused) as caught:
            referring.expected(case_id, read, need)
        return str(caught.value.details["reason"])

    # The letter about one need is no page of the letter about another.
    room, letter_plan, another = world.officers.printing, plan(world, first), plan(world, first, 8)
    room.record(
        letter_plan, draw(letter_plan), Print(PrintOutcome.PRINTED, Purpose.SERVICE), (1, 2)
    )
    assert room.changed(another, draw(another)) is None
    assert referring.expected(first, code) == code
    assert refused(second, code) == "other_file"
    assert refused(first, other, ROW) == "other_need"
    assert refused(first, ReplyCode(code.number, ROW, "0" * 32)) == "unknown"
    assert refused(first, FoundSlip(SlipVerdict.NO_CODE)) == "no_code"
    world.officers.answers.save_answers(first, {"urgent_health": Answer("ألم أشد")})
    leave(world, first)
    assert refused(first, code) == "older"
    with pytest.raises(SlipRefused):
        referring.record(first, code, reply(world))
    assert in_work(world, first).status == "sent"
    with pytest.raises(SlipRefused):
        referring.case_of(ReplyCode("MOI-2026-99999", 1, code.mark))


def test_an_answer_needs_somebody_who_gave_it_and_a_time_after_the_letter(world: World) -> None:
    case_id = referred(world)
    before = stored_date_time(world.clock() - timedelta(days=2))
    code, referring = leave(world, case_id), world.officers.referring
    good = reply(world)
    later = stored_date_time(world.clock() + timedelta(hours=1))
    for bad, reason in (
        (Reply("delivered", good.at, good.by), "empty"),
        (Reply("accepted", good.at, " "), "empty"),
        (Reply("accepted", "", good.by), "empty"),
        (Reply("accepted", later, good.by), "not_yet"),
        (Reply("accepted", before, good.by), "before_letter"),
    ):
        with pytest.raises(AnswerRefused) as caught:
            referring.record(case_id, code, bad)
        assert caught.value.details["reason"] == reason
    assert in_work(world, case_id).status == "sent"


def stood(world: World, case_id: CaseId) -> tuple[object, ...]:
    """What the Prosecution was sent, or will be; its chain as it is shown there."""
    session = world.officers
    whole, vault = session.files.whole(case_id), session._desk.vault
    shown = custody_rows.segment(vault, case_id, session.station.code, ()).entries
    own = [entry for entry in shown if not isinstance(entry, bytes)]
    amended = whole.amendments
    return whole.case.status, whole.case.revision, whole.digest, whole.answers, amended, own


@pytest.mark.parametrize("sent", [False, True])
def test_the_answer_to_a_file_that_was_approved_or_sent_moves_nothing_of_it(
    world: World, tmp_path: Path, sent: bool
) -> None:
    case_id = world.approved(**referral())
    letter_plan, code = plan(world, case_id), leave(world, case_id)
    if sent:
        world.exported(case_id)
    before, session = stood(world, case_id), world.officers
    assert before[0] is (Status.EXPORTED if sent else Status.APPROVED)
    path = tmp_path / "slip.png"
    path.write_bytes(stored(copier(drawn(render(letter_plan), 1, 150), -2), "PNG"))
    scanned = read_slip(path, Work())
    work = session.referring.record(case_id, code, reply(world, "rejected", "other"))
    need = work.needs[f"intake:{ROW}"]
    assert (need.status, need.why_not, need.turned_back) == ("rejected", "other", True)
    sealed = seal_slip(session.attachments.attach_plan(case_id), path, scanned, Work())
    session.signed_papers.keep_slip(case_id, code, sealed)
    assert stood(world, case_id) == before
    world.reopen()
    assert in_work(world, case_id) == need
    assert stood(world, case_id)[:-1] == before[:-1]  # the new session has looked at it


def test_a_slip_that_gives_an_appointment_makes_one(world: World) -> None:
    case_id = referred(world)
    code, referring = leave(world, case_id), world.officers.referring
    vague = reply(world, "accepted", place="الأحد صباحًا")
    need = referring.record(case_id, code, vague).needs[f"intake:{ROW}"]
    assert (need.status, need.told_appointment, need.appointment) == (
        "accepted", "الأحد صباحًا", "",
    )  # fmt: skip
    come = "2026-11-29T06:00:00Z"
    work = referring.record(case_id, code, reply(world, "scheduled", place="العيادة", come_at=come))
    need = work.needs[f"intake:{ROW}"]
    booked = work.appointments[need.appointment]
    assert (booked.at, booked.place, booked.need) == (
        datetime.fromisoformat(come), "العيادة", need.subject,
    )  # fmt: skip
    owes = {deadline.subject for deadline in world.officers.case_work.owed(case_id)}
    assert booked.subject in owes
    turned = referring.record(case_id, code, reply(world, "rejected", "other", place="العيادة"))
    need = turned.needs[f"intake:{ROW}"]
    assert (need.appointment, need.told_appointment) == ("", "")


def test_of_a_voided_file_no_answer_is_entered(world: World) -> None:
    case_id = referred(world)
    code = leave(world, case_id)
    session = world.officers
    session.voiding.void(case_id, Voiding(VoidReason.MISTAKE), world.confirm(SUPERVISOR))
    with pytest.raises(TransitionRefused):
        session.referring.record(case_id, code, reply(world))


def test_letters_are_kept_for_good(world: World) -> None:
    case_id = referred(world)
    stopped, room = plan(world, case_id), world.officers.printing
    room.record(stopped, draw(stopped), Print(PrintOutcome.CANCELLED, Purpose.SERVICE), ())
    needs = world.officers.referring.needs(case_id, "en")
    assert {need.letter for need in needs} == {None}  # no page of it came out
    mark = leave(world, case_id).mark
    world.reopen()
    (need,) = [n for n in world.officers.referring.needs(case_id, "en") if n.row == ROW]
    assert isinstance(need.letter, Letter)
    assert (need.letter.mark, need.letter.agency) == (mark, "moh")
    assert "urgent_health" in need.letter.fields


def sent_entries(world: World, case_id: CaseId) -> list[WorkEntry]:
    log = world.officers.case_work.work(case_id).log
    return [entry for entry in log if entry.kind is EntryKind.REFERRAL_SENT]


def test_a_letter_that_leaves_is_entered_once_and_can_be_taken_back(world: World) -> None:
    case_id, book = referred(world), world.officers.case_work
    assert in_work(world, case_id).status == "draft"
    code = leave(world, case_id)
    (entry,) = sent_entries(world, case_id)
    assert (entry.subject, entry.body["agency"], entry.body["letter"]) == (
        f"intake:{ROW}", "moh", code.mark,
    )  # fmt: skip
    assert "urgent_health" in entry.body["fields"]
    world.officers.referring.record(case_id, code, reply(world))
    leave(world, case_id)  # a copy of the same letter
    assert in_work(world, case_id).status == "accepted"
    assert sent_entries(world, case_id) == [entry]
    world.officers.answers.save_answers(case_id, {"urgent_health": Answer("ألم أشد")})
    leave(world, case_id)
    assert in_work(world, case_id).status == "sent"
    again = sent_entries(world, case_id)[-1]
    book.enter(case_id, EntryKind.CORRECTION, "", {"seq": str(again.seq), "reason": "لم يُرسل"})
    assert in_work(world, case_id).status == "accepted"


def test_of_a_need_that_ended_no_letter_is_written(world: World) -> None:
    case_id, book = referred(world), world.officers.case_work
    at = timestamp(world.clock())
    book.enter(case_id, EntryKind.DELIVERED, f"intake:{ROW}", {"at": at})
    with pytest.raises(LetterRefused) as caught:
        plan(world, case_id)
    assert caught.value.details["reason"] == "ended"
    (need,) = [n for n in world.officers.referring.needs(case_id, "ar") if n.row == ROW]
    assert need.missing == (Missing.ENDED,)


def test_a_need_noted_after_the_file_was_sent_is_referred_by_letter_and_slip(world: World) -> None:
    case_id, book = world.approved(**referral()), world.officers.case_work
    world.exported(case_id)
    digest = world.officers.files.whole(case_id).digest
    named = {"need_type": "mental_health", "wanted": "yes", "agency": "moh", "timeframe": "d1"}
    book.enter(case_id, EntryKind.NEED, "", named)
    listed = {need.row: need for need in world.officers.referring.needs(case_id, "ar")}
    assert (listed[1001].agency, listed[1001].missing) == ("وزارة الصحة", ())
    letter = plain(text(render(plan(world, case_id, 1001))))
    assert stand_in("رعاية نفسية", letter)
    code = leave(world, case_id, 1001)
    work = world.officers.referring.record(case_id, code, reply(world))
    assert (work.needs["need:1001"].status, code.need) == ("accepted", 1001)
    assert world.officers.files.whole(case_id).digest == digest


def test_what_goes_on_with_the_person_says_how_things_stand(world: World) -> None:
    case_id = world.approved(**referral(), risk_level="medium", safety_plan="خطة المقابلة")
    supervisor = world.reopen(SUPERVISOR)
    supervisor.access.open_with_reason(case_id, AccessReason.REVIEW, "")

    def printed(document: str) -> tuple[str, str]:
        officers, options = world.officers, PrintOptions(include_level4=document == "safety")
        planned = officers.printing.print_plan(case_id, document, options)
        assert isinstance(planned.source, CaseFile)
        assert officers.printing.is_current(planned)
        return plain(text(render(planned))), planned.source.digest

    before = {document: printed(document) for document in ("safety", "closing")}
    evidence = printed("intake")
    assert stand_in("خطة المقابلة", before["safety"][0])
    assert stand_in("موعد في العيادة", before["closing"][0])
    book, at = world.officers.case_work, timestamp(world.clock())
    book.enter(case_id, EntryKind.SAFETY_PLAN, "", {"words": "خطة جديدة"})
    book.enter(case_id, EntryKind.RISK_REVIEW, "", {"level": "high", "next": "2026-11-27"})
    for subject in [*book.work(case_id).needs]:
        if not book.work(case_id).needs[subject].ended:
            book.enter(case_id, EntryKind.DELIVERED, subject, {"at": at})
    book.enter(case_id, EntryKind.NEED, "", {"need_type": "documents", "wanted": "yes"})
    come = {"at": "2026-11-26T06:00:00.000Z", "need": "need:1001"}
    book.enter(case_id, EntryKind.APPOINTMENT, "", come)
    plan_now, digest = printed("safety")
    assert stand_in("خطة جديدة", plan_now)
    assert not stand_in("خطة المقابلة", plan_now)
    assert "20261127" in plan_now  # digit by digit, in boxes
    carried, _digest = printed("closing")
    assert "26/11/2026" in carried  # before the one that the interview agreed on
    assert stand_in("وثائق شخصية", carried)
    assert not stand_in("موعد في العيادة", carried)
    assert digest == before["safety"][1]
    assert printed("intake")[1] == evidence[1]
    assert not stand_in("وثائق شخصية", printed("intake")[0])
