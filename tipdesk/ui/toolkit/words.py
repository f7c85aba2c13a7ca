"""A label of plain text that keeps the direction of the screen, whatever letter comes first."""

from __future__ import annotations

import re

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPalette, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from tipdesk.i18n.catalogue import is_rtl

LRM, RLM = "\u200e", "\u200f"


def pieces(text: str) -> list[str]:
    """The parts of a text between which a line may end: words, and what a hyphen joins."""
    return re.findall(r"[^\s-]+-?|-", text)


def draw_wrapped(painter: QPainter, area: QRectF, text: str, *, middle: bool = True) -> None:
    """Draw `text` in lines that all begin at the right edge of `area`, in its middle or from its
    top.

    `QPainter.drawText` counts the space at which it broke a line as if it stood before the
    line's first letter: an Arabic line begins too far in, and its last letter is cut.
    """
    option = QTextOption(Qt.AlignmentFlag.AlignRight)
    option.setTextDirection(Qt.LayoutDirection.RightToLeft)
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout = QTextLayout(text.replace("\n", "\u2028"), painter.font(), painter.device())
    layout.setTextOption(option)
    layout.beginLayout()
    tall = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(area.width())
        line.setPosition(QPointF(0, tall))
        tall += line.height()
    layout.endLayout()
    top = area.top() + (max(0.0, (area.height() - tall) / 2) if middle else 0.0)
    layout.draw(painter, QPointF(area.left(), top))


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

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The name of a field leads to the field."""
        if (field := self.buddy()) is not None and field.isEnabled():
            field.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        centred = bool(self.alignment() & Qt.AlignmentFlag.AlignHCenter)
        document = self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
        if not (self.wordWrap() and is_rtl()) or centred or document:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        self.drawFrame(painter)
        group = QPalette.ColorGroup.Active if self.isEnabled() else QPalette.ColorGroup.Disabled
        painter.setPen(self.palette().color(group, self.foregroundRole()))
        around = self.margin()
        area = self.contentsRect().adjusted(around, around, -around, -around)
        top = bool(self.alignment() & Qt.AlignmentFlag.AlignTop)
        draw_wrapped(painter, QRectF(area), super().text(), middle=not top)
        painter.end()


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
        """As wide as the longest word: a narrower line would cut it."""
        metrics = self.fontMetrics()
        longest = max(map(metrics.horizontalAdvance, pieces(self.text())), default=0)
        return QSize(min(longest + 4, self.sizeHint().width()), metrics.height())
