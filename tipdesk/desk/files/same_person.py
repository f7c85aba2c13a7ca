"""Whether the person of a file has another one, under whatever spelling (rule V14).

The index of persons is asked and who is met is weighed: told from so many bits above what chance
gives among all files, said quietly below that, with what would decide. Of the other file there is
its number and unit, and why; never what stands there.

Whoever asks is answered of what the file holds, and of nothing that they hand in: every description
that is tried is an answer of the file first, and every one that something is told of has its entry.

An officer whom one of two files names says that they are of one person, or of one family, or of
neither, or takes it back (`SamePerson.say`, `say_family`); reasons are found here. What was said of
two people is told no more until something else speaks for one.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from math import log2

from tipdesk.cases.model import Act, Answer, Case, CaseId
from tipdesk.cases.persons.described import NOBODY, Described
from tipdesk.cases.persons.judging import Ground, Shifts, weigh
from tipdesk.cases.persons.meeting import CountedRarity, questions
from tipdesk.cases.persons.names_alone import Verdict
from tipdesk.cases.persons.of_file import name_at, person_of
from tipdesk.cases.persons.same import (
    Kinship,
    PairSays,
    SameStatement,
    pair,
    silences,
    speaking_for,
)
from tipdesk.cases.persons.told_alike import ENTERED, ToldAs, entry_of
from tipdesk.core.errors import DiskFull, TransitionRefused
from tipdesk.desk.files.access import Access
from tipdesk.desk.files.contents import Contents
from tipdesk.desk.files.listing import compared
from tipdesk.desk.files.match_weights import shifts_of
from tipdesk.desk.files.same_log import SameLog
from tipdesk.desk.open_vault import ChangeKind, OpenVault
from tipdesk.storage.files import person_rows

TOLD_ABOVE = 3.5
"""Bits above log2 of the files from which it is told; from log2 on it is said quietly."""
_AT_LEAST = 1000  # files, whatever there are: two people of one name are not rare among ten
_MOST = 5  # files that are told of
_COUNTED_ANEW = 64  # when so small a part of all files has come


@dataclass(frozen=True, slots=True)
class AlikeFile:
    """A file whose person may be this one. `warns`: it is worth a warning."""

    case_id: CaseId
    number: str
    reasons: tuple[Ground, ...]
    warns: bool


@dataclass(frozen=True, slots=True)
class SaidOfFile:
    """What stands of a file and another one: its number, what was said, by whom and when."""

    case_id: CaseId
    number: str
    statement: SameStatement


@dataclass(frozen=True, slots=True)
class AlikeAdvice:
    """What is said at the name of a file: its likely files, or those that only may be; what an
    officer said of others; whether the officer of the session may say something (`may_say`)."""

    path: str
    files: tuple[AlikeFile, ...]
    said_of: tuple[SaidOfFile, ...]
    unit: str
    may_say: bool

    @property
    def warns(self) -> bool:
        """Whether it is a warning."""
        return any(file.warns for file in self.files)


class SamePerson:
    """Looks for other files of the person, and takes in what officers say of them. GUI thread; a
    look-up takes a few ms."""

    def __init__(self, desk: OpenVault, contents: Contents, access: Access) -> None:
        self._desk, self._vault, self._contents = desk, desk.vault, contents
        self._access, self._log = access, SameLog(desk, access)
        self._rarity: CountedRarity | None = None
        self._shifts: Shifts | None = None  # as they are when this session first asks
        self._entered: set[tuple[CaseId, str, ToldAs, str]] = set()  # in this session

    def advice(self, case_id: CaseId) -> AlikeAdvice | None:
        """What to say of a file by the answers that it holds, but of files that are said to be of
        somebody else; None: nothing, or to nobody who does not see the files of this station. Each
        line is entered (*alike_told*), as an entry of no file: it names two; the same of the same
        person once in a session.

        Raises:
            ReasonNeeded, FileHidden: as `CaseFiles.load`.
        """
        if not self._desk.may(Act.SEE_FILES):
            return None
        case = self._contents.readable(case_id)
        answers, person = self._person(case)
        stand, said_of = self._log.standing(case_id), self.said_of(case_id)
        answered = {entry.case_id for entry in said_of if _is_same(entry.statement)}
        alike = tuple(
            file
            for file in self._alike(case_id, person)
            if file.case_id not in answered
            and not silences(stand.get(file.case_id), speaking_for(file.reasons))
        )[:_MOST]
        alike = tuple(file for file in alike if file.warns) or alike
        for file in alike:
            told_as = ToldAs.WARNING if file.warns else ToldAs.QUIET
            self.enter(case, file.number, told_as, person_rows.row_text(person))
        if not alike and not said_of:
            return None
        names_officer = self._access.is_named(case_id)
        unit = self._desk.station.unit
        return AlikeAdvice(name_at(answers), alike, said_of, unit, names_officer)

    def said_of(self, case_id: CaseId) -> tuple[SaidOfFile, ...]:
        """What stands of a file and others, for whom the file names; for others nothing.

        Raises:
            ReasonNeeded, FileHidden: as `CaseFiles.load`.
        """
        self._contents.readable(case_id)
        if not self._access.is_named(case_id):
            return ()
        return tuple(
            SaidOfFile(other, self._access.row(other).number, statement)
            for other, statement in self._log.standing(case_id).items()
        )

    def say(self, case_id: CaseId, other: CaseId, says: PairSays) -> None:
        """Say of a file that names the officer that it is of the same person as another one, or is
        not, or take back what stands. What speaks for one person is found anew, and kept with it.

        Raises:
            ReasonNeeded: as `CaseFiles.load`, of the file.
            FileHidden: one of them is hidden from the officer.
            TransitionRefused: not open to the officer's role; the file does not name them (reason
                "not_named"), was given up, or nothing is told of the other one in it, and nothing
                was said (reason "not_alike").
            DiskFull, RestrictedClosed: nothing was written.
        """
        case, second, reasons = self._sayable(case_id, other)
        stands = other in self._log.standing(case_id)
        if not stands and (reasons is None or says is PairSays.WITHDRAWN):
            raise TransitionRefused(step=Act.AMEND.value, status="", reason="not_alike")
        by, at = self._desk.officer.login, self._desk.now()
        self._log.add(
            SameStatement(*pair(case_id, other), says, reasons or (), by, at), case, second
        )
        self._desk.publish(ChangeKind.CASES, case_id)

    def say_family(self, case_id: CaseId, other: CaseId, kinship: Kinship, row: str = "") -> None:
        """Say of a file that names the officer what the person of another one is to its person:
        two people of one family. `row` is the path at which the file speaks of the other one's.

        Raises:
            ReasonNeeded, FileHidden, DiskFull, RestrictedClosed: as `say`.
            TransitionRefused: as `say`; "not_alike": nothing is told of the other one, and it does
                not name the officer either.
        """
        case, second, reasons = self._sayable(case_id, other)
        if reasons is None and not self._access.is_named(other):
            raise TransitionRefused(step=Act.AMEND.value, status="", reason="not_alike")
        first, last = pair(case_id, other)
        statement = SameStatement(
            first,
            last,
            PairSays.FAMILY,
            reasons or (),
            self._desk.officer.login,
            self._desk.now(),
            kinship if case_id == first else kinship.reverse,
            row,
        )
        self._log.add(statement, case, second)
        self._desk.publish(ChangeKind.CASES, case_id)

    def _sayable(self, case_id: CaseId, other: CaseId) -> tuple[Case, Case, tuple[str, ...] | None]:
        """Both files, and what speaks for one person; raises as `say`."""
        self._desk.require(Act.AMEND)
        case, second = self._contents.readable(case_id), self._contents.case(other)
        if not self._access.is_named(case_id):
            raise TransitionRefused(step=Act.AMEND.value, status="", reason="not_named")
        self._desk.refuse_given_up(case_id, Act.AMEND.value)
        return case, second, self._reasons(case, other)

    def _reasons(self, case: Case, other: CaseId) -> tuple[str, ...] | None:
        """What speaks today for one person; None: the other file is not met."""
        _answers, person = self._person(case)
        return next(
            (
                speaking_for(file.reasons)
                for file in self._alike(case.id, person)
                if file.case_id == other
            ),
            None,
        )

    def _person(self, case: Case) -> tuple[dict[str, Answer], Described]:
        form = self._desk.forms.rules_of(case).definition
        answers = compared(form, self._contents.counting(case))
        return answers, person_of(answers)

    def enter(self, case: Case, other: str, told_as: ToldAs, asked_by: str) -> None:
        """Something was told in a file of the file with the number `other`; `asked_by` is what was
        compared, of which the entry has a digest that shows nothing of it."""
        digest = hashlib.sha256(asked_by.encode()).hexdigest()
        key = (case.id, other, told_as, digest)
        if key in self._entered:
            return
        self._entered.add(key)
        person = ""
        with suppress(DiskFull):  # nobody is kept from reading by it
            person = self._desk.commitment(digest)
        number = "" if case.hidden else case.number  # the chain lies open to the whole unit
        self._desk.enter_viewing(ENTERED, None, **entry_of(number, other, told_as, person))

    def _alike(self, case_id: CaseId, person: Described) -> tuple[AlikeFile, ...]:
        if person == NOBODY:
            return ()
        rarity = self._counted()
        least = log2(max(rarity.people, _AT_LEAST))
        if self._shifts is None:
            self._shifts = shifts_of(self._vault)
        shifts = self._shifts
        refs = person_rows.met(self._vault, questions(person, rarity, least, shifts))
        weighed = [
            (judgement, ref)
            for ref, other in person_rows.described(self._vault, refs)
            if (judgement := weigh(person, other, rarity, least, shifts)) is not None
        ]
        weighed.sort(key=lambda each: (-each[0].score, -each[1]))
        cases = person_rows.whose(self._vault, [ref for _judgement, ref in weighed])
        return tuple(
            AlikeFile(
                *cases[ref],
                judgement.reasons,
                judgement.verdict is Verdict.SAME and judgement.score >= least + TOLD_ABOVE,
            )
            for judgement, ref in weighed
            if cases[ref][0] != case_id
        )

    def _counted(self) -> CountedRarity:
        people = person_rows.count(self._vault)
        if self._rarity is None or abs(people - self._rarity.people) * _COUNTED_ANEW > people:
            self._rarity = CountedRarity(lambda key: person_rows.count(self._vault, key))
        return self._rarity


def _is_same(statement: SameStatement) -> bool:
    return statement.says is PairSays.SAME
