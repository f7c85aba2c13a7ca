"""Recovery shares at the desk: made, tried, used, withdrawn; and what a restored station says."""

import shutil
from pathlib import Path

import pytest

from tests.desk.station.test_backup import backed_up
from tests.desk.station.test_rehearsal import files, new_sheet
from tests.desk.station.test_setup_and_session import actions
from tests.desk.world import World
from tests.programs import copy_vault
from tipdesk.cases.model import Role
from tipdesk.core.errors import WrongRecoveryWords, WrongShare
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.custody.integrity import chain_fault
from tipdesk.desk.locked_vault import seconds_to_wait
from tipdesk.desk.open_vault import Confirmed
from tipdesk.desk.session.session import Session
from tipdesk.desk.station.recovery import RenewalPlan, SheetState, note_shares, reset_passphrase
from tipdesk.desk.station.shares import (
    OpenedShare,
    ShareSheet,
    SharesState,
    open_share,
    unlock_shares,
)
from tipdesk.desk.unlocking import UnlockedKey, unlock_with_words
from tipdesk.desk.upkeep.restoring import (
    FoundBackup,
    Unlock,
    by_shares,
    by_words,
    find_backups,
    open_backup,
    restore_station,
)
from tipdesk.storage import custody_rows
from tipdesk.storage.keys import unlock_failures

PINS = ("271828", "31415926", "1618033")
Prepared = tuple[Path, tuple[ShareSheet, ...], tuple[OpenedShare, ...]]


def key_of(world: World, login: str) -> UnlockedKey:
    own_key = world.keys[login]
    return UnlockedKey(login, bytearray(own_key.dek), bytearray(own_key.seed))


def make_shares(session: Session, key: UnlockedKey, *signers: Confirmed) -> tuple[tuple, tuple]:
    """Three holders, one after another; their sheets, and what their PINs open."""
    making, sheets, opened = session.shares.begin(key), [], []
    for pin in PINS:
        locked = making.locking(pin, cheap=True)()
        sheets.append(making.sheet(locked))
        making.add(locked)
        opened.append(OpenedShare(locked.opened.share, bytearray(locked.opened.pin_key)))
    session.shares.record(making, *signers)
    making.wipe()
    assert not any(making.secret)
    return tuple(sheets), tuple(opened)


@pytest.fixture(scope="module")
def prepared(template: World, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """The officers' vault with shares."""
    folder = tmp_path_factory.mktemp("shares") / "vault"
    shutil.copytree(template.folder / "officers", folder)
    session = Session.open(folder, key_of(template, SUPERVISOR.login), template.clock)
    note_shares(session._desk.vault, used=True)  # as after two of them have opened the vault
    sheets, opened = make_shares(
        session, key_of(template, SUPERVISOR.login), template.confirm(OFFICER)
    )
    assert not session.shares.standing().used
    entry = custody_rows.head(session._desk.vault)
    assert entry is not None
    assert (entry.action, entry.officer) == ("shares_made", SUPERVISOR.login)
    assert entry.detail["set"] == str(sheets[0].set_number)
    session.lock()
    return folder, sheets, opened


@pytest.fixture
def shared(world: World, prepared: Prepared) -> World:
    """A world whose officers' station has shares."""
    folder = world.officers.vault_dir
    world.sessions.pop("officers").lock()
    shutil.rmtree(folder)
    copy_vault(prepared[0], folder)
    return world


def words(sheet: ShareSheet) -> str:
    return " ".join(sheet.sheet.words)


def test_a_sheet_says_which_share_it_is_and_asks_three_words_back(
    prepared: Prepared, shared: World
) -> None:
    sheets = prepared[1]
    assert [paper.number for paper in sheets] == [1, 2, 3]
    assert {(paper.station, paper.set_number) for paper in sheets} == {
        (shared.officers.station.code, sheets[0].set_number)
    }
    sheet = sheets[1].sheet
    words_asked = [sheet.words[at - 1] for at in sheet.asked]
    assert not sheet.wrong(
        (words_asked[0], words_asked[1][:4], f"{sheet.numbers[sheet.asked[2] - 1]:04d}")
    )
    assert sheet.wrong((words_asked[0], "acid", words_asked[2])) == (sheet.asked[1],)
    assert shared.officers.shares.standing().made_at is not None


def test_two_shares_let_an_officer_in_again_and_open_nothing_afterwards(
    prepared: Prepared, shared: World
) -> None:
    folder, (first, _two, three) = shared.officers.vault_dir, prepared[2]
    shared.officers.lock()
    session = Session.open(folder, unlock_shares(folder, three, first), shared.clock)
    shared.sessions["officers"] = session
    assert session.recovered
    entry = custody_rows.head(session._desk.vault)
    assert entry is not None
    assert (entry.action, entry.detail["shares"]) == ("recovered_by_shares", "1 3")
    plan = session.renewals.plan_reset(OFFICER.login, "محيط سنبلة دفتر جبل نافذة", cheap_keys=True)
    assert isinstance(plan, RenewalPlan)
    second = shared.confirm(SUPERVISOR)
    session.renewals.record_renewal(reset_passphrase(plan), second)
    sheet = session.renewals.new_recovery_sheet(None, second)
    unlock_shares(folder, first, three).wipe()  # until the new sheet is confirmed
    session.renewals.sheet_confirmed()
    with pytest.raises(WrongShare):
        unlock_shares(folder, first, three)
    with pytest.raises(WrongShare, match="'none'"):
        open_share(folder, words(prepared[1][1]), PINS[1])
    assert unlock_with_words(folder, " ".join(sheet.words)).recovered
    assert shared.reopen(SUPERVISOR).shares.standing() == SharesState(None, used=True)
    shared.officers.shares.withdraw(key_of(shared, SUPERVISOR.login))
    assert not shared.officers.shares.standing().used


def test_a_recovery_that_was_cut_off_still_asks_for_new_ones(
    prepared: Prepared, shared: World
) -> None:
    folder, (first, second, _three) = shared.officers.vault_dir, prepared[2]
    sheet = new_sheet(shared)
    shared.officers.renewals.sheet_confirmed()
    assert shared.officers.renewals.sheet_state is SheetState.CONFIRMED
    shared.officers.lock()
    Session.open(folder, unlock_with_words(folder, " ".join(sheet.words)), shared.clock).lock()
    session = shared.reopen()
    assert session.renewals.sheet_state is SheetState.USED
    assert not session.shares.standing().used
    session.lock()
    Session.open(folder, unlock_shares(folder, first, second), shared.clock).lock()
    assert shared.reopen().shares.standing().used


def test_a_wrong_pin_counts_waits_and_is_told(prepared: Prepared, shared: World) -> None:
    folder = shared.officers.vault_dir
    shared.officers.lock()
    with pytest.raises(WrongShare, match="'pin'"):
        open_share(folder, words(prepared[1][0]), PINS[2], shared.clock)
    assert seconds_to_wait(folder, shared.clock) == 0
    for _ in range(2):
        unlock_failures.note(folder, "recovery", shared.clock())
    assert seconds_to_wait(folder, shared.clock) > 0
    session = shared.reopen(SUPERVISOR)
    (entry,) = [
        entry
        for entry in custody_rows.chain(session._desk.vault)
        if entry.action == "share_pin_failed"
    ]
    assert (entry.officer, entry.detail["count"]) == ("recovery", "3")
    assert [(tries.login, tries.count) for tries in session.failed_tries] == [("recovery", 3)]
    assert seconds_to_wait(folder, shared.clock) == 0


def test_a_rehearsal_changes_nothing_but_the_chain(prepared: Prepared, shared: World) -> None:
    session = shared.officers
    before, state = files(session.vault_dir), session.shares.standing()
    opened = [
        open_share(session.vault_dir, words(prepared[1][at]), PINS[at], shared.clock)
        for at in (0, 1)
    ]
    session.rehearsal.share_opened(opened[0])
    session.rehearsal.try_shares(*opened)
    with pytest.raises(WrongShare):
        session.rehearsal.try_shares(opened[0], opened[0])
    session.rehearsal.share_refused()
    entries = custody_rows.chain(session._desk.vault)[-3:]
    assert [entry.action for entry in entries] == ["share_rehearsed"] * 3
    assert [(entry.detail["opened"], entry.detail.get("number")) for entry in entries] == [
        ("yes", "1"),
        ("yes", "2"),
        ("no", None),
    ]
    assert files(session.vault_dir) == before
    assert session.shares.standing() == state
    assert session.officer.role is Role.OFFICER


def test_withdrawn_shares_open_nothing_and_the_sheet_stays(
    prepared: Prepared, shared: World
) -> None:
    sheet = new_sheet(shared)
    shared.officers.renewals.sheet_confirmed()
    session = shared.reopen(SUPERVISOR)
    session.shares.withdraw(key_of(shared, SUPERVISOR.login))
    assert actions(session)[-1] == "shares_withdrawn"
    assert session.shares.standing() == SharesState(None, used=False)
    with pytest.raises(WrongShare):
        unlock_shares(session.vault_dir, prepared[2][0], prepared[2][1])
    assert unlock_with_words(session.vault_dir, " ".join(sheet.words)).recovered
    with pytest.raises(WrongShare, match="'none'"):
        session.shares.withdraw(key_of(shared, SUPERVISOR.login))


# --- restoring ----------------------------------------------------------------------------------


def restored(world: World, fresh: Path, backup: FoundBackup, unlock: Unlock) -> Session:
    """The station comes back, and an officer looks at it; then whoever restored it goes on."""
    opened = open_backup(backup, unlock, Work())
    assert restore_station(opened, fresh, world.clock, Work()) == "recovery"
    session = world.open(fresh, OFFICER)
    (entry,) = [
        entry for entry in custody_rows.chain(session._desk.vault) if entry.action == "restored"
    ]
    by_shares = opened.key.shares != ()
    assert entry.officer == "recovery"
    assert entry.detail.get("sheet", "") == ("" if by_shares else "used")
    assert entry.detail.get("shares", "") == ("used" if by_shares else "")
    assert chain_fault(session._desk.vault) is None
    assert session.shares.standing().used is by_shares
    assert (session.renewals.sheet_state is SheetState.USED) is not by_shares
    session.lock()
    again = Session.open(fresh, opened.key, world.clock)
    assert again.recovered
    again.lock()
    return again


def test_a_station_comes_back_without_any_passphrase(
    prepared: Prepared, shared: World, tmp_path: Path
) -> None:
    sheet = new_sheet(shared)
    shared.officers.renewals.sheet_confirmed()
    backed_up(shared, shared.officers)
    shared.officers.lock()
    (backup,) = find_backups(shared.usb_drive)
    with pytest.raises(WrongRecoveryWords):
        open_backup(backup, by_words("abandon " * 23 + "art"), Work())
    restored(shared, tmp_path / "words", backup, by_words(" ".join(sheet.words)))
    two = open_share(backup.folder, words(prepared[1][1]), PINS[1]), prepared[2][2]
    restored(shared, tmp_path / "shares", backup, by_shares(*two))


def test_shares_of_another_vault_open_nothing_here(prepared: Prepared, world: World) -> None:
    with pytest.raises(WrongShare, match="'none'"):
        open_share(world.officers.vault_dir, words(prepared[1][0]), PINS[0])
    with pytest.raises(WrongShare):
        unlock_shares(world.officers.vault_dir, prepared[2][0], prepared[2][1])
