"""Lines to type in: they begin at the reading edge, and the cursor hides no letter of a hint."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QIntValidator, QValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from tipdesk.i18n.catalogue import is_rtl
from tipdesk.i18n.text import ascii_digits
from tipdesk.ui.toolkit.bounded_text import BoundedLine
from tipdesk.ui.toolkit.icons import icon
from tipdesk.ui.toolkit.theme import px

_LONGEST_SEARCH = 500  # characters: what is longer was pasted by mistake
_SPACE = "\u00a0"  # an ordinary one at the edge is not drawn
_NUMBER = 54  # width at 100 %
_MOST = 9999


def reading_side() -> Qt.AlignmentFlag:
    """The edge at which lines begin, whatever their first letter is."""
    side = Qt.AlignmentFlag.AlignRight if is_rtl() else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter


class TextLine(BoundedLine):
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


class _Whole(QIntValidator):
    """Arabic digits become 0-9 as they are typed."""

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        state = super().validate(ascii_digits(text), at)
        assert isinstance(state, tuple)  # noqa: S101  what PySide gives for a changed argument
        return state[0], ascii_digits(text), at


def number_line(name: str) -> TextLine:
    """A narrow field for the number of a page, called `name` for a screen reader."""
    line = TextLine(ltr=True)
    line.setFixedWidth(px(_NUMBER))
    line.setAlignment(Qt.AlignmentFlag.AlignCenter)
    line.setValidator(_Whole(1, _MOST, line))
    line.setAccessibleName(name)
    return line


def search_line(hint: str) -> TextLine:
    """A field in which one searches: a glass before it, a cross to empty it."""
    line = TextLine()
    line.setPlaceholderText(hint)
    line.setAccessibleName(hint)
    line.setClearButtonEnabled(True)
    line.setMaxLength(_LONGEST_SEARCH)
    line.addAction(icon("magnifying-glass", "text3"), QLineEdit.ActionPosition.LeadingPosition)
    return line
