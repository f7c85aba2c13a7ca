"""The elements of Law 91/2013, and what of a file bears on each. An aid, never a finding.

An element is borne by an answer that was recorded or an exhibit that was listed, whatever either
proves; where there is none, a neutral question says what could still be asked. Nothing of it ever
leaves the unit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tipdesk.forms.model import LocalText

EXHIBIT_TYPE = "att_type"  # the question of an exhibit's kind


class ElementKind(StrEnum):
    """The part of the law that an element belongs to."""

    ACT = "act"
    MEANS = "means"
    PURPOSE = "purpose"
    AGGRAVATING = "aggravating"  # art. 2
    SMUGGLING = "smuggling"
    SMUGGLING_AGGRAVATING = "smuggling_aggravating"  # art. 3


@dataclass(frozen=True, slots=True)
class Clue:
    """A question whose answer bears on an element: any answer, or one of `codes`."""

    question: str
    codes: frozenset[str] = frozenset()
    above_zero: bool = False

    def fits(self, value: str) -> bool:
        """Whether an answer with this value bears on it."""
        if self.above_zero:
            return _number(value) > 0
        return bool(value) and (not self.codes or not self.codes.isdisjoint(value.split()))


@dataclass(frozen=True, slots=True)
class Element:
    """One element of the law."""

    code: str
    kind: ElementKind
    article: str  # e.g. "1(4)"
    label: LocalText
    clues: tuple[Clue, ...]
    ask: LocalText  # the neutral question
    to_person: bool  # the question can be put to the person; else the officer looks it up


@dataclass(frozen=True, slots=True)
class Bearing:
    """An element with the places of the answers and exhibits that bear on it."""

    element: Element
    answers: tuple[str, ...]  # paths, in the order of the clues
    exhibits: tuple[str, ...]  # paths of the kinds of exhibits


Recorded = Mapping[str, Sequence[tuple[str, str]]]  # question → (path, value) of every row


def bearings(elements: Sequence[Element], recorded: Recorded) -> tuple[Bearing, ...]:
    """Each element with what bears on it."""
    return tuple(_bearing(element, recorded) for element in elements)


def has_act(elements: Sequence[Element], recorded: Recorded) -> bool:
    """Whether an act of art. 1(4) is recorded: recruiting, use, transport, harbouring, receiving.
    `recorded` holds the answers of the sections on recruitment, journey and suspects."""
    acts = (element for element in elements if element.kind is ElementKind.ACT)
    return any(_bearing(act, recorded).answers for act in acts)


def _bearing(element: Element, recorded: Recorded) -> Bearing:
    found = [
        (clue.question == EXHIBIT_TYPE, path)
        for clue in element.clues
        for path, value in recorded.get(clue.question, ())
        if clue.fits(value)
    ]
    return Bearing(
        element,
        tuple(path for exhibit, path in found if not exhibit),
        tuple(path for exhibit, path in found if exhibit),
    )


def _number(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        return math.nan
