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
    QScrollArea,
    QToolButton,
    QWidget,
)

from tests.ui.drivers.seeing import every
from tests.ui.reading import overflowing, visible_parts, written
from tipdesk.ui.form.choice_editors import CheckPill, RadioPill
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.toolkit.parts import FittingWords, pieces

_LATIN = re.compile(r"[A-Za-z]{2,}")
_CODE = re.compile(
    r"[A-Z0-9]+([-/.][A-Z0-9]+)*|F[0-9]{1,2}|(Ctrl|Alt|Shift)(\+\w+)*|Esc|Enter|Return|Delete|PDF|USB|JSON"
)
_SLACK = 2  # pixels
_ROOM = 4  # pixels between a picture and words, beside what a style leaves
_NARROW = 0.28  # of the row: less is a column of single words


def visible(root: QWidget, kind: type[QWidget]) -> Iterator[QWidget]:
    """Every visible widget of a kind."""
    for part in visible_parts(root):
        if isinstance(part, kind):
            yield part


def cut(root: QWidget) -> list[str]:
    """The texts that do not fit where they stand."""
    cut_texts = [part.text() for part in visible(root, QLabel) if _label_is_cut(part)]
    for part in visible(root, QAbstractButton):
        if isinstance(part, RadioPill | CheckPill):
            if part.text() and part.heightForWidth(part.width()) > part.height() + _SLACK:
                cut_texts.append(part.text())
        elif isinstance(part, QPushButton | QToolButton | QCheckBox) and _button_is_cut(part):
            cut_texts.append(part.text())
    cut_texts += [part.placeholderText() for part in visible(root, QLineEdit) if _hint_is_cut(part)]
    return cut_texts + overflowing(root)


def beyond(root: QWidget) -> list[str]:
    """Labels, buttons and fields that reach out of what holds them, and those that are lower than
    their letters. What lies below the edge of something that scrolls can be reached."""
    kinds = (QLabel, QAbstractButton, QLineEdit, QComboBox)
    faults = []
    for part in (part for kind in kinds for part in visible(root, kind)):
        holder = part.parentWidget()
        if holder is None or isinstance(holder, QAbstractItemView):
            continue
        name = part.accessibleName() or getattr(part, "text", str)()
        room = holder.rect().adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK)
        if not room.contains(part.geometry()):
            faults.append(f"beyond what holds it: {type(part).__name__} {name}")
        if name and part.height() < part.fontMetrics().ascent():
            faults.append(f"lower than its letters: {type(part).__name__} {name}")
    return faults


def wider(root: QWidget) -> list[str]:
    """Pages that are wider than their window, with no bar to reach the rest."""
    faults = []
    for area in visible(root, QScrollArea):
        assert isinstance(area, QScrollArea)
        never = area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if never and area.widget() and area.widget().width() > area.viewport().width() + _SLACK:
            over = area.widget().width() - area.viewport().width()
            faults.append(f"wider than the page by {over}")
    return faults


def _hint_is_cut(line: QLineEdit) -> bool:
    beside = [part for part in every(line, QToolButton) if part.isVisibleTo(line)]
    room = line.width() - sum(part.width() + _SLACK for part in beside) - 2 * _SLACK
    hint = line.placeholderText()
    return not line.text() and bool(hint) and line.fontMetrics().horizontalAdvance(hint) > room


def _button_is_cut(part: QAbstractButton) -> bool:
    picture_only = Qt.ToolButtonStyle.ToolButtonIconOnly
    if isinstance(part, QToolButton) and part.toolButtonStyle() == picture_only and part.icon():
        return False  # its text is for screen readers
    return bool(part.text()) and part.sizeHint().width() > part.width() + _SLACK


def _label_is_cut(part: QLabel) -> bool:
    if not part.text():
        return False
    if part.wordWrap():
        if part.heightForWidth(part.width()) > part.height() + _SLACK:
            return True
        room = part.contentsRect().width() - 2 * part.margin()
        return _longest_word(part) > room + _SLACK
    return part.sizeHint().width() > part.width() + _SLACK


def _longest_word(part: QLabel) -> int:
    metrics = part.fontMetrics()
    return max((metrics.horizontalAdvance(word) for word in pieces(part.text())), default=0)


def crowded(root: QWidget) -> list[str]:
    """Buttons whose picture touches their words."""
    return [part.text() for part in visible(root, QAbstractButton) if _touches(part)]


def _touches(part: QAbstractButton) -> bool:
    picture_only = Qt.ToolButtonStyle.ToolButtonIconOnly
    if not part.text() or part.icon().isNull() or part.iconSize().isEmpty():
        return False
    if isinstance(part, QToolButton) and part.toolButtonStyle() == picture_only:
        return False
    drawn = part.icon().pixmap(part.iconSize()).toImage()
    rtl = part.layoutDirection() == Qt.LayoutDirection.RightToLeft
    room = range(_ROOM) if rtl else range(drawn.width() - _ROOM, drawn.width())
    return any(drawn.pixelColor(x, y).alpha() for x in room for y in range(drawn.height()))


def squeezed(root: QWidget) -> list[str]:
    """Questions whose words stand in a narrow column, their answers beside them."""
    titles = []
    for row in visible(root, QuestionRow):
        if row.objectName() == "tableRow":
            continue  # its choices stand below the heads of the columns
        for part in visible(row, FittingWords):
            narrow = part.width() < min(part.sizeHint().width(), row.width() * _NARROW)
            if isinstance(part, FittingWords) and narrow:
                titles.append(part.text())
    return titles


def off_side(root: QWidget) -> list[str]:
    """Fields in which a number would begin at another edge than a word."""
    side = Qt.AlignmentFlag.AlignRight if root.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
    wanted = side | Qt.AlignmentFlag.AlignAbsolute
    return [
        part.accessibleName()
        for part in visible(root, QLineEdit)
        if isinstance(part, QLineEdit)
        and not part.alignment() & Qt.AlignmentFlag.AlignHCenter
        and part.alignment() & wanted != wanted
    ]


def jumping(root: QWidget) -> list[str]:
    """Controls that become taller or smaller when the focus comes: what is below them moves."""
    kinds = (QAbstractButton, QLineEdit, QComboBox)
    controls = [part for kind in kinds for part in visible(root, kind) if part.isEnabled()]
    sizes = {part: part.sizeHint() for part in controls if not part.hasFocus()}
    moved = []
    for part, size in sizes.items():
        part.setFocus()
        QApplication.processEvents()
        if part.hasFocus() and part.sizeHint() != size:
            moved.append(f"{type(part).__name__} {part.accessibleName()}")
    return moved


def latin(root: QWidget, allowed: frozenset[str] = frozenset()) -> list[str]:
    """Latin words that an Arabic page should not show: none but codes and what is allowed."""
    return [
        word
        for text in written(root)
        for word in re.split(r"[\s\u2066-\u2069\u200f():،؛«»/\\]+|\.(?=\s|$)", text)
        if _LATIN.search(word) and not _CODE.fullmatch(word) and word not in allowed
    ]


_TURNED = re.compile(r"\d+[/:.-]\d+|[A-Z]{2,}[-/]\w")  # dates, times, ranges, codes
_ISOLATE = re.compile("[\u2066-\u2068][^\u2069]*\u2069")


def turned(root: QWidget) -> list[str]:
    """Texts with a date, a range or a code that stands bare in Arabic: it would be drawn turned."""
    return [
        part.text()
        for part in visible(root, QLabel)
        if part.layoutDirection() == Qt.LayoutDirection.RightToLeft
        and _TURNED.search(_ISOLATE.sub("", part.text()))
    ]


def unnamed(root: QWidget) -> list[str]:
    """Controls that a screen reader could not name."""
    kinds = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QAbstractItemView)
    return [
        f"{type(part).__name__} {part.objectName()}"
        for kind in kinds
        for part in visible(root, kind)
        if part.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not part.accessibleName()
        and not (isinstance(part, QAbstractButton) and part.text())
    ]


def unreached(root: QWidget) -> list[str]:
    """Enabled controls that Tab does not come to."""
    kinds = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QAbstractItemView)
    wanted = {
        part
        for kind in kinds
        for part in every(root, kind)
        if part.isVisibleTo(root)
        and part.isEnabled()
        and part.focusPolicy() & Qt.FocusPolicy.TabFocus
        and part.focusProxy() is None
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
    groups = {part.group() for part in came if isinstance(part, QAbstractButton) and part.group()}
    return [
        f"{type(part).__name__} {part.accessibleName()}"
        for part in wanted - came
        # Tab enters a group of choices once; arrows go on inside.
        if not (isinstance(part, QAbstractButton) and part.group() in groups)
    ]
