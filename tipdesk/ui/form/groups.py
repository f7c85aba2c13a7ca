"""How groups of questions look: under a heading, as a table of one list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from tipdesk.forms.model import Choice, Group
from tipdesk.i18n.text import isolate
from tipdesk.ui.form.choice_editors import table_column
from tipdesk.ui.form.place_links import SpokenPrompt
from tipdesk.ui.form.question import BESIDE_GAP, menu_width
from tipdesk.ui.toolkit.combo_editor import Surroundings
from tipdesk.ui.toolkit.layouts import TwoColumns
from tipdesk.ui.toolkit.parts import label
from tipdesk.ui.toolkit.theme import px

COLUMN_GAP, ROW_GAP, NARROW = 26, 20, 540  # pixels at 100 %


class Columns(QWidget):
    """Questions in two columns, in the order of `arrange`."""

    wide = True

    def __init__(self) -> None:
        super().__init__()
        self._columns = TwoColumns(px(COLUMN_GAP), px(ROW_GAP), px(NARROW))
        self.setLayout(self._columns)

    def arrange(self, widgets: Sequence[QWidget]) -> None:
        """Show these widgets in this order, and only them."""
        self._columns.arrange(widgets)


class GroupView(QWidget):
    """A group under its heading, with a thin line above."""

    wide = True

    def __init__(self, group: Group, surroundings: Surroundings) -> None:
        super().__init__()
        self._about: Surroundings | None = None
        self._group = group
        self._title = label("", "h3", wrap=True)
        self._hint = label("", "hint", wrap=True)
        self.body = Columns()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, px(4), 0, 0)
        box.setSpacing(px(8))
        self._line = thin_line()
        box.addWidget(self._line)
        box.addWidget(self._title)
        box.addWidget(self._hint)
        at = box.count()
        self._spoken = SpokenPrompt(group.name, lambda made: box.insertWidget(at, made))
        box.addSpacing(px(4))
        box.addWidget(self.body)
        self.set_surroundings(surroundings)

    def set_surroundings(self, surroundings: Surroundings) -> None:
        """Speak of a person of another sex."""
        if surroundings == self._about:
            return
        self._about = surroundings
        about = (surroundings.language, surroundings.sex)
        self._title.setText(isolate(self._group.label.text(*about)))
        self._hint.setText(isolate(self._group.hint.text(*about)))
        self._hint.setVisible(bool(self._hint.text()))
        self._spoken.speak(surroundings.spoken)

    def arrange(self, widgets: Sequence[QWidget]) -> None:
        """Show these widgets in this order, and only them."""
        self.body.arrange(widgets)

    def set_first(self, first: bool) -> None:
        """Nothing stands above it in its section: no line either."""
        self._line.setVisible(not first)


class TableView(QWidget):
    """Questions that share one list: its choices stand once, above the columns."""

    wide = True

    def __init__(self, group: Group, choices: Sequence[Choice], surroundings: Surroundings) -> None:
        super().__init__()
        self._about: Surroundings | None = None
        self._group, self._choices = group, tuple(choices)
        self._title = label("", "h3", wrap=True)
        self._hint = label("", "hint", wrap=True)
        self._heads = [label("", "tableHead", wrap=True) for _choice in self._choices]
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addStretch(1)
        for title in self._heads:
            title.setFixedWidth(table_column())
            title.setAlignment(Qt.AlignmentFlag.AlignCenter)
            head.addWidget(title)
        head.addSpacing(menu_width() + px(BESIDE_GAP))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, px(4), 0, 0)
        box.setSpacing(px(8))
        self._line = thin_line()
        box.addWidget(self._line)
        box.addWidget(self._title)
        box.addWidget(self._hint)
        at = box.count()
        self._spoken = SpokenPrompt(group.name, lambda made: box.insertWidget(at, made))
        box.addLayout(head)
        box.addLayout(self._rows)
        self._held: list[QWidget] = []
        self.set_surroundings(surroundings)

    def set_surroundings(self, surroundings: Surroundings) -> None:
        """Speak of a person of another sex."""
        if surroundings == self._about:
            return
        self._about = surroundings
        about = (surroundings.language, surroundings.sex)
        self._title.setText(isolate(self._group.label.text(*about)))
        self._hint.setText(isolate(self._group.hint.text(*about)))
        self._hint.setVisible(bool(self._hint.text()))
        self._spoken.speak(surroundings.spoken)
        for title, choice in zip(self._heads, self._choices, strict=True):
            title.setText(choice.label.text(*about))

    def set_first(self, first: bool) -> None:
        """Nothing stands above it in its section: no line either."""
        self._line.setVisible(not first)

    def arrange(self, widgets: Sequence[QWidget]) -> None:
        """Show these rows in this order, and only them."""
        if list(widgets) == self._held:
            return
        for widget in self._held:
            self._rows.removeWidget(widget)
            widget.setVisible(widget in widgets)
        for widget in widgets:
            self._rows.addWidget(widget)
            widget.show()
        self._held = list(widgets)


def thin_line() -> QFrame:
    """What stands above a group."""
    made = QFrame()
    made.setObjectName("line")
    made.setFixedHeight(1)
    return made
