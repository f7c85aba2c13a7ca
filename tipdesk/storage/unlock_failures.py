"""Passphrases that failed, noted beside the vault until it is opened and can enter them.

This slows somebody at the keyboard and tells the officer of it. Somebody with a copy of the
files is slowed by Argon2id alone.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tipdesk.storage.times import from_stored, to_stored

NAME = "vault.failures"
_LARGEST = 64 * 1024  # bytes that are kept
_LONGEST_WAIT = 300  # seconds
_MILLISECONDS = re.compile(r"[0-9]{1,15}")
_FREE = 3  # failures without a wait


@dataclass(frozen=True, slots=True)
class Failure:
    """One failed attempt of a known officer."""

    login: str
    at: datetime


def note(vault_dir: Path, login: str, at: datetime) -> None:
    """Note a failure. `login` must be a known code: a passphrase may have been typed there."""
    path = vault_dir / NAME
    with suppress(OSError):
        if path.exists() and path.stat().st_size > _LARGEST:
            return
        flags = os.O_CREAT | os.O_WRONLY | os.O_APPEND
        with os.fdopen(os.open(path, flags, 0o600), "a", encoding="utf-8", newline="\n") as file:
            file.write(f"{to_stored(at)} {login}\n")


def failures(vault_dir: Path) -> tuple[Failure, ...]:
    """What was noted since the vault was last opened, oldest first."""
    try:
        with (vault_dir / NAME).open("rb") as file:
            lines = file.read(2 * _LARGEST).decode("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return ()
    return tuple(failure for line in lines if (failure := _failure(line)) is not None)


def _failure(line: str) -> Failure | None:
    """None: nothing that `note` writes. Anybody can write into the folder."""
    at, _, login = line.partition(" ")
    if not login or not _MILLISECONDS.fullmatch(at):
        return None
    try:
        return Failure(login, from_stored(int(at)))
    except OverflowError:  # after the year 9999
        return None


def clear(vault_dir: Path) -> None:
    """Forget them, once the custody chain holds them."""
    with suppress(OSError):
        (vault_dir / NAME).unlink(missing_ok=True)


def seconds_to_wait(noted: tuple[Failure, ...], now: datetime) -> int:
    """How long the unlock page waits: 2, 4, 8 … seconds from the third failure on, at most 300."""
    over = len(noted) - _FREE
    if over < 0:
        return 0
    wait = min(1 << min(over + 1, 16), _LONGEST_WAIT)
    passed = int((now - noted[-1].at).total_seconds())
    return max(0, min(wait, wait - passed))
