"""Voiding a file, and lifting that: by its officer, or by a supervisor at the officer's desk."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from tipdesk.cases.files import workflow
from tipdesk.cases.model import Act, Case, CaseId, Role
from tipdesk.cases.permissions import LEADING
from tipdesk.core.errors import AnswerRefused, RecordingUnfinished, TipdeskError, TransitionRefused
from tipdesk.desk.files.contents import Contents
from tipdesk.desk.files.restricted import Restricted
from tipdesk.desk.files.sealing import Sealing
from tipdesk.desk.open_vault import ChangeKind, Confirmed, OpenVault
from tipdesk.i18n.text import clean
from tipdesk.storage import custody_rows
from tipdesk.storage.evidence import recordings
from tipdesk.storage.files import case_rows


class VoidingFiles:
    """Takes files off the lists of work, and back. GUI thread."""

    def __init__(
        self,
        desk: OpenVault,
        contents: Contents,
        restricted: Restricted,
        sealing: Sealing,
        fold: Callable[[CaseId], None],
        tell: Callable[[CaseId, workflow.VoidReason, Confirmed], None],
    ) -> None:
        """`fold`: see `Answers.fold`. `tell`: see `Outbox.voided`."""
        self._desk = desk
        self._vault = desk.vault
        self._contents = contents
        self._restricted = restricted
        self._sealing = sealing
        self._fold = fold
        self._tell = tell

    def needs_supervisor(self, case_id: CaseId) -> bool:
        """Whether a supervisor voids this file: something of it left the room, or the officer of
        the session is not its own."""
        case = self._contents.readable(case_id)
        own = self._restricted.is_named(case_id)
        return not own or workflow.left_the_room(case, custody_rows.of_case(self._vault, case_id))

    def why(self, case_id: CaseId) -> workflow.Voiding | None:
        """Why the file was voided last, in the words that are open to the officer."""
        case = self._contents.readable(case_id)
        return case_rows.newest(self._vault, case.id, self._restricted.opens(case.id))

    def void(
        self, case_id: CaseId, why: workflow.Voiding, supervisor: Confirmed | None = None
    ) -> Case:
        """Take the file off the lists of work. Nothing of it is deleted; `by` and `at` of `why`
        are filled. An office that holds a notice of it is told by a message, if the supervisor can
        sign one.

        Raises:
            TransitionRefused: not from this status, not open to the role, a bundle of it was begun
                (reason "sent"), or a supervisor has to do it (reason "supervisor").
            AnswerRefused: the other file's number is not one of this station (name
                "duplicate_of", reason "no_such_file"), or the line is too long.
            RecordingUnfinished: a recording runs, or is not attached yet.
            RestrictedClosed: words beside the reason, in a hidden file that is closed to the
                officer.
        """
        case = self._contents.readable(case_id)
        status = workflow.next_status(
            workflow.FileStep.VOID, case.status, self._voiding_role(case, supervisor)
        )
        if workflow.was_sent(custody_rows.of_case(self._vault, case_id)):
            raise TransitionRefused(
                step=workflow.FileStep.VOID.value, status=case.status.value, reason="sent"
            )
        if any(left.case_id == case_id for left in recordings.unfinished(self._vault)):
            raise RecordingUnfinished
        why = self.checked(case, why)
        login = supervisor.login if supervisor else self._desk.officer.login
        self._fold(case_id)
        with self._vault.transaction():
            now = self._desk.now()
            words = self._sealing.text(case, "words", why.words) if why.words else ""
            entered = replace(why, words=words, by=login, at=now)
            case_rows.add(self._vault, case_id, entered)
            voided = case_rows.set_status(self._vault, case_id, status, now)
            detail = {"reason": why.reason.value, "was": case.status.value}
            self._desk.enter(workflow.VOIDED, case_id, login, **detail)
            self._seal_as(supervisor)
        self._desk.publish_listed(ChangeKind.STATUS, case_id)
        if supervisor is not None:
            with suppress(TipdeskError):  # it is voided, whatever becomes of the message
                self._tell(case_id, why.reason, supervisor)
        return voided

    def unvoid(self, case_id: CaseId, supervisor: Confirmed) -> Case:
        """The file stands again where it stood.

        Raises:
            TransitionRefused: it is not voided, or not a supervisor; of a file that was hidden
                only after it was voided, its own officer does not count as one.
        """
        case = self._contents.readable(case_id)
        entries = custody_rows.of_case(self._vault, case_id)
        if case.hidden and workflow.hidden_since_voided(entries):
            self._desk.require(Act.UNVOID, self._desk.role_of(supervisor))
        workflow.next_status(
            workflow.FileStep.UNVOID, case.status, self._lifting_role(case, supervisor)
        )
        status = workflow.status_before(entries)
        with self._vault.transaction():
            now = self._desk.now()
            case = case_rows.set_status(self._vault, case_id, status, now)
            self._desk.enter(workflow.UNVOIDED, case_id, supervisor.login)
            self._seal_as(supervisor)
        self._desk.publish_listed(ChangeKind.STATUS, case_id)
        return case

    def checked(self, case: Case, why: workflow.Voiding) -> workflow.Voiding:
        """The reason as it is kept. Raises AnswerRefused: as `void`."""
        words = clean(why.words).strip()
        if len(words) > workflow.MOST_WORDS:
            raise AnswerRefused(name="words", reason="too_long")
        other = ""
        if why.reason is workflow.VoidReason.DUPLICATE:
            other = clean(why.duplicate_of).strip().upper()
            known = case_rows.numbers_for(self._vault, self._desk.officer.login)
            if not other or other == case.number or other not in known.values():
                raise AnswerRefused(name="duplicate_of", reason="no_such_file")
        return replace(why, duplicate_of=other, words=words)

    # --- inside -----------------------------------------------------------------------------

    def _voiding_role(self, case: Case, supervisor: Confirmed | None) -> Role:
        if supervisor is not None:
            return self._lifting_role(case, supervisor)
        self._desk.require(Act.VOID)
        if self.needs_supervisor(case.id):
            raise TransitionRefused(
                step=workflow.FileStep.VOID.value, status=case.status.value, reason="supervisor"
            )
        return self._desk.officer.role

    def _lifting_role(self, case: Case, confirmed: Confirmed) -> Role:
        """A supervisor's; of a hidden file, which no supervisor sees, that of its own officer
        counts as one (wording.md rule 8)."""
        role = self._desk.role_of(confirmed)
        named = {reader.login for reader in case_rows.readers(self._vault, case.id)}
        if case.hidden and confirmed.login in named:
            self._desk.require(Act.HIDE_FILE, role)
            return LEADING
        self._desk.require(Act.UNVOID, role)
        return role

    def _seal_as(self, confirmed: Confirmed | None) -> None:
        if confirmed is None:
            self._desk.seal()
        else:
            self._desk.seal_by(confirmed.login, confirmed.seed)
