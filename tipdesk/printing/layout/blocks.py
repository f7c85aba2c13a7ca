"""The plain blocks: a section's band, headings, paragraphs, framed remarks, signature boxes.

A signature box has lines to write on, a thumbprint's place, and the ways of not signing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tipdesk.forms.model import LocalText
from tipdesk.printing.layout.bodies import Choices, Option, SetBody
from tipdesk.printing.layout.flow import Block, Undivided, lines_that_stay
from tipdesk.printing.pdf.pen import Pen, centred, content_width
from tipdesk.printing.text.layout import (
    FAINT,
    GOLD,
    NAVY,
    RULE,
    TINT,
    WHITE,
    Align,
    SetLine,
    Style,
    Styles,
    baseline,
    layout,
    natural_width,
    printable,
    styles,
)
from tipdesk.printing.text.pieces import Colour
from tipdesk.printing.wording import Voice, wording

# --- signature boxes --------------------------------------------------------------------------


_HEAD = 17.0
_LINE = 23.5  # 8.3 mm to write on by hand
_GAP = 8.0
_EDGE = 6.0  # of a box, on either side of what is in it
_THUMB = (60.0, 62.0)
_BASELINE = 3.4  # above the line to write on
_NARROWEST = 140.0  # points; a box beside others has as much


@dataclass(frozen=True, slots=True)
class SignatureBox:
    """One box. `lines` are pairs of a label and what is known; the rest is written by hand."""

    title: LocalText
    lines: tuple[tuple[LocalText, str], ...]
    thumb: bool = False
    options: tuple[Option, ...] = ()
    share: float = 1.0  # of the width, beside the other boxes


@dataclass(frozen=True, slots=True)
class _SignedLine:
    """A label and beside it what is known, or room to write it."""

    label: tuple[SetLine, ...]
    wide: float  # of the label
    known: tuple[SetLine, ...]
    height: float


class _SetSignature:
    """A signature box at its width."""

    def __init__(self, voice: Voice, signer: SignatureBox, width: float) -> None:
        self._voice, self._signer = voice, signer
        self._look = look = styles(voice.language, voice.size)
        self.width = width
        self._title = look.table_head.but(size=max(look.table_head.size, 9.6))
        self._head = layout(printable(voice.main(signer.title), self._title), self._title, width)
        self.head_height = max(_HEAD, len(self._head) * self._title.leading + 3)
        room = width - 2 * _EDGE - (_THUMB[0] + 6 if signer.thumb else 0.0)
        self._room = room
        self._lines = [self._set(label, known) for label, known in signer.lines]
        used = sum(line.height for line in self._lines) + 8
        self.lines_height = max(used, _THUMB[1] + 8 if signer.thumb else 0.0)
        options = Choices(signer.options, look).set(width) if signer.options else None
        self._options: SetBody | None = options
        self.options_height = options.height + 4 if options else 0.0

    def _set(self, label: LocalText, known: str) -> _SignedLine:
        """What is known stands on as many lines as it needs: a name is not made small."""
        small, answer = self._look.label, self._look.table_cell
        text = printable(self._voice.main(label), small)
        wide = min(natural_width(text, small) + 5, self._room * 0.62)
        if known:  # a code stays on one line, and the label takes two
            left = self._room - natural_width(printable(known, answer), answer) - 4
            wide = min(wide, left) if left >= self._room * 0.4 else wide
        words = layout(text, small, wide)
        room = self._room - wide - 3
        lines = layout(printable(known, answer), answer, room) if known else ()
        height = max(
            _LINE, len(words) * small.leading + 5, len(lines) * answer.leading + 5 if lines else 0.0
        )
        return _SignedLine(words, wide, lines, height)

    def draw(
        self, pen: Pen, offset: float, top: float, heights: tuple[float, float, float]
    ) -> None:
        """The box, as high as those beside it: `heights` of head, lines and options."""
        head, lines, below = heights
        pen.box(offset, top, (self.width, sum(heights)), WHITE, NAVY, (0.7, 0.0))
        pen.box(offset, top, (self.width, head), TINT, NAVY, (0.7, 0.0))
        y = top - (head - len(self._head) * self._title.leading) / 2
        with pen.tagged("P"):
            pen.lines(self._head, self._title, offset, y, self.width)
        y = top - head - 4
        if self._signer.thumb:
            self._draw_thumb(pen, offset + self.width - _THUMB[0] - 5, y)
        for line in self._lines:
            self._draw_line(pen, line, offset + _EDGE, y)
            y -= line.height
        if self._options is not None:
            self._options.draw(pen, offset, top - head - lines, (self.width, below))

    def _draw_line(self, pen: Pen, line: _SignedLine, offset: float, top: float) -> None:
        small, answer = self._look.label, self._look.table_cell
        foot = top - line.height + 5
        room = self._room - line.wide
        pen.rule(offset + line.wide, foot, room, RULE)
        with pen.tagged("P"):  # on one baseline, so that they are read as one line
            more = max(0, len(line.known) - len(line.label)) * answer.leading
            y = foot + more + _BASELINE + baseline(small)
            y += (len(line.label) - 1) * small.leading
            pen.lines(line.label, small, offset, y, line.wide)
            y = foot + _BASELINE + baseline(answer) + (len(line.known) - 1) * answer.leading
            pen.lines(line.known, answer, offset + line.wide + 2, y, room - 3)

    def _draw_thumb(self, pen: Pen, offset: float, top: float) -> None:
        pen.box(offset, top, _THUMB, None, FAINT, (0.6, 8.0))
        hint = self._look.label.but(align=Align.CENTRE)
        text = printable(self._voice.main(wording("frame").part("signature").text("thumb")), hint)
        lines = layout(text, hint, _THUMB[0])
        with pen.tagged("P"):
            y = top - _THUMB[1] + len(lines) * hint.leading + 1
            pen.lines(lines, hint, offset, y, _THUMB[0])


class Signatures(Undivided):
    """Boxes beside each other, all of one height; in rows where they would be too narrow."""

    accompanied = True

    def __init__(self, voice: Voice, signers: Sequence[SignatureBox]) -> None:
        width = content_width(voice.size.value)
        beside = max(1, int((width + _GAP) // (_NARROWEST + _GAP)))
        rows = [signers[at : at + beside] for at in range(0, len(signers), beside)]
        self._rows = [list(_beside(voice, row, width)) for row in rows]
        self.height = sum(sum(_heights(row)) + _GAP for row in self._rows) - _GAP + 6

    def draw(self, pen: Pen, top: float) -> None:
        """Every box."""
        for row in self._rows:
            offset = 0.0
            heights = _heights(row)
            for signature in row:
                signature.draw(pen, offset, top, heights)
                offset += signature.width + _GAP
            top -= sum(heights) + _GAP


def _beside(voice: Voice, signers: Sequence[SignatureBox], width: float) -> Iterator[_SetSignature]:
    room = width - _GAP * (len(signers) - 1)
    total = sum(signer.share for signer in signers)
    for signer in signers:
        yield _SetSignature(voice, signer, room * signer.share / total)


def _heights(row: Sequence[_SetSignature]) -> tuple[float, float, float]:
    """Of head, lines and options, the highest of the boxes in a row."""
    return (
        max(signature.head_height for signature in row),
        max(signature.lines_height for signature in row),
        max(signature.options_height for signature in row),
    )


# --- headings and running text ----------------------------------------------------------------


_BAND = 20.0
_BADGE = 24.0
_INSET = 2.0  # of running text, on either side
_KNOWN_LINE, _WRITTEN_LINE = 20.0, 24.0  # 8.5 mm where a pen writes


class Band(Undivided):
    """The dark band over a section: number, name, name in the second language."""

    keeps_next = True

    def __init__(self, voice: Voice, number: str, title: LocalText) -> None:
        self._styles = styles(voice.language, voice.size)
        self._number = number
        self._name = voice.main(title)
        badge = _BADGE if number else 0.0
        self._offset = badge + 7
        room = content_width(voice.size.value) - self._offset - 8
        main, other = self._styles.heading, self._styles.heading_other
        self._main = layout(printable(voice.main(title), main), main, room)
        used = max((line.width for line in self._main), default=0.0)
        second = layout(printable(voice.other(title), other), other, room)
        fits = len(self._main) == 1 and len(second) == 1
        fits = fits and used + second[0].width + 16 <= room
        self._other = second if fits else ()
        self._bar = _BAND + (len(self._main) - 1) * main.leading
        self.height = self._bar + 4

    def draw(self, pen: Pen, top: float) -> None:
        """Bar, badge, names."""
        pen.box(0, top, (pen.content, self._bar), NAVY, None)
        if self._number:
            pen.box(0, top, (_BADGE, self._bar), GOLD, None)
        room = pen.content - self._offset - 8
        pen.bookmark(self._name, top)
        with pen.heading(2):
            number = centred(self._styles.heading).but(colour=NAVY)  # copied, white on gold is gone
            pen.text(self._number, number, 0, top - 1.6, _BADGE)
            pen.lines(self._main, self._styles.heading, self._offset, top - 1.6, room)
            pen.lines(self._other, self._styles.heading_other, self._offset, top - 1.6, room)


class Subheading(Undivided):
    """The name of a group inside a section."""

    keeps_next = True

    def __init__(self, voice: Voice, title: LocalText) -> None:
        self.title = title
        self._styles = styles(voice.language, voice.size)
        main, other = self._styles.subheading, self._styles.subheading_other
        width = content_width(voice.size.value)
        self._main = layout(printable(voice.main(title), main), main, width - 4)
        self._other = layout(printable(voice.other(title), other), other, width / 2)
        used = sum(line.width for line in self._main)
        used += sum(line.width for line in self._other)
        if len(self._main) > 1 or len(self._other) > 1 or used + 12 > width:
            self._other = ()
        self.height = main.leading * len(self._main) + 5

    def draw(self, pen: Pen, top: float) -> None:
        """Both names on one line."""
        with pen.heading(3):
            pen.lines(self._main, self._styles.subheading, 2, top - 3, pen.content - 4)
            pen.lines(self._other, self._styles.subheading_other, 2, top - 3, pen.content - 4)


class Paragraph:
    """Running text that may divide over pages, never leaving one line alone."""

    def __init__(
        self,
        lines: Sequence[SetLine],
        style: Style,
        after: float = 4.0,
        keeps_next: bool = False,
        thing: object = None,
    ) -> None:
        self._thing = thing or object()  # what its parts on several pages have in common
        self._lines = tuple(lines)
        self._style = style
        self._after = after
        self.keeps_next = keeps_next

    @property
    def height(self) -> float:
        """Lines and the space after them."""
        return len(self._lines) * self._style.leading + self._after

    @property
    def head(self) -> float:
        """Two lines, or all of it where three are left: then the space after them too, for want of
        which it would go to the next page without its heading."""
        return self.height if len(self._lines) <= 3 else 2 * self._style.leading

    def split(self, room: float) -> tuple[Block, Block] | None:
        """Divide between lines, two at least of a paragraph on either side."""
        ends = [line.last for line in self._lines]
        count = lines_that_stay(ends, int(room // self._style.leading))
        if not count:
            return None
        first_lines, other_lines, thing = self._lines[:count], self._lines[count:], self._thing
        first = Paragraph(first_lines, self._style, 0.0, thing=thing)
        return first, Paragraph(other_lines, self._style, self._after, self.keeps_next, thing)

    def draw(self, pen: Pen, top: float) -> None:
        """The lines."""
        with pen.tagged("P", thing=self._thing):
            pen.lines(self._lines, self._style, _INSET, top, pen.content - 2 * _INSET)


def paragraph(text: str, style: Style, after: float = 4.0, keeps_next: bool = False) -> Paragraph:
    """A paragraph of cleaned text at full width."""
    lines = layout(printable(text, style), style, content_width(style.scale) - 2 * _INSET)
    return Paragraph(lines, style, after, keeps_next)


class Headed(Undivided):
    """A heading of a sheet without the page frame: `depth` 1 is its title."""

    keeps_next = True

    def __init__(self, texts: Sequence[tuple[str, Style]], depth: int, after: float) -> None:
        self._set = [
            (layout(printable(text, style), style, content_width(style.scale) - 2 * _INSET), style)
            for text, style in texts
        ]
        self._depth = depth
        self.height = after + sum(len(lines) * style.leading for lines, style in self._set)

    def draw(self, pen: Pen, top: float) -> None:
        """One below the other."""
        with pen.heading(self._depth):
            for lines, style in self._set:
                top = pen.lines(lines, style, _INSET, top, pen.content - 2 * _INSET)


class Listed:
    """A block as part of a point of a list. Made by `listed`."""

    def __init__(self, block: Block, group: object, point: tuple[object, object]) -> None:
        self._block = block
        self._group, self._point = group, point

    @property
    def height(self) -> float:
        """The block's."""
        return self._block.height

    @property
    def head(self) -> float:
        """The block's."""
        return self._block.head

    @property
    def keeps_next(self) -> bool:
        """The block's."""
        return self._block.keeps_next

    def split(self, room: float) -> tuple[Block, Block] | None:
        """As the block does; both parts are one point."""
        parts = self._block.split(room)
        if parts is None:
            return None
        first, rest = (Listed(part, self._group, self._point) for part in parts)
        return first, rest

    def draw(self, pen: Pen, top: float) -> None:
        """The block."""
        item, body = self._point
        with (
            pen.tagged("L", thing=self._group),
            pen.tagged("LI", thing=item),
            pen.tagged("LBody", thing=body),
        ):
            self._block.draw(pen, top)


def listed(blocks: Sequence[Block], group: object) -> list[Block]:
    """The blocks as one point of a list; all points of the list share `group`."""
    point = object(), object()
    return [Listed(block, group, point) for block in blocks]


class RemarkFrame(Undivided):
    """A tinted frame with a short text: what the reader must not overlook."""

    def __init__(
        self, voice: Voice, text: LocalText, edge: Colour = NAVY, fill: Colour = TINT
    ) -> None:
        self._styles = styles(voice.language, voice.size)
        self._edge, self._fill = edge, fill
        body, other = self._styles.body, self._styles.small_other
        room = content_width(voice.size.value) - 20
        self._main = layout(printable(voice.main(text), body), body, room)
        self._other = layout(printable(voice.other(text), other), other, room)
        self._frame = len(self._main) * body.leading + len(self._other) * other.leading + 9
        self.height = self._frame + 6

    def draw(self, pen: Pen, top: float) -> None:
        """Frame, edge, texts."""
        pen.box(0, top, (pen.content, self._frame), self._fill, None)
        pen.box(0, top, (3, self._frame), self._edge, None)
        y = pen.lines(self._main, self._styles.body, 11, top - 4, pen.content - 20)
        pen.lines(self._other, self._styles.small_other, 11, y, pen.content - 20)


class SideBySide(Undivided):
    """Two framed texts of equal width: what must be read together."""

    def __init__(self, voice: Voice, start: tuple[str, str], end: tuple[str, str]) -> None:
        self._styles = styles(voice.language, voice.size)
        self._width = (content_width(voice.size.value) - 10) / 2
        head, body = self._styles.subheading, self._styles.body
        self._parts = tuple(
            (
                layout(printable(title, head), head, self._width - 16),
                layout(printable(text, body), body, self._width - 16),
            )
            for title, text in (start, end)
        )
        self._frame = 12 + max(
            len(title) * head.leading + len(text) * body.leading for title, text in self._parts
        )
        self.height = self._frame + 6

    def draw(self, pen: Pen, top: float) -> None:
        """Two frames."""
        for number, (title, text) in enumerate(self._parts):
            offset = number * (self._width + 10)
            pen.box(offset, top, (self._width, self._frame), None, RULE, (0.6, 2.0))
            with pen.tagged("P"):
                y = pen.lines(title, self._styles.subheading, offset + 8, top - 4, self._width - 16)
            with pen.tagged("P"):
                pen.lines(text, self._styles.body, offset + 8, y, self._width - 16)


class LabelLine(Undivided):
    """A label followed by a dotted line to write on, or by what is known."""

    def __init__(
        self,
        voice: Voice,
        label: LocalText,
        value: str = "",
        *,
        keeps_next: bool = False,
        least: float = 0.0,
    ) -> None:
        self.keeps_next = keeps_next
        least = least or (_KNOWN_LINE if value else _WRITTEN_LINE)
        self._styles: Styles = styles(voice.language, voice.size)
        body = self._styles.body
        self._label = printable(voice.main(label), body)
        width = content_width(voice.size.value)
        self._label_width = min(natural_width(self._label, body) + 6, width * 0.6)
        self._label_lines = layout(self._label, body, self._label_width)
        self._lines = layout(
            printable(value, self._styles.answer),
            self._styles.answer,
            width - self._label_width - 4,
        )
        self.height = max(
            least,
            len(self._lines) * self._styles.answer.leading + 6,
            len(self._label_lines) * body.leading + least - _KNOWN_LINE + 4,
        )
        self._down = least - _KNOWN_LINE  # label and value stay by the line

    def draw(self, pen: Pen, top: float) -> None:
        """Label, line, value."""
        body, answer = self._styles.body, self._styles.answer
        pen.lines(self._label_lines, body, 2, top - 2 - self._down, self._label_width)
        room = pen.content - self._label_width - 4
        pen.rule(self._label_width + 2, top - self.height + 4, room)
        pen.lines(self._lines, answer, self._label_width + 4, top - 2 - self._down, room - 4)
