"""Escape goes back on every page that has a way back, as its button does."""

import pytest
from PySide6.QtCore import Qt

from tests.ui.gestures import dialogs, press
from tests.ui.sitting import enter, no_pin
from tipdesk.demo.stations import RECEIVER, open_as
from tipdesk.ui.page_book import _FOLLOWS, _MAKERS

_OF_A_FILE = ("review", "paper", "attachments", "export")
_OTHERS = {"station", "received"}
_NO_WAY_BACK = {"files", "receiving"}  # where everything begins
_STAYS = {"interview"}  # Escape there closes what a field has opened; the top bar leads out


def escape(window):
    press(Qt.Key.Key_Escape, window.focusWidget() or window)


def test_every_page_is_walked():
    leave = {page for page, said in _FOLLOWS if said == "left"}
    assert leave == {*_OF_A_FILE, *_OTHERS, *_STAYS}
    assert set(_MAKERS) == leave | _NO_WAY_BACK


@pytest.mark.parametrize("name", _OF_A_FILE)
def test_escape_goes_back_from_a_page_of_a_file(window, places, clock, jobs, qtbot, name):
    enter(window, places, clock, no_pin)
    window._book.show(name, window.services.session.intake.case(places.approved))
    page = window._book.current()
    qtbot.waitUntil(lambda: not jobs.busy, timeout=30_000)
    with dialogs():
        escape(window)
    assert window._book.current() is not page


@pytest.mark.parametrize("before", ["interview", "review"])
@pytest.mark.parametrize("name", ["paper", "attachments", "export"])
def test_a_page_beside_the_way_leads_back_to_where_one_came_from(
    window, places, clock, jobs, qtbot, *, before, name
):
    enter(window, places, clock, no_pin)
    case = window.services.session.intake.case(places.approved)
    window._book.show(before, case)
    page = window._book.current()
    window._book.show(name, case)
    qtbot.waitUntil(lambda: not jobs.busy, timeout=30_000)
    window._book.current().left.emit(case)
    assert window._book.current() is page


def test_from_the_list_of_files_it_leads_back_to_the_list(window, places, clock, jobs, qtbot):
    enter(window, places, clock, no_pin)
    home = window._book.current()
    home.print_asked.emit(window.services.session.intake.case(places.approved))
    qtbot.waitUntil(lambda: not jobs.busy, timeout=30_000)
    escape(window)
    assert window._book.current() is home


def test_escape_goes_back_from_the_station(window, places, clock):
    enter(window, places, clock, no_pin)
    home = window._book.current()
    window._book.show_station()
    escape(window)
    assert window._book.current() is home


def test_escape_goes_one_step_back_in_the_wizard_first(window, places, clock):
    enter(window, places, clock, no_pin)
    window._book.show("export", window.services.session.intake.case(places.approved))
    page = window._book.current()
    page._next.click()
    escape(window)
    assert window._book.current() is page
    assert page._steps.currentIndex() == 0
    escape(window)
    assert window._book.current() is not page


def test_escape_goes_back_from_a_received_file(window, places, clock, qtbot):
    window.services.vault_dir = places.prosecution
    with dialogs(no_pin):
        window.enter(open_as(places.prosecution, RECEIVER, clock))
    window.activateWindow()
    page = window._book.current()
    page.check(places.bundle)
    qtbot.waitUntil(lambda: page._panel.checked is not None, timeout=30_000)
    page._on_look()
    assert window._book.current() is not page
    escape(window)
    assert window._book.current() is page
