"""Whether the pages of a database are what was written, in the order that gives no false alarm.

`cipher_integrity_check` reads the file alone and would find fault with a page whose newer state
waits in the log; so the log is folded in before, and only when the structure is sound.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tipdesk.core.errors import VaultDamaged
from tipdesk.storage.keys.slot_file import DATABASE
from tipdesk.storage.upkeep.examination import HeldVault

_MOST = 100  # faults that are named
_NUMBER = re.compile(r"page (\d+)")
PAGE = 4096  # bytes


@dataclass(frozen=True, slots=True)
class PageState:
    """What was found. `read_whole` is False where the log kept the pages from being read alone."""

    pages: int
    altered: tuple[int, ...] = ()  # numbers of pages that are not what was written
    broken: bool = False  # the structure does not hold together
    strays: tuple[str, ...] = ()  # tables with rows whose owner is missing
    read_whole: bool = True


def check_pages(held: HeldVault) -> PageState:
    """Structure, then the log, then every page."""
    path = held.vault_dir / DATABASE
    sound = _sound(held)
    if sound and held.writable:
        with held.reading() as database:
            database.row("PRAGMA wal_checkpoint(TRUNCATE)")
    log = path.with_name(path.name + "-wal")
    read_whole = not log.exists() or log.stat().st_size == 0
    return PageState(
        pages=-(-path.stat().st_size // PAGE),
        altered=_altered(held) if read_whole else (),
        broken=not sound,
        strays=_strays(held) if sound else (),
        read_whole=read_whole,
    )


def _sound(held: HeldVault) -> bool:
    try:
        with held.reading() as database:
            return database.rows("PRAGMA quick_check(1)") == [("ok",)]
    except VaultDamaged:
        return False
    finally:
        held.reconnect()  # quick_check may tell of a damaged page without an error


def _altered(held: HeldVault) -> tuple[int, ...]:
    try:
        with held.reading() as database:
            told = [str(row[0]) for row in database.rows("PRAGMA cipher_integrity_check")]
    except VaultDamaged:
        return (0,)
    finally:
        held.reconnect()
    numbers = [int(found[1]) for line in told if (found := _NUMBER.search(line))]
    return tuple(numbers[:_MOST]) if numbers or not told else (0,)


def _strays(held: HeldVault) -> tuple[str, ...]:
    try:
        with held.reading() as database:
            rows = database.rows("PRAGMA foreign_key_check")
    except VaultDamaged:
        return ()
    return tuple(sorted({str(row[0]) for row in rows}))
