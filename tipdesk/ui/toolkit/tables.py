"""Table models, and how their cells are painted: words in further lines, and chips.

The models are of the file list, the register of the receiving station, and exports of a file. A
chip stands in two lines where one is not wide enough (`ChipDelegate`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QGridLayout,
    QHeaderView,
    QLabel,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from tipdesk.i18n.text import MASK, _
from tipdesk.ui.toolkit.parts import label
from tipdesk.ui.toolkit.theme import color, font, is_large, px

# --- words that go on in further lines --------------------------------------------------------


_ACROSS, _DOWN = 30, 8  # at 100 %: room beside and above the words; the style takes some of it


class WrappedDelegate(QStyledItemDelegate):
    """Qt's own size counts the style's padding as room for words, and the last line is lost."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        width = max(self._table.columnWidth(index.column()) - px(_ACROSS), 1)
        words = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
        room = QRect(0, 0, width, 1 << 20)
        text = str(index.data() or "")
        height = option.fontMetrics.boundingRect(room, words, text).height()
        return QSize(width, height + 2 * px(_DOWN))


Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: its title and what it shows of a row. It is as wide as its title and the
    `samples` need; without samples it takes what is left. `masked` columns hide with F7; of one
    with `veiled`, that is shown instead."""

    title: str
    text: Callable[[Row], str]
    samples: tuple[str, ...] = ()
    masked: bool = False
    chip: Callable[[Row], str] | None = None  # the style of a chip, "" for none
    veiled: Callable[[Row], str] | None = None


CHIP_ROLE = Qt.ItemDataRole.UserRole + 1
MOMENT = "00/00/0000 00:00"  # a sample
_ROOM = 34  # pixels at 100 % beside a text: paddings of the cell and of a chip


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Rows of frozen values, read only."""

    def __init__(self, columns: Sequence[Column[Row]]) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._rows: tuple[Row, ...] = ()
        self._masked = False
        self._sorted = (-1, False)  # by which column, and whether downwards

    def mark_order(self, section: int, *, descending: bool) -> None:
        """Say in the head by which column the rows stand (-1: by none)."""
        self._sorted = (section, descending)
        last = max(self.columnCount() - 1, 0)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)

    def add_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows below the others."""
        if rows:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self._rows = (*self._rows, *rows)
            self.endInsertRows()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows instead."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rows(self) -> tuple[Row, ...]:
        """What is shown, from the top."""
        return self._rows

    def set_masked(self, masked: bool) -> None:
        """Hide or show the columns that name people."""
        self.beginResetModel()
        self._masked = masked
        self.endResetModel()

    def row(self, index: Index) -> Row | None:
        """The row at `index`, or None."""
        return self._rows[index.row()] if 0 <= index.row() < len(self._rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        column, row = self._columns[index.column()], self._rows[index.row()]
        # What takes the room that is left, and a chip, may be longer than that.
        as_tip = role == Qt.ItemDataRole.ToolTipRole and not (column.samples and not column.chip)
        if role == Qt.ItemDataRole.DisplayRole or as_tip:
            if self._masked and column.veiled is not None:
                return column.veiled(row)
            return MASK if self._masked and column.masked else column.text(row)
        if role == CHIP_ROLE:
            return column.chip(row) if column.chip else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title
        if role == Qt.ItemDataRole.AccessibleTextRole and section == self._sorted[0]:
            down, up = _("{column}, sorted downwards"), _("{column}, sorted upwards")
            return (down if self._sorted[1] else up).format(column=self._columns[section].title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        return None

    def samples(self) -> tuple[tuple[str, ...], ...]:
        """For each column the texts that must fit; none: it takes what is left."""
        return tuple(
            (column.title, *column.samples) if column.samples else () for column in self._columns
        )


def table_view(model: RowsModel[Row], name: str) -> QTableView:
    """A calm read-only table of whole rows; `name` is for screen readers."""
    view = QTableView()
    view.setModel(model)
    view.setAccessibleName(name)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.setCornerButtonEnabled(False)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(px(44))
    header = view.horizontalHeader()
    header.setHighlightSections(False)
    header.ensurePolished()
    metrics = QFontMetrics(font(weight=QFont.Weight.Medium))
    least = [px(72)]
    for section, samples in enumerate(model.samples()):
        if samples:
            width = max(metrics.horizontalAdvance(sample) for sample in samples)
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Interactive)
            # The style has the last word on what a title needs: on Windows letters are wider.
            room = max(width + px(_ROOM), header.sectionSizeHint(section))
            header.resizeSection(section, room)
        else:
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Stretch)
            title = str(model.headerData(section, Qt.Orientation.Horizontal))
            least += [metrics.horizontalAdvance(title) + px(_ROOM)] if is_large() else []
    header.setMinimumSectionSize(max(least))  # of a title too: then the table is scrolled
    return view


def wrapping(table: QTableView) -> QTableView:
    """What is written there is read as a whole: each row is as high as its words need."""
    table.setWordWrap(True)
    table.setItemDelegate(WrappedDelegate(table))
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.verticalHeader().setMinimumSectionSize(px(44))
    table.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    return table


def select_row(view: QTableView, row: int) -> None:
    """Select a whole row. `QTableView.selectRow` selects nothing from right to left (Qt 6.11)."""
    model = view.model()
    if not 0 <= row < model.rowCount():
        return
    index = model.index(row, 0)
    flags = view.selectionModel().SelectionFlag
    view.selectionModel().select(index, flags.ClearAndSelect | flags.Rows)
    view.setCurrentIndex(index)


def select_again(
    view: QTableView, model: RowsModel[Row], rows: Sequence[Row], key: Callable[[Row], object]
) -> None:
    """Show other rows, with the cursor on what it was on: what has the same `key`; where that is
    gone, on what stands in its place."""
    at = max(view.currentIndex().row(), 0)
    before = model.rows()[at : at + 1]
    model.set_rows(rows)
    keys = [key(row) for row in rows]
    if before and key(before[0]) in keys:
        at = keys.index(key(before[0]))
    select_row(view, min(at, len(rows) - 1))


def selected(view: QTableView) -> QModelIndex | None:
    """The index of the current row, or None."""
    index = view.currentIndex()
    return index if index.isValid() else None


# --- chips ------------------------------------------------------------------------------------


PART, MORE = " • ", " …"  # between parts of a cell; for those that have no room
_COLOURS = {
    "chip": ("primarySoft", "primary"),
    "chipok": ("okSoft", "ok"),
    "chipwarn": ("warnSoft", "warn"),
    "chipgrey": ("bg", "text2"),
}


class ChipDelegate(QStyledItemDelegate):
    """Draws the selection as Qt does, and the text on a chip."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        chip = index.data(CHIP_ROLE)
        if chip not in _COLOURS:
            super().paint(painter, option, index)
            return
        self.initStyleOption(option, index)
        text, option.text = option.text, ""
        table = option.widget  # which wears the style sheet, and with it the rule below a row
        style = table.style() if isinstance(table, QWidget) else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, table)
        soft, strong = _COLOURS[chip]
        metrics = option.fontMetrics
        lines = lined(text, metrics, option.rect.width() - px(12) - px(16))
        widest = max(map(metrics.horizontalAdvance, lines))
        width = min(widest + px(24), option.rect.width() - px(12))
        height = len(lines) * metrics.height() + px(4)
        left = (
            option.rect.right() - width - px(6)
            if option.direction == Qt.LayoutDirection.RightToLeft
            else option.rect.left() + px(6)
        )
        box = QRectF(left, option.rect.center().y() - height / 2 + 0.5, width, height)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(color(soft)))
        radius = (metrics.height() + px(4)) / 2
        painter.drawRoundedRect(box, radius, radius)
        painter.setPen(QColor(color(strong)))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "\n".join(lines))
        painter.restore()


def lined(text: str, metrics: QFontMetrics, room: int) -> tuple[str, ...]:
    """`text` in one line of `room` pixels, or else in two, broken between parts before it is broken
    between words; what is longer still is `shortened`."""
    if metrics.horizontalAdvance(text) <= room:
        return (text,)
    for gap in (PART, " "):
        pairs = _pairs(text, gap)
        best = min(pairs, key=lambda pair: _widest(pair, metrics), default=())
        if best and _widest(best, metrics) <= room:
            return best
    return (shortened(text, metrics, room),)


def halves(text: str) -> tuple[str, ...]:
    """The two lines of a text that has not the room of one."""
    return min(_pairs(text, " "), key=lambda pair: max(map(len, pair)), default=(text,))


def _pairs(text: str, gap: str) -> list[tuple[str, ...]]:
    words = text.split(gap)
    return [(gap.join(words[:at]), gap.join(words[at:])) for at in range(1, len(words))]


def _widest(lines: tuple[str, ...], metrics: QFontMetrics) -> int:
    return max(map(metrics.horizontalAdvance, lines))


def shortened(text: str, metrics: QFontMetrics, room: int) -> str:
    """As many whole parts of `text` as `room` pixels hold: half a date would be another one."""
    parts = text.split(PART)
    for count in range(len(parts), 0, -1):
        start = PART.join(parts[:count]) + (MORE if count < len(parts) else "")
        if metrics.horizontalAdvance(start) <= room:
            return start
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)


Value = str | QWidget


def facts(lines: Sequence[tuple[str, Value]], *, long_names: bool = False) -> QWidget:
    """A grid of `lines`: the name on the leading side, the value (text or widget) beside it.
    Long names (questions) take two fifths of the room and wrap."""
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(px(20))
    grid.setVerticalSpacing(px(8))
    grid.setColumnStretch(1, 3 if long_names else 1)
    grid.setColumnStretch(0, 2 if long_names else 0)
    for at, (name, value) in enumerate(lines):
        widget = label(value, wrap=True) if isinstance(value, str) else value
        if isinstance(widget, QLabel):
            widget.setAccessibleName(f"{name}: {widget.text()}")
        title = label(name, "muted", wrap=long_names)
        grid.addWidget(title, at, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(widget, at, 1)
    return holder
