"""«قفل وإغلاق»: one key or one click locks, keeps what was typed, and ends the program."""

import pytest
from PySide6.QtCore import Qt

from tests.ui.drivers.interview import question, write
from tests.ui.drivers.window import begun_interview, current_page, enter, hit, is_at_unlock, top_bar
from tests.ui.gestures import click, dialogs, type_text
from tests.ui.shell.test_main_window import full_disk
from tipdesk.demo.stations import OFFICER, open_as
from tipdesk.i18n.text import _
from tipdesk.ui.toolkit.dialogs import ask_text

BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def by_key(window):
    hit(window, Qt.Key.Key_L, BOTH)


def by_click(window):
    click(top_bar(window), _("Lock and close"))


@pytest.mark.parametrize("way", [by_key, by_click])
def test_it_locks_keeps_what_was_typed_and_ends_the_program(window, places, clock, qtbot, way):
    enter(window, places, clock)
    write(begun_interview(window, places), "account", "stmt_arabic", "وصلتُ")
    with qtbot.waitSignal(window.closed, timeout=5_000):
        way(window)
    assert window.services.open_session is None
    assert not window.isVisible()
    session = open_as(places.officers, OFFICER, clock)
    assert session.files.load(places.begun).answers["stmt_arabic"].value == "وصلتُ"
    assert session.last_place().path == "stmt_arabic"
    session.lock()


def test_it_goes_through_an_open_dialog(window, places, clock, qtbot):
    enter(window, places, clock)
    page = begun_interview(window, places)
    kept = []

    def leave(dialog):
        type_text("كلام", dialog.focusWidget())
        hit(dialog, Qt.Key.Key_L, BOTH)
        assert is_at_unlock(window)  # covered at once

    with qtbot.waitSignal(window.closed, timeout=5_000), dialogs(leave):
        ask_text(page, "عنوان", "سؤال", "نعم", begun="", keep=kept.append)
    assert kept[-1] == "كلام"
    assert not window.isVisible()


def test_on_a_full_disk_nothing_is_given_up_unasked(window, places, clock):
    enter(window, places, clock)
    page = begun_interview(window, places)
    full_disk(window, page)
    with dialogs(lambda dialog: click(dialog, _("Stay here"))):
        by_key(window)
    assert window.isVisible()
    assert current_page(window) is page
    assert question(page, "stmt_arabic").text.startswith("قالت إنها وصلت")


def test_before_anybody_has_unlocked_it_just_ends_the_program(window, qtbot):
    window.start()
    with qtbot.waitSignal(window.closed, timeout=5_000):
        by_key(window)
    assert not window.isVisible()
