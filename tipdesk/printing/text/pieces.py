"""What a line is made of: pieces of one level, one face and one style, and strands of Arabic words.

A strand is Arabic words in a row from right to left, shaped in one call of HarfBuzz. Most text is
such words with one space between each two, and what Python does for each glyph and each word is
most of what a document costs. So a strand is read as one string: of most of its words nothing is
made but the codes of their glyphs, and a line is a part of a strand.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import accumulate, pairwise, repeat
from typing import NamedTuple

import uharfbuzz as hb

from tipdesk.printing.text.fonts import INVISIBLE, SOFT_HYPHEN, Face, Run

# --- strands ----------------------------------------------------------------------------------


_PARTING = "\uffff"  # no character (Unicode 23.7): never in a text, joins and kerns with nothing
_SIGNS, _LETTERS = "!():.\u00ab\u00bb\u060c\u061b\u061f", "\u0621-\u063a\u0641-\u064a"
_WORD = f"[{_SIGNS}]*[{_LETTERS}][{_SIGNS}{_LETTERS}]*+"
_STRAND = re.compile(f"(?<![^ ]){_WORD}(?: {_WORD})+(?![^ ])")
LONGEST = 48  # characters; longer words are shaped in parts, so that cutting one stays cheap
# Words with no more than a stop after them. Neither order nor line breaking has a rule that says
# more of these than that they run from right to left and part at spaces.
_STOPS = "!.:\u060c\u061b\u061f"
_SENTENCE_WORD = f"[{_LETTERS}]{{1,{LONGEST - 1}}}+[{_STOPS}]?"
_SENTENCE = re.compile(f"{_SENTENCE_WORD}(?: {_SENTENCE_WORD})+")
_AS_TOLD = hb.BufferSerializeFlags.NO_GLYPH_NAMES | hb.BufferSerializeFlags.NO_CLUSTERS
_TINY = 0.01
SPACE_LIKE = 40  # 1/1000 em; a wider gap in a word is taken for a space when text is copied


class LetterGlyph(NamedTuple):
    """A glyph on the line that stands for a letter, or is a ligature of some."""

    number: int
    text: str
    kern: float  # how far to the right it goes, and what is before it with it


Row = Sequence[LetterGlyph]
"""The letters of a word from left to right."""


class _LearnedLetters:
    """The letters of a face, by what HarfBuzz tells of a glyph, e.g. `708+1255`: its number, its
    advance in units. Learned from the words in which they stand; a letter stays what it was first.
    """

    def __init__(self, face: Face) -> None:
        self.parting = f"0+{face.font.get_glyph_h_advance(0)}"
        self.names = {self.parting: self.parting}  # so that each is kept once
        self.letters: dict[str, LetterGlyph] = {}
        self.texts = {self.parting: _PARTING}  # from left to right
        self.advances = {self.parting: 0}
        needed = {*range(0x621, 0x63B), *range(0x641, 0x64B), *map(ord, _STOPS)}
        self.has_all = face.characters.issuperset(needed)  # letters, and stops of sentences

    def learn(self, names: Sequence[str], run: Run) -> Row | Run:
        """From a word and the names of its glyphs; returns the row of letters that it is, or the
        word itself where it is none."""
        row: list[LetterGlyph] = []
        for name, glyph in zip(names, run.glyphs, strict=True):
            kern = glyph.advance - run.face.advance(glyph.number)
            placed = glyph.dy or abs(kern - glyph.dx) > _TINY or glyph.dx >= SPACE_LIKE
            if not glyph.text or placed:
                continue
            row.append(letter := LetterGlyph(glyph.number, glyph.text, glyph.dx))
            if name not in self.letters:
                self.names[name] = name
                self.letters[name] = letter
                self.advances[name] = int(name.rpartition("+")[2])
                self.texts[name] = glyph.text[::-1]  # last: another thread may read already
        return row if len(row) == len(names) else run


@lru_cache(maxsize=64)
def _known(face: Face) -> _LearnedLetters:
    return _LearnedLetters(face)


class Strand:
    """Words of one face. Measures are in 1/1000 em, places in reading order."""

    __slots__ = (
        "_begins", "_names", "_reshaped", "_reshaped_at", "_starts", "face", "letters", "space",
        "words",
    )  # fmt: skip

    def __init__(self, face: Face, words: Sequence[str]) -> None:
        known = _known(face)
        self.face = face
        self.words = words
        self.letters: Mapping[str, LetterGlyph] = known.letters  # by the name of their glyph
        self.space = face.shape(" ", rtl=True)
        buffer = face.buffer(_PARTING.join(words), rtl=True)
        serialized = buffer.serialize(face.font, flags=_AS_TOLD)[1:-1]
        names = serialized.split("|")  # of glyphs, from left to right
        counts = [word.count("|") + 2 for word in serialized.split(f"|{known.parting}|")]
        self._begins = [*accumulate(counts, initial=0)]  # places from the left
        self._reshaped = self._reshape(known, names)
        self._reshaped_at = [*self._reshaped]
        self._names = [*map(known.names.get, names, repeat(""))]
        pens = [*accumulate(map(known.advances.get, names, repeat(0)), initial=0)]
        pens.append(pens[-1])
        at = [pens[begin] for begin in self._begins]
        widths = [(right - left) * face.scale for left, right in pairwise(at)]
        for place, (_, wide) in self._reshaped.items():
            widths[place] = wide
        between = self.space.width
        steps = [width + between for width in reversed(widths)]
        self._starts = [*accumulate(steps, initial=0.0)]

    def _reshape(
        self, known: _LearnedLetters, names: Sequence[str]
    ) -> dict[int, tuple[Row | Run, float]]:
        """By their place from the left the words that are not read as they are written, with their
        widths. What they show of letters is learned; whether it was known already changes nothing
        that is drawn."""
        reshaped: dict[int, tuple[Row | Run, float]] = {}
        read = "".join(map(known.texts.get, names, repeat("\0")))
        written = _PARTING.join(self.words)[::-1]
        if read == written:
            return reshaped
        scale, begins = self.face.scale, self._begins
        texts = zip(read.split(_PARTING), written.split(_PARTING), strict=True)
        for place, (as_read, as_written) in enumerate(texts):
            if as_read == as_written:
                continue
            mine = names[begins[place] : begins[place + 1] - 1]
            if "".join(map(known.texts.get, mine, repeat("\0"))) == as_written:
                continue  # since a word before it
            run = self.face.shape(as_written[::-1], rtl=True)
            reshaped[place] = known.learn(mine, run), round(run.width / scale) * scale
        return reshaped

    def width(self, first: int, last: int) -> float:
        """Of the words from `first` and before `last`, of which there is one at least."""
        width: float = self._starts[last] - self._starts[first] - self.space.width
        return width

    def fitting(self, first: int, room: float) -> int:
        """The place after the last word that has room in a line that begins with `first`."""
        most = self._starts[first] + room + self.space.width
        return bisect_right(self._starts, most, first) - 1

    def run(self, place: int) -> Run:
        """One word by itself."""
        return self.face.shape(self.words[place], rtl=True)

    def parts(self, first: int, last: int) -> Iterator[Sequence[str] | Row | Run]:
        """The words from `first` and before `last` from left to right: letters, or their names in
        `letters`, between two words a name of none; and words that are more than letters."""
        at, end, begins = len(self.words) - last, len(self.words) - first, self._begins
        reshaped = self._reshaped_at
        for place in (
            reshaped[bisect_left(reshaped, at) : bisect_left(reshaped, end)] if reshaped else ()
        ):
            if at < place:
                yield self._names[begins[at] : begins[place] - 1]
            yield self._reshaped[place][0]
            at = place + 1
        if at < end:
            yield self._names[begins[at] : begins[end] - 1]


def sentence(text: str, face: Face) -> Strand | None:
    """A paragraph from right to left that is one strand, where that is seen at once."""
    if _SENTENCE.fullmatch(text) and _known(face).has_all:
        return Strand(face, text.split(" "))
    return None


def strands(
    text: str, levels: Sequence[int], ends: Sequence[int], face: Face
) -> Iterator[tuple[int, int, Strand]]:
    """The strands of a paragraph, with where each begins and ends. Each is of one level, from right
    to left; a line may end before and after it and at its spaces, as `ends` say, nowhere else."""
    for match in _STRAND.finditer(text):
        start, end = match.span()
        words, level = match[0].split(" "), levels[start]
        inside = ends[bisect_right(ends, start) : bisect_left(ends, end)]
        after = [*accumulate([len(word) + 1 for word in words], initial=start)]
        if (
            level & 1
            and inside == after[1:-1]
            and (not start or ends[bisect_left(ends, start)] == start)
            and (end == len(text) or end + 1 in ends[bisect_left(ends, end) :][:1])
            and levels[start:end].count(level) == end - start
            and len(max(words, key=len)) <= LONGEST
            and face.characters.issuperset(map(ord, set(match[0])))
        ):
            yield start, end, Strand(face, words)


Colour = tuple[float, float, float]  # RGB, 0 to 1
operands = lru_cache(maxsize=64)("{0[0]:.3g} {0[1]:.3g} {0[2]:.3g}".format)
"""A colour as PDF writes it."""


class PieceKind(IntEnum):
    """What a piece is to the line breaker."""

    WORD = 0
    SPACE = 1  # a line may end here
    GLUE = 2  # a space at which no line may end


@dataclass(frozen=True, slots=True)
class TextSpan:
    """Text of one appearance inside a paragraph."""

    text: str
    faces: tuple[Face, ...]
    size: float  # points
    colour: Colour


class Piece:
    """A shaped run with its place in the bidirectional order."""

    __slots__ = ("breaks", "colour", "gaps", "kind", "lacking", "level", "run", "size", "width")

    def __init__(
        self, run: Run, level: int, span: TextSpan, kind: PieceKind, breaks: bool = False
    ) -> None:
        self.lacking = ""  # the character that no face has and for which ◌ is drawn
        self.run = run
        self.level = level
        self.size = span.size
        self.colour = span.colour
        self.kind = kind
        self.gaps = int(kind is not PieceKind.WORD)  # how many spaces it is
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
        span = TextSpan(SOFT_HYPHEN, (self.run.face,), self.size, self.colour)
        return Piece(self.run.face.hyphen(bool(self.level & 1)), self.level, span, PieceKind.WORD)

    def _part(self, text: str, before: str, after: str) -> Piece:
        run = self.run.face.shape(text, bool(self.level & 1), before, after)
        span = TextSpan(text, (self.run.face,), self.size, self.colour)
        return Piece(run, self.level, span, PieceKind.WORD, breaks=True)


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


class WordRun:
    """Words of a strand with the spaces between them, as one piece from right to left."""

    __slots__ = ("first", "gaps", "last", "level", "span", "strand", "width")
    rtl = True

    def __init__(self, strand: Strand, level: int, span: TextSpan, first: int, last: int) -> None:
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

    def fitting(self, room: float) -> tuple[WordRun | None, WordRun | None]:
        """The words that fit into `room` points, and the others."""
        last = self.strand.fitting(self.first, room * 1000 / self.span.size)
        if last >= self.last:
            return self, None
        if last <= self.first:
            return None, self
        return self._part(self.first, last), self._part(last, self.last)

    def parted(self) -> tuple[Piece, Piece, WordRun | None]:
        """The first word, the space after it, and the other words."""
        word = Piece(self.strand.run(self.first), self.level, self.span, PieceKind.WORD)
        space = Piece(self.strand.space, self.level, self.span, PieceKind.SPACE, breaks=True)
        return word, space, self._part(self.first + 1, self.last) if self.gaps else None

    def _part(self, first: int, last: int) -> WordRun:
        return WordRun(self.strand, self.level, self.span, first, last)

    def single_words(self) -> list[Piece]:
        """The same as pieces of their own, in reading order."""
        word, space, others = self.parted()
        parts = [word]
        while others:
            word, _, others = others.parted()
            parts += (space, word)
        return parts
