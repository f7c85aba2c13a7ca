"""Every row of the insider matrix, and the matrix itself."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.insiders.matrix import GROUPS, OPEN, ROWS, carried_out, lines
from tests.insiders.table import Row


@pytest.mark.parametrize("row", [*ROWS, *OPEN], ids=lambda row: row.name)
def test_the_honest_side_answers(row: Row) -> None:
    assert carried_out(row) == row.answer


def test_every_row_says_what_is_done_and_has_a_name_of_its_own() -> None:
    rows = [*ROWS, *OPEN]
    assert [row for row in rows if not row.deed] == []
    for twice in (Counter(row.name for row in rows), Counter(row.deed for row in rows)):
        assert [word for word, times in twice.items() if times > 1] == []


def test_the_table_marks_what_is_not_as_expected() -> None:
    first, second = ROWS[:2]
    answers = {first.name: first.answer, second.name: "another"}
    table = "\n".join(lines([first, second], answers))
    assert table.count("\nNOT ") == 1
    assert f"expected: {second.answer}" in table


def test_security_names_groups_that_are_there() -> None:
    text = (Path(__file__).parents[2] / "SECURITY.md").read_text("utf-8")
    rows = re.findall(r"rows (\*[^|]*\*) \|", text)
    named = {name for cell in rows for name in re.findall(r"\*([^*]+)\*", cell)}
    assert len(named) >= 8
    assert named <= {group.title for group in GROUPS}
