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
from tipdesk.ui.form.waiting import HintPlace
from tipdesk.ui.toolkit.combo_editor import Surroundings
from tipdesk.ui.toolkit.layouts import TwoColumns
from tipdesk.ui.toolkit.parts import label, row
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


class GroupHeading:
    """What stands above a group: a thin line, the title, the hint, and the prompt in the person's
    language. Its place is the top of `box`; `beside` stands in the line of the title."""

    def __init__(
        self, group: Group, box: QVBoxLayout, beside: QWidget | None = None, *, waits: bool = False
    ) -> None:
        """`waits`: it may have to say when the group is asked."""
        self.group = group
        self._line = QFrame()
        self._line.setObjectName("line")
        self._line.setFixedHeight(1)
        self.title = label("", "h3", wrap=True)
        self.hint = label("", "hint", wrap=True)
        box.setContentsMargins(0, px(4), 0, 0)
        box.setSpacing(px(8))
        box.addWidget(self._line)
        box.addWidget(self.title if beside is None else row(self.title, beside, wide=0))
        self._when = HintPlace(self.hint) if waits else None
        box.addWidget(self._when or self.hint)
        at = box.count()
        self.spoken = SpokenPrompt(group.name, lambda prompt: box.insertWidget(at, prompt))

    def say(self, about: Surroundings) -> None:
        """Show the words for this person."""
        self.title.setText(isolate(self.group.label.text(about.language, about.sex)))
        self.hint.setText(isolate(self.group.hint.text(about.language, about.sex)))
        if self._when is None:
            self.hint.setVisible(bool(self.hint.text()))
        self.spoken.speak(about.spoken)

    def say_when(self, when: str, *, asked: bool) -> None:
        """Say `when` the group is asked, while it is not."""
        if self._when is not None:
            self._when.say(when, asked=asked)

    def set_first(self, first: bool) -> None:
        """Nothing stands above the group in its section: no line either."""
        self._line.setVisible(not first)


class GroupView(QWidget):
    """A group under its heading, with a thin line above."""

    wide = True

    def __init__(self, group: Group, surroundings: Surroundings, *, waits: bool = False) -> None:
        super().__init__()
        self._about: Surroundings | None = None
        self.body = Columns()
        box = QVBoxLayout(self)
        self.heading = GroupHeading(group, box, waits=waits)
        box.addSpacing(px(4))
        box.addWidget(self.body)
        self.set_surroundings(surroundings)

    def set_surroundings(self, surroundings: Surroundings) -> None:
        """Speak of a person of another sex."""
        if surroundings == self._about:
            return
        self._about = surroundings
        self.heading.say(surroundings)

    def arrange(self, widgets: Sequence[QWidget]) -> None:
        """Show these widgets in this order, and only them."""
        self.body.arrange(widgets)


class TableView(QWidget):
    """Questions that share one list: its choices stand once, above the columns."""

    wide = True

    def __init__(
        self,
        group: Group,
        choices: Sequence[Choice],
        surroundings: Surroundings,
        *,
        waits: bool = False,
    ) -> None:
        super().__init__()
        self._about: Surroundings | None = None
        self._choices = tuple(choices)
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
        self.heading = GroupHeading(group, box, waits=waits)
        box.addLayout(head)
        box.addLayout(self._rows)
        self._held: list[QWidget] = []
        self.set_surroundings(surroundings)

    def set_surroundings(self, surroundings: Surroundings) -> None:
        """Speak of a person of another sex."""
        if surroundings == self._about:
            return
        self._about = surroundings
        self.heading.say(surroundings)
        for title, choice in zip(self._heads, self._choices, strict=True):
            title.setText(choice.label.text(surroundings.language, surroundings.sex))

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
