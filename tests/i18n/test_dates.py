from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from tipdesk.i18n.text import (
    format_date,
    format_datetime,
    format_partial,
    hijri,
    kuwait_day,
    long_date,
)


def test_dates_are_written_day_first_with_latin_digits() -> None:
    assert format_date(date(2026, 3, 5), "ar") == "05/03/2026"
    assert format_date(date(2026, 3, 5), "en") == "05/03/2026"


def test_times_stand_on_kuwaits_clock() -> None:
    assert format_datetime(datetime(2026, 3, 5, 21, 30, tzinfo=UTC), "ar") == "06/03/2026 00:30"


def test_a_day_in_kuwait_begins_three_hours_before_that_of_utc() -> None:
    assert kuwait_day(datetime(2026, 3, 5, 20, 59, 59, tzinfo=UTC)) == date(2026, 3, 5)
    assert kuwait_day(datetime(2026, 3, 5, 21, tzinfo=UTC)) == date(2026, 3, 6)
    tokyo = timezone(timedelta(hours=9))
    assert kuwait_day(datetime(2026, 3, 6, 1, tzinfo=tokyo)) == date(2026, 3, 5)


def test_a_time_without_its_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="zone"):
        kuwait_day(datetime(2026, 3, 5, 22))  # noqa: DTZ001  the very thing


def test_a_time_is_not_written_as_a_day_by_mistake() -> None:
    with pytest.raises(TypeError):
        format_date(datetime(2026, 3, 5, 22, tzinfo=UTC), "ar")


def test_long_dates() -> None:
    assert long_date(date(1999, 3, 5), "ar") == "5 مارس 1999"
    assert long_date(date(1999, 3, 5), "en") == "5 March 1999"


@pytest.mark.parametrize(
    ("day", "expected"),
    [  # Umm al-Qura, as the Saudi calendar printed them
        (date(1999, 3, 5), "17 ذو القعدة 1419 هـ"),
        (date(2000, 4, 6), "1 محرم 1421 هـ"),
        (date(2021, 7, 20), "10 ذو الحجة 1442 هـ"),
        (date(2023, 3, 23), "1 رمضان 1444 هـ"),
        (date(2024, 3, 11), "1 رمضان 1445 هـ"),
        (date(2025, 6, 26), "1 محرم 1447 هـ"),
    ],
)
def test_hijri_anchors(day: date, expected: str) -> None:
    assert hijri(day, "ar") == expected


def test_hijri_in_english_and_out_of_range() -> None:
    assert hijri(date(1999, 3, 5), "en") == "17 Dhu al-Qaada 1419 AH"
    assert hijri(date(1900, 1, 1), "ar") == ""
    assert hijri(date(2099, 1, 1), "ar") == ""


@pytest.mark.parametrize(
    ("value", "arabic", "english"),
    [
        ("2019", "2019", "2019"),
        ("2024-08", "أغسطس 2024", "August 2024"),
        ("2024-08-05", "05/08/2024", "05/08/2024"),
        ("2024-08~", "نحو أغسطس 2024", "about August 2024"),
        ("../2024-08", "قبل أغسطس 2024", "before August 2024"),
        ("2019/..", "بعد 2019", "after 2019"),
        ("2019/2021-03", "بين 2019 ومارس 2021", "between 2019 and March 2021"),
        ("2024-03~|قبل رمضان", "نحو مارس 2024 («قبل رمضان»)", "about March 2024 (“قبل رمضان”)"),
        ("|قبل رمضان", "قبل رمضان", "قبل رمضان"),
        ("2024-13", "2024-13", "2024-13"),
        ("hello", "hello", "hello"),
        ("", "", ""),
    ],
)
def test_partial_dates(value: str, arabic: str, english: str) -> None:
    assert format_partial(value, "ar") == arabic
    assert format_partial(value, "en") == english
