"""The person's language beside the Arabic of an open file: asked for, shown, noted in the chain.

`LanguageHelp` shows cards in the person's language: point at a language, read the rights and the
points of consent, answer by pointing. It is an aid beside the Arabic; the interpreter is recorded
all the same. The recorded voice of a card (`VoiceLine`) is heard here, and a supervisor adds and
removes it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from tipdesk.cases.interview.assessing import follow_ups
from tipdesk.cases.interview.people import interpreting
from tipdesk.i18n.language_cards import (
    LanguageCard,
    Part,
    language_card,
    language_cards,
    officers_card,
)
from tipdesk.i18n.text import _, is_rtl, language
from tipdesk.ui.form.place_links import SpokenText, spoken_font
from tipdesk.ui.interview.answer_keeper import AnswerKeeper
from tipdesk.ui.interview.frame import InterviewFrame, InterviewPart
from tipdesk.ui.interview.open_file import OpenFile
from tipdesk.ui.interview.section_stage import SectionStage
from tipdesk.ui.toolkit.choosing_files import choose_file
from tipdesk.ui.toolkit.dialogs import Dialog, Shape, ask, errors_said
from tipdesk.ui.toolkit.parts import (
    Strip,
    button,
    clear,
    column,
    label,
    name_tool,
    row,
    scrolled,
)
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.viewers.sound import Player

_SOUNDS = "*.wav *.mp3 *.flac"
_LOOK = 250  # milliseconds between two looks at whether it has ended


class VoiceLine(QWidget):
    """Shows what there is for the card that `load` names."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._card: tuple[str, Part] = ("", "rights")
        self.player = Player()
        self._state = label("", "muted")
        self._listen = button(_("Listen"), "caret-left" if is_rtl() else "caret-right")
        self._add = button(_("Add a recording…"), "plus", "ghost")
        self._remove = button(_("Remove the recording"), "trash", "ghost")
        self._ended = QTimer(self)
        self._ended.setInterval(_LOOK)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(10))
        for part in (self._listen, self._state):
            box.addWidget(part)
        box.addStretch(1)
        for part in (self._remove, self._add):
            box.addWidget(part)
        self._listen.clicked.connect(self._on_listen)
        self._add.clicked.connect(self._on_add)
        self._remove.clicked.connect(self._on_remove)
        self._ended.timeout.connect(self._on_look)

    def load(self, language: str, part: Part) -> None:
        """Another card is in front; what was playing stops."""
        self.stop()
        self._card = (language, part)
        voices = self._services.session.voices
        recorded = voices.find(*self._card) is not None
        self._listen.setEnabled(recorded)
        self._state.setText("" if recorded else _("No recording of this card yet"))
        self._add.setVisible(voices.may_change)
        self._remove.setVisible(voices.may_change and recorded)

    @Slot()
    def stop(self) -> None:
        """Silence."""
        self._ended.stop()
        self.player.stop()
        self._listen.setText(_("Listen"))

    @Slot()
    def _on_listen(self) -> None:
        if self.player.playing:
            self.stop()
            return
        body = self._services.session.voices.find(*self._card)
        if body is None:
            return
        with errors_said(self) as attempt:
            self.player.play(body)
        if attempt.failed:
            return
        self._listen.setText(_("Stop"))
        self._ended.start()

    @Slot()
    def _on_look(self) -> None:
        if not self.player.playing:
            self.stop()

    @Slot()
    def _on_add(self) -> None:
        path = choose_file(self, _("Choose a recording"), _SOUNDS)
        if path is not None:
            with errors_said(self):
                self._services.session.voices.add(*self._card, path)
            self.load(*self._card)
            self._add.setFocus()

    @Slot()
    def _on_remove(self) -> None:
        title = _("Remove this recording?")
        text = _("It is deleted from this vault. The text of the card stays.")
        if ask(self, title, text, _("Remove the recording"), grave=True):
            with errors_said(self):
                self._services.session.voices.remove(*self._card)
            self.load(*self._card)
            self._add.setFocus()


# --- the cards --------------------------------------------------------------------------------


_CODE = Qt.ItemDataRole.UserRole
_SIZE = (1120, 640)  # at 100 %; a small laptop has 1366 × 768
_LIST = 230
_HEADINGS = frozenset({"rights", "consent", "point", "speak"})  # of `words`: not to be pointed at


class LanguageHelp(Dialog):
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
        super().__init__(parent, _("Intake"), Shape(margins=(22, 18, 22, 16)))
        self._cards = services.session.cards
        self.printing = ""  # the document that was asked for
        self._follow_ups = follow_ups
        self._build(services, parent)
        self._beside.setChecked(beside)
        self._list.setCurrentRow(max(self._row_of(spoken), 0))
        self._list.setFocus()

    # --- building ---------------------------------------------------------------------------

    def _build(self, services: Services, parent: QWidget) -> None:
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
        box = self.box
        self.add_heading(_("In the person's language"))
        box.addWidget(row(self._list, main, spacing=px(16), wide=1), 1)
        self.add_buttons(self._beside, 1, self._print, close)
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
            return _("Nothing is asked about the statement now: it is closed.")
        return _(
            "After the person's own statement, and only what has not come up in it: "
            "one question, then time for the answer. Nobody has to answer."
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
        "follow_ups": _("After the statement"),
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
    spoken = SpokenText("spokenLarge")
    spoken.say(text, card.language)
    return column(spoken, *([label(below, "muted", wrap=True)] if below else []), spacing=px(2))


def _answers(card: LanguageCard) -> QWidget:
    plain = officers_card(language()).parts["words"]
    grid = QWidget()
    box = QGridLayout(grid)
    box.setSpacing(px(10))
    keys = [key for key in plain if key not in _HEADINGS]
    for at, key in enumerate(keys):
        spoken = SpokenText("spokenAnswer")
        spoken.say(card.text("words", key), card.language)
        spoken.setAlignment(Qt.AlignmentFlag.AlignCenter)
        below = label(_below(card, "words", key), "muted", wrap=True)
        below.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.addWidget(column(spoken, below, spacing=px(2)), at // 2, at % 2)
    return grid


def language_button_text(spoken: str) -> str:
    """What the interview's button says: which language stands beside the Arabic, if one does."""
    if not spoken:
        return _("In the person's language")
    return _("Beside it: {language}").format(language=language_card(spoken).label[language()])


@dataclass(frozen=True, slots=True)
class LanguageWish:
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
) -> LanguageWish | None:
    """Show the cards; None after Escape. `follow_ups` are the keys of those that may be asked in
    the open file."""
    dialog = LanguageHelp(services, spoken, beside, parent, follow_ups)
    closed = dialog.exec() == QDialog.DialogCode.Accepted
    chosen = dialog.chosen
    wanted = LanguageWish(chosen if dialog.beside else "", chosen, dialog.printing)
    dialog.deleteLater()
    return wanted if closed else None


class SpokenHelp(InterviewPart):
    """Follows one open file at a time; `print_asked` names a document and its card's language."""

    print_asked = Signal(str, str)

    def __init__(self, services: Services, frame: InterviewFrame, stage: SectionStage) -> None:
        super().__init__(frame)
        self._services, self._frame, self._stage = services, frame, stage
        self._drafted = False  # a draft stands beside the Arabic
        frame.spoken.clicked.connect(self._on_asked)
        frame.to_interpreter.clicked.connect(self._on_to_interpreter)
        stage.turned.connect(self._look)

    def open(self, file: OpenFile, keeper: AnswerKeeper) -> None:
        super().open(file, keeper)
        self._show(file)

    @Slot()
    def _on_asked(self) -> None:
        file = self._file
        if file is None:
            return
        first = file.spoken or file.state.value("language_preferred")
        asked_after = () if file.stopped else follow_ups(file.state)
        wanted = ask_language(self._services, self._frame, first, bool(file.spoken), asked_after)
        if wanted is None or file is not self._file:  # locked meanwhile
            return
        if wanted.beside != file.spoken:
            with errors_said(self._frame):
                if wanted.beside:
                    self._services.session.cards.note_shown(file.case.id, wanted.beside)
                self._services.session.views.choose_spoken(file.case.id, wanted.beside)
                file.spoken = wanted.beside
        self._show(file)
        self._stage.refresh()
        if wanted.printing:
            self.print_asked.emit(wanted.printing, wanted.card)

    def _show(self, file: OpenFile) -> None:
        name_tool(self._frame.spoken, language_button_text(file.spoken))
        self._drafted = bool(file.spoken) and not self._services.session.cards.sign_off(file.spoken)
        self._frame.draft_card.set_text(draft_note() if self._drafted else "")
        self._frame.draft_card.setVisible(self._drafted)
        self._look()

    @Slot()
    def _look(self) -> None:
        """A draft beside the Arabic and nobody who interprets: say so, with the way to say who
        does; nothing is held up."""
        file = self._file
        interpreter = interpreting(file.state) if file is not None and self._drafted else None
        self._frame.nobody_interprets.setVisible(interpreter is not None and interpreter.by_nobody)

    @Slot()
    def _on_to_interpreter(self) -> None:
        interpreter = interpreting(self._file.state) if self._file is not None else None
        if interpreter is not None:
            self._stage.seek(interpreter.path)
