"""Cutting a paragraph into pieces, to be set in lines."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

from tipdesk.printing.text.bidi import levels
from tipdesk.printing.text.fonts import CONTEXT, INVISIBLE, Face, pick
from tipdesk.printing.text.line_breaks import line_breaks
from tipdesk.printing.text.pieces import (
    LONGEST,
    Piece,
    PieceKind,
    TextSpan,
    WordRun,
    sentence,
    separable,
    strands,
)

_SUBSTITUTE = "\u25cc"  # drawn for a character that no face has
_BLANKS = " \t\u2000-\u2006\u2008-\u200a\u3000"
_TOKEN = re.compile(f"[{_BLANKS}]+|[\u00a0\u202f\u2007]+|[^{_BLANKS}\u00a0\u202f\u2007]+")


def pieces(spans: Sequence[TextSpan], direction: int | None) -> tuple[list[Piece | WordRun], int]:
    """The pieces of one paragraph in reading order, and the paragraph's level."""
    text = "".join([span.text for span in spans])
    if direction == 1 and len(spans) == 1:
        strand = sentence(text, spans[0].faces[0])
        if strand:  # most text
            return [WordRun(strand, 1, spans[0], 0, len(strand.words))], 1
    embedding, base = levels(text, direction)
    ends = line_breaks(text)
    ends.append(len(text))  # the paragraph ends
    rows: dict[int, tuple[int, WordRun]] = {}
    if len(spans) == 1:
        for start, end, strand in strands(text, embedding, ends, spans[0].faces[0]):
            words = WordRun(strand, embedding[start], spans[0], 0, len(strand.words))
            if end - start == len(text):
                return [words], base
            rows[start] = end, words
        if not rows and embedding.count(embedding[0]) == len(embedding):
            simple = _simple(text, embedding[0], spans[0], ends)
            if simple:
                return simple, base
    return [*_mixed(spans, text, (embedding, ends), rows)], base


def _mixed(
    spans: Sequence[TextSpan],
    text: str,
    known: tuple[Sequence[int], Sequence[int]],
    rows: Mapping[int, tuple[int, WordRun]],
) -> Iterator[Piece | WordRun]:
    """The pieces of any paragraph. `known` are its levels and where a line may end; `rows` what is
    set in pieces already, by where it begins, and where it ends."""
    embedding, ends = known
    cursor = _SpanCursor(spans)
    start = at = 0  # how many of the ends lie before the token
    while start < len(text):
        match, first = _TOKEN.match(text, start), at
        end, words = rows.get(start) or (match.end() if match else len(text), None)
        while at < len(ends) and ends[at] <= end:
            at += 1
        if words:
            yield words
        elif text[start].isspace():
            parted = at > first and ends[at - 1] == end and not _is_in_number(text, start, end)
            kind = PieceKind.SPACE if parted else PieceKind.GLUE
            yield from _spaces(embedding, cursor, start, end, kind)
        else:
            inside = [place for place in ends[first:at] if place > start]
            yield from _token(text, embedding, cursor, (start, end), inside)
        start = end


def _token(
    text: str,
    embedding: Sequence[int],
    cursor: _SpanCursor,
    bounds: tuple[int, int],
    ends: Sequence[int],
) -> Iterator[Piece]:
    """The pieces of what stands between spaces. Most words are of one level, in the first face,
    short and whole; `_word` does the others."""
    start, end = bounds
    span, span_end = cursor.at(start)
    word, level, face = text[start:end], embedding[start], span.faces[0]
    if (
        (not ends or ends == [end])
        and end <= min(span_end, start + LONGEST)
        and face.characters.issuperset(map(ord, word))
        and embedding[start:end].count(level) == end - start
    ):
        run = face.shape(word, bool(level & 1))
        return iter((Piece(run, level, span, PieceKind.WORD, bool(ends)),))
    return _word(text, embedding, cursor, bounds, ends)


_NOT_SIMPLE = re.compile(rf"[^\S ]|  |^ | $|[^ ]{{{LONGEST + 1}}}")


def _simple(text: str, level: int, span: TextSpan, ends: Sequence[int]) -> list[Piece | WordRun]:
    """The pieces of a paragraph of one level and one span that is words with a space between each
    two, all of the first face and none parted by `ends`; empty for another paragraph. Much text
    that is no strand takes a third of the time so."""
    used = frozenset(text)
    face = span.faces[0]
    if _NOT_SIMPLE.search(text) or not face.characters.issuperset(map(ord, used)):
        return []
    words = text.split(" ")
    after = [*accumulate([len(word) + 1 for word in words])]
    if ends[:-1] != after[:-1] or any(map(str.isdigit, used)):
        return []
    rtl, shape, kind = bool(level & 1), face.shape, PieceKind.WORD
    space = Piece(shape(" ", rtl), level, span, PieceKind.SPACE, breaks=True)
    result: list[Piece | WordRun] = []
    for word in words[:-1]:
        result += (Piece(shape(word, rtl), level, span, kind), space)
    return [*result, Piece(shape(words[-1], rtl), level, span, kind, breaks=True)]


def _is_in_number(text: str, start: int, end: int) -> bool:
    """Whether the space parts groups of one number: our addition to UAX #14, for telephones."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return end == start + 1 and before.isdigit() and after.isdigit()


class _SpanCursor:
    """Which span an offset lies in; asked in ascending order."""

    def __init__(self, spans: Sequence[TextSpan]) -> None:
        self._ends: list[int] = []
        end = 0
        for span in spans:
            end += len(span.text)
            self._ends.append(end)
        self._spans = spans
        self._at = 0

    def at(self, offset: int) -> tuple[TextSpan, int]:
        """The span at `offset` and where it ends."""
        while self._ends[self._at] <= offset:
            self._at += 1
        return self._spans[self._at], self._ends[self._at]


def _spaces(
    embedding: Sequence[int], cursor: _SpanCursor, start: int, end: int, kind: PieceKind
) -> Iterator[Piece]:
    while start < end:
        span, span_end = cursor.at(start)
        stop = start + 1
        while stop < min(end, span_end) and embedding[stop] == embedding[start]:
            stop += 1
        level = embedding[start]
        for _ in range(stop - start):
            run = span.faces[0].shape(" ", bool(level & 1))
            yield Piece(run, level, span, kind, breaks=kind is PieceKind.SPACE)
        start = stop


def _word(
    text: str,
    embedding: Sequence[int],
    cursor: _SpanCursor,
    bounds: tuple[int, int],
    ends: Sequence[int],
) -> Iterator[Piece]:
    """The pieces of a word; `ends` are the offsets in it and at its end where a line may end."""
    at, end = bounds
    parting = frozenset(ends)
    while at < end:
        span, span_end = cursor.at(at)
        face = pick(span.faces, _first_seen(text, embedding, at, min(end, span_end)))
        level = embedding[at]
        if face is None:
            if ord(text[at]) not in INVISIBLE and unicodedata.category(text[at]) != "Cc":
                yield _substitute(text[at], level, span, at + 1 in parting)
            at += 1
            continue
        stop = _run_end(text, embedding, at, min(end, span_end), span.faces, face)
        for first, last in _parts(text, at, stop, ends):
            before = text[max(at, first - CONTEXT) : first]
            after = text[last : min(stop, last + CONTEXT)]
            run = face.shape(text[first:last], bool(level & 1), before, after)
            yield Piece(run, level, span, PieceKind.WORD, last in parting)
        at = stop


def _first_seen(text: str, embedding: Sequence[int], start: int, end: int) -> str:
    """The first character of this level that is seen: what is not seen takes its face, so that a
    bracket after an isolate is not of another face than its fellow."""
    for at in range(start, end):
        if embedding[at] != embedding[start]:
            break
        if ord(text[at]) not in INVISIBLE:
            return text[at]
    return text[start]


def _substitute(character: str, level: int, span: TextSpan, breaks: bool) -> Piece:
    face = pick(span.faces, _SUBSTITUTE) or span.faces[0]
    piece = Piece(face.shape(_SUBSTITUTE, bool(level & 1)), level, span, PieceKind.WORD, breaks)
    piece.lacking = character
    return piece


def _run_end(
    text: str, embedding: Sequence[int], at: int, limit: int, chain: tuple[Face, ...], face: Face
) -> int:
    """Where the run of one level and one face that starts at `at` ends."""
    primary = chain[0].characters
    stop = at + 1
    while stop < limit and embedding[stop] == embedding[at]:
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
        while stop - start > LONGEST:
            cut = start + LONGEST
            while cut > start + 1 and not separable(text, cut):
                cut -= 1
            if cut == start + 1:
                cut = start + LONGEST
            yield start, cut
            start = cut
        yield start, stop
        start = stop
