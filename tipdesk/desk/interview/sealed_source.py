"""Attached files that go into a bundle, as they lie sealed in the vault's folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from tipdesk.cases.handover.record import attachment_path
from tipdesk.cases.model import Attachment, CaseFile
from tipdesk.core.sealed_file import SealedReader
from tipdesk.storage.database.database import Database
from tipdesk.storage.evidence import attachments
from tipdesk.storage.evidence.staging import content_path
from tipdesk.storage.keys.case_keys import Opens


@dataclass(frozen=True, slots=True)
class SealedSource:
    """An attachment as it lies sealed in the vault's folder, and what opens it."""

    attachment: Attachment
    file: Path
    key: bytes = field(repr=False)
    path: str = ""  # in the bundle, relative to the record's folder

    def open(self) -> BinaryIO:
        """Its content; nothing is written to any disk in the clear."""
        associated = self.attachment.id.encode("ascii")
        return cast(BinaryIO, SealedReader(self.file.open("rb"), self.key, associated))


def sealed_source(vault: Database, attachment: Attachment, opens: Opens, path: str) -> SealedSource:
    """One of them; `path` is that in the bundle.

    Raises:
        VaultDamaged: it is unknown or was removed.
    """
    content = attachments.content_of(vault, attachment.id, opens)
    return SealedSource(attachment, content_path(vault.vault_dir, content.id), content.key, path)


def attached_sources(
    vault: Database, case_file: CaseFile, opens: Opens
) -> tuple[SealedSource, ...]:
    """Those of a file as it leaves, in its order. Raises VaultDamaged."""
    return tuple(
        sealed_source(vault, one, opens, attachment_path(number, one))
        for number, one in enumerate(case_file.attachments, start=1)
    )
