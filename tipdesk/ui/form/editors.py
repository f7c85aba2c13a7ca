"""Which editor answers which question: one mapping from `QuestionType`; and editors of special
answers.

These are an answer that is a supervisor's own, given and taken back with the passphrase
(`AgreedEditor`); which of the attached files an answer speaks of (`AttachmentEditor`); a person by
name, typed anew or chosen from those whom the file names already (`PersonEditor`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from tipdesk.cases.evidence import file_of, link_to
from tipdesk.cases.interview import people
from tipdesk.cases.interview.statement import REASON
from tipdesk.forms.model import Choice, Question, QuestionType
from tipdesk.i18n.text import _, foreign, isolate, isolated, search_key
from tipdesk.ui.form import choice_editors
from tipdesk.ui.form.date_editors import DateEditor, DateTimeEditor
from tipdesk.ui.form.partial_date_editor import PartialDateEditor
from tipdesk.ui.form.text_editors import LineEditor, LongTextEditor, ShownEditor
from tipdesk.ui.toolkit import combo_editor
from tipdesk.ui.toolkit.fields import CalmCombo
from tipdesk.ui.toolkit.parts import button, label, row, size_text
from tipdesk.ui.toolkit.theme import icon, px
from tipdesk.ui.viewers.attachment_line import said_closed


class AgreedEditor(LongTextEditor):
    """The words, once there are any, and two buttons. Nothing is typed here."""

    asked = Signal(bool)  # the supervisor is to agree (or write another reason); or takes it back

    def __init__(self, question: Question, surroundings: combo_editor.Surroundings) -> None:
        super().__init__(question, surroundings)
        super().set_read_only(True)
        self._agree = button(_("Supervisor's agreement…"), "seal-check")
        self._withdraw = button(_("Withdraw the agreement…"), "arrow-u-up-left")
        self._open = False
        box = self.layout()
        assert box is not None  # noqa: S101  the editor of lines has made it
        self._deeds = row(self._agree, self._withdraw, 1)
        box.addWidget(self._deeds)
        self._agree.clicked.connect(lambda: self.asked.emit(True))
        self._withdraw.clicked.connect(lambda: self.asked.emit(False))
        self._fit()

    def show_value(self, stored: str) -> None:
        super().show_value(stored)
        self._fit()

    def show_typed(self, typed: str) -> None:
        """Words that are no answer are nobody's agreement."""

    def set_read_only(self, read_only: bool) -> None:
        """The words always are."""

    def set_open(self, open_: bool) -> None:
        """Whether a supervisor can be asked in this file."""
        self._open = open_
        self._fit()

    def inputs(self) -> Sequence[QWidget]:
        """The buttons come first: who comes here by keyboard is at what can be done."""
        return (self._agree, self._withdraw, self._pages)

    def describe(self, name: str, description: str) -> None:
        super().describe(name, description)
        for deed in (self._agree, self._withdraw):
            deed.setAccessibleName(f"{deed.text()} {name}")

    def take_focus(self, caret: int | None = None) -> None:
        if self._open:
            self._agree.setFocus()
        else:
            self._pages.setFocus()

    def _fit(self) -> None:
        answered = bool(self.text())
        self._pages.setVisible(answered)
        self._deeds.setVisible(self._open)
        self._withdraw.setVisible(answered)


class AttachmentEditor(combo_editor.Editor):
    """A list of what is attached to the file; the id and the name are stored. A file that was
    removed since stays in sight, and is said to be gone."""

    def __init__(self, question: Question, surroundings: combo_editor.Surroundings) -> None:
        super().__init__(question, surroundings)
        self._combo = CalmCombo()
        self._hint = label("", "muted", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        box.addWidget(self._combo)
        box.addWidget(self._hint)
        self._combo.activated.connect(self._on_chosen)
        self._combo.left.connect(self.left)
        self.show_value("")

    def text(self) -> str:
        return str(self._combo.currentData() or "")

    def show_value(self, stored: str) -> None:
        attached = self.surroundings.attachments()
        ids = {attachment.id: attachment for attachment in attached}
        chosen = ids.get(file_of(stored))  # type: ignore[call-overload]  # any text may be asked for
        self._combo.clear()
        self._combo.addItem("—", "")
        for attachment in attached:
            if attachment.closed and attachment is not chosen:
                continue  # nobody lists what they cannot know
            name = said_closed() if attachment.closed else foreign(attachment.name)
            words = f"{name} • {size_text(attachment.size)}"
            self._combo.addItem(words, stored if attachment is chosen else link_to(attachment))
        if stored and chosen is None:
            self._combo.addItem(foreign(stored.partition("|")[2] or stored), stored)
        self._combo.setCurrentIndex(max(0, self._combo.findData(stored)))
        self._say(bool(attached))

    def inputs(self) -> Sequence[QWidget]:
        return (self._combo,)

    def _on_chosen(self) -> None:
        self._say(bool(self.surroundings.attachments()))
        self.edited.emit()

    def _say(self, any_attached: bool) -> None:
        """What keeps a file from being chosen, or what was chosen from going."""
        ids = {attachment.id for attachment in self.surroundings.attachments()}
        chosen = self.text()
        if chosen and file_of(chosen) not in ids:
            text = _("This file was removed from the attachments. Choose another one.")
        elif not any_attached:
            text = _("Nothing is attached yet. Files are added on the page of attachments ({key}).")
            text = text.format(key=isolated("F6"))
        else:
            text = ""
        self._hint.setText(text)
        self._hint.setVisible(bool(text))


# --- a person by name -------------------------------------------------------------------------


class _PersonLine(combo_editor.LineField):
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


class _Names(combo_editor.FoldingCompleter):
    """Shows a name with its roles, and gives the name alone."""

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(combo_editor.NAME_ROLE) or "")


class PersonEditor(LineEditor):
    """One line of words; the list advises, any name can be typed."""

    def __init__(self, question: Question, surroundings: combo_editor.Surroundings) -> None:
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

    def _make_field(self, *, ltr: bool) -> combo_editor.LineField:
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
        typed = search_key(self._field.text())
        self._model.clear()
        for person in () if self._field.isReadOnly() else about.people():
            folded = search_key(person.name)
            if folded == typed:
                continue
            roles = " • ".join(role.text(about.language, about.sex) for role in person.roles)
            item = QStandardItem(isolate(f"{person.name} – {roles}"))
            item.setData(person.name, combo_editor.NAME_ROLE)
            item.setData(folded, combo_editor.FOLDED_ROLE)
            self._model.appendRow(item)
        if isinstance(self._field, _PersonLine):
            self._field.opener.setVisible(self._model.rowCount() > 0)

    def _on_typed(self) -> None:
        self._fill()
        self._offer(people.unfinished(self._field.text())[1], least=1)

    def _on_asked(self) -> None:
        """Open the list: who fits what is typed of the last name, or everybody."""
        self._fill()
        typed = people.unfinished(self._field.text())[1]
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
        before, _typed = people.unfinished(self._field.text())
        self._field.setText(f"{before}{name}")
        self.edited.emit()


MOST_TICKS = 24  # choices; of a longer list several are searched one by one

EDITORS: Mapping[
    QuestionType, Callable[[Question, combo_editor.Surroundings], combo_editor.Editor]
] = {
    QuestionType.TEXT: LineEditor,
    QuestionType.LONG_TEXT: LongTextEditor,
    QuestionType.INTEGER: LineEditor,
    QuestionType.DECIMAL: LineEditor,
    QuestionType.DATE: DateEditor,
    QuestionType.TIME: LineEditor,
    QuestionType.DATETIME: DateTimeEditor,
    QuestionType.PARTIAL_DATE: PartialDateEditor,
    QuestionType.SELECT_ONE: choice_editors.PillsEditor,
    QuestionType.SELECT_MULTIPLE: choice_editors.ChecksEditor,
    QuestionType.PERSON: PersonEditor,
    QuestionType.OFFICER: combo_editor.OfficerEditor,
    QuestionType.ATTACHMENT: AttachmentEditor,
    QuestionType.NOTE: ShownEditor,
    QuestionType.CALCULATE: ShownEditor,
}


def make_editor(
    question: Question,
    choices: Sequence[Choice],
    surroundings: combo_editor.Surroundings,
    *,
    in_table: bool = False,
) -> combo_editor.Editor:
    """The editor of a question. Long lists of one choice are searched, not laid out."""
    make = EDITORS[question.type]
    if question.name == REASON:
        make = AgreedEditor
    elif question.name in people.ALSO:  # a name in plain text: whoever is in the file is offered
        make = PersonEditor
    elif question.read_only:
        make = ShownEditor
    elif in_table and question.type is QuestionType.SELECT_ONE:
        make = choice_editors.DotsEditor
    elif question.type is QuestionType.SELECT_ONE and (
        "minimal" in question.appearance or len(choices) > choice_editors.MOST_PILLS
    ):
        make = combo_editor.ComboEditor
    elif question.type is QuestionType.SELECT_MULTIPLE and len(choices) > MOST_TICKS:
        make = choice_editors.ChipsEditor
    editor = make(question, surroundings)
    editor.set_choices(choices)
    return editor
