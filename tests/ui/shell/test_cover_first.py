"""Whatever hides the screen hides it first: what is typed is saved, dialogs are sent away and the
pages are turned under a lid that is on the glass already."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from tests.ui.drivers.interview import question
from tests.ui.drivers.locking import pin_field
from tests.ui.drivers.seeing import long_field
from tests.ui.drivers.window import (
    PIN,
    asks_for_pin,
    choose_pin,
    current_page,
    enter,
    hit,
    is_at_unlock,
    is_behind_privacy_screen,
    no_pin,
    turn,
)
from tests.ui.glass import (
    CTRL,
    CTRL_L,
    F9,
    HIDING_ACTS,
    STORY,
    Watch,
    is_covered,
    on_glass,
    written,
)
from tipdesk.demo.stations import OFFICER, open_as

LONG = 5_000_000


def kept(places, clock):
    session = open_as(places.officers, OFFICER, clock)
    try:
        file = session.files.load(places.begun)
        answer = file.answers.get("stmt_arabic")
        return answer.value if answer else "", session.drafts.draft(places.begun)
    finally:
        session.lock()


@pytest.mark.parametrize("pin", [choose_pin, no_pin])
@pytest.mark.parametrize("way", HIDING_ACTS)
def test_the_glass_is_covered_before_the_vault_is_written(window, places, clock, way, pin):
    enter(window, places, clock, pin)
    written(window, places)
    assert not is_covered(window)
    watch = Watch(window)
    HIDING_ACTS[way](window)
    turn()
    assert watch.covered
    assert all(watch.covered)
    assert asks_for_pin(window) or is_at_unlock(window)


@pytest.mark.parametrize("way", ["F9", "Ctrl+L", "Ctrl+Shift+L", "curtain", "rest", "away"])
def test_it_is_covered_in_the_turn_of_the_key_and_all_else_follows(window, places, clock, way):
    enter(window, places, clock)
    page = written(window, places)
    watch = Watch(window)
    HIDING_ACTS[way](window)
    assert is_covered(window)
    assert watch.covered == []
    assert current_page(window) is page
    turn()
    assert watch.covered


def test_a_computer_that_does_not_wait_is_locked_before_it_goes_on(window, places, clock):
    """Where the system waits for nobody, the keys are gone when its message has been handled."""
    enter(window, places, clock)
    written(window, places)
    HIDING_ACTS["sleep"](window)
    assert window.services.open_session is None


@pytest.mark.parametrize(
    ("way", "pin"),
    [("F9", choose_pin), pytest.param("Ctrl+L", no_pin, marks=pytest.mark.long)],
)
def test_five_million_letters(window, places, clock, way, pin):
    enter(window, places, clock, pin)
    text = (STORY * (LONG // len(STORY) + 1))[:LONG]
    written(window, places, text)
    watch = Watch(window)
    HIDING_ACTS[way](window)
    assert is_covered(window)
    turn()
    assert watch.covered
    assert all(watch.covered)
    if way == "F9":
        window.lock()
    answer, draft = kept(places, clock)
    assert not answer
    assert draft.typed["stmt_arabic"] == text  # longer than an answer can be, and not lost


# --- keys that follow ---------------------------------------------------------------------------


@pytest.mark.dressed
def test_the_next_key_goes_to_what_follows_not_into_the_statement(window, places, clock):
    enter(window, places, clock, choose_pin)
    page = written(window, places)
    field = long_field(question(page, "stmt_arabic").editor)
    F9(window)
    for digit in PIN[:5]:
        QTest.keyClick(window.windowHandle(), Qt.Key(ord(digit)))
    assert is_behind_privacy_screen(window)
    assert pin_field(window).filled == 5
    assert field.toPlainText() == STORY


def test_before_anybody_has_unlocked_there_is_nothing_to_cover(window):
    window.start()
    QApplication.processEvents()
    before = on_glass(window)
    for way in (F9, CTRL_L):
        way(window)
    assert on_glass(window) == before


@pytest.mark.dressed
def test_it_is_as_large_as_the_window_at_any_time(window, places, clock):
    enter(window, places, clock, choose_pin)
    written(window, places)
    for size in ((1100, 700), (1500, 900)):
        window.resize(*size)
        QApplication.processEvents()
    F9(window)
    assert (window.width(), window.height()) == (1500, 900)
    assert is_covered(window)
    window.resize(1280, 720)
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    window.repaint()
    turn()
    assert is_behind_privacy_screen(window)


def test_a_lock_leaves_no_lid_behind(window, places, clock):
    for _time in range(2):
        enter(window, places, clock, no_pin)
        written(window, places)
        hit(window, Qt.Key.Key_L, CTRL)
        QApplication.processEvents()
        assert is_at_unlock(window)
        assert not is_covered(window)
        assert [top_level for top_level in QApplication.topLevelWidgets() if isinstance(top_level, QDialog)
                and top_level.isVisible()] == []  # fmt: skip
