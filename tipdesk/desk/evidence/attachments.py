"""Files that are attached to a file: sealed in a job, recorded, opened and listed as exhibits.

`SealedSource` is an attachment as it lies sealed in the vault's folder, on its way into a bundle.
`compare` is worked out in a job: a copy in the vault against the hash that a forensic tool gave.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, cast

from tipdesk.cases import evidence
from tipdesk.cases.acquisition import (
    Acquisition,
    HashComparison,
    HashOf,
    Outcome,
    acquisition_body,
    body_digest,
    tidy,
)
from tipdesk.cases.handover.record import attachment_path
from tipdesk.cases.model import Act, Answer, Attachment, CaseFile, CaseId
from tipdesk.core.errors import CopyRefused, FileUnreadable, VaultDamaged
from tipdesk.core.plain_file import open_plain, shown_name
from tipdesk.core.sealed_file import CHUNK, SealedReader
from tipdesk.core.work import Work
from tipdesk.desk.files.contents import Contents
from tipdesk.desk.files.restricted import Restricted
from tipdesk.desk.files.sealing import Sealing
from tipdesk.desk.interview.answers import Answers
from tipdesk.desk.open_vault import ChangeKind, OpenVault
from tipdesk.forms.model import path_of, split_path
from tipdesk.media.document_facts import file_facts
from tipdesk.media.ewf import stored_hashes
from tipdesk.media.kinds import OFFICE_TYPES, PDF, UNKNOWN, media_type
from tipdesk.media.neutral import MOST, PICTURE_TYPES, neutral
from tipdesk.media.neutral_office import neutral_office
from tipdesk.media.neutral_pdf import neutral_pages
from tipdesk.printing.outside.own_process import pages_alone
from tipdesk.storage import station_rows
from tipdesk.storage.database import Database
from tipdesk.storage.evidence import attachments as attachment_rows
from tipdesk.storage.evidence.staging import SealedContent, content_path, open_content
from tipdesk.storage.keys.case_keys import Opens

NEUTRAL_TYPES = PICTURE_TYPES | OFFICE_TYPES | {PDF}
"""Of what a copy without what it tells of itself is offered."""

# --- on the way into a bundle -----------------------------------------------------------------


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
        return cast(BinaryIO, SealedReader(self.file.open("rb", buffering=0), self.key, associated))


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
        sealed_source(vault, attachment, opens, attachment_path(number, attachment))
        for number, attachment in enumerate(case_file.attachments, start=1)
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
            return replace(sealed, media_type=kind, photo=file_facts(file))
    except BaseException:
        forget(plan, sealed)
        raise


def seal_neutral(plan: AttachPlan, opener: Opener, original: Attachment, work: Work) -> Sealed:
    """A copy of a file of `NEUTRAL_TYPES` without what it tells of itself, sealed. JOB.

    Raises:
        CopyRefused: it is none that is whole and small enough, or says more than can be taken away
            (details: name).
        ReaderNotStarted, VaultDamaged, DiskFull, VaultReadOnly, Cancelled
    """
    with opener.open() as file:
        data = file.read(MOST + 1)
    if len(data) > MOST:
        raise CopyRefused(name=original.name)
    try:
        copy = _neutral(data, original.media_type, work)
    except ValueError as error:
        raise CopyRefused(name=original.name) from error
    name = original.name
    sealed = attachment_rows.seal(plan.vault_dir, io.BytesIO(copy), name, UNKNOWN, work)
    return _described(plan, sealed)


def _neutral(data: bytes, kind: str, work: Work) -> bytes:
    """Raises ValueError."""
    if kind == PDF:
        return neutral_pages(pages_alone(data, work))
    return neutral_office(data) if kind in OFFICE_TYPES else neutral(data)


def forget(plan: AttachPlan, sealed: Sealed) -> None:
    """Delete a sealed file that will not be recorded after all."""
    attachment_rows.forget(plan.vault_dir, sealed)


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
            return Outcome(HashComparison.NOT_COMPARED)
        agrees = stored == wanted
        return Outcome(
            HashComparison.STORED_SAME if agrees else HashComparison.STORED_DIFFERENT, stored
        )
    # MD5 and SHA-1 only because tools print them: what proves the copy is its SHA-256.
    digest = hashlib.new(algorithm, usedforsecurity=False)
    done, size = 0, opener.content.size
    with opener.open() as file:
        while data := file.read(CHUNK):
            work.step(done, size)
            digest.update(data)
            done += len(data)
    computed = digest.hexdigest()
    return Outcome(
        HashComparison.SAME if computed == wanted else HashComparison.DIFFERENT, computed
    )


class Attachments:
    """Takes files in, opens and removes them; keeps their rows in the list of exhibits. GUI thread;
    every method is short."""

    def __init__(
        self,
        desk: OpenVault,
        contents: Contents,
        restricted: Restricted,
        sealing: Sealing,
        answers: Answers,
    ) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._contents = contents
        self._restricted = restricted
        self._sealing = sealing
        self._answers = answers

    def attach_plan(self, case_id: CaseId) -> AttachPlan:
        """What `seal` (JOB) needs to take a file in."""
        return AttachPlan(self._vault.vault_dir, self._contents.readable(case_id).id)

    def attached(self, case_id: CaseId) -> tuple[Attachment, ...]:
        """What is attached to the file, oldest first; of level 4 as the officer may know it."""
        opens = self._restricted.opens(self._contents.readable(case_id).id)
        attached = attachment_rows.attachments(self._vault, case_id, opens)
        if not attached or self._restricted.is_open(case_id):
            return attached
        return evidence.untold(attached, self._contents.standing(case_id))

    def attach(self, case_id: CaseId, sealed: Sealed) -> Attachment:
        """Record a file that `seal` has sealed.

        Raises:
            AnswersLocked: the file is complete and was not returned.
        """
        case = self._contents.readable(case_id)
        form = self._desk.forms.rules_of(case).definition
        with self._vault.transaction():
            now = self._desk.now()
            added = attachment_rows.record(
                self._vault, case_id, sealed, officer=self._desk.officer.login, at=now
            )
            self._sealing.file(case, form, added.id)
            self._desk.enter("attached", case_id, sha256=added.sha256, size=str(added.size))
        self._desk.publish(ChangeKind.ATTACHMENTS, case_id)
        return added

    def attach_neutral(self, original: Attachment, sealed: Sealed) -> Attachment:
        """Record a copy that `seal_neutral` has sealed: it goes in place of the original, whose row
        in the list of exhibits says so, and which stays.

        Raises:
            AnswersLocked: the file is complete.
            RestrictedClosed: as `opener`.
        """
        case_id = self._check_restricted(original)
        case = self._contents.readable(case_id)
        form = self._desk.forms.rules_of(case).definition
        of_original = replace(sealed, derived_from=original.sha256)
        with self._vault.transaction():
            officer, now = self._desk.officer.login, self._desk.now()
            copy = attachment_rows.record(
                self._vault, case_id, of_original, officer=officer, at=now
            )
            self._desk.enter(
                "attached",
                case_id,
                sha256=copy.sha256,
                size=str(copy.size),
                derived_from=original.sha256,
            )
            row = self._row_of(case_id, original) or self.list_as_exhibit(case_id, original)
            stands = self._contents.standing(case_id)
            self._answers.save_answers(case_id, evidence.goes_instead(stands, row, copy))
            self._sealing.file(case, form, copy.id)
        self._desk.publish(ChangeKind.ATTACHMENTS, case_id)
        return copy

    def opener(self, attachment: Attachment) -> Opener:
        """What reads an attachment (also in a job); enters *viewed*.

        Raises:
            VaultDamaged: it is unknown or was removed.
            RestrictedClosed: a row of level 4 describes it, and that is not open to the officer.
        """
        opened = self.acquisition_opener(attachment)
        self._desk.enter_viewing("viewed", attachment.case_id, sha256=attachment.sha256)
        return opened

    def record_copy(self, attachment: Attachment) -> None:
        """Enter that a copy of an attachment was saved outside the vault; on a full disk as soon
        as there is room, as a look is."""
        self._desk.enter_viewing("copied_out", attachment.case_id, sha256=attachment.sha256)

    def acquisition_opener(self, attachment: Attachment) -> Opener:
        """What `compare` reads; nobody looks at it, so no *viewed* is entered.

        Raises:
            VaultDamaged, RestrictedClosed: as `opener`.
        """
        opens = self._restricted.opens(self._check_restricted(attachment))
        content = attachment_rows.content_of(self._vault, attachment.id, opens)
        return Opener(self._vault.vault_dir, content)

    def record_acquisition(
        self, case_id: CaseId, attachment: Attachment, acquisition: Acquisition, outcome: Outcome
    ) -> None:
        """Keep how an attached file came about; an earlier record stays beside it.

        Raises:
            TransitionRefused: not open to the officer's role.
            AnswersLocked: the file is complete and was not returned.
            RestrictedClosed: as `opener`.
        """
        self._desk.require(Act.EDIT)
        case = self._contents.readable(case_id)
        self._check_restricted(attachment)
        form = self._desk.forms.rules_of(case).definition
        body = acquisition_body(tidy(acquisition), outcome)
        with self._vault.transaction():
            officer, now = self._desk.officer.login, self._desk.now()
            attachment_rows.add(self._vault, attachment.id, body, officer=officer, at=now)
            self._sealing.file(case, form, attachment.id)
            self._desk.enter(
                "acquisition_recorded",
                case_id,
                sha256=attachment.sha256,
                attachment=attachment.id,
                record=body_digest(body),
                compared=outcome.compared.value,
            )
        self._desk.publish(ChangeKind.ATTACHMENTS, case_id)

    def intake_folder(self) -> Path | None:
        """Where the officer's camera or scanner writes; None before it was chosen."""
        folder = station_rows.last_folder(self._vault, self._desk.officer.login)
        return Path(folder) if folder else None

    def keep_intake_folder(self, folder: Path) -> None:
        """Remember it, inside the vault. A path that is no text is not remembered."""
        if str(folder).isprintable():
            station_rows.remember_folder(self._vault, self._desk.officer.login, str(folder))

    def detach(self, case_id: CaseId, attachment: Attachment) -> None:
        """Remove an attachment: its key is destroyed, then its file.

        Raises:
            AnswersLocked: the file is complete and was not returned.
            RestrictedClosed: as `opener`.
        """
        self._contents.readable(case_id)
        self._check_restricted(attachment)
        with self._vault.transaction():
            self._desk.enter("detached", case_id, sha256=attachment.sha256)
            attachment_rows.remove(
                self._vault,
                attachment,
                officer=self._desk.officer.login,
                at=self._desk.now(),
            )
        self._desk.publish(ChangeKind.ATTACHMENTS, case_id)

    def list_as_exhibit(self, case_id: CaseId, attachment: Attachment) -> int:
        """A new row of the list of exhibits for an attached file, filled in with what is known of
        it; the number of the row.

        Raises:
            AnswersLocked: the file is complete.
        """
        with self._vault.transaction():
            row = self._answers.add_row(case_id, evidence.ROWS)
            facts = evidence.as_added(attachment)
            answers = {path_of(name, evidence.ROWS, row): Answer(facts[name]) for name in facts}
            self._answers.save_answers(case_id, answers)
        return row

    # --- inside -----------------------------------------------------------------------------

    def _row_of(self, case_id: CaseId, attachment: Attachment) -> int:
        """The first row that describes an attached file; 0: none does."""
        stands = self._contents.standing(case_id)
        linked = evidence.link_to(attachment)
        described = (split_path(path) for path, answer in stands.items() if answer.value == linked)
        rows = (
            row
            for repeat, row, name in described
            if (repeat, name) == (evidence.ROWS, evidence.FILE)
        )
        return min(rows, default=0)

    def _check_restricted(self, attachment: Attachment) -> CaseId:
        """Of its own file, whichever is on the screen; its id."""
        case_id = self._contents.readable(attachment.case_id).id
        opens = self._restricted.opens(case_id)
        signed = attachment_rows.signed_pages(self._vault, case_id, opens)
        files = {page.id: page for page in (*self.attached(case_id), *signed)}
        if attachment.id in files and files[attachment.id].closed:
            self._restricted.check_open(case_id)
            raise VaultDamaged(what="sealed_file")  # open to the officer, and its key is not
        return case_id
