"""The language cards at the station: how many are drafts, and the way to sign one off."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from tipdesk.i18n.catalogue import _
from tipdesk.i18n.language_cards import LANGUAGES
from tipdesk.i18n.text import isolated
from tipdesk.ui.station.sign_off import show_sign_offs
from tipdesk.ui.toolkit.cards import StationCard
from tipdesk.ui.toolkit.parts import button, label, row
from tipdesk.ui.toolkit.services import Services


class CardsCard(StationCard):
    """How many cards have been checked by two readers."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, _("Language cards"), parent)

    def lines(self) -> list[QWidget]:
        cards = self.services.session.cards
        said = _("Checked by two readers: {count} of {size}").format(
            count=isolated(str(len(cards.signed_off()))), size=isolated(str(len(LANGUAGES)))
        )
        text = _("A card is a draft until two native readers have read all of it.")
        look = button(_("Language cards…"), "translate")
        look.clicked.connect(self._on_look)
        return [label(said), label(text, "muted", wrap=True), row(look, 1)]

    @Slot()
    def _on_look(self) -> None:
        show_sign_offs(self.services, self)
        self.changed.emit()
