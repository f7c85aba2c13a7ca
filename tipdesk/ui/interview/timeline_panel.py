"""The timeline beside the questions: a scale, and below it everything that has a date."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QVBoxLayout, QWidget

from tipdesk.cases.interview.timeline import Kind, Timeline, TimeScale, scale
from tipdesk.i18n.catalogue import _, is_rtl, language
from tipdesk.ui.form.date_editors import small_button
from tipdesk.ui.interview.timeline_list import SIDE, Line, TimelineDelegate, TimelineModel, line_of
from tipdesk.ui.toolkit.parts import label, row
from tipdesk.ui.toolkit.theme import color, font, px
from tipdesk.ui.toolkit.words import LRM, RLM

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
        metrics, taken = QFontMetrics(face), -1
        for share, text in self.marks:
            x = begin + round((1 - share if is_rtl() else share) * wide)
            room = metrics.horizontalAdvance(text) + px(6)
            left = min(max(x - room // 2, 0), self.width() - room)
            if taken >= 0 and (left + room > taken if is_rtl() else left < taken):
                continue  # no name over another
            taken = left if is_rtl() else left + room
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
        self._empty.setContentsMargins(px(SIDE), px(8), px(SIDE), 0)
        for part in (head, self._empty, self._scale):
            box.addWidget(part)
        box.addWidget(self.list, 1)
        box.addStretch(0)

    def sizeHint(self) -> QSize:
        return QSize(self.maximumWidth(), px(200))

    def set_narrow(self, narrow: bool) -> None:
        """Leave more of a small screen to the questions, or take the usual width."""
        self.setFixedWidth(px(_NARROW if narrow else _WIDE))

    def show_timeline(self, found: Timeline, *, masked: bool) -> None:
        """Show these dates; F7 hides what they tell, and where they lie."""
        at = self.current_path()
        known = scale(found.first, found.last) if found.first and found.last else None
        lines = [line_of(one, masked=masked, drawn=known is not None) for one in found.items]
        if found.undated:
            lines.append(Line(_("Without a date")))
            lines += [line_of(one, masked=masked, drawn=False) for one in found.undated]
        if tuple(lines) != self._model.lines:
            self._model.show_lines(lines)
        self._say_scale(known, drawn=any(line.drawn for line in lines) and not masked)
        self.list.setVisible(bool(lines))
        told = any(one.kind is not Kind.FILE for one in (*found.items, *found.undated))
        self._empty.setVisible(not told)
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

    def lines(self) -> tuple[Line, ...]:
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
        places = [] if known is None else [(known.place(one.day), one.label) for one in marks]
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
