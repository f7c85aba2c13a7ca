"""What the account of an open file can come to: read out, stopped, added to."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QDialog

from tipdesk.cases.answer_words import shown_value
from tipdesk.cases.answers import NO_ANSWER
from tipdesk.cases.interview import statement
from tipdesk.cases.interview.unfinished import NO_DRAFT
from tipdesk.core.errors import TipdeskError
from tipdesk.forms.model import Phase
from tipdesk.i18n.catalogue import _, language
from tipdesk.i18n.dates import format_datetime
from tipdesk.i18n.text import isolate, isolated
from tipdesk.ui.interview.account_bar import AccountState
from tipdesk.ui.interview.answer_keeper import AnswerKeeper
from tipdesk.ui.interview.frame import InterviewFrame
from tipdesk.ui.interview.open_file import OpenFile
from tipdesk.ui.interview.section_stage import SectionStage
from tipdesk.ui.interview.stopping import After, show_sheet, stop_account
from tipdesk.ui.toolkit.dialogs import ask_text, show_error

SESSION_END = "session_end"
_READING, _ACCOUNT = "readback", "account"


class AccountEnd(QObject):
    """Follows the open file; its bar stands above the sections of the account."""

    reading_asked = Signal()
    notice_asked = Signal()
    changed = Signal()  # the file stands in the vault as it is to be shown now

    def __init__(self, frame: InterviewFrame, stage: SectionStage) -> None:
        super().__init__(frame)
        self._frame, self._stage = frame, stage
        self._file: OpenFile | None = None
        self._keeper: AnswerKeeper | None = None
        self._asking = False
        frame.account.read_asked.connect(self.reading_asked)
        frame.account.add_asked.connect(self.add)
        frame.account.sheet_asked.connect(self.tell)
        frame.stop.clicked.connect(self.stop)
        stage.turned.connect(self._show)

    def follow(self, file: OpenFile, keeper: AnswerKeeper) -> None:
        """Another file, or the same one anew."""
        self._file, self._keeper = file, keeper
        self._frame.stop.setVisible(file.can_edit and file.has_account)
        self._show()

    def forget(self) -> None:
        """The file is left."""
        self._file, self._keeper = None, None

    def set_masked(self, masked: bool) -> None:
        """An addendum that is being written waits until names are shown again."""
        self._frame.account.set_masked(masked)
        dialog = QApplication.activeModalWidget()
        if masked and self._asking and isinstance(dialog, QDialog):
            dialog.reject()  # its words are kept

    # --- what is asked for ------------------------------------------------------------------

    @Slot()
    def stop(self) -> None:
        """Halt the account, whichever section is shown."""
        file, keeper = self._file, self._keeper
        if file is None or keeper is None or not file.can_edit or not file.has_account:
            return
        if not keeper.flush():
            return
        stopped = stop_account(self._frame, file.session, file.case)
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
        if after is After.NOTICE:
            self.notice_asked.emit()
        elif after is After.SESSION_END:
            self._stage.show(SESSION_END)
            self._stage.focus_first()

    @Slot()
    def add(self) -> None:
        """Ask for an addendum; what is written of it waits for its writer when the dialog goes."""
        file, keeper = self._file, self._keeper
        if file is None or keeper is None or not self._frame.account.add.isEnabled():
            return
        keeper.flush()
        path = self._next_path(file)
        said = _("As the person says it. It stands beside the account with its date, for good.")
        if not file.can_edit:
            said += " " + _("The file is then completed and approved once more.")
        self._asking = True
        words = ask_text(
            self._frame,
            _("Addendum to the account"),
            said,
            _("Add it"),
            begun=keeper.unrecorded.typed.get(path, ""),
            keep=lambda text: self._keep(path, text),
        )
        self._asking = False
        if not words or self._file is not file:
            return
        try:
            case = file.session.intake.add_to_account(
                file.case.id, words, _("Addendum to the account")
            )
        except TipdeskError as error:
            show_error(self._frame, error)
            return
        self._keep(path, "")
        if not file.can_edit and not keeper.amendments():
            file.session.intake.keep_draft(case.id, NO_DRAFT)
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
            self._frame.account.show_state(self._state(file))

    def _state(self, file: OpenFile) -> AccountState:
        if not file.has_account:
            return AccountState()
        section, frozen = self._stage.section, file.frozen
        groups = {one.name: one for one in file.rules.definition.sections}
        telling = section in groups and groups[section].phase is Phase.ACCOUNT
        stopped = ""
        if file.stopped is not None and (telling or section == _READING):
            stopped = _(
                "Stopped and referred on {when}. What is written is kept; nothing more is asked "
                "about it."
            ).format(when=_time(file.stopped))
        if section not in (_READING, _ACCOUNT):
            return AccountState(stopped=stopped)
        if frozen is not None:
            may_add = (file.can_edit or file.can_amend) and not self._is_amending()
            read = frozen.how != statement.HOW_STOPPED  # nothing more is asked about a stopped one
            said, added = self._closed(file), _added(file)
            return AccountState(said, stopped, read=read, add=may_add, added=added)
        if section != _READING or not file.can_edit:
            return AccountState(stopped=stopped)
        if not file.answers.get(statement.ARABIC, NO_ANSWER).value:
            said = _("The account can be read out as soon as its Arabic text is written.")
            return AccountState(said, stopped)
        said = _(
            "Read the account to the person page by page, in large letters. Corrections are noted "
            "on the way; at the end the account is closed as it stands."
        )
        return AccountState(said, stopped, read=True)

    def _closed(self, file: OpenFile) -> str:
        frozen = file.frozen
        if frozen is None:
            return ""
        how = _signature(file, frozen.how)
        said = (
            _("The account was closed on {when} ({how}). Nobody changes it; additions have dates.")
            if how
            else _("The account was closed on {when}. Nobody changes it; additions have dates.")
        )
        return isolate(said.format(when=_time(frozen.at), how=how))

    def _is_amending(self) -> bool:
        return self._keeper is not None and self._keeper.amending


def _time(at: datetime) -> str:
    return isolated(format_datetime(at, language()))


def _added(file: OpenFile) -> tuple[str, ...]:
    """What was added after the account was closed, each with its time."""
    found: list[str] = []
    for row in file.additions:
        words, when = (
            shown_value(
                file.rules.definition,
                file.rules.question(f"{row}/{name}"),
                file.answers.get(f"{row}/{name}", NO_ANSWER).value,
                language(),
            )
            for name in (statement.CORRECTION, statement.CORRECTED_AT)
        )
        found.append(_("Added on {when}: {words}").format(when=isolated(when), words=words))
    return tuple(found)


def _signature(file: OpenFile, how: str) -> str:
    """How a reading ended, in words; '' for an account that was stopped."""
    about = file.surroundings()
    choices = file.rules.choices(file.rules.question(statement.SIGNATURE))
    return next(
        (one.label.text(about.language, about.sex) for one in choices if one.name == how), ""
    )
