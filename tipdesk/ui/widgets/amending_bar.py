"""What stands above the questions of a file that is complete: read only, or being amended."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.i18n.catalogue import _
from tipdesk.ui.look import px
from tipdesk.ui.parts import button, row
from tipdesk.ui.widgets.strip import Strip


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
        box.setContentsMargins(0, 0, 0, px(12))
        box.addWidget(self._strip)
        self._begin.clicked.connect(self.begun)
        self._keep.clicked.connect(self.keeping)
        self._drop.clicked.connect(self.dropped)
        self.hide()

    def show_state(
        self, *, editable: bool, amendable: bool, amending: bool, returned: bool = False
    ) -> None:
        """Nothing is said about a file that is simply edited."""
        self.setVisible(not editable)
        if amending:
            text = _(
                "You are amending a complete file. What stood there before is kept; the "
                "amendment gets your code, the time and its reason. Until you give the reason it "
                "is not part of the file; what you type waits here for you, also after a lock."
            )
        elif returned:
            text = _(
                "This file was returned with remarks. Mend what they name as a dated amendment "
                "with its reason, then complete the file; what stood there before is kept."
            )
        else:
            text = _("This file is complete: its answers are shown, not edited.")
        self._strip.set_text(text)
        self._begin.setVisible(amendable and not amending)
        self._keep.setVisible(amending)
        self._drop.setVisible(amending)
