"""Rows that can be added, taken away and brought back; one of them is open at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.cases.interview.timeline import row_title
from tipdesk.cases.model import Answer
from tipdesk.forms.model import Group
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolate
from tipdesk.texts.messages import reason_label
from tipdesk.ui.form.answer_menu import AnswerMenu
from tipdesk.ui.form.groups import thin_line
from tipdesk.ui.form.question_frame import ReasonChip
from tipdesk.ui.form.repeat_row import RepeatRow
from tipdesk.ui.form.spoken_text import SpokenPrompt
from tipdesk.ui.toolkit.editor import Surroundings
from tipdesk.ui.toolkit.parts import button, label, row
from tipdesk.ui.toolkit.strips import Strip
from tipdesk.ui.toolkit.theme import px


class RepeatView(QWidget):
    """The rows of one repeat under its heading."""

    wide = True
    add_asked = Signal(str)  # repeat
    remove_asked = Signal(str, int)  # repeat, row
    restore_asked = Signal(str, int)
    reason_chosen = Signal(str, object)  # repeat, MissingReason or None
    turned = Signal(str, int)  # repeat; the row that is open now, 0 for none

    def __init__(self, group: Group, surroundings: Surroundings) -> None:
        super().__init__()
        self._about = surroundings
        self._group = group
        self._counted = bool(group.count)  # the form says how many rows there are
        # A row of one question is as short as the line that would say it.
        self._folding = sum(one.answerable for one in group.questions()) > 1
        self._known: tuple[int, ...] | None = None  # the rows that were shown before
        self.open_row = 0
        self.picture: QWidget | None = None
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
        self._say_words()

    def _build(self) -> None:
        self._box = QVBoxLayout()
        self._box.setSpacing(px(8))
        self._above = QVBoxLayout()
        self._reason.hide()
        self._strip.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, px(4), 0, 0)
        box.setSpacing(px(8))
        self._line = thin_line()
        box.addWidget(self._line)
        box.addWidget(row(self._title, self.menu, wide=0))
        box.addWidget(self._hint)
        at = box.count()
        self._spoken = SpokenPrompt(self._group.name, lambda made: box.insertWidget(at, made))
        box.addLayout(self._above)
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
        if surroundings != self._about:
            self._about = surroundings
            self._say_words()

    def _say_words(self) -> None:
        about = (self._about.language, self._about.sex)
        self.menu.sex = self._about.sex
        what = self._group.label.text(*about)
        self._title.setText(isolate(what))
        self._hint.setText(isolate(self._group.hint.text(*about)))
        self._hint.setVisible(bool(self._hint.text()))
        self._spoken.speak(self._about.spoken)
        self._add.setAccessibleName(_("Add: {what}").format(what=what))

    def put_above(self, picture: QWidget) -> None:
        """Show a picture of the rows between heading and rows."""
        self.picture = picture
        self._above.addWidget(picture)

    # --- rows -------------------------------------------------------------------------------

    def settle(self, numbers: tuple[int, ...], unfinished: Collection[int] = ()) -> None:
        """Decide which row is open: the one just added or brought back; at first the only one,
        or one with words that are no answer yet."""
        if not self._folding:
            return
        if self._known is None:
            begun = [number for number in numbers if number in unfinished]
            self.open_row = next(iter(begun), numbers[0] if len(numbers) == 1 else 0)
        else:
            new = [number for number in numbers if number not in self._known]
            if len(new) == 1 or (new and self._counted):
                self.open_row = new[0]
        if self.open_row not in numbers:
            self.open_row = 0
        self._known = numbers

    def is_open(self, number: int) -> bool:
        """Whether the questions of a row are shown."""
        return not self._folding or number == self.open_row

    def open(self, number: int) -> bool:
        """Open a row and close the others; whether that changed something."""
        if self.is_open(number) or number not in self._rows:
            return False
        self.open_row = number
        return True

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
                frame = RepeatRow(folding=self._folding)
                frame.set_read_only(self._counted)
                frame.removed.connect(lambda n=number: self._on_removed(n))
                frame.turned.connect(lambda n=number: self._on_turned(n))
                self._rows[number] = frame
                self._box.insertWidget(position, frame)
                frame.show()
        return [self._rows[number] for number in numbers]

    def title(self, position: int) -> str:
        """What the row in this place, counted from 1, is called."""
        return row_title(self._group, position, self._about.language, self._about.sex)

    # --- what it shows ----------------------------------------------------------------------

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

    def take_focus(self, _caret: int | None = None) -> None:
        """Put the cursor on the button that adds a row."""
        self._add.setFocus()

    def tab_stops(self) -> tuple[QWidget, ...]:
        """What Tab reaches after the rows."""
        return (self._undo, self._add)

    def _on_turned(self, number: int) -> None:
        self.open_row = 0 if self.open_row == number else number
        self.turned.emit(self._group.name, self.open_row)

    def _on_removed(self, number: int) -> None:
        self._gone = number
        self.remove_asked.emit(self._group.name, number)
        self._strip.show()
        self._undo.setFocus()

    def _on_undo(self) -> None:
        self._strip.hide()
        self.restore_asked.emit(self._group.name, self._gone)
        if (back := self._rows.get(self._gone)) is not None:
            back.take_focus()
