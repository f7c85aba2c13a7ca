"""The person's language beside the Arabic of an open file: asked for, shown, noted in the chain."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from tipdesk.cases.interview.people import interpreting
from tipdesk.desk.interview.assessing import follow_ups
from tipdesk.ui.interview.frame import InterviewFrame
from tipdesk.ui.interview.language_help_part import ask_language, draft_note, language_button_text
from tipdesk.ui.interview.open_file import OpenFile
from tipdesk.ui.interview.section_stage import SectionStage
from tipdesk.ui.toolkit.dialogs import errors_said
from tipdesk.ui.toolkit.services import Services


class SpokenHelp(QObject):
    """Follows one open file at a time; `print_asked` names a document and its card's language."""

    print_asked = Signal(str, str)

    def __init__(self, services: Services, frame: InterviewFrame, stage: SectionStage) -> None:
        super().__init__(frame)
        self._services, self._frame, self._stage = services, frame, stage
        self._file: OpenFile | None = None
        self._drafted = False  # a draft stands beside the Arabic
        frame.spoken.clicked.connect(self._on_asked)
        frame.to_interpreter.clicked.connect(self._on_to_interpreter)
        stage.turned.connect(self._look)

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
        asked_after = () if file.stopped else follow_ups(file.state)
        wanted = ask_language(self._services, self._frame, first, bool(file.spoken), asked_after)
        if wanted is None or file is not self._file:  # locked meanwhile
            return
        if wanted.beside != file.spoken:
            with errors_said(self._frame):
                if wanted.beside:
                    self._services.session.cards.note_shown(file.case.id, wanted.beside)
                self._services.session.intake.choose_spoken(file.case.id, wanted.beside)
                file.spoken = wanted.beside
        self._show(file)
        self._stage.refresh()
        if wanted.printing:
            self.print_asked.emit(wanted.printing, wanted.card)

    def _show(self, file: OpenFile) -> None:
        self._frame.spoken.setText(language_button_text(file.spoken))
        self._drafted = bool(file.spoken) and not self._services.session.cards.sign_off(file.spoken)
        self._frame.draft_card.set_text(draft_note() if self._drafted else "")
        self._frame.draft_card.setVisible(self._drafted)
        self._look()

    @Slot()
    def _look(self) -> None:
        """A draft beside the Arabic and nobody who interprets: say so, with the way to say who
        does; nothing is held up."""
        file = self._file
        said = interpreting(file.state) if file is not None and self._drafted else None
        self._frame.nobody_interprets.setVisible(said is not None and said.by_nobody)

    @Slot()
    def _on_to_interpreter(self) -> None:
        said = interpreting(self._file.state) if self._file is not None else None
        if said is not None:
            self._stage.seek(said.path)
