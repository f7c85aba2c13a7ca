"""Everything that a screen says, also where no label says it, and what of it does not fit."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QPlainTextEdit,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QTabBar,
    QTableView,
    QTreeView,
    QWidget,
)

_ROWS = 20  # of a table that are read
_SLACK = 2  # pixels
_FOLDERS = frozenset({"lookInCombo", "sidebar"})  # Qt's names for them


def in_sight(root: QWidget) -> Iterator[QWidget]:
    """Every widget below that can be seen now; what is hidden is not walked through."""
    for one in root.children():
        if isinstance(one, QWidget) and not one.isHidden():
            if not one.visibleRegion().isEmpty():
                yield one
            yield from in_sight(one)


def seen(root: QWidget) -> Iterator[QWidget]:
    """The widget itself and every widget on it that can be seen now, but for folders' names."""
    yield root
    yield from (one for one in in_sight(root) if not _names_folders(one))


def _names_folders(one: QWidget | None) -> bool:
    """Whether it shows what the machine's folders are called: in a file dialog, path and places."""
    while one is not None:
        if one.objectName() in _FOLDERS:
            return True
        one = one.parentWidget()
    return False


def written(root: QWidget) -> list[str]:
    """What can be read, hovered over or heard, piece by piece; what a person typed is left out."""
    found = []
    for one in seen(root):
        found += [*_shown(one), one.toolTip(), one.accessibleName(), one.accessibleDescription()]
    return [text for text in found if text]


def _shown(one: QWidget) -> list[str]:  # noqa: PLR0911  one for each kind of widget
    match one:
        case QLabel() | QAbstractButton():
            return [one.text()]
        case QGroupBox():
            return [one.title()]
        case QComboBox() if not one.isEditable():  # the long lists are a form's own words
            return [one.itemText(at) for at in range(one.count())]
        case QLineEdit():
            return [one.placeholderText(), *([one.text()] if one.isReadOnly() else [])]
        case QPlainTextEdit():
            return [one.placeholderText()]
        case QTabBar():
            return [one.tabText(at) for at in range(one.count())]
        case QMenu():
            return [action.text() for action in one.actions()]
        case QHeaderView():
            return [text for _at, text in _headings(one)]
        case QAbstractItemView():
            return _cells(one)
    return []


def _headings(header: QHeaderView) -> list[tuple[int, str]]:
    model = header.model()
    if model is None:
        return []
    return [
        (at, str(model.headerData(at, header.orientation()) or ""))
        for at in range(header.count())
        if not header.isSectionHidden(at)
    ]


def _cells(view: QAbstractItemView) -> list[str]:
    model = view.model()
    if model is None:
        return []
    root = view.rootIndex()
    columns = 1 if isinstance(view, QListView) else model.columnCount(root)  # a list hides its own
    return [
        str(model.index(row, at, root).data(role) or "")
        for row in range(min(model.rowCount(root), _ROWS))
        for at in range(columns)
        if not (isinstance(view, QTableView | QTreeView) and view.isColumnHidden(at))
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
    ]


def overflowing(root: QWidget) -> list[str]:
    """Headings, tabs, chosen answers and placeholders that are wider than their place."""
    return [text for one in seen(root) for text in _too_wide(one) if text]


def _too_wide(one: QWidget) -> list[str]:
    match one:
        case QTabBar():
            return [
                one.tabText(at)
                for at in range(one.count())
                if one.tabRect(at).intersected(one.rect()).width() < one.tabRect(at).width()
            ]
        case QHeaderView() if one.orientation() == Qt.Orientation.Horizontal:
            return [
                text
                for at, text in _headings(one)
                if one.sectionSizeFromContents(at).width() > one.sectionSize(at) + _SLACK
            ]
        case QComboBox() if not one.isEditable():
            return [one.currentText()] if _combo_room(one) < _width(one, one.currentText()) else []
        case QLineEdit() if not one.text():
            wide = _width(one, one.placeholderText())
            return [one.placeholderText()] if _line_room(one) < wide else []
        case QGroupBox():
            return [one.title()] if _width(one, one.title()) > one.width() else []
    return []


def _width(one: QWidget, text: str) -> int:
    return one.fontMetrics().horizontalAdvance(text) - _SLACK


def _combo_room(one: QComboBox) -> int:
    option = QStyleOptionComboBox()
    one.initStyleOption(option)
    control, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
    return one.style().subControlRect(control, option, part, one).width()


def _line_room(one: QLineEdit) -> int:
    option = QStyleOptionFrame()
    one.initStyleOption(option)
    part = QStyle.SubElement.SE_LineEditContents
    return one.style().subElementRect(part, option, one).width()
