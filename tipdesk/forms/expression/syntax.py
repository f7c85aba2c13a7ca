"""The words of an expression: tokens and the tree that the parser makes of them.

Whatever an office program does to a formula behind the author's back (curly quotes, Arabic
digits, invisible direction marks) is named for what it is, with its position.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tipdesk.core.errors import ExpressionFault

MAX_LENGTH = 8_000  # characters of one expression
MAX_TOKENS = 4_000


class TokenKind(StrEnum):
    """What a token is."""

    NUMBER = "number"
    STRING = "string"
    REFERENCE = "reference"  # ${name}
    NAME = "name"  # a function, or a column of the choices sheet
    OPERATOR = "operator"
    OPEN = "("
    CLOSE = ")"
    COMMA = ","
    DOT = "."
    PARENT = ".."
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One word. `position` counts characters from 0."""

    kind: TokenKind
    text: str
    position: int


@dataclass(frozen=True, slots=True)
class Literal:
    """A number or a quoted text."""

    value: str | float


@dataclass(frozen=True, slots=True)
class Reference:
    """`${name}`: the answer to a question, or the rows of a repeat."""

    name: str
    position: int


@dataclass(frozen=True, slots=True)
class Current:
    """`.`: the value under test."""


@dataclass(frozen=True, slots=True)
class Parent:
    """`..`: only as the argument of position()."""


@dataclass(frozen=True, slots=True)
class ChoiceColumn:
    """A bare name: a column of the choices sheet, in choice_filter only."""

    name: str
    position: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    name: str
    arguments: tuple[Node, ...]
    position: int


@dataclass(frozen=True, slots=True)
class Negation:
    """Unary minus."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Chain:
    """Operators of one precedence, from left to right: first op operand op operand …

    A chain instead of nested pairs, so that a long sum is no deep tree.
    """

    first: Node
    rest: tuple[tuple[str, Node], ...]


Node = Literal | Reference | Current | Parent | ChoiceColumn | Call | Negation | Chain


def walk(node: Node) -> Iterator[Node]:
    """`node` and every node below it, in the order they are written."""
    yield node
    match node:
        case Call():
            for argument in node.arguments:
                yield from walk(argument)
        case Negation():
            yield from walk(node.operand)
        case Chain():
            yield from walk(node.first)
            for _, operand in node.rest:
                yield from walk(operand)
        case _:
            pass


_SPACE = re.compile(r"[ \t\r\n]+")
_WORD_OPERATOR = re.compile(r"and|or|div|mod")
_NAME = r"[A-Za-z_][A-Za-z0-9_.-]*"  # the longest that fits: a-b and a- are names (§3.7)
_ANY_NAME = r"[^\W\d][\w.-]*"  # of any script
_Shapes = tuple[tuple[re.Pattern[str], TokenKind], ...]


def _shapes(reference: str, name: str) -> _Shapes:
    """The tokens, with what `${…}` may hold and how a name is written."""
    written = (
        (r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", TokenKind.NUMBER),
        (r"'[^']*'|\"[^\"]*\"", TokenKind.STRING),
        (rf"\$\{{({reference})\}}", TokenKind.REFERENCE),
        (rf"(?:jr:)?{name}", TokenKind.NAME),
        (r"\(", TokenKind.OPEN),
        (r"\)", TokenKind.CLOSE),
        (r",", TokenKind.COMMA),
        (r"\.\.", TokenKind.PARENT),
        (r"\.", TokenKind.DOT),
        (r"!=|<=|>=|[=<>+*-]", TokenKind.OPERATOR),
    )
    return tuple((re.compile(pattern), kind) for pattern, kind in written)


_SHAPES = _shapes(r"[A-Za-z_][A-Za-z0-9_]*", _NAME)
_TRIAL_SHAPES = _shapes(_ANY_NAME, _ANY_NAME)
_PATH = re.compile(rf"(?:(?://?|(?:\.\.?/)+)(?:{_ANY_NAME}/)*|\$)({_ANY_NAME})")
_MORE_PATH = re.compile(r"\s*[(\[/:@]")  # an axis, a predicate, a function: no plain path
HIDDEN = frozenset("\u200b\u200c\u200d\u200e\u200f\u061c\u2066\u2067\u2068\u2069\ufeff\u00ad")
CURLY = frozenset("‘’‚‛“”„‟«»‹›`´")
ARABIC_COMMAS = frozenset("،؛")
_ODD = (
    (frozenset("'\""), "unclosed_quote"),
    (CURLY, "smart_quote"),
    (HIDDEN, "hidden_character"),
    (frozenset("$"), "bad_reference"),
    (frozenset("/@[]|:"), "path"),
    (ARABIC_COMMAS, "arabic_comma"),
)
_AFTER_OPERAND = frozenset(
    {
        TokenKind.NUMBER,
        TokenKind.STRING,
        TokenKind.REFERENCE,
        TokenKind.NAME,
        TokenKind.CLOSE,
        TokenKind.DOT,
        TokenKind.PARENT,
    }
)


def tokenize(text: str, *, paths: bool = False) -> tuple[Token, ...]:
    """The tokens of `text`, ending with one of kind END. With `paths`, `/data/name`, `../name`
    and `$name` are references too, and a name may be of any script.

    Raises:
        ExpressionFault: a character or a quote that no expression can hold, or too many of them.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionFault(reason="too_long", position=MAX_LENGTH, found="")
    tokens: list[Token] = []
    shapes = _TRIAL_SHAPES if paths else _SHAPES
    position = 0
    while position < len(text):
        if space := _SPACE.match(text, position):
            position = space.end()
            continue
        operator_next = bool(tokens) and tokens[-1].kind in _AFTER_OPERAND
        plain = _PATH.match(text, position) if paths and not operator_next else None
        if plain and not _MORE_PATH.match(text, plain.end()):
            token, position = Token(TokenKind.REFERENCE, plain[1], position), plain.end()
        else:
            token, position = _next_token(text, position, shapes, operator_next=operator_next)
        tokens.append(token)
        if len(tokens) > MAX_TOKENS:
            raise ExpressionFault(reason="too_long", position=position, found="")
    tokens.append(Token(TokenKind.END, "", len(text)))
    return tuple(tokens)


def _next_token(text: str, at: int, shapes: _Shapes, *, operator_next: bool) -> tuple[Token, int]:
    """The token that begins at `at`, and where it ends.

    `and`, `or`, `div`, `mod` are operators after an operand and names elsewhere (XPath 1.0
    §3.7), so `1mod1` is read and `mod` may be a column.
    """
    if operator_next and (word := _WORD_OPERATOR.match(text, at)):
        return Token(TokenKind.OPERATOR, word.group(), at), word.end()
    for pattern, kind in shapes:
        if match := pattern.match(text, at):
            characters = match.group(1) if pattern.groups else match.group()
            return Token(
                kind, characters[1:-1] if kind is TokenKind.STRING else characters, at
            ), match.end()
    raise ExpressionFault(reason=_odd(text, at), position=at, found=odd_character(text, at))


def _odd(text: str, at: int) -> str:
    """Why the character at `at` cannot begin a token."""
    character = text[at]
    for characters, reason in _ODD:
        if character in characters:
            return reason
    if unicodedata.category(character) == "Nd":
        return "arabic_digit"
    return "non_ascii" if ord(character) > 126 else "unexpected"


def odd_character(text: str, at: int) -> str:
    """The offending character at `at`, or its code when it cannot be seen."""
    character = text[at]
    if character in HIDDEN or not character.isprintable():
        return f"U+{ord(character):04X}"
    if character == "$":
        end = text.find("}", at)
        return text[at : end + 1 if 0 <= end < at + 60 else at + 20]
    return character
