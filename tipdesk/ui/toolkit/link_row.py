"""A row that leads somewhere: a title, a smaller line, a caret; a click or Return goes there."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from tipdesk.ui.toolkit.icons import pixmap
from tipdesk.ui.toolkit.parts import label
from tipdesk.ui.toolkit.theme import px


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
