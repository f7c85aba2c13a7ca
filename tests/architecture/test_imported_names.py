"""What a file takes from another of ours stands there. Tests, pictures and benchmarks are not read
by mypy, and some of them run seldom: a name that was given another would be missed there last."""

import ast
from collections.abc import Iterator
from functools import cache

import pytest

from tests.architecture.sources import trees, trees_of_tests

SCOPES = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef,
    ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
)  # fmt: skip
OF_EVERY_MODULE = {"__doc__", "__file__", "__name__", "__path__"}

Scope = dict[str, str | None]  # name → module of ours that it is; None of anything else


@cache
def modules() -> dict[str, ast.Module | None]:
    """Dotted name → tree of every module of ours; None of a folder without `__init__`. What
    packages it are programs, which find each other in their folder."""
    by_name: dict[str, ast.Module | None] = {}
    for path, tree in {**trees(), **trees_of_tests()}.items():
        name = (
            path.removeprefix("packaging/")
            .removesuffix(".py")
            .removesuffix("/__init__")
            .replace("/", ".")
        )
        by_name[name] = tree
        while "." in name:
            name = name.rpartition(".")[0]
            by_name.setdefault(name, None)
    return by_name


@cache
def in_scope(scope: ast.AST) -> list[ast.AST]:
    """`scope` and what is below it, as far as it shares its names; functions, classes and
    comprehensions inside are given, and not entered."""
    parts = [scope]
    left = list(ast.iter_child_nodes(scope))
    while left:
        part = left.pop()
        parts.append(part)
        if not isinstance(part, SCOPES):
            left += ast.iter_child_nodes(part)
    return parts


def bound(scope: ast.AST) -> Scope:
    """The names that a module, a class or a function binds itself."""
    names: Scope = {}
    for node in in_scope(scope):
        match node:
            case ast.Import(names=aliases):
                for alias in aliases:
                    module = alias.name if alias.asname else alias.name.partition(".")[0]
                    names[alias.asname or module] = module if module in modules() else None
            case ast.ImportFrom(module=str(module), names=aliases):
                for alias in aliases:
                    name = f"{module}.{alias.name}"
                    names[alias.asname or alias.name] = name if name in modules() else None
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                names[name] = None
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                names[name] = None
            case (
                ast.FunctionDef(name=name)
                | ast.AsyncFunctionDef(name=name)
                | ast.ClassDef(name=name)
            ):
                if node is not scope:
                    names[name] = None
    return names


@cache
def defined(module: str) -> set[str]:
    """What a module binds and does not itself take from another of ours."""
    tree = modules()[module]
    if tree is None:
        return set()
    borrowed = {
        alias.asname or alias.name
        for node in in_scope(tree)
        if isinstance(node, ast.ImportFrom) and node.module in modules()
        for alias in node.names
    }
    return bound(tree).keys() - borrowed


def stands(module: str, name: str) -> bool:
    return f"{module}.{name}" in modules() or name in defined(module) | OF_EVERY_MODULE


def taken(node: ast.AST, scopes: tuple[Scope, ...]) -> Iterator[tuple[int, str, str]]:
    """Line, module of ours and name of everything that is taken from one below `node`."""
    for part in in_scope(node):
        match part:
            case ast.ImportFrom(module=str(module), names=aliases) if module in modules():
                yield from ((part.lineno, module, alias.name) for alias in aliases)
            case (
                ast.ImportFrom(module=str(module)) | ast.Import(names=[ast.alias(name=module)])
            ) if module.partition(".")[0] in ("tipdesk", "tests") and module not in modules():
                yield part.lineno, *module.rpartition(".")[::2]
            case ast.Attribute(value=value, attr=name, ctx=ast.Load()) if module := module_of(
                value, scopes
            ):
                yield part.lineno, module, name
            case _ if part is not node and isinstance(part, SCOPES):
                yield from taken(part, (*scopes, bound(part)))


def module_of(node: ast.expr, scopes: tuple[Scope, ...]) -> str | None:
    """The module of ours that an expression is."""
    match node:
        case ast.Name(id=name):
            return next((scope[name] for scope in reversed(scopes) if name in scope), None)
        case ast.Attribute(value=value, attr=name, ctx=ast.Load()) if module := module_of(
            value, scopes
        ):
            return inner if (inner := f"{module}.{name}") in modules() else None
    return None


def missing(tree: ast.Module) -> list[str]:
    return [
        f"{line}: {module}.{name}"
        for line, module, name in taken(tree, (bound(tree),))
        if not stands(module, name)
    ]


def test_what_is_taken_from_a_module_is_defined_there() -> None:
    lacking = [
        f"{path}:{place}"
        for path, tree in {**trees(), **trees_of_tests()}.items()
        for place in missing(tree)
    ]
    assert lacking == []


def test_nothing_is_given_on() -> None:
    """What is imported from elsewhere is imported from there, so nobody needs a list of it."""
    assert [path for path, tree in trees().items() if "__all__" in bound(tree)] == []


@pytest.mark.parametrize(
    "broken",
    [
        "from tipdesk.core.clock import Gone",
        "from tipdesk.core import gone",
        "from tipdesk.core.gone import Clock",
        "import tipdesk.gone",
        "def f():\n    from tests.ui.gestures import gone",
        "from tipdesk.core import clock\nclock.gone()",
        "from tipdesk.core import clock as time\ndef f(x=lambda: time.gone): pass",
        "import tipdesk\ntipdesk.gone",
        "import system_packages\nsystem_packages.gone",
        "from tipdesk import core\n[core.clock.gone for _ in ()]",
        "from tipdesk.forms.rules.rules import Context",  # from where it is defined, please
        "from tipdesk.storage.keys import keys\nkeys.FLOOR",
    ],
)
def test_what_does_not_stand_there_is_seen(broken: str) -> None:
    assert len(missing(ast.parse(broken))) == 1


@pytest.mark.parametrize(
    "sound",
    [
        "from tipdesk.core.clock import Clock\nClock.gone",
        "from tipdesk.core import clock\nclock.Clock.gone, clock.__file__",
        "from tipdesk.core import clock\ndef f(clock): clock.gone",
        "from tipdesk.core import clock\n[clock.gone for clock in ()]",
        "from tipdesk.core import clock\nclock.gone = 1",  # a test puts its own there
        "import tipdesk.core.clock\ntipdesk.core.clock.Clock",
        "from packaging.markers import Marker",  # of another packaging
    ],
)
def test_what_stands_there_or_is_no_module_is_not(sound: str) -> None:
    assert missing(ast.parse(sound)) == []
