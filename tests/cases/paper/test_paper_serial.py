"""Serial numbers of blank packs: unlike each other, and a slip is seen."""

from datetime import date

import pytest

from tipdesk.cases.paper.prints import MOST, grouped_serial, new_serials, read_serial

TODAY = date(2026, 11, 27)


def test_a_run_counts_up_from_a_number_drawn_at_random() -> None:
    serials = new_serials(3, TODAY, lambda most: most - 1)
    assert [serial[:10] for serial in serials] == ["2699999996", "2699999997", "2699999998"]
    assert all(read_serial(serial) == serial for serial in serials)
    assert len({new_serials(1, TODAY) for _run in range(50)}) == 50


@pytest.mark.parametrize(
    ("year", "drawn", "serial"),
    [(2012, 34567890, "12345678903"), (1986, 9574271, "86095742719")],
)
def test_the_check_digit_is_that_of_the_standard(year: int, drawn: int, serial: str) -> None:
    """Published examples of two numbers of eleven digits that use MOD 11,10: the Croatian OIB and
    the German tax number."""
    assert new_serials(1, date(year, 1, 1), lambda _most: drawn) == (serial,)


@pytest.mark.parametrize(
    "typed",
    ["26 4839 2715 {}", "264839-2715-{}", " ٢٦ ٤٨٣٩ ٢٧١٥ {} ", "\u206626 4839 2715 {}\u2069"],
)
def test_it_is_read_as_people_type_it(typed: str) -> None:
    serial = next(f"2648392715{digit}" for digit in range(10) if read_serial(f"2648392715{digit}"))
    assert read_serial(typed.format(serial[-1])) == serial
    assert read_serial(grouped_serial(serial)) == serial


def test_every_wrong_digit_is_found() -> None:
    (serial,) = new_serials(1, TODAY)
    for at, right in enumerate(serial):
        for wrong in set("0123456789") - {right}:
            assert read_serial(serial[:at] + wrong + serial[at + 1 :]) == ""


@pytest.mark.parametrize(
    "text", ["", "26", "2648392715", "264839271544", "26483927I54", "MOI-2026-000417"]
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert read_serial(text) == ""


@pytest.mark.parametrize("count", [0, -1, MOST + 1])
def test_a_run_has_bounds(count: int) -> None:
    assert len(new_serials(MOST, TODAY)) == MOST
    with pytest.raises(ValueError, match=str(count)):
        new_serials(count, TODAY)
