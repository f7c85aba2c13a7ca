"""The person's language beside the Arabic of an open file: asked for, shown, noted in the chain."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from tipdesk.i18n.language_cards import language_card
from tipdesk.ui.dialogs import errors_said
from tipdesk.ui.language_help import ask_language, draft_note, language_button_text
from tipdesk.ui.open_file import OpenFile
from tipdesk.ui.section_stage import SectionStage
from tipdesk.ui.services import Services
from tipdesk.ui.widgets.interview_frame import InterviewFrame


class SpokenHelp(QObject):
    """Follows one open file at a time; `print_asked` names the document."""

    print_asked = Signal(str)

    def __init__(self, services: Services, frame: InterviewFrame, stage: SectionStage) -> None:
        super().__init__(frame)
        self._services, self._frame, self._stage = services, frame, stage
        self._file: OpenFile | None = None
        frame.spoken.clicked.connect(self._on_asked)

    def follow(self, file: OpenFile) -> None:
        """Another file is open."""
        self._file = file
        self._show(file)

    def forget(self) -> None:
        """No file is open."""
        self._file = None

    @Slot()
    def _on_asked(self) -> None:
        file = self._file
        if file is None:
            return
        first = file.spoken or file.state.value("language_preferred")
        chosen = ask_language(
            self._services, self._frame, first, bool(file.spoken), self.print_asked.emit
        )
        if chosen is None or file is not self._file:  # locked meanwhile
            return
        if chosen and chosen != file.spoken:
            with errors_said(self._frame):
                self._services.session.voices.note_shown(file.case.id, chosen)
        file.spoken = chosen
        self._show(file)
        self._stage.refresh()

    def _show(self, file: OpenFile) -> None:
        self._frame.spoken.setText(language_button_text(file.spoken))
        drafted = bool(file.spoken) and not language_card(file.spoken).reviewed
        self._frame.draft_card.set_text(draft_note() if drafted else "")
        self._frame.draft_card.setVisible(drafted)
