"""Writing only: the statement alone in the window, by one key from anywhere in a file and back.

The field of the question itself stands here while it lasts (`LongTextEditor.lend`): whatever holds
for it there holds here, and what is typed goes the same way into the vault. The size of letters is
worked out: the largest at which `LINES` lines stand one below the other. Words that were spoken in
another language stand above the Arabic ones, and both scroll together by turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QRect,
    QSignalBlocker,
    QSize,
    Qt,
    QTimer,
    Signal,
    SignalInstance,
    Slot,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QToolButton, QVBoxLayout, QWidget

from tipdesk.cases.interview import turns
from tipdesk.cases.interview.offers import SpokenPlace
from tipdesk.cases.interview.statement import ARABIC, ORIGINAL
from tipdesk.desk.session.session import Place
from tipdesk.i18n.text import MASK, _, format_time, isolate, isolated
from tipdesk.texts import keys
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.form.text_editors import LongText, LongTextEditor
from tipdesk.ui.interview.frame import InterviewFrame, InterviewPart
from tipdesk.ui.interview.open_file import OpenFile, leaves_out
from tipdesk.ui.interview.section_stage import SectionStage
from tipdesk.ui.toolkit.dialogs import say
from tipdesk.ui.toolkit.keyboard import shortcut_of
from tipdesk.ui.toolkit.parts import cursor_in, label, length_text
from tipdesk.ui.toolkit.theme import color, font, pixmap, px

# --- how large the letters are ------------------------------------------------------------------


LINES, LETTERS = 22, 92  # that stand one below the other; that one of them holds at most
_SMALLEST, _LARGEST, _STEP = 9.0, 24.0, 0.25  # points
_EDGE, _ABOVE, _BELOW = 62, 6, 4  # pixels: the times at 100 %, around the words
_SAMPLE = "تحدث كما تشاء وبالترتيب الذي يناسبك، ونحن نكتب كلماتك كما هي، سؤالاً وجواباً."


def fitting(height: float, lines: int, more: float = 0) -> QFont:
    """The face in the largest size at which so many lines stand in `height`, by `more` points
    larger; however large the rest of the screen is."""
    points = _LARGEST
    while points > _SMALLEST and QFontMetricsF(_face(points)).lineSpacing() * lines > height:
        points -= _STEP
    return _face(max(_SMALLEST, points + more))


def _face(points: float) -> QFont:
    face = font()
    face.setPointSizeF(points)
    return face


def _column_width(face: QFont) -> int:
    letter = QFontMetricsF(face).horizontalAdvance(_SAMPLE) / len(_SAMPLE)
    return round(letter * LETTERS) + 2 * px(_EDGE)


# --- one text, with what stands at its edge -----------------------------------------------------


class _Marks(QSyntaxHighlighter):
    """Who speaks stands out, and a question is quieter than what she says."""

    def highlightBlock(self, text: str) -> None:
        mark = turns.mark_of(text)
        if turns.is_question(text):
            quiet = QTextCharFormat()
            quiet.setForeground(QColor(color("text2")))
            self.setFormat(0, len(text), quiet)
        if mark:
            strong = QTextCharFormat()
            strong.setForeground(QColor(color("primary")))
            strong.setFontWeight(QFont.Weight.DemiBold)
            self.setFormat(0, len(mark), strong)


class TimesEdge(QWidget):
    """When each turn was begun, painted beside its first line."""

    def __init__(self, field: LongText, editor: LongTextEditor) -> None:
        super().__init__()
        self._field, self._editor = field, editor
        self.setFixedWidth(px(_EDGE))

    def times(self) -> list[tuple[int, str]]:
        """How far below the upper edge each stands, and what it says."""
        clock = self._editor.clock
        known = clock.times if clock is not None else ()
        return [
            (top, format_time(at))
            for number, top in self._field.paragraphs()
            if number < len(known) and (at := known[number]) is not None
        ]

    @Slot()
    def follow(self) -> None:
        """The text has moved, or is another one."""
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(font(8.5))
        painter.setPen(QColor(color("text3")))
        tall = self._field.fontMetrics().lineSpacing()
        for top, text in self.times():
            line = QRect(0, top, self.width(), tall)
            painter.drawText(line, int(Qt.AlignmentFlag.AlignCenter), text)
        painter.end()


class LentField(QWidget):
    """A field that was lent by its question."""

    scrolled = Signal()  # or its cursor has moved

    def __init__(self, row: QuestionRow, editor: LongTextEditor, face: QFont) -> None:
        super().__init__()
        self.row, self._editor = row, editor
        self.field: LongText = editor.lend(face)
        blocked = QSignalBlocker(self.field)  # to Qt colours are a change of the text
        self._marks = _Marks(self.field.document())
        QCoreApplication.sendPostedEvents(self._marks, QEvent.Type.MetaCall)  # draws them now
        blocked.unblock()
        arabic = turns.marks_of(editor.text(), arabic=row.path == ARABIC)[0] == turns.MARKS[0]
        way = Qt.LayoutDirection
        self.setLayoutDirection(way.RightToLeft if arabic else way.LeftToRight)
        self._edge = TimesEdge(self.field, editor)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._edge)
        box.addWidget(self.field)
        box.addSpacing(px(_EDGE))  # the words stand in the middle
        self.field.show()
        self.field.updateRequest.connect(self._edge.follow)
        self.field.cursorPositionChanged.connect(self.scrolled)
        self.field.verticalScrollBar().valueChanged.connect(self.scrolled)

    def give_back(self) -> None:
        """The field stands at its question again."""
        self.field.updateRequest.disconnect(self._edge.follow)
        self.field.cursorPositionChanged.disconnect(self.scrolled)
        self.field.verticalScrollBar().valueChanged.disconnect(self.scrolled)
        blocked = QSignalBlocker(self.field)
        self._marks.setDocument(None)
        blocked.unblock()
        self._editor.take_back()

    def room(self) -> tuple[int, int]:
        """How many whole lines are to be seen, and how many letters one of them holds."""
        metrics = QFontMetricsF(self.field.font())
        view, margin = self.field.viewport(), 2 * self.field.document().documentMargin()
        letter = metrics.horizontalAdvance(_SAMPLE) / len(_SAMPLE)
        lines = (view.height() - margin) / metrics.lineSpacing()
        return int(lines), int((view.width() - margin) / letter)

    def show_words(self, at: SpokenPlace) -> None:
        """Bring these words into sight, and the cursor to them."""
        block = self.field.document().findBlockByNumber(at.turn)
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + min(at.start, block.length() - 1))
        cursor.setPosition(
            block.position() + min(at.end, block.length() - 1), QTextCursor.MoveMode.KeepAnchor
        )
        self.field.setTextCursor(cursor)
        self.field.centerCursor()

    def place(self) -> tuple[int, int]:
        """The turn of the cursor while it is to be seen, else the first one that is; how far below
        the upper edge it begins."""
        seen = list(self.field.paragraphs())
        turn = self.field.textCursor().blockNumber()
        return next((part for part in seen if part[0] == turn), seen[0] if seen else (0, 0))


# --- the quiet line below -----------------------------------------------------------------------


class QuietLine(QFrame):
    """What is kept, what is recorded, and the keys: all that stands beside the words."""

    back_asked = Signal()
    turns_asked = Signal()
    other_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("status")
        self._picture, self._saved = label(), label("", "faint")
        self._saved.setAccessibleName(_("State of saving"))
        self._dot, self._recorded = label(), label("", "faint")
        self._dot.setPixmap(pixmap("circle-fill", "danger", 10))
        self._problem = label("", "error")
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(px(18), px(2), px(18), px(2))
        self._line.setSpacing(px(6))
        for part in (self._picture, self._saved):
            self._line.addWidget(part)
        self._line.addSpacing(px(14))
        for part in (self._dot, self._recorded, self._problem):
            self._line.addWidget(part)
        self._line.addStretch(1)
        self._line.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._keys: list[tuple[QWidget, QWidget, QWidget]] = []  # each with its words
        self._add(_("Back to the questions"), keys.WRITING, self.back_asked)
        self._turns = self._add(_("Question and answer"), keys.TURNS, self.turns_asked)
        self._other = self._add(_("Other language"), keys.OTHER_LANGUAGE, self.other_asked)
        for what, key in ((_("Cover the screen"), keys.COVER), (_("Lock"), keys.LOCK)):
            self._add(what, key, None)
        self.show_recording(-1, running=False)

    def _add(self, what: str, key: keys.Key, asked: SignalInstance | None) -> QWidget:
        """A key and what it does; with the mouse too, where the page itself does it."""
        holder = QWidget()
        box = QHBoxLayout(holder)
        box.setContentsMargins(px(8), 0, 0, 0)
        box.setSpacing(px(4))
        cap = label(isolated(key.text), "key")
        cap.setToolTip(what)
        box.addWidget(cap)
        if asked is None:
            words: QWidget = label(what, "faint")
        else:
            tool = QToolButton()
            tool.setObjectName("small")
            tool.setText(what)
            tool.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # a click leaves the cursor where it is
            tool.clicked.connect(asked)
            words = tool
        box.addWidget(words)
        self._keys.append((holder, cap, words))
        self._line.addWidget(holder)
        return holder

    def minimumSizeHint(self) -> QSize:
        """It makes no window wider."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where the room is scant keys give up their words, the last ones first."""
        worded = len(self._keys)
        while worded and self._width(worded) > self.width():
            worded -= 1
        for at, (_holder, _cap, words) in enumerate(self._keys):
            words.setVisible(at < worded)

    def _width(self, worded: int) -> int:
        """Pixels that all of it takes when so many keys show words."""
        beside = (self._picture, self._saved, self._dot, self._recorded, self._problem)
        parts = [part.sizeHint().width() for part in beside if not part.isHidden()]
        for at, (holder, cap, words) in enumerate(self._keys):
            if not holder.isHidden():
                word_room = words.sizeHint().width() + px(4) if at < worded else 0
                parts.append(cap.sizeHint().width() + word_room + px(8))
        return sum(parts) + len(parts) * px(6) + px(14) + 2 * px(18)

    def offer(self, *, turns: bool, other: bool) -> None:
        """Which keys do something here."""
        self._turns.setVisible(turns)
        self._other.setVisible(other)
        self._fit()

    def show_saved(self, text: str, icon_name: str, colour: str) -> None:
        """How keeping stands."""
        self._saved.setText(text)
        self._picture.setPixmap(pixmap(icon_name, colour, 14))
        self._fit()

    def show_recording(self, milliseconds: int, *, running: bool) -> None:
        """How long what is recorded is; less than nothing where nothing is."""
        live = milliseconds >= 0
        self._dot.setVisible(live)
        text = length_text(milliseconds) if live else _("No recording")
        self._recorded.setText(text if running or not live else f"{text} • {_('Paused')}")
        self._fit()

    def say(self, problem: str) -> None:
        """Why something was not put in; '' when that is over."""
        self._problem.setText(isolate(problem))
        for part in (self._picture, self._saved, self._recorded):
            part.setVisible(not problem)
        self._fit()


# --- the page -----------------------------------------------------------------------------------


class WritingPage(QWidget):
    """One text, or two one above the other, in the middle of the window."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("writing")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.line = QuietLine()
        self._masked = label(MASK, "masked")
        self._masked.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._masked.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._masked.hide()
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, _ABOVE, 0, _BELOW)
        middle.addStretch(1)
        middle.addLayout(self._column)
        middle.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(middle, 1)
        box.addWidget(self._masked, 1)
        box.addWidget(self.line)
        self.sheets: list[LentField] = []
        self._ruler: QFrame | None = None
        self._following = False
        self.more = 0  # points by which letters were made larger
        for key, more in ((keys.LARGER, 1), (keys.SMALLER, -1), (keys.USUAL_SIZE, 0)):
            QShortcut(shortcut_of(key), self, partial(self._on_size, more))
        self.hide()

    def take(self, rows: Sequence[QuestionRow]) -> None:
        """Show the fields of these questions."""
        for row in rows:
            if self.sheets:
                self._ruler = QFrame()
                self._ruler.setObjectName("line")
                self._ruler.setFixedHeight(1)
                self._column.addWidget(self._ruler)
            assert isinstance(row.editor, LongTextEditor)  # noqa: S101  such are chosen
            sheet = LentField(row, row.editor, font())
            sheet.scrolled.connect(partial(self._follow, sheet))
            self._column.addWidget(sheet, 1)
            self.sheets.append(sheet)
        self.fit()

    def give_back(self) -> None:
        """Every field stands at its question again."""
        sheets, self.sheets = self.sheets, []
        for sheet in sheets:
            sheet.give_back()
            self._column.removeWidget(sheet)
            sheet.deleteLater()
        if self._ruler is not None:
            self._column.removeWidget(self._ruler)
            self._ruler.deleteLater()
            self._ruler = None
        self.line.say("")

    def fit(self) -> None:
        """Letters as large as the room allows."""
        if not self.sheets:
            return
        room = self.height() - self.line.sizeHint().height() - _ABOVE - _BELOW
        margins = sum(2 * sheet.field.document().documentMargin() for sheet in self.sheets)
        face = fitting(room - margins - len(self.sheets), LINES, self.more)
        for sheet in self.sheets:
            sheet.field.set_face(face)
            sheet.setFixedWidth(min(_column_width(face), self.width()))
        QTimer.singleShot(0, self, self._align)  # once every part has its size

    @Slot()
    def _align(self) -> None:
        """Show where the cursor is, and the same turn in the other text."""
        for sheet in self.sheets:
            if sheet.field.hasFocus():
                sheet.field.ensureCursorVisible()
                self._follow(sheet)

    def set_masked(self, masked: bool) -> None:
        """Words are hidden; the cursor comes back to them."""
        at = cursor_in(self.window())
        for sheet in self.sheets:
            sheet.setVisible(not masked)
        if self._ruler is not None:
            self._ruler.setVisible(not masked)
        self._masked.setVisible(masked)
        if masked and any(sheet.field is at for sheet in self.sheets):
            self._masked.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_size(self, more: int) -> None:
        """Letters a point larger or smaller; 0: as they fit."""
        self.more = self.more + more if more else 0
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def _follow(self, sheet: LentField) -> None:
        """The other text shows the same turn at the same height."""
        if self._following:
            return
        self._following = True
        for other in self.sheets:
            if other is not sheet:
                other.field.show_paragraph(*sheet.place())
        self._following = False


class Writing(InterviewPart):
    """Opens the page over the questions of the open file, and closes it."""

    alone = Signal(str)  # nothing but this page is to be seen; '' for no more
    ended = Signal(object)  # Place to which it leads back

    def __init__(self, frame: InterviewFrame, stage: SectionStage) -> None:
        super().__init__(frame)
        self.page = WritingPage()
        self._frame, self._stage = frame, stage
        self._row: QuestionRow | None = None  # in which one writes
        self._back = Place("")
        self._was_quick = self._masked = False
        self._been: set[str] = set()  # where the cursor was already
        line = self.page.line
        line.back_asked.connect(self.end)
        line.turns_asked.connect(self.toggle_turns)
        line.other_asked.connect(self.change_language)
        QShortcut(shortcut_of(keys.OTHER_LANGUAGE), self.page, self.change_language)

    # --- what the page asks -----------------------------------------------------------------

    @property
    def row(self) -> QuestionRow | None:
        """The question in whose field one writes; None while the questions are shown."""
        if self._row is not None:
            at = cursor_in(self.page.window())
            sheets = self.page.sheets
            self._row = next((sheet.row for sheet in sheets if sheet.field is at), self._row)
        return self._row

    @property
    def back(self) -> str:
        """The question to which it leads back, or its section."""
        return (self._back.path or self._back.section) if self._row is not None else ""

    # --- opening and closing ----------------------------------------------------------------

    def begin(self, back: Place, at: SpokenPlace | None = None, text: str = "") -> None:
        """Show the statement alone, at these words if there are such, or in this one of its texts;
        `back` is where one stood."""
        file = self._file
        if file is None or self._row is not None:
            return
        rows = self._rows(file)
        if not rows:
            return
        self._back = back
        wanted = at.text if at is not None else text or back.path
        own = next((row for row in rows if row.path == wanted), rows[0])
        self._row = own
        self._frame.hide()
        self.page.take(rows)
        for sheet in self.page.sheets:
            path = sheet.row.path
            if path not in self._been and path != back.path:
                sheet.field.moveCursor(QTextCursor.MoveOperation.End)
            self._been.add(path)
            sheet.row.editor.refused.connect(self.page.line.say)
            sheet.row.edited.connect(self._on_edited)
        read_only = any(sheet.field.isReadOnly() for sheet in self.page.sheets)
        self.page.line.offer(turns=not read_only, other=len(rows) > 1)
        self.page.show()
        self.page.set_masked(self._masked)
        self.alone.emit("writing")
        if not self._masked:
            own.editor.take_focus()
        if at is not None:
            for sheet in self.page.sheets:
                if sheet.row is own:
                    sheet.show_words(at)

    def hand_back(self) -> None:
        self._close()

    def leave(self) -> None:
        super().leave()
        self._been.clear()

    def set_masked(self, masked: bool) -> None:
        """Hide or show the words (F7)."""
        before, self._masked = self._masked, masked
        if self._row is not None and masked != before:
            row = self.row
            self.page.set_masked(masked)
            if not masked and row is not None:
                row.editor.inputs()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def end(self) -> None:
        """Show the questions again, where one stood."""
        file, back, row = self._file, self._back, self.row
        if file is None or row is None:
            return
        self._close()
        if self._was_quick:
            file.set_quick(True)
            self._stage.refresh()
        if back.path in (ARABIC, ORIGINAL):  # or where one has written
            back = Place(back.case_id, self._stage.section, row.path)
        self.ended.emit(back)

    def _close(self) -> None:
        if self._row is None:
            return
        self._row = None
        for sheet in self.page.sheets:
            sheet.row.editor.refused.disconnect(self.page.line.say)
            sheet.row.edited.disconnect(self._on_edited)
        self.page.hide()
        self.page.give_back()
        self._frame.show()
        self.alone.emit("")

    def _rows(self, file: OpenFile) -> list[QuestionRow]:
        """The questions whose fields are shown; none where something else stands in their place,
        to which the cursor was brought."""
        self._was_quick = False
        if not file.has_statement:
            say(self._frame, _("This form has no statement."), done=False)
            return []
        if file.quick and leaves_out(file, file.rules.section_of(ARABIC), ARABIC):
            file.set_quick(False)
            self._was_quick = True
        if not self._stage.seek(ARABIC):
            if self._was_quick:
                file.set_quick(True)
            say(self._frame, _("The statement is not asked now."), done=False)
            return []
        rows = filter(None, map(self._stage.row, (ORIGINAL, ARABIC)))
        return [
            row
            for row in rows
            if isinstance(row.editor, LongTextEditor)
            and row.is_written
            and file.state.is_relevant(row.path)
        ]

    # --- what is asked for there ------------------------------------------------------------

    @Slot()
    def toggle_turns(self) -> None:
        """Question and answer, or a text without turns: where the cursor is."""
        row = self.row or self._stage.focused()
        if row is not None and isinstance(row.editor, LongTextEditor):
            row.editor.toggle_turns()

    @Slot()
    def change_language(self) -> None:
        """To the other text."""
        sheets, row = self.page.sheets, self.row
        if len(sheets) > 1 and not self._masked:
            other = next(sheet for sheet in sheets if sheet.row is not row)
            other.field.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _on_edited(self, _path: str) -> None:
        self.page.line.say("")
