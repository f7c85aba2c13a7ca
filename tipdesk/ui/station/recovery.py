"""The recovery sheet and the recovery shares: a card of the station page."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from tipdesk.cases.permissions import Act
from tipdesk.desk.station.shares import Standing
from tipdesk.i18n.catalogue import _, language
from tipdesk.i18n.dates import format_date, kuwait_day
from tipdesk.i18n.text import isolated
from tipdesk.ui.setup.notes import SheetNote
from tipdesk.ui.setup.own_passphrase import renew_recovery_sheet
from tipdesk.ui.station.rehearsal import try_recovery_sheet
from tipdesk.ui.station.share_making import make_recovery_shares, withdraw_recovery_shares
from tipdesk.ui.station.share_rehearsal import try_recovery_shares
from tipdesk.ui.toolkit.cards import StationCard
from tipdesk.ui.toolkit.parts import button, label, row
from tipdesk.ui.toolkit.services import Services


class RecoveryCard(StationCard):
    """What opens the vault when every passphrase is lost: made anew, tried, done without."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, _("Recovery"), parent)

    def lines(self) -> list[QWidget]:
        standing = self.services.session.shares.standing()
        made: list[QWidget] = []
        if self.services.session.sheet_open or standing.used:
            waiting = SheetNote(self.services)
            waiting.look()
            made.append(waiting)
        text = _("24 words on paper open the vault when every passphrase is lost.")
        renew = button(_("Make a new sheet…"), "key")
        renew.clicked.connect(self._on_renew)
        rehearse = button(_("Try the recovery sheet…"), "check-circle")
        rehearse.clicked.connect(self._on_rehearse)
        may = self.services.session.may(Act.MAKE_SHEET)
        deeds = (renew, rehearse) if may else (rehearse,)
        sheet = [label(text, "muted", wrap=True), row(*deeds, 1)]
        return [*made, *sheet, *self._share_lines(standing)]

    def _share_lines(self, standing: Standing) -> list[QWidget]:
        there = standing.made_at is not None
        make = button(_("Make new shares…") if there else _("Make recovery shares…"), "users-three")
        rehearse = button(_("Try a share…"), "check-circle")
        withdraw = button(_("Do without shares…"), "prohibit")
        make.clicked.connect(self._on_make_shares)
        rehearse.clicked.connect(self._on_rehearse_shares)
        withdraw.clicked.connect(self._on_withdraw)
        offered: list[QWidget] = []
        may = self.services.session.may(Act.MAKE_SHARES)
        if may:
            offered.append(make)
        if there:
            offered.append(rehearse)
        lines: list[QWidget] = [label(_share_text(standing), "muted", wrap=True)]
        if offered:
            lines.append(row(*offered, 1))
        if may and (there or standing.used):
            lines.append(row(withdraw, 1))
        return lines

    @Slot()
    def _on_renew(self) -> None:
        renew_recovery_sheet(self.services, self)
        self.changed.emit()

    @Slot()
    def _on_rehearse(self) -> None:
        try_recovery_sheet(self.services, self)

    @Slot()
    def _on_make_shares(self) -> None:
        make_recovery_shares(self.services, self)
        self.changed.emit()

    @Slot()
    def _on_rehearse_shares(self) -> None:
        try_recovery_shares(self.services, self)

    @Slot()
    def _on_withdraw(self) -> None:
        withdraw_recovery_shares(self.services, self)
        self.changed.emit()


def _share_text(standing: Standing) -> str:
    if standing.made_at is None:
        return _(
            "Besides, three people can each keep a share of the recovery under a PIN of their own: "
            "any two of them open the vault together, and none alone."
        )
    return _(
        "Three people keep a share since {date}: any two open the vault together, each with "
        "the own PIN. A share that was lost, or whose holder has left, asks for three new ones."
    ).format(date=isolated(format_date(kuwait_day(standing.made_at), language())))
