"""Table models: the file list, the register of the receiving station, exports of a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from tipdesk.ui.toolkit.theme import font, px

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
MASK = "•••••"
MOMENT = "00/00/0000 00:00"  # a sample
_ROOM = 34  # pixels at 100 % beside a text: paddings of the cell and of a chip


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Rows of frozen values, read only."""

    def __init__(self, columns: Sequence[Column[Row]]) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._rows: tuple[Row, ...] = ()
        self._masked = False

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
        told = role == Qt.ItemDataRole.ToolTipRole and not (column.samples and not column.chip)
        if role == Qt.ItemDataRole.DisplayRole or told:
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
    metrics = QFontMetrics(font(weight=QFont.Weight.Medium))
    for section, samples in enumerate(model.samples()):
        if samples:
            width = max(metrics.horizontalAdvance(sample) for sample in samples)
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(section, width + px(_ROOM))
        else:
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Stretch)
    header.setMinimumSectionSize(px(72))
    return view


def select_row(view: QTableView, row: int) -> None:
    """Select a whole row. `QTableView.selectRow` selects nothing from right to left (Qt 6.11)."""
    model = view.model()
    if not 0 <= row < model.rowCount():
        return
    index = model.index(row, 0)
    flags = view.selectionModel().SelectionFlag
    view.selectionModel().select(index, flags.ClearAndSelect | flags.Rows)
    view.setCurrentIndex(index)


def selected(view: QTableView) -> QModelIndex | None:
    """The index of the current row, or None."""
    index = view.currentIndex()
    return index if index.isValid() else None
