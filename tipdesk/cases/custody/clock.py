"""When things happened: what the clock showed, and where it was set.

An entry carries what the clock showed and a tick: milliseconds of a counter that nobody can set and
that runs on while the computer sleeps, with a mark of the boot it belongs to. Two entries of one
boot between which the clock has moved otherwise than the counter show that it was set. Across a
boot only a clock that stands before the record shows (`uncertain_spans`). A supervisor may state
what time it was (`ClockStatement`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from tipdesk.cases.custody.chain import read_time, timestamp
from tipdesk.cases.model import CustodyEvent

TICK = "tick"  # its name in an entry's detail
BEHIND_NOTED = "clock_behind"  # the entry that says that the clock stood before the record
ATTESTED = "time_attested"  # the entry of a supervisor's statement
SET = timedelta(seconds=60)  # a clock that moves further than its counter was set
LONGEST_WORDS = 300  # characters of a statement
_TICK = re.compile(r"([0-9a-f]{8}):(\d{1,17})", re.ASCII)


def clock_of(event: CustodyEvent) -> datetime | None:
    """What the station's clock showed. `at` never runs backwards along the chain; when the clock
    stood before the last entry, the detail `clock` tells what it showed.

    Raises:
        ValueError: that is no time.
    """
    clock = event.detail.get("clock")
    return read_time(clock) if clock else event.at


THEN = "then"
"""In the detail of an entry that tells what another station's chain told: when that was."""


def happened_at(event: CustodyEvent) -> datetime | None:
    """When it was, by the clock that stood there: of what another station's chain told, then.

    Raises:
        ValueError: that is no time.
    """
    then = event.detail.get(THEN)
    return read_time(then) if then else clock_of(event)


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
