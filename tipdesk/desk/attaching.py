"""Taking a file into the vault: sealed in a job, recorded on the GUI thread."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from tipdesk.cases.model import CaseId
from tipdesk.errors import FileUnreadable
from tipdesk.storage import attachments
from tipdesk.storage.staging import SealedContent, open_content
from tipdesk.work import Work

Sealed = attachments.SealedAttachment  # sealed in the vault's folder, not yet recorded

_UNKNOWN = "application/octet-stream"
_SURROGATE = re.compile("[\ud800-\udfff]")  # a byte of a file name that is no UTF-8


@dataclass(frozen=True, slots=True)
class AttachPlan:
    """Where sealed files go, and for which file."""

    vault_dir: Path
    case_id: CaseId


@dataclass(frozen=True, slots=True)
class Opener:
    """What reads one attachment; frozen, for a job."""

    vault_dir: Path
    content: SealedContent = field(repr=False)

    def open(self) -> BinaryIO:
        """Its content; nothing is written to any disk in the clear.

        Raises:
            VaultDamaged: the sealed file is missing or altered (also while it is read).
        """
        return cast(BinaryIO, open_content(self.vault_dir, self.content))


def seal(plan: AttachPlan, source: Path, work: Work) -> Sealed:
    """Encrypt `source` into the vault's folder, any size, streamed. JOB.

    Raises:
        FileUnreadable, DiskFull, VaultReadOnly, Cancelled
    """
    name = _SURROGATE.sub("\ufffd", source.name)
    media_type = mimetypes.guess_type(name)[0] or _UNKNOWN
    try:
        with source.open("rb") as file:
            return attachments.seal(plan.vault_dir, file, name, media_type, work)
    except (OSError, ValueError) as error:  # ValueError: a path that no system can have
        raise FileUnreadable(name=name) from error


def forget(plan: AttachPlan, sealed: Sealed) -> None:
    """Delete a sealed file that will not be recorded after all."""
    attachments.forget(plan.vault_dir, sealed)
