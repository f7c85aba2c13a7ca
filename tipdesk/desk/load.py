"""How much each officer has in hand, and files that go from one to another.

Counted from rows: no file is read for it but the interviews of the last week, and no person is
named. A hidden file is in no count, and nobody reassigns it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from tipdesk.cases.casework.case_work import WhyNot
from tipdesk.cases.model import Act, CaseId, Officer, Status
from tipdesk.cases.permissions import allowed
from tipdesk.core.errors import AnswerRefused, TransitionRefused, VaultDamaged
from tipdesk.desk.case_work import CaseWorkBook
from tipdesk.desk.files.access import Access
from tipdesk.desk.files.restricted import Restricted
from tipdesk.desk.open_vault import ChangeKind, OpenVault
from tipdesk.forms.model import MAX_TEXT
from tipdesk.i18n.text import clean
from tipdesk.storage import interview_rows, station_rows
from tipdesk.storage.files import load_rows
from tipdesk.storage.keys import case_keys, deed_rows

FileInHand = load_rows.FileInHand
MOST_LISTED = 1_000  # files of one officer
_WEEK = timedelta(days=7)
_CHILD = "is_child"  # question


@dataclass(frozen=True, slots=True)
class OfficerLoad:
    """What somebody has in hand. `interviews`: begun by them in the last seven days; `heavy`: of
    these, with a child or with something of level 4."""

    officer: Officer
    open_files: int
    late: int
    interviews: int
    heavy: int

    @property
    def has_left(self) -> bool:
        """Whether they do not work here now, removed or suspended."""
        return self.officer.removed or self.officer.suspended


class CaseLoad:
    """Counts, and reassigns. GUI thread; every method is short."""

    def __init__(
        self, desk: OpenVault, access: Access, restricted: Restricted, case_work: CaseWorkBook
    ) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._access = access
        self._restricted = restricted
        self._case_work = case_work

    def officers(self) -> tuple[OfficerLoad, ...]:
        """Everybody who works in files or still has open ones: those who work here no more first,
        then by what is late and by open files.

        Raises:
            TransitionRefused: not open to the officer's role (details: step "reassign").
        """
        self._desk.require(Act.REASSIGN)
        now = self._desk.now()
        has_open = load_rows.open_files(self._vault)
        late = load_rows.late_needs(self._vault, now)
        begun, heavy = Counter[str](), Counter[str]()
        for case_id, login in load_rows.begun_since(self._vault, now - _WEEK):
            begun[login] += 1
            heavy[login] += self._is_heavy(case_id)
        loads = [
            OfficerLoad(
                officer,
                *(has_open.get(officer.login, 0), late.get(officer.login, 0)),
                *(begun[officer.login], heavy[officer.login]),
            )
            for officer in station_rows.officers(self._vault, removed=True)
            if has_open.get(officer.login) or _takes_files(officer)
        ]
        return tuple(
            sorted(
                loads,
                key=lambda load: (
                    not load.has_left, -load.late, -load.open_files, load.officer.login
                ),
            )
        )  # fmt: skip

    def left_open(self) -> int:
        """How many open files belong to somebody who works here no more; 0 for whoever does not
        reassign files."""
        if not self._desk.may(Act.REASSIGN):
            return 0
        out = {
            officer.login
            for officer in station_rows.officers(self._vault, removed=True)
            if officer.removed or officer.suspended
        }
        has_open = load_rows.open_files(self._vault) if out else {}
        return sum(count for login, count in has_open.items() if login in out)

    def files_of(self, login: str) -> tuple[FileInHand, ...]:
        """The open files of somebody, `MOST_LISTED` at most: what is late first.

        Raises:
            TransitionRefused: as `officers`.
        """
        self._desk.require(Act.REASSIGN)
        own, now = self._desk.officer.login, self._desk.now()
        return load_rows.files_of(self._vault, login, now, own, MOST_LISTED)

    def colleagues(self, but: str) -> tuple[Officer, ...]:
        """To whom a file of `but` can go."""
        everybody = station_rows.officers(self._vault)
        return tuple(who for who in everybody if who.login != but and _takes_files(who))

    def reassign(self, case_id: CaseId, officer: str, why: str) -> None:
        """A file goes to another officer: they are named on it and get its keys, whoever had it is
        named no more, and what is written from now on is under another key. One transaction, with
        a deed and an entry of the case work. The keys are passed on by whoever has them: the file
        has to name the officer of the session.

        Raises:
            TransitionRefused: not open to the officer's role, or not to this file (details: step
                "reassign"; reason "role", "hidden", "same_officer", "not_here", "voided",
                "given_up").
            AnswerRefused: no reason (name "why", reason "empty"), or too long.
            FileHidden: as `Access.check_visible`.
            RestrictedClosed: the file does not name the officer of the session (details: readers).
            SecondPersonNeeded: the deed does not hold.
            DiskFull: nothing was written.
        """
        self._desk.require(Act.REASSIGN)
        why = _reason(why)
        before = self._checked(case_id, officer)
        with self._vault.transaction():
            self._restricted.reassign(case_id, before, officer)
            load_rows.note_owner(self._vault, case_id, officer)
            body = {"officer": officer, "before": before, "why": why}
            if self._desk.book.begun:
                body["deed"] = str(deed_rows.head(self._vault)[0])
            self._case_work.enter_assigned(case_id, body)
        self._desk.publish(ChangeKind.CASES)

    # --- inside -----------------------------------------------------------------------------

    def _checked(self, case_id: CaseId, officer: str) -> str:
        """Who has the file now. Raises: as `reassign`."""
        case = self._access.row(case_id)
        self._access.check_visible(case)
        self._desk.refuse_given_up(case_id, Act.REASSIGN.value)
        before, target = (
            load_rows.owner(self._vault, case_id),
            station_rows.find(self._vault, officer),
        )
        reason = ""
        if case.hidden:
            reason = "hidden"
        elif case.status is Status.VOIDED:
            reason = WhyNot.VOIDED.value
        elif target is None or not _takes_files(target):
            reason = "not_here"
        elif before == officer:
            reason = "same_officer"
        if reason:
            raise TransitionRefused(
                step=Act.REASSIGN.value, status=case.status.value, reason=reason
            )
        self._restricted.check_open(case_id)
        return before

    def _is_heavy(self, case_id: CaseId) -> bool:
        """Whether an interview is with a child, or holds something of level 4; a file that cannot
        be read is told of where it is opened."""
        try:
            answers = interview_rows.answers(self._vault, case_id)
        except (KeyError, VaultDamaged):
            return False
        child = answers.get(_CHILD)
        return (child is not None and child.value == "yes") or any(
            case_keys.is_closed(answer.value) for answer in answers.values()
        )


def _takes_files(officer: Officer) -> bool:
    out = officer.removed or officer.suspended
    return not out and allowed(Act.AMEND, officer.role)


def _reason(why: str) -> str:
    why = " ".join(clean(why).split())
    if not why or len(why) > MAX_TEXT:
        raise AnswerRefused(name="why", reason="too_long" if why else "empty")
    return why
