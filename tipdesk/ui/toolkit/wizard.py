"""The frame of a wizard: its title and steps above, the step that is shown, on and back below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from tipdesk.i18n.catalogue import _
from tipdesk.ui.toolkit.parts import button, label, row, scrolled, way_back
from tipdesk.ui.toolkit.step_strip import StepStrip
from tipdesk.ui.toolkit.theme import px

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
        box.addWidget(_bar("topbar", (18, 14), label(title, "h1"), self.strip))
        box.addWidget(self.steps, 1)
        foot = row(self.back, 1, self.next)
        box.addWidget(_bar("footer", (12, 12), self.busy, self.problem, foot))
        QWidget.setTabOrder(self.next, self.back)  # on before back


def _bar(name: str, room: tuple[int, int], *parts: QWidget) -> QFrame:
    """A band over the whole width; `room` is left above and below its parts."""
    bar = QFrame()
    bar.setObjectName(name)
    box = QVBoxLayout(bar)
    box.setContentsMargins(px(28), px(room[0]), px(28), px(room[1]))
    for part in parts:
        box.addWidget(part)
    return bar
