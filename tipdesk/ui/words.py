"""A label of plain text that keeps the direction of the screen, whatever letter comes first."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from tipdesk.i18n.catalogue import is_rtl

LRM, RLM = "\u200e", "\u200f"


class Words(QLabel):
    """Qt turns a line by its first letter: an Arabic page's code goes to the left, an English
    page's Arabic name to the right. A mark at its head keeps it in line. Never markup."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def setText(self, text: str) -> None:
        mark = RLM if is_rtl() else LRM
        super().setText("\n".join(mark + line if line else line for line in text.split("\n")))

    def text(self) -> str:
        return super().text().replace(RLM, "").replace(LRM, "")


class FittingWords(Words):
    """Wraps only where it must: asks for one line, and takes less. What stands beside it follows
    the words."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 4, metrics.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(60, self.sizeHint().width()), self.fontMetrics().height())
