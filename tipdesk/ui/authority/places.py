"""Stations and offices: who approves for whom, who leads an office, who takes notices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from tipdesk.desk.authority.places import CertifiedPlace, places
from tipdesk.i18n.text import MASK, _, isolate, isolated, with_code
from tipdesk.ui.authority.clerk_desk import ClerkDesk, next_list_text
from tipdesk.ui.toolkit.fields import CalmCombo
from tipdesk.ui.toolkit.parts import (
    MARGIN,
    Strip,
    button,
    card,
    clear,
    label,
    labelled,
    page_head,
    scrolled,
)
from tipdesk.ui.toolkit.theme import px

_WIDTH = 900  # of the cards, at 100 %


class PlacesPage(QWidget):
    """Three cards of switches. Each is set at once, and can be set back."""

    def __init__(self, desk: ClerkDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._masked = False
        self.setObjectName("page")
        content = QWidget()
        self._cards = QVBoxLayout(content)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(px(14))
        box = QVBoxLayout(self)
        box.setContentsMargins(MARGIN, px(18), MARGIN, px(10))
        box.setSpacing(px(12))
        box.addWidget(page_head(_("Stations and offices")))
        box.addWidget(Strip(next_list_text()))
        box.addWidget(scrolled(content, width=px(_WIDTH), edge=0), 1)

    @Slot()
    def load(self) -> None:
        """Show what the next list says of them."""
        clear(self._cards)
        known = places(self._desk.session.state, self._desk.services.clock())
        stations = [place for place in known if place.people and not place.receives]
        offices = [place for place in known if place.receives]
        self._cards.addWidget(self._approvals(stations))
        self._cards.addWidget(self._heads(offices))
        self._cards.addWidget(self._notices(offices))
        self._cards.addStretch(1)

    def set_masked(self, masked: bool) -> None:
        """Hide or show names (F7)."""
        self._masked = masked
        self.load()

    # --- the cards ----------------------------------------------------------------------------

    def _approvals(self, stations: Sequence[CertifiedPlace]) -> QWidget:
        text = _(
            "Supervisors of one station approve files of another one: of two laptops of one "
            "shelter, or where a station has nobody else who may approve."
        )
        lines: list[QWidget] = []
        labels = {place.code: place.label for place in stations}
        for approver, exporter in self._desk.session.state.approves_for:
            words = _("{approver} approves for {exporter}").format(
                approver=_place(approver, labels), exporter=_place(exporter, labels)
            )
            act = partial(self._desk.session.approves_for, approver, exporter)
            lines.append(self._switch(words, act, on=True))
        if len(stations) > 1:
            lines.append(self._new_pair(stations))
        elif not lines:
            lines.append(label(_("It takes two stations with certified people."), "muted"))
        return _card(_("Who approves for whom"), text, lines)

    def _new_pair(self, stations: Sequence[CertifiedPlace]) -> QWidget:
        approver, exporter = CalmCombo(), CalmCombo()
        for choice in (approver, exporter):
            choice.setPlaceholderText(_("Choose the station"))
            for place in stations:
                choice.addItem(_place(place.code, {place.code: place.label}), place.code)
        add = button(_("Add"), "plus")
        add.setEnabled(False)

        def judge() -> None:
            codes = approver.currentData(), exporter.currentData()
            add.setEnabled(all(codes) and codes[0] != codes[1])

        def on_add() -> None:
            session = self._desk.session
            codes = str(approver.currentData()), str(exporter.currentData())
            act = partial(session.approves_for, *codes, on=True)
            self._desk.act(self, act, lambda _nothing: self.load())

        approver.currentIndexChanged.connect(judge)
        exporter.currentIndexChanged.connect(judge)
        add.clicked.connect(on_add)
        fields = (
            labelled(_("Supervisors of"), approver),
            labelled(_("approve files of"), exporter),
        )
        both = QWidget()
        beside = QHBoxLayout(both)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(px(14))
        for part in fields:
            beside.addWidget(part, 1)
        beside.addWidget(add, 0, Qt.AlignmentFlag.AlignBottom)
        return both

    def _heads(self, offices: Sequence[CertifiedPlace]) -> QWidget:
        text = _("The head of an office can ask for an annex to be sealed to another prosecutor.")
        lines = [
            self._switch(
                _("{name} leads {office}").format(
                    name=with_code(item.holder.login, MASK if self._masked else item.holder.name),
                    office=_place(place.code, {place.code: place.label}),
                ),
                partial(self._desk.session.head, place.code, item.holder.login),
                on=item.holder.login in place.heads,
            )
            for place in offices
            for item in place.prosecutors
        ]
        nobody = label(_("No prosecutor with a key of their own is certified yet."), "muted")
        return _card(_("Heads of offices"), text, lines or [nobody])

    def _notices(self, offices: Sequence[CertifiedPlace]) -> QWidget:
        text = _(
            "An office that says so takes electronic notices, which one officer signs under the "
            "PIN of the shift. Without it notices go on paper."
        )
        lines = [
            self._switch(
                _place(place.code, {place.code: place.label}),
                partial(self._desk.session.notices, place.code),
                on=place.takes_notices,
            )
            for place in offices
        ]
        nobody = label(_("No office is certified yet."), "muted")
        return _card(_("Offices that take electronic notices"), text, lines or [nobody])

    def _switch(self, words: str, act: Callable[..., None], *, on: bool) -> QCheckBox:
        switch = QCheckBox(words)
        switch.setChecked(on)
        switch.clicked.connect(lambda checked: self._set(act, on=checked))
        return switch

    def _set(self, act: Callable[..., None], *, on: bool) -> None:
        """The switch shows already what was chosen; where that fails, what is so is shown again."""
        self._desk.act(self, partial(act, on=on), _leave_it, failed=self.load)


def _leave_it(_nothing: None) -> None:
    """The switch shows it, and can be set back."""


def _place(code: str, labels: dict[str, str]) -> str:
    name = labels.get(code, "")
    return f"{isolated(code)} {isolate(name)}" if name else isolated(code)


def _card(title: str, text: str, lines: Sequence[QWidget]) -> QWidget:
    return card(label(title, "h2"), label(text, "muted", wrap=True), *lines, spacing=px(10))
