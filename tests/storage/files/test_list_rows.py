"""The list in any order, with any filters: what stands in it, what it tells whom, how it is read.

What it should hold is worked out beside it, from the files themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from tests.programs import copy_vault
from tests.storage.files.test_search_corpus import steps
from tests.storage.samples import OFFICER, START, SUPERVISOR, new_case
from tipdesk.cases.files.list_view import TOLD_OF_ALL, FileColumn, ListOrder
from tipdesk.cases.model import Case, CaseId, Status
from tipdesk.i18n.text import search_key
from tipdesk.storage.database import to_stored
from tipdesk.storage.files import case_rows, list_rows, load_rows
from tipdesk.storage.files.due_rows import NO_LIMIT
from tipdesk.storage.files.list_rows import ListQuestion, values_of
from tipdesk.storage.files.search import Viewer
from tipdesk.storage.keys import keys
from tipdesk.storage.vault import Vault

LEAD, MINE = Viewer(SUPERVISOR, supervises=True), Viewer(OFFICER, supervises=False)
NAMES = ("سارة", "أحمد", "آمنة", "", "Rosa", "بدر")
NATIONS, SITES, RISKS = ("IN", "PH", "", "IN NP"), ("field", "hospital", ""), ("high", "low", "")
STATUSES = (Status.IN_PROGRESS, Status.COMPLETED, Status.VOIDED, Status.APPROVED)
DUE = "INSERT INTO due(at, case_ref, subject, kind, about, whom)"
FILES, OWN = 60, 7  # every seventh names the officer
SORTED = [column for column in FileColumn if column is not FileColumn.REASON]
CLOSED = [column for column in SORTED if column not in TOLD_OF_ALL]
BOTH = [ListOrder(column, descending=down) for column in SORTED for down in (False, True)]


@pytest.fixture(scope="module")
def listed(
    created: tuple[Path, keys.CreatedKeys], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Vault]:
    """Sixty files with every value in every column, the last one hidden from the unit."""
    folder, random = copy_vault(created[0], tmp_path_factory.mktemp("list") / "vault"), Random(18)
    with Vault.open(folder, bytearray(created[1].dek)) as vault, vault.transaction():
        for number in range(1, FILES + 1):
            case = new_case(
                vault,
                number,
                display_name=random.choice(NAMES),
                status=random.choice(STATUSES),
                nationality=random.choice(NATIONS),
                site=random.choice(SITES),
                risk=random.choice(RISKS),
                created_at=START + timedelta(days=random.randrange(9)),
                updated_at=START + timedelta(minutes=random.randrange(30)),
                created_by=random.choice((OFFICER, SUPERVISOR)),
            )
            if number % 3 == 0:
                notified = START + timedelta(hours=number % 9)
                case_rows.set_notified(vault, case.id, notified, case.updated_at)
            if number % 4 == 1:
                load_rows.note_owner(vault, case.id, SUPERVISOR)
            if number % 6 == 0:
                vault.execute("INSERT INTO team_file VALUES(?, 'T-01')", (number,))
            if number % OWN == 0:
                case_rows.add_reader(vault, case.id, OFFICER, SUPERVISOR, START)
            for late in range(number % 4):  # of every fourth file nothing is owed
                vault.execute(
                    f"{DUE} VALUES(?, ?, ?, 'need', '', 'station')",
                    (to_stored(START + timedelta(days=number * 7 % 30 + late)), number, str(late)),
                )
            if number % 5 == 0:
                vault.execute(f"{DUE} VALUES({NO_LIMIT}, {number}, 'x', 'need', '', 'station')")
        case_rows.set_hidden(vault, case.id, START, START)
        vault.execute(f"DELETE FROM due WHERE case_ref = {FILES}")
        yield vault


def ref(case: Case) -> int:
    return int(case.number[-5:])


def asked(vault: Vault, viewer: Viewer, order: ListOrder, **more: object) -> ListQuestion:
    choices = (FileColumn.STATUS, FileColumn.OFFICER, FileColumn.NATIONALITY, FileColumn.SITE,
               FileColumn.RISK)  # fmt: skip
    ranks = tuple(sorted(values_of(vault, order.column))) if order.column in choices else ()
    return ListQuestion(viewer, order=order, ranks=ranks, **more)


def read(vault: Vault, question: ListQuestion, most: int = 7) -> list[int]:
    """The whole list, a window after another."""
    numbers, place = [], None
    while True:
        shown = list_rows.window(vault, question, most, place)
        assert len(shown.cases) <= most
        numbers += [ref(case) for case in shown.cases]
        place = shown.last
        if place is None:
            return numbers
        assert len(shown.cases) == most


def value(case: Case, column: FileColumn) -> object:
    """What a row is sorted by; '' and None stand last."""
    return {
        FileColumn.NUMBER: case.number,
        FileColumn.CODE: case.person_code,
        FileColumn.NAME: search_key(case.display_name),
        FileColumn.STATUS: case.status.value,
        FileColumn.NOTICE: case.notified_at,
        FileColumn.CHANGED: case.updated_at,
        FileColumn.OPENED: case.created_at,
        FileColumn.OFFICER: case.created_by,
        FileColumn.NATIONALITY: case.nationality,
        FileColumn.SITE: case.site,
        FileColumn.RISK: case.risk,
        FileColumn.DEADLINE: case.deadline,
    }[column]


def cases(vault: Vault) -> list[Case]:
    """What is listed for everybody."""
    everything = (case_rows.find(vault, CaseId(uuid)) for uuid in case_rows.numbers(vault))
    return [case for case in everything if case and not case.hidden
            and case.status is not Status.VOIDED]  # fmt: skip


def named(case: Case) -> bool:
    return ref(case) % OWN == 0


def values_in(vault: Vault, numbers: list[int], column: FileColumn) -> list[object]:
    by_ref = {ref(case): case for case in cases(vault)}
    return [value(by_ref[number], column) for number in numbers]


def in_order(values: list[object], *, down: bool) -> bool:
    filled = [text for text in values if text not in ("", None)]
    last = values[len(filled) :]
    return filled == sorted(filled, reverse=down) and all(text in ("", None) for text in last)


@pytest.mark.parametrize("order", BOTH, ids=str)
def test_every_file_stands_once_and_in_its_order(listed: Vault, order: ListOrder) -> None:
    numbers = read(listed, asked(listed, LEAD, order))
    assert sorted(numbers) == sorted(map(ref, cases(listed)))
    assert in_order(values_in(listed, numbers, order.column), down=order.descending)


@pytest.mark.parametrize("order", BOTH, ids=str)
def test_an_officer_sorts_by_what_is_told_of_each_file_and_by_the_rest_only_their_own(
    listed: Vault, order: ListOrder
) -> None:
    numbers = read(listed, asked(listed, MINE, order))
    files = {ref(case): case for case in cases(listed)}
    assert sorted(numbers) == sorted(files)
    if order.column in TOLD_OF_ALL:
        assert in_order(values_in(listed, numbers, order.column), down=order.descending)
        return
    own = [number for number in numbers if named(files[number])]
    assert numbers[: len(own)] == own, "those that name the officer stand first"
    assert in_order(values_in(listed, own, order.column), down=order.descending)
    others = values_in(listed, numbers[len(own) :], FileColumn.CHANGED)
    assert others == sorted(others, reverse=True), "what others are called decides nothing"


@pytest.mark.parametrize("column", [column for column in CLOSED if column != "deadline"])
def test_the_order_of_files_of_others_does_not_change_with_what_is_in_them(
    vault: Vault, column: FileColumn
) -> None:
    """The same list twice, with other values in the files that name others."""
    field = "display_name" if column is FileColumn.NAME else column.value
    for number, text in enumerate(("b", "a", "c"), start=1):
        new_case(vault, number, **{field: text})
    question = ListQuestion(MINE, order=ListOrder(column), ranks=("a", "b", "c"))
    before = read(vault, question)
    stored = "name_order" if column is FileColumn.NAME else column.value
    vault.execute(f"UPDATE case_file SET {stored} = char(98 - id % 2)")
    assert read(vault, question) == before == [3, 2, 1]


FILTERS = [
    ({"status": Status.COMPLETED}, lambda case: case.status is Status.COMPLETED),
    ({"officer": OFFICER}, lambda case: case.created_by == OFFICER),
    (
        {"holder": SUPERVISOR},
        lambda case: ref(case) % 4 == 1 or case.created_by == SUPERVISOR,
    ),
    (
        {"holder": OFFICER, "risk": "high"},
        lambda case: ref(case) % 4 != 1 and case.created_by == OFFICER and case.risk == "high",
    ),
    ({"team": "T-01"}, lambda case: ref(case) % 6 == 0),
    ({"site": "field"}, lambda case: case.site == "field"),
    ({"risk": "high"}, lambda case: case.risk == "high"),
    ({"nationality": "IN"}, lambda case: "IN" in case.nationality.split()),
    (
        {
            "opened_from": START + timedelta(days=2),
            "opened_before": START + timedelta(days=5),
        },
        lambda case: timedelta(days=2) <= case.created_at - START < timedelta(days=5),
    ),
    (
        {"nationality": "IN", "risk": "high"},
        lambda case: "IN" in case.nationality.split() and case.risk == "high",
    ),
    (
        {"due_before": START + timedelta(days=9)},
        lambda case: case.deadline is not None and case.deadline < START + timedelta(days=9),
    ),
]
KEPT = {"holder", "team", "site", "risk", "nationality", "due_before"}


@pytest.mark.parametrize("many", [0, list_rows.MANY], ids=["walked", "sorted"])
@pytest.mark.parametrize(("filters", "fits"), FILTERS, ids=[str(list(f)) for f, _fits in FILTERS])
def test_filters_leave_out_what_does_not_fit_and_tell_of_no_file_that_names_others(
    listed: Vault, filters, fits, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_rows, "MANY", many)
    for viewer in (LEAD, MINE):
        for order in BOTH[::3]:
            question = asked(listed, viewer, order, **filters)
            own = viewer is MINE and KEPT & set(filters)
            wanted = {
                ref(case) for case in cases(listed) if fits(case) and (named(case) or not own)
            }
            numbers = read(listed, question)
            assert set(numbers) == wanted
            _shown, count = list_rows.first_window(listed, question, 3)
            assert len(numbers) == len(wanted) == count.number
            assert wanted


def test_voided_files_are_listed_by_their_status_only(listed: Vault) -> None:
    question = ListQuestion(LEAD, status=Status.VOIDED)
    assert read(listed, question)
    assert not set(read(listed, question)) & set(read(listed, ListQuestion(LEAD)))


def test_a_window_goes_on_after_files_that_came_or_moved_meanwhile(vault: Vault) -> None:
    for number in range(1, 7):
        new_case(vault, number)
    question = ListQuestion(LEAD, order=ListOrder(FileColumn.NUMBER))
    first = list_rows.window(vault, question, 3)
    new_case(vault, 99)
    case_rows.set_status(vault, first.cases[0].id, Status.VOIDED, START)
    rest = list_rows.window(vault, question, 9, first.last)
    assert [ref(case) for case in rest.cases] == [4, 5, 6, 99]
    assert rest.last is None


def test_what_is_hidden_is_listed_for_nobody_and_has_left_every_column(listed: Vault) -> None:
    for viewer in (LEAD, MINE):
        for order in BOTH:
            assert FILES not in read(listed, asked(listed, viewer, order))
    row = listed.row(
        f"SELECT name_order, nationality, site, risk FROM case_file WHERE id = {FILES}"
    )
    assert row == ("", "", "", "")


# --- how it is read ---------------------------------------------------------------------------


def whole_reads(plan: list[str]) -> list[str]:
    return [step for step in plan if step.startswith("SCAN case_file") and "INDEX" not in step]


@pytest.mark.parametrize("order", BOTH, ids=str)
def test_a_sorted_list_is_read_from_its_index_and_nothing_is_sorted(
    listed: Vault, order: ListOrder
) -> None:
    question = asked(listed, LEAD, order)
    first = list_rows.window(listed, question, 5)
    plan = steps(listed, lambda vault: list_rows.window(vault, question, 5, first.last))
    assert plan
    assert whole_reads(plan) == [], plan
    assert not any("TEMP B-TREE" in step for step in plan), plan


@pytest.mark.parametrize(("filters", "fits"), FILTERS, ids=[str(list(f)) for f, _fits in FILTERS])
@pytest.mark.parametrize("viewer", [LEAD, MINE], ids=["lead", "officer"])
def test_few_files_that_fit_are_read_by_the_index_of_their_filter(
    listed: Vault, filters, fits, viewer: Viewer
) -> None:
    question = asked(listed, viewer, ListOrder(FileColumn.NAME), **filters)
    for ask in (
        lambda vault: list_rows.window(vault, question, 5),
        lambda vault: list_rows.first_window(vault, question, 1),
    ):
        plan = steps(listed, ask)
        assert whole_reads(plan) == [], plan


@pytest.mark.parametrize("column", CLOSED)
def test_what_is_closed_is_sorted_from_the_officers_own_files_outwards(
    listed: Vault, column: FileColumn
) -> None:
    question = asked(listed, MINE, ListOrder(column))
    plan = steps(listed, lambda vault: list_rows.window(vault, question, 5))
    assert any("reader_by_officer" in step for step in plan), plan
    assert whole_reads(plan) == [], plan


def test_the_values_of_a_column_are_stepped_through(listed: Vault) -> None:
    assert set(values_of(listed, FileColumn.NATIONALITY)) == {"IN", "PH", "IN NP"}
    plan = steps(listed, lambda vault: values_of(vault, FileColumn.NATIONALITY))
    assert whole_reads(plan) == [], plan
