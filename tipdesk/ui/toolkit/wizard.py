"""The frame of a wizard: its title and steps above, the step that is shown, on and back below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tipdesk.i18n.text import _, isolated
from tipdesk.ui.toolkit.parts import button, label, row, scrolled, way_back
from tipdesk.ui.toolkit.theme import px


class StepStrip(QWidget):
    """Steps in reading order; nothing here can be clicked."""

    def __init__(self, titles: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles = tuple(titles)
        self._parts: list[tuple[QLabel, QLabel]] = []
        box = QHBoxLayout(self)
        box.setContentsMargins(0, px(6), 0, 0)
        box.setSpacing(px(8))
        for position, title in enumerate(self._titles):
            if position:
                line = QFrame()
                line.setObjectName("stepLine")
                line.setFixedHeight(1)
                line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
                box.addWidget(line, 1, Qt.AlignmentFlag.AlignVCenter)
            number, name = QLabel(str(position + 1)), QLabel(title)
            number.setAlignment(Qt.AlignmentFlag.AlignCenter)
            number.setFixedSize(px(26), px(26))
            name.setTextFormat(Qt.TextFormat.PlainText)
            box.addWidget(number)
            box.addWidget(name)
            self._parts.append((number, name))
        self.set_current(0)

    def set_current(self, current: int) -> None:
        """Mark the step at `current` (from 0); earlier ones are done. Their number: all are."""
        for position, (number, name) in enumerate(self._parts):
            state = "done" if position < current else "now" if position == current else "later"
            number.setText("✓" if state == "done" else str(position + 1))
            for part, kind in ((number, "stepNumber"), (name, "stepName")):
                part.setObjectName(kind)
                part.setProperty("state", state)
                part.style().unpolish(part)
                part.style().polish(part)
        if current >= len(self._titles):
            self.setAccessibleName(_("All steps are done"))
            return
        self.setAccessibleName(
            _("Step {number} of {count}: {title}").format(
                number=isolated(str(current + 1)),
                count=isolated(str(len(self._titles))),
                title=self._titles[current],
            )
        )


_WIDTH = 680  # of the questions, at 100 %


class WizardFrame(QWidget):
    """Holds the steps; what they ask and what follows them is the page's."""

    def __init__(self, title: str, titles: Sequence[str], steps: Sequence[QWidget]) -> None:
        super().__init__()
        self.strip = StepStrip(titles)
        self.steps = QStackedWidget()
        for step in steps:
            self.steps.addWidget(scrolled(step, width=px(_WIDTH)))
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setVisible(False)
        self.problem = label("", "error", wrap=True)
        self.back = way_back(_("Back"))
        self.next = button(_("Next"), style="primary")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(band("topbar", (18, 14), label(title, "h1"), self.strip))
        box.addWidget(self.steps, 1)
        foot = row(self.back, 1, self.next)
        box.addWidget(band("footer", (12, 12), self.busy, self.problem, foot))
        QWidget.setTabOrder(self.next, self.back)  # on before back


def as_footer(frame: QFrame) -> None:
    """Give a frame the ground of what stands at the foot of a page."""
    frame.setObjectName("footer")


def band(name: Literal["topbar", "footer"], room: tuple[int, int], *parts: QWidget) -> QFrame:
    """Head or foot over the whole width; `room` is left above and below its parts."""
    bar = QFrame()
    bar.setObjectName(name)
    box = QVBoxLayout(bar)
    box.setContentsMargins(px(28), px(room[0]), px(28), px(room[1]))
    for part in parts:
        box.addWidget(part)
    return bar


class WizardStep(QWidget):
    """One step of a wizard: a title, then what is asked."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box: QBoxLayout = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(px(14))
        self.title = label(title, "h2")
        self.box.addWidget(self.title)
        self.faulty: QWidget | None = None  # the field of which `problem()` has spoken

    def problem(self) -> str:
        """What is missing, in words; "" when nothing."""
        return ""

    def at(self, field: QWidget, text: str) -> str:
        """Say `text` of `field`."""
        self.faulty = field
        return text
