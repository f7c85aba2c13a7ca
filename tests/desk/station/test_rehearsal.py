"""A recovery sheet is tried: what came of it, an entry of the audit log, and nothing else."""

from pathlib import Path

import pytest

from tests.desk.station.test_setup_and_session import actions
from tests.desk.world import World
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.station.recovery import RehearsalOutcome, Tried
from tipdesk.desk.station.setup import RecoverySheet
from tipdesk.desk.unlocking import unlock, unlock_with_words
from tipdesk.storage import custody_rows, passphrase
from tipdesk.storage.keys.slot_file import NAMES

OTHER = passphrase.to_words(bytes(range(32)))


def new_sheet(world: World) -> RecoverySheet:
    """Made by a supervisor, who stays at the vault."""
    if world.officers.officer.login != SUPERVISOR.login:
        world.reopen(SUPERVISOR)
    key = unlock(world.officers.vault_dir, SUPERVISOR.login, SUPERVISOR.passphrase, world.clock)
    return world.officers.renewals.new_recovery_sheet(key, world.confirm(OFFICER))


def files(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in NAMES}


def test_the_words_or_numbers_of_the_sheet_open_and_change_nothing(world: World) -> None:
    sheet = new_sheet(world)
    session = world.officers
    session.renewals.sheet_confirmed()
    before = files(session.vault_dir)
    for typed in (sheet.words, [f"{number:04d}" for number in sheet.numbers]):
        assert session.rehearsal.try_words("\n".join(typed)) == Tried(RehearsalOutcome.OPENS)
    assert actions(session)[-2:] == ["recovery_rehearsed"] * 2
    entry = custody_rows.head(session._desk.vault)
    assert entry is not None
    assert (entry.officer, entry.detail["opened"]) == (SUPERVISOR.login, "yes")
    assert not set(sheet.words) & set(str(entry.detail).split())
    assert files(session.vault_dir) == before
    assert not session.renewals.sheet_open
    session.lock()
    assert unlock_with_words(session.vault_dir, " ".join(sheet.words)).recovered


def test_while_a_new_sheet_waits_both_open_and_then_only_the_new_one(world: World) -> None:
    old, session = new_sheet(world), world.officers
    session.renewals.sheet_confirmed()
    new = new_sheet(world)
    tried = [session.rehearsal.try_words(" ".join(sheet.words)).outcome for sheet in (old, new)]
    assert tried == [RehearsalOutcome.OPENS, RehearsalOutcome.OPENS]
    assert session.renewals.sheet_open, "a rehearsal confirms nothing"
    session.renewals.sheet_confirmed()
    tried = [session.rehearsal.try_words(" ".join(sheet.words)).outcome for sheet in (old, new)]
    assert tried == [RehearsalOutcome.OTHER, RehearsalOutcome.OPENS]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (OTHER, Tried(RehearsalOutcome.OTHER)),
        ((OTHER[1], OTHER[0], *OTHER[2:]), Tried(RehearsalOutcome.MISTYPED)),
        ((*OTHER[:3], "zzz", *OTHER[4:]), Tried(RehearsalOutcome.MISTYPED, 4)),
        (OTHER[:23], Tried(RehearsalOutcome.MISTYPED)),
        ((), Tried(RehearsalOutcome.MISTYPED)),
    ],
)
def test_what_does_not_open_is_told_apart(
    world: World, words: tuple[str, ...], expected: Tried
) -> None:
    session = world.officers
    before = actions(session)
    assert session.rehearsal.try_words(" ".join(words)) == expected
    new = actions(session)[len(before) :]
    assert new == (["recovery_rehearsed"] if expected.outcome is RehearsalOutcome.OTHER else [])
