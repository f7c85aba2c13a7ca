"""What of a file has a place in time, and where."""

from datetime import date

import pytest

from tests.forms.intake_form import TODAY, intake_rules, judged
from tipdesk.cases.interview.timeline import DateKind, Extent, Timeline, timeline

OPEN = {
    "case_type": "tip_som",
    "iv_private": "yes",
    "iv_suspect_near": "no",
    "consent_interview": "granted",
    "fit_now": "yes",
    "recent_assault": "no",
    "self_harm": "no",
    "is_child": "no",
    "birth_date": "1999-03-05",
}


def timed(answers: dict[str, str], language="ar") -> Timeline:
    return timeline(intake_rules(), judged({**OPEN, **answers}), language, TODAY)


def at(line: Timeline, path: str):
    return next(entry for entry in (*line.items, *line.undated) if entry.path == path)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("stored", "first", "last", "about"),
    [
        ("2024-03-05", "2024-03-05", "2024-03-05", False),
        ("2024-02", "2024-02-01", "2024-02-29", False),
        ("2019", "2019-01-01", "2019-12-31", False),
        ("2024-03~", "2024-03-01", "2024-03-31", True),
        ("../2024-03", None, "2024-03-31", False),
        ("2024-03/..", "2024-03-01", None, False),
        ("2023/2024-05", "2023-01-01", "2024-05-31", False),
    ],
)
def test_a_date_known_in_part_spans_what_it_can_mean(stored, first, last, about):
    extent = at(timed({"rec_date": stored}), "rec_date").extent
    known = (first and day(first), last and day(last))
    assert extent == Extent(*known, about=about)
    assert extent.is_day == (first == last)


def test_the_order_is_that_of_the_first_possible_day_whatever_it_suggests():
    line = timed(
        {
            "rec_date": "2024-06",
            "kw_entry_date": "2023-01-02",  # before the recruitment: nothing is said about it
            "legs[1]/leg_date": "2024",
            "injuries[1]/inj_date": "../2023-06",
        }
    )
    life = [entry.path for entry in line.items if entry.kind is DateKind.LIFE]
    assert life == ["kw_entry_date", "injuries[1]/inj_date", "legs[1]/leg_date", "rec_date"]


def test_an_episode_is_one_stretch_with_a_certain_middle():
    line = timed({"episodes[1]/ex_from": "2023-05", "episodes[1]/ex_to": "2024~"})
    episode = at(line, "episodes[1]/ex_from")
    assert episode.extent == Extent(
        day("2023-05-01"), day("2024-12-31"), day("2023-05-31"), day("2024-01-01"), about=True
    )
    assert "episodes[1]/ex_to" not in {entry.path for entry in line.items}
    assert episode.when == "من مايو 2023 إلى نحو 2024"


def test_an_episode_that_goes_on_is_open_and_reaches_today():
    line = timed({"episodes[1]/ex_from": "2023-05", "episodes[1]/ex_exit": "ongoing"})
    assert at(line, "episodes[1]/ex_from").extent.latest is None
    assert line.last == TODAY


def test_what_had_begun_by_a_day_and_goes_on_has_its_place():
    line = timed({"episodes[1]/ex_from": "../2025-05", "episodes[1]/ex_exit": "ongoing"})
    episode = at(line, "episodes[1]/ex_from")
    assert episode in line.items
    assert episode.extent == Extent(None, None, day("2025-05-31"))


def test_an_end_before_its_beginning_is_shown_as_it_was_said():
    line = timed({"episodes[1]/ex_from": "2024-05-01", "episodes[1]/ex_to": "2023"})
    paths = [entry.path for entry in line.items if entry.kind is DateKind.LIFE]
    assert paths == ["episodes[1]/ex_to", "episodes[1]/ex_from"]


def test_a_session_lasts_from_its_beginning_to_its_end_in_another_section():
    line = timed({"iv_start": "2026-11-24T06:00:00+00:00", "iv_end": "2026-11-24T08:00:00+00:00"})
    session = at(line, "iv_start")
    assert (session.kind, session.extent.is_day) == (DateKind.FILE, True)
    assert "iv_end" not in {entry.path for entry in line.items}


def test_times_of_one_day_stand_in_their_order_and_on_the_day_of_kuwait():
    line = timed(
        {
            "iv_breaks[1]/break_from": "2026-11-22T22:30:00+00:00",  # 01:30 the day after
            "iv_start": "2026-11-22T21:30:00+00:00",
        }
    )
    paths = [entry.path for entry in line.items]
    assert paths.index("iv_start") < paths.index("iv_breaks[1]/break_from")
    assert at(line, "iv_start").extent.earliest == day("2026-11-23")


def test_birth_and_what_lies_ahead_do_not_stretch_the_scale():
    line = timed({"kw_entry_date": "2024-01-05", "documents[1]/doc_expires": "2036-01-05"})
    assert at(line, "birth_date").kind is DateKind.BIRTH
    assert (line.first, line.last) == (day("2024-01-05"), TODAY)
    assert "documents[1]/doc_expires" in {entry.path for entry in line.items}


def test_what_has_no_date_is_listed_apart():
    line = timed(
        {
            "kw_entry_date": "|قبل رمضان",
            "stmt_timeline[1]/timeline_what": "أُخذ الجواز",
            "documents[1]/doc_type": "passport",  # a paper is no event
        }
    )
    assert [entry.path for entry in line.undated] == ["stmt_timeline[1]", "kw_entry_date"]
    assert at(line, "stmt_timeline[1]").detail == "أُخذ الجواز"
    assert at(line, "kw_entry_date").when.strip() == "«قبل رمضان»"


@pytest.mark.parametrize(
    ("language", "row", "label"),
    [("ar", "المرحلة 2", "تاريخ الانتقال"), ("en", "Leg 2", "Date of travel")],
)
def test_labels_are_in_the_language_and_rows_are_numbered_by_place(language, row, label):
    answers = {
        "legs[3]/leg_from_country": "IND",
        "legs[7]/leg_from_country": "KEN",
        "legs[7]/leg_to_country": "KWT",
        "legs[7]/leg_date": "2024",
    }
    leg = at(timed(answers, language), "legs[7]/leg_date")
    assert (leg.row, leg.section) == (row, "journey")
    assert leg.label
    assert ("كينيا • الكويت" if language == "ar" else "Kenya • Kuwait") in leg.detail
    assert label in leg.label or language == "en"


def test_a_level_is_that_of_the_most_personal_answer_that_is_shown():
    line = timed({"sessions[1]/session_started": "2026-11-24T06:00:00+00:00"})
    assert at(line, "sessions[1]/session_started").level == 1
    line = timed({"stmt_timeline[1]/timeline_when": "2024"})
    assert at(line, "stmt_timeline[1]/timeline_when").level == 3


def test_what_is_not_asked_any_more_has_no_place():
    hidden = {"case_type": "labour_violation", "rec_date": "2024"}
    assert "rec_date" not in {entry.path for entry in timed(hidden).items}
