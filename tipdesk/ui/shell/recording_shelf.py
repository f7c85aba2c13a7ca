"""Recordings that ended, or were cut off: made whole by a job, attached, and said."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from tipdesk.cases.permissions import Act
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.evidence.recordings import Unfinished, Whole, make_whole
from tipdesk.ui.shell.recording_bar import RecordingBar
from tipdesk.ui.toolkit.dialogs import errors_said, show_error
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.viewers.recording_words import kept_text, lost_text


class RecordingShelf(QObject):
    """Each is tried once in a session; what fails waits for the next."""

    def __init__(self, services: Services, bar: RecordingBar) -> None:
        super().__init__(bar)
        self._services, self._bar = services, bar
        self._tried: set[str] = set()

    def begin_anew(self) -> None:
        """Another session has begun."""
        self._tried.clear()
        if not self._services.session.recovered:  # the sheet opens no files
            self.put_away()

    def put_away(self) -> None:
        """Make whole and attach whatever waits."""
        session = self._services.open_session
        if session is None or not session.may(Act.SEE_FILES):
            return
        for left in session.recordings.waiting():
            if left.recording.id not in self._tried:
                self._tried.add(left.recording.id)
                work = self._services.jobs.work()
                self._services.jobs.run(
                    partial(make_whole, self._services.vault_dir, left, work),
                    done=partial(self._on_whole, left),
                    failed=self._on_failed,
                )

    def _on_whole(self, left: Unfinished, whole: Whole | None) -> None:
        session = self._services.open_session
        if session is None:
            return
        with errors_said(self._bar.window()):
            session.recordings.keep(left, whole)
            number = session.intake.case(left.case_id).number
            if whole is None:
                self._bar.say(lost_text(number))
            else:
                self._bar.say(kept_text(number, left.recording.ending, whole.milliseconds))

    def _on_failed(self, error: TipdeskError) -> None:
        show_error(self._bar.window(), error)
