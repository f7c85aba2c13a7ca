"""What stands above the questions of a file that is complete: read only, or being amended."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.i18n.catalogue import _
from tipdesk.ui.toolkit.parts import button, row
from tipdesk.ui.toolkit.strips import Strip
from tipdesk.ui.toolkit.theme import px


class AmendingBar(QWidget):
    """Begins, keeps or drops amendments."""

    begun = Signal()
    keeping = Signal()
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._begin = button(_("Amend"), "note-pencil")
        self._keep = button(_("Keep the amendment…"), style="primary")
        self._drop = button(_("Drop"))
        self._strip = Strip(kind="note", action=row(self._begin, self._drop, self._keep))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(28), px(12), px(28), 0)
        box.addWidget(self._strip)
        self._begin.clicked.connect(self.begun)
        self._keep.clicked.connect(self.keeping)
        self._drop.clicked.connect(self.dropped)
        self.hide()

    def show_state(self, text: str, *, editable: bool, amendable: bool, amending: bool) -> None:
        """Say `text`; nothing is said about a file that is simply edited."""
        self.setVisible(not editable)
        self._strip.set_text(text)
        self._begin.setVisible(amendable and not amending)
        self._keep.setVisible(amending)
        self._drop.setVisible(amending)
