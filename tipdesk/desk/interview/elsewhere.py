"""Rules V13 and V14: what of an open file also stands in other files of this station."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tipdesk.cases.interview import elsewhere
from tipdesk.cases.interview.elsewhere import Kind, fits
from tipdesk.cases.model import Answer, CaseId
from tipdesk.cases.permissions import Act, allowed
from tipdesk.desk.files.case_files import CaseFiles
from tipdesk.storage.files import listing_rows


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Advice at one question. Of other files there is the number, and the unit that keeps them."""

    path: str
    kind: Kind
    numbers: tuple[str, ...]
    unit: str
    here: bool = False  # it stands in this very file too


class Comparing(CaseFiles):
    """Asks an index of folded keys; the answers of no other file are read. GUI thread."""

    def elsewhere(self, case_id: CaseId, answers: Mapping[str, Answer]) -> tuple[Elsewhere, ...]:
        """What to advise at the questions of a file as it stands on the screen; what is closed
        there (the suspects) is looked at as well. To nobody who does
        not see the files of this station; everybody who takes interviews here does."""
        if not allowed(Act.SEE_FILES, self._desk.officer.role):
            return ()
        here = self._standing(self._opened(case_id).id)
        answers = {
            path: here.get(path, answer) if answer.closed else answer
            for path, answer in answers.items()
        }
        sought = elsewhere.sought(answers)
        keys = frozenset(key for some in sought.values() for key in some)
        there = listing_rows.files_with(self._vault, keys, case_id)
        found = []
        for path, own in sought.items():
            hits = [
                (key.kind, one.number)
                for one in there
                for key in own
                if (key.kind, key.text) == (one.key.kind, one.key.text) and fits(key, one.key)
            ]
            same = elsewhere.opposed_here(answers, path)
            kinds = {kind for kind, _number in hits} | ({same} if same else set())
            surest = next((kind for kind in Kind if kind in kinds), None)
            if surest is not None:
                numbers = tuple(dict.fromkeys(number for kind, number in hits if kind is surest))
                unit = self._desk.station.unit
                found.append(Elsewhere(path, surest, numbers, unit, same is surest))
        return tuple(found)
