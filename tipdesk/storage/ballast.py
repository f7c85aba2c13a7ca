"""16 MiB put aside on the disk, given up when it is full so that the last words can be saved."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from tipdesk.storage.platform import free_space

NAME = "ballast"
SIZE = 16 * 1024 * 1024
_SPARE = 4 * SIZE  # left to others before it is put back


def there(vault_dir: Path) -> bool:
    """Whether it is put aside, whole."""
    try:
        return (vault_dir / NAME).stat().st_size == SIZE
    except OSError:
        return False


def ensure(vault_dir: Path) -> bool:
    """Put it aside if there is room; whether it is there now."""
    path = vault_dir / NAME
    if there(vault_dir):
        return True
    try:
        if free_space(vault_dir) < SIZE + _SPARE:
            return False
        with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            block = os.urandom(SIZE // 16)  # not zeros: file systems compress or skip them
            file.writelines(block for _ in range(16))
    except OSError:
        release(vault_dir)
        return False
    return True


def release(vault_dir: Path) -> None:
    """Give the room back to the disk."""
    with suppress(OSError):
        (vault_dir / NAME).unlink(missing_ok=True)
