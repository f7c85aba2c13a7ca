"""A paper of which only some pages were printed anew, as it lies on the desk: pages of two states.

A page that takes another's place carries the state and the copy number of the print that it came
with; those that stay keep theirs (`cases.prints`). In a scan they are one paper: what a print
replaced completes the newest copy before it that lacks just these pages. Which pages a print held
the station knows, so that nothing is put together that only looks alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tipdesk.cases.paper.signed_papers import PrintedCopy, SignedPaper, Verdict, print_of


@dataclass(frozen=True, slots=True)
class SignedSet:
    """One paper in a scan: the copy that it began with, then the prints that replaced pages of it.
    `printed` are the pages that these prints held, as far as that is known. `whose` copy it is the
    station's own record of the print says (`printing.plan.Copy`); '' where it holds none."""

    parts: tuple[SignedPaper, ...]
    printed: tuple[int, ...]
    whose: str = ""

    @property
    def newest(self) -> SignedPaper:
        """The part that was printed last; it speaks for the whole."""
        return self.parts[-1]

    @property
    def missing(self) -> tuple[int, ...]:
        """The pages that were printed and not scanned."""
        there = {page for part in self.parts for page in part.present}
        return tuple(page for page in self.printed if page not in there)

    @property
    def elsewhere(self) -> tuple[int, ...]:
        """The pages that these prints did not hold: they stayed as they lie in an older copy."""
        return tuple(page for page in range(1, self.newest.of + 1) if page not in self.printed)


def sets_of(papers: Sequence[SignedPaper], prints: Sequence[PrintedCopy]) -> tuple[SignedSet, ...]:
    """The papers of one scan, those put together that are one; in the order of their beginning."""
    made = [[paper] for paper in papers]
    for replacing in sorted(papers, key=lambda one: one.copy):
        if not _is_partial(replacing, prints):
            continue
        fitting = [one for one in made if _completes(replacing, one)]
        if fitting:
            newest = max(fitting, key=lambda one: one[-1].copy)
            made.remove([replacing])
            newest.append(replacing)
    return tuple(
        SignedSet(tuple(parts), _printed(parts, prints), _whose(parts[-1], prints))
        for parts in made
    )


def _completes(replacing: SignedPaper, parts: Sequence[SignedPaper]) -> bool:
    last = parts[-1]
    there = {page for part in parts for page in part.present}
    return (
        (last.document, last.of) == (replacing.document, replacing.of)
        and last.copy < replacing.copy
        and last.verdict is not Verdict.BY_HAND
        and there.isdisjoint(replacing.present)
    )


def _left(paper: SignedPaper, prints: Sequence[PrintedCopy]) -> tuple[int, ...]:
    """The pages that its print held; all where that is not known."""
    mine = print_of(paper, prints)
    if mine is None or mine.pages is None or len(mine.pages.digests) != paper.of:
        return tuple(range(1, paper.of + 1))
    return mine.pages.left


def _is_partial(paper: SignedPaper, prints: Sequence[PrintedCopy]) -> bool:
    return len(_left(paper, prints)) < paper.of


def _whose(paper: SignedPaper, prints: Sequence[PrintedCopy]) -> str:
    mine = print_of(paper, prints)
    return mine.pages.copy if mine is not None and mine.pages is not None else ""


def _printed(parts: Sequence[SignedPaper], prints: Sequence[PrintedCopy]) -> tuple[int, ...]:
    return tuple(sorted({page for part in parts for page in _left(part, prints)}))
