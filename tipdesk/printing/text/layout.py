"""Setting paragraphs in lines: styles and colours of the papers, breaking and measuring.

`printing.pdf.pen` draws the lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import lru_cache

from tipdesk.core.settings import Language
from tipdesk.i18n.text import clean, isolate
from tipdesk.printing.text.cutting import pieces
from tipdesk.printing.text.fonts import SOFT_HYPHEN, Face, faces
from tipdesk.printing.text.pieces import Colour, Piece, PieceKind, TextSpan, WordRun
from tipdesk.printing.wording import BODY, PrintSize

INK = (0.10, 0.13, 0.17)
NAVY = (0.063, 0.220, 0.345)
GREY = (0.36, 0.41, 0.46)
FAINT = (0.66, 0.70, 0.74)
RULE = (0.62, 0.68, 0.73)
TINT = (0.925, 0.949, 0.965)
ANSWER = (0.04, 0.12, 0.42)
RED = (0.66, 0.09, 0.09)
GOLD = (0.80, 0.60, 0.22)
WHITE = (1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Styles:
    """Text styles; those ending in `_other` are for the second language beside the main one."""

    title: Style
    title_other: Style
    heading: Style  # on a section's band
    heading_other: Style
    subheading: Style
    subheading_other: Style
    label: Style
    label_other: Style
    answer: Style
    reason: Style  # why there is no answer
    option: Style
    body: Style
    body_other: Style
    small: Style
    small_other: Style
    narrative: Style
    table_head: Style
    table_head_other: Style
    table_cell: Style
    code: Style  # digests, commands: always left to right

    @property
    def scale(self) -> float:
        """By how much what is set in these styles is enlarged when it is drawn."""
        return self.body.scale


_LEAST_ARABIC = 9.0  # points, also beside English
_ENGLISH = 0.9  # of what is as large to the eye in Arabic; answers may be in either


@lru_cache(maxsize=8)
def styles(language: Language, size: PrintSize = PrintSize.ORDINARY) -> Styles:
    """The styles of papers whose main language is `language`.

    Of ordinary size, on a card of A5 too, no Arabic is below 9 points, no English below 7.5 and no
    running text or answer below `BODY` (in an English paper nine tenths of it). What the person
    reads is set with nothing smaller than `BODY` and enlarged whole.
    """
    least = 7.5 if size in (PrintSize.ORDINARY, PrintSize.CARD) else BODY
    main, other, second = (1, 0, "en") if language == "ar" else (0, 1, "ar")
    answers = 1 if language == "ar" else None  # beside English labels, Arabic keeps its own side
    face = faces()

    def style(
        points: float, leading: float, *, weight: str = "regular", direction: int | None = main,
        align: Align = Align.START, colour: tuple[float, float, float] = INK,
    ) -> Style:  # fmt: skip
        spoken = second if direction == other else ""
        if language == "en" and direction == main:
            points, leading = points * _ENGLISH, leading * _ENGLISH
        large = max(points, least, _LEAST_ARABIC if spoken == "ar" else 0.0)
        leading *= large / points
        family = getattr(face, weight)
        return Style(family, large, leading, colour, align, direction, spoken, size.value)

    return Styles(
        title=style(16.5, 24, weight="bold", align=Align.CENTRE, colour=NAVY),
        title_other=style(9, 13, weight="medium", align=Align.CENTRE, colour=GREY, direction=other),
        heading=style(11, 16.6, weight="bold", colour=WHITE),
        heading_other=style(9, 16.6, weight="medium", colour=(0.86, 0.91, 0.95), direction=other),
        subheading=style(10, 14.6, weight="semibold", colour=NAVY),
        subheading_other=style(7.5, 14.6, colour=GREY, direction=other),
        label=style(9, 11.6, colour=GREY),
        label_other=style(7.5, 9.8, colour=GREY, direction=other),
        answer=style(BODY, 14.6, weight="medium", colour=ANSWER, direction=answers),
        reason=style(BODY, 14.6, colour=GREY),
        option=style(BODY, 13.6),
        body=style(BODY, 15.6),
        body_other=style(8, 12.4, colour=GREY, direction=other),
        small=style(9, 12.6, colour=GREY),
        small_other=style(7.5, 10.2, colour=GREY, direction=other),
        narrative=style(11, 18.4, align=Align.JUSTIFY, direction=answers),
        table_head=style(9, 12.2, weight="medium", align=Align.CENTRE, colour=NAVY),
        table_head_other=style(7.5, 10, align=Align.CENTRE, colour=GREY, direction=other),
        table_cell=style(BODY, 14.2, weight="medium", colour=ANSWER, direction=answers),
        code=style(7.5, 10.6, direction=0, colour=GREY),
    )


@lru_cache(maxsize=4096)
def _label(text: str) -> str:
    return isolate(clean(text))


def printable(text: str, style: Style) -> str:
    """`text` made safe, and isolated where the line runs from right to left."""
    if style.direction == 0:
        return clean(text)
    return _label(text) if len(text) < 200 else isolate(clean(text))


_TOLERANCE = 1e-6  # points: sums of widths are rounded, and what fits exactly must not break
_SHORT = 160  # characters; shorter texts are kept set
_SET_KEPT = 3000
_ENDLESS = 1e9  # points


class Align(Enum):
    """START is the side where reading begins: right in an Arabic paragraph."""

    START = "start"
    END = "end"
    CENTRE = "centre"
    JUSTIFY = "justify"


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """How a paragraph looks. Sizes in points. Compared by identity, see `but`."""

    faces: tuple[Face, ...]  # the first is used where it can be
    size: float
    leading: float
    colour: Colour = (0.0, 0.0, 0.0)
    align: Align = Align.START
    direction: int | None = 1  # 1 right to left, 0 left to right, None as the first letter says
    language: str = ""  # BCP 47, where it is not the paper's own
    scale: float = 1.0  # by how much what is set in it is enlarged when it is drawn
    setting: object = field(init=False)  # the same for styles in which texts are set alike

    def __post_init__(self) -> None:
        setting = _setting(self.faces, self.size, self.colour, self.direction)
        object.__setattr__(self, "setting", setting)

    def but(
        self,
        *,
        size: float | None = None,
        colour: Colour | None = None,
        align: Align | None = None,
        faces: tuple[Face, ...] | None = None,
    ) -> Style:
        """The same style with some properties changed; leading follows the size. The same change
        gives the same style."""
        return _changed(self, size, colour, align, faces)


@lru_cache(maxsize=1024)
def _setting(*_of: object) -> object:
    return object()


@lru_cache(maxsize=1024)
def _changed(
    style: Style,
    size: float | None,
    colour: Colour | None,
    align: Align | None,
    faces: tuple[Face, ...] | None,
) -> Style:
    scale = size / style.size if size else 1.0
    return replace(
        style,
        size=size or style.size,
        leading=style.leading * scale,
        colour=style.colour if colour is None else colour,
        align=align or style.align,
        faces=faces or style.faces,
    )


@dataclass(frozen=True, slots=True)
class SetLine:
    """One set line: its pieces in reading order, its width in points."""

    pieces: tuple[Piece | WordRun, ...]
    width: float
    last: bool  # of its paragraph: never justified
    base: int


Text = str | Sequence[TextSpan]
_set_texts: dict[tuple[str, object, float], tuple[SetLine, ...]] = {}


def layout(text: Text, style: Style, width: float) -> tuple[SetLine, ...]:
    """Set `text` in lines of at most `width` points. '\\n' starts a paragraph.

    A word wider than a line is cut between letters, which keep their joining forms.
    """
    if not isinstance(text, str):
        return tuple(_layout(text, style, width))
    if len(text) > _SHORT:
        return tuple(_layout(_spans(text, style), style, width))
    key = (text, style.setting, round(width, 2))
    lines = _set_texts.get(key)
    if lines is None:
        lines = _unbroken(text, style, width)
        if lines is None:
            lines = tuple(_layout(_spans(text, style), style, width))
        if len(_set_texts) >= _SET_KEPT:
            _set_texts.clear()
        _set_texts[key] = lines
    return lines


def _unbroken(text: str, style: Style, width: float) -> tuple[SetLine, ...] | None:
    """The lines of a text that was measured, where it needs no more of them at this width."""
    lines = _set_texts.get((text, style.setting, _ENDLESS))
    if lines is None or SOFT_HYPHEN in text:
        return None
    return lines if all(line.width <= width + _TOLERANCE for line in lines) else None


def natural_width(text: Text, style: Style) -> float:
    """The width in points of the longest paragraph set in one line."""
    return max((line.width for line in layout(text, style, _ENDLESS)), default=0.0)


def fitting(text: str, style: Style, width: float) -> Style:
    """The style, smaller where the text would not fit into one line of `width`."""
    wide = natural_width(text, style)
    return (
        style if wide <= width else style.but(size=style.size * width / wide * 0.999)
    )  # rounded: never wider


def _spans(text: str, style: Style) -> list[TextSpan]:
    return [TextSpan(text, style.faces, style.size, style.colour)]


def _paragraphs(spans: Sequence[TextSpan]) -> Iterator[list[TextSpan]]:
    current: list[TextSpan] = []
    for span in spans:
        if "\n" not in span.text:
            if span.text:
                current.append(span)
            continue
        for number, part in enumerate(span.text.split("\n")):
            if number:
                yield current
                current = []
            if part:
                current.append(replace(span, text=part))
    yield current


def _layout(spans: Sequence[TextSpan], style: Style, width: float) -> Iterator[SetLine]:
    for paragraph in _paragraphs(spans):
        parts, base = pieces(paragraph, style.direction)
        yield from _Breaker(width, base).lines(parts)


class _Breaker:
    """Fills lines greedily with units: what stands between two places where a line may end."""

    def __init__(self, width: float, base: int) -> None:
        self._width = width
        self._base = base
        self._line: list[Piece | WordRun] = []
        self._gap: list[Piece] = []  # spaces that vanish if the line ends here
        self._used = self._gap_width = 0.0

    def lines(self, paragraph: Sequence[Piece | WordRun]) -> Iterator[SetLine]:
        unit: list[Piece] = []
        space = PieceKind.SPACE
        for piece in paragraph:
            if isinstance(piece, WordRun):  # no unit is open: a line may end before and after it
                yield from self._fill(piece)
                continue
            if piece.kind is space:
                if len(unit) != 1 or not self._follows(unit[0]):
                    yield from self._place(unit)
                unit = []
                if self._line:
                    self._gap.append(piece)
                    self._gap_width += piece.width
                continue
            unit.append(piece)
            if piece.breaks:
                yield from self._place(unit)
                unit = []
        yield from self._place(unit)
        yield self._flush(last=True)

    def _fits(self, width: float) -> bool:
        return self._used + self._gap_width + width <= self._width + _TOLERANCE

    def _follows(self, piece: Piece) -> bool:
        """Add a whole word where it has room, as `_place` would: thousands in a paper do."""
        used = self._used + self._gap_width
        if used + piece.width > self._width + _TOLERANCE or piece.hyphenates:
            return False
        self._line += self._gap
        self._line.append(piece)
        self._used += self._gap_width + piece.width
        self._gap, self._gap_width = [], 0.0
        return True

    def _fill(self, words: WordRun | None) -> Iterator[SetLine]:
        """Lines of words with a space between each two; the last line stays open."""
        while words:
            room = self._width - self._used - self._gap_width + _TOLERANCE
            fitting, rest = words.fitting(room)
            if fitting:
                self._add([fitting], fitting.width)
                if rest:
                    yield self._flush()
            elif self._line:
                yield self._flush()
            else:
                word, space, rest = words.parted()
                yield from self._squeeze(word)
                if rest:
                    self._gap, self._gap_width = [space], space.width
            words = rest

    def _add(self, unit: Sequence[Piece | WordRun], width: float) -> None:
        self._line += self._gap
        self._line += unit
        self._used += self._gap_width + width
        self._gap, self._gap_width = [], 0.0

    def _flush(self, last: bool = False) -> SetLine:
        end = self._line[-1] if self._line and not self._gap and not last else None
        if isinstance(end, Piece) and end.hyphenates:
            hyphen = end.hyphen()
            if self._fits(hyphen.width):
                self._add([hyphen], hyphen.width)
        line = SetLine(tuple(self._line), self._used, last, self._base)
        self._line, self._gap = [], []
        self._used = self._gap_width = 0.0
        return line

    def _place(self, unit: Sequence[Piece]) -> Iterator[SetLine]:
        if not unit:
            return
        width = sum(piece.width for piece in unit)
        # Room for the hyphen is kept: whether what follows has room is not yet known.
        needed = width + (unit[-1].hyphen().width if unit[-1].hyphenates else 0.0)
        if self._fits(needed):
            self._add(unit, width)
        elif needed <= self._width + _TOLERANCE:
            yield self._flush()
            self._add(unit, width)
        else:
            if self._line:
                yield self._flush()
            for piece in unit:
                yield from self._squeeze(piece)

    def _squeeze(self, piece: Piece) -> Iterator[SetLine]:
        """Place one piece of a word that is wider than a line, cutting it where it must be cut."""
        rest: Piece | None = piece
        while rest is not None and not self._fits(rest.width):
            parts = rest.cut(self._width - self._used)
            if parts is None and self._line:
                yield self._flush()
                continue
            if parts is None:  # not one letter fits into an empty line
                break
            self._add([parts[0]], parts[0].width)
            rest = parts[1]
            yield self._flush()
        if rest is not None:
            self._add([rest], rest.width)


def baseline(style: Style) -> float:
    """How far the first baseline lies below the top of a block of this style, in points."""
    face = style.faces[0]
    ascent: float = face.ascent * style.size / 1000
    descent: float = face.descent * style.size / 1000
    # What the leading has beyond ascent and descent stands above and below in equal parts.
    return (style.leading - ascent - descent) / 2 + ascent
