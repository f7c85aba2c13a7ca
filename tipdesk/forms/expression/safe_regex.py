"""Regular expressions that always end: a set of states walked once over the text.

`regex()` patterns come from people, and a backtracking matcher can take hours on a few
characters. This one (Thompson 1968) needs at most states × characters steps. It knows
literals, `.`, classes, groups, `|`, `* + ? {m,n}`, `^ $` and the escapes d D w W s S t n r,
uXXXX, xXX; no back references, no looking around. Classes d, w, s are ASCII, as in Java and ODK.
A lazy repetition (`*?`) is read as any other: of the whole text both fit the same.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from tipdesk.core.errors import ExpressionFault

MAX_PATTERN = 500  # characters
MAX_STATES = 500  # after counted repetitions are written out
MAX_TEXT = 4_000  # characters
_MAX_GROUPS = 30
_SPECIAL = frozenset("()|*+?{}[]^$\\.")

_DIGIT = ((48, 57),)
_WORD = ((48, 57), (65, 90), (95, 95), (97, 122))
_BLANK = ((9, 13), (32, 32))
_CONTROL = {"t": "\t", "n": "\n", "r": "\r"}
_CLASSES = {"d": _DIGIT, "w": _WORD, "s": _BLANK}
_CODES = {"u": 4, "x": 2}  # hexadecimal digits
_LAST = 0x10FFFF

_Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Set:
    ranges: _Ranges  # in order, none touching another: one look, however many there are
    negated: bool

    def holds(self, character: str) -> bool:
        code = ord(character)
        at = bisect_right(self.ranges, (code, _LAST)) - 1
        return (at >= 0 and code <= self.ranges[at][1]) is not self.negated


@dataclass(frozen=True, slots=True)
class _Sequence:
    parts: tuple[_Part, ...]


@dataclass(frozen=True, slots=True)
class _Either:
    options: tuple[_Sequence, ...]


@dataclass(frozen=True, slots=True)
class _Times:
    part: _Part
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class _Edge:
    start: bool


_Part = _Set | _Sequence | _Either | _Times | _Edge


class _Reader:
    """Reads a pattern into parts."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.depth = 0

    def fault(self) -> ExpressionFault:
        return ExpressionFault(reason="bad_pattern", position=self.at, found=self.pattern[:40])

    def whole(self) -> _Either:
        alternatives = self.either()
        if self.at < len(self.pattern):
            raise self.fault()
        return alternatives

    def either(self) -> _Either:
        options = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            options.append(self.sequence())
        return _Either(tuple(options))

    def sequence(self) -> _Sequence:
        parts: list[_Part] = []
        while self.peek() not in ("", "|", ")"):
            parts.append(self.times(self.atom()))
        return _Sequence(tuple(parts))

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def take(self) -> str:
        if self.at >= len(self.pattern):
            raise self.fault()
        self.at += 1
        return self.pattern[self.at - 1]

    def atom(self) -> _Part:
        character = self.take()
        match character:
            case "(":
                return self.group()
            case "[":
                return self.set()
            case ".":
                return _Set(((10, 10), (13, 13)), negated=True)
            case "^" | "$":
                return _Edge(start=character == "^")
            case "\\":
                return self.escape()
            case _ if character in _SPECIAL:
                self.at -= 1
                raise self.fault()
            case _:
                return _single(character)

    def group(self) -> _Part:
        self.depth += 1
        if self.depth > _MAX_GROUPS:
            raise self.fault()
        if self.pattern.startswith("?:", self.at):
            self.at += 2
        inner = self.either()
        if self.take() != ")":
            raise self.fault()
        self.depth -= 1
        return inner

    def escape(self) -> _Set:
        character = self.take()
        if character.lower() in _CLASSES:
            return _Set(_CLASSES[character.lower()], negated=character.isupper())
        if character in _CONTROL:
            return _single(_CONTROL[character])
        if character in _CODES:
            return _single(self.coded(_CODES[character]))
        if character.isascii() and character.isalnum():
            self.at -= 1
            raise self.fault()
        return _single(character)

    def coded(self, length: int) -> str:
        """The character of `length` hexadecimal digits."""
        digits = self.pattern[self.at : self.at + length]
        if not re.fullmatch(f"[0-9A-Fa-f]{{{length}}}", digits):
            raise self.fault()
        self.at += length
        return chr(int(digits, 16))

    def set(self) -> _Set:
        negated = self.peek() == "^"
        self.at += negated
        ranges: list[tuple[int, int]] = []
        while self.peek() != "]" or not ranges:
            low = self.member()
            if len(low) == 1 and low[0][0] == low[0][1] and self.is_range():
                self.at += 1
                high = self.member()
                if len(high) != 1 or high[0][0] != high[0][1] or high[0][0] < low[0][0]:
                    raise self.fault()
                low = ((low[0][0], high[0][0]),)
            ranges.extend(low)
        self.at += 1
        return _Set(_merged(ranges), negated)

    def is_range(self) -> bool:
        return self.peek() == "-" and self.pattern[self.at + 1 : self.at + 2] not in ("]", "")

    def member(self) -> _Ranges:
        character = self.take()
        if character != "\\":
            return ((ord(character), ord(character)),)
        escaped = self.escape()
        return _others(escaped.ranges) if escaped.negated else escaped.ranges

    def times(self, part: _Part) -> _Part:
        """`part` with the repetition that follows it, if any."""
        simple: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
        character = self.peek()
        if character in simple and character:
            self.at += 1
            least, most = simple[character]
        elif character == "{":
            least, most = self.counted()
        else:
            return part
        self.at += self.peek() == "?"
        if isinstance(part, _Edge) or (self.peek() in ("*", "+", "?", "{") and self.peek()):
            raise self.fault()
        return _Times(part, least, most)

    def counted(self) -> tuple[int, int | None]:
        end = self.pattern.find("}", self.at)
        first, comma, second = (
            self.pattern[self.at + 1 : end].partition(",") if end > 0 else ("",) * 3
        )
        digits = first.isascii() and first.isdigit() and len(first) < 5
        if not digits or (
            second and not (second.isascii() and second.isdigit() and len(second) < 5)
        ):
            raise self.fault()
        least = int(first)
        most = int(second) if second else (None if comma else least)
        if most is not None and most < least:
            raise self.fault()
        self.at = end + 1
        return least, most


def _others(ranges: _Ranges) -> _Ranges:
    """Every character outside of `ranges`, which stand in order."""
    starts = [0, *(high + 1 for _, high in ranges)]
    ends = [*(low - 1 for low, _ in ranges), _LAST]
    return tuple((low, high) for low, high in zip(starts, ends, strict=True) if low <= high)


def _merged(ranges: list[tuple[int, int]]) -> _Ranges:
    """The same characters, in order and none twice."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def _single(character: str) -> _Set:
    return _Set(((ord(character), ord(character)),), negated=False)


# One state: (set or None, edge or None, targets). A set eats a character, an edge asserts.
_State = tuple[_Set | None, _Edge | None, list[int]]


class _Program:
    """The states of a pattern. State 0 is the end; states are made from the end backwards."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.states: list[_State] = [(None, None, [])]
        self.start = self.add(_Reader(pattern).whole(), 0)

    def new(self, state: _State) -> int:
        if len(self.states) >= MAX_STATES:
            raise ExpressionFault(reason="bad_pattern", position=0, found=self.pattern[:40])
        self.states.append(state)
        return len(self.states) - 1

    def add(self, part: _Part, after: int) -> int:
        """The state at which `part` begins when `after` follows it."""
        match part:
            case _Set():
                return self.new((part, None, [after]))
            case _Edge():
                return self.new((None, part, [after]))
            case _Sequence():
                for piece in reversed(part.parts):
                    after = self.add(piece, after)
                return after
            case _Either():
                return self.new((None, None, [self.add(option, after) for option in part.options]))
            case _Times():
                return self.repeat(part, after)

    def repeat(self, part: _Times, after: int) -> int:
        if part.most is None:
            loop = self.new((None, None, [after]))
            self.states[loop][2].append(self.add(part.part, loop))
            start = loop
        else:
            start = after
            for _ in range(part.most - part.least):
                start = self.new((None, None, [after, self.add(part.part, start)]))
        for _ in range(part.least):
            start = self.add(part.part, start)
        return start

    def reach(self, states: list[int], *, first: bool, last: bool) -> set[int]:
        """Every state that can be reached from `states` without a character."""
        seen: set[int] = set()
        todo = states
        while todo:
            number = todo.pop()
            if number in seen:
                continue
            seen.add(number)
            eats, edge, targets = self.states[number]
            if eats is None and (edge is None or (first if edge.start else last)):
                todo.extend(targets)
        return seen


@lru_cache(maxsize=256)
def _program(pattern: str) -> _Program:
    if len(pattern) > MAX_PATTERN:
        raise ExpressionFault(reason="bad_pattern", position=MAX_PATTERN, found=pattern[:40])
    return _Program(pattern)


def check_pattern(pattern: str) -> None:
    """Raises ExpressionFault when `pattern` cannot be read."""
    _program(pattern)


def cost(pattern: str, length: int) -> int:
    """The steps that matching a text of `length` may take.

    Raises:
        ExpressionFault: the pattern cannot be read.
    """
    return len(_program(pattern).states) * min(length, MAX_TEXT) // 2


def matches_whole(pattern: str, text: str) -> bool:
    """Whether the whole of `text` fits `pattern`. Text beyond MAX_TEXT never fits.

    Raises:
        ExpressionFault: the pattern cannot be read.
    """
    program = _program(pattern)
    if len(text) > MAX_TEXT:
        return False
    states = program.states
    live = program.reach([program.start], first=True, last=not text)
    for index, character in enumerate(text, 1):
        onward: list[int] = []
        for number in live:
            eats, _, targets = states[number]
            if eats is not None and eats.holds(character):
                onward.extend(targets)
        if not onward:
            return False
        live = program.reach(onward, first=False, last=index == len(text))
    return 0 in live
