"""Everything that a screen says, also where no label says it, and what of it does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

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


_STILL: dict[QWidget, tuple[QWidget, ...]] = {}  # what stands on pages that nothing changes now


@contextmanager
def still(root: QWidget) -> Iterator[None]:
    """Within: nothing on the page changes, so that it is walked through once for all who look."""
    _STILL[root] = tuple(_walk(root))
    try:
        yield
    finally:
        del _STILL[root]


def visible_parts(root: QWidget) -> Iterator[QWidget]:
    """Every widget below that can be seen now; what is hidden is not walked through."""
    return iter(_STILL[root]) if root in _STILL else _walk(root)


def _walk(root: QWidget) -> Iterator[QWidget]:
    for part in root.children():
        if isinstance(part, QWidget) and not part.isHidden():
            if not part.visibleRegion().isEmpty():
                yield part
            yield from _walk(part)


def seen(root: QWidget) -> Iterator[QWidget]:
    """The widget itself and every widget on it that can be seen now, but for folders' names."""
    yield root
    yield from (part for part in visible_parts(root) if not _names_folders(part))


def _names_folders(part: QWidget | None) -> bool:
    """Whether it shows what the machine's folders are called: in a file dialog, path and places."""
    while part is not None:
        if part.objectName() in _FOLDERS:
            return True
        part = part.parentWidget()
    return False


def written(root: QWidget) -> list[str]:
    """What can be read, hovered over or heard, piece by piece; what a person typed is left out."""
    pieces = []
    for part in seen(root):
        pieces += [
            *_shown(part),
            part.toolTip(),
            part.accessibleName(),
            part.accessibleDescription(),
        ]
    return [text for text in pieces if text]


def _shown(part: QWidget) -> list[str]:  # noqa: PLR0911  one for each kind of widget
    match part:
        case QLabel() | QAbstractButton():
            return [part.text()]
        case QGroupBox():
            return [part.title()]
        case QComboBox() if not part.isEditable():  # the long lists are a form's own words
            return [part.itemText(at) for at in range(part.count())]
        case QLineEdit():
            return [part.placeholderText(), *([part.text()] if part.isReadOnly() else [])]
        case QPlainTextEdit():
            return [part.placeholderText()]
        case QTabBar():
            return [part.tabText(at) for at in range(part.count())]
        case QMenu():
            return [action.text() for action in part.actions()]
        case QHeaderView():
            return [text for _at, text in _headings(part)]
        case QAbstractItemView():
            return _cells(part)
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
    return [text for part in seen(root) for text in _too_wide(part) if text]


def _too_wide(part: QWidget) -> list[str]:
    match part:
        case QTabBar():
            return [
                part.tabText(at)
                for at in range(part.count())
                if part.tabRect(at).intersected(part.rect()).width() < part.tabRect(at).width()
            ]
        case QHeaderView() if part.orientation() == Qt.Orientation.Horizontal:
            return [
                text
                for at, text in _headings(part)
                if part.sectionSizeFromContents(at).width() > part.sectionSize(at) + _SLACK
            ]
        case QComboBox() if not part.isEditable():
            return (
                [part.currentText()] if _combo_room(part) < _width(part, part.currentText()) else []
            )
        case QLineEdit() if not part.text():
            wide = _width(part, part.placeholderText())
            return [part.placeholderText()] if _line_room(part) < wide else []
        case QGroupBox():
            return [part.title()] if _width(part, part.title()) > part.width() else []
    return []


def _width(part: QWidget, text: str) -> int:
    return part.fontMetrics().horizontalAdvance(text) - _SLACK


def _combo_room(combo: QComboBox) -> int:
    option = QStyleOptionComboBox()
    combo.initStyleOption(option)
    control, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
    return combo.style().subControlRect(control, option, part, combo).width()


def _line_room(line: QLineEdit) -> int:
    option = QStyleOptionFrame()
    line.initStyleOption(option)
    part = QStyle.SubElement.SE_LineEditContents
    return line.style().subElementRect(part, option, line).width()
