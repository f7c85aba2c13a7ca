"""How a file may look: its size, its name, what an `__init__` holds, what silences a checker."""

import ast
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6 import QtCore, QtGui, QtWidgets

from tests.architecture.sources import ROOT, product, sources, trees

WARNED_LINES, LINES, FUNCTION_LINES = 500, 900, 60
FEWEST, MOST = 3, 20  # of what a folder holds; files count with `__init__`
# A file that is longer than 900 lines and still one thing: path → why.
LONGER: dict[str, str] = {}
# A folder with fewer modules than three: path → why it is none.
SMALLER: dict[str, str] = {}
SAYS_NOTHING = {
    "utils",
    "util",
    "manager",
    "helpers",
    "helper",
    "handler",
    "base",
    "common",
    "misc",
}
SILENCED = re.compile(
    r"#\s*(?:type:\s*ignore|noqa|pragma)(?P<codes>[:\[]?[\w\-, ]*\]?)(?P<rest>.*)"
)


def lines_over(limit: int) -> dict[str, int]:
    """Files of product, packaging and tests that are longer, and how long they are."""
    paths = [ROOT / name for name in sources()] + [*ROOT.glob("tests/**/*.py")]
    counts = {path: path.read_text("utf-8").count("\n") for path in paths}
    return {
        path.relative_to(ROOT).as_posix(): count for path, count in counts.items() if count > limit
    }


def test_a_file_over_900_lines_has_a_written_reason() -> None:
    """A file is as long as one thing is; beyond this it is more than one, or says why not."""
    assert lines_over(LINES).keys() == LONGER.keys()
    assert all(len(reason) > 20 for reason in LONGER.values())


@pytest.mark.filterwarnings("always:files over 500 lines")
def test_a_file_over_500_lines_is_warned_of() -> None:
    """Nothing fails: whoever runs the tests reads at their end which files to look at."""
    long = lines_over(WARNED_LINES)
    names = ", ".join(f"{name} {count}" for name, count in sorted(long.items()))
    warnings.warn(f"files over 500 lines: {names}", stacklevel=1)


def test_a_folder_holds_three_things_at_least_and_twenty_files_at_most() -> None:
    """A feature with fewer modules in a layer is one module there."""
    folders = {path.parent for path in (ROOT / "tipdesk").rglob("*.py")}
    held = {
        folder.relative_to(ROOT).as_posix(): len({*folder.glob("*.py")} - {folder / "__init__.py"})
        + sum(inner.parent == folder for inner in folders)
        for folder in folders
    }
    assert {name for name, count in held.items() if count < FEWEST} == SMALLER.keys()
    assert all(len(reason) > 20 for reason in SMALLER.values())
    assert {folder for folder in folders if len([*folder.glob("*.py")]) > MOST} == set()


def test_tests_stand_in_the_folders_of_what_they_test() -> None:
    """As the product's; `forms/intake` holds the form itself, `resources/forms`, to its reference."""
    layers = [path for path in (ROOT / "tipdesk").iterdir() if (path / "__init__.py").exists()]
    folders = {
        path.parent.relative_to(ROOT / "tests").as_posix()
        for layer in layers
        for path in (ROOT / "tests" / layer.name).rglob("test_*.py")
    }
    homeless = {folder for folder in folders if not (ROOT / "tipdesk" / folder).is_dir()}
    assert homeless == {"forms/intake"}


def test_no_function_is_longer_than_60_lines() -> None:
    long = {
        f"{name}: {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for name, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LINES
    }
    assert long == {}


# What only tests use, by name → why it stands in the product.
FOR_TESTS = {
    "line_levels": "a step that Unicode's own test file asks for",
    "paragraph_level": "a step that Unicode's own test file asks for",
    "BLANK_ONLY": "documents that are only ever blank, for tests of every paper",
    "limit_pages": "how tests fill the disk; the connection is the database's own",
    "disclosed": "what the message `disclosure` (docs/bundle-format.md §10) shows, which comes next",
    "starts_job": "what a dialog's button does; a walk through every dialog asks it",
}
# What others call by a name that is no name in our code.
CALLED_BY_OTHERS = {
    "_on_lock": "D-Bus, by its signature",
    "_on_sleep": "D-Bus, by its signature",
    "seekable": "io, of whatever is read as a file",
}


def of_qt() -> set[str]:
    """The methods that Qt calls: whoever has one of these names overrides it."""
    kinds = [getattr(module, name) for module in (QtCore, QtGui, QtWidgets) for name in dir(module)]
    return {name for kind in kinds if isinstance(kind, type) for name in dir(kind)}


def defined(tree: ast.Module) -> Iterator[str]:
    """Functions and classes of a module, with the methods and properties of these, and constants."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from (part.name for part in node.body if isinstance(part, ast.FunctionDef))


def named(tree: ast.Module) -> Iterator[str]:
    """Names that a file uses: read as a variable or after a dot, or in a string whole, as
    of a page that is imported when it is opened. Comments, docstrings, imports and definitions are none."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from re.findall(r"\w+", node.value) if len(node.value) < 60 else ()


def test_every_function_class_method_and_constant_is_used_by_the_product() -> None:
    """What only its own test calls is nobody's, and what nobody calls neither."""
    used = {name for tree in trees().values() for name in named(tree)}
    used |= FOR_TESTS.keys() | CALLED_BY_OTHERS.keys() | of_qt()
    unused = [
        f"{path}: {name}"
        for path, tree in product().items()
        for name in defined(tree)
        if name not in used and not name.startswith("__")
    ]
    assert unused == []


def test_what_is_excepted_from_that_is_there() -> None:
    there = {name for tree in product().values() for name in defined(tree)}
    assert (FOR_TESTS.keys() | CALLED_BY_OTHERS.keys()) - there == set()


def test_an_init_holds_a_docstring_and_nothing_else() -> None:
    for name, tree in trees().items():
        if not name.endswith("__init__.py"):
            continue
        assert ast.get_docstring(tree), name
        beyond_docstring = [ast.unparse(part) for part in tree.body[1:]]
        allowed = name == "tipdesk/__init__.py" and beyond_docstring[0].startswith("__version__")
        assert not beyond_docstring or (allowed and len(beyond_docstring) == 1), name


def test_every_module_says_what_it_is_for() -> None:
    assert [name for name, tree in trees().items() if not ast.get_docstring(tree)] == []


def test_no_module_is_named_after_nothing() -> None:
    assert [name for name in sources() if Path(name).stem in SAYS_NOTHING] == []


def test_what_silences_a_checker_names_the_rule_and_the_reason() -> None:
    """`# noqa: S606  tipdesk takes this process over`: a code, two spaces, words."""
    bare = []
    for name, text in sources().items():
        for number, line in enumerate(text.splitlines(), start=1):
            match = SILENCED.search(line)
            if match and not _explained(match):
                bare.append(f"{name}:{number}: {line.strip()}")
    assert bare == []


def _explained(match: re.Match[str]) -> bool:
    after = (match["codes"] + match["rest"]).strip()
    code = re.match(r"(?:: ?[A-Z]+\d+(?:, ?[A-Z]+\d+)*|\[[a-z-]+(?:, ?[a-z-]+)*\])", after)
    return code is not None and len(after[code.end() :].strip(" #")) >= 8


def test_no_test_skips_sleeps_or_mocks_our_code() -> None:
    weak = re.compile(
        r"pytest\.(?:skip|xfail)\(|mark\.(?:skip|skipif|xfail|flaky)|time\.sleep\(|qtbot\.wait\("
        r"|unittest\.mock|monkeypatch\.setattr\(\s*[\"']tipdesk"
    )
    # Those of `tests/windows.toml`; outside CI a program that is not installed, no root.
    reasoned = {"tests/not_on_windows.py", "tests/programs.py"}
    skips = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted(ROOT.glob("tests/**/*.py"))
        if path.relative_to(ROOT).as_posix() not in reasoned and path != Path(__file__)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if weak.search(line)
    ]
    assert skips == [], "what one system cannot run stands in tests/windows.toml"
