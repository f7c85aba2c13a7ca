"""F7 twice over a field: the cursor is where it was, and no word has gone elsewhere."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.drivers.interview import file_of, go_to, question, saving
from tests.ui.drivers.window import current_page, enter, hit, open_interview, status_text
from tests.ui.gestures import focused, press, texts, type_text
from tipdesk.ui.interview.autosave import SaveKind

CTRL = Qt.KeyboardModifier.ControlModifier
F7 = Qt.Key.Key_F7


@pytest.fixture
def page(window, places, clock):
    enter(window, places, clock)
    return open_interview(window, places.begun)


def narrative(page):
    go_to(page, "account")
    row = question(page, "stmt_arabic")
    row.focus()
    return row


def test_the_cursor_comes_back_to_its_place_in_the_narrative(window, page):
    row = narrative(page)
    type_text("وصلت مساءً هناك")
    for _letter in "هناك":
        press(Qt.Key.Key_Right)  # towards the beginning, as the eye sees it
    at = row.editor.caret()
    hit(window, F7)
    QApplication.processEvents()
    assert not row.is_open
    assert row.has_cursor
    type_text("قزح")  # nobody sees it: it must go nowhere
    hit(window, F7)
    assert focused() in row.fields
    assert row.editor.caret() == at
    type_text("وبقيت ")
    assert row.text == "وصلت مساءً وبقيت هناك"
    page.flush()
    answers = window.services.session.files.load(file_of(page).case.id).answers
    assert answers["stmt_arabic"].value == "وصلت مساءً وبقيت هناك"
    assert "قزح" not in texts(page)


def test_a_part_of_a_date_keeps_the_cursor_too(window, page):
    go_to(page, "acquaintance")
    year = question(page, "birth_date").fields[3]
    year.setFocus()
    type_text("19")
    hit(window, F7)
    hit(window, F7)
    assert focused() is year
    type_text("98")
    assert year.text() == "1998"


def test_a_lock_while_names_are_hidden_comes_back_to_the_same_place(window, page, places, clock):
    row = narrative(page)
    type_text("وصلت")
    hit(window, F7)
    hit(window, Qt.Key.Key_L, CTRL)
    enter(window, places, clock)
    page = current_page(window)
    row = question(page, "stmt_arabic")
    assert row.has_cursor
    assert not row.is_open
    hit(window, F7)
    type_text(" مساءً")
    assert row.text == "وصلت مساءً"


def test_tab_goes_on_from_a_hidden_field(window, page):
    row = narrative(page)
    hit(window, F7)
    QApplication.processEvents()
    press(Qt.Key.Key_Tab)
    assert not row.has_cursor
    press(Qt.Key.Key_Backtab)
    assert row.has_cursor


@pytest.mark.parametrize(
    ("where", "hint"),
    [
        (("session", "iv_start", 0), "ليس تاريخاً ووقتاً بعد"),
        (("session_end", "iv_end", 0), "ليس تاريخاً ووقتاً بعد"),
        (("session_end", "iv_end", 1), "ليس تاريخاً ووقتاً بعد"),
        (("acquaintance", "age_stated", 0), "ليس رقماً بعد"),
    ],
)
def test_the_bar_says_what_the_field_says(window, page, qtbot, where, hint):
    section, path, part = where
    go_to(page, section)
    row = question(page, path)
    field = row.fields[part]
    field.setFocus()
    field.selectAll()
    type_text("24/11/2026سوق قمر جسر", field)
    press(Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: saving(page) is SaveKind.HALF_TYPED)
    assert "لا يُعدّ إجابة بعد" in row.message
    assert hint in status_text(window)
    assert "كل شيء محفوظ" not in status_text(window)
