"""An account that is gone on with later: the next words do not stick to the last one."""

import pytest
from PySide6.QtCore import Qt

from tests.ui.gestures import press, type_text
from tests.ui.places import case_of
from tests.ui.sitting import enter, hit
from tipdesk.demo.stations import OFFICER, open_as

CTRL = Qt.KeyboardModifier.ControlModifier


def account(window, case_id):
    window._book.show("interview", case_of(window.services.session, case_id))
    page = window._book.current()
    page._stage.show("account")
    row = page._stage.row("stmt_arabic")
    row.take_focus()
    return row


@pytest.mark.parametrize("end", [" ", "\n", "\n\n"])
def test_words_after_a_lock_go_on_behind_the_space(window, places, clock, end):
    enter(window, places, clock)
    account(window, places.begun)
    type_text("كان ذلك بعد وصولها.")
    for sign in end:
        press(Qt.Key.Key_Space if sign == " " else Qt.Key.Key_Return)
    hit(window, Qt.Key.Key_L, CTRL)
    enter(window, places, clock)
    type_text("ثم سكتت")
    row = window._book.current()._stage.row("stmt_arabic")
    assert row.editor.text() == f"كان ذلك بعد وصولها.{end}ثم سكتت"


def test_words_of_another_day_go_on_behind_the_space(window, places, clock):
    enter(window, places, clock)
    account(window, places.begun)
    type_text("بعد وصولها. ")
    window._book.show_home()
    hit(window, Qt.Key.Key_L, CTRL)
    enter(window, places, clock)
    row = account(window, places.begun)
    press(Qt.Key.Key_End, modifier=CTRL)
    type_text("ثم")
    assert row.editor.text() == "بعد وصولها. ثم"


def test_a_space_behind_a_complete_account_amends_nothing(window, places, clock):
    session = open_as(places.officers, OFFICER, clock)
    before = session.intake.load(places.completed).answers["stmt_arabic"].value
    session.lock()
    enter(window, places, clock)
    row = account(window, places.completed)
    page = window._book.current()
    page._amending.begin()
    row = page._stage.row("stmt_arabic")
    row.take_focus(len(before))
    type_text(" ")
    assert not page._keeper.amendments()
    type_text("ثم")
    assert list(page._keeper.amendments()) == ["stmt_arabic"]
