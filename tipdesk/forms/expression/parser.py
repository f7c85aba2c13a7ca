"""From tokens to a tree: a Pratt parser for the XPath 1.0 / ODK subset.

Location paths are refused on purpose: a form refers to its questions by `${name}` only.
"""

from __future__ import annotations

from tipdesk.core.errors import ExpressionFault
from tipdesk.forms.expression import syntax
from tipdesk.forms.expression.functions import REFUSED, check_call

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


def parse_tree(text: str, *, columns: bool = False, paths: bool = False) -> syntax.Node:
    """The tree of `text`. `columns` allows bare names as columns of a list (choice_filter),
    `paths` bare names and plain paths as references to questions (trials).

    Raises:
        ExpressionFault: what cannot be read, with reason, position and the offending text.
    """
    parser = _Parser(syntax.tokenize(text, paths=paths), columns=columns, paths=paths)
    tree = parser.expression(1, 0)
    parser.finish()
    return tree


class _Parser:
    def __init__(self, tokens: tuple[syntax.Token, ...], *, columns: bool, paths: bool) -> None:
        self._tokens = tokens
        self._at = 0
        self._columns = columns
        self._paths = paths

    def expression(self, least: int, depth: int) -> syntax.Node:
        """An expression whose operators bind at least as tightly as `least`."""
        left = self._operand(depth)
        for level in range(_TIGHTEST - 1, least - 1, -1):
            rest: list[tuple[str, syntax.Node]] = []
            while self._level() == level:
                operator = self._take().text
                rest.append((operator, self._tighter(level + 1, depth)))
            if rest:
                left = syntax.Chain(left, tuple(rest))
        return left

    def finish(self) -> None:
        """Fail when something is left over."""
        token = self._token
        if token.kind is syntax.TokenKind.END:
            return
        if token.kind is syntax.TokenKind.CLOSE:
            raise _fault("unopened_bracket", token)
        raise _fault("unexpected", token)

    @property
    def _token(self) -> syntax.Token:
        return self._tokens[self._at]

    def _take(self) -> syntax.Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _level(self) -> int:
        token = self._token
        return _PRECEDENCE[token.text] if token.kind is syntax.TokenKind.OPERATOR else 0

    def _tighter(self, least: int, depth: int) -> syntax.Node:
        return self._operand(depth) if least == _TIGHTEST else self.expression(least, depth)

    def _operand(self, depth: int) -> syntax.Node:
        minus = 0
        while self._token.kind is syntax.TokenKind.OPERATOR and self._token.text == "-":
            self._take()
            minus += 1
        operand = self._primary(depth)
        # An even number of signs still makes a number of its operand.
        for _ in range(2 - minus % 2 if minus else 0):
            operand = syntax.Negation(operand)
        return operand

    def _primary(self, depth: int) -> syntax.Node:
        token = self._take()
        match token.kind:
            case syntax.TokenKind.NUMBER:
                return syntax.Literal(float(token.text))
            case syntax.TokenKind.STRING:
                return syntax.Literal(token.text)
            case syntax.TokenKind.REFERENCE:
                return syntax.Reference(token.text, token.position)
            case syntax.TokenKind.DOT:
                return syntax.Current()
            case syntax.TokenKind.OPEN:
                return self._bracket(token, depth)
            case syntax.TokenKind.NAME:
                return self._named(token, depth)
            case _:
                self._at -= 1
                raise _misplaced(token, self._tokens[self._at - 1] if self._at else None)

    def _bracket(self, opening: syntax.Token, depth: int) -> syntax.Node:
        inner = self.expression(1, self._deeper(opening, depth))
        self._close(opening)
        return inner

    def _named(self, token: syntax.Token, depth: int) -> syntax.Node:
        if self._token.kind is not syntax.TokenKind.OPEN:
            if self._columns:
                return syntax.ChoiceColumn(token.text, token.position)
            if self._paths:
                return syntax.Reference(token.text, token.position)
            raise _fault("bare_name", token)
        opening = self._take()
        arguments = self._arguments(opening, self._deeper(opening, depth))
        if token.text in REFUSED:
            raise _fault(f"refused_{REFUSED[token.text]}", token)
        call = syntax.Call(token.text, arguments, token.position)
        check_call(call)
        return call

    def _arguments(self, opening: syntax.Token, depth: int) -> tuple[syntax.Node, ...]:
        if self._token.kind is syntax.TokenKind.CLOSE:
            self._take()
            return ()
        arguments: list[syntax.Node] = []
        while True:
            arguments.append(self._argument(depth))
            if self._token.kind is not syntax.TokenKind.COMMA:
                break
            self._take()
        self._close(opening)
        return tuple(arguments)

    def _argument(self, depth: int) -> syntax.Node:
        if self._token.kind is syntax.TokenKind.PARENT:
            self._take()
            return syntax.Parent()
        return self.expression(1, depth)

    def _close(self, opening: syntax.Token) -> None:
        token = self._token
        if token.kind is syntax.TokenKind.END:
            raise _fault("unclosed_bracket", opening)
        if token.kind is not syntax.TokenKind.CLOSE:
            raise _fault("unexpected", token)
        self._take()

    @staticmethod
    def _deeper(token: syntax.Token, depth: int) -> int:
        if depth >= MAX_DEPTH:
            raise _fault("too_deep", token)
        return depth + 1


def _misplaced(token: syntax.Token, before: syntax.Token | None) -> ExpressionFault:
    """The fault of a token that stands where a value should."""
    if token.kind is syntax.TokenKind.PARENT:
        return _fault("path", token)
    if token.kind is syntax.TokenKind.END:
        return _fault("empty" if before is None else "unfinished", token)
    both = (
        token.kind is syntax.TokenKind.OPERATOR
        and before is not None
        and before.kind is syntax.TokenKind.OPERATOR
    )
    return _fault("double_operator" if both else "unexpected", token)


def _fault(reason: str, token: syntax.Token) -> ExpressionFault:
    return ExpressionFault(reason=reason, position=token.position, found=token.text)
