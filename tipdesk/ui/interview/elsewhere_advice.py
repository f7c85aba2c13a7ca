"""What other files have of this one's interpreter and person, said at the questions (V13, V14); and
names that are corrected in one place of this file.

A name that is corrected where the person was entered is corrected wherever the person was chosen;
where it may be somebody else, that is only offered (`PersonLinks`). Of which event a file is, is
said by the officer (`FileEvent`); what was typed of the event is then offered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QWidget

from tipdesk.cases.events import Event, EventId
from tipdesk.cases.interview.people import NameDoubt, corrections, following, names_by_path
from tipdesk.cases.model import Answer, Case, CaseId
from tipdesk.cases.persons import elsewhere
from tipdesk.cases.persons.described import NOBODY
from tipdesk.cases.persons.of_file import person_of
from tipdesk.cases.persons.same import Kinship, PairSays
from tipdesk.core.errors import ReasonNeeded
from tipdesk.desk.files.case_files import Elsewhere
from tipdesk.desk.files.same_person import AlikeAdvice, SaidOfFile
from tipdesk.desk.session.session import Session
from tipdesk.i18n.text import _, format_datetime, isolate, isolated, language, listed
from tipdesk.texts.events import event_line
from tipdesk.texts.same_person import in_words, kin_name
from tipdesk.ui.access.reason_dialog import ask_reason
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.form.question_notes import AdviceDeed, AdviceLine
from tipdesk.ui.interview.answer_keeper import AnswerKeeper
from tipdesk.ui.interview.frame import InterviewFrame, InterviewPart
from tipdesk.ui.interview.open_file import OpenFile
from tipdesk.ui.interview.section_stage import SectionStage
from tipdesk.ui.toolkit.dialogs import Dialog, choose_one, errors_said
from tipdesk.ui.toolkit.parts import button, label
from tipdesk.ui.toolkit.theme import px

# --- names that are corrected -----------------------------------------------------------------


class PersonLinks(InterviewPart):
    """Compares the names of the file whenever a field is left; never while one is typed."""

    def __init__(self, frame: InterviewFrame, row_of: Callable[[str], QuestionRow | None]) -> None:
        super().__init__(frame)
        self._frame, self._row_of = frame, row_of
        self._names: dict[str, tuple[str, ...]] = {}  # by path, the place of the first entry first
        self._before: dict[str, Answer] = {}
        self._offer: Mapping[str, tuple[Answer, Answer]] = {}  # as it stood, as it would stand
        frame.take_back.clicked.connect(self.take_back)
        frame.put_in_step.clicked.connect(self.put_in_step)
        frame.keep_both.clicked.connect(self.keep_both)

    def open(self, file: OpenFile, keeper: AnswerKeeper) -> None:
        super().open(file, keeper)
        self._names, self._before, self._offer = _names(file), {}, {}
        keeper.row_left.connect(self.settle)

    def leave(self) -> None:
        super().leave()
        self._frame.followed.hide()
        self._frame.offered.hide()

    @Slot()
    def settle(self) -> None:
        """Put in step what names somebody whose name has changed, or offer to."""
        file = self._file
        if file is None:
            return
        now = _names(file)
        changes: dict[str, Answer] = {}
        for correction in corrections(self._names, now):
            follow_up = following(file.answers, self._names, correction)
            if follow_up is None:
                self.keep_both()
            elif follow_up.doubt is None:
                changes |= follow_up.changes
            else:
                self._ask(file, follow_up.changes, follow_up.doubt)
        self._names |= now  # in their old order; an emptied name is remembered
        if changes:
            self._follow(file, changes)

    @Slot()
    def take_back(self) -> None:
        """The last names that were put in step stand as before: another person was meant."""
        self._frame.followed.hide()
        before, self._before = self._before, {}
        if before and self._file is not None:
            self._put(self._file, before)

    @Slot()
    def put_in_step(self) -> None:
        """It is one person: the name is corrected where it was offered."""
        file, offer = self._file, self._offer
        self.keep_both()
        if file is None:
            return
        changes = {path: new for path, (was, new) in offer.items() if file.answers[path] == was}
        if changes:  # what was answered otherwise meanwhile stays so
            self._follow(file, changes)

    @Slot()
    def keep_both(self) -> None:
        """They are two persons, or nothing is to be offered any more."""
        self._frame.offered.hide()
        self._offer = {}

    # --- inside -----------------------------------------------------------------------------

    def _follow(self, file: OpenFile, changes: Mapping[str, Answer]) -> None:
        self._before = {path: file.answers[path] for path in changes}
        self._put(file, changes)
        words = _("The corrected name was put in step at: {questions}.")
        self._frame.followed.set_text(words.format(questions=_where(file, changes)))
        self._frame.followed.show()

    def _ask(self, file: OpenFile, changes: Mapping[str, Answer], doubt: NameDoubt) -> None:
        """Nobody is named: the strip stands also while names are hidden."""
        words = {
            NameDoubt.NOT_HOME: _(
                "The former name is still at: {questions}. Correct it there too if it "
                "is the same person."
            ),
            NameDoubt.SAME_NAME: _(
                "Two rows had the former name. It is still at: {questions}. Correct it "
                "there only if this person is meant."
            ),
            NameDoubt.KNOWN: _(
                "The new name was in the file already, and the former one is still at: "
                "{questions}. Correct it there only if both are one person."
            ),
        }[doubt]
        self._offer = {path: (file.answers[path], new) for path, new in changes.items()}
        self._frame.offered.set_text(words.format(questions=_where(file, changes)))
        self._frame.offered.show()

    def _put(self, file: OpenFile, changes: Mapping[str, Answer]) -> None:
        for path, answer in changes.items():
            if (row := self._row_of(path)) is not None:
                row.show_answer(answer)
        if self._keeper is not None:
            self._keeper.put_now(changes)
        self._names |= _names(file)


def _names(file: OpenFile) -> dict[str, tuple[str, ...]]:
    return names_by_path(file.rules.definition, file.answers)


def _where(file: OpenFile, changes: Mapping[str, Answer]) -> str:
    return " • ".join(dict.fromkeys(file.label_of(path) for path in changes))


_NOTE = "interpreter_named"  # the form's own words about the interpreter of the first session
_FIRST = "int_name"
_MOST = 5  # file numbers in one sentence


class ElsewhereAdvice(InterviewPart):
    """Compares when a field is left, and only what has changed; never while one is typed."""

    changed = Signal()  # there is other advice now
    file_asked = Signal(object)  # Case: another file is to be opened, and may be

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = parent
        self._asked: Mapping[str, frozenset[elsewhere.MatchKey]] | None = None
        self._here: Mapping[str, elsewhere.MatchKind | None] = {}
        self._person = NOBODY

    def open(self, file: OpenFile, keeper: AnswerKeeper) -> None:
        super().open(file, keeper)
        self._asked = None
        keeper.row_left.connect(self.refresh)
        keeper.advice_pressed.connect(self.do)
        self.refresh()

    @Slot(str, str)
    def do(self, other: str, deed: str) -> None:
        """Open another file of which advice speaks, or say whether its person is this one."""
        file = self._file
        if file is None:
            return
        with errors_said(self._page):
            if deed == PairSays.FAMILY:
                kinship = ask_kinship(self._page, file.session.files.case(CaseId(other)).number)
                if kinship is None or file is not self._file:  # locked meanwhile
                    return
                file.session.files.same_person.say_family(file.case.id, CaseId(other), kinship)
                self._asked = None
                self.refresh()
            elif deed != OPEN:
                says = PairSays(deed)
                file.session.files.same_person.say(file.case.id, CaseId(other), says)
                self._asked = None
                self.refresh()
            elif (case := openable(file.session, CaseId(other), self._page)) is not None:
                self.file_asked.emit(case)

    @Slot()
    def refresh(self) -> None:
        """Ask the station's index again if something that it is asked for has changed."""
        file = self._file
        if file is None:
            return
        answers = file.counting
        sought = elsewhere.sought(answers)
        opposed = {path: elsewhere.opposed_here(answers, path) for path in sought}
        person = person_of(answers)
        if (sought, opposed, person) == (self._asked, self._here, self._person):
            return
        self._asked, self._here, self._person = sought, opposed, person
        matches = file.session.files.elsewhere(file.case.id)
        advice = {
            match.path: (AdviceLine(_advice_text(match)),)
            for match in matches
            if match.numbers or not _is_noted(file, match)
        }
        if alike := file.session.files.same_person.advice(file.case.id):
            lines = alike_lines(alike, file.name_of)
            advice[alike.path] = (*advice.get(alike.path, ()), *lines)
        if advice != file.advice:
            file.advice = advice
            self.changed.emit()


def _is_noted(file: OpenFile, match: Elsewhere) -> bool:
    """Whether the form itself says it already, of this file."""
    return (
        match.path == _FIRST
        and match.kind is elsewhere.MatchKind.OPPOSED
        and file.state.is_relevant(_NOTE)
    )


def _advice_text(match: Elsewhere) -> str:
    numbers = " • ".join(isolated(number) for number in match.numbers[:_MOST])
    if len(match.numbers) > _MOST:
        numbers += " …"
    return _SENTENCES[match.kind](bool(match.numbers)).format(
        files=numbers, unit=isolated(match.unit)
    )


def _of_interpreter(in_others: bool) -> str:
    if in_others:
        return _(
            "The interpreter bears the name of a suspect, employer or co-worker in: "
            "{files} ({unit}). Check the identity, and ask for another interpreter "
            "when in doubt."
        )
    return _(
        "The interpreter bears the name of a suspect, employer or co-worker in this "
        "file. Check the identity, and ask for another interpreter when in doubt."
    )


def _of_interpreter_alike(in_others: bool) -> str:
    if in_others:
        return _(
            "The interpreter's name sounds like that of a suspect, employer or "
            "co-worker in: {files} ({unit}). It may be another person; check the "
            "identity."
        )
    return _(
        "The interpreter's name sounds like that of a suspect, employer or co-worker "
        "in this file. It may be another person; check the identity."
    )


_SENTENCES: Mapping[elsewhere.MatchKind, Callable[[bool], str]] = {
    elsewhere.MatchKind.OPPOSED: _of_interpreter,
    elsewhere.MatchKind.CIVIL_ID: lambda _others: _(
        "This civil ID number is also in another file: {files} ({unit}). Check it "
        "before asking the person again."
    ),
    elsewhere.MatchKind.PASSPORT: lambda _others: _(
        "This passport is also in another file: {files} ({unit}). Check it before "
        "asking the person again."
    ),
    elsewhere.MatchKind.OPPOSED_ALIKE: _of_interpreter_alike,
}


OPEN = "open"
"""The deed that opens the other file; the others are what is said of it."""


def alike_lines(advice: AlikeAdvice, name_of: Callable[[str], str]) -> tuple[AdviceLine, ...]:
    """A warning for each file and why; or, where nothing is told for sure, a quiet line with what
    would decide; then what was said of others. Nothing that stands in the other file."""
    lines = []
    for file in advice.files[:_MOST_ALIKE]:
        reasons = listed([in_words(reason, naming=False) for reason in file.reasons], language())
        text = (
            _("It may be the same person as in {file} ({unit}): {reasons}.")
            if file.warns
            else _(
                "Perhaps the same person as in {file} ({unit}): {reasons}. A passport number or "
                "the whole date of birth would decide."
            )
        ).format(file=isolated(file.number), unit=isolated(advice.unit), reasons=reasons)
        choices = (PairSays.SAME, PairSays.FAMILY, PairSays.NOT) if advice.may_say else ()
        deeds = _deeds(file.number, *choices)
        lines.append(AdviceLine(text, file.case_id, deeds, urgent=file.warns))
    for line in advice.said_of:
        deeds = _deeds(line.number, PairSays.WITHDRAWN)
        lines.append(AdviceLine(said_text(line, name_of), line.case_id, deeds, urgent=False))
    return tuple(lines)


def said_text(line: SaidOfFile, name_of: Callable[[str], str]) -> str:
    """What an officer said of another file."""
    kinship = line.statement.kin(line.statement.other(line.case_id))
    template = {
        PairSays.FAMILY: _("{kinship} in {file}, as {officer} said on {time}."),
        PairSays.SAME: _("The same person as in {file}, as {officer} said on {time}."),
        PairSays.NOT: _("Somebody else than in {file}, as {officer} said on {time}."),
    }[line.statement.says]
    return template.format(
        kinship=kin_name(kinship) if kinship is not None else "",
        file=isolated(line.number),
        officer=isolate(name_of(line.statement.by)),
        time=isolated(format_datetime(line.statement.at, language())),
    )


def _deeds(number: str, *choices: PairSays) -> tuple[AdviceDeed, ...]:
    words = {
        PairSays.SAME: _("The same person"),
        PairSays.FAMILY: _("Of the family"),
        PairSays.NOT: _("Somebody else"),
        PairSays.WITHDRAWN: _("Undo"),
    }
    named = [(says.value, words[says]) for says in choices] + [(OPEN, _("Open the file"))]
    template = _("{question}: {part}")
    return tuple(
        AdviceDeed(name, text, template.format(question=isolated(number), part=text))
        for name, text in named
    )


def ask_kinship(parent: QWidget, number: str) -> Kinship | None:
    """What the person of another file is to this one's; None: they went back."""
    question = _("What is the person of file {file} to this person?")
    kinds = tuple(Kinship)
    at = choose_one(
        parent, question.format(file=isolated(number)), [kin_name(kind) for kind in kinds]
    )
    return kinds[at] if at is not None else None


def openable(session: Session, case_id: CaseId, parent: QWidget) -> Case | None:
    """A file that is open to the officer, with a reason that is asked where it names others; None:
    they went back.

    Raises:
        FileHidden: it is hidden from the officer.
    """
    case = session.files.case(case_id)
    try:
        session.access.check(case)
    except ReasonNeeded:
        return case if ask_reason(session, case, parent) else None
    return case


_MOST_ALIKE = 3  # lines at one question


# --- the event of the file ---------------------------------------------------------------------


class FileEvent(InterviewPart):
    """Follows one open file at a time."""

    def __init__(self, frame: InterviewFrame, stage: SectionStage) -> None:
        super().__init__(frame)
        self._frame, self._stage = frame, stage

    def open(self, file: OpenFile, keeper: AnswerKeeper) -> None:
        super().open(file, keeper)
        keeper.event_asked.connect(self.ask)

    @Slot()
    def ask(self) -> None:
        """Ask of which event the file is, and offer what that says."""
        file, keeper = self._file, self._keeper
        if file is None or keeper is None or not keeper.flush():
            return
        case_id, session = file.case.id, file.session
        with errors_said(self._frame):
            now = session.events.of_case(case_id)
            others = session.knowing.may_be_of_event(case_id)
            chosen = _ask_which(self._frame, session.events.listed(), now, others)
            if chosen is None or file is not self._file:  # locked meanwhile
                return
            match chosen:
                case _Choice.EVENT, about:
                    session.events.put(case_id, EventId(about))
                case _Choice.FILE, about:
                    session.events.same_as(case_id, CaseId(about))
                case _Choice.NEW, _nothing:
                    session.events.new_from(case_id)
                case _Choice.NONE, _nothing:
                    session.events.put(case_id, None)
            file.look_for_known()
            self._stage.refresh()


class _Choice(Enum):
    """What a line of the dialog means."""

    EVENT = "event"
    FILE = "file"
    NEW = "new"
    NONE = "none"


def _ask_which(
    parent: QWidget, listed: Sequence[Event], now: Event | None, others: Sequence[Case]
) -> tuple[_Choice, str] | None:
    dialog = Dialog(parent, _("Of which event is this file?"))
    dialog.add_heading(_("Of which event is this file?"))
    dialog.box.addWidget(
        label(
            _(
                "What was typed of the event is offered in this file: nothing of a person, and "
                "nothing counts before you confirm it. That you read another file is entered."
            ),
            "hint",
            wrap=True,
        )
    )
    lines = QListWidget()
    lines.setAccessibleName(_("Events and files"))
    lines.setMinimumHeight(px(200))
    rows: list[tuple[tuple[_Choice, str], str]] = [
        ((_Choice.EVENT, event.id), event_line(event)) for event in listed
    ]
    rows.append(((_Choice.NEW, ""), _("A new event, with what this file says of it")))
    for other in others:
        opened = format_datetime(other.created_at, language())
        text = _("The event of file {file} ({opened})")
        file_line = text.format(file=isolated(other.number), opened=isolated(opened))
        rows.append(((_Choice.FILE, other.id), file_line))
    if now is not None:
        rows.append(((_Choice.NONE, ""), _("None: it is of no event")))
    for meant, text in rows:
        item = QListWidgetItem(isolate(text))
        item.setData(Qt.ItemDataRole.UserRole, meant)
        lines.addItem(item)
        if now is not None and meant == (_Choice.EVENT, now.id):
            lines.setCurrentItem(item)
    if lines.currentRow() < 0:
        lines.setCurrentRow(0)
    lines.itemActivated.connect(lambda _item: dialog.accept())
    dialog.box.addWidget(lines)
    choose = button(_("Choose"), style="primary")
    choose.clicked.connect(dialog.accept)
    cancel = button(_("Cancel"))
    cancel.clicked.connect(dialog.reject)
    dialog.add_buttons(cancel, 1, choose)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    current = lines.currentRow()
    dialog.deleteLater()
    return rows[current][0] if accepted and current >= 0 else None
