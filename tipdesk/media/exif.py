"""What a camera wrote into a photograph: when, with which device, where.

A reader of its own for the few entries that matter (CIPA DC-008 "Exif" 2.32 §4.6; TIFF 6.0 §2),
held to counted bounds whatever the bytes are: it takes slices of the file, follows no chain of
directories, and refuses by leaving out. What it finds is data of the file, never advice.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from tipdesk.media.kinds import HEAD, PDF_WITHIN

_MOST_ENTRIES = 256  # of one directory; a camera writes some sixty
_LONGEST = 120  # characters of a text
_TIFF, _EXIF_HEAD = (b"II*\x00", b"MM\x00*"), b"Exif\x00\x00"
_IFD0, _EXIF, _GPS = "ifd0", 0x8769, 0x8825
_MAKE, _MODEL, _SOFTWARE, _CHANGED = 0x010F, 0x0110, 0x0131, 0x0132
_TAKEN, _OFFSET, _SERIAL = 0x9003, 0x9011, 0xA431
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}  # bytes of one value, by TIFF type
_ASCII, _LONG, _RATIONAL = 2, 4, 5
_XMP_PLACE = b"GPSLatitude"  # "XMP Specification Part 2" §4.3: exif:GPSLatitude
_STRIDE, _MOST_SEGMENT = 1 << 20, 1 << 16  # bytes of a PDF at once; of a segment of a JPEG
_MOST_PHOTOS = 10_000  # of a PDF
_MOST_CHUNKS = 64  # of a WebP picture
_MOST_PNG_CHUNKS = 20_000  # libpng writes 8 KiB into each
_TIME = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)", re.ASCII)
_ZONE = re.compile(r"[+-]\d\d:\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What the file says of how it came about; '' and None where it does not say."""

    taken: str = ""  # as the camera's or computer's own clock showed it, maybe +03:00
    make: str = ""
    model: str = ""
    serial: str = ""
    software: str = ""
    has_place: bool = False  # carries where it was taken, readable or not
    place: tuple[float, float] | None = None  # degrees north and east
    author: str = ""  # of a document


NOTHING_SAID = PhotoFacts()


def photo_facts(file: BinaryIO) -> PhotoFacts:
    """What a JPEG, PNG, WebP or TIFF (seekable) says, and of a PDF whether a photograph in it tells
    a place; `NOTHING_SAID` for everything else."""
    file.seek(0)
    head = file.read(HEAD)
    block, more = _block(head, file)
    if block is None and not more and b"%PDF-" in head[:PDF_WITHIN]:
        return PhotoFacts(has_place=_pdf_tells_place(file))
    facts = _facts(block) if block is not None else NOTHING_SAID
    return replace(facts, has_place=True) if _XMP_PLACE in more else facts


def _facts(file: BinaryIO) -> PhotoFacts:
    tiff = _Tiff(file)
    first = tiff.directory(tiff.number(4, 4))
    more = tiff.inner(first, _EXIF)
    place = tiff.inner(first, _GPS)
    taken = _time(tiff.text(more.get(_TAKEN)) or tiff.text(first.get(_CHANGED)))
    zone = tiff.text(more.get(_OFFSET))
    return PhotoFacts(
        taken=f"{taken} {zone}" if taken and _ZONE.fullmatch(zone) else taken,
        make=tiff.text(first.get(_MAKE)),
        model=tiff.text(first.get(_MODEL)),
        serial=tiff.text(more.get(_SERIAL)),
        software=tiff.text(first.get(_SOFTWARE)),
        has_place=2 in place or 4 in place,
        place=_place(tiff, place),
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: int
    count: int
    at: int  # where its value stands


_Directory = dict[int, _Entry]


class _Tiff:
    """Numbers and directories of a TIFF block; what lies outside of it reads as nothing."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._size = file, file.seek(0, io.SEEK_END)
        self._order = "<" if self._slice(0, 2) == b"II" else ">"

    def _slice(self, at: int, size: int) -> bytes:
        self._file.seek(at)
        return self._file.read(size)

    def number(self, at: int, size: int) -> int:
        part = self._slice(at, size)
        if len(part) != size:
            return 0
        return int(struct.unpack(self._order + {2: "H", 4: "I"}[size], part)[0])

    def directory(self, at: int) -> _Directory:
        """The entries at an offset; the first of each tag counts."""
        entries: _Directory = {}
        if not 8 <= at < self._size:
            return entries
        for number in range(min(self.number(at, 2), _MOST_ENTRIES)):
            start = at + 2 + 12 * number
            kind, count = self.number(start + 2, 2), self.number(start + 4, 4)
            size = _SIZES.get(kind, 0) * count
            if not 0 < size <= self._size:
                continue
            value = start + 8 if size <= 4 else self.number(start + 8, 4)
            if value + size <= self._size:
                entries.setdefault(self.number(start, 2), _Entry(kind, count, value))
        return entries

    def inner(self, directory: _Directory, tag: int) -> _Directory:
        """The directory that an entry points to; one level deep, so no ring can be followed."""
        entry = directory.get(tag)
        if entry is None or (entry.kind, entry.count) != (_LONG, 1):
            return {}
        return self.directory(self.number(entry.at, 4))

    def text(self, entry: _Entry | None) -> str:
        """A text in one line, without what hides or turns it."""
        if entry is None or entry.kind != _ASCII:
            return ""
        raw = self._slice(entry.at, min(entry.count, 4 * _LONGEST)).split(b"\x00")[0]
        printable = "".join(
            character for character in raw.decode("utf-8", "ignore") if character.isprintable()
        )
        return " ".join(printable[:_LONGEST].split())

    def rationals(self, entry: _Entry | None, wanted: int) -> list[float] | None:
        """So many fractions; None when there are not, or one is divided by nothing."""
        if entry is None or entry.kind != _RATIONAL or entry.count < wanted:
            return None
        fractions = []
        for index in range(wanted):
            over, under = (self.number(entry.at + 8 * index + half, 4) for half in (0, 4))
            if not under:
                return None
            fractions.append(over / under)
        return fractions


def _time(text: str) -> str:
    """`2026:11:24 09:15:00` as `2026-11-24 09:15:00`; '' for anything else."""
    match = _TIME.fullmatch(text)
    if match is None or match[1] == "0000":
        return ""
    return f"{match[1]}-{match[2]}-{match[3]} {match[4]}"


def _place(tiff: _Tiff, place: _Directory) -> tuple[float, float] | None:
    coordinates = []
    for reference, value, minus, most in ((1, 2, "S", 90), (3, 4, "W", 180)):
        parts = tiff.rationals(place.get(value), 3)
        if parts is None:
            return None
        degrees = parts[0] + parts[1] / 60 + parts[2] / 3600
        if not degrees <= most:
            return None
        sign = -1 if tiff.text(place.get(reference)).upper() == minus else 1
        coordinates.append(round(sign * degrees, 6))
    return coordinates[0], coordinates[1]


def _block(head: bytes, file: BinaryIO) -> tuple[BinaryIO | None, bytes]:
    """The TIFF block of a picture, if there is one, and the bytes in which XMP may stand."""
    if head.startswith(_TIFF):
        return file, head
    block = b""
    if head.startswith(b"\xff\xd8"):
        block = next(_jpeg_segments(head), b"")
    elif head.startswith(b"\x89PNG\r\n\x1a\n"):
        block = next(_png_chunks(file), b"")
    elif head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        chunks = dict(_webp_chunks(file))
        block, head = chunks.get(b"EXIF", b"").removeprefix(_EXIF_HEAD), chunks.get(b"XMP ", b"")
    else:
        head = b""
    return (io.BytesIO(block) if block.startswith(_TIFF) else None), head


def _pdf_tells_place(file: BinaryIO) -> bool:
    """A photograph stands in a PDF as it was (DCTDecode, ISO 32000-1 §7.4.8), its Exif with it, in
    the file's own bytes. Of what is compressed once more, or encrypted, nothing is seen."""
    file.seek(0)
    left, last = _MOST_PHOTOS, b""
    while part := file.read(_STRIDE):
        window = last + part
        if _XMP_PLACE in window:
            return True
        for header in re.finditer(_EXIF_HEAD, window):
            block, left = window[header.end() : header.end() + _MOST_SEGMENT], left - 1
            if block.startswith(_TIFF) and _facts(io.BytesIO(block)).has_place:
                return True
            if not left:
                return False
        last = window[-_MOST_SEGMENT:]  # what is cut off here is met once more, whole
    return False


def _webp_chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """What lies behind the picture itself (RFC 9649 §2.7.1)."""
    at = 12
    for _number in range(_MOST_CHUNKS):
        file.seek(at)
        head = file.read(8)
        if len(head) < 8:
            return
        length = int.from_bytes(head[4:], "little")
        if head[:4] in (b"EXIF", b"XMP "):
            yield head[:4], file.read(min(length, HEAD))
        at += 8 + length + length % 2


def _jpeg_segments(head: bytes) -> Iterator[bytes]:
    """The Exif segments (APP1) before the picture itself (ISO 10918-1 annex B)."""
    at = 2
    while head[at : at + 1] == b"\xff" and at + 4 <= len(head):
        marker, length = head[at + 1], int.from_bytes(head[at + 2 : at + 4], "big")
        if marker == 0xFF:  # a filling byte
            at += 1
            continue
        if marker in (0xD9, 0xDA) or length < 2:
            return
        body = head[at + 4 : at + 2 + length]
        if marker == 0xE1 and body.startswith(_EXIF_HEAD):
            yield body[6:]
        at += 2 + length


def _png_chunks(file: BinaryIO) -> Iterator[bytes]:
    """The `eXIf` chunks (PNG third edition §11.3.4.5), before the picture or behind it."""
    at = 8
    for _number in range(_MOST_PNG_CHUNKS):
        file.seek(at)
        head = file.read(8)
        if len(head) < 8:
            return
        length = int.from_bytes(head[:4], "big")
        if head[4:] == b"eXIf":
            yield file.read(min(length, HEAD))
        at += 12 + length
