"""Drawing on one page. Everything is placed from the side where reading begins.

`offset` is the distance in points from the start edge of the content (the right margin of an Arabic
page, the left margin of an English one), so one description serves both. `top` and `y` are PDF
coordinates: up is positive. What is drawn `enlarged` is placed on a sheet that is as many times
smaller.

What is drawn is tagged: words go to the element that is open (`tagged`, `heading`, `figure`), or to
a paragraph of their own; lines and fills are ornaments.

Words belong to the innermost element that is open. A line or fill inside a figure or a box to tick
is part of that. What is drawn outside of `content` is the frame of the page: an ornament
altogether.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from tipdesk.core.settings import Language
from tipdesk.printing.pdf.embedding import EmbeddedFont, Raised
from tipdesk.printing.pdf.pdf_file import WIDTH, OutlineItem, PdfFile
from tipdesk.printing.pdf.structure import (
    CHECKED,
    GROUPS,
    UNCHECKED,
    MarkedPage,
    Properties,
    Structure,
    StructureElement,
    described,
)
from tipdesk.printing.text.bidi import visual_order
from tipdesk.printing.text.fonts import Face, Run, pick
from tipdesk.printing.text.layout import (
    ANSWER,
    NAVY,
    RULE,
    WHITE,
    Align,
    SetLine,
    Style,
    Text,
    baseline,
    layout,
)
from tipdesk.printing.text.pieces import Colour, Piece, WordRun, operands
from tipdesk.printing.wording import wording

if TYPE_CHECKING:
    from tipdesk.cases.paper.letterhead import Emblem

# --- tags -------------------------------------------------------------------------------------


_DRAWN = frozenset({"Figure", "Form"})  # roles whose content is drawn
_INLINE = frozenset({"Form", "Span"})  # roles that stand among words


class Marking:
    """The operators of one page, marked (ISO 32000-1, 14.6)."""

    def __init__(self, structure: Structure) -> None:
        self.page = MarkedPage()
        self.operators: list[str] = []
        # While it is a list: what is drawn, as it would be said whatever other pages hold.
        self.recorded: list[str] | None = None
        self._structure = structure
        self._open: list[StructureElement | None] = [None]
        # For each that is open: the paragraph of the words that stand in no element of their own.
        self._loose: list[StructureElement | None] = [None]
        self._running: StructureElement | bool | None = False  # False: nothing is marked

    def within(self, element: StructureElement | None) -> AbstractContextManager[None]:
        """Inside: what is drawn belongs to the element; to none of them for None."""
        return _Within(self, element)

    def content(self) -> AbstractContextManager[None]:
        """Inside: what is drawn is content of the paper."""
        return self.within(self._structure.root)

    def tagged(
        self, role: str, properties: Properties = (), thing: object = None
    ) -> AbstractContextManager[None]:
        """Inside: what is drawn belongs to a new element, e.g. "P"; or, for what goes on over
        pages, to the one that was made for the same `thing` before."""
        parent = self._holder() if role in _INLINE else self._open[-1]
        return self.within(parent and self._structure.element(parent, role, properties, thing))

    def heading(self, depth: int) -> AbstractContextManager[None]:
        """Inside: a heading. 1 is the paper's title, 2 a section, 3 a group in it."""
        in_frame = self._open[-1] is None
        return self.tagged("" if in_frame else self._structure.heading(depth))

    def enter(self, element: StructureElement | None) -> None:
        """What is drawn from here on belongs to the element. By `within` only."""
        if element is None or element.role not in _INLINE:
            self._loose[-1] = None
        self._open.append(element)
        self._loose.append(None)

    def leave(self) -> None:
        """As it was before `enter`."""
        self._open.pop()
        self._loose.pop()

    def _holder(self) -> StructureElement | None:
        """The innermost open element, or a paragraph in it where it cannot hold words."""
        element = self._open[-1]
        if element is None or element.role not in GROUPS:
            return element
        paragraph = self._loose[-1] or element.add("P")
        self._loose[-1] = paragraph
        return paragraph

    def words(self, operators: str, language: str = "") -> None:
        """Draw text; `language` (BCP 47) where it is not the paper's own."""
        if language:
            operators = f"/Span<</Lang({language})>>BDC\n{operators}\nEMC"
        self._draw(operators, self._holder())

    def stroke(self, operators: str) -> None:
        """Draw lines and fills."""
        if self.recorded is not None:
            self.recorded.append(operators)
        element = self._open[-1]
        self._draw(operators, element if element and element.role in _DRAWN else None)

    def ornament(self, operators: str) -> None:
        """Draw what is no content wherever it stands."""
        self._draw(operators, None)

    def _draw(self, operators: str, element: StructureElement | None) -> None:
        if self._running is not element:
            self.close()
            self._running = element
            self.operators.append(self._opening(element))
        self.operators.append(operators)

    def _opening(self, element: StructureElement | None) -> str:
        if element is None:
            return "/Artifact BMC"
        return f"/{element.role}<</MCID {element.own(self.page)}>>BDC"

    def set_scale(self, scale: float | None) -> None:
        """What follows is drawn that much larger; None: as before."""
        self.close()
        self.operators.append("Q" if scale is None else f"q {_scaling(scale)}")

    def close(self) -> None:
        """End the running piece."""
        if self._running is not False:
            self.operators.append("EMC")
            self._running = False


def _scaling(scale: float) -> str:
    return f"{scale:.6f} 0 0 {scale:.6f} 0 0 cm"


class _Within:
    """Entered thousands of times in a paper: quicker than a generator."""

    __slots__ = ("_element", "_marking")

    def __init__(self, marking: Marking, element: StructureElement | None) -> None:
        self._marking, self._element = marking, element

    def __enter__(self) -> None:
        self._marking.enter(self._element)

    def __exit__(self, *_error: object) -> None:
        self._marking.leave()


# --- QR codes ---------------------------------------------------------------------------------


def _qr_square(data: str, correction: str) -> memoryview:
    """The modules of a code, by row and column: 0 is dark."""
    from zxingcpp import BarcodeFormat, create_barcode  # noqa: PLC0415  a paper may have no code

    code = create_barcode(data, BarcodeFormat.QRCode, ec_level=correction)
    picture = code.to_image(scale=1, add_quiet_zones=False)
    return memoryview(picture)  # type: ignore[arg-type]  # its stub leaves the buffer out


def dark_runs(data: str) -> tuple[tuple[tuple[int, int], ...], ...]:
    """The dark modules of each row as runs of (start, length), without the quiet zone of four
    modules around it (ISO/IEC 18004). Error correction is M, or better where it costs no room."""
    square = _qr_square(data, "M")
    for better in ("Q", "H"):
        other = _qr_square(data, better)
        square = other if other.shape == square.shape else square
    rows: list[tuple[tuple[int, int], ...]] = []
    height, width = square.shape or (0, 0)
    for line in range(height):
        runs: list[tuple[int, int]] = []
        for column in range(width):
            if square[line, column]:  # light
                continue
            if runs and sum(runs[-1]) == column:
                runs[-1] = (runs[-1][0], runs[-1][1] + 1)
            else:
                runs.append((column, 1))
        rows.append(tuple(runs))
    return tuple(rows)


MARGIN = 36.0
CONTENT = WIDTH - 2 * MARGIN
TOP = 812.0  # of the first page's content or letterhead, in points above the foot of the sheet
BOTTOM = 54.0  # of a plain sheet's content
TICK_BOX = 9.4
_CURVE = 0.4477  # of the radius: control point of a quarter circle


def content_width(scale: float) -> float:
    """Of what is drawn `scale` times as large as it is set, in points as it is set."""
    return CONTENT / scale


class Pen:
    """Collects the operators of one page."""

    def __init__(self, pdf: PdfFile, rtl: bool) -> None:
        self.pdf = pdf
        self.rtl = rtl
        self.marking = Marking(pdf.structure)
        self._marks: list[str] = []
        self._last_rtl: bool | None = None
        self._scale = 1.0

    @property
    def content(self) -> float:
        """The width of the content, as it is set."""
        return content_width(self._scale)

    @contextmanager
    def enlarged(self, scale: float) -> Iterator[None]:
        """Inside: all of it is drawn `scale` times as large as it is set."""
        if scale == 1.0:
            yield
            return
        before, self._scale = self._scale, scale
        self.marking.set_scale(scale)
        yield
        self.marking.set_scale(None)
        self._scale = before

    def tell(self) -> None:
        """From here on what is drawn counts for `digest`."""
        self.marking.recorded = []

    def digest(self) -> str:
        """Of what was drawn since `tell` (SHA-256, hex): its words, faces, places and lines. Not of
        operators: the numbers of letters in an embedded face change with other pages."""
        recorded, self.marking.recorded = self.marking.recorded or [], None
        return sha256("\n".join(recorded).encode("utf-8", "surrogatepass")).hexdigest()

    def finish(self) -> list[str]:
        """The whole page. Marks above and below letters come last, see `EmbeddedFont.raised`."""
        for mark in self._marks:
            self.marking.ornament(mark)
        self.marking.close()
        return self.marking.operators

    def tagged(
        self, role: str, properties: Properties = (), thing: object = None
    ) -> AbstractContextManager[None]:
        """Inside: what is drawn is one element of the paper's structure, e.g. "P", "Table", "TR".
        What goes on over pages gives the same `thing` on each."""
        return self.marking.tagged(role, properties, thing)

    def heading(self, depth: int) -> AbstractContextManager[None]:
        """Inside: a heading. 1 is the paper's title, 2 a section, 3 a group in it."""
        return self.marking.heading(depth)

    def bookmark(self, title: str, top: float) -> None:
        """Here begins what a reader of a long paper may look for; `top` in points from below."""
        self.pdf.bookmarks.append(OutlineItem(title, self.marking.page, top * self._scale))

    def figure(
        self, says: str, corner: tuple[float, float], size: tuple[float, float]
    ) -> AbstractContextManager[None]:
        """Inside: a picture, and what is said in its place. `corner` is its lower left x and y."""
        edges = (*corner, corner[0] + size[0], corner[1] + size[1])
        x, y, right, top = (edge * self._scale for edge in edges)
        box = f"{x:.2f} {y:.2f} {right:.2f} {top:.2f}"
        return self.tagged("Figure", (*described(says), ("/A", f"<</O/Layout/BBox[{box}]>>")))

    def left_edge(self, offset: float, width: float) -> float:
        """The x of the left edge of something `width` wide at `offset`."""
        edge = MARGIN / self._scale
        return WIDTH / self._scale - edge - offset - width if self.rtl else edge + offset

    def lines(
        self, lines: Sequence[SetLine], style: Style, offset: float, top: float, width: float
    ) -> float:
        """Draw set lines downward from `top`; returns the y below the last one."""
        x = self.left_edge(offset, width)
        down = baseline(style)
        for line in lines:
            if line.pieces:
                if self.marking.recorded is not None:
                    self.marking.recorded.append(_as_drawn(line, style, (x, top, width)))
                separator = self._separator(line, style)
                drawn = draw_line(self.pdf, line, style, (x, top - down, width))
                self.marking.words(f"{separator}{drawn.text}", style.language)
                if drawn.marks:
                    self._marks.append(self._as_large(drawn.marks))
            top -= style.leading
        return top

    def _as_large(self, marks: str) -> str:
        """Marks, which are drawn last, as large as the letters that they stand on."""
        return marks if self._scale == 1.0 else f"q {_scaling(self._scale)}\n{marks}\nQ"

    def _separator(self, line: SetLine, style: Style) -> str:
        """What parts Latin from Arabic on one baseline for those who copy text.

        PDFium gathers what is drawn in succession on a baseline into one line, and reverses the
        parts of a code («K7Q-4MX») in a line that holds Arabic. An invisible glyph without a
        text, at the foot of the sheet, ends the line.
        """
        rtl = any(piece.rtl for piece in line.pieces)
        turned = self._last_rtl not in (None, rtl)
        self._last_rtl = rtl
        if not turned:
            return ""
        font = self.pdf.font(pick(style.faces, ".") or line.pieces[0].face)
        codes = font.encode(_silent(font.face))
        # No two at one place: PDFium drops a repeated text.
        place = f"/{font.name} 4 Tf 1 0 0 1 {len(self.marking.operators) % 400} 4 Tm"
        return f"BT 3 Tr {place} [{codes}]TJ 0 Tr ET\n"

    def text(self, text: Text, style: Style, offset: float, top: float, width: float) -> float:
        """Set and draw a text; returns the y below it."""
        return self.lines(layout(text, style, width), style, offset, top, width)

    def box(
        self,
        offset: float,
        top: float,
        size: tuple[float, float],
        fill: Colour | None = None,
        stroke: Colour | None = RULE,
        pen: tuple[float, float] = (0.5, 0.0),
    ) -> None:
        """A rectangle of `size` (width, height). `pen` is line width and corner radius."""
        width, height = size
        line_width, radius = pen
        x, y = self.left_edge(offset, width), top - height
        parts = ["q"]
        if fill:
            parts.append(f"{operands(fill)} rg")
        if stroke:
            parts.append(f"{operands(stroke)} RG {line_width:g} w")
        if radius:
            parts.append(_rounded(x, y, width, height, radius))
        else:
            parts.append(f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re")
        parts += ["B" if fill and stroke else "f" if fill else "S", "Q"]
        self.marking.stroke(" ".join(parts))

    def rule(
        self, offset: float, y: float, width: float, colour: Colour = RULE, line_width: float = 0.5
    ) -> None:
        """A horizontal line."""
        x = self.left_edge(offset, width)
        self._stroke(colour, line_width, f"{x:.2f} {y:.2f} m {x + width:.2f} {y:.2f} l")

    def upright(self, offset: float, top: float, height: float, colour: Colour = RULE) -> None:
        """A vertical line."""
        x = self.left_edge(offset, 0)
        self._stroke(colour, 0.5, f"{x:.2f} {top:.2f} m {x:.2f} {top - height:.2f} l")

    def _stroke(self, colour: Colour, line_width: float, path: str) -> None:
        pen = f"{operands(colour)} RG {line_width:g} w"
        self.marking.stroke(f"q {pen} {path} S Q")

    def tick_box(self, offset: float, top: float, ticked: bool) -> None:
        """A square to tick, ticked or not."""
        with self.tagged("Form", _tick_said("ar" if self.rtl else "en", ticked)):
            self.box(offset, top, (TICK_BOX, TICK_BOX), WHITE, NAVY, (0.7, 0.0))
            if ticked:
                self._tick(self.left_edge(offset, TICK_BOX), top - TICK_BOX)

    def _tick(self, x: float, y: float) -> None:
        points = ((0.18, 0.52, "m"), (0.42, 0.20, "l"), (0.88, 0.86, "l"))
        path = " ".join(
            f"{x + TICK_BOX * a:.2f} {y + TICK_BOX * b:.2f} {op}" for a, b, op in points
        )
        pen = f"{operands(ANSWER)} RG"
        self.marking.stroke(f"q {pen} 1.6 w 1 J 1 j {path} S Q")

    def qr(self, data: str, offset: float, top: float, side: float) -> None:
        """A QR code of `data` (error correction M), `side` points wide without quiet zone."""
        x = self.left_edge(offset, side)
        rows = _qr_rows(data)
        unit = side / len(rows)
        parts = ["q 0 g"]
        for number, runs in enumerate(rows):
            y = top - (number + 1) * unit
            parts += [
                f"{x + start * unit:.3f} {y:.3f} {length * unit:.3f} {unit:.3f} re"
                for start, length in runs
            ]
        parts.append("f Q")
        with self.figure(self._frame_says("code_said"), (x, top - side), (side, side)):
            self.marking.stroke(" ".join(parts))

    def emblem(self, centre_y: float, radius: float) -> None:
        """Our own neutral mark: an eight-pointed star of two squares in a ring."""
        x = WIDTH / 2
        parts = [f"q {operands(NAVY)} RG"]
        parts += [f"1 w {_circle(x, centre_y, radius)} S"]
        parts += [f"0.5 w {_circle(x, centre_y, radius - 2.6)} S"]
        reach = radius * 0.62
        near = reach * 0.7071
        square = f"{x - near:.2f} {centre_y - near:.2f} {2 * near:.2f} {2 * near:.2f} re"
        diamond = (
            f"{x:.2f} {centre_y + reach:.2f} m {x + reach:.2f} {centre_y:.2f} l "
            f"{x:.2f} {centre_y - reach:.2f} l {x - reach:.2f} {centre_y:.2f} l h"
        )
        parts += [f"{operands(NAVY)} rg", f"{square} f {diamond} f"]
        parts += [f"1 g {_circle(x, centre_y, radius * 0.27)} f Q"]
        corner, side = (x - radius, centre_y - radius), 2 * radius
        with self.figure(self._frame_says("emblem_said"), corner, (side, side)):
            self.marking.stroke(" ".join(parts))

    def _frame_says(self, key: str) -> str:
        return wording("frame").text(key).text("ar" if self.rtl else "en")


def _as_drawn(line: SetLine, style: Style, place: tuple[float, float, float]) -> str:
    """A line as it stands on the page, whatever its letters are called in the file."""
    pieces = (
        f"{piece.face.postscript_name} {piece.size:.5g} {piece.colour} {piece.text}"
        for piece in line.pieces
    )
    at = " ".join(f"{number:.2f}" for number in place)
    return "\t".join((at, style.align.name, *pieces))


@lru_cache(maxsize=4)
def _tick_said(language: Language, ticked: bool) -> Properties:
    words = wording("frame").text("ticked" if ticked else "unticked").text(language)
    return described(words) + (CHECKED if ticked else UNCHECKED)


def picture(pen: Pen, emblem: Emblem, centre_y: float, room: tuple[float, float]) -> None:
    """The agency's own mark in the middle of the sheet, as large as `room` (width, height)."""
    scale = min(room[0] / emblem.width, room[1] / emblem.height)
    width, height = emblem.width * scale, emblem.height * scale
    x, y = (WIDTH - width) / 2, centre_y - height / 2
    place = f"{width:.3f} 0 0 {height:.3f} {x:.3f} {y:.3f} cm"
    description = wording("frame").text("own_emblem_said").text("ar" if pen.rtl else "en")
    with pen.figure(description, (x, y), (width, height)):
        pen.marking.stroke(f"q {place} /{pen.pdf.image(emblem)} Do Q")


@lru_cache(maxsize=64)
def _silent(face: Face) -> Run:
    """A full stop that is copied as nothing."""
    (dot, *_) = face.shape(".", False).glyphs
    return Run(face, ".", False, (dot._replace(text=""),), dot.advance)


def _rounded(x: float, y: float, width: float, height: float, radius: float) -> str:
    right, top, near = x + width, y + height, radius * _CURVE
    return (
        f"{x + radius:.2f} {y:.2f} m {right - radius:.2f} {y:.2f} l "
        f"{right - near:.2f} {y:.2f} {right:.2f} {y + near:.2f} {right:.2f} {y + radius:.2f} c "
        f"{right:.2f} {top - radius:.2f} l "
        f"{right:.2f} {top - near:.2f} {right - near:.2f} {top:.2f} "
        f"{right - radius:.2f} {top:.2f} c "
        f"{x + radius:.2f} {top:.2f} l "
        f"{x + near:.2f} {top:.2f} {x:.2f} {top - near:.2f} {x:.2f} {top - radius:.2f} c "
        f"{x:.2f} {y + radius:.2f} l "
        f"{x:.2f} {y + near:.2f} {x + near:.2f} {y:.2f} {x + radius:.2f} {y:.2f} c h"
    )


def _circle(x: float, y: float, radius: float) -> str:
    return _rounded(x - radius, y - radius, 2 * radius, 2 * radius, radius)


@lru_cache(maxsize=64)
def _qr_rows(data: str) -> tuple[tuple[tuple[int, int], ...], ...]:
    return dark_runs(data)


def centred(style: Style) -> Style:
    """The style, centred."""
    return style.but(align=Align.CENTRE)


_WIDEST_GAP = 0.9  # em; a justified line that would need wider gaps stays ragged


class LineOperators(NamedTuple):
    """Operators of one line: its text, and the marks that go above and below it."""

    text: str
    marks: str = ""


def draw_line(
    pdf: PdfFile, line: SetLine, style: Style, place: tuple[float, float, float]
) -> LineOperators:
    """Draw the line; `place` is the left edge, the baseline and the width that it may take."""
    if not line.pieces:
        return LineOperators("")
    x, y, width = place
    align, gap = style.align, 0.0
    spare = width - line.width
    if align is Align.JUSTIFY:
        gap = _justified_gap(line, spare, style.size)
        align = Align.START
    if align is Align.CENTRE:
        x += spare / 2
    elif not gap and (align is Align.START) == bool(line.base):
        # A line from right to left starts at its right end: what is spare lies left of it.
        x += spare
    setter = _LineSetter(pdf, gap)
    setter.set(line, x, y)
    text = "\n".join([f"BT 1 0 0 1 {x:.2f} {y:.2f} Tm", *setter.text, "ET"])
    marks = "\n".join(["q", *setter.marks, "Q"]) if setter.marks else ""
    return LineOperators(text, marks)


def _justified_gap(line: SetLine, spare: float, size: float) -> float:
    """What each space grows by, or 0.0 for a line that stays ragged. No letter is stretched."""
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

    def set(self, line: SetLine, x: float, y: float) -> None:
        """Set the whole line."""
        self._x, self._y = x, y
        pieces = line.pieces
        for index in visual_order([piece.level for piece in pieces]):
            piece = pieces[index]
            if not isinstance(piece, WordRun):
                self._piece(piece)
            elif not self._words(piece):
                for part in reversed(piece.single_words()):
                    self._piece(part)
        self._close()

    def _font_of(self, face: Face, size: float, colour: Colour) -> EmbeddedFont:
        """The font of what comes next, chosen where it is another."""
        font = self._font
        if font is None or (face, size, colour) != (font.face, self._size, self._colour):
            self._close()
            self._size, self._colour = size, colour
            self._font = font = self._pdf.font(face)
            self.text.append(f"/{font.name} {size:.5g} Tf {operands(colour)} rg")
            self._shift = f"{-self._gap * 1000 / size:.2f}"
        return font

    def _words(self, words: WordRun) -> bool:
        """Set words together; False where something of theirs is no text of the line."""
        span, gap = words.span, self._gap
        font = self._font_of(words.strand.face, span.size, span.colour)
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
        font = self._font_of(run.face, piece.size, piece.colour)
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
