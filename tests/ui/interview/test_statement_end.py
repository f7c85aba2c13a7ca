"""An account that is gone on with later, and what stands beside one that was closed."""

import re

import pytest
from PySide6.QtCore import Qt

from tests.ui.drivers.interview import amendments, begin_amending, go_to, question, statement_bar
from tests.ui.drivers.window import current_page, enter, go_home, hit, open_interview
from tests.ui.gestures import bare, press, texts, type_text
from tipdesk.cases.model import Answer
from tipdesk.demo.stations import OFFICER, open_as
from tipdesk.ui.interview.page import InterviewPage

CTRL = Qt.KeyboardModifier.ControlModifier


def open_statement(window, case_id):
    page = open_interview(window, case_id)
    go_to(page, "account")
    row = question(page, "stmt_arabic")
    row.focus()
    return row


@pytest.mark.parametrize("end", [" ", "\n", "\n\n"])
def test_words_after_a_lock_go_on_behind_the_space(window, places, clock, end):
    enter(window, places, clock)
    open_statement(window, places.begun)
    type_text("كان ذلك بعد وصولها.")
    for sign in end:
        press(Qt.Key.Key_Space if sign == " " else Qt.Key.Key_Return)
    hit(window, Qt.Key.Key_L, CTRL)
    enter(window, places, clock)
    type_text("ثم سكتت")
    row = question(current_page(window), "stmt_arabic")
    assert row.text == f"كان ذلك بعد وصولها.{end}ثم سكتت"


def test_words_of_another_day_go_on_behind_the_space(window, places, clock):
    enter(window, places, clock)
    open_statement(window, places.begun)
    type_text("بعد وصولها. ")
    go_home(window)
    hit(window, Qt.Key.Key_L, CTRL)
    enter(window, places, clock)
    row = open_statement(window, places.begun)
    press(Qt.Key.Key_End, modifier=CTRL)
    type_text("ثم")
    assert row.text == "بعد وصولها. ثم"


def test_a_space_behind_a_complete_statement_amends_nothing(window, places, clock):
    session = open_as(places.officers, OFFICER, clock)
    before = session.files.load(places.completed).answers["stmt_arabic"].value
    session.lock()
    enter(window, places, clock)
    row = open_statement(window, places.completed)
    page = current_page(window)
    begin_amending(page)
    row = question(page, "stmt_arabic")
    row.focus(len(before))
    type_text(" ")
    assert not amendments(page)
    type_text("ثم")
    assert list(amendments(page)) == ["stmt_arabic"]


def bar(page):
    for section in ("readback", "account"):  # the one that is looked at is the second
        go_to(page, section)
    return statement_bar(page)


def test_what_was_added_stands_beside_the_closed_statement_with_its_time(officer, shown, places):
    session, case_id = officer.session, places.begun
    session.answers.save_answers(case_id, {"stmt_arabic": Answer("وصلتُ في مارس.")})
    session.statement.end_reading(case_id, "thumbprint", whole=True, language="ara")
    page = shown(InterviewPage(officer))
    page.load(session.files.case(case_id))
    assert "أُضيف في" not in texts(bar(page))
    session.statement.add(case_id, "تذكرتُ اسم السائق.", "إضافة")
    page.load(session.files.case(case_id))
    words = bare(texts(bar(page)))
    assert re.search(r"أُضيف في \d\d/\d\d/\d{4} \d\d:\d\d: تذكرتُ اسم السائق\.", words)
    assert bar(page).read.isVisible()
    page.set_masked(True)
    assert "السائق" not in texts(bar(page))
    page.leave()


def test_nothing_more_is_asked_about_a_statement_that_was_stopped(officer, shown, places):
    session, case_id = officer.session, places.begun
    session.answers.save_answers(case_id, {"stmt_arabic": Answer("وصلتُ في مارس.")})
    session.statement.stop(case_id)
    page = shown(InterviewPage(officer))
    page.load(session.files.case(case_id))
    assert bar(page).sheet.isVisible()
    assert bar(page).add.isVisible()
    assert not bar(page).read.isVisible()
    page.leave()
