"""The chain as people read it: who did what, when, and what does not hold.

A reading knows entries and what hangs on them; whether hashes and seals hold is told to it
(`faults`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from tipdesk.cases.custody.anchors import Anchor
from tipdesk.cases.custody.clock import UncertainSpan
from tipdesk.cases.model import CaseId, CustodyEvent, Station
from tipdesk.i18n.text import kuwait_day


class Doubt(StrEnum):
    """What does not hold."""

    ENTRY_UNREADABLE = "link_unreadable"
    ENTRY_ORDER = "link_order"
    ENTRY_ALTERED = "link_altered"
    ENTRY_FOREIGN = "link_foreign"  # not of the file under which it stands
    SEAL_WRONG = "seal_wrong"
    EXPORT_DIFFERS = "export_differs"  # the list of bundles says else than the chain
    EXPORT_UNKNOWN = "export_unknown"  # the chain speaks of a bundle that the list does not have
    RECEIPT_DIFFERS = "receipt_differs"  # signed over another bundle, or in no entry
    BACKUP_DIFFERS = "backup_differs"  # the head that a backup took away is not in the chain
    ANCHOR_DIFFERS = "anchor_differs"  # a head from outside is not in the chain
    BUNDLE_DIFFERS = "bundle_differs"  # a bundle or its answer, shown from outside, in no entry
    ANSWERS_DIFFER = "answers_differ"  # not those of the log, or of the entry that vouches for them
    REGISTER_DIFFERS = "register_differs"  # people, keys, readers or slots, not as the deeds say
    STATE_DIFFERS = "state_differs"  # status, revision or hiding, not as the entries tell
    ACQUISITION_DIFFERS = "acquisition_differs"  # how evidence was acquired, not as entered
    CONSENTS_DIFFER = "consents_differ"  # what the person agreed to, not as entered
    DELIVERY_UNSHOWN = "delivery_unshown"  # the notice was handed over, and had not left
    CONTENT_MISSING = "content_missing"  # an attachment is not there
    CONTENT_ALTERED = "content_altered"  # it does not open, or is not what was recorded
    CONTENT_UNKNOWN = "content_unknown"  # no entry tells that it was attached
    RECORD_DIFFERS = "record_differs"  # beside the chain lies a record that it does not let go


@dataclass(frozen=True, slots=True)
class Objection:
    """One exception. `where` is an entry, a bundle, a receipt, a file or an attachment."""

    doubt: Doubt
    where: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry as people read it. `name` is the officer's ('' for nobody of this station);
    `number` is the file's ('' when it speaks of none). `clock_time` is what the clock showed where
    it stood behind the record. `event` is bare, without fields, when it cannot be read. `words` say
    for what other purpose a paper left: they stand in the vault, not in the chain."""

    event: CustodyEvent
    name: str
    number: str
    clock_time: datetime | None = None
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
class ComparedAnchor:
    """An anchor from outside, and whether the chain still has that entry."""

    anchor: Anchor
    holds: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries are shown; '' and None: all. Everything is verified whatever is shown."""

    number: str = ""  # of a file
    first: date | None = None  # days on Kuwait's clock
    last: date | None = None
    officer: str = ""  # login
    action: str = ""

    def passes(self, entry: AuditEntry) -> bool:
        """Whether the entry is asked for."""
        at = entry.event.at
        day = kuwait_day(at) if at is not None else None
        return not (
            (self.number and entry.number != self.number)
            or (self.officer and entry.event.officer != self.officer)
            or (self.action and entry.event.action != self.action)
            or (self.first and (day is None or day < self.first))
            or (self.last and (day is None or day > self.last))
        )


@dataclass(frozen=True, slots=True)
class ChainReading:
    """What reading the whole chain has shown. `entries` are those that the reader may see: of the
    station, or of one file (then `case_id`); in order. `names` are people by login."""

    station: Station
    vault_id: str
    read_at: datetime
    count: int  # entries of the whole chain
    head: tuple[int, str]  # number and hash (hex) of the last entry
    entries: tuple[AuditEntry, ...]
    objections: tuple[Objection, ...]
    spans: tuple[UncertainSpan, ...]
    seals: tuple[Sealed, ...]
    heads: tuple[Head, ...]
    names: Mapping[str, str]
    hashes: Mapping[int, str] = field(repr=False)  # of every entry of the chain
    left: Mapping[str, frozenset[str]] = field(repr=False)  # SHA-256 of what left, by bundle
    case_id: CaseId | None = None
    number: str = ""  # of that file
    compared: tuple[ComparedAnchor, ...] = ()
    carried: bool = False  # as a bundle has it: of other files hashes only, and no seal of officers

    @property
    def holds(self) -> bool:
        """Whether there is no exception."""
        return not self.objections

    @property
    def sealed_to(self) -> Sealed | None:
        """The last seal; None: there is none."""
        return max(self.seals, key=lambda seal: seal.last, default=None)

    def contains(self, anchor: Anchor) -> bool:
        """Whether the chain has the entry, or tells of the bundle, that somebody outside holds."""
        if anchor.bundle:
            return anchor.mark in self.left.get(anchor.bundle, frozenset())
        return anchor.seq in self.hashes and anchor.fits(self.hashes[anchor.seq])

    def compared_with(self, anchors: Iterable[Anchor]) -> ChainReading:
        """The same, with what somebody outside holds compared."""
        compared = tuple(ComparedAnchor(anchor, self.contains(anchor)) for anchor in anchors)
        objections = []
        for comparison in compared:
            if not comparison.holds:
                doubt = Doubt.BUNDLE_DIFFERS if comparison.anchor.bundle else Doubt.ANCHOR_DIFFERS
                objections.append(
                    Objection(doubt, comparison.anchor.bundle or str(comparison.anchor.seq))
                )
        return replace(
            self,
            compared=(*self.compared, *compared),
            objections=(*self.objections, *objections),
        )

    def chosen(self, wanted: Filter) -> tuple[AuditEntry, ...]:
        """The entries that are asked for, in order."""
        return tuple(entry for entry in self.entries if wanted.passes(entry))

    def spans_of(self, entries: Iterable[AuditEntry]) -> tuple[UncertainSpan, ...]:
        """The spans of uncertain time in which one of these entries lies."""
        numbers = [entry.seq for entry in entries]
        return tuple(span for span in self.spans if any(span.holds(seq) for seq in numbers))


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
