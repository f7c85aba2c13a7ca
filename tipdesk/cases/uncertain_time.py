"""When something happened, as far as a computer's clock can say: spans of uncertain time.

A link carries what the clock showed and a tick: milliseconds of a counter that nobody can set and
that runs on while the computer sleeps, with a mark of the boot it belongs to. Two links of one
boot between which the clock has moved otherwise than the counter show that it was set. Across a
boot only a clock that stands before the record shows. A supervisor may state what time it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from tipdesk.cases import custody
from tipdesk.cases.model import CustodyEvent

TICK = "tick"  # its name in a link's detail
BEHIND_NOTED = "clock_behind"  # the link that says that the clock stood before the record
ATTESTED = "time_attested"  # the link of a supervisor's statement
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
    """The counter at this link; None: it has none, or none that can be read."""
    match = _TICK.fullmatch(str(event.detail.get(TICK, "")))
    return Tick(match[1], int(match[2])) if match else None


class Reason(StrEnum):
    """Why the clock was wrong, as far as the supervisor knows."""

    BATTERY = "battery"  # it was without power for long, or its battery is empty
    BY_HAND = "by_hand"  # somebody set it
    SYSTEM = "system"  # another system of the computer, or its maintenance, set it
    UNKNOWN = "unknown"


class Compared(StrEnum):
    """What the supervisor has compared the clock with."""

    TELEPHONE = "telephone"
    OFFICE_CLOCK = "office_clock"  # of the office, the radio or television
    PAPER = "paper"  # a register or another paper of that day
    NOTHING = "nothing"  # the true time is no longer known


@dataclass(frozen=True, slots=True)
class Statement:
    """What a supervisor states about a span. `true` is the time at which its first link was
    entered in truth; None: it is no longer known."""

    true: datetime | None
    reason: Reason
    compared: Compared
    words: str = ""


@dataclass(frozen=True, slots=True)
class Attestation:
    """A statement as the chain holds it: about the links `first` to `last`, entered as link
    `seq`."""

    seq: int
    by: str  # login
    at: datetime
    first: int
    last: int
    statement: Statement


class Kind(StrEnum):
    """How it shows that a time is uncertain."""

    BEHIND = "behind"  # the clock stood before the record
    SET = "set"  # it moved otherwise than the counter


@dataclass(frozen=True, slots=True)
class Span:
    """Links whose time is uncertain. The clock showed `shown` at the first of them and `earliest`
    to `latest` in all; the record was at `record` before. `read_by` are supervisors who unlocked
    the vault then and read the warning. `open` tells that it has not ended."""

    kind: Kind
    first: int
    last: int
    record: datetime
    shown: datetime
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
        return None if true is None else true - self.shown

    def holds(self, seq: int) -> bool:
        """Whether this link's time is uncertain."""
        return self.first <= seq <= self.last


def statement_detail(span: Span, statement: Statement) -> Mapping[str, str]:
    """What the link of a statement holds."""
    return {
        "first": str(span.first),
        "last": str(span.last),
        "shown": custody.timestamp(span.shown),
        "true": "" if statement.true is None else custody.timestamp(statement.true),
        "reason": statement.reason.value,
        "compared": statement.compared.value,
        "words": statement.words,
    }


def attestation_of(event: CustodyEvent) -> Attestation | None:
    """The statement that a link holds; None: none that can be read."""
    told = event.detail
    if event.at is None or event.action != ATTESTED:
        return None
    try:
        true = datetime.fromisoformat(told["true"]) if told["true"] else None
        statement = Statement(
            true, Reason(told["reason"]), Compared(told["compared"]), told.get("words", "")
        )
        first, last = int(told["first"]), int(told["last"])
    except (KeyError, TypeError, ValueError):
        return None
    return Attestation(event.seq, event.officer, event.at, first, last, statement)


@dataclass(slots=True)
class TimeReader:
    """Hears one link after the other, in order; `spans` then tells what is uncertain."""

    supervisors: frozenset[str] = frozenset()  # logins whose unlocking is a reading of the warning
    _closed: list[Span] = field(default_factory=list)
    _open: Span | None = None
    _last: tuple[Tick, datetime] | None = None  # the last link that had a tick
    _record: datetime | None = None
    _net: timedelta = timedelta()  # by how much the clock is off what it was before it was set
    _said: list[Attestation] = field(default_factory=list)

    def hear(self, event: CustodyEvent) -> None:
        """The next link. One that cannot be read tells nothing about time."""
        shown = _shown(event)
        if event.at is None or shown is None:
            return
        behind = "clock" in event.detail
        moved = self._moved(event, shown)
        if moved is not None and abs(moved) > SET:
            self._set(event, shown, moved, behind)
        elif behind and self._open is None:
            # Its own time is then the record's, which the clock stood before.
            self._open = Span(Kind.BEHIND, event.seq, event.seq, event.at, shown, shown, shown)
        elif not behind and self._open and (not self._open.moved or abs(self._net) <= SET):
            self._end()  # the clock has caught up with the record
        self._extend(event, shown)
        if event.action == ATTESTED:
            self._hear_statement(event)
        self._record = event.at

    def spans(self) -> tuple[Span, ...]:
        """Every span until now, with what was stated about it."""
        found = [*self._closed, *((replace(self._open, open=True),) if self._open else ())]
        return tuple(replace(one, attested=self._about(one)) for one in found)

    def _about(self, span: Span) -> tuple[Attestation, ...]:
        """What was stated about it. A statement stands in the station's chain, and once more in
        that of every file that it touches."""
        said: list[Attestation] = []
        for one in self._said:
            touches = one.first <= span.last and span.first <= one.last
            if touches and all(one.statement != other.statement for other in said):
                said.append(one)
        return tuple(said)

    def _moved(self, event: CustodyEvent, shown: datetime) -> timedelta | None:
        """How much further than the counter the clock has moved since the last link; None: the
        two do not belong to one boot."""
        tick, last = tick_of(event), self._last
        if tick is None:
            return None
        self._last = (tick, shown)
        if last is None or last[0].boot != tick.boot:
            return None
        return (shown - last[1]) - timedelta(milliseconds=tick.milliseconds - last[0].milliseconds)

    def _set(self, event: CustodyEvent, shown: datetime, moved: timedelta, behind: bool) -> None:
        self._end()
        self._net += moved
        if abs(self._net) <= SET and not behind:
            return  # it was set back to where it had been
        kind = Kind.BEHIND if behind else Kind.SET
        record = self._record or shown
        self._open = Span(kind, event.seq, event.seq, record, shown, shown, shown, moved)

    def _extend(self, event: CustodyEvent, shown: datetime) -> None:
        span = self._open
        if span is None:
            return
        read_by = span.read_by
        if event.action == BEHIND_NOTED and event.officer in self.supervisors:
            read_by = tuple(dict.fromkeys((*read_by, event.officer)))
        self._open = replace(
            span,
            last=event.seq,
            earliest=min(span.earliest, shown),
            latest=max(span.latest, shown),
            read_by=read_by,
        )

    def _hear_statement(self, event: CustodyEvent) -> None:
        told, span = attestation_of(event), self._open
        if told is None:
            return
        self._said.append(told)
        if span is None or told.statement.true is None or not span.holds(told.first):
            return
        if abs(told.statement.true - span.shown) <= SET and "clock" not in event.detail:
            self._net = timedelta()
            self._end()  # the clock was right: what it shows from here on is not in doubt

    def _end(self) -> None:
        if self._open is not None:
            self._closed.append(self._open)
            self._open = None


def uncertain_spans(
    events: Iterable[CustodyEvent], supervisors: frozenset[str] = frozenset()
) -> Iterator[Span]:
    """The spans of links in order, as a whole chain or one file's links show them."""
    reader = TimeReader(supervisors)
    for event in events:
        reader.hear(event)
    yield from reader.spans()


def _shown(event: CustodyEvent) -> datetime | None:
    try:
        return custody.clock_of(event)
    except (TypeError, ValueError):
        return None
