"""What the eye would find on a screen: cut words, foreign letters. For pictures and for tests."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from tests.ui.drivers.seeing import every
from tests.ui.reading import in_sight, overflowing, written
from tipdesk.ui.form.choice_editors import CheckPill, RadioPill
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.toolkit.parts import FittingWords, pieces

_LATIN = re.compile(r"[A-Za-z]{2,}")
_CODE = re.compile(r"[A-Z0-9]+([-/.][A-Z0-9]+)*|F[0-9]{1,2}|(Ctrl|Alt)(\+\w+)*|PDF|USB|JSON")
_SLACK = 2  # pixels
_ROOM = 4  # pixels between a picture and words, beside what a style leaves
_NARROW = 0.28  # of the row: less is a column of single words


def visible(root: QWidget, kind: type[QWidget]) -> Iterator[QWidget]:
    """Every visible widget of a kind."""
    for one in in_sight(root):
        if isinstance(one, kind):
            yield one


def cut(root: QWidget) -> list[str]:
    """The texts that do not fit where they stand."""
    found = [one.text() for one in visible(root, QLabel) if _label_is_cut(one)]
    for one in visible(root, QAbstractButton):
        if isinstance(one, RadioPill | CheckPill):
            if one.text() and one.heightForWidth(one.width()) > one.height() + _SLACK:
                found.append(one.text())
        elif isinstance(one, QPushButton | QToolButton | QCheckBox) and _button_is_cut(one):
            found.append(one.text())
    found += [one.placeholderText() for one in visible(root, QLineEdit) if _hint_is_cut(one)]
    return found + overflowing(root)


def _hint_is_cut(one: QLineEdit) -> bool:
    beside = [part for part in every(one, QToolButton) if part.isVisibleTo(one)]
    room = one.width() - sum(part.width() + _SLACK for part in beside) - 2 * _SLACK
    hint = one.placeholderText()
    return not one.text() and bool(hint) and one.fontMetrics().horizontalAdvance(hint) > room


def _button_is_cut(one: QAbstractButton) -> bool:
    picture_only = Qt.ToolButtonStyle.ToolButtonIconOnly
    if isinstance(one, QToolButton) and one.toolButtonStyle() == picture_only and one.icon():
        return False  # its text is for screen readers
    return bool(one.text()) and one.sizeHint().width() > one.width() + _SLACK


def _label_is_cut(one: QLabel) -> bool:
    if not one.text():
        return False
    if one.wordWrap():
        if one.heightForWidth(one.width()) > one.height() + _SLACK:
            return True
        room = one.contentsRect().width() - 2 * one.margin()
        return _longest_word(one) > room + _SLACK
    return one.sizeHint().width() > one.width() + _SLACK


def _longest_word(one: QLabel) -> int:
    metrics = one.fontMetrics()
    return max((metrics.horizontalAdvance(word) for word in pieces(one.text())), default=0)


def crowded(root: QWidget) -> list[str]:
    """Buttons whose picture touches their words."""
    return [one.text() for one in visible(root, QAbstractButton) if _touches(one)]


def _touches(one: QAbstractButton) -> bool:
    picture_only = Qt.ToolButtonStyle.ToolButtonIconOnly
    if not one.text() or one.icon().isNull() or one.iconSize().isEmpty():
        return False
    if isinstance(one, QToolButton) and one.toolButtonStyle() == picture_only:
        return False
    drawn = one.icon().pixmap(one.iconSize()).toImage()
    rtl = one.layoutDirection() == Qt.LayoutDirection.RightToLeft
    room = range(_ROOM) if rtl else range(drawn.width() - _ROOM, drawn.width())
    return any(drawn.pixelColor(x, y).alpha() for x in room for y in range(drawn.height()))


def squeezed(root: QWidget) -> list[str]:
    """Questions whose words stand in a narrow column, their answers beside them."""
    found = []
    for row in visible(root, QuestionRow):
        if row.objectName() == "tableRow":
            continue  # its choices stand below the heads of the columns
        for one in visible(row, FittingWords):
            narrow = one.width() < min(one.sizeHint().width(), row.width() * _NARROW)
            if isinstance(one, FittingWords) and narrow:
                found.append(one.text())
    return found


def off_side(root: QWidget) -> list[str]:
    """Fields in which a number would begin at another edge than a word."""
    side = Qt.AlignmentFlag.AlignRight if root.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
    wanted = side | Qt.AlignmentFlag.AlignAbsolute
    return [
        one.accessibleName()
        for one in visible(root, QLineEdit)
        if isinstance(one, QLineEdit)
        and not one.alignment() & Qt.AlignmentFlag.AlignHCenter
        and one.alignment() & wanted != wanted
    ]


def jumping(root: QWidget) -> list[str]:
    """Controls that become taller or smaller when the focus comes: what is below them moves."""
    kinds = (QAbstractButton, QLineEdit, QComboBox)
    controls = [one for kind in kinds for one in visible(root, kind) if one.isEnabled()]
    sizes = {one: one.sizeHint() for one in controls if not one.hasFocus()}
    found = []
    for one, size in sizes.items():
        one.setFocus()
        QApplication.processEvents()
        if one.hasFocus() and one.sizeHint() != size:
            found.append(f"{type(one).__name__} {one.accessibleName()}")
    return found


def latin(root: QWidget, allowed: frozenset[str] = frozenset()) -> list[str]:
    """Latin words that an Arabic page should not show: none but codes and what is allowed."""
    return [
        word
        for text in written(root)
        for word in re.split(r"[\s\u2066-\u2069\u200f():،؛«»/]+|\.(?=\s|$)", text)
        if _LATIN.search(word) and not _CODE.fullmatch(word) and word not in allowed
    ]


_TURNED = re.compile(r"\d+[/:.-]\d+|[A-Z]{2,}[-/]\w")  # dates, times, ranges, codes
_ISOLATE = re.compile("[\u2066-\u2068][^\u2069]*\u2069")


def turned(root: QWidget) -> list[str]:
    """Texts with a date, a range or a code that stands bare in Arabic: it would be drawn turned."""
    return [
        one.text()
        for one in visible(root, QLabel)
        if one.layoutDirection() == Qt.LayoutDirection.RightToLeft
        and _TURNED.search(_ISOLATE.sub("", one.text()))
    ]


def unnamed(root: QWidget) -> list[str]:
    """Controls that a screen reader could not name."""
    kinds = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QAbstractItemView)
    return [
        f"{type(one).__name__} {one.objectName()}"
        for kind in kinds
        for one in visible(root, kind)
        if one.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not one.accessibleName()
        and not (isinstance(one, QAbstractButton) and one.text())
    ]


def unreached(root: QWidget) -> list[str]:
    """Enabled controls that Tab does not come to."""
    kinds = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QAbstractItemView)
    wanted = {
        one
        for kind in kinds
        for one in every(root, kind)
        if one.isVisibleTo(root)
        and one.isEnabled()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.focusProxy() is None
    }
    came: set[QWidget] = set()
    for _step in range(4 * len(wanted) + 8):
        if wanted <= came:
            break
        QApplication.processEvents()
        now = QApplication.focusWidget()
        if now is not None:
            came.add(now)
        root.window().focusNextChild()
    groups = {one.group() for one in came if isinstance(one, QAbstractButton) and one.group()}
    return [
        f"{type(one).__name__} {one.accessibleName()}"
        for one in wanted - came
        # Tab enters a group of choices once; arrows go on inside.
        if not (isinstance(one, QAbstractButton) and one.group() in groups)
    ]
