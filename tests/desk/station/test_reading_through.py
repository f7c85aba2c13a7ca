"""A large database is read through at the first unlocking of a day; what was found is an entry."""

from collections.abc import Callable

import pytest

from tests.desk.station.test_staff import NADIA, added, key_of
from tests.desk.world import World
from tests.storage.files.test_opening_checks import flip
from tipdesk.core.errors import Cancelled
from tipdesk.core.work import Work
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.custody.integrity import chain_fault
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.storage import custody_rows, vault

Opened = Callable[[], Session]


@pytest.fixture
def opened(world: World, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Unlocks the station, whose database counts as large."""
    monkeypatch.setattr(vault, "_QUICKLY_READ", 0)

    def unlock_again() -> Session:
        world.officers.lock()
        return world.reopen(SUPERVISOR)

    return unlock_again


def entries(session: Session) -> list[str]:
    actions = [entry.action for entry in custody_rows.newest_first(session._desk.vault)]
    return [action for action in actions if action in ("read_through", "damage_found")]


def test_once_a_day_and_it_stands_in_the_chain(world: World, opened: Opened) -> None:
    session = opened()
    reading = session.reading.begin()
    assert reading is not None
    assert session.reading.under_way
    session.reading.record(undamaged=reading.is_whole(Work()))
    last = session.reading.last()
    assert last is not None
    assert (last.whole, session.reading.under_way, entries(session)) == (
        True,
        False,
        ["read_through"],
    )
    assert chain_fault(session._desk.vault) is None
    assert opened().reading.begin() is None
    world.clock.move(days=1)
    assert opened().reading.begin() is not None


def test_a_small_one_and_one_that_was_not_closed_are_read_at_opening(
    world: World, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened()
    assert not session.reading.at_every_opening
    monkeypatch.undo()
    session = opened()
    assert session.reading.at_every_opening
    assert session.reading.begin() is None


def test_a_damage_is_entered_and_looked_for_again(world: World, opened: Opened) -> None:
    session = opened()
    desk = session._desk.vault
    page = desk.row("SELECT rootpage FROM sqlite_master WHERE name = 'answer_log'")
    assert page is not None
    flip(session.vault_dir, page[0])
    reading = session.reading.begin()
    assert reading is not None
    session.reading.record(undamaged=reading.is_whole(Work()))
    assert entries(session) == ["damage_found"]
    assert opened().reading.begin() is not None, "on the same day"


def test_the_lock_and_a_new_key_end_it(world: World, opened: Opened) -> None:
    session = opened()
    reading = session.reading.begin()
    assert reading is not None
    added(session)
    session.staff.remove(key_of(session), NADIA.login)
    with pytest.raises(Cancelled):
        reading.is_whole(Work())
    session.reading.end()
    assert not entries(session)
    own_key = world.keys[SUPERVISOR.login]  # shared with other tests: not changed in its place
    renewed = UnlockedKey(own_key.login, bytearray(key_of(session).dek), bytearray(own_key.seed))
    world.keys = {**world.keys, SUPERVISOR.login: renewed}
    reading = opened().reading.begin()
    assert reading is not None
    world.officers.lock()
    with pytest.raises(Cancelled):
        reading.is_whole(Work())
