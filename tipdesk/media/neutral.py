"""A photograph without what it tells of itself: the same picture, bit for bit, and nothing beside.

A JPEG keeps the segments that draw it, a colour profile and how it is turned; a PNG the chunks that
draw it (ISO 10918-1 annex B, PNG third edition §11). Nothing is decoded. Whatever does not follow
its format to the end is refused: of a file that is only half understood nobody can say what it
still tells.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

from tipdesk.media.exif import photo_facts

MOST = 64 * 1024 * 1024  # bytes
_JPEG, _PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
NEUTRAL_TYPES = frozenset({"image/jpeg", "image/png"})
_START_OF_SCAN, _END = 0xDA, 0xD9
_TABLES = frozenset({*range(0xC0, 0xD0), *range(_START_OF_SCAN, 0xE0)})  # and frames and scans
_APP0, _APP1, _APP2, _APP14, _APP15, _COMMENT = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
_TURNED = 0x0112  # Exif "Orientation"
_DRAWS = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT",
     b"bKGD", b"pHYs", b"cICP"}
)  # fmt: skip


def neutral(picture: bytes) -> bytes:
    """The picture alone.

    Raises:
        ValueError: it is no whole JPEG or PNG, or one that says more than this can take away.
    """
    if picture.startswith(_JPEG):
        copy = b"".join(_jpeg(picture))
    elif picture.startswith(_PNG):
        copy = _PNG + b"".join(_png(picture))
    else:
        raise ValueError("neither JPEG nor PNG")
    facts = photo_facts(io.BytesIO(copy))
    if facts.has_place or facts.make or facts.serial or facts.taken:
        raise ValueError("it still tells of itself")
    return copy


def _jpeg(picture: bytes) -> Iterator[bytes]:
    yield _JPEG
    at, turned = 2, False
    while True:
        marker, body, after = _segment(picture, at)
        if marker == _END:
            yield b"\xff\xd9"
            return  # what lies behind the end is no part of the picture
        if marker == _APP1 and not turned and (value := _turned(body)):
            turned = True
            yield _exif_of(value)
        elif _is_kept(marker, body):
            yield picture[at:after]
        at = after
        if marker == _START_OF_SCAN:
            end = _scan_end(picture, at)
            yield picture[at:end]
            at = end


def _segment(picture: bytes, at: int) -> tuple[int, bytes, int]:
    """Marker, body and end of the segment at `at`."""
    if picture[at : at + 1] != b"\xff" or at + 2 > len(picture):
        raise ValueError("no segment")
    marker = picture[at + 1]
    if marker == _END:
        return marker, b"", at + 2
    length = int.from_bytes(picture[at + 2 : at + 4], "big")
    known = marker in _TABLES or _APP0 <= marker <= _APP15 or marker == _COMMENT
    if not known or length < 2 or at + 2 + length > len(picture):
        raise ValueError("no segment")
    return marker, picture[at + 4 : at + 2 + length], at + 2 + length


def _is_kept(marker: int, body: bytes) -> bool:
    if marker == _APP0:
        return body.startswith(b"JFIF\x00") and len(body) == 14  # without a thumbnail
    if marker == _APP2:
        return body.startswith(b"ICC_PROFILE\x00")
    if marker == _APP14:
        return body.startswith(b"Adobe") and len(body) == 12
    return marker in _TABLES


def _scan_end(picture: bytes, at: int) -> int:
    """Where the coded picture ends: at the next marker that is neither a restart nor a zero."""
    while True:
        at = picture.find(b"\xff", at)
        if at < 0 or at + 1 >= len(picture):
            raise ValueError("cut off")
        following = picture[at + 1]
        if following == 0 or 0xD0 <= following <= 0xD7:
            at += 2
        elif following == 0xFF:
            at += 1
        else:
            return at


def _turned(body: bytes) -> int:
    """How the picture has to be turned to be seen upright, 2 to 8; 0 for not at all."""
    if not body.startswith(b"Exif\x00\x00"):
        return 0
    block = body[6:]
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(block[:4])
    if order is None or len(block) < 10:
        return 0
    first = struct.unpack_from(order + "I", block, 4)[0]
    if first + 2 > len(block):
        return 0
    count = min(struct.unpack_from(order + "H", block, first)[0], 256)
    for entry in range(first + 2, first + 2 + 12 * count, 12):
        if entry + 12 > len(block):
            return 0
        tag, kind, number, value = struct.unpack_from(order + "HHIH", block, entry)
        if (tag, kind, number) == (_TURNED, 3, 1):
            return int(value) if 2 <= value <= 8 else 0
    return 0


def _exif_of(turned: int) -> bytes:
    """A segment that says how the picture is turned, and nothing else."""
    block = struct.pack(">4sIHHHIHHI", b"MM\x00*", 8, 1, _TURNED, 3, 1, turned, 0, 0)
    body = b"Exif\x00\x00" + block
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png(picture: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    while True:
        length, kind = int.from_bytes(picture[at : at + 4], "big"), picture[at + 4 : at + 8]
        end = at + 12 + length
        if len(kind) < 4 or end > len(picture):
            raise ValueError("cut off")
        if kind in _DRAWS:
            yield picture[at:end]
        if kind == b"IEND":
            return
        at = end
