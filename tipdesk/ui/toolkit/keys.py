"""The table of all keys of the program: what does something wherever the cursor is, and where.

Every page takes its keys from here, so that none means two things where both could be meant
(`tests/ui/toolkit/test_keys.py`). A function key means one thing in the whole program. Keys that
move a cursor, write, or press what has the focus are the widgets' own; docs/keys.md names them too.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from tipdesk.i18n.text import _, isolated


class KeyScope(StrEnum):
    """Where a key does something."""

    EVERYWHERE = "everywhere"
    FILES = "list of files"
    INTERVIEW = "interview"
    WRITING = "writing only"
    READING = "reading out"
    RECORDING = "while a statement is recorded"
    DOCUMENT = "a document"
    TRIAL = "the trial of a form"
    DIALOG = "dialogs with a long text"
    LOCKED = "covered or locked"


@dataclass(frozen=True, slots=True)
class Key:
    """One key, as Qt and docs/keys.md write it, and where it does something."""

    text: str
    scopes: frozenset[KeyScope]

    @property
    def sequence(self) -> QKeySequence:
        """For a shortcut."""
        return QKeySequence(self.text)

    @property
    def pressed(self) -> tuple[int, Qt.KeyboardModifier]:
        """As it comes with a key event."""
        stroke: QKeyCombination = self.sequence[0]  # type: ignore[index]  # missing in the stubs
        return stroke.key(), stroke.keyboardModifiers()

    def beside(self, what: str) -> str:
        """Words for a tool tip: what is done, and by which key."""
        return _("{what} ({keys})").format(what=what, keys=isolated(self.text))


def _key(text: str, *scopes: KeyScope) -> Key:
    key = Key(text, frozenset(scopes))
    _table.append(key)
    return key


_table: list[Key] = []

HIDE_NAMES = _key("F7", KeyScope.EVERYWHERE)
COVER = _key("F9", KeyScope.EVERYWHERE)
LOCK = _key("Ctrl+L", KeyScope.EVERYWHERE)
LOCK_AND_CLOSE = _key("Ctrl+Shift+L", KeyScope.EVERYWHERE)
OTHER_OFFICER = _key("Ctrl+O", KeyScope.LOCKED)

NEW_FILE = _key("Ctrl+N", KeyScope.FILES)
FIND = _key("Ctrl+F", KeyScope.FILES)

WRITING = _key("F2", KeyScope.INTERVIEW, KeyScope.WRITING)
ATTACHMENTS = _key("F3", KeyScope.INTERVIEW)
REASON = _key("F4", KeyScope.INTERVIEW)
CONFIRM = _key("Alt+Return", KeyScope.INTERVIEW)
NOTICE = _key("F5", KeyScope.INTERVIEW)
TURNS = _key("F6", KeyScope.INTERVIEW, KeyScope.WRITING)
REVIEW = _key("F8", KeyScope.INTERVIEW)
TIMELINE = _key("F11", KeyScope.INTERVIEW)
STOP = _key("F12", KeyScope.INTERVIEW, KeyScope.WRITING, KeyScope.READING)
BEFORE = _key("Ctrl+PgUp", KeyScope.INTERVIEW)
AFTER = _key("Ctrl+PgDown", KeyScope.INTERVIEW)
UNDO = _key("Ctrl+Z", KeyScope.INTERVIEW, KeyScope.WRITING)
REDO = _key("Ctrl+Y", KeyScope.INTERVIEW, KeyScope.WRITING)

OTHER_LANGUAGE = _key("Ctrl+Tab", KeyScope.WRITING)
LARGER = _key("Ctrl++", KeyScope.WRITING, KeyScope.DOCUMENT)
SMALLER = _key("Ctrl+-", KeyScope.WRITING, KeyScope.DOCUMENT)
USUAL_SIZE = _key("Ctrl+0", KeyScope.WRITING, KeyScope.DOCUMENT)

CORRECTION = _key("Ctrl+Return", KeyScope.READING)

MARK = _key("Ctrl+B", KeyScope.RECORDING)
MARK_BACK = _key("Ctrl+Shift+B", KeyScope.RECORDING)

PRINT = _key("Ctrl+P", KeyScope.DOCUMENT)
WHOLE_PAGE = _key("Ctrl+9", KeyScope.DOCUMENT)

READ_AGAIN = _key("Ctrl+R", KeyScope.TRIAL)
AGREE = _key("Ctrl+Return", KeyScope.DIALOG)

TABLE = tuple(_table)
"""Every key, in the order of docs/keys.md."""
