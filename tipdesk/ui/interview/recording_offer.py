"""The offer to record, above the sections of the statement: only with consent on record."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot

from tipdesk.cases import evidence
from tipdesk.cases.answers import shown_value
from tipdesk.cases.model import NO_ANSWER
from tipdesk.desk.open_vault import Change, ChangeKind
from tipdesk.forms.model import Phase
from tipdesk.i18n.text import _, format_datetime, isolate, isolated, language
from tipdesk.ui.interview.answer_keeper import AnswerKeeper
from tipdesk.ui.interview.frame import InterviewFrame, InterviewPart
from tipdesk.ui.interview.open_file import OpenFile
from tipdesk.ui.interview.section_stage import SectionStage
from tipdesk.ui.toolkit.services import Services

_READING = "readback"


class RecordingOffer(InterviewPart):
    """Follows the open file."""

    begin_asked = Signal(str)  # how the consent stands, in words
    consent_asked = Signal(object, str, str)  # Case, section, path

    def __init__(self, services: Services, frame: InterviewFrame, stage: SectionStage) -> None:
        super().__init__(frame)
        self._services, self._frame, self._stage = services, frame, stage
        self._offered = False
        frame.record.clicked.connect(self._on_begin)
        frame.to_audio_consent.clicked.connect(self._on_consent)
        stage.turned.connect(self._show)
        services.signals.changed.connect(self._on_change)

    def open(self, file: OpenFile, keeper: AnswerKeeper) -> None:
        super().open(file, keeper)
        self._offered = file.session.recordings.is_offered(file.case.id)

    def leave(self) -> None:
        super().leave()
        self._frame.recording.hide()

    @Slot(object)
    def _on_change(self, change: Change) -> None:
        if self._file is not None and change.kind is ChangeKind.RECORDINGS:
            self._show()

    @Slot()
    def _show(self) -> None:
        file = self._file
        if file is None or not (self._offered and self._telling(file)):
            self._frame.recording.hide()
            return
        why = file.session.recordings.refusal(file.case.id)
        if why is None:
            text = _(
                "The conversation may be recorded. {consent} Whoever wishes can have it paused or "
                "ended at any time."
            ).format(consent=consent_text(file))
        else:
            text = _(
                "Nothing is recorded: the file holds no consent to a sound recording. Writing "
                "alone is enough, and saying no changes nothing."
            )
        frame = self._frame
        frame.recording.set_text(text)
        frame.record.setVisible(why is None)
        frame.to_audio_consent.setVisible(why is evidence.ExhibitRefusal.NO_CONSENT)
        frame.recording.setVisible(why in (None, evidence.ExhibitRefusal.NO_CONSENT))

    def _telling(self, file: OpenFile) -> bool:
        section = self._stage.section
        if file.is_closed(section):
            return False
        groups = {group.name: group for group in file.rules.definition.sections}
        telling = section in groups and groups[section].phase is Phase.ACCOUNT
        return telling or section == _READING

    @Slot()
    def _on_consent(self) -> None:
        """Where the consent to a recording is noted; quick mode does not ask for it."""
        if self._file is not None:
            section = self._file.rules.section_of(evidence.CONSENT)
            self.consent_asked.emit(self._file.case, section, evidence.CONSENT)

    @Slot()
    def _on_begin(self) -> None:
        if self._file is not None:
            self.begin_asked.emit(consent_text(self._file))
            if self._file is not None:  # not locked meanwhile: the cursor goes back to the words
                self._stage.focus_first()


def consent_text(file: OpenFile) -> str:
    """The consent to a recording as the file has it: what, by whom noted, when."""
    answer = file.session.files.load(file.case.id).answers.get(evidence.CONSENT, NO_ANSWER)
    if answer.at is None:
        return ""
    question = file.rules.question(evidence.CONSENT)
    consent = shown_value(
        file.rules.definition, question, answer.value, language(), file.surroundings().sex
    )
    return _("{question}: {answer}, noted by {officer} on {when}.").format(
        question=isolate(file.label_of(evidence.CONSENT)),
        answer=isolate(consent),
        officer=isolate(file.name_of(answer.by)),
        when=isolated(format_datetime(answer.at, language())),
    )
