"""Cards of a page: a white ground for what belongs together."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tipdesk.ui.toolkit.parts import GAP, label, row
from tipdesk.ui.toolkit.theme import pixmap, px


def as_card(frame: QFrame) -> None:
    """Give a frame the ground of a card."""
    frame.setObjectName("card")


def card(*widgets: QWidget, spacing: int = GAP) -> QFrame:
    """A card that holds `widgets` from top to bottom."""
    frame = QFrame()
    as_card(frame)
    box = QVBoxLayout(frame)
    box.setContentsMargins(24, 20, 24, 20)
    box.setSpacing(spacing)
    for widget in widgets:
        box.addWidget(widget)
    return frame


# Where a list would stand and there is nothing: why, and what can be done about it.


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


# A row that leads somewhere: a title, a smaller line, a caret; a click or Return goes there.


class LinkRow(QPushButton):
    """As high as its wrapped words need."""

    def __init__(
        self, title: str, text: str = "", picture: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("needLine")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(label(title, wrap=True))
        if text:
            words.addWidget(label(text, "muted", wrap=True))
        box = QHBoxLayout(self)
        box.setContentsMargins(px(14), px(8), px(14), px(8))
        box.setSpacing(px(12))
        if picture:
            box.addWidget(_sign(picture, "text3"), 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(words, 1)
        box.addWidget(_sign("caret-right", "text3"), 0, Qt.AlignmentFlag.AlignVCenter)
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return layout.heightForWidth(width) if layout is not None else super().heightForWidth(width)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(36))


def _sign(name: str, tint: str) -> QWidget:
    sign = label()
    sign.setPixmap(pixmap(name, tint, 18))
    return sign
