"""Changing who gets in on a disk that is full, and set-up on one: all of it or nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.programs import small_disk
from tests.storage.samples import OFFICER, PASSPHRASES, VAULT_ID
from tipdesk.core.errors import DiskFull, TipdeskError, VaultReadOnly
from tipdesk.storage import platform
from tipdesk.storage.kdf import FLOOR
from tipdesk.storage.keys import keys, slot_rows
from tipdesk.storage.keys.keys import UnlockedKey
from tipdesk.storage.keys.slot_file import NAMES, prepare, put_in_force, write_document
from tipdesk.storage.keys.slot_making import NewSlot
from tipdesk.storage.vault import Vault

NEW = "فانوس قهوة مطر شراع نخلة"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of 8 MiB, too small for the ballast."""
    with small_disk(tmp_path / "small", "8m") as folder:
        yield folder


def vault_in(folder: Path, vault_dir: Path) -> Path:
    """A copy of the vault, without its ballast."""
    without = shutil.ignore_patterns(platform.NAME)
    return Path(shutil.copytree(vault_dir, folder / "vault", ignore=without))


def fill(folder: Path, leave: int) -> Path:
    """Fill the disk but for `leave` bytes."""
    path = folder / "full"
    with path.open("wb", buffering=0) as file:
        for block in (b"x" * 65536, b"x" * 512):
            try:
                while file.write(block) == len(block):
                    pass
            except OSError:
                continue
    os.truncate(path, path.stat().st_size - leave)
    return path


def opens(folder: Path, passphrase: str) -> bool:
    try:
        keys.unlock(folder, OFFICER, passphrase).wipe()
    except TipdeskError:
        return False
    return True


@pytest.mark.parametrize("leave", [0, 4096, 8192, 12288, 16384, 20480, 28672])
def test_what_is_reported_of_a_new_passphrase_is_so(small, vault_dir, leave):
    folder = vault_in(small, vault_dir)
    key = keys.unlock(folder, OFFICER, PASSPHRASES[OFFICER])
    document = keys.change_passphrase(folder, key, OFFICER, NEW, FLOOR)
    with Vault.open(folder, key.dek) as vault:
        full = fill(small, leave)
        try:
            slot_rows.store(vault, document, lambda: vault.set_meta("told", "1"))
            changed = True
        except DiskFull:
            changed = False
        full.unlink()
        assert vault.meta("told") == ("1" if changed else "")
        assert (opens(folder, NEW), opens(folder, PASSPHRASES[OFFICER])) == (changed, not changed)
        assert not list(folder.glob("vault.slots*.tmp"))
        key = keys.unlock(folder, OFFICER, NEW if changed else PASSPHRASES[OFFICER])
        again = keys.change_passphrase(folder, key, OFFICER, NEW, FLOOR)
        slot_rows.store(vault, again)  # with room it can be changed (again) at once
    with Vault.open(folder, key.dek):
        assert opens(folder, NEW)
        assert (folder / NAMES[0]).read_bytes() == (folder / NAMES[1]).read_bytes()


def test_the_ballast_gives_the_room(tmp_path, vault_dir, dek):
    with small_disk(tmp_path / "small", "24m") as small:
        folder = vault_in(small, vault_dir)
        (folder / platform.NAME).write_bytes(bytes(platform.SIZE))
        with Vault.open(folder, dek) as vault:
            fill(small, 0)
            document, words = keys.new_recovery(folder, UnlockedKey(OFFICER, dek, bytearray(32)))
            slot_rows.store(vault, document)
            assert vault.space_low
        assert keys.unlock_recovery(folder, words).dek == dek


def set_up(folder: Path) -> None:
    new_keys = keys.create_slots(folder, VAULT_ID, [NewSlot(OFFICER, "x")], FLOOR)
    Vault.create(folder, new_keys.dek, VAULT_ID).close()


@pytest.mark.parametrize("size", ["4k", "8k"])
def test_set_up_on_a_tiny_disk_says_that_it_is_full(tmp_path, size):
    with small_disk(tmp_path / "tiny", size) as small, pytest.raises(DiskFull):
        set_up(small / "vault")


def test_a_second_copy_that_cannot_be_written_is_no_failure(vault_dir, dek):
    """The first is in force. The second is made up for when the vault is opened the next time."""
    second = vault_dir / NAMES[1]
    with Vault.open(vault_dir, dek) as vault:
        second.unlink()
        second.mkdir()  # nothing can take its place
        document, words = keys.new_recovery(vault_dir, UnlockedKey(OFFICER, dek, bytearray(32)))
        slot_rows.store(vault, document)
    assert keys.unlock_recovery(vault_dir, words).dek == dek
    Vault.open(vault_dir, dek).close()  # and a copy that cannot be repaired keeps nobody out
    second.rmdir()
    Vault.open(vault_dir, dek).close()
    assert second.read_bytes() == (vault_dir / NAMES[0]).read_bytes()


def test_a_first_copy_that_cannot_be_written_changes_nothing(vault_dir, dek, words):
    first = vault_dir / NAMES[0]
    with Vault.open(vault_dir, dek) as vault:
        kept = first.read_bytes()
        first.unlink()
        first.mkdir()
        document, _ = keys.new_recovery(vault_dir, UnlockedKey(OFFICER, dek, bytearray(32)))
        with pytest.raises(VaultReadOnly):
            slot_rows.store(vault, document)
        with pytest.raises(VaultReadOnly):
            write_document(vault_dir, document)
        assert not list(vault_dir.glob("*.tmp"))
    assert keys.unlock_recovery(vault_dir, words).dek == dek
    first.rmdir()
    first.write_bytes(kept)
    Vault.open(vault_dir, dek).close()


def test_what_the_database_could_not_remember_is_caught_up_with(vault_dir, dek):
    """The files took their places and the disk refused the database's last word."""
    key = UnlockedKey(OFFICER, dek, bytearray(32))
    with Vault.open(vault_dir, dek) as vault:
        document, _ = keys.new_recovery(vault_dir, key)
        vault.set_meta("slots_next_sha", document.sha256)
        prepare(vault_dir, document)
        put_in_force(vault_dir, document)
        following, words = keys.new_recovery(vault_dir, key)
        slot_rows.store(vault, following)
        assert vault.meta("slots_sha") == following.sha256
    Vault.open(vault_dir, dek).close()
    assert keys.unlock_recovery(vault_dir, words).dek == dek
    with Vault.open(vault_dir, dek) as vault, pytest.raises(ValueError, match="meanwhile"):
        slot_rows.store(vault, document)
