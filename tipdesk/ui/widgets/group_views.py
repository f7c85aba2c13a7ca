"""How groups of questions look: under a heading, as a table of one list, as rows to add."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from tipdesk.cases.model import Answer
from tipdesk.forms.model import Choice, Group
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolate
from tipdesk.messages import reason_label
from tipdesk.ui.look import px
from tipdesk.ui.parts import button, label, row
from tipdesk.ui.widgets.answer_menu import AnswerMenu, menu_width
from tipdesk.ui.widgets.choice_editors import table_column
from tipdesk.ui.widgets.editor import Surroundings
from tipdesk.ui.widgets.layouts import TwoColumns
from tipdesk.ui.widgets.question_frame import BESIDE_GAP, ReasonChip
from tipdesk.ui.widgets.strip import Strip

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
        self._line = _line()
        box.addWidget(self._line)
        box.addWidget(self._title)
        box.addWidget(self._hint)
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
        self._line = _line()
        box.addWidget(self._line)
        box.addWidget(self._title)
        box.addWidget(self._hint)
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


class RepeatRow(QFrame):
    """One row of a repeat in a frame of its own, with a way to take it away."""

    wide = True
    removed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("subcard")
        self._number = label("", "h3")
        self._remove = button(_("Remove"), "trash", "ghost")
        self._remove.clicked.connect(self.removed)
        self.body = Columns()
        box = QVBoxLayout(self)
        box.setContentsMargins(px(18), px(10), px(18), px(18))
        box.setSpacing(px(8))
        box.addWidget(row(self._number, 1, self._remove))
        box.addWidget(self.body)

    def set_number(self, number: int, what: str) -> None:
        """Say which row it is; a number in brackets would read as how many there are."""
        text = _("{what}: number {number}").format(what=what, number=number)
        self._number.setText(isolate(text))
        self._remove.setAccessibleName(_("Remove: {what}").format(what=text))

    def set_read_only(self, read_only: bool) -> None:
        """Show only."""
        self._remove.setVisible(not read_only)

    def arrange(self, widgets: Sequence[QWidget]) -> None:
        """Show these widgets in this order, and only them."""
        self.body.arrange(widgets)


class RepeatView(QWidget):
    """Rows that can be added, taken away and brought back."""

    wide = True
    add_asked = Signal(str)  # repeat
    remove_asked = Signal(str, int)  # repeat, row
    restore_asked = Signal(str, int)
    reason_chosen = Signal(str, object)  # repeat, MissingReason or None

    def __init__(self, group: Group, surroundings: Surroundings) -> None:
        super().__init__()
        self._about: Surroundings | None = None
        self._group = group
        self._counted = bool(group.count)  # the form says how many rows there are
        self._what = ""
        self._gone = 0  # the row that was taken away last
        self._title = label("", "h3", wrap=True)
        self._hint = label("", "hint", wrap=True)
        self._reason = ReasonChip()
        self.menu = AnswerMenu(group.label.text(surroundings.language))
        self._add = button(_("Add"), "plus")
        self._undo = button(_("Bring it back"), "arrow-u-up-left", "ghost")
        self._strip = Strip(_("The row was taken away."), "note", self._undo)
        self._rows: dict[int, RepeatRow] = {}
        self._build()
        self._connect()
        self.set_surroundings(surroundings)

    def _build(self) -> None:
        self._box = QVBoxLayout()
        self._box.setSpacing(px(12))
        self._reason.hide()
        self._strip.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, px(4), 0, 0)
        box.setSpacing(px(8))
        self._line = _line()
        box.addWidget(self._line)
        box.addWidget(row(self._title, 1, self.menu))
        box.addWidget(self._hint)
        box.addLayout(self._box)
        box.addWidget(self._strip)
        box.addWidget(self._reason)
        box.addWidget(row(self._add, 1))
        for part in (self._add, self.menu):
            part.setVisible(not self._counted)

    def _connect(self) -> None:
        name = self._group.name
        self._add.clicked.connect(lambda: self.add_asked.emit(name))
        self._undo.clicked.connect(self._on_undo)
        self.menu.reason_chosen.connect(lambda why: self.reason_chosen.emit(name, why))
        self._reason.taken_back.connect(lambda: self.reason_chosen.emit(name, None))

    def set_surroundings(self, surroundings: Surroundings) -> None:
        """Speak of a person of another sex."""
        if surroundings == self._about:
            return
        self._about = surroundings
        about = (surroundings.language, surroundings.sex)
        self.menu.sex = surroundings.sex
        self._what = self._group.label.text(*about)
        self._title.setText(isolate(self._what))
        self._hint.setText(isolate(self._group.hint.text(*about)))
        self._hint.setVisible(bool(self._hint.text()))
        self._add.setAccessibleName(_("Add: {what}").format(what=self._what))

    def rows(self, numbers: Sequence[int]) -> list[RepeatRow]:
        """The frames of these rows, in order; others go."""
        for number in [known for known in self._rows if known not in numbers]:
            gone = self._rows.pop(number)
            gone.hide()
            gone.deleteLater()
        if self._gone in numbers:
            self._strip.hide()
        for position, number in enumerate(numbers):
            if number not in self._rows:
                frame = RepeatRow()
                frame.set_read_only(self._counted)
                frame.removed.connect(lambda n=number: self._on_removed(n))
                self._rows[number] = frame
                self._box.insertWidget(position, frame)
                frame.show()
            self._rows[number].set_number(position + 1, self._what)
        return [self._rows[number] for number in numbers]

    def set_first(self, first: bool) -> None:
        """Nothing stands above it in its section: no line either."""
        self._line.setVisible(not first)

    def show_answer(self, answer: Answer) -> None:
        """A reason for having no row at all."""
        self.menu.show_answer(Answer(reason=answer.reason))
        said = reason_label(answer.reason, sex=self.menu.sex) if answer.reason else ""
        self._reason.set_text(said)
        self._reason.setVisible(answer.reason is not None)

    def set_read_only(self, read_only: bool) -> None:
        """Show only."""
        for part in (self._add, self.menu):
            part.setVisible(not read_only and not self._counted)
        self._reason.set_read_only(read_only)
        for frame in self._rows.values():
            frame.set_read_only(read_only or self._counted)

    def take_focus(self) -> None:
        """Put the cursor on the button that adds a row."""
        self._add.setFocus()

    def tab_stops(self) -> tuple[QWidget, ...]:
        """What Tab reaches after the rows."""
        return (self._undo, self._add)

    def _on_removed(self, number: int) -> None:
        self._gone = number
        self.remove_asked.emit(self._group.name, number)
        self._strip.show()
        self._undo.setFocus()

    def _on_undo(self) -> None:
        self._strip.hide()
        self.restore_asked.emit(self._group.name, self._gone)


def _line() -> QFrame:
    made = QFrame()
    made.setObjectName("line")
    made.setFixedHeight(1)
    return made
