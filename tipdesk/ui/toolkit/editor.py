"""What every editor of an answer can do, and what it knows of its surroundings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from tipdesk.cases.interview.people import Named
from tipdesk.cases.model import Attachment
from tipdesk.core.settings import Language
from tipdesk.forms.model import Choice, Question
from tipdesk.forms.values import MAX_TEXT
from tipdesk.i18n.text import ascii_digits
from tipdesk.ui.toolkit.fields import TextLine


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an editor may know beyond its question."""

    language: Language
    sex: str = ""  # of the person: female, male, '' while it is unknown
    officers: Mapping[str, str] = field(default_factory=dict)  # login → name
    now: Callable[[], datetime] = lambda: datetime.fromtimestamp(0, UTC)
    spoken: str = ""  # the language that stands beside the screen's (ISO 639-3), '' for none
    people: Callable[[], Sequence[Named]] = lambda: ()  # whom the file names now
    attachments: Callable[[], Sequence[Attachment]] = lambda: ()  # what is attached now


class Editor(QWidget):
    """One answer. `text` is what `forms.values.normalise` reads; `show_value` takes what it gave.

    The answer's own shape is judged by the row that holds the editor, never here.
    """

    edited = Signal()  # by the person, not by `show_value`
    left = Signal()  # the focus went elsewhere
    refused = Signal(str)  # why something was not put in: the field holds no more
    wide = False  # takes both columns of a section
    beside = False  # small enough to stand beside its label

    def __init__(self, question: Question, surroundings: Surroundings) -> None:
        super().__init__()
        self.question = question
        self.surroundings = surroundings

    def text(self) -> str:
        """What was typed or chosen."""
        raise NotImplementedError

    def show_value(self, stored: str) -> None:
        """Show a stored value; '' empties the editor."""
        raise NotImplementedError

    def typed(self) -> str:
        """What stands in the fields, to be put back by `show_typed`: also what is no answer."""
        return self.text()

    def show_typed(self, typed: str) -> None:
        """Put back what `typed` gave."""
        self.show_value(typed)

    def inputs(self) -> Sequence[QWidget]:
        """The widgets that take the focus, in the order of Tab."""
        raise NotImplementedError

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer these choices; only editors of choices have any."""

    def describe(self, name: str, description: str) -> None:
        """Name and describe the editor for screen readers."""
        for part in self.inputs():
            part.setAccessibleName(name)
            part.setAccessibleDescription(description)

    def set_read_only(self, read_only: bool) -> None:
        """Show only."""
        for part in self.inputs():
            if isinstance(part, QLineEdit):
                part.setReadOnly(read_only)
            else:
                part.setEnabled(not read_only)

    def set_invalid(self, invalid: bool) -> None:
        """Draw the border of a refused answer, or the usual one."""
        for part in self.inputs():
            if bool(part.property("invalid")) != invalid:
                part.setProperty("invalid", invalid)
                part.style().unpolish(part)
                part.style().polish(part)

    def begin_change(self) -> None:
        """What stands here is kept: undoing takes back by itself what is typed from now on."""

    def caret(self) -> int:
        """How many characters stand before the cursor."""
        focused = next((part for part in self.inputs() if part.hasFocus()), None)
        return focused.cursorPosition() if isinstance(focused, QLineEdit) else 0

    def take_focus(self, caret: int | None = None) -> None:
        """Put the cursor here, after `caret` characters when given."""
        first = next(iter(self.inputs()), None)
        if first is None:
            return
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        if caret is not None and isinstance(first, QLineEdit):
            first.deselect()
            first.setCursorPosition(min(caret, len(first.text())))


class LineField(TextLine):
    """A line that says when it is left. With `ltr` it holds a code, a number or a date: left to
    right, flush with the reading edge, its digits always 0-9."""

    left = Signal()

    def __init__(self, *, ltr: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(ltr=ltr, parent=parent)
        self.hold(MAX_TEXT)
        self.setCursorMoveStyle(Qt.CursorMoveStyle.VisualMoveStyle)
        self.returnPressed.connect(self.left)  # what was typed is meant as it stands
        if ltr:
            hints = Qt.InputMethodHint.ImhPreferLatin | Qt.InputMethodHint.ImhNoPredictiveText
            self.setInputMethodHints(hints)
            self.textEdited.connect(self._on_typed)

    def _on_typed(self, text: str) -> None:
        digits = ascii_digits(text)
        if digits != text:
            at = self.cursorPosition()
            self.setText(digits)
            self.setCursorPosition(at)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()
