"""What goes into a bundle: the files, whose cases they are, and for whom."""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from tipdesk.bundle.container import paths
from tipdesk.bundle.container.bag import Group
from tipdesk.bundle.crypto.age_keys import Recipient


@dataclass(frozen=True, slots=True)
class Payload:
    """One file. Size and digests were taken when it was captured; writing checks them again."""

    path: str  # below bag/data/, e.g. <case id>/record.json
    size: int  # bytes
    sha256: str  # hex
    crc32: int
    open: Callable[[], BinaryIO]
    media_type: str

    @property
    def member(self) -> str:
        """The member's name in the container."""
        return paths.DATA + self.path


def payload_of_bytes(path: str, data: bytes, media_type: str | None = None) -> Payload:
    """A payload that is already in memory; its media type follows from the extension."""
    return Payload(
        path,
        len(data),
        hashlib.sha256(data).hexdigest(),
        zlib.crc32(data),
        lambda: io.BytesIO(data),
        media_type or paths.media_type(path),
    )


@dataclass(frozen=True, slots=True)
class Document:
    """A file that the program made for the case: a printed form, the custody list."""

    path: str  # below bag/data/
    kind: str  # intake, statement, cover, custody …


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that was added to the case."""

    path: str  # below bag/data/
    original_name: str  # shown only, never used as a path


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """What the bundle holds of one case."""

    case_id: str  # UUID
    revision: int
    record: str  # path below bag/data/
    documents: tuple[Document, ...] = ()
    attachments: tuple[AttachedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class AuditHead:
    """Where the vault's chain of custody stood at the export."""

    count: int
    head: str  # hex


@dataclass(frozen=True, slots=True)
class BundlePlan:
    """Everything that `write_bundle` needs but the key. The writer adds index and readme."""

    bundle_id: str  # random lower-case UUIDv4
    created: datetime  # UTC; also the claimed signing time
    payloads: tuple[Payload, ...]
    cases: tuple[CaseEntry, ...]
    audit: AuditHead
    recipients: tuple[Recipient, ...]  # prosecution and recovery
    group: Group | None = None  # None: this bundle alone
    info: tuple[tuple[str, str], ...] = ()  # further bag-info elements
    app_version: str = ""
    read_back: bool = True
