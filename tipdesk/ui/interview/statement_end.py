"""What the statement of an open file can come to: read out, stopped, added to.

A reading ends with one of the form's signatures, none of them compelled (`ask_end`). «أوقف وأحِل»:
a statement that turns against the person is stopped, and what follows is told (`stop_statement`).
That a child is heard without a specialist is the supervisor's own word, given at the officer's desk
(`ChildAgreement`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QApplication, QButtonGroup, QDialog, QPushButton, QVBoxLayout, QWidget

from tipdesk.cases.answers import shown_value
from tipdesk.cases.interview import statement
from tipdesk.cases.interview.unfinished import NO_DRAFT
from tipdesk.cases.model import NO_ANSWER, Case, Officer
from tipdesk.desk.session.session import Session
from tipdesk.forms.model import Choice, Phase
from tipdesk.i18n.text import _, format_datetime, isolate, isolated, language
from tipdesk.ui.form.choice_editors import CheckPill, RadioPill
from tipdesk.ui.interview.answer_keeper import AnswerKeeper
from tipdesk.ui.interview.frame import InterviewFrame, InterviewPart, StatementState
from tipdesk.ui.interview.open_file import OpenFile
from tipdesk.ui.interview.section_stage import SectionStage
from tipdesk.ui.toolkit.combo_editor import Editor, Surroundings
from tipdesk.ui.toolkit.confirming import ask_confirmation
from tipdesk.ui.toolkit.dialogs import Dialog, Shape, ask, ask_text, errors_said, say
from tipdesk.ui.toolkit.parts import button, label, resize_on_screen, row, scrolled
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px

# --- the end of the reading -------------------------------------------------------------------


_WIDTH = 620  # at 100 %


@dataclass(frozen=True, slots=True)
class EndAnswers:
    """What was answered."""

    how: str  # choice of the form's list of signatures
    whole: bool  # all of it was read to the person
    language: str = ""  # in which it was told, where that was not known


class _EndReading(Dialog):
    def __init__(
        self,
        parent: QWidget,
        choices: Sequence[Choice],
        about: Surroundings,
        *,
        unticked: str,
        chosen: str,
        language: Editor | None,
    ) -> None:
        title = _("How did the reading end?")
        super().__init__(parent, title, Shape(width=_WIDTH, spacing=8))
        self._group = QButtonGroup(self)
        self._language = language
        self._names = [choice.name for choice in choices]
        self.whole = CheckPill(_("All of it was read out, and corrections were possible"))
        self.whole.setChecked(not unticked)
        box = self.box
        self.add_heading(title)
        box.addWidget(
            label(
                _(
                    "The statement is closed with this: nobody changes its text any "
                    "more, and what is added later stays beside it with its date. "
                    "Nobody has to sign."
                ),
                "muted",
                wrap=True,
            )
        )
        pills = self._add_pills(box, choices, about, chosen)
        box.addSpacing(px(4))
        box.addWidget(self.whole)
        if unticked:
            box.addWidget(label(unticked, "hint", wrap=True))
        box.addSpacing(px(8))
        close = button(_("Close the statement"), "lock-key", "primary")
        if language is not None:
            self._add_language(box, language, close)
        back = button(_("Back to the reading"))
        close.clicked.connect(self.accept)
        back.clicked.connect(self.reject)
        box.addWidget(row(back, 1, close))
        next((pill for pill in pills if pill.isChecked()), pills[0]).setFocus()

    def _add_pills(
        self, box: QVBoxLayout, choices: Sequence[Choice], about: Surroundings, chosen: str
    ) -> list[RadioPill]:
        """The form's signatures, two in a line."""
        first = chosen if chosen in self._names else statement.NOT_ASKED
        pills = [RadioPill(choice.label.text(about.language, about.sex)) for choice in choices]
        for position, (choice, pill) in enumerate(zip(choices, pills, strict=True)):
            self._group.addButton(pill, position)
            pill.setChecked(choice.name == first)
        for position in range(0, len(pills), 2):
            pair: list[QWidget | int] = list(pills[position : position + 2])
            box.addWidget(row(*pair, spacing=px(8), wide=-1))
        return pills

    def _add_language(self, box: QVBoxLayout, language: Editor, close: QPushButton) -> None:
        """What the file does not say yet; the statement is closed when it does."""
        name = _("In which language was it told?")
        language.describe(name, "")
        box.addWidget(label(name, "fieldLabel"))
        box.addWidget(language)
        why = _("The statement can be closed once its language is chosen.")
        needed = label(why, "hint", wrap=True)
        box.addWidget(needed)
        box.addSpacing(px(8))
        close.setEnabled(False)

        def show_missing() -> None:
            close.setEnabled(bool(self.language()))
            needed.setVisible(not self.language())

        language.edited.connect(show_missing)

    def how(self) -> str:
        """The choice."""
        return self._names[self._group.checkedId()]

    def language(self) -> str:
        """The choice; '' while it is none, or was not asked."""
        choice = self._language.text() if self._language is not None else ""
        return "" if choice.startswith("?") else choice


def why_unticked(pages: int, *, read_through: bool) -> str:
    """Why it is not ticked that all of it was read out, and who says so; '' when every page was
    turned to."""
    if read_through:
        return ""
    if pages == 1:
        return _("Tick this if all of it was read out.")
    return _("Not every page was shown in this reading. Tick this if all of it was read out.")


def ask_end(
    parent: QWidget,
    choices: Sequence[Choice],
    about: Surroundings,
    *,
    unticked: str,
    chosen: str,
    language: Editor | None = None,
) -> EndAnswers | None:
    """Ask how it ended; None when the reading goes on. Nothing is preset but that no signature was
    asked for, or what was `chosen` before; that all was read out is ticked unless there is a reason
    why not (`unticked`). `language` asks for what the file does not say yet."""
    dialog = _EndReading(
        parent, choices, about, unticked=unticked, chosen=chosen, language=language
    )
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    ended = EndAnswers(dialog.how(), dialog.whole.isChecked(), dialog.language())
    dialog.deleteLater()
    return ended if accepted else None


# --- stopped ----------------------------------------------------------------------------------


_STOP_WIDTH, _HEIGHT = 640, 560  # at 100 %


class NextStep(Enum):
    """Where the officer goes from the sheet."""

    NOTICE = auto()
    SESSION_END = auto()
    BACK = auto()


def stop_statement(parent: QWidget, session: Session, case: Case) -> Case | None:
    """Ask once, then stop; the file as it stands then. None: the interview goes on."""
    agreed = ask(
        parent,
        _("Stop the statement and refer it?"),
        _(
            "For when what is said turns against the person who says it. What is "
            "written is kept and closed as it is, the session ends now, and the time "
            "is noted. Nothing is deleted. Nobody can open it again; only dated "
            "additions are possible."
        ),
        _("Stop and refer"),
        _("Go on with the interview"),
        grave=True,
    )
    if not agreed:
        return None
    with errors_said(parent) as attempt:
        stopped = session.statement.stop(case.id)
    return None if attempt.failed else stopped


def show_sheet(parent: QWidget, session: Session, stopped: datetime | None) -> NextStep:
    """Tell what happens next, in the order in which it is done."""
    dialog = _StopDialog(parent, session, stopped)
    dialog.exec()
    after = dialog.after
    dialog.deleteLater()
    return after


class _StopDialog(Dialog):
    def __init__(self, parent: QWidget, session: Session, stopped: datetime | None) -> None:
        title = _("The statement is stopped: what happens now")
        super().__init__(parent, title, Shape(least_width=_STOP_WIDTH))
        resize_on_screen(self, _STOP_WIDTH, _HEIGHT)
        self.after = NextStep.BACK
        notice = button(_("Notice to the Prosecution"), "file-text", "primary")
        end = button(_("End of the session"))
        back = button(_("Close"))
        notice.clicked.connect(lambda: self._go(NextStep.NOTICE))
        end.clicked.connect(lambda: self._go(NextStep.SESSION_END))
        back.clicked.connect(self.reject)
        box = self.box
        self.add_heading(title, wrap=True)
        box.addWidget(scrolled(self._words(session, stopped)), 1)
        box.addWidget(row(back, 1, end, notice))
        notice.setDefault(True)
        notice.setFocus()

    def _go(self, after: NextStep) -> None:
        self.after = after
        self.accept()

    def _words(self, session: Session, stopped: datetime | None) -> QWidget:
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(6))
        for title, lines in _advice(_supervisors(session), stopped):
            box.addWidget(label(title, "h3", wrap=True))
            for line in lines:
                box.addWidget(label(isolate(line), "", wrap=True))
            box.addSpacing(px(8))
        box.addStretch(1)
        return holder


def _supervisors(session: Session) -> str:
    names = [supervisor.name for supervisor in session.supervisors()]
    return " • ".join(isolated(name) for name in names)


def _advice(supervisors: str, stopped: datetime | None) -> list[tuple[str, tuple[str, ...]]]:
    when = isolated(format_datetime(stopped, language())) if stopped is not None else "—"
    done = _("What was written is kept and closed as it was; stopped on {when}.")
    return [
        (
            _("Say to the person"),
            (
                _("“Nothing that was said here was wrong, and nothing more has to be said.”"),
                _("“Help and protection go on as before. They do not depend on the statement.”"),
                _("Offer water and a break. Nobody is left alone with this."),
            ),
        ),
        (
            _("Do not ask any more"),
            (
                _("Nothing about what was said, nothing about entry, residence or documents."),
                _("No explanation, no signature, no promise of an outcome."),
                _("Whoever wants to go on talking is asked kindly to wait for the Prosecution."),
            ),
        ),
        (
            _("Call"),
            (
                _("Now: your supervisor ({names}).").format(names=supervisors)
                if supervisors
                else _("Now: your supervisor."),
                _("Then: the Public Prosecution, by the notice. It does not hold the statement."),
            ),
        ),
        (_("What is done already"), (done.format(when=when),)),
    ]


SESSION_END = "session_end"
_READING, _STATEMENT = "readback", "account"


class StatementEnd(InterviewPart):
    """Follows the open file; its bar stands above the sections of the statement."""

    reading_asked = Signal()
    notice_asked = Signal()
    changed = Signal()  # the file stands in the vault as it is to be shown now

    def __init__(self, frame: InterviewFrame, stage: SectionStage) -> None:
        super().__init__(frame)
        self._frame, self._stage = frame, stage
        self._asking = False
        frame.statement_bar.read_asked.connect(self.reading_asked)
        frame.statement_bar.add_asked.connect(self.add)
        frame.statement_bar.sheet_asked.connect(self.tell)
        frame.stop.clicked.connect(self.stop)
        stage.turned.connect(self._show)

    def open(self, file: OpenFile, keeper: AnswerKeeper) -> None:
        super().open(file, keeper)
        self._frame.stop.setVisible(file.can_edit and file.has_statement)

    def set_masked(self, masked: bool) -> None:
        """An addendum that is being written waits until names are shown again."""
        self._frame.statement_bar.set_masked(masked)
        dialog = QApplication.activeModalWidget()
        if masked and self._asking and isinstance(dialog, QDialog):
            dialog.reject()  # its words are kept

    # --- what is asked for ------------------------------------------------------------------

    @Slot()
    def stop(self) -> None:
        """Halt the statement, whichever section is shown."""
        file, keeper = self._file, self._keeper
        if file is None or keeper is None or not file.can_edit or not file.has_statement:
            return
        if not keeper.flush():
            return
        stopped = stop_statement(self._frame, file.session, file.case)
        if stopped is None or self._file is not file:  # locked meanwhile
            return
        file.reload(stopped)
        self.changed.emit()
        self.tell()

    @Slot()
    def tell(self) -> None:
        """Show what follows a stop, and go where it leads."""
        file = self._file
        if file is None:
            return
        after = show_sheet(self._frame, file.session, file.stopped)
        if self._file is not file:  # locked meanwhile
            return
        if after is NextStep.NOTICE:
            self.notice_asked.emit()
        elif after is NextStep.SESSION_END:
            self._stage.show(SESSION_END)
            self._stage.focus_first()

    @Slot()
    def add(self) -> None:
        """Ask for an addendum; what is written of it waits for its writer when the dialog goes."""
        file, keeper = self._file, self._keeper
        if file is None or keeper is None or not self._frame.statement_bar.add.isEnabled():
            return
        keeper.flush()
        path = self._next_path(file)
        hint = _("As the person says it. It stays beside the statement with its date, for good.")
        if not file.can_edit:
            hint += " " + _("The file is then completed and approved once more.")
        self._asking = True
        words = ask_text(
            self._frame,
            _("Addendum to the statement"),
            hint,
            _("Add it"),
            begun=keeper.unrecorded.typed.get(path, ""),
            keep=lambda text: self._keep(path, text),
        )
        self._asking = False
        if not words or self._file is not file:
            return
        with errors_said(self._frame) as attempt:
            case = file.session.statement.add(file.case.id, words, _("Addendum to the statement"))
        if attempt.failed:
            return
        self._keep(path, "")
        if not file.can_edit and not keeper.amendments():
            file.session.drafts.keep_draft(case.id, NO_DRAFT)
        file.reload(case)
        self.changed.emit()

    def _keep(self, path: str, words: str) -> None:
        """As what is typed and no answer yet: its officer's, found again after a lock."""
        if self._keeper is None:
            return
        if words:
            self._keeper.unrecorded.typed[path] = words
        else:
            self._keeper.unrecorded.typed.pop(path, None)
        self._keeper.put_now({})

    def _next_path(self, file: OpenFile) -> str:
        row = file.next_row(statement.CORRECTIONS)
        return f"{statement.CORRECTIONS}[{row}]/{statement.CORRECTION}"

    # --- what is said -----------------------------------------------------------------------

    @Slot()
    def _show(self) -> None:
        file = self._file
        if file is not None:
            self._frame.statement_bar.show_state(self._state(file))

    def _state(self, file: OpenFile) -> StatementState:
        if not file.has_statement:
            return StatementState()
        section, frozen = self._stage.section, file.frozen
        groups = {group.name: group for group in file.rules.definition.sections}
        telling = section in groups and groups[section].phase is Phase.ACCOUNT
        stopped = ""
        if file.stopped is not None and (telling or section == _READING):
            stopped = _(
                "Stopped and referred on {when}. What is written is kept; nothing more is asked "
                "about it."
            ).format(when=_time(file.stopped))
        if section not in (_READING, _STATEMENT):
            return StatementState(stopped=stopped)
        if frozen is not None:
            may_add = (file.can_edit or file.can_amend) and not self._is_amending()
            read = frozen.how != statement.HOW_STOPPED  # nothing more is asked about a stopped one
            state, added = self._closed(file), _added(file)
            return StatementState(state, stopped, read=read, add=may_add, added=added)
        if section != _READING or not file.can_edit:
            return StatementState(stopped=stopped)
        if not file.answers.get(statement.ARABIC, NO_ANSWER).value:
            state = _("The statement can be read out as soon as its Arabic text is written.")
            return StatementState(state, stopped)
        state = _(
            "Read the statement to the person page by page, in large letters. "
            "Corrections are noted on the way; at the end the statement is closed as "
            "it is."
        )
        return StatementState(state, stopped, read=True)

    def _closed(self, file: OpenFile) -> str:
        frozen = file.frozen
        if frozen is None:
            return ""
        how = _signature(file, frozen.how)
        template = (
            _(
                "The statement was closed on {when} ({how}). Nobody changes it; additions "
                "have dates."
            )
            if how
            else _("The statement was closed on {when}. Nobody changes it; additions have dates.")
        )
        return isolate(template.format(when=_time(frozen.at), how=how))

    def _is_amending(self) -> bool:
        return self._keeper is not None and self._keeper.amending


def _time(at: datetime) -> str:
    return isolated(format_datetime(at, language()))


def _added(file: OpenFile) -> tuple[str, ...]:
    """What was added after the statement was closed, each with its time."""
    additions: list[str] = []
    for addition in file.additions:
        words, when = (
            shown_value(
                file.rules.definition,
                file.rules.question(f"{addition}/{name}"),
                file.answers.get(f"{addition}/{name}", NO_ANSWER).value,
                language(),
            )
            for name in (statement.CORRECTION, statement.CORRECTED_AT)
        )
        additions.append(_("Added on {when}: {words}").format(when=isolated(when), words=words))
    return tuple(additions)


def _signature(file: OpenFile, how: str) -> str:
    """How a reading ended, in words; '' for a statement that was stopped."""
    about = file.surroundings()
    choices = file.rules.choices(file.rules.question(statement.SIGNATURE))
    return next(
        (choice.label.text(about.language, about.sex) for choice in choices if choice.name == how),
        "",
    )


# --- a child without a specialist ----------------------------------------------------------------


class ChildAgreement(InterviewPart):
    """Follows the open file. The supervisor writes the reason and gives the own passphrase."""

    changed = Signal()  # the file stands in the vault as it is to be shown now

    def __init__(self, services: Services, frame: InterviewFrame, stage: SectionStage) -> None:
        super().__init__(frame)
        self._services, self._frame, self._stage = services, frame, stage
        self._writing = False
        self._begun = ""  # of a reason that was not confirmed

    def open(self, file: OpenFile, keeper: AnswerKeeper) -> None:
        super().open(file, keeper)
        keeper.agree_asked.connect(self.ask)

    def leave(self) -> None:
        super().leave()
        self._begun = ""

    def set_masked(self, masked: bool) -> None:
        """A reason that is being written waits until names are shown again."""
        dialog = QApplication.activeModalWidget()
        if masked and self._writing and isinstance(dialog, QDialog):
            dialog.reject()

    @Slot(bool)
    def ask(self, agree: bool) -> None:
        """Ask for the reason and who confirms it, or who takes it back."""
        file, keeper = self._file, self._keeper
        if file is None or keeper is None or not keeper.flush():
            return
        supervisors = file.session.statement.may_waive(file.case.id)
        if not supervisors:
            alone = _("Whoever opened the file does not agree to it alone.")
            say(self._frame, _("Another supervisor is needed"), alone, done=False)
            return
        reason = self._reason(file) if agree else ""
        if (reason or not agree) and self._file is file:
            self._confirm(file, supervisors, reason)

    def _reason(self, file: OpenFile) -> str:
        stood = file.answers.get(statement.REASON, NO_ANSWER).value
        self._writing = True
        explanation = _(
            "The supervisor writes why the child is heard without a specialist, and confirms it "
            "with their own passphrase. The officer cannot do it."
        )
        words = ask_text(
            self._frame,
            _("Supervisor's agreement"),
            explanation,
            _("Go on to the confirmation"),
            begun=self._begun or stood,
            keep=self._keep,
        )
        self._writing = False
        return words

    def _keep(self, words: str) -> None:
        self._begun = words

    def _confirm(self, file: OpenFile, supervisors: Sequence[Officer], reason: str) -> None:
        purpose = (
            _("Agree that the child is heard without a specialist")
            if reason
            else _("Withdraw the agreement; the statement closes until there is a specialist")
        )
        confirmed = ask_confirmation(self._services, supervisors, purpose, self._frame)
        if confirmed is None:
            return
        if self._file is not file:  # locked meanwhile
            confirmed.wipe()
            return
        note = _("The supervisor's agreement for a child")
        with errors_said(self._frame) as attempt:
            try:
                case = file.session.statement.waive_specialist(
                    file.case.id, reason, confirmed, note
                )
            finally:
                confirmed.wipe()
        if attempt.failed:
            return
        self._begun = ""
        file.reload(case)
        self.changed.emit()
        self._stage.seek(statement.REASON)
