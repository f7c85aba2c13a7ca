"""The slip on which a service answers a letter: cut off, filled in by hand, scanned later."""

from __future__ import annotations

from tipdesk.forms.model import LocalText
from tipdesk.printing.layout.bodies import Choices, Option
from tipdesk.printing.layout.flow import Whole
from tipdesk.printing.pdf.pen import CONTENT, Pen
from tipdesk.printing.text.layout import Align, fitting, layout, natural_width
from tipdesk.printing.text.styles import GREY, INK, NAVY, shown, styles
from tipdesk.printing.wording import Voice, Wording

_DASH, _SPACE = 5.0, 4.0
_QR = 58.0  # squares of 1.7 points: more than a page's own, since slips are folded
_QUIET = 8.0  # four squares around the code (ISO/IEC 18004)
_PAD = 8.0
_LINE = 23.0  # 8 mm to write on by hand
_STAMP = 34.0  # more, 20 mm in all, to stamp beside a signature


class CutLine(Whole):
    """Where to cut, and what becomes of the part below."""

    keeps_next = True
    height = 20.0

    def __init__(self, voice: Voice, text: LocalText) -> None:
        self._style = styles(voice.language).small.but(align=Align.CENTRE)
        self._said = shown(voice.main(text), self._style)

    def draw(self, pen: Pen, top: float) -> None:
        """Words in the middle of a dashed line."""
        wide = natural_width(self._said, self._style) + 14
        start, y = (CONTENT - wide) / 2, top - 9
        for begin in (0.0, start + wide):
            at = begin
            while at < begin + start - 0.1:
                pen.rule(at, y, min(_DASH, begin + start - at), GREY, 0.7)
                at += _DASH + _SPACE
        pen.text(self._said, self._style, start, top - 3, wide)


class ReplySlip(Whole):
    """Title, whom it is about, the code, boxes to tick, lines to write on."""

    def __init__(self, voice: Voice, words: Wording, about: str, code: str) -> None:
        self._voice, self._words = voice, words
        self._look = styles(voice.language)
        self._about, self._code = about, code
        self._room = CONTENT - 2 * _PAD - (_QR + 2 * _QUIET if code else 0.0)
        answers = [Option(voice.main(one), False) for one in words.texts("slip_answers")]
        self._answers = Choices(answers, self._look).set(CONTENT - 2 * _PAD)
        back = words.text("slip_return" if code else "slip_return_blank")
        self._small = self._look.small.but(colour=INK)
        self._note = layout(
            shown(voice.main(back), self._small),
            self._small,
            self._room,
        )
        self._other = layout(
            shown(voice.other(back), self._look.small_other),
            self._look.small_other,
            self._room,
        )
        head = 20 + _LINE + len(self._note) * self._look.small.leading
        head += len(self._other) * self._look.small_other.leading
        self._head = max(head, _QR + 2 * _QUIET) + 2
        self._frame = self._head + self._answers.height + 4 + 4 * _LINE + _STAMP + 6
        self.height = self._frame + 2

    def draw(self, pen: Pen, top: float) -> None:
        """The whole slip in one frame."""
        pen.box(0, top, (CONTENT, self._frame), None, NAVY, (0.8, 3.0))
        if self._code:
            pen.qr(self._code, CONTENT - _QR - _QUIET, top - _QUIET, _QR)
        self._draw_head(pen, top - 4)
        y = top - self._head
        self._answers.draw(pen, _PAD, y, (CONTENT - 2 * _PAD, self._answers.height))
        y -= self._answers.height + 4
        room = CONTENT - 2 * _PAD
        for key in ("slip_when", "slip_why"):
            y = self._line(pen, key, (_PAD, y), room)
        share = room * 0.56
        self._line(pen, "slip_by", (_PAD, y), share)
        y = self._line(pen, "slip_date", (_PAD + share + 10, y), room - share - 10)
        self._line(pen, "slip_sign", (_PAD, y - _STAMP), room)

    def _draw_head(self, pen: Pen, top: float) -> None:
        title, other = self._look.subheading.but(size=11), self._look.subheading_other
        name = shown(self._voice.main(self._words.text("slip")), title)
        wide = natural_width(name, title) + 8
        with pen.heading(2):
            pen.text(name, title, _PAD, top, wide)
            second = shown(self._voice.other(self._words.text("slip")), other)
            pen.text(second, other, _PAD + wide, top - 2, self._room - wide)
        y = top - 18
        if self._about:
            said = shown(self._about, self._look.answer)
            style = fitting(said, self._look.answer.but(size=9), self._room)
            pen.text(said, style, _PAD, y - 2, self._room)
        else:
            self._line(pen, "slip_file", (_PAD, y + 5), self._room)
        y -= _LINE - 4
        y = pen.lines(self._note, self._small, _PAD, y, self._room)
        pen.lines(self._other, self._look.small_other, _PAD, y, self._room)

    def _line(self, pen: Pen, key: str, at: tuple[float, float], room: float) -> float:
        """A label and the line to write on; returns the y below."""
        offset, top = at
        style = self._look.label.but(size=8.2, colour=INK)
        said = shown(self._voice.main(self._words.text(key)), style)
        wide = natural_width(said, style) + 5
        pen.text(said, style, offset, top - 10, wide)
        pen.rule(offset + wide, top - _LINE + 3, room - wide, NAVY, 0.8)  # survives a copier
        return top - _LINE
