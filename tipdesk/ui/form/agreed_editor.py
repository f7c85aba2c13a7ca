"""An answer that is a supervisor's own: shown here, given and taken back with the passphrase."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from tipdesk.forms.model import Question
from tipdesk.i18n.catalogue import _
from tipdesk.ui.form.text_editors import LongTextEditor
from tipdesk.ui.toolkit.editor import Surroundings
from tipdesk.ui.toolkit.parts import button, row


class AgreedEditor(LongTextEditor):
    """The words, once there are any, and two buttons. Nothing is typed here."""

    asked = Signal(bool)  # the supervisor is to agree (or write another reason); or takes it back

    def __init__(self, question: Question, surroundings: Surroundings) -> None:
        super().__init__(question, surroundings)
        super().set_read_only(True)
        self._agree = button(_("Supervisor's agreement…"), "seal-check")
        self._withdraw = button(_("Take the agreement back…"), "arrow-u-up-left")
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
        said = bool(self.text())
        self._pages.setVisible(said)
        self._deeds.setVisible(self._open)
        self._withdraw.setVisible(said)
