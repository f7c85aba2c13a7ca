"""Which scans of signed pages leave: level rules, older states, what nobody knows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tipdesk.cases.paper.prints import PagesLeft
from tipdesk.cases.paper.signed_papers import (
    PageDoubt,
    PageVerdict,
    PrintedCopy,
    SignedPaper,
    State,
    WhyScanStays,
    state_of,
    why_it_stays,
)

NOW, BEFORE = "ab" * 32, "cd" * 32
THEN = PagesLeft("ar/prosecution//", ("p1", "p2", "p3"), (1, 2, 3))
ANEW = PagesLeft("ar/prosecution//", ("p1", "new", "p3"), (2,))
FIRST = PrintedCopy("statement", BEFORE, 1, THEN)
SECOND = PrintedCopy("statement", NOW, 2, ANEW)
OWN = PrintedCopy("statement", NOW, 3, replace(THEN, variant="ar/file//"))
RESTRICTED = PrintedCopy("statement", NOW, 4, None)
PERSONS = PrintedCopy("statement", NOW, 5, replace(THEN, variant="ar/person//"))
PRINTS = (FIRST, SECOND, OWN, RESTRICTED, PERSONS)
PAPER = SignedPaper("statement", 2, NOW[:32], 2, (2,), 3, PageVerdict.CURRENT)
OLD = SignedPaper("statement", 1, BEFORE[:32], 1, (1, 3), 3, PageVerdict.OLDER)


@pytest.mark.parametrize(
    ("papers", "why"),
    [
        ((PAPER,), None),
        ((PAPER, OLD), None),  # what stayed when page 2 was replaced
        ((replace(OLD, present=(1, 2)),), WhyScanStays.OLDER),
        ((replace(PAPER, copy=3),), WhyScanStays.OTHER_COPY),
        ((PAPER, replace(PAPER, copy=3)), WhyScanStays.OTHER_COPY),
        ((replace(PAPER, copy=5),), WhyScanStays.OTHER_COPY),
        ((replace(PAPER, copy=4),), WhyScanStays.RESTRICTED),
        ((PAPER, replace(PAPER, copy=4)), WhyScanStays.RESTRICTED),
        ((replace(PAPER, copy=9),), WhyScanStays.DOUBTED),
        ((replace(PAPER, doubts=(PageDoubt.PAGE,)),), WhyScanStays.DOUBTED),
        ((replace(PAPER, verdict=PageVerdict.BY_HAND),), WhyScanStays.BY_HAND),
    ],
)
def test_what_leaves_is_the_copy_for_the_prosecution_of_what_is_sent(
    papers: tuple[SignedPaper, ...], why: WhyScanStays | None
) -> None:
    assert why_it_stays(papers, PRINTS, NOW, whole=True, has_place=False) is why


def test_an_older_state_stays_as_long_as_nothing_of_the_new_one_was_printed() -> None:
    older = why_it_stays((OLD,), (FIRST, OWN), NOW, whole=True, has_place=False)
    assert older is WhyScanStays.OLDER
    longer = replace(SECOND, pages=replace(THEN, digests=("p1", "p2", "p3", "p4")))
    older = why_it_stays((OLD,), (FIRST, longer), NOW, whole=True, has_place=False)
    assert older is WhyScanStays.OLDER  # each page says of how many it is
    assert (state_of(PAPER, NOW), state_of(OLD, NOW)) == (State.THIS, State.SAME_WORDS)


def test_a_scan_with_unknown_pages_or_the_place_of_its_making_stays() -> None:
    def why(*, whole: bool = True, has_place: bool = False, paper: SignedPaper = PAPER) -> object:
        return why_it_stays((paper,), PRINTS, NOW, whole=whole, has_place=has_place)

    assert why(whole=False) is WhyScanStays.UNREAD
    assert why(has_place=True) is WhyScanStays.PLACE
    assert why(whole=False, paper=replace(PAPER, copy=4)) is WhyScanStays.RESTRICTED
