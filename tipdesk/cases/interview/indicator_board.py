"""What an officer sees of the indicators and elements of one file, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass

from tipdesk.cases.interview.elements import Bearing
from tipdesk.cases.interview.indicators import Assessment, Indicator, Strength


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One indicator as the officer sees it. `row` is its row in the file, 0 without one."""

    indicator: Indicator
    strength: Strength
    row: int
    state: str  # yes, no, unknown, '' when it was not explored
    based: bool  # what it rests on is recorded
    because: tuple[str, ...]  # paths of the answers that propose it


@dataclass(frozen=True, slots=True)
class IndicatorBoard:
    """Everything that the panel of section J shows."""

    lines: tuple[IndicatorLine, ...]
    left_over: tuple[int, ...]  # rows that no line shows: without a code, twice, of another set
    assessment: Assessment
    bearings: tuple[Bearing, ...]
    account_open: bool  # whether anything may be asked of the person
