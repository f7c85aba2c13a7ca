"""At an office: what stations ask the certification authority for, and what comes back; a card of
the station page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from tipdesk.desk.messages.certificate_exchange import BroughtCertificates, CarriedRequest
from tipdesk.i18n.text import MASK, _, isolate, isolated, ngettext
from tipdesk.ui.toolkit.choosing_files import choose_folder
from tipdesk.ui.toolkit.confirming import ask_confirmation
from tipdesk.ui.toolkit.dialogs import errors_said, say
from tipdesk.ui.toolkit.parts import button, label, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.station_card import StationCard


class CarryingCard(StationCard):
    """Requests of stations go to the authority and certificates back."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, _("Certificates of stations"), parent)

    def lines(self) -> list[QWidget]:
        waiting = self.services.session.carrying.waiting()
        if not waiting:
            text = _(
                "Nobody waits. What stations ask for comes with their case bundles, and goes back "
                "with your answers."
            )
            return [label(text, "muted", wrap=True)]
        text = ngettext(
            "{count} person of a station waits for a certificate. Save the requests for the "
            "certification authority, and bring back what it has certified.",
            "{count} people of stations wait for certificates. Save the requests for the "
            "certification authority, and bring back what it has certified.",
            len(waiting),
        ).format(count=isolated(str(len(waiting))))
        save = button(_("Save the requests…"), "download-simple")
        save.clicked.connect(self._on_save)
        bring = button(_("Bring the certificates…"), "certificate")
        bring.clicked.connect(self._on_bring)
        people = label("\n".join(self._person(request) for request in waiting), wrap=True)
        return [label(text, "muted", wrap=True), people, row(save, bring, 1)]

    def _person(self, request: CarriedRequest) -> str:
        return _("{station} {login}: {name}").format(
            station=isolated(request.station),
            login=isolated(request.login),
            name=MASK if self.masked else isolate(request.name),
        )

    @Slot()
    def _on_save(self) -> None:
        folder = choose_folder(self, _("Choose the USB drive or a folder"))
        if folder is None:
            return
        with errors_said(self) as attempt:
            count = self.services.session.carrying.save(folder)
        if attempt.failed:
            return
        text = ngettext(
            "{count} request is saved. Carry it to the certification authority; each person reads "
            "their digits to the clerk.",
            "{count} requests are saved. Carry them to the certification authority; each person "
            "reads their digits to the clerk.",
            count,
        )
        say(self, _("Saved"), text.format(count=isolated(str(count))))

    @Slot()
    def _on_bring(self) -> None:
        folder = choose_folder(self, _("Choose the folder with the certificates"))
        if folder is None:
            return
        carrying = self.services.session.carrying
        with errors_said(self) as attempt:
            brought = carrying.bring(folder)
        if attempt.failed:
            return
        if not brought.answered:
            say(self, _("No certificate was taken"), _why_none(brought), done=False)
            return
        purpose = _("Sign what goes back to the stations")
        confirmed = ask_confirmation(self.services, [self.services.session.officer], purpose, self)
        if confirmed is None:
            return
        with errors_said(self) as attempt:
            try:
                carrying.send(brought, confirmed)
            finally:
                confirmed.wipe()
        if attempt.failed:
            return
        lines = [_("They go with your next answer to each station."), *_unlisted(brought.unlisted)]
        say(self, _("The certificates are signed"), "\n".join(lines))
        self.changed.emit()


def _why_none(brought: BroughtCertificates) -> str:
    if brought.unlisted:
        return "\n".join(_unlisted(brought.unlisted))
    return _("Nothing in this folder answers what stations ask for.")


def _unlisted(requests: Sequence[CarriedRequest]) -> list[str]:
    if not requests:
        return []
    codes = ", ".join(isolated(f"{item.station} {item.login}") for item in requests)
    return [
        _(
            "The trust list that is used here does not name the certificates of {codes} yet. "
            "Import the newest list first, then bring them."
        ).format(codes=codes)
    ]
