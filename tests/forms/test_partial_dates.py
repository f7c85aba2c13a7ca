"""Dates of which only a part is known."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipdesk.forms.values import (
    DatePoint,
    PartialDate,
    Qualifier,
    parse_partial_date,
)

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "stored", "qualifier"),
    [
        ("1999", "1999", Qualifier.EXACT),
        ("١٩٩٩", "1999", Qualifier.EXACT),
        ("1999-03", "1999-03", Qualifier.EXACT),
        ("3/1999", "1999-03", Qualifier.EXACT),
        ("1999-3", "1999-03", Qualifier.EXACT),
        ("٥/٣/١٩٩٩", "1999-03-05", Qualifier.EXACT),
        ("1999/3/5", "1999-03-05", Qualifier.EXACT),
        ("1999-03~", "1999-03~", Qualifier.ABOUT),
        ("../1999", "../1999", Qualifier.BEFORE),
        ("1999-03-05/..", "1999-03-05/..", Qualifier.AFTER),
        ("1998/1999-06", "1998/1999-06", Qualifier.BETWEEN),
        ("1999/1999", "1999", Qualifier.EXACT),
        ("|قبل  رمضان الماضي", "|قبل رمضان الماضي", Qualifier.WORDS),
        ("2024-03~|قبل رمضان | تقريباً", "2024-03~|قبل رمضان | تقريباً", Qualifier.ABOUT),
    ],
)
def test_reading(typed: str, stored: str, qualifier: Qualifier) -> None:
    known = parse_partial_date(typed)
    assert known.text() == stored
    assert known.qualifier is qualifier


@pytest.mark.parametrize(
    "typed",
    ["", "|", "99", "1999-13", "1999-02-30", "0000", "../..", "../", "1999/1998",
     "a/b", "1999-00", "1999--5", "قبل رمضان", "32/1/1999", "0/1999"],
)  # fmt: skip
def test_what_is_no_date(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  any: the sentence is the caller's
        parse_partial_date(typed)


def test_only_one_certain_day_is_full() -> None:
    assert parse_partial_date("1999-03-05|يوم العيد").is_full
    assert not any(
        parse_partial_date(text).is_full
        for text in ("1999-03", "1999-03-05~", "../1999-03-05", "1999-03-05/1999-03-06", "|x")
    )


def test_first_and_last_day() -> None:
    known = parse_partial_date("2024-02")
    assert (known.earliest(), known.latest()) == (date(2024, 2, 1), date(2024, 2, 29))
    known = parse_partial_date("../2024")
    assert (known.earliest(), known.latest()) == (None, date(2024, 12, 31))


POINTS = st.one_of(
    st.builds(DatePoint, st.integers(1, 9999), about=st.booleans()),
    st.dates(date(1, 1, 1), date(9999, 12, 31)).map(lambda d: DatePoint(d.year, d.month)),
    st.dates(date(1, 1, 1), date(9999, 12, 31)).map(lambda d: DatePoint(d.year, d.month, d.day)),
)
WORDS = st.text("قبل رمضان|abc ", max_size=20).map(lambda text: " ".join(text.split()))


@given(st.none() | POINTS, st.none() | POINTS, WORDS)
def test_text_and_back(start: DatePoint | None, end: DatePoint | None, words: str) -> None:
    try:
        known = PartialDate(start, end, words)
    except ValueError:
        return
    assert parse_partial_date(known.text()) == known
