"""Taking a file into the vault: sealed in a job, recorded on the GUI thread."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, cast

from tipdesk.cases.acquisition import Acquisition, Compared, HashOf, Outcome
from tipdesk.cases.handover.record import attachment_path
from tipdesk.cases.model import Attachment, CaseFile, CaseId
from tipdesk.core.errors import FileUnreadable
from tipdesk.core.plain_file import open_plain, shown_name
from tipdesk.core.sealed_file import CHUNK, SealedReader
from tipdesk.core.work import Work
from tipdesk.media.ewf import stored_hashes
from tipdesk.media.exif import photo_facts
from tipdesk.media.kinds import UNKNOWN, media_type
from tipdesk.storage.database.database import Database
from tipdesk.storage.evidence import attachments as attachment_rows
from tipdesk.storage.evidence.staging import SealedContent, content_path, open_content
from tipdesk.storage.keys.case_keys import Opens

# Attached files that go into a bundle, as they lie sealed in the vault's folder.


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
    content = attachment_rows.content_of(vault, attachment.id, opens)
    return SealedSource(attachment, content_path(vault.vault_dir, content.id), content.key, path)


def attached_sources(
    vault: Database, case_file: CaseFile, opens: Opens
) -> tuple[SealedSource, ...]:
    """Those of a file as it leaves, in its order. Raises VaultDamaged."""
    return tuple(
        sealed_source(vault, one, opens, attachment_path(number, one))
        for number, one in enumerate(case_file.attachments, start=1)
    )


Sealed = attachment_rows.SealedAttachment  # sealed in the vault's folder, not yet recorded


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
            sealed = attachment_rows.seal(plan.vault_dir, file, name, UNKNOWN, work)
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
    attachment_rows.forget(plan.vault_dir, sealed)


# Comparing a copy in the vault with the hash that a forensic tool gave: worked out in a job.


def compare(opener: Opener, acquisition: Acquisition, work: Work) -> Outcome:
    """Hold the tool's hash against the sealed copy, read back to its end and never decoded; a hash
    of a medium against the one that the image carries. Progress in bytes; a chunk in memory. JOB.

    Raises:
        VaultDamaged: the copy is missing or altered.
        Cancelled
    """
    algorithm, wanted = acquisition.algorithm, acquisition.source_hash
    if not algorithm:
        return Outcome()
    if acquisition.hash_of == HashOf.MEDIUM:
        with opener.open() as file:
            stored = stored_hashes(file).get(algorithm, "")
        if not stored:
            return Outcome(Compared.NOT_COMPARED)
        agrees = stored == wanted
        return Outcome(Compared.STORED_SAME if agrees else Compared.STORED_DIFFERENT, stored)
    # MD5 and SHA-1 only because tools print them: what proves the copy is its SHA-256.
    digest = hashlib.new(algorithm, usedforsecurity=False)
    done, size = 0, opener.content.size
    with opener.open() as file:
        while data := file.read(CHUNK):
            work.step(done, size)
            digest.update(data)
            done += len(data)
    found = digest.hexdigest()
    return Outcome(Compared.SAME if found == wanted else Compared.DIFFERENT, found)
