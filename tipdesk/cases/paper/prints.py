"""What left on paper: why, to what kind of printer, which pages; and which of them changed since.

A page that replaces another carries the state of the record and the copy number of the print that
it came with; the pages that stay keep theirs. Nothing pretends that they became the newer one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    """Why a paper of a file is printed or saved."""

    SIGNATURE = "signature"
    FILE = "file"
    PROSECUTION = "prosecution"
    PERSON = "person"
    SERVICE = "service"  # the one that receives a referral
    CHECK = "check"
    BLANK = "blank"  # a paper of no file
    SEALED = "sealed"  # a sheet that opens the vault; nobody is asked
    OTHER = "other"  # in words of one's own, which stay in the vault


_OF_NO_FILE = (Purpose.BLANK, Purpose.SEALED)
FOR_A_FILE = tuple(one for one in Purpose if one not in _OF_NO_FILE)
FOR_THE_STATION = tuple(one for one in FOR_A_FILE if one is not Purpose.OTHER)
FOR_BLANK_PAPER = (Purpose.BLANK, *FOR_THE_STATION)
"""What may be chosen. Words of another purpose are kept with a file only."""


class PrinterKind(StrEnum):
    """What a link says of a printer. Its name may tell a place, and is not kept."""

    LOCAL = "local"
    NETWORK = "network"
    FILE = "file"


class How(StrEnum):
    """What became of a paper; each is an action of the chain."""

    PRINTED = "printed"
    SAVED = "saved"
    CANCELLED = "print_cancelled"  # pages may lie in the tray
    FAILED = "print_failed"  # here too


@dataclass(frozen=True, slots=True)
class PagesLeft:
    """The pages of one print: which way of the paper (language, copy), a digest of the content of
    every page that it has, and which of them left (from 1)."""

    variant: str
    digests: tuple[str, ...]
    left: tuple[int, ...]

    @property
    def copy(self) -> str:
        """Whose copy it is (`printing.plan.Copy`); '' where the way does not tell."""
        parts = self.variant.split("/")
        return parts[1] if len(parts) > 1 else ""


@dataclass(frozen=True, slots=True)
class Print:
    """What is recorded of one paper that left, or began to. `words` say another purpose; `copy` is
    0 where none is counted; `left` are the pages (from 1) that the printer took, of `count`; with
    `pages` they can be compared with what is printed later."""

    how: How
    purpose: Purpose
    words: str = ""
    printer: PrinterKind | None = None
    copy: int = 0
    left: tuple[int, ...] = ()
    count: int = 0
    pages: PagesLeft | None = None


def changed_pages(before: Sequence[PagesLeft], now: PagesLeft) -> tuple[int, ...] | None:
    """Which pages (from 1) say something else than those that lie on paper; `before` are the
    prints of this paper that ended well, oldest first.

    None: nothing can be replaced page by page, since it was never printed so, or has another
    number of pages now: every page says of how many it is.
    """
    same = [one for one in before if one.variant == now.variant]
    if not same or len(same[-1].digests) != len(now.digests):
        return None
    on_paper: dict[int, str] = {}
    for one in same:
        if len(one.digests) != len(now.digests):
            on_paper.clear()
            continue
        on_paper.update((page, one.digests[page - 1]) for page in one.left)
    return tuple(page for page, digest in enumerate(now.digests, 1) if on_paper.get(page) != digest)


def page_ranges(pages: Sequence[int]) -> str:
    """Pages as people write them, "1–3, 5"; '' for none."""
    runs: list[list[int]] = []
    for page in sorted(set(pages)):
        if runs and runs[-1][-1] == page - 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def print_detail(told: Print) -> dict[str, str]:
    """What a link tells of a print: why, which copy, which pages of how many, what kind of printer;
    never a name of one."""
    detail = {"purpose": told.purpose.value}
    if told.printer is not None:
        detail["printer"] = told.printer.value
    if told.copy:
        detail["copy"] = str(told.copy)
    if told.count:
        detail["pages"] = page_ranges(told.left)
        detail["count"] = str(told.count)
    return detail
