"""What kind of workbook a file is, by what it holds: its name may say anything."""

from __future__ import annotations

import io
from zipfile import ZipFile

_COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")  # [MS-CFB]: old Office, and what Office protects
_ENTRY = 128  # bytes of a directory entry, which begins with the name of its stream
_OLD_STREAMS = ("Workbook", "Book")  # [MS-XLS]; before 1997
_PROTECTED_STREAM = "EncryptedPackage"  # [MS-OFFCRYPTO]
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"  # a template's goes on
_BINARY_MEMBER = "xl/workbook.bin"  # [MS-XLSB]


def other_kind(data: bytes) -> str:
    """The kind of a workbook that is no .xlsx: 'old_excel', 'protected', 'binary_excel' or
    'opendocument'; '' for everything else, an .xlsx workbook and what is no workbook at all."""
    if data.startswith(_COMPOUND):
        if _has_stream(data, _PROTECTED_STREAM):
            return "protected"
        return "old_excel" if any(_has_stream(data, one) for one in _OLD_STREAMS) else ""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if _BINARY_MEMBER in names:
                return "binary_excel"
            if "mimetype" not in names:
                return ""
            with archive.open("mimetype") as file:
                kind = file.read(len(_OPEN_DOCUMENT))
    except Exception:  # noqa: BLE001  zlib, bzip2 and LZMA each have faults of their own
        return ""  # damaged, or packed in a way that no spreadsheet program packs
    return "opendocument" if kind == _OPEN_DOCUMENT else ""


def _has_stream(data: bytes, name: str) -> bool:
    """Whether a directory entry of a compound file has this name."""
    wanted = f"{name}\0".encode("utf-16-le")
    at = data.find(wanted)
    while at >= 0 and at % _ENTRY:
        at = data.find(wanted, at + 1)
    return at >= 0
