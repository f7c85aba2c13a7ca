"""A line for a passphrase that keeps it in memory of its own, and overwrites that.

Qt's line edit keeps what is typed in texts that grow, are shared and are let go, and each letter
once more in its list of what can be undone; nobody can overwrite those. So here Qt has one and the
same filler in the place of every letter, drawn as dots, and is asked after each change which of
them went and what came (`SecretLine`). The letters lie in `LetterStore`.

While it is shown, Qt has the text itself; hidden again, the filler is written over it, in the same
memory. Letters are counted as Qt counts them, in UTF-16.
"""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QContextMenuEvent, QDropEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from tipdesk.core.hardening import overwrite_lately_freed
from tipdesk.core.secret_text import SecretText, overwrite
from tipdesk.ui.toolkit.fields import TextLine

# Stand for no character (Unicode, 23.7): nobody types them. Qt takes one of two units back whole.
_FILLER, _WIDE_FILLER = "\ufdd0", "\U0001fffe"
_LETTER = 2  # bytes
_ROOM = 256  # letters
_CODING = "utf-16-le"
_FILLERS = frozenset({0xFDD0, 0xD83F, 0xDFFE})  # their units
_HIGH, _LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)  # units of what needs two


class LetterStore:
    """Letters in one piece of memory. Whatever leaves it is overwritten."""

    def __init__(self) -> None:
        self.memory = bytearray(_ROOM * _LETTER)
        self.size = 0

    def text(self) -> SecretText:
        """What stands here; it overwrites itself as soon as nobody holds it."""
        plain = self.plain()
        secret = SecretText(plain)
        overwrite(plain)
        return secret

    def plain(self) -> str:
        """The same as an ordinary text, to be overwritten by the caller."""
        whole = memoryview(self.memory)[: self.size * _LETTER]
        return str(whole, _CODING, "surrogatepass")

    def filler(self) -> str:
        """As long a text of filler."""
        units = memoryview(self.memory).cast("H")
        pairs = {at for at in range(self.size - 1) if units[at] in _HIGH and units[at + 1] in _LOW}
        return "".join(
            _WIDE_FILLER if at in pairs else _FILLER
            for at in range(self.size)
            if at - 1 not in pairs
        )

    def replace(self, at: int, gone: int, letters: str) -> None:
        """Put `letters` in the place of so many from `at` on."""
        coded = letters.encode(_CODING, "surrogatepass")
        come = len(coded) // _LETTER
        size = self.size - gone + come
        if size * _LETTER > len(self.memory):
            wider = bytearray(2 * size * _LETTER)
            wider[: self.size * _LETTER] = memoryview(self.memory)[: self.size * _LETTER]
            self.memory[:] = bytes(len(self.memory))
            self.memory = wider
        start, moved, end = at * _LETTER, (at + gone) * _LETTER, self.size * _LETTER
        with memoryview(self.memory) as memory:
            memory[start + len(coded) : size * _LETTER] = memory[moved:end]
            memory[start : start + len(coded)] = coded
            left = max(0, end - size * _LETTER)
            memory[size * _LETTER : size * _LETTER + left] = bytes(left)
        overwrite(coded)
        self.size = size


class SecretLine(TextLine):
    """Dots; the text is what `text` gives, in Python. `textEdited` comes when it is right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._letters = LetterStore()
        super().setEchoMode(QLineEdit.EchoMode.Password)
        # The second for whoever sets a text from outside, as a screen reader does.
        self.textEdited.connect(self._on_changed)
        self.textChanged.connect(self._on_changed)

    def text(self) -> SecretText:
        """What was typed; it overwrites itself as soon as nobody holds it."""
        return self._letters.text()

    def setText(self, text: str | None) -> None:
        self._letters.replace(0, self._letters.size, text or "")
        self._refill()

    def clear(self) -> None:
        self.setText("")
        overwrite_lately_freed()

    def setEchoMode(self, mode: QLineEdit.EchoMode) -> None:
        at = self.cursorPosition()
        super().setEchoMode(mode)  # first: then what Qt paints is no part of what is overwritten
        self._refill()
        self.setCursorPosition(at)
        overwrite_lately_freed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self._on_paste()
        else:
            QLineEdit.keyPressEvent(self, event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        for action in menu.actions():
            if action.objectName() == "edit-paste":
                action.triggered.disconnect()
                action.triggered.connect(self._on_paste)
        menu.exec(event.globalPos())
        menu.deleteLater()

    def dropEvent(self, event: QDropEvent) -> None:
        self.setCursorPosition(self.cursorPositionAt(event.position().toPoint()))
        self._take(event.mimeData().text())
        event.acceptProposedAction()

    @Slot()
    def _on_paste(self) -> None:
        self._take(QGuiApplication.clipboard().text())

    def _take(self, text: str) -> None:
        """Letter by letter, as if it were typed: nothing of Qt's has the whole of it."""
        for letter in text:
            self.insert(letter)
        overwrite(text)

    @Slot()
    def _on_changed(self) -> None:
        """Qt has filler where letters stayed, and what has just come."""
        stands = QLineEdit.text(self)
        if self.echoMode() is QLineEdit.EchoMode.Normal:
            self._letters.replace(0, self._letters.size, stands)
        else:
            self._keep_what_came(stands)
        overwrite(stands)

    def _keep_what_came(self, stands: str) -> None:
        coded, after = stands.encode(_CODING, "surrogatepass"), self.cursorPosition()
        units = memoryview(coded).cast("H")
        places = [at for at, unit in enumerate(units) if unit not in _FILLERS]
        start, end = (places[0], places[-1] + 1) if places else (after, after)
        gone = self._letters.size - (len(units) - (end - start))
        come = str(units[start:end].cast("B"), _CODING, "surrogatepass")
        self._letters.replace(start, gone, come)
        if places:
            self._refill()
            self.setCursorPosition(after)
        overwrite(come)
        overwrite(coded)

    def _refill(self) -> None:
        """Let Qt have what it is to have, written over what it had, with nothing to undo."""
        shown = self.echoMode() is QLineEdit.EchoMode.Normal
        self.blockSignals(True)
        self.selectAll()
        self.insert(_FILLER * max(self.selectionLength(), self._letters.size))
        text = self._letters.plain() if shown else self._letters.filler()
        super().setText(text)
        overwrite(text)
        self.blockSignals(False)
