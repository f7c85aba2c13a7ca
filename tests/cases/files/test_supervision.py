"""What of a file waits for the supervisor."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tests.cases.small_form import case_file
from tipdesk.cases.files.review import Concerns, concerns, waits
from tipdesk.cases.model import Answer, Status

OPENED = date(2026, 11, 20)
LATE = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)  # the 25th in Kuwait


def raised(**answers: str) -> Concerns:
    given = {path.replace("__", "/"): Answer(value) for path, value in answers.items()}
    return concerns(given, OPENED)


def test_a_high_risk_is_reviewed_within_seven_days_of_when_it_was_judged():
    assert concerns({"risk_level": Answer("high", at=LATE)}, OPENED).review_due == date(2026, 12, 2)
    assert raised(risk_level="high").review_due == date(2026, 11, 27)


def test_a_review_that_was_set_counts():
    assert raised(risk_level="high", risk_review_at="2026-11-22").review_due == date(2026, 11, 22)


@pytest.mark.parametrize("answers", [{}, {"risk_level": "medium", "risk_review_at": "2026-11-22"}])
def test_no_other_risk_is_on_the_list(answers):
    assert raised(**answers) == Concerns()


def test_acts_under_force_raise_the_note():
    rows = {"episodes[1]": Answer("1"), "episodes[1]/ex_form": Answer("prostitution forced_crime")}
    assert concerns(rows, OPENED).non_punishment
    assert not concerns(rows | {"episodes[1]": Answer()}, OPENED).non_punishment  # taken away
    assert not raised(ex_form="forced_begging").non_punishment


def test_a_closed_file_raises_nothing():
    assert raised(risk_level="high", ex_form="forced_crime", close_reason="deceased") == Concerns()


def test_the_note_waits_until_the_approval_and_the_risk_beyond_it():
    case = replace(case_file({}).case, status=Status.IN_PROGRESS)
    assert not waits(case)
    note, risk = replace(case, non_punishment=True), replace(case, review_due=OPENED)
    waiting = {status: waits(replace(note, status=status)) for status in Status}
    assert [status for status, there in waiting.items() if there] == [
        Status.IN_PROGRESS,
        Status.COMPLETED,
        Status.RETURNED,
    ]
    waiting = {status: waits(replace(risk, status=status)) for status in Status}
    assert [status for status, there in waiting.items() if not there] == [Status.VOIDED]
    assert waits(replace(case, status=Status.COMPLETED))  # to be approved
