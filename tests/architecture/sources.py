"""The Python files of the house, read once for all of its rules."""

import ast
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def kept_to_the_end() -> Iterator[None]:
    """What is made inside stays as long as the tests run: nobody looks through millions of nodes
    for garbage, neither while they are made nor after (it tripled the time)."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@cache
def sources() -> dict[str, str]:
    """Path from the root → text, for `tipdesk/` and `packaging/`."""
    files = [*ROOT.glob("tipdesk/**/*.py"), *ROOT.glob("packaging/**/*.py")]
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in sorted(files)}


@cache
def trees() -> dict[str, ast.Module]:
    """The same files as syntax trees."""
    with kept_to_the_end():
        return {name: ast.parse(text, name) for name, text in sources().items()}


def product() -> dict[str, ast.Module]:
    """What is shipped: `tipdesk/` only."""
    return {name: tree for name, tree in trees().items() if name.startswith("tipdesk/")}


@cache
def trees_of_tests() -> dict[str, ast.Module]:
    """What tries it: `tests/`, with the tools that draw pictures and measure."""
    with kept_to_the_end():
        return {
            path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8"), str(path))
            for path in sorted(ROOT.glob("tests/**/*.py"))
        }


def imported(tree: ast.Module) -> Iterator[str]:
    """Every module that a file names in an import, also inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "."
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
