"""Reasons for access that wait for a supervisor: a card of the station page, and a reminder."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from tipdesk.cases.model import Act
from tipdesk.desk.files.access import AccessReasons
from tipdesk.i18n.text import _, isolated, ngettext
from tipdesk.ui.toolkit.parts import Strip, button, label, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.station_card import StationCard


class AccessReasonsCard(StationCard):
    """How many wait, and the way to them, for who may go through them
    (`Act.REVIEW_ACCESS_REASONS`)."""

    asked = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, _("Access reasons"), parent)

    def lines(self) -> list[QWidget]:
        session = self.services.session
        if not session.may(Act.REVIEW_ACCESS_REASONS):
            return []
        text = _(
            "Why somebody opened a file without being assigned to it, or asked whether "
            "there is one, and who was told of another file of a person. A supervisor goes "
            "through it every week."
        )
        go = button(_("Go through the reasons…"), "list-checks")
        go.clicked.connect(self.asked)
        waiting = label(_waiting(session.access_reasons), wrap=True)
        return [waiting, label(text, "muted", wrap=True), row(go, 1)]


class AccessReasonsNote(Strip):
    """Reminds a supervisor once some have waited for a week."""

    def __init__(self, services: Services, action: QWidget | None = None) -> None:
        super().__init__(kind="note", action=action)
        self._services = services
        self.hide()

    def refresh(self) -> None:
        """Say how it stands now."""
        access_reasons = self._services.session.access_reasons
        due = access_reasons.review_due()
        if due:
            self.set_text(_waiting(access_reasons))
        self.setVisible(due)


def _waiting(reasons: AccessReasons) -> str:
    count, pairs = len(reasons.since_review()), len(reasons.told_since_review())
    text = ngettext(
        "{count} access reason waits to be gone through.",
        "{count} access reasons wait to be gone through.",
        count,
    )
    sentences = [text.format(count=isolated(str(count)))] if count else []
    if pairs:
        also = _("Told that another file may be of the same person: {count}.")
        sentences.append(also.format(count=isolated(str(pairs))))
    return " ".join(sentences) or _("No reason waits to be gone through.")
