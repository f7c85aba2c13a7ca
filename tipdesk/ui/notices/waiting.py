"""What leads to electronic notices: the reminder at home, and the card of the station page."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from tipdesk.cases.model import Act
from tipdesk.desk.session.session import Session
from tipdesk.i18n.text import _, isolate, isolated, language, listed, ngettext
from tipdesk.ui.toolkit.dialogs import ask, errors_said
from tipdesk.ui.toolkit.parts import Strip, button, label, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.station_card import StationCard


def leave_here(session: Session) -> bool:
    """Whether somebody can send notices electronically here, or sees at once why not today."""
    notices = session.notices
    return session.may(Act.SEND_NOTICE) and notices.allowed and bool(notices.offices())


class NightNoticesNote(Strip):
    """Tells a supervisor of notices that nobody has gone through yet."""

    def __init__(self, services: Services, action: QWidget | None = None) -> None:
        super().__init__(kind="notewarn", action=action)
        self._services = services
        self.hide()

    def refresh(self) -> None:
        """Say how it stands now."""
        reviews = self._services.session.notice_reviews
        waiting = reviews.waiting()
        text = ngettext(
            "{count} notice of the night waits for you.",
            "{count} notices of the night wait for you.",
            len(waiting),
        ).format(count=isolated(str(len(waiting))))
        if reviews.is_overdue(waiting):
            text = _("{notices} More than a day has passed.").format(notices=text)
        self.set_text(text)
        self.setVisible(bool(waiting))


class NoticesCard(StationCard):
    """Whether officers of this station send notices electronically, and the way to change it."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, _("Electronic notices"), parent)

    def lines(self) -> list[QWidget]:
        session = self.services.session
        notices = session.notices
        offices = [isolate(office.label) for office in notices.offices()]
        there = _("No office of the Prosecution takes them, by the trust list in use.")
        if offices:
            there = _("{offices} takes them.").format(offices=listed(offices, language()))
        here = _("Allowed at this station") if notices.allowed else _("Off at this station")
        lines: list[QWidget] = [label(here), label(there, "muted", wrap=True)]
        if session.may(Act.ALLOW_NOTICES):
            change = button(_("Stop them here…") if notices.allowed else _("Allow them here…"))
            change.clicked.connect(partial(self._on_change, allow=not notices.allowed))
            lines.append(row(change, 1))
        return lines

    def _on_change(self, *_clicked: object, allow: bool) -> None:
        title = _("Stop electronic notices?")
        text = _("Officers hand the notice over on paper from now on.")
        deed = _("Stop them")
        if allow:
            title = _("Allow electronic notices?")
            text = _(
                "An officer then tells the Prosecution of a felony at once, without an approval: "
                "ten answers, signed by the officer alone. You go through them afterwards. The "
                "file itself still needs an approval."
            )
            deed = _("Allow them")
        if ask(self, title, text, deed):
            with errors_said(self):
                self.services.session.notices.allow(allowed=allow)
            self.changed.emit()
