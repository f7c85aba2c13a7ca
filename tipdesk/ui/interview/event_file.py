"""Which file is of the same event: the officer says so, and what it says of it is offered."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QWidget

from tipdesk.cases.model import Case, CaseId
from tipdesk.i18n.text import _, format_datetime, isolated, language
from tipdesk.ui.interview.answer_keeper import AnswerKeeper
from tipdesk.ui.interview.frame import InterviewFrame, InterviewPart
from tipdesk.ui.interview.open_file import OpenFile
from tipdesk.ui.interview.section_stage import SectionStage
from tipdesk.ui.toolkit.dialogs import Dialog, errors_said, say
from tipdesk.ui.toolkit.parts import button, label
from tipdesk.ui.toolkit.theme import px


class EventFile(InterviewPart):
    """Follows one open file at a time."""

    def __init__(self, frame: InterviewFrame, stage: SectionStage) -> None:
        super().__init__(frame)
        self._frame, self._stage = frame, stage

    def open(self, file: OpenFile, keeper: AnswerKeeper) -> None:
        super().open(file, keeper)
        keeper.event_asked.connect(self.ask)

    @Slot()
    def ask(self) -> None:
        """Ask which file it is, and offer what it says of the event."""
        file = self._file
        if file is None:
            return
        with errors_said(self._frame):
            others = file.session.knowing.may_be_of_event(file.case.id)
            if not others:
                nothing = _("There is no other file that you may read.")
                say(self._frame, _("No file of the same event"), nothing, done=False)
                return
            chosen = _ask_which(self._frame, others)
            if chosen is None or file is not self._file:  # locked meanwhile
                return
            file.session.knowing.name_event(file.case.id, chosen)
            file.look_for_known()
            self._stage.refresh()


def _ask_which(parent: QWidget, others: Sequence[Case]) -> CaseId | None:
    dialog = Dialog(parent, _("Which file is of the same event?"))
    dialog.add_heading(_("Which file is of the same event?"))
    dialog.box.addWidget(
        label(
            _(
                "Only what is said of the event is offered: type of the case, how it became known, "
                "who referred it. Nothing of the person. That you read the file is entered."
            ),
            "hint",
            wrap=True,
        )
    )
    files = QListWidget()
    files.setAccessibleName(_("Files"))
    files.setMinimumHeight(px(180))
    for other in others:
        opened = format_datetime(other.created_at, language())
        item = QListWidgetItem(f"{isolated(other.number)} • {opened}")
        item.setData(Qt.ItemDataRole.UserRole, other.id)
        files.addItem(item)
    files.setCurrentRow(0)
    files.itemActivated.connect(lambda _item: dialog.accept())
    dialog.box.addWidget(files)
    choose = button(_("Take it as the same event"), style="primary")
    choose.clicked.connect(dialog.accept)
    cancel = button(_("Cancel"))
    cancel.clicked.connect(dialog.reject)
    dialog.add_buttons(cancel, 1, choose)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    current = files.currentItem()
    chosen = current.data(Qt.ItemDataRole.UserRole) if accepted and current is not None else ""
    dialog.deleteLater()
    return CaseId(str(chosen)) if chosen else None
