"""A name that is corrected where the person was entered is corrected wherever the person was
chosen; where it may be somebody else, that is only offered."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Slot

from tipdesk.cases.interview.people import Doubt, corrections, following, names_by_path
from tipdesk.cases.model import Answer
from tipdesk.i18n.catalogue import _
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.interview.answer_keeper import AnswerKeeper
from tipdesk.ui.interview.frame import InterviewFrame
from tipdesk.ui.interview.open_file import OpenFile


class PersonLinks(QObject):
    """Compares the names of the file whenever a field is left; never while one is typed."""

    def __init__(
        self,
        frame: InterviewFrame,
        file: OpenFile,
        keeper: AnswerKeeper,
        row_of: Callable[[str], QuestionRow | None],
    ) -> None:
        super().__init__(keeper)
        self._frame, self._file, self._keeper, self._row_of = frame, file, keeper, row_of
        self._names = self._now()  # path to names, the place of the first entry first
        self._before: dict[str, Answer] = {}
        self._offer: Mapping[str, tuple[Answer, Answer]] = {}  # as it stood, as it would stand
        keeper.row_left.connect(self.settle)
        frame.take_back.clicked.connect(self.take_back)
        frame.put_in_step.clicked.connect(self.put_in_step)
        frame.leave_apart.clicked.connect(self.leave_apart)

    @Slot()
    def settle(self) -> None:
        """Put in step what names somebody whose name has changed, or offer to."""
        now = self._now()
        changes: dict[str, Answer] = {}
        for made in corrections(self._names, now):
            found = following(self._file.answers, self._names, made)
            if found is None:
                self.leave_apart()
            elif found.doubt is None:
                changes |= found.changes
            else:
                self._ask(found.changes, found.doubt)
        self._names |= now  # in their old order; an emptied name is remembered
        if changes:
            self._follow(changes)

    @Slot()
    def take_back(self) -> None:
        """The last names that were put in step stand as before: another person was meant."""
        self._frame.followed.hide()
        before, self._before = self._before, {}
        if before:
            self._put(before)

    @Slot()
    def put_in_step(self) -> None:
        """It is one person: the name is corrected where it was offered."""
        answers = self._file.answers
        offer = {path: new for path, (was, new) in self._offer.items() if answers[path] == was}
        self.leave_apart()
        if offer:  # what was answered otherwise meanwhile stays so
            self._follow(offer)

    @Slot()
    def leave_apart(self) -> None:
        """They are two persons, or nothing is to be offered any more."""
        self._frame.offered.hide()
        self._offer = {}

    # --- inside -----------------------------------------------------------------------------

    def _now(self) -> dict[str, tuple[str, ...]]:
        return names_by_path(self._file.rules.definition, self._file.answers)

    def _follow(self, changes: Mapping[str, Answer]) -> None:
        self._before = {path: self._file.answers[path] for path in changes}
        self._put(changes)
        said = _("The corrected name was put in step at: {questions}.")
        self._frame.followed.set_text(said.format(questions=self._where(changes)))
        self._frame.followed.show()

    def _ask(self, changes: Mapping[str, Answer], doubt: Doubt) -> None:
        """Nobody is named: the strip stands also while names are hidden."""
        said = {
            Doubt.NOT_HOME: _(
                "The former name still stands at: {questions}. Correct it there too if it is the "
                "same person."
            ),
            Doubt.SAME_NAME: _(
                "Two rows had the former name. It still stands at: {questions}. Correct it there "
                "only if this person is meant."
            ),
            Doubt.KNOWN: _(
                "The new name was in the file already, and the former one still stands at: "
                "{questions}. Correct it there only if both are one person."
            ),
        }[doubt]
        self._offer = {path: (self._file.answers[path], new) for path, new in changes.items()}
        self._frame.offered.set_text(said.format(questions=self._where(changes)))
        self._frame.offered.show()

    def _where(self, changes: Mapping[str, Answer]) -> str:
        return " • ".join(dict.fromkeys(self._file.label_of(path) for path in changes))

    def _put(self, changes: Mapping[str, Answer]) -> None:
        for path, answer in changes.items():
            if (row := self._row_of(path)) is not None:
                row.show_answer(answer)
        self._keeper.put_now(changes)
        self._names |= self._now()
