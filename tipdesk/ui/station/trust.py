"""Whom the station trusts, and whether its officer can sign: two cards of the station page.

After a certificate request was saved, the digits to read to the authority's clerk are told
(`tell_request`).
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QWidget

from tipdesk.bundle.file_kind import OWN_SUFFIX
from tipdesk.bundle.trust_list import SUFFIX
from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.cases.model import Act, StationKind
from tipdesk.core.plain_file import read_plain, write_file
from tipdesk.desk.open_vault import Confirmed
from tipdesk.desk.station import signing_and_trust
from tipdesk.i18n.text import (
    MASK,
    _,
    ascii_digits,
    code_text,
    format_date,
    in_one_line,
    isolate,
    isolated,
    kuwait_day,
    language,
    listed,
)
from tipdesk.texts.messages import certificate_role_label
from tipdesk.ui.messages.unasked import tell_unasked
from tipdesk.ui.setup.trust_digits import NumberedDigits, ask_digits
from tipdesk.ui.toolkit.choosing_files import choose_file, choose_folder, place_text
from tipdesk.ui.toolkit.confirming import ask_confirmation, ask_second
from tipdesk.ui.toolkit.dialogs import Dialog, Shape, ask, errors_said, say
from tipdesk.ui.toolkit.fields import TextLine
from tipdesk.ui.toolkit.parts import (
    Strip,
    StripKind,
    button,
    card,
    flowing,
    label,
    labelled,
    note,
    row,
)
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.station_card import StationCard
from tipdesk.ui.toolkit.tables import Value, facts

# --- a certificate request --------------------------------------------------------------------


def _numbered(digits: str) -> QWidget:
    """On the reading side, as wide as they are."""
    return row(NumberedDigits(digits.split()), 1)


def tell_request(parent: QWidget, path: Path, digits: str) -> None:
    """Show the file's name and the 40 digits until they were read."""
    dialog = Dialog(parent, _("Request saved"), Shape(least_width=560, spacing=14))
    text = _(
        "The request is saved as {name}. Carry it to the certification authority and "
        "read these digits to the clerk; only then is the certificate issued."
    ).format(name=isolated(path.name))
    close = button(_("Close"), style="primary")
    close.setDefault(True)
    close.clicked.connect(dialog.accept)
    box = dialog.box
    dialog.add_heading(_("Request saved"))
    box.addWidget(label(text, "muted", wrap=True))
    if place := place_text(path.parent):
        box.addWidget(note(place, "notewarn"))
    box.addWidget(card(_numbered(digits)))
    dialog.add_buttons(1, close)
    dialog.exec()
    dialog.deleteLater()


class _ServiceNumber(Dialog):
    """The number on the person's card, asked for once."""

    def __init__(self, parent: QWidget) -> None:
        title = _("Your service number")
        super().__init__(parent, title, Shape(least_width=520, spacing=14))
        self._field = TextLine(ltr=True)
        self._field.setObjectName("serviceNumber")
        go_on = button(_("Go on"), style="primary")
        go_on.setDefault(True)
        back = button(_("Cancel"))
        text = _(
            "As it stands on your card. The clerk compares it with the card, and it stands beside "
            "your name wherever you sign."
        )
        self._problem = label("", "error", wrap=True)
        self._problem.setVisible(False)
        self.add_heading(title)
        self.box.addWidget(label(text, "muted", wrap=True))
        self.box.addWidget(labelled(title, self._field))
        self.box.addWidget(self._problem)
        self.add_buttons(back, 1, go_on)
        go_on.clicked.connect(self._on_go_on)
        back.clicked.connect(self.reject)
        self._field.setFocus()

    @property
    def number(self) -> str:
        """As typed, in Latin digits."""
        return ascii_digits(self._field.text()).strip()

    @Slot()
    def _on_go_on(self) -> None:
        if signing_and_trust.is_service_number(self.number):
            self.accept()
            return
        self._problem.setText(_("A service number has Latin letters, digits, - and / only."))
        self._problem.setVisible(True)
        self._field.setFocus()


def ask_service_number(parent: QWidget) -> str:
    """Ask for it and wait; '' when the person went back."""
    dialog = _ServiceNumber(parent)
    answered = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return dialog.number if answered else ""


class TrustCard(StationCard):
    """The trust list, and its import with the 40 digits."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, _("Whom this station trusts"), parent)

    def lines(self) -> list[QWidget]:
        session = self.services.session
        trust = session.keys.trust()
        if not session.may(Act.CHOOSE_AUTHORITY if trust is None else Act.RENEW_TRUST):
            who = _("Whoever leads or administers this station imports it, with the digits.")
            return [self._stands(trust), label(who, "muted", wrap=True)]
        load = button(_("Import a trust list…"), "shield-check")
        load.clicked.connect(self._on_import)
        return [self._stands(trust), row(load, 1)]

    def _stands(self, trust: signing_and_trust.TrustListInfo | None) -> QWidget:
        if trust is None:
            receiving = self.services.session.station.kind is StationKind.RECEIVING
            text = (
                _(
                    "No trust list yet, so no case bundle can be verified or received. "
                    "The agency's certification authority gives the list and its 40 "
                    "digits."
                )
                if receiving
                else _(
                    "No trust list yet. Files can be taken and printed, but not "
                    "referred. The agency's certification authority gives the list and "
                    "its 40 digits."
                )
            )
            return note(text, "notewarn")
        offices = [isolate(recipient.label) for recipient in trust.recipients]
        details: list[tuple[str, Value]] = [
            (_("Certification authority"), isolate(trust.agency) or "—"),
            (
                _("The certification authority's 40 digits"),
                row(NumberedDigits(trust.fingerprint.split()), 1),
            ),
            (_("List number"), isolated(str(trust.serial))),
            (_("Signed by"), listed(map(isolate, trust.signers), language())),
            (_("Recipients"), "\n".join(offices) or "—"),
        ]
        return facts(details)

    @Slot()
    def _on_import(self) -> None:
        path = choose_file(
            self, _("Import a trust list"), f"{_('Trust lists')} (*{SUFFIX} *{OWN_SUFFIX})"
        )
        if path is not None:
            self.take(path)

    def take(self, path: Path) -> None:
        """Look into the pack, ask for the 40 digits the first time, trust it."""
        keys = self.services.session.keys
        with errors_said(self) as attempt:
            info = keys.read_trust_list(path)
            digits = ask_digits(self, info.agency, info.fingerprint) if info.first else ""
            if digits is None:
                return
            signers: tuple[Confirmed, ...] | None = ()
            if info.by_two:  # who signs as well sees that the digits were right
                purpose = _("Trust {agency}").format(agency=isolate(info.agency))
                signers = ask_second(self.services, DeedKind.TRUSTED, purpose, self)
            if signers is None:
                return
            try:
                keys.import_trust_list(path, digits, *signers)
            finally:
                for signer in signers:
                    signer.wipe()
        if attempt.failed:
            return
        self.changed.emit()
        tell_unasked(self, keys.told_unasked())


class CertificateNote(Strip):
    """Reminds whoever approves that they have asked for no certificate, until a request was
    saved."""

    def __init__(self, services: Services, action: QWidget | None = None) -> None:
        text = _("You approve files with your own certificate: save the request for it now.")
        super().__init__(text, "note", action)
        self._services = services
        self.hide()

    def refresh(self) -> None:
        """Show or hide it as things stand now."""
        session = self._services.session
        self.setVisible(session.may(Act.APPROVE) and not session.keys.has_key())


class CertificateCard(StationCard):
    """The officer's certificate: request it, bring it back."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, _("Your certificate"), parent)

    def lines(self) -> list[QWidget]:
        if not self.services.session.may(Act.HOLD_CERTIFICATE):
            return self._of_colleagues()
        state = self.services.session.keys.certificate_state()
        request = button(_("Save a request…"), "signature")
        request.clicked.connect(self._on_request)
        load = button(_("Import the certificate…"), "certificate")
        load.clicked.connect(self._on_import)
        requested = self.services.session.keys.requested()
        lines: list[QWidget] = []
        if requested is None or state.standing is not signing_and_trust.CertificateStanding.MISSING:
            lines.append(note(standing_text(state.standing), _standing_style(state)))
        if state.temporary:
            lines.append(note(_temporary_text(state, asked=requested is not None)))
        if requested is not None:
            lines += _waiting(requested)
        if state.holder:
            lines.append(facts(_certificate_facts(state, masked=self.masked)))
        return [*lines, flowing(request, load)]

    def _of_colleagues(self) -> list[QWidget]:
        """Whoever signs nothing brings what the authority issued for others."""
        text = _("You sign no case bundles, and need none. You can bring a colleague's.")
        load = button(_("Import the certificate…"), "certificate")
        load.clicked.connect(self._on_import)
        return [label(text, "muted", wrap=True), row(load, 1)]

    @Slot()
    def _on_request(self) -> None:
        session = self.services.session
        folder = choose_folder(self, _("Choose the USB drive or a folder"))
        if folder is None:
            return
        name = f"enrolment-{session.officer.login.lower()}.json"
        if (folder / name).exists() and not _sure_to_replace(self, name):
            return
        number = session.keys.service_number() or ask_service_number(self)
        if not number:
            return
        again = session.keys.has_key()
        purpose = _("Sign the request anew") if again else _("Make your signing key")
        confirmed = ask_confirmation(self.services, [session.officer], purpose, self)
        if confirmed is None:
            return
        with errors_said(self) as attempt:
            try:
                request = session.keys.enrolment_request(confirmed, number)
                write_file(folder / name, request)
            finally:
                confirmed.wipe()
        if attempt.failed:
            return
        tell_request(self, folder / name, session.keys.request_fingerprint(request))
        self.changed.emit()

    @Slot()
    def _on_import(self) -> None:
        path = choose_file(self, _("Import the certificate"), f"{_('Certificates')} (*.pem *.crt)")
        if path is not None:
            self.take(path)

    def take(self, path: Path) -> None:
        """Keep the certificate in the file at `path`."""
        with errors_said(self) as attempt:
            state = self.services.session.keys.import_certificate(read_plain(path))
        if attempt.failed:
            return
        self.changed.emit()
        if state.login != self.services.session.officer.login:
            text = _("It is kept for {login}, a colleague of this station. It is not yours.")
            login = isolated(state.login)
            say(self, _("Somebody else's certificate"), text.format(login=login), done=False)


def _temporary_text(state: signing_and_trust.CertificateState, *, asked: bool) -> str:
    assert state.valid_to is not None  # noqa: S101  a certificate that is here has an end
    last = isolated(format_date(kuwait_day(state.valid_to), language()))
    if asked:
        text = _(
            "It is temporary, until {date}. The ordinary one is asked for and comes with an answer "
            "of the Prosecution."
        )
    else:
        text = _(
            "It is temporary, until {date}. The next file that you approve or refer asks for the "
            "ordinary one by itself."
        )
    return text.format(date=last)


def _waiting(requested: signing_and_trust.Requested) -> list[QWidget]:
    """A request is on its way: the digits can be read to the clerk once more."""
    when = isolated(format_date(kuwait_day(requested.made_at), language()))
    text = _("The request of {date} waits for its certificate. The clerk asks for these digits:")
    return [
        label(text.format(date=when), "muted", wrap=True),
        _numbered(requested.fingerprint),
    ]


def _sure_to_replace(parent: QWidget, name: str) -> bool:
    title = _("There is a request on this USB drive already. Replace it?")
    return ask(parent, title, in_one_line(name), _("Replace it"))


def standing_text(standing: signing_and_trust.CertificateStanding) -> str:
    """Whether the officer can sign, and what to do when not."""
    return {
        signing_and_trust.CertificateStanding.MISSING: _(
            "No certificate yet. Carry a request to the certification authority."
        ),
        signing_and_trust.CertificateStanding.VALID: _("You can sign."),
        signing_and_trust.CertificateStanding.EXPIRED: _(
            "The certificate has expired. Ask for a new one."
        ),
        signing_and_trust.CertificateStanding.REVOKED: _(
            "The certificate was revoked. Ask the certification authority."
        ),
        signing_and_trust.CertificateStanding.UNTRUSTED: _(
            "The certificate is not by the certification authority of the trust list."
        ),
        signing_and_trust.CertificateStanding.UNLISTED: _(
            "The certificate stands in no trust list yet. Import the newest trust list."
        ),
        signing_and_trust.CertificateStanding.OUTDATED: _(
            "The certificate does not name your unit, code and service number yet. Ask for a new "
            "one."
        ),
    }[standing]


def _standing_style(state: signing_and_trust.CertificateState) -> StripKind:
    return "noteok" if state.standing is signing_and_trust.CertificateStanding.VALID else "notewarn"


def _certificate_facts(
    state: signing_and_trust.CertificateState, *, masked: bool
) -> list[tuple[str, Value]]:
    details: list[tuple[str, Value]] = [
        (_("Holder"), MASK if masked else isolate(state.holder)),
        (_("Code"), code_text(state.login)),
        (_("Service number"), code_text(state.service_number)),
        (_("Signs"), listed(map(certificate_role_label, state.roles), language())),
    ]
    if state.valid_from is not None and state.valid_to is not None:
        span = _("{first} to {last}").format(
            first=isolated(format_date(kuwait_day(state.valid_from), language())),
            last=isolated(format_date(kuwait_day(state.valid_to), language())),
        )
        details.append((_("Valid"), span))
    return details
