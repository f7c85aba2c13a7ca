"""Passphrases and PINs that failed, noted beside the vault until it is opened and can enter them.

This slows somebody at the keyboard and tells the officer of it. Somebody with a copy of the
files is slowed by Argon2id alone.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product
from pathlib import Path

from tipdesk.core.disk import remove
from tipdesk.core.errors import FileUnreadable
from tipdesk.core.plain_file import open_plain
from tipdesk.storage.database import from_stored, to_stored

NAME = "vault.failures"
_LARGEST = 64 * 1024  # bytes that are kept
_LONGEST_WAIT = 300  # seconds
_MILLISECONDS = re.compile(r"[0-9]{1,15}")
_FREE = 3  # failures without a wait
_SHIFT = "shift_key "  # before the code of whoever has the shift key: codes have capitals
# A pipe in its place must not be waited for.
_FLAGS = os.O_CREAT | os.O_WRONLY | os.O_APPEND | getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True, slots=True)
class Failure:
    """One failed attempt of a known officer."""

    login: str
    at: datetime
    shift_key: bool = False  # its PIN, not the passphrase


def note(vault_dir: Path, login: str, at: datetime, *, shift_key: bool = False) -> None:
    """Note a failure. `login` must be a known code: a passphrase may have been typed there."""
    path = vault_dir / NAME
    with suppress(OSError):
        descriptor = os.open(path, _FLAGS, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8", newline="\n") as file:
            status = os.fstat(descriptor)
            if stat.S_ISREG(status.st_mode) and status.st_size <= _LARGEST:
                file.write(f"{to_stored(at)} {_SHIFT if shift_key else ''}{login}\n")


def failures(vault_dir: Path) -> tuple[Failure, ...]:
    """What was noted since the vault was last opened, oldest first."""
    try:
        with open_plain(vault_dir / NAME) as file:
            lines = file.read(2 * _LARGEST).decode("utf-8").splitlines()
    except (OSError, FileUnreadable, UnicodeDecodeError):
        return ()
    return tuple(failure for line in lines if (failure := _failure(line)) is not None)


def _failure(line: str) -> Failure | None:
    """None: nothing that `note` writes. Anybody can write into the folder."""
    at, _, login = line.partition(" ")
    if not login or not _MILLISECONDS.fullmatch(at):
        return None
    try:
        return Failure(login.removeprefix(_SHIFT), from_stored(int(at)), login.startswith(_SHIFT))
    except OverflowError:  # after the year 9999
        return None


@dataclass(frozen=True, slots=True)
class FailureCount:
    """How often the passphrase of one officer failed, or the PIN of the shift key, and from when
    to when."""

    login: str
    count: int
    first: datetime
    last: datetime
    shift_key: bool = False


def counted(noted: tuple[Failure, ...], known: Iterable[str]) -> tuple[FailureCount, ...]:
    """The failures of the officers in `known`. Anybody can write into the folder: what names
    nobody is left out, and no number of lines makes more than one count of an officer."""
    counts = []
    for login, shift_key in product(known, (False, True)):
        times = [
            failure.at
            for failure in noted
            if failure.login == login and failure.shift_key is shift_key
        ]
        if times:
            counts.append(FailureCount(login, len(times), min(times), max(times), shift_key))
    return tuple(counts)


def together(counts: Iterable[FailureCount]) -> tuple[FailureCount, ...]:
    """One count for each officer and way in, in the order in which they are first named."""
    sums: dict[tuple[str, bool], FailureCount] = {}
    for count in counts:
        what = count.login, count.shift_key
        known = sums.get(what, replace(count, count=0))
        first, last = min(known.first, count.first), max(known.last, count.last)
        sums[what] = replace(known, count=known.count + count.count, first=first, last=last)
    return tuple(sums.values())


def clear(vault_dir: Path) -> None:
    """Forget them, once the custody chain holds them."""
    with suppress(OSError):
        remove(vault_dir / NAME, missing_ok=True)


def seconds_to_wait(noted: tuple[Failure, ...], now: datetime) -> int:
    """How long the unlock page waits: 2, 4, 8 … seconds from the third failure on, at most 300.
    PINs of a shift key are not among them: three wrong ones end it.

    A failure that a clock far ahead noted is over: its wait would last until that day.
    """
    noted = tuple(failure for failure in noted if not failure.shift_key)
    over = len(noted) - _FREE
    if over < 0:
        return 0
    wait = min(1 << min(over + 1, 16), _LONGEST_WAIT)
    passed = int((now - noted[-1].at).total_seconds())
    return 0 if passed < -_LONGEST_WAIT else max(0, min(wait, wait - passed))
