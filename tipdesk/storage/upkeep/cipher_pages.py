"""The pages of a SQLCipher database read one by one, past damaged ones: for salvage only.

SQLCipher itself stops at the first damaged page, and a damaged page high up in a table's tree hides
everything below it. Format 4: each page of 4096 bytes ends in an IV of 16 bytes and an HMAC-SHA512
of ciphertext, IV and page number; the file's first 16 bytes are the salt of the HMAC's key.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tipdesk.core.errors import VaultDamaged

PAGE = 4096
USABLE = PAGE - 80
_SALT = 16
_MAGIC = b"SQLite format 3\x00"
_LOG_HEADER, _FRAME_HEADER = 32, 24
_TRIED = 40  # pages on which a salt is tried


class CipherPages:
    """Open for reading only: nothing is written, not even beside. Close it."""

    def __init__(self, path: Path, dek: bytes | bytearray) -> None:
        """Raises VaultDamaged: no page opens with this key."""
        self._file = path.open("rb")
        log = path.with_name(path.name + "-wal")
        self._log = log.open("rb") if log.exists() else None
        self._cipher = algorithms.AES256(bytes(dek))
        self._newer = dict(_log_frames(self._log)) if self._log is not None else {}
        self.count = max(-(-path.stat().st_size // PAGE), *self._newer, 0)
        try:
            self._mac_key = self._found_key(bytes(dek))
        except BaseException:
            self.close()
            raise

    def page(self, number: int) -> bytes | None:
        """The plain page without its reserve (page 1 with SQLite's mark); None: it is damaged."""
        for sealed in self._states(number):
            if self._is_genuine(sealed, number, self._mac_key):
                return self._plain(sealed, number)
        return None

    def close(self) -> None:
        """Let the files go."""
        self._file.close()
        if self._log is not None:
            self._log.close()

    def _states(self, number: int) -> Iterator[bytes]:
        """What log and file hold of a page, the newest first."""
        places: list[tuple[BinaryIO, int]] = [(self._file, (number - 1) * PAGE)]
        if self._log is not None and number in self._newer:
            places.insert(0, (self._log, self._newer[number]))
        for file, at in places:
            file.seek(at)
            sealed = file.read(PAGE)
            if len(sealed) == PAGE:
                yield sealed

    def _found_key(self, dek: bytes) -> bytes:
        self._file.seek(0)
        start = self._file.read(_SALT).ljust(_SALT, b"\0")
        tried = range(1, min(self.count, _TRIED) + 1)
        for salt in _salts(start):
            key = _mac_key(dek, salt)
            for number in tried:
                if any(self._is_genuine(sealed, number, key) for sealed in self._states(number)):
                    return key
        raise VaultDamaged(what="database")

    def _is_genuine(self, sealed: bytes, number: int, key: bytes) -> bool:
        start = _SALT if number == 1 else 0
        told = sealed[start : PAGE - 64] + struct.pack("<I", number)
        return hmac.compare_digest(hmac.digest(key, told, "sha512"), sealed[PAGE - 64 :])

    def _plain(self, sealed: bytes, number: int) -> bytes:
        start = _SALT if number == 1 else 0
        vector = sealed[USABLE : USABLE + 16]
        opener = Cipher(self._cipher, modes.CBC(vector)).decryptor()
        plain = opener.update(sealed[start:USABLE]) + opener.finalize()
        return _MAGIC + plain if number == 1 else plain


def _mac_key(dek: bytes, salt: bytes) -> bytes:
    masked = bytes(byte ^ 0x3A for byte in salt)
    return hashlib.pbkdf2_hmac("sha512", dek, masked, 2, 32)


def _salts(start: bytes) -> Iterator[bytes]:
    """What stands there, then everything that differs in one bit: no page opens without it."""
    yield start
    whole = int.from_bytes(start, "big")
    for bit in range(8 * _SALT):
        yield (whole ^ (1 << bit)).to_bytes(_SALT, "big")


def _log_frames(log: BinaryIO) -> Iterator[tuple[int, int]]:
    """Number and place of each page in committed transactions of the log, the newest last."""
    salts = log.read(_LOG_HEADER)[16:24]
    pending: list[tuple[int, int]] = []
    at = _LOG_HEADER
    while len(head := log.read(_FRAME_HEADER)) == _FRAME_HEADER:
        number, committed = struct.unpack_from(">II", head)
        if head[8:16] != salts or not number:
            return
        pending.append((number, at + _FRAME_HEADER))
        if committed:
            yield from pending
            pending = []
        at = log.seek(at + _FRAME_HEADER + PAGE)
