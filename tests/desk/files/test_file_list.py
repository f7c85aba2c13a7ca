"""The list as it is sorted and sifted tells nobody more than its rows do; views are kept."""

from datetime import date
from pathlib import Path

import pytest

from tests.desk.staffed import OWNER, Place
from tipdesk.cases.files.list_view import (
    NO_FILTERS,
    TOLD_OF_ALL,
    USUAL,
    FileColumn,
    ListFilters,
    ListOrder,
    ListView,
    kept_of,
)
from tipdesk.cases.model import Answer, Case, CaseId, Status
from tipdesk.cases.permissions import AccessReason
from tipdesk.desk.session.session import Session
from tipdesk.i18n.text import kuwait_day

OTHER, SUPERVISOR = "T-08", "S-01"
ANSWERED = {"nationality": "PHL", "risk_level": "high", "intake_site_type": "hospital"}
BY_WHAT_IS_CLOSED = (
    ListFilters(nationality="PHL"), ListFilters(risk="high"), ListFilters(site="hospital"),
)  # fmt: skip


@pytest.fixture
def place(staffed: Place, tmp_path: Path) -> Place:
    """A file of an officer with something in every column."""
    place = staffed.copy(tmp_path / "vault")
    session = place.open(OWNER)
    answers = {path: Answer(text) for path, text in ANSWERED.items()}
    session.answers.save_answers(place.begun, answers)
    session.answers.fold(place.begun)
    session.lock()
    return place


def listed(
    session: Session, filters: ListFilters = NO_FILTERS, order: ListOrder | None = None
) -> dict[CaseId, Case]:
    shown, count = session.files.file_list.first_window("", filters, order, 50)
    assert (count.number, count.more) == (len(shown.cases), False)
    return {case.id: case for case in shown.cases}


def test_a_row_has_what_is_answered_and_is_found_by_it(place: Place) -> None:
    session = place.open(OWNER)
    case = listed(session)[place.begun]
    assert (case.nationality, case.risk, case.site) == ("PHL", "high", "hospital")
    assert session.files.file_list.label(FileColumn.NATIONALITY, "PHL") == "الفلبين"
    for filters in BY_WHAT_IS_CLOSED:
        assert place.begun in listed(session, filters)
    assert place.begun not in listed(session, ListFilters(nationality="IND"))
    session.answers.save_answers(place.begun, {"risk_level": Answer("")})
    session.answers.fold(place.begun)
    assert listed(session)[place.begun].risk == ""
    session.lock()


def test_others_find_and_count_a_file_by_nothing_that_its_row_does_not_tell_them(
    place: Place,
) -> None:
    session = place.open(OTHER)
    case = listed(session)[place.begun]
    assert (case.display_name, case.nationality, case.risk, case.site) == ("", "", "", "")
    assert (case.review_due, case.reply_by, case.non_punishment) == (None, None, False)
    for filters in BY_WHAT_IS_CLOSED:
        assert place.begun not in listed(session, filters)
    for column in FileColumn:
        if column is not FileColumn.REASON:
            rows = listed(session, order=ListOrder(column))
            assert place.begun in rows
            assert rows[place.begun] == case
    reason = AccessReason.CARE
    (other,) = session.access_reasons.search_other_files(case.number, reason, "")
    assert other == case, "and asked for with a reason it says no more"
    _none, count = session.files.file_list.first_window(case.number, BY_WHAT_IS_CLOSED[0], None, 9)
    assert count.number == 0
    session.lock()
    session = place.open(SUPERVISOR)
    for filters in BY_WHAT_IS_CLOSED:
        assert place.begun in listed(session, filters)
    session.lock()


def test_what_is_hidden_stands_in_no_column_and_comes_back(place: Place) -> None:
    session = place.open(OWNER)
    session.readers.hide(place.begun, "مسؤول في الوحدة")
    case = listed(session)[place.begun]
    assert (case.nationality, case.risk, case.site) == ("", "", "")
    session.lock()
    session = place.open(SUPERVISOR)
    assert place.begun not in listed(session)
    session.lock()
    session = place.open(OWNER)
    session.readers.show_again(place.begun)
    assert place.begun in listed(session, BY_WHAT_IS_CLOSED[0])
    session.lock()


def test_days_are_those_of_kuwait(place: Place) -> None:
    session = place.open(OWNER)
    opened = listed(session)[place.begun].created_at
    day = kuwait_day(opened)
    assert place.begun in listed(session, ListFilters(opened_from=day, opened_until=day))
    assert place.begun not in listed(session, ListFilters(opened_until=date(2020, 1, 1)))
    session.lock()


def test_views_are_kept_for_one_person_and_what_is_unknown_is_left_out(place: Place) -> None:
    view = ListView(
        (FileColumn.NUMBER, FileColumn.RISK),
        ListOrder(FileColumn.RISK, descending=True),
        ListFilters(Status.COMPLETED, nationality="PHL", opened_from=date(2026, 3, 1)),
    )
    session = place.open(OWNER)
    session.files.file_list.keep_view("الفلبين", view)
    session.files.file_list.keep_widths({FileColumn.NAME: 240})
    session.lock()
    session = place.open(OWNER)
    kept = session.files.file_list.kept()
    assert (kept.open_view, kept.widths) == (view, {FileColumn.NAME: 240})
    assert session.files.file_list.choose("").open_view == USUAL
    assert session.files.file_list.forget_view("الفلبين").views == {}
    session.lock()
    session = place.open(OTHER)
    assert session.files.file_list.kept().views == {}
    session.lock()
    newer = {"views": {"x": {"columns": ["number", "mood"], "order": "-mood",
                             "filters": {"status": "gone", "mood": "blue", "risk": "high"}}},
             "chosen": "y", "widths": {"mood": 3, "name": "wide"}}  # fmt: skip
    known = kept_of(newer)
    assert known.views["x"] == ListView((FileColumn.NUMBER,), None, ListFilters(risk="high"))
    assert (known.chosen, known.widths) == ("", {})
    assert kept_of("nonsense").views == {}
    assert FileColumn.NAME not in TOLD_OF_ALL
