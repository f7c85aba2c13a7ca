"""The journey in words, leg by leg, and the answers that tell a row."""

from tests.cases.interview.test_timeline import OPEN
from tests.forms.intake_form import intake_rules, judged
from tipdesk.cases.interview.timeline import JourneyStop, Leg, legs, row_details


def went(**answers: str) -> tuple[Leg, ...]:
    given = {f"legs[{key[1]}]/leg_{key[3:]}": value for key, value in answers.items()}
    return legs(intake_rules(), judged({**OPEN, **given}), "ar")


def test_a_leg_goes_on_where_the_one_before_ended():
    first, second, third = went(
        r2_from_country="IND", r2_to_country="ARE", r2_to_place="دبي", r2_mode="air",
        r5_from_country="ARE", r5_to_country="SAU", r5_date="2024-03",
        r6_from_country="KWT", r6_to_country="KWT",
    )  # fmt: skip
    assert (first.row, first.number, first.mode, first.mode_text) == (2, 1, "air", "جواً")
    assert (second.joined, third.joined) == (True, False)
    assert second.when == "مارس 2024"
    assert first.end == JourneyStop("الإمارات العربية المتحدة", "دبي")


def test_another_town_of_the_same_country_is_another_place():
    second = went(r1_to_country="ARE", r1_to_place="دبي", r2_from_place="الشارقة")[1]
    assert not second.joined
    assert not went(r1_from_country="IND", r2_mode="car")[1].joined, "unknown meets nothing"


def test_restricted_answers_are_not_told_in_passing():
    state = judged({**OPEN, "legs[1]/leg_crossing_abroad": "معبر", "legs[1]/leg_mode": "foot"})
    details = row_details(intake_rules(), state, intake_rules().group("legs"), 1, "ar")
    assert [detail.text for detail in details] == ["سيراً"]


def test_at_most_three_answers_tell_a_row_the_best_ones_first():
    given = {
        "documents[1]/doc_type": "passport",
        "documents[1]/doc_country": "IND",
        "documents[1]/doc_number": "P1",
        "documents[1]/doc_holder": "victim",
    }
    documents = intake_rules().group("documents")
    details = row_details(intake_rules(), judged({**OPEN, **given}), documents, 1, "en")
    assert [detail.text for detail in details] == ["Passport", "P1", "The person"]
