"""From tokens to a tree: a Pratt parser for the XPath 1.0 / ODK subset.

Location paths are refused on purpose: a form refers to its questions by `${name}` only.
"""

from __future__ import annotations

from tipdesk.core.errors import ExpressionFault
from tipdesk.forms.expression.functions import REFUSED, check_call
from tipdesk.forms.expression.syntax import (
    Call,
    Chain,
    Column,
    Current,
    Literal,
    Negation,
    Node,
    Parent,
    Reference,
    Token,
    TokenKind,
    tokenize,
)

MAX_DEPTH = 40  # brackets and calls inside each other

# XPath 1.0 §3.5: or < and < equality < relational < additive < multiplicative
_PRECEDENCE = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
}
_TIGHTEST = 7


def parse_tree(text: str, *, columns: bool = False, paths: bool = False) -> Node:
    """The tree of `text`. `columns` allows bare names as columns of a list (choice_filter),
    `paths` bare names and plain paths as references to questions (trials).

    Raises:
        ExpressionFault: what cannot be read, with reason, position and the offending text.
    """
    parser = _Parser(tokenize(text, paths=paths), columns=columns, paths=paths)
    tree = parser.expression(1, 0)
    parser.finish()
    return tree


class _Parser:
    def __init__(self, tokens: tuple[Token, ...], *, columns: bool, paths: bool) -> None:
        self._tokens = tokens
        self._at = 0
        self._columns = columns
        self._paths = paths

    def expression(self, least: int, depth: int) -> Node:
        """An expression whose operators bind at least as tightly as `least`."""
        left = self._operand(depth)
        for level in range(_TIGHTEST - 1, least - 1, -1):
            rest: list[tuple[str, Node]] = []
            while self._level() == level:
                operator = self._take().text
                rest.append((operator, self._tighter(level + 1, depth)))
            if rest:
                left = Chain(left, tuple(rest))
        return left

    def finish(self) -> None:
        """Fail when something is left over."""
        token = self._token
        if token.kind is TokenKind.END:
            return
        if token.kind is TokenKind.CLOSE:
            raise _fault("unopened_bracket", token)
        raise _fault("unexpected", token)

    @property
    def _token(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _level(self) -> int:
        token = self._token
        return _PRECEDENCE[token.text] if token.kind is TokenKind.OPERATOR else 0

    def _tighter(self, least: int, depth: int) -> Node:
        return self._operand(depth) if least == _TIGHTEST else self.expression(least, depth)

    def _operand(self, depth: int) -> Node:
        minus = 0
        while self._token.kind is TokenKind.OPERATOR and self._token.text == "-":
            self._take()
            minus += 1
        operand = self._primary(depth)
        # An even number of signs still makes a number of its operand.
        for _ in range(2 - minus % 2 if minus else 0):
            operand = Negation(operand)
        return operand

    def _primary(self, depth: int) -> Node:
        token = self._take()
        match token.kind:
            case TokenKind.NUMBER:
                return Literal(float(token.text))
            case TokenKind.STRING:
                return Literal(token.text)
            case TokenKind.REFERENCE:
                return Reference(token.text, token.position)
            case TokenKind.DOT:
                return Current()
            case TokenKind.OPEN:
                return self._bracket(token, depth)
            case TokenKind.NAME:
                return self._named(token, depth)
            case _:
                self._at -= 1
                raise _misplaced(token, self._tokens[self._at - 1] if self._at else None)

    def _bracket(self, opening: Token, depth: int) -> Node:
        inner = self.expression(1, self._deeper(opening, depth))
        self._close(opening)
        return inner

    def _named(self, token: Token, depth: int) -> Node:
        if self._token.kind is not TokenKind.OPEN:
            if self._columns:
                return Column(token.text, token.position)
            if self._paths:
                return Reference(token.text, token.position)
            raise _fault("bare_name", token)
        opening = self._take()
        arguments = self._arguments(opening, self._deeper(opening, depth))
        if token.text in REFUSED:
            raise _fault(f"refused_{REFUSED[token.text]}", token)
        call = Call(token.text, arguments, token.position)
        check_call(call)
        return call

    def _arguments(self, opening: Token, depth: int) -> tuple[Node, ...]:
        if self._token.kind is TokenKind.CLOSE:
            self._take()
            return ()
        arguments: list[Node] = []
        while True:
            arguments.append(self._argument(depth))
            if self._token.kind is not TokenKind.COMMA:
                break
            self._take()
        self._close(opening)
        return tuple(arguments)

    def _argument(self, depth: int) -> Node:
        if self._token.kind is TokenKind.PARENT:
            self._take()
            return Parent()
        return self.expression(1, depth)

    def _close(self, opening: Token) -> None:
        token = self._token
        if token.kind is TokenKind.END:
            raise _fault("unclosed_bracket", opening)
        if token.kind is not TokenKind.CLOSE:
            raise _fault("unexpected", token)
        self._take()

    @staticmethod
    def _deeper(token: Token, depth: int) -> int:
        if depth >= MAX_DEPTH:
            raise _fault("too_deep", token)
        return depth + 1


def _misplaced(token: Token, before: Token | None) -> ExpressionFault:
    """The fault of a token that stands where a value should."""
    if token.kind is TokenKind.PARENT:
        return _fault("path", token)
    if token.kind is TokenKind.END:
        return _fault("empty" if before is None else "unfinished", token)
    both = (
        token.kind is TokenKind.OPERATOR
        and before is not None
        and before.kind is TokenKind.OPERATOR
    )
    return _fault("double_operator" if both else "unexpected", token)


def _fault(reason: str, token: Token) -> ExpressionFault:
    return ExpressionFault(reason=reason, position=token.position, found=token.text)
