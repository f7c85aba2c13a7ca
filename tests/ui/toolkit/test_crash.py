"""A bug of the program: locked, told without a value, nothing typed is lost."""

import sys
import threading

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from tests.ui.drivers.interview import write
from tests.ui.drivers.seeing import long_field
from tests.ui.drivers.window import begun_interview, enter, is_at_unlock
from tests.ui.gestures import click, texts
from tipdesk.core.errors import DiskFull
from tipdesk.core.start_notice import report_text
from tipdesk.demo.stations import OFFICER, open_as
from tipdesk.texts.messages import sentence
from tipdesk.ui.toolkit.crash import CrashPage, catch_bugs

SECRET = "سمية قالت كل شيء"


def crash_page():
    pages = [
        top_level
        for top_level in QApplication.topLevelWidgets()
        if isinstance(top_level, CrashPage)
    ]
    shown = [page for page in pages if page.isVisible()]
    return shown[0] if shown else None


def fail(error=None):
    """As Python does with what nobody caught in a slot."""
    try:
        raise error or ValueError(SECRET)
    except (ValueError, DiskFull):
        sys.excepthook(*sys.exc_info())


def test_a_bug_keeps_what_was_typed_locks_and_says_where(watched, places, clock, qtbot, capsys):
    enter(watched, places, clock)
    write(begun_interview(watched, places), "account", "stmt_arabic", "وصلتُ")
    QTimer.singleShot(0, fail)
    qtbot.waitUntil(lambda: crash_page() is not None)
    assert is_at_unlock(watched)
    assert watched.services.open_session is None
    page = crash_page()
    report = long_field(page).toPlainText()
    assert "fail (" in report
    assert report.rstrip().endswith("ValueError")
    everything = capsys.readouterr().err + report + texts(page)
    assert SECRET not in everything
    assert str(places.folder) not in everything
    click(page, "نسخ التقرير")
    assert QApplication.clipboard().text() == report
    click(page, "العودة إلى شاشة الفتح")
    qtbot.waitUntil(lambda: crash_page() is None)
    session = open_as(places.officers, OFFICER, clock)
    assert session.files.load(places.begun).answers["stmt_arabic"].value == "وصلتُ"
    session.lock()


def test_many_bugs_at_once_are_one_page(watched, places, clock, qtbot):
    enter(watched, places, clock)
    for _again in range(5):
        fail()
    qtbot.waitUntil(lambda: crash_page() is not None)
    fail()
    QApplication.processEvents()
    open_ = [
        top_level
        for top_level in QApplication.topLevelWidgets()
        if isinstance(top_level, CrashPage)
    ]
    assert len([page for page in open_ if page.isVisible()]) == 1
    crash_page().accept()
    qtbot.waitUntil(lambda: crash_page() is None)
    fail()  # the next one is told again
    qtbot.waitUntil(lambda: crash_page() is not None)
    crash_page().accept()


def test_an_error_of_ours_that_nobody_caught_is_said_in_words(watched, qtbot):
    fail(DiskFull())
    qtbot.waitUntil(lambda: crash_page() is not None)
    assert sentence(DiskFull()).what in texts(crash_page())
    crash_page().accept()


def test_a_lock_that_fails_too_does_not_hide_the_page(watched, qtbot, capsys):
    def broken():
        raise OSError(SECRET)

    catch_bugs(watched, broken, watched.locked)
    fail()
    qtbot.waitUntil(lambda: crash_page() is not None)
    assert "OSError" in capsys.readouterr().err
    crash_page().accept()


def test_what_nobody_can_be_told_leaves_no_value_in_the_terminal(watched, capsys):
    def broken():
        raise ValueError(SECRET)

    thread = threading.Thread(target=broken)
    thread.start()
    thread.join()

    class Bad:
        def __del__(self):
            raise ValueError(SECRET)

    Bad()
    printed = capsys.readouterr().err
    assert printed.count("ValueError") == 2
    assert SECRET not in printed
    assert crash_page() is None


def test_a_report_holds_no_path_of_this_computer():
    try:
        raise KeyError(SECRET)
    except KeyError as error:
        report = report_text(error)
    assert "test_crash.py:" in report
    assert "/work" not in report
    assert SECRET not in report
