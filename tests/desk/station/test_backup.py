"""A backup from the desk: noted in the vault and the chain, and missed after a week."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.desk.world import World
from tipdesk.cases.custody.chain import timestamp
from tipdesk.core.errors import Cancelled, KeyChangePending, WrongPassphrase
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR
from tipdesk.desk.custody.integrity import chain_fault
from tipdesk.desk.session.session import Session
from tipdesk.desk.station.backup import make
from tipdesk.desk.unlocking import unlock
from tipdesk.desk.upkeep import restoring
from tipdesk.desk.upkeep.restoring import by_passphrase, find_backups, open_backup, restore_station
from tipdesk.storage import bundle_numbers, custody_rows


def backed_up(world: World, session: Session, work: Work | None = None):
    key = unlock(session.vault_dir, session.officer.login, passphrase_of(session))
    try:
        new_backup = make(session.backups.plan(world.usb_drive), key, work or Work())
    finally:
        key.wipe()
    session.backups.record(new_backup)
    return new_backup


def passphrase_of(session: Session) -> str:
    who = {credentials.login: credentials for credentials in (OFFICER, SUPERVISOR)}
    return who[session.officer.login].passphrase


def test_a_backup_is_noted_with_the_head_that_lies_on_the_usb_drive(world: World) -> None:
    world.exported(world.approved())
    session = world.officers
    vault = session._desk.vault
    head = custody_rows.head(vault)
    assert session.backups.last() is None
    new_backup = backed_up(world, session)
    assert head is not None
    assert new_backup.manifest.head_hash == head.hash
    event = custody_rows.head(vault)
    assert event is not None
    assert (event.action, event.detail["head"], event.detail["seq"]) == (
        "backup_made",
        head.hash,
        str(head.seq),
    )
    last = session.backups.last()
    assert last is not None
    assert (last.made_at, last.name) == (new_backup.manifest.made_at, new_backup.folder.name)
    assert new_backup.folder.name == f"{session.station.code}-2026-11-24-1200"  # Kuwait's clock
    assert chain_fault(vault) is None
    assert custody_rows.seals(vault)[-1].seq == event.seq


def test_it_is_missed_after_a_week_and_only_where_there_is_something_to_lose(world: World) -> None:
    session = world.officers
    assert not session.backups.is_due()  # no file yet
    world.interview()
    session = world.officers
    assert session.backups.is_due()
    backed_up(world, session)
    assert not session.backups.is_due()
    world.clock.move(days=6, hours=23)
    assert not session.backups.is_due()
    world.clock.move(hours=2)
    assert session.backups.is_due()
    backed_up(world, session)
    world.clock.move(days=-40)  # a clock that stood ahead excuses nobody
    assert session.backups.is_due()


def test_a_receiving_station_has_something_to_lose_once_it_has_received(world: World) -> None:
    bundle = world.exported(world.approved())
    assert not world.prosecution.backups.is_due()
    world.accept(world.check(bundle.path))
    assert world.prosecution.backups.is_due()


def test_a_stopped_backup_is_not_noted(world: World) -> None:
    world.interview()
    work = Work()
    work.cancel()
    with pytest.raises(Cancelled):
        backed_up(world, world.officers, work)
    assert world.officers.backups.last() is None
    assert list(world.usb_drive.rglob("manifest.json")) == []


def test_while_the_key_is_being_changed_there_is_no_backup(world: World) -> None:
    session = world.officers
    key = unlock(session.vault_dir, OFFICER.login, OFFICER.passphrase)
    key = replace(key, next_dek=bytearray(32))
    with pytest.raises(KeyChangePending):
        make(session.backups.plan(world.usb_drive), key, Work())


def test_a_second_backup_copies_what_is_new_only(world: World) -> None:
    world.accept(world.check(world.exported(world.approved()).path))
    key = unlock(world.prosecution.vault_dir, RECEIVER.login, RECEIVER.passphrase)
    copies = []
    for _time in range(2):
        new_backup = make(world.prosecution.backups.plan(world.usb_drive), key, Work())
        world.prosecution.backups.record(new_backup)
        copies.append((new_backup.attachments, new_backup.copied))
    assert copies == [(1, 1), (1, 0)]  # the bundle that was received, sealed
    assert len(list(world.usb_drive.glob("*/*/manifest.json"))) == 2


# --- restoring ----------------------------------------------------------------------------------


def test_a_station_comes_back_with_its_files_and_says_so(world: World, tmp_path: Path) -> None:
    case_id = world.approved()
    session = world.officers
    new_backup = backed_up(world, session)
    session.new_files.open_case()  # after the backup: it is lost with the laptop
    session.lock()
    (listed,) = find_backups(world.usb_drive)
    assert restoring.known_logins(listed.folder) == ("T-07", "S-01")
    opened = open_backup(listed, by_passphrase(OFFICER.login, OFFICER.passphrase), Work())
    assert (opened.station.code, opened.made_at) == (
        session.station.code,
        new_backup.manifest.made_at,
    )
    assert (opened.proof.cases, opened.missing) == (1, 0)
    fresh = tmp_path / "fresh"
    world.clock.move(days=1)
    assert restore_station(opened, fresh, world.clock, Work()) == OFFICER.login
    opened.wipe()
    again = world.open(fresh, OFFICER)
    world.sessions["officers"] = again
    assert [case.id for case in again.files.list_cases()] == [case_id]
    assert again.warnings == ()
    vault = again._desk.vault
    (event,) = [entry for entry in custody_rows.chain(vault) if entry.action == "restored"]
    assert event.officer == OFFICER.login
    assert event.detail["backup"] == timestamp(new_backup.manifest.made_at)
    assert event.detail["head"] == new_backup.manifest.head_hash
    assert event.seq == new_backup.manifest.head_seq + 1
    assert chain_fault(vault) is None
    last = again.backups.last()
    assert last is not None
    assert last.made_at == new_backup.manifest.made_at
    state = again._desk.book.state
    assert state.series == {event.detail["series"]}  # whoever restored signed that numbers begin
    world.exported(case_id)  # the officer's keys came back too
    assert bundle_numbers.series(vault) in state.series
    again.lock()
    supervisor = world.sessions["officers"] = world.open(fresh, SUPERVISOR)
    assert supervisor.register.difference is None
    assert ("series", (OFFICER.login,)) in [(item.what, item.by) for item in supervisor.news]


def test_a_clock_behind_the_backup_is_told_in_the_chain(world: World, tmp_path: Path) -> None:
    world.interview()
    backed_up(world, world.officers)
    world.clock.move(days=-3)
    opened = open_backup(
        find_backups(world.usb_drive)[0], by_passphrase(OFFICER.login, OFFICER.passphrase), Work()
    )
    restore_station(opened, tmp_path / "fresh", world.clock, Work())
    again = world.open(tmp_path / "fresh", OFFICER)
    world.sessions["fresh"] = again
    assert chain_fault(again._desk.vault) is None
    (event,) = [
        entry for entry in custody_rows.chain(again._desk.vault) if entry.action == "restored"
    ]
    assert "clock" in event.detail


def test_a_wrong_passphrase_opens_no_backup(world: World) -> None:
    backed_up(world, world.officers)
    (listed,) = find_backups(world.usb_drive)
    with pytest.raises(WrongPassphrase):
        open_backup(listed, by_passphrase(OFFICER.login, SUPERVISOR.passphrase), Work())
    assert not (listed.folder / "vault.failures").exists()
