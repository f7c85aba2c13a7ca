"""Where a list would stand and there is nothing: why, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from tipdesk.ui.toolkit.icons import pixmap
from tipdesk.ui.toolkit.parts import label, row
from tipdesk.ui.toolkit.theme import px

_PICTURE = 64  # at 100 %


class NothingHere(QWidget):
    """A picture, a title, a sentence, and the deeds that lead on."""

    def __init__(self, picture: str, *deeds: QPushButton) -> None:
        super().__init__()
        sign = label()
        sign.setPixmap(pixmap(picture, "hill3", _PICTURE))
        self._title, self._text = label("", "h2"), label("", "muted", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(10))
        box.addStretch(1)
        for part in (sign, self._title, self._text):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            box.addWidget(part)
        if deeds:
            box.addWidget(row(1, *deeds, 1))
        box.addStretch(2)

    def say(self, title: str, text: str) -> None:
        """Why there is nothing, and what follows."""
        self._title.setText(title)
        self._text.setText(text)
        self.setAccessibleName(f"{title}. {text}")
