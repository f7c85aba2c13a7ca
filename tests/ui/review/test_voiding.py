"""A file is voided from its review, with a reason; a supervisor lifts that again."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.ui.drivers.files import column, shown_numbers
from tests.ui.drivers.interview import can_be_stopped, file_of
from tests.ui.drivers.seeing import every, radios
from tests.ui.drivers.window import enter, no_pin, open_page
from tests.ui.gestures import (
    bare,
    button,
    buttons,
    click,
    confirm,
    dialogs,
    error,
    press,
    texts,
    wait_until,
)
from tests.ui.places import case_of
from tipdesk.cases.files.workflow import VoidReason
from tipdesk.cases.model import Status
from tipdesk.core.errors import TransitionRefused
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.i18n.text import _
from tipdesk.texts.messages import status_label, void_reason_label
from tipdesk.ui.files.page import FilesPage
from tipdesk.ui.handover.export import ExportPage
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.paper.page import PaperPage
from tipdesk.ui.review.page import ReviewPage


@pytest.fixture
def page(officer, places, shown):
    page = shown(ReviewPage(officer))
    page.load(case_of(officer.session, places.begun))
    return page


def choose(reason, **fields):
    """Answers «Why is the file voided?» with the keyboard where it stands."""

    def act(dialog):
        pills = {choice.text(): choice for choice in radios(dialog)}
        assert dialog.focusWidget() in pills.values()
        click(dialog, _("Void the file"))
        assert _("Choose a reason.") in texts(dialog)
        pills[void_reason_label(reason)].click()
        for line in every(dialog, QLineEdit):
            if line.accessibleName() in fields:
                line.setText(fields[line.accessibleName()])
        press(Qt.Key.Key_Return, pills[void_reason_label(reason)])
        if dialog.isVisible():
            dialog.last_words = texts(dialog)
            dialog.reject()

    return act


def status(officer, case_id):
    return officer.session.files.case(case_id).status


def test_a_file_that_was_opened_by_mistake_stands_as_late_no_more(
    officer, places, page, shown, clock
):
    clock.move(days=3)
    files = shown(FilesPage(officer))
    files.load()
    number = case_of(officer.session, places.begun).number
    late = column(files, _("Notice to the Prosecution"))
    assert late[shown_numbers(files).index(number)] == _("Overdue")
    with dialogs(choose(VoidReason.MISTAKE)):
        click(page, _("Void the file…"))
    assert status(officer, places.begun) is Status.VOIDED
    shown_text = bare(texts(page))
    assert void_reason_label(VoidReason.MISTAKE) in shown_text
    assert _("Nothing of it is deleted. A supervisor can lift the voiding.") in shown_text
    for gone in ("Complete and hand to the supervisor", "Approve", "Void the file…"):
        assert not buttons(page, _(gone))
    files.load()
    assert number not in shown_numbers(files)
    click(files, status_label(Status.VOIDED))
    assert shown_numbers(files) == [number]
    assert column(files, _("Status")) == [status_label(Status.VOIDED)]
    assert column(files, _("Notice to the Prosecution")) == ["—"]


def test_it_opens_to_be_read_only(officer, places, page, shown):
    with dialogs(choose(VoidReason.LEFT)):
        click(page, _("Void the file…"))
    case = case_of(officer.session, places.begun)
    interview = shown(InterviewPage(officer))
    interview.load(case)
    words = bare(texts(interview))
    assert _("This file is voided. It is kept as it is; nobody writes in it.") in words
    assert _("Only to be read") in words
    assert _("Nothing is missing here for the next step") not in words
    assert not buttons(interview, _("Amend the file"))
    assert not can_be_stopped(interview)
    assert not any(file_of(interview).needs.values())
    interview.leave()
    export = shown(ExportPage(officer))
    export.load(case)
    words = bare(texts(export))
    assert _("This file is voided. It is kept as it is; nobody writes in it.") in words
    assert not button(export, _("Next")).isEnabled()


def test_the_other_file_of_a_duplicate_is_asked_for(officer, places, page):
    wrong = choose(VoidReason.DUPLICATE, **{_("Number of the other file"): "KWT-2026-99999"})
    with dialogs(wrong):
        click(page, _("Void the file…"))
    assert status(officer, places.begun) is Status.IN_PROGRESS
    other = case_of(officer.session, places.ready).number
    right = choose(VoidReason.DUPLICATE, **{_("Number of the other file"): other})
    with dialogs(right):
        click(page, _("Void the file…"))
    assert status(officer, places.begun) is Status.VOIDED
    assert other in bare(texts(page))


def test_of_what_was_told_a_supervisor_gives_the_passphrase(officer, places, page):
    page.load(case_of(officer.session, places.completed))  # the Prosecution was notified
    with dialogs(choose(VoidReason.TEST), confirm(SUPERVISOR.passphrase)):
        click(page, _("Void the file…"))
    assert status(officer, places.completed) is Status.VOIDED
    with dialogs(confirm(SUPERVISOR.passphrase)):
        click(page, _("Lift the voiding…"))
    assert status(officer, places.completed) is Status.COMPLETED
    assert buttons(page, _("Approve"))


def test_nothing_moves_when_another_file_is_the_reason(page):
    """With large letters on a small laptop the buttons would come to lie beyond the edge."""

    def act(dialog):
        before = dialog.height(), button(dialog, _("Void the file")).pos()
        number = next(
            field
            for field in every(dialog, QLineEdit)
            if field.accessibleName() == _("Number of the other file")
        )
        assert not number.isVisible()
        pills = {choice.text(): choice for choice in radios(dialog)}
        pills[void_reason_label(VoidReason.DUPLICATE)].click()
        QApplication.processEvents()
        assert number.isVisible()
        assert (dialog.height(), button(dialog, _("Void the file")).pos()) == before
        dialog.move(0, dialog.screen().availableGeometry().bottom() - dialog.height())
        press(Qt.Key.Key_Return, pills[void_reason_label(VoidReason.DUPLICATE)])
        wait_until(lambda: dialog.height() > before[0])  # the number is asked for
        wait_until(
            lambda: dialog.frameGeometry().bottom() <= dialog.screen().availableGeometry().bottom()
        )
        dialog.reject()

    with dialogs(act):
        click(page, _("Void the file…"))


def test_the_way_back_is_not_called_as_the_deed(page, officer, places):
    """In Arabic to cancel and to void are one word."""
    page.load(case_of(officer.session, places.completed))

    def act(dialog):
        assert not buttons(dialog, _("Cancel"))
        click(dialog, _("Back to the review"))

    with dialogs(choose(VoidReason.TEST), act):
        click(page, _("Void the file…"))
    assert status(officer, places.completed) is Status.COMPLETED


def test_what_was_sent_is_not_voided(officer, places, page):
    page.load(case_of(officer.session, places.exported))
    assert not buttons(page, _("Void the file…"))


def test_hidden_names_hide_what_was_written_beside_the_reason(officer, places, page):
    line = {_("In a few words (optional)"): "فُتح لسعاد"}
    with dialogs(choose(VoidReason.MISTAKE, **line)):
        click(page, _("Void the file…"))
    assert "فُتح لسعاد" in bare(texts(page))
    page.set_masked(True)
    assert "سعاد" not in texts(page)


def test_the_lock_takes_the_question_away(window, places, clock, qtbot):
    enter(window, places, clock, no_pin)
    page = open_page(window, "review", places.begun)
    with dialogs(lambda _dialog: window.lock()):
        click(page, _("Void the file…"))
    qtbot.waitUntil(lambda: window.services.open_session is None)
    enter(window, places, clock, no_pin)
    assert status(window.services, places.begun) is Status.IN_PROGRESS


def test_no_paper_of_it_is_made(officer, places, page, shown):
    with dialogs(choose(VoidReason.MISTAKE)):
        click(page, _("Void the file…"))
    paper = shown(PaperPage(officer))
    with dialogs(error(TransitionRefused, reason="voided")):
        paper.load(case_of(officer.session, places.begun))
    assert not button(paper, _("Print")).isEnabled()
    assert not buttons(paper, _("The notice was handed over now"))
    paper.leave()
