"""Long sessions and the night (V9), for the first session and for each further one."""

from __future__ import annotations

import pytest

from tests.forms.intake_form import intake_rules, judged
from tipdesk.forms.model import QuestionType, Stage

LONG = {"": "long_without_break", "sessions[1]/": "sessions[1]/session_long"}
NIGHT = {"": "night_hour", "sessions[1]/": "sessions[1]/session_night"}
Span = tuple[str, str]


def at(clock: str) -> str:
    """A time of Kuwait; `+` is the day after."""
    day = "24" if clock.startswith("+") else "23"
    return f"2026-11-{day}T{clock.lstrip('+')}:00+03:00"


def session(of: str, times: Span, *breaks: Span) -> dict[str, str]:
    names = ("iv_start", "iv_end") if not of else (of + "session_started", of + "session_ended")
    answers = {name: at(clock) for name, clock in zip(names, times, strict=True) if clock}
    for number, (start, end) in enumerate(breaks, 1):
        answers[f"iv_breaks[{number}]/break_from"] = at(start)
        if end:
            answers[f"iv_breaks[{number}]/break_to"] = at(end)
    return answers


TOO_LONG: list[tuple[Span, *tuple[Span, ...]]] = [
    (("08:00", "09:31"),),
    (("08:00", "11:50"),),
    (("08:00", "11:50"), ("09:50", "10:00")),
    (("20:00", "+00:00"),),
    (("22:30", "+01:00"), ("22:45", "22:50")),
    (("08:00", "14:00"), ("08:05", "08:10")),  # six hours, one break after five minutes
    (("08:00", "14:00"), ("13:50", "13:55")),
    (("08:00", "14:00"), ("13:00", "13:10"), ("09:00", "09:10"), ("11:00", "11:10")),
    (("08:00", "11:00"), ("09:00", "")),  # a break without its end is a moment
    (("08:00", "11:30"), ("09:00", "09:10"), ("09:00", "09:10")),  # entered twice
]
SHORT: list[tuple[Span, *tuple[Span, ...]]] = [
    (("08:00", "09:30"),),
    (("08:00", ""),),
    (("", "09:00"),),
    (("08:00", "11:00"), ("09:30", "09:40")),
    (("08:00", "11:50"), ("10:20", "10:30"), ("09:00", "09:10")),  # in any order
    (("20:00", "+00:00"), ("21:30", "21:45"), ("23:00", "23:10")),
    (("08:00", "11:00"), ("09:30", "")),
    (("08:00", "12:00"), ("09:00", "10:00"), ("09:05", "09:10"), ("11:00", "11:05")),  # one in one
]


@pytest.mark.parametrize("of", LONG)
@pytest.mark.parametrize("spans", TOO_LONG)
def test_more_than_ninety_minutes_on_end_are_named(
    of: str, spans: tuple[Span, *tuple[Span, ...]]
) -> None:
    state = judged(session(of, *spans))
    assert state.is_relevant(LONG[of])
    assert state.faults == ()


@pytest.mark.parametrize("of", LONG)
@pytest.mark.parametrize("spans", SHORT)
def test_a_break_in_time_is_enough(of: str, spans: tuple[Span, *tuple[Span, ...]]) -> None:
    assert not judged(session(of, *spans)).is_relevant(LONG[of])


def test_a_break_counts_for_the_session_in_which_it_fell() -> None:
    first = session("", ("08:00", "10:00"))
    second = session("sessions[1]/", ("12:00", "14:00"))
    third = session("sessions[2]/", ("18:00", "20:00"))

    def warned(*breaks: Span) -> list[str]:
        rows = session("", ("", ""), *breaks)
        state = judged({**first, **second, **third, **rows})
        places = ("long_without_break", "sessions[1]/session_long", "sessions[2]/session_long")
        return [place for place in places if state.is_relevant(place)]

    assert warned() == [
        "long_without_break", "sessions[1]/session_long", "sessions[2]/session_long"
    ]  # fmt: skip
    assert warned(("13:00", "13:10")) == ["long_without_break", "sessions[2]/session_long"]
    assert warned(("09:00", "09:10"), ("19:00", "19:10")) == ["sessions[1]/session_long"]
    assert len(warned(("11:00", "11:30"))) == 3  # between two sessions: of none
    assert warned(("19:00", "19:10"), ("09:00", "09:10"), ("13:00", "13:10")) == []


def test_sessions_and_breaks_that_were_taken_away_leave_gaps() -> None:
    rows = {
        **session("sessions[3]/", ("08:00", "10:00")),
        **session("sessions[5]/", ("12:00", "14:00")),
        "iv_breaks[4]/break_from": at("13:00"),
    }
    state = judged(rows)
    assert state.is_relevant("sessions[3]/session_long")
    assert not state.is_relevant("sessions[5]/session_long")


@pytest.mark.parametrize("of", NIGHT)
@pytest.mark.parametrize(
    ("times", "night"),
    [
        (("22:00", ""), True),
        (("01:00", "01:30"), True),
        (("05:59", ""), True),
        (("20:00", "+00:00"), True),  # it begins by day and goes on into the night
        (("21:30", "22:01"), True),
        (("12:00", "+07:00"), True),
        (("06:00", ""), False),
        (("21:59", ""), False),
        (("20:00", "22:00"), False),
        (("", "23:00"), False),
    ],
)
def test_the_night_is_named_for_each_session(of: str, times: Span, night: bool) -> None:
    assert judged(session(of, times)).is_relevant(NIGHT[of]) is night


def test_they_only_warn() -> None:
    for name in (*LONG.values(), *NIGHT.values()):
        note = intake_rules().question(name)
        assert note.type is QuestionType.NOTE
        assert "tip-stop" not in note.appearance
    state = judged(session("sessions[1]/", ("20:00", "+02:00")))
    assert state.stops == ()
    assert not {"sessions[1]/session_long", "iv_breaks"} & set(state.missing(Stage.CLOSE))
