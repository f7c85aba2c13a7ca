"""While an account is read out and added to: its language, and how long an addition may be."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox

from tests.ui.drivers.seeing import combo, long_field, seen
from tests.ui.gestures import button, click, dialogs, press, texts, type_text
from tests.ui.interview.test_page_readback import stored, with_statement
from tipdesk.forms.model import MAX_LONG_TEXT
from tipdesk.i18n.text import _
from tipdesk.ui.interview.readback import ReadbackPage

TOO_LONG = _("The answer is longer than this question allows.")


@pytest.fixture
def page(officer, places, shown):
    page = shown(ReadbackPage(officer))
    page.load(with_statement(officer, places, language=""))
    yield page
    page.leave()


def test_the_language_is_asked_for_where_it_is_not_known(page, officer, places):
    def end(dialog):
        close = button(dialog, _("Close the statement"))
        assert not close.isEnabled()
        field = combo(dialog)
        assert field.accessibleName() == "بأي لغة قيلت؟"
        type_text("لا لغة", field.lineEdit())
        assert not close.isEnabled()
        field.lineEdit().clear()
        type_text("الهندية", field.lineEdit())
        press(Qt.Key.Key_Return, field.lineEdit())
        assert dialog.isVisible()
        assert close.isEnabled()
        close.click()

    with dialogs(end):
        click(page, "ختام التلاوة…")
    assert stored(officer, places, "stmt_language") == "hin"
    assert stored(officer, places, "stmt_sign_mode") == "not_asked_sign"


def test_it_is_not_asked_where_it_is_known(page, officer, places):
    page.load(with_statement(officer, places))

    def end(dialog):
        assert seen(dialog, QComboBox) == []
        dialog.reject()

    with dialogs(end):
        click(page, "ختام التلاوة…")


def test_a_correction_that_is_too_long_says_so(page):
    press(Qt.Key.Key_Return, page.pages, Qt.KeyboardModifier.ControlModifier)
    page.panel.field.setPlainText("س" * (MAX_LONG_TEXT + 1))
    assert not page.flush()
    assert TOO_LONG in texts(page)
    page.panel.field.setPlainText("س")
    assert page.flush()
    assert TOO_LONG not in texts(page)


def test_an_addendum_that_is_too_long_waits(officer, places, interview_of):
    with_statement(officer, places)
    officer.session.statement.end_reading(places.begun, "wet", whole=True)
    page = interview_of(officer, places.begun, "account")

    def write(dialog):
        field, add = long_field(dialog), button(dialog, _("Add it"))
        assert not add.isEnabled()
        field.setPlainText("س" * (MAX_LONG_TEXT + 1))
        QApplication.processEvents()
        assert TOO_LONG in texts(dialog)
        assert not add.isEnabled()
        field.setPlainText("وكان معي أخي.")
        assert TOO_LONG not in texts(dialog)
        add.click()

    with dialogs(write):
        click(page, "أضف إلى الأقوال")
    assert stored(officer, places, "stmt_corrections[1]/correction_text") == "وكان معي أخي."
