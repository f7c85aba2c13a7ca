"""The language cards at the station: how many are drafts, and the way to sign one off.

Two native readers sign a card off: a supervisor records who they are (`show_sign_offs`).
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from tipdesk.core.errors import TipdeskError
from tipdesk.desk.paper.language_cards import LONGEST
from tipdesk.i18n.language_cards import LANGUAGES, language_card, language_cards
from tipdesk.i18n.text import _, format_datetime, isolate, isolated, language, with_code
from tipdesk.texts.messages import sentence
from tipdesk.ui.form.place_links import spoken_font
from tipdesk.ui.interview.language_help import LanguageHelp
from tipdesk.ui.toolkit.dialogs import Dialog, Shape, ask, errors_said
from tipdesk.ui.toolkit.fields import TextLine
from tipdesk.ui.toolkit.parts import Strip, as_card, button, column, label, labelled, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.station_card import StationCard
from tipdesk.ui.toolkit.theme import px

# --- signing off ------------------------------------------------------------------------------


_CODE = Qt.ItemDataRole.UserRole
_SIZE = (980, 560)  # at 100 %
_LIST = 260
_MARK = 16  # hex digits of a text's digest that are shown, in groups of four


class SignOffs(Dialog):
    """Every language with its state; beside it what is known of the chosen one."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent, _("Language cards"), Shape(margins=(22, 18, 22, 16)))
        self._services = services
        self._cards = services.session.cards
        self._make_parts()
        self._build(parent)
        self._fill_list()
        self._list.setCurrentRow(0)
        self._list.setFocus()

    # --- building ---------------------------------------------------------------------------

    def _make_parts(self) -> None:
        self._list = QListWidget()
        self._list.setObjectName("languages")
        self._list.setAccessibleName(_("Language cards"))
        self._list.setFixedWidth(px(_LIST))
        self._title = label("", "h3")
        self._draft, self._signed = Strip(kind="notewarn"), Strip(kind="noteok")
        self._mark = label("", "muted", wrap=True)
        self._read = button(_("Read the texts…"), "eye")
        self.first, self.second = TextLine(), TextLine()
        for field in (self.first, self.second):
            field.setMaxLength(LONGEST)
        self._problem = label("", "error", wrap=True)
        self._record = button(_("Record the sign-off"), "check")
        self._back = button(_("Make it a draft again…"), "arrow-u-up-left", "ghost")

    def _build(self, parent: QWidget) -> None:
        self._form = column(
            labelled(_("First reader, full name"), self.first),
            labelled(_("Second reader, full name"), self.second),
            self._problem,
            row(self._record, 1),
            spacing=px(12),
        )
        others = label(_("A supervisor records who has read a card."), "muted", wrap=True)
        others.setVisible(not self._cards.may_sign_off)
        close = button(_("Close"), style="primary")
        side = QFrame()
        as_card(side)
        box = QVBoxLayout(side)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        for part in (self._title, self._draft, self._signed, self._mark):
            box.addWidget(part)
        box.addWidget(row(self._read, self._back, 1))
        box.addWidget(self._form)
        box.addWidget(others)
        box.addStretch(1)
        outer = self.box
        self.add_heading(_("Language cards"))
        outer.addWidget(row(self._list, side, spacing=px(16), wide=1), 1)
        self.add_buttons(1, close)
        room = parent.window().size() - QSize(px(40), px(40))
        self.resize(QSize(px(_SIZE[0]), px(_SIZE[1])).boundedTo(room))
        for deed in (self._read, self._record, self._back, close):
            deed.setAutoDefault(False)
        self._list.currentRowChanged.connect(self._show)
        self._read.clicked.connect(self._on_read)
        self._record.clicked.connect(self._on_record)
        self._back.clicked.connect(self._on_back)
        self.second.returnPressed.connect(self._on_record)
        close.clicked.connect(self.accept)

    def _fill_list(self) -> None:
        for card in language_cards():
            item = QListWidgetItem()
            item.setFont(spoken_font(card.language))
            item.setData(_CODE, card.language)
            self._list.addItem(item)
        self._say_states()

    def _say_states(self) -> None:
        signed = self._cards.signed_off()
        for at, card in enumerate(language_cards()):
            state = _("checked") if card.language in signed else _("draft")
            state_text = _("{language}, {state}").format(
                language=card.label[language()], state=state
            )
            self._list.item(at).setText(f"{card.name}\n{state_text}")

    # --- what is shown ----------------------------------------------------------------------

    @property
    def chosen(self) -> str:
        """The chosen language (ISO 639-3)."""
        return str(self._list.currentItem().data(_CODE))

    @Slot()
    def _show(self) -> None:
        for field in (self.first, self.second):
            field.clear()
        self._show_state()

    def _show_state(self) -> None:
        card, may = language_card(self.chosen), self._cards.may_sign_off
        signed = self._cards.sign_off(card.language)
        self._title.setText(isolate(card.label[language()]))
        self._draft.set_text(self._draft_text())
        self._draft.setVisible(signed is None)
        self._signed.setVisible(signed is not None)
        if signed is not None:
            names = self._services.session.staff.names()
            template = _("Checked by {first} and {second}, recorded on {date} by {officer}.")
            self._signed.set_text(template.format(
                first=isolated(signed.readers[0]), second=isolated(signed.readers[1]),
                date=isolated(format_datetime(signed.at, language())),
                officer=with_code(signed.by, names.get(signed.by, "")),
            ))  # fmt: skip
        self._mark.setText(_("Mark of this text: {mark}").format(mark=isolated(_mark(card.digest))))
        self._problem.hide()
        self._form.setVisible(may and signed is None)
        self._back.setVisible(may and signed is not None)

    def _draft_text(self) -> str:
        if self._cards.text_changed(self.chosen):
            return _(
                "Draft: the text has changed since it was checked. Two readers have to read it "
                "anew."
            )
        return _("Draft: no two native readers have read this text yet.")

    # --- deeds ------------------------------------------------------------------------------

    @Slot()
    def _on_read(self) -> None:
        texts = LanguageHelp(self._services, self.chosen, False, self)
        texts.only_read()
        texts.exec()
        texts.deleteLater()

    @Slot()
    def _on_record(self) -> None:
        try:
            self._cards.record(self.chosen, self.first.text(), self.second.text())
        except TipdeskError as error:
            message = sentence(error)
            self._problem.setText(f"{message.what} {message.next_step}")
            self._problem.show()
            self.first.setFocus()
            return
        self._say_states()
        self._show()
        self._list.setFocus()

    @Slot()
    def _on_back(self) -> None:
        text = _("Two readers have to read it again. The chain of custody keeps who signed it off.")
        if ask(self, _("Make this card a draft again?"), text, _("Make it a draft again")):
            with errors_said(self):
                self._cards.take_back(self.chosen)
            self._say_states()
            self._show()
            self._list.setFocus()


def _mark(digest: str) -> str:
    """The beginning of a digest as people compare it."""
    beginning = digest[:_MARK].upper()
    return " ".join(beginning[at : at + 4] for at in range(0, _MARK, 4))


def show_sign_offs(services: Services, parent: QWidget) -> None:
    """Show every card's state until the dialog is closed."""
    dialog = SignOffs(services, parent)
    dialog.exec()
    dialog.deleteLater()


class CardsCard(StationCard):
    """How many cards have been checked by two readers."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, _("Language cards"), parent)

    def lines(self) -> list[QWidget]:
        cards = self.services.session.cards
        count_text = _("Checked by two readers: {count} of {size}").format(
            count=isolated(str(len(cards.signed_off()))), size=isolated(str(len(LANGUAGES)))
        )
        text = _("A card is a draft until two native readers have read all of it.")
        look = button(_("Language cards…"), "translate")
        look.clicked.connect(self._on_look)
        return [label(count_text), label(text, "muted", wrap=True), row(look, 1)]

    @Slot()
    def _on_look(self) -> None:
        show_sign_offs(self.services, self)
        self.changed.emit()
