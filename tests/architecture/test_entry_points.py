"""Every folder says what it is for and where to begin: names in its docstring are names in the code."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, product, sources

PACKAGE = ROOT / "tipdesk"
FOLDERS = sorted(path.parent for path in PACKAGE.rglob("__init__.py") if path.parent != PACKAGE)
NAMED = re.compile(r"`([a-z_]\w*(?:\.\w+)+)`")
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")


@cache
def names_of(module: Path) -> set[str]:
    """What a module defines, and `Class.method`."""
    names = set()
    for node in product()[module.relative_to(ROOT).as_posix()].body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            names |= {
                f"{node.name}.{part.name}"
                for part in node.body
                if isinstance(part, ast.FunctionDef)
            }
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def is_there(name: str, *folders: Path) -> bool:
    """Whether `name` is something that a module below one of these folders defines."""
    parts = name.split(".")
    for folder in folders:
        for cut in range(1, len(parts)):
            module = folder.joinpath(*parts[:cut]).with_suffix(".py")
            if module.exists() and ".".join(parts[cut:]) in names_of(module):
                return True
    return False


def docstring(folder: Path) -> str:
    return ast.get_docstring(product()[f"{folder.relative_to(ROOT).as_posix()}/__init__.py"]) or ""


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_folder_names_its_entry_points(folder: Path) -> None:
    text = docstring(folder)
    assert len(text.partition("\n\n")[0]) > 20
    named = NAMED.findall(text)
    assert any(is_there(name, folder) for name in named), "where does one begin?"
    assert [name for name in named if not is_there(name, folder, PACKAGE)] == []


def test_what_the_architecture_names_is_there() -> None:
    named = [
        name for name in NAMED.findall(ARCHITECTURE) if not name.endswith((".md", ".py", ".toml"))
    ]
    assert len(named) > 10
    assert [name for name in named if not is_there(name, PACKAGE)] == []


def test_the_architecture_is_one_page() -> None:
    assert len(ARCHITECTURE.split()) <= 1000
    assert (
        ARCHITECTURE.count("### ") == 3
    )  # the journeys; every other one is its folder's docstring


def test_the_architecture_names_every_folder_of_a_layer() -> None:
    """The features by their folders: whoever looks for one finds it on the page."""
    folders = {path.name for path in FOLDERS}
    assert {
        name for name in folders if not re.search(rf"[`/ ]{name}[`/ .,|]", ARCHITECTURE)
    } == set()


def test_what_a_comment_or_docstring_names_is_there() -> None:
    """`layer.module` and what is in it, by its whole name: a move takes what is said of it along."""
    layers = {path.name for path in PACKAGE.iterdir() if path.is_dir()}
    dotted = re.compile(r"`(?:tipdesk\.)?((?:" + "|".join(sorted(layers)) + r")(?:\.\w+)+)`")
    lost = [
        f"{path}: {name}"
        for path, text in sources().items()
        if path.startswith("tipdesk/") and not path.endswith("__init__.py")
        for name in dotted.findall(text)
        if not PACKAGE.joinpath(*name.split(".")).with_suffix(".py").exists()
        and not PACKAGE.joinpath(*name.split(".")).is_dir()
        and not is_there(name, PACKAGE)
    ]
    assert lost == []
