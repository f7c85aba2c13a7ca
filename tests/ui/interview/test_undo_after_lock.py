"""After a lock: the same field, the same cursor, the same to be undone; nobody else learns of it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.drivers.interview import (
    focused_path,
    focused_question,
    go_to,
    has_question,
    is_amending,
    question,
    repeat_of,
    section_of,
    write,
)
from tests.ui.drivers.window import (
    begun_interview,
    current_page,
    enter,
    heard,
    hit,
    is_at_unlock,
    no_pin,
    turn_to,
)
from tests.ui.gestures import click, focused, press, type_text
from tests.ui.places import case_of
from tipdesk.cases.interview.unfinished import from_words
from tipdesk.cases.model import Answer, MissingReason
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.ui.files.page import FilesPage
from tipdesk.ui.interview.page import _resume

CTRL = Qt.KeyboardModifier.ControlModifier
BOTH = CTRL | Qt.KeyboardModifier.ShiftModifier


def undo(times=1):
    for _time in range(times):
        press(Qt.Key.Key_Z, modifier=CTRL)


def log(window, places, path):
    return [
        entry.answer.value for entry in window.services.session.files.history(places.begun, path)
    ]


def test_the_statement_is_gone_on_with_and_undone_after_a_lock(window, places, clock):
    enter(window, places, clock, no_pin)
    page = begun_interview(window, places)
    for words in ("وصلتُ ", "مساءً إلى ", "المطار "):
        write(page, "account", "stmt_arabic", words)
        page.flush()
    undo()
    page.flush()
    stood, before = question(page, "stmt_arabic").text, log(window, places, "stmt_arabic")
    hit(window, Qt.Key.Key_L, CTRL)
    assert is_at_unlock(window)
    assert (current_page(window), window._place) == (None, None)
    assert not any("وصلتُ" in text for text in heard(window))
    enter(window, places, clock, no_pin)
    page = current_page(window)
    row, edits = focused_question(page), []
    row.row.edited.connect(edits.append)
    assert (row.path, row.text, row.editor.caret()) == ("stmt_arabic", stood, len(stood))
    assert page.flush()
    assert not edits
    assert log(window, places, "stmt_arabic")[-1] == before[-1] == stood
    undo()
    assert row.text == "وصلتُ "
    undo()
    assert row.text == ""
    press(Qt.Key.Key_Y, modifier=CTRL)
    press(Qt.Key.Key_Z, modifier=BOTH)
    press(Qt.Key.Key_Z, modifier=BOTH)
    assert row.text == "وصلتُ مساءً إلى المطار "
    assert edits
    page.flush()
    assert log(window, places, "stmt_arabic")[-1] == "وصلتُ مساءً إلى المطار "


def test_another_officer_has_the_list_and_none_of_the_words(window, places, clock):
    enter(window, places, clock, no_pin)
    page = begun_interview(window, places)
    write(page, "account", "stmt_arabic", "قزحطبل")
    page.flush()
    press(Qt.Key.Key_A, modifier=CTRL)
    type_text("وصلت")
    window.lock()
    enter(window, places, clock, no_pin, who=SUPERVISOR)
    assert isinstance(current_page(window), FilesPage)
    session = window.services.session
    assert session.last_place() is None
    turn_to(window, "interview", case_of(session, places.begun), "account", "stmt_arabic")
    undo(3)
    assert focused().toPlainText() == "وصلت"
    assert not any("قزحطبل" in text for text in heard(window))
    window.lock()
    enter(window, places, clock, no_pin)
    undo()
    assert focused().toPlainText() == "قزحطبل"  # it waited for whoever wrote it


# --- every kind of field, on its page -------------------------------------------------------------


@pytest.fixture
def page(officer, interview_of, places):
    return interview_of(officer, places.begun)


def again(page, officer):
    """What a lock and an unlock do to the page."""
    officer.session.remember_place(page.place(whole=True))
    page.flush()
    page.leave()
    page.return_to(officer.session.last_place())
    QApplication.processEvents()
    return focused_question(page)


FIELDS = (
    ("name_latin_surname", 0),
    ("birth_date", 3),  # its year
    ("iv_end", 1),  # the time beside the date
    ("nationality", 0),
)


def test_every_kind_of_field_is_come_back_to(page, officer):
    for path, part in FIELDS:
        go_to(page, section_of(page, path))
        field = question(page, path).fields[part]
        for sign in "12":
            type_text(sign, field)
            QApplication.processEvents()  # a list of what fits comes and goes
        press(Qt.Key.Key_Home)
        press(Qt.Key.Key_End)
        type_text("3")
        typed = question(page, path).typed
        row = again(page, officer)
        assert (row.path, row.typed) == (path, typed)
        assert focused() is row.fields[part], path
        type_text("4")
        assert "1234" in row.typed
        undo()
        assert "12" in row.typed
        assert "3" not in row.typed
        undo()
        assert not any(sign.isdigit() for sign in row.typed), path
        page.flush()
        if (choices := QApplication.activePopupWidget()) is not None:
            choices.close()  # as a click elsewhere does before it moves the cursor
            page.activateWindow()  # a window manager does so when a list closes
            QTest.qWaitForWindowActive(page)
    go_to(page, section_of(page, "disability_hearing"))  # a line of a table
    question(page, "disability_hearing").fields[1].setFocus()
    row = again(page, officer)
    assert (row.path, focused()) == ("disability_hearing", row.fields[1])


def test_a_row_of_a_repeat_with_a_mark_and_behind_hidden_names(page, officer):
    repeat_of(page, "iv_present").add()
    path = focused_path(page)
    type_text("مريم ")
    page.flush()
    focused().setSelection(1, 2)
    assert again(page, officer).path == path
    assert focused().selectedText() == "ري"
    type_text("ل")
    page.set_masked(True)
    row = again(page, officer)
    assert row.has_cursor
    page.set_masked(False)
    assert row.text == "ملم "
    type_text("ك")
    assert row.text == "ملكم "
    while row.text:
        undo()
    assert has_question(page, path)
    undo()  # nothing is left of the words: the row that was added for them goes
    assert not has_question(page, path)
    go_to(page, "acquaintance")
    question(page, "birth_date").fields[3].setFocus()
    page.set_masked(True)
    row = again(page, officer)
    page.set_masked(False)
    assert focused() is row.fields[3]


def test_what_a_colleague_answers_meanwhile_stays(page, officer, places):
    write(page, "account", "stmt_arabic", "وصلت مساءً")
    place = page.place(whole=True)
    page.leave()
    for answer in (Answer("وصلت"), Answer(reason=MissingReason.DECLINED)):
        officer.session.answers.save_answers(places.begun, {"stmt_arabic": answer})
        page.return_to(place)
        row = question(page, "stmt_arabic")
        undo()
        _resume(row.row, from_words(place.words, 0))  # wherever the cursor came to
        assert (row.answer.reason, row.text) == (answer.reason, answer.value)
        page.leave()
        assert log_of(officer, places) == answer.value


def log_of(officer, places):
    return officer.session.files.load(places.begun).answers["stmt_arabic"].value


def test_amending_goes_on_before_anything_was_changed(page, officer, places):
    page.load(case_of(officer.session, places.completed))
    click(page, "تعديل مؤرَّخ")
    go_to(page, "acquaintance")
    question(page, "name_latin_surname").focus(2)
    row = again(page, officer)
    assert is_amending(page)
    assert (row.path, row.editor.caret()) == ("name_latin_surname", 2)
    before = row.text
    type_text("X")
    row = again(page, officer)
    assert row.text == before[:2] + "X" + before[2:]
    undo()
    assert row.text == before
