"""How far an export has come, and the way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from tipdesk.i18n.catalogue import _
from tipdesk.ui.toolkit.parts import button, card, label, row
from tipdesk.ui.toolkit.sizes import size_text


class ExportProgress(QWidget):
    """Shown while a bundle is written and read back. `stop_asked` once."""

    stop_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self._state = label("", "muted")
        self._stop = button(_("Stop"), "stop-circle")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(card(self._state, self.bar, row(self._stop, 1)))
        self._stop.clicked.connect(self._on_stop)

    def begin(self) -> None:
        """It begins: nothing is written yet."""
        self.bar.setMaximum(0)
        self._stop.setEnabled(True)
        self._state.setText(_("Preparing the documents…"))
        self.setVisible(True)
        self._stop.setFocus()

    def tell(self, done: int, total: int) -> None:
        """Bytes written and read back, of both together."""
        if not self._stop.isEnabled() or total <= 1:
            return
        self.bar.setMaximum(1000)
        self.bar.setValue(round(1000 * done / total))
        self._state.setText(
            _("Written and checked: {done} of {total}").format(
                done=size_text(done), total=size_text(total)
            )
        )

    @Slot()
    def _on_stop(self) -> None:
        self._stop.setEnabled(False)
        self._state.setText(_("Stopping…"))
        self.stop_asked.emit()
