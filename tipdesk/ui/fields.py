"""Lines to type in: they begin at the reading edge, and the cursor hides no letter of a hint."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from tipdesk.i18n.catalogue import is_rtl
from tipdesk.ui.icons import icon

_LONGEST_SEARCH = 500  # characters: what is longer was pasted by mistake
_SPACE = "\u00a0"  # an ordinary one at the edge is not drawn


def reading_side() -> Qt.AlignmentFlag:
    """The edge at which lines begin, whatever their first letter is."""
    side = Qt.AlignmentFlag.AlignRight if is_rtl() else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter


class TextLine(QLineEdit):
    """One line. With `ltr` it reads from left to right: a code, a number, a word of the sheet."""

    def __init__(self, *, ltr: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if ltr:
            self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAlignment(reading_side())

    def setPlaceholderText(self, text: str) -> None:
        """Qt draws the cursor of an empty line over the hint's letter at that edge: leave room,
        at both ends, for the hint's own direction decides which of them stands there."""
        super().setPlaceholderText(f"{_SPACE}{text}{_SPACE}" if text else "")

    def placeholderText(self) -> str:
        """The hint as it was given."""
        return super().placeholderText().strip(_SPACE)


def search_line(hint: str) -> TextLine:
    """A field in which one searches: a glass before it, a cross to empty it."""
    line = TextLine()
    line.setPlaceholderText(hint)
    line.setAccessibleName(hint)
    line.setClearButtonEnabled(True)
    line.setMaxLength(_LONGEST_SEARCH)
    line.addAction(icon("magnifying-glass", "text3"), QLineEdit.ActionPosition.LeadingPosition)
    return line
