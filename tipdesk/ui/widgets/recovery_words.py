"""The field for the 24 words of a recovery sheet, or their numbers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolated
from tipdesk.ui.look import px

_COUNT = 24


class RecoveryWords(QPlainTextEdit):
    """Left to right; no keyboard learns them, and no undo brings them back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setFixedHeight(px(132))
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)

    @property
    def whole(self) -> bool:
        """Whether there are 24 of them."""
        return self._typed() == _COUNT

    def counted(self) -> str:
        """How many there are, in words."""
        return _("{typed} of {count} words").format(
            typed=isolated(str(self._typed())), count=isolated(str(_COUNT))
        )

    def _typed(self) -> int:
        return len(self.toPlainText().split())
