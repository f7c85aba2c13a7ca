"""The timeline beside the interview: there when asked for, never by itself, always up to date while
it is shown."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Slot

from tipdesk.cases.interview.timeline import timeline
from tipdesk.core.clock import Clock
from tipdesk.i18n.text import kuwait_day, language
from tipdesk.ui.interview.answer_keeper import AnswerKeeper
from tipdesk.ui.interview.frame import InterviewFrame, InterviewPart
from tipdesk.ui.interview.open_file import OpenFile
from tipdesk.ui.interview.section_stage import SectionStage
from tipdesk.ui.toolkit.parts import has_focus
from tipdesk.ui.toolkit.theme import px

_SMALL = 1150  # pixels at 100 %: the questions need what the panel can spare


class TimelineSide(InterviewPart):
    """Shows and hides the panel, and fills it."""

    def __init__(self, frame: InterviewFrame, stage: SectionStage, clock: Clock) -> None:
        super().__init__(frame)
        self._frame, self._stage, self._clock = frame, stage, clock
        self._masked = False
        self._back = ""  # the question from which one came into it
        self._wanted = False  # it was asked for
        frame.installEventFilter(self)
        frame.timeline.chosen.connect(self._on_chosen)
        frame.timeline.closed.connect(self._on_closed)
        frame.timeline_button.clicked.connect(self._on_clicked)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._settle()
        return super().eventFilter(watched, event)

    def open(self, file: OpenFile, keeper: AnswerKeeper) -> None:
        super().open(file, keeper)
        keeper.changed.connect(self.refresh)
        self._settle()
        self.refresh()

    def leave(self) -> None:
        """Nothing of the file stays."""
        super().leave()
        self._wanted = False
        self._back = ""
        self._frame.timeline.clear()
        self._settle()

    def set_masked(self, masked: bool) -> None:
        """Hide or show what tells who somebody is."""
        self._masked = masked
        self.refresh()

    @property
    def shown(self) -> bool:
        """Whether the panel stands beside the questions."""
        return not self._frame.timeline.isHidden()

    @Slot()
    def toggle(self) -> None:
        """By key: show it with the cursor in it, go there, or put it away."""
        panel, button = self._frame.timeline, self._frame.timeline_button
        row = self._stage.focused()
        self._back = row.path if row is not None else self._back
        if not button.isChecked():
            button.click()
        elif has_focus(panel):
            panel.closed.emit()
        else:
            panel.take_focus()

    @Slot()
    def refresh(self) -> None:
        """The answers changed."""
        if self._file is None or not self.shown:
            return
        file, today = self._file, kuwait_day(self._clock())
        dates = timeline(file.rules, file.state, language(), today)
        self._frame.timeline.show_timeline(dates, masked=self._masked)

    @Slot(bool)
    def _on_clicked(self, wanted: bool) -> None:
        self._wanted = wanted
        self._settle()
        if wanted:
            self._frame.timeline.take_focus()

    @Slot()
    def _on_closed(self) -> None:
        self._on_clicked(False)
        if not (self._back and self._stage.go_to(self._back)):
            self._stage.focus_first()

    @Slot()
    def _settle(self) -> None:
        """Stand beside the questions where it was asked for."""
        self._frame.timeline.set_narrow(self._frame.width() < px(_SMALL))
        visible = self._file is not None and self._wanted
        self._frame.timeline_button.setChecked(visible)
        if visible != self.shown:
            self._frame.timeline.setVisible(visible)
            self.refresh()

    @Slot(str)
    def _on_chosen(self, path: str) -> None:
        if self._stage.seek(path) or self._file is None:
            return
        if self._file.quick:  # not one of the questions of quick mode
            self._file.set_quick(False)
            self._frame.quick.setChecked(False)
            self._stage.refresh()
            self._stage.seek(path)
