"""What a person sees of any widget: its fields, tables, notes and words. Tests look for widgets by
their class here and nowhere else; what text stands on a page and which button says what is asked in
`tests.ui.gestures`.

A `style` is an object name of the style sheet, which gives a widget its look: "error", "card", "h2".
"""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QTableView,
    QTabWidget,
    QWidget,
)

Kind = TypeVar("Kind", bound=QWidget)


def every(root: QWidget, kind: type[Kind], style: str = "") -> list[Kind]:
    """All widgets of a kind on another one, hidden ones too."""
    return [part for part in root.findChildren(kind) if style in ("", part.objectName())]


def seen(root: QWidget, kind: type[Kind], style: str = "") -> list[Kind]:
    """Those that are not hidden, after what was just changed has been shown."""
    QApplication.processEvents()
    return [part for part in every(root, kind, style) if part.isVisibleTo(root)]


def the(root: QWidget, kind: type[Kind], style: str = "") -> Kind:
    """The only one that is not hidden."""
    parts = seen(root, kind, style)
    assert len(parts) == 1, f"{len(parts)} {style} {kind.__name__} on {type(root).__name__}"
    return parts[0]


def first(root: QWidget, kind: type[Kind], style: str = "") -> Kind:
    """The first one that is not hidden."""
    parts = seen(root, kind, style)
    assert parts, f"no {style} {kind.__name__} on {type(root).__name__}"
    return parts[0]


def words(root: QWidget, style: str) -> list[str]:
    """What the labels of this style say."""
    return [part.text() for part in seen(root, QLabel, style) if part.text()]


def faults(root: QWidget) -> str:
    """What is said to be wrong, in red; "" when nothing is."""
    return "\n".join(words(root, "error"))


def cards(root: QWidget) -> list[QFrame]:
    """The cards that a page consists of, from the top."""
    return seen(root, QFrame, "card")


def tick(root: QWidget) -> QCheckBox:
    """The only box that can be ticked."""
    return the(root, QCheckBox)


def combo(root: QWidget) -> QComboBox:
    """The only field with a list that drops down."""
    return the(root, QComboBox)


def long_field(root: QWidget) -> QPlainTextEdit:
    """The only field for several lines."""
    return the(root, QPlainTextEdit)


def line_fields(root: QWidget) -> list[QLineEdit]:
    """The fields for one line, from the top."""
    return seen(root, QLineEdit)


def radios(root: QWidget) -> list[QRadioButton]:
    """Everything of which one is chosen."""
    return seen(root, QRadioButton)


def radio(root: QWidget, text: str) -> QRadioButton:
    """The choice that begins like this."""
    return next(choice for choice in radios(root) if choice.text().startswith(text))


def label_of(root: QWidget, text: str) -> QLabel:
    """The label that names a field."""
    return next(part for part in seen(root, QLabel) if part.text() == text and part.buddy())


def table(root: QWidget) -> QTableView:
    """The only table."""
    return the(root, QTableView)


def tabs(root: QWidget) -> QTabWidget:
    """The only pages behind tabs."""
    return the(root, QTabWidget)


def rows(view: QTableView, *, hidden: bool = False) -> list[list[str]]:
    """What the cells of a table say, row by row: of the columns that are shown, or of all."""
    model = view.model()
    columns = [at for at in range(model.columnCount()) if hidden or not view.isColumnHidden(at)]
    return [[cell(model, row, at) for at in columns] for row in range(model.rowCount())]


def heads(view: QTableView) -> list[str]:
    """What stands above the columns that are shown."""
    model = view.model()
    columns = [at for at in range(model.columnCount()) if not view.isColumnHidden(at)]
    return [str(model.headerData(at, Qt.Orientation.Horizontal) or "") for at in columns]


def cell(model: QAbstractItemModel, row: int, column: int) -> str:
    """What one cell says."""
    return str(model.index(row, column).data() or "")
