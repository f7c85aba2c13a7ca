"""What was written never goes without a word when an answer closes the place where it stands."""

import re
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from tests.ui.drivers.interview import question
from tests.ui.drivers.seeing import every, the
from tests.ui.gestures import bare, button, click, press, texts, type_text, wait_until
from tests.ui.places import case_of
from tipdesk.cases.model import Answer
from tipdesk.ui.interview.open_file import OpenFile
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.interview.section_list import SectionList

STORY = "وصلتُ في مارس، ثم أُخذ جواز سفري مني في اليوم نفسه، ولم أره بعد ذلك."
TAKE_BACK, LEAVE = "تراجع عن تلك الإجابة", "أبقِه كذلك"


class Interview:
    """The page as a person uses it."""

    def __init__(self, page: InterviewPage) -> None:
        self.page = page

    def sections(self) -> list[str]:
        """What the list of sections says, line by line, as a screen reader does."""
        model = the(self.page, SectionList).model()
        role = Qt.ItemDataRole.AccessibleTextRole
        return [bare(model.index(row, 0).data(role)) for row in range(model.rowCount())]

    def line(self, words: str) -> str:
        """The line of a section; the heading above it may have the same name."""
        return [line for line in self.sections() if line.startswith(words)][-1]

    def names(self) -> list[str]:
        """The lines without what each still needs."""
        return [re.sub(r"\. [^.]* مطلوب.*", "", line) for line in self.sections()]

    def turn_to(self, words: str) -> None:
        sections = the(self.page, SectionList)
        at = self.sections().index(self.line(words))
        sections.scrollTo(sections.model().index(at, 0))
        place = sections.visualRect(sections.model().index(at, 0)).center()
        QTest.mouseClick(sections.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def write_year(self, year: str, *, leave: bool = True) -> None:
        """Over what stands in the place of the year of birth, and on to the next field."""
        row = question(self.page, "birth_date")
        place = row.fields[3]
        place.setFocus()
        press(Qt.Key.Key_A, modifier=Qt.KeyboardModifier.ControlModifier)
        type_text(year)
        if leave:
            press(Qt.Key.Key_Tab)

    def says(self) -> str:
        long = [
            field.toPlainText()
            for field in every(self.page, QPlainTextEdit)
            if field.isVisibleTo(self.page)
        ]
        return "\n".join([bare(texts(self.page)), *long])


@pytest.fixture
def interview(officer, shown, qtbot, places):
    officer.session.answers.save_answers(
        places.begun, {"stmt_arabic": Answer(STORY), "birth_date": Answer("1998")}
    )
    page = InterviewPage(officer)
    with qtbot.waitActive(page):
        shown(page)
    page.load(case_of(officer.session, places.begun))
    yield Interview(page)
    page.leave()


def stands(officer, places, path):
    return officer.session.files.load(places.begun).answers[path].value


def test_a_refused_year_closes_nothing(interview, officer, places):
    interview.turn_to("التعارف")
    before = interview.names()
    interview.write_year("2035")
    assert interview.names() == before
    assert "لا يُقبل تاريخ لم يحن بعد" in interview.says()
    assert TAKE_BACK not in interview.says()
    assert stands(officer, places, "birth_date") == "2035"  # as typed, in its field
    interview.turn_to("الأقوال")
    assert STORY in interview.says()


def test_half_a_year_closes_nothing_while_it_is_typed(interview, qtbot):
    interview.turn_to("التعارف")
    before = interview.names()
    saved = [""]
    interview.page.saving.connect(lambda *signal_values: saved.append(signal_values[2]))
    interview.write_year("2018", leave=False)
    wait_until(lambda: saved[-1] == "ok")  # read, and on the disk
    assert interview.names() == before
    press(Qt.Key.Key_Return)
    assert interview.line("الأقوال") == "الأقوال. مقفل. فيه نص"


def test_a_slip_that_closes_the_statement_says_so_and_is_taken_back(interview, officer, places):
    interview.turn_to("التعارف")
    before = interview.names()
    interview.write_year("2018")
    assert interview.line("الأقوال") == "الأقوال. مقفل. فيه نص"
    shown_text = interview.says()
    assert f"محفوظ كما كُتب: {len(STORY)} حرفاً" in shown_text
    assert "«تاريخ الميلاد (كامل أو جزئي)»" in shown_text
    click(interview.page, TAKE_BACK)
    assert interview.names() == before
    assert stands(officer, places, "birth_date") == "1998"
    assert TAKE_BACK not in interview.says()
    assert "1998" in question(interview.page, "birth_date").typed


def test_taken_back_is_what_stood_before_the_field_was_typed_in(interview, officer, places):
    """Not what was typed first and then changed, in the same visit to the field."""
    interview.turn_to("التعارف")
    saved = [""]
    interview.page.saving.connect(lambda *signal_values: saved.append(signal_values[2]))
    interview.write_year("2011", leave=False)
    wait_until(lambda: saved[-1] == "ok")
    assert stands(officer, places, "birth_date") == "2011"
    press(Qt.Key.Key_Backspace)
    type_text("8")
    press(Qt.Key.Key_Tab)
    assert interview.line("الأقوال") == "الأقوال. مقفل. فيه نص"
    click(interview.page, TAKE_BACK)
    assert stands(officer, places, "birth_date") == "1998"


def test_ctrl_z_takes_a_choice_back_that_closed_it(interview):
    """Where the cursor is in no field with letters of its own to take back."""
    interview.turn_to("المكان والحاضرون")
    before = interview.names()
    click(question(interview.page, "iv_private").row, "لا")
    wait_until(lambda: interview.line("الأقوال") == "الأقوال. مقفل. فيه نص")
    press(Qt.Key.Key_Z, modifier=Qt.KeyboardModifier.ControlModifier)
    assert interview.names() == before
    assert TAKE_BACK not in interview.says()


def test_ctrl_z_takes_it_back_from_a_field_in_which_nothing_was_typed(interview, officer, places):
    """Where Tab has led from the year: the field would keep the key and do nothing with it."""
    interview.turn_to("التعارف")
    before = interview.names()
    interview.write_year("2018")
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    press(Qt.Key.Key_Z, field, modifier=Qt.KeyboardModifier.ControlModifier)
    assert interview.names() == before
    assert stands(officer, places, "birth_date") == "1998"
    assert QApplication.focusWidget() is field


def test_letters_typed_since_are_taken_back_first(interview):
    interview.turn_to("التعارف")
    interview.write_year("2018")
    type_text("abc")
    press(Qt.Key.Key_Z, modifier=Qt.KeyboardModifier.ControlModifier)
    assert TAKE_BACK in interview.says()
    assert QApplication.focusWidget().text() == ""
    press(Qt.Key.Key_Z, modifier=Qt.KeyboardModifier.ControlModifier)
    assert TAKE_BACK not in interview.says()


@pytest.mark.parametrize("words", [TAKE_BACK, LEAVE])
def test_the_strip_leaves_the_cursor_in_its_field(interview, words):
    interview.turn_to("التعارف")
    interview.write_year("2018")
    field = QApplication.focusWidget()
    click(interview.page, words)
    assert QApplication.focusWidget() is field
    interview.write_year("1998")
    interview.write_year("2017")
    button(interview.page, words).setFocus(Qt.FocusReason.TabFocusReason)
    press(Qt.Key.Key_Space)
    row = question(interview.page, "birth_date")
    assert row.has_cursor  # not «السابق», next in line


def test_the_closed_section_is_read_and_nothing_more(interview, officer, places):
    interview.turn_to("التعارف")
    interview.write_year("2018")
    click(interview.page, LEAVE)
    assert TAKE_BACK not in interview.says()
    interview.turn_to("الأقوال")
    shown_text = interview.says()
    assert STORY in shown_text
    assert "لا يُطبع ولا يُرسل" in shown_text
    interview.page.set_masked(True)
    assert STORY not in interview.says()


def test_what_was_refused_and_is_given_again_is_judged_again(officer, places):
    """Yesterday the day had not come yet; what stands keeps the moment when it was given."""
    moments = [datetime(2026, 11, 24, 9, tzinfo=UTC)]
    file = OpenFile(officer.session, case_of(officer.session, places.begun), lambda: moments[-1])
    given = {"intake_at": Answer("2026-11-25T09:00:00Z")}

    def put():
        file.put(given)
        file.evaluate()
        return file.answers["intake_at"].at

    assert put() == moments[0]
    assert file.state.refused == {"intake_at"}
    moments.append(datetime(2026, 11, 26, 9, tzinfo=UTC))
    assert put() == moments[1]
    assert file.state.refused == set()
    moments.append(datetime(2026, 11, 27, 9, tzinfo=UTC))
    assert put() == moments[1]
