"""What the vault remembers of its key slots, so that an older copy of them is noticed.

A removed officer, or whoever knew an old passphrase, could put an old slot file back. The
database remembers the epoch and digest of the document in use. When both are put back together
(an old disk image) nothing inside can tell; only what left the house can (custody heads).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from tipdesk.core.errors import DiskFull, TipdeskError, VaultDamaged
from tipdesk.storage import platform
from tipdesk.storage.database import Database
from tipdesk.storage.keys import known_costs
from tipdesk.storage.keys.slot_crypto import authentic
from tipdesk.storage.keys.slot_file import (
    OFFICER,
    SlotDocument,
    discard,
    prepare,
    put_in_force,
    read_documents,
    take_prepared,
)


def compare(database: Database, document: SlotDocument) -> None:
    """Accept the document in use and the one that was just being written, and what they cost.

    Raises:
        VaultDamaged: another vault's slots (what="slots"); slots or database are older than the
            other (what="slots_older").
    """
    if database.vault_id != document.vault_id:
        raise VaultDamaged(what="slots")
    known = {database.meta("slots_sha"), database.meta("slots_next_sha")}
    if document.epoch < _epoch(database) or document.sha256 not in known:
        raise VaultDamaged(what="slots_older")
    known_costs.allow(database.vault_dir, document)


def finish(database: Database, document: SlotDocument, dek: bytes | bytearray) -> SlotDocument:
    """The document in force. One whose change was recorded, and that was cut off before it took
    its place, takes it now: what the rows say of people and what opens the vault is the same.

    Raises:
        DiskFull, VaultReadOnly
    """
    awaited = database.meta("slots_next_sha")
    if not awaited or document.sha256 == awaited:
        return document
    taken = take_prepared(database.vault_dir, awaited)
    return document if taken is None or not authentic(taken, dek) else taken


def promote(database: Database, document: SlotDocument) -> None:
    """Remember the document as the one in use."""
    with database.transaction():
        database.set_meta("slots_epoch", str(document.epoch))
        database.set_meta("slots_sha", document.sha256)
        database.set_meta("slots_next_sha", "")


def expect(database: Database, document: SlotDocument) -> None:
    """Let the database know the document that is to follow, before it is in any file."""
    with database.transaction():
        database.set_meta("slots_next_sha", document.sha256)


def store(
    database: Database, document: SlotDocument, record: Callable[[], object] | None = None
) -> None:
    """Write a document that `tipdesk.storage.keys.keys` has made, and remember it.

    The database knows the new digest before the file is touched and drops the old one after:
    whenever the power goes, file and memory agree. `record` writes what else shall be known of
    the change; it runs in the transaction before the files take their places, so that a full
    disk refuses the change as a whole or not at all. Cut off between the two, the files take their
    places at the next opening: `finish`.

    Raises:
        ValueError: it was not made from the document in use.
        DiskFull, VaultReadOnly: the old one stays in use.
    """
    _catch_up(database)
    if document.epoch != _epoch(database) + 1 or document.vault_id != database.vault_id:
        raise ValueError("the slots have changed meanwhile")
    try:
        _prepare(database, document, record)
    except DiskFull:
        database.space_low = True
        platform.release(database.vault_dir)
        _prepare(database, document, record)
    put_in_force(database.vault_dir, document)
    with suppress(TipdeskError):  # in force: it is remembered at the next opening
        promote(database, document)


def in_use(database: Database) -> SlotDocument | None:
    """The slots that the vault remembers; None when no whole copy is that one."""
    known = database.meta("slots_sha")
    with suppress(TipdeskError):
        for document in read_documents(database.vault_dir):
            if document.sha256 == known:
                return document
    return None


def recovery_keys(database: Database) -> tuple[bytes, ...]:
    """The public keys (X25519) of every recovery sheet, and of the recovery shares, that open the
    vault; none when the slots in use cannot be read."""
    document = in_use(database)
    slots = () if document is None else document.slots
    return tuple(slot.public for slot in slots if slot.kind != OFFICER)


def _prepare(
    database: Database, document: SlotDocument, record: Callable[[], object] | None
) -> None:
    prepare(database.vault_dir, document)
    known_costs.allow(database.vault_dir, document)
    try:
        with database.transaction():
            database.set_meta("slots_next_sha", document.sha256)
            if record is not None:
                record()
    except BaseException:
        discard(database.vault_dir)
        raise


def _catch_up(database: Database) -> None:
    """Remember a document that took its place when the database could not be written."""
    awaited = database.meta("slots_next_sha")
    if not awaited:
        return
    for document in read_documents(database.vault_dir):
        if document.sha256 == awaited:
            promote(database, document)


def _epoch(database: Database) -> int:
    return int(database.meta("slots_epoch") or 0)
