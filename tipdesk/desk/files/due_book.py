"""What is owed in the files, kept as rows: lists, counts and calendars fold no file for it.

`DueBook.project` writes the rows of one file. A transaction that changes what they follow from
(answers that are folded, case work, status, notice, hiding) has them written in itself
(`database.Database.touch`). They follow from what everybody at the station may read, of level 4
nothing, so that they are the same whoever works here; a hidden or voided file has none.

What a mistake or a foreign hand has left there is found again: `DueBook.step` holds some files
against their rows after each unlocking, those first that were looked at longest ago, and
`tipdesk vault check` all of them. The files of an older vault are gone through in the same steps,
as often as the vault is opened, until all have their rows.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from tipdesk.cases.answers import stands
from tipdesk.cases.casework.deadlines import (
    Deadline,
    DeadlineKind,
    OwedCount,
    OwedLine,
    facts_of,
    owed,
)
from tipdesk.cases.casework.folding import fold
from tipdesk.cases.casework.home_lines import (
    OF_CASEWORKERS,
    OF_OFFICERS,
    OF_SUPERVISORS,
    RULES,
    LineCount,
    line_of_files,
    line_of_owed,
)
from tipdesk.cases.casework.seed import seed_of
from tipdesk.cases.casework.shift import FileLine, file_line, nearest
from tipdesk.cases.model import Act, Case, CaseId, Status
from tipdesk.core.errors import DataError
from tipdesk.desk.files.listing import counted, open_to_all
from tipdesk.desk.form_shelf import INTAKE_FORM, FormShelf
from tipdesk.desk.open_vault import ChangeKind, OpenVault
from tipdesk.forms.model import FormDefinition
from tipdesk.i18n.text import kuwait_day
from tipdesk.storage import interview_rows
from tipdesk.storage.database import Database
from tipdesk.storage.files import case_rows, casework_rows, due_rows
from tipdesk.storage.files.due_rows import WhoseFiles
from tipdesk.storage.files.search import Viewer
from tipdesk.storage.keys.case_keys import opens_nothing

REPAIRED = "due_repaired"
COMPARED = 50  # files that are held against their rows after an unlocking
AT_ONCE = 4  # files in one step: one takes some 10 ms, and nobody who types may notice
SOON = timedelta(hours=24)
FAR = datetime(9999, 1, 1, tzinfo=UTC)
UNREADABLE = (DataError, KeyError, ValueError, TypeError, AttributeError, OverflowError)
"""What a file raises that cannot be read; that is told where it is opened, and by `vault check`."""
_CHECKED = "due_checked"  # in `meta`: the row number of the file that was compared last


@dataclass(frozen=True, slots=True)
class OpenlyKnown:
    """What is owed in a file, and how high the risk was last called (list risk; '' nobody called
    it anything), as far as everybody at the station may read it."""

    owed: tuple[Deadline, ...] = ()
    risk: str = ""

    @property
    def review_due(self) -> date | None:
        """The day on which a high risk is to be looked at again."""
        reviews = (line for line in self.owed if line.kind is DeadlineKind.HIGH_RISK_REVIEW)
        due = next((line.due for line in reviews if line.due is not None), None)
        return kuwait_day(due - timedelta.resolution) if due is not None else None


def openly_known(vault: Database, forms: FormShelf, case: Case) -> OpenlyKnown:
    """What the rows of a file follow from; nothing of one that is hidden.

    Raises:
        UNREADABLE: its form, its answers or its case work cannot be read.
    """
    if case.hidden:
        return OpenlyKnown()
    form = forms.rules_of(case).definition
    stored = interview_rows.answers(vault, case.id)
    standing = {path: answer for path, answer in stored.items() if stands(answer)}
    answers = counted(case, form, open_to_all(form, standing))
    log = casework_rows.of_case(vault, case.id, opens_nothing)
    work = fold(seed_of(answers, case.created_at, case.created_by), log)
    risk = work.reviews[-1].level if work.reviews else ""
    return OpenlyKnown(owed(work, facts_of(case, answers)), risk)


def _agrees(vault: Database, case: Case, known: OpenlyKnown) -> bool:
    listed = (case.risk, case.review_due) == (known.risk, known.review_due)
    return listed and due_rows.agrees(vault, case.id, known.owed)


def differing(vault: Database, forms: FormShelf) -> tuple[str, ...]:
    """The numbers of the files whose rows are others than what is owed in them, among those that
    have had theirs written; files that cannot be read left out."""
    filled, numbers = due_rows.filled_to(vault), []
    for ref, case_id in due_rows.files_after(vault, 0, -1):
        if filled is not None and ref > filled:
            break
        with suppress(*UNREADABLE):
            case = _case(vault, case_id)
            if not _agrees(vault, case, openly_known(vault, forms, case)):
                numbers.append(case.number)
    return tuple(numbers)


def in_this_shift(
    desk: OpenVault,
    most: int,
    left_by: Collection[str] = (),
    statuses: Collection[Status] = (),
) -> tuple[tuple[Case, FileLine], ...]:
    """Files with which somebody has something to do, and what, the most pressing first: those that
    name the officer or one of `left_by`, of a supervisor all; none that is hidden from the unit.
    Also of those that were received, where something is late or due within 24 hours: half as many
    more, so that they take no place from the others. `statuses`: files of these alone.

    Raises:
        TransitionRefused: the officer's role sees no files.
    """
    desk.require(Act.SEE_FILES)
    vault, login = desk.vault, desk.officer.login
    supervises = desk.may(Act.APPROVE)
    viewer = Viewer(login, supervises)
    files = {
        case.id: case for case in case_rows.in_hand(vault, viewer, most, tuple(left_by), statuses)
    }
    for whose in () if statuses else ("",) if supervises else (login, *left_by):
        soon = desk.now() + SOON
        for line in due_rows.nearest(vault, WhoseFiles(login=whose), most // 2, until=soon):
            if line.case_id not in files:
                files[line.case_id] = _case(vault, line.case_id)
    lines = [(case, file_line(case, due_rows.of_case(vault, case.id))) for case in files.values()]
    return tuple(sorted(lines, key=lambda pair: nearest(pair[1])))


def follow(desk: OpenVault) -> None:
    """Let each transaction of an open vault write what follows from it."""
    desk.vault.follow = DueBook(desk).project_all


class DueBook:
    """Writes, compares and reads the rows of an open vault. GUI thread; every method is short."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._left = COMPARED  # files that this session is still to compare
        self._place: int | None = None  # row number of the file that it compared last

    # --- written ----------------------------------------------------------------------------

    def project(self, case_id: CaseId) -> bool:
        """Write the rows of a file, and what the list says of its risk; whether they were others.
        Inside the caller's transaction.

        Raises:
            UNREADABLE: it cannot be read; its rows stay.
            DiskFull
        """
        case = _case(self._vault, case_id)
        known = openly_known(self._vault, self._desk.forms, case)
        differed = case_rows.set_risk(self._vault, case_id, known.risk, known.review_due)
        return due_rows.rewrite(self._vault, case_id, known.owed) or differed

    def project_all(self, case_ids: Collection[CaseId]) -> None:
        """As `project`. A file that cannot be read holds up nothing that is written: what follows
        from it is never worth the answer that somebody is just giving."""
        for case_id in case_ids:
            with suppress(*UNREADABLE):
                self.project(case_id)

    def step(self) -> bool:
        """Go through a few files; whether there is more to do now. First those of an older vault
        get their rows, then some are compared with what is owed in them. What differs is written
        anew, with an entry.

        Raises:
            DiskFull, VaultReadOnly: the next session goes on from there.
        """
        filled = due_rows.filled_to(self._vault)
        if filled is not None:
            self._fill(filled)
            return True
        return self._left > 0 and self._compare()

    # --- read -------------------------------------------------------------------------------

    @property
    def form(self) -> FormDefinition:
        """By which codes of a list are named: the newest that is asked here."""
        return self._desk.forms.newest(INTAKE_FORM)

    @property
    def is_whole(self) -> bool:
        """Whether every file has its rows; until then lists and counts lack some."""
        return due_rows.filled_to(self._vault) is None

    def nearest(
        self,
        most: int,
        *,
        after: OwedLine | None = None,
        until: datetime | None = None,
        kinds: Collection[DeadlineKind] = (),
    ) -> tuple[OwedLine, ...]:
        """What is owed in the files that name the officer, of a supervisor in all: what is due
        first at the front, what has no limit last. What it is (`about`) is told of the files that
        name whoever reads. `after`, `until`, `kinds`: as `due_rows.nearest`."""
        whose, login = self._whose, self._desk.officer.login
        lines = due_rows.nearest(self._vault, whose, most, after=after, until=until, kinds=kinds)
        if whose.login:
            return lines
        others = {
            case_id
            for case_id in {line.case_id for line in lines if line.about}
            if not case_rows.is_named(self._vault, case_id, login)
        }
        return tuple(replace(line, about="") if line.case_id in others else line for line in lines)

    def counts(self) -> tuple[OwedCount, ...]:
        """How much is late in the files of `nearest`, and how much is due within 24 hours."""
        now = self._desk.now()
        return due_rows.counts(self._vault, self._whose, now, now + SOON)

    def unlimited(self) -> tuple[OwedCount, ...]:
        """How much is owed without a limit in the files of `nearest`."""
        return due_rows.unlimited(self._vault, self._whose)

    def home_lines(self) -> tuple[LineCount, ...]:
        """What home counts for this officer, from rows alone; lines without anything left out.

        Raises:
            TransitionRefused: their role sees no files.
        """
        whose, now = self._whose, self._desk.now()
        supervises = not whose.login
        own = OF_SUPERVISORS if supervises else OF_CASEWORKERS
        if self._desk.may(Act.BEGIN_FILE) and not supervises:
            own = OF_OFFICERS
        viewer = Viewer(self._desk.officer.login, supervises)
        by_status = case_rows.counts_in_hand(self._vault, viewer)
        lines = []
        for digit, line in own.items():
            rule = RULES[line]
            if rule.statuses:
                lines.append(line_of_files(digit, line, by_status))
                continue
            until = FAR if rule.within is None else now + rule.within
            counted_now = due_rows.counts(self._vault, whose, now, until)
            if rule.within is None:
                counted_now += due_rows.unlimited(self._vault, whose)
            lines.append(line_of_owed(digit, line, counted_now))
        return tuple(line for line in lines if line is not None)

    def of_case(self, case_id: CaseId) -> tuple[OwedLine, ...]:
        """What is owed in one file: none of one that is not told of to the officer, or for which
        they would need a reason."""
        login = self._whose.login
        if login and not case_rows.is_named(self._vault, case_id, login):
            return ()
        return due_rows.of_case(self._vault, case_id)

    # --- inside -----------------------------------------------------------------------------

    @property
    def _whose(self) -> WhoseFiles:
        """Of which files the officer is told what is owed: who approves, of all of the station.

        Raises:
            TransitionRefused: their role sees none (details: step "see_files").
        """
        self._desk.require(Act.SEE_FILES)
        login = "" if self._desk.may(Act.APPROVE) else self._desk.officer.login
        return WhoseFiles(login=login)

    def _fill(self, place: int) -> None:
        some = due_rows.files_after(self._vault, place, AT_ONCE)
        with self._vault.transaction():
            self.project_all([case_id for _ref, case_id in some])
            due_rows.note_filled(self._vault, some[-1][0] if len(some) == AT_ONCE else None)
        if self.is_whole:
            self._desk.publish(ChangeKind.CASES)

    def _compare(self) -> bool:
        """Whether files are left for this session. How far it came is kept at the end of the round:
        where nothing differs, nothing else is written."""
        kept = self._vault.meta(_CHECKED)
        place = self._place if self._place is not None else int(kept if kept.isdecimal() else 0)
        some = due_rows.files_after(self._vault, place, min(AT_ONCE, self._left))
        differ = [case_id for _ref, case_id in some if self._differs(case_id)]
        self._place = some[-1][0] if some else 0  # from the first file on, at the next unlocking
        self._left = self._left - len(some) if some else 0
        if differ or not self._left:
            with self._vault.transaction():
                self.project_all(differ)
                if differ:
                    self._enter(differ)
                self._vault.set_meta(_CHECKED, str(self._place))
        return self._left > 0

    def _differs(self, case_id: CaseId) -> bool:
        with suppress(*UNREADABLE):
            case = _case(self._vault, case_id)
            known = openly_known(self._vault, self._desk.forms, case)
            return not _agrees(self._vault, case, known)
        return False

    def _enter(self, repaired: Sequence[CaseId]) -> None:
        """The whole station reads this entry: a hidden file is counted and not named."""
        cases = [_case(self._vault, case_id) for case_id in repaired]
        numbers = " ".join(sorted(case.number for case in cases if not case.hidden))
        self._desk.enter(REPAIRED, None, "", files=str(len(cases)), numbers=numbers)


def _case(vault: Database, case_id: CaseId) -> Case:
    case = case_rows.find(vault, case_id)
    if case is None:
        raise KeyError(case_id)
    return case
