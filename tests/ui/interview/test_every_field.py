"""Every question of the shipped form is answered once with its own widgets, and comes back: from the
vault, on the screen, on paper and in the record. The questions come from the definition."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.desk.approving import approve
from tests.desk.full_file import KNOWN
from tests.desk.paper_words import plain
from tests.records import rows_of
from tests.ui.drivers.filling_in import fill_in
from tests.ui.drivers.indicators import lift, line
from tests.ui.drivers.interview import (
    file_of,
    go_into,
    go_to,
    repeat_of,
    section_names,
    section_of,
    section_up,
    section_view,
)
from tests.ui.drivers.interview import question as asked
from tests.ui.field_plans import Plan, planned_with_files
from tests.ui.kept_back import PROTECTED, WITHHELD, why_kept
from tests.ui.places import Clock, Places
from tests.ui.read_papers import Papers, Ticks
from tipdesk.cases.answers import exported_value, question_name
from tipdesk.cases.files.review import PAGE
from tipdesk.cases.handover.reading import ReadRecord, read_record
from tipdesk.cases.interview.indicators import CODE, ROWS, STATE
from tipdesk.cases.interview.statement import FIELDS
from tipdesk.cases.model import Answer, CaseFile, CaseId, MissingReason
from tipdesk.core.work import Work
from tipdesk.demo.journey import hand_over
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR, Credentials, trust, trust_list
from tipdesk.desk.handover import receiving
from tipdesk.desk.handover.received_content import PAPERS
from tipdesk.desk.open_vault import Confirmed
from tipdesk.desk.paper.printing_room import PrintOptions, render
from tipdesk.forms.model import Question, QuestionType, split_path
from tipdesk.forms.xlsform.words import DOCUMENTS as FORM_DOCUMENTS
from tipdesk.i18n.text import set_language
from tipdesk.printing.plan import copies
from tipdesk.printing.preview import text
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.toolkit.jobs import JobRunner
from tipdesk.ui.toolkit.services import Services

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
BY_PROGRAM = {
    "case_no", "victim_code", "officer_id", "is_child", "doc_check", "civil_id_check",
    "stmt_hash", "ind_set", "ind_dimensions", "ind_coverage", "att_hash",
    "assess_system", "assess_supervisor_by", "assess_supervisor_at", "file_status", "bundle_no",
    "bundle_contents", "bundle_signature", "bundle_receipt_no", "bundle_receipt_at",
}  # fmt: skip
"""What is shown and nobody types: file, account, checks, results, approval, bundle and receipt."""

BY_PANEL = ("ind_dimension", CODE, STATE)  # one click on a line of the panel answers all three
ON_NO_PAPER = Path(__file__).resolve().parents[2] / "data" / "on_no_paper.csv"
MOST_RESTRICTED = 4  # the level of which a record only counts what stays
BESIDE = sorted(FORM_DOCUMENTS - {*PAPERS, "referral"})
"""The papers that are no part of a bundle."""

PASSES = 3  # an answer may open a question that stands before it


@dataclass(frozen=True, slots=True)
class TypedFile:
    """One file that was typed, and what was typed into it."""

    case_id: CaseId
    plan: Plan


@dataclass(frozen=True, slots=True)
class Sent:
    """What the Prosecution has of one file."""

    record: ReadRecord
    withheld: list[Any]  # rows of the record
    files: dict[str, bytes]  # by their names in the record's folder
    ticks: Ticks


@dataclass(frozen=True, slots=True)
class Day:
    """The station after everything was typed, the vault locked and opened again."""

    places: Places
    clock: Clock
    services: Services
    files: tuple[TypedFile, ...]

    def read(self) -> Iterator[tuple[CaseFile, str, Question, str]]:
        """Every question that was typed: its file, its path, the question, the value."""
        files = self.services.session.files
        for typed_file in self.files:
            self.services.session.access.open_suspects(typed_file.case_id)
            case_file, rules = files.load(typed_file.case_id), files.rules(typed_file.case_id)
            for path, value in typed_file.plan.typed.items():
                yield case_file, path, rules.question(path), value


@pytest.fixture(scope="module")
def day(qapp, made_places, tmp_path_factory) -> Iterator[Day]:
    """Everything typed once, for all tests below."""
    set_language("ar")
    places = made_places.copy(tmp_path_factory.mktemp("every field") / "places")
    clock, jobs = Clock(START), JobRunner()
    services = Services(places.officers, jobs, clock=clock, cheap_keys=True)
    services.opened(places.open(places.officers, OFFICER, clock))
    session = services.session
    first = session.new_files.open_case()
    planned = planned_with_files(services, first, tmp_path_factory.mktemp("scans"))
    files = []
    for plan in planned:
        case = first if not files else session.new_files.open_case()
        given = {path: Answer(value) for path, value in plan.given.items()}
        session.answers.save_answers(case.id, given)
        with shown_page(services, case.id) as page:
            type_all(page, plan.typed)
        if "languages" in plan.typed:  # the preferred one stood there already
            plan.typed["languages"] += f" {plan.typed['language_preferred']}"
        files.append(TypedFile(case.id, plan))
    services.session.lock()
    services.closed()
    services.opened(places.open(places.officers, SUPERVISOR, clock))
    yield Day(places, clock, services, tuple(files))
    services.session.lock()
    services.closed()
    jobs.close()


@contextmanager
def shown_page(services: Services, case_id: CaseId) -> Iterator[InterviewPage]:
    page = InterviewPage(services)
    page.resize(1366, 676)
    page.show()
    page.activateWindow()
    assert QTest.qWaitForWindowActive(page)
    services.session.access.open_suspects(case_id)
    page.load(services.session.files.case(case_id))
    try:
        yield page
    finally:
        page.leave()
        page.close()
        page.deleteLater()


def type_all(page: InterviewPage, typed: dict[str, str]) -> None:
    """Section by section, in the order of the form."""
    waiting = dict(typed)
    for _pass in range(PASSES):
        for section in [name for name in section_names(page) if name != PAGE]:
            here = [path for path in waiting if section_of(page, path) == section]
            if here and file_of(page).state.is_relevant(section):
                go_to(page, section)
                for path in here:
                    if answered(page, path, typed):
                        del waiting[path]
    assert not waiting


def answered(page: InterviewPage, path: str, typed: dict[str, str]) -> bool:
    """Type one answer, where it is asked now."""
    repeat, number, name = split_path(path)
    if repeat == ROWS and name in BY_PANEL:
        if name == CODE:
            if section_view(page).covered:
                lift(page)
            line(page, typed[path]).choose(typed[path.replace(CODE, STATE)])
        return True
    if repeat and repeat != ROWS and number not in file_of(page).state.rows(repeat):
        repeat_of(page, repeat).add()
    if not file_of(page).state.is_relevant(path):
        return False
    go_into(page, path)  # opens its row of a repeat
    fill_in(asked(page, path), typed[path])
    return True


def test_a_question_is_typed_here_or_filled_by_the_program(day):
    form = day.services.session.files.rules(day.files[0].case_id).definition
    words = (QuestionType.NOTE, QuestionType.CALCULATE)
    by_program = {
        question.name
        for question in form.questions()
        if not question.answerable and question.type not in words
    }
    assert by_program == BY_PROGRAM
    assert by_program == {
        question.name for question in form.questions() if "tip-auto" in question.appearance
    }
    typed = [question_name(path) for interview in day.files for path in interview.plan.typed]
    assert set(typed) == {question.name for question in form.questions() if question.answerable}
    assert len(day.files[0].plan.typed) > 350  # nearly all of them in one file


def test_the_vault_gives_back_what_was_typed(day):
    wrong = {}
    for case_file, path, _question, value in day.read():
        answer = case_file.answers.get(path, Answer())
        by = (SUPERVISOR if question_name(path) in FIELDS else OFFICER).login
        if (answer.value, answer.reason, answer.by) != (value, None, by):
            wrong[path] = (value, answer)
    assert not wrong


def test_the_widgets_show_what_was_typed(day):
    for interview in day.files:
        with shown_page(day.services, interview.case_id) as page:
            seen = {path: read_off(page, path) for path in interview.plan.typed}
        assert seen == interview.plan.typed


def read_off(page: InterviewPage, path: str) -> str:
    """What the widgets of a question show."""
    section = section_of(page, path)
    if section_up(page) != section:
        go_to(page, section)
        QApplication.processEvents()
    repeat, _number, name = split_path(path)
    if repeat == ROWS:
        if section_view(page).covered:
            lift(page)
        if name in BY_PANEL:
            return panel_says(page, name)
        line(page, KNOWN[CODE])
    assert go_into(page, path) or repeat == ROWS, path
    row = asked(page, path)
    assert row.is_open, path
    return row.answer.value


def panel_says(page: InterviewPage, name: str) -> str:
    shown = line(page, KNOWN[CODE])
    (state,) = [pill_state for pill_state, pill in shown.pills.items() if pill.isChecked()]
    indicator = shown.row.line.indicator
    return {CODE: indicator.code, STATE: state}.get(name, indicator.dimension)


@pytest.fixture(scope="module")
def sent(day) -> dict[CaseId, Sent]:
    """Each file completed, approved and packed; the Prosecution opens what lies on the USB drive."""
    places, clock, services = day.places, day.clock, day.services
    services.session.lock()
    services.opened(places.open(places.officers, OFFICER, clock))
    session, received = services.session, {}

    def confirmed(who: Credentials) -> Confirmed:
        return Confirmed(who.login, bytearray(places.keys[who.login].seed))

    prosecution = places.open(places.prosecution, RECEIVER, clock)
    agency = places.agency()
    pack = trust_list(agency, clock())  # the revocation list of the spring is too old by now
    for office in (session, prosecution):
        trust(office, pack, agency)
    for interview in day.files:
        ticks = Ticks()
        gaps = [gap.path for gap in session.steps.review(interview.case_id).needed]  # no specialist
        declined = Answer(reason=MissingReason.NOT_APPLICABLE)
        session.answers.save_answers(interview.case_id, dict.fromkeys(gaps, declined))
        session.steps.complete(interview.case_id)
        approve(session, interview.case_id, confirmed(SUPERVISOR))
        with ticks.watching():
            bundle = hand_over(
                session, interview.case_id, places.usb_drive, confirmed(OFFICER)
            ).path
        checked = receiving.check(prosecution.receiving.plan(bundle), Work())
        assert checked.holds, checked.findings
        files = {
            name: checked.report.container.open(f"{interview.case_id}/{name}").read()
            for name in ("record.json", *(f"{paper}.pdf" for paper in PAPERS))
        }
        assert checked.record == read_record(files["record.json"])
        checked.close()
        withheld = rows_of(files["record.json"])["_withheld"]
        received[interview.case_id] = Sent(checked.record, withheld, files, ticks)
    prosecution.lock()
    session.lock()
    services.closed()
    services.opened(places.open(places.officers, SUPERVISOR, clock))
    return received


@pytest.fixture(scope="module")
def papers(day, sent) -> dict[CaseId, Papers]:
    """Every paper of every file: as it was sent, and the station's copy with what is most
    restricted, which a supervisor may have."""
    files, room, by_case = day.services.session.files, day.services.session.printing, {}
    for case_id, gone in sent.items():
        texts = {}
        for paper in PAPERS:
            options = PrintOptions(copy="file", include_level4=True)
            with gone.ticks.watching():
                own = render(room.print_plan(case_id, paper, options))
            texts[paper] = plain(text(own)) + plain(text(gone.files[f"{paper}.pdf"]))
        for paper in BESIDE:
            options = PrintOptions(copy=copies(paper)[0], include_level4=True)
            with gone.ticks.watching():
                texts[paper] = plain(text(render(room.print_plan(case_id, paper, options))))
        case_file = files.load(case_id)
        sex = files.state(case_file).value("sex")
        names = {login: officer.name for login, officer in case_file.officers.items()}
        by_case[case_id] = Papers(case_file.form, sex, names, texts, gone.ticks)
    return by_case


def test_every_answer_stands_on_a_paper_that_its_question_names(day, papers):
    """But for those listed, each with its reason: the list is exact in both directions."""
    absent = {
        question.name
        for case_file, _path, question, value in day.read()
        if not papers[case_file.case.id].hold(question, value)
    }
    with ON_NO_PAPER.open(encoding="utf-8", newline="") as lines:
        listed = {row["name"]: row["reason"] for row in csv.DictReader(lines)}
    assert absent == listed.keys()
    for _file, _path, question, _value in day.read():
        if question.name in listed:
            assert listed[question.name] == why_on_no_paper(question), question.name


def why_on_no_paper(question: Question) -> str:
    """The reason in the words of the list; '' when the answer should stand on one."""
    if question.prints == {"referral"}:
        return "on the letter of referral to a service that needs it"
    return "" if question.prints else "no document is named in the sheet"


def test_the_prosecution_reads_what_is_released_and_nothing_else(day, sent):
    """In the bundle that it decrypted, checked and opened with its own keys."""
    wrong, kept, gone = {}, Counter(), 0
    for case_file, path, question, value in day.read():
        received = sent[case_file.case.id]
        read = {answer.path: answer.value for answer in received.record.answers}.get(path)
        reason = why_kept(case_file, question)
        if read != (None if reason else exported_value(case_file.form, question, value)):
            wrong[path] = (value, read, reason)
        gone += not reason
        kept[reason] += 1
        withheld = {entry["name"]: entry["reason"] for entry in received.withheld}
        named = reason if question.level < MOST_RESTRICTED and reason in WITHHELD else None
        if question.type is QuestionType.ATTACHMENT:  # the files are listed by themselves
            named = None
        assert withheld.get(question.name) == named, question.name
    assert not wrong
    assert gone > 150
    assert kept.keys() == {"", PROTECTED, *WITHHELD}
