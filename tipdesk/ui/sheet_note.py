"""Says on a page that a recovery sheet waits to be confirmed, and which one opens meanwhile."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from tipdesk.i18n.catalogue import _
from tipdesk.ui.services import Services
from tipdesk.ui.widgets.strip import Strip


class SheetNote(Strip):
    """Hidden when there is nothing to confirm; `action` is an optional widget at its end."""

    def __init__(self, services: Services, action: QWidget | None = None) -> None:
        super().__init__(kind="notewarn", action=action)
        self._services = services
        self.hide()

    def look(self) -> None:
        """Say how it stands now."""
        session = self._services.session
        if session.sheet_renewing:
            text = _(
                "A new recovery sheet was begun and not confirmed. The sheet before it still "
                "opens the vault: keep it, and make a new sheet again."
            )
        else:
            text = _(
                "Nobody has shown yet that the recovery sheet can be read. If it is lost, make a "
                "new one."
            )
        self.set_text(text)
        self.setVisible(session.sheet_open)
