"""A person by name: typed anew, or chosen from those whom the file names already."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import QLineEdit

from tipdesk.cases.interview.people import unfinished
from tipdesk.forms.model import Question
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolate, search_key
from tipdesk.ui.form.text_editors import LineEditor
from tipdesk.ui.toolkit.combo_editor import FOLDED_ROLE, NAME_ROLE, FoldingCompleter
from tipdesk.ui.toolkit.editor import LineField, Surroundings
from tipdesk.ui.toolkit.icons import icon


class _PersonLine(LineField):
    """A line with a list: Down opens it."""

    came = Signal()
    asked = Signal()

    def __init__(self, *, ltr: bool = False) -> None:
        super().__init__(ltr=ltr)
        place = QLineEdit.ActionPosition.TrailingPosition
        self.opener = self.addAction(icon("caret-down", "text3"), place)
        self.opener.setToolTip(_("Persons of this file"))
        self.opener.setVisible(False)
        self.opener.triggered.connect(self.asked)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.came.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.asked.emit()
        else:
            super().keyPressEvent(event)


class _Names(FoldingCompleter):
    """Shows a name with its roles, and gives the name alone."""

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(NAME_ROLE) or "")


class PersonEditor(LineEditor):
    """One line of words; the list advises, any name can be typed."""

    def __init__(self, question: Question, surroundings: Surroundings) -> None:
        super().__init__(question, surroundings)
        self._model = QStandardItemModel(self)
        self._completer = _Names(self._model, self)
        self._completer.setWidget(self._field)
        if (popup := self._completer.popup()) is not None:
            popup.setTextElideMode(Qt.TextElideMode.ElideRight)
            popup.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._completer.activated.connect(self._on_chosen)
        self._field.textEdited.connect(self._on_typed)
        if isinstance(self._field, _PersonLine):
            self._field.came.connect(self._fill)
            self._field.asked.connect(self._on_asked)

    def _make_field(self, *, ltr: bool) -> LineField:
        return _PersonLine(ltr=ltr)

    def set_read_only(self, read_only: bool) -> None:
        super().set_read_only(read_only)
        self._fill()

    def hideEvent(self, event: QHideEvent) -> None:
        """F7 hides the list with the field."""
        self._close()
        super().hideEvent(event)

    def _fill(self) -> None:
        """Offer everybody but who stands here already."""
        about = self.surroundings
        here = search_key(self._field.text())
        self._model.clear()
        for one in () if self._field.isReadOnly() else about.people():
            folded = search_key(one.name)
            if folded == here:
                continue
            roles = " • ".join(role.text(about.language, about.sex) for role in one.roles)
            item = QStandardItem(isolate(f"{one.name} – {roles}"))
            item.setData(one.name, NAME_ROLE)
            item.setData(folded, FOLDED_ROLE)
            self._model.appendRow(item)
        if isinstance(self._field, _PersonLine):
            self._field.opener.setVisible(self._model.rowCount() > 0)

    def _on_typed(self) -> None:
        self._fill()
        self._offer(unfinished(self._field.text())[1], least=1)

    def _on_asked(self) -> None:
        """Open the list: who fits what is typed of the last name, or everybody."""
        self._fill()
        typed = unfinished(self._field.text())[1]
        self._completer.setCompletionPrefix(typed)
        self._offer(typed if self._completer.completionCount() else "")

    def _offer(self, typed: str, *, least: int = 0) -> None:
        self._completer.setCompletionPrefix(typed)
        if len(typed) < least or not self._completer.completionCount() or self._field.isReadOnly():
            self._close()
        else:
            self._completer.complete()

    def _close(self) -> None:
        if (popup := self._completer.popup()) is not None:
            popup.hide()

    def _on_chosen(self, name: str) -> None:
        before, _typed = unfinished(self._field.text())
        self._field.setText(f"{before}{name}")
        self.edited.emit()
