"""Everything dated as a list: each line in words, and drawn on the scale that all lines share.

One can go through it by key and hear it; the drawing says nothing that the words do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from tipdesk.cases.interview.timeline import Dated, TimeScale
from tipdesk.i18n.catalogue import is_rtl
from tipdesk.i18n.text import isolate
from tipdesk.ui.form.question_frame import MASK, PERSONAL_LEVEL
from tipdesk.ui.interview.timeline_marks import Lane, draw_mark
from tipdesk.ui.toolkit.fields import reading_side
from tipdesk.ui.toolkit.theme import color, font, px
from tipdesk.ui.toolkit.words import LRM, RLM

Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole
SIDE = 14  # pixels at 100 % beside what is written and drawn
_HEAD, _TOP, _WORDS, _LANE = 36, 6, 19, 18


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list; without `dated` it heads those that follow."""

    title: str
    words: str = ""
    dated: Dated | None = None
    drawn: bool = False

    def spoken(self) -> str:
        """For screen readers."""
        return ". ".join(filter(None, (self.title, self.words)))


def line_of(dated: Dated, *, masked: bool, drawn: bool) -> Line:
    """The words of a date; hidden where names are."""
    if masked and dated.level >= PERSONAL_LEVEL:
        return Line(dated.row or dated.label, MASK, dated)
    rest = "" if dated.tells or not dated.detail else dated.detail
    words = " • ".join(filter(None, (dated.when, rest)))
    return Line(dated.headline, words, dated, drawn)


class TimelineModel(QAbstractListModel):
    """The lines in order."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[Line, ...] = ()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Other lines."""
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.lines[index.row()].dated is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role == LINE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return line.spoken()
        if role == Qt.ItemDataRole.ToolTipRole:
            return isolate("\n".join(filter(None, (line.title, line.words))))
        return None


class TimelineDelegate(QStyledItemDelegate):
    """Draws a line: two lines of words, and its mark on the scale below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.scale: TimeScale | None = None
        self.ticks: tuple[float, ...] = ()

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        line: Line = index.data(LINE)
        if line.dated is None:
            return QSize(px(120), px(_HEAD))
        tall = _TOP + 2 * _WORDS + (_LANE if line.drawn else 0) + _TOP
        return QSize(px(120), px(tall))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: Line = index.data(LINE)
        area = QRect(option.rect)
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = area.adjusted(px(SIDE), px(_TOP), -px(SIDE), 0)
        if line.dated is None:
            _write(painter, inner, line.title, font(10), "text3")
            painter.restore()
            return
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(color("primarySoft" if chosen else "bg")))
            painter.drawRoundedRect(area.adjusted(px(4), 1, -px(4), -1), px(6), px(6))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(color("focus")), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(px(4), 1, -px(4), -1), px(6), px(6))
        first = QRect(inner.left(), inner.top(), inner.width(), px(_WORDS))
        _write(painter, first, line.title, font(10.5, QFont.Weight.DemiBold), "text")
        _write(painter, first.translated(0, px(_WORDS)), line.words, font(9.5), "text2")
        if line.drawn and self.scale is not None:
            lane = QRect(inner.left(), inner.top() + 2 * px(_WORDS), inner.width(), px(_LANE))
            draw_mark(painter, Lane(lane, self.scale, self.ticks, rtl=is_rtl()), line.dated)
        painter.restore()


def _write(painter: QPainter, area: QRect, text: str, face: QFont, tint: str) -> None:
    shown = QFontMetrics(face).elidedText(
        isolate(text), Qt.TextElideMode.ElideRight, area.width() - 4
    )
    painter.setFont(face)
    painter.setPen(QColor(color(tint)))
    painter.drawText(area, reading_side(), (RLM if is_rtl() else LRM) + shown)
