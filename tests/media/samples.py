"""Made-up files of the kinds that are told by their bytes: small, and of nobody."""

from __future__ import annotations

import struct
import zlib

SERIAL = "90210"
MD5, SHA1 = "0123456789abcdef" * 2, "89abcdef" * 5


def tiff(order: str = "<", *, place: bool = True) -> bytes:
    """An Exif block: a camera, a time with its zone, a serial number and (29.5 N, 48.25 E)."""
    mark = b"II*\x00" if order == "<" else b"MM\x00*"
    exif_at, gps_at, room = 8 + 2 + 5 * 12 + 4, 200, 320
    texts: list[bytes] = []

    def text(tag: int, value_text: str) -> bytes:
        raw = value_text.encode("utf-8") + b"\x00"
        at = room + sum(map(len, texts))
        texts.append(raw)
        value = struct.pack(f"{order}I", at) if len(raw) > 4 else raw.ljust(4, b"\x00")
        return struct.pack(f"{order}HHI", tag, 2, len(raw)) + value

    def pointer(tag: int, at: int) -> bytes:
        return struct.pack(f"{order}HHII", tag, 4, 1, at)

    def three(tag: int, at: int) -> bytes:
        return struct.pack(f"{order}HHII", tag, 5, 3, at)

    first = [text(0x010F, "Kamera Co"), text(0x0110, "Model \u202e7"), text(0x0131, "firmware 1.0")]
    first += [pointer(0x8769, exif_at)] + ([pointer(0x8825, gps_at)] if place else [])
    more = [text(0x9003, "2026:11:24 09:15:00"), text(0x9011, "+03:00"), text(0xA431, SERIAL)]
    where = [text(1, "N"), three(2, 260), text(3, "E"), three(4, 284)]

    def directory(entries: list[bytes]) -> bytes:
        return struct.pack(f"{order}H", len(entries)) + b"".join(entries) + bytes(4)

    block = (mark + struct.pack(f"{order}I", 8) + directory(first)).ljust(exif_at, b"\x00")
    block = (block + directory(more)).ljust(gps_at, b"\x00")
    block = (block + directory(where)).ljust(260, b"\x00")
    block += struct.pack(f"{order}6I", 29, 1, 30, 1, 0, 1) + struct.pack(
        f"{order}6I", 48, 1, 15, 1, 0, 1
    )
    return block.ljust(room, b"\x00") + b"".join(texts)


def with_exif(jpeg: bytes, block: bytes) -> bytes:
    """A JPEG with this Exif block as its first segment."""
    body = b"Exif\x00\x00" + block
    return jpeg[:2] + b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body + jpeg[2:]


def section(kind: bytes, at: int, size: int, following: int) -> bytes:
    """A section's descriptor in an E01 image."""
    descriptor = kind.ljust(16, b"\x00") + struct.pack("<QQ", following, size + 76) + bytes(40)
    return descriptor + zlib.adler32(descriptor).to_bytes(4, "little") if at else descriptor


def e01(*, hashes: bool = True) -> bytes:
    """An image of one segment: a header, and the hashes of the medium (MD5 and SHA-1)."""
    image = b"EVF\x09\x0d\x0a\xff\x00\x01\x01\x00\x00\x00"
    parts = [(b"header", b"made up")]
    if hashes:
        parts.append((b"digest", bytes.fromhex(MD5 + SHA1) + bytes(44)))
        parts.append((b"hash", bytes.fromhex(MD5) + bytes(20)))
    for kind, body in parts:
        image += section(kind, len(image), len(body), len(image) + 76 + len(body)) + body
    return image + section(b"done", len(image), 0, len(image))


def aff4() -> bytes:
    """An empty AFF4 volume: a ZIP whose comment is its name."""
    name = b"aff4://c7c60030-cc3e-43a6-b5d1-1551b29c9918"
    entry = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, 0, 0, 5, 0) + b"x.txt"
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0, 0, 0, len(entry), len(name))
    return entry + end + name
