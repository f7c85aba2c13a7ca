"""A file that was opened by mistake: off every list of work, kept whole, and back again."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from tests.desk.approving import approve
from tests.desk.sounding import Noise, put_away
from tests.desk.staffed import LOGINS, OWNER, Place
from tipdesk.cases.evidence import CONSENT
from tipdesk.cases.files.workflow import MOST_WORDS, FileStep, Voiding, VoidReason
from tipdesk.cases.model import Answer, CaseId, MissingReason, Remark, Role, Status
from tipdesk.cases.paper.prints import Print, PrintOutcome, Purpose
from tipdesk.core.errors import (
    AnswerRefused,
    AnswersLocked,
    CustodyBroken,
    RecordingRefused,
    RecordingUnfinished,
    TransitionRefused,
)
from tipdesk.core.work import Work
from tipdesk.demo.interviews import interview
from tipdesk.demo.journey import notify
from tipdesk.demo.people import person
from tipdesk.desk.custody.integrity import check_file
from tipdesk.desk.evidence.attachments import seal
from tipdesk.desk.files.listing import NOTIFIED
from tipdesk.desk.paper.printing_room import shift_handover
from tipdesk.desk.session.session import Session

BY_MISTAKE = Voiding(VoidReason.MISTAKE, words="فُتح لشخص آخر")
SUPERVISOR = LOGINS[Role.SUPERVISOR]


@pytest.fixture
def place(certified: Place, tmp_path: Path) -> Place:
    return certified.copy(tmp_path / "vault")


@pytest.fixture
def session(place: Place) -> Iterator[Session]:
    opened = place.open(OWNER)
    yield opened
    opened.lock()


@pytest.fixture
def fresh(session: Session) -> CaseId:
    """A file of the officer, of which nothing has left the room."""
    case_id = session.new_files.open_case().id
    texts = {"urgency": "within_24h", "risk_level": "high", "name_latin_surname": "RAI"}
    session.answers.save_answers(case_id, {name: Answer(value) for name, value in texts.items()})
    session.answers.fold(case_id)
    return case_id


@pytest.fixture
def complete(session: Session) -> CaseId:
    """As `fresh`, and complete: somebody answered all of it."""
    random, today = Random(5), session._desk.now().date()
    case_id = interview(session, person(random, today, 7), random)
    untold = {NOTIFIED: Answer(reason=MissingReason.DEFERRED)}
    session.answers.save_answers(case_id, untold)
    session.steps.complete(case_id)
    return case_id


def entries(session: Session, case_id: CaseId) -> list[str]:
    return [entry.action for entry in session.files.load(case_id).custody]


def test_it_leaves_the_lists_of_work_and_is_found_under_its_own(
    place: Place, session: Session, fresh: CaseId
) -> None:
    case_id = fresh
    number = session.files.case(case_id).number
    place.clock.move(days=9)
    assert number in {line.number for line in shift_handover(session._desk).files}
    assert case_id in {case.id for case in session.files.waiting()}
    before = session.files.count()
    assert session.voiding.void(case_id, BY_MISTAKE).status is Status.VOIDED
    assert number not in {line.number for line in shift_handover(session._desk).files}
    assert shift_handover(session._desk).more == 0
    assert case_id not in {case.id for case in session.files.waiting()}
    assert session.files.count_waiting() == len(session.files.waiting())
    assert case_id not in {case.id for case in session.files.list_cases()}
    assert session.files.count() == before - 1
    assert [case.id for case in session.files.list_cases(status=Status.VOIDED)] == [case_id]
    assert session.files.count(status=Status.VOIDED) == 1
    assert [case.id for case in session.files.list_cases(number)] == [case_id]
    assert session.new_files.open_case().number != number  # it is given to no other


def test_nothing_of_it_is_deleted_and_both_are_entries(
    place: Place, session: Session, fresh: CaseId
) -> None:
    case_id = fresh
    before = dict(session.files.load(case_id).answers)
    session.voiding.void(case_id, BY_MISTAKE)
    assert dict(session.files.load(case_id).answers) == before
    why = session.voiding.why(case_id)
    assert why is not None
    assert (why.reason, why.words, why.by) == (VoidReason.MISTAKE, BY_MISTAKE.words, OWNER)
    entry = session.files.load(case_id).custody[-1]
    assert (entry.action, dict(entry.detail)) == (
        "voided",
        {"reason": "opened_by_mistake", "was": "in_progress"},
    )
    case = session.voiding.unvoid(case_id, place.confirm(SUPERVISOR))
    assert case.status is Status.IN_PROGRESS
    entry = session.files.load(case_id).custody[-1]
    assert (entry.action, entry.officer) == ("unvoided", SUPERVISOR)
    assert dict(session.files.load(case_id).answers) == before
    session.answers.save_answers(case_id, {"name_latin_surname": Answer("LAMA")})  # it goes on
    session.answers.fold(case_id)
    check_file(session._desk, case_id)


def test_it_stands_where_it_stood_also_when_it_was_complete(
    place: Place, session: Session, complete: CaseId
) -> None:
    case_id = complete
    for _time in range(2):
        session.voiding.void(case_id, BY_MISTAKE)
        check_file(session._desk, case_id)
        case = session.voiding.unvoid(case_id, place.confirm(SUPERVISOR))
        assert (case.status, case.revision) == (Status.COMPLETED, 1)
        check_file(session._desk, case_id)
    session.voiding.void(case_id, BY_MISTAKE)
    with session._desk.vault.transaction() as _, pytest.raises(Exception, match="append_only"):
        session._desk.vault.execute("UPDATE case_file SET status = 'in_progress'")


WRITING: dict[str, Callable[[Session, CaseId, Place, Path], object]] = {
    "answer": lambda desk, at, *_: desk.answers.save_answers(at, {"sex": Answer("female")}),
    "amend": lambda desk, at, *_: desk.answers.amend(at, {"sex": Answer("female")}, "سبب"),
    "attach": lambda desk, at, _place, path: desk.attachments.attach(
        at, seal(desk.attachments.attach_plan(at), path, Work())
    ),
    "stop": lambda desk, at, *_: desk.statement.stop(at),
    "notify": lambda desk, at, *_: desk.delivering.note(at),
    "complete": lambda desk, at, *_: desk.steps.complete(at),
    "approve": lambda desk, at, place, _: approve(desk, at, place.confirm(SUPERVISOR)),
    "print": lambda desk, at, *_: desk.printing.print_plan(at, "notice"),
    "sign": lambda desk, at, *_: desk.signed_papers.plan(at),
    "record": lambda desk, at, *_: desk.recordings.begin(at, Noise()),
    "void": lambda desk, at, *_: desk.voiding.void(at, BY_MISTAKE),
}


@pytest.mark.parametrize("stands", ["fresh", "complete"])
@pytest.mark.parametrize("deed", WRITING)
def test_nobody_writes_in_it(
    place: Place, session: Session, request: pytest.FixtureRequest, deed: str, stands: str
) -> None:
    case_id = request.getfixturevalue(stands)
    (exhibit := place.folder.with_name("exhibit.txt")).write_text("x", "utf-8")
    session.voiding.void(case_id, BY_MISTAKE)
    before = entries(session, case_id)
    with pytest.raises((TransitionRefused, AnswersLocked, RecordingRefused)):
        WRITING[deed](session, case_id, place, exhibit)
    assert entries(session, case_id) == before
    assert not session.steps.review(case_id).ready
    assert session.steps.review(case_id).needed == ()
    assert [step.value for step in session.files.open_steps(session.files.case(case_id))] == []


def test_what_left_the_room_is_voided_by_a_supervisor(
    place: Place, session: Session, fresh: CaseId, complete: CaseId
) -> None:
    """Also when the modules are called by hand: the entries tell what left."""
    printed = Print(PrintOutcome.PRINTED, Purpose.FILE)
    session.printing.record_printed(fresh, "notice", printed)
    notify(session, complete)
    for case_id in (fresh, complete):
        assert session.voiding.needs_supervisor(case_id)
        with pytest.raises(TransitionRefused) as refused:
            session.voiding.void(case_id, BY_MISTAKE)
        assert refused.value.details["reason"] == "supervisor"
        with pytest.raises(TransitionRefused):
            session.voiding.void(case_id, BY_MISTAKE, place.confirm(OWNER))
        voided = session.voiding.void(case_id, BY_MISTAKE, place.confirm(SUPERVISOR))
        assert voided.status is Status.VOIDED
        assert session.files.load(case_id).custody[-1].officer == SUPERVISOR


def test_what_a_second_person_had_in_hand_is_voided_by_a_supervisor(
    place: Place, session: Session, complete: CaseId
) -> None:
    """Sent back, or approved: what they signed does not leave the lists by one hand."""
    assert not session.voiding.needs_supervisor(complete)
    remark = Remark("", "راجعوا تاريخ الوصول", "", place.clock())
    session.steps.return_with_remarks(complete, [remark], place.confirm(SUPERVISOR))
    assert session.voiding.needs_supervisor(complete)
    approved = session.new_files.open_case().id
    assert not session.voiding.needs_supervisor(approved)
    session._desk.enter("approved", approved, SUPERVISOR)
    assert session.voiding.needs_supervisor(approved)
    for case_id in (complete, approved):
        with pytest.raises(TransitionRefused) as refused:
            session.voiding.void(case_id, BY_MISTAKE)
        assert refused.value.details["reason"] == "supervisor"


def test_a_file_of_which_a_bundle_was_begun_is_not_voided(
    place: Place, session: Session, complete: CaseId
) -> None:
    assert FileStep.VOID in session.files.open_steps(session.files.case(complete))
    session._desk.enter("export_begun", complete)
    assert FileStep.VOID not in session.files.open_steps(session.files.case(complete))
    with pytest.raises(TransitionRefused) as refused:
        session.voiding.void(complete, BY_MISTAKE, place.confirm(SUPERVISOR))
    assert refused.value.details["reason"] == "sent"


def test_a_duplicate_names_the_other_file_of_this_station(
    place: Place, session: Session, fresh: CaseId, complete: CaseId
) -> None:
    own, other = (session.files.case(case_id).number for case_id in (fresh, complete))
    for number in ("", own, "KWT-2026-99999"):
        with pytest.raises(AnswerRefused) as refused:
            session.voiding.void(fresh, Voiding(VoidReason.DUPLICATE, number))
        assert refused.value.details == {"name": "duplicate_of", "reason": "no_such_file"}
    with pytest.raises(AnswerRefused):
        session.voiding.void(fresh, Voiding(VoidReason.TEST, words="س" * (MOST_WORDS + 1)))
    session.voiding.void(fresh, Voiding(VoidReason.DUPLICATE, f" {other.lower()} "))
    why = session.voiding.why(fresh)
    assert why is not None
    assert why.duplicate_of == other
    assert other not in str(session.files.load(fresh).custody[-1].detail)  # no bundle tells of it


def test_not_while_it_is_recorded(place: Place, session: Session, fresh: CaseId) -> None:
    session.answers.save_answers(fresh, {CONSENT: Answer("granted")})
    session.recordings.begin(fresh, Noise())
    with pytest.raises(RecordingUnfinished):
        session.voiding.void(fresh, BY_MISTAKE)
    session.recordings.stop()
    put_away(session)


def test_hiding_a_file_that_is_voided_lifts_nothing(
    place: Place, session: Session, fresh: CaseId
) -> None:
    """Else whoever opened it would undo alone what a supervisor did."""
    notify(session, fresh)
    session.voiding.void(fresh, BY_MISTAKE, place.confirm(SUPERVISOR))
    session.readers.hide(fresh, "زميل مذكور")
    with pytest.raises(TransitionRefused) as refused:
        session.voiding.unvoid(fresh, place.confirm(OWNER))
    assert refused.value.details["reason"] == "role"
    session.readers.show_again(fresh)
    lifted = session.voiding.unvoid(fresh, place.confirm(SUPERVISOR))
    assert lifted.status is Status.IN_PROGRESS


def test_a_hidden_file_is_voided_and_lifted_by_its_own_officer(
    place: Place, session: Session, fresh: CaseId
) -> None:
    """No supervisor sees it; what was written beside the reason is closed as the file is."""
    session.readers.hide(fresh, "موظف متورط")
    session.voiding.void(fresh, BY_MISTAKE)
    stored = session._desk.vault.row("SELECT words FROM voiding")
    assert stored is not None
    assert BY_MISTAKE.words not in str(stored[0])
    why = session.voiding.why(fresh)
    assert why is not None
    assert why.words == BY_MISTAKE.words
    with pytest.raises(TransitionRefused):
        session.voiding.unvoid(fresh, place.confirm("T-08"))
    session.voiding.unvoid(fresh, place.confirm(OWNER))
    session.readers.show_again(fresh)
    stated = session.voiding.why(fresh)
    assert stated is not None
    assert stated.words == BY_MISTAKE.words


def test_an_older_page_put_back_is_found(place: Place, session: Session, fresh: CaseId) -> None:
    """In the list it is in hand again, or voided still; its entries tell otherwise."""
    vault, case_id = session._desk.vault, fresh
    session.voiding.void(case_id, BY_MISTAKE)
    vault.execute("UPDATE case_file SET status = 'in_progress' WHERE uuid = ?", (case_id,))
    with pytest.raises(CustodyBroken):
        check_file(session._desk, case_id)
    vault.execute("UPDATE case_file SET status = 'voided' WHERE uuid = ?", (case_id,))
    session.voiding.unvoid(case_id, place.confirm(SUPERVISOR))
    vault.execute("UPDATE case_file SET status = 'voided' WHERE uuid = ?", (case_id,))
    with pytest.raises(CustodyBroken):
        check_file(session._desk, case_id)
