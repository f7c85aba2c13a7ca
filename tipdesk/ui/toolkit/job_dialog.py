"""A dialog whose button starts a job: it says what is missing, and waits for the result."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from tipdesk.core.errors import TipdeskError
from tipdesk.i18n.catalogue import _
from tipdesk.texts.messages import sentence
from tipdesk.ui.toolkit.aside import AsideDialog
from tipdesk.ui.toolkit.parts import button, label, row
from tipdesk.ui.toolkit.theme import px


class JobDialog(AsideDialog):
    """`ok` starts; while the job runs nothing can be changed, and it cannot be closed."""

    def __init__(self, title: str, go_on: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._asked: tuple[QWidget, ...] = ()
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setVisible(False)
        self._problem = label("", "error", wrap=True)
        self._problem.setVisible(False)
        self.ok = button(go_on, style="primary")
        self.ok.setDefault(True)
        self._cancel = button(_("Cancel"))
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(px(24), px(20), px(24), px(18))
        self.box.setSpacing(px(12))
        self.box.addWidget(label(title, "h2"))
        self._cancel.clicked.connect(self.reject)

    def add_end(self, *asked: QWidget) -> None:
        """Below what was added to `box`: progress, what is missing, the buttons. `asked` are the
        parts that rest while the job runs."""
        self._asked = asked
        for part in (self._busy, self._problem, row(self._cancel, 1, self.ok)):
            self.box.addWidget(part)

    def set_busy(self, busy: bool) -> None:
        """Show that the job runs, or that it has ended."""
        self._busy.setVisible(busy)
        for part in (self.ok, self._cancel, *self._asked):
            part.setEnabled(not busy)

    def say(self, text: str) -> None:
        """What is missing, or went wrong; '' for nothing."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def say_error(self, error: TipdeskError) -> None:
        """The job has failed: nothing was written, and what was typed stays."""
        self.set_busy(False)
        said = sentence(error)
        self.say(f"{said.what} {said.next_step}")

    def reject(self) -> None:
        """Not while the job runs."""
        if self._busy.isHidden():
            super().reject()

    @property
    def may_step_aside(self) -> bool:
        return not self._busy.isHidden()
