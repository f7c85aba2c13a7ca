"""What other files have of this one's interpreter and person, said at the questions (V13, V14)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal, Slot

from tipdesk.cases.interview import elsewhere
from tipdesk.cases.interview.elsewhere import Key, Kind
from tipdesk.cases.interview.people import Doubt, corrections, following, names_by_path
from tipdesk.cases.model import Answer
from tipdesk.desk.files.case_files import Elsewhere
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolated
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.interview.answer_keeper import AnswerKeeper
from tipdesk.ui.interview.frame import InterviewFrame
from tipdesk.ui.interview.open_file import OpenFile

# A name that is corrected where the person was entered is corrected wherever the person was
# chosen; where it may be somebody else, that is only offered.


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


_NOTE = "interpreter_named"  # the form's own words about the interpreter of the first session
_FIRST = "int_name"
_MOST = 5  # file numbers in one sentence


class ElsewhereAdvice(QObject):
    """Compares when a field is left, and only what has changed; never while one is typed."""

    changed = Signal()  # there is other advice now

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._file: OpenFile | None = None
        self._asked: Mapping[str, frozenset[Key]] | None = None
        self._here: Mapping[str, Kind | None] = {}

    def follow(self, file: OpenFile, keeper: AnswerKeeper) -> None:
        """Another file, or the same one anew."""
        self._file, self._asked = file, None
        keeper.row_left.connect(self.look)
        self.look()

    def forget(self) -> None:
        """The file is left."""
        self._file = None

    @Slot()
    def look(self) -> None:
        """Ask the station's index again if something that it is asked for has changed."""
        file = self._file
        if file is None:
            return
        answers = file.counting
        asked = elsewhere.sought(answers)
        here = {path: elsewhere.opposed_here(answers, path) for path in asked}
        if (asked, here) == (self._asked, self._here):
            return
        self._asked, self._here = asked, here
        found = file.session.files.elsewhere(file.case.id, answers)
        said = {one.path: _said(one) for one in found if one.numbers or not _is_noted(file, one)}
        if said != file.advice:
            file.advice = said
            self.changed.emit()


def _is_noted(file: OpenFile, one: Elsewhere) -> bool:
    """Whether the form itself says it already, of this file."""
    return one.path == _FIRST and one.kind is Kind.OPPOSED and file.state.is_relevant(_NOTE)


def _said(one: Elsewhere) -> str:
    numbers = " • ".join(isolated(number) for number in one.numbers[:_MOST])
    if len(one.numbers) > _MOST:
        numbers += " …"
    return _SENTENCES[one.kind](bool(one.numbers)).format(files=numbers, unit=isolated(one.unit))


def _of_interpreter(in_others: bool) -> str:
    if in_others:
        return _(
            "The interpreter bears the name of a suspect, employer or co-worker in: {files} "
            "({unit}). Look at the identity, and ask for another interpreter when in doubt."
        )
    return _(
        "The interpreter bears the name of a suspect, employer or co-worker in this file. Look at "
        "the identity, and ask for another interpreter when in doubt."
    )


def _of_interpreter_alike(in_others: bool) -> str:
    if in_others:
        return _(
            "The interpreter's name sounds like that of a suspect, employer or co-worker in: "
            "{files} ({unit}). It may be another person; look at the identity."
        )
    return _(
        "The interpreter's name sounds like that of a suspect, employer or co-worker in this file. "
        "It may be another person; look at the identity."
    )


_SENTENCES: Mapping[Kind, Callable[[bool], str]] = {
    Kind.OPPOSED: _of_interpreter,
    Kind.CIVIL_ID: lambda _others: _(
        "This civil ID number also stands in an open file: {files} ({unit}). Look there before "
        "asking the person again."
    ),
    Kind.PASSPORT: lambda _others: _(
        "This passport also stands in an open file: {files} ({unit}). Look there before asking the "
        "person again."
    ),
    Kind.PERSON: lambda _others: _(
        "A person of this name and year of birth also has an open file: {files} ({unit}). It may "
        "be another person; compare before asking again."
    ),
    Kind.OPPOSED_ALIKE: _of_interpreter_alike,
    Kind.PERSON_ALIKE: lambda _others: _(
        "A person whose name sounds like this, born in the same year, has an open file: {files} "
        "({unit}). It may well be another person; compare passport and civil ID."
    ),
}
