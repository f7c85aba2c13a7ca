"""A card of the station page, whose lines are read anew whenever something changed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from tipdesk.ui.toolkit.parts import as_card, clear, has_focus, label
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px


class StationCard(QFrame):
    """A card whose lines are read anew by `load`."""

    changed = Signal()

    def __init__(self, services: Services, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        as_card(self)
        self.services = services
        self.masked = False  # names are hidden (F7)
        self._title = title
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(px(22), px(18), px(22), px(18))
        self._box.setSpacing(px(12))

    def load(self) -> None:
        """Show what stands now. Who was on this card stays on it, at its first button."""
        stays = has_focus(self)
        clear(self._box)
        self._box.addWidget(label(self._title, "h2"))
        lines = self.lines()
        for line in lines:
            self._box.addWidget(line)
        if stays:
            buttons = [button for line in lines for button in line.findChildren(QPushButton)]
            for part in lines:
                part.show()  # the focus does not go to what the layout has yet to show
            for first in buttons[:1]:
                first.setFocus()

    def lines(self) -> list[QWidget]:
        """What stands below the title."""
        raise NotImplementedError
