"""Calm advice below a question: made when there is some, for few questions ever have any."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from tipdesk.ui.toolkit.strips import Strip


class Advice:
    """At most one strip in the layout that it was given."""

    def __init__(self, box: QVBoxLayout) -> None:
        self._box = box
        self._strip: Strip | None = None

    def say(self, text: str) -> None:
        """Show these words; '' shows nothing."""
        if self._strip is None:
            if not text:
                return
            self._strip = Strip(kind="notewarn")
            self._box.addWidget(self._strip)
        if text != self._strip.text():
            self._strip.set_text(text)
        self._strip.setVisible(bool(text))

    def text(self) -> str:
        """What is shown now."""
        there = self._strip is not None and not self._strip.isHidden()
        return self._strip.text() if self._strip is not None and there else ""
