"""The one table of tests that a system does not run: every row is a test of today, with its reason."""

import ast
from collections import Counter
from functools import cache

from tests.architecture.sources import ROOT
from tests.not_on_windows import DOCUMENT, document, entries


@cache
def names_in(file: str) -> frozenset[str]:
    """The names of the tests in a file; none where there is no such file."""
    path = ROOT / file
    body = ast.parse(path.read_text("utf-8")).body if path.exists() else []
    return frozenset(
        node.name
        for node in body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def is_there(name: str) -> bool:
    """Whether a row of the table still is a test, or a file with tests."""
    file, _, test = name.partition("[")[0].partition(
        "::"
    )  # a parameter is asked for when it is run
    return test in names_in(file) if test else bool(names_in(file))


def test_every_row_of_the_table_is_a_test_of_today() -> None:
    assert [name for entry in entries() for name in entry.tests if not is_there(name)] == []
    assert not is_there("tests/architecture/test_windows_table.py::test_that_is_gone")
    assert not is_there("tests/architecture/test_that_is_gone.py")


def test_no_test_stands_there_twice_and_every_reason_is_a_sentence() -> None:
    names = Counter(name for entry in entries() for name in entry.tests)
    whole_files = {name for name in names if "::" not in name}
    assert [name for name, count in names.items() if count > 1] == []
    assert [name for name in names if "::" in name and name.partition("::")[0] in whole_files] == []
    assert all(entry.tests and entry.reason.endswith(".") for entry in entries())
    assert {entry.missed_by for entry in entries()} <= {"Windows", "Wine", "Linux"}


def test_the_document_prints_the_table() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert text == document(text), "python -m tests.not_on_windows"
