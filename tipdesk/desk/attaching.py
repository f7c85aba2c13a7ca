"""Taking a file into the vault: sealed in a job, recorded on the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tipdesk.cases.model import CaseId
from tipdesk.work import Work


@dataclass(frozen=True, slots=True)
class AttachPlan:
    """Where sealed files go, and for which file."""

    vault_dir: Path
    case_id: CaseId


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file sealed in the vault's folder and not yet recorded (opaque)."""

    name: str
    media_type: str
    size: int


def seal(plan: AttachPlan, source: Path, work: Work) -> Sealed:
    """Encrypt `source` into the vault's folder, any size, streamed. JOB.

    Raises:
        FileUnreadable, DiskFull, VaultReadOnly, Cancelled
    """
    raise NotImplementedError
