"""Cutting a paragraph into pieces of one level, one face and one style, to be set in lines."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import accumulate

from tipdesk.printing.bidi import levels
from tipdesk.printing.fonts import CONTEXT, INVISIBLE, SOFT_HYPHEN, Face, Run, pick
from tipdesk.printing.line_breaks import line_breaks

Colour = tuple[float, float, float]  # RGB, 0 to 1
operands = lru_cache(maxsize=64)("{0[0]:.3g} {0[1]:.3g} {0[2]:.3g}".format)
"""A colour as PDF writes it."""
_LONGEST = 48  # characters; longer words are shaped in parts, so that cutting one stays cheap
_SUBSTITUTE = "\u25cc"  # drawn for a character that no face has


class Kind(IntEnum):
    """What a piece is to the line breaker."""

    WORD = 0
    SPACE = 1  # a line may end here
    GLUE = 2  # a space at which no line may end


@dataclass(frozen=True, slots=True)
class Span:
    """Text of one appearance inside a paragraph."""

    text: str
    faces: tuple[Face, ...]
    size: float  # points
    colour: Colour


class Piece:
    """A shaped run with its place in the bidirectional order."""

    __slots__ = ("breaks", "colour", "kind", "lacking", "level", "run", "size", "width")

    def __init__(self, run: Run, level: int, span: Span, kind: Kind, breaks: bool = False) -> None:
        self.lacking = ""  # the character that no face has and for which ◌ is drawn
        self.run = run
        self.level = level
        self.size = span.size
        self.colour = span.colour
        self.kind = kind
        self.breaks = breaks  # a line may end after it
        self.width = run.width * span.size / 1000  # points

    def cut(self, room: float) -> tuple[Piece, Piece] | None:
        """Two pieces of which the first fits into `room` points, or None when not one letter fits.

        Both keep the joining forms that their letters have in the whole word.
        """
        text = self.run.text
        for end in _cut_points(self.run, room * 1000 / self.size):
            head = self._part(text[:end], "", text[end:])
            if head.width <= room:
                return head, self._part(text[end:], text[:end], "")
        return None

    @property
    def hyphenates(self) -> bool:
        """Whether a line that ends here shows a hyphen (U+00AD, SOFT HYPHEN)."""
        return self.run.text.endswith(SOFT_HYPHEN)

    def hyphen(self) -> Piece:
        """The hyphen after this piece."""
        span = Span(SOFT_HYPHEN, (self.run.face,), self.size, self.colour)
        return Piece(self.run.face.hyphen(bool(self.level & 1)), self.level, span, Kind.WORD)

    def _part(self, text: str, before: str, after: str) -> Piece:
        run = self.run.face.shape(text, bool(self.level & 1), before, after)
        span = Span(text, (self.run.face,), self.size, self.colour)
        return Piece(run, self.level, span, Kind.WORD, breaks=True)


def _cut_points(run: Run, room: float) -> list[int]:
    """Offsets at which the run may be cut so that the head fits, the best first.

    The longest head is the best; heads that end where letters belong together come after all
    others: no word is written so, and what is no word must not run over the edge either.
    """
    widths: dict[int, float] = {}
    for glyph in run.glyphs:
        widths[glyph.cluster] = widths.get(glyph.cluster, 0.0) + glyph.advance
    points: list[int] = []
    used = 0.0
    for cluster in sorted(widths):
        if cluster:
            points.append(cluster)
        used += widths[cluster]
        if used > room:
            break
    points.reverse()
    return sorted(points, key=lambda point: not _separable(run.text, point))


def _separable(text: str, at: int) -> bool:
    """Whether two shaped parts may meet before `text[at]`: no mark, conjunct or lam-alef there."""
    before, after = text[at - 1], text[at]
    if unicodedata.category(after).startswith("M") or ord(after) in INVISIBLE:
        return False
    if unicodedata.combining(before) == 9 or before in "\u200c\u200d":  # 9: virama
        return False
    return not (before == "\u0644" and after in "\u0622\u0623\u0625\u0627\u0671")


_BLANKS = " \t\u2000-\u2006\u2008-\u200a\u3000"
_TOKEN = re.compile(f"[{_BLANKS}]+|[\u00a0\u202f\u2007]+|[^{_BLANKS}\u00a0\u202f\u2007]+")


def pieces(spans: Sequence[Span], direction: int | None) -> tuple[list[Piece], int]:
    """The pieces of one paragraph in reading order, and the paragraph's level."""
    text = "".join(span.text for span in spans)
    found, base = levels(text, direction)
    ends = line_breaks(text)
    ends.append(len(text))  # the paragraph ends
    if len(spans) == 1 and found.count(found[0]) == len(found):
        simple = _simple(text, found[0], spans[0], ends)
        if simple:
            return simple, base
    result: list[Piece] = []
    cursor = _SpanCursor(spans)
    if spans and base == 1:
        short = [word for word in text.split(" ") if len(word) <= _LONGEST]
        spans[0].faces[0].prepare(short)
    at = 0  # how many of them lie before the token
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        first = at
        while at < len(ends) and ends[at] <= end:
            at += 1
        if match[0].isspace():
            parted = at > first and ends[at - 1] == end and not _is_in_number(text, start, end)
            kind = Kind.SPACE if parted else Kind.GLUE
            result.extend(_spaces(found, cursor, start, end, kind))
            continue
        inside = [place for place in ends[first:at] if place > start]
        span, span_end = cursor.at(start)
        word, level = match[0], found[start]
        # Most words are of one level, in the first face, short and whole.
        if (
            (not inside or inside == [end])
            and end <= min(span_end, start + _LONGEST)
            and span.faces[0].characters.issuperset(map(ord, word))
            and found[start:end].count(level) == end - start
        ):
            run = span.faces[0].shape(word, bool(level & 1))
            result.append(Piece(run, level, span, Kind.WORD, bool(inside)))
        else:
            result.extend(_word(text, found, cursor, (start, end), inside))
    return result, base


_NOT_SIMPLE = re.compile(rf"[^\S ]|  |^ | $|[^ ]{{{_LONGEST + 1}}}")


def _simple(text: str, level: int, span: Span, ends: Sequence[int]) -> list[Piece]:
    """The pieces of a paragraph of one level and one span that is words with a space between each
    two, all of the first face and none parted by `ends`; empty for another paragraph. What most
    text is takes a third of the time so."""
    used = frozenset(text)
    face = span.faces[0]
    if _NOT_SIMPLE.search(text) or not face.characters.issuperset(map(ord, used)):
        return []
    words = text.split(" ")
    after = [*accumulate([len(word) + 1 for word in words])]
    if ends[:-1] != after[:-1] or any(map(str.isdigit, used)):
        return []
    rtl = bool(level & 1)
    if rtl:
        face.prepare(words)
    shape, kind = face.shape, Kind.WORD
    space = Piece(shape(" ", rtl), level, span, Kind.SPACE, breaks=True)
    result: list[Piece] = []
    for word in words:
        result += (Piece(shape(word, rtl), level, span, kind), space)
    result.pop()
    result[-1].breaks = True
    return result


def _is_in_number(text: str, start: int, end: int) -> bool:
    """Whether the space parts groups of one number: our addition to UAX #14, for telephones."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return end == start + 1 and before.isdigit() and after.isdigit()


class _SpanCursor:
    """Which span an offset lies in; asked in ascending order."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._ends: list[int] = []
        end = 0
        for span in spans:
            end += len(span.text)
            self._ends.append(end)
        self._spans = spans
        self._at = 0

    def at(self, offset: int) -> tuple[Span, int]:
        """The span at `offset` and where it ends."""
        while self._ends[self._at] <= offset:
            self._at += 1
        return self._spans[self._at], self._ends[self._at]


def _spaces(
    found: Sequence[int], cursor: _SpanCursor, start: int, end: int, kind: Kind
) -> Iterator[Piece]:
    while start < end:
        span, span_end = cursor.at(start)
        stop = start + 1
        while stop < min(end, span_end) and found[stop] == found[start]:
            stop += 1
        level = found[start]
        for _ in range(stop - start):
            run = span.faces[0].shape(" ", bool(level & 1))
            yield Piece(run, level, span, kind, breaks=kind is Kind.SPACE)
        start = stop


def _word(
    text: str,
    found: Sequence[int],
    cursor: _SpanCursor,
    bounds: tuple[int, int],
    ends: Sequence[int],
) -> Iterator[Piece]:
    """The pieces of a word; `ends` are the offsets in it and at its end where a line may end."""
    at, end = bounds
    parting = frozenset(ends)
    while at < end:
        span, span_end = cursor.at(at)
        face = pick(span.faces, _first_seen(text, found, at, min(end, span_end)))
        level = found[at]
        if face is None:
            if ord(text[at]) not in INVISIBLE and unicodedata.category(text[at]) != "Cc":
                yield _substitute(text[at], level, span, at + 1 in parting)
            at += 1
            continue
        stop = _run_end(text, found, at, min(end, span_end), span.faces, face)
        for first, last in _parts(text, at, stop, ends):
            before = text[max(at, first - CONTEXT) : first]
            after = text[last : min(stop, last + CONTEXT)]
            run = face.shape(text[first:last], bool(level & 1), before, after)
            yield Piece(run, level, span, Kind.WORD, last in parting)
        at = stop


def _first_seen(text: str, found: Sequence[int], start: int, end: int) -> str:
    """The first character of this level that is seen: what is not seen takes its face, so that a
    bracket after an isolate is not of another face than its fellow."""
    for at in range(start, end):
        if found[at] != found[start]:
            break
        if ord(text[at]) not in INVISIBLE:
            return text[at]
    return text[start]


def _substitute(character: str, level: int, span: Span, breaks: bool) -> Piece:
    face = pick(span.faces, _SUBSTITUTE) or span.faces[0]
    piece = Piece(face.shape(_SUBSTITUTE, bool(level & 1)), level, span, Kind.WORD, breaks)
    piece.lacking = character
    return piece


def _run_end(
    text: str, found: Sequence[int], at: int, limit: int, chain: tuple[Face, ...], face: Face
) -> int:
    """Where the run of one level and one face that starts at `at` ends."""
    primary = chain[0].characters
    stop = at + 1
    while stop < limit and found[stop] == found[at]:
        code = ord(text[stop])
        if code not in INVISIBLE:
            if code not in face.characters:
                break
            if face is not chain[0] and code in primary and text[stop].isalnum():
                break
        stop += 1
    return stop


def _parts(text: str, start: int, end: int, ends: Sequence[int]) -> Iterator[tuple[int, int]]:
    """A run in parts: parted where a line may end, and where it is too long to be shaped whole."""
    for stop in [*ends[bisect_right(ends, start) : bisect_left(ends, end)], end]:
        while stop - start > _LONGEST:
            cut = start + _LONGEST
            while cut > start + 1 and not _separable(text, cut):
                cut -= 1
            if cut == start + 1:
                cut = start + _LONGEST
            yield start, cut
            start = cut
        yield start, stop
        start = stop
