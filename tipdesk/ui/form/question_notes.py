"""What is said of an answer, above and below it: `QuestionNotes`.

Above stands a supervisor's remark. Below stand what is wrong (`SecondLine`), the prompt in the
person's language, half-typed words of one's own beside the answer that a colleague gave
(`KeptOffer`), and calm advice (`AdviceStrip`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from tipdesk.i18n.text import _, isolate
from tipdesk.ui.form.place_links import SpokenPrompt
from tipdesk.ui.toolkit.combo_editor import SecondLine
from tipdesk.ui.toolkit.layouts import Flow
from tipdesk.ui.toolkit.parts import Strip, as_strip, button, has_focus, label
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


@dataclass(frozen=True, slots=True)
class AdviceDeed:
    """A button below a line of advice; `name` says which when it is pressed."""

    name: str
    text: str
    spoken: str  # to a screen reader, which does not see the line


@dataclass(frozen=True, slots=True)
class AdviceLine:
    """One sentence, and what can be done about it; `key` says of what it speaks."""

    text: str
    key: str = ""
    deeds: tuple[AdviceDeed, ...] = ()
    urgent: bool = True


class _AdvicePart(QWidget):
    """A line as it is shown, its buttons below the words: it stands in half a line."""

    pressed = Signal(str, str)  # of what the line speaks, the name of the deed

    def __init__(self, line: AdviceLine) -> None:
        super().__init__()
        self.line = line
        self.strip = Strip(line.text, kind="notewarn" if line.urgent else "note")
        self.buttons = [button(deed.text) for deed in line.deeds]
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, px(8) if line.deeds else 0)
        box.setSpacing(px(6))
        box.addWidget(self.strip)
        if not line.deeds:
            return
        choices = QWidget(self)
        below = Flow(px(8), px(6))
        choices.setLayout(below)
        for deed, press in zip(line.deeds, self.buttons, strict=True):
            press.setAccessibleName(deed.spoken)
            press.clicked.connect(partial(self._press, deed))
            below.addWidget(press)
        box.addWidget(choices)

    def _press(self, deed: AdviceDeed, _down: bool = False) -> None:
        self.pressed.emit(self.line.key, deed.name)


class AdviceStrip(QObject):
    """The lines of advice in the layout that it was given. A line that has not changed keeps its
    place and its buttons; the cursor goes on to what stands in the place of a button that went."""

    pressed = Signal(str, str)  # of what the line speaks, the name of the deed

    def __init__(self, box: QVBoxLayout, parent: QObject) -> None:
        super().__init__(parent)
        self._box = box
        self._parts: list[_AdvicePart] = []

    def say(self, lines: Sequence[AdviceLine]) -> None:
        """Show these lines, and no others."""
        if [part.line for part in self._parts] == list(lines):
            return
        kept = {part.line: part for part in self._parts}
        key = next((part.line.key for part in self._parts if has_focus(part)), "")
        parts = [kept.pop(line) if line in kept else self._new_part(line) for line in lines]
        for part in parts:
            self._box.removeWidget(part)
            self._box.addWidget(part)
        self._parts = parts
        if key and key not in {line.key for line in kept}:
            key = ""  # its buttons are there still
        self._go_on(key)
        for part in kept.values():
            part.hide()
            self._box.removeWidget(part)
            part.deleteLater()

    def _go_on(self, key: str) -> None:
        """Put the cursor on the first button that speaks of the same, else on the first one."""
        parts = sorted(self._parts, key=lambda part: part.line.key != key)
        focus = next((press for part in parts for press in part.buttons), None)
        if key and focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _new_part(self, line: AdviceLine) -> _AdvicePart:
        part = _AdvicePart(line)
        part.pressed.connect(self.pressed)
        return part

    def text(self) -> str:
        """What is shown now."""
        return "\n".join(part.line.text for part in self._parts)

    def stops(self) -> tuple[QWidget, ...]:
        """What takes the focus."""
        return tuple(press for part in self._parts for press in part.buttons)


class QuestionNotes(QObject):
    """Above: a supervisor's remark. Below: what is wrong, the prompt in the person's language,
    words that were kept, advice. Each is made when there is something to say: few ever have any.
    """

    amend_asked = Signal()
    kept_chosen = Signal(bool)  # the kept words are put back, or given up
    advice_pressed = Signal(str, str)  # of what a line of advice speaks, the name of the deed

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
        self.advice = AdviceStrip(self.below, self)
        self.advice.pressed.connect(self.advice_pressed)
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
