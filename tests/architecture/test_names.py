"""Names say what they hold. Some fit anything or several things, so they say nothing: nobody binds
them alone, though they may be part of a longer name."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

import pytest

from tests.architecture.sources import ROOT, product, trees, trees_of_tests

SAY_NOTHING = {
    *("one", "found", "said", "made", "told"),
    # An entry of the audit log, a row that leads somewhere (`link_row`), a file that is named in an
    # answer (`link_to`)?
    *("link", "links"),
    "looks",  # access reasons, what was viewed, how often something was read?
    *("aside", "apart"),  # quarantined, hidden, in another process, row by row?
    "ways",  # buttons, forms to fill in, what unlocks a backup?
    *("in_sight", "suggesting", "held_lock", "stopping", "tending"),  # what is done, not what it is
}
BINDING = (
    ast.Name, ast.Attribute, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.arg,
    ast.ExceptHandler, ast.alias, ast.pattern,
)  # fmt: skip


def names_bound(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and name of everything that a file binds: variables, parameters, attributes, functions,
    classes, what is caught, matched or imported under another name."""
    for node in ast.walk(tree):
        if not isinstance(node, BINDING):
            continue
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
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip("_")).lower()


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


# What the glossary never calls a thing → what it is called.
NEVER = {
    "account": "statement",
    "curtain": "privacy screen",
    "mend": "correct, or repair",
    "stick": "USB drive",
}
NEVER_TOGETHER = re.compile(r"(?i)trust_?pack")  # trust list
FROZEN = {
    "AccountFrozen",  # class names of errors are codes that others read
    *("TrustPackInvalid", "TrustPackOlder"),
    "ACCOUNT",  # `Phase`: a step of the PEACE method, kept in the vault by this name
}
# Nothing is wrong in a file without any of these, however the words are spelled or joined.
MAYBE = re.compile(r"(?i)account|curtain|(?<![am])mend|stick|trust_?pack")
# In prose too: no comment and no docstring means anything else by these.
NEVER_IN_PROSE = re.compile(r"(?i)\b(?:USB|memory|the|a)[ -]sticks?\b|\bmend(?:s|ed|ing)?\b")


def words_of(name: str) -> set[str]:
    """The words of a name in small letters, each without the ending of a plural or a past."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)
    return {re.sub(r"(?:s|ed|ing)$", "", word.lower()) for word in words}


def wrong_words(source: str) -> list[str]:
    """Line and name, or piece of prose, that says what the glossary forbids."""
    wrong: list[str] = []
    if not MAYBE.search(source):
        return wrong
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NAME and token.string not in FROZEN:
            if words_of(token.string) & {*NEVER} or NEVER_TOGETHER.search(token.string):
                wrong.append(f"{token.start[0]}: {token.string}")
        elif token.type == tokenize.COMMENT or token.string.startswith('"""'):
            wrong += [f"{token.start[0]}: {word}" for word in NEVER_IN_PROSE.findall(token.string)]
    return wrong


def test_code_names_things_as_the_glossary_does() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{word}"
        for room in ("tipdesk", "tests", "packaging")
        for path in sorted((ROOT / room).rglob("*.py"))
        for word in wrong_words(path.read_text("utf-8"))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "line",
    [
        "has_account = 1",
        "class UsbStick: pass",
        "def _on_mended(): pass",
        "CURTAINS = 1",
        "class OldTrustPack: pass",
        "pass  # on the stick",
        '"""Mends it."""',
    ],
)
def test_a_word_that_the_glossary_forbids_is_seen(line: str) -> None:
    assert len(wrong_words(line)) == 1


def test_longer_words_and_frozen_names_are_none() -> None:
    assert (
        wrong_words("stickers = AccountFrozen(amended, Phase.ACCOUNT)  # amended; sticks out") == []
    )


# Class → why it may be defined in several modules.
SEVERAL: dict[str, str] = {}


def of_the_same_name(trees: dict[str, ast.Module]) -> dict[str, list[str]]:
    """Classes that several modules define, with these modules. Those that begin with an underscore
    are seen by nobody else."""
    defined: dict[str, list[str]] = {}
    for path, tree in trees.items():
        for name in {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}:
            defined.setdefault(name, []).append(path)
    return {
        name: paths
        for name, paths in defined.items()
        if len(paths) > 1 and not name.startswith("_")
    }


def test_no_two_classes_have_one_name() -> None:
    several = of_the_same_name(product())
    assert {name: paths for name, paths in several.items() if name not in SEVERAL} == {}
    assert SEVERAL.keys() <= several.keys(), "an exception that nothing needs"


def test_a_name_that_two_modules_define_is_seen() -> None:
    sheet, inner = ast.parse("class Sheet: pass"), ast.parse("def f():\n class Sheet: pass")
    same = {"a.py": sheet, "b.py": inner, "c.py": ast.parse("class _Sheet: pass\nSheet = 1")}
    assert of_the_same_name(same) == {"Sheet": ["a.py", "b.py"]}
    assert of_the_same_name({name: ast.parse("class _Sheet: pass") for name in "ab"}) == {}
