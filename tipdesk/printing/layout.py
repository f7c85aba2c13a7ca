"""Setting paragraphs in lines: breaking, measuring, and the operators that draw a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from tipdesk.printing.bidi import visual_order
from tipdesk.printing.embedding import EmbeddedFont, Raised
from tipdesk.printing.fonts import SOFT_HYPHEN, Face
from tipdesk.printing.pdf_file import PdfFile
from tipdesk.printing.pieces import Colour, Kind, Piece, Span, operands, pieces

_TOLERANCE = 1e-6
_WIDEST_GAP = 0.9  # em; a justified line that would need wider gaps stays ragged
_SHORT = 160  # characters; shorter texts are kept set
_SET_KEPT = 3000
_ENDLESS = 1e9  # points


class Align(Enum):
    """START is the side where reading begins: right in an Arabic paragraph."""

    START = "start"
    END = "end"
    CENTRE = "centre"
    JUSTIFY = "justify"


@dataclass(frozen=True, slots=True)
class Style:
    """How a paragraph looks. Sizes in points."""

    faces: tuple[Face, ...]  # the first is used where it can be
    size: float
    leading: float
    colour: Colour = (0.0, 0.0, 0.0)
    align: Align = Align.START
    direction: int | None = 1  # 1 right to left, 0 left to right, None as the first letter says
    language: str = ""  # BCP 47, where it is not the paper's own

    def but(
        self,
        *,
        size: float | None = None,
        colour: Colour | None = None,
        align: Align | None = None,
        faces: tuple[Face, ...] | None = None,
    ) -> Style:
        """The same style with some properties changed; leading follows the size."""
        scale = size / self.size if size else 1.0
        return replace(
            self,
            size=size or self.size,
            leading=self.leading * scale,
            colour=self.colour if colour is None else colour,
            align=align or self.align,
            faces=faces or self.faces,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One set line: its pieces in reading order, its width in points."""

    pieces: tuple[Piece, ...]
    width: float
    last: bool  # of its paragraph: never justified
    base: int


Text = str | Sequence[Span]
_set_texts: dict[tuple[str, Style, float], tuple[Line, ...]] = {}


def layout(text: Text, style: Style, width: float) -> tuple[Line, ...]:
    """Set `text` in lines of at most `width` points. '\\n' starts a paragraph.

    A word wider than a line is cut between letters, which keep their joining forms.
    """
    if not isinstance(text, str):
        return tuple(_layout(text, style, width))
    if len(text) > _SHORT:
        return tuple(_layout(_spans(text, style), style, width))
    key = (text, style, round(width, 2))
    found = _set_texts.get(key)
    if found is None:
        found = _unbroken(text, style, width)
        if found is None:
            found = tuple(_layout(_spans(text, style), style, width))
        if len(_set_texts) >= _SET_KEPT:
            _set_texts.clear()
        _set_texts[key] = found
    return found


def _unbroken(text: str, style: Style, width: float) -> tuple[Line, ...] | None:
    """The lines of a text that was measured, where it needs no more of them at this width."""
    lines = _set_texts.get((text, style, _ENDLESS))
    if lines is None or SOFT_HYPHEN in text:
        return None
    return lines if all(line.width <= width + _TOLERANCE for line in lines) else None


def natural_width(text: Text, style: Style) -> float:
    """The width in points of the longest paragraph set in one line."""
    return max((line.width for line in layout(text, style, _ENDLESS)), default=0.0)


def fitting(text: str, style: Style, width: float) -> Style:
    """The style, smaller where the text would not fit into one line of `width`."""
    wide = natural_width(text, style)
    return style if wide <= width else style.but(size=style.size * width / wide * 0.999)


def _spans(text: str, style: Style) -> list[Span]:
    return [Span(text, style.faces, style.size, style.colour)]


def _paragraphs(spans: Sequence[Span]) -> Iterator[list[Span]]:
    current: list[Span] = []
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


def _layout(spans: Sequence[Span], style: Style, width: float) -> Iterator[Line]:
    for paragraph in _paragraphs(spans):
        found, base = pieces(paragraph, style.direction)
        yield from _Breaker(width, base).lines(found)


class _Breaker:
    """Fills lines greedily with units: what stands between two places where a line may end."""

    def __init__(self, width: float, base: int) -> None:
        self._width = width
        self._base = base
        self._line: list[Piece] = []
        self._gap: list[Piece] = []  # spaces that vanish if the line ends here
        self._used = self._gap_width = 0.0

    def lines(self, paragraph: Sequence[Piece]) -> Iterator[Line]:
        unit: list[Piece] = []
        space = Kind.SPACE
        for piece in paragraph:
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

    def _add(self, unit: Sequence[Piece], width: float) -> None:
        self._line += self._gap
        self._line += unit
        self._used += self._gap_width + width
        self._gap, self._gap_width = [], 0.0

    def _flush(self, last: bool = False) -> Line:
        if self._line and not self._gap and not last and self._line[-1].hyphenates:
            hyphen = self._line[-1].hyphen()
            if self._fits(hyphen.width):
                self._add([hyphen], hyphen.width)
        line = Line(tuple(self._line), self._used, last, self._base)
        self._line, self._gap = [], []
        self._used = self._gap_width = 0.0
        return line

    def _place(self, unit: Sequence[Piece]) -> Iterator[Line]:
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

    def _squeeze(self, piece: Piece) -> Iterator[Line]:
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


@dataclass(frozen=True, slots=True)
class Drawn:
    """Operators of one line: its text, and the marks that go above and below it."""

    text: str
    marks: str = ""


def draw_line(pdf: PdfFile, line: Line, style: Style, place: tuple[float, float, float]) -> Drawn:
    """Draw the line; `place` is the left edge, the baseline and the width that it may take."""
    if not line.pieces:
        return Drawn("")
    x, y, width = place
    align, gap = style.align, 0.0
    spare = width - line.width
    if align is Align.JUSTIFY:
        gap = _justified_gap(line, spare, style.size)
        align = Align.START
    if align is Align.CENTRE:
        x += spare / 2
    elif not gap and (align is Align.START) == bool(line.base):
        x += spare
    setter = _LineSetter(pdf, gap)
    setter.set(line, x, y)
    text = "\n".join([f"BT 1 0 0 1 {x:.2f} {y:.2f} Tm", *setter.text, "ET"])
    marks = "\n".join(["q", *setter.marks, "Q"]) if setter.marks else ""
    return Drawn(text, marks)


def _justified_gap(line: Line, spare: float, size: float) -> float:
    """What each space grows by, or 0.0 for a line that stays ragged."""
    spaces = sum(1 for piece in line.pieces if piece.kind is not Kind.WORD)
    if line.last or not spaces or spare <= 0 or spare / spaces > size * _WIDEST_GAP:
        return 0.0
    return spare / spaces


class _LineSetter:
    """Turns the pieces of a line, from left to right, into operators."""

    def __init__(self, pdf: PdfFile, gap: float) -> None:
        self.text: list[str] = []
        self.marks: list[str] = []
        self._pdf = pdf
        self._gap = gap
        self._body: list[str] = []
        self._size, self._colour = 0.0, (0.0, 0.0, 0.0)
        self._marks_colour = ""

    def set(self, line: Line, x: float, y: float) -> None:
        """Set the whole line."""
        pieces, body, gap, word = line.pieces, self._body, self._gap, Kind.WORD
        font: EmbeddedFont | None = None
        shift = ""
        for index in visual_order([piece.level for piece in pieces]):
            piece = pieces[index]
            run, size = piece.run, piece.size
            if piece.lacking:
                self._pdf.missing.add(piece.lacking)
            if (
                font is None
                or run.face is not font.face
                or size != self._size
                or piece.colour != self._colour
            ):
                self._close()
                self._size, self._colour = size, piece.colour
                font = self._pdf.font(run.face)
                self.text.append(f"/{font.name} {size:.5g} Tf {operands(piece.colour)} rg")
                shift = f"{-gap * 1000 / size:.2f}"
            body.append(font.encode(run))
            raised = font.raised.get(run)
            if raised:
                self._raise(raised, f"{operands(piece.colour)} rg", (x, y, size / 1000))
            x += piece.width
            if gap and piece.kind is not word:
                body.append(shift)
                x += gap
        self._close()

    def _close(self) -> None:
        if self._body:
            self.text.append(f"[{''.join(self._body)}]TJ")
            self._body.clear()

    def _raise(
        self, raised: Sequence[Raised], colour: str, place: tuple[float, float, float]
    ) -> None:
        x, y, scale = place
        if colour != self._marks_colour:
            self._marks_colour = colour
            self.marks.append(colour)
        for mark in raised:
            at = f"{x + mark.x * scale:.2f} {y + mark.y * scale:.2f}"
            self.marks.append(f"q {scale:.5g} 0 0 {scale:.5g} {at} cm {mark.path} f Q")


def baseline(style: Style) -> float:
    """How far the first baseline lies below the top of a block of this style, in points."""
    face = style.faces[0]
    ascent: float = face.ascent * style.size / 1000
    descent: float = face.descent * style.size / 1000
    return (style.leading - ascent - descent) / 2 + ascent
