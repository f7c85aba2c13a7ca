"""Remarks that a supervisor has begun are not lost: by a lock, by going back, by the passphrase."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit

from tests.ui.drivers.interview import begin_amending, drop_amendment, is_amending
from tests.ui.drivers.seeing import first
from tests.ui.drivers.window import current_page, enter, open_page
from tests.ui.gestures import button, click, confirm, dialogs, press, type_text
from tests.ui.review.test_remark_lines import ONE_MORE, PATH, PLACE, WHOLE, choose, line
from tipdesk.cases.interview.unfinished import NO_REMARKS, RemarksDraft
from tipdesk.cases.model import Status
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.i18n.text import _

WRITTEN = RemarksDraft(WHOLE, ((PATH, PLACE),))


@pytest.fixture
def review(window, places, clock):
    """Opens the file's review for an officer."""

    def come(who):
        enter(window, places, clock, who=who)
        return open_page(window, "review", places.completed)

    return come


def write(dialog):
    type_text(WHOLE, first(dialog, QPlainTextEdit))
    click(dialog, ONE_MORE)
    which, text = line(dialog, 0)
    choose(which, PATH)
    type_text(PLACE, text)


def kept(window, places):
    return window.services.session.drafts.unsent_remarks(places.completed)


def ask_for_remarks(page, *acts):
    with dialogs(*acts):
        click(page, _("Return with remarks"))


def shown(dialog):
    assert first(dialog, QPlainTextEdit).toPlainText() == WHOLE
    which, text = line(dialog, 0)
    assert (which.text(), text.toPlainText()) == (PATH, PLACE)


def test_a_lock_keeps_them_for_their_writer_alone(window, places, review, qtbot):
    def lock(dialog):
        write(dialog)
        window.lock()

    ask_for_remarks(review(SUPERVISOR), lock)
    qtbot.waitUntil(lambda: window.services.open_session is None)
    page = review(OFFICER)
    assert kept(window, places) == NO_REMARKS
    ask_for_remarks(page, nothing)
    window.lock()
    ask_for_remarks(review(SUPERVISOR), lambda dialog: (shown(dialog), dialog.reject()))


def test_going_back_keeps_them_until_the_file_is_returned(window, places, review):
    page = review(SUPERVISOR)
    ask_for_remarks(page, lambda dialog: (write(dialog), press(Qt.Key.Key_Escape, dialog)))
    assert kept(window, places) == WRITTEN

    def again(dialog):
        shown(dialog)
        button(dialog, _("Go on")).click()

    ask_for_remarks(page, again, lambda dialog: dialog.reject())
    assert kept(window, places) == WRITTEN
    ask_for_remarks(page, again, confirm(SUPERVISOR.passphrase))
    assert window.services.session.files.case(places.completed).status is Status.RETURNED
    assert kept(window, places) == NO_REMARKS


def test_half_a_remark_comes_back_as_it_was_left(window, places, review):
    def half(dialog):
        click(dialog, ONE_MORE)
        _which, text = line(dialog, 0)
        type_text(PLACE, text)
        dialog.reject()

    page = review(SUPERVISOR)
    ask_for_remarks(page, half)

    def look(dialog):
        assert line(dialog, 0)[1].toPlainText() == PLACE
        assert not button(dialog, _("Go on")).isEnabled()
        click(dialog, _("Remove this remark"))
        dialog.reject()

    ask_for_remarks(page, look)
    assert kept(window, places) == NO_REMARKS


def test_what_is_written_is_in_the_vault_while_the_dialog_stands(window, places, review, qtbot):
    def wait(dialog):
        write(dialog)
        qtbot.waitUntil(lambda: kept(window, places) == WRITTEN)
        dialog.reject()

    ask_for_remarks(review(SUPERVISOR), wait)


def test_an_interview_of_the_same_officer_leaves_them_alone(window, places, review):
    page = review(SUPERVISOR)
    ask_for_remarks(page, lambda dialog: (write(dialog), dialog.reject()))
    page.question_asked.emit(window.services.session.files.case(places.completed), "", "")
    interview = current_page(window)
    assert not is_amending(interview)
    begin_amending(interview)
    drop_amendment(interview)
    interview.leave()
    assert kept(window, places) == WRITTEN


def nothing(dialog):
    assert first(dialog, QPlainTextEdit).toPlainText() == ""
    dialog.reject()
