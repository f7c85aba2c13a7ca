"""What other files have of this one's interpreter and person, said at the questions (V13, V14)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal, Slot

from tipdesk.cases.interview import elsewhere
from tipdesk.cases.interview.elsewhere import Key, Kind
from tipdesk.desk.interview.elsewhere import Elsewhere
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolated
from tipdesk.ui.interview.answer_keeper import AnswerKeeper
from tipdesk.ui.interview.open_file import OpenFile

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
        found = file.session.intake.elsewhere(file.case.id, answers)
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
