"""After a lock: the same field, the same cursor, the same to be undone; nobody else learns of it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.drivers.interview import write
from tests.ui.drivers.window import begun_interview, enter, heard, hit, layer, no_pin
from tests.ui.gestures import click, focused, press, type_text
from tests.ui.places import case_of
from tipdesk.cases.interview.unfinished import from_words
from tipdesk.cases.model import Answer, MissingReason
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.ui.files.page import FilesPage
from tipdesk.ui.interview.page import InterviewPage, _resume

CTRL = Qt.KeyboardModifier.ControlModifier
BOTH = CTRL | Qt.KeyboardModifier.ShiftModifier


def undo(times=1):
    for _time in range(times):
        press(Qt.Key.Key_Z, modifier=CTRL)


def log(window, places, path):
    return [one.answer.value for one in window.services.session.files.history(places.begun, path)]


def test_the_account_is_gone_on_with_and_undone_after_a_lock(window, places, clock):
    enter(window, places, clock, no_pin)
    page = begun_interview(window, places)
    for words in ("وصلتُ ", "مساءً إلى ", "المطار "):
        write(page, "account", "stmt_arabic", words)
        page.flush()
    undo()
    page.flush()
    stood, before = page._stage.row("stmt_arabic").editor.text(), log(window, places, "stmt_arabic")
    hit(window, Qt.Key.Key_L, CTRL)
    assert layer(window) is window._unlock
    assert (window._book.current(), window._place) == (None, None)
    assert not any("وصلتُ" in one for one in heard(window))
    enter(window, places, clock, no_pin)
    page = window._book.current()
    row, said = page._stage.focused(), []
    row.edited.connect(said.append)
    assert (row.path, row.editor.text(), row.editor.caret()) == ("stmt_arabic", stood, len(stood))
    assert page._keeper.flush()
    assert not said
    assert log(window, places, "stmt_arabic")[-1] == before[-1] == stood
    undo()
    assert row.editor.text() == "وصلتُ "
    undo()
    assert row.editor.text() == ""
    press(Qt.Key.Key_Y, modifier=CTRL)
    press(Qt.Key.Key_Z, modifier=BOTH)
    press(Qt.Key.Key_Z, modifier=BOTH)
    assert row.editor.text() == "وصلتُ مساءً إلى المطار "
    assert said
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
    assert isinstance(window._book.current(), FilesPage)
    session = window.services.session
    assert session.last_place() is None
    window._book.show("interview", case_of(session, places.begun), "account", "stmt_arabic")
    undo(3)
    assert focused().toPlainText() == "وصلت"
    assert not any("قزحطبل" in one for one in heard(window))
    window.lock()
    enter(window, places, clock, no_pin)
    undo()
    assert focused().toPlainText() == "قزحطبل"  # it waited for whoever wrote it


# --- every kind of field, on its page -------------------------------------------------------------


@pytest.fixture
def page(officer, shown, places):
    made = shown(InterviewPage(officer))
    made.load(case_of(officer.session, places.begun))
    yield made
    made.leave()


def again(page, officer):
    """What a lock and an unlock do to the page."""
    officer.session.remember_place(page.place(whole=True))
    page.flush()
    page.leave()
    page.return_to(officer.session.last_place())
    QApplication.processEvents()
    return page._stage.focused()


FIELDS = (
    ("name_latin_surname", 0),
    ("birth_date", 3),  # its year
    ("iv_end", 1),  # the time beside the date
    ("nationality", 0),
)


def test_every_kind_of_field_is_come_back_to(page, officer):
    for path, part in FIELDS:
        page._stage.show(page._file.rules.section_of(path))
        field = page._stage.row(path).editor.inputs()[part]
        for sign in "12":
            type_text(sign, field)
            QApplication.processEvents()  # a list of what fits comes and goes
        press(Qt.Key.Key_Home)
        press(Qt.Key.Key_End)
        type_text("3")
        typed = page._stage.row(path).editor.typed()
        row = again(page, officer)
        assert (row.path, row.editor.typed()) == (path, typed)
        assert focused() is row.editor.inputs()[part], path
        type_text("4")
        assert "1234" in row.editor.typed()
        undo()
        assert "12" in row.editor.typed()
        assert "3" not in row.editor.typed()
        undo()
        assert not any(one.isdigit() for one in row.editor.typed()), path
        page.flush()
        if (choices := QApplication.activePopupWidget()) is not None:
            choices.close()  # as a click elsewhere does before it moves the cursor
            page.activateWindow()  # a window manager does so when a list closes
            QTest.qWaitForWindowActive(page)
    page._stage.show(page._file.rules.section_of("disability_hearing"))  # a line of a table
    page._stage.row("disability_hearing").editor.inputs()[1].setFocus()
    row = again(page, officer)
    assert (row.path, focused()) == ("disability_hearing", row.editor.inputs()[1])


def test_a_row_of_a_repeat_with_a_mark_and_behind_hidden_names(page, officer):
    page._stage._shown.repeat("iv_present")._add.click()
    path = page._stage.focused().path
    type_text("مريم ")
    page.flush()
    focused().setSelection(1, 2)
    assert again(page, officer).path == path
    assert focused().selectedText() == "ري"
    type_text("ل")
    page.set_masked(True)
    row = again(page, officer)
    assert row.isAncestorOf(focused())
    page.set_masked(False)
    assert row.editor.text() == "ملم "
    type_text("ك")
    assert row.editor.text() == "ملكم "
    undo(9)
    assert focused().text() == ""
    page._stage.show("acquaintance")
    page._stage.row("birth_date").editor.inputs()[3].setFocus()
    page.set_masked(True)
    row = again(page, officer)
    page.set_masked(False)
    assert focused() is row.editor.inputs()[3]


def test_what_a_colleague_answers_meanwhile_stays(page, officer, places):
    write(page, "account", "stmt_arabic", "وصلت مساءً")
    place = page.place(whole=True)
    page.leave()
    for answer in (Answer("وصلت"), Answer(reason=MissingReason.DECLINED)):
        officer.session.answers.save_answers(places.begun, {"stmt_arabic": answer})
        page.return_to(place)
        row = page._stage.row("stmt_arabic")
        undo()
        _resume(row, from_words(place.words, 0))  # wherever the cursor came to
        assert (row.answer().reason, row.editor.text()) == (answer.reason, answer.value)
        page.leave()
        assert log_of(officer, places) == answer.value


def log_of(officer, places):
    return officer.session.files.load(places.begun).answers["stmt_arabic"].value


def test_amending_goes_on_before_anything_was_changed(page, officer, places):
    page.load(case_of(officer.session, places.completed))
    click(page, "تعديل مؤرَّخ")
    page._stage.show("acquaintance")
    page._stage.row("name_latin_surname").editor.take_focus(2)
    row = again(page, officer)
    assert page._keeper.amending
    assert (row.path, row.editor.caret()) == ("name_latin_surname", 2)
    before = row.editor.text()
    type_text("X")
    row = again(page, officer)
    assert row.editor.text() == before[:2] + "X" + before[2:]
    undo()
    assert row.editor.text() == before
