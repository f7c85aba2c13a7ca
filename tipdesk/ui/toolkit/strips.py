"""A calm line of advice inside a page: a picture and a sentence on a soft ground."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from tipdesk.i18n.text import isolate
from tipdesk.ui.toolkit.parts import Words, button, label
from tipdesk.ui.toolkit.theme import pixmap, px

# A line across the page for what cannot wait: an answer that could not be saved.


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


StripKind = Literal["note", "notewarn", "notedanger", "noteok"]

_PICTURES: dict[StripKind, tuple[str, str]] = {
    "note": ("info", "primary"),
    "notewarn": ("hand-palm", "warn"),
    "notedanger": ("warning-circle", "danger"),
    "noteok": ("check-circle", "ok"),
}


def as_strip(frame: QFrame, kind: StripKind) -> None:
    """Give a frame the ground of a strip."""
    frame.setObjectName(kind)


def note(text: str, kind: StripKind = "note") -> QFrame:
    """One sentence on the ground of a strip, without a picture."""
    frame = QFrame()
    as_strip(frame, kind)
    box = QHBoxLayout(frame)
    box.setContentsMargins(14, 10, 14, 10)
    box.addWidget(label(text, "noteText", wrap=True))
    return frame


class Strip(QFrame):
    """One sentence; `action` is an optional widget at its end."""

    wide = True

    def __init__(
        self, text: str = "", kind: StripKind = "note", action: QWidget | None = None
    ) -> None:
        super().__init__()
        as_strip(self, kind)
        picture = QLabel()
        picture.setPixmap(pixmap(*_PICTURES[kind]))
        self._words = Words()
        self._words.setWordWrap(True)
        box = QHBoxLayout(self)
        box.setContentsMargins(px(14), px(10), px(14), px(10))
        box.setSpacing(px(10))
        level = Qt.AlignmentFlag.AlignTop if action is None else Qt.AlignmentFlag.AlignVCenter
        box.addWidget(picture, 0, level)
        box.addWidget(self._words, 1)
        if action is not None:
            box.addWidget(action)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Say something else."""
        self._words.setText(isolate(text))
        self.setAccessibleName(text)

    def text(self) -> str:
        """What it says."""
        return self.accessibleName()
