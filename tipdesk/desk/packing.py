"""Packing a bundle: a job of frozen values that never sees the vault."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tipdesk.cases.model import CaseId
from tipdesk.work import Work


@dataclass(frozen=True, slots=True)
class ExportResult:
    """A bundle that stands on the target and was read back."""

    case_id: CaseId
    revision: int
    bundle_id: str
    path: Path
    size: int  # bytes
    sha256: str  # hex, of the outer file
    manifest_sha256: str  # hex, of the signed manifest
    fingerprint: str  # 40 digits in 8 groups, of the signed manifest: read aloud, shown there too
    recipient: str  # label
    signer: str  # login
    created: datetime


class SigningKey:
    """Opaque: bundle's own class."""


class ExportPlan:
    """Frozen on the GUI thread (opaque); see `Handover.plan`."""


def pack(plan: ExportPlan, key: SigningKey, work: Work) -> ExportResult:
    """Draw the documents, write the bundle beside the target name, rename, read back. JOB.

    Progress is in bytes. A cancelled or failed export leaves nothing behind.

    Raises:
        TargetNotWritable, DiskFull, ReadbackFailed, Cancelled
    """
    raise NotImplementedError
