"""How a file may look: its size, its name, what an `__init__` holds, what silences a checker."""

import ast
import re
import warnings
from collections import Counter
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, product, sources, trees

WARNED_LINES, LINES, FUNCTION_LINES = 500, 900, 60
FEWEST, MOST = 3, 20  # of what a folder holds; files count with `__init__`
# A file that is longer than 900 lines and still one thing: path → why.
LONGER: dict[str, str] = {}
# A folder with fewer modules than three: path → why it is none.
SMALLER = {
    "tipdesk/ui/files": "the page and its table are a thing each; as one module it would be a file to be warned of",
}
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


# Steps that Unicode's own test file asks for one by one, and the way back that a round trip needs.
FOR_PEERS = {"line_levels", "paragraph_level", "sheets_of"}


def test_every_public_function_and_class_of_a_module_is_used_by_the_product() -> None:
    """What only its own test calls is nobody's. Methods are left out: Qt calls some by name."""
    words = Counter(word for text in sources().values() for word in re.findall(r"\w+", text))
    unused = [
        f"{name}: {node.name}"
        for name, tree in product().items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and words[node.name] == 1
        and node.name not in FOR_PEERS
    ]
    assert unused == []


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
    of_the_machine = re.compile(  # what a machine cannot give: another system
        r"skipif\((?:not )?sys\.platform.*reason=|pytest\.skip\(\"this system "
    )
    reasoned = {"tests/programs.py"}  # outside CI: a program that is not installed, no root
    skips = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted(ROOT.glob("tests/**/*.py"))
        if path.relative_to(ROOT).as_posix() not in reasoned and path != Path(__file__)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if weak.search(line) and not of_the_machine.search(line)
    ]
    assert skips == []
