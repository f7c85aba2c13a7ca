"""Taking a file into the vault: sealed in a job, recorded on the GUI thread."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from tipdesk.cases.model import CaseId
from tipdesk.errors import FileUnreadable
from tipdesk.plain_file import open_plain, shown_name
from tipdesk.storage import attachments
from tipdesk.storage.staging import SealedContent, open_content
from tipdesk.work import Work

Sealed = attachments.SealedAttachment  # sealed in the vault's folder, not yet recorded

_UNKNOWN = "application/octet-stream"


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
    name = shown_name(source)
    media_type = mimetypes.guess_type(name)[0] or _UNKNOWN
    try:
        with open_plain(source) as file:
            return attachments.seal(plan.vault_dir, file, name, media_type, work)
    except OSError as error:
        raise FileUnreadable(name=name) from error


def forget(plan: AttachPlan, sealed: Sealed) -> None:
    """Delete a sealed file that will not be recorded after all."""
    attachments.forget(plan.vault_dir, sealed)
