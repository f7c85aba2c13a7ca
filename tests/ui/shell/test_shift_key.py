"""The shift key at the window: chosen after the passphrase, it leads back to the same field; every
end of it asks for the passphrase, and says why."""

import pytest
from PySide6.QtCore import Qt

from tests.core.security_chips import OwnChip
from tests.ui.drivers.door import choose_code, passphrase_field, unlock_page
from tests.ui.drivers.home import unread_sign
from tests.ui.drivers.interview import focused_path, write
from tests.ui.drivers.locking import (
    end_the_shift,
    held_key,
    is_locked,
    pin_field,
    privacy_screen,
    rest,
    stay_away,
    type_pin,
    wait_for_pin,
)
from tests.ui.drivers.vault import vault_of
from tests.ui.drivers.window import (
    PIN,
    asks_for_pin,
    begun_interview,
    choose_by_typing,
    choose_pin,
    current_page,
    enter,
    hit,
    is_at_unlock,
    is_open,
    the_pin_is_asked,
)
from tests.ui.gestures import bare, dialogs, focused, press, texts, type_text, wait_until
from tipdesk.core.settings import Settings
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.ui.shell.leaving import LockReason
from tipdesk.ui.shell.privacy_screen import ended_text
from tipdesk.ui.toolkit.keyboard import Pace

F9, ESCAPE = Qt.Key.Key_F9, Qt.Key.Key_Escape
CTRL = Qt.KeyboardModifier.ControlModifier


def at_the_statement(window, places, clock, who=OFFICER):
    """Somebody with a shift key writes; the field that has the cursor."""
    enter(window, places, clock, choose_pin, who)
    page = begun_interview(window, places)
    write(page, "acquaintance", "name_latin_surname", "TESFAYE")
    return "name_latin_surname"


def lock(window):
    hit(window, Qt.Key.Key_L, CTRL)
    assert is_locked(window)


def says_ended(window, why):
    return is_at_unlock(window) and bare(ended_text(why)) in bare(texts(window))


def entries(window, count):
    rows = vault_of(window.services.session).rows(
        "SELECT action, officer, json_extract(detail, '$.by') FROM custody"
        " WHERE action IN ('locked', 'unlocked', 'shift_key_failed') ORDER BY seq DESC LIMIT ?",
        (count,),
    )
    return [tuple(row) for row in reversed(rows)]


def type_passphrase(window, who):
    page = unlock_page(window)
    choose_code(page, who.login)
    type_text(who.passphrase, passphrase_field(page))
    press(Qt.Key.Key_Return, passphrase_field(page))


def test_passphrase_once_then_six_digits_lead_back_to_the_same_field(window, places, qtbot):
    window.start()
    with dialogs():
        type_passphrase(window, OFFICER)
        choose_by_typing(window, "123456", "")
        assert "من أول ما يُجرَّب" in texts(window)
        choose_by_typing(window, PIN, "739165")
        assert "الإدخالان مختلفان" in texts(window)
        choose_by_typing(window, "٧٣٩١٦٤")
        wait_until(lambda: is_open(window))
    write(begun_interview(window, places), "acquaintance", "name_latin_surname", "TESFAYE")
    with dialogs():  # nothing comes up
        for _way in (lambda: lock(window), lambda: hit(window, F9)):
            _way()
            assert asks_for_pin(window)
            assert focused() is pin_field(window)
            type_pin(window)
            assert is_open(window)
            assert focused_path(current_page(window)) == "name_latin_surname"
    assert entries(window, 2) == [
        ("locked", OFFICER.login, "shift_key"),
        ("unlocked", OFFICER.login, "shift_key"),
    ]
    rest(window)
    qtbot.waitUntil(lambda: is_locked(window))
    window.lock_unasked(LockReason.AWAY)  # the desktop's own lock screen ends nothing
    assert asks_for_pin(window)


def test_three_wrong_ones_ask_for_the_passphrase_over_an_open_vault_and_a_closed_one(
    window, places, clock
):
    path = at_the_statement(window, places, clock)
    hit(window, F9)
    for _time in range(3):
        type_pin(window, "111111")
    assert is_locked(window)
    assert says_ended(window, "tries")
    enter(window, places, clock, choose_pin)
    assert entries(window, 2) == [
        ("shift_key_failed", OFFICER.login, None),
        ("unlocked", OFFICER.login, None),
    ]
    assert focused_path(current_page(window)) == path
    assert unread_sign(window)  # whoever comes in is told of the tries, over no file
    lock(window)
    for _time in range(3):
        type_pin(window, "222222")
    assert says_ended(window, "tries")


def test_a_wrong_pin_that_nobody_waited_for_is_told_all_the_same(window, places, clock):
    at_the_statement(window, places, clock)
    lock(window)
    cover = privacy_screen(window)
    type_text("111111", pin_field(window))
    hit(window, ESCAPE)  # to the passphrase, before anything came of it
    assert is_at_unlock(window)
    wait_for_pin(cover)
    enter(window, places, clock, choose_pin)
    assert entries(window, 2) == [
        ("shift_key_failed", OFFICER.login, None),
        ("unlocked", OFFICER.login, None),
    ]


def test_keys_after_the_sixth_digit_and_a_reader_are_no_tries(window, places, clock):
    at_the_statement(window, places, clock)
    hit(window, F9)
    type_text("111111" + "222222333333", pin_field(window))
    type_pin(window, "")
    assert "بقيت محاولتان" in bare(texts(window))
    Pace.run = 6  # as fast as no hand types
    type_text("444444", pin_field(window))
    Pace.run = 0
    type_pin(window, "555555")
    assert "بقيت محاولة واحدة" in bare(texts(window))
    type_pin(window)
    assert is_open(window)


@pytest.mark.parametrize(
    ("why", "end"),
    [
        (LockReason.SLEEP, "sleep"),
        (LockReason.LID, "gone"),
        (LockReason.SWITCHED, "gone"),
        (None, "over"),
    ],
)
def test_sleep_lid_and_the_end_of_the_shift_ask_for_the_passphrase(window, places, clock, why, end):
    at_the_statement(window, places, clock)
    held = held_key(window)
    if why in (LockReason.LID, LockReason.SWITCHED):
        window.lock_unasked(why)
    elif why is LockReason.SLEEP:
        lock(window)
        waiting = []
        window.locked.connect(lambda: waiting.append(window.holds_up_sleep()))
        assert window.holds_up_sleep(), "sleep waits for the end of the key"
        window.lock_unasked(why)
        assert waiting == [False]
    else:
        hit(window, F9)
        end_the_shift(window)
    assert is_locked(window)
    assert says_ended(window, end)
    assert held.place.read() is None


def come_in_behind(chip, window):
    """The PIN of the officer's shift lies in the computer's chip."""
    window.services.chip = lambda: chip
    window.services.settings = Settings(pin_outlasts_lid=True)
    window.start()
    type_passphrase(window, OFFICER)
    wait_until(lambda: the_pin_is_asked(window))
    assert "شريحة الأمان" in texts(window)
    choose_by_typing(window, PIN)
    wait_until(lambda: is_open(window))


def test_behind_the_security_chip_the_pin_leads_back_after_a_shut_lid(window, places):
    chip = OwnChip()
    with dialogs():
        come_in_behind(chip, window)
        write(begun_interview(window, places), "acquaintance", "name_latin_surname", "TESFAYE")
        lock(window)
        assert window.holds_up_sleep(), "sleep waits until the key knows of it"
        window.lock_unasked(LockReason.LID)
        assert is_locked(window)
        assert not window.holds_up_sleep()
        window.lock_unasked(LockReason.SLEEP)
        chip.sleep()
        assert asks_for_pin(window)
        type_pin(window)
        assert is_open(window)
        assert focused_path(current_page(window)) == "name_latin_surname"
        window.lock_unasked(LockReason.SLEEP)
        assert asks_for_pin(window)
        stay_away(window)
        assert says_ended(window, "sleep")
        assert window.leads_back() == ()


def test_behind_the_chip_too_another_session_in_front_ends_it(window, places):
    """Also after the lid was shut: whoever switches the session is there, and may try."""
    with dialogs():
        come_in_behind(OwnChip(), window)
        window.lock_unasked(LockReason.LID)
        assert asks_for_pin(window)
        window.lock_unasked(LockReason.SWITCHED)
        assert says_ended(window, "gone")
        assert window.leads_back() == ()


def test_lock_and_close_ends_it(window, places, clock):
    at_the_statement(window, places, clock)
    held = held_key(window)
    hit(window, Qt.Key.Key_L, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert not window.isVisible()
    assert held.place.read() is None


def test_another_officer_comes_in_by_digit_and_pin(window, places, clock):
    path = at_the_statement(window, places, clock)
    lock(window)
    enter(window, places, clock, choose_pin, SUPERVISOR)  # the first time by passphrase
    hit(window, F9)
    hit(window, Qt.Key.Key_O, CTRL)
    assert is_locked(window)
    shown = bare(texts(window))
    assert OFFICER.login in shown
    assert SUPERVISOR.login in shown
    hit(window, Qt.Key.Key_1)
    assert focused() is pin_field(window)
    type_pin(window)
    assert window.services.session.officer.login == OFFICER.login
    assert focused_path(current_page(window)) == path
    lock(window)
    hit(window, ESCAPE)
    assert is_at_unlock(window)
    hit(window, Qt.Key.Key_O, CTRL)
    assert asks_for_pin(window)
    hit(window, Qt.Key.Key_2)
    type_pin(window)
    assert window.services.session.officer.login == SUPERVISOR.login


def test_a_key_waits_only_so_long_for_a_pin(window, places):
    window.start()
    type_passphrase(window, OFFICER)
    wait_until(lambda: the_pin_is_asked(window))
    page = unlock_page(window)
    key = page._key
    page._patience.timeout.emit()
    assert not any(key.dek)
    assert not the_pin_is_asked(window)
