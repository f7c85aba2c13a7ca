"""Answers as small buttons that lead to where they were given; texts in a person's own language.

Such a text stands in its own direction and script, whatever the screen's (`SpokenText`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from tipdesk.cases.answers import shown_value
from tipdesk.forms.model import split_path
from tipdesk.forms.rules.rules import FormRules, FormState
from tipdesk.i18n.language_cards import LanguageCard, Part, language_card
from tipdesk.i18n.text import _, isolate
from tipdesk.ui.toolkit.combo_editor import Surroundings
from tipdesk.ui.toolkit.layouts import Flow
from tipdesk.ui.toolkit.parts import button
from tipdesk.ui.toolkit.theme import FAMILY, px

# --- the person's own language ----------------------------------------------------------------


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
    face = QFont()
    face.setFamilies([*filter(None, [_FACES.get(language)]), FAMILY])
    return face


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


_LONGEST = 52  # letters of a button; the rest stands at the place itself


class PlaceWords:
    """Says which answer stands at a path."""

    def __init__(self, rules: FormRules, state: FormState, about: Surroundings) -> None:
        self._rules, self._state, self._about = rules, state, about

    def text(self, path: str) -> str:
        """The question, in which row of its repeat it stands, and its answer."""
        try:
            question = self._rules.question(path)
        except KeyError:  # of another version of the form
            return path
        repeat, row, _name = split_path(path)
        title = question.label.text(self._about.language, self._about.sex)
        rows = self._state.rows(repeat)
        if repeat and len(rows) > 1 and row in rows:
            title = _("{what} ({number})").format(what=title, number=rows.index(row) + 1)
        value = self._state.value(path) or self._state.run.answers.get(path, "")
        about = self._about
        answer = shown_value(self._rules.definition, question, value, about.language, about.sex)
        text = _("{question}: {choice}").format(question=title, choice=" ".join(answer.split()))
        return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


class PlaceLinks(QWidget):
    """Buttons beside each other. `asked` names the path of the one that was pressed."""

    wide = True
    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._link_buttons: dict[str, QPushButton] = {}
        self._flow = Flow(px(8), px(6))
        self.setLayout(self._flow)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_places(self, places: Sequence[tuple[str, str]]) -> None:
        """One button for each (path, words); nothing at all without any."""
        if [
            (path, link_button.accessibleName()) for path, link_button in self._link_buttons.items()
        ] != list(places):
            for link_button in self._link_buttons.values():
                self._flow.removeWidget(link_button)
                link_button.hide()
                link_button.deleteLater()
            self._link_buttons = {path: self._link_button(path, words) for path, words in places}
        self.setVisible(bool(self._link_buttons))

    def stops(self) -> Sequence[QWidget]:
        """What takes the focus, in order."""
        return tuple(self._link_buttons.values())

    def _link_button(self, path: str, words: str) -> QPushButton:
        link_button = button(isolate(words), style="chipButton")
        link_button.setAccessibleName(words)
        link_button.setAccessibleDescription(_("Go to this answer"))
        link_button.clicked.connect(lambda: self.asked.emit(path))
        self._flow.addWidget(link_button)
        return link_button
