"""Notes on a page: the disk is full, a recovery sheet waits to be confirmed or is to be replaced.

That the disk is full is said for as long as it is, with what to do about it.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QWidget

from tipdesk.cases.model import Act
from tipdesk.desk.session.session import Session
from tipdesk.desk.station.recovery import SheetState
from tipdesk.i18n.text import _
from tipdesk.ui.toolkit.parts import Strip
from tipdesk.ui.toolkit.services import Services

_AGAIN = 5_000  # milliseconds between two looks: somebody may be making room


class SpaceNote(Strip):
    """Hidden while there is room. It goes by itself once the vault has its reserve again."""

    def __init__(self, services: Services) -> None:
        super().__init__(
            _(
                "The disk of this computer is full. What was shown as saved is kept, but little "
                "more will be. Free some space, or ask whoever looks after this computer. Print or "
                "refer what cannot wait."
            ),
            kind="notewarn",
        )
        self._services = services
        self._again = QTimer(self)
        self._again.setInterval(_AGAIN)
        self._again.timeout.connect(self.refresh)
        self._again.start()
        self.hide()

    @Slot()
    def refresh(self) -> None:
        """Show or hide it as things stand now."""
        session = self._services.open_session
        self.setVisible(session is not None and session.space_low())


class SheetNote(Strip):
    """Hidden when there is nothing to confirm; `action` is an optional widget at its end."""

    def __init__(self, services: Services, action: QWidget | None = None) -> None:
        super().__init__(kind="notewarn", action=action)
        self._services = services
        self.hide()

    def refresh(self) -> None:
        """Say how it stands now."""
        text = _sentence(self._services.session)
        self.set_text(text)
        self.setVisible(bool(text))


def _sentence(session: Session) -> str:
    if not session.may(Act.MAKE_SHEET):
        return ""  # whoever looks after the station is told
    state = session.renewals.sheet_state
    if state is SheetState.RENEWAL:
        return _(
            "A new recovery sheet was begun and not confirmed. The sheet before it still "
            "opens the vault: keep it, and make a new sheet again."
        )
    if state is SheetState.NEVER:
        return _(
            "Nobody has shown yet that the recovery sheet can be read. If it is lost, make a "
            "new one."
        )
    if state is SheetState.USED:
        return _("The recovery sheet has opened the vault: others have read it. Make a new one.")
    if session.shares.standing().used:
        return _(
            "Two recovery shares have opened the vault. Whoever looks after the station makes "
            "three new ones, or does without."
        )
    return ""
