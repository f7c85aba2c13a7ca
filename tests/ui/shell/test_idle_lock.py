"""Locking: by key, by itself, over dialogs and jobs; what it takes away and what it brings back."""

import threading

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication

from tests.ui.drivers.interview import fail_saving, question, write
from tests.ui.drivers.locking import is_locked, rest_timer, rest_watch
from tests.ui.drivers.seeing import the
from tests.ui.drivers.window import (
    begun_interview,
    current_page,
    enter,
    hit,
    is_at_unlock,
    open_page,
    turn,
)
from tests.ui.gestures import dialogs, texts, type_text
from tests.ui.shell.test_main_window import full_disk
from tipdesk.core.errors import DiskFull
from tipdesk.i18n.text import _
from tipdesk.ui.toolkit.dialogs import ask_text
from tipdesk.ui.toolkit.jobs import wait_for
from tipdesk.ui.viewers.pages import PdfPreview

CTRL = Qt.KeyboardModifier.ControlModifier


def let_pass(window, milliseconds):
    """As if nobody had touched the computer for this long: nobody waits for a clock here."""
    timer = rest_timer(window)
    rest = timer.interval() - milliseconds
    timer.stop()
    if rest > 0:
        timer.start(rest)
    else:
        timer.timeout.emit()
        turn()


def test_the_window_locks_by_itself_when_nobody_is_there(window, places, clock):
    enter(window, places, clock)
    whole = window.services.settings.lock_minutes * 60_000
    assert rest_timer(window).interval() == whole
    write(begun_interview(window, places), "account", "stmt_arabic", "وصلتُ")
    let_pass(window, whole // 2)
    assert not is_locked(window)
    let_pass(window, whole)
    assert is_locked(window)
    enter(window, places, clock)
    assert question(current_page(window), "stmt_arabic").text == "وصلتُ"


def test_every_key_begins_the_wait_anew(window, places, clock):
    enter(window, places, clock)
    begun_interview(window, places)
    whole = rest_timer(window).interval()
    for _again in range(3):
        let_pass(window, whole - 60_000)
        assert rest_timer(window).interval() == 60_000
        hit(window, Qt.Key.Key_Right)
        assert rest_timer(window).interval() == whole
    assert not is_locked(window)
    let_pass(window, whole)
    assert is_locked(window)


def test_a_lock_by_itself_says_what_could_not_be_kept(window, places, clock, qtbot):
    enter(window, places, clock)
    full_disk(window, begun_interview(window, places))
    let_pass(window, rest_timer(window).interval())  # covered, and tried again
    assert not is_locked(window)
    let_pass(window, rest_timer(window).interval())
    qtbot.waitUntil(lambda: is_locked(window))
    assert _("What was typed last could not be saved.") in texts(window)


@pytest.mark.parametrize("way", ["key in the dialog", "timer"])
def test_an_open_dialog_goes_first_and_whoever_waited_for_it_goes_on(
    window, places, clock, qtbot, way
):
    enter(window, places, clock)
    page = begun_interview(window, places)
    gone_on = []

    def lock(dialog):
        type_text("كلام عن الشخص", dialog.focusWidget())
        if way == "timer":
            rest_watch(window).start(0)
            qtbot.waitUntil(lambda: not dialog.isVisible())
        else:
            hit(dialog, Qt.Key.Key_L, CTRL)
        assert is_at_unlock(window)  # covered at once
        assert window.services.open_session is not None  # somebody still stands on it

    with dialogs(lock):
        gone_on.append(ask_text(page, "عنوان", "سؤال", "نعم", begun="", keep=str))
        gone_on.append(window.services.session.officer.login)
    qtbot.waitUntil(lambda: is_locked(window))
    assert gone_on == ["", "T-07"]
    assert QApplication.activeModalWidget() is None


def test_a_dialog_that_waits_for_work_stops_it_before_the_lock(window, places, clock, qtbot):
    enter(window, places, clock)
    page = begun_interview(window, places)
    begun, never = threading.Event(), threading.Event()

    def slow(work):
        begun.set()
        while not never.wait(0.01):
            work.step(1, 2)

    QTimer.singleShot(0, lambda: begun.wait(300) and window.lock())
    assert wait_for(window.services.jobs, page, "عمل طويل", slow) is None
    assert begun.is_set()
    qtbot.waitUntil(lambda: is_locked(window))
    assert not window.services.jobs.busy


def test_a_job_whose_page_is_gone_reaches_nobody(window, places, clock, qtbot):
    enter(window, places, clock)
    page = open_page(window, "paper", places.ready)
    assert window.services.jobs.busy  # it is being drawn
    drawn = []
    the(page, PdfPreview).show_pdf = drawn.append
    window.lock()
    assert is_locked(window)
    qtbot.waitUntil(lambda: not window.services.jobs.busy)
    assert drawn == []


@pytest.mark.parametrize("ours", [True, False])
def test_what_was_copied_here_goes_with_the_lock(window, places, clock, monkeypatch, ours):
    # The offscreen platform cannot tell whose the clipboard is.
    monkeypatch.setattr(QClipboard, "ownsClipboard", lambda _self: ours)
    enter(window, places, clock)
    write(begun_interview(window, places), "account", "stmt_arabic", "وصلتُ")
    hit(window, Qt.Key.Key_A, CTRL)
    hit(window, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "وصلتُ"
    window.lock()
    assert QGuiApplication.clipboard().text() == ("" if ours else "وصلتُ")


def test_a_page_that_shows_an_error_says_it_once_more_after_nothing(window, places, clock, qtbot):
    """An error dialog and a lock at the same time leave no dialog behind."""
    enter(window, places, clock)
    page = begun_interview(window, places)
    with dialogs(lambda dialog: window.lock()):
        fail_saving(page, DiskFull())
    qtbot.waitUntil(lambda: is_locked(window))
    assert QApplication.activeModalWidget() is None
