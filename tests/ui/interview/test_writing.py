"""Writing only: the statement alone in the window, in the field that it is everywhere."""

import subprocess
import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tests.systems import KILLED, kill_now
from tests.ui.drivers import night
from tests.ui.drivers.interview import (
    focused_path,
    go_into,
    go_to,
    question,
    quick_mode,
    section_up,
    timeline_of,
)
from tests.ui.drivers.window import (
    begun_interview,
    current_page,
    enter,
    hit,
    is_at_unlock,
    no_pin,
    open_interview,
    status_bar,
    top_bar,
)
from tests.ui.drivers.writing import fields, is_alone, quiet_line, room, times, turn_at_top
from tests.ui.gestures import focused, press, texts, type_text
from tipdesk.cases.model import Answer, MissingReason
from tipdesk.demo.stations import OFFICER, open_as
from tipdesk.forms.model import MAX_LONG_TEXT
from tipdesk.i18n.text import _, format_time
from tipdesk.ui.interview.writing import LINES, fitting

F2, F6, F7 = Qt.Key.Key_F2, Qt.Key.Key_F6, Qt.Key.Key_F7
CTRL = Qt.KeyboardModifier.ControlModifier
ARABIC_WORDS = "س: كيف كان يومك؟\nج: أعمل من الخامسة صباحاً."
SPOKEN_WORDS = "Q: Kumusta ang araw mo?\nA: Nagtatrabaho ako mula alas singko."


def answers(window, places):
    return window.services.session.files.load(places.begun).answers


def test_f2_leads_there_and_back_and_what_is_written_stands_in_the_field(window, places, clock):
    enter(window, places, clock, no_pin)
    page = begun_interview(window, places)
    go_to(page, "acquaintance")
    go_into(page, "name_latin_surname")
    before = focused()
    hit(window, F2)
    assert is_alone(page)
    assert not top_bar(window).isVisible()
    assert not status_bar(window).isVisible()
    assert not timeline_of(page).isVisible()
    assert focused() is fields(page)[0]
    hit(window, F6)
    type_text("كيف كان يومك؟")
    press(Qt.Key.Key_Return)
    type_text("أعمل من الخامسة صباحاً.")
    assert fields(page)[0].toPlainText() == ARABIC_WORDS
    begun = times(page)
    assert len(begun) == 2
    clock.move(minutes=7)
    press(Qt.Key.Key_Return)
    assert times(page) == begun, "it has no letter yet"
    type_text("و")
    assert times(page) == [*begun, format_time(clock.now)]
    for _key in range(3):
        press(Qt.Key.Key_Backspace)
    press(Qt.Key.Key_Backspace)
    press(Qt.Key.Key_Backspace)
    hit(window, F2)
    assert (is_alone(page), focused()) == (False, before)
    assert top_bar(window).isVisible()
    assert status_bar(window).isVisible()
    assert answers(window, places)["stmt_arabic"].value == ARABIC_WORDS
    assert question(page, "stmt_arabic").text == ARABIC_WORDS
    go_to(page, "account")
    assert not timeline_of(page).isVisible(), "it comes by its key alone"
    assert focused_path(page) != "stmt_arabic"
    assert question(page, "stmt_arabic").field.isVisible()


def test_two_and_twenty_lines_in_one_language_and_eleven_of_each_in_two(window, places, clock):
    enter(window, places, clock, no_pin)
    page = begun_interview(window, places)
    hit(window, F2)
    ((lines, letters),) = room(page)
    assert lines >= LINES
    assert 70 <= letters <= 92
    hit(window, Qt.Key.Key_Plus, CTRL)
    assert room(page)[0][0] < lines
    hit(window, Qt.Key.Key_0, CTRL)
    assert room(page) == [(lines, letters)]
    page.leave()
    recorded_words = {
        "stmt_arabic": ARABIC_WORDS + "\nج: ثم." * 40,
        "stmt_language": "tgl",
        "stmt_original": SPOKEN_WORDS + "\nA: At saka." * 40,
    }
    recorded = {path: Answer(text) for path, text in recorded_words.items()}
    window.services.session.answers.save_answers(places.begun, recorded)
    page = open_interview(window, places.begun, "acquaintance")
    hit(window, F2)
    spoken, arabic = fields(page)
    assert spoken.toPlainText().startswith("Q:")
    for lines, letters in room(page):
        assert lines >= LINES // 2
        assert letters >= 70
    assert turn_at_top(page, 0) == turn_at_top(page, 1) > 20, "both at their ends"
    spoken.verticalScrollBar().setValue(0)
    assert turn_at_top(page, 1) == 0
    here = focused()
    hit(window, Qt.Key.Key_Tab, CTRL)
    assert {here, focused()} == {spoken, arabic}
    hit(window, Qt.Key.Key_Tab, CTRL)
    assert focused() is here


def test_the_largest_letters_that_fit_are_taken_however_large_the_screens_are(qapp):
    wide = fitting(640, LINES).pointSizeF()
    assert fitting(480, LINES).pointSizeF() < wide
    assert fitting(640, LINES, 2).pointSizeF() == wide + 2


def test_names_are_hidden_and_the_cursor_comes_back(window, places, clock):
    enter(window, places, clock, no_pin)
    page = begun_interview(window, places)
    hit(window, F2)
    type_text("وصلت مساءً")
    hit(window, F7)
    assert "وصلت" not in texts(page)
    assert not fields(page)[0].isVisible()
    type_text("قزح")
    hit(window, F7)
    assert focused() is fields(page)[0]
    assert fields(page)[0].toPlainText() == "وصلت مساءً"
    hit(window, F7)
    hit(window, F2)
    hit(window, F7)
    assert question(page, "stmt_arabic").text == "وصلت مساءً"
    assert question(page, "stmt_arabic").is_open or section_up(page) != "account"


def test_a_lock_leads_back_to_it_and_f2_from_there_to_the_question(window, places, clock):
    enter(window, places, clock, no_pin)
    page = begun_interview(window, places)
    go_to(page, "acquaintance")
    go_into(page, "name_latin_surname")
    hit(window, F2)
    type_text("وصلتُ مساءً إلى المطار")
    begun = times(page)
    clock.move(minutes=7)
    press(Qt.Key.Key_Left)
    at = focused().textCursor().position()
    hit(window, Qt.Key.Key_L, CTRL)
    assert is_at_unlock(window)
    enter(window, places, clock, no_pin)
    page = current_page(window)
    assert is_alone(page)
    assert not top_bar(window).isVisible()
    assert focused() is fields(page)[0]
    assert focused().textCursor().position() == at
    assert times(page) == begun
    assert len(begun) == 1
    press(Qt.Key.Key_Z, modifier=CTRL)
    assert fields(page)[0].toPlainText() == ""
    hit(window, Qt.Key.Key_Escape)
    assert not is_alone(page)
    assert focused_path(page) == "name_latin_surname"


def test_a_lock_leads_back_to_the_text_in_which_one_wrote_and_from_there_to_the_card(
    window, places, clock
):
    enter(window, places, clock, no_pin)
    words = {
        "stmt_arabic": ARABIC_WORDS,
        "stmt_language": "tgl",
        "stmt_original": SPOKEN_WORDS,
    }
    recorded = {path: Answer(text) for path, text in words.items()}
    window.services.session.answers.save_answers(places.begun, recorded)
    page = begun_interview(window, places)
    quick_mode(page).click()
    night.go_to(page, "case_type")
    hit(window, F2)
    arabic = fields(page)[1]
    if focused() is not arabic:
        hit(window, Qt.Key.Key_Tab, CTRL)
    press(Qt.Key.Key_End, modifier=CTRL)
    type_text(" ثم")
    press(Qt.Key.Key_Left)
    at = arabic.textCursor().position()
    hit(window, Qt.Key.Key_L, CTRL)
    enter(window, places, clock, no_pin)
    page = current_page(window)
    assert is_alone(page)
    assert focused() is fields(page)[1]
    assert focused().textCursor().position() == at
    press(Qt.Key.Key_Z, modifier=CTRL)
    assert fields(page)[1].toPlainText() == ARABIC_WORDS
    hit(window, F2)
    assert not is_alone(page)
    assert night.is_up(page)
    assert night.current(page) == "case_type"


def test_it_obeys_what_the_field_obeys(window, places, clock):
    enter(window, places, clock, no_pin)
    page = begun_interview(window, places)
    hit(window, F2)
    field = fields(page)[0]
    QGuiApplication.clipboard().setText("س" * (MAX_LONG_TEXT + 1))
    press(Qt.Key.Key_V, modifier=CTRL)
    assert field.toPlainText() == ""
    assert "500,001" in quiet_line(page)
    assert "500,000" in quiet_line(page)
    type_text("وصلت")
    assert "500,000" not in quiet_line(page)
    hit(window, F2)
    session = window.services.session
    session.statement.end_reading(places.begun, "wet", whole=True, language="ara")
    page.leave()
    page = open_interview(window, places.begun)
    hit(window, F2)
    assert fields(page)[0].isReadOnly()
    type_text("قزح")
    assert fields(page)[0].toPlainText() == "وصلت"
    assert _("Question and answer") not in quiet_line(page)


def test_quick_mode_comes_back_and_a_reason_is_not_written_over(window, places, clock):
    enter(window, places, clock, no_pin)
    page = begun_interview(window, places)
    go_to(page, "account")
    question(page, "stmt_arabic").give_reason(MissingReason.DECLINED)
    hit(window, F2)
    assert not is_alone(page)
    question(page, "stmt_arabic").give_reason(None)
    quick_mode(page).click()
    before = section_up(page)
    hit(window, F2)
    assert is_alone(page)
    hit(window, F2)
    assert (section_up(page), quick_mode(page).isChecked()) == (before, True)
    assert night.is_up(page)


WRITER = """
import sys
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from tests.ui.drivers.interview import saving
from tests.ui.gestures import press, type_text, wait_until
from tipdesk.core.clock import system_clock
from tipdesk.demo.stations import OFFICER, open_as
from tipdesk.i18n.text import set_language
from tipdesk.ui.interview.autosave import SaveKind
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.toolkit import theme
from tipdesk.ui.toolkit.jobs import JobRunner
from tipdesk.ui.toolkit.services import Services

set_language("ar")
app = QApplication([])
theme.apply(app)
vault = Path(sys.argv[1])
services = Services(vault, JobRunner())
services.opened(open_as(vault, OFFICER, system_clock))
page = InterviewPage(services)
page.show()
page.activateWindow()
QTest.qWaitForWindowActive(page)
page.load(services.session.files.case(sys.argv[2]))
press(Qt.Key.Key_F2, page)
type_text(sys.argv[3])
wait_until(lambda: saving(page) is SaveKind.SAVED)
print("kept", flush=True)
app.exec()
"""


def test_every_letter_outlives_kill_9_after_the_pause(places):
    words = "وصلتُ مساءً إلى المطار"
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, places.officers, places.begun, words],
        stdout=subprocess.PIPE,
    ) as writer:
        try:
            assert writer.stdout.readline().split() == [b"kept"]
        finally:
            kill_now(writer)
        assert writer.wait() == KILLED
    session = open_as(places.officers, OFFICER, places.clock())
    assert session.files.load(places.begun).answers["stmt_arabic"].value == words
    session.lock()
