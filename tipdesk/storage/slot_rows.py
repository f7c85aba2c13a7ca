"""What the vault remembers of its key slots, so that an older copy of them is noticed.

A removed officer, or whoever knew an old passphrase, could put an old slot file back. The
database remembers the epoch and digest of the document in use. When both are put back together
(an old disk image) nothing inside can tell; only what left the house can (custody heads).
"""

from __future__ import annotations

from tipdesk.errors import VaultDamaged
from tipdesk.storage.database import Database
from tipdesk.storage.slot_file import SlotDocument, write_document


def compare(database: Database, document: SlotDocument) -> None:
    """Accept the document in use and the one that was just being written.

    Raises:
        VaultDamaged: another vault's slots (what="slots"); slots or database are older than the
            other (what="slots_older").
    """
    if database.vault_id != document.vault_id:
        raise VaultDamaged(what="slots")
    known = {database.meta("slots_sha"), database.meta("slots_next_sha")}
    if document.epoch < _epoch(database) or document.sha256 not in known:
        raise VaultDamaged(what="slots_older")


def promote(database: Database, document: SlotDocument) -> None:
    """Remember the document as the one in use."""
    with database.transaction():
        database.set_meta("slots_epoch", str(document.epoch))
        database.set_meta("slots_sha", document.sha256)
        database.set_meta("slots_next_sha", "")


def store(database: Database, document: SlotDocument) -> None:
    """Write a document that `tipdesk.storage.keys` has made, and remember it.

    The database knows the new digest before the file is touched and drops the old one after:
    whenever the power goes, file and memory agree.

    Raises:
        ValueError: it was not made from the document in use.
        DiskFull, VaultReadOnly: the old one stays in use.
    """
    if document.epoch != _epoch(database) + 1 or document.vault_id != database.vault_id:
        raise ValueError("the slots have changed meanwhile")
    with database.transaction():
        database.set_meta("slots_next_sha", document.sha256)
    write_document(database.vault_dir, document)
    promote(database, document)


def _epoch(database: Database) -> int:
    return int(database.meta("slots_epoch") or 0)
