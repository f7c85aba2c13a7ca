"""Reading the statement out: large letters, page by page, corrections on the way, and its end.

`LargePages` shows a long text one screen at a time; `CorrectionPanel` takes the person's correction
down.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
    QShowEvent,
    QTextLayout,
    QTextLine,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from tipdesk.cases.interview import statement
from tipdesk.cases.interview.unfinished import Typing, from_words, to_words
from tipdesk.cases.model import NO_ANSWER, Answer, Case, CaseId
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.session.session import READING, Place
from tipdesk.forms.model import row_path, split_path
from tipdesk.i18n.text import MASK, _, clean, is_rtl, isolate, isolated, ngettext
from tipdesk.texts import keys
from tipdesk.ui.form.editors import make_editor
from tipdesk.ui.form.text_editors import begin_change, resume, typing_in
from tipdesk.ui.interview import statement_end
from tipdesk.ui.interview.autosave import PAUSE
from tipdesk.ui.interview.open_file import OpenFile
from tipdesk.ui.toolkit.combo_editor import Editor
from tipdesk.ui.toolkit.dialogs import show_error
from tipdesk.ui.toolkit.fields import said_too_long
from tipdesk.ui.toolkit.keyboard import shortcut_of
from tipdesk.ui.toolkit.parts import as_card, button, label, row, set_picture, text_area
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import color, font, px

# --- pages ------------------------------------------------------------------------------------


_POINTS, _PAD, _LEADING, _BETWEEN = 21.0, 34, 1.5, 0.45  # letters; pixels; lines
_ON = frozenset({Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Space})
_BACK = frozenset({Qt.Key.Key_Up, Qt.Key.Key_PageUp, Qt.Key.Key_Backspace})
_WORDS_OF_PLACE = 4


@dataclass(frozen=True, slots=True)
class _Placed:
    """One line of the text: of which paragraph, from which letter on, how far below the page's
    top."""

    paragraph: int
    start: int
    line: QTextLine
    text: str
    top: float


class LargePages(QWidget):
    """Turns by arrows, PgUp and PgDn, the space bar, Home and End. Arabic runs from the right
    whatever the language of the screen is."""

    turned = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(px(320), px(200))
        self._text, self._masked = "", False
        self._pages: list[list[_Placed]] = [[]]
        self._layouts: list[QTextLayout] = []  # they own the lines
        self._at = 0
        self._asked: tuple[int, int] | None = None  # a paragraph's letter, until pages are turned
        self._seen: dict[int, set[int]] = {}  # paragraph → its letters that were shown
        self._turned = False  # by somebody, since the text was set

    @property
    def number(self) -> int:
        """The page that is shown, from 1 on."""
        return self._at + 1

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self._pages)

    @property
    def all_seen(self) -> bool:
        """Whether every word was shown since the text was set; pages may be divided anew."""
        return all(
            len(self._seen.get(number, ())) >= len(paragraph)
            for number, paragraph in enumerate(self._text.split("\n"))
        )

    @property
    def read_through(self) -> bool:
        """Whether somebody turned the pages until every one was shown. Of a text of one page
        nothing is known: nobody turned to it."""
        return self._turned and self.all_seen

    def show_text(self, text: str) -> None:
        """Begin at the first page of a text."""
        self._turned = False
        self._text, self._at, self._asked = text, 0, None
        self._pages = [[]]
        self._seen.clear()
        self._lay_out()

    def set_masked(self, masked: bool) -> None:
        """Hide or show the words (F7)."""
        self._masked = masked
        self._tell()

    def turn(self, by: int) -> None:
        """To another page, if there is one."""
        self.turn_to(self._at + by)

    def turn_to(self, at: int) -> None:
        """To the page at this position, or the nearest one."""
        self._asked = None
        before, self._at = self._at, max(0, min(at, self.count - 1))
        if before != self._at:
            self._turned = True
            self._tell()

    def first_letter(self) -> int:
        """How many letters of the text stand before the page."""
        paragraph, start = self._asked or _begins(self._pages[self._at])
        return sum(len(before) + 1 for before in self._text.split("\n")[:paragraph]) + start

    def turn_to_letter(self, at: int) -> None:
        """To the page with this letter of the text, also when pages are divided anew."""
        before = self._text[:at].split("\n")
        self._asked = len(before) - 1, len(before[-1])
        self._lay_out()

    def place(self) -> tuple[int, str]:
        """The paragraph that the page begins with, from 1 on, and its first words there."""
        first = next((placed for placed in self._pages[self._at] if placed.text.strip()), None)
        if first is None:
            return 1, ""
        return first.paragraph + 1, " ".join(first.text.split()[:_WORDS_OF_PLACE])

    # --- inside -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        """Divide the text into lines and pages; the words that stood first stay on the screen."""
        letter = self._asked or _begins(self._pages[self._at])
        face = font(_POINTS)
        tall = QFontMetricsF(face).height() * _LEADING
        room = max(tall, self.height() - 2 * px(_PAD))
        self._layouts.clear()
        pages: list[list[_Placed]] = [[]]
        top = 0.0
        for number, paragraph in enumerate(self._text.split("\n")):
            for line, text in self._lines(paragraph, face):
                if top and top + tall > room:
                    pages.append([])
                    top = 0.0
                pages[-1].append(_Placed(number, line.textStart(), line, text, top))
                top += tall
            top += tall * _BETWEEN if top else 0.0
        self._pages = pages
        self._at = max(0, sum(_begins(page) <= letter for page in pages) - 1)
        self._tell()

    def _lines(self, paragraph: str, face: QFont) -> list[tuple[QTextLine, str]]:
        option = QTextOption(Qt.AlignmentFlag.AlignRight)
        option.setTextDirection(Qt.LayoutDirection.RightToLeft)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout = QTextLayout(paragraph, face, self)
        layout.setTextOption(option)
        self._layouts.append(layout)
        lines: list[tuple[QTextLine, str]] = []
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1.0, self.width() - 2 * px(_PAD)))
            start = line.textStart()
            lines.append((line, paragraph[start : start + line.textLength()]))
        layout.endLayout()
        return lines

    def _tell(self) -> None:
        self._at = min(self._at, self.count - 1)
        if self.isVisible() and not self._masked:
            for placed in self._pages[self._at]:
                letters = range(placed.start, placed.start + len(placed.text))
                self._seen.setdefault(placed.paragraph, set()).update(letters)
        page_text = _("Page {number} of {count}").format(
            number=isolated(str(self.number)), count=isolated(str(self.count))
        )
        self.setAccessibleName(page_text)
        lines = (placed.text for placed in self._pages[self._at])
        self.setAccessibleDescription(_("hidden") if self._masked else " ".join(lines))
        self.update()
        self.turned.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        onward = Qt.Key.Key_Left if is_rtl() else Qt.Key.Key_Right
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.turn_to(0 if key == Qt.Key.Key_Home else self.count - 1)
        elif key in _BACK or (key == Qt.Key.Key_Space and shifted):
            self.turn(-1)
        elif key in _ON or key == onward:
            self.turn(1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.turn(-1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        painter.setPen(QColor(color("focus" if focused else "border")))
        painter.setBrush(QColor(color("surface")))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), px(10), px(10))
        painter.setPen(QColor(color("text")))
        pad = px(_PAD)
        if self._masked:
            painter.setFont(font(_POINTS))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), MASK)
        else:
            for placed in self._pages[self._at]:
                placed.line.draw(painter, QPointF(pad, pad + placed.top - placed.line.y()))
        painter.end()


def _begins(page: list[_Placed]) -> tuple[int, int]:
    """Where a page begins in the text."""
    return (page[0].paragraph, page[0].start) if page else (0, 0)


_END = 1 << 30  # behind every text


class CorrectionPanel(QFrame):
    """Says what is written a moment after the last key. What is no more than the place that it
    began with is no correction."""

    written = Signal()  # to be kept now
    ended = Signal()
    dropped = Signal()

    def __init__(self) -> None:
        super().__init__()
        as_card(self)
        title = _("Correction, as the person says it")
        self.field = text_area(76)
        self.field.setAccessibleName(title)
        self._done = button(_("Done"), "check", "primary")
        self._drop = button(_("Remove it"), "trash")
        self._state = label("", "muted")
        self._refused = label("", "error", wrap=True)
        self._refused.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(px(18), px(12), px(18), px(12))
        box.setSpacing(px(8))
        box.addWidget(row(label(title, "fieldLabel"), 1, self._state))
        box.addWidget(self.field)
        box.addWidget(self._refused)
        box.addWidget(row(self._drop, 1, self._done))
        self._begun = ""
        self.unkept = False  # something was written since it was last kept
        self.open = False  # also while it is hidden (F7)
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(PAUSE)
        self._due.timeout.connect(self.written)
        self.field.textChanged.connect(self._on_changed)
        self.field.refused.connect(self._refuse)
        self._done.clicked.connect(self.ended)
        self._drop.clicked.connect(self.dropped)
        self.hide()

    def begin(self, place: str) -> None:
        """Show an empty correction at `place`."""
        self.go_on(Typing(cursor=_END, anchor=_END, text=place), kept=False)

    def go_on(self, typing: Typing, *, kept: bool) -> None:
        """Show a correction as far as it was written and `kept`, or begun with no more than its
        place."""
        resume(self.field, typing)
        self._refuse("")
        self._due.stop()
        self._begun, self.unkept, self.open = "" if kept else typing.text or "", False, True
        self._state.setText(_("Kept") if kept else "")
        self.show()
        self.field.setFocus()

    def typing(self, *, whole: bool) -> Typing:
        """The cursor; with `whole` also the words and what can be undone."""
        return typing_in(self.field, 0, whole=whole)

    def end(self) -> None:
        """The correction is done, or none was begun."""
        self._due.stop()
        self.open = self.unkept = False
        self.hide()

    def text(self) -> str:
        """What is to be kept; '' while nothing was said yet."""
        text = clean(self.field.toPlainText()).strip()
        return "" if text == self._begun.strip() else text

    def kept(self, *, kept: bool) -> None:
        """How the last attempt to keep it went."""
        self._due.stop()
        self.unkept = not kept
        begin_change(self.field)
        why = said_too_long(self.text())
        self._state.setText(_("Kept") if kept else why or _("Not kept yet"))

    @Slot(str)
    def _refuse(self, problem: str) -> None:
        """Say why something was not put in; '' when that is over."""
        self._refused.setText(problem)
        self._refused.setVisible(bool(problem))

    @Slot()
    def _on_changed(self) -> None:
        self._refuse("")
        self.unkept = True
        self._state.setText("")
        self._due.start()


SECTION = "readback"  # where the interview goes on
_NEWEST, _SHOWN = 2, 110  # corrections that are shown, characters of each


class ReadbackPage(QWidget):
    """Shows the Arabic text as the vault has it. A closed statement is only read."""

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
        for deed, key in ((self._correct, keys.CORRECTION), (self._stop, keys.STOP)):
            deed.setToolTip(key.beside(deed.text()))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(28), px(14), px(28), px(14))
        box.setSpacing(px(8))
        title = label(_("Reading the statement out"), "h1")
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
        for sequence, slot in (
            (QKeySequence(Qt.Key.Key_Escape), self._on_back),
            (shortcut_of(keys.CORRECTION), self._on_correct),
            (shortcut_of(keys.STOP), self._on_stop),
        ):
            QShortcut(sequence, self, slot)

    # --- coming and going -------------------------------------------------------------------

    def load(self, case: Case) -> None:
        """Begin at the first page of the statement."""
        self._file = file = OpenFile(self._services.session, case, self._services.clock)
        self._hint.setText(isolate(_hint(file)))
        may_end = file.can_edit and file.has_statement
        statement_open = may_end and file.frozen is None
        for deed in (self._correct, self._end):
            deed.setVisible(statement_open)
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
        self.load(self._services.session.files.case(CaseId(place.case_id)))
        self.pages.turn_to_letter(place.cursor)
        typing = from_words(place.words, 0)
        if typing.text is None or self._file is None or self._correct.isHidden():
            return
        stored = self._file.answers.get(place.path, NO_ANSWER).value
        if not place.path or stored == clean(typing.text).strip():
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
        answers = self._services.session.answers
        try:
            if not self._row:
                self._row = answers.add_row(file.case.id, statement.CORRECTIONS)
            answers.save_answers(file.case.id, {_path(self._row): Answer(text)})
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
        template = _("Paragraph {number} “{words}…”: ")
        self.panel.begin(template.format(number=number, words=words))

    @Slot()
    def _on_done(self) -> None:
        if self.flush():
            self._end_correction()

    @Slot()
    def _on_dropped(self) -> None:
        if self._row and self._file is not None:
            try:
                session = self._services.session
                session.answers.remove_row(self._file.case.id, statement.CORRECTIONS, self._row)
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
        count_text = ngettext(
            "{count} correction is noted.", "{count} corrections are noted.", count
        )
        lines = [count_text.format(count=isolated(str(count)))]
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
        ended = statement_end.ask_end(
            self,
            choices,
            file.surroundings(),
            unticked=statement_end.why_unticked(
                self.pages.count, read_through=self.pages.read_through
            ),
            chosen=chosen,
            language=_language_editor(file),
        )
        if ended is None or self._file is not file:
            return
        try:
            session = self._services.session
            case = session.statement.end_reading(
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
        case = statement_end.stop_statement(self, self._services.session, file.case)
        if case is None or self._file is not file:
            return
        file.reload(case)
        after = statement_end.show_sheet(self, self._services.session, file.stopped)
        if self._file is not file:
            return
        if after is statement_end.NextStep.NOTICE:
            self.load(case)
            self.print_asked.emit(case, "notice")
        else:
            self.left.emit(
                case,
                statement_end.SESSION_END
                if after is statement_end.NextStep.SESSION_END
                else SECTION,
            )


def _path(row: int) -> str:
    return f"{row_path(statement.CORRECTIONS, row)}/{statement.CORRECTION}"


def _hint(file: OpenFile) -> str:
    """What the form says of reading out; another agency's form may have no statement."""
    if not file.has_statement:
        return ""
    about = file.surroundings()
    return file.rules.question(statement.READ_BACK).hint.text(about.language, about.sex)


def _language_editor(file: OpenFile) -> Editor | None:
    """Asks for the language of the statement; None where the file says it."""
    if not statement.lacks_language(file.rules.definition, file.answers):
        return None
    question = file.rules.question(statement.LANGUAGE)
    return make_editor(question, file.rules.choices(question), file.surroundings())


def _line(text: str) -> str:
    """The beginning of a correction, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN].rstrip()}…"
