"""Whether the person of a file has another one, under whatever spelling (rule V14).

The index of persons is asked and who is met is weighed: told from so many bits above what chance
gives among all files, said quietly below that, with what would decide. Of the other file there is
its number and unit, and why; never what stands there.

Whoever asks is answered of what the file holds, and of nothing that they hand in: every description
that is tried is an answer of the file first, and every one that something is told of has its entry.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from math import log2

from tipdesk.cases.model import Act, Case, CaseId
from tipdesk.cases.persons.described import NOBODY, Described
from tipdesk.cases.persons.judging import Ground, weigh
from tipdesk.cases.persons.meeting import CountedRarity, questions
from tipdesk.cases.persons.names_alone import Verdict
from tipdesk.cases.persons.of_file import name_at, person_of
from tipdesk.cases.persons.told_alike import ENTERED, ToldAs, entry_of
from tipdesk.core.errors import DiskFull
from tipdesk.desk.files.contents import Contents
from tipdesk.desk.files.listing import compared
from tipdesk.desk.open_vault import OpenVault
from tipdesk.storage.files import person_rows

TOLD_ABOVE = 3.5
"""Bits above log2 of the files from which it is told; from log2 on it is said quietly."""
_AT_LEAST = 1000  # files, whatever there are: two people of one name are not rare among ten
_MOST = 5  # files that are told of
_COUNTED_ANEW = 64  # when so small a part of all files has come


@dataclass(frozen=True, slots=True)
class AlikeFile:
    """A file whose person may be this one. `warns`: it is worth a warning."""

    number: str
    reasons: tuple[Ground, ...]
    warns: bool


@dataclass(frozen=True, slots=True)
class AlikeAdvice:
    """What is said at the name of a file: its likely files, or those that only may be."""

    path: str
    files: tuple[AlikeFile, ...]
    unit: str

    @property
    def warns(self) -> bool:
        """Whether it is a warning."""
        return any(file.warns for file in self.files)


class SamePerson:
    """Looks for other files of the person. GUI thread; a look-up takes a few ms."""

    def __init__(self, desk: OpenVault, contents: Contents) -> None:
        self._desk, self._vault, self._contents = desk, desk.vault, contents
        self._rarity: CountedRarity | None = None
        self._entered: set[tuple[CaseId, str, ToldAs, str]] = set()  # in this session

    def advice(self, case_id: CaseId) -> AlikeAdvice | None:
        """What to say of a file by the answers that it holds; None: nothing, or to nobody who does
        not see the files of this station. Each line is entered (*alike_told*), as an entry of no
        file: it names two; the same of the same person once in a session.

        Raises:
            ReasonNeeded, FileHidden: as `CaseFiles.load`.
        """
        if not self._desk.may(Act.SEE_FILES):
            return None
        case = self._contents.readable(case_id)
        answers = compared(
            self._desk.forms.rules_of(case).definition, self._contents.counting(case)
        )
        person = person_of(answers)
        alike = self._alike(case_id, person)
        warnings = tuple(file for file in alike if file.warns)
        for file in warnings or alike:
            told_as = ToldAs.WARNING if file.warns else ToldAs.QUIET
            self.enter(case, file.number, told_as, person_rows.row_text(person))
        if not alike:
            return None
        return AlikeAdvice(name_at(answers), warnings or alike, self._desk.station.unit)

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
        self._desk.enter_viewing(ENTERED, None, **entry_of(case.number, other, told_as, person))

    def _alike(self, case_id: CaseId, person: Described) -> tuple[AlikeFile, ...]:
        if person == NOBODY:
            return ()
        rarity = self._counted()
        least = log2(max(rarity.people, _AT_LEAST))
        refs = person_rows.met(self._vault, questions(person, rarity, least))
        weighed = [
            (judgement, ref)
            for ref, other in person_rows.described(self._vault, refs)
            if (judgement := weigh(person, other, rarity, least)) is not None
        ]
        weighed.sort(key=lambda each: (-each[0].score, -each[1]))
        cases = person_rows.whose(self._vault, [ref for _judgement, ref in weighed])
        return tuple(
            AlikeFile(
                cases[ref][1],
                judgement.reasons,
                judgement.verdict is Verdict.SAME and judgement.score >= least + TOLD_ABOVE,
            )
            for judgement, ref in weighed
            if cases[ref][0] != case_id
        )[:_MOST]

    def _counted(self) -> CountedRarity:
        people = person_rows.count(self._vault)
        if self._rarity is None or abs(people - self._rarity.people) * _COUNTED_ANEW > people:
            self._rarity = CountedRarity(lambda key: person_rows.count(self._vault, key))
        return self._rarity
