"""Reading the account out: large letters, page by page, corrections on the way, and its end."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.cases.answers import NO_ANSWER
from tipdesk.cases.interview import statement
from tipdesk.cases.interview.unfinished import from_words, to_words
from tipdesk.cases.model import Answer, Case, CaseId
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.session.session import READING, Place
from tipdesk.forms.model import row_path, split_path
from tipdesk.i18n.catalogue import _, ngettext
from tipdesk.i18n.text import clean, isolate, isolated
from tipdesk.ui.form.editors import make_editor
from tipdesk.ui.interview.correction_panel import CorrectionPanel
from tipdesk.ui.interview.end_reading import ask_end, why_unticked
from tipdesk.ui.interview.large_pages import LargePages
from tipdesk.ui.interview.open_file import OpenFile
from tipdesk.ui.interview.statement_end import SESSION_END
from tipdesk.ui.interview.stopping import KEY as STOP_KEY
from tipdesk.ui.interview.stopping import After, show_sheet, stop_account
from tipdesk.ui.toolkit.dialogs import show_error
from tipdesk.ui.toolkit.editor import Editor
from tipdesk.ui.toolkit.parts import button, label, row, set_picture
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px

SECTION = "readback"  # where the interview goes on
CORRECT_KEY = Qt.Key.Key_F2
_NEWEST, _SHOWN = 2, 110  # corrections that are shown, characters of each


class ReadbackPage(QWidget):
    """Shows the Arabic text as the vault has it. A closed account is only read."""

    left = Signal(object, str)  # Case, section of the interview
    print_asked = Signal(object, str)  # Case, document

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._services = services
        self._file: OpenFile | None = None
        self._row = 0  # of the correction that is being written; 0: it has none yet
        self._masked = False
        self._build()
        self._connect()

    def _build(self) -> None:
        self._back = button(_("Back to the interview"), "arrow-left")
        self._stop = button(_("Stop and refer"), "hand-palm")
        self._hint = label("", "hint", wrap=True)
        self._number = label("", "muted")
        self.pages = LargePages()
        self.panel = CorrectionPanel()
        self._noted = label("", "hint", wrap=True)
        self._previous = button(_("Previous page"), "arrow-left")
        self._next = button(_("Next page"))
        set_picture(self._next, "arrow-right", after=True)
        self._correct = button(_("Note a correction here"), "note-pencil")
        self._end = button(_("End of the reading…"), "check-circle", "primary")
        for one, key in ((self._correct, CORRECT_KEY), (self._stop, STOP_KEY)):
            tip = _("{what} ({keys})")
            one.setToolTip(tip.format(what=one.text(), keys=QKeySequence(key).toString()))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(28), px(14), px(28), px(14))
        box.setSpacing(px(8))
        title = label(_("Reading the account out"), "h1")
        box.addWidget(row(self._back, title, 1, self._number, self._stop))
        box.addWidget(self._hint)
        box.addWidget(self.pages, 1)
        box.addWidget(self._noted)
        box.addWidget(self.panel)
        box.addWidget(row(self._previous, self._next, 1, self._correct, self._end))

    def _connect(self) -> None:
        self._back.clicked.connect(self._on_back)
        self._stop.clicked.connect(self._on_stop)
        self._previous.clicked.connect(lambda: self.pages.turn(-1))
        self._next.clicked.connect(lambda: self.pages.turn(1))
        self._correct.clicked.connect(self._on_correct)
        self._end.clicked.connect(self._on_end)
        self.pages.turned.connect(self._on_turned)
        self.panel.written.connect(self.flush)
        self.panel.ended.connect(self._on_done)
        self.panel.dropped.connect(self._on_dropped)
        for key, slot in (
            (Qt.Key.Key_Escape, self._on_back),
            (CORRECT_KEY, self._on_correct),
            (STOP_KEY, self._on_stop),
        ):
            QShortcut(QKeySequence(key), self, slot)

    # --- coming and going -------------------------------------------------------------------

    def load(self, case: Case) -> None:
        """Begin at the first page of the account."""
        self._file = file = OpenFile(self._services.session, case, self._services.clock)
        self._hint.setText(isolate(_hint(file)))
        may_end = file.can_edit and file.has_account
        open_account = may_end and file.frozen is None
        for one in (self._correct, self._end):
            one.setVisible(open_account)
        self._stop.setVisible(may_end)
        self._row = 0
        self.panel.end()
        self._show_noted()
        self.pages.show_text(file.answers.get(statement.ARABIC, NO_ANSWER).value)
        self.pages.setFocus()

    def leave(self) -> None:
        """The page is left: keep what was typed, forget what was shown."""
        self.flush()
        self._file = None
        self.panel.end()
        self.pages.show_text("")

    def return_to(self, place: Place) -> None:
        """Come back after a lock: the same words, the same correction."""
        self.flush()
        self.load(self._services.session.intake.case(CaseId(place.case_id)))
        self.pages.turn_to_letter(place.cursor)
        typing = from_words(place.words, 0)
        if typing.text is None or self._file is None or self._correct.isHidden():
            return
        kept = self._file.answers.get(place.path, NO_ANSWER).value
        if not place.path or kept == clean(typing.text).strip():
            self._row = split_path(place.path)[1]
            self.panel.go_on(typing, kept=bool(place.path))
            self.panel.setVisible(not self._masked)
            self._show_noted()

    def place(self, *, whole: bool = False) -> Place | None:
        """After a lock it is read on from the same page; with `whole` a correction that is being
        written goes on too."""
        if self._file is None:
            return None
        path = words = ""
        if whole and self.flush() and self.panel.open:
            path = _path(self._row) if self._row else ""
            words = to_words(self.panel.typing(whole=True))
        case_id, letter = self._file.case.id, self.pages.first_letter()
        return Place(case_id, SECTION, path, letter, words, READING)

    def set_masked(self, masked: bool) -> None:
        """Hide or show the words; a correction that is being written goes on afterwards."""
        self._masked = masked
        self.flush()
        self.pages.set_masked(masked)
        self.panel.setVisible(self.panel.open and not masked)
        self._correct.setEnabled(not masked)
        self._show_noted()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.panel.isVisible():
            self.pages.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A button that has the focus leaves the keys that turn to the page."""
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.pages.turn(1 if event.key() == Qt.Key.Key_PageDown else -1)
        else:
            super().keyPressEvent(event)

    # --- corrections ------------------------------------------------------------------------

    @Slot()
    def flush(self) -> bool:
        """Keep the correction as far as it is written; whether it is on the disk."""
        file, text = self._file, self.panel.text()
        if file is None or not self.panel.unkept or not (text or self._row):
            return True
        intake = self._services.session.intake
        try:
            if not self._row:
                self._row = intake.add_row(file.case.id, statement.CORRECTIONS)
            intake.save_answers(file.case.id, {_path(self._row): Answer(text)})
        except TipdeskError:
            self.panel.kept(kept=False)
            return False
        self.panel.kept(kept=True)
        return True

    @Slot()
    def _on_correct(self) -> None:
        if self._correct.isHidden() or not self._correct.isEnabled():
            return
        if self.panel.isVisible():
            self.panel.field.setFocus()
            return
        number, words = self.pages.place()
        self._row = 0
        said = _("Paragraph {number} “{words}…”: ")
        self.panel.begin(said.format(number=number, words=words))

    @Slot()
    def _on_done(self) -> None:
        if self.flush():
            self._end_correction()

    @Slot()
    def _on_dropped(self) -> None:
        if self._row and self._file is not None:
            try:
                intake = self._services.session.intake
                intake.remove_row(self._file.case.id, statement.CORRECTIONS, self._row)
            except TipdeskError as error:
                show_error(self, error)
                return
        self._row = 0
        self._end_correction()

    def _end_correction(self) -> None:
        self.panel.end()
        if self._file is not None:
            self._file.reload(self._file.case)
        self._show_noted()
        self.pages.setFocus()

    def _show_noted(self) -> None:
        """What was corrected so far, the newest below, so that the end of the reading is told with
        it in sight."""
        answers = dict(self._file.answers) if self._file is not None else {}
        if self._row and self.panel.open:
            answers.pop(_path(self._row), None)  # it is still being written
        noted = statement.corrections(answers)
        self._noted.setVisible(bool(noted))
        count = len(noted)
        told = ngettext("{count} correction is noted.", "{count} corrections are noted.", count)
        lines = [told.format(count=isolated(str(count)))]
        if not self._masked:
            lines += [isolate(_line(text)) for text in noted[-_NEWEST:]]
        self._noted.setText("\n".join(lines))

    # --- the way on -------------------------------------------------------------------------

    @Slot()
    def _on_turned(self) -> None:
        number, count = self.pages.number, self.pages.count
        self._number.setText(self.pages.accessibleName())
        self._previous.setEnabled(number > 1)
        self._next.setEnabled(number < count)

    @Slot()
    def _on_back(self) -> None:
        if self.panel.isVisible():
            self._on_done()
        elif self._file is not None:
            self.left.emit(self._file.case, SECTION)

    @Slot()
    def _on_end(self) -> None:
        file = self._file
        if file is None or not self.flush():
            return
        self.panel.end()
        choices = file.rules.choices(file.rules.question(statement.SIGNATURE))
        chosen = file.answers.get(statement.SIGNATURE, NO_ANSWER).value
        ended = ask_end(
            self,
            choices,
            file.surroundings(),
            unticked=why_unticked(self.pages.count, read_through=self.pages.read_through),
            chosen=chosen,
            language=_language_editor(file),
        )
        if ended is None or self._file is not file:
            return
        try:
            intake = self._services.session.intake
            case = intake.end_reading(
                file.case.id, ended.how, whole=ended.whole, language=ended.language
            )
        except TipdeskError as error:
            show_error(self, error)
            return
        self.left.emit(case, SECTION)

    @Slot()
    def _on_stop(self) -> None:
        file = self._file
        if file is None or self._stop.isHidden() or not self.flush():
            return
        self.panel.end()
        case = stop_account(self, self._services.session, file.case)
        if case is None or self._file is not file:
            return
        file.reload(case)
        after = show_sheet(self, self._services.session, file.stopped)
        if self._file is not file:
            return
        if after is After.NOTICE:
            self.load(case)
            self.print_asked.emit(case, "notice")
        else:
            self.left.emit(case, SESSION_END if after is After.SESSION_END else SECTION)


def _path(row: int) -> str:
    return f"{row_path(statement.CORRECTIONS, row)}/{statement.CORRECTION}"


def _hint(file: OpenFile) -> str:
    """What the form says of reading out; another agency's form may have no account."""
    if not file.has_account:
        return ""
    about = file.surroundings()
    return file.rules.question(statement.READ_BACK).hint.text(about.language, about.sex)


def _language_editor(file: OpenFile) -> Editor | None:
    """Asks for the language of the account; None where the file says it."""
    if not statement.lacks_language(file.rules.definition, file.answers):
        return None
    question = file.rules.question(statement.LANGUAGE)
    return make_editor(question, file.rules.choices(question), file.surroundings())


def _line(text: str) -> str:
    """The beginning of a correction, in one line."""
    whole = " ".join(text.split())
    return whole if len(whole) <= _SHOWN else f"{whole[:_SHOWN].rstrip()}…"
