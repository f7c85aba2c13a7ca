"""The station: trust pack, certificate, who works here, and how the window looks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from tipdesk.desk.keys import CertificateStanding
from tipdesk.errors import TipdeskError
from tipdesk.i18n.catalogue import _, language, ngettext
from tipdesk.i18n.dates import format_datetime
from tipdesk.i18n.text import isolated
from tipdesk.messages import role_label
from tipdesk.settings import FontScale, save_settings
from tipdesk.ui.chosen_files import choose_file, choose_folder, read_file, write_file
from tipdesk.ui.confirm_officer import ask_confirmation
from tipdesk.ui.dialogs import say, show_error
from tipdesk.ui.parts import (
    button,
    card,
    clear,
    copyable,
    label,
    labelled,
    note,
    page_head,
    row,
    scrolled,
)
from tipdesk.ui.services import Services
from tipdesk.ui.trust_digits import ask_digits

_LOCK_CHOICES = (2, 5, 10, 15, 30)  # minutes


class StationPage(QWidget):
    """Everything about this computer that is not a file."""

    left = Signal()
    settings_changed = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.setObjectName("page")
        content = QWidget()
        self._box = QVBoxLayout(content)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(14)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(content, width=860))

    def load(self) -> None:
        """Show the station as it stands."""
        clear(self._box)
        station = self._services.session.station
        back = button(_("Back"), "arrow-left")
        back.clicked.connect(self.left)
        subtitle = _("{unit} • code {code}").format(unit=station.unit, code=isolated(station.code))
        self._box.addWidget(page_head(_("This station"), back, subtitle=subtitle))
        self._box.addWidget(self._trust_card())
        self._box.addWidget(self._certificate_card())
        self._box.addWidget(self._people_card())
        self._box.addWidget(self._look_card())
        self._box.addStretch(1)

    # --- trust ------------------------------------------------------------------------------

    def _trust_card(self) -> QWidget:
        trust = self._services.session.keys.trust()
        load = button(_("Import a trust pack…"), "shield-check")
        load.clicked.connect(self._on_trust)
        lines: list[QWidget] = [label(_("Whom this station trusts"), "h2")]
        if trust is None:
            lines.append(
                note(
                    _(
                        "No trust pack yet. Files can be taken and printed, but not referred or "
                        "received. The agency's authority gives the pack and its 40 digits."
                    ),
                    "notewarn",
                )
            )
        else:
            count = len(trust.recipients)
            lines += [
                label(trust.agency or "—"),
                label(
                    ngettext(
                        "Pack {serial} • {count} recipient",
                        "Pack {serial} • {count} recipients",
                        count,
                    ).format(serial=isolated(str(trust.serial)), count=isolated(str(count))),
                    "muted",
                ),
                copyable(trust.fingerprint, "digits"),
            ]
        lines.append(row(load, 1))
        return card(*lines)

    @Slot()
    def _on_trust(self) -> None:
        path = choose_file(self, _("Import a trust pack"), "tipdesk (trust-*.asice *.asice)")
        if path is not None:
            self.import_trust(path)

    def import_trust(self, path: Path) -> None:
        """Look into the pack, ask for the 40 digits the first time, trust it."""
        keys = self._services.session.keys
        try:
            info = keys.read_trust_pack(path)
            digits = ""
            if info.first:
                typed = ask_digits(self, info.agency)
                if typed is None:
                    return
                digits = typed
            keys.import_trust_pack(path, digits)
        except TipdeskError as error:
            show_error(self, error)
            return
        self.load()

    # --- certificate ------------------------------------------------------------------------

    def _certificate_card(self) -> QWidget:
        state = self._services.session.keys.certificate_state()
        standing = {
            CertificateStanding.MISSING: _("No certificate yet. Carry a request to the authority."),
            CertificateStanding.VALID: _("You can sign."),
            CertificateStanding.EXPIRED: _("The certificate has expired. Ask for a new one."),
            CertificateStanding.REVOKED: _("The certificate was revoked. Ask the authority."),
            CertificateStanding.UNTRUSTED: _(
                "The certificate is not by the authority of the trust pack."
            ),
        }[state.standing]
        lines: list[QWidget] = [label(_("Your certificate"), "h2"), label(standing, wrap=True)]
        if state.holder and state.valid_to is not None:
            until = isolated(format_datetime(state.valid_to, language()))
            lines.append(
                label(
                    _("{holder} • valid until {until}").format(
                        holder=isolated(state.holder), until=until
                    ),
                    "muted",
                    wrap=True,
                )
            )
        request = button(_("Save a request…"), "signature")
        request.clicked.connect(self._on_request)
        load = button(_("Import the certificate…"), "certificate")
        load.clicked.connect(self._on_certificate)
        lines.append(row(request, load, 1))
        return card(*lines)

    @Slot()
    def _on_request(self) -> None:
        session = self._services.session
        folder = choose_folder(self, _("Choose the stick or a folder"))
        if folder is None:
            return
        confirmed = ask_confirmation(
            self._services, [session.officer], _("Make your signing key"), self
        )
        if confirmed is None:
            return
        try:
            request = session.keys.enrolment_request(confirmed)
            name = f"enrolment-{session.officer.login.lower()}.json"
            write_file(folder / name, request)
        except TipdeskError as error:
            show_error(self, error)
            return
        finally:
            confirmed.wipe()
        digits = session.keys.request_fingerprint(request)
        text = _(
            "The request is saved as {name}. Read these digits to the authority's clerk:\n{digits}"
        ).format(name=isolated(name), digits=isolated(digits))
        say(self, _("Request saved"), text)

    @Slot()
    def _on_certificate(self) -> None:
        path = choose_file(self, _("Import the certificate"), "PEM (*.pem *.crt)")
        if path is not None:
            self.import_certificate(path)

    def import_certificate(self, path: Path) -> None:
        """Keep the certificate in the file at `path`."""
        try:
            self._services.session.keys.import_certificate(read_file(path))
        except TipdeskError as error:
            show_error(self, error)
            return
        self.load()

    # --- people and look --------------------------------------------------------------------

    def _people_card(self) -> QWidget:
        lines: list[QWidget] = [label(_("Who works here"), "h2")]
        lines += [
            row(
                label(officer.name),
                label(isolated(officer.login), "muted"),
                1,
                label(role_label(officer.role), "muted"),
            )
            for officer in self._services.session.officers()
        ]
        return card(*lines, spacing=8)

    def _look_card(self) -> QWidget:
        settings = self._services.settings
        spoken = QComboBox()
        for code, name in (("ar", "العربية"), ("en", "English")):
            spoken.addItem(name, code)
        spoken.setCurrentIndex(max(spoken.findData(settings.language), 0))
        scale = QComboBox()
        for percent in (100, 130):
            scale.addItem(isolated(f"{percent}%"), percent)
        scale.setCurrentIndex(max(scale.findData(settings.font_scale), 0))
        lock = QComboBox()
        for minutes in _LOCK_CHOICES:
            text = ngettext("{count} minute", "{count} minutes", minutes)
            lock.addItem(text.format(count=isolated(str(minutes))), minutes)
        lock.setCurrentIndex(max(lock.findData(settings.lock_minutes), 0))

        def changed() -> None:
            percent: FontScale = scale.currentData()
            self._services.settings = replace(
                self._services.settings,
                language=spoken.currentData(),
                font_scale=percent,
                lock_minutes=lock.currentData(),
            )
            save_settings(self._services.settings)
            self.settings_changed.emit()

        for choice in (spoken, scale, lock):
            choice.activated.connect(changed)
        return card(
            label(_("This window"), "h2"),
            labelled(_("Language of the screen"), spoken),
            labelled(_("Size of letters"), scale),
            labelled(_("Lock by itself after"), lock),
        )
