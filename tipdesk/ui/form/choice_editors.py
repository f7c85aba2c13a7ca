"""Editors of one or several choices: pills for short lists, a column of ticks for long ones."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QButtonGroup, QLayout, QVBoxLayout, QWidget

from tipdesk.forms.model import Choice, Question
from tipdesk.i18n.catalogue import _
from tipdesk.ui.form.pills import CheckPill, RadioPill
from tipdesk.ui.toolkit.editor import Editor, Surroundings
from tipdesk.ui.toolkit.layouts import Flow, TwoColumns
from tipdesk.ui.toolkit.theme import color, px

MOST_PILLS = 9  # choices; longer lists are a searchable combo or a column of ticks
_SHORT = 34  # letters of a choice that may stand beside others
_BESIDE = 46  # letters of all choices of a question that may stand beside its label


class _Radio(RadioPill):
    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class _Dot(_Radio):
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
        self._pills: dict[str, _Radio] = {}
        self._named = ("", "")
        self._flow = Flow(px(8), px(8))
        self.setLayout(self._flow)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._group.buttonClicked.connect(self._on_clicked)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        wanted = {one.name: self._said(one) for one in choices}
        if {name: pill.text() for name, pill in self._pills.items()} == wanted:
            return
        chosen = self.text()
        for pill in self._pills.values():  # else Tab would still lead to one of those
            self._group.removeButton(pill)
        _emptied(self._flow)
        self._pills.clear()
        self.beside = is_beside(choices, self.surroundings.language)
        for name, said in wanted.items():
            pill = self._pill(said)
            pill.unchosen.connect(self._on_unchosen)
            pill.left.connect(self._on_left)
            self._group.addButton(pill)
            self._flow.addWidget(pill)
            if self.isVisible():  # at once: Tab may come before the event loop shows it
                pill.show()
            self._pills[name] = pill
        self.describe(*self._named)
        self.show_value(chosen)

    def _said(self, choice: Choice) -> str:
        return choice.label.text(self.surroundings.language, self.surroundings.sex)

    def _pill(self, said: str) -> _Radio:
        return _Radio(said)

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
            said = _("{question}: {choice}").format(question=name, choice=pill.text())
            pill.setAccessibleName(said)
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

    def _pill(self, said: str) -> _Radio:
        return _Dot(said)


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
        wanted = {one.name: one.label.text(about.language, about.sex) for one in choices}
        if {name: check.text() for name, check in self._checks.items()} == wanted:
            return
        chosen = self.text()
        self._holder.deleteLater()
        self._holder = QWidget()
        self._box.addWidget(self._holder)
        self._checks.clear()
        for name, said in wanted.items():
            check = _Check(said)
            check.toggled.connect(self._on_toggled)
            check.left.connect(self._on_left)
            self._checks[name] = check
        lines = len(wanted) > MOST_PILLS or any(len(said) > _SHORT for said in wanted.values())
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
            said = _("{question}: {choice}").format(question=name, choice=check.text())
            check.setAccessibleName(said)
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
