"""What a file is, by its first bytes and not by its name: a name is what somebody wrote.

A picture, a paper or a sound is called so only when its contents begin as one, so that nothing
else is ever handed to what draws or plays it. Signatures: the formats' own specifications
(libewf's "EWF specification" §3.1 and "EWF 2" §3 for E01 and Ex01; AFF4 Standard v1.0 §5 for AFF4).
"""

from __future__ import annotations

import mimetypes
import re
from typing import BinaryIO

HEAD = 256 * 1024  # bytes of the beginning that are looked at; at most
UNKNOWN = "application/octet-stream"
PDF = "application/pdf"
TIFF = "image/tiff"
PAGED = frozenset({PDF, TIFF})  # a paper, or the scan of one: page by page
EWF, EWF2, AFF, AFF4 = (
    "application/x-ewf", "application/x-ewf2", "application/x-aff", "application/x-aff4",
)  # fmt: skip
FORENSIC = frozenset({EWF, EWF2, AFF, AFF4})  # images of a whole medium: kept as they are
PROGRAM = "application/x-executable"
PICTURES = {  # media type: Pillow's name of the format, so that no other decoder is tried
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/gif": "GIF",
    "image/bmp": "BMP",
    "image/webp": "WEBP",
}
OFFICE_TYPES = frozenset(
    {
        *(
            f"application/vnd.openxmlformats-officedocument.{part}"
            for part in (
                "wordprocessingml.document",
                "spreadsheetml.sheet",
                "presentationml.presentation",
            )
        ),
        *(
            f"application/vnd.oasis.opendocument.{part}"
            for part in ("text", "spreadsheet", "presentation")
        ),
    }
)
WAV, FLAC, MP3 = "audio/x-wav", "audio/flac", "audio/mpeg"
SOUNDS = frozenset({WAV, FLAC, MP3})  # Ogg Vorbis: its decoder ends the process on damage
_ZIP = "application/zip"
_STARTS = (
    (b"EVF\x09\x0d\x0a\xff\x00", EWF),
    (b"LVF\x09\x0d\x0a\xff\x00", EWF),  # logical: chosen files of a medium
    (b"EVF2\x0d\x0a\x81\x00", EWF2),
    (b"LEF2\x0d\x0a\x81\x00", EWF2),
    (b"AFF10\r\n\x00", AFF),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"fLaC", FLAC),
    (b"ID3", MP3),
    (b"OggS", "audio/ogg"),
    (b"#!AMR", "audio/amr"),
    (b"\x1aE\xdf\xa3", "video/x-matroska"),
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"%PDF-", PDF),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": WAV, b"AVI ": "video/x-msvideo"}
_BOXES = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heic",
    b"avif": "image/avif",
    b"M4A ": "audio/mp4",
    b"qt  ": "video/quicktime",
}
_MP3_FRAME = re.compile(rb"\xff[\xe2-\xe7\xf2-\xf7\xfa\xfb]")
PDF_WITHIN = 1024  # bytes: where a reader of PDF still finds the beginning (ISO 32000-1, note 13)
_AFF4_ENTRY, _AFF4_URN = b"container.description", b"aff4://"
_ZIP_END, _ZIP_END_SIZE = b"PK\x05\x06", 22
_TAIL = 4096  # bytes: an AFF4 volume names itself in the comment of its ZIP
_HAS_SIGNATURE = re.compile(
    r"image/(?!svg)|audio/|video/|application/pdf$|application/x-(?:ewf|aff)"
)


def media_type(name: str, file: BinaryIO) -> str:
    """What `file` (seekable) is: by its contents where they have a signature, else by its name.

    A name that speaks of what has a signature is not believed when the contents have none.
    """
    file.seek(0)
    head = file.read(HEAD)
    guessed = mimetypes.guess_type(name)[0] or UNKNOWN
    kind = _by_contents(head, guessed)
    if kind == _ZIP:
        if _is_aff4(head, file):
            return AFF4
        return UNKNOWN if _HAS_SIGNATURE.match(guessed) else guessed if guessed != UNKNOWN else _ZIP
    if kind:
        return kind
    return UNKNOWN if _HAS_SIGNATURE.match(guessed) else guessed


def says_otherwise(name: str, kind: str) -> bool:
    """Whether the name speaks of another sort of file than the contents are: a photograph, a
    sound, a paper or a program under the name of something else."""
    guessed = mimetypes.guess_type(name)[0] or UNKNOWN
    if kind == PROGRAM:
        return bool(_HAS_SIGNATURE.match(guessed)) or guessed.startswith("text/")
    if kind == UNKNOWN:
        return bool(_HAS_SIGNATURE.match(guessed))
    sorts = guessed.partition("/")[0], kind.partition("/")[0]
    both_signed = (
        _HAS_SIGNATURE.match(guessed) is not None and _HAS_SIGNATURE.match(kind) is not None
    )
    return both_signed and sorts[0] != sorts[1] and set(sorts) != {"audio", "video"}


def _by_contents(head: bytes, guessed: str) -> str:
    kind = next((kind for start, kind in _STARTS if head.startswith(start)), "")
    if not kind and head[:4] == b"RIFF":
        kind = _RIFF.get(head[8:12], "")
    if not kind and head[4:8] == b"ftyp":
        kind = _BOXES.get(head[8:12], "video/mp4")
    if not kind and head[:4] in (b"PK\x03\x04", _ZIP_END):
        kind = _ZIP
    if not kind and guessed == "image/bmp" and head[:2] == b"BM" and head[6:10] == bytes(4):
        kind = guessed
    if not kind and guessed == MP3 and _MP3_FRAME.match(head):
        kind = guessed
    return kind or (PDF if b"%PDF-" in head[:PDF_WITHIN] else "")


def _is_aff4(head: bytes, file: BinaryIO) -> bool:
    """The first member is `container.description`, or the comment of the ZIP is a volume's name."""
    if head[30 : 30 + len(_AFF4_ENTRY)] == _AFF4_ENTRY:
        return True
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    end = tail.rfind(_ZIP_END)
    return end >= 0 and tail[end + _ZIP_END_SIZE :].startswith(_AFF4_URN)
