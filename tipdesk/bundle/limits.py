"""What one bundle may hold. The reader refuses what lies above; the writer refuses it before."""

from __future__ import annotations

from typing import NoReturn

from tipdesk.core.errors import ExportNotReady

OUTER = 4_294_967_295  # bytes of the encrypted file: FAT32
CONTAINER = 4_290_000_000  # bytes; its encrypted form fits `OUTER`
MEMBERS = 1000  # EU DSS opens no more
PAYLOADS = MEMBERS - 7  # without four tag files, mimetype, manifest and signature
MANIFEST = 4 << 20  # bytes of ASiCManifest.xml
SIGNATURE = 256 << 10  # bytes, with certificates and revocation lists
TAG_FILE = 4 << 20  # bytes of each BagIt file
JSON = 4 << 20  # bytes of index, receipt, trust
KIT_TRUST = JSON + (1 << 20)  # bytes of the trust list in a station kit, with its signatures
DOCUMENT = 16 << 20  # bytes of record.json and of custody.json

# Why a bundle cannot be written, as `tipdesk.texts.reasons` explains it.
TOO_BIG = "too_big"
TOO_MANY = "too_many"
RECORD_TOO_BIG = "record_too_big"
CHAIN_TOO_BIG = "chain_too_big"
SIGNATURE_TOO_BIG = "signature_too_big"
NOTICE_MORE = "notice_more"  # than one person may tell the office
UNREADABLE = "unreadable"  # the reader would not take it for another reason


def refuse(reason: str) -> NoReturn:
    """Raises ExportNotReady (details: reason)."""
    raise ExportNotReady(reason=reason)
