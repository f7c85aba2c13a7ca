"""Taking a file into the vault: sealed in a job, recorded on the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, cast

from tipdesk.cases.model import CaseId
from tipdesk.core.errors import FileUnreadable
from tipdesk.core.plain_file import open_plain, shown_name
from tipdesk.core.work import Work
from tipdesk.media.exif import photo_facts
from tipdesk.media.kinds import UNKNOWN, media_type
from tipdesk.storage.evidence import attachments
from tipdesk.storage.evidence.staging import SealedContent, open_content

Sealed = attachments.SealedAttachment  # sealed in the vault's folder, not yet recorded


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
    try:
        with open_plain(source) as file:
            sealed = attachments.seal(plan.vault_dir, file, name, UNKNOWN, work)
    except OSError as error:
        raise FileUnreadable(name=name) from error
    return _described(plan, sealed)


def _described(plan: AttachPlan, sealed: Sealed) -> Sealed:
    """With what its own bytes say it is: those that are kept, not those of a file that changes."""
    try:
        with Opener(plan.vault_dir, sealed.content).open() as file:
            kind = media_type(sealed.name, file)
            return replace(sealed, media_type=kind, photo=photo_facts(file))
    except BaseException:
        forget(plan, sealed)
        raise


def forget(plan: AttachPlan, sealed: Sealed) -> None:
    """Delete a sealed file that will not be recorded after all."""
    attachments.forget(plan.vault_dir, sealed)
