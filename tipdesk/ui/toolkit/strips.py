"""A calm line of advice inside a page: a picture and a sentence on a soft ground."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from tipdesk.i18n.text import isolate
from tipdesk.ui.toolkit.icons import pixmap
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.toolkit.words import Words

Kind = Literal["note", "notewarn", "notedanger", "noteok"]

_PICTURES: dict[Kind, tuple[str, str]] = {
    "note": ("info", "primary"),
    "notewarn": ("hand-palm", "warn"),
    "notedanger": ("warning-circle", "danger"),
    "noteok": ("check-circle", "ok"),
}


class Strip(QFrame):
    """One sentence; `action` is an optional widget at its end."""

    wide = True

    def __init__(self, text: str = "", kind: Kind = "note", action: QWidget | None = None) -> None:
        super().__init__()
        self.setObjectName(kind)
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
