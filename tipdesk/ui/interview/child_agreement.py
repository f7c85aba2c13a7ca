"""The supervisor's own word that a child is heard without a specialist, at the officer's desk."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QApplication, QDialog

from tipdesk.cases.interview import statement
from tipdesk.cases.model import NO_ANSWER, Officer
from tipdesk.i18n.text import _
from tipdesk.ui.interview.answer_keeper import AnswerKeeper
from tipdesk.ui.interview.frame import InterviewFrame, InterviewPart
from tipdesk.ui.interview.open_file import OpenFile
from tipdesk.ui.interview.section_stage import SectionStage
from tipdesk.ui.toolkit.confirming import ask_confirmation
from tipdesk.ui.toolkit.dialogs import ask_text, errors_said, say
from tipdesk.ui.toolkit.services import Services


class ChildAgreement(InterviewPart):
    """Follows the open file. The supervisor writes the reason and gives the own passphrase."""

    changed = Signal()  # the file stands in the vault as it is to be shown now

    def __init__(self, services: Services, frame: InterviewFrame, stage: SectionStage) -> None:
        super().__init__(frame)
        self._services, self._frame, self._stage = services, frame, stage
        self._writing = False
        self._begun = ""  # of a reason that was not confirmed

    def open(self, file: OpenFile, keeper: AnswerKeeper) -> None:
        super().open(file, keeper)
        keeper.agree_asked.connect(self.ask)

    def leave(self) -> None:
        super().leave()
        self._begun = ""

    def set_masked(self, masked: bool) -> None:
        """A reason that is being written waits until names are shown again."""
        dialog = QApplication.activeModalWidget()
        if masked and self._writing and isinstance(dialog, QDialog):
            dialog.reject()

    @Slot(bool)
    def ask(self, agree: bool) -> None:
        """Ask for the reason and who confirms it, or who takes it back."""
        file, keeper = self._file, self._keeper
        if file is None or keeper is None or not keeper.flush():
            return
        supervisors = file.session.statement.may_waive(file.case.id)
        if not supervisors:
            alone = _("Whoever opened the file does not agree to it alone.")
            say(self._frame, _("Another supervisor is needed"), alone, done=False)
            return
        reason = self._reason(file) if agree else ""
        if (reason or not agree) and self._file is file:
            self._confirm(file, supervisors, reason)

    def _reason(self, file: OpenFile) -> str:
        stood = file.answers.get(statement.REASON, NO_ANSWER).value
        self._writing = True
        explanation = _(
            "The supervisor writes why the child is heard without a specialist, and confirms it "
            "with their own passphrase. The officer cannot do it."
        )
        words = ask_text(
            self._frame,
            _("Supervisor's agreement"),
            explanation,
            _("Go on to the confirmation"),
            begun=self._begun or stood,
            keep=self._keep,
        )
        self._writing = False
        return words

    def _keep(self, words: str) -> None:
        self._begun = words

    def _confirm(self, file: OpenFile, supervisors: Sequence[Officer], reason: str) -> None:
        purpose = (
            _("Agree that the child is heard without a specialist")
            if reason
            else _("Withdraw the agreement; the statement closes until there is a specialist")
        )
        confirmed = ask_confirmation(self._services, supervisors, purpose, self._frame)
        if confirmed is None:
            return
        if self._file is not file:  # locked meanwhile
            confirmed.wipe()
            return
        note = _("The supervisor's agreement for a child")
        with errors_said(self._frame) as attempt:
            try:
                case = file.session.statement.waive_specialist(
                    file.case.id, reason, confirmed, note
                )
            finally:
                confirmed.wipe()
        if attempt.failed:
            return
        self._begun = ""
        file.reload(case)
        self.changed.emit()
        self._stage.seek(statement.REASON)
