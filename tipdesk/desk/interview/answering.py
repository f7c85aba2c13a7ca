"""Writing files: new ones, answers, rows, amendments."""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from tipdesk.cases.answers import NO_ANSWER, answers_digest, field_names, question_name
from tipdesk.cases.evidence import exhibits
from tipdesk.cases.files.workflow import Step, may, next_status
from tipdesk.cases.handover.record import released_fields
from tipdesk.cases.interview.statement import refuse_typed
from tipdesk.cases.interview.unfinished import NO_DRAFT, Draft
from tipdesk.cases.model import Answer, Case, CaseId, Status
from tipdesk.cases.permissions import Act, check
from tipdesk.core.errors import AnswerRefused, AnswersLocked, DiskFull, FileUnfolded, VaultDamaged
from tipdesk.desk.approval import Confirmed
from tipdesk.desk.files.listing import NOTIFIED, listed_notice, listing_of
from tipdesk.desk.files.restricted import restricted_questions
from tipdesk.desk.files.suspects import takes_suspects
from tipdesk.desk.interview.answer_checks import checked, fits, refuse_frozen
from tipdesk.desk.interview.drafting import Drafting
from tipdesk.desk.open_vault import ChangeKind, OpenVault
from tipdesk.forms.model import MAX_LONG_TEXT, FormDefinition, Question, QuestionType, row_path
from tipdesk.forms.values import normalise
from tipdesk.i18n.dates import kuwait_day
from tipdesk.i18n.text import clean
from tipdesk.storage.files import access_rows, case_rows
from tipdesk.storage.interview import answer_rows
from tipdesk.storage.station import setting_rows
from tipdesk.storage.vault import Vault

_SUPERVISOR = "supervisor_id"
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIMES = frozenset({QuestionType.DATE, QuestionType.DATETIME})
_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that looks like another


@dataclass(frozen=True, slots=True)
class Saved:
    """Answers are on the disk: fsynced when this is returned."""

    at: datetime
    seq: int  # number of the last row of the answer log


class Answering(Drafting):
    """Writes what is said and shown. GUI thread; every method is short."""

    def __init__(self, desk: OpenVault) -> None:
        super().__init__(desk)
        self.unfolded = tuple(_fold_leftovers(self, desk.vault))  # to say once after unlocking

    def open_case(self, quick: bool = False, form_id: str = "", *, told: bool = True) -> Case:
        """A new file with its number and person code, of the newest version of a form ('': the
        intake form), with what the program knows: agency, the only supervisor, and, where it is
        `told` now and was not written down before, the time.

        Raises:
            TransitionRefused: the officer's role begins no files.
        """
        check(Act.BEGIN_FILE, self._desk.officer.role)
        form = self._desk.forms.newest(form_id)
        now = self._desk.now()
        year = kuwait_day(now).year
        with self._vault.transaction():
            number = setting_rows.next_number(self._vault, f"case-{year}")
            case = Case(
                id=CaseId(str(uuid.uuid4())),
                number=f"{self._desk.station.code}-{year}-{number:05d}",
                person_code=_person_code(),
                form_id=form.form_id,
                form_version=form.version,
                status=Status.IN_PROGRESS,
                revision=0,
                created_at=now,
                updated_at=now,
                created_by=self._desk.officer.login,
                quick=quick,
            )
            self._desk.forms.keep(form, now)
            case_rows.add_case(self._vault, case)
            self._name_first(case, now)
            self._desk.enter("opened", case.id, form=f"{form.form_id}/{form.version}")
            self._viewed.add(case.id)
            self._save(case, self._first_answers(case, told=told))
        self._desk.publish(ChangeKind.CASES)
        return case

    # --- answers ----------------------------------------------------------------------------

    def save_answers(
        self, case_id: CaseId, changes: Mapping[str, Answer], draft: Draft | None = None
    ) -> Saved:
        """Keep answers in one transaction; fsynced when it returns. `by` and `at` are filled.

        `draft` replaces the officer's draft at the same moment (None: it stays as it is), so that
        what has become an answer is never in both or in neither.

        Raises:
            AnswersLocked: the file is complete; use `amend`.
            AccountFrozen: a part of an account that was closed.
            AnswerRefused: see `answer_checks.checked`; or a supervisor's answer.
            ReasonNeeded, FileHidden: as `load`.
            RestrictedClosed: one is of level 4, or of an exhibit that is, and not open to the
                officer.
            SuspectsClosed: one is of the suspects, and the section was not opened.
            DiskFull: nothing was written; the words stay in the window.
        """
        case = self._opened(case_id)
        self._check_open(case)
        refuse_typed(changes)
        refuse_frozen(self._vault, case_id, changes)
        changes = checked(self._desk.forms.rules_of(case), changes)
        self._check_closed(case, changes)
        with self._vault.transaction():
            saved = self._save(case, changes)
            if draft is not None:
                self._keep_draft(case_id, draft, saved.at)
        self._desk.publish(ChangeKind.ANSWERS, case_id)
        return saved

    def add_row(self, case_id: CaseId, repeat: str) -> int:
        """A new row of a repeat, with its defaults; its number is never used again."""
        case = self._opened(case_id)
        row = answer_rows.highest_row(self._vault, case_id, repeat) + 1
        fresh = {
            f"{row_path(repeat, row)}/{name}": Answer(text)
            for name, text in self._defaults(case, repeat).items()
        }
        self.save_answers(case_id, {row_path(repeat, row): Answer("1"), **fresh})
        return row

    def remove_row(self, case_id: CaseId, repeat: str, row: int) -> None:
        """Take a row away; its answers stay in the log."""
        self.save_answers(case_id, {row_path(repeat, row): Answer()})

    def fold(self, case_id: CaseId) -> None:
        """Fold what was typed into snapshot, list and search; enter one *edited* link for the
        burst. At section change, after 30 s of rest, at lock. Nothing to fold: nothing happens."""
        if answer_rows.is_folded(self._vault, case_id):
            return
        case = case_rows.find(self._vault, case_id)
        if case is None:
            raise KeyError(case_id)
        with self._vault.transaction():
            burst = self._fold(case, self._desk.now())
            self._desk.enter("edited", case_id, **burst)
        self._desk.publish(ChangeKind.CASES)

    def fold_all(self) -> None:
        """Fold every file that waits for it; before locking. One that cannot be folded holds up no
        other."""
        faults: list[Exception] = []
        for case_id in answer_rows.unfolded(self._vault):
            try:
                self.fold(case_id)
            except Exception as error:  # noqa: BLE001  the first is raised below
                faults.append(error)
        if faults:
            raise faults[0]

    def amend(
        self,
        case_id: CaseId,
        changes: Mapping[str, Answer],
        note: str,
        draft: Draft = NO_DRAFT,
    ) -> Case:
        """Change answers after completion; a note is required. What was approved or sent goes
        back to `returned`, to be completed and approved again. `draft` is what is left of the
        officer's draft.

        Raises:
            TransitionRefused: the file is still open for editing.
            AccountFrozen: a part of an account that was closed.
            AnswerRefused: an unknown path, a supervisor's own answer, or an empty note (reason
                "note").
        """
        refuse_typed(changes)
        refuse_frozen(self._vault, case_id, changes)
        return self._amend(case_id, changes, note, draft)

    def _amend(
        self,
        case_id: CaseId,
        changes: Mapping[str, Answer],
        note: str,
        draft: Draft | None,
        other: Confirmed | None = None,
    ) -> Case:
        """`other`: the supervisor whose amendment it is, at the officer's desk."""
        case = self._opened(case_id)
        login = other.login if other else self._desk.officer.login
        status = next_status(Step.AMEND, case.status, self._desk.officer.role)
        changes = checked(self._desk.forms.rules_of(case), changes)
        self._check_closed(case, changes)
        note = clean(note)
        if not note.strip():
            raise AnswerRefused(name="note", reason="note")
        if len(note) > MAX_LONG_TEXT:
            raise AnswerRefused(name="note", reason="too_long")
        with self._vault.transaction():
            now = self._desk.now()
            form = self._desk.forms.rules_of(case).definition
            closed = self._restricted.close(case, form, changes)
            kept = self._sealing.text(case, "note", note)
            with self._followed(case, form, changes):
                answer_rows.amend(self._vault, case_id, closed, kept, officer=login, at=now)
            self._desk.enter("amended", case_id, login, **self._fold(case, now))
            case = case_rows.set_status(self._vault, case_id, status, now)
            if draft is not None:
                self._keep_draft(case_id, draft, now)
        self._publish_status(case_id)
        return case

    # --- inside -----------------------------------------------------------------------------

    def _save(self, case: Case, changes: Mapping[str, Answer], login: str = "") -> Saved:
        now, officer = self._desk.now(), login or self._desk.officer.login
        form = self._desk.forms.rules_of(case).definition
        closed = self._restricted.close(case, form, changes)
        with self._vault.transaction(), self._followed(case, form, changes):
            seq = answer_rows.save_answers(self._vault, case.id, closed, officer=officer, at=now)
        self._name_supervisor(case, changes)
        return Saved(now, seq)

    @contextmanager
    def _followed(
        self, case: Case, form: FormDefinition, changes: Mapping[str, Answer]
    ) -> Iterator[None]:
        """Answers are written: what they make level 4, and what they let go of it, follows."""
        decides = any(exhibits.decides(path) for path in changes)
        before = self._restricted.standing(case, form) if decides else {}
        yield
        if decides:
            self._sealing.follow(case, form, before)

    def _name_first(self, case: Case, now: datetime) -> None:
        """Who opens a file is named on it, and the station's only supervisor."""
        supervisors = [one.login for one in self._desk.supervisors()]
        for login in (case.created_by, *(supervisors if len(supervisors) == 1 else ())):
            access_rows.add_reader(self._vault, case.id, login, case.created_by, now)

    def _name_supervisor(self, case: Case, changes: Mapping[str, Answer]) -> None:
        """Who is entered as the file's supervisor is named on it."""
        login = changes.get(_SUPERVISOR, NO_ANSWER).value
        known = {one.login for one in self._desk.supervisors()}
        if login in known and not case.hidden and self._restricted.is_open(case.id):
            self._restricted.name(case.id, login)

    def _fold(self, case: Case, now: datetime) -> dict[str, str]:
        """Snapshot, list and search; an answer about the notice is the file's notice too. What a
        link tells of it."""
        stored = answer_rows.answers(self._vault, case.id)
        form = self._desk.forms.rules_of(case).definition
        listing = listing_of(case, form, stored)
        changed = answer_rows.fold(self._vault, case.id, now, listing, standing=stored)
        if NOTIFIED in changed:
            told = listed_notice(case, form, self._restricted.open_answers(case, form, stored))
            case_rows.set_notified(self._vault, case.id, told, now)
        return self._burst(form, changed, stored)

    def _check_closed(self, case: Case, changes: Mapping[str, Answer]) -> None:
        """Nobody writes over what was not opened to them."""
        rules = self._desk.forms.rules_of(case)
        if any(takes_suspects(rules, path, answer) for path, answer in changes.items()):
            self.access.check_suspects(case.id)

    def _check_open(self, case: Case) -> None:
        if not may(Step.EDIT, case.status, self._desk.officer.role):
            raise AnswersLocked

    def _first_answers(self, case: Case, *, told: bool) -> dict[str, Answer]:
        rules = self._desk.forms.rules_of(case)
        times = {one.name for one in rules.definition.questions() if one.type in _TIMES}
        known = {n: text for n, text in self._defaults(case).items() if told or n not in times}
        agencies = {choice.name for choice in rules.definition.choices.get("agency", ())}
        if self._desk.station.agency in agencies:
            known["intake_agency"] = self._desk.station.agency
        supervisors = self._desk.supervisors()
        if len(supervisors) == 1:
            known["supervisor_id"] = supervisors[0].login
        first = {name: Answer(value) for name, value in known.items()}
        return {name: answer for name, answer in first.items() if fits(rules, name, answer)}

    def _defaults(self, case: Case, repeat: str = "") -> dict[str, str]:
        """What a new file or row begins with; times in UTC as everything that is stored."""
        rules = self._desk.forms.rules_of(case)
        questions = {question.name: question for question in rules.definition.questions()}
        found: dict[str, str] = {}
        for name, text in rules.defaults(self.context(case), repeat).items():
            question = questions[name]
            choices = rules.definition.choices.get(question.list_name, ())
            with suppress(AnswerRefused):  # a formula that gives no answer: the question is empty
                found[name] = normalise(question, _of_its_type(question, text), choices)
        return found

    def _burst(
        self, form: FormDefinition, changed: Iterable[str], stored: Mapping[str, Answer]
    ) -> dict[str, str]:
        """What a link tells of a burst of typing: the chain of a file leaves with its bundle, so
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

    def _publish_status(self, case_id: CaseId) -> None:
        self._desk.publish(ChangeKind.STATUS, case_id)
        self._desk.publish(ChangeKind.CASES)


def _of_its_type(question: Question, text: str) -> str:
    """A day of a moment, a moment of a day: `now()` of a date, `today()` of a date with time."""
    if question.type is QuestionType.DATE:
        return text.partition("T")[0]
    if question.type is QuestionType.DATETIME and _DAY.fullmatch(text):
        return f"{text}T00:00"
    return text


def _person_code() -> str:
    """A random code, e.g. K7M2-Q9XP: 39 bits, derived from nothing."""
    letters = "".join(secrets.choice(_CODE_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def _fold_leftovers(intake: Answering, vault: Vault) -> Iterator[FileUnfolded]:
    """Fold what a killed process left. Nobody is kept out by one file: its answers are logged."""
    for case_id in answer_rows.unfolded(vault):
        try:
            intake.fold(case_id)
        except DiskFull:
            continue  # at the lock, or when there is room
        except VaultDamaged:
            raise
        except Exception as error:  # noqa: BLE001  said after unlocking
            number = case_rows.numbers(vault).get(case_id, "")
            yield FileUnfolded(number=number, cause=type(error).__name__)
