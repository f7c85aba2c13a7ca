"""Revoking one certificate for a reason, or all of a station whose laptop is lost."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from tipdesk.desk.authority.given import GivenCertificate
from tipdesk.desk.authority.places import CertifiedPlace, places
from tipdesk.desk.authority.wording import REASONS, roles_text
from tipdesk.i18n.text import MASK, _, isolate, isolated, ngettext, with_code
from tipdesk.ui.authority.clerk_desk import ClerkDesk
from tipdesk.ui.toolkit.dialogs import Dialog, Shape, say
from tipdesk.ui.toolkit.fields import CalmCombo
from tipdesk.ui.toolkit.parts import (
    card,
    clear,
    column,
    label,
    labelled,
    note,
    scrolled,
)
from tipdesk.ui.toolkit.tables import facts
from tipdesk.ui.toolkit.theme import px

_COMPROMISE = "key_compromise"
_OFFERED = tuple(reason for reason in REASONS if reason != "unspecified")


class _Revocation(Dialog):
    """Why, and whether the key came back; what follows stands below and changes with it."""

    def __init__(self, desk: ClerkDesk, row_: GivenCertificate, parent: QWidget) -> None:
        shape = Shape(least_width=620)
        super().__init__(parent, _("Revoke a certificate"), shape, job=_("Revoke the certificate"))
        self._desk, self._serial = desk, row_.issued.serial
        self.ok.setObjectName("danger")
        self.done_ = False
        who = row_.issued.holder
        name = MASK if desk.services.names_hidden else isolate(who.name)
        lines = [
            (_("Holder"), name),
            (_("Station and code"), isolated(f"{who.unit} {who.login}")),
            (_("Signs"), roles_text(row_.issued.roles)),
        ]
        self._why, self._back = CalmCombo(), QButtonGroup(self)
        self._why.setPlaceholderText(_("Choose the reason"))
        for why in _OFFERED:
            self._why.addItem(_(REASONS[why]), why)
        back = _("Yes: the vault that holds it is here, or was destroyed before witnesses")
        self._came_back = column(
            label(_("Did the key come back?"), "fieldLabel"),
            self._choice(self._back, 0, back),
            self._choice(self._back, 1, _("No, or nobody knows")),
            spacing=px(6),
        )
        self._follows = label("", "noteText", wrap=True)
        self._follows.setMinimumHeight(px(66))
        self.box.addWidget(facts(lines))
        self.box.addWidget(labelled(_("Why"), self._why))
        self.box.addWidget(self._came_back)
        self.box.addWidget(self._follows)
        self.add_end(self._why, self._came_back)
        self._why.currentIndexChanged.connect(self._on_chosen)
        self._back.idToggled.connect(self._on_chosen)
        self.ok.clicked.connect(self._on_ok)
        self._on_chosen()
        self._why.setFocus()

    @staticmethod
    def _choice(group: QButtonGroup, at: int, text: str) -> QRadioButton:
        choice = QRadioButton(text)
        group.addButton(choice, at)
        return choice

    def _reason(self) -> str:
        """As it will be entered; '' while something is not answered."""
        why: str | None = self._why.currentData()
        if why is None:
            return ""
        if why == _COMPROMISE or self._back.checkedId() == 1:
            return _COMPROMISE
        return why if self._back.checkedId() == 0 else ""

    @Slot()
    def _on_chosen(self) -> None:
        why, reason = self._why.currentData(), self._reason()
        self._came_back.setEnabled(why is not None and why != _COMPROMISE)
        self.ok.setEnabled(bool(reason))
        self._follows.setText(_follows(reason))

    @Slot()
    def _on_ok(self) -> None:
        self.set_busy(True)
        self._desk.services.jobs.run(
            partial(self._desk.session.revoke, self._serial, self._reason()),
            done=self._on_done,
            failed=self.say_error,
        )

    def _on_done(self, _nothing: None) -> None:
        self.done_ = True
        self.set_busy(False)
        self.accept()


def _follows(reason: str) -> str:
    if not reason:
        return ""
    if reason == _COMPROMISE:
        counts = _(
            "Others may have the key: nothing that was signed with it counts any more, but what "
            "an office received before."
        )
    else:
        counts = _("What was signed before today still counts; nothing that is signed from now on.")
    then = _("Stations know of it as soon as they have the next trust list.")
    return f"{counts} {then}"


def _carry_text() -> str:
    return _("Make a trust list and bring it to every station.")


def ask_revocation(desk: ClerkDesk, row_: GivenCertificate, parent: QWidget) -> None:
    """Ask why, and revoke the certificate."""
    dialog = _Revocation(desk, row_, parent)
    dialog.exec()
    revoked = dialog.done_
    dialog.deleteLater()
    if revoked:
        desk.changed.emit()
        say(parent, _("The certificate is revoked."), _carry_text())


class _LostLaptop(Dialog):
    """Which station, and whose certificates go with its laptop."""

    def __init__(
        self, desk: ClerkDesk, stations: Sequence[CertifiedPlace], parent: QWidget
    ) -> None:
        shape = Shape(least_width=620)
        super().__init__(parent, _("A laptop is lost"), shape, job=_("Revoke all of them"))
        self._desk = desk
        self.ok.setObjectName("danger")
        self.revoked = ""  # the station whose certificates are
        self._station = CalmCombo()
        self._station.setPlaceholderText(_("Choose the station"))
        for place in stations:
            self._station.addItem(with_code(place.code, place.label), place)
        explained = _(
            "Whoever has the laptop may come to the keys in it. All certificates of its station "
            "are revoked in one act, and nothing that was signed with them counts any more, but "
            "what an office received before. This cannot be undone: its people ask for new "
            "certificates on their next laptop."
        )
        self._people = QWidget()
        self._lines = QVBoxLayout(self._people)
        self._lines.setContentsMargins(0, 0, 0, 0)
        area = scrolled(self._people, edge=px(8))
        area.setMinimumHeight(px(150))
        self.box.addWidget(note(explained, "notewarn"))
        self.box.addWidget(labelled(_("Station of the laptop"), self._station))
        self.box.addWidget(card(label(_("Whose certificates are revoked"), "fieldLabel"), area))
        self.add_end(self._station)
        self._station.currentIndexChanged.connect(self._on_station)
        self.ok.clicked.connect(self._on_ok)
        self._on_station()
        self._station.setFocus()

    @Slot()
    def _on_station(self) -> None:
        clear(self._lines)
        place: CertifiedPlace | None = self._station.currentData()
        for item in place.people if place is not None else ():
            name = MASK if self._desk.services.names_hidden else isolate(item.holder.name)
            self._lines.addWidget(
                label(
                    f"{isolated(item.holder.login)} • {name} • {roles_text(item.roles)}", wrap=True
                )
            )
        if place is not None and place.vouchers:
            text = ngettext("{count} voucher", "{count} vouchers", place.vouchers)
            self._lines.addWidget(label(text.format(count=isolated(str(place.vouchers)))))
        self._lines.addStretch(1)
        self.ok.setEnabled(place is not None)

    @Slot()
    def _on_ok(self) -> None:
        place: CertifiedPlace | None = self._station.currentData()
        if place is None:
            return
        self.set_busy(True)
        self._desk.services.jobs.run(
            partial(self._desk.session.lose, place.code), done=self._on_done, failed=self.say_error
        )

    def _on_done(self, _revoked: object) -> None:
        place: CertifiedPlace = self._station.currentData()
        self.revoked = place.code
        self.set_busy(False)
        self.accept()


def ask_lost_laptop(desk: ClerkDesk, parent: QWidget) -> None:
    """Ask for the station, and revoke all its certificates in one act."""
    stations = places(desk.session.state, desk.services.clock())
    dialog = _LostLaptop(desk, stations, parent)
    dialog.exec()
    station = dialog.revoked
    dialog.deleteLater()
    if station:
        desk.changed.emit()
        text = _("All certificates of {station} are revoked.")
        say(parent, text.format(station=isolated(station)), _carry_text())
