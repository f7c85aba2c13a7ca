"""Rule V6 in the window: the supervisor comes to the question, writes why, and confirms it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit

from tests.ui.drivers.interview import question, section_names, section_up
from tests.ui.drivers.seeing import every, long_field, the
from tests.ui.gestures import (
    answer,
    click,
    confirm,
    dialogs,
    field,
    focused,
    press,
    type_text,
)
from tests.ui.places import case_of
from tipdesk.cases.interview.statement import BY, REASON
from tipdesk.cases.model import Answer
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.i18n.text import _
from tipdesk.ui.interview.page import InterviewPage

WHY = "لا اختصاصي في هذه الليلة"
CHILD = {"age_stated": "15", "case_type": "tip", "iv_private": "yes", "iv_suspect_near": "no",
         "fit_now": "yes", "consent_interview": "granted"}  # fmt: skip


@pytest.fixture
def page(officer, shown, places):
    page = shown(InterviewPage(officer))
    given = {path: Answer(value) for path, value in CHILD.items()}
    officer.session.answers.save_answers(places.begun, given)
    page.load(case_of(officer.session, places.begun), "child")
    yield page
    page.leave()


def write(text):
    def act(dialog):
        type_text(text, long_field(dialog))
        click(dialog, _("Go on to the confirmation"))

    return act


def sections(page):
    return set(section_names(page))


def stored(officer, places, path):
    return officer.session.files.load(places.begun).answers.get(path, Answer()).value


def agree(page):
    with dialogs(write(WHY), confirm(SUPERVISOR.passphrase)):
        click(page, _("Supervisor's agreement…"))


def test_the_supervisor_agrees_at_the_question_and_the_statement_opens(page, officer, places):
    assert "account" not in sections(page)
    row = question(page, REASON)
    type_text("سبب كتبه الموظف", every(row.row, QPlainTextEdit)[0])
    page.flush()
    assert stored(officer, places, REASON) == ""
    row.focus()
    with dialogs(write(WHY), confirm(SUPERVISOR.passphrase)):
        press(Qt.Key.Key_Space, focused())
    assert stored(officer, places, REASON) == WHY
    assert stored(officer, places, BY) == SUPERVISOR.login
    assert {"account", "recruitment"} <= sections(page)
    assert section_up(page) == "child"
    assert the(question(page, REASON).row, QPlainTextEdit)
    assert question(page, REASON).text == WHY
    assert "بدر العتيبي" in question(page, BY).field.currentText()
    assert not question(page, BY).field.isEnabled()
    assert not question(page, REASON).row.menu.isVisible()


def test_the_officers_own_passphrase_and_login_are_no_agreement(page, officer, places):
    def own(dialog):
        who = field(dialog, _("Who confirms"))
        logins = [who.itemData(at) for at in range(who.count())]
        assert logins == [SUPERVISOR.login]
        confirm(OFFICER.passphrase)(dialog)
        press(Qt.Key.Key_Escape, dialog)

    with dialogs(write(WHY), own):
        click(page, _("Supervisor's agreement…"))
    assert stored(officer, places, REASON) == ""
    assert "account" not in sections(page)


def test_taking_it_back_needs_the_passphrase_and_closes_the_statement(page, officer, places):
    agree(page)
    with dialogs(answer(_("Cancel"))):
        click(page, _("Withdraw the agreement…"))
    assert stored(officer, places, REASON) == WHY
    with dialogs(confirm(SUPERVISOR.passphrase)):
        click(page, _("Withdraw the agreement…"))
    assert stored(officer, places, REASON) == ""
    assert "account" not in sections(page)


def test_a_reason_that_was_not_confirmed_waits_for_the_next_time(page, officer, places):
    with dialogs(write(WHY), answer(_("Cancel"))):
        click(page, _("Supervisor's agreement…"))
    assert stored(officer, places, REASON) == ""
    with dialogs(answer(_("Go on to the confirmation")), confirm(SUPERVISOR.passphrase)):
        click(page, _("Supervisor's agreement…"))
    assert stored(officer, places, REASON) == WHY


def test_names_hidden_hide_the_reason_and_its_dialog(page, officer):
    agree(page)
    page.set_masked(True)
    assert not question(page, REASON).is_open
    page.set_masked(False)

    def hide(dialog):
        page.set_masked(True)

    with dialogs(hide):
        click(page, _("Supervisor's agreement…"))
