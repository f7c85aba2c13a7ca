"""What Ctrl+Z would bring back in one field: read before a lock, put back after it.

Qt's own stack is walked and laid anew, so that after the lock the same keys bring the same words.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from tipdesk.cases.interview.unfinished import MOST_CHANGES, Change, Typing, bounded, changes

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


def redo_typing() -> None:
    """Do again in the field that has the cursor what was undone."""
    now = QApplication.focusWidget()
    field = text_field(now) if now is not None else None
    if field is not None:
        field.redo()


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


def _apply(field: TextField, text: str, change: Change) -> None:
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
    at, anchor = (max(0, min(one, longest)) for one in (typing.cursor, typing.anchor))
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
