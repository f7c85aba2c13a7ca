"""Two and three officers through a night on one laptop: each comes in by PIN to the own field, and
whoever begins a shift reads what the one before left, and takes it over."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.drivers.home import home_words, waiting
from tests.ui.drivers.interview import focused_path, write
from tests.ui.drivers.locking import is_locked, type_pin
from tests.ui.drivers.vault import vault_of
from tests.ui.drivers.window import (
    asks_for_pin,
    begun_interview,
    choose_pin,
    current_page,
    enter,
    hit,
    is_open,
    page_name,
)
from tests.ui.gestures import bare, dialogs, focused, give_reason, texts
from tipdesk.demo.stations import COLLEAGUES, OFFICER, SUPERVISOR, Credentials, enrol
from tipdesk.desk.unlocking import unlock

F9, RETURN, ESCAPE = Qt.Key.Key_F9, Qt.Key.Key_Return, Qt.Key.Key_Escape
CTRL = Qt.KeyboardModifier.ControlModifier
SECOND = Credentials(COLLEAGUES[0].login, COLLEAGUES[0].passphrase)
LETTERS = "TESFAYE", "OKONKWO"


@pytest.fixture(scope="module")
def made_staffed(made_places, tmp_path_factory):
    """A second officer works here."""
    places = made_places.copy(tmp_path_factory.mktemp("hands") / "places")
    clock = places.clock()
    enrol(places.officers, COLLEAGUES[:1], clock)
    key = unlock(places.officers, SECOND.login, SECOND.passphrase, clock)
    return replace(
        places, ended=clock.now + timedelta(days=3), keys={**places.keys, SECOND.login: key}
    )


@pytest.fixture
def places(made_staffed, tmp_path):
    return made_staffed.copy(tmp_path / "places")


def cover(window):
    hit(window, F9)
    assert asks_for_pin(window)


def change_to(window, digit):
    """What an officer presses who comes to a covered laptop: eight keys."""
    hit(window, Qt.Key.Key_O, CTRL)
    hit(window, digit)
    type_pin(window)
    assert is_open(window)


def begin_shift(window, places, clock, who):
    """By passphrase; home comes, or the field where one was."""
    enter(window, places, clock, choose_pin, who, on=False)


def here(window):
    return window.services.session.officer.login


def taken(window):
    rows = vault_of(window.services.session).rows(
        "SELECT officer, json_extract(detail, '$.from'), json_extract(detail, '$.files')"
        " FROM custody WHERE action = 'shift_taken' ORDER BY seq"
    )
    return [tuple(row) for row in rows]


def test_a_shift_is_read_and_taken_over_by_enter(window, places, clock):
    begin_shift(window, places, clock, OFFICER)
    number = window.services.session.files.case(places.begun).number
    window.lock()
    clock.move(minutes=30)
    begin_shift(window, places, clock, SECOND)
    words = home_words(window)
    assert f"قبلك: {OFFICER.login}" in words
    assert not any(number in line for line in waiting(current_page(window))), "it names others"
    hit(window, Qt.Key.Key_H, CTRL)
    assert page_name(window) == "taking_over"
    lines = waiting(current_page(window))
    (line,) = [line for line in lines if number in line]
    assert "تسليم الإخطار" in line
    assert "استكمال المقابلة" in line
    assert "راجيش" not in bare(texts(window)), "no name"
    hit(window, ESCAPE)
    assert f"قبلك: {OFFICER.login}" in home_words(window), "it was not taken over"
    hit(window, Qt.Key.Key_H, CTRL)
    hit(window, RETURN)
    assert taken(window) == [(SECOND.login, OFFICER.login, str(len(lines)))]
    assert page_name(window) == "shift"
    assert "قبلك" not in home_words(window)
    hit(window, Qt.Key.Key_H, CTRL)
    assert waiting(current_page(window)) == [], "what is another's is told of once"
    hit(window, RETURN)
    assert len(taken(window)) == 1
    # What was read there is opened as any file of others: with the reason.
    hit(window, ESCAPE)
    with dialogs(give_reason):
        begun_interview(window, places)
    assert page_name(window) == "interview"


def test_nobody_is_asked_to_take_over_who_comes_back_to_the_own_shift(window, places, clock):
    begin_shift(window, places, clock, OFFICER)
    hit(window, Qt.Key.Key_H, CTRL)
    hit(window, RETURN)
    window.lock()
    begin_shift(window, places, clock, SUPERVISOR)
    assert f"قبلك: {OFFICER.login}" in home_words(window)
    cover(window)
    change_to(window, Qt.Key.Key_1)  # by PIN, to the own shift
    assert here(window) == OFFICER.login
    assert "قبلك" not in home_words(window)
    cover(window)
    change_to(window, Qt.Key.Key_2)
    assert f"قبلك: {OFFICER.login}" in home_words(window), "nobody has read it yet"
    window.lock()
    clock.move(days=1)
    begin_shift(window, places, clock, SUPERVISOR)
    assert "قبلك" not in home_words(window), "nobody was here since"


def test_three_officers_change_through_a_night_and_each_has_the_own_place_and_draft(
    window, places, clock
):
    begin_shift(window, places, clock, OFFICER)
    write(begun_interview(window, places), "acquaintance", "name_latin_surname", LETTERS[0])
    window.lock()
    begin_shift(window, places, clock, SECOND)
    with dialogs(give_reason):
        page = begun_interview(window, places)
    window.activateWindow()  # as a window manager does when a dialog closes
    QTest.qWaitForWindowActive(window)
    write(page, "acquaintance", "name_latin_given", LETTERS[1])
    window.lock()
    begin_shift(window, places, clock, SUPERVISOR)
    by_digit = {
        Qt.Key.Key_1: (OFFICER, "name_latin_surname", LETTERS[0]),
        Qt.Key.Key_2: (SECOND, "name_latin_given", LETTERS[1]),
        Qt.Key.Key_3: (SUPERVISOR, "", ""),
    }
    for digit in (*by_digit, Qt.Key.Key_2, Qt.Key.Key_1):
        who, path, letters = by_digit[digit]
        cover(window)
        with dialogs():  # nothing comes up
            change_to(window, digit)
        assert here(window) == who.login
        if path:
            assert focused_path(current_page(window)) == path
            assert focused().text() == letters
        else:
            assert page_name(window) == "shift"
    window.lock()
    assert is_locked(window)
