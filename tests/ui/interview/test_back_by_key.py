"""Escape goes back on every page that has a way back, as its button does."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.drivers.interview import seek
from tests.ui.drivers.paper import document_choice
from tests.ui.drivers.seeing import the
from tests.ui.drivers.window import (
    current_page,
    enter,
    go_to_station,
    hit,
    no_pin,
    open_interview,
    open_page,
    page_name,
    turn_to,
)
from tests.ui.gestures import bare, dialogs, focused, press
from tipdesk.demo.stations import RECEIVER, SUPERVISOR, open_as
from tipdesk.i18n.text import _
from tipdesk.ui.interview.section_list import SectionList
from tipdesk.ui.shell.page_book import _FOLLOWS, MAKERS

_OF_A_FILE = ("interview", "readback", "review", "paper", "attachments", "export", "casework")
_OTHERS = {"station", "received", "custody", "reasons", "requests"}
_TEAMS = {"teams"}  # walked in test_teams.py
_NOTICES = {"notices", "notice_reviews"}  # walked in tests/ui/notices
# Walked in test_change_of_hands.py, test_due_list.py, test_load.py and test_calendar_page.py.
_AT_HOME = {"taking_over", "due", "load", "calendar", "directory", "events"}
_NO_WAY_BACK = {"shift", "files", "receiving"}  # where everything begins


def escape(window):
    press(Qt.Key.Key_Escape, window.focusWidget() or window)


def test_every_page_is_walked():
    leave = {page for page, follows in _FOLLOWS if follows == "left"}
    assert leave == {*_OF_A_FILE, *_OTHERS, *_NOTICES, *_AT_HOME, *_TEAMS}
    assert set(MAKERS) == leave | _NO_WAY_BACK


@pytest.mark.parametrize("name", _OF_A_FILE)
def test_escape_goes_back_from_a_page_of_a_file(window, places, clock, jobs, qtbot, name):
    enter(window, places, clock, no_pin)
    page = open_page(window, name, places.approved)
    qtbot.waitUntil(lambda: not jobs.busy, timeout=30_000)
    with dialogs():
        escape(window)
    assert current_page(window) is not page


@pytest.mark.parametrize("before", ["interview", "review"])
@pytest.mark.parametrize("name", ["paper", "attachments", "export", "casework"])
def test_a_page_beside_the_way_leads_back_to_where_one_came_from(
    window, places, clock, jobs, qtbot, *, before, name
):
    enter(window, places, clock, no_pin)
    case = window.services.session.files.case(places.approved)
    page = turn_to(window, before, case)
    turn_to(window, name, case)
    qtbot.waitUntil(lambda: not jobs.busy, timeout=30_000)
    current_page(window).left.emit(case)
    assert current_page(window) is page


@pytest.mark.parametrize("name", ["shift", "taking_over", "reasons"])
def test_from_how_the_window_looks_it_leads_back_to_where_one_was(window, places, clock, name):
    enter(window, places, clock, no_pin, SUPERVISOR, on=False)
    turn_to(window, name)
    hit(window, Qt.Key.Key_F10)
    assert page_name(window) == "station"
    escape(window)
    assert page_name(window) == name
    escape(window)  # and no circle
    assert page_name(window) != "station"


def test_from_a_question_of_the_review_it_leads_back_to_the_review(window, places, clock):
    enter(window, places, clock, no_pin)
    home, case = current_page(window), window.services.session.files.case(places.ready)
    interview = turn_to(window, "interview", case)
    press(Qt.Key.Key_F8)
    review = current_page(window)
    assert review is not interview
    review.question_asked.emit(case, "identity", "name_ar_first")
    assert current_page(window) is interview
    escape(window)
    assert current_page(window) is review
    escape(window)  # «back to the file»: from there the way leads to the list, not in a circle
    assert current_page(window) is interview
    escape(window)
    assert current_page(window) is home


@pytest.mark.dressed
def test_from_a_question_that_a_letter_waits_for_it_leads_back_to_the_letter(
    window, places, clock, jobs, qtbot
):
    enter(window, places, clock, no_pin)
    home, case = current_page(window), window.services.session.files.case(places.ready)
    window.services.session.views.choose_view(case.id, quick=True)  # which does not ask it
    paper = turn_to(window, "paper", case, "referral")
    paper.question_asked.emit(case, "rights", "consent_services")
    interview = current_page(window)
    QApplication.processEvents()
    assert bare(focused().text()) == _("Add")  # a row of the question
    assert not focused().visibleRegion().isEmpty()  # it is seen where it is asked
    sections = the(interview, SectionList)
    sections.setFixedHeight(sections.height() // 3)
    QApplication.processEvents()
    assert sections.viewport().rect().contains(sections.visualRect(sections.currentIndex()))
    escape(window)
    assert (current_page(window), document_choice(paper).currentData()) == (paper, "referral")
    escape(window)  # and no circle
    assert current_page(window) is home
    turn_to(window, "paper", case, "referral")
    paper.question_asked.emit(case, "rights", "consent_services")
    press(Qt.Key.Key_F5)  # another paper, from the question: no circle either
    qtbot.waitUntil(lambda: not jobs.busy, timeout=30_000)
    escape(window)
    assert current_page(window) is interview
    escape(window)
    assert current_page(window) is home


@pytest.mark.parametrize(("key", "name"), [("F5", "paper"), ("F3", "attachments")])
def test_what_stands_beside_the_questions_has_its_key(
    window, places, clock, jobs, qtbot, *, key, name
):
    enter(window, places, clock, no_pin)
    page = open_interview(window, places.ready)
    press(getattr(Qt.Key, f"Key_{key}"))
    qtbot.waitUntil(lambda: not jobs.busy, timeout=30_000)
    assert page_name(window) == name
    escape(window)
    assert current_page(window) is page


def test_escape_closes_first_what_a_field_has_opened(window, places, clock):
    enter(window, places, clock, no_pin)
    page = open_interview(window, places.ready)
    assert seek(page, "name_ar_first")
    press(Qt.Key.Key_F4)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    press(Qt.Key.Key_Escape, popup)
    assert current_page(window) is page
    assert QApplication.activePopupWidget() is None


@pytest.mark.parametrize("before", ["interview", "review", "export"])
def test_from_the_station_it_leads_back_to_the_file(window, places, clock, before):
    enter(window, places, clock, no_pin)
    page = open_page(window, before, places.approved)
    go_to_station(window)
    escape(window)
    assert current_page(window) is page


def test_from_the_list_of_files_it_leads_back_to_the_list(window, places, clock, jobs, qtbot):
    enter(window, places, clock, no_pin)
    home = current_page(window)
    home.print_asked.emit(window.services.session.files.case(places.approved))
    qtbot.waitUntil(lambda: not jobs.busy, timeout=30_000)
    escape(window)
    assert current_page(window) is home


def test_escape_goes_back_from_the_station(window, places, clock):
    enter(window, places, clock, no_pin)
    home = current_page(window)
    go_to_station(window)
    escape(window)
    assert current_page(window) is home


def test_escape_goes_one_step_back_in_the_wizard_first(window, places, clock):
    enter(window, places, clock, no_pin)
    page = open_page(window, "export", places.approved)
    page._next.click()
    escape(window)
    assert current_page(window) is page
    assert page._steps.currentIndex() == 0
    escape(window)
    assert current_page(window) is not page


def test_escape_goes_back_from_a_received_file(window, places, clock, qtbot):
    window.services.vault_dir = places.prosecution
    with dialogs():
        window.enter(open_as(places.prosecution, RECEIVER, clock))
    window.activateWindow()
    page = current_page(window)
    page.check(places.bundle)
    qtbot.waitUntil(lambda: page._panel.checked is not None, timeout=30_000)
    page._on_look()
    assert current_page(window) is not page
    escape(window)
    assert current_page(window) is page
