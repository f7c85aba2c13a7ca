"""Hiding everything by one key (F9), and names (F7)."""

from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.ui.drivers.interview import (
    answered,
    come_by_no_key,
    fail_saving,
    go_to,
    put_answers,
    question,
    write,
)
from tests.ui.drivers.locking import pin_field, privacy_screen_clock, type_pin
from tests.ui.drivers.seeing import every
from tests.ui.drivers.window import (
    begun_interview,
    choose_pin,
    current_page,
    enter,
    go_home,
    heard,
    hit,
    is_at_unlock,
    is_behind_privacy_screen,
    no_pin,
    top_bar,
)
from tests.ui.gestures import bare, dialogs, focused, texts
from tipdesk.cases.model import Answer
from tipdesk.core.errors import DiskFull

F7, F9 = Qt.Key.Key_F7, Qt.Key.Key_F9


def begun(window, places, clock):
    enter(window, places, clock, choose_pin)
    page = begun_interview(window, places)
    write(page, "acquaintance", "name_latin_surname", "TESFAYE")
    return page


def test_only_the_pin_lifts_the_privacy_screen_and_the_cursor_is_where_it_was(
    window, places, clock
):
    page = begun(window, places, clock)
    cursor = focused()
    hit(window, F9)
    assert is_behind_privacy_screen(window)
    assert focused() is pin_field(window)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space, F9):
        hit(window, key)
    type_pin(window, "111111")
    assert is_behind_privacy_screen(window)
    assert "بقيت محاولتان" in bare(texts(window))
    type_pin(window, "۷۳۹۱۶۴")
    assert page.isVisible()
    assert focused() is cursor
    assert cursor.text() == "TESFAYE"


def test_under_the_privacy_screen_no_screen_reader_and_no_picture_finds_anything(
    window, places, clock
):
    begun(window, places, clock)
    number = window.services.session.files.case(places.begun).number
    assert any("TESFAYE" in text for text in heard(window))
    assert any(number in text for text in heard(window))
    hit(window, F9)
    covered = heard(window)
    assert covered
    assert not any("TESFAYE" in text or number in text for text in covered)
    assert not any(line.text() == "TESFAYE" for line in every(window, QLineEdit))
    with_file = window.grab().toImage()
    type_pin(window)
    go_home(window)
    hit(window, F9)
    privacy_screen_clock(window).setText("")
    without = window.grab().toImage()
    hit(window, F9)
    privacy_screen_clock(window).setText("")
    assert without == window.grab().toImage()
    assert without.size() == with_file.size()


def test_what_was_typed_is_kept_before_the_privacy_screen(window, places, clock):
    begun(window, places, clock)
    hit(window, F9)
    answers = window.services.session.files.load(places.begun).answers
    assert answers["name_latin_surname"].value == "TESFAYE"


def put(page, text):
    """An answer that came by no key: the row is told, and no cursor leaves it."""
    question(page, "name_latin_surname").editor.inputs()[0].setText(text)
    come_by_no_key(page, "name_latin_surname")


def test_the_privacy_screen_keeps_an_answer_that_the_cursor_has_not_left(window, places, clock):
    page = begun(window, places, clock)
    page.flush()
    top_bar(window).hide_names.setFocus()
    put(page, "HAILE")
    hit(window, F9)
    answers = window.services.session.files.load(places.begun).answers
    assert answers["name_latin_surname"].value == "HAILE"


def test_another_section_keeps_an_answer_that_the_cursor_has_not_left(window, places, clock):
    page = begun(window, places, clock)
    page.flush()
    top_bar(window).hide_names.setFocus()
    put(page, "HAILE")
    go_to(page, "account")
    answers = window.services.session.files.load(places.begun).answers
    assert answers["name_latin_surname"].value == "HAILE"


def test_an_answer_put_now_takes_along_what_was_typed(window, places, clock):
    page = begun(window, places, clock)
    page.flush()
    put(page, "HAILE")
    put_answers(page, {"urgency": Answer("routine")})
    assert answered(page, "name_latin_surname").value == "HAILE"  # the rules know it as well
    answers = window.services.session.files.load(places.begun).answers
    assert [answers[path].value for path in ("name_latin_surname", "urgency")] == [
        "HAILE",
        "routine",
    ]


def test_the_privacy_screen_falls_over_an_open_dialog(window, places, clock):
    page = begun(window, places, clock)

    def cover(dialog):
        hit(dialog, F9)

    with dialogs(cover):
        fail_saving(page, DiskFull())
    assert is_behind_privacy_screen(window)
    assert QApplication.activeModalWidget() is None
    type_pin(window)
    assert page.isVisible()


def test_without_a_pin_the_privacy_screen_is_a_lock(window, places, clock):
    enter(window, places, clock, no_pin)
    hit(window, F9)
    assert is_at_unlock(window)
    assert window.services.open_session is None


def test_names_are_hidden_by_one_key_and_stay_hidden_over_a_lock(window, places, clock):
    page = begun(window, places, clock)
    hit(window, F7)
    assert not question(page, "name_latin_surname").is_open
    window.lock()
    enter(window, places, clock)
    page = current_page(window)
    assert not question(page, "name_latin_surname").is_open
    hit(window, F7)
    assert question(page, "name_latin_surname").is_open


def test_the_privacy_screens_clock_is_kuwaits(window, places, clock):
    begun(window, places, clock)
    clock.now = datetime(2026, 11, 24, 19, 50, tzinfo=UTC)
    hit(window, F9)
    assert bare(privacy_screen_clock(window).text()) == "22:50"
