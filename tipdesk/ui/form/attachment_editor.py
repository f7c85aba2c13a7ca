"""Which of the attached files an answer speaks of."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.cases.evidence.exhibits import file_of, link
from tipdesk.forms.model import Question
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolated
from tipdesk.ui.toolkit.combo_editor import CalmCombo
from tipdesk.ui.toolkit.editor import Editor, Surroundings
from tipdesk.ui.toolkit.facts import foreign
from tipdesk.ui.toolkit.parts import label
from tipdesk.ui.toolkit.sizes import size_text
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.viewers.attachment_line import said_closed


class AttachmentEditor(Editor):
    """A list of what is attached to the file; the id and the name are stored. A file that was
    removed since stays in sight, and is said to be gone."""

    def __init__(self, question: Question, surroundings: Surroundings) -> None:
        super().__init__(question, surroundings)
        self._combo = CalmCombo()
        self._told = label("", "muted", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        box.addWidget(self._combo)
        box.addWidget(self._told)
        self._combo.activated.connect(self._on_chosen)
        self._combo.left.connect(self.left)
        self.show_value("")

    def text(self) -> str:
        return str(self._combo.currentData() or "")

    def show_value(self, stored: str) -> None:
        there = self.surroundings.attachments()
        ids = {one.id: one for one in there}
        chosen = ids.get(file_of(stored))  # type: ignore[call-overload]  # any text may be asked for
        self._combo.clear()
        self._combo.addItem("—", "")
        for one in there:
            if one.closed and one is not chosen:
                continue  # nobody lists what they cannot know
            words = f"{said_closed() if one.closed else foreign(one.name)} • {size_text(one.size)}"
            self._combo.addItem(words, stored if one is chosen else link(one))
        if stored and chosen is None:
            self._combo.addItem(foreign(stored.partition("|")[2] or stored), stored)
        self._combo.setCurrentIndex(max(0, self._combo.findData(stored)))
        self._say(bool(there))

    def inputs(self) -> Sequence[QWidget]:
        return (self._combo,)

    def _on_chosen(self) -> None:
        self._say(bool(self.surroundings.attachments()))
        self.edited.emit()

    def _say(self, there: bool) -> None:
        """What keeps a file from being chosen, or what was chosen from going."""
        ids = {one.id for one in self.surroundings.attachments()}
        chosen = self.text()
        if chosen and file_of(chosen) not in ids:
            text = _("This file was removed from the attachments. Choose another one.")
        elif not there:
            text = _("Nothing is attached yet. Files are added on the page of attachments ({key}).")
            text = text.format(key=isolated("F6"))
        else:
            text = ""
        self._told.setText(text)
        self._told.setVisible(bool(text))
