"""A text in the person's own language: in its own direction and script, whatever the screen's."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from tipdesk.i18n.language_cards import LanguageCard, Part, language_card
from tipdesk.ui.toolkit.theme import FAMILY

# The face that shapes each script; Plex has the Latin and the Arabic letters.
_FACES = {
    "hin": "Noto Sans Devanagari",
    "npi": "Noto Sans Devanagari",
    "ben": "Noto Sans Bengali",
    "sin": "Noto Sans Sinhala",
    "tam": "Noto Sans Tamil",
    "tel": "Noto Sans Telugu",
    "mal": "Noto Sans Malayalam",
    "amh": "Noto Sans Ethiopic",
}


def spoken_font(language: str) -> QFont:
    """A font in which the language's own script comes first: Qt would otherwise try the screen's
    face, which has the joining rules of none of them."""
    made = QFont()
    made.setFamilies([*filter(None, [_FACES.get(language)]), FAMILY])
    return made


class SpokenText(QLabel):
    """Plain text of one language; nothing of it is Arabic, so nothing is isolated or mirrored."""

    def __init__(self, style: str = "spoken", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setObjectName(style)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def say(self, text: str, language: str) -> None:
        """Show `text` in `language` (ISO 639-3, one that has a card)."""
        rtl = language_card(language).rtl
        side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        rightwards = Qt.LayoutDirection.LeftToRight
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else rightwards)
        self.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
        self.setFont(spoken_font(language))
        self.setText(text)


class SpokenPrompt:
    """What is read to the person at one question or group, in the language that stands beside the
    Arabic. Its widget is made when it is first wanted and handed to `put`: few ever are."""

    def __init__(self, name: str, put: Callable[[QWidget], None], part: Part | None = None) -> None:
        """`name` is a question or group; with `part`, a key of that part of the card."""
        self._name, self._put, self._part = name, put, part
        self.widget: SpokenText | None = None

    def speak(self, language: str) -> None:
        """Show it in `language`; nothing for '', or where the card does not have it."""
        text = self._text(language_card(language)) if language else ""
        if self.widget is None:
            if not text:
                return
            self.widget = SpokenText()
            self._put(self.widget)
        if text:
            self.widget.say(text, language)
        self.widget.setVisible(bool(text))

    def _text(self, card: LanguageCard) -> str:
        return card.text(self._part, self._name) if self._part else card.prompt(self._name)
