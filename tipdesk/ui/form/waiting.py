"""The places of what an answer brings: of the words that say when a question is asked
(`HintPlace`), of a note between the questions (`NotePlace`)."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QStackedLayout, QVBoxLayout, QWidget

from tipdesk.i18n.text import isolate
from tipdesk.ui.toolkit.parts import Strip, StripKind, label
from tipdesk.ui.toolkit.theme import px


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


class NotePlace(QWidget):
    """A note between the questions. Its room is there whether the note is or not: whoever answers
    looks at what stands below."""

    wide = True

    def __init__(self, kind: StripKind) -> None:
        super().__init__()
        self.closer = px(12)  # to what stands above, of which it speaks
        self._strip = Strip(kind=kind)
        if (inside := self._strip.layout()) is not None:  # no higher than its words need
            inside.setContentsMargins(px(14), px(3), px(14), px(3))
        policy = self._strip.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._strip.setSizePolicy(policy)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._strip)

    def say(self, text: str, *, shown: bool) -> None:
        """Hold the room of `text`, and show it or not."""
        self._strip.set_text(text)
        self._strip.setVisible(shown)
