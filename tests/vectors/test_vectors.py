"""The program says of every vector what the vector says that a reader has to say."""

from __future__ import annotations

import json

import pytest

from tests.vectors.asking import Row, asked, rows
from tests.vectors.people import HERE, canonical
from tipdesk.bundle.problems import Code

ROWS = rows()
FEWEST = 500


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_verdict(row: Row) -> None:
    assert asked(row) == (row["verdict"], row["codes"])


def test_there_are_enough_of_every_kind() -> None:
    assert len(ROWS) >= FEWEST
    verdicts = [row["verdict"] for row in ROWS]
    assert all(verdicts.count(verdict) >= 4 for verdict in ("accept", "aside", "refuse"))
    assert len({row["name"] for row in ROWS}) == len(ROWS)


def test_the_list_is_canonical_and_names_every_file() -> None:
    data = (HERE / "vectors.json").read_bytes()
    assert canonical(json.loads(data)) == data
    kept = {f"files/{path.name}" for path in (HERE / "files").iterdir()}
    assert kept == {row["file"] for row in ROWS} | {name for row in ROWS for name in row["before"]}


def test_every_code_is_one_of_the_program() -> None:
    assert {code for row in ROWS for code in row["codes"]} <= {code.value for code in Code}
