"""The timeline beside the questions: a scale, and below it everything that has a date.

Each line stands in words and is drawn on the scale that all lines share: a day as a point, a part
of a date as a bar over what it can mean. One can go through the list by key and hear it; the
drawing says nothing that the words do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QLinearGradient,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from tipdesk.cases.interview.timeline import Dated, DateKind, Timeline, TimeScale, scale
from tipdesk.i18n.text import MASK, _, is_rtl, isolate, language
from tipdesk.ui.form.date_editors import small_button
from tipdesk.ui.form.question import PERSONAL_LEVEL
from tipdesk.ui.toolkit.fields import reading_side
from tipdesk.ui.toolkit.parts import LRM, RLM, label, row
from tipdesk.ui.toolkit.theme import color, font, px

# --- how a date is drawn ----------------------------------------------------------------------


_DOT, _BAR, _EDGE = 5, 8, 5  # pixels at 100 %
_FADE = 0.3  # of the lane: how far an open side is drawn
_SOFT = 110  # of 255: what is possible, beside what is certain
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Lane:
    """A strip of the list, with the scale that runs along it; from right to left in Arabic."""

    area: QRect
    scale: TimeScale
    ticks: tuple[float, ...]
    rtl: bool

    def x(self, share: float) -> float:
        """Where a share of the scale lies, counted from the leading edge."""
        share = 1 - share if self.rtl else share
        return self.area.left() + share * self.area.width()

    def at(self, day: date) -> float:
        """The share at which a day begins, held within the lane."""
        return min(1.0, max(0.0, self.scale.place(day)))


def draw_mark(painter: QPainter, lane: Lane, dated: Dated) -> None:
    """Draw one date in its lane."""
    _ground(painter, lane)
    tint = QColor(color("primary" if dated.kind is DateKind.LIFE else "text3"))
    extent = dated.extent
    days = tuple(extent.days())
    if max(days) < lane.scale.first or dated.kind is DateKind.BIRTH:
        _edge(painter, lane, tint, 0.0)
    elif min(days) > lane.scale.last:
        _edge(painter, lane, tint, 1.0)
    elif extent.is_day and extent.earliest is not None:
        middle = lane.at(extent.earliest) + 0.5 / lane.scale.days
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint)
        painter.drawEllipse(QPointF(lane.x(middle), _level(lane)), px(_DOT), px(_DOT))
    else:
        _bar(painter, lane, dated, tint)


def _ground(painter: QPainter, lane: Lane) -> None:
    painter.setPen(QPen(QColor(color("border")), 1))
    for tick in lane.ticks:
        x = lane.x(tick)
        painter.drawLine(QPointF(x, lane.area.top()), QPointF(x, lane.area.bottom()))
    level = _level(lane)
    painter.drawLine(QPointF(lane.area.left(), level), QPointF(lane.area.right(), level))


def _bar(painter: QPainter, lane: Lane, dated: Dated, tint: QColor) -> None:
    """The span of what is possible, softly; within it what is certain. Open sides fade."""
    extent = dated.extent
    lasted = extent.sure_from is not None or extent.sure_to is not None
    start = lane.at(extent.earliest) if extent.earliest else None
    end = lane.at(extent.latest + _A_DAY) if extent.latest else None
    begun = lane.at(extent.sure_from) if extent.sure_from else end or 0.0
    low = start if start is not None else max(0.0, begun - _FADE)
    high = end if end is not None else (1.0 if lasted else min(1.0, low + _FADE))
    soft = QColor(tint)
    soft.setAlpha(_SOFT)
    fades = (start is None or extent.about, end is None or extent.about)
    _block(painter, lane, (low, high), soft, fades)
    if extent.sure_from is not None and (extent.sure_to is not None or extent.latest is None):
        sure_low = lane.at(extent.sure_from)
        sure_high = lane.at(extent.sure_to) if extent.sure_to else high
        if sure_high > sure_low:
            _block(painter, lane, (sure_low, sure_high), tint, (False, extent.latest is None))


def _block(
    painter: QPainter,
    lane: Lane,
    span: tuple[float, float],
    tint: QColor,
    fades: tuple[bool, bool],
) -> None:
    first, last = lane.x(span[0]), lane.x(span[1])
    if abs(last - first) < px(_BAR):  # never too thin to be seen
        middle, half = (first + last) / 2, px(_BAR) / 2 * (1 if last >= first else -1)
        first, last = middle - half, middle + half
    level = _level(lane)
    clear = QColor(tint)
    clear.setAlpha(0)
    gradient = QLinearGradient(QPointF(first, level), QPointF(last, level))
    gradient.setColorAt(0, clear if fades[0] else tint)
    gradient.setColorAt(0.45 if fades[0] else 0, tint)
    gradient.setColorAt(0.55 if fades[1] else 1, tint)
    gradient.setColorAt(1, clear if fades[1] else tint)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(gradient)
    tall = px(_BAR)
    left = min(first, last)
    place = QRectF(left, level - tall / 2, abs(last - first), tall)
    painter.drawRoundedRect(place, tall / 2, tall / 2)


def _edge(painter: QPainter, lane: Lane, tint: QColor, share: float) -> None:
    """An arrow at an end of the scale: it lies beyond."""
    on = (1 if share else -1) * (-1 if lane.rtl else 1)
    tip, level, size = lane.x(share), _level(lane), px(_EDGE)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint)
    back = tip - on * 2 * size
    points = [QPointF(tip, level), QPointF(back, level - size), QPointF(back, level + size)]
    painter.drawPolygon(QPolygonF(points))


def _level(lane: Lane) -> float:
    return lane.area.top() + lane.area.height() / 2


# --- the list ---------------------------------------------------------------------------------


Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole
SIDE = 14  # pixels at 100 % beside what is written and drawn
_HEAD, _TOP, _WORDS, _LANE = 36, 6, 19, 18


@dataclass(frozen=True, slots=True)
class ListLine:
    """One line of the list; without `dated` it heads those that follow."""

    title: str
    words: str = ""
    dated: Dated | None = None
    drawn: bool = False

    def spoken(self) -> str:
        """For screen readers."""
        return ". ".join(filter(None, (self.title, self.words)))


def line_of(dated: Dated, *, masked: bool, drawn: bool) -> ListLine:
    """The words of a date; hidden where names are."""
    if masked and dated.level >= PERSONAL_LEVEL:
        return ListLine(dated.row or dated.label, MASK, dated)
    detail = "" if dated.tells or not dated.detail else dated.detail
    words = " • ".join(filter(None, (dated.when, detail)))
    return ListLine(dated.headline, words, dated, drawn)


class TimelineModel(QAbstractListModel):
    """The lines in order."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[ListLine, ...] = ()

    def show_lines(self, lines: Sequence[ListLine]) -> None:
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
        line: ListLine = index.data(LINE)
        if line.dated is None:
            return QSize(px(120), px(_HEAD))
        tall = _TOP + 2 * _WORDS + (_LANE if line.drawn else 0) + _TOP
        return QSize(px(120), px(tall))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: ListLine = index.data(LINE)
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
    elided = QFontMetrics(face).elidedText(
        isolate(text), Qt.TextElideMode.ElideRight, area.width() - 4
    )
    painter.setFont(face)
    painter.setPen(QColor(color(tint)))
    painter.drawText(area, reading_side(), (RLM if is_rtl() else LRM) + elided)


_WIDE, _NARROW, _SCALE = 300, 246, 24  # pixels at 100 %
_MARKS = 4


class _List(QListView):
    """Enter goes to the question of the line; so does a click."""

    entered = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.entered.emit(self.currentIndex())
            return
        super().keyPressEvent(event)


class _Scale(QWidget):
    """The names of days, months or years above the lanes of the list."""

    def __init__(self, listed: QListView) -> None:
        super().__init__()
        self._listed = listed
        self.marks: tuple[tuple[float, str], ...] = ()
        self.setFixedHeight(px(_SCALE))
        listed.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        viewport = self._listed.viewport()
        begin = self.mapFromGlobal(viewport.mapToGlobal(QPoint(0, 0))).x() + px(SIDE)
        wide = viewport.width() - 2 * px(SIDE)
        painter = QPainter(self)
        face = font(9)
        painter.setFont(face)
        painter.setPen(QColor(color("text3")))
        metrics, used_to = QFontMetrics(face), -1
        for share, text in self.marks:
            x = begin + round((1 - share if is_rtl() else share) * wide)
            room = metrics.horizontalAdvance(text) + px(6)
            left = min(max(x - room // 2, 0), self.width() - room)
            if used_to >= 0 and (left + room > used_to if is_rtl() else left < used_to):
                continue  # no name over another
            used_to = left if is_rtl() else left + room
            place = QRect(left, 0, room, self.height())
            mark = RLM if is_rtl() else LRM
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, mark + text)
        painter.end()


class TimelinePanel(QFrame):
    """Shows what `show_timeline` gives; `chosen` says which question is wanted."""

    chosen = Signal(str)  # path
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("nav")
        self.setFixedWidth(px(_WIDE))
        self._model = TimelineModel()
        self.list = _List()
        self.list.setObjectName("timeline")
        self.list.setAccessibleName(_("Timeline"))
        self.list.setModel(self._model)
        self.list.setUniformItemSizes(False)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setMouseTracking(True)
        self._delegate = TimelineDelegate(self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.entered.connect(self._on_entered)
        self.list.clicked.connect(self._on_entered)
        self._scale = _Scale(self.list)
        self._empty = label(
            _(
                "Nothing of what was told has a date yet. Every date of the interview appears "
                "here, also one that is known only in part."
            ),
            "hint",
            wrap=True,
        )
        self._close = small_button("x", _("Hide the timeline"))
        self._close.clicked.connect(self.closed)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, px(14), 0, 0)
        box.setSpacing(px(4))
        head = row(label(_("Timeline"), "h3"), 1, self._close)
        head.setContentsMargins(px(SIDE), 0, px(SIDE), 0)
        empty = row(self._empty, wide=0)  # a wrapped label forgets margins of its own
        empty.setContentsMargins(px(SIDE), px(8), px(SIDE), 0)
        for part in (head, empty, self._scale):
            box.addWidget(part)
        box.addWidget(self.list, 1)
        box.addStretch(0)

    def sizeHint(self) -> QSize:
        return QSize(self.maximumWidth(), px(200))

    def set_narrow(self, narrow: bool) -> None:
        """Leave more of a small screen to the questions, or take the usual width."""
        self.setFixedWidth(px(_NARROW if narrow else _WIDE))

    def show_timeline(self, dates: Timeline, *, masked: bool) -> None:
        """Show these dates; F7 hides what they tell, and where they lie."""
        at = self.current_path()
        known = scale(dates.first, dates.last) if dates.first and dates.last else None
        lines = [line_of(dated, masked=masked, drawn=known is not None) for dated in dates.items]
        if dates.undated:
            lines.append(ListLine(_("Without a date")))
            lines += [line_of(dated, masked=masked, drawn=False) for dated in dates.undated]
        if tuple(lines) != self._model.lines:
            self._model.show_lines(lines)
        self._say_scale(known, drawn=any(line.drawn for line in lines) and not masked)
        self.list.setVisible(bool(lines))
        from_answers = any(
            dated.kind is not DateKind.FILE for dated in (*dates.items, *dates.undated)
        )
        self._empty.setVisible(not from_answers)
        self._take_up(at)

    def clear(self) -> None:
        """Forget everything that was shown."""
        self._model.show_lines(())
        self._scale.marks = ()

    def current_path(self) -> str:
        """The question of the line that is chosen."""
        index = self.list.currentIndex()
        dated = self._model.lines[index.row()].dated if index.isValid() else None
        return dated.path if dated is not None else ""

    def lines(self) -> tuple[ListLine, ...]:
        """What is listed."""
        return self._model.lines

    def take_focus(self) -> None:
        """Put the cursor on the list, or on the way out while it is empty."""
        if not self._model.lines:
            self._close.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        if not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self._model.index(0))
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _say_scale(self, known: TimeScale | None, *, drawn: bool) -> None:
        marks = known.marks(language(), _MARKS) if known is not None else ()
        places = [] if known is None else [(known.place(mark.day), mark.label) for mark in marks]
        self._delegate.scale = known
        self._delegate.ticks = tuple(share for share, _text in places)
        self._scale.marks = tuple(places)
        self._scale.setVisible(drawn)
        self._scale.update()
        self.list.viewport().update()

    def _take_up(self, path: str) -> None:
        """The same line stays chosen when others come and go."""
        if not path or path == self.current_path():
            return
        for at, line in enumerate(self._model.lines):
            if line.dated is not None and line.dated.path == path:
                self.list.setCurrentIndex(self._model.index(at))

    def _on_entered(self, index: QModelIndex) -> None:
        dated = self._model.lines[index.row()].dated
        if dated is not None:
            self.chosen.emit(dated.path)
