"""F7 twice over a field: the cursor is where it was, and no word has gone elsewhere."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.drivers.window import enter, hit
from tests.ui.gestures import bare, focused, press, texts, type_text
from tests.ui.places import case_of
from tipdesk.ui.interview.autosave import SaveKind

CTRL = Qt.KeyboardModifier.ControlModifier
F7 = Qt.Key.Key_F7


@pytest.fixture
def page(window, places, clock):
    enter(window, places, clock)
    window._book.show("interview", case_of(window.services.session, places.begun))
    return window._book.current()


def narrative(page):
    page._stage.show("account")
    row = page._stage.row("stmt_arabic")
    row.take_focus()
    return row


def test_the_cursor_comes_back_to_its_place_in_the_narrative(window, page):
    row = narrative(page)
    type_text("وصلت مساءً هناك")
    for _letter in "هناك":
        press(Qt.Key.Key_Right)  # towards the beginning, as the eye sees it
    at = row.editor.caret()
    hit(window, F7)
    QApplication.processEvents()
    assert not row.editor.isVisible()
    assert row.isAncestorOf(focused())
    type_text("قزح")  # nobody sees it: it must go nowhere
    hit(window, F7)
    assert focused() in row.editor.inputs()
    assert row.editor.caret() == at
    type_text("وبقيت ")
    assert row.editor.text() == "وصلت مساءً وبقيت هناك"
    page.flush()
    answers = window.services.session.files.load(page._file.case.id).answers
    assert answers["stmt_arabic"].value == "وصلت مساءً وبقيت هناك"
    assert "قزح" not in texts(page)


def test_a_part_of_a_date_keeps_the_cursor_too(window, page):
    page._stage.show("acquaintance")
    editor = page._stage.row("birth_date").editor
    editor._first.year.setFocus()
    type_text("19")
    hit(window, F7)
    hit(window, F7)
    assert focused() is editor._first.year
    type_text("98")
    assert editor._first.year.text() == "1998"


def test_a_lock_while_names_are_hidden_comes_back_to_the_same_place(window, page, places, clock):
    row = narrative(page)
    type_text("وصلت")
    hit(window, F7)
    hit(window, Qt.Key.Key_L, CTRL)
    enter(window, places, clock)
    page = window._book.current()
    row = page._stage.row("stmt_arabic")
    assert row.isAncestorOf(focused())
    assert not row.editor.isVisible()
    hit(window, F7)
    type_text(" مساءً")
    assert row.editor.text() == "وصلت مساءً"


def test_tab_goes_on_from_a_hidden_field(window, page):
    row = narrative(page)
    hit(window, F7)
    QApplication.processEvents()
    press(Qt.Key.Key_Tab)
    assert not row.isAncestorOf(focused())
    press(Qt.Key.Key_Backtab)
    assert row.isAncestorOf(focused())


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (("session", "iv_start", 0), "ليس تاريخاً ووقتاً بعد"),
        (("session_end", "iv_end", 0), "ليس تاريخاً ووقتاً بعد"),
        (("session_end", "iv_end", 1), "ليس تاريخاً ووقتاً بعد"),
        (("acquaintance", "age_stated", 0), "ليس رقماً بعد"),
    ],
)
def test_the_bar_says_what_the_field_says(window, page, qtbot, where, said):
    section, path, part = where
    page._stage.show(section)
    row = page._stage.row(path)
    field = row.editor.inputs()[part]
    field.setFocus()
    field.selectAll()
    type_text("24/11/2026سوق قمر جسر", field)
    press(Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: page._keeper.state.kind is SaveKind.HALF_TYPED)
    assert "لا يُعدّ إجابة بعد" in row.notes.problem.text()
    assert said in bare(texts(window._status))
    assert "كل شيء محفوظ" not in bare(texts(window._status))
