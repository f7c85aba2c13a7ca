"""Editors of words, codes and numbers; and what is shown but not edited.

What Ctrl+Z would bring back in a field is read before a lock (`typing_in`) and put back after it
(`resume`). Qt's own stack is walked and laid anew, so that after the lock the same keys bring the
same words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QShowEvent, QTextCursor, QTextOption
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tipdesk.cases.interview import turns
from tipdesk.cases.interview.statement import ARABIC, ORIGINAL
from tipdesk.cases.interview.unfinished import MOST_CHANGES, TextChange, Typing, bounded, changes
from tipdesk.forms.model import Choice, Question, QuestionType
from tipdesk.forms.values import CODE_APPEARANCES
from tipdesk.i18n.text import _, is_rtl, isolate
from tipdesk.texts import keys
from tipdesk.ui.form.turn_clock import TurnClock
from tipdesk.ui.toolkit.combo_editor import Editor, LineField, Surroundings
from tipdesk.ui.toolkit.fields import BoundedText
from tipdesk.ui.toolkit.parts import button, label, row
from tipdesk.ui.toolkit.theme import px

# --- what can be undone in one field ----------------------------------------------------------


TextField = QLineEdit | QPlainTextEdit


def text_field(widget: QWidget) -> TextField | None:
    """The field in which one types, if `widget` is one or holds one."""
    inner = widget.lineEdit() if isinstance(widget, QComboBox) else widget
    return inner if isinstance(inner, QLineEdit | QPlainTextEdit) else None


def text_of(field: TextField) -> str:
    """What stands in the field."""
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def can_undo(field: TextField) -> bool:
    """Whether Ctrl+Z has anything to take back in it."""
    return _stack(field)[2]()


def can_redo(field: TextField) -> bool:
    """Whether anything that was taken back in it can be put there again."""
    return _stack(field)[3]()


def typing_in(field: TextField, part: int, *, whole: bool) -> Typing:
    """The cursor of the field; with `whole` also its text and what can be undone. The field is
    the same afterwards, and says nothing meanwhile."""
    cursor, anchor, top = _cursor(field)
    place = Typing(part, cursor, anchor, top)
    if not whole or field.isReadOnly():
        return place
    blocked = QSignalBlocker(field)
    undo, redo, can_undo, can_redo = _stack(field)
    before = _walked(field, can_undo, undo, redo)
    after = _walked(field, can_redo, redo, undo)
    text = before[0]
    if (
        text_of(field) != text
    ):  # now and then Qt's own way back ends elsewhere: the words come first
        _write(field, text)
        before = after = [text]
    _set_cursor(field, place)
    blocked.unblock()
    return bounded(Typing(part, cursor, anchor, top, text, changes(before[::-1]), changes(after)))


def resume(field: TextField, typing: Typing) -> None:
    """Put back what `typing_in` has read; nobody is told that anything was edited."""
    blocked = QSignalBlocker(field)
    if typing.text is not None:
        text = typing.oldest()
        _write(field, text)
        for change in (*typing.undo, *typing.redo):
            _apply(field, text, change)
            text = change.done(text)
        undo = _stack(field)[0]
        for _change in typing.redo:
            undo()
    _set_cursor(field, typing)
    blocked.unblock()


def begin_change(field: QPlainTextEdit) -> None:
    """What is typed from now on is undone by itself: Qt adds it to what was typed before only
    while the text counts as modified."""
    field.document().setModified(False)


def _stack(
    field: TextField,
) -> tuple[Callable[[], None], Callable[[], None], Callable[[], bool], Callable[[], bool]]:
    """Undoing and doing again, and whether there is any."""
    if isinstance(field, QLineEdit):
        return field.undo, field.redo, field.isUndoAvailable, field.isRedoAvailable
    document = field.document()  # its own steps move no page and end no composition
    return document.undo, document.redo, document.isUndoAvailable, document.isRedoAvailable


def _walked(
    field: TextField, more: Callable[[], bool], step: Callable[[], None], back: Callable[[], None]
) -> list[str]:
    """The texts on the way, beginning with the one that stands there."""
    texts = [text_of(field)]
    try:
        while more() and len(texts) <= MOST_CHANGES:
            step()
            texts.append(text_of(field))
    finally:
        for _text in texts[1:]:
            back()
    return texts


def _write(field: TextField, text: str) -> None:
    if isinstance(field, QLineEdit):
        field.setText(text)
    else:
        field.setPlainText(text)


def _apply(field: TextField, text: str, change: TextChange) -> None:
    """One change of `text`, which stands in the field, as one step of its stack."""
    start = _units(text[: change.at])
    length = _units(change.was)
    if isinstance(field, QLineEdit):
        field.setCursorPosition(0 if field.cursorPosition() else 1)  # ends the step before
        field.setCursorPosition(start)
        if change.now:
            field.setSelection(start, length)
            field.insert(change.now)
        while not change.now and field.text() != change.done(text):
            field.del_()  # not as a selection: what is typed into the empty field joins its step
        return
    cursor = QTextCursor(field.document())
    cursor.setPosition(start)
    cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
    cursor.insertText(change.now)
    begin_change(field)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _cursor(field: TextField) -> tuple[int, int, int]:
    """Cursor, anchor, first line in sight."""
    if isinstance(field, QPlainTextEdit):
        cursor = field.textCursor()
        return cursor.position(), cursor.anchor(), field.verticalScrollBar().value()
    at = field.cursorPosition()
    ends = (field.selectionStart(), field.selectionEnd()) if field.hasSelectedText() else (at, at)
    return at, ends[1] if at == ends[0] else ends[0], 0


def _set_cursor(field: TextField, typing: Typing) -> None:
    longest = _units(text_of(field))
    at, anchor = (max(0, min(position, longest)) for position in (typing.cursor, typing.anchor))
    if isinstance(field, QLineEdit):
        field.deselect()
        field.setCursorPosition(at)
        if anchor != at:
            field.setSelection(anchor, at - anchor)
        return
    cursor = field.textCursor()
    cursor.setPosition(anchor)
    cursor.setPosition(at, QTextCursor.MoveMode.KeepAnchor)
    field.setTextCursor(cursor)
    field.verticalScrollBar().setValue(typing.top)


_NO_BOUND = (1 << 24) - 1  # pixels, for Qt
_NUMBER_WIDTH = 190  # pixels at 100 %
_LEAST_LINES, _STATEMENT_LINES, _MOST_LINES = 3, 11, 20
_AROUND = 276  # what stands above a statement on its page at least, and a little below it
_BELOW = 44  # of that, what stands below


class LineEditor(Editor):
    """One line: words, or a code, number or telephone that reads from left to right."""

    def __init__(self, question: Question, surroundings: Surroundings) -> None:
        super().__init__(question, surroundings)
        number = question.type in (QuestionType.INTEGER, QuestionType.DECIMAL, QuestionType.TIME)
        coded = number or bool(question.appearance & CODE_APPEARANCES)
        self._field = self._make_field(ltr=coded)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._field)
        if number:
            self._field.setMaximumWidth(px(_NUMBER_WIDTH))
            box.addStretch(1)
        self._field.textEdited.connect(self.edited)
        self._field.left.connect(self.left)
        self._field.refused.connect(self.refused)

    def _make_field(self, *, ltr: bool) -> LineField:
        return LineField(ltr=ltr)

    def text(self) -> str:
        return self._field.text()

    def show_value(self, stored: str) -> None:
        if stored != self._field.text():
            self._field.setText(stored)

    def inputs(self) -> Sequence[QWidget]:
        return (self._field,)


class LongText(BoundedText):
    """A text that grows with what is written; Tab leaves it. Lent to a page of its own, it is as
    large as the room there."""

    left = Signal()
    returned = Signal()  # Return was pressed in the mode of question and answer

    def __init__(self, least: int, direction: Qt.LayoutDirection, *, fills: bool = False) -> None:
        super().__init__()
        self._least = least
        self._fills = fills  # a statement: at least what is to be seen of the page below its title
        self._around: QWidget | None = None
        self._page: QWidget | None = None  # what scrolls in it
        self._lent = False
        self.turns = False
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        by_itself = direction == Qt.LayoutDirection.LayoutDirectionAuto
        option = QTextOption(Qt.AlignmentFlag.AlignLeft if by_itself else _side(direction))
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(direction)
        self.document().setDefaultTextOption(option)
        self.document().setDefaultCursorMoveStyle(Qt.CursorMoveStyle.VisualMoveStyle)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._lines = 0
        self._grow()

    def lend(self, face: QFont) -> None:
        """Be drawn with `face` and nothing around the words, as large as there is room."""
        self._lent = True
        self._dress("lines")
        self.set_face(face)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(0)
        self.setMaximumHeight(_NO_BOUND)

    def take_back(self) -> None:
        """Be a field of a section again."""
        self._lent = False
        self._lines = 0
        self.set_face(QApplication.font(self))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._dress("")
        self._grow()

    def set_face(self, face: QFont) -> None:
        """Draw the words with `face`; to Qt that is a change of the text, to nobody else."""
        blocked = QSignalBlocker(self)
        self.setFont(face)
        blocked.unblock()

    def _dress(self, style: str) -> None:
        self.setObjectName(style)
        self.style().unpolish(self)
        self.style().polish(self)

    def paragraphs(self) -> Iterator[tuple[int, int]]:
        """Which paragraphs are to be seen, and how far below the upper edge each begins."""
        block, offset = self.firstVisibleBlock(), self.contentOffset()
        while block.isValid():
            top = round(self.blockBoundingGeometry(block).translated(offset).top())
            if top > self.viewport().height():
                return
            yield block.blockNumber(), top
            block = block.next()

    def show_paragraph(self, number: int, top: int) -> None:
        """Scroll until a paragraph begins about so far below the upper edge."""
        block = self.document().findBlockByNumber(min(number, self.blockCount() - 1))
        above = round(top / self.fontMetrics().lineSpacing())
        self.verticalScrollBar().setValue(max(0, block.firstLineNumber() - above))

    def _grow(self) -> None:
        if self._lent:
            return
        least = max(self._least, self._room())
        most = max(least, _MOST_LINES)
        lines = max(least, min(most, int(self.document().size().height()) + 1))
        if lines != self._lines:
            self._lines = lines
            self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + px(20))

    def _room(self) -> int:
        """Lines that the page has room for; 0 for a text that does not fill it."""
        if self._around is None:
            return 0
        above = self.mapTo(self._page, QPoint()).y() if self._page is not None else 0
        space_around = max(
            px(_AROUND), above + px(_BELOW)
        )  # strips of advice stand above it at times
        return (self._around.height() - space_around) // self.fontMetrics().lineSpacing()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._fills and self._around is None and (around := _page_around(self)) is not None:
            self._around, self._page = around, _scrolled(around)
            for watched in (around, self._page):
                if watched is not None:
                    watched.installEventFilter(self)
            self._grow()
            QTimer.singleShot(0, self, self._grow)  # what stands above may have no place yet

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._around and event.type() == QEvent.Type.Resize:
            self._grow()
        elif watched is self._page and event.type() == QEvent.Type.LayoutRequest:
            QTimer.singleShot(0, self, self._grow)  # once everything above has its place
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.turns and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.returned.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def sizeHint(self) -> QSize:
        return QSize(px(400), self.height())


def _side(direction: Qt.LayoutDirection) -> Qt.AlignmentFlag:
    rtl = direction == Qt.LayoutDirection.RightToLeft
    side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter


def _direction(question: Question) -> Qt.LayoutDirection:
    """The Arabic statement runs from the right on every screen; words as they were spoken run as
    their own letters do."""
    if question.name == ORIGINAL:
        return Qt.LayoutDirection.LayoutDirectionAuto
    rtl = is_rtl() or question.name == ARABIC
    return Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight


def _scrolled(viewport: QWidget) -> QWidget | None:
    area = viewport.parentWidget()
    return area.widget() if isinstance(area, QScrollArea) else None


def _page_around(widget: QWidget) -> QWidget | None:
    """What is to be seen of the page that scrolls `widget`."""
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    return parent.viewport() if parent is not None else None


class LongTextEditor(Editor):
    """Several lines; with appearance tip-qa also as question and answer («س / ج»), in which
    Return begins the other one's turn."""

    wide = True

    def __init__(self, question: Question, surroundings: Surroundings) -> None:
        super().__init__(question, surroundings)
        is_statement = "tip-qa" in question.appearance
        lines = _STATEMENT_LINES if is_statement else _LEAST_LINES
        self._pages = LongText(lines, _direction(question), fills=is_statement)
        self._turns: QPushButton | None = None
        self._box = box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(6))
        if is_statement:
            self._turns = button(_("Question and answer"), "chat-text", "ghost")
            self._turns.setCheckable(True)
            tip = _("Return then begins the other one's turn")
            self._turns.setToolTip(keys.TURNS.beside(tip))
            self._turns.toggled.connect(self._on_turns)
            box.addWidget(row(self._turns, 1))
        box.addWidget(self._pages)
        self.clock = TurnClock(self._pages, surroundings.now) if is_statement else None
        self._pages.textChanged.connect(self._on_changed)
        self._pages.left.connect(self.left)
        self._pages.refused.connect(self.refused)
        self._pages.returned.connect(self._on_return)

    def has_words(self) -> bool:
        """Whether anything is written, without reading all of it: it may be long."""
        block = self._pages.document().begin()
        while block.isValid():
            if block.text().strip():
                return True
            block = block.next()
        return False

    def lend(self, face: QFont) -> LongText:
        """The field itself, for a page on which it stands alone: one field, whose words are kept,
        undone and closed as they are here."""
        self._box.removeWidget(self._pages)
        self._pages.lend(face)
        return self._pages

    def take_back(self) -> None:
        """The field stands here again."""
        self._box.addWidget(self._pages)
        self._pages.take_back()
        self._pages.show()

    def toggle_turns(self) -> None:
        """Question and answer, or a text without turns."""
        if self._turns is not None and not self._pages.isReadOnly():
            self._turns.toggle()

    def text(self) -> str:
        return self._pages.toPlainText()

    def show_value(self, stored: str) -> None:
        if stored == self._pages.toPlainText():
            return
        self._pages.blockSignals(True)
        self._pages.setPlainText(stored)
        self._pages.blockSignals(False)
        if self.clock is not None:
            self.clock.begin(self.surroundings.turn_times(self.question.name))

    def turn_times(self) -> tuple[turns.TurnTime, ...] | None:
        if self.clock is None:
            return None
        self.clock.look()
        return turns.to_keep(self.clock.times)

    def inputs(self) -> Sequence[QWidget]:
        return (self._pages,)

    def set_read_only(self, read_only: bool) -> None:
        if self._turns is not None:
            self._turns.setVisible(not read_only)
        self._pages.setReadOnly(read_only)
        self._pages.style().unpolish(self._pages)
        self._pages.style().polish(self._pages)

    def begin_change(self) -> None:
        begin_change(self._pages)

    def caret(self) -> int:
        return self._pages.textCursor().position()

    def take_focus(self, caret: int | None = None) -> None:
        self._pages.setFocus(Qt.FocusReason.OtherFocusReason)
        if caret is not None:
            place = self._pages.textCursor()
            place.setPosition(min(caret, len(self._pages.toPlainText())))
            self._pages.setTextCursor(place)
            self._pages.ensureCursorVisible()

    def _on_changed(self) -> None:
        if self.clock is not None:
            self.clock.follow()
        self.edited.emit()

    def _on_turns(self, on: bool) -> None:
        self._pages.turns = on
        if on:
            self._begin_turn()
        self._pages.setFocus()

    def _begin_turn(self) -> None:
        """A question begins where the cursor is; what was told before keeps its own line."""
        place = self._pages.textCursor()
        before = self._pages.toPlainText()[: place.position()].rpartition("\n")[2]
        mark = self._marks()[0]
        turn = f"\n{mark} " if before.strip() else f"{mark} "
        if not turns.mark_of(before) and self._pages.takes(turn):
            place.insertText(turn)

    def _marks(self) -> tuple[str, str]:
        arabic = self.question.name == ARABIC or (self.question.name != ORIGINAL and is_rtl())
        beginning = self._pages.document().begin().text()
        return turns.marks_of(beginning, arabic=arabic)

    def _on_return(self) -> None:
        """Begin a line for whoever did not speak last."""
        place = self._pages.textCursor()
        before = self._pages.toPlainText()[: place.position()]
        following = turns.next_mark(before, self._marks())
        if not self._pages.takes(turn := f"\n{following} "):
            return
        place.insertText(turn)
        self._pages.setTextCursor(place)
        self._pages.moveCursor(QTextCursor.MoveOperation.NoMove)
        self._pages.ensureCursorVisible()


class ShownEditor(Editor):
    """What the program fills in: shown, never edited. A digest takes a line of its own."""

    def __init__(self, question: Question, surroundings: Surroundings) -> None:
        super().__init__(question, surroundings)
        self.wide = question.name.endswith("_hash")
        self._choices: dict[str, str] = {}
        self._stored = ""
        self._words = label("", "shownValue", wrap=True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._words)

    def text(self) -> str:
        return self._stored

    def set_choices(self, choices: Sequence[Choice]) -> None:
        about = self.surroundings
        self._choices = {
            choice.name: choice.label.text(about.language, about.sex) for choice in choices
        }

    def show_value(self, stored: str) -> None:
        self._stored = stored
        text = self.surroundings.officers.get(stored) or self._choices.get(stored) or stored
        self._words.setText(isolate(text) or "—")

    def describe(self, name: str, description: str) -> None:
        self._words.setAccessibleName(name)
        self._words.setAccessibleDescription(description)

    def inputs(self) -> Sequence[QWidget]:
        return ()
