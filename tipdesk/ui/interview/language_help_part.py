"""Cards in the person's language: point at a language, read the rights and the points of consent,
answer by pointing. An aid beside the Arabic; the interpreter is recorded all the same."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QGridLayout,
    QListWidget,
    QListWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from tipdesk.i18n.catalogue import _, language
from tipdesk.i18n.language_cards import (
    LanguageCard,
    Part,
    language_card,
    language_cards,
    officers_card,
)
from tipdesk.ui.form.spoken_text import SpokenText, spoken_font
from tipdesk.ui.interview.voice_line import VoiceLine
from tipdesk.ui.toolkit.parts import button, clear, column, label, row, scrolled
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.strips import Strip
from tipdesk.ui.toolkit.theme import px

_CODE = Qt.ItemDataRole.UserRole
_SIZE = (1120, 640)  # at 100 %; a small laptop has 1366 × 768
_LIST = 230
_HEADINGS = frozenset({"rights", "consent", "point", "speak"})  # of `words`: not to be pointed at


class LanguageHelp(QDialog):
    """Every card of one language. `chosen` is the one in front, `beside` whether its questions
    are wanted beside the Arabic in the interview; `only_read` hides what needs an open file."""

    def __init__(
        self,
        services: Services,
        spoken: str,
        beside: bool,
        parent: QWidget,
        follow_ups: Collection[str] | None = None,
    ) -> None:
        """`follow_ups` are the keys of those that may be asked now; None shows them all."""
        super().__init__(parent)
        self._cards = services.session.cards
        self.printing = ""  # the document that was asked for
        self._follow_ups = follow_ups
        self._build(services, parent)
        self._beside.setChecked(beside)
        self._list.setCurrentRow(max(self._row_of(spoken), 0))
        self._list.setFocus()

    # --- building ---------------------------------------------------------------------------

    def _build(self, services: Services, parent: QWidget) -> None:
        self.setWindowTitle(_("Reception desk"))
        self.setAccessibleName(_("In the person's language"))
        self._list = QListWidget()
        self._list.setObjectName("languages")
        self._list.setAccessibleName(_("Point to the language"))
        self._list.setFixedWidth(px(_LIST))
        for card in language_cards():
            item = QListWidgetItem(f"{card.name}\n{card.label[language()]}")
            item.setFont(spoken_font(card.language))
            item.setData(_CODE, card.language)
            self._list.addItem(item)
        self._draft = Strip(kind="notewarn")
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self._boxes: dict[Part, QVBoxLayout] = {}
        for part, title in parts_titles().items():
            page = QWidget()
            self._boxes[part] = QVBoxLayout(page)
            self._tabs.addTab(scrolled(page, width=px(820)), title)
        self._voice = VoiceLine(services)
        self._beside = QCheckBox(_("Show the questions in this language beside the Arabic"))
        self._print = button(_("Print"), "printer")
        close = button(_("Close"), style="primary")
        close.setDefault(True)
        main = column(self._draft, self._tabs, self._voice, spacing=px(10))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(22), px(18), px(22), px(16))
        box.setSpacing(px(12))
        box.addWidget(label(_("In the person's language"), "h2"))
        box.addWidget(row(self._list, main, spacing=px(16), wide=1), 1)
        box.addWidget(row(self._beside, 1, self._print, close))
        room = parent.window().size() - QSize(px(40), px(40))
        self.resize(QSize(px(_SIZE[0]), px(_SIZE[1])).boundedTo(room))
        self._list.currentRowChanged.connect(self._show)
        self._tabs.currentChanged.connect(self._on_tab)
        self._print.clicked.connect(self._on_print)
        close.clicked.connect(self.accept)
        self.finished.connect(self._voice.stop)

    def _row_of(self, spoken: str) -> int:
        codes = [self._list.item(at).data(_CODE) for at in range(self._list.count())]
        return codes.index(spoken) if spoken in codes else -1

    # --- what is shown ----------------------------------------------------------------------

    def only_read(self) -> None:
        """No file is open: the cards are read."""
        self._beside.hide()
        self._print.hide()

    @property
    def chosen(self) -> str:
        """The chosen language (ISO 639-3)."""
        item = self._list.currentItem()
        return str(item.data(_CODE)) if item is not None else ""

    @property
    def beside(self) -> bool:
        """Whether its questions are wanted beside the Arabic."""
        return self._beside.isChecked()

    @property
    def part(self) -> Part:
        """The card in front."""
        return tuple(self._boxes)[self._tabs.currentIndex()]

    @Slot()
    def _show(self) -> None:
        card = language_card(self.chosen)
        self._draft.set_text(draft_note())
        self._draft.setVisible(self._cards.sign_off(card.language) is None)
        for part, box in self._boxes.items():
            clear(box)
            if part == "words":
                box.addWidget(_answers(card))
            else:
                if part == "follow_ups":
                    box.addWidget(Strip(self._follow_up_note()))
                for key, text in card.parts[part].items():
                    if part != "follow_ups" or self._follow_ups is None or key in self._follow_ups:
                        box.addWidget(_pair(text, _below(card, part, key), card))
            box.addStretch(1)
        self._on_tab()

    def _follow_up_note(self) -> str:
        if self._follow_ups is not None and not self._follow_ups:
            return _("Nothing is asked about the account now: it is closed.")
        return _(
            "After the person's own account, and only what has not come up in it: one question, "
            "then time for the answer. Nobody has to answer."
        )

    @Slot()
    def _on_tab(self) -> None:
        self._voice.load(self.chosen, self.part)

    @Slot()
    def _on_print(self) -> None:
        self.printing = "answers" if self.part == "words" else "card"
        self.accept()


def parts_titles() -> dict[Part, str]:
    """The cards of a language, in the order of the conversation."""
    return {
        "rights": _("Rights"),
        "consent": _("Consent"),
        "words": _("Answers by pointing"),
        "prompts": _("Questions"),
        "follow_ups": _("After the account"),
    }


def draft_note() -> str:
    """What must be known of a card that no two native readers have signed off."""
    return _(
        "Draft, to be checked by a native speaker. It is an aid beside the Arabic and does not "
        "replace the interpreter, who is recorded in the file."
    )


def _below(card: LanguageCard, part: Part, key: str) -> str:
    """The same in the officer's language, '' where the card itself is in it."""
    own = officers_card(language())
    return "" if own.language == card.language else own.text(part, key)


def _pair(text: str, below: str, card: LanguageCard) -> QWidget:
    said = SpokenText("spokenLarge")
    said.say(text, card.language)
    return column(said, *([label(below, "muted", wrap=True)] if below else []), spacing=px(2))


def _answers(card: LanguageCard) -> QWidget:
    plain = officers_card(language()).parts["words"]
    grid = QWidget()
    box = QGridLayout(grid)
    box.setSpacing(px(10))
    keys = [key for key in plain if key not in _HEADINGS]
    for at, key in enumerate(keys):
        said = SpokenText("spokenAnswer")
        said.say(card.text("words", key), card.language)
        said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        below = label(_below(card, "words", key), "muted", wrap=True)
        below.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.addWidget(column(said, below, spacing=px(2)), at // 2, at % 2)
    return grid


def language_button_text(spoken: str) -> str:
    """What the interview's button says: which language stands beside the Arabic, if one does."""
    if not spoken:
        return _("In the person's language")
    return _("Beside it: {language}").format(language=language_card(spoken).label[language()])


@dataclass(frozen=True, slots=True)
class Wanted:
    """`beside` is the language wanted beside the Arabic, '' for none; `printing` the document that
    is to be printed in `card`, '' for none. Languages are codes of ISO 639-3."""

    beside: str
    card: str
    printing: str = ""


def ask_language(
    services: Services,
    parent: QWidget,
    spoken: str,
    beside: bool,
    follow_ups: Collection[str] | None = None,
) -> Wanted | None:
    """Show the cards; None after Escape. `follow_ups` are the keys of those that may be asked in
    the open file."""
    dialog = LanguageHelp(services, spoken, beside, parent, follow_ups)
    closed = dialog.exec() == QDialog.DialogCode.Accepted
    chosen = dialog.chosen
    wanted = Wanted(chosen if dialog.beside else "", chosen, dialog.printing)
    dialog.deleteLater()
    return wanted if closed else None
