"""Numbers of bundles at the office: what never came, came twice, or is not what was sent before."""

import uuid
from random import Random

import pytest

from tipdesk.bundle.container.index import BundleNumber, NotSent
from tipdesk.desk.handover.numbering import CameNumber, against_numbers

SERIES = str(uuid.uuid4())


def digest(number: int) -> str:
    return f"{number:064x}"


def came(
    number: int,
    previous: int = -1,
    manifest: int = 0,
    not_sent: tuple[int, ...] = (),
    station: str = "SH2",
    kind: str = "case",
    *,
    series: str = SERIES,
) -> CameNumber:
    """A bundle; the one before it is that of the number before, unless it is said."""
    before = number - 1 if previous == -1 else previous
    numbered = BundleNumber(
        station,
        "PPX",
        series,
        number,
        digest(before) if before else "",
        tuple(NotSent(gone, f"bundle {gone}") for gone in not_sent),
    )
    return CameNumber(numbered, kind, f"bundle {number}", digest(manifest or number))


def codes(new: CameNumber, *known: CameNumber) -> list[str]:
    return [problem.code.value for problem in against_numbers(new, known)]


def test_one_after_the_other() -> None:
    known: list[CameNumber] = []
    for number in range(1, 6):
        assert codes(came(number), *known) == []
        known.append(came(number))
    assert codes(came(5), *known) == []  # the very same one once more


def test_what_has_not_come_is_told_once() -> None:
    assert codes(came(3)) == ["W_MISSING"]
    assert codes(came(4), came(3)) == []
    assert codes(came(6), came(3), came(4)) == ["W_MISSING"]
    assert codes(came(2), came(3)) == []  # a late one fills its place
    (problem,) = against_numbers(came(6), [came(3)])
    assert problem.detail == "4 5"


def test_numbers_that_begin_anew_are_told_once_a_series() -> None:
    other = str(uuid.uuid4())
    known = [came(1), came(2)]
    assert codes(came(1, manifest=51, series=other), *known) == ["W_NEW_SERIES"]
    known.append(came(1, manifest=51, series=other))
    assert codes(came(2, 51, manifest=52, series=other), *known) == []
    assert codes(came(3), *known) == []  # a late one of the series before
    assert codes(came(1, manifest=61, series=other, kind="notice"), *known) == []
    assert codes(came(1, manifest=61, series=other, station="SH3"), *known) == []


def test_what_never_left_is_not_missing() -> None:
    assert codes(came(3, previous=1, not_sent=(2,)), came(1)) == []
    assert codes(came(3, previous=0, not_sent=(1, 2))) == []
    assert codes(came(4), came(3, previous=1, not_sent=(2,)), came(1)) == []


@pytest.mark.parametrize(
    ("new", "known", "code"),
    [
        (came(2, manifest=99), [came(1), came(2)], "A_NUMBER_TWICE"),
        (came(2), [came(1), came(3, previous=1, not_sent=(2,))], "A_VOID_CAME"),
        (came(3, previous=1), [came(1), came(2)], "A_PREVIOUS"),
        (came(3, previous=0), [came(1), came(2)], "A_PREVIOUS"),
        (came(1, previous=7), [], "A_PREVIOUS"),
        (came(3, previous=1, not_sent=(2,)), [came(1), came(2)], "A_VOID_CAME"),
    ],
)
def test_what_contradicts_what_came_is_set_aside(new, known, code) -> None:
    assert codes(new, *known) == [code]


def test_other_stations_kinds_and_series_have_numbers_of_their_own() -> None:
    assert codes(came(1), came(1, manifest=9, station="SH3")) == []
    assert codes(came(1), came(1, manifest=9, kind="notice")) == []


def test_thirty_of_which_three_are_lost_one_comes_twice_and_one_late() -> None:
    random = Random(16)
    lost, late = {5, 12, 25}, 18
    order = [n for n in range(1, 31) if n not in lost and n != late] + [late]
    known: list[CameNumber] = []
    missing: set[int] = set()
    for number in order:
        new = came(number)
        for problem in against_numbers(new, known):
            assert problem.code.value == "W_MISSING"
            numbers = set(map(int, problem.detail.split()))
            assert not numbers & missing  # once a gap
            missing |= numbers
        known.append(new)
        random.shuffle(known)
    assert missing == lost | {late}
    twice = came(7, manifest=77)
    assert codes(twice, *known) == ["A_NUMBER_TWICE"]
