"""Who opens which file, and who asks whether there is one: whom a file names, at once; everybody
else with a reason that is kept.

The section of the suspects is opened separately from the person's (intake-fields §2, rule 3). What
is asked about somebody (`AccessReasons`) is counted, and a supervisor goes through it every week
(wording.md rule 8).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from tipdesk.cases import permissions
from tipdesk.cases.answers import stands
from tipdesk.cases.files.list_view import told_to_others
from tipdesk.cases.model import Act, Answer, Case, CaseId, CustodyEvent, Status
from tipdesk.cases.persons import told_alike
from tipdesk.cases.persons.told_alike import ToldPair
from tipdesk.core import errors
from tipdesk.desk.files.restricted import Restricted
from tipdesk.desk.open_vault import OpenVault
from tipdesk.forms.model import FormDefinition, Group
from tipdesk.forms.rules.rules import FormRules
from tipdesk.i18n.text import clean
from tipdesk.storage import custody_rows, interview_rows
from tipdesk.storage.files import case_rows
from tipdesk.storage.files.search import query_words
from tipdesk.storage.keys.case_keys import Opens, close_text

_SHIFT = timedelta(hours=permissions.HOLDS)

# --- what is in the section of the suspects ---------------------------------------------------


SUSPECTS = "suspects"  # the section of the form


def suspects_questions(form: FormDefinition) -> frozenset[str]:
    """The names of the questions of that section."""
    return frozenset(
        name for section in form.sections if section.name == SUSPECTS for name in _names(section)
    )


def _names(group: Group) -> Iterator[str]:
    for child in group.children:
        if isinstance(child, Group):
            yield from _names(child)
        else:
            yield child.name


def hides_suspects(rules: FormRules, answers: Mapping[str, Answer]) -> bool:
    """Whether something of that section is closed to the officer."""
    return any(answer.closed and is_of_suspects(rules, path) for path, answer in answers.items())


def takes_suspects(rules: FormRules, path: str, answer: Answer) -> bool:
    """Whether a change is one of that section: of an answer, or of a row that goes with all that
    stands in it."""
    return _is_there(rules, path) and not (path.endswith("]") and answer.value)


def is_of_suspects(rules: FormRules, path: str) -> bool:
    """Whether a path is an answer of that section; rows are counted, not told of."""
    return _is_there(rules, path) and not path.endswith("]")


def _is_there(rules: FormRules, path: str) -> bool:
    try:
        return rules.section_of(path) == SUSPECTS
    except KeyError:  # of an older form
        return False


# --- who opens what ---------------------------------------------------------------------------


class Access:
    """Holds what was opened in this session. GUI thread."""

    def __init__(self, desk: OpenVault, restricted: Restricted) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._restricted = restricted
        self._suspects: set[CaseId] = set()

    def check_visible(self, case: Case) -> None:
        """Before anything is said of a file.

        Raises:
            FileHidden: it is hidden from the unit, and names others.
        """
        if case.hidden and not self._restricted.is_named(case.id):
            raise errors.FileHidden

    def is_named(self, case_id: CaseId) -> bool:
        """Whether a file names the officer of the session."""
        return self._restricted.is_named(case_id)

    def is_visible(self, case_id: CaseId) -> bool:
        """Whether the officer is told of a file at all."""
        return self._restricted.is_named(case_id) or not self.row(case_id).hidden

    def check(self, case: Case) -> None:
        """Before a file is read or written.

        Raises:
            TransitionRefused: the officer's role sees no files (details: step "see_files").
            FileHidden: as `check_visible`.
            ReasonNeeded: it names others, and no reason was given in this shift
                (details: number).
        """
        self._desk.require(Act.SEE_FILES)
        if self._restricted.is_named(case.id):
            return
        self.check_visible(case)
        since, login = self._desk.now() - _SHIFT, self._desk.officer.login
        if not case_rows.opened_since(self._vault, login, case.id, since):
            raise errors.ReasonNeeded(number=case.number)

    def check_work(self, case: Case) -> None:
        """Before the case work of a file is read or added to: whoever is in the team that has it
        gives no reason.

        Raises:
            TransitionRefused, FileHidden, ReasonNeeded: as `check`.
        """
        self._desk.require(Act.SEE_FILES)
        if case.hidden or not self._restricted.work.is_given(case.id):
            self.check(case)

    def opens_whole(self, case: Case) -> bool:
        """Whether more of a file is open to the officer than their team may read: it names them, or
        they gave a reason in this shift."""
        try:
            self.check(case)
        except errors.ReasonNeeded:
            return False
        return True

    def open_with_reason(
        self, case_id: CaseId, reason: permissions.AccessReason, words: str
    ) -> None:
        """Open a file for this shift; the reason is kept for the supervisors, and stands in the
        chain without its words.

        Raises:
            AnswerRefused: the reason needs words (name "reason", reason "empty"), or there are
                too many (reason "too_long").
            FileHidden: it is hidden from the unit.
        """
        self._desk.require(Act.SEE_FILES)
        self.check_visible(self.row(case_id))
        words = checked_words(reason, words)
        now, by = self._desk.now(), self._desk.officer.login
        with self._vault.transaction():
            case_rows.add_reason(
                self._vault, case_rows.GivenAccessReason(0, now, by, case_id, reason, words)
            )
            self._desk.enter("opened_with_reason", case_id, reason=reason.value)

    def opens(self, case_id: CaseId) -> Opens:
        """What opens the closed texts of a file to the officer, beside its answers."""
        return self._restricted.opens(case_id)

    def opens_messages(self, case_id: str) -> Opens:
        """As `opens`, of messages: some are about no file here (''), and of these some are closed
        to one person."""
        return self.opens(CaseId(case_id)) if case_id else self._desk.open_own

    def reads_restricted(self, case_id: CaseId) -> bool:
        """Whether level 4 of a file is open to the officer."""
        return self._restricted.is_open(case_id)

    def team_of(self, case_id: CaseId) -> str:
        """Which team has a file, by its code; '' for none."""
        return self._restricted.work.team_of(case_id)

    def reads_work(self, case_id: CaseId) -> bool:
        """Whether what of level 4 stands in the case work of a file is open to the officer."""
        return self._restricted.reads_work(case_id)

    def opens_work(self, case_id: CaseId) -> Opens:
        """What opens the case work of a file to the officer."""
        return self._restricted.opens_work(case_id)

    def close_work(self, case: Case, place: str, text: str) -> str:
        """As `Restricted.close_work`."""
        return self._restricted.close_work(case, place, text)

    def safe_way(self, case: Case, form: FormDefinition) -> tuple[str, ...]:
        """As `Restricted.safe_way`; what their team reads of it is brought up to date on the
        way."""
        with suppress(errors.TipdeskError):  # a full disk keeps nobody from reading
            self._restricted.pass_on_safe_way(case, form)
        return self._restricted.safe_way(case, form)

    def closes(self, case_id: CaseId) -> Callable[[str, str], str]:
        """What closes such a text (place, text). Called, it raises `RestrictedClosed` when the
        officer does not read level 4 of the file."""

        def close(place: str, text: str) -> str:
            self._restricted.check_open(case_id)
            generation, key = self._restricted.keys.writing(case_id)
            return close_text(key, generation, case_id, place, text)

        return close

    # --- the section of the suspects -----------------------------------------------------------

    def sees_suspects(self, case_id: CaseId) -> bool:
        """Whether the section was opened in this session."""
        return case_id in self._suspects

    def closed_paths(self, case: Case, answers: Mapping[str, Answer]) -> frozenset[str]:
        """What of a file is closed to the officer: every place of level 4, whatever stands there,
        and of these answers those about suspects, until their section is opened."""
        rules, closed = self._desk.forms.rules_of(case), frozenset[str]()
        if not self._restricted.is_open(case.id):
            closed = self._restricted.paths(rules.definition, answers)
        if self.sees_suspects(case.id):
            return closed
        return closed | {path for path in answers if is_of_suspects(rules, path)}

    def open_suspects(self, case_id: CaseId) -> None:
        """Open the section of the suspects until the lock; it is entered.

        Raises:
            TransitionRefused: not open to the officer's role (details: step "see_suspects").
            ReasonNeeded, FileHidden: as `check`.
        """
        self._desk.require(Act.SEE_SUSPECTS)
        self.check(self.row(case_id))
        if case_id not in self._suspects:
            self._desk.enter_viewing("suspects_opened", case_id)
            self._suspects.add(case_id)

    def check_suspects(self, case_id: CaseId) -> None:
        """Before something is written there. Who writes the first of it sees what they write.

        Raises:
            TransitionRefused: not open to the officer's role (details: step "see_suspects").
            SuspectsClosed: the section was not opened in this session.
        """
        if case_id in self._suspects:
            return
        self._desk.require(Act.SEE_SUSPECTS)
        if self._has_suspects(case_id):
            raise errors.SuspectsClosed
        self._suspects.add(case_id)

    # --- inside --------------------------------------------------------------------------------

    def row(self, case_id: CaseId) -> Case:
        """What the list holds of a file. FileHidden: there is none such."""
        case = case_rows.find(self._vault, case_id)
        if case is None:
            raise errors.FileHidden
        return case

    def _has_suspects(self, case_id: CaseId) -> bool:
        rules = self._desk.forms.rules_of(self.row(case_id))
        stored = interview_rows.answers(self._vault, case_id)
        return any(
            stands(answer) and is_of_suspects(rules, path) for path, answer in stored.items()
        )


def checked_words(reason: permissions.AccessReason, words: str) -> str:
    """Words of a reason as they are kept.

    Raises:
        AnswerRefused: the reason needs words (name "reason", reason "empty"), or there are too
            many (reason "too_long").
    """
    words = clean(words).strip()
    if permissions.wants_words(reason) and not words:
        raise errors.AnswerRefused(name="reason", reason="empty")
    if len(words) > permissions.MOST_WORDS:
        raise errors.AnswerRefused(name="reason", reason="too_long")
    return words


# --- access reasons ---------------------------------------------------------------------------


GivenAccessReason = case_rows.GivenAccessReason  # why somebody opened a file, or asked for one

_DAY = timedelta(hours=24)
_REVIEW_EVERY = timedelta(days=permissions.REVIEW_EVERY)


class AccessReasons:
    """Asks for officers, and shows supervisors what was asked. GUI thread."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk
        self._vault = desk.vault

    def search_other_files(
        self, query: str, reason: permissions.AccessReason, words: str
    ) -> tuple[Case, ...]:
        """The files of others that `query` finds: that there is one, its number, and whose it is.
        Hidden ones are never among them.

        Raises:
            AnswerRefused: as `open_with_reason`; or too little is looked for (name "sought",
                reason "too_short").
            LookupsUsedUp: this officer has asked too often in 24 hours (details: most).
        """
        self._desk.require(Act.SEARCH_OTHER_FILES)
        words = checked_words(reason, words)
        sought = " ".join(query_words(query))
        if not is_enough(sought):
            raise errors.AnswerRefused(name="sought", reason="too_short")
        since = self._desk.now() - _DAY
        login = self._desk.officer.login
        if case_rows.asked_since(self._vault, login, since) >= permissions.MOST_ASKED:
            raise errors.LookupsUsedUp(most=permissions.MOST_ASKED)
        matches = tuple(
            told_to_others(case)
            for case in case_rows.of_others(self._vault, sought, login, permissions.MOST_FOUND)
        )
        with self._vault.transaction():
            now = self._desk.now()
            given = GivenAccessReason(0, now, login, None, reason, words, sought, len(matches))
            case_rows.add_reason(self._vault, given)
            self._desk.enter("looked_up", reason=reason.value, found=str(len(matches)))
        return matches

    def take_list_out(
        self, reason: permissions.AccessReason, words: str, files: int, columns: Sequence[str]
    ) -> None:
        """Before a table of so many files is written that anybody can read: keep why, and enter it
        with what stands in the table.

        Raises:
            TransitionRefused: not open to the officer's role (details: step "take_list_out").
            AnswerRefused: as `Access.open_with_reason`.
            DiskFull: it was not entered, and must not be written.
        """
        self._desk.require(Act.TAKE_LIST_OUT)
        words = checked_words(reason, words)
        with self._vault.transaction():
            now, login = self._desk.now(), self._desk.officer.login
            given = GivenAccessReason(0, now, login, None, reason, words, "", files)
            case_rows.add_reason(self._vault, given)
            self._desk.enter(
                "list_taken_out",
                reason=reason.value,
                files=str(files),
                columns=" ".join(columns),
            )

    def since_review(self, *, reviewed: bool = False) -> tuple[GivenAccessReason, ...]:
        """Reasons that were given for looking since the last review (`reviewed`: all), the last
        first.

        Raises:
            TransitionRefused: not open to the officer's role (details: step "review_looks").
        """
        self._desk.require(Act.REVIEW_ACCESS_REASONS)
        return case_rows.reasons_since(self._vault, 0 if reviewed else self._reviewed())

    def told_since_review(self, *, reviewed: bool = False) -> tuple[ToldPair, ...]:
        """What was told of other files of a person since the last review (`reviewed`: all). First
        what was told in files that were voided since: they were made up, or begun by mistake; then
        where the most descriptions were tried. Of a file that is hidden from the officer no number.

        Raises:
            TransitionRefused: as `since_review`.
        """
        self._desk.require(Act.REVIEW_ACCESS_REASONS)
        events = custody_rows.since(
            self._vault, 0 if reviewed else self._reviewed("told"), told_alike.ENTERED
        )
        pairs = told_alike.pairs(events)
        cases = case_rows.with_numbers(self._vault, {pair.file for pair in pairs})
        hidden = self._hidden_numbers()
        as_read = tuple(
            replace(
                pair,
                file="" if pair.file in hidden else pair.file,
                other="" if pair.other in hidden else pair.other,
                voided=pair.file in cases and cases[pair.file].status is Status.VOIDED,
            )
            for pair in pairs
        )
        return tuple(sorted(as_read, key=lambda pair: not pair.voided))

    def _hidden_numbers(self) -> frozenset[str]:
        hidden = case_rows.hidden(self._vault)
        own = case_rows.named_among(self._vault, self._desk.officer.login, tuple(hidden))
        return frozenset(number for case_id, number in hidden.items() if case_id not in own)

    def mark_reviewed(self, to: int, entry: int = 0) -> None:
        """Note that they were gone through: the reasons up to the one with this number, and what
        was told up to this entry of the chain.

        Raises:
            TransitionRefused: as `since_review`.
        """
        self._desk.require(Act.REVIEW_ACCESS_REASONS)
        with self._vault.transaction():
            self._desk.enter(
                "looks_reviewed",
                to=str(max(to, self._reviewed())),
                told=str(max(entry, self._reviewed("told"))),
            )

    def waiting(self) -> int:
        """How many reasons, and files that were told of, wait to be gone through; 0 for whoever
        does not go through them."""
        if not self._desk.may(Act.REVIEW_ACCESS_REASONS):
            return 0
        events = custody_rows.since(self._vault, self._reviewed("told"), told_alike.ENTERED)
        return len(self.since_review()) + len(told_alike.pairs(events))

    def review_due(self) -> bool:
        """Whether something has waited for a review for a week, and the officer is who goes through
        it."""
        if not self._desk.may(Act.REVIEW_ACCESS_REASONS):
            return False
        waiting = [reason.at for reason in case_rows.reasons_since(self._vault, self._reviewed())]
        events = custody_rows.since(self._vault, self._reviewed("told"), told_alike.ENTERED)
        waiting += [event.at for event in events if event.at is not None]
        return bool(waiting) and self._desk.now() - min(waiting) >= _REVIEW_EVERY

    def last_review(self) -> CustodyEvent | None:
        """The entry of the last review; None: there was none yet."""
        return custody_rows.last_of(self._vault, "looks_reviewed")

    # --- inside -----------------------------------------------------------------------------

    def _reviewed(self, what: str = "to") -> int:
        """Up to which they were gone through, as the chain has it: a value beside it is anybody's
        to write. "told": the entry of the chain up to which that was."""
        last = self.last_review()
        to = last.detail.get(what, "") if last is not None else ""
        return int(to) if to.isdecimal() else 0


def is_enough(sought: str) -> bool:
    """Whether as much is looked for as one may ask with."""
    return sum(map(str.isalnum, sought)) >= permissions.LEAST_SOUGHT
