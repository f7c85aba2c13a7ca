"""Every question of the shipped form is answered once with its own widgets, and comes back: from the
vault, on the screen, on paper and in the record. The questions come from the definition."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.desk.full_file import KNOWN
from tests.desk.paper_words import plain, stand_in, written
from tests.ui.field_plans import Plan, plans
from tests.ui.filling_in import fill_in
from tests.ui.places import Clock
from tests.ui.test_indicators import choose, lift, line
from tipdesk.cases.answers import question_name
from tipdesk.cases.child_waiver import FIELDS
from tipdesk.cases.clarify import PAGE
from tipdesk.cases.indicators import CODE, ROWS, STATE
from tipdesk.cases.model import Answer, CaseFile, CaseId, Status
from tipdesk.cases.record import SENSITIVE, build_record, is_narrowed, released_fields
from tipdesk.cases.shown import exported_value
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.printing_room import PrintOptions, render
from tipdesk.forms.model import Question, QuestionType, split_path
from tipdesk.i18n.catalogue import set_language
from tipdesk.printing.preview import text
from tipdesk.ui.jobs import JobRunner
from tipdesk.ui.pages.interview import InterviewPage
from tipdesk.ui.services import Services

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
BY_PROGRAM = {
    "case_no", "victim_code", "officer_id", "is_child", "doc_check", "civil_id_check",
    "ref_fields_shared", "stmt_hash", "ind_set", "ind_dimensions", "ind_coverage", "att_hash",
    "assess_system", "assess_supervisor_by", "assess_supervisor_at", "file_status", "bundle_no",
    "bundle_contents", "bundle_signature", "bundle_receipt_no", "bundle_receipt_at",
}  # fmt: skip
"""What is shown and nobody types: file, account, checks, results, approval, bundle and receipt."""

BY_PANEL = ("ind_dimension", CODE, STATE)  # one click on a line of the panel answers all three
READ_AS_WORDS = (QuestionType.TEXT, QuestionType.LONG_TEXT, QuestionType.PERSON)
READ_AS_DAYS = (QuestionType.DATE, QuestionType.DATETIME)
NUMBER = re.compile("[0-9]{4,}")  # of the marker that stands in one answer alone
PASSES = 3  # an answer may open a question that stands before it


@dataclass(frozen=True, slots=True)
class Told:
    """One file that was typed, and what was typed into it."""

    case_id: CaseId
    plan: Plan


@dataclass(frozen=True, slots=True)
class Day:
    """The station after everything was typed, the vault locked and opened again."""

    services: Services
    files: tuple[Told, ...]

    def read(self) -> Iterator[tuple[CaseFile, str, Question, str]]:
        """Every question that was typed: its file, its path, the question, the value."""
        intake = self.services.session.intake
        for told in self.files:
            case_file, rules = intake.load(told.case_id), intake.rules(told.case_id)
            for path, value in told.plan.typed.items():
                yield case_file, path, rules.question(path), value


@pytest.fixture(scope="module")
def day(qapp, made_places, tmp_path_factory) -> Iterator[Day]:
    """Everything typed once, for all tests below."""
    set_language("ar")
    places = made_places.copy(tmp_path_factory.mktemp("every field") / "places")
    clock, jobs = Clock(START), JobRunner()
    services = Services(places.officers, jobs, clock=clock, cheap_keys=True)
    services.opened(places.open(places.officers, OFFICER, clock))
    intake = services.session.intake
    first = intake.open_case()
    planned = plans(intake.rules(first.id).definition, intake.context(first))
    files = []
    for plan in planned:
        case = first if not files else intake.open_case()
        given = {path: Answer(value) for path, value in plan.given.items()}
        intake.save_answers(case.id, given)
        with shown_page(services, case.id) as page:
            type_all(page, plan.typed)
        files.append(Told(case.id, plan))
    services.session.lock()
    services.closed()
    services.opened(places.open(places.officers, SUPERVISOR, clock))
    yield Day(services, tuple(files))
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
    page.load(services.session.intake.case(case_id))
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
        for section in [one.name for one in page._file.sections() if one.name != PAGE]:
            here = [path for path in waiting if page._file.rules.section_of(path) == section]
            if here and page._file.state.is_relevant(section):
                page._stage.show(section)
                for path in here:
                    if answered(page, path, typed):
                        del waiting[path]
    assert not waiting


def answered(page: InterviewPage, path: str, typed: dict[str, str]) -> bool:
    """Type one answer, where it is asked now."""
    repeat, number, name = split_path(path)
    if repeat == ROWS and name in BY_PANEL:
        if name == CODE:
            if page._stage._shown.covered:
                lift(page)
            choose(page, typed[path], typed[path.replace(CODE, STATE)])
        return True
    if repeat and repeat != ROWS and number not in page._file.state.rows(repeat):
        page._stage._shown.repeat(repeat)._add.click()
    if not page._file.state.is_relevant(path):
        return False
    page._stage.go_to(path)  # opens its row of a repeat
    row = page._stage.row(path)
    assert row is not None, path
    fill_in(row, typed[path])
    return True


def test_a_question_is_typed_here_or_filled_by_the_program(day):
    form = day.services.session.intake.rules(day.files[0].case_id).definition
    words = (QuestionType.NOTE, QuestionType.CALCULATE)
    by_program = {
        one.name for one in form.questions() if not one.answerable and one.type not in words
    }
    assert by_program == BY_PROGRAM
    assert by_program == {one.name for one in form.questions() if "tip-auto" in one.appearance}
    typed = [question_name(path) for told in day.files for path in told.plan.typed]
    assert set(typed) == {one.name for one in form.questions() if one.answerable}
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
    for told in day.files:
        with shown_page(day.services, told.case_id) as page:
            seen = {path: read_off(page, path) for path in told.plan.typed}
        assert seen == told.plan.typed


def read_off(page: InterviewPage, path: str) -> str:
    """What the widgets of a question show."""
    section = page._file.rules.section_of(path)
    if page._stage.section != section:
        page._stage.show(section)
    repeat, _number, name = split_path(path)
    if repeat == ROWS:
        if page._stage._shown.covered:
            lift(page)
        if name in BY_PANEL:
            return panel_says(page, name)
        line(page, KNOWN[CODE])
    assert page._stage.go_to(path) or repeat == ROWS, path
    QApplication.processEvents()
    row = page._stage.row(path)
    assert row.editor.isVisible(), path
    return row.answer().value


def panel_says(page: InterviewPage, name: str) -> str:
    shown = line(page, KNOWN[CODE])
    (state,) = [one for one, pill in shown._pills.pills.items() if pill.isChecked()]
    indicator = shown.line.indicator
    return {CODE: indicator.code, STATE: state}.get(name, indicator.dimension)


def test_the_intake_form_prints_what_was_typed(day):
    """The station's copy with what is most restricted, which a supervisor may have; what only the
    other copy prints stands there."""
    printed = {}
    for told in day.files:
        for options in (
            PrintOptions(copy="file", include_level4=True),
            PrintOptions(copy="prosecution"),
        ):
            plan = day.services.session.printing.print_plan(told.case_id, "intake", options)
            printed[told.case_id, options.copy] = plain(text(render(plan)))
    sought, missing = 0, []
    for case_file, path, question, value in day.read():
        forms = readable(question, value)
        sensitive = question.level == SENSITIVE
        if "intake" not in question.prints or not forms:
            continue
        if sensitive and question.name not in released(case_file):
            continue
        sought += 1
        paper = printed[case_file.case.id, "prosecution" if sensitive else "file"]
        if not any(stand_in(one, paper) for one in forms):
            missing.append(path)
    assert not missing
    assert sought > 100


def readable(question: Question, value: str) -> set[str]:
    """How a value may stand on paper, where that can be told from the words around it."""
    if question.type in READ_AS_WORDS and "tip-officer" not in question.appearance:
        number = NUMBER.search(value)  # what stands around it turns about on a page of Arabic
        return {number[0] if number else value}
    if question.type in READ_AS_DAYS:
        return written(value)
    if question.type is QuestionType.PARTIAL_DATE:
        return {value.partition("|")[2]}
    return set()


def released(case_file: CaseFile) -> frozenset[str]:
    return released_fields(case_file.form, narrowed=is_narrowed(case_file.answers))


def test_the_record_holds_what_is_released_and_nothing_else(day):
    session = day.services.session
    rows: dict[CaseId, dict[str, str]] = {}
    for told in day.files:
        case_file = session.intake.load(told.case_id)
        record = json.loads(build_record(case_file, session.intake.state(case_file)))
        rows[told.case_id] = {row["path"]: row.get("value", "") for row in record["answers"]}
    wrong, gone = {}, 0
    for case_file, path, question, value in day.read():
        goes = question.name in released(case_file)
        expected = exported_value(case_file.form, question, value) if goes else None
        found = rows[case_file.case.id].get(path)
        gone += goes
        if found != expected:
            wrong[path] = (expected, found)
    assert not wrong
    assert gone > 150


def test_the_file_that_was_typed_can_be_completed(day):
    """Last: from then on its answers are frozen."""
    case = day.services.session.intake.complete(day.files[0].case_id)
    assert case.status is Status.COMPLETED
