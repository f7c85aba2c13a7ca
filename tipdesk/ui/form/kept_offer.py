"""Words of one's own that were no answer yet, offered beside the answer that a colleague gave."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolate
from tipdesk.ui.toolkit.layouts import Flow
from tipdesk.ui.toolkit.parts import button, label
from tipdesk.ui.toolkit.theme import px


class KeptOffer(QFrame):
    """Narrow enough for half a line: the words, below them what can be done with them."""

    chosen = Signal(bool)  # put back into the field, or given up

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("note")
        self._words = label("", wrap=True)
        use, drop = button(_("Put mine into the field")), button(_("Give mine up"), style="ghost")
        use.clicked.connect(lambda: self.chosen.emit(True))
        drop.clicked.connect(lambda: self.chosen.emit(False))
        choices = QWidget()
        line = Flow(px(8), px(6))
        choices.setLayout(line)
        line.addWidget(use)
        line.addWidget(drop)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(12), px(10), px(12), px(10))
        box.setSpacing(px(8))
        box.addWidget(self._words)
        box.addWidget(choices)

    def set_text(self, text: str) -> None:
        """Say whose answer stands here, and what was kept."""
        self._words.setText(isolate(text))
