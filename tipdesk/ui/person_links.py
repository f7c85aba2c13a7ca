"""A name that is corrected at the suspects is corrected wherever the person was chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Slot

from tipdesk.cases.model import Answer
from tipdesk.cases.people import followers, home_names
from tipdesk.i18n.catalogue import _
from tipdesk.ui.answer_keeper import AnswerKeeper
from tipdesk.ui.open_file import OpenFile
from tipdesk.ui.widgets.interview_frame import InterviewFrame
from tipdesk.ui.widgets.question_row import QuestionRow


class PersonLinks(QObject):
    """Compares the names of the suspects whenever a field is left; never while one is typed."""

    def __init__(
        self,
        frame: InterviewFrame,
        file: OpenFile,
        keeper: AnswerKeeper,
        row_of: Callable[[str], QuestionRow | None],
    ) -> None:
        super().__init__(keeper)
        self._frame, self._file, self._keeper, self._row_of = frame, file, keeper, row_of
        self._names = home_names(file.answers)
        self._before: dict[str, Answer] = {}
        keeper.row_left.connect(self.settle)
        frame.take_back.clicked.connect(self.take_back)

    @Slot()
    def settle(self) -> None:
        """Put in step what names somebody whose name has changed. An emptied name changes
        nothing: what stands elsewhere was said all the same."""
        now = home_names(self._file.answers)
        changes: dict[str, Answer] = {}
        for path, name in now.items():
            old = self._names.get(path, "")
            changes |= followers(self._file.rules.definition, self._file.answers, old, name)
        self._names |= now
        if changes:
            self._before = {path: self._file.answers[path] for path in changes}
            self._put(changes)
            self._tell(changes)

    @Slot()
    def take_back(self) -> None:
        """The last names that were put in step stand as before: another person was meant."""
        self._frame.followed.hide()
        before, self._before = self._before, {}
        if before:
            self._put(before)

    def _tell(self, changes: Mapping[str, Answer]) -> None:
        """Say where, and offer the way back: it may be another person now."""
        where = dict.fromkeys(self._file.label_of(path) for path in changes)
        said = _("The corrected name was put in step at: {questions}.")
        self._frame.followed.set_text(said.format(questions=" • ".join(where)))
        self._frame.followed.show()

    def _put(self, changes: Mapping[str, Answer]) -> None:
        for path, answer in changes.items():
            if (row := self._row_of(path)) is not None:
                row.show_answer(answer)
        self._keeper.put_now(changes)
