"""Which scans of signed pages go to the Prosecution, and why the others stay.

A scan goes whole or not at all, so everything on it has to be known. What goes is the
Prosecution's own copy, printed here: it carried only what may be released (`cases.record`). Its
pages show the record that is sent, or, of an older state, nothing else than that record says on
the same pages, which the digests of what was printed show. Any other older page may hold what was
corrected or is withheld by now, and nobody has approved it: it is named, so that it can be asked
for in writing, and stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from tipdesk.cases.paper.printed_codes import DIGEST_DIGITS
from tipdesk.cases.paper.signed_papers import PrintedCopy, SignedPaper, Verdict, print_of

PROSECUTION = "prosecution"


class State(StrEnum):
    """What the page of a scan that goes is to the record that goes with it."""

    THIS = "this"  # it shows this very state
    SAME_WORDS = "same_words"  # an older one, that says the same on these pages


class Stays(StrEnum):
    """Why a scan stays."""

    OTHER_COPY = "other_copy"  # the agency's or the person's, or of a paper that is internal
    BY_HAND = "by_hand"  # what was written on blank paper is held to no level
    OLDER = "older_state"
    DOUBTED = "doubted"  # it is not known what was printed there
    UNREAD = "unread"  # of a page it is not known what it is
    PLACE = "place"  # a photograph that says where it was taken
    RESTRICTED = "restricted"  # level 4 may stand on it: only counted


def why_it_stays(
    papers: Sequence[SignedPaper],
    prints: Sequence[PrintedCopy],
    digest: str,
    *,
    whole: bool,
    has_place: bool,
) -> Stays | None:
    """Why a scan stays; None: it goes.

    Args:
        papers: all that it holds.
        prints: of the file.
        digest: of the record that goes (hex).
        whole: whether every page of it was read, and had a code.
        has_place: whether the file itself says where it was taken.
    """
    found = {_why(one, prints, digest) for one in papers} - {None}
    if Stays.RESTRICTED in found:
        return Stays.RESTRICTED
    if not whole:
        return Stays.UNREAD
    first = next((why for why in Stays if why in found), None)
    return first or (Stays.PLACE if has_place else None)


def state_of(paper: SignedPaper, digest: str) -> State:
    """Of a paper that goes."""
    return State.THIS if paper.digest == digest[:DIGEST_DIGITS] else State.SAME_WORDS


def _why(paper: SignedPaper, prints: Sequence[PrintedCopy], digest: str) -> Stays | None:
    if paper.verdict is Verdict.BY_HAND:
        return Stays.BY_HAND
    mine = print_of(paper, prints)
    if mine is not None and mine.pages is None:
        return Stays.RESTRICTED
    if mine is None or mine.pages is None or paper.doubts:
        return Stays.DOUBTED
    if mine.pages.copy != PROSECUTION:
        return Stays.OTHER_COPY
    if state_of(paper, digest) is State.THIS or _same_words(paper, mine, prints, digest):
        return None
    return Stays.OLDER


def _same_words(
    paper: SignedPaper, mine: PrintedCopy, prints: Sequence[PrintedCopy], digest: str
) -> bool:
    """Whether these pages say in a print of the record that goes what they said when they were
    signed."""
    then = mine.pages
    return then is not None and any(
        (one.document, one.digest) == (mine.document, digest)
        and (now.variant, len(now.digests)) == (then.variant, len(then.digests))
        and all(now.digests[at - 1] == then.digests[at - 1] for at in paper.present)
        for one in prints
        if (now := one.pages) is not None
    )
