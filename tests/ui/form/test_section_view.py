import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
)

from tests.ui.drivers.filling_in import fill_in
from tests.ui.drivers.form import Question, Repeat, column_heads
from tests.ui.drivers.seeing import every, seen, the
from tests.ui.form.sheet import FORM
from tests.ui.forms import ABOUT
from tests.ui.gestures import press
from tipdesk.cases.model import Answer
from tipdesk.forms.model import QuestionType
from tipdesk.i18n.text import _
from tipdesk.ui.form import section_state
from tipdesk.ui.form.groups import TableView
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.form.section import SectionView
from tipdesk.ui.toolkit.combo_editor import Surroundings
from tipdesk.ui.toolkit.parts import Strip

SECTIONS = [section.name for section in FORM.sections]


def visible_rows(view):
    return {path for path, row in view.rows().items() if row.isVisibleTo(view) and row.isEnabled()}


def expected(sheet, name, quick=False):
    state = sheet.shown().state
    return {
        path
        for path, part in state.visible(name, quick=quick)
        if getattr(part, "type", None) not in (None, QuestionType.NOTE)
        and (part.type is not QuestionType.CALCULATE or part.label.ar)
    }


def laid_out(sheet, name):
    """What is asked, and what waits in its place."""
    shown = sheet.shown()
    asked = expected(sheet, name)
    places = section_state.laid_out(shown, name)
    notes = QuestionType.NOTE
    questions = {question.name for question in FORM.questions() if question.type is not notes}
    return asked | {path for path, on in places.items() if not on and path in questions}


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_shows_what_the_form_asks_and_nothing_else(sheet, view, name):
    assert visible_rows(view(name)) == expected(sheet, name)


@pytest.mark.parametrize("name", SECTIONS)
def test_quick_mode_shows_its_own_answers_only(sheet, view, name):
    assert visible_rows(view(name, quick=True)) == expected(sheet, name, quick=True)


def test_an_answer_opens_and_closes_questions_while_one_watches(sheet, view):
    shown = view("session")
    assert "int_name" not in visible_rows(shown)
    sheet.put(int_mode="phone")
    shown.refresh(sheet.shown(), ABOUT)
    assert "int_name" in visible_rows(shown)
    sheet.put(int_mode="none")
    shown.refresh(sheet.shown(), ABOUT)
    assert "int_name" not in visible_rows(shown)


def test_a_hard_stop_is_said_where_it_holds(sheet, view):
    shown = view("session")
    sheet.put(iv_private="no")
    shown.refresh(sheet.shown(), ABOUT)
    assert any("لتُفتح أقسام المقابلة" in strip.text() for strip in seen(shown, Strip))


def stops(view):
    """Where Tab leads, from the first field until it comes back."""
    view.take_focus()
    order = [QApplication.focusWidget()]
    for _step in range(400):
        press(Qt.Key.Key_Tab)
        here = QApplication.focusWidget()
        if here is order[0]:
            return order
        order.append(here)
    raise AssertionError("Tab never comes back")


def row_of(widget):
    while widget is not None and not isinstance(widget, QuestionRow):
        widget = widget.parentWidget()
    return widget


def wait_for_rest(section):
    """What the first screen did not need comes by some at a time."""
    before = -1
    while before != (now := len(every(section, QuestionRow))):
        before = now
        for _turn in range(3):
            QApplication.processEvents()


@pytest.mark.parametrize("name", [section for section in SECTIONS if section != "child"])
def test_tab_alone_reaches_every_question_in_order(sheet, view, name):
    shown = view(name)
    # What is built later must not come last.
    sheet.put(int_mode="phone", intake_site_type="border_port", birth_date="1999")
    shown.refresh(sheet.shown(), ABOUT)
    wait_for_rest(shown)
    reached = [row for row in map(row_of, stops(shown)) if row is not None]
    ordered = list(dict.fromkeys(row.path for row in reached))
    asked = [
        path
        for path, part in sheet.shown().state.visible(name)
        if isinstance(getattr(part, "type", None), QuestionType) and part.answerable
    ]
    assert ordered == asked


def test_tab_reaches_what_an_answer_puts_beside_its_field(sheet, view):
    shown = view("identity")
    row = shown.row("languages")
    codes = [choice.name for choice in sheet.rules.choices(row.question)[:2]]
    fill_in(Question(row), " ".join(codes))
    sheet.put(**{row.path: " ".join(codes)})
    shown.refresh(sheet.shown(), ABOUT)
    reached = stops(shown)
    at = next(at for at, stop in enumerate(reached) if row_of(stop) is row)
    of_row = reached[at : at + 1 + len(codes)]  # its field, a button that takes each choice away
    assert {row_of(stop) for stop in of_row} == {row}
    press(Qt.Key.Key_Space, of_row[1])
    sheet.put(**{row.path: codes[1]})
    shown.refresh(sheet.shown(), ABOUT)
    assert [stop for stop in stops(shown) if row_of(stop) is row] == [of_row[0], of_row[2]]


@pytest.mark.parametrize("name", [section for section in SECTIONS if section != "child"])
def test_everything_that_takes_the_focus_has_a_name(view, name):
    shown = view(name)
    kinds = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit)
    nameless = [
        part
        for kind in kinds
        for part in every(shown, kind)
        if part.isVisibleTo(shown) and not (part.accessibleName() or getattr(part, "text", str)())
    ]
    assert nameless == []


def test_a_repeat_grows_and_shrinks_with_its_rows(sheet, view):
    shown = view("session")
    asked = []
    shown.add_asked.connect(asked.append)
    shown.remove_asked.connect(lambda name, row: asked.append((name, row)))
    shown.restore_asked.connect(lambda name, row: asked.append((name, row, "back")))
    repeat = Repeat(shown.repeat("iv_present"))
    repeat.add()
    sheet.put(**{"iv_present[1]": "1", "iv_present[2]": "1", "iv_present[2]/present_name": "مريم"})
    shown.refresh(sheet.shown(), ABOUT)
    shown.reveal("iv_present[1]/present_name")
    assert "iv_present[1]/present_name" in visible_rows(shown)
    shown.reveal("iv_present[2]/present_name")
    assert shown.row("iv_present[2]/present_name").answer() == Answer("مريم")
    repeat.remove(2)
    sheet.put(**{"iv_present[2]": ""})
    shown.refresh(sheet.shown(), ABOUT)
    assert "iv_present[2]/present_name" not in visible_rows(shown)
    assert _("The row was removed.") in repeat.words
    repeat.bring_back()
    assert asked == ["iv_present", ("iv_present", 2), ("iv_present", 2, "back")]


def test_rows_are_numbered_by_their_place_not_by_their_key(sheet, view):
    sheet.put(**{"iv_present[3]": "1", "iv_present[7]": "1"})
    shown = view("session")
    frames = shown.repeat("iv_present").rows((3, 7))
    titles = [frame.head.accessibleName().partition(":")[0] for frame in frames]
    assert titles == ["الحاضر 1", "الحاضر 2"]


@pytest.mark.dressed
def test_a_table_says_its_choices_once(view, sheet):
    shown = view("identity")
    rows = [row for row in shown.rows().values() if row.objectName() == "tableRow"]
    table = the(shown, TableView)
    heads = [head.text() for head in column_heads(table)]
    assert len(rows) > 3
    first = rows[0].editor.inputs()
    assert [dot.accessibleName().rpartition(": ")[2] for dot in first] == heads
    dots = [dot.mapTo(table, dot.rect().center()).x() for dot in first]
    titles = [head.mapTo(table, head.rect().center()).x() for head in column_heads(table)]
    assert all(abs(dot - title) <= 2 for dot, title in zip(dots, titles, strict=True))


def test_questions_stand_from_right_to_left(view):
    shown = view("acquaintance")
    first = shown.row("name_latin_surname")
    second = shown.row("name_latin_given")
    assert first.y() == second.y()
    assert first.x() > second.x()


def test_a_narrow_window_has_one_column(view):
    shown = view("acquaintance")
    shown.resize(480, 900)
    first, second = shown.row("name_latin_surname"), shown.row("name_latin_given")
    assert first.x() == second.x()
    assert first.y() < second.y()


def test_the_whole_section_agrees_with_the_person(sheet, view):
    sheet.put(sex="female")
    shown = view("acquaintance")
    shown.refresh(sheet.shown(), Surroundings("ar", "female"))
    definition = {question.name: question for question in FORM.questions()}
    for path, row in shown.rows().items():
        label = definition[path].label
        assert row.words.title.text().replace("\u2066", "").replace("\u2069", "") == label.text(
            "ar", "female"
        )


def test_what_the_form_refuses_is_said_and_kept(sheet, view):
    sheet.put(iv_start="2027-01-01T00:00:00Z")
    shown = view("session")
    row = shown.row("iv_start")
    assert row.notes.problem.text() == "لا يُقبل وقت لم يحن بعد."
    assert row.answer() == Answer("2027-01-01T00:00:00Z")
    sheet.put(iv_start="2026-11-24T08:00:00Z")
    row.show_answer(Answer("2026-11-24T08:00:00Z"))
    shown.refresh(sheet.shown(), ABOUT)
    assert row.notes.problem is None


def test_calculated_answers_follow(sheet, view):
    shown = view("acquaintance")
    sheet.put(birth_date="1999-03-05")
    shown.refresh(sheet.shown(), ABOUT)
    assert shown.row("is_child").editor.text() == "no"


def test_the_first_screen_of_a_long_section_comes_first_and_the_rest_right_after(qtbot, sheet):
    """Some are made with the page; all are there when the window has nothing else to do."""
    section = next(section for section in FORM.sections if section.name == "control")
    view = SectionView(section, sheet.rules, ABOUT)
    qtbot.addWidget(view)
    view.refresh(sheet.shown(), ABOUT)
    at_once = len(every(view, QuestionRow))
    wait_for_rest(view)
    later = len(every(view, QuestionRow))
    assert 5 < at_once < later == len(laid_out(sheet, "control"))


class FirstPaint(QObject):
    """Notes how many rows a section has when it is painted for the first time."""

    def __init__(self, watched):
        super().__init__(watched)
        self.rows = None
        watched.installEventFilter(self)

    def eventFilter(self, watched, event):  # noqa: N802  Qt's name
        if self.rows is None and event.type() == QEvent.Type.Paint:
            self.rows = len(every(watched, QuestionRow))
        return False


def test_the_first_screen_is_painted_before_the_rest_is_made(qtbot, sheet):
    window = QScrollArea()
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    section = next(section for section in FORM.sections if section.name == "control")
    view = SectionView(section, sheet.rules, ABOUT)
    first = FirstPaint(view)
    view.refresh(sheet.shown(), ABOUT)
    window.setWidget(view)
    view.show()
    wait_for_rest(view)
    assert 5 < first.rows < len(every(view, QuestionRow)) == len(laid_out(sheet, "control"))


def test_a_question_below_the_first_screen_is_there_when_it_is_looked_for(qtbot, sheet):
    section = next(section for section in FORM.sections if section.name == "control")
    view = SectionView(section, sheet.rules, ABOUT)
    qtbot.addWidget(view)
    view.refresh(sheet.shown(), ABOUT)
    last = max(
        expected(sheet, "control"), key=[question.name for question in section.questions()].index
    )
    assert view.row(last) is not None


def statements(view, sheet):
    """The rows of two statements beside each other."""
    sheet.put(stmt_language="hin", int_mode="none")
    section = view("account")
    section.resize(1200, 900)
    return section, [section.row("stmt_original"), section.row("stmt_arabic")]


def tops(section, rows):
    """Where their fields begin, once everything is laid out."""
    for _pass in range(4):
        QApplication.processEvents()
    return {row.editor.mapTo(section, row.editor.rect().topLeft()).y() for row in rows}


@pytest.mark.dressed
def test_two_statements_begin_at_one_height(view, sheet):
    section, texts = statements(view, sheet)
    assert len(tops(section, texts)) == 1
    assert len({row.words.hint.isVisible() for row in texts}) == 2  # only one of them has a hint


@pytest.mark.dressed
def test_they_still_do_when_they_come_beside_each_other_in_two_steps_at_once(view, sheet):
    section, texts = statements(view, sheet)
    section.resize(500, 900)
    assert len(tops(section, texts)) == 2  # one below the other
    section.resize(1100, 900)
    section.resize(1200, 900)
    assert len(tops(section, texts)) == 1
