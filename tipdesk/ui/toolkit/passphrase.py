"""A passphrase as it is typed: hidden or shown, with the keyboard's language below it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtWidgets import QLineEdit, QProgressBar, QVBoxLayout, QWidget

from tipdesk.i18n.catalogue import _
from tipdesk.ui.toolkit import keyboard
from tipdesk.ui.toolkit.fields import TextLine
from tipdesk.ui.toolkit.icons import icon, pixmap
from tipdesk.ui.toolkit.parts import label, row
from tipdesk.ui.toolkit.theme import font, px

ACCEPTABLE = 12.0  # log10 of guesses at which the meter is full enough; storage decides


class PassphraseField(QWidget):
    """One passphrase. The eye in the field shows what was typed while it is pressed in."""

    edited = Signal()
    submitted = Signal()  # Return was pressed

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = TextLine()
        self._field.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self._field.setEchoMode(QLineEdit.EchoMode.Password)
        self._reveal = QAction(icon("eye"), _("Show the passphrase"), self)
        self._reveal.setCheckable(True)
        self._field.addAction(self._reveal, QLineEdit.ActionPosition.TrailingPosition)
        self._keyboard = label("", "faint")
        self._watch = keyboard.KeyboardWatch(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        box.addWidget(self._field)
        self._picture = label()
        self._picture.setPixmap(pixmap("keyboard", "text3", 16))
        # Nothing jumps when it speaks: letters of two scripts stand a little higher.
        self._keyboard.setMinimumHeight(QFontMetrics(font(9.5)).height() + px(2))
        box.addWidget(row(self._picture, self._keyboard, 1, spacing=px(6)))
        self.setFocusProxy(self._field)
        self._field.textEdited.connect(self.edited)
        self._field.returnPressed.connect(self.submitted)
        self._reveal.toggled.connect(self._on_reveal)
        self._watch.changed.connect(self._on_layout)
        self._on_layout()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self._field.setAccessibleName(name)

    def text(self) -> str:
        """What was typed, untouched."""
        return self._field.text()

    def set_text(self, text: str) -> None:
        """Put a suggested passphrase into the field."""
        self._field.setText(text)

    def clear(self) -> None:
        """Forget what was typed and hide again."""
        self._field.clear()
        self._reveal.setChecked(False)

    def select_all(self) -> None:
        """Mark everything, so that the next key replaces it."""
        self._field.selectAll()

    @Slot(bool)
    def _on_reveal(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self._field.setEchoMode(mode)
        self._reveal.setIcon(icon("eye-slash" if shown else "eye"))
        self._reveal.setText(_("Hide the passphrase") if shown else _("Show the passphrase"))

    @Slot()
    def _on_layout(self) -> None:
        said = keyboard.sentence()
        self._keyboard.setText(said)
        self._picture.setVisible(bool(said))


class StrengthMeter(QWidget):
    """How hard a passphrase is to guess: a bar and one honest sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = QProgressBar()
        self._bar.setRange(0, 100)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Strength of the passphrase"))
        self._words = label("", "faint", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        box.addWidget(self._bar)
        box.addWidget(self._words)
        self.show_strength(0)

    def show_strength(self, log10_guesses: float, advice: str = "") -> None:
        """Show a rating: `log10_guesses` as estimated, and the vault's advice; none: it holds."""
        self._bar.setValue(min(100, max(0, round(100 * log10_guesses / ACCEPTABLE))))
        said = "" if log10_guesses <= 0 else advice or _("Hard to guess: it will hold.")
        self._words.setText(said)
        self._bar.setAccessibleDescription(said)
