"""A long list of choices in a field that searches: spelling must not decide what is found."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QListView, QVBoxLayout, QWidget

from tipdesk.forms.model import Choice, Question
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import search_key
from tipdesk.settings import Language
from tipdesk.ui.look import px
from tipdesk.ui.widgets.editor import Editor, Surroundings, reading_side

NAME_ROLE = Qt.ItemDataRole.UserRole  # the choice's code
FOLDED_ROLE = Qt.ItemDataRole.UserRole + 1  # its labels, folded for search

_models: dict[tuple[tuple[str, str], ...], QStandardItemModel] = {}


def choice_model(choices: Sequence[Choice], language: Language, sex: str) -> QStandardItemModel:
    """The choices as a model; fields of the same list share one (262 countries take a while)."""
    shown = tuple((choice.name, choice.label.text(language, sex)) for choice in choices)
    known = _models.get(shown)
    if known is None:
        known = _models[shown] = QStandardItemModel()
        for choice, (name, said) in zip(choices, shown, strict=True):
            item = QStandardItem(said)
            item.setData(name, NAME_ROLE)
            item.setData(search_key(f"{said} {choice.label.en} {name}"), FOLDED_ROLE)
            known.appendRow(item)
    return known


class _Completer(QCompleter):
    """Finds أثيوبيا for اثيوبيا, Ethiopia and ETH."""

    def __init__(self, model: QStandardItemModel, parent: QWidget) -> None:
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
        return [search_key(path)]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole) or "")


class CalmCombo(QComboBox):
    """A combo box that the mouse wheel does not change while it is merely passed over."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(12)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus() and not self.isEditable():
            super().wheelEvent(event)
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()


class ComboEditor(Editor):
    """One of many: type a part of it, or open the list."""

    def __init__(self, question: Question, surroundings: Surroundings) -> None:
        super().__init__(question, surroundings)
        self._combo = CalmCombo()
        self._combo.setEditable(True)
        self._combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line = self._line = QLineEdit()
        self._combo.setLineEdit(line)
        line.setObjectName("inner")
        line.setAlignment(reading_side())
        line.setPlaceholderText(_("Type to search, or choose"))
        line.setCursorMoveStyle(Qt.CursorMoveStyle.VisualMoveStyle)
        self._choices: tuple[Choice, ...] = ()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._combo)
        self._combo.activated.connect(self._on_chosen)
        line.textEdited.connect(self.edited)
        line.textChanged.connect(self._combo.setToolTip)  # long names are cut
        self._combo.left.connect(self._on_left)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        about = self.surroundings
        chosen = self.text() if self._choices else ""
        self._choices = tuple(choices)
        model = choice_model(self._choices, about.language, about.sex)
        if self._combo.model() is model:
            return
        self._combo.setModel(model)
        completer = _Completer(model, self._combo)
        self._combo.setCompleter(completer)
        completer.activated.connect(self._on_completed)
        self._combo.setCurrentIndex(-1)
        self.show_value(chosen)
        popup = self._combo.view()
        popup.setMinimumWidth(px(260))

    def text(self) -> str:
        """The code of the choice that is written in the field, or what is written there."""
        typed = self._line.text().strip()
        at = self._combo.currentIndex()
        if at >= 0 and self._combo.itemText(at) == typed:
            return str(self._combo.itemData(at, NAME_ROLE))
        key = search_key(typed)
        for choice in self._choices:
            about = self.surroundings
            if key and key == search_key(choice.label.text(about.language, about.sex)):
                return choice.name
        return typed

    def show_value(self, stored: str) -> None:
        if stored == self.text():
            return
        at = self._combo.findData(stored, NAME_ROLE) if stored else -1
        self._combo.setCurrentIndex(at)
        if at < 0:
            self._line.setText(stored)
        self._line.setCursorPosition(0)

    def inputs(self) -> Sequence[QWidget]:
        return (self._combo,)

    def describe(self, name: str, description: str) -> None:
        super().describe(name, description)
        self._line.setAccessibleName(name)
        self._line.setAccessibleDescription(description)

    def caret(self) -> int:
        return self._line.cursorPosition()

    def _on_chosen(self) -> None:
        self._line.setCursorPosition(0)
        self.edited.emit()

    def _on_completed(self, text: str) -> None:
        at = self._combo.findText(text)
        if at >= 0:
            self._combo.setCurrentIndex(at)
        self.edited.emit()

    def _on_left(self) -> None:
        """Take the only choice that fits what was typed."""
        typed = self.text()
        codes = {choice.name for choice in self._choices}
        if typed and typed not in codes:
            key = search_key(typed)
            model = self._combo.model()
            fitting = [
                at for at in range(model.rowCount()) if key in model.index(at, 0).data(FOLDED_ROLE)
            ]
            if len(fitting) == 1:
                self._combo.setCurrentIndex(fitting[0])
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
