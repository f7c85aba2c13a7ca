"""Faces shaped by HarfBuzz. All measures are in 1/1000 em.

A face is one static TrueType file. Words are shaped apart from each other and kept, so that a page
of ordinary text shapes each word once per process; Arabic words in a row go together (`strands`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import uharfbuzz as hb

from tipdesk.core.settings import resource

# A mark that is text of its own makes readers of PDF files start a new line in the middle of a
# word. So its letter carries the mark's text, and a mark off its line is drawn as a filled path.


Point = tuple[float, float]


class _Path:
    """Collects path operators in 1/1000 em."""

    def __init__(self, scale: float) -> None:
        self._scale = scale
        self._at: Point = (0.0, 0.0)
        self.operators: list[str] = []

    def move(self, x: float, y: float) -> None:
        self._add("m", (x, y))

    def line(self, x: float, y: float) -> None:
        self._add("l", (x, y))

    def cubic(self, first: Point, second: Point, end: Point) -> None:
        self._add("c", first, second, end)

    def quadratic(self, control: Point, end: Point) -> None:
        """PDF has cubic curves only: the same curve with two control points."""
        start = self._at
        first = _between(start, control, 2 / 3)
        second = _between(end, control, 2 / 3)
        self.cubic(first, second, end)

    def close(self) -> None:
        self.operators.append("h")

    def _add(self, operator: str, *points: Point) -> None:
        numbers = (f"{round(value * self._scale, 1):g}" for point in points for value in point)
        self.operators.append(f"{' '.join(numbers)} {operator}")
        self._at = points[-1]


def _between(start: Point, end: Point, part: float) -> Point:
    return (start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part)


def _draw_functions() -> hb.DrawFuncs:
    """HarfBuzz calls these with plain coordinates and the path last."""
    functions = hb.DrawFuncs()
    functions.set_move_to_func(lambda x, y, path: path.move(x, y))
    functions.set_line_to_func(lambda x, y, path: path.line(x, y))
    functions.set_quadratic_to_func(
        lambda a, b, x, y, path: path.quadratic((a, b), (x, y)),
    )
    functions.set_cubic_to_func(_cubic)
    functions.set_close_path_func(lambda path: path.close())
    return functions


def _cubic(*arguments: Any) -> None:  # noqa: ANN401  six coordinates and the path, as called
    a, b, c, d, x, y, path = arguments
    path.cubic((a, b), (c, d), (x, y))


_FUNCTIONS = _draw_functions()


def outline(font: hb.Font, glyph: int, scale: float) -> str:
    """The path of a glyph, to be filled; `scale` turns font units into 1/1000 em."""
    path = _Path(scale)
    font.draw_glyph(glyph, _FUNCTIONS, path)
    return " ".join(path.operators)


_WORDS_KEPT = 12_000  # of each face
_FEATURES = {"dlig": False}
_EACH_CHARACTER = hb.BufferClusterLevel.MONOTONE_CHARACTERS
CONTEXT = 8
"""Neighbours that a part of a word is shaped with; HarfBuzz looks at five at most."""
SOFT_HYPHEN = "\u00ad"
INVISIBLE = frozenset(
    {0x00AD, 0x034F, 0x061C, 0x180E, 0xFEFF}
    | set(range(0x200B, 0x2010))
    | set(range(0x202A, 0x202F))
    | set(range(0x2060, 0x2070))
    | set(range(0xFE00, 0xFE10))
)
"""Code points that take part in shaping or ordering and show nothing."""

_FALLBACKS = (
    "NotoSans", "NotoSansDevanagari", "NotoSansBengali", "NotoSansSinhala", "NotoSansTamil",
    "NotoSansTelugu", "NotoSansMalayalam", "NotoSansEthiopic",
)  # fmt: skip


class Glyph(NamedTuple):
    """One positioned glyph. `text` is what a copy of the page yields for it."""

    number: int
    text: str
    advance: float
    dx: float
    dy: float
    cluster: int  # offset of its first character in the run's text


class Run:
    """_Shaped text of one face and direction, glyphs from left to right.

    Most words are `plain`: the numbers of glyphs on the line and with their own advance, mostly one
    for each character. Their glyphs are made when asked for: thousands of words are kept.
    """

    __slots__ = ("_glyphs", "face", "joined", "plain", "rtl", "text", "width")

    def __init__(
        self,
        face: Face,
        text: str,
        rtl: bool,
        glyphs: tuple[Glyph, ...],
        width: float,
        plain: tuple[int, ...] = (),
    ) -> None:
        self.face = face
        self.text = text
        self.rtl = rtl
        self.width = width  # 1/1000 em
        self.plain = plain
        self._glyphs = glyphs
        self.joined: tuple[str, ...] = ()  # of a plain run: `letters`, where one is a ligature

    @property
    def letters(self) -> Sequence[str]:
        """What each glyph of a plain run stands for, from left to right."""
        return self.joined or (self.text[::-1] if self.rtl else self.text)

    @property
    def glyphs(self) -> tuple[Glyph, ...]:
        """Every glyph with its place."""
        if not self.plain:
            return self._glyphs
        letters, glyphs, first, end = self.letters, list[Glyph](), 0, 0
        order = range(len(letters))
        for place in reversed(order) if self.rtl else order:
            number, text = self.plain[place], letters[place]
            if text:
                first, end = end, end + len(text)
            glyphs.append(Glyph(number, text, self.face.advance(number), 0.0, 0.0, first))
        return tuple(glyphs[::-1] if self.rtl else glyphs)


_Key = TypeVar("_Key")
_Shaped = tuple[Sequence[int], Sequence[int], Sequence[tuple[int, int, int, int]]]
"""Of each glyph, from left to right: its number, its first character, its offsets and advances."""


class Face:
    """One font file, read when it is first needed. Compared by identity: load each file once (see
    `faces`)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._words: tuple[dict[str, Run], dict[str, Run]] = ({}, {})  # from left, from right
        self._parts: dict[tuple[str, str, str, bool], Run] = {}  # of words, by their neighbours
        self._advances: dict[int, float] = {}
        self._places: dict[int, tuple[int, int, int, int]] = {}  # offsets and own advance, in units
        self._outlines: dict[int, str] = {}

    @cached_property
    def hb_face(self) -> hb.Face:
        """HarfBuzz's view of the file. ValueError where it cannot be embedded."""
        face = hb.Face(hb.Blob(self._path.read_bytes()))
        if "glyf" not in face.table_tags or face.has_var_data:
            raise ValueError(f"{self._path.name}: PDF embedding needs a static TrueType font")
        return face

    @cached_property
    def font(self) -> hb.Font:
        """What HarfBuzz shapes with, in the font's units."""
        return hb.Font(self.hb_face)

    @cached_property
    def scale(self) -> float:
        """1/1000 em for a unit of the font."""
        return 1000 / float(self.hb_face.upem)

    @cached_property
    def characters(self) -> frozenset[int]:
        """The code points that it has glyphs for."""
        return frozenset(self.hb_face.unicodes)

    @cached_property
    def ascent(self) -> float:
        """How high its letters reach."""
        return float(self.font.get_font_extents("ltr").ascender * self.scale)

    @cached_property
    def descent(self) -> float:
        """How deep its letters reach, positive."""
        return float(-self.font.get_font_extents("ltr").descender * self.scale)

    @cached_property
    def postscript_name(self) -> str:
        """Its name in PDF files."""
        return str(self.hb_face.get_name(6) or self._path.stem)

    def advance(self, glyph: int) -> float:
        """The advance of a glyph before kerning."""
        width = self._advances.get(glyph)
        if width is None:
            width = float(self.font.get_glyph_h_advance(glyph) * self.scale)
            self._advances[glyph] = width
        return width

    def outline(self, glyph: int) -> str:
        """The glyph as a path of PDF operators in 1/1000 em."""
        path = self._outlines.get(glyph)
        if path is None:
            path = self._outlines[glyph] = outline(self.font, glyph, self.scale)
        return path

    def shape(self, text: str, rtl: bool, before: str = "", after: str = "") -> Run:
        """Shape one word. `before` and `after` are its neighbours in a cut word (joining forms)."""
        if not (before or after):
            words = self._words[rtl]
            run = words.get(text)
            if run is None:
                run = self._run(text, rtl, self._glyphs(text, rtl), 0)
                _keep(words, text, run)
            return run
        before, after = before[-CONTEXT:], after[:CONTEXT]
        key = (text, before, after, rtl)
        run = self._parts.get(key)
        if run is None:
            run = self._run(text, rtl, self._glyphs(text, rtl, before, after), len(before))
            _keep(self._parts, key, run)
        return run

    def hyphen(self, rtl: bool) -> Run:
        """The hyphen that a soft hyphen becomes at a line's end, and that is copied as one."""
        run = self.shape("\u2010" if 0x2010 in self.characters else "-", rtl)
        glyphs = tuple(glyph._replace(text=SOFT_HYPHEN) for glyph in run.glyphs)
        return Run(self, SOFT_HYPHEN, rtl, glyphs, run.width)

    def buffer(self, text: str, rtl: bool, before: str = "", after: str = "") -> hb.Buffer:
        """What HarfBuzz makes of a text: a cluster for each character but what is one glyph."""
        buffer = hb.Buffer()
        buffer.cluster_level = _EACH_CHARACTER
        if before or after:
            buffer.add_str(before + text + after, len(before), len(text))
        else:
            buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if rtl else "ltr"
        if buffer.script == "Arab":
            buffer.language = "ar"
        hb.shape(self.font, buffer, _FEATURES)
        return buffer

    def _glyphs(self, text: str, rtl: bool, before: str = "", after: str = "") -> _Shaped:
        buffer = self.buffer(text, rtl, before, after)
        infos = buffer.glyph_infos
        return (
            [info.codepoint for info in infos],
            [info.cluster for info in infos],
            [place.position for place in buffer.glyph_positions],
        )

    def _run(self, text: str, rtl: bool, shaped: _Shaped, offset: int) -> Run:
        """The run of a text that stood at `offset` in what was shaped."""
        numbers, cluster_numbers, places = shaped
        order = range(offset, offset + len(text))
        hidden = not INVISIBLE.isdisjoint(map(ord, text))
        if not hidden and places == self._own_places(numbers):
            widths = [place[2] for place in places]
            if cluster_numbers == [*(reversed(order) if rtl else order)]:
                return Run(self, text, rtl, (), sum(widths) * self.scale, tuple(numbers))
            clusters = [cluster - offset for cluster in cluster_numbers]
            width = sum([wide * self.scale for wide in widths])
            run = Run(self, text, rtl, (), width, tuple(numbers))
            run.joined = tuple(_cluster_texts(text, clusters, rtl))
            return run
        return self._positioned(text, rtl, shaped, offset)

    def _own_places(self, numbers: Sequence[int]) -> list[tuple[int, int, int, int]]:
        """Where the glyphs stand with nothing but their own advance."""
        known = self._places
        try:
            return [known[number] for number in numbers]
        except KeyError:
            for number in numbers:
                known[number] = (0, 0, self.font.get_glyph_h_advance(number), 0)
            return [known[number] for number in numbers]

    def _positioned(self, text: str, rtl: bool, shaped: _Shaped, offset: int) -> Run:
        scale = self.scale
        clusters = [cluster - offset for cluster in shaped[1]]
        glyphs = [
            Glyph(number, cluster_text, wide * scale, right * scale, up * scale, cluster)
            for number, cluster_text, (right, up, wide, _), cluster in zip(
                shaped[0], _cluster_texts(text, clusters, rtl), shaped[2], clusters, strict=True
            )
        ]
        if any(place[1] for place in shaped[2]):
            _give_marks_to_letters(glyphs, rtl)
        return Run(self, text, rtl, tuple(glyphs), sum([glyph.advance for glyph in glyphs]))


def _keep(cache: dict[_Key, Run], key: _Key, run: Run) -> None:
    if len(cache) >= _WORDS_KEPT:
        cache.clear()
    cache[key] = run


def _cluster_texts(text: str, clusters: list[int], rtl: bool) -> list[str]:
    """The text of each glyph: the first glyph of a cluster, in reading order, carries it all."""
    texts = [""] * len(clusters)
    hidden = len(text) > 1 and not INVISIBLE.isdisjoint(map(ord, text))
    order = range(len(clusters)) if rtl else range(len(clusters) - 1, -1, -1)
    end, start, carrier = len(text), len(text), -1  # clusters ascend with the text: from its end
    for place in order:
        cluster = clusters[place]
        if cluster != start:
            end, start = start, cluster
        elif carrier >= 0:
            texts[carrier] = ""
        part, carrier = text[start:end], place
        texts[place] = visible(part) if hidden else part
    return texts


def _give_marks_to_letters(glyphs: list[Glyph], rtl: bool) -> None:
    """Let a letter carry the text of the raised marks on it.

    Raised glyphs are drawn apart from their line (see `EmbeddedFont`); their text must not be.
    """
    letter = -1
    for place in range(len(glyphs) - 1, -1, -1) if rtl else range(len(glyphs)):
        glyph = glyphs[place]
        if not glyph.dy:
            letter = place
        elif glyph.text and letter >= 0:
            carrier = glyphs[letter]
            glyphs[letter] = carrier._replace(text=carrier.text + glyph.text)
            glyphs[place] = glyph._replace(text="")


def visible(text: str) -> str:
    """`text` without what is never drawn."""
    return "".join(character for character in text if ord(character) not in INVISIBLE)


@dataclass(frozen=True, slots=True)
class Faces:
    """The typeface of the papers in four weights, each with the same fallbacks behind it."""

    regular: tuple[Face, ...]
    medium: tuple[Face, ...]
    semibold: tuple[Face, ...]
    bold: tuple[Face, ...]


@lru_cache(maxsize=1)
def faces() -> Faces:
    """The fonts, once per process."""
    folder = resource("fonts")
    behind = tuple(Face(folder / f"{name}-Regular.ttf") for name in _FALLBACKS)

    def weight(name: str) -> tuple[Face, ...]:
        return (Face(folder / f"IBMPlexSansArabic-{name}.ttf"), *behind)

    return Faces(weight("Regular"), weight("Medium"), weight("SemiBold"), weight("Bold"))


def pick(chain: tuple[Face, ...], character: str) -> Face | None:
    """The first face that has the character."""
    code = ord(character)
    for face in chain:
        if code in face.characters:
            return face
    return None
