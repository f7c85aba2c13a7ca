"""Unlocking raises what a guess costs, quietly: the chain says so, and nothing keeps anybody out."""

import shutil
from collections import namedtuple
from dataclasses import replace

import pytest

from tests import remembered
from tests.desk.station.test_setup_and_session import actions
from tests.desk.world import World
from tests.storage.keys.test_dearer_slots import DEARER
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import UnlockedKey, unlock
from tipdesk.storage import custody_rows, kdf
from tipdesk.storage.kdf import FLOOR, KdfCost
from tipdesk.storage.keys import keys
from tipdesk.storage.keys.slot_file import read_documents


def with_dearer(world: World) -> UnlockedKey:
    folder = world.officers.vault_dir
    key = unlock(folder, OFFICER.login, OFFICER.passphrase, world.clock)
    return replace(key, dearer=keys.raised(folder, key, OFFICER.passphrase, DEARER))


def cost(world: World, login: str = OFFICER.login) -> KdfCost | None:
    return keys.cost_of(read_documents(world.officers.vault_dir)[0], login)


def test_the_dearer_slot_is_in_use_once_the_vault_is_open_and_stands_in_the_chain(
    world: World,
) -> None:
    key = with_dearer(world)
    world.officers.lock()
    session = world.sessions["officers"] = Session.open(world.officers.vault_dir, key, world.clock)
    assert (cost(world), cost(world, SUPERVISOR.login)) == (DEARER, FLOOR)
    assert actions(session)[-2:] == ["unlocked", "kdf_raised"]
    detail = custody_rows.head(session._desk.vault).detail
    assert (detail["memory_kib"], detail["time"], detail["lanes"]) == ("66560", "3", "4")
    assert not any(key.dek)
    session.lock()
    again = unlock(session.vault_dir, OFFICER.login, OFFICER.passphrase, world.clock)
    assert Session.open(session.vault_dir, again, world.clock).lock() is None


def test_slots_that_changed_meanwhile_keep_nobody_out(world: World) -> None:
    key, late = with_dearer(world), with_dearer(world)
    folder = world.officers.vault_dir
    world.officers.lock()
    Session.open(folder, key, world.clock).lock()
    session = world.sessions["officers"] = Session.open(folder, late, world.clock)
    assert actions(session).count("kdf_raised") == 1
    assert cost(world) == DEARER


def test_a_full_disk_keeps_the_old_slot_and_the_ballast(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = with_dearer(world)
    world.officers.lock()
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage(1 << 30, 1 << 30, 4096))
    session = world.sessions["officers"] = Session.open(world.officers.vault_dir, key, world.clock)
    assert actions(session)[-1] == "unlocked"
    assert cost(world) == FLOOR
    assert (session.vault_dir / "ballast").exists()


def test_the_unlock_job_brings_no_cheaper_slot_along(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kdf, "_argon2", remembered.argon2)  # it is measured
    monkeypatch.setattr(kdf, "total_memory", lambda: 1 << 30)  # the smallest that bears more
    folder = world.officers.vault_dir
    key = unlock(folder, OFFICER.login, OFFICER.passphrase, world.clock, raise_cost=True)
    if key.dearer is not None:  # a machine that bears no more than the floor brings none
        cost = keys.cost_of(key.dearer, OFFICER.login)
        assert cost is not None
        assert FLOOR.below(cost)
        assert cost.within_bounds
