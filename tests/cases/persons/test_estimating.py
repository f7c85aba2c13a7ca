"""Weights by the files of a station: what is wrong there more often weighs less, and nothing is said
of what is seen too seldom."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from math import log2
from random import Random

import pytest

from tests.cases.persons.generator import People
from tests.long_runs import long
from tipdesk.cases.persons import meeting
from tipdesk.cases.persons.described import Described
from tipdesk.cases.persons.estimating import LEAST_PAIRS, MOST_SHIFT, Estimate, Pair, estimate
from tipdesk.cases.persons.judging import Says, Shifts, UsualRarity, weigh

RARITY = UsualRarity()
TWICE = 250  # people who come twice


@dataclass(frozen=True)
class Mistakes:
    """How often something is wrong of who comes again."""

    date: float = 0.3
    sex: float = 0.03
    sign: float = 0.15  # of a document


def station(seed: int, twice: int = TWICE, wrongly: Mistakes = Mistakes()) -> list[Described]:
    """Files of people of whom some come again, with everything known and so much of it wrong."""
    people, files = People(seed), []
    dice: Random = people.dice
    for number in range(4 * twice):
        person = people.person(3)
        first = replace(
            people.written(person, "document", again=False),
            document=person.document,
            birth=person.birth,
        )
        files.append(first)
        if number < twice:
            year, month, day = person.birth.split("-")
            wrong = f"{year}-{day}-{month}" if day <= "12" else f"{int(year) + 1}-{month}-{day}"
            document = person.document
            if dice.random() < wrongly.sign:
                document = document[:-1] + str((int(document[-1]) + 1) % 10)
            files.append(
                replace(
                    people.written(person, "document", again=True),
                    birth=wrong if dice.random() < wrongly.date else person.birth,
                    sex="m" if (person.sex == "f") != (dice.random() >= wrongly.sex) else "f",
                    document=document,
                )
            )
    dice.shuffle(files)
    return files


def met(files: list[Described], asked: Callable[[Described], meeting.Questions]) -> Iterator[Pair]:
    """Pairs with a mark in common, each once."""
    by_mark: dict[str, list[int]] = {}
    for number, file in enumerate(files):
        for mark in asked(file).sure:
            by_mark.setdefault(mark, []).append(number)
    pairs = {pair for numbers in by_mark.values() for pair in combinations(numbers, 2)}
    return ((files[a], files[b]) for a, b in sorted(pairs))


def estimated(files: list[Described], seed: int = 1) -> Estimate:
    dice = Random(seed)
    at_random = [tuple(dice.sample(files, 2)) for _ in range(8_000)]
    return estimate(
        len(files),
        met(files, meeting.by_document),
        met(files, meeting.by_birth),
        [(a, b) for a, b in at_random],
        RARITY,
    )


@pytest.fixture(scope="module")
def weights() -> Estimate:
    return estimated(station(11))


def bits(estimate_of: Estimate, says: Says) -> tuple[float, float]:
    (weight,) = [each for each in estimate_of.weights if each.says is says]
    return weight.chosen, weight.estimated


def test_a_date_that_is_often_wrong_weighs_less_and_its_ways_of_being_wrong_more(
    weights: Estimate,
) -> None:
    chosen, now = bits(weights, Says.BIRTH)
    assert chosen - 1.5 < now < chosen  # seven of ten are right, not seventeen of twenty
    chosen, now = bits(weights, Says.BIRTH_EXCHANGED)
    assert now > chosen + 1
    chosen, now = bits(weights, Says.BIRTH_APART)
    assert now < chosen + 1


def test_sex_and_documents_weigh_as_often_as_they_are_right(weights: Estimate) -> None:
    _chosen, now = bits(weights, Says.SEX)
    assert 0.8 < now < 1.1  # 97 of 100, and half of all others
    _chosen, now = bits(weights, Says.SEX_APART)
    assert -5.5 < now < -3.0  # 3 of 100, and half of all others
    chosen, now = bits(weights, Says.DOCUMENT)
    assert abs(now - chosen) < 0.6
    assert all(abs(weight.shift) <= MOST_SHIFT for weight in weights.weights)


def test_too_few_people_say_nothing() -> None:
    said_by_few = estimated(station(3, twice=int(LEAST_PAIRS) // 4))
    assert said_by_few.says_nothing
    assert said_by_few.shifts == {}
    nothing = estimate(0, [], [], [], RARITY)
    assert nothing.weights == ()


def test_the_same_files_say_the_same(weights: Estimate) -> None:
    assert estimated(station(11)) == weights


def test_a_shift_moves_a_weight_and_who_is_met(weights: Estimate) -> None:
    person = Described(("Maria Santos",), "1990", "PHL", sex="f")
    plain = weigh(person, person, RARITY, 0.0)
    moved = weigh(person, person, RARITY, 0.0, {Says.BIRTH_YEAR: 2.0, Says.SEX: -0.5})
    assert plain is not None
    assert moved is not None
    assert moved.score == pytest.approx(plain.score + 1.5, abs=0.11)
    wanted = plain.score + 1.0
    assert weigh(person, person, RARITY, wanted) is None
    more = {Says.BIRTH_YEAR: 2.0}
    assert weigh(person, person, RARITY, wanted, more) is not None
    asked = meeting.questions(person, RARITY, wanted, more)
    assert len(asked.together) >= len(meeting.questions(person, RARITY, wanted).together)
    assert asked.together


def test_more_of_who_comes_again_are_told_by_what_the_files_say(weights: Estimate) -> None:
    """Other files than those that it was estimated from, with the same mistakes."""
    files = station(29, twice=150)
    pairs = [*met(files, meeting.by_birth), *met(files, meeting.by_document)]
    line = 16.0

    def count(shifts: Shifts) -> int:
        return sum(weigh(a, b, RARITY, line, shifts) is not None for a, b in pairs)

    assert count(weights.shifts) >= count({})


STATIONS = [
    (102, 700, Mistakes(0.15, 0.02, 0.20)),
    *long(
        (105, 1_500, Mistakes(0.45, 0.08, 0.15)),
        (103, 1_500, Mistakes(0.25, 0.05, 0.10)),
        (104, 1_500, Mistakes(0.35, 0.03, 0.30)),
        (101, 1_500, Mistakes(0.05, 0.01, 0.05)),
        (106, 1_500, Mistakes(0.60, 0.02, 0.40)),
    ),
]


@pytest.mark.parametrize("their", STATIONS)
def test_each_of_six_stations_is_weighed_by_its_own_mistakes(
    their: tuple[int, int, Mistakes],
) -> None:
    """What was made up is found again, whoever is one person being known to nobody."""
    seed, twice, wrongly = their
    of_station = estimated(station(seed, twice, wrongly), seed)
    for says, right, usual in (
        (Says.BIRTH, 1 - wrongly.date, 0.85),
        (Says.DOCUMENT, 1 - wrongly.sign, 0.75),
        (Says.DOCUMENT_TYPED, wrongly.sign, 0.2),
    ):
        chosen, now = bits(of_station, says)
        assert now == pytest.approx(chosen + log2(right / usual), abs=0.2), says
    for says, part in ((Says.SEX, 1 - wrongly.sex), (Says.SEX_APART, wrongly.sex)):
        assert bits(of_station, says)[1] == pytest.approx(log2(2 * part), abs=0.6), says
