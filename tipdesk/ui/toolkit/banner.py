"""A line across the page for what cannot wait: an answer that could not be saved."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from tipdesk.i18n.text import isolate
from tipdesk.ui.toolkit.icons import pixmap
from tipdesk.ui.toolkit.parts import button
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.toolkit.words import Words


class Banner(QFrame):
    """Red, with one button; hidden while there is nothing to say."""

    pressed = Signal()

    def __init__(self, action: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bannerdanger")
        picture = QLabel()
        picture.setPixmap(pixmap("warning-circle", "surface"))
        self._words = Words()
        self._words.setObjectName("bannerText")
        self._words.setWordWrap(True)
        self._action = button(action, style="onBanner")
        self._action.clicked.connect(self.pressed)
        box = QHBoxLayout(self)
        box.setContentsMargins(px(24), px(10), px(24), px(10))
        box.setSpacing(px(12))
        box.addWidget(picture, 0, Qt.AlignmentFlag.AlignVCenter)
        box.addWidget(self._words, 1)
        box.addWidget(self._action)
        self.hide()

    def say(self, text: str) -> None:
        """Show a sentence; '' hides the banner."""
        self._words.setText(isolate(text))
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    def text(self) -> str:
        """What it says."""
        return self.accessibleName()
