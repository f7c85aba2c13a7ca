"""Somebody leaves: the data key changes, whole or not at all, whatever happens meanwhile."""

from __future__ import annotations

import shutil
from contextlib import contextmanager

import pytest

from tests.storage.samples import OFFICER, PASSPHRASES, START, SUPERVISOR, new_case
from tipdesk.cases.model import Answer
from tipdesk.core.errors import (
    DiskFull,
    KeyChangePending,
    UnknownLogin,
    VaultDamaged,
    WrongPassphrase,
)
from tipdesk.storage import interview_rows
from tipdesk.storage.database import connect
from tipdesk.storage.files import case_rows
from tipdesk.storage.kdf import FLOOR
from tipdesk.storage.keys import keys, rekeying, slot_rows
from tipdesk.storage.keys.slot_file import DATABASE, NAMES, parse
from tipdesk.storage.vault import Vault

STORY = "قالت إن الجواز أُخذ منها"


@pytest.fixture
def with_story(vault_dir, dek):
    """A vault with one answer."""
    with Vault.open(vault_dir, dek) as vault:
        case = new_case(vault)
        interview_rows.save_answers(
            vault, case.id, {"stmt": Answer(STORY)}, officer=OFFICER, at=START
        )
    return vault_dir


def supervisor(vault_dir):
    return keys.unlock(vault_dir, SUPERVISOR, PASSPHRASES[SUPERVISOR])


def remove(vault_dir, dek, record=None):
    with rekeying_of(vault_dir) as removal, Vault.open(vault_dir, dek) as vault:
        rekeying.change_key(vault, removal, record)


@contextmanager
def rekeying_of(vault_dir):
    """The removal of the officer, by the supervisor."""
    removal = rekeying.without(vault_dir, supervisor(vault_dir), OFFICER)
    yield removal
    removal.wipe()


def opened(vault_dir):
    """The vault as the supervisor opens it after whatever happened."""
    key = supervisor(vault_dir)
    rekeying.settle(vault_dir, key)
    return Vault.open(vault_dir, key.dek), key


def story(vault):
    (case,) = case_rows.list_cases(vault)
    return interview_rows.answers(vault, case.id)["stmt"].value


def test_who_was_removed_opens_nothing_more_and_everybody_else_does(with_story, dek, words):
    old = {name: (with_story / name).read_bytes() for name in NAMES}
    remove(with_story, dek)
    with pytest.raises(UnknownLogin):
        keys.unlock(with_story, OFFICER, PASSPHRASES[OFFICER])
    for key in (supervisor(with_story), keys.unlock_recovery(with_story, words)):
        assert key.next_dek is None
        assert key.dek != dek
        with Vault.open(with_story, key.dek) as vault:
            assert story(vault) == STORY
    with pytest.raises(VaultDamaged):
        connect(with_story / DATABASE, dek)
    # A copy of the slots from before gives the old key, which opens nothing.
    for name, data in old.items():
        (with_story / name).write_bytes(data)
    with pytest.raises(VaultDamaged):
        Vault.open(with_story, keys.unlock(with_story, OFFICER, PASSPHRASES[OFFICER]).dek)


def test_no_page_is_left_under_the_old_key(with_story, dek):
    (with_story / "vault.pre-v7.bak").write_bytes(b"made before a migration")
    before = (with_story / DATABASE).read_bytes()
    remove(with_story, dek)
    after = (with_story / DATABASE).read_bytes()
    pages = range(0, min(len(before), len(after)), 4096)
    assert all(before[at : at + 4096] != after[at : at + 4096] for at in pages)
    assert not list(with_story.glob("*.bak"))
    log = with_story / f"{DATABASE}-wal"
    assert not log.exists() or log.stat().st_size == 0


def test_the_change_is_recorded_with_its_first_step_or_not_at_all(with_story, dek):
    def refuse():
        raise DiskFull

    with pytest.raises(DiskFull):
        remove(with_story, dek, refuse)
    assert keys.unlock(with_story, OFFICER, PASSPHRASES[OFFICER]).dek == dek
    with rekeying_of(with_story) as removal, Vault.open(with_story, dek) as vault:
        rekeying.change_key(vault, removal, lambda: vault.set_meta("removed", OFFICER))
        assert vault.meta("removed") == OFFICER
        vault.set_meta("still", "written")  # the connection goes on under the new key
    vault, _ = opened(with_story)
    with vault:
        assert (vault.meta("removed"), vault.meta("still")) == (OFFICER, "written")


def test_without_room_for_a_second_database_nothing_begins(with_story, monkeypatch):
    usage = shutil.disk_usage(with_story)._replace(free=1000)
    monkeypatch.setattr(rekeying.shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(DiskFull):
        rekeying.without(with_story, supervisor(with_story), OFFICER)


def test_nobody_removes_themselves(with_story):
    with pytest.raises(ValueError, match="themselves"):
        rekeying.without(with_story, supervisor(with_story), SUPERVISOR)


@pytest.mark.parametrize("step", ["slots", "known", "database", "first file"])
def test_what_was_cut_off_is_finished_at_the_next_opening(with_story, dek, step):
    with rekeying_of(with_story) as removal:
        vault = Vault.open(with_story, dek)
        slot_rows.store(vault, removal.document)
        following = removal.document.successor
        if step != "slots":
            slot_rows.expect(vault, following)
        if step in ("database", "first file"):
            vault.rekey(removal.next_dek)
        vault.close()
        if step == "first file":
            both = [(with_story / name).read_bytes() for name in NAMES]
            with Vault.open(with_story, removal.next_dek):
                pass
            (with_story / NAMES[1]).write_bytes(both[1])
    with pytest.raises((UnknownLogin, WrongPassphrase)):
        keys.unlock(with_story, OFFICER, PASSPHRASES[OFFICER])
    vault, key = opened(with_story)
    with vault:
        assert story(vault) == STORY
    assert key.dek != dek
    with pytest.raises(VaultDamaged):
        connect(with_story / DATABASE, dek)
    for name in NAMES:
        assert parse((with_story / name).read_bytes()) == following
    assert supervisor(with_story).next_dek is None


def test_without_room_the_vault_opens_under_the_key_that_it_has(with_story, dek, monkeypatch):
    with rekeying_of(with_story) as removal, Vault.open(with_story, dek) as vault:
        slot_rows.store(vault, removal.document)
    usage = shutil.disk_usage(with_story)._replace(free=1000)
    with monkeypatch.context() as patch:
        patch.setattr(rekeying.shutil, "disk_usage", lambda _path: usage)
        vault, key = opened(with_story)
        with vault:
            assert story(vault) == STORY
        assert key.dek == dek
        # Until it is finished the slots do not change again: the key to come would be lost.
        with pytest.raises(KeyChangePending):
            keys.change_passphrase(with_story, key, SUPERVISOR, "x y z", FLOOR)
    with pytest.raises(KeyChangePending):
        rekeying.without(with_story, key, "T-99")
    vault, key = opened(with_story)
    vault.close()
    assert key.dek != dek


def test_an_altered_key_to_come_is_no_key(with_story, dek):
    with rekeying_of(with_story) as removal, Vault.open(with_story, dek) as vault:
        slot_rows.store(vault, removal.document)
    whole = (with_story / NAMES[0]).read_bytes()
    at = whole.index(b'"next":')
    for position in range(at, whole.index(b'"norm":'), 7):
        changed = bytearray(whole)
        changed[position] ^= 1
        for name in NAMES:
            (with_story / name).write_bytes(changed)
        with pytest.raises(VaultDamaged):
            supervisor(with_story)
