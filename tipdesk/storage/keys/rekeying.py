"""Changing the data key of a vault, so that somebody who left does not open it any more.

Taking a slot away is not enough: whoever kept a copy of the slot file still has the old data key.
So the key itself changes, and with it every page of the database. Nobody's passphrase is needed,
since the data key is sealed to public keys. Three steps, each whole or not there at all:

    1. the slots that stay, with the key to come sealed beside the one in use, take their places;
    2. the database is written under the key to come, in one transaction of SQLite;
    3. the slots that follow, with that key alone, take their places.

Whenever the power goes, `settle` goes on from there when the vault is opened the next time. What
somebody copied before, the attachments' keys that were seen with it, cannot be called back.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from tipdesk.core.disk import remove
from tipdesk.core.errors import DiskFull, KeyChangePending, TipdeskError, VaultDamaged
from tipdesk.storage.database import Database, connect
from tipdesk.storage.kdf import wipe
from tipdesk.storage.keys import slot_crypto, slot_rows
from tipdesk.storage.keys.keys import UnlockedKey, authentic_document
from tipdesk.storage.keys.slot_file import DATABASE, LOCK, NextKey, Slot, SlotDocument
from tipdesk.storage.keys.slot_making import normalise_login
from tipdesk.storage.platform import FolderLock, disk_errors

_ROOM = 2  # times the size of the database: SQLite's log grows to its whole size meanwhile
OLD_COPIES = "vault.pre-v*.bak"  # made before a migration, under the key of that day


@dataclass(frozen=True, slots=True, repr=False)
class Removal:
    """A document without one officer, and both keys. Wipe it."""

    login: str
    document: SlotDocument
    next_dek: bytearray

    def wipe(self) -> None:
        """Overwrite the key to come."""
        wipe(self.next_dek)


def without(vault_dir: Path, key: UnlockedKey, login: str) -> Removal:
    """The document in which `login` has no slot, with a key to come for everybody else.

    Somebody who is suspended has no slot; the key changes all the same.

    Raises:
        ValueError: it is the slot that `key` was opened with.
        KeyChangePending: an earlier change is not finished.
        DiskFull: there is no room to write the database once more.
    """
    login = normalise_login(login)
    if login == key.login:
        raise ValueError("nobody removes themselves")
    check_room(vault_dir)
    document = authentic_document(vault_dir, key.dek)
    if document.next_key is not None:
        raise KeyChangePending
    remaining = tuple(slot for slot in document.slots if slot is not document.find(login))
    dek = bytearray(os.urandom(slot_crypto.KEY_SIZE))
    fresh = replace(document, slots=remaining, epoch=document.epoch + 1, mac="", next_key=None)
    coming = replace(fresh, next_key=_next_key(fresh, dek))
    return Removal(login, slot_crypto.signed(coming, key.dek), dek)


def change_key(
    database: Database, removal: Removal, record: Callable[[], object] | None = None
) -> None:
    """Put a removal into force and change the key of the open database. `record` as in
    `slot_rows.store`. Seconds for a large vault.

    Once the first step is done the officer is out, and nothing after it is a failure: what is
    left of it is made up for at the next opening.

    Raises:
        ValueError: the slots have changed meanwhile.
        DiskFull, VaultReadOnly: all is as it was.
    """
    check_room(database.vault_dir)
    slot_rows.store(database, removal.document, record)
    following = removal.document.successor
    if following is None:
        raise ValueError("a removal has a key to come")
    with suppress(TipdeskError):
        slot_rows.expect(database, following)
        database.rekey(removal.next_dek)
        slot_rows.store(database, following)
        drop_old_copies(database.vault_dir)


def settle(vault_dir: Path, key: UnlockedKey) -> None:
    """Finish a change of the key that was cut off; `key` has the key in use afterwards. Seconds
    for a large vault. Without room for it the vault stays under the key that it has.

    The slots that follow take their places when the vault is opened (`Vault.open`).

    Raises:
        VaultInUse, VaultDamaged, VaultReadOnly
    """
    if key.next_dek is None:
        return
    lock = FolderLock(vault_dir / LOCK)
    try:
        if not _opens(vault_dir / DATABASE, key.next_dek):
            with suppress(DiskFull):
                _rekey(vault_dir, key.dek, key.next_dek)
        if _opens(vault_dir / DATABASE, key.next_dek):
            drop_old_copies(vault_dir)
            key.use_next()
    finally:
        lock.release()


def _rekey(vault_dir: Path, dek: bytearray, next_dek: bytearray) -> None:
    following = authentic_document(vault_dir, dek).successor
    if following is None:
        raise VaultDamaged(what="slots")
    check_room(vault_dir)
    connection = connect(vault_dir / DATABASE, dek)
    database = Database(vault_dir, connection, read_only=False)
    try:
        slot_rows.expect(database, following)
        database.rekey(next_dek)
    finally:
        connection.close()


def check_room(vault_dir: Path) -> None:
    """Raises DiskFull where the database could not be written once more."""
    with disk_errors():
        needed = room_for(vault_dir)
        free = shutil.disk_usage(vault_dir).free
    if free < needed:
        raise DiskFull


def room_for(vault_dir: Path) -> int:
    """Bytes that writing the whole database once more needs beside it."""
    return _ROOM * (vault_dir / DATABASE).stat().st_size


def drop_old_copies(vault_dir: Path) -> None:
    """Remove the copies made before a migration: somebody who left can open them."""
    for path in vault_dir.glob(OLD_COPIES):
        with suppress(OSError):
            remove(path)


def _next_key(document: SlotDocument, dek: bytearray) -> NextKey:
    def box(slot: Slot) -> bytes:
        following = replace(document, generation=document.generation + 1)
        return slot_crypto.close_dek(slot, following, dek).dek_box

    boxes = tuple((slot.id, box(slot)) for slot in document.slots)
    following = replace(document, next_key=NextKey(boxes)).successor
    if following is None:
        raise ValueError("no key to come")
    return NextKey(boxes, slot_crypto.signed(following, dek).mac)


def _opens(path: Path, dek: bytearray) -> bool:
    try:
        connect(path, dek).close()
    except VaultDamaged:
        return False
    return True
