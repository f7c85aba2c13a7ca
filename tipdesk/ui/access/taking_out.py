"""Why something leaves that is not encrypted: a warning first, then a reason."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from tipdesk.i18n.text import _
from tipdesk.texts import keys
from tipdesk.ui.access.reason_dialog import Given, ReasonField
from tipdesk.ui.toolkit.dialogs import Dialog, Shape
from tipdesk.ui.toolkit.keyboard import shortcut_of
from tipdesk.ui.toolkit.parts import button, label, note

_WIDTH = 560  # at 100 %


@dataclass(frozen=True, slots=True)
class WhatLeaves:
    """What leaves, in words: the title, what stands in it, and the warning."""

    title: str
    what: str
    warning: str


class _WhyTaken(Dialog):
    """The warning, and the reason."""

    def __init__(self, parent: QWidget, taken: WhatLeaves) -> None:
        super().__init__(parent, taken.title, Shape(width=_WIDTH))
        self.field = ReasonField()
        self._problem = label("", "error", wrap=True)
        self._problem.hide()
        go, back = button(_("Choose where to…"), style="primary"), button(_("Cancel"))
        go.setDefault(True)
        self.add_heading(taken.title)
        self.box.addWidget(label(taken.what, wrap=True))
        self.box.addWidget(note(taken.warning, "notewarn"))
        self.box.addWidget(self.field)
        self.box.addWidget(self._problem)
        self.add_buttons(back, 1, go)
        self.field.changed.connect(self._problem.hide)
        go.clicked.connect(self._on_go)
        back.clicked.connect(self.reject)
        QShortcut(shortcut_of(keys.AGREE), self, go.click)
        self.field.take_focus()

    @Slot()
    def _on_go(self) -> None:
        missing = self.field.missing()
        self._problem.setText(missing)
        self._problem.setVisible(bool(missing))
        if not missing:
            self.accept()


def ask_why_taken(page: QWidget, taken: WhatLeaves) -> Given | None:
    """The reason that was given, with its words; None: it stays here."""
    dialog = _WhyTaken(page, taken)
    agreed = dialog.exec() == QDialog.DialogCode.Accepted
    reason, words = dialog.field.reason(), dialog.field.words()
    dialog.deleteLater()
    return (reason, words) if agreed and reason is not None else None
