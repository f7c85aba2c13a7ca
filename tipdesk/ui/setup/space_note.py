"""Says on a page that the disk is full, for as long as it is, and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot

from tipdesk.i18n.catalogue import _
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.strips import Strip

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
        self._again.timeout.connect(self.look)
        self._again.start()
        self.hide()

    @Slot()
    def look(self) -> None:
        """Show or hide it as things stand now."""
        session = self._services.open_session
        self.setVisible(session is not None and session.space_low())
