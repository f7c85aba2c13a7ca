"""That two files are of one person, of one family, or of neither: said by an officer, never
concluded.

A log of statements that is only added to; what stands of a pair of files is the last one. Nothing
is copied from one file to the other by it, and nothing is opened.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tipdesk.cases.custody.chain import canonical, timestamp
from tipdesk.cases.model import CaseId
from tipdesk.cases.persons.judging import Ground

ENTERED = "same_said"
"""The entry of the chain that each statement has, of no file."""


class PairSays(StrEnum):
    """What is said of two files."""

    SAME = "same"
    NOT = "not"
    FAMILY = "family"  # two people, one of the other's family
    WITHDRAWN = "withdrawn"  # of what was said before


class Kinship(StrEnum):
    """What somebody of a family is to another."""

    CHILD = "child"
    PARENT = "parent"
    SPOUSE = "spouse"
    SIBLING = "sibling"
    RELATIVE = "relative"  # another one

    @property
    def reverse(self) -> Kinship:
        """What the other is then to somebody."""
        return {Kinship.CHILD: Kinship.PARENT, Kinship.PARENT: Kinship.CHILD}.get(self, self)


@dataclass(frozen=True, slots=True)
class SameStatement:
    """What was said of two files (`first` before `second`: the pair has no order), by whom and
    when; `reasons` are the names of what spoke for one person then (`speaking_for`).

    Of a family, `kinship` is what the person of `second` is to that of `first`, and `row` the path
    of the row in which the one file speaks of the other's person, '' for none.
    """

    first: CaseId
    second: CaseId
    says: PairSays
    reasons: tuple[str, ...]
    by: str
    at: datetime
    kinship: Kinship | None = None
    row: str = ""

    def other(self, case_id: CaseId) -> CaseId:
        """The other file of the pair."""
        return self.second if case_id == self.first else self.first

    def kin(self, case_id: CaseId) -> Kinship | None:
        """What the other file's person is to that of `case_id`; None: nothing is said of it."""
        if self.kinship is None or case_id == self.first:
            return self.kinship
        return self.kinship.reverse


def pair(case_id: CaseId, other: CaseId) -> tuple[CaseId, CaseId]:
    """Two files in the order in which a statement names them."""
    return (case_id, other) if case_id < other else (other, case_id)


def speaking_for(grounds: Iterable[Ground]) -> tuple[str, ...]:
    """The names of what speaks for one person, each once."""
    return tuple(sorted({ground.says.value for ground in grounds if ground.bits > 0}))


def standing(log: Iterable[SameStatement]) -> dict[tuple[CaseId, CaseId], SameStatement]:
    """Of each pair the last statement, in the order of the log; none where it was withdrawn."""
    last: dict[tuple[CaseId, CaseId], SameStatement] = {}
    for statement in log:
        last.pop((statement.first, statement.second), None)
        last[statement.first, statement.second] = statement
    return {
        both: statement
        for both, statement in last.items()
        if statement.says is not PairSays.WITHDRAWN
    }


def silences(statement: SameStatement | None, reasons: Iterable[str]) -> bool:
    """Whether a warning for these reasons was answered: that they are two people was said knowing
    all of them."""
    if statement is None or statement.says not in (PairSays.NOT, PairSays.FAMILY):
        return False
    return set(reasons) <= set(statement.reasons)


def statement_text(statement: SameStatement) -> str:
    """A statement as it is kept and digested."""
    body: dict[str, object] = {
        "files": [statement.first, statement.second],
        "says": statement.says.value,
        "reasons": list(statement.reasons),
        "by": statement.by,
        "at": timestamp(statement.at),
    }
    if statement.kinship is not None:
        body |= {"kinship": statement.kinship.value, "row": statement.row}
    return canonical(body).decode("ascii")


def read_statement(text: str) -> SameStatement:
    """The statement of such a text.

    Raises:
        ValueError: it is none.
    """
    body = json.loads(text)
    family = {"kinship", "row"} if "kinship" in body else set[str]()
    if (
        not isinstance(body, Mapping)
        or body.keys() != {"files", "says", "reasons", "by", "at"} | family
    ):
        raise ValueError(text)
    first, second = (CaseId(str(uuid)) for uuid in body["files"])
    statement = SameStatement(
        first,
        second,
        PairSays(body["says"]),
        tuple(map(str, body["reasons"])),
        str(body["by"]),
        datetime.fromisoformat(body["at"]),
        Kinship(body["kinship"]) if family else None,
        str(body["row"]) if family else "",
    )
    is_family = statement.says is PairSays.FAMILY
    if first >= second or is_family != bool(family) or statement_text(statement) != text:
        raise ValueError(text)
    return statement
