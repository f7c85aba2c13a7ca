"""Renames and removals go through `core.disk` alone, where they last and are tried again."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.sources import product

ALLOWED = {"tipdesk/core/disk.py"}
_OF_MODULES = {
    *("os.rename", "os.renames", "os.replace", "os.remove", "os.unlink"),
    *("shutil.move", "shutil.rmtree"),
}


def plain_ones(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and call of every rename and removal that goes past `core.disk`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of_path = node.func.attr in ("rename", "unlink") or (
                # A text has two arguments, a date and a value have names.
                node.func.attr == "replace" and len(node.args) == 1 and not node.keywords
            )
            if of_path or ast.unparse(node.func) in _OF_MODULES:
                yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            if names & _OF_MODULES:
                yield node.lineno, ast.unparse(node)


def test_no_file_is_renamed_or_removed_past_the_module_that_makes_it_last() -> None:
    calls = [
        f"{path}:{line}: {call}"
        for path, tree in product().items()
        if path not in ALLOWED
        for line, call in plain_ones(tree)
    ]
    assert calls == []


@pytest.mark.parametrize(
    "line",
    [
        "part.replace(target)",
        "Path(a).rename(b)",
        "os.replace(a, b)",
        "path.unlink(missing_ok=True)",
        "shutil.rmtree(folder)",
        "from os import replace",
    ],
)
def test_each_of_them_is_seen(line: str) -> None:
    assert len([*plain_ones(ast.parse(line))]) == 1


@pytest.mark.parametrize("line", ["text.replace('a', 'b')", "when.replace(hour=1)", "replace(a)"])
def test_a_text_a_date_and_a_value_are_none(line: str) -> None:
    assert [*plain_ones(ast.parse(line))] == []
