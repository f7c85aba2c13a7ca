"""The operators that draw a set line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tipdesk.printing.pdf.embedding import EmbeddedFont, Raised
from tipdesk.printing.pdf.pdf_file import PdfFile
from tipdesk.printing.text.bidi import visual_order
from tipdesk.printing.text.fonts import Face
from tipdesk.printing.text.layout import Align, Line, Style
from tipdesk.printing.text.pieces import Colour, Piece, Words, operands

_WIDEST_GAP = 0.9  # em; a justified line that would need wider gaps stays ragged


class Drawn(NamedTuple):
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
    spaces = sum([piece.gaps for piece in line.pieces])
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
        self._font: EmbeddedFont | None = None
        self._size, self._colour = 0.0, (0.0, 0.0, 0.0)
        self._x = self._y = 0.0
        self._shift = ""
        self._marks_colour = ""

    def set(self, line: Line, x: float, y: float) -> None:
        """Set the whole line."""
        self._x, self._y = x, y
        pieces = line.pieces
        for index in visual_order([piece.level for piece in pieces]):
            piece = pieces[index]
            if not isinstance(piece, Words):
                self._piece(piece)
            elif not self._words(piece):
                for part in reversed(piece.apart()):
                    self._piece(part)
        self._close()

    def _look(self, face: Face, size: float, colour: Colour) -> EmbeddedFont:
        """The font of what comes next, chosen where it is another."""
        font = self._font
        if font is None or (face, size, colour) != (font.face, self._size, self._colour):
            self._close()
            self._size, self._colour = size, colour
            self._font = font = self._pdf.font(face)
            self.text.append(f"/{font.name} {size:.5g} Tf {operands(colour)} rg")
            self._shift = f"{-self._gap * 1000 / size:.2f}"
        return font

    def _words(self, words: Words) -> bool:
        """Set words together; False where something of theirs is no text of the line."""
        span, gap = words.span, self._gap
        font = self._look(words.strand.face, span.size, span.colour)
        space = font.encode(words.strand.space)
        between = space + self._shift if gap else space
        codes = font.encode_words(words.strand, words.first, words.last, between)
        if not codes:
            return False
        self._body.append(codes)
        self._x += words.width + gap * words.gaps
        return True

    def _piece(self, piece: Piece) -> None:
        run = piece.run
        if piece.lacking:
            self._pdf.missing.add(piece.lacking)
        font = self._look(run.face, piece.size, piece.colour)
        self._body.append(font.encode(run))
        raised = font.raised.get(run)
        if raised:
            place = self._x, self._y, piece.size / 1000
            self._raise(raised, f"{operands(piece.colour)} rg", place)
        self._x += piece.width
        if self._gap and piece.gaps:
            self._body.append(self._shift)
            self._x += self._gap

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
