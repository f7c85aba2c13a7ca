"""The words as they were spoken beside their Arabic rendering."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.toolkit.theme import px

_NARROW, _GAP = 620, 22  # pixels at 100 %: below this width one stands above the other
ACCOUNT = "tip-qa"  # the appearance of a text that is a person's account


class TwoTexts(QWidget):
    """Two accounts in columns of equal width, in the order of the form from the reading edge."""

    wide = True

    def __init__(self) -> None:
        super().__init__()
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(_GAP))
        self._rows: tuple[QuestionRow, ...] = ()

    def hold(self, rows: Sequence[QuestionRow]) -> None:
        """Take these rows in, if they are not here already."""
        for row in rows:
            if row.parentWidget() is not self:
                self._box.addWidget(row, 1)
                row.show()
        self._rows = tuple(rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < px(_NARROW)
        down, along = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._box.setDirection(down if narrow else along)
        QTimer.singleShot(0, self, self._level)  # the columns have their width by then

    def _level(self) -> None:
        """Side by side, both texts begin at one height, whatever is said above them."""
        along = self._box.direction() == QBoxLayout.Direction.LeftToRight
        heads = [row.editor.y() - row.holder.contentsMargins().top() for row in self._rows]
        for row, head in zip(self._rows, heads, strict=True):
            row.holder.setContentsMargins(0, max(heads) - head if along else 0, 0, 0)


def paired(widgets: Sequence[QWidget], both: TwoTexts) -> list[QWidget]:
    """`widgets` with two accounts, where there are two, as one: `both` holds them."""
    texts = [
        one
        for one in widgets
        if isinstance(one, QuestionRow) and ACCOUNT in one.question.appearance
    ]
    if len(texts) != 2:
        return list(widgets)
    both.hold(texts)
    return [both if one is texts[0] else one for one in widgets if one is not texts[1]]
