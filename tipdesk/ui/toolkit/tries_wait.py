"""Says how long to wait after wrong passphrases, and counts it down."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.desk.session.session import seconds_to_wait
from tipdesk.i18n.catalogue import ngettext
from tipdesk.i18n.text import isolated
from tipdesk.ui.toolkit.parts import label
from tipdesk.ui.toolkit.services import Services

_SECOND = 1000  # milliseconds


class TriesWait(QWidget):
    """Hidden while nobody has to wait."""

    changed = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.left = 0  # seconds
        self._said = label("", "muted", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._said)
        self._countdown = QTimer(self)
        self._countdown.setInterval(_SECOND)
        self._countdown.timeout.connect(self.look)
        self.hide()

    @Slot()
    def look(self) -> None:
        """See how long it is now."""
        left = self.left = seconds_to_wait(self._services.vault_dir, self._services.clock)
        self._said.setText(
            ngettext(
                "After several failures the next try is possible in {count} second.",
                "After several failures the next try is possible in {count} seconds.",
                left,
            ).format(count=isolated(str(left)))
            if left
            else ""
        )
        self.setVisible(left > 0)
        if left and not self._countdown.isActive():
            self._countdown.start()
        elif not left:
            self._countdown.stop()
        self.changed.emit()
