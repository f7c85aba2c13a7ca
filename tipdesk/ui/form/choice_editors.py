"""Editors of one or several choices: pills for short lists, ticks for long ones, chips for what is
searched.

A pill is a radio button or a tick that paints itself: the style sheet would cost half of the time
that a page of questions takes to build.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QButtonGroup,
    QCheckBox,
    QLayout,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tipdesk.forms.model import Choice, Question
from tipdesk.i18n.text import _
from tipdesk.ui.toolkit.combo_editor import ComboEditor, Editor, Surroundings
from tipdesk.ui.toolkit.layouts import Flow, TwoColumns
from tipdesk.ui.toolkit.parts import draw_wrapped, set_picture
from tipdesk.ui.toolkit.theme import color, font, pixmap, px

# --- pills ------------------------------------------------------------------------------------


_PAD, _MARK, _GAP, _TALL, _RADIUS = 13, 16, 9, 8, 8  # pixels at 100 %
_WRAP = int(Qt.TextFlag.TextWordWrap)


class _Painted:
    """Size and picture of a pill; mixed into Qt's two kinds of choice."""

    _round = True

    def _text_width(self, pill: QAbstractButton, width: int) -> int:
        return width - px(2 * _PAD + _MARK + _GAP)

    def _hint(self, pill: QAbstractButton) -> QSize:
        metrics = pill.fontMetrics()
        width = metrics.horizontalAdvance(pill.text()) + px(2 * _PAD + _MARK + _GAP) + 2
        return QSize(width, metrics.height() + px(2 * _TALL) + 2)

    def _height(self, pill: QAbstractButton, width: int) -> int:
        inner = QRect(0, 0, max(40, self._text_width(pill, width)), 10_000)
        needed = pill.fontMetrics().boundingRect(inner, _WRAP, pill.text()).height()
        return max(needed, pill.fontMetrics().height()) + px(2 * _TALL) + 2

    def _draw(self, pill: QAbstractButton) -> None:
        painter = QPainter(pill)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_ground(painter, pill)
        rtl = pill.layoutDirection() == Qt.LayoutDirection.RightToLeft
        mark_x = pill.width() - px(_PAD + _MARK) if rtl else px(_PAD)
        line = pill.fontMetrics().height() + px(2 * _TALL) + 2
        mark = QRectF(mark_x, (min(line, pill.height()) - px(_MARK)) / 2, px(_MARK), px(_MARK))
        self._draw_mark(painter, pill, mark)
        painter.setPen(QColor(self._ink(pill)))
        width = self._text_width(pill, pill.width())
        x = px(_PAD) if rtl else px(_PAD + _MARK + _GAP)
        area = QRect(x, 0, width, pill.height())
        if rtl:
            draw_wrapped(painter, QRectF(area), pill.text())
        else:
            painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter) | _WRAP, pill.text())
        painter.end()

    def _ink(self, pill: QAbstractButton) -> str:
        if not pill.isEnabled():
            return color("text" if pill.isChecked() else "text3")
        return color("primary") if pill.isChecked() else color("text")

    def _draw_ground(self, painter: QPainter, pill: QAbstractButton) -> None:
        checked, focused = pill.isChecked(), pill.hasFocus()
        thick = 2.0 if focused else 1.0
        border = "focus" if focused else "primary" if checked else "input"
        if not pill.isEnabled():
            border = "border"
        ground = "primarySoft" if checked else "surface2" if pill.underMouse() else "surface"
        painter.setPen(QPen(QColor(color(border)), thick))
        painter.setBrush(QColor(color(ground if pill.isEnabled() else "surface2")))
        edge = thick / 2
        inner = QRectF(pill.rect()).adjusted(edge, edge, -edge, -edge)
        painter.drawRoundedRect(inner, px(_RADIUS), px(_RADIUS))

    def _draw_mark(self, painter: QPainter, pill: QAbstractButton, mark: QRectF) -> None:
        tint = QColor(color("primary" if pill.isEnabled() else "text3"))
        painter.setBrush(tint if pill.isChecked() else QColor(color("surface")))
        painter.setPen(QPen(tint if pill.isChecked() else QColor(color("input")), 1))
        inner = mark.adjusted(0.5, 0.5, -0.5, -0.5)
        if not self._round:
            painter.drawRoundedRect(inner, px(4), px(4))
            if pill.isChecked():
                painter.drawPixmap(mark.toRect(), pixmap("check", "onPrimary", _MARK - 2))
            return
        painter.drawEllipse(inner)
        if pill.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(color("onPrimary")))
            painter.drawEllipse(mark.center(), mark.width() * 0.2, mark.width() * 0.2)


def _policy() -> QSizePolicy:
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    return policy


class RadioPill(QRadioButton, _Painted):
    """One of several. Chosen once more, or with Delete, it says `unchosen`."""

    unchosen = Signal()
    left = Signal()

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._was_checked = False
        self.setSizePolicy(_policy())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._was_checked = self.isChecked()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._was_checked and self.rect().contains(event.position().toPoint()):
            self.unchosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.isChecked():
            self.unchosen.emit()
            return
        super().keyPressEvent(event)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        return self._hint(self)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(80), self._hint(self).height())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._height(self, width)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._draw(self)


class CheckPill(QCheckBox, _Painted):
    """Any of several."""

    _round = False

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setSizePolicy(_policy())

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        return self._hint(self)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(80), self._hint(self).height())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._height(self, width)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._draw(self)


# --- several of a long list -------------------------------------------------------------------


_CHIP_EDGE, _CHIP_LINES = 5, 2  # pixels at 100 % above and below its words; lines that have room
_BESIDE_GAP, _NARROW = 26, 540  # pixels at 100 %: as between questions


class _Chips(QWidget):
    """What was chosen."""

    wide = False


class ChipsEditor(Editor):
    """Choosing adds a chip beside the field; Delete or a click on a chip takes it away. Two lines
    of chips have their room from the beginning: what stands below does not move."""

    wide = True

    def __init__(self, question: Question, surroundings: Surroundings) -> None:
        super().__init__(question, surroundings)
        self._search = ComboEditor(question, surroundings)
        self.below = self._search.below
        self._chosen: list[str] = []
        self._labels: dict[str, str] = {}
        self._chips: dict[str, QPushButton] = {}
        self._name = ""
        self._holder = _Chips()
        self._flow = Flow(px(6), px(6))
        self._holder.setLayout(self._flow)
        tall = QFontMetrics(font()).height() + 2 * px(_CHIP_EDGE)
        self._holder.setMinimumHeight(_CHIP_LINES * tall + px(6))
        halves = TwoColumns(px(_BESIDE_GAP), px(6), px(_NARROW))
        self.setLayout(halves)
        halves.arrange([self._search, self._holder])
        halves.setAlignment(self._search, Qt.AlignmentFlag.AlignTop)
        self._search.edited.connect(self._on_searched)
        self._search.left.connect(self._on_left)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        about = self.surroundings
        self._labels = {
            choice.name: choice.label.text(about.language, about.sex) for choice in choices
        }
        self._search.surroundings = about
        self._search.set_choices(choices)
        for name, chip in self._chips.items():
            chip.setText(self._labels.get(name, name))

    def text(self) -> str:
        """The chosen codes; with what was typed and not found, so that it is not lost unseen."""
        typed = self._search.text()
        return " ".join([*self._chosen, *([typed] if typed else [])])

    def show_value(self, stored: str) -> None:
        if stored.split() == self._chosen and not self._search.text():
            return
        self._search.show_value("")
        self._chosen = stored.split()
        self._show_chips()

    def typed(self) -> str:
        return "\n".join([" ".join(self._chosen), self._search.typed()])

    def show_typed(self, typed: str) -> None:
        chosen, _line, searched = typed.partition("\n")
        self.show_value(chosen)
        self._search.show_typed(searched)

    def inputs(self) -> Sequence[QWidget]:
        return (*self._search.inputs(), *self._chips.values())

    def describe(self, name: str, description: str) -> None:
        self._name = name
        self._search.describe(name, description)
        self._name_chips()

    def set_invalid(self, invalid: bool) -> None:
        self._search.set_invalid(invalid)

    def caret(self) -> int:
        return self._search.caret()

    def _on_searched(self) -> None:
        chosen = self._search.text()
        if chosen in self._labels:
            if chosen not in self._chosen:
                self._chosen.append(chosen)
                self._show_chips()
            self._search.show_value("")
        self.edited.emit()

    def _on_left(self) -> None:
        self._on_searched()
        self.left.emit()

    def _on_removed(self, name: str) -> None:
        self._chosen.remove(name)
        self._show_chips()
        self._search.take_focus()
        self.edited.emit()

    def _show_chips(self) -> None:
        for name in [known for known in self._chips if known not in self._chosen]:
            removed = self._chips.pop(name)
            self._flow.removeWidget(removed)
            removed.hide()
            removed.deleteLater()
        for name in self._chosen:
            if name not in self._chips:
                chip = QPushButton(self._labels.get(name, name))
                chip.setObjectName("chipButton")
                set_picture(chip, "x", size=14)
                chip.setCursor(Qt.CursorShape.PointingHandCursor)
                chip.clicked.connect(lambda _on=False, n=name: self._on_removed(n))
                self._chips[name] = chip
                self._flow.addWidget(chip)
        self._name_chips()
        self.updateGeometry()

    def _name_chips(self) -> None:
        for chip in self._chips.values():
            tip = _("Remove: {what}").format(what=chip.text())
            chip.setToolTip(tip)
            full_name = _("{question}: {choice}").format(question=self._name, choice=chip.text())
            chip.setAccessibleName(full_name)


MOST_PILLS = 9  # choices; longer lists are a searchable combo or a column of ticks
_SHORT = 34  # letters of a choice that may stand beside others
_BESIDE = 46  # letters of all choices of a question that may stand beside its label


class _Dot(RadioPill):
    """Only the mark; its words are for screen readers."""

    def sizeHint(self) -> QSize:
        return QSize(table_column(), self.fontMetrics().height() + px(16))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def heightForWidth(self, width: int) -> int:
        return self.sizeHint().height()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = px(18)
        mark = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        if self.hasFocus():
            painter.setPen(QPen(QColor(color("focus")), 2))
            painter.drawEllipse(mark.adjusted(-4, -4, 4, 4))
        self._draw_mark(painter, self, mark)
        painter.end()


class _Check(CheckPill):
    left = Signal()
    wide = False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


def table_column() -> int:
    """Pixels of one choice of a table; large letters do not widen it much."""
    return min(px(112), 88)


def is_beside(choices: Sequence[Choice], language: str) -> bool:
    """Whether these choices are few and short enough to stand beside their question."""
    letters = sum(len(choice.label.text(language)) for choice in choices)
    return 0 < len(choices) <= 4 and letters <= _BESIDE


class PillsEditor(Editor):
    """One of a few. The chosen pill, chosen once more, is taken back."""

    wide = True

    def __init__(self, question: Question, surroundings: Surroundings) -> None:
        super().__init__(question, surroundings)
        self._group = QButtonGroup(self)
        self._pills: dict[str, RadioPill] = {}
        self._named = ("", "")
        self._flow = Flow(px(8), px(8))
        self.setLayout(self._flow)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._group.buttonClicked.connect(self._on_clicked)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        wanted = {choice.name: self._caption(choice) for choice in choices}
        if {name: pill.text() for name, pill in self._pills.items()} == wanted:
            return
        chosen = self.text()
        for pill in self._pills.values():  # else Tab would still lead to one of those
            self._group.removeButton(pill)
        _emptied(self._flow)
        self._pills.clear()
        self.beside = is_beside(choices, self.surroundings.language)
        for name, text in wanted.items():
            pill = self._pill(text)
            pill.unchosen.connect(self._on_unchosen)
            pill.left.connect(self._on_left)
            self._group.addButton(pill)
            self._flow.addWidget(pill)
            if self.isVisible():  # at once: Tab may come before the event loop shows it
                pill.show()
            self._pills[name] = pill
        self.describe(*self._named)
        self.show_value(chosen)

    def _caption(self, choice: Choice) -> str:
        return choice.label.text(self.surroundings.language, self.surroundings.sex)

    def _pill(self, text: str) -> RadioPill:
        return RadioPill(text)

    def text(self) -> str:
        return next((name for name, pill in self._pills.items() if pill.isChecked()), "")

    def show_value(self, stored: str) -> None:
        if stored == self.text():
            return
        self._group.setExclusive(False)
        for name, pill in self._pills.items():
            pill.setChecked(name == stored)
        self._group.setExclusive(True)

    def inputs(self) -> Sequence[QWidget]:
        return tuple(self._pills.values())

    def describe(self, name: str, description: str) -> None:
        self._named = (name, description)
        for pill in self._pills.values():
            full_name = _("{question}: {choice}").format(question=name, choice=pill.text())
            pill.setAccessibleName(full_name)
            pill.setAccessibleDescription(description)

    def set_invalid(self, invalid: bool) -> None:
        """Pills cannot be typed wrong."""

    def take_focus(self, caret: int | None = None) -> None:
        chosen = self._pills.get(self.text())
        if chosen is None:
            super().take_focus(caret)
        else:
            chosen.setFocus()

    def _on_clicked(self) -> None:
        self.edited.emit()

    def _on_unchosen(self) -> None:
        self.show_value("")
        self.edited.emit()

    def _on_left(self) -> None:
        if not _has_focus(self):
            self.left.emit()


class DotsEditor(PillsEditor):
    """One of a list whose words stand above the columns of a table."""

    def __init__(self, question: Question, surroundings: Surroundings) -> None:
        super().__init__(question, surroundings)
        self._flow.set_gaps(0, 0)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        super().set_choices(choices)
        self.beside = True
        self.setMinimumWidth(table_column() * len(choices))  # never a second line

    def _pill(self, text: str) -> RadioPill:
        return _Dot(text)


class ChecksEditor(Editor):
    """Any of several. Long lists stand in two columns, short ones in a line."""

    wide = True

    def __init__(self, question: Question, surroundings: Surroundings) -> None:
        super().__init__(question, surroundings)
        self._checks: dict[str, _Check] = {}
        self._named = ("", "")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._holder = QWidget()
        self._box.addWidget(self._holder)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        about = self.surroundings
        wanted = {choice.name: choice.label.text(about.language, about.sex) for choice in choices}
        if {name: check.text() for name, check in self._checks.items()} == wanted:
            return
        chosen = self.text()
        # Taken out at once: Qt deletes it later, and it would keep a gap above until then.
        self._box.removeWidget(self._holder)
        self._holder.hide()
        self._holder.deleteLater()
        self._holder = QWidget()
        self._box.addWidget(self._holder)
        self._checks.clear()
        for name, text in wanted.items():
            check = _Check(text)
            check.toggled.connect(self._on_toggled)
            check.left.connect(self._on_left)
            self._checks[name] = check
        lines = len(wanted) > MOST_PILLS or any(len(text) > _SHORT for text in wanted.values())
        if lines:
            columns = TwoColumns(px(10), px(8), px(560))
            self._holder.setLayout(columns)
            columns.arrange(list(self._checks.values()))
        else:
            flow = Flow(px(8), px(8))
            self._holder.setLayout(flow)
            for check in self._checks.values():
                flow.addWidget(check)
        self.describe(*self._named)
        self.show_value(chosen)

    def text(self) -> str:
        return " ".join(name for name, check in self._checks.items() if check.isChecked())

    def show_value(self, stored: str) -> None:
        chosen = set(stored.split())
        for name, check in self._checks.items():
            if check.isChecked() != (name in chosen):
                check.blockSignals(True)
                check.setChecked(name in chosen)
                check.blockSignals(False)

    def inputs(self) -> Sequence[QWidget]:
        return tuple(self._checks.values())

    def describe(self, name: str, description: str) -> None:
        self._named = (name, description)
        for check in self._checks.values():
            full_name = _("{question}: {choice}").format(question=name, choice=check.text())
            check.setAccessibleName(full_name)
            check.setAccessibleDescription(description)

    def set_invalid(self, invalid: bool) -> None:
        """Ticks cannot be typed wrong."""

    def _on_toggled(self) -> None:
        self.edited.emit()

    def _on_left(self) -> None:
        if not _has_focus(self):
            self.left.emit()


def _has_focus(editor: QWidget) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and editor.isAncestorOf(focused)


def _emptied(layout: QLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
