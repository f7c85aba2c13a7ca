"""A lock on a full disk: the ballast takes the last words; else covered, tried again, locked."""

import pytest
from PySide6.QtCore import Qt

from tests.programs import small_disk
from tests.storage.keys.test_slots_on_a_full_disk import fill
from tests.ui.drivers.interview import come_by_no_key, question, write
from tests.ui.drivers.locking import (
    is_locked,
    rest,
    rest_timer,
    rest_watch,
    try_again_soon,
    type_pin,
    waiting_lock,
)
from tests.ui.drivers.vault import vault_of
from tests.ui.drivers.window import (
    begun_interview,
    choose_pin,
    enter,
    heard,
    hit,
    is_behind_privacy_screen,
    is_open,
    is_under_cover,
    no_pin,
    turn,
)
from tests.ui.gestures import answer, dialogs, texts
from tests.ui.shell.test_main_window import full_disk
from tipdesk.demo.stations import OFFICER, open_as
from tipdesk.i18n.text import _
from tipdesk.storage import platform
from tipdesk.ui.shell.leaving import WaitingLock

CTRL = Qt.KeyboardModifier.ControlModifier
STORY = "قالت إنها وصلت في مارس"


@pytest.fixture
def refused(window, places, clock):
    """Enters, types, and the disk takes nothing any more."""

    def begin(pin):
        enter(window, places, clock, pin)
        page = begun_interview(window, places)
        full_disk(window, page)
        page.flush()
        try_again_soon(window)
        return page

    return begin


def free(window):
    vault_of(window.services.session).limit_pages(10**6)


def kept(places, clock):
    session = open_as(places.officers, OFFICER, clock)
    try:
        return session.files.load(places.begun).answers["stmt_arabic"].value
    finally:
        session.lock()


@pytest.mark.parametrize("way", ["nobody is there", "F9 without a PIN"])
def test_the_screen_is_covered_at_once_and_locks_when_the_words_are_kept(
    window, places, clock, qtbot, refused, way
):
    refused(no_pin)
    if way == "nobody is there":
        rest(window)
        turn()
    else:
        hit(window, Qt.Key.Key_F9)
    assert is_under_cover(window)
    assert not any(STORY in text for text in heard(window))
    assert rest_timer(window).isActive()
    hit(window, Qt.Key.Key_F9)  # covered already: it gives nothing up
    assert is_under_cover(window)
    free(window)
    qtbot.waitUntil(lambda: is_locked(window))
    assert _("What was typed last could not be saved.") not in texts(window)
    assert kept(places, clock).startswith(STORY)


def test_after_one_more_period_it_locks_whatever_the_disk_says(window, qtbot, refused):
    refused(no_pin)
    shown = []
    window._layers.currentChanged.connect(lambda _at: shown.append(is_under_cover(window)))
    rest_watch(window).start(40)
    qtbot.waitUntil(lambda: is_locked(window))
    assert any(shown)
    assert _("What was typed last could not be saved.") in texts(window)


def test_whoever_comes_back_with_the_pin_finds_the_words(window, qtbot, refused):
    page = refused(choose_pin)
    rest(window)
    turn()
    assert is_behind_privacy_screen(window)
    type_pin(window)
    assert is_open(window)
    assert question(page, "stmt_arabic").text.startswith(STORY)
    free(window)
    assert page.flush()
    assert not waiting_lock(window).isActive()  # nothing locks by itself any more


def test_a_mistake_of_the_program_holds_no_lock_back_and_is_told(qtbot):
    def broken():
        raise ZeroDivisionError

    with qtbot.capture_exceptions() as exceptions:
        assert WaitingLock(broken).begin() is False
        qtbot.waitUntil(lambda: len(exceptions) == 1)


@pytest.fixture
def little(tmp_path):
    """A real disk with room for a vault and its ballast."""
    with small_disk(tmp_path / "small", "128m") as folder:
        yield folder


def test_the_ballast_takes_the_last_words_of_a_really_full_disk(window, made_places, little, clock):
    places = made_places.copy(little / "places")
    window.services.vault_dir = places.officers
    enter(window, places, clock, no_pin)
    page = begun_interview(window, places)
    assert (places.officers / platform.NAME).stat().st_size == platform.SIZE
    story = f"{STORY}. " * 9000
    write(page, "account", "stmt_arabic", STORY)
    question(page, "stmt_arabic").editor.show_value(story)
    come_by_no_key(page, "stmt_arabic")
    full = fill(little, 0)
    with dialogs():  # nobody is asked anything
        hit(window, Qt.Key.Key_L, CTRL)
    assert is_locked(window)
    assert not (places.officers / platform.NAME).exists()
    full.unlink()
    assert kept(places, clock) == story


def test_a_lock_by_key_asks_first(window, refused):
    refused(no_pin)
    with dialogs(answer(_("Stay here"), says=_("What was typed last is not saved"))):
        hit(window, Qt.Key.Key_L, CTRL)
    assert is_open(window)
