"""What is said of an answer, above and below it: `QuestionNotes`.

Above stands a supervisor's remark. Below stand what is wrong (`SecondLine`), the prompt in the
person's language, half-typed words of one's own beside the answer that a colleague gave
(`KeptOffer`), and calm advice (`AdviceStrip`).
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from tipdesk.i18n.text import _, isolate
from tipdesk.ui.form.place_links import SpokenPrompt
from tipdesk.ui.toolkit.combo_editor import SecondLine
from tipdesk.ui.toolkit.layouts import Flow
from tipdesk.ui.toolkit.parts import Strip, as_strip, button, label
from tipdesk.ui.toolkit.theme import px


class KeptOffer(QFrame):
    """Narrow enough for half a line: the words, below them what can be done with them."""

    chosen = Signal(bool)  # put back into the field, or given up

    def __init__(self) -> None:
        super().__init__()
        as_strip(self, "note")
        self._words = label("", wrap=True)
        use, drop = (
            button(_("Put mine into the field")),
            button(_("Discard my changes"), style="ghost"),
        )
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


class AdviceStrip:
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
        visible = self._strip is not None and not self._strip.isHidden()
        return self._strip.text() if self._strip is not None and visible else ""


class QuestionNotes(QObject):
    """Above: a supervisor's remark. Below: what is wrong, the prompt in the person's language,
    words that were kept, advice. Each is made when there is something to say: few ever have any.
    """

    amend_asked = Signal()
    kept_chosen = Signal(bool)  # the kept words are put back, or given up

    def __init__(
        self, parent: QWidget, question: str, line: SecondLine | None, reasons: Sequence[str]
    ) -> None:
        """`line`: that of the editor, where it says something of what is typed; `reasons`: why what
        is answered there can be refused."""
        super().__init__(parent)
        self.above, self.below = QVBoxLayout(), QVBoxLayout()
        self._line = line
        if line is not None:
            self.below.addWidget(line)
            line.make_room(reasons)
        elif reasons:
            self._add_line(reasons)
        self.spoken = SpokenPrompt(question, self.below.addWidget)
        self.advice = AdviceStrip(self.below)
        self._remark: Strip | None = None
        self._amend: QPushButton | None = None
        self._kept: KeptOffer | None = None

    @property
    def problem(self) -> SecondLine | None:
        """The line that says what is wrong, while it does."""
        return self._line if self._line is not None and self._line.problem() else None

    def show_problem(self, text: str) -> None:
        """Say what is wrong; '' when nothing is."""
        (self._line or self._add_line(())).refuse(text)

    def cover(self, covered: bool) -> None:
        """Say nothing of what is typed while it is not seen."""
        if self._line is not None:
            self._line.cover(covered)

    def _add_line(self, reasons: Sequence[str]) -> SecondLine:
        self._line = SecondLine(*reasons)
        self.below.insertWidget(0, self._line)
        return self._line

    def show_remark(self, text: str, *, amendable: bool) -> None:
        """What a supervisor remarked; '' shows nothing."""
        if self._remark is None or self._amend is None:
            if not text:
                return
            self._amend = button(_("Amend"), "note-pencil")
            self._amend.clicked.connect(self.amend_asked)
            self._remark = Strip(kind="notewarn", action=self._amend)
            self.above.addWidget(self._remark)
        self._remark.set_text(text)
        self._remark.setVisible(bool(text))
        self._amend.setVisible(amendable)

    def show_kept(self, text: str) -> None:
        """Offer words of one's own that a colleague's answer stands before; '' offers nothing."""
        if self._kept is None:
            if not text:
                return
            self._kept = KeptOffer()
            self._kept.chosen.connect(self.kept_chosen)
            self.below.addWidget(self._kept)
        self._kept.set_text(text)
        self._kept.setVisible(bool(text))
