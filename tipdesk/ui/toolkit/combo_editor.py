"""What every editor of an answer can do, and the one for a long list of choices.

`Editor` is the common part, `Surroundings` what an editor knows of where it stands, `SecondLine`
where something is said of what is typed, in a room of its own. A long list is a field that searches
(`ComboEditor`): spelling must not decide what is found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QLineEdit,
    QListView,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tipdesk.forms.model import MAX_TEXT
from tipdesk.i18n.text import _, ascii_digits, isolate, search_key
from tipdesk.ui.toolkit.fields import CalmCombo, TextLine
from tipdesk.ui.toolkit.parts import Words, beyond_the_line
from tipdesk.ui.toolkit.theme import label_font, px

if TYPE_CHECKING:
    from tipdesk.cases.interview.people import NamedPerson
    from tipdesk.cases.interview.turns import TurnTime
    from tipdesk.cases.model import Attachment
    from tipdesk.core.settings import Language
    from tipdesk.forms.model import Choice, Question

# --- every editor -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an editor may know beyond its question."""

    language: Language
    sex: str = ""  # of the person: female, male, '' while it is unknown
    officers: Mapping[str, str] = field(default_factory=dict)  # login → name
    now: Callable[[], datetime] = lambda: datetime.fromtimestamp(0, UTC)
    spoken: str = ""  # the language that stands beside the screen's (ISO 639-3), '' for none
    people: Callable[[], Sequence[NamedPerson]] = lambda: ()  # whom the file names now
    attachments: Callable[[], Sequence[Attachment]] = lambda: ()  # what is attached now
    turn_times: Callable[[str], Sequence[TurnTime]] = lambda _path: ()  # of a text, as kept


_ENDLESS = 1 << 20  # pixels: a width in which nothing is wrapped, a height that nothing reaches


class SecondLine(Words):
    """What is said of an answer below its field: in other words, or why it is refused. It has the
    room of the longest that can be said there, whether it says anything or not: whoever answers
    looks at what stands below."""

    def __init__(self, *longest: str) -> None:
        super().__init__()
        self._longest: tuple[str, ...] = ()
        self._words, self._problem, self._covered = "", "", False
        self._rooms: dict[int, int] = {}  # by width
        self.setObjectName("faint")
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.make_room(longest)

    def make_room(self, longest: Sequence[str]) -> None:
        """These can be said here as well."""
        self._longest = (*self._longest, *longest)
        self._rooms.clear()
        self._show()

    def say(self, words: str) -> None:
        """Say in other words what is typed; '' says nothing of it."""
        self._words = words
        self._show()

    def refuse(self, problem: str) -> None:
        """Say why the answer is refused; '' when it is not."""
        self._problem = problem
        self._show()

    def cover(self, covered: bool) -> None:
        """What is typed is not seen now: neither is what is said of it in other words."""
        if covered != self._covered:
            self._covered = covered
            self._show()

    def problem(self) -> str:
        """Why the answer is refused, as far as it says so."""
        return self._problem

    def heightForWidth(self, width: int) -> int:
        return max(super().heightForWidth(width), self._room(width))

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().expandedTo(QSize(0, self._room(_ENDLESS)))

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(0, self._room(_ENDLESS)))

    def _show(self) -> None:
        text = self._problem or ("" if self._covered else self._words)
        style = "error" if self._problem else "faint"
        if style != self.objectName():
            self.setObjectName(style)
            self.style().unpolish(self)
            self.style().polish(self)
        if isolate(text) != self.text():
            self.setText(isolate(text))
        shown = bool(text or self._longest)
        if not shown or self.parentWidget() is not None:  # without one it would be a window
            self.setVisible(shown)

    def _room(self, width: int) -> int:
        """By the larger of its two faces."""
        if not self._longest:
            return 0
        if width not in self._rooms:
            metrics = QFontMetrics(label_font("error"))
            edges = self.contentsMargins()
            inner = QRect(0, 0, width - edges.left() - edges.right(), _ENDLESS)
            longest = isolate(max(self._longest, key=len))
            tall = metrics.boundingRect(inner, Qt.TextFlag.TextWordWrap, longest).height()
            above, below = beyond_the_line(label_font("error"))
            self._rooms[width] = tall + above + below
        return self._rooms[width]


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
        self.below: SecondLine | None = None  # where something is said of what is typed

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
                # A style sheet asks for properties when it is put on, not when they change.
                part.style().unpolish(part)
                part.style().polish(part)

    def begin_change(self) -> None:
        """What stands here is kept: undoing takes back by itself what is typed from now on."""

    def turn_times(self) -> tuple[TurnTime, ...] | None:
        """When each turn of a statement was begun; None for any other answer."""
        return None

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
        if event.reason() != Qt.FocusReason.PopupFocusReason:  # its own menu is no other place
            self.left.emit()


NAME_ROLE = Qt.ItemDataRole.UserRole  # the choice's code
FOLDED_ROLE = Qt.ItemDataRole.UserRole + 1  # its labels and other names, folded for search

_ARROWS = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})
_models: dict[tuple[str, tuple[tuple[str, str], ...]], QStandardItemModel] = {}


def choice_model(
    choices: Sequence[Choice], language: Language, sex: str, list_name: str = ""
) -> QStandardItemModel:
    """The choices as a model; fields of the same list share one (250 countries take a while)."""
    named = tuple((choice.name, choice.label.text(language, sex)) for choice in choices)
    from tipdesk.forms.publishing.catalogue import also_called

    known = _models.get((list_name, named))
    if known is None:
        known = _models[list_name, named] = QStandardItemModel()
        others = also_called(list_name)
        for choice, (name, text) in zip(choices, named, strict=True):
            item = QStandardItem(text)
            item.setData(name, NAME_ROLE)
            words = (text, choice.label.en, name, *others.get(name, ()))
            item.setData(search_key(" ".join(words)), FOLDED_ROLE)
            known.appendRow(item)
    return known


class FoldingCompleter(QCompleter):
    """Finds أثيوبيا for اثيوبيا, Ethiopia and ETH."""

    def __init__(self, model: QAbstractItemModel, parent: QWidget) -> None:
        super().__init__(model, parent)
        self.setCompletionRole(FOLDED_ROLE)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setMaxVisibleItems(10)
        popup = QListView()
        popup.setObjectName("popup")
        self.setPopup(popup)
        popup.setLayoutDirection(parent.layoutDirection())

    def splitPath(self, path: str) -> list[str]:
        return [search_key(path)]  # folded like `FOLDED_ROLE`, in which it is looked for

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole) or "")


class _SearchCombo(CalmCombo):
    """An arrow opens the list; Qt's own would choose the next of the list, whatever is typed."""

    asked = Signal()
    completed = Signal(str)  # what was chosen among the words found

    def completing(self) -> QCompleter:
        """What finds words of the list, made with the first key: a page has many such fields."""
        known, model = self.completer(), self.model()
        if isinstance(known, FoldingCompleter) and known.model() is model:
            return known
        completer = FoldingCompleter(model, self)
        self.setCompleter(completer)
        completer.activated.connect(self.completed)
        return completer

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.completing()
        if event.key() in _ARROWS:
            self.asked.emit()
        else:
            super().keyPressEvent(event)


class ComboEditor(Editor):
    """One of many: type a part of it, or open the list. Words that are none of the list's stay in
    the field and answer nothing."""

    def __init__(self, question: Question, surroundings: Surroundings) -> None:
        super().__init__(question, surroundings)
        self._combo = _SearchCombo()
        self._combo.setEditable(True)
        self._combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line = self._line = TextLine()
        self._combo.setLineEdit(line)
        line.hold(MAX_TEXT)
        line.refused.connect(self.refused)
        line.setObjectName("inner")
        line.setPlaceholderText(_("Type to search, or choose"))
        line.setCursorMoveStyle(Qt.CursorMoveStyle.VisualMoveStyle)
        self._choices: tuple[Choice, ...] = ()
        self.below = self._second_line = SecondLine(_("No result"))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(3))
        box.addWidget(self._combo)
        box.addWidget(self._second_line)
        self._combo.activated.connect(self._on_chosen)
        self._combo.asked.connect(self._on_asked)
        self._combo.completed.connect(self._on_completed)
        line.textEdited.connect(self._on_typed)
        line.textChanged.connect(self._combo.setToolTip)  # long names are cut
        self._combo.left.connect(self._on_left)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        about = self.surroundings
        chosen, typed = (self._chosen(), self._line.text()) if self._choices else ("", "")
        self._choices = tuple(choices)
        name = self.question.list_name
        model = choice_model(self._choices, about.language, about.sex, name)
        if self._combo.model() is model:
            return
        self._combo.setModel(model)
        self._combo.setCompleter(QCompleter(self._combo))  # Qt's own would end words by itself
        self._combo.setCurrentIndex(-1)  # Qt chooses the first one of a new model
        if chosen or not typed:
            self.show_value(chosen)
        else:
            self.show_typed(typed)
        popup = self._combo.view()
        popup.setMinimumWidth(px(260))

    def text(self) -> str:
        """The code of the choice that is written in the field; else what is written there, never
        to be taken for a code."""
        typed = self.typed().strip()
        return self._chosen() or (f"? {typed}" if typed else "")

    def _chosen(self) -> str:
        """The code of the choice in the field, '' while it is none, or may become another one."""
        typed = self.typed().strip()
        at = self._combo.currentIndex()
        if at < 0 or self._combo.itemText(at) != typed:
            fitting = self._fitting(typed)
            at = fitting[0] if len(fitting) == 1 and self._is_exactly(fitting[0], typed) else -1
        return str(self._combo.itemData(at, NAME_ROLE)) if at >= 0 else ""

    def show_value(self, stored: str) -> None:
        if stored == self.text():
            return
        at = self._combo.findData(stored, NAME_ROLE) if stored else -1
        self._combo.setCurrentIndex(at)
        if at < 0:
            self._line.setText(stored)
        self._line.setCursorPosition(0)
        self._second_line.say("")

    def typed(self) -> str:
        return self._line.text()

    def show_typed(self, typed: str) -> None:
        self._combo.setCurrentIndex(-1)
        self._line.setText(typed)

    def inputs(self) -> Sequence[QWidget]:
        return (self._combo,)

    def describe(self, name: str, description: str) -> None:
        super().describe(name, description)
        self._line.setAccessibleName(name)
        self._line.setAccessibleDescription(description)

    def caret(self) -> int:
        return self._line.cursorPosition()

    def _fitting(self, typed: str) -> list[int]:
        """Where in the list something is called as typed, or holds it."""
        key, model = search_key(typed), self._combo.model()
        if not key:
            return []
        rows = range(model.rowCount())
        return [at for at in rows if key in model.index(at, 0).data(FOLDED_ROLE)]

    def _is_exactly(self, at: int, typed: str) -> bool:
        return search_key(self._combo.itemText(at)) == search_key(typed)

    def _on_typed(self) -> None:
        typed = self._line.text()
        none = bool(typed.strip()) and not self._fitting(typed)
        self._second_line.say(_("No result") if none else "")
        self.edited.emit()

    def _on_asked(self) -> None:
        """Open the list: what fits what is typed, or all of it."""
        typed = self._line.text()
        at = self._combo.currentIndex()
        if not typed.strip() or (at >= 0 and self._combo.itemText(at) == typed):
            self._combo.showPopup()
        elif self._fitting(typed):
            self._combo.completing().setCompletionPrefix(typed)
            self._combo.completing().complete()
        else:
            self._second_line.say(_("No result"))

    def _on_chosen(self) -> None:
        self._line.setCursorPosition(0)
        self._second_line.say("")
        self.edited.emit()

    def _on_completed(self, text: str) -> None:
        at = self._combo.findText(text)
        if at >= 0:
            self._combo.setCurrentIndex(at)
        self._second_line.say("")
        self.edited.emit()

    def _on_left(self) -> None:
        """Take what is called exactly so, else the only choice that fits what was typed."""
        self._second_line.say("")
        typed = self._line.text()
        at = self._combo.currentIndex()
        if typed.strip() and (at < 0 or self._combo.itemText(at) != typed):
            fitting = self._fitting(typed)
            exact = [position for position in fitting if self._is_exactly(position, typed)]
            if len(only := exact or fitting) == 1:
                self._combo.setCurrentIndex(only[0])
                self.edited.emit()
        self.left.emit()


class OfficerEditor(Editor):
    """An officer of this station, by name; the code is stored."""

    def __init__(self, question: Question, surroundings: Surroundings) -> None:
        super().__init__(question, surroundings)
        self._combo = CalmCombo()
        self._combo.addItem("—", "")
        for login, name in surroundings.officers.items():
            self._combo.addItem(name or login, login)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._combo)
        self._combo.activated.connect(self.edited)
        self._combo.left.connect(self.left)

    def text(self) -> str:
        return str(self._combo.currentData() or "")

    def show_value(self, stored: str) -> None:
        at = self._combo.findData(stored)
        if at < 0:
            self._combo.addItem(stored, stored)
            at = self._combo.count() - 1
        self._combo.setCurrentIndex(at)

    def inputs(self) -> Sequence[QWidget]:
        return (self._combo,)
