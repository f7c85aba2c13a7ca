"""The receiving station's counter: check, open, accept or refuse, register, receipt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from tipdesk.cases.record_reading import ReadRecord
from tipdesk.desk.approval import Confirmed
from tipdesk.work import Work


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of a bundle. `severity` is "error" or "warning"; the sentence is
    `messages.problem(code)`."""

    code: str
    severity: str
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class CheckedBundle:
    """What checking found. The three answers stand apart; `holds` says that all are yes."""

    source_name: str
    bundle_id: str
    complete: bool
    intact: bool
    signed_by: str  # holder of the certificate; "" unknown
    signed_at: datetime | None
    trusted: bool | None
    findings: tuple[Finding, ...]
    fingerprint: str  # 40 digits in 8 groups, compare with what the officer reads aloud
    case_numbers: tuple[str, ...]  # only when everything holds
    already: str  # receipt number when this very bundle was accepted before
    holds: bool  # may be opened and accepted


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """One row of the register."""

    id: int
    number: str  # receipt number; "" when refused
    bundle_id: str
    case_number: str
    person_code: str
    revision: int
    received_at: datetime
    received_by: str
    signed_by: str
    result: str  # "accepted" or "rejected"
    error_code: str


@dataclass(frozen=True, slots=True)
class ReceivedDocument:
    """A printed form inside a bundle."""

    name: str  # document key
    path: str
    size: int


@dataclass(frozen=True, slots=True)
class ReceivedAttachment:
    """An attachment inside a bundle; `original_name` is for display only."""

    path: str
    original_name: str
    media_type: str
    size: int
    sha256: str


class CheckPlan:
    """What a check needs; frozen on the GUI thread (opaque)."""


class ReceivedFile:
    """A received bundle, opened for reading. `close()` it when its page goes."""

    row: ReceivedRow
    record: ReadRecord
    documents: tuple[ReceivedDocument, ...]
    attachments: tuple[ReceivedAttachment, ...]

    def document(self, name: str) -> bytes:
        """The PDF of a document key."""
        raise NotImplementedError

    def open(self, attachment: ReceivedAttachment) -> BinaryIO:
        """Read an attachment; nothing is written to the disk in the clear."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the sealed container."""
        raise NotImplementedError


def check(plan: CheckPlan, work: Work) -> CheckedBundle:
    """Decrypt to sealed staging and verify everything. JOB.

    Raises:
        BundleUnreadable: not a bundle, or sealed to somebody else (details: code).
        FileUnreadable, DiskFull, Cancelled
    """
    raise NotImplementedError


class Receiving:
    """Registers bundles and signs receipts. GUI thread."""

    def plan(self, path: Path) -> CheckPlan:
        """Freeze what `check` needs for the bundle at `path`.

        Raises:
            TrustMissing, NoCertificate, FileUnreadable
        """
        raise NotImplementedError

    def preview(self, checked: CheckedBundle) -> ReceivedFile:
        """Open a checked bundle that holds, before accepting it."""
        raise NotImplementedError

    def discard(self, checked: CheckedBundle) -> None:
        """Forget a checked bundle without an answer; its staging is deleted."""
        raise NotImplementedError

    def accept(
        self, checked: CheckedBundle, confirmed: Confirmed, registry_no: str, target_dir: Path
    ) -> tuple[ReceivedRow, Path]:
        """Keep the bundle sealed, give it a number (`registry_no`, or <code>-<year>-<n> when
        empty), sign a receipt into `target_dir`. The same bundle again: its receipt anew.

        Raises:
            ValueError: the bundle does not hold, or the number is ill-formed.
            NoCertificate, TargetNotWritable, DiskFull
        """
        raise NotImplementedError

    def refuse(
        self, checked: CheckedBundle, confirmed: Confirmed, reason: str, target_dir: Path
    ) -> tuple[ReceivedRow, Path]:
        """Sign a refusal with an error code (`reason`; default the first error found)."""
        raise NotImplementedError

    def register(self, query: str = "") -> Sequence[ReceivedRow]:
        """The register, newest first."""
        raise NotImplementedError

    def open_received(self, row_id: int) -> ReceivedFile:
        """Open a registered bundle read-only; enters *viewed*."""
        raise NotImplementedError
