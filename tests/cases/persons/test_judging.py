"""Whether two descriptions are of one person, by names and by what is known beside them."""

import random
import unicodedata

import pytest

from tests.cases.persons.test_names_alone import pairs
from tipdesk.cases.persons import described
from tipdesk.cases.persons.described import Described, NotRead
from tipdesk.cases.persons.judging import Judgement, Says, UsualRarity, birth_says, judge
from tipdesk.cases.persons.names_alone import NamesSay, Verdict
from tipdesk.i18n.text import search_key

RARITY = UsualRarity()
SAME, UNSURE, DIFFERENT = Verdict.SAME, Verdict.UNSURE, Verdict.DIFFERENT


def of(name: str = "", **known: str) -> Described:
    return Described(names=(name,) if name else (), **known)


def judged(first: Described, second: Described) -> Judgement:
    judgement = judge(first, second, RARITY)
    assert judgement == judge(second, first, RARITY)
    return judgement


def verdict(first: Described, second: Described) -> Verdict:
    return judged(first, second).verdict


BIRTH, OTHER_BIRTH = "1990-05-12", "1961-11-03"


def test_names_alone_are_enough() -> None:
    for first, second, same in pairs("second.csv"):
        judgement = judged(of(first), of(second))
        assert (judgement.verdict is SAME) <= (judgement.score >= 9)
        assert (judgement.verdict is DIFFERENT) == (judgement.score < 5)
        if judgement.verdict is not UNSURE:
            assert len(judgement.reasons) == 1
        if judgement.verdict is DIFFERENT and same:
            assert judgement.reasons[0].says in (NamesSay.WORDS_APART, NamesSay.WORD_NEAR)


def test_what_is_known_beside_a_name_decides() -> None:
    name = "Sardar Miah"
    near = "Sarkaar Miah"
    assert verdict(of(name), of(near)) is UNSURE
    assert verdict(of(name, birth=BIRTH), of(near, birth=BIRTH)) is SAME
    assert verdict(of(name, document="A1234567"), of(near, document="A1234567")) is SAME
    assert verdict(of(name, birth=BIRTH), of(near, birth=OTHER_BIRTH)) is DIFFERENT


def test_namesakes_are_two_people() -> None:
    name = "محمد علي"
    assert verdict(of(name), of(name)) is SAME
    assert verdict(of(name, birth=BIRTH), of(name, birth=OTHER_BIRTH)) is DIFFERENT
    assert verdict(of(name, nationality="EGY"), of(name, nationality="SYR")) is UNSURE


def test_what_contradicts_is_for_a_person_to_decide() -> None:
    """Twins; a child that stands in its mother's passport; who is written as a man."""
    twin, other = of("Sunita Devi Yadav", birth=BIRTH), of("Sangita Devi Yadav", birth=BIRTH)
    assert verdict(twin, other) is not SAME
    mother, child = of("Almaz Bekele", document="EP123456"), of("Hana Tadesse", document="EP123456")
    assert verdict(mother, child) is UNSURE
    woman, man = (
        of("Nur Kasim Rahayu", sex="f", birth=BIRTH),
        of("Nur Kasim Rahayu", sex="m", birth=BIRTH),
    )
    assert verdict(woman, man) is UNSURE


def test_document_and_birth_are_one_person_under_any_name() -> None:
    before = of("Maria Santos", document="P1234567A", birth=BIRTH)
    after = of("Aisha Abdullah", document="P1234567A", birth=BIRTH)
    assert verdict(before, after) is SAME


def test_without_names_a_birthday_is_not_enough() -> None:
    assert verdict(of(birth=BIRTH, nationality="PHL"), of(birth=BIRTH, nationality="PHL")) is UNSURE
    assert verdict(of(document="P1234567A"), of(document="P1234567A")) is SAME


def test_where_nothing_is_known_of_both_it_says_so() -> None:
    judgement = judged(of("Maria Santos"), of(birth=BIRTH))
    assert (judgement.verdict, judgement.score) == (UNSURE, 0)
    assert [reason.says for reason in judgement.reasons] == [Says.NOTHING]


def test_of_two_spellings_of_a_name_the_one_that_fits_counts_once() -> None:
    both = Described(names=("محمود حسن", "Mahmoud Hassan"))
    assert judged(both, both).score == judged(of("محمود حسن"), of("محمود حسن")).score
    assert verdict(both, of("Mahmoud Hasan")) is SAME


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ("1990-05-12", "1990-05-12", Says.BIRTH),
        ("1990-05-12", "1990-12-05", Says.BIRTH_EXCHANGED),
        ("1990-05-12", "1991-05-12", Says.BIRTH_NEAR),
        ("1990-05-12", "1990-05-13", Says.BIRTH_TYPED),
        ("1990-05-12", "1990-08-30", Says.BIRTH_APART),
        ("1990", "1990-05-12", Says.BIRTH_YEAR),
        ("1990-01-01", "1990-05-12", Says.BIRTH_YEAR),  # nobody knows the day
        ("1990-01-01", "1990-01-01", Says.BIRTH_YEAR),
        ("1990", "1993", Says.BIRTH_APART),
    ],
)
def test_dates_of_birth(first: str, second: str, says: Says) -> None:
    first, second = birth_says(first, second), birth_says(second, first)
    assert first is not None
    assert first == second
    assert first.says is says


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ("P1234567A", "P1234567A", Says.DOCUMENT),
        ("P1234567A", "P1234576A", Says.DOCUMENT_TYPED),
        ("P1234567A", "P123456A", Says.DOCUMENT_TYPED),
        ("P1234567A", "P7654321A", Says.DOCUMENT_APART),
        ("B12", "B13", Says.DOCUMENT_APART),  # short numbers are alike by chance
    ],
)
def test_numbers_of_documents(first: str, second: str, says: Says) -> None:
    judgement = judged(of(document=first), of(document=second))
    assert [reason.says for reason in judgement.reasons] == [says]


def test_what_is_written_of_a_person_is_read() -> None:
    assert described.birth("١٢/٠٥/١٩٩٠") == described.birth("1990-5-12") == BIRTH
    assert described.birth("1990/05/12") == BIRTH
    assert (described.birth("1990"), described.birth("1990-05")) == ("1990", "1990")
    assert described.birth(" ") == ""
    assert described.nationality("Filipina") == described.nationality("فلبينية") == "PHL"
    assert described.nationality("phl") == "PHL"
    assert described.document(" p-12 345/67 a") == "P1234567A"
    assert (described.sex("Female"), described.sex("ذكر"), described.sex("")) == ("f", "m", "")


@pytest.mark.parametrize(
    "written", ["1990-02-30", "1990-13", "90", "12 May 1990", "0000", "99999", "x" * 500]
)
def test_what_is_no_date_is_not_read(written: str) -> None:
    with pytest.raises(NotRead):
        described.birth(written)


# --- whatever is typed ----------------------------------------------------------------------------

LETTERS = (
    "abdehiklmnorstuyzABMÉñ '-./()اأإآةىيوعبدمحنلسرتهفقكڤ+\u202e\u2066\u0640\u064b\ud8000١9王😀\x00"
)
SEEDS = (1, 2, 3)


def a_name(dice: random.Random, names: list[str]) -> str:
    name = dice.choice(names)
    if dice.random() < 0.5:
        return "".join(dice.choices(LETTERS, k=dice.randrange(30)))
    return "".join(dice.choice(LETTERS) if dice.random() < 0.05 else letter for letter in name)


def somebody(dice: random.Random, names: list[str]) -> Described:
    return Described(
        names=tuple(a_name(dice, names) for _ in range(dice.randrange(3))),
        birth=dice.choice(("", "1990", "1990-01-01", BIRTH, "1991-05-12", OTHER_BIRTH)),
        nationality=dice.choice(("", "IND", "EGY", "x")),
        document=dice.choice(("", "A123456", "A123457", "B1")),
        sex=dice.choice(("", "f", "m")),
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_two_changes_nothing(seed: int) -> None:
    dice = random.Random(seed)
    names = [name for first, second, _same in pairs("second.csv") for name in (first, second)]
    for _ in range(700):
        first, second = somebody(dice, names), somebody(dice, names)
        assert judge(first, second, RARITY) == judge(second, first, RARITY), (first, second)


def test_how_a_name_is_typed_changes_nothing() -> None:
    for first, second, _same in pairs("second.csv"):
        as_written = judge(of(first), of(second), RARITY)
        for typed in (
            first.upper(),
            unicodedata.normalize("NFD", first),
            f"  {first}\u200f ",
            search_key(first),
        ):
            judgement = judge(of(typed), of(second), RARITY)
            assert (judgement.verdict, judgement.score) == (as_written.verdict, as_written.score), (
                typed
            )


def test_a_name_is_itself() -> None:
    for first, second, _same in pairs("second.csv"):
        for name in (first, second):
            assert verdict(of(name), of(name)) is SAME, name
