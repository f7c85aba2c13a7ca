"""The chain of custody as people read it: who did what, when, and what does not hold.

One reading serves the page, the commands, the printed view and the certificate of integrity. It
knows links and what hangs on them; whether hashes and seals hold is told to it (`faults`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from tipdesk.cases.model import CaseId, CustodyEvent, Station
from tipdesk.cases.uncertain_time import Span
from tipdesk.i18n.text import kuwait_day

# A head of the chain as it leaves the house on paper: the number of a link and 25 digits.
#
# The digits are those of the link's SHA-256, read as a number, modulo 10^25 (83 bits): nobody
# finds another link that has them, and anybody can type them on any keyboard. A code on the same
# paper holds the whole hash.


DIGITS = 25
_GROUP = 5
_CODE = "TIPDESK:1:ANCHOR"
_LINK = re.compile(r"(?:link|القيد)?\s*(\d{1,15})\s*[:\u2013\u2014-]\s*(.+)", re.ASCII | re.DOTALL)
_BETWEEN = re.compile(r"[\s.\u2013\u2014-]+")
_MARK = re.compile(rf"\d{{{DIGITS}}}|[0-9a-f]{{64}}|(?=\d*[a-f])[0-9a-f]{{16,63}}", re.ASCII)
_ISOLATES = re.compile("[\u200e\u200f\u061c\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Anchor:
    """What somebody outside holds of link `seq`: its 25 digits, or the beginning of its hash
    (hex); or, with `bundle`, the SHA-256 (hex) of that bundle or of its manifest. `source` names
    what it was read from, '' when it was typed."""

    seq: int
    mark: str
    bundle: str = ""
    source: str = ""

    def fits(self, digest: str) -> bool:
        """Whether a link with this hash (hex) is the one."""
        return digest.startswith(self.mark) or anchor_digits(digest) == self.mark


def anchor_digits(digest: str) -> str:
    """The 25 digits of a hash (hex)."""
    return f"{int(digest, 16) % 10**DIGITS:0{DIGITS}d}"


def grouped_digits(digest: str) -> str:
    """The 25 digits of a hash (hex) in five groups, as they stand on paper."""
    digits = anchor_digits(digest)
    return " ".join(digits[at : at + _GROUP] for at in range(0, DIGITS, _GROUP))


def anchor_code(seq: int, digest: str) -> str:
    """What the code (QR) of an anchor says: alphanumeric, the whole hash."""
    return f"{_CODE}:{seq}:{digest}".upper()


def read_anchor(text: str) -> Anchor | None:
    """An anchor as people write it or a reader of codes types it: `1204 – 48213 90715 …`,
    `1204:5d1f…` (16 hex digits at least), the code; Arabic digits and any spacing count. A digit
    too many or too few is no anchor, rather than one that the chain does not have."""
    plain = "".join(str(int(c)) if c.isdecimal() else c for c in _ISOLATES.sub("", text))
    plain = plain.strip()
    if plain.upper().startswith(_CODE + ":"):
        plain = plain[len(_CODE) + 1 :]
    match = _LINK.fullmatch(plain)
    if match is None:
        return None
    mark = _BETWEEN.sub("", match[2]).lower()
    return Anchor(int(match[1]), mark) if _MARK.fullmatch(mark) else None


class Doubt(StrEnum):
    """What does not hold."""

    LINK_UNREADABLE = "link_unreadable"
    LINK_ORDER = "link_order"
    LINK_ALTERED = "link_altered"
    SEAL_WRONG = "seal_wrong"
    EXPORT_DIFFERS = "export_differs"  # the list of bundles says else than the chain
    EXPORT_UNKNOWN = "export_unknown"  # the chain speaks of a bundle that the list does not have
    RECEIPT_DIFFERS = "receipt_differs"  # signed over another bundle, or in no link
    BACKUP_DIFFERS = "backup_differs"  # the head that a backup took away is not in the chain
    ANCHOR_DIFFERS = "anchor_differs"  # a head from outside is not in the chain
    BUNDLE_DIFFERS = "bundle_differs"  # a bundle or its answer, shown from outside, in no link
    ANSWERS_DIFFER = "answers_differ"  # not those of the log, or of the link that vouches for them
    STATE_DIFFERS = "state_differs"  # status, revision or hiding, not as the links tell
    ACQUISITION_DIFFERS = "acquisition_differs"  # how evidence was acquired, not as entered
    CONTENT_MISSING = "content_missing"  # an attachment is not there
    CONTENT_ALTERED = "content_altered"  # it does not open, or is not what was recorded
    CONTENT_UNKNOWN = "content_unknown"  # no link tells that it was attached
    RECORD_DIFFERS = "record_differs"  # beside the chain lies a record that it does not let go


@dataclass(frozen=True, slots=True)
class Objection:
    """One exception. `where` is a link, a bundle, a receipt, a file or an attachment."""

    doubt: Doubt
    where: str


@dataclass(frozen=True, slots=True)
class Link:
    """One link as people read it. `name` is the officer's ('' for nobody of this station);
    `number` is the file's ('' when it speaks of none). `shown` is what the clock showed where it
    stood behind the record. `event` is bare, without fields, when it cannot be read. `words` say
    for what other purpose a paper left: they stand in the vault, not in the chain."""

    event: CustodyEvent
    name: str
    number: str
    shown: datetime | None = None
    uncertain: bool = False
    words: str = ""

    @property
    def seq(self) -> int:
        """Its number."""
        return self.event.seq

    @property
    def holder(self) -> str:
        """The code of whoever it is about, where it is about somebody who works here."""
        return str(self.event.detail.get("holder", ""))


class HeadKind(StrEnum):
    """With what a head of the chain left the house."""

    BUNDLE = "bundle"
    BACKUP = "backup"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Head:
    """What the chain was when something left: who holds it can compare. `what` is the id of a
    bundle, the name of a backup or the key of a document; `where` the file's number, '' for
    none."""

    seq: int
    hash: str
    kind: HeadKind
    what: str
    at: datetime | None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Sealed:
    """How far an officer's seals reach."""

    login: str
    count: int
    last: int
    at: datetime | None = None  # of the last


@dataclass(frozen=True, slots=True)
class Compared:
    """An anchor from outside, and whether the chain still has that link."""

    anchor: Anchor
    holds: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """Which links are shown; '' and None: all. Everything is verified whatever is shown."""

    number: str = ""  # of a file
    first: date | None = None  # days on Kuwait's clock
    last: date | None = None
    officer: str = ""  # login
    action: str = ""

    def passes(self, link: Link) -> bool:
        """Whether the link is asked for."""
        at = link.event.at
        day = kuwait_day(at) if at is not None else None
        return not (
            (self.number and link.number != self.number)
            or (self.officer and link.event.officer != self.officer)
            or (self.action and link.event.action != self.action)
            or (self.first and (day is None or day < self.first))
            or (self.last and (day is None or day > self.last))
        )


@dataclass(frozen=True, slots=True)
class ChainReading:
    """What reading the whole chain has shown. `links` are those that the reader may see: of the
    station, or of one file (then `case_id`); in order. `names` are people by login."""

    station: Station
    vault_id: str
    read_at: datetime
    count: int  # links of the whole chain
    head: tuple[int, str]  # number and hash (hex) of the last link
    links: tuple[Link, ...]
    objections: tuple[Objection, ...]
    spans: tuple[Span, ...]
    seals: tuple[Sealed, ...]
    heads: tuple[Head, ...]
    names: Mapping[str, str]
    hashes: Mapping[int, str] = field(repr=False)  # of every link of the chain
    left: Mapping[str, frozenset[str]] = field(repr=False)  # SHA-256 of what left, by bundle
    case_id: CaseId | None = None
    number: str = ""  # of that file
    compared: tuple[Compared, ...] = ()
    carried: bool = False  # as a bundle has it: of other files hashes only, and no seal of officers

    @property
    def holds(self) -> bool:
        """Whether there is no exception."""
        return not self.objections

    @property
    def sealed_to(self) -> Sealed | None:
        """The last seal; None: there is none."""
        return max(self.seals, key=lambda one: one.last, default=None)

    def contains(self, anchor: Anchor) -> bool:
        """Whether the chain has the link, or tells of the bundle, that somebody outside holds."""
        if anchor.bundle:
            return anchor.mark in self.left.get(anchor.bundle, frozenset())
        return anchor.seq in self.hashes and anchor.fits(self.hashes[anchor.seq])

    def compared_with(self, anchors: Iterable[Anchor]) -> ChainReading:
        """The same, with what somebody outside holds compared."""
        compared = tuple(Compared(one, self.contains(one)) for one in anchors)
        found = []
        for one in compared:
            if not one.holds:
                doubt = Doubt.BUNDLE_DIFFERS if one.anchor.bundle else Doubt.ANCHOR_DIFFERS
                found.append(Objection(doubt, one.anchor.bundle or str(one.anchor.seq)))
        return replace(
            self,
            compared=(*self.compared, *compared),
            objections=(*self.objections, *found),
        )

    def chosen(self, wanted: Filter) -> tuple[Link, ...]:
        """The links that are asked for, in order."""
        return tuple(link for link in self.links if wanted.passes(link))

    def spans_of(self, links: Iterable[Link]) -> tuple[Span, ...]:
        """The spans of uncertain time in which one of these links lies."""
        numbers = [link.seq for link in links]
        return tuple(one for one in self.spans if any(one.holds(seq) for seq in numbers))


@dataclass(frozen=True, slots=True)
class Examined:
    """A reading together with what it speaks of: the answers of `files` files were held against
    the chain, `contents` attachments were read whole. `objections` are those of both."""

    reading: ChainReading
    files: int
    contents: int
    objections: tuple[Objection, ...]

    @property
    def holds(self) -> bool:
        """Whether there is no exception."""
        return not self.objections
