"""Papers of those who work here: the handover of a shift, the supervisor's review sheet."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.desk.approving import approve
from tests.desk.full_file import SHELTERS, full_values, markers, record_full
from tests.desk.handover.test_leak import searched
from tests.desk.paper.test_copies_of_papers import tells
from tests.desk.paper_words import plain, stand_in
from tests.desk.staffed import OWNER, Place
from tests.desk.world import START, World
from tipdesk.cases.casework.entries import EntryKind
from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.handover.release import Pick
from tipdesk.cases.model import Answer, CaseId, Remark
from tipdesk.cases.paper.prints import Print, PrintOutcome, Purpose
from tipdesk.core.errors import TransitionRefused
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.handover.received_content import PAPERS
from tipdesk.desk.paper.printing_room import PrintOptions, PrintPlan, render
from tipdesk.desk.session.session import Session
from tipdesk.i18n.text import kuwait_day
from tipdesk.printing.plan import copies
from tipdesk.printing.preview import page_count, text
from tipdesk.storage import custody_rows

FILE = PrintOptions(copy="file")
WHOLE = PrintOptions(copy="file", include_level4=True)


@pytest.fixture
def place(staffed: Place, tmp_path: Path) -> Place:
    return staffed.copy(tmp_path / "vault")


def handover(session: Session) -> PrintPlan:
    return session.printing.print_plan(None, "handover", FILE)


def numbers(session: Session) -> list[str]:
    shift = handover(session).options.shift
    assert shift is not None
    return [line.number for line in shift.files]


# --- the handover -------------------------------------------------------------------------------


def test_it_names_the_files_that_the_officer_may_see_and_hidden_ones_never(place: Place) -> None:
    session = place.open(OWNER)
    own = [session.files.case(case_id).number for case_id in (place.begun, place.completed)]
    assert sorted(numbers(session)) == sorted(own)
    session.readers.hide(place.begun, "موظف مذكور")
    assert numbers(session) == own[1:]  # though it still names this officer
    shift = handover(session).options.shift
    assert shift is not None
    assert shift.more == 0
    assert own[0] not in text(render(handover(session)))
    session.lock()
    session = place.open("T-08")  # no file names them
    assert numbers(session) == []
    session.lock()
    session = place.open("S-02")  # a supervisor whom none names is told what the list holds
    assert numbers(session) == own[1:]
    session.lock()
    session = place.open("A-01")
    with pytest.raises(TransitionRefused):
        handover(session)
    session.lock()


def test_it_tells_no_name_and_no_answer_and_its_printing_is_entered(world: World) -> None:
    case_id = world.officers.new_files.open_case().id
    form, context = (
        world.officers.files.rules(case_id).definition,
        world.officers.files.context(world.officers.files.case(case_id)),
    )
    record_full(world, full_values(world, form, context), case_id)
    session = world.reopen(SUPERVISOR)
    paper = render(handover(session))
    assert page_count(paper) == 1
    words = searched("handover.pdf", paper)
    case = session.files.case(case_id)
    assert stand_in(case.number, words)
    assert case.person_code in text(paper)
    by_hand = session.printing.print_plan(None, "handover", PrintOptions(blank=True))
    assert by_hand.options.shift is None
    for mark in (*markers(form).values(), *SHELTERS, *case.display_name.split()):
        assert not tells(mark.split()[0], words), mark
    session.printing.record_station_paper("handover", Print(PrintOutcome.PRINTED, Purpose.CHECK))
    entry = next(iter(custody_rows.newest_first(session._desk.vault)))
    assert (entry.action, entry.case_id, entry.detail["document"]) == ("printed", None, "handover")


# --- the calendar -------------------------------------------------------------------------------


def calendar(session: Session, day: date | None = None) -> PrintPlan:
    return session.printing.print_plan(None, "calendar", PrintOptions(copy="file", day=day))


def meetings(session: Session) -> list[str]:
    week = calendar(session).options.week
    assert week is not None
    return sorted(line.number for day in week.days for line in day.meetings)


def test_the_calendar_has_the_files_that_the_officer_may_see_and_hidden_ones_never(
    place: Place,
) -> None:
    session = place.open(OWNER)
    own = [session.files.case(case_id).number for case_id in (place.begun, place.completed)]
    for case_id in (place.begun, place.completed):
        hour = {"at": timestamp(session._desk.now())}
        session.case_work.enter(case_id, EntryKind.APPOINTMENT, "", hour)
    assert meetings(session) == sorted(own)
    session.readers.hide(place.begun, "موظف مذكور")
    assert meetings(session) == own[1:]  # though it still names this officer
    assert own[0] not in text(render(calendar(session)))
    session.lock()
    session = place.open("T-08")  # no file names them
    assert meetings(session) == []
    session.lock()
    session = place.open("S-02")  # a supervisor is told of all that the list holds
    assert meetings(session) == own[1:]
    session.lock()
    session = place.open("A-01")
    with pytest.raises(TransitionRefused):
        calendar(session)
    session.lock()


def test_the_calendar_tells_nothing_of_a_person_and_its_printing_is_entered(world: World) -> None:
    case_id = world.officers.new_files.open_case().id
    form, context = (
        world.officers.files.rules(case_id).definition,
        world.officers.files.context(world.officers.files.case(case_id)),
    )
    record_full(world, full_values(world, form, context), case_id)
    session = world.officers
    meeting = {
        "at": timestamp(session._desk.now()),
        "with": "زمردة",
        "what_for": "ياقوتة",
        "bring": "لؤلؤة",
    }
    session.case_work.enter(case_id, EntryKind.APPOINTMENT, "", meeting)
    session = world.reopen(SUPERVISOR)
    paper = render(calendar(session))
    words = searched("calendar.pdf", paper)
    case = session.files.case(case_id)
    assert stand_in(case.number, words)
    assert not tells(case.person_code, words)
    entered = ("زمردة", "ياقوتة", "لؤلؤة")
    names = case.display_name.split()
    for mark in (*markers(form).values(), *SHELTERS, *names, *entered):
        assert not tells(mark.split()[0], words), mark
    week = calendar(session, kuwait_day(session._desk.now()) + timedelta(days=70)).options.week
    assert week is not None
    assert not any(day.meetings for day in week.days)
    session.printing.record_station_paper("calendar", Print(PrintOutcome.PRINTED, Purpose.CHECK))
    entry = next(iter(custody_rows.newest_first(session._desk.vault)))
    assert (entry.action, entry.case_id, entry.detail["document"]) == ("printed", None, "calendar")


# --- the review sheet ---------------------------------------------------------------------------


def sheet(session: Session, case_id: CaseId, options: PrintOptions) -> str:
    return searched("r.pdf", render(session.printing.print_plan(case_id, "review", options)))


def test_the_review_sheet_names_questions_and_tells_no_answer(world: World) -> None:
    case_id = world.officers.new_files.open_case().id
    form, context = (
        world.officers.files.rules(case_id).definition,
        world.officers.files.context(world.officers.files.case(case_id)),
    )
    record_full(world, full_values(world, form, context), case_id)
    session = world.reopen(SUPERVISOR)
    plan = session.printing.print_plan(case_id, "review", WHOLE)
    assert plan.options.review is not None
    pickable = {question.name for question in plan.options.review.pickable}
    others = [plain(question.label.ar) for question in form.questions() if question.level < 4]
    labels = [
        label
        for label, name in (
            (plain(question.label.ar), question.name) for question in form.questions()
        )
        if name in pickable and not any(label in other for other in others)
    ]
    full, usual = (sheet(session, case_id, options) for options in (WHOLE, FILE))
    labels = [label for label in labels if label in full]
    assert len(labels) > 10
    assert not any(label in usual for label in labels)  # level 4 is counted, not named
    for mark in (*markers(form).values(), *SHELTERS):
        assert not tells(mark.split()[0], full + usual), mark

    reason, remark = "طلبته النيابة العامة", "تراجع مصادره"
    approve(session, case_id, world.confirm(SUPERVISOR), [Pick("residence_status", reason)])
    assert stand_in(reason, sheet(session, case_id, WHOLE))
    assert not stand_in(reason, sheet(session, case_id, FILE))
    remarks = [
        Remark("residence_status", remark, "", START),
        Remark("", "تستكمل الجلسة", "", START),
    ]
    session.steps.return_with_remarks(case_id, remarks, world.confirm(SUPERVISOR))
    full, usual = (sheet(session, case_id, options) for options in (WHOLE, FILE))
    assert stand_in(remark, full)
    assert not stand_in(remark, usual)
    assert stand_in("تستكمل الجلسة", usual)


def test_a_caseworker_is_told_nothing_of_suspects(place: Place) -> None:
    session = place.open(OWNER)
    session.access.open_suspects(place.begun)
    row = "suspect_rows[1]"
    changes = {row: Answer("1"), f"{row}/sus_name": Answer("PORKIN")}
    session.answers.save_answers(place.begun, changes)
    form = session.files.rules(place.begun).definition
    section = next(
        plain(section.label.ar) for section in form.sections if section.name == "suspects"
    )
    assert section in sheet(session, place.begun, FILE)
    session.lock()
    session = place.open("C-01")
    assert section not in sheet(session, place.begun, FILE)
    session.lock()


def test_neither_is_ever_part_of_a_bundle() -> None:
    own = ("review", "handover", "calendar")
    for document in own:
        assert document not in PAPERS
        assert copies(document) == ("file",)
