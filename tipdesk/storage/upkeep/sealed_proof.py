"""Whether a sealed file can still be opened, and its digest, in one pass over the file."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from tipdesk.core.errors import FileUnreadable, VaultDamaged
from tipdesk.core.plain_file import open_plain
from tipdesk.core.sealed_file import CHUNK, SealedReader
from tipdesk.storage.database.database import Database
from tipdesk.storage.evidence.attachments import with_open_key
from tipdesk.storage.evidence.staging import SealedContent
from tipdesk.storage.platform import forget_cached
from tipdesk.storage.upkeep.backup_set import Entry

Step = Callable[[int], None]  # is told of so many bytes more; may raise Cancelled


class _Digested(io.RawIOBase):
    """A file that is read; what is read in order, from the first byte to the last, is digested."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        self._sha256 = hashlib.sha256()
        self._done = 0

    def read(self, size: int = -1, /) -> bytes:
        """As the file underneath."""
        at = self._file.tell()
        data = self._file.read(size)
        if at == self._done:
            self._sha256.update(data)
            self._done += len(data)
        return data

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """As the file underneath."""
        return self._file.seek(offset, whence)

    def sha256(self) -> str:
        """Of the whole file; '' when not all of it was read."""
        whole = self._done == self._file.seek(0, io.SEEK_END)
        return self._sha256.hexdigest() if whole else ""

    def close(self) -> None:
        """And the file underneath."""
        self._file.close()
        super().close()


def proved(path: Path, content: SealedContent, step: Step) -> Entry | None:
    """Read a sealed file from its device, open every chunk; None: missing, altered or unreadable.
    What is closed to whoever asks is held against the digest that was taken when it was sealed.

    `step` may raise Cancelled.
    """
    if not content.key:
        return _proved_closed(path, content, step)
    try:
        with open_plain(path) as file:
            forget_cached(file.fileno())
            digested = _Digested(file)
            reader = SealedReader(
                cast("BinaryIO", digested), content.key, content.id.encode("ascii")
            )
            if reader.size != content.size:
                return None
            while data := reader.read(CHUNK):
                step(len(data))
            size, sha256 = file.seek(0, io.SEEK_END), digested.sha256()
    except (FileUnreadable, VaultDamaged, OSError):
        return None
    return Entry(content.id, size, sha256) if sha256 else None


def _proved_closed(path: Path, content: SealedContent, step: Step) -> Entry | None:
    digest, size = hashlib.sha256(), 0
    try:
        with open_plain(path) as file:
            forget_cached(file.fileno())
            while data := file.read(CHUNK):
                digest.update(data)
                size += len(data)
                step(len(data))
    except (FileUnreadable, OSError):
        return None
    lies = digest.hexdigest()
    return Entry(content.id, size, lies) if lies == (content.sealed_sha256 or lies) else None


def sealed_contents(vault: Database) -> Iterator[SealedContent]:
    """Everything sealed that a row can open: attachments, and what was received."""
    rows = vault.rows(
        "SELECT id, key, size, sealed_sha256 FROM attachment WHERE key IS NOT NULL"
        " UNION ALL SELECT sealed_id, key, size, '' FROM received WHERE sealed_id IS NOT NULL"
        " ORDER BY 1"
    )
    for row in rows:
        yield with_open_key(*row)
