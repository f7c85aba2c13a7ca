"""Saying yes, no or unknown of an indicator, as answers to the rows that the form has for it."""

from __future__ import annotations

from collections.abc import Mapping

from tipdesk.cases.answers import NO_ANSWER
from tipdesk.cases.interview.indicators import CODE, DIMENSION, ROWS, STATE, Indicator
from tipdesk.cases.model import Answer
from tipdesk.forms.model import path_of, row_path, split_path


def stated(
    answers: Mapping[str, Answer], indicator: Indicator, state: str, row: int
) -> dict[str, Answer]:
    """What records `state` of an indicator. `row` is its row now, 0 when it has none; what was not
    explored (state '') has none. A row that was taken away comes back with its basis."""
    if not state:
        return {row_path(ROWS, row): NO_ANSWER} if row else {}
    row = row or _earlier(answers, indicator.code) or _next(answers)
    return {
        row_path(ROWS, row): Answer("1"),
        path_of(DIMENSION, ROWS, row): Answer(indicator.dimension),
        path_of(CODE, ROWS, row): Answer(indicator.code),
        path_of(STATE, ROWS, row): Answer(state),
    }


def _rows(answers: Mapping[str, Answer]) -> set[int]:
    """Every row that there ever was."""
    return {row for repeat, row, _name in map(split_path, answers) if repeat == ROWS}


def _earlier(answers: Mapping[str, Answer], code: str) -> int:
    """The newest row of this indicator that was taken away; 0 when there is none."""
    gone = (
        row
        for row in _rows(answers)
        if answers.get(path_of(CODE, ROWS, row), NO_ANSWER).value == code
        and not answers.get(row_path(ROWS, row), NO_ANSWER).value
    )
    return max(gone, default=0)


def _next(answers: Mapping[str, Answer]) -> int:
    return max(_rows(answers), default=0) + 1
