"""Lines to type in: they begin at the reading edge, and hold so much and no more.

The cursor hides no letter of a hint.

What would be too long is refused before it is put in (`BoundedText`). A text of millions of letters
that was pasted by mistake would be laid out first, read by the rules and refused when the field is
left; meanwhile the window stands still, and nothing can cover it. Undoing is refused nothing: it
brings back what stood here.
"""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QMimeData, QPoint, Qt, Signal, Slot
from PySide6.QtGui import (
    QDropEvent,
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QIntValidator,
    QKeyEvent,
    QKeySequence,
    QValidator,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QWidget,
)

from tipdesk.core.errors import AnswerRefused
from tipdesk.forms.model import MAX_LONG_TEXT
from tipdesk.i18n.text import _, ascii_digits, is_rtl, isolated
from tipdesk.texts.messages import sentence
from tipdesk.ui.toolkit.keyboard import writes
from tipdesk.ui.toolkit.theme import icon, px

# --- how much a field holds, and what is said of a longer text --------------------------------


def said_too_long(text: str) -> str:
    """The sentence; '' for a text that can be kept."""
    if len(text) <= MAX_LONG_TEXT:
        return ""
    from tipdesk.forms.values import ValueRefusal

    return sentence(AnswerRefused(name="", reason=ValueRefusal.TOO_LONG.value)).what


def said_over(letters: int, most: int) -> str:
    """That nothing was added to a field, as it would have had so many letters. It is short: a line
    below the field has room for it."""
    return _("Not added: {letters} letters, at most {most}.").format(
        letters=isolated(f"{letters:,}"), most=isolated(f"{most:,}")
    )


# --- fields that hold so much -----------------------------------------------------------------


_ANY = (1 << 31) - 1  # letters, for Qt


class BoundedText(QPlainTextEdit):
    """Several lines; `refused` says why something was not put in."""

    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._most = MAX_LONG_TEXT

    def takes(self, text: str, *, over_selection: bool = True) -> bool:
        """Whether there is room for `text`, in the place of what is selected; says so if not."""
        cursor = self.textCursor()
        selected = cursor.selectedText() if over_selection else ""
        stands = self.document().characterCount() - 1  # in units of which a letter has one or two
        if stands - len(selected) + 2 * len(text) <= self._most or len(text) <= len(selected):
            return True
        letters = len(self.toPlainText()) - len(selected) + len(text) - text.count("\r\n")
        if letters <= self._most:
            return True
        self.refused.emit(said_over(letters, self._most))
        return False

    def insertFromMimeData(self, source: QMimeData) -> None:
        if not source.hasText() or self.takes(source.text()):
            super().insertFromMimeData(source)

    def dropEvent(self, event: QDropEvent) -> None:
        data = event.mimeData()
        moved = event.source() in (self, self.viewport())
        if moved or not data.hasText() or self.takes(data.text(), over_selection=False):
            super().dropEvent(event)
        else:
            _leave_there(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if event.commitString() and not self.takes(event.commitString()):
            event = QInputMethodEvent("", [])  # ends what was being composed
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        written = writes(event) and event.key() not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        if written and not self.isReadOnly() and not self.takes(event.text() or "\n"):
            return
        super().keyPressEvent(event)


class TextLine(QLineEdit):
    """One line, bounded once it was told how much it holds; `refused` says why something was not
    put in. With `ltr` it reads from left to right: a code, a number, a word of the sheet."""

    refused = Signal(str)

    def __init__(self, *, ltr: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most = 0  # letters; 0 for no bound of ours
        if ltr:
            self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAlignment(reading_side())

    def setPlaceholderText(self, text: str) -> None:
        """Qt draws the cursor of an empty line over the hint's letter at that edge: leave room,
        at both ends, for the hint's own direction decides which of them stands there."""
        super().setPlaceholderText(f"{_SPACE}{text}{_SPACE}" if text else "")

    def placeholderText(self) -> str:
        """The hint as it was given."""
        return super().placeholderText().strip(_SPACE)

    def hold(self, most: int) -> None:
        """Hold no more letters than this; spaces that stand together count as one."""
        self._most = most
        self.setMaxLength(_ANY)  # else Qt cuts off what is pasted, and says nothing

    def setText(self, text: str | None) -> None:
        """Show a text that stands already, however long it is."""
        if isinstance(bound := self.validator(), _Bound):
            bound.stood = _letters(text or "")
        super().setText(text)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if self._most and self.validator() is None:
            self.setValidator(_Bound(self, self._most))  # few fields of a page are ever gone to
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and not self.isReadOnly():
            at = self.selectionStart() if self.hasSelectedText() else self.cursorPosition()
            after = at + len(self.selectedText())
            if not self._takes(QGuiApplication.clipboard().text(), at, after):
                return
        super().keyPressEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        at = self.cursorPositionAt(event.position().toPoint())
        if event.source() is self or self._takes(event.mimeData().text(), at, at):
            super().dropEvent(event)
        else:
            _leave_there(event)

    def _takes(self, text: str, at: int, after: int) -> bool:
        """Before Qt puts it in letter by letter; `_Bound` is for what comes another way."""
        if not self._most:
            return True
        stands = self.text()
        letters = _letters(f"{stands[:at]}{text}{stands[after:]}")
        if letters <= max(self._most, _letters(stands)):
            return True
        self.refused.emit(said_over(letters, self._most))
        return False


class _Bound(QValidator):
    """Whatever way it comes, nothing makes a line longer than it may be: Qt takes it back before
    anybody is told."""

    def __init__(self, line: TextLine, most: int) -> None:
        super().__init__(line)
        self._line, self._most = line, most
        self.stood = _letters(line.text())
        self._over = 0  # letters that the line would have had
        line.inputRejected.connect(self._on_rejected)

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        letters = _letters(text)
        if letters > max(self._most, self.stood):
            self._over = letters
            return QValidator.State.Invalid, text, at
        self.stood, self._over = letters, 0
        return QValidator.State.Acceptable, text, at

    @Slot()
    def _on_rejected(self) -> None:
        over, self._over = self._over, 0
        if over:
            self._line.refused.emit(said_over(over, self._most))


def _letters(line: str) -> int:
    """As `forms.values` counts them when the answer is read."""
    words = line.split()
    return sum(map(len, words)) + max(len(words) - 1, 0)


def _leave_there(event: QDropEvent) -> None:
    """What is not taken stays where it was dragged from."""
    event.setDropAction(Qt.DropAction.IgnoreAction)
    event.ignore()


_LONGEST_SEARCH = 500  # characters: what is longer was pasted by mistake
_SPACE = "\u00a0"  # an ordinary one at the edge is not drawn
_NUMBER = 54  # width at 100 %
_MOST = 9999


def reading_side() -> Qt.AlignmentFlag:
    """The edge at which lines begin, whatever their first letter is."""
    side = Qt.AlignmentFlag.AlignRight if is_rtl() else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter


class _DigitValidator(QIntValidator):
    """Arabic digits become 0-9 as they are typed."""

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        state = super().validate(ascii_digits(text), at)
        assert isinstance(state, tuple)  # noqa: S101  what PySide gives for a changed argument
        return state[0], ascii_digits(text), at


def number_line(name: str) -> TextLine:
    """A narrow field for the number of a page, called `name` for a screen reader."""
    line = TextLine(ltr=True)
    line.setFixedWidth(px(_NUMBER))
    line.setAlignment(Qt.AlignmentFlag.AlignCenter)
    line.setValidator(_DigitValidator(1, _MOST, line))
    line.setAccessibleName(name)
    return line


def search_line(hint: str) -> TextLine:
    """A field in which one searches: a glass before it, a cross to empty it."""
    line = TextLine()
    line.setPlaceholderText(hint)
    line.setAccessibleName(hint)
    line.setClearButtonEnabled(True)
    line.setMaxLength(_LONGEST_SEARCH)
    line.addAction(icon("magnifying-glass", "text3"), QLineEdit.ActionPosition.LeadingPosition)
    return line


def code_field(placeholder: str) -> QLineEdit:
    """A field for a code: left to right, upper case, Arabic digits become 0-9."""
    field = TextLine(ltr=True)
    field.setPlaceholderText(placeholder)

    def tidy(text: str) -> None:
        tidied = ascii_digits(text).upper()
        if tidied != text:
            at = field.cursorPosition()
            field.setText(tidied)
            field.setCursorPosition(at)

    field.textEdited.connect(tidy)
    return field


_ROWS = 12  # of an open list, at most


_MARKS = "\u2066\u2067\u2068\u200e\u200f"


class _SearchedRows(QListView):
    """A list in which typed letters find a row also where a mark of direction stands before its
    words, as before each code: Qt would look for the mark."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("popup")
        self._typed, self._since = "", QElapsedTimer()

    def keyboardSearch(self, search: str) -> None:
        pause = QApplication.keyboardInputInterval()
        goes_on = self._since.isValid() and not self._since.hasExpired(pause)
        self._typed = (self._typed if goes_on else "") + search.casefold()
        self._since.start()
        model, now = self.model(), self.currentIndex().row()
        rows = model.rowCount()
        first = max(now, 0) if len(self._typed) > 1 else now + 1
        for step in range(rows):
            index = model.index((first + step) % rows, 0)
            if str(index.data()).lstrip(_MARKS).casefold().startswith(self._typed):
                self.setCurrentIndex(index)
                return


class CalmCombo(QComboBox):
    """A combo box that the mouse wheel does not change: the page moves on below it."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setView(_SearchedRows())
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)

    def choose(self, data: object) -> None:
        """Choose the item that holds `data`, or the only one there is; else nothing is chosen, as
        another one than was meant would be worse."""
        at = self.findData(data)
        self.setCurrentIndex(0 if at < 0 and self.count() == 1 else at)

    def showPopup(self) -> None:
        """Open the list with as many whole rows as there is room for, below or above."""
        if (row := self.view().sizeHintForRow(0)) > 0:
            screen, top = self.screen().availableGeometry(), self.mapToGlobal(QPoint(0, 0)).y()
            room = max(screen.bottom() - top - self.height(), top - screen.top()) - px(10)
            self.setMaxVisibleItems(max(1, min(_ROWS, room // row)))
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # also with the cursor: who scrolls on changes no answer

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()
