"""The plain blocks: a section's band, headings, paragraphs, framed remarks, signature boxes.

A signature box has lines to write on, a thumbprint's place, and the ways of not signing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tipdesk.forms.model import LocalText
from tipdesk.printing.layout.bodies import Choices, Option, SetBody
from tipdesk.printing.layout.flow import Block, Undivided, lines_that_stay
from tipdesk.printing.pdf.pen import CONTENT, Pen, centred
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
    fitting,
    layout,
    natural_width,
    printable,
    styles,
)
from tipdesk.printing.text.pieces import Colour
from tipdesk.printing.wording import Voice, wording

# --- signature boxes --------------------------------------------------------------------------


_HEAD = 15.0
_LINE = 23.0
_GAP = 8.0
_THUMB = (54.0, 62.0)
# Sizes of a name too long for one line at the first of them, and on how many lines each.
_LONG_NAMES = ((6.0, 2), (5.5, 2), (5.0, 2), (5.0, 3), (4.5, 3), (4.0, 3), (3.5, 3), (3.0, 3))


@dataclass(frozen=True, slots=True)
class SignatureBox:
    """One box. `lines` are pairs of a label and what is known; the rest is written by hand."""

    title: LocalText
    lines: tuple[tuple[LocalText, str], ...]
    thumb: bool = False
    options: tuple[Option, ...] = ()
    share: float = 1.0  # of the width, beside the other boxes


class Signatures(Undivided):
    """Boxes beside each other, all of one height."""

    accompanied = True

    def __init__(self, voice: Voice, signers: Sequence[SignatureBox]) -> None:
        self._voice = voice
        self._look = styles(voice.language)
        self._signers = tuple(signers)
        room = CONTENT - _GAP * (len(signers) - 1)
        total = sum(signer.share for signer in signers)
        self._widths = [room * signer.share / total for signer in signers]
        self._options: list[SetBody | None] = [
            Choices(signer.options, self._look).set(width) if signer.options else None
            for signer, width in zip(signers, self._widths, strict=True)
        ]
        self._below = max((body.height + 4 if body else 0.0) for body in self._options)
        lines = max(len(signer.lines) for signer in signers) * _LINE + 8
        self._lines = max(lines, *(_THUMB[1] + 8 if s.thumb else 0.0 for s in signers), 0.0)
        self._frame = _HEAD + self._lines + self._below
        self.height = self._frame + 6

    def draw(self, pen: Pen, top: float) -> None:
        """Every box."""
        offset = 0.0
        for signer, width, options in zip(self._signers, self._widths, self._options, strict=True):
            pen.box(offset, top, (width, self._frame), WHITE, NAVY, (0.7, 0.0))
            pen.box(offset, top, (width, _HEAD), TINT, NAVY, (0.7, 0.0))
            title = self._look.table_head.but(size=8.4)
            text = printable(self._voice.main(signer.title), title)
            with pen.tagged("P"):
                pen.text(text, title, offset, top - (_HEAD - title.leading) / 2, width)
            self._draw_lines(pen, signer, (offset, width), top - _HEAD - 4)
            if options is not None:
                y = top - _HEAD - self._lines
                options.draw(pen, offset, y, (width, self._below))
            offset += width + _GAP

    def _draw_lines(
        self, pen: Pen, signer: SignatureBox, place: tuple[float, float], top: float
    ) -> None:
        offset, width = place
        room = width - 12
        if signer.thumb:
            room -= _THUMB[0] + 6
            self._draw_thumb(pen, offset + width - _THUMB[0] - 5, top)
        label, answer = self._look.label, self._look.table_cell
        for text, known in signer.lines:
            main = printable(self._voice.main(text), label)
            wide = min(natural_width(main, label) + 5, room * 0.62)
            start = offset + 6 + wide
            pen.rule(start, top - 18, room - wide, RULE)
            with pen.tagged("P"):
                pen.text(main, label, offset + 6, top - 7, wide)
                name = printable(known, answer)
                style = _name_style(name, answer, room - wide - 3)
                lines = layout(name, style, room - wide - 3) if known else ()
                y = top - 18 + len(lines) * style.leading
                pen.lines(lines, style, start + 2, y, room - wide)
            top -= _LINE

    def _draw_thumb(self, pen: Pen, offset: float, top: float) -> None:
        pen.box(offset, top, _THUMB, None, FAINT, (0.6, 8.0))
        hint = self._look.label.but(size=6, align=Align.CENTRE)
        text = self._voice.main(wording("frame").part("signature").text("thumb"))
        with pen.tagged("P"):
            pen.text(printable(text, hint), hint, offset, top - _THUMB[1] + 10, _THUMB[0])


def _name_style(name: str, answer: Style, room: float) -> Style:
    """A name on one line; on two or three where it would be too small to read, smaller where three
    are few."""
    style = fitting(name, answer, room)
    if style.size >= _LONG_NAMES[0][0]:
        return style
    for size, most in _LONG_NAMES:
        style = answer.but(size=size)
        if len(layout(name, style, room)) <= most:
            break
    return style


_BAND = 19.0
_BADGE = 24.0
_INSET = 2.0  # of running text, on either side
_KNOWN_LINE, _WRITTEN_LINE = 20.0, 24.0  # 8.5 mm where a pen writes


class Band(Undivided):
    """The dark band over a section: number, name, name in the second language."""

    keeps_next = True

    def __init__(self, voice: Voice, number: str, title: LocalText) -> None:
        self._styles = styles(voice.language)
        self._number = number
        self._name = voice.main(title)
        badge = _BADGE if number else 0.0
        self._offset = badge + 7
        room = CONTENT - self._offset - 8
        main, other = self._styles.heading, self._styles.heading_other
        self._main = layout(printable(voice.main(title), main), main, room)
        used = max((line.width for line in self._main), default=0.0)
        second = layout(printable(voice.other(title), other), other, room)
        fits = len(self._main) == 1 and len(second) == 1
        fits = fits and used + second[0].width + 16 <= room
        self._other = second if fits else ()
        self._bar = _BAND + (len(self._main) - 1) * main.leading
        self.height = self._bar + 5

    def draw(self, pen: Pen, top: float) -> None:
        """Bar, badge, names."""
        pen.box(0, top, (CONTENT, self._bar), NAVY, None)
        if self._number:
            pen.box(0, top, (_BADGE, self._bar), GOLD, None)
        room = CONTENT - self._offset - 8
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
        self._styles = styles(voice.language)
        main, other = self._styles.subheading, self._styles.subheading_other
        self._main = layout(printable(voice.main(title), main), main, CONTENT - 4)
        self._other = layout(printable(voice.other(title), other), other, CONTENT / 2)
        used = sum(line.width for line in self._main)
        used += sum(line.width for line in self._other)
        if len(self._main) > 1 or len(self._other) > 1 or used + 12 > CONTENT:
            self._other = ()
        self.height = main.leading * len(self._main) + 5

    def draw(self, pen: Pen, top: float) -> None:
        """Both names on one line."""
        with pen.heading(3):
            pen.lines(self._main, self._styles.subheading, 2, top - 3, CONTENT - 4)
            pen.lines(self._other, self._styles.subheading_other, 2, top - 3, CONTENT - 4)


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
            pen.lines(self._lines, self._style, _INSET, top, CONTENT - 2 * _INSET)


def paragraph(text: str, style: Style, after: float = 4.0, keeps_next: bool = False) -> Paragraph:
    """A paragraph of cleaned text at full width."""
    lines = layout(printable(text, style), style, CONTENT - 2 * _INSET)
    return Paragraph(lines, style, after, keeps_next)


class Headed(Undivided):
    """A heading of a sheet without the page frame: `depth` 1 is its title."""

    keeps_next = True

    def __init__(self, texts: Sequence[tuple[str, Style]], depth: int, after: float) -> None:
        room = CONTENT - 2 * _INSET
        self._set = [(layout(printable(text, style), style, room), style) for text, style in texts]
        self._depth = depth
        self.height = after + sum(len(lines) * style.leading for lines, style in self._set)

    def draw(self, pen: Pen, top: float) -> None:
        """One below the other."""
        with pen.heading(self._depth):
            for lines, style in self._set:
                top = pen.lines(lines, style, _INSET, top, CONTENT - 2 * _INSET)


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
        self._styles = styles(voice.language)
        self._edge, self._fill = edge, fill
        body, other = self._styles.body, self._styles.small_other
        self._main = layout(printable(voice.main(text), body), body, CONTENT - 20)
        self._other = layout(printable(voice.other(text), other), other, CONTENT - 20)
        self._frame = len(self._main) * body.leading + len(self._other) * other.leading + 9
        self.height = self._frame + 6

    def draw(self, pen: Pen, top: float) -> None:
        """Frame, edge, texts."""
        pen.box(0, top, (CONTENT, self._frame), self._fill, None)
        pen.box(0, top, (3, self._frame), self._edge, None)
        y = pen.lines(self._main, self._styles.body, 11, top - 4, CONTENT - 20)
        pen.lines(self._other, self._styles.small_other, 11, y, CONTENT - 20)


class SideBySide(Undivided):
    """Two framed texts of equal width: what must be read together."""

    def __init__(self, voice: Voice, start: tuple[str, str], end: tuple[str, str]) -> None:
        self._styles = styles(voice.language)
        self._width = (CONTENT - 10) / 2
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
        self._styles: Styles = styles(voice.language)
        body = self._styles.body
        self._label = printable(voice.main(label), body)
        self._label_width = min(natural_width(self._label, body) + 6, CONTENT * 0.6)
        self._lines = layout(
            printable(value, self._styles.answer),
            self._styles.answer,
            CONTENT - self._label_width - 4,
        )
        self.height = max(least, len(self._lines) * self._styles.answer.leading + 6)
        self._down = least - _KNOWN_LINE  # label and value stay by the line

    def draw(self, pen: Pen, top: float) -> None:
        """Label, line, value."""
        body, answer = self._styles.body, self._styles.answer
        pen.text(self._label, body, 2, top - 2 - self._down, self._label_width)
        room = CONTENT - self._label_width - 4
        pen.rule(self._label_width + 2, top - self.height + 4, room)
        pen.lines(self._lines, answer, self._label_width + 4, top - 2 - self._down, room - 4)
