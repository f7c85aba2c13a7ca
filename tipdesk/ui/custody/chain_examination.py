"""Before a certificate: answers are compared file by file, attachments are read, with a stop."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QDialog, QProgressBar, QVBoxLayout, QWidget

from tipdesk.cases.custody.chain_reading import ChainReading, Examined, Objection
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.custody.book import examine
from tipdesk.i18n.catalogue import _, ngettext
from tipdesk.i18n.text import isolated
from tipdesk.ui.toolkit.dialogs import show_error
from tipdesk.ui.toolkit.parts import button, label, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.toolkit.waiting import wait_for


class _Comparing(QDialog):
    """One file at each turn of the event loop: the vault is read on this thread only."""

    def __init__(self, steps: Iterator[tuple[int, Objection | None]], parent: QWidget) -> None:
        super().__init__(parent)
        self._steps = steps
        self.files = 0
        self.objections: tuple[Objection, ...] = ()
        self.error: TipdeskError | None = None
        title = _("Answers are compared with the chain")
        self.setWindowTitle(title)
        self.setFixedWidth(px(460))
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._state = label("", "muted")
        stop = button(_("Stop"), "stop-circle")
        stop.clicked.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(22), px(24), px(18))
        box.setSpacing(px(14))
        box.addWidget(label(title, "h2", wrap=True))
        box.addWidget(self._progress)
        box.addWidget(self._state)
        box.addWidget(row(1, stop))
        self._turn = QTimer(self)
        self._turn.timeout.connect(self._on_turn)
        self._turn.start(0)

    @Slot()
    def _on_turn(self) -> None:
        try:
            step = next(self._steps, None)
        except TipdeskError as error:
            self.error = error
            self.reject()
            return
        if step is None:
            self.accept()
            return
        left, objection = step
        self.files += 1
        if objection is not None:
            self.objections = (*self.objections, objection)
        self._progress.setRange(0, self.files + left)
        self._progress.setValue(self.files)
        told = ngettext("{count} file left", "{count} files left", left)
        self._state.setText(told.format(count=isolated(str(left))))

    def done(self, result: int) -> None:
        """No turn follows."""
        self._turn.stop()
        super().done(result)


def examined(services: Services, reading: ChainReading, parent: QWidget) -> Examined | None:
    """Compare and read everything that the certificate speaks of; None when it was stopped, or
    failed, which was said."""
    session = services.session
    dialog = _Comparing(session.custody.answers(reading.case_id), parent)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    files, objections, error = dialog.files, dialog.objections, dialog.error
    dialog.deleteLater()
    if error is not None:
        show_error(parent, error)
    if not accepted or services.open_session is not session:
        return None
    plan = session.custody.examination(reading.case_id, files, objections)
    title = _("Attachments are read")
    return wait_for(services.jobs, parent, title, partial(examine, plan, reading))
