"""The field for the words of a recovery sheet or share, or their numbers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolated
from tipdesk.ui.toolkit.theme import px

_SHEET = 24  # words


class RecoveryWords(QPlainTextEdit):
    """Left to right; no keyboard learns them, and no undo brings them back."""

    def __init__(self, count: int = _SHEET, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = count
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setFixedHeight(px(132))
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)

    @property
    def whole(self) -> bool:
        """Whether they are as many as asked for."""
        return self._typed() == self._count

    def counted(self) -> str:
        """How many there are, in words."""
        return _("{typed} of {count} words").format(
            typed=isolated(str(self._typed())), count=isolated(str(self._count))
        )

    def _typed(self) -> int:
        return len(self.toPlainText().split())
