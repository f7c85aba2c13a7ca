"""The log of answers: every state of every answer, and what is folded out of it.

Whoever writes here has looked before whether the answers may be kept (`answer_checks`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from tipdesk.cases import evidence
from tipdesk.cases.answers import answers_digest, field_names, question_name
from tipdesk.cases.files.workflow import FileStep, next_status
from tipdesk.cases.handover.release import released_fields
from tipdesk.cases.interview.unfinished import Draft
from tipdesk.cases.model import Answer, Case, CaseId
from tipdesk.desk.files.access import Access, takes_suspects
from tipdesk.desk.files.contents import Contents
from tipdesk.desk.files.listing import NOTIFIED, listed_notice, listing_of
from tipdesk.desk.files.restricted import Restricted, restricted_questions
from tipdesk.desk.files.sealing import Sealing
from tipdesk.desk.files.work_keys import SAFE_WAY
from tipdesk.desk.interview.answer_checks import checked, checked_note
from tipdesk.desk.interview.drafts import Drafts
from tipdesk.desk.open_vault import ChangeKind, Confirmed, OpenVault
from tipdesk.forms.model import FormDefinition
from tipdesk.storage import interview_rows
from tipdesk.storage.files import case_rows

_SUPERVISOR = "supervisor_id"


@dataclass(frozen=True, slots=True)
class SavedAnswers:
    """Answers are on the disk: fsynced when this is returned."""

    at: datetime
    seq: int  # number of the last row of the answer log
    also: Mapping[str, Answer] = field(default_factory=dict)  # kept otherwise than they were given


class AnswerLog:
    """Writes answers for the objects of a session. GUI thread; every method is short."""

    def __init__(
        self,
        desk: OpenVault,
        contents: Contents,
        access: Access,
        restricted: Restricted,
        sealing: Sealing,
        drafts: Drafts,
    ) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._contents = contents
        self._access = access
        self._restricted = restricted
        self._sealing = sealing
        self._drafts = drafts

    def save(self, case: Case, changes: Mapping[str, Answer], login: str = "") -> SavedAnswers:
        """Keep answers; they are this login's ('': the officer's)."""
        now, officer = self._desk.now(), login or self._desk.officer.login
        form = self._desk.forms.rules_of(case).definition
        closed = self._restricted.close(case, form, changes)
        with self._vault.transaction():
            with self._followed(case, form, changes):
                seq = interview_rows.save_answers(
                    self._vault, case.id, closed, officer=officer, at=now
                )
            self._contents.secrets.follow(case)
            self._tell_team(case, form, changes)
        self._name_supervisor(case, changes)
        return SavedAnswers(now, seq)

    def amend(
        self,
        case_id: CaseId,
        changes: Mapping[str, Answer],
        note: str,
        draft: Draft | None,
        other: Confirmed | None = None,
    ) -> Case:
        """Keep answers of a complete file, for the reason in `note`; the file's status follows.
        `draft` replaces the officer's draft at the same moment (None: it stays as it is). `other`:
        the supervisor whose amendment it is, at the officer's desk."""
        case = self._contents.readable(case_id)
        login = other.login if other else self._desk.officer.login
        status = next_status(FileStep.AMEND, case.status, self._desk.officer.role)
        changes = checked(self._desk.forms.rules_of(case), changes)
        self.check_closed(case, changes)
        note = checked_note(note)
        with self._vault.transaction():
            now = self._desk.now()
            form = self._desk.forms.rules_of(case).definition
            closed = self._restricted.close(case, form, changes)
            stored_note = self._sealing.text(case, "note", note)
            with self._followed(case, form, changes):
                interview_rows.amend(
                    self._vault, case_id, closed, stored_note, officer=login, at=now
                )
            self._contents.secrets.follow(case)
            self._tell_team(case, form, changes)
            self._desk.enter("amended", case_id, login, **self.fold(case, now, login))
            case = case_rows.set_status(self._vault, case_id, status, now)
            if draft is not None:
                self._drafts.keep_draft(case_id, draft, now)
        self._desk.publish_listed(ChangeKind.STATUS, case_id)
        return case

    def fold(self, case: Case, now: datetime, login: str = "") -> dict[str, str]:
        """Snapshot, list and search; an answer about the notice is the file's notice too, and what
        was agreed to is the ledger's. What an entry tells of it."""
        stored = interview_rows.answers(self._vault, case.id)
        form = self._desk.forms.rules_of(case).definition
        listing = listing_of(case, form, stored)
        changed = interview_rows.fold(self._vault, case.id, now, listing, standing=stored)
        readable = self._restricted.open_answers(case, form, stored)
        self._contents.consents.follow(case, form, readable, login)
        if NOTIFIED in changed:
            notice = listed_notice(case, form, readable)
            case_rows.set_notified(self._vault, case.id, notice, now)
        return self._burst(form, changed, stored)

    def check_closed(self, case: Case, changes: Mapping[str, Answer]) -> None:
        """Nobody writes over what was not opened to them.

        Raises:
            TransitionRefused, SuspectsClosed: as `Access.check_suspects`.
        """
        rules = self._desk.forms.rules_of(case)
        if any(takes_suspects(rules, path, answer) for path, answer in changes.items()):
            self._access.check_suspects(case.id)

    # --- inside -----------------------------------------------------------------------------

    @contextmanager
    def _followed(
        self, case: Case, form: FormDefinition, changes: Mapping[str, Answer]
    ) -> Iterator[None]:
        """Answers are written: what they make level 4, and what they let go of it, follows."""
        decides = any(evidence.decides(path) for path in changes)
        before = self._restricted.standing(case, form) if decides else {}
        yield
        if decides:
            self._sealing.follow(case, form, before)

    def _tell_team(self, case: Case, form: FormDefinition, changes: Mapping[str, Answer]) -> None:
        """Who has the file reaches the person by the way that is safe now."""
        if not changes.keys().isdisjoint(SAFE_WAY):
            self._restricted.pass_on_safe_way(case, form)

    def _name_supervisor(self, case: Case, changes: Mapping[str, Answer]) -> None:
        """Who is entered as the file's supervisor is named on it."""
        if _SUPERVISOR not in changes:
            return
        login = changes[_SUPERVISOR].value
        known = {supervisor.login for supervisor in self._desk.supervisors()}
        if login in known and not case.hidden and self._restricted.is_open(case.id):
            self._restricted.name(case.id, login)

    def _burst(
        self, form: FormDefinition, changed: Iterable[str], stored: Mapping[str, Answer]
    ) -> dict[str, str]:
        """What an entry tells of a burst of typing: the chain of a file leaves with its bundle, so
        only fields that leave too are named, and none of level 4, since everybody who may open the
        file reads its chain; the others are counted. It vouches for the answers
        as they are stored, so that whoever opens the vault can check them."""
        leaving = released_fields(form) - restricted_questions(form)
        changed = tuple(changed)
        named = [path for path in changed if question_name(path) in leaving]
        return {
            "fields": field_names(named),
            "others": str(len(changed) - len(named)),
            "commitment": self._desk.commitment(answers_digest(stored)),
        }
