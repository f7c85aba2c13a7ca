"""The hashes that an E01 image carries of the medium that it was made from.

They are of the medium and not of the file, so a tool's report cannot be compared with the digest of
the file. The sections are a list that points forwards only (libewf, "EWF specification" §3.2 to
§3.17); an image of several segments has them in its last one. Nothing is decompressed.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from typing import BinaryIO

_SIGNATURES = (b"EVF\x09\x0d\x0a\xff\x00", b"LVF\x09\x0d\x0a\xff\x00")
_FIRST, _DESCRIPTOR = 13, 76  # bytes: of the file's header, and of a section's descriptor
_MOST = 100_000  # sections; an image of two terabytes in one segment has some 65,000
_MD5, _SHA1 = 16, 20  # bytes


def stored_hashes(file: BinaryIO) -> Mapping[str, str]:
    """By algorithm (md5, sha1), in hex; empty for another file or a segment that is not the last.

    Raises whatever reading `file` raises.
    """
    hashes: dict[str, str] = {}
    for kind, at in _sections(file):
        if kind == b"hash":
            _put(hashes, "md5", _read(file, at, _MD5))
        elif kind == b"digest":
            both = _read(file, at, _MD5 + _SHA1)
            _put(hashes, "md5", both[:_MD5])
            _put(hashes, "sha1", both[_MD5:])
    return hashes


def _put(hashes: dict[str, str], name: str, digest: bytes) -> None:
    if any(digest):  # one that was not worked out is all zeros
        hashes[name] = digest.hex()


def _sections(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Kind of each section, and where its data begin."""
    if _read(file, 0, len(_SIGNATURES[0])) not in _SIGNATURES:
        return
    end = file.seek(0, 2)
    at = _FIRST
    for _number in range(_MOST):
        descriptor = _read(file, at, _DESCRIPTOR)
        if len(descriptor) != _DESCRIPTOR or zlib.adler32(descriptor[:72]) != int.from_bytes(
            descriptor[72:], "little"
        ):
            return
        yield descriptor[:16].rstrip(b"\x00"), at + _DESCRIPTOR
        following = int.from_bytes(descriptor[16:24], "little")
        if not at < following < end:  # the last one points at itself
            return
        at = following


def _read(file: BinaryIO, at: int, size: int) -> bytes:
    file.seek(at)
    return file.read(size)
