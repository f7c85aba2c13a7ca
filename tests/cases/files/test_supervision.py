"""What of a file waits for the supervisor."""

from dataclasses import replace
from datetime import date

from tests.cases.small_form import case_file
from tipdesk.cases.files.review import note_waits, waits
from tipdesk.cases.model import Answer, Status

OPENED = date(2026, 11, 20)


def raised(**answers: str) -> bool:
    return note_waits({path.replace("__", "/"): Answer(value) for path, value in answers.items()})


def test_acts_under_force_raise_the_note():
    rows = {"episodes[1]": Answer("1"), "episodes[1]/ex_form": Answer("prostitution forced_crime")}
    assert note_waits(rows)
    assert not note_waits(rows | {"episodes[1]": Answer()})  # taken away
    assert not raised(ex_form="forced_begging")


def test_a_closed_file_raises_nothing():
    assert raised(ex_form="forced_crime")
    assert not raised(ex_form="forced_crime", close_reason="deceased")


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
