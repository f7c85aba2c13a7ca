"""What left on paper: why, to what kind of printer, which pages, what changed since; codes.

A page that replaces another carries the state of the record and the copy number of the print that
it came with; the pages that stay keep theirs. Nothing pretends that they became the newer one.

Papers bear codes: of a printed page (`PageCode`: which page of which paper, of which state of which
file), of a reply slip (`ReplyCode`), of an emergency pack (`new_serials`). The alphabet is that of
alphanumeric QR codes (ISO/IEC 18004), so that the squares stay large enough for a copier and a
telephone. Half of the record's root is plenty to tell states of one file apart; the foot of the
page shows the same half.

The code on a reply slip (`ReplyCode`) says which need of which file it answers, and which letter.
It is of a kind of its own beside that of a page: a slip is cut off and comes back alone. Only file
number, place of the need and the letter's mark stand in it, nothing of the person.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tipdesk.i18n.text import ascii_digits


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
FOR_A_FILE = tuple(purpose for purpose in Purpose if purpose not in _OF_NO_FILE)
FOR_THE_STATION = tuple(purpose for purpose in FOR_A_FILE if purpose is not Purpose.OTHER)
FOR_BLANK_PAPER = (Purpose.BLANK, *FOR_THE_STATION)
"""What may be chosen. Words of another purpose are kept with a file only."""


class PrinterKind(StrEnum):
    """What an entry says of a printer. Its name may tell a place, and is not kept."""

    LOCAL = "local"
    NETWORK = "network"
    FILE = "file"
    ELSEWHERE = "elsewhere"  # at another computer, of a paper that was saved here


class PrintOutcome(StrEnum):
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

    how: PrintOutcome
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
    of_variant = [printed for printed in before if printed.variant == now.variant]
    if not of_variant or len(of_variant[-1].digests) != len(now.digests):
        return None
    on_paper: dict[int, str] = {}
    for printed in of_variant:
        if len(printed.digests) != len(now.digests):
            on_paper.clear()
            continue
        on_paper.update((page, printed.digests[page - 1]) for page in printed.left)
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


def print_detail(printed: Print) -> dict[str, str]:
    """What an entry tells of a print: why, which copy, which pages of how many, what kind of
    printer; never a name of one."""
    detail = {"purpose": printed.purpose.value}
    if printed.printer is not None:
        detail["printer"] = printed.printer.value
    if printed.copy:
        detail["copy"] = str(printed.copy)
    if printed.count:
        detail["pages"] = page_ranges(printed.left)
        detail["count"] = str(printed.count)
    return detail


# --- codes of reply slips ---------------------------------------------------------------------


MARK_DIGITS = 32
"""Of a letter's mark, in small hex."""

_REPLY_FORMAT = "TIPDESK:2:REPLY"
_REPLY_SHAPE = re.compile(
    rf"{_REPLY_FORMAT}:(?P<number>[A-Z0-9-]+):(?P<need>[1-9][0-9]{{0,5}})"
    rf":(?P<mark>[0-9A-F]{{{MARK_DIGITS}}})"
)


@dataclass(frozen=True, slots=True)
class ReplyCode:
    """One slip. `need` is the row of the needs, `mark` tells the letters of a need apart."""

    number: str  # of the file
    need: int
    mark: str

    @property
    def text(self) -> str:
        """As it stands in the QR code."""
        return ":".join((_REPLY_FORMAT, self.number, str(self.need), self.mark)).upper()


def read_reply_code(text: str) -> ReplyCode | None:
    """What a code says; None when it is none of a reply slip. Never raises."""
    match = _REPLY_SHAPE.fullmatch(text)
    if match is None:
        return None
    return ReplyCode(match["number"], int(match["need"]), match["mark"].lower())


# An emergency pack is blank paper that is typed in later under its number: two digits of the year,
# eight that were drawn at random for the first pack of a run and count up from there, and a check
# digit (ISO/IEC 7064, MOD 11,10), which finds every wrong digit and nearly every pair that changed
# places. Digits alone: an Arabic keyboard has them, and people say them.


MOST = 500
"""Packs in one run."""

_COUNTED = 10**8
_DIGITS = 11
_BETWEEN = re.compile(r"[\s\u2066-\u2069\u200e\u200f\u2013-]+")


def new_serials(
    count: int, today: date, draw: Callable[[int], int] = secrets.randbelow
) -> tuple[str, ...]:
    """The numbers of a run of packs, as digits. `draw(n)` gives a number from 0 to n - 1.

    Raises:
        ValueError: `count` is not between 1 and MOST.
    """
    if not 1 <= count <= MOST:
        raise ValueError(count)
    first = draw(_COUNTED - count)
    bodies = (f"{today:%y}{first + number:08d}" for number in range(count))
    return tuple(body + _check_digit(body) for body in bodies)


def read_serial(text: str) -> str:
    """The digits of a number as somebody typed it; '' where it is none, or a digit is wrong."""
    digits = ascii_digits(_BETWEEN.sub("", text))
    if not re.fullmatch(f"[0-9]{{{_DIGITS}}}", digits):
        return ""
    return digits if _check_digit(digits[:-1]) == digits[-1] else ""


def grouped_serial(serial: str) -> str:
    """A number as it stands on paper: 26 4839 2715 4."""
    return " ".join((serial[:2], serial[2:6], serial[6:10], serial[10:]))


def _check_digit(body: str) -> str:
    """ISO/IEC 7064, hybrid system MOD 11,10."""
    product = 10
    for digit in body:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


BLANK = "BLANK"
"""Where a number stands on a file's paper: nobody has written on this one yet."""

DIGEST_DIGITS = 32
"""Of the record's root in hex, from its beginning."""

_FORMAT = "TIPDESK:2"
_SHAPE = re.compile(
    rf"{_FORMAT}:(?P<document>[A-Z0-9-]+):(?P<number>[A-Z0-9-]+):(?P<revision>[0-9]{{1,9}})"
    rf":(?P<digest>[0-9A-F]{{{DIGEST_DIGITS}}})"
    r":(?P<page>[0-9]{1,4})/(?P<pages>[0-9]{1,4}):(?P<copy>[0-9]{1,6})"
)


@dataclass(frozen=True, slots=True)
class PageCode:
    """One printed page. `digest` is the first half of the record's root in small hex, of the
    form's on blank paper; `copy` counts what left on paper, 0 where copies are not counted."""

    document: str
    number: str  # of the file; BLANK; or the serial of an emergency pack
    revision: int
    digest: str
    page: int = 1
    pages: int = 1
    copy: int = 0

    @property
    def text(self) -> str:
        """As it stands in the QR code."""
        parts = (
            _FORMAT, self.document, self.number, str(self.revision), self.digest[:DIGEST_DIGITS],
            f"{self.page}/{self.pages}", str(self.copy),
        )  # fmt: skip
        return ":".join(parts).upper()


def read_page_code(text: str) -> PageCode | None:
    """What a code says; None when it is none of ours. Never raises."""
    match = _SHAPE.fullmatch(text)
    if match is None:
        return None
    page, pages = int(match["page"]), int(match["pages"])
    if not 1 <= page <= pages:
        return None
    return PageCode(
        document=match["document"].lower(),
        number=match["number"],
        revision=int(match["revision"]),
        digest=match["digest"].lower(),
        page=page,
        pages=pages,
        copy=int(match["copy"]),
    )
