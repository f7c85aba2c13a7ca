"""Whether the person of a file has another one, under whatever spelling (rule V14).

The index of persons is asked and who is met is weighed: told from so many bits above what chance
gives among all files, said quietly below that, with what would decide. Of the other file there is
its number and unit, and why; never what stands there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log2

from tipdesk.cases.model import Act, Answer, CaseId
from tipdesk.cases.persons.described import NOBODY
from tipdesk.cases.persons.judging import Ground, weigh
from tipdesk.cases.persons.meeting import CountedRarity, questions
from tipdesk.cases.persons.names_alone import Verdict
from tipdesk.cases.persons.of_file import name_at, person_of
from tipdesk.desk.files.contents import Contents
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
        self._entered: set[tuple[CaseId, str]] = set()  # in this session: one entry each

    def advice(self, case_id: CaseId, answers: Mapping[str, Answer]) -> AlikeAdvice | None:
        """What to say of a file as it stands on the screen; None: nothing, or to nobody who does
        not see the files of this station. Each warning is entered (*alike_told*), as an entry of no
        file: it names two."""
        if not self._desk.may(Act.SEE_FILES):
            return None
        case = self._contents.readable(case_id)
        alike = self._alike(case_id, answers)
        warnings = tuple(file for file in alike if file.warns)
        for file in warnings:
            if (case_id, file.number) not in self._entered:
                self._entered.add((case_id, file.number))
                self._desk.enter_viewing("alike_told", file=case.number, other=file.number)
        if not alike:
            return None
        return AlikeAdvice(name_at(answers), warnings or alike, self._desk.station.unit)

    def _alike(self, case_id: CaseId, answers: Mapping[str, Answer]) -> tuple[AlikeFile, ...]:
        person = person_of({path: answer for path, answer in answers.items() if not answer.closed})
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
