"""What follows from a file as rows: what is owed in it, its line of the list, what it is found by.

Everything is written in the transaction that changes what it follows from: the list and the search
where answers are folded (`listing`), what is owed and the risk here (`follow`), since case work,
status, notice and hiding change these too. It follows from what everybody at the station may read,
of level 4 nothing, so that it is the same whoever works here.

What a mistake or a foreign hand has left there is found again: `DerivedRows.step` holds some files
against their rows after each unlocking, those first that were looked at longest ago, and
`tipdesk vault check` all of them. The files of an older vault are gone through in the same steps,
as often as the vault is opened, until all have their rows.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from tipdesk.cases import transfer
from tipdesk.cases.answers import stands
from tipdesk.cases.casework.deadlines import (
    RISK_REVIEWS,
    Deadline,
    DeadlineKind,
    WaitsFor,
    facts_of,
    owed,
)
from tipdesk.cases.casework.folding import fold
from tipdesk.cases.casework.seed import seed_of
from tipdesk.cases.model import Case, CaseId
from tipdesk.cases.transfer import HoldingState
from tipdesk.core.errors import DataError, VaultDamaged
from tipdesk.desk.files import listing
from tipdesk.desk.form_shelf import FormShelf
from tipdesk.desk.open_vault import ChangeKind, OpenVault
from tipdesk.i18n.text import kuwait_day
from tipdesk.storage import custody_rows, interview_rows
from tipdesk.storage.database import Database
from tipdesk.storage.files import case_rows, casework_rows, derived_rows, due_rows, search
from tipdesk.storage.keys.case_keys import opens_nothing

REPAIRED = "rows_repaired"
COMPARED = 50  # files that are held against their rows after an unlocking
AT_ONCE = 2  # files in one step: one takes some 20 ms, and nobody who types may notice
UNREADABLE = (DataError, KeyError, ValueError, TypeError, AttributeError, OverflowError)
"""What a file raises that cannot be read; that is told where it is opened, and by `vault check`."""
_CHECKED = "derived_checked"  # in `meta`: the row number of the file that was compared last


@dataclass(frozen=True, slots=True)
class OpenlyKnown:
    """What is owed in a file, and how high the risk was last called (list risk; '' nobody called
    it anything), as far as everybody at the station may read it."""

    owed: tuple[Deadline, ...] = ()
    risk: str = ""

    @property
    def review_due(self) -> date | None:
        """The day on which a high risk is to be looked at again: that waits for a supervisor."""
        reviews = (
            line
            for line in self.owed
            if line.kind in RISK_REVIEWS and line.whom is WaitsFor.SUPERVISOR
        )
        due = next((line.due for line in reviews if line.due is not None), None)
        return kuwait_day(due - timedelta.resolution) if due is not None else None


def openly_known(vault: Database, forms: FormShelf, case: Case) -> OpenlyKnown:
    """What is owed in a file and its risk; nothing of one that is hidden.

    Raises:
        UNREADABLE: its form, its answers or its case work cannot be read.
    """
    if case.hidden:
        return OpenlyKnown()
    form = forms.rules_of(case).definition
    stored = interview_rows.answers(vault, case.id)
    standing = {path: answer for path, answer in stored.items() if stands(answer)}
    answers = listing.counted(case, form, listing.open_to_all(form, standing))
    log = casework_rows.of_case(vault, case.id, opens_nothing)
    work = fold(seed_of(answers, case.created_at, case.created_by), log)
    risk = work.reviews[-1].level if work.reviews else ""
    return OpenlyKnown(_owed_here(vault, case, owed(work, facts_of(case, answers))), risk)


def _owed_here(vault: Database, case: Case, standing: tuple[Deadline, ...]) -> tuple[Deadline, ...]:
    """What this station is told of: of a file that is on its way that first, since it was given up;
    of one that another station has nothing."""
    moves = custody_rows.of_case_with(vault, case.id, transfer.MOVES)
    holding = transfer.holding_of(moves, begun=True)
    if holding.state is HoldingState.GONE:
        return ()
    if holding.state is not HoldingState.AWAY or holding.since is None:
        return standing
    whom = WaitsFor.SUPERVISOR
    away = Deadline(DeadlineKind.TRANSFER, "", holding.since, holding.since, whom)
    return (away, *standing)


def differing(vault: Database, forms: FormShelf) -> tuple[str, ...]:
    """The numbers of the files whose rows are others than what follows from them, among those that
    have had theirs written; files that cannot be read left out."""
    written, numbers = derived_rows.written_to(vault), []
    for ref, case_id in derived_rows.files_after(vault, 0, -1):
        if written is not None and ref > written:
            break
        with suppress(*UNREADABLE):
            case = _case(vault, case_id)
            if not _agrees(vault, forms, case):
                numbers.append(case.number)
    return tuple(numbers)


def _agrees(vault: Database, forms: FormShelf, case: Case) -> bool:
    known = openly_known(vault, forms, case)
    listed = (case.risk, case.review_due) == (known.risk, known.review_due)
    return (
        listed
        and due_rows.agrees(vault, case.id, known.owed)
        and search.agrees(vault, case.id, listing.listed_as(vault, forms, case))
    )


def follow(desk: OpenVault) -> None:
    """Let each transaction of an open vault write what is owed in the files that it changes."""

    def write(case_ids: Collection[CaseId]) -> None:
        for case_id in case_ids:
            # What cannot be read holds up nothing that is written: what follows from it is never
            # worth the answer that somebody is just giving.
            with suppress(*UNREADABLE):
                write_owed(desk, case_id)

    desk.vault.follow = write


def write_owed(desk: OpenVault, case_id: CaseId) -> None:
    """Write what is owed in a file, and what the list says of its risk. Inside the caller's
    transaction; where nothing differs nothing is written.

    Raises:
        UNREADABLE: it cannot be read; its rows stay.
        DiskFull
    """
    known = openly_known(desk.vault, desk.forms, _case(desk.vault, case_id))
    case_rows.set_risk(desk.vault, case_id, known.risk, known.review_due)
    due_rows.rewrite(desk.vault, case_id, known.owed)


class DerivedRows:
    """Goes through the files of an open vault. GUI thread; every step is short."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._left = COMPARED  # files that this session is still to compare
        self._place: int | None = None  # row number of the file that it compared last

    def step(self) -> bool:
        """Go through a few files; whether there is more to do now. First those of an older vault
        get their rows, then some are compared with what follows from them. What differs is written
        anew, with an entry.

        Raises:
            DiskFull, VaultReadOnly: the next session goes on from there.
        """
        written = derived_rows.written_to(self._vault)
        if written is not None:
            self._write_next(written)
            return True
        if derived_rows.merge_some(self._vault):
            return True
        return self._left > 0 and self._compare()

    # --- inside -----------------------------------------------------------------------------

    def _write_next(self, place: int) -> None:
        some = derived_rows.files_after(self._vault, place, AT_ONCE)
        with self._vault.transaction():
            for _ref, case_id in some:
                self._write(case_id)
            done = len(some) < AT_ONCE
            derived_rows.note_written(self._vault, None if done else some[-1][0])
        if done:
            self._desk.publish(ChangeKind.CASES)

    def _write(self, case_id: CaseId) -> None:
        """All of it. Of a file that cannot be read its number and code are found."""
        case = _case(self._vault, case_id)
        try:
            summary = listing.listed_as(self._vault, self._desk.forms, case)
        except VaultDamaged:
            raise
        except Exception:  # noqa: BLE001  whatever it is: it is said where the file is opened
            search.find_again(self._vault, case_id, listing.by_number(case))
            return
        search.list_again(self._vault, case_id, summary)
        with suppress(*UNREADABLE):
            write_owed(self._desk, case_id)

    def _compare(self) -> bool:
        """Whether files are left for this session. How far it came is kept at the end of the round:
        where nothing differs, nothing else is written."""
        kept = self._vault.meta(_CHECKED)
        place = self._place if self._place is not None else int(kept if kept.isdecimal() else 0)
        some = derived_rows.files_after(self._vault, place, min(AT_ONCE, self._left))
        differ = [case_id for _ref, case_id in some if self._differs(case_id)]
        self._place = some[-1][0] if some else 0  # from the first file on, at the next unlocking
        self._left = self._left - len(some) if some else 0
        if differ or not self._left:
            with self._vault.transaction():
                for case_id in differ:
                    search.forget(self._vault, case_id)
                    self._write(case_id)
                if differ:
                    self._enter(differ)
                self._vault.set_meta(_CHECKED, str(self._place))
        return self._left > 0

    def _differs(self, case_id: CaseId) -> bool:
        with suppress(*UNREADABLE):
            return not _agrees(self._vault, self._desk.forms, _case(self._vault, case_id))
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
