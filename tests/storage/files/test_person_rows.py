"""The index of persons: who is met, and that it says the same however it came to be."""

import random
from collections import Counter

import pytest

from tests.cases.persons.generator import CLASSES, People
from tests.storage.samples import new_case
from tipdesk.cases.persons.described import NOBODY, Described
from tipdesk.cases.persons.judging import UsualRarity, judge, weigh
from tipdesk.cases.persons.meeting import EVERYBODY, CountedRarity, found_by, questions, spoken
from tipdesk.cases.persons.names_alone import Verdict
from tipdesk.storage.files import person_rows, search
from tipdesk.storage.vault import Vault

FILES = 40
SEEDS = (1, 2, 3)


def known(people: People, number: int) -> Described:
    what = list(CLASSES)[number % len(CLASSES)]
    return people.written(people.person(3), what, again=False)


def filled(vault: Vault, seed: int, files: int = FILES) -> dict[int, Described]:
    people = People(seed)
    persons = {number: known(people, number) for number in range(1, files + 1)}
    with vault.transaction():
        for ref, person in persons.items():
            new_case(vault, ref)
            person_rows.put(vault, ref, person)
    return persons


def rarity(vault: Vault) -> CountedRarity:
    return CountedRarity(lambda key: person_rows.count(vault, key))


def by_sound(vault: Vault, text: str) -> tuple[int, ...]:
    """The files that the search finds by the sound of what is typed."""
    sought = search.alike_conditions(vault, text)
    (condition,) = sought.clauses
    rows = vault.rows(f"SELECT id FROM case_file WHERE {condition} ORDER BY id DESC", sought.values)
    return tuple(ref for (ref,) in rows)


@pytest.mark.parametrize("seed", SEEDS)
def test_whoever_can_reach_the_bits_is_met(vault: Vault, seed: int) -> None:
    """As if everybody was weighed: the index leaves nobody out whose words are spelt so."""
    persons = filled(vault, seed)
    shares = rarity(vault)
    for ref, person in persons.items():
        for wanted in (8.0, 14.0, 20.0):
            met = person_rows.met(vault, questions(person, shares, wanted))
            weighed = weigh(person, person, shares, wanted)
            assert (ref in met) or weighed is None, (person, wanted)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_changed_leaves_nothing_behind(vault: Vault, seed: int) -> None:
    """Persons come, change and go in any order: counts and marks are those of who is there."""
    dice, people = random.Random(seed), People(seed)
    persons = filled(vault, seed)
    for _turn in range(3 * FILES):
        ref = dice.randrange(1, FILES + 1)
        persons[ref] = NOBODY if dice.random() < 0.3 else known(people, dice.randrange(9))
        person_rows.put(vault, ref, persons[ref])
    counted = Counter(key for person in persons.values() for key in found_by(person).counted)
    stored = dict(vault.rows("SELECT key, n FROM word WHERE n > 0"))
    assert stored == dict(counted)
    assert dict(person_rows.described(vault, [*persons])) == {
        ref: person for ref, person in persons.items() if person != NOBODY
    }
    for index, marks in (("met", "marks"), ("sound", "sounds")):
        by_mark: dict[str, set[int]] = {}
        for ref, person in persons.items():
            for mark in getattr(found_by(person), marks):
                by_mark.setdefault(mark, set()).add(ref)
        for mark, refs in by_mark.items():
            rows = vault.rows(f"SELECT rowid FROM {index} WHERE {index} MATCH ?", (f'"{mark}"',))
            assert {ref for (ref,) in rows} == refs, mark


def test_one_wrong_sign_of_a_document_and_day_and_month_exchanged_are_met(vault: Vault) -> None:
    new_case(vault, 1)
    person_rows.put(vault, 1, Described(("Rosa Garcia",), "1990-05-12", "PHL", "P1234567A", "f"))
    for other in (
        Described(document="P1234567A"), Described(document="P123456A"), Described(document="P12345678A"),
        Described(document="P1234576A"), Described(document="P1234568A"),
        Described(("روزا",), "1990-12-05"), Described(("Garsia",), "1991-05-12"),
    ):  # fmt: skip
        assert person_rows.met(vault, questions(other, UsualRarity(), 20.0)) == (1,), other
    for other in (Described(document="P1234599A"), Described(("Rosa",), "1990-05-13"), NOBODY):
        assert person_rows.met(vault, questions(other, UsualRarity(), 20.0)) == ()


def test_a_name_is_found_as_it_is_typed_and_a_single_consonant_finds_nobody(vault: Vault) -> None:
    for ref, name in enumerate(("خديجة محمد", "Khadeja Ali", "Rosa Garcia"), 1):
        new_case(vault, ref)
        person_rows.put(vault, ref, Described((name,)))
    assert spoken("k") == spoken("r") == ()
    for typed, refs in (("khadij", (2, 1)), ("Khadija Moh", (1,)), ("garci", (3,))):
        assert by_sound(vault, typed) == refs, typed


def test_the_index_is_asked_by_its_marks_and_no_table_is_gone_through(vault: Vault) -> None:
    filled(vault, 1)
    asked: list[str] = []
    shares = rarity(vault)
    vault._connection.set_trace_callback(asked.append)
    for _ref, person in person_rows.described(vault, [1, 2, 3]):
        person_rows.met(vault, questions(person, shares, 10.0))
    person_rows.whose(vault, [1, 2])
    by_sound(vault, "Mohammed Ali")
    person_rows.put(vault, 1, NOBODY)
    vault._connection.set_trace_callback(None)
    statements = [sql for sql in asked if sql.startswith(("SELECT", "UPDATE"))]
    assert len(statements) > 5
    for sql in statements:
        plan = [str(row[3]) for row in vault.rows(f"EXPLAIN QUERY PLAN {sql}")]
        for step in plan:
            full = step.startswith("SCAN") and "VIRTUAL TABLE INDEX" not in step
            assert not full, (sql, step)


def test_rarity_is_what_is_usual_until_the_station_knows_better() -> None:
    nobody = CountedRarity(lambda _key: 0)
    assert nobody.word("mohammed") == pytest.approx(5.0)
    counts = {EVERYBODY: 100_000, "mhmt": 25_000, "=IND": 50_000}
    counted = CountedRarity(lambda key: counts.get(key, 0))
    assert counted.word("mohammed") == pytest.approx(2.0, abs=0.1)
    assert counted.nationality("IND") == pytest.approx(1.0, abs=0.1)
    assert 10 <= counted.word("qwertasdf") <= 12.3  # fewer than 20 bearers is not rarer than 20


def test_among_many_a_name_weighs_what_it_is_rare_and_doubt_does_not_prove() -> None:
    first = Described(("Rosa Garcia",), "1990-05-12", "PHL", "", "f")
    common = CountedRarity(lambda key: 400_000 if key else 1_000_000)
    assert judge(first, first, UsualRarity()).score > 25
    alike = weigh(first, first, common, 0.0)
    assert alike is not None
    assert alike.score < 20
    brother = Described(("Rosa Garcia",), "1990-05-12", "PHL", "", "m")
    doubted = weigh(first, brother, UsualRarity(), 0.0)
    assert doubted is not None
    assert doubted.verdict is Verdict.UNSURE
    assert weigh(first, Described(("Rosa Garcia",)), UsualRarity(), 30.0) is None
