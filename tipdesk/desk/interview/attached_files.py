"""Files that are attached to a file, and their rows in the list of exhibits."""

from __future__ import annotations

from pathlib import Path

from tipdesk.cases.acquisition import (
    Acquisition,
    Outcome,
    acquisition_body,
    body_digest,
    tidy,
)
from tipdesk.cases.evidence import exhibits
from tipdesk.cases.model import Answer, Attachment, Case, CaseId
from tipdesk.cases.permissions import Act, check
from tipdesk.core.errors import VaultDamaged
from tipdesk.desk.evidence.attachments import AttachPlan, Opener, Sealed
from tipdesk.desk.interview.answers import Answering
from tipdesk.desk.open_vault import ChangeKind
from tipdesk.forms.model import path_of
from tipdesk.storage.evidence import attachments
from tipdesk.storage.station import setting_rows


class AttachedFiles(Answering):
    """Takes files in, opens and removes them. GUI thread; every method is short."""

    def attach_plan(self, case_id: CaseId) -> AttachPlan:
        """What `attachments.seal` (JOB) needs to take a file in."""
        return AttachPlan(self._vault.vault_dir, self._opened(case_id).id)

    def attached(self, case_id: CaseId) -> tuple[Attachment, ...]:
        """What is attached to the file, oldest first; of level 4 as the officer may know it."""
        opens = self._restricted.opens(self._opened(case_id).id)
        kept = attachments.attachments(self._vault, case_id, opens)
        if not kept or self._restricted.is_open(case_id):
            return kept
        return exhibits.untold(kept, self._standing(case_id))

    def attach(self, case_id: CaseId, sealed: Sealed) -> Attachment:
        """Record a file that `attachments.seal` has sealed.

        Raises:
            AnswersLocked: the file is complete and was not returned.
        """
        case = self._opened(case_id)
        with self._vault.transaction():
            now = self._desk.now()
            added = attachments.record(
                self._vault, case_id, sealed, officer=self._desk.officer.login, at=now
            )
            self.close_file(case, added.id)
            self._desk.enter("attached", case_id, sha256=added.sha256, size=str(added.size))
        self._desk.publish(ChangeKind.ATTACHMENTS, case_id)
        return added

    def opener(self, attachment: Attachment) -> Opener:
        """What reads an attachment (also in a job); enters *viewed*.

        Raises:
            VaultDamaged: it is unknown or was removed.
            RestrictedClosed: a row of level 4 describes it, and that is not open to the officer.
        """
        opened = self.acquisition_opener(attachment)
        self._desk.enter_look("viewed", attachment.case_id, sha256=attachment.sha256)
        return opened

    def record_copy(self, attachment: Attachment) -> None:
        """Enter that a copy of an attachment was saved outside the vault; on a full disk as soon
        as there is room, as a look is."""
        self._desk.enter_look("copied_out", attachment.case_id, sha256=attachment.sha256)

    def acquisition_opener(self, attachment: Attachment) -> Opener:
        """What `acquiring.compare` reads; nobody looks at it, so no *viewed* is entered.

        Raises:
            VaultDamaged, RestrictedClosed: as `opener`.
        """
        opens = self._restricted.opens(self._check_restricted(attachment))
        content = attachments.content_of(self._vault, attachment.id, opens)
        return Opener(self._vault.vault_dir, content)

    def record_acquisition(
        self, case_id: CaseId, attachment: Attachment, told: Acquisition, outcome: Outcome
    ) -> None:
        """Keep how an attached file came about; an earlier record stays beside it.

        Raises:
            TransitionRefused: not open to the officer's role.
            AnswersLocked: the file is complete and was not returned.
            RestrictedClosed: as `opener`.
        """
        check(Act.EDIT, self._desk.officer.role)
        case = self._opened(case_id)
        self._check_restricted(attachment)
        body = acquisition_body(tidy(told), outcome)
        with self._vault.transaction():
            officer, now = self._desk.officer.login, self._desk.now()
            attachments.add(self._vault, attachment.id, body, officer=officer, at=now)
            self.close_file(case, attachment.id)
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
        kept = setting_rows.last_folder(self._vault, self._desk.officer.login)
        return Path(kept) if kept else None

    def keep_intake_folder(self, folder: Path) -> None:
        """Remember it, inside the vault. A path that is no text is not remembered."""
        if str(folder).isprintable():
            setting_rows.remember_folder(self._vault, self._desk.officer.login, str(folder))

    def detach(self, case_id: CaseId, attachment: Attachment) -> None:
        """Remove an attachment: its key is destroyed, then its file.

        Raises:
            AnswersLocked: the file is complete and was not returned.
            RestrictedClosed: as `opener`.
        """
        self._opened(case_id)
        self._check_restricted(attachment)
        with self._vault.transaction():
            self._desk.enter("detached", case_id, sha256=attachment.sha256)
            attachments.remove(
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
            row = self.add_row(case_id, exhibits.ROWS)
            told = exhibits.as_added(attachment)
            answers = {path_of(name, exhibits.ROWS, row): Answer(told[name]) for name in told}
            self.save_answers(case_id, answers)
        return row

    def close_file(self, case: Case, content_id: str, *, restricted: bool = False) -> None:
        """Put under the file's own key what was just recorded of an exhibit of level 4, in a
        hidden file, or as `restricted` by itself; anything else stays as it is."""
        form = self._desk.forms.rules_of(case).definition
        self._sealing.file(case, form, content_id, restricted=restricted)

    def close_mark(self, case_id: CaseId, made_id: str, path: str) -> None:
        """The same for the places of a recording at an answer of level 4 (`path`)."""
        case = self._opened(case_id)
        self._sealing.marks(case, self._desk.forms.rules_of(case).definition, made_id, path)

    # --- inside -----------------------------------------------------------------------------

    def _check_restricted(self, attachment: Attachment) -> CaseId:
        """Of its own file, whichever is on the screen; its id."""
        case_id = self._opened(attachment.case_id).id
        opens = self._restricted.opens(case_id)
        signed = attachments.signed_pages(self._vault, case_id, opens)
        kept = {one.id: one for one in (*self.attached(case_id), *signed)}
        if attachment.id in kept and kept[attachment.id].closed:
            self._restricted.check_open(case_id)
            raise VaultDamaged(what="sealed_file")  # open to the officer, and its key is not
        return case_id
