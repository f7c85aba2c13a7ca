"""The letterhead of the station's papers: a card of the station page."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from tipdesk.cases.permissions import Act
from tipdesk.desk.paper.letterheads import PLAIN
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolate
from tipdesk.ui.paper.letterhead_dialog import set_letterhead
from tipdesk.ui.toolkit.cards import StationCard
from tipdesk.ui.toolkit.parts import button, label, row
from tipdesk.ui.toolkit.services import Services


class LetterheadCard(StationCard):
    """What stands at the head of papers, and the way to change it. See `Act.SET_LETTERHEAD`."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, _("Letterhead of papers"), parent)

    def lines(self) -> list[QWidget]:
        session = self.services.session
        if not session.may(Act.SET_LETTERHEAD):
            return []
        now = session.letterheads.current()
        said = _("The program's own: state, agency and unit, and a neutral star.")
        if now != PLAIN:
            said = isolate(" • ".join(now.arabic or now.english)) or _("Chosen by this station")
        text = _("It stands on every paper, those that go to the Prosecution too.")
        go = button(_("Change the letterhead…"), "article")
        go.clicked.connect(self._on_change)
        return [label(said, wrap=True), label(text, "muted", wrap=True), row(go, 1)]

    @Slot()
    def _on_change(self) -> None:
        if set_letterhead(self.services, self):
            self.changed.emit()
