"""The chain of custody: its entries, how people read it, and when things happened.

Every entry of the audit log is hashed over the one before it (`entry_after`, `verify_chain`).
PREMIS calls an entry an event and its officer an agent. It names fields and digests, never what a
person said. A bundle carries the entries of its own file whole and every other one as number and
hashes only, so that the chain can be followed and other files stay unknown.

One reading (`ChainReading`) serves the page, the commands, the printed view and the certificate of
integrity: who did what, when, and what does not hold. It knows entries and what hangs on them;
whether hashes and seals hold is told to it (`faults`). `read_anchor` takes a fingerprint from
paper.

An entry carries what the clock showed and a tick: milliseconds of a counter that nobody can set and
that runs on while the computer sleeps, with a mark of the boot it belongs to. Two entries of one
boot between which the clock has moved otherwise than the counter show that it was set. Across a
boot only a clock that stands before the record shows (`uncertain_spans`). A supervisor may state
what time it was (`ClockStatement`).

A head of the chain leaves the house on paper as an `Anchor`: the number of an entry and 25 digits.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from tipdesk.cases import outside
from tipdesk.cases.model import CaseId, CustodyEvent, Station
from tipdesk.core.errors import CustodyBroken
from tipdesk.i18n.text import kuwait_day

GENESIS = "0" * 64  # `previous` of the first entry
_OF_ATTACHMENTS = frozenset(
    {"attached", "detached", "viewed", "copied_out", "recorded", "acquisition_recorded"}
)
NO_DETAIL: Mapping[str, str] = MappingProxyType({})


def timestamp(at: datetime) -> str:
    """`at` as stored and hashed: UTC, milliseconds, e.g. 2026-11-24T09:15:00.000Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def canonical(value: object) -> bytes:
    """`value` as canonical JSON: sorted keys, no spaces, ASCII, no NaN."""
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    )
    return text.encode("ascii")


def clock_of(event: CustodyEvent) -> datetime | None:
    """What the station's clock showed. `at` never runs backwards along the chain; when the clock
    stood before the last entry, the detail `clock` tells what it showed.

    Raises:
        ValueError: that is no time.
    """
    clock = event.detail.get("clock")
    return _time(clock) if clock else event.at


def _time(text: str) -> datetime:
    """A time with its zone, far enough from where the calendar ends to be shown in another."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None or not MINYEAR < at.year < MAXYEAR:
        raise ValueError(text)
    return at


def event_hash(event: CustodyEvent) -> str:
    """SHA-256 (hex) over every field of a whole entry except its own hash."""
    if event.at is None:
        raise ValueError("a withheld entry has no fields to hash")
    fields = [
        event.seq,
        timestamp(event.at),
        event.officer,
        event.action,
        event.case_id,
        dict(event.detail),
        event.previous,
    ]
    return hashlib.sha256(canonical(fields)).hexdigest()


def entry_after(
    previous: CustodyEvent | None,
    *,
    at: datetime,
    officer: str,
    action: str,
    case_id: CaseId | None = None,
    detail: Mapping[str, str] = NO_DETAIL,
) -> CustodyEvent:
    """The entry that follows `previous` (None: the first of a vault)."""
    event = CustodyEvent(
        seq=previous.seq + 1 if previous else 1,
        previous=previous.hash if previous else GENESIS,
        hash="",
        at=at,
        officer=officer,
        action=action,
        case_id=case_id,
        detail=dict(detail),
    )
    return replace(event, hash=event_hash(event))


def withheld(event: CustodyEvent) -> CustodyEvent:
    """The entry as other files' bundles show it: number and hashes only."""
    return CustodyEvent(seq=event.seq, previous=event.previous, hash=event.hash)


def seen_from(case_id: CaseId, events: Iterable[CustodyEvent]) -> tuple[CustodyEvent, ...]:
    """The chain as the bundle of `case_id` carries it."""
    return tuple(event if event.case_id == case_id else withheld(event) for event in events)


def without_removed(
    events: Iterable[CustodyEvent], leaving: Collection[str]
) -> tuple[CustodyEvent, ...]:
    """The chain without what it tells of attachments that do not leave: their digest could be
    compared with a copy. `leaving` are the SHA-256 (hex) of those that do."""
    return tuple(
        withheld(event)
        if event.action in _OF_ATTACHMENTS and event.detail.get("sha256", "") not in {"", *leaving}
        else event
        for event in events
    )


def verify_chain(events: Iterable[CustodyEvent]) -> CustodyEvent | None:
    """Check an unbroken chain from its first entry; return the last one (None: no entries).

    Raises:
        CustodyBroken: a number, a hash or a connection is wrong (details: seq).
    """
    last: CustodyEvent | None = None
    for event in events:
        if not (follows(last, event) and says_what_was_hashed(event)):
            raise CustodyBroken(seq=event.seq)
        last = event
    return last


def follows(last: CustodyEvent | None, event: CustodyEvent) -> bool:
    """Whether `event` is connected to the entry before it (None: the first of a vault)."""
    before = (last.seq + 1, last.hash) if last else (1, GENESIS)
    return (event.seq, event.previous) == before


def says_what_was_hashed(event: CustodyEvent) -> bool:
    """Whether an entry's hash is that of its fields; a withheld entry has none to compare."""
    return event.at is None or event.hash == event_hash(event)


def custody_json(events: Iterable[CustodyEvent]) -> bytes:
    """`custody.json` of a bundle: format tipdesk-custody/1, entries in order."""
    rows: list[dict[str, object]] = []
    for event in events:
        row: dict[str, object] = {
            "seq": event.seq,
            "previous": event.previous,
            "hash": event.hash,
        }
        if event.at is not None:
            row |= {
                "at": timestamp(event.at),
                "officer": event.officer,
                "action": event.action,
                "case_id": event.case_id,
                "detail": dict(event.detail),
            }
        rows.append(row)
    return canonical({"format": "tipdesk-custody/1", "events": rows})


def custody_from_json(data: bytes) -> tuple[CustodyEvent, ...]:
    """Read what `custody_json` wrote.

    Raises:
        ValueError: it is not such a document.
    """
    try:
        document = outside.fields(json.loads(data))
        if document.get("format") != "tipdesk-custody/1":
            raise ValueError("another format")
        return tuple(_event(outside.fields(row)) for row in outside.items(document["events"]))
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ValueError("not a tipdesk-custody/1 document") from error


def _event(row: Mapping[str, object]) -> CustodyEvent:
    bare = CustodyEvent(
        seq=outside.whole_number(row["seq"], 1),
        previous=outside.text(row["previous"], outside.SHA256),
        hash=outside.text(row["hash"], outside.SHA256),
    )
    if "at" not in row:
        return bare
    case_id = row["case_id"]
    detail = outside.fields(row["detail"])
    return replace(
        bare,
        at=_time(outside.text(row["at"], outside.TIME)),
        officer=outside.text(row["officer"], limit=200),
        action=outside.text(row["action"], outside.WORD),
        case_id=None if case_id is None else CaseId(outside.text(case_id, limit=100)),
        detail={outside.text(key): outside.text(value) for key, value in detail.items()},
    )


# --- the head of the chain on paper -----------------------------------------------------------


DIGITS = 25
_GROUP = 5
_CODE = "TIPDESK:1:ANCHOR"
_ENTRY = re.compile(  # documents printed before 0.2.0 say link and القيد
    r"(?:entry|link|الحلقة|القيد)?\s*(\d{1,15})\s*[:\u2013\u2014-]\s*(.+)", re.ASCII | re.DOTALL
)
_BETWEEN = re.compile(r"[\s.\u2013\u2014-]+")
_MARK = re.compile(rf"\d{{{DIGITS}}}|[0-9a-f]{{64}}|(?=\d*[a-f])[0-9a-f]{{16,63}}", re.ASCII)
_ISOLATES = re.compile("[\u200e\u200f\u061c\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The number of an entry and 25 digits of its hash, as they stand on paper.

    The digits are the entry's SHA-256, read as a number, modulo 10^25 (83 bits): nobody finds
    another entry that has them, and anybody can type them on any keyboard. A code on the same paper
    holds the whole hash.
    """

    seq: int
    mark: str
    bundle: str = ""
    source: str = ""

    def fits(self, digest: str) -> bool:
        """Whether an entry with this hash (hex) is the one."""
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
    match = _ENTRY.fullmatch(plain)
    if match is None:
        return None
    mark = _BETWEEN.sub("", match[2]).lower()
    return Anchor(int(match[1]), mark) if _MARK.fullmatch(mark) else None


class Doubt(StrEnum):
    """What does not hold."""

    ENTRY_UNREADABLE = "link_unreadable"
    ENTRY_ORDER = "link_order"
    ENTRY_ALTERED = "link_altered"
    SEAL_WRONG = "seal_wrong"
    EXPORT_DIFFERS = "export_differs"  # the list of bundles says else than the chain
    EXPORT_UNKNOWN = "export_unknown"  # the chain speaks of a bundle that the list does not have
    RECEIPT_DIFFERS = "receipt_differs"  # signed over another bundle, or in no entry
    BACKUP_DIFFERS = "backup_differs"  # the head that a backup took away is not in the chain
    ANCHOR_DIFFERS = "anchor_differs"  # a head from outside is not in the chain
    BUNDLE_DIFFERS = "bundle_differs"  # a bundle or its answer, shown from outside, in no entry
    ANSWERS_DIFFER = "answers_differ"  # not those of the log, or of the entry that vouches for them
    STATE_DIFFERS = "state_differs"  # status, revision or hiding, not as the entries tell
    ACQUISITION_DIFFERS = "acquisition_differs"  # how evidence was acquired, not as entered
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


TICK = "tick"  # its name in an entry's detail
BEHIND_NOTED = "clock_behind"  # the entry that says that the clock stood before the record
ATTESTED = "time_attested"  # the entry of a supervisor's statement
SET = timedelta(seconds=60)  # a clock that moves further than its counter was set
LONGEST_WORDS = 300  # characters of a statement
_TICK = re.compile(r"([0-9a-f]{8}):(\d{1,17})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tick:
    """The counter at one moment. `boot` is the same while the computer runs on."""

    boot: str  # 8 hex digits
    milliseconds: int

    def __str__(self) -> str:
        return f"{self.boot}:{self.milliseconds}"


def tick_of(event: CustodyEvent) -> Tick | None:
    """The counter at this entry; None: it has none, or none that can be read."""
    match = _TICK.fullmatch(str(event.detail.get(TICK, "")))
    return Tick(match[1], int(match[2])) if match else None


class Reason(StrEnum):
    """Why the clock was wrong, as far as the supervisor knows."""

    BATTERY = "battery"  # it was without power for long, or its battery is empty
    BY_HAND = "by_hand"  # somebody set it
    SYSTEM = "system"  # another system of the computer, or its maintenance, set it
    UNKNOWN = "unknown"


class ClockComparison(StrEnum):
    """What the supervisor has compared the clock with."""

    TELEPHONE = "telephone"
    OFFICE_CLOCK = "office_clock"  # of the office, the radio or television
    PAPER = "paper"  # a register or another paper of that day
    NOTHING = "nothing"  # the true time is no longer known


@dataclass(frozen=True, slots=True)
class ClockStatement:
    """What a supervisor states about a span. `true` is the time at which its first entry was
    entered in truth; None: it is no longer known."""

    true: datetime | None
    reason: Reason
    compared: ClockComparison
    words: str = ""


@dataclass(frozen=True, slots=True)
class Attestation:
    """A statement as the chain holds it: about the entries `first` to `last`, entered as entry
    `seq`."""

    seq: int
    by: str  # login
    at: datetime
    first: int
    last: int
    statement: ClockStatement


class SpanKind(StrEnum):
    """How it shows that a time is uncertain."""

    BEHIND = "behind"  # the clock stood before the record
    SET = "set"  # it moved otherwise than the counter


@dataclass(frozen=True, slots=True)
class UncertainSpan:
    """Entries whose time is uncertain. The clock showed `clock_time` at the first of them and
    `earliest` to `latest` in all; the record was at `record` before. `read_by` are
    supervisors who unlocked the vault then and read the warning. `open` tells that it has not
    ended."""

    kind: SpanKind
    first: int
    last: int
    record: datetime
    clock_time: datetime
    earliest: datetime
    latest: datetime
    moved: timedelta | None = None  # by how much the clock was set, where the counter tells
    read_by: tuple[str, ...] = ()
    attested: tuple[Attestation, ...] = ()
    open: bool = False

    @property
    def shift(self) -> timedelta | None:
        """What must be added to what the clock showed, by the newest statement; None: unknown."""
        true = self.attested[-1].statement.true if self.attested else None
        return None if true is None else true - self.clock_time

    def holds(self, seq: int) -> bool:
        """Whether this entry's time is uncertain."""
        return self.first <= seq <= self.last


def statement_detail(span: UncertainSpan, statement: ClockStatement) -> Mapping[str, str]:
    """What the entry of a statement holds."""
    return {
        "first": str(span.first),
        "last": str(span.last),
        "shown": timestamp(span.clock_time),
        "true": "" if statement.true is None else timestamp(statement.true),
        "reason": statement.reason.value,
        "compared": statement.compared.value,
        "words": statement.words,
    }


def attestation_of(event: CustodyEvent) -> Attestation | None:
    """The statement that an entry holds; None: none that can be read."""
    detail = event.detail
    if event.at is None or event.action != ATTESTED:
        return None
    try:
        true = datetime.fromisoformat(detail["true"]) if detail["true"] else None
        statement = ClockStatement(
            true,
            Reason(detail["reason"]),
            ClockComparison(detail["compared"]),
            detail.get("words", ""),
        )
        first, last = int(detail["first"]), int(detail["last"])
    except (KeyError, TypeError, ValueError):
        return None
    return Attestation(event.seq, event.officer, event.at, first, last, statement)


@dataclass(slots=True)
class TimeReader:
    """Hears one entry after the other, in order; `spans` then tells what is uncertain."""

    supervisors: frozenset[str] = frozenset()  # logins whose unlocking is a reading of the warning
    _closed: list[UncertainSpan] = field(default_factory=list)
    _open: UncertainSpan | None = None
    _last: tuple[Tick, datetime] | None = None  # the last entry that had a tick
    _record: datetime | None = None
    _net: timedelta = timedelta()  # by how much the clock is off what it was before it was set
    _attestations: list[Attestation] = field(default_factory=list)

    def hear(self, event: CustodyEvent) -> None:
        """The next entry. One that cannot be read tells nothing about time."""
        clock_time = _clock_time(event)
        if event.at is None or clock_time is None:
            return
        behind = "clock" in event.detail
        moved = self._moved(event, clock_time)
        if moved is not None and abs(moved) > SET:
            self._set(event, clock_time, moved, behind)
        elif behind and self._open is None:
            # Its own time is then the record's, which the clock stood before.
            self._open = UncertainSpan(
                SpanKind.BEHIND, event.seq, event.seq, event.at, clock_time, clock_time, clock_time
            )
        elif not behind and self._open and (not self._open.moved or abs(self._net) <= SET):
            self._end()  # the clock has caught up with the record
        self._extend(event, clock_time)
        if event.action == ATTESTED:
            self._hear_statement(event)
        self._record = event.at

    def spans(self) -> tuple[UncertainSpan, ...]:
        """Every span until now, with what was stated about it."""
        spans = [*self._closed, *((replace(self._open, open=True),) if self._open else ())]
        return tuple(replace(span, attested=self._about(span)) for span in spans)

    def _about(self, span: UncertainSpan) -> tuple[Attestation, ...]:
        """What was stated about it. A statement stands in the station's chain, and once more in
        that of every file that it touches."""
        stated: list[Attestation] = []
        for attestation in self._attestations:
            touches = attestation.first <= span.last and span.first <= attestation.last
            if touches and all(attestation.statement != other.statement for other in stated):
                stated.append(attestation)
        return tuple(stated)

    def _moved(self, event: CustodyEvent, clock_time: datetime) -> timedelta | None:
        """How much further than the counter the clock has moved since the last entry; None: the
        two do not belong to one boot."""
        tick, last = tick_of(event), self._last
        if tick is None:
            return None
        self._last = (tick, clock_time)
        if last is None or last[0].boot != tick.boot:
            return None
        return (clock_time - last[1]) - timedelta(
            milliseconds=tick.milliseconds - last[0].milliseconds
        )

    def _set(
        self, event: CustodyEvent, clock_time: datetime, moved: timedelta, behind: bool
    ) -> None:
        self._end()
        self._net += moved
        if abs(self._net) <= SET and not behind:
            return  # it was set back to where it had been
        kind = SpanKind.BEHIND if behind else SpanKind.SET
        record = self._record or clock_time
        self._open = UncertainSpan(
            kind, event.seq, event.seq, record, clock_time, clock_time, clock_time, moved
        )

    def _extend(self, event: CustodyEvent, clock_time: datetime) -> None:
        span = self._open
        if span is None:
            return
        read_by = span.read_by
        if event.action == BEHIND_NOTED and event.officer in self.supervisors:
            read_by = tuple(dict.fromkeys((*read_by, event.officer)))
        self._open = replace(
            span,
            last=event.seq,
            earliest=min(span.earliest, clock_time),
            latest=max(span.latest, clock_time),
            read_by=read_by,
        )

    def _hear_statement(self, event: CustodyEvent) -> None:
        attestation, span = attestation_of(event), self._open
        if attestation is None:
            return
        self._attestations.append(attestation)
        if span is None or attestation.statement.true is None or not span.holds(attestation.first):
            return
        if abs(attestation.statement.true - span.clock_time) <= SET and "clock" not in event.detail:
            self._net = timedelta()
            self._end()  # the clock was right: what it shows from here on is not in doubt

    def _end(self) -> None:
        if self._open is not None:
            self._closed.append(self._open)
            self._open = None


def uncertain_spans(
    events: Iterable[CustodyEvent], supervisors: frozenset[str] = frozenset()
) -> Iterator[UncertainSpan]:
    """The spans of entries in order, as a whole chain or one file's entries show them."""
    reader = TimeReader(supervisors)
    for event in events:
        reader.hear(event)
    yield from reader.spans()


def _clock_time(event: CustodyEvent) -> datetime | None:
    try:
        return clock_of(event)
    except (TypeError, ValueError):
        return None
