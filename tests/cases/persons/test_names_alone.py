"""What two names say alone: the pairs of `second.csv`, by which the rules were made, and each rule."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tipdesk.cases.persons.name_words import name_words
from tipdesk.cases.persons.names_alone import NamesSay, Verdict, of_names

HERE = Path(__file__).parent
SAME, UNSURE, DIFFERENT = Verdict.SAME, Verdict.UNSURE, Verdict.DIFFERENT


def pairs(name: str) -> Iterator[tuple[str, str, bool]]:
    """Two names, and whether one person may be called so."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["a"], row["b"], row["same"] == "yes"


def verdict_and_reason(first: str, second: str) -> tuple[Verdict, NamesSay]:
    outcome = of_names(first, second)
    assert outcome is not None
    return outcome.verdict, outcome.reason


def counted(name: str, *, whole: bool) -> Counter[tuple[bool, Verdict]]:
    """How often which verdict, of whole names or of single words."""
    return Counter(
        (same, verdict_and_reason(first, second)[0])
        for first, second, same in pairs(name)
        if (max(len(first.split()), len(second.split())) > 1) is whole
    )


@pytest.mark.parametrize("whole", [False, True], ids=["words", "names"])
def test_the_pairs_by_which_the_rules_were_made(whole: bool) -> None:
    count = counted("second.csv", whole=whole)
    assert sum(count.values()) == 400
    assert count[True, SAME] >= 195  # of 200
    assert count[False, SAME] <= 1
    assert count[True, DIFFERENT] <= 3


@pytest.mark.parametrize(
    ("whole", "least_same", "most_wrong"), [(False, 220, 8), (True, 190, 2)], ids=["words", "names"]
)
def test_the_pairs_of_another_writer(whole: bool, least_same: int, most_wrong: int) -> None:
    """Opened once when the rules were frozen; no rule was made by them, and none may be."""
    count = counted("first.csv", whole=whole)
    assert count[True, SAME] >= least_same  # of 238 words, 212 names
    assert count[False, SAME] <= most_wrong  # of 250 words, 200 names


ONE_PERSON = [
    ("Nurjahan Bibi", "Nur Jahan Bibi"),
    ("فضل الكريم سردار", "فضلالكريم سردار"),
    ("Rafiqul Islam", "رفيق الإسلام"),
    ("عبد الله يوسف", "Abdullah Yousef"),
    ("Abdoulaye Diallo", "عبدالله جالو"),
    ("Nakato, Joan", "Joan NAKATO"),
    ("Mst. Shirina Khatun", "Shirina Khatoon"),
    ("G/Mariam Tesfaye", "Gebre Mariam Tesfaye"),
    ("Maria Dela Cruz", "Maria Cruz"),
    ("Siti Nurhayati binti Karto", "سيتي نورهاياتي بنت كارتو"),
    ("M. A. Perera", "Mahinda Asoka Perera"),
    ("Grace W. Kamau", "غريس وانجيكو كاماو"),
    ("Mohammed Rafiq Islam", "Rafiq Islam"),
    ("Jose Santos Jr", "Jose Santos"),
    ("مُحَمَّـــد علي", "محمد على"),
    ("Esther Nyambura", "Esther Nyamburs"),
]


@pytest.mark.parametrize(("first", "second"), ONE_PERSON)
def test_one_person(first: str, second: str) -> None:
    assert verdict_and_reason(first, second)[0] is SAME


TWO_PEOPLE = [
    ("Jose Santos Jr", "Jose Santos Sr", NamesSay.GENERATION),
    ("Ali bin Ahmed Bahamid", "Ahmed bin Ali Bahamid", NamesSay.SWAPPED),
    ("سالم بن عوض العمودي", "عوض بن سالم العمودي", NamesSay.SWAPPED),
    ("Sunita Devi Yadav", "Sangita Devi Yadav", NamesSay.WORDS_APART),
    ("K. P. Rajan", "Kunnath Vasudevan Rajan", NamesSay.WORDS_APART),
    ("سالم عوض", "سليم عوض", NamesSay.WORDS_APART),
    ("Hassan Ali", "حسين علي", NamesSay.WORDS_APART),
    ("Abdul Karim", "Abdul Rahim", NamesSay.WORDS_APART),
    ("Karim", "Karima", NamesSay.WORDS_APART),
    ("Tahir Khan", "Zahir Khan", NamesSay.WORD_NEAR),
]


@pytest.mark.parametrize(("first", "second", "reason"), TWO_PEOPLE)
def test_two_people(first: str, second: str, reason: NamesSay) -> None:
    assert verdict_and_reason(first, second) == (DIFFERENT, reason)


NOBODY_KNOWS = [
    ("Almaz Bekele Worku", "Bekele Worku", NamesSay.FIRST_LEFT_OUT),
    ("Rowena Garcia Santos", "Garcia", NamesSay.ONE_WORD),
    ("سالم عوض العمودي", "عوض سالم العمودي", NamesSay.ORDER),
    ("Nur binti Karto", "Nur bin Karto", NamesSay.SEX),
    ("Sardar Miah", "Sarkaar Miah", NamesSay.WORD_NEAR),
]


@pytest.mark.parametrize(("first", "second", "reason"), NOBODY_KNOWS)
def test_nobody_knows(first: str, second: str, reason: NamesSay) -> None:
    assert verdict_and_reason(first, second) == (UNSURE, reason)


@pytest.mark.parametrize("name", ["", "  ", "123", "-", "١٩٩٠", "\u202e\u2066"])
def test_what_is_no_name_says_nothing(name: str) -> None:
    assert of_names(name, "Maria Santos") is None
    assert of_names("Maria Santos", name) is None


@pytest.mark.parametrize("name", ["Ben", "السيد", "Haji", "Din"])
def test_a_word_that_stands_between_names_is_one_when_it_stands_alone(name: str) -> None:
    assert verdict_and_reason(name, name.upper())[0] is SAME
    assert verdict_and_reason(name, "Maria")[0] is DIFFERENT


def test_the_words_that_tell_two_names_apart_are_named() -> None:
    outcome = of_names("سالم عوض العمودي", "سليم عوض العمودي")
    assert outcome is not None
    assert set(outcome.words) == {"سالم", "سليم"}


def test_letters_that_are_no_name_of_anybody_end_soon() -> None:
    """Comparing words is the product of their lengths, and names that of their words."""
    assert len(name_words("ab " * 500_000)) <= 20
    outcome = of_names("ab" * 500_000, "ba " * 500_000)
    assert outcome is not None
    assert outcome.verdict is DIFFERENT
