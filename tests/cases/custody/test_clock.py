"""What a chain tells about its times: the clock set, behind, set back, and what was stated."""

from datetime import UTC, datetime, timedelta

from tipdesk.cases.custody.chain import entry_after, timestamp
from tipdesk.cases.custody.clock import (
    ATTESTED,
    ClockComparison,
    ClockStatement,
    Reason,
    SpanKind,
    UncertainSpan,
    statement_detail,
    uncertain_spans,
)
from tipdesk.cases.model import CustodyEvent

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
HOUR = 3600


class Chain:
    """Links with what a clock showed and a counter counted, both in seconds."""

    def __init__(self) -> None:
        self.events: list[CustodyEvent] = []

    def add(
        self, clock: float, counter: float, boot: str = "00000001", **detail: str
    ) -> CustodyEvent:
        clock_time = START + timedelta(seconds=clock)
        last = self.events[-1] if self.events else None
        at = max(clock_time, last.at) if last and last.at else clock_time
        if at != clock_time:
            detail["clock"] = timestamp(clock_time)
        detail.setdefault("tick", f"{boot}:{int(counter * 1000)}")
        action = detail.pop("action", "edited")
        event = CustodyEvent(0, "", "", at, "S-01", action, None, detail)
        self.events.append(entry_after(last, event))
        return self.events[-1]

    @property
    def spans(self) -> tuple[UncertainSpan, ...]:
        return tuple(uncertain_spans(self.events))


def test_a_clock_that_goes_with_its_counter_is_never_in_doubt() -> None:
    chain = Chain()
    for second in (0, 10, 40 * 86400, 40 * 86400 + 30):  # weeks asleep: the counter ran on
        chain.add(second, second + 500)
    chain.add(41 * 86400, 3, boot="00000002")  # started anew
    assert chain.spans == ()


def test_a_clock_set_forward_shows_from_its_first_entry() -> None:
    chain = Chain()
    chain.add(0, 0)
    chain.add(2 * HOUR, 10)
    chain.add(2 * HOUR + 5, 15)
    (span,) = chain.spans
    assert (span.kind, span.first, span.last, span.open) == (SpanKind.SET, 2, 3, True)
    assert span.moved == timedelta(seconds=2 * HOUR - 10)
    assert span.record == START
    assert (span.clock_time, span.latest) == (chain.events[1].at, chain.events[2].at)


def test_a_minute_is_no_setting() -> None:
    chain = Chain()
    chain.add(0, 0)
    chain.add(70, 10)
    chain.add(140, 140)
    assert chain.spans == ()


def test_a_clock_that_is_set_back_again_ends_the_doubt() -> None:
    chain = Chain()
    chain.add(0, 0)
    chain.add(1, 1)
    chain.add(60 * 60, 3000)  # ten minutes forward
    chain.add(3010, 3010)  # and back: the record has run ahead
    chain.add(3700, 3700)
    first, second = chain.spans
    assert (first.kind, first.first, first.last, first.open) == (SpanKind.SET, 3, 3, False)
    assert (second.kind, second.first, second.last, second.open) == (SpanKind.BEHIND, 4, 4, False)
    assert second.record == chain.events[2].at
    chain = Chain()
    chain.add(0, 0)
    chain.add(600, 1000)  # back, but behind no entry
    chain.add(1010, 1010)
    (only,) = chain.spans
    assert (only.first, only.last, only.open) == (2, 2, False)


def test_a_chain_that_is_read_from_an_entry_behind_knows_the_record_by_it() -> None:
    chain = Chain()
    chain.add(HOUR, HOUR)
    chain.add(10, 10, boot="00000002")
    chain.add(20, 20, boot="00000002")
    for entries in (chain.events, chain.events[1:]):
        (span,) = uncertain_spans(entries)
        assert (span.kind, span.first, span.last, span.open) == (SpanKind.BEHIND, 2, 3, True)
        assert span.record == START + timedelta(seconds=HOUR)
        assert span.clock_time == START + timedelta(seconds=10)


def test_a_statement_tells_the_true_time_of_every_entry_of_its_span() -> None:
    chain = Chain()
    chain.add(0, 0)
    chain.add(2 * HOUR, 10)
    (span,) = chain.spans
    statement = ClockStatement(
        START + timedelta(seconds=10), Reason.BY_HAND, ClockComparison.TELEPHONE, "خطأ"
    )
    chain.add(2 * HOUR + 60, 70, action=ATTESTED, **statement_detail(span, statement))
    chain.add(2 * HOUR + 80, 90)
    (span,) = chain.spans
    assert (span.last, span.open) == (4, True)  # the clock still shows what it showed
    assert [attestation.statement for attestation in span.attested] == [statement]
    assert span.attested[0].by == "S-01"
    assert span.shift == timedelta(seconds=10 - 2 * HOUR)


def test_a_clock_found_to_be_right_is_in_doubt_no_longer() -> None:
    chain = Chain()
    chain.add(0, 0)
    chain.add(2 * HOUR, 10)
    (span,) = chain.spans
    right = ClockStatement(span.clock_time, Reason.SYSTEM, ClockComparison.OFFICE_CLOCK)
    chain.add(2 * HOUR + 60, 70, action=ATTESTED, **statement_detail(span, right))
    chain.add(2 * HOUR + 80, 90)
    (span,) = chain.spans
    assert (span.first, span.last, span.open) == (2, 3, False)


def test_what_cannot_be_read_tells_nothing_about_time() -> None:
    chain = Chain()
    chain.add(0, 0)
    chain.add(1, 1, tick="x", action=ATTESTED, first="one")
    chain.events.append(CustodyEvent(seq=3, previous="", hash=""))
    event = CustodyEvent(0, "", "", START, "T", "x", None, {"clock": "soon"})
    chain.events.append(entry_after(chain.events[1], event))
    assert chain.spans == ()
