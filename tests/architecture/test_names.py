"""Names say what they hold. `one`, `found`, `said`, `made` and `told` fit anything, so they say
nothing: nobody binds them."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.sources import trees, trees_of_tests

SAY_NOTHING = {"one", "found", "said", "made", "told"}


def names_bound(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and name of everything that a file binds: variables, parameters, attributes, functions,
    classes, what is caught, matched or imported under another name."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name
            case (
                ast.FunctionDef(name=name)
                | ast.AsyncFunctionDef(name=name)
                | ast.ClassDef(name=name)
                | ast.arg(arg=name)
                | ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
                | ast.alias(asname=str(name))
            ):
                yield node.lineno, name
            case ast.MatchMapping(rest=str(name)):
                yield node.lineno, name


def that_say_nothing(tree: ast.AST) -> list[tuple[int, str]]:
    return sorted((line, name) for line, name in names_bound(tree) if _bare(name) in SAY_NOTHING)


def _bare(name: str) -> str:
    return name.strip("_").lower()


def test_nobody_binds_a_name_that_says_nothing() -> None:
    bound = [
        f"{path}:{line}: {name}"
        for path, tree in {**trees(), **trees_of_tests()}.items()
        for line, name in that_say_nothing(tree)
    ]
    assert bound == []


@pytest.mark.parametrize(
    "line",
    [
        "one = 1",
        "for found in []: pass",
        "[said for said in []]",
        "with open('x') as made: pass",
        "def told(): pass",
        "def f(one): pass",
        "def f(*, _found=1): pass",
        "lambda said: said",
        "self._made = 1",
        "class One: pass",
        "import x as told",
        "(one := 1)",
        "try: pass\nexcept OSError as found: pass",
        "match x:\n case [*said]: pass",
        "match x:\n case {**made}: pass",
        "match x:\n case int() as told: pass",
    ],
)
def test_wherever_such_a_name_is_bound_it_is_seen(line: str) -> None:
    assert len(that_say_nothing(ast.parse(line))) == 1


def test_a_name_that_holds_more_is_none() -> None:
    assert that_say_nothing(ast.parse("one_page = found.said(made, told=1).told")) == []
