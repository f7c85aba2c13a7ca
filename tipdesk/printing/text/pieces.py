"""What a line is made of: pieces of one level, one face and one style."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from tipdesk.printing.text.fonts import INVISIBLE, SOFT_HYPHEN, Face, Run
from tipdesk.printing.text.strands import Strand

Colour = tuple[float, float, float]  # RGB, 0 to 1
operands = lru_cache(maxsize=64)("{0[0]:.3g} {0[1]:.3g} {0[2]:.3g}".format)
"""A colour as PDF writes it."""


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

    __slots__ = ("breaks", "colour", "gaps", "kind", "lacking", "level", "run", "size", "width")

    def __init__(self, run: Run, level: int, span: Span, kind: Kind, breaks: bool = False) -> None:
        self.lacking = ""  # the character that no face has and for which ◌ is drawn
        self.run = run
        self.level = level
        self.size = span.size
        self.colour = span.colour
        self.kind = kind
        self.gaps = int(kind is not Kind.WORD)  # how many spaces it is
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
    def face(self) -> Face:
        """What it is set in."""
        return self.run.face

    @property
    def text(self) -> str:
        """What it says."""
        return self.run.text

    @property
    def rtl(self) -> bool:
        """Whether letters run from right to left in it: what an isolate stands in has the level of
        its line and is no Arabic."""
        return bool(self.level & 1) and not INVISIBLE.issuperset(map(ord, self.run.text))

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
    return sorted(points, key=lambda point: not separable(run.text, point))


def separable(text: str, at: int) -> bool:
    """Whether two shaped parts may meet before `text[at]`: no mark, conjunct or lam-alef there."""
    before, after = text[at - 1], text[at]
    if unicodedata.category(after).startswith("M") or ord(after) in INVISIBLE:
        return False
    if unicodedata.combining(before) == 9 or before in "\u200c\u200d":  # 9: virama
        return False
    return not (before == "\u0644" and after in "\u0622\u0623\u0625\u0627\u0671")


class Words:
    """Words of a strand with the spaces between them, as one piece from right to left."""

    __slots__ = ("first", "gaps", "last", "level", "span", "strand", "width")
    rtl = True

    def __init__(self, strand: Strand, level: int, span: Span, first: int, last: int) -> None:
        self.strand = strand
        self.level = level
        self.span = span
        self.first, self.last = first, last  # places in the strand
        self.gaps = last - first - 1  # how many spaces are in it
        self.width = strand.width(first, last) * span.size / 1000  # points

    @property
    def face(self) -> Face:
        """What they are set in."""
        return self.strand.face

    @property
    def size(self) -> float:
        """Points."""
        return self.span.size

    @property
    def colour(self) -> Colour:
        """What they are set with."""
        return self.span.colour

    @property
    def text(self) -> str:
        """What they say."""
        return " ".join(self.strand.words[self.first : self.last])

    def fitting(self, room: float) -> tuple[Words | None, Words | None]:
        """The words that fit into `room` points, and the others."""
        last = self.strand.fitting(self.first, room * 1000 / self.span.size)
        if last >= self.last:
            return self, None
        if last <= self.first:
            return None, self
        return self._part(self.first, last), self._part(last, self.last)

    def parted(self) -> tuple[Piece, Piece, Words | None]:
        """The first word, the space after it, and the other words."""
        word = Piece(self.strand.run(self.first), self.level, self.span, Kind.WORD)
        space = Piece(self.strand.space, self.level, self.span, Kind.SPACE, breaks=True)
        return word, space, self._part(self.first + 1, self.last) if self.gaps else None

    def _part(self, first: int, last: int) -> Words:
        return Words(self.strand, self.level, self.span, first, last)

    def apart(self) -> list[Piece]:
        """The same as pieces of their own, in reading order."""
        word, space, rest = self.parted()
        found = [word]
        while rest:
            word, _, rest = rest.parted()
            found += (space, word)
        return found
