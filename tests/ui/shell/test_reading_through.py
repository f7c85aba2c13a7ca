"""The window reads a large database through behind its pages, and stops nobody for a damage."""

import pytest

from tests.storage.files.test_opening_checks import flip
from tests.ui.drivers.notes import damage_note, reading_room
from tests.ui.drivers.vault import vault_of
from tests.ui.drivers.window import current_page, go_to_station
from tests.ui.gestures import bare, button, dialogs, texts
from tipdesk.demo.stations import OFFICER
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import unlock
from tipdesk.i18n.text import _
from tipdesk.storage import vault
from tipdesk.ui.shell.after_unlock import damage_text
from tipdesk.ui.station.backup import last_text, reading_text


@pytest.fixture
def enter(window, places, clock, qtbot, monkeypatch):
    """Unlocks; the database counts as large."""
    monkeypatch.setattr(vault, "_QUICKLY_READ", 0)

    def come_in(harm=lambda _session: None):
        key = unlock(places.officers, OFFICER.login, OFFICER.passphrase, clock)
        session = Session.open(places.officers, key, clock)
        harm(session)
        with dialogs():
            window.enter(session)
        return session

    return come_in


def test_it_is_read_behind_the_pages_and_told_at_the_station(window, enter, qtbot):
    session = enter()
    go_to_station(window)
    page = current_page(window)
    qtbot.waitUntil(lambda: not session.reading.under_way)
    reading_words = reading_text(session.reading)
    assert bare(reading_words) in bare(texts(page))
    assert session.reading.last().whole
    assert not damage_note(window).isVisible()
    window.lock()
    session = enter()
    assert not session.reading.under_way, "once a day"


def test_a_damage_is_said_above_the_pages_and_nothing_stops(window, enter, qtbot):
    def harm(session):
        sql = "SELECT rootpage FROM sqlite_master WHERE name = 'remark'"
        flip(session.vault_dir, vault_of(session).row(sql)[0])

    session = enter(harm)
    note = damage_note(window)
    qtbot.waitUntil(note.isVisible)
    assert bare(damage_text(last_text(None))) in bare(texts(note))
    assert not session.reading.last().whole
    button(note, _("I have read it")).click()
    assert not note.isVisible()
    window.lock()
    assert not note.isVisible()


def test_a_lock_does_not_wait_for_it(window, enter):
    session = enter()
    runner = reading_room(window)._jobs
    window.lock()
    assert session.locked
    assert not runner.busy
    assert window.services.open_session is None
    assert reading_room(window)._jobs is None
