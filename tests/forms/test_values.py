"""From what was typed to what is stored."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipdesk.core.errors import AnswerRefused
from tipdesk.forms.model import MAX_LONG_TEXT, Choice, LocalText, Question, QuestionType
from tipdesk.forms.values import SHAPE_REFUSALS, normalise

LABEL = LocalText("سؤال", "Question")
CHOICES = tuple(Choice(name, LABEL) for name in ("food", "shelter", "legal-aid"))


def stored(kind: QuestionType, text: str, *appearance: str) -> str:
    return normalise(Question("q", kind, LABEL, appearance=frozenset(appearance)), text, CHOICES)


def refused(kind: QuestionType, text: str) -> str:
    with pytest.raises(AnswerRefused) as caught:
        stored(kind, text)
    assert caught.value.details["name"] == "q"
    return str(caught.value.details["reason"])


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("١٧", "17"),
        ("۱۷", "17"),
        (" 1,500 ", "1500"),
        ("1٬500", "1500"),
        ("1 500", "1500"),
        ("-3", "-3"),
        ("+007", "7"),
        ("12.0", "12"),
        ("-0", "0"),
        ("\u200f12\u200e", "12"),
    ],
)
def test_whole_numbers(typed: str, expected: str) -> None:
    assert stored(QuestionType.INTEGER, typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("١٢٫٥٠٠", "12.500"),
        ("12.500", "12.500"),
        ("12,5", "12.5"),
        ("1,234,567.25", "1234567.25"),
        ("1٬500٫25", "1500.25"),
        (".5", "0.5"),
        ("-0.0", "0.0"),
    ],
)
def test_decimals_keep_their_digits(typed: str, expected: str) -> None:
    assert stored(QuestionType.DECIMAL, typed) == expected


def test_a_comma_that_can_mean_two_things_is_asked_about() -> None:
    """1,500 dinars or 1.500: a thousand times as much."""
    assert refused(QuestionType.DECIMAL, "1,500") == "ambiguous_number"


@pytest.mark.parametrize(
    ("kind", "typed", "reason"),
    [
        (QuestionType.INTEGER, "twelve", "not_a_number"),
        (QuestionType.INTEGER, "12.5", "not_whole"),
        (QuestionType.INTEGER, "1e5", "not_a_number"),
        (QuestionType.INTEGER, "9" * 31, "not_a_number"),
        (QuestionType.DECIMAL, "1,2,3", "not_a_number"),
        (QuestionType.DECIMAL, "--1", "not_a_number"),
        (QuestionType.DATE, "31/02/2026", "not_a_date"),
        (QuestionType.DATE, "5/3/99", "not_a_date"),
        (QuestionType.DATE, "2026-13-01", "not_a_date"),
        (QuestionType.DATETIME, "24/11/2026", "not_a_date_time"),
        (QuestionType.DATETIME, "24/11/2026 25:00", "not_a_date_time"),
        (QuestionType.DATETIME, "0001-01-01T00:00+14:00", "not_a_date_time"),
        (QuestionType.PARTIAL_DATE, "قبل رمضان", "not_a_date"),
        (QuestionType.SELECT_ONE, "Food", "not_a_choice"),
        (QuestionType.SELECT_ONE, "food shelter", "not_a_choice"),
        (QuestionType.SELECT_MULTIPLE, "food gold", "not_a_choice"),
        (QuestionType.OFFICER, "مريم", "not_a_login"),
        (QuestionType.NOTE, "x", "not_answerable"),
        (QuestionType.CALCULATE, "x", "not_answerable"),
        (QuestionType.TEXT, "x" * 2001, "too_long"),
        (QuestionType.LONG_TEXT, "x" * (MAX_LONG_TEXT + 1), "too_long"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_reason(
    kind: QuestionType, typed: str, reason: str
) -> None:
    assert refused(kind, typed) == reason


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("٥/٣/١٩٩٩", "1999-03-05"), ("05-03-1999", "1999-03-05"), ("1999-3-5", "1999-03-05")],
)
def test_dates(typed: str, expected: str) -> None:
    assert stored(QuestionType.DATE, typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("24/11/2026 15:30", "2026-11-24T12:30:00Z"),
        ("٢٤/١١/٢٠٢٦ ٠٠:١٠", "2026-11-23T21:10:00Z"),
        ("2026-11-24T15:30", "2026-11-24T12:30:00Z"),
        ("2026-11-24T15:30:00+03:00", "2026-11-24T12:30:00Z"),
        ("2026-11-24T12:30:00.750Z", "2026-11-24T12:30:00Z"),
    ],
)
def test_dates_with_time_are_kuwaits_and_stored_in_utc(typed: str, expected: str) -> None:
    assert stored(QuestionType.DATETIME, typed) == expected


def test_texts() -> None:
    assert stored(QuestionType.TEXT, "  مريم \u202e\n أحمد ") == "مريم أحمد"
    assert stored(QuestionType.TEXT, "شقة ٥") == "شقة ٥", "plain text keeps its digits"
    assert stored(QuestionType.TEXT, "\u200fA ١٢٣", "tip-ltr") == "A 123"
    assert stored(QuestionType.TEXT, "٠٠٩٦٥ ٥٠٠", "tip-phone") == "00965 500"
    assert stored(QuestionType.LONG_TEXT, "\nقال:  \r\nنعم") == "قال:\nنعم"
    assert stored(QuestionType.TEXT, "e\u0301") == "é"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("وصلت. ", "وصلت. "),
        ("وصلت.   ", "وصلت. "),
        ("وصلت.\n", "وصلت.\n"),
        ("وصلت. \n \n\n ", "وصلت.\n\n"),
        ("س: متى؟\nج: ", "س: متى؟\nج: "),
        (" \n ", ""),
    ],
)
def test_a_statement_goes_on_where_it_was_left(typed: str, expected: str) -> None:
    assert stored(QuestionType.LONG_TEXT, typed) == expected
    assert stored(QuestionType.LONG_TEXT, expected) == expected


def test_choices_are_stored_in_the_order_of_the_list() -> None:
    assert stored(QuestionType.SELECT_ONE, " legal-aid ") == "legal-aid"
    assert stored(QuestionType.SELECT_MULTIPLE, "legal-aid food food") == "food legal-aid"


@pytest.mark.parametrize("kind", [k for k in QuestionType if k.value not in ("note", "calculate")])
def test_every_type_can_be_emptied(kind: QuestionType) -> None:
    assert stored(kind, "  \n") == ""


@given(st.sampled_from(list(QuestionType)), st.text(max_size=40))
def test_what_is_stored_is_stored_again_unchanged(kind: QuestionType, typed: str) -> None:
    question = Question("q", kind, LABEL)
    try:
        normal = normalise(question, typed, CHOICES)
    except AnswerRefused:
        return
    assert normalise(question, normal, CHOICES) == normal


TYPED = ["؟", "1,500", "1.5", "1/2/3", "25:99", "2026-13-40", "a b", "x" * 99]


@pytest.mark.parametrize("kind", SHAPE_REFUSALS)
def test_what_a_line_is_refused_for_is_known_before_it_is_typed(kind: QuestionType) -> None:
    """The window keeps room for the sentence."""
    reasons = set()
    for typed in TYPED:
        with suppress(AnswerRefused):
            stored(kind, typed)
            continue
        reasons.add(refused(kind, typed))
    assert reasons
    assert reasons <= {reason.value for reason in SHAPE_REFUSALS[kind]}
