"""`vault.slots` and `vault.slots.b`: the key slots on disk, two copies of one document."""

from __future__ import annotations

from contextlib import suppress
from itertools import count
from pathlib import Path

from tipdesk.core.errors import FileUnreadable, VaultDamaged, VaultMissing, VaultTooNew
from tipdesk.core.plain_file import open_plain
from tipdesk.storage.keys.slot_document import SlotDocument, framed, parse
from tipdesk.storage.platform import disk_errors, replace_durably, sync_directory, write_beside

NAMES = ("vault.slots", "vault.slots.b")
DATABASE = "vault.db"
LOCK = "vault.lock"
_LARGEST = 1024 * 1024  # bytes; some 1,500 slots


def write_document(vault_dir: Path, document: SlotDocument) -> None:
    """Replace both copies: `prepare` and `put_in_force`.

    Raises:
        DiskFull, VaultReadOnly: neither copy was replaced.
    """
    prepare(vault_dir, document)
    put_in_force(vault_dir, document)


def prepare(vault_dir: Path, document: SlotDocument) -> None:
    """Put both copies on the disk beside those in use: whatever needs room happens here.

    Raises:
        DiskFull, VaultReadOnly: nothing is left behind.
    """
    try:
        with disk_errors():
            for name in NAMES:
                write_beside(vault_dir / name, framed(document.body()))
            sync_directory(vault_dir)  # what is recorded next has to find them: `take_prepared`
    except BaseException:
        discard(vault_dir)
        raise


def discard(vault_dir: Path) -> None:
    """Remove prepared copies that will not be used."""
    for name in NAMES:
        with suppress(OSError):
            (vault_dir / f"{name}.tmp").unlink(missing_ok=True)


def take_prepared(vault_dir: Path, sha256: str) -> SlotDocument | None:
    """Let a prepared copy of this digest take its place; None: there is none. The other copy is
    made up for by `repair_copies`.

    Raises:
        DiskFull, VaultReadOnly: it stays beside.
    """
    for name in NAMES:
        path = vault_dir / f"{name}.tmp"
        try:
            with open_plain(path) as file:
                document = parse(file.read(_LARGEST + 1))
        except (OSError, FileUnreadable, VaultDamaged, VaultTooNew):
            continue
        if document.sha256 == sha256:
            with disk_errors():
                replace_durably(path, vault_dir / name)
            return document
    return None


def put_in_force(vault_dir: Path, document: SlotDocument) -> None:
    """Let the prepared copies take their places, one after the other.

    Once the first has, the document is in force, and nothing after it is a failure: the second is
    made up for when the vault is opened the next time.

    Raises:
        VaultReadOnly: the old document stays in use.
    """
    first, second = (vault_dir / name for name in NAMES)
    try:
        with disk_errors():
            replace_durably(vault_dir / f"{first.name}.tmp", first)
    except BaseException:
        if not _holds(first, document):
            discard(vault_dir)
            raise
    with suppress(OSError):
        replace_durably(vault_dir / f"{second.name}.tmp", second)


def repair_copies(vault_dir: Path, document: SlotDocument) -> None:
    """Write a copy anew that is missing, damaged or left behind, if the disk allows it."""
    for name in NAMES:
        path = vault_dir / name
        if not _holds(path, document):
            with suppress(OSError):
                replace_durably(write_beside(path, framed(document.body())), path)
    discard(vault_dir)


def odd_copies(vault_dir: Path, document: SlotDocument) -> dict[str, bool]:
    """The copies that do not hold `document`, or what it follows, by name: whether there is one."""
    names = (name for name in NAMES if not _leads_to(vault_dir / name, document))
    return {name: (vault_dir / name).exists() for name in names}


def _leads_to(path: Path, document: SlotDocument) -> bool:
    """Whether it holds the document, or the one whose key to come is now in use."""
    try:
        with open_plain(path) as file:
            held = parse(file.read(_LARGEST + 1))
    except (OSError, FileUnreadable, VaultDamaged, VaultTooNew):
        return False
    return document in (held, held.successor)


def _holds(path: Path, document: SlotDocument) -> bool:
    try:
        with open_plain(path) as file:
            return file.read(_LARGEST + 1) == framed(document.body())
    except (OSError, FileUnreadable):
        return False


def set_aside(vault_dir: Path) -> None:
    """Rename slots without a database, left by a set-up that was cut off. Nothing is deleted."""
    for name in NAMES:
        path = vault_dir / name
        if path.exists():
            old = next(
                candidate
                for number in count(1)
                if not (candidate := vault_dir / f"{name}.old-{number}").exists()
            )
            with disk_errors():
                replace_durably(path, old)


def read_documents(vault_dir: Path) -> tuple[SlotDocument, ...]:
    """The whole copies, newest first, equal ones once. Never empty.

    Raises:
        VaultMissing: there is neither a copy nor a database.
        VaultTooNew: a newer tipdesk wrote them, and no copy of a known version is whole.
        VaultDamaged: no copy is whole (details: what="slots").
    """
    found = 0
    documents: dict[str, SlotDocument] = {}
    newer: VaultTooNew | None = None
    for name in NAMES:
        try:
            with open_plain(vault_dir / name) as file:
                data = file.read(_LARGEST + 1)
        except (OSError, FileUnreadable):
            continue
        found += 1
        try:
            document = parse(data)
        except VaultTooNew as error:
            newer = error
        except VaultDamaged:
            continue
        else:
            documents.setdefault(document.sha256, document)
    if not found and not (vault_dir / DATABASE).exists():
        raise VaultMissing
    if not documents:
        raise newer or VaultDamaged(what="slots")
    return tuple(sorted(documents.values(), key=lambda document: -document.epoch))
