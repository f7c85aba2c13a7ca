"""The place of words that say when a question is asked."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QStackedLayout, QWidget

from tipdesk.i18n.text import isolate
from tipdesk.ui.toolkit.parts import label


class HintPlace(QWidget):
    """A hint, or in its place when the question is asked: as high as the higher of the two, so that
    nothing moves when it is asked."""

    def __init__(self, hint: QLabel) -> None:
        super().__init__()
        self._when = label("", "hint", wrap=True)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(hint)
        self._stack.addWidget(self._when)

    def say(self, when: str, *, asked: bool) -> None:
        """Say `when` while it is not asked."""
        self._when.setText(isolate(when))
        self._stack.setCurrentIndex(0 if asked else 1)
