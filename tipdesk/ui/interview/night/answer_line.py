"""One question of the card as one line: a mark, its words, its answer. It paints itself, so that
nothing that is answered moves it or what stands beside it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QStyle

from tipdesk.i18n.text import _
from tipdesk.ui.interview.night.questions import LineStanding, LineState
from tipdesk.ui.toolkit.parts import beyond_the_line
from tipdesk.ui.toolkit.theme import color, font, pixmap, px

_MARKS = {
    LineStanding.OPEN: ("circle", "input"),
    LineStanding.ANSWERED: ("check-circle-fill", "ok"),
    LineStanding.REFUSED: ("seal-warning", "warn"),
    LineStanding.OFFERED: ("circle-dashed", "input"),
    LineStanding.NOT_ASKED: ("minus", "disabled"),
}
_SIGN, _EDGE, _GAP = 15, 12, 8  # pixels at 100 %: the mark, before it, behind it


class AnswerLine(QAbstractButton):
    """A line of the card; a click goes to it. In the `strip` of what is known the answer stands
    first, with its source, and the words of the question only while there is none."""

    def __init__(self, *, strip: bool = False) -> None:
        super().__init__()
        self._strip, self._state = strip, LineState("")
        self.current = self.last = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the answering place has the keys
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def state(self) -> LineState:
        """What it shows."""
        return self._state

    def show_state(self, state: LineState, *, current: bool) -> None:
        """Show how the question stands, and whether it is the one that is answered."""
        if (state, current) == (self._state, self.current):
            return
        self._state, self.current = state, current
        self.setText(_("{question}: {part}").format(question=state.label, part=state.answer or "—"))
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(_standing_words(state))
        self.setToolTip(self.text())
        self.setEnabled(state.standing is not LineStanding.NOT_ASKED)
        self.update()

    # --- painting ---------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.current:
            painter.setPen(QPen(QColor(color("focus")), 2))
            painter.setBrush(QColor(color("primarySoft")))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(6), px(6))
        elif not self.last and not self._strip:
            painter.setPen(QColor(color("border")))
            down = self.height() - 0.5
            painter.drawLine(QPointF(px(_EDGE), down), QPointF(self.width() - px(_EDGE), down))
        size = px(_SIGN)
        sign = QRect(px(_EDGE), (self.height() - size) // 2, size, size)
        picture = pixmap(*_MARKS[self._state.standing], _SIGN)
        painter.drawPixmap(self._placed(sign), picture)
        room = QRect(sign.right() + px(_GAP), 0, 0, self.height())
        room.setRight(self.width() - px(_EDGE))
        if self._strip:
            self._paint_known(painter, room)
        else:
            self._paint_asked(painter, room)
        painter.end()

    def _paint_asked(self, painter: QPainter, room: QRect) -> None:
        """The words of the question give way first, but never more than half of the line."""
        state, gap = self._state, px(_GAP)
        waits = state.standing in (LineStanding.OPEN, LineStanding.REFUSED) or self.current
        tint = "text" if waits else "text2"
        if state.standing is LineStanding.NOT_ASKED:
            tint = "disabled"
        face, strong = font(10.5), font(10.5, QFont.Weight.DemiBold)
        answer = QFontMetrics(strong).horizontalAdvance(state.answer) + gap if state.answer else 0
        words = QRect(room)
        words.setWidth(max(room.width() - answer, room.width() // 2))
        taken = self._write(painter, words, state.label, face, tint)
        rest = QRect(room)
        rest.setLeft(room.left() + taken + gap)
        self._write(painter, rest, state.answer, strong, self._answer_tint(), end=True)

    def _paint_known(self, painter: QPainter, room: QRect) -> None:
        state = self._state
        tint = self._answer_tint() if state.answer else "text"
        source = f"({state.source})" if state.source else ""
        least = QFontMetrics(font(9)).horizontalAdvance(source) + px(6) if source else 0
        words = QRect(room)
        words.setWidth(room.width() - least)
        taken = self._write(painter, words, state.answer or state.label, font(10), tint)
        rest = QRect(room)
        rest.setLeft(room.left() + taken + px(5))
        self._write(painter, rest, source, font(9), "text3")

    def _answer_tint(self) -> str:
        return {LineStanding.OFFERED: "text3", LineStanding.REFUSED: "warn"}.get(
            self._state.standing, "text"
        )

    def _write(
        self,
        painter: QPainter,
        room: QRect,
        text: str,
        face: QFont,
        tint: str,
        *,
        end: bool = False,
    ) -> int:
        """Write into `room` as far as it goes; the width that the words take."""
        painter.setFont(face)
        painter.setPen(QColor(color(tint)))
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, room.width()))
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignLeft if rtl == end else Qt.AlignmentFlag.AlignRight
        flags = side | Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignAbsolute
        drawn = int(flags) | int(Qt.TextFlag.TextSingleLine) | int(Qt.TextFlag.TextDontClip)
        # In the middle; a line may be lower than its face is high, and then what is free above the
        # letters goes, and no dot of a last yeh.
        lowest = room.height() - 1 - beyond_the_line(face)[1]  # above the rule
        foot = min((room.height() + metrics.height()) // 2, lowest)
        painter.drawText(self._placed(room.adjusted(0, 0, 0, foot - room.height())), drawn, shown)
        return metrics.horizontalAdvance(shown)

    def _placed(self, room: QRect) -> QRect:
        """A rectangle that counts from the leading side, on this side of the screen."""
        return QStyle.visualRect(self.layoutDirection(), self.rect(), room)


def _standing_words(state: LineState) -> str:
    """How it stands, for whoever hears the line."""
    return {
        LineStanding.OPEN: _("Not answered yet"),
        LineStanding.ANSWERED: state.source,
        LineStanding.REFUSED: _("It does not count as an answer yet."),
        LineStanding.OFFERED: _("Offered, and not confirmed"),
        LineStanding.NOT_ASKED: _("Not asked as things stand"),
    }[state.standing]
