"""A dialog of work: a cover makes it step aside, and the work goes on."""

from __future__ import annotations

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QDialog


class AsideDialog(QDialog):
    """It is waited for in a loop of its own: Qt's ends as soon as the dialog is hidden."""

    _waited = False

    @property
    def under_way(self) -> bool:
        """Whether somebody waits for it, shown or not."""
        return self._waited

    @property
    def may_step_aside(self) -> bool:
        """Whether its work goes on without being looked at; else a cover sends it away."""
        return False

    def exec(self) -> int:
        """Show it, and come back when it has ended; what `QDialog.exec` gives."""
        loop = QEventLoop()
        self.finished.connect(loop.quit)
        self._waited = True
        self.setModal(True)
        self.open()
        loop.exec()
        self.setModal(False)
        self._waited = False
        return self.result()

    def step_aside(self) -> None:
        """Leave the screen, and the tree of a screen reader, which keeps hidden windows. `show`
        brings it back."""
        self.hide()
        self.destroy()
