"""The chain of custody on the screen: of the station, of one file, searched, and what it proves."""

import pytest

from tests.ui.gestures import bare, click, texts, type_text
from tests.ui.sitting import enter, no_pin
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.i18n.catalogue import _
from tipdesk.ui.pages.custody import CustodyPage
from tipdesk.ui.tables import MASK


@pytest.fixture
def page(supervisor, shown):
    page = shown(CustodyPage(supervisor))
    page.load()
    return page


def cells(page):
    model = page._model
    return [
        [bare(str(model.data(model.index(row, at)))) for at in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_what_was_done_stands_with_its_time_file_and_person(page, supervisor, places):
    rows = cells(page)
    assert [int(row[0]) for row in rows] == sorted((int(row[0]) for row in rows), reverse=True)
    number = supervisor.session.intake.case(places.approved).number
    approved = next(row for row in rows if row[2] == _("The supervisor approved the file"))
    assert approved[4:] == ["S-01", supervisor.session.staff.names()["S-01"]]
    assert number in {row[3] for row in rows}
    assert "القيود متصلة كلها" in texts(page)


def test_a_search_narrows_it_by_every_word(page, supervisor, places, qtbot):
    number = supervisor.session.intake.case(places.approved).number
    every = page._model.rowCount()
    type_text(f"{number} اعتمد", page._search)
    qtbot.waitUntil(lambda: 0 < page._model.rowCount() < every)
    assert {row[3] for row in cells(page)} == {number}
    page._search.setText("لا شيء كهذا")
    qtbot.waitUntil(lambda: page._model.rowCount() == 0)
    assert _("Nothing found") in texts(page)


def test_hidden_names_hide_who_acted(page):
    page.set_masked(True)
    assert {row[5] for row in cells(page)} == {MASK}


@pytest.mark.parametrize("who", [OFFICER, SUPERVISOR])
def test_a_files_chain_is_one_click_from_its_review(window, places, clock, who):
    enter(window, places, clock, no_pin, who)
    case = window.services.session.intake.case(places.approved)
    window._book.show("review", case)
    click(window._book.current(), _("Chain of custody"))
    page = window._book.current()
    assert isinstance(page, CustodyPage)
    assert {row[3] for row in cells(page)} == {case.number}
    click(page, _("Back"))
    assert window._book._name(window._book.current()) == "review"


def test_the_station_leads_there_who_may_see_all(window, places, clock):
    enter(window, places, clock, no_pin, SUPERVISOR)
    window._book.show_station()
    click(window._book.current(), _("Look at the chain…"))
    assert isinstance(window._book.current(), CustodyPage)
    window.lock()
    enter(window, places, clock, no_pin, OFFICER)
    window._book.show_station()
    assert _("Look at the chain…") not in texts(window._book.current())
