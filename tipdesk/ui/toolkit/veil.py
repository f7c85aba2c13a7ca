"""A calm page before what cannot be masked word by word: printed sheets, a received record."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from tipdesk.i18n.catalogue import _
from tipdesk.ui.toolkit.parts import button, label
from tipdesk.ui.toolkit.theme import px


class Veil(QStackedWidget):
    """Shows its content, or that names are hidden and how they come back."""

    names_asked = Signal()  # the person wants to see names again

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self._show = button(_("Show names"), "eye")
        self._show.clicked.connect(self.names_asked)
        self._before = QWidget()
        words = label(_("This page names people, so it is hidden while names are."), "muted")
        box = QVBoxLayout(self._before)
        box.setSpacing(px(14))
        box.addStretch(2)
        for part in (label(_("Names are hidden"), "h2"), words, self._show):
            box.addWidget(part, 0, Qt.AlignmentFlag.AlignCenter)
        box.addStretch(3)
        self.addWidget(content)
        self.addWidget(self._before)

    def cover(self, covered: bool) -> None:
        """Stand before the content, or step aside; the cursor goes along."""
        wanted = self._before if covered else self._content
        leaving = self.currentWidget()
        focused = QApplication.focusWidget()
        inside = leaving is not None and focused is not None and leaving.isAncestorOf(focused)
        self.setCurrentWidget(wanted)
        if inside and leaving is not wanted:
            (self._show if covered else self._content).setFocus()
