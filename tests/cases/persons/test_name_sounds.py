"""One name in Arabic and in Latin letters, as officers and passports write it (storage.md, group 10).

`tests/data/name_pairs.csv` says of each pair whether the two are found as one. Those that are not
stand there too, so that nobody takes the key for more than it is.
"""

import csv
from pathlib import Path

import pytest

from tipdesk.cases.persons.elsewhere import whole_sounds
from tipdesk.cases.persons.meeting import spoken

PAIRS = Path(__file__).parents[2] / "data" / "name_pairs.csv"


def pairs() -> list[tuple[str, str, bool]]:
    with PAIRS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [(row["arabic"], row["latin"], row["alike"] == "yes") for row in rows]


def alike(name: str, other: str) -> bool:
    first, second = spoken(name), spoken(other)
    return len(first) == len(second) > 0 and all(
        set(here) & set(there) for here, there in zip(first, second, strict=True)
    )


@pytest.mark.parametrize(("arabic", "latin", "expected"), pairs())
def test_one_name_in_two_scripts(arabic: str, latin: str, expected: bool) -> None:
    assert alike(arabic, latin) is expected
    assert alike(latin.upper(), arabic) is expected


def test_the_table_holds_at_least_the_71_pairs_that_were_asked_for() -> None:
    assert sum(asked_for for *_, asked_for in pairs()) >= 71


def test_a_whole_name_is_one_in_any_order_and_half_a_name_is_none() -> None:
    assert whole_sounds("KUMAR, Rajesh") == whole_sounds("راجيش كومار") == {"kmr rks"}
    assert whole_sounds("راجيش") == frozenset()
    assert whole_sounds("Salem bin Almutairi") & whole_sounds("سالم المطيري")


@pytest.mark.parametrize("text", ["", "17", "و", "- -", "\ud800", "名前", "И", "'" * 9_000])
def test_what_is_no_name_has_no_sound(text: str) -> None:
    assert spoken(text) == ()
    assert whole_sounds(text) == frozenset()


def test_a_key_has_two_signs_at_least_and_a_long_name_few_keys() -> None:
    name = "Alenezi Elosisa Alasisi Rosa Lisa Aliza"
    assert all(len(key) > 1 for word in spoken(name) for key in word)
    assert 0 < len(whole_sounds(name)) <= 8
