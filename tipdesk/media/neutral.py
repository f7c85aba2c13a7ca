"""A photograph without what it tells of itself: the same picture, bit for bit, and nothing beside.

A JPEG keeps the segments that draw it, a colour profile and how it is turned; a PNG and a WebP the
chunks that draw it (ISO 10918-1 annex B, PNG third edition §11, RFC 9649). Nothing is decoded.
Whatever does not follow its format to the end is refused: of a file that is only half understood
nobody can say what it still tells. A TIFF is not copied: its directories say by absolute places
where the picture lies, and any maker's tag may be such a place.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

from tipdesk.media.exif import photo_facts

MOST = 64 * 1024 * 1024  # bytes
_JPEG, _PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
_RIFF, _WEBP = b"RIFF", b"WEBP"
PICTURE_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})
_START_OF_SCAN, _END = 0xDA, 0xD9
_TABLES = frozenset({*range(0xC0, 0xD0), *range(_START_OF_SCAN, 0xE0)})  # and frames and scans
_APP0, _APP1, _APP2, _APP14, _APP15, _COMMENT = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
_TURNED = 0x0112  # Exif "Orientation"
_DRAWS = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT",
     b"bKGD", b"pHYs", b"cICP"}
)  # fmt: skip


_WEBP_DRAWS = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ICCP", b"ALPH", b"ANIM", b"ANMF"})
_FRAME_DRAWS = frozenset({b"VP8 ", b"VP8L", b"ALPH"})  # within a frame that moves
_SAYS_EXIF, _SAYS_XMP = 0x08, 0x04  # flags of VP8X


def neutral(picture: bytes) -> bytes:
    """The picture alone.

    Raises:
        ValueError: it is no whole JPEG, PNG or WebP, or says more than this can take away.
    """
    if picture.startswith(_JPEG):
        copy = b"".join(_jpeg(picture))
    elif picture.startswith(_PNG):
        copy = _PNG + b"".join(_png(picture))
    elif picture[:4] == _RIFF and picture[8:12] == _WEBP:
        copy = _webp(picture)
    else:
        raise ValueError("neither JPEG, PNG nor WebP")
    facts = photo_facts(io.BytesIO(copy))
    if facts.has_place or facts.make or facts.serial or facts.taken:
        raise ValueError("it still tells of itself")
    return copy


def blank_jpeg(picture: bytes) -> bytes:
    """The same, in as many bytes: what a JPEG says of itself is overwritten with zeros where it
    stands. For one that lies within another file.

    Raises:
        ValueError: it is no whole JPEG.
    """
    copy, at = bytearray(picture), 2
    if not picture.startswith(_JPEG):
        raise ValueError("no JPEG")
    while True:
        marker, body, after = _segment(picture, at)
        if marker == _END:
            copy[after:] = bytes(len(picture) - after)
            return bytes(copy)
        if not _is_kept(marker, body):
            copy[after - len(body) : after] = bytes(len(body))
        at = after
        if marker == _START_OF_SCAN:
            at = _scan_end(picture, at)


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
    body = b"Exif\x00\x00" + _orientation(turned)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _orientation(turned: int) -> bytes:
    """A block of Exif that says how the picture is turned, and nothing else."""
    return struct.pack(">4sIHHHIHHI", b"MM\x00*", 8, 1, _TURNED, 3, 1, turned, 0, 0)


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


def _webp(picture: bytes) -> bytes:
    end = 8 + int.from_bytes(picture[4:8], "little")
    if end > len(picture):
        raise ValueError("cut off")
    chunks = list(_riff(picture[12:end]))
    turns = (_turned(_with_head(body)) for kind, body in chunks if kind == b"EXIF")
    turned = next(filter(None, turns), 0) if chunks and chunks[0][0] == b"VP8X" else 0
    kept = [(kind, _of_webp(kind, body, turned)) for kind, body in chunks if kind in _WEBP_DRAWS]
    if turned:
        kept.append((b"EXIF", _orientation(turned)))
    body = _WEBP + b"".join(_chunk(*item) for item in kept)
    return _RIFF + struct.pack("<I", len(body)) + body


def _of_webp(kind: bytes, body: bytes, turned: int) -> bytes:
    if kind == b"VP8X":
        if len(body) != 10:
            raise ValueError("no header")
        flags = body[0] & ~(_SAYS_EXIF | _SAYS_XMP)
        return bytes([flags | (_SAYS_EXIF if turned else 0), 0, 0, 0]) + body[4:]
    if kind == b"ANMF":
        inside = _riff(body[16:])
        return body[:16] + b"".join(_chunk(*item) for item in inside if item[0] in _FRAME_DRAWS)
    return body


def _riff(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(data):
        kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + length
        if at + 8 > len(data) or end > len(data):
            raise ValueError("cut off")
        yield kind, data[at + 8 : end]
        at = end + length % 2


def _chunk(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)


def _with_head(exif: bytes) -> bytes:
    return exif if exif.startswith(b"Exif\x00\x00") else b"Exif\x00\x00" + exif
