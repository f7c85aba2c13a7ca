"""Layouts that Qt lacks: a line that wraps, words beside their answer, two columns of questions,
a row of tools that gives up words where the room is scant (`ToolRow`), and tabs that a field names
where they have no room beside each other (`TabsWithRoom`).

All run from the leading edge (right in Arabic), leave out hidden widgets and know their height
for a width.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QSizePolicy,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tipdesk.i18n.text import _
from tipdesk.ui.toolkit.fields import CalmCombo
from tipdesk.ui.toolkit.theme import px


class _Items(QLayout):
    """What the layouts share: a list of items and the bookkeeping that Qt asks for."""

    def __init__(self, across: int, down: int) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._across, self._down = across, down
        self._heights: dict[int, int] = {}  # by width, until something changes
        self.setContentsMargins(0, 0, 0, 0)

    def set_gaps(self, across: int, down: int) -> None:
        """Pixels between neighbours."""
        self._across, self._down = across, down

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        known = self._heights.get(width)
        if known is None:
            margins = self.contentsMargins()
            inner = QRect(0, 0, width - margins.left() - margins.right(), 0)
            known = self._place(inner, move=False) + margins.top() + margins.bottom()
            self._heights[width] = known
        return known

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect.marginsRemoved(self.contentsMargins()), move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        margins: QMargins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _shown(self) -> Iterable[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _is_rtl(self) -> bool:
        parent = self.parentWidget()
        return parent is not None and parent.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Lay the items out in `rect` (when `move`); the height that they take."""
        raise NotImplementedError

    def _put(self, item: QLayoutItem, rect: QRect, area: QRect) -> None:
        """Set an item's place, mirrored within `area` from right to left."""
        if self._is_rtl():
            # QRect.right() is the last pixel inside, left + width - 1: hence both ones.
            rect = QRect(
                QPoint(area.left() + area.right() + 1 - rect.right() - 1, rect.top()), rect.size()
            )
        item.setGeometry(rect)


def _height(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()


class Flow(_Items):
    """Items beside each other; what does not fit begins the next line."""

    def _place(self, rect: QRect, *, move: bool) -> int:
        x = y = line = 0
        for item in self._shown():
            width = min(item.sizeHint().width(), rect.width())
            if x and x + width > rect.width():
                x, y, line = 0, y + line + self._down, 0
            height = _height(item, width)
            if move:
                self._put(item, QRect(rect.x() + x, rect.y() + y, width, height), rect)
            x += width + self._across
            line = max(line, height)
        return y + line

    def sizeHint(self) -> QSize:
        """One line, when there is room for it."""
        visible = list(self._shown())
        width = sum(item.sizeHint().width() for item in visible)
        height = max((item.sizeHint().height() for item in visible), default=0)
        return QSize(width + self._across * max(len(visible) - 1, 0), height)


class LabelledLine(_Items):
    """Words, their answer beside them, and a tail (a menu) at the end of the line.

    The words keep room for their longest word and for `_WORDS` of the width; where the answer
    leaves less, it stands below the words. With `always` it stays beside them: a table has columns.
    """

    _WORDS = 0.34  # marks and pictures behind the words included

    def __init__(self, gap: int, down: int, *, always: bool) -> None:
        super().__init__(gap, down)
        self._always = always

    def add_layout(self, layout: QLayout) -> None:
        """Take in a layout as the next part."""
        self.addChildLayout(layout)
        self.addItem(layout)

    def _place(self, rect: QRect, *, move: bool) -> int:
        words, answer, tail = self._items
        end = 0 if tail.isEmpty() else tail.sizeHint().width() + self._across
        answer_width = 0 if answer.isEmpty() else answer.sizeHint().width() + self._across
        room = max(0, rect.width() - end - answer_width)
        least = max(words.minimumSize().width(), round(rect.width() * self._WORDS))
        if not self._always and room < min(words.sizeHint().width(), least):
            return self._stacked(rect, end, move=move)
        answer_width = max(0, answer_width - self._across)
        height = max(
            _height(words, room),
            0 if answer.isEmpty() else _height(answer, answer_width),
            0 if tail.isEmpty() else tail.sizeHint().height(),
        )
        if move:
            self._line(words, QRect(0, 0, room, height), rect)
            self._line(answer, QRect(room + self._across, 0, answer_width, height), rect)
            self._tail(tail, rect, height)
        return height

    def _stacked(self, rect: QRect, end: int, *, move: bool) -> int:
        words, answer, tail = self._items
        above = _height(words, rect.width() - end)
        if not tail.isEmpty():
            above = max(above, tail.sizeHint().height())
        below = _height(answer, rect.width())
        if move:
            self._line(words, QRect(0, 0, rect.width() - end, above), rect)
            self._line(answer, QRect(0, above + self._down, rect.width(), below), rect)
            self._tail(tail, rect, above)
        return above + self._down + below

    def _line(self, item: QLayoutItem, place: QRect, area: QRect) -> None:
        if not item.isEmpty():
            self._put(item, place.translated(area.topLeft()), area)

    def _tail(self, tail: QLayoutItem, area: QRect, height: int) -> None:
        size = tail.sizeHint()
        x, y = area.width() - size.width(), (height - size.height()) // 2
        self._line(tail, QRect(x, y, size.width(), size.height()), area)


class TwoColumns(_Items):
    """Questions in two columns of equal width; a wide one takes both and begins a new line.

    A widget is wide when its attribute `wide` says so; a wide one stands `closer` to what is above
    it by so many pixels, where it says so. Below `narrow` pixels there is one column.
    """

    def __init__(self, across: int, down: int, narrow: int) -> None:
        super().__init__(across, down)
        self._narrow = narrow

    def arrange(self, widgets: Iterable[QWidget]) -> None:
        """Show the widgets in this order; those left out are hidden, new ones are taken in."""
        order = list(widgets)
        if self._stands(order):
            return  # at nearly every letter: nothing is laid out again
        known: dict[QWidget | None, QLayoutItem] = {item.widget(): item for item in self._items}
        parent = self.parentWidget()
        for widget in order:
            if widget not in known:
                self.addWidget(widget)
                known[widget] = self._items[-1]
        wanted = set(order)
        # Qt lays a visible page out at every widget that is shown in it: once is enough, below.
        self.setEnabled(False)
        self._items = [known[widget] for widget in order] + [
            item for widget, item in known.items() if widget not in wanted
        ]
        for shown_widget in known:
            if shown_widget is not None and shown_widget.isHidden() == (shown_widget in wanted):
                shown_widget.setVisible(shown_widget in wanted)
        self.setEnabled(True)
        self.invalidate()
        if parent is not None:
            parent.updateGeometry()

    def _stands(self, order: list[QWidget]) -> bool:
        """Whether these widgets are shown in this order already, and only they."""
        first = [item.widget() for item in self._items[: len(order)]]
        return first == order and all(
            item.isEmpty() is (position >= len(order)) for position, item in enumerate(self._items)
        )

    def _place(self, rect: QRect, *, move: bool) -> int:
        columns = 1 if rect.width() < self._narrow else 2
        half = (rect.width() - self._across) // 2 if columns == 2 else rect.width()
        y = 0
        line: list[QLayoutItem] = []
        for item in [*self._shown(), None]:
            wide = item is None or columns == 1 or bool(getattr(item.widget(), "wide", True))
            if line and (wide or len(line) == columns):
                y += self._place_line(line, rect, QRect(0, y, half, 0), move=move) + self._down
                line = []
            if item is None:
                break
            if wide:
                y -= min(y, getattr(item.widget(), "closer", 0))
                y += self._place_line([item], rect, QRect(0, y, rect.width(), 0), move=move)
                y += self._down
            else:
                line.append(item)
        return max(0, y - self._down)

    def _place_line(self, line: list[QLayoutItem], area: QRect, first: QRect, *, move: bool) -> int:
        height = max(_height(item, first.width()) for item in line)
        if move:
            for position, item in enumerate(line):
                x = area.x() + position * (first.width() + self._across)
                place = QRect(x, area.y() + first.y(), first.width(), height)
                self._put(item, place, area)
        return height


_TOOL_EDGE, _TOOL_GAP = 12, 6  # pixels at 100 %: within a tool on each side; between its parts
_BARE, _WORDED = (
    Qt.ToolButtonStyle.ToolButtonIconOnly,
    Qt.ToolButtonStyle.ToolButtonTextBesideIcon,
)


class ToolRow(QWidget):
    """Tools beside each other. Where the room is scant they show their pictures alone, the last
    ones first; their words stay their tool tips and what a screen reader says."""

    def __init__(self, *tools: QToolButton | None) -> None:
        """None is where the room that is left over goes. What shows a picture alone from the
        beginning never shows words."""
        super().__init__()
        self._tools = [tool for tool in tools if tool is not None]
        self._worded = [tool for tool in self._tools if tool.toolButtonStyle() != _BARE]
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(_TOOL_GAP))
        self._box.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        for tool in tools:
            if tool is None:
                self._box.addStretch(1)
            else:
                self._box.addWidget(tool)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._width(len(self._worded)), self._box.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width(0), self._box.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a tool came, went, or bears other words
            self.updateGeometry()
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        fitting = len(self._worded)
        while fitting and self._width(fitting) > self.width():
            fitting -= 1
        for at, tool in enumerate(self._worded):
            style = _WORDED if at < fitting else _BARE
            if tool.toolButtonStyle() != style:
                tool.setToolButtonStyle(style)

    def _width(self, worded: int) -> int:
        """Pixels that the tools take when so many of them show words."""
        shown = [tool for tool in self._tools if not tool.isHidden()]
        with_words = set(self._worded[:worded])
        width = max(0, len(shown) - 1) * self._box.spacing()
        for tool in shown:
            width += tool.iconSize().width() + 2 * px(_TOOL_EDGE)
            if tool in with_words:
                metrics = tool.fontMetrics()
                width += metrics.horizontalAdvance(f"{tool.text()}  ") + px(_TOOL_GAP)
        return width


class TabsWithRoom(QWidget):
    """Pages behind tabs, which are all there already. Where the tabs have no room beside each other
    a field names them: arrows would hide that there are more."""

    def __init__(self, tabs: QTabWidget) -> None:
        super().__init__()
        self._tabs, self._names = tabs, CalmCombo()
        self._names.setAccessibleName(_("What of it is shown"))
        for at in range(tabs.count()):
            self._names.addItem(tabs.tabText(at))
        self._names.setCurrentIndex(tabs.currentIndex())
        self._names.currentIndexChanged.connect(tabs.setCurrentIndex)
        tabs.currentChanged.connect(self._names.setCurrentIndex)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        for part in (self._names, tabs):
            box.addWidget(part)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        bar = self._tabs.tabBar()
        scant = self.isVisible() and bar.sizeHint().width() > self.width()
        self._names.setVisible(scant)
        bar.setVisible(not scant)
        self.setFocusProxy(self._names if scant else self._tabs)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
