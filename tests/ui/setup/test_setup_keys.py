"""The first start by keyboard: Tab goes on before it goes back, a fault takes the cursor to it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.drivers.door import agency_field
from tests.ui.drivers.seeing import faults, label_of
from tests.ui.gestures import button, click, field, focused, press, type_text
from tests.ui.places import START, Clock
from tipdesk.i18n.text import _
from tipdesk.ui.setup.first_start import SetupPage
from tipdesk.ui.toolkit.services import Services

WORDS = "زيتون مركب شتاء قنديل ورق"


@pytest.fixture
def page(tmp_path, jobs, shown):
    services = Services(tmp_path / "vault", jobs, clock=Clock(START), cheap_keys=True)
    page = shown(SetupPage(services), height=768)
    page.load()
    return page


def at(page, name):
    """Whether the cursor stands in the field of this name."""
    where = field(page, name)
    return focused() in (where, where.focusProxy())


def station(page):
    click(page, _("Next"))
    agency_field(page).setCurrentIndex(1)
    type_text("وحدة المنفذ", field(page, _("Unit")))
    type_text("JLB", field(page, _("Station code")))
    click(page, _("Next"))


def test_tab_comes_to_next_before_back(page):
    click(page, _("Next"))
    field(page, _("Station code")).setFocus()
    press(Qt.Key.Key_Tab)
    assert focused() is button(page, _("Next"))
    press(Qt.Key.Key_Tab)
    assert focused() is button(page, _("Back"))
    press(Qt.Key.Key_Backtab)
    press(Qt.Key.Key_Backtab)
    assert at(page, _("Station code"))


def test_what_is_missing_takes_the_cursor(page):
    click(page, _("Next"))
    click(page, _("Next"))
    assert focused() is agency_field(page)
    agency_field(page).setCurrentIndex(1)
    click(page, _("Next"))
    assert at(page, _("Unit"))
    type_text("وحدة المنفذ")
    type_text("x", field(page, _("Station code")))
    click(page, _("Next"))
    assert at(page, _("Station code"))
    assert focused().selectedText() == "X"  # the next key replaces it
    assert faults(page) in focused().accessibleDescription()


def test_every_fault_of_a_person_takes_the_cursor_to_its_field(page):
    station(page)
    click(page, _("Next"))
    assert at(page, _("Code"))
    type_text("T-07")
    click(page, _("Next"))
    assert at(page, _("Name, as printed on forms"))
    type_text("نورة الخالدي")
    click(page, _("Next"))
    assert at(page, _("Own passphrase"))
    type_text(WORDS, field(page, _("Own passphrase")))
    click(page, _("Next"))
    assert at(page, _("Once more"))


def test_a_supervisor_with_the_code_of_the_officer_is_led_to_the_code(page):
    station(page)
    for deed in (_("Next"), _("Create the encrypted vault")):  # the officer, the supervisor
        assert field(page, _("Code")).text() == ""
        type_text("T-07", field(page, _("Code")))
        type_text("نورة الخالدي", field(page, _("Name, as printed on forms")))
        for name in (_("Own passphrase"), _("Once more")):
            type_text(WORDS, field(page, name))
        click(page, deed)
    assert field(page, _("Code")).text() == "T-07"  # the step is the same one still
    assert at(page, _("Code"))


def test_a_click_on_a_label_goes_to_its_field(page):
    click(page, _("Next"))
    for name in (_("Unit"), _("Station code"), _("Agency")):
        QTest.mouseClick(label_of(page, name), Qt.MouseButton.LeftButton)
        QApplication.processEvents()
        assert at(page, name)
