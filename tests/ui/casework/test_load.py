"""The load of each officer, and files given to another one, as a supervisor does it by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.ui.drivers.home import home_words
from tests.ui.drivers.seeing import line_fields, rows, table
from tests.ui.drivers.window import current_page, enter, hit, no_pin, page_name
from tests.ui.gestures import bare, button, click, dialogs, press, texts, type_text, wait_until
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.i18n.text import _

SIX, RETURN, ESCAPE = Qt.Key.Key_6, Qt.Key.Key_Return, Qt.Key.Key_Escape
WHY = "إجازة طويلة"


@pytest.fixture
def chief(window, places, clock):
    """A supervisor at home."""
    enter(window, places, clock, no_pin, SUPERVISOR, on=False)
    return window


def listed(root) -> list[str]:
    return [bare(" ".join(line)) for line in rows(table(root))]


def of(window, login) -> list[str]:
    return [line for line in listed(current_page(window)) if login in line]


def open_files(window) -> dict[str, int]:
    loads = window.services.session.load.officers()
    return {load.officer.login: load.open_files for load in loads}


def chosen(dialog, why=WHY) -> None:
    press(Qt.Key.Key_A, table(dialog), Qt.KeyboardModifier.ControlModifier)
    type_text(why, line_fields(dialog)[0])


def test_from_home_by_one_key_to_the_load_and_the_files_of_an_officer(chief, places):
    hit(chief, SIX)
    assert page_name(chief) == "load"
    before = open_files(chief)
    assert before[OFFICER.login] > 2
    assert str(before[OFFICER.login]) in of(chief, OFFICER.login)[0]
    session = chief.services.session
    names = {session.files.case(case).display_name for case in (places.ready, places.exported)}

    def give(dialog) -> None:
        assert len(listed(dialog)) == before[OFFICER.login]
        assert not [name for name in names if name in texts(dialog)]
        assert not button(dialog, _("Reassign")).isEnabled()  # no file and no reason
        press(Qt.Key.Key_Space, table(dialog))
        assert not button(dialog, _("Reassign")).isEnabled()
        type_text(WHY, line_fields(dialog)[0])
        press(RETURN)
        wait_until(lambda: len(listed(dialog)) == before[OFFICER.login] - 1)
        assert "أُسند ملف واحد" in texts(dialog)
        press(ESCAPE)

    with dialogs(give):
        press(RETURN, table(current_page(chief)))
    after = open_files(chief)
    assert after[OFFICER.login] == before[OFFICER.login] - 1
    assert after[SUPERVISOR.login] == before.get(SUPERVISOR.login, 0) + 1
    assert str(after[OFFICER.login]) in of(chief, OFFICER.login)[0]
    chief.activateWindow()  # a window manager does so when a dialog closes
    hit(chief, ESCAPE)
    assert page_name(chief) == "shift"


def test_all_of_them_and_what_is_stopped_stays(chief):
    hit(chief, SIX)
    before = open_files(chief)[OFFICER.login]

    def stop(dialog) -> None:
        chosen(dialog)
        click(dialog, _("Reassign"))
        press(ESCAPE)
        wait_until(lambda: "أُوقف" in texts(dialog))
        assert len(listed(dialog)) == before
        press(ESCAPE)

    def go_through(dialog) -> None:
        chosen(dialog)
        press(RETURN)
        wait_until(lambda: _("No open file") in texts(dialog))
        press(ESCAPE)

    with dialogs(stop):
        press(RETURN, table(current_page(chief)))
    assert open_files(chief)[OFFICER.login] == before
    with dialogs(go_through):
        press(RETURN, table(current_page(chief)))
    assert open_files(chief)[OFFICER.login] == 0


def test_a_file_that_names_somebody_else_is_not_chosen_and_says_so(chief, places):
    session = chief.services.session
    session.readers.unname(places.ready, SUPERVISOR.login)
    number = session.files.case(places.ready).number
    hit(chief, SIX)

    def look(dialog) -> None:
        (line,) = [line for line in listed(dialog) if number in line]
        assert _("you are not assigned") in line
        chosen(dialog)
        press(RETURN)
        wait_until(lambda: len(listed(dialog)) == 1)
        press(ESCAPE)

    with dialogs(look):
        press(RETURN, table(current_page(chief)))
    assert open_files(chief)[OFFICER.login] == 1


def test_home_tells_of_the_files_of_somebody_who_is_out(chief, places):
    text = "لدى من لم يعد يعمل هنا"
    assert text not in home_words(chief)
    session = chief.services.session
    count = open_files(chief)[OFFICER.login]
    session.staff.suspend(places.key(SUPERVISOR), OFFICER.login)
    hit(chief, SIX)
    hit(chief, ESCAPE)
    assert text in home_words(chief)
    assert str(count) in bare(home_words(chief))
    click(current_page(chief), _("Reassign them"))
    assert page_name(chief) == "load"
    assert "موقوف" in listed(current_page(chief))[0]


def test_nobody_else_is_led_there(window, places, clock):
    enter(window, places, clock, no_pin, on=False)
    hit(window, SIX)  # another line, of files
    assert page_name(window) == "shift"
    assert "ملفات مفتوحة بحسب الموظف" not in home_words(window)
