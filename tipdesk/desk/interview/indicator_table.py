"""The tables under `resources/indicators`, read once: the indicators, the elements of the law."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache

from tipdesk.cases.interview.indicators import (
    EXHIBIT_TYPE,
    Clue,
    Element,
    ElementKind,
    Indicator,
    IndicatorSet,
    Strength,
)
from tipdesk.core.settings import resource
from tipdesk.forms.model import LocalText

_LABOUR = {  # whose strength stands in until the source's own has been typed
    IndicatorSet.ADULT_SEXUAL: IndicatorSet.ADULT_LABOUR,
    IndicatorSet.CHILD_SEXUAL: IndicatorSet.CHILD_LABOUR,
}
_NONE = "none"  # in a sexual set: the source does not have the row there

Row = Mapping[str, str]


@cache
def indicator_table() -> tuple[Indicator, ...]:
    """The rows of the ILO–EC indicators, in the source's order."""
    return tuple(_indicator(row) for row in _rows("ilo-2009.csv"))


@cache
def law_elements() -> tuple[Element, ...]:
    """The elements of Law 91/2013, in the law's order."""
    return tuple(_element(row) for row in _rows("law-91-2013.csv"))


def _rows(name: str) -> Iterator[Row]:
    with resource("indicators", name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _indicator(row: Row) -> Indicator:
    strengths: dict[IndicatorSet, Strength] = {}
    provisional: set[IndicatorSet] = set()
    for used in IndicatorSet:
        said = row[used]
        if not said and used in _LABOUR:
            said = row[_LABOUR[used]]
            provisional.add(used)
        if said and said != _NONE:
            strengths[used] = Strength(said)
    return Indicator(
        code=row["code"],
        dimension=row["dimension"],
        label=LocalText(row["arabic"], row["english"]),
        strengths=strengths,
        provisional=frozenset(provisional & strengths.keys()),
        proposed_when=row["proposed_when"],
    )


def _element(row: Row) -> Element:
    clues = [_clue(word) for word in row["answers"].split()]
    if row["exhibits"]:
        clues.append(Clue(EXHIBIT_TYPE, frozenset(row["exhibits"].split())))
    return Element(
        code=row["code"],
        kind=ElementKind(row["kind"]),
        article=row["article"],
        label=LocalText(row["arabic"], row["english"]),
        clues=tuple(clues),
        ask=LocalText(
            row["ask_arabic"], row["ask_english"], row["ask_arabic_f"], row["ask_arabic_m"]
        ),
        to_person=row["asked_of"] == "person",
    )


def _clue(word: str) -> Clue:
    """`question`, `question=code,code` or `question>0`."""
    if word.endswith(">0"):
        return Clue(word.removesuffix(">0"), above_zero=True)
    question, _, codes = word.partition("=")
    return Clue(question, frozenset(codes.split(",")) if codes else frozenset())
