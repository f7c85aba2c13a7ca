"""Every size of letters in both languages on a small laptop: nothing is cut, nothing lies where
nobody can see it. Colours take turns: they change no size (`tests/ui/toolkit/test_appearance.py`)."""

from itertools import cycle, product

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.drivers import night, writing
from tests.ui.drivers.seeing import tabs
from tests.ui.drivers.window import current_page, enter, open_interview, open_page, turn_to
from tests.ui.gestures import click, focused, press
from tests.ui.layout_faults import beyond, cut, wider
from tests.ui.places import export_now
from tests.ui.reading import still
from tipdesk.cases.permissions import AccessReason
from tipdesk.demo.journey import receive
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR, confirm
from tipdesk.i18n.text import _, isolated, set_language
from tipdesk.ui.toolkit import theme

LAPTOP = (1366, 768)
SIZES = range(100, 201, 10)
OFTEN = {("ar", 200), ("en", 160)}
EVERY = [
    pytest.param((*sized, colours), marks=() if sized in OFTEN else pytest.mark.long)
    for sized, colours in zip(
        product(("ar", "en"), SIZES), cycle(("light", "contrast", "dark")), strict=False
    )
]


@pytest.fixture
def dress(qapp, request):
    """What the window wears from its beginning."""
    language, size, colours = request.param
    theme.wear(qapp, theme.Dress(language, size, colours))
    yield request.param
    set_language("ar")
    theme.apply(qapp)


@pytest.fixture
def large_window(dress, window):
    """The window, built in that dress."""
    window.resize(*LAPTOP)
    return window


def settled(window):
    for _round in range(6):  # layouts inside layouts
        QApplication.processEvents()


def wrong_on(window, what):
    settled(window)
    assert (window.width(), window.height()) == LAPTOP, what
    with still(window):
        return [f"{what}: {fault}" for fault in (*cut(window), *beyond(window))]


@pytest.mark.parametrize("dress", EVERY, indirect=True, ids=lambda dress: "-".join(map(str, dress)))
def test_no_page_of_the_shift_cuts_or_hides_anything(large_window, places, clock, dress):
    window = large_window
    enter(window, places, clock, on=False)
    faults = []
    for name in ("home", "files", "station"):
        turn_to(window, name)
        faults += wrong_on(window, name)
        faults += [f"{name}: {fault}" for fault in wider(window)]
    for name in ("review", "attachments", "casework", "paper", "custody", "export"):
        open_page(window, name, places.approved)
        faults += wrong_on(window, name)
    open_interview(window, places.ready)
    faults += wrong_on(window, "interview")
    page = current_page(window)
    writing.turn(page)
    assert writing.is_alone(page)
    faults += wrong_on(window, "writing")
    writing.turn(page)
    quick = window.services.session.new_files.open_case(quick=True)
    open_interview(window, quick.id)
    assert night.is_up(current_page(window))
    faults += wrong_on(window, "night")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("dress", EVERY, indirect=True, ids=lambda dress: "-".join(map(str, dress)))
def test_no_page_of_a_supervisor_cuts_or_hides_anything(large_window, places, clock, dress):
    """Reasons for looking, notices, requests: with what waits there."""
    window = large_window
    session = places.open(places.officers, OFFICER, clock)
    session.access_reasons.search_other_files("لا أحد هنا", AccessReason.OTHER, "سأل طبيب المركز")
    session.lock()
    enter(window, places, clock, who=SUPERVISOR, on=False)
    faults = []
    for name in ("reasons", "notices", "notice_reviews", "requests", "taking_over"):
        turn_to(window, name)
        faults += wrong_on(window, name)
        faults += [f"{name}: {fault}" for fault in wider(window)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("dress", EVERY, indirect=True, ids=lambda dress: "-".join(map(str, dress)))
def test_no_tab_of_a_received_file_cuts_or_hides_anything(large_window, places, clock, dress):
    window = large_window
    officer = places.open(places.officers, OFFICER, clock)
    bundle = export_now(officer, places.approved, places.usb_drive)
    officer.lock()
    window.services.vault_dir = places.prosecution
    session = places.open(places.prosecution, RECEIVER, clock)
    receive(session, bundle, places.usb_drive, confirm(session, RECEIVER))
    window.enter(session)
    faults = wrong_on(window, "receiving")
    row = session.receiving.register()[0]
    parts = tabs(turn_to(window, "received", session.receiving.open_received(row.id)))
    for at in range(parts.count()):
        parts.setCurrentIndex(at)
        faults += wrong_on(window, parts.tabText(at))
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("dress", [("ar", 200, "light")], indirect=True)
def test_above_150_the_card_has_leaves_and_the_notice_one_of_its_own(
    large_window, places, clock, dress
):
    """Every line is as high as its letters, and the question that is answered is always seen."""
    window = large_window
    enter(window, places, clock)
    case = window.services.session.new_files.open_case(quick=True)
    open_interview(window, case.id)
    page = current_page(window)
    card = night.card(page)
    needed = card.fontMetrics().height()
    leaves, asked = set(), []
    while night.current(page) not in asked:
        asked.append(night.current(page))
        settled(window)
        line = night.line(page, asked[-1])
        assert line.isVisible(), asked
        assert line.height() >= needed, asked
        leaves.add(card.leaf)
        press(Qt.Key.Key_Down)
    assert len(leaves) > 1
    assert not card.notice.isVisible()
    click(window, _("The notice"))
    assert card.notice.isVisible()
    assert not card.place.isVisible()
    click(window, isolated("1"))
    assert card.place.isVisible()
    assert card.place.isAncestorOf(focused())
