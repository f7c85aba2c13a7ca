"""What two names say alone: the pairs of `second.csv`, by which the rules were made, and each rule."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tipdesk.cases.persons.names_alone import NamesSay, Verdict, of_names

HERE = Path(__file__).parent
SAME, UNSURE, DIFFERENT = Verdict.SAME, Verdict.UNSURE, Verdict.DIFFERENT


def pairs(name: str) -> Iterator[tuple[str, str, bool]]:
    """Two names, and whether one person may be called so."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["a"], row["b"], row["same"] == "yes"


def said(one: str, two: str) -> tuple[Verdict, NamesSay]:
    found = of_names(one, two)
    assert found is not None
    return found.verdict, found.reason


def counted(name: str, *, whole: bool) -> Counter[tuple[bool, Verdict]]:
    """How often which verdict, of whole names or of single words."""
    return Counter(
        (same, said(one, two)[0])
        for one, two, same in pairs(name)
        if (max(len(one.split()), len(two.split())) > 1) is whole
    )


@pytest.mark.parametrize("whole", [False, True], ids=["words", "names"])
def test_the_pairs_by_which_the_rules_were_made(whole: bool) -> None:
    count = counted("second.csv", whole=whole)
    assert sum(count.values()) == 400
    assert count[True, SAME] >= 195  # of 200
    assert count[False, SAME] <= 1
    assert count[True, DIFFERENT] <= 3


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


@pytest.mark.parametrize(("one", "two"), ONE_PERSON)
def test_one_person(one: str, two: str) -> None:
    assert said(one, two)[0] is SAME


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


@pytest.mark.parametrize(("one", "two", "reason"), TWO_PEOPLE)
def test_two_people(one: str, two: str, reason: NamesSay) -> None:
    assert said(one, two) == (DIFFERENT, reason)


NOBODY_KNOWS = [
    ("Almaz Bekele Worku", "Bekele Worku", NamesSay.FIRST_LEFT_OUT),
    ("Rowena Garcia Santos", "Garcia", NamesSay.ONE_WORD),
    ("سالم عوض العمودي", "عوض سالم العمودي", NamesSay.ORDER),
    ("Nur binti Karto", "Nur bin Karto", NamesSay.SEX),
    ("Sardar Miah", "Sarkaar Miah", NamesSay.WORD_NEAR),
]


@pytest.mark.parametrize(("one", "two", "reason"), NOBODY_KNOWS)
def test_nobody_knows(one: str, two: str, reason: NamesSay) -> None:
    assert said(one, two) == (UNSURE, reason)


@pytest.mark.parametrize("name", ["", "  ", "123", "-", "١٩٩٠", "\u202e\u2066", "بن", "Mr."])
def test_what_is_no_name_says_nothing(name: str) -> None:
    assert of_names(name, "Maria Santos") is None
    assert of_names("Maria Santos", name) is None


def test_the_words_that_tell_two_names_apart_are_named() -> None:
    found = of_names("سالم عوض العمودي", "سليم عوض العمودي")
    assert found is not None
    assert set(found.words) == {"سالم", "سليم"}


def test_letters_that_are_no_name_of_anybody_end_soon() -> None:
    """Comparing words is the product of their lengths."""
    found = of_names("ab" * 500_000, "ba " * 500_000)
    assert found is not None
    assert found.verdict is DIFFERENT
