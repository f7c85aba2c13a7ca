"""What the search of the list finds, and what lists read (storage.md, group 10).

The tables are golden: a pair that is found from now on, or no longer, changes its row. What is not
found stands there too.
"""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.cases.persons.test_name_sounds import pairs
from tests.storage.samples import OFFICER, START, new_case
from tipdesk.cases.model import Answer, CaseId, Status
from tipdesk.cases.persons.elsewhere import keys_of
from tipdesk.cases.persons.of_file import person_of
from tipdesk.storage import handover_rows, interview_rows
from tipdesk.storage.files import case_rows, search
from tipdesk.storage.files.search import FileSummary, SearchText, Viewer
from tipdesk.storage.vault import Vault

CORPUS = Path(__file__).parents[2] / "data" / "search_pairs.csv"


def numbers(vault: Vault, query: str, viewer: Viewer | None = None) -> set[int]:
    return {int(case.number[-5:]) for case in case_rows.list_cases(vault, query, viewer=viewer)}


def test_the_corpus_is_found_as_it_is_told(vault: Vault) -> None:
    with CORPUS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with vault.transaction():
        for number, row in enumerate(rows, 1):
            new_case(vault, number)
            search.index(vault, number, SearchText((), (row["text"],)))
    results = [
        row | {"found": "yes" if number in numbers(vault, row["query"]) else "no"}
        for number, row in enumerate(rows, 1)
    ]
    assert results == rows
    assert len(rows) >= 27


def named(vault: Vault, number: int, answers: dict[str, str]) -> None:
    """A folded file of this person."""
    case = new_case(vault, number)
    given = {path: Answer(value) for path, value in answers.items()}
    interview_rows.save_answers(vault, case.id, given, officer=OFFICER, at=START)
    keys = tuple(answers.values())
    text = SearchText((case.number, *keys))
    listing = FileSummary("", "", text, keys=keys_of(given), person=person_of(given))
    interview_rows.fold(vault, case.id, START, listing)


def test_every_pair_of_names_is_found_as_the_table_tells(vault: Vault) -> None:
    table = pairs()
    with vault.transaction():
        for number, (arabic, _latin, _expected) in enumerate(table, 1):
            named(vault, number, {"name_ar_first": arabic})
    for number, (arabic, latin, expected) in enumerate(table, 1):
        assert (number in numbers(vault, latin)) is expected, (arabic, latin)
        assert number in numbers(vault, arabic)


def test_what_is_written_so_is_not_mixed_with_what_sounds_so(vault: Vault) -> None:
    named(vault, 1, {"name_ar_first": "محمد", "name_ar_family": "رفيق"})
    named(vault, 2, {"name_ar_first": "محمود"})
    assert numbers(vault, "محمد") == {1}
    assert not search.found_alike(vault, "محمد")
    assert numbers(vault, "Mohammed") == {1, 2}
    assert search.found_alike(vault, "Mohammed")
    assert numbers(vault, "Rafiq Mohammed") == {1}
    assert numbers(vault, "Mohammed 00002") == {2}
    assert case_rows.count(vault, "Mohammed", Status.COMPLETED) == 0
    assert case_rows.count(vault, "Mohammed") == 2
    assert numbers(vault, "17") == numbers(vault, "Nobody") == set()


def test_names_of_files_that_are_not_seen_decide_nothing(vault: Vault) -> None:
    """A word that stands in a colleague's file only: the own list goes on to what sounds like it."""
    viewer = Viewer(OFFICER, supervises=False)
    named(vault, 1, {"name_ar_first": "محمد"})
    named(vault, 2, {"name_latin_given": "Mohammed"})
    own = next(case for case in case_rows.list_cases(vault) if case.number.endswith("1"))
    case_rows.add_reader(vault, own.id, OFFICER, OFFICER, START)
    assert numbers(vault, "Mohammed", viewer) == {1}
    assert numbers(vault, "Mohammed") == {2}
    by_name = case_rows.of_others(vault, "Mahammad", OFFICER, 9)
    assert by_name == (), "half a name of somebody else's file is not told of by its sound"
    named(vault, 3, {"name_ar_first": "راجيش", "name_ar_family": "كومار"})
    (other,) = case_rows.of_others(vault, "Rajesh Kumar", OFFICER, 9)
    assert other.number.endswith("3")


MINE = Viewer(OFFICER, supervises=False)
LISTS: dict[str, Callable[[Vault], object]] = {
    "all": case_rows.list_cases,
    "status": lambda vault: case_rows.list_cases(vault, status=Status.COMPLETED),
    "mine": lambda vault: case_rows.list_cases(vault, viewer=MINE),
    "words": lambda vault: case_rows.list_cases(vault, "ماريا الجواز"),
    "words, mine": lambda vault: case_rows.list_cases(vault, "ماريا", viewer=MINE),
    "sound": lambda vault: case_rows.list_cases(vault, "Rajesh Kumar"),
    "sound, mine": lambda vault: case_rows.list_cases(vault, "Rajesh Kumar", viewer=MINE),
    "of others": lambda vault: case_rows.of_others(vault, "Rajesh Kumar", OFFICER, 9),
    "reasons": lambda vault: case_rows.reasons_since(vault, 1),
    "exports": lambda vault: handover_rows.exports(vault, CaseId("x")),
}


def steps(vault: Vault, asked: Callable[[Vault], object]) -> list[str]:
    """The plan of every statement that `asked` runs."""
    seen: list[str] = []
    rows, row = vault.rows, vault.row

    def explained(run: Callable[..., object]) -> Callable[..., object]:
        def wrapper(sql: str, values: Sequence[object] = ()) -> object:
            seen.extend(step[3] for step in rows(f"EXPLAIN QUERY PLAN {sql}", values))
            return run(sql, values)

        return wrapper

    vault.rows, vault.row = explained(rows), explained(row)
    try:
        asked(vault)
    finally:
        del vault.rows, vault.row
    return seen


@pytest.mark.parametrize("name", LISTS)
def test_no_list_reads_a_table_from_end_to_end(vault: Vault, name: str) -> None:
    taken = steps(vault, LISTS[name])
    whole = [step for step in taken if step.startswith("SCAN") and "INDEX" not in step]
    assert taken
    assert whole == [], taken
    assert any("VIRTUAL TABLE INDEX" in step for step in taken) or "words" not in name
