"""Signature boxes: lines to write on, a thumbprint's place, the ways of not signing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tipdesk.forms.model import LocalText
from tipdesk.printing.layout.bodies import Choices, Option, SetBody
from tipdesk.printing.layout.flow import Whole
from tipdesk.printing.pdf.pen import CONTENT, Pen
from tipdesk.printing.text.layout import Align, Style, fitting, layout, natural_width
from tipdesk.printing.text.styles import FAINT, NAVY, RULE, TINT, WHITE, shown, styles
from tipdesk.printing.wording import Voice, wording

_HEAD = 15.0
_LINE = 23.0
_GAP = 8.0
_THUMB = (54.0, 62.0)
# Sizes of a name too long for one line at the first of them, and on how many lines each.
_LONG_NAMES = ((6.0, 2), (5.5, 2), (5.0, 2), (5.0, 3), (4.5, 3), (4.0, 3), (3.5, 3), (3.0, 3))


@dataclass(frozen=True, slots=True)
class Signer:
    """One box. `lines` are pairs of a label and what is known; the rest is written by hand."""

    title: LocalText
    lines: tuple[tuple[LocalText, str], ...]
    thumb: bool = False
    options: tuple[Option, ...] = ()
    share: float = 1.0  # of the width, beside the other boxes


class Signatures(Whole):
    """Boxes beside each other, all of one height."""

    accompanied = True

    def __init__(self, voice: Voice, signers: Sequence[Signer]) -> None:
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
            text = shown(self._voice.main(signer.title), title)
            with pen.tagged("P"):
                pen.text(text, title, offset, top - (_HEAD - title.leading) / 2, width)
            self._draw_lines(pen, signer, (offset, width), top - _HEAD - 4)
            if options is not None:
                y = top - _HEAD - self._lines
                options.draw(pen, offset, y, (width, self._below))
            offset += width + _GAP

    def _draw_lines(self, pen: Pen, signer: Signer, place: tuple[float, float], top: float) -> None:
        offset, width = place
        room = width - 12
        if signer.thumb:
            room -= _THUMB[0] + 6
            self._draw_thumb(pen, offset + width - _THUMB[0] - 5, top)
        label, answer = self._look.label, self._look.table_cell
        for text, known in signer.lines:
            main = shown(self._voice.main(text), label)
            wide = min(natural_width(main, label) + 5, room * 0.62)
            start = offset + 6 + wide
            pen.rule(start, top - 18, room - wide, RULE)
            with pen.tagged("P"):
                pen.text(main, label, offset + 6, top - 7, wide)
                name = shown(known, answer)
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
            pen.text(shown(text, hint), hint, offset, top - _THUMB[1] + 10, _THUMB[0])


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
