"""The pages that come once and go: setting up, restoring, a new passphrase, the demonstration."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from tipdesk.core.errors import TipdeskError
from tipdesk.ui.toolkit.privacy import Layers
from tipdesk.ui.toolkit.services import Services

if TYPE_CHECKING:
    from tipdesk.ui.setup.demo import DemoPage
    from tipdesk.ui.setup.first_start import SetupPage
    from tipdesk.ui.setup.renew import RenewPage
    from tipdesk.ui.setup.restore import RestorePage

    PassingPage = SetupPage | RestorePage | RenewPage | DemoPage


class PassingPages(QObject):
    """One of them at a time; it is destroyed when another follows, or a layer that stays."""

    login_known = Signal(str)  # somebody was set up, or has a new passphrase: they unlock next
    key_found = Signal(object)  # UnlockedKey
    hinted = Signal(object)  # Callable[[], str]: what the unlock page says of the demonstration
    left = Signal()  # from restoring, back to where one began

    def __init__(self, services: Services, layers: Layers, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._layers = services, layers
        self.page: PassingPage | None = None
        self.name = ""  # of the page that is shown, for its help

    def set_up(self) -> None:
        """The first start."""
        from tipdesk.desk.upkeep.restoring import forget_unfinished
        from tipdesk.ui.setup.first_start import SetupPage

        page = SetupPage(self._services)
        page.finished.connect(self.login_known)
        page.restore_asked.connect(self._restore)
        self._show(page, "setup")
        page.load()  # shown first: before that nothing takes the focus
        with suppress(TipdeskError):  # another window may be restoring just now
            forget_unfinished(self._services.vault_dir)

    @Slot()
    def _restore(self) -> None:
        from tipdesk.ui.setup.restore import RestorePage

        page = RestorePage(self._services)
        page.finished.connect(self.login_known)
        page.recovered.connect(self.key_found)
        page.left.connect(self.left)
        self._show(page, "restore")
        page.load()

    def renew(self) -> None:
        """Whoever came in by the recovery sheet chooses a passphrase, and comes in with it."""
        from tipdesk.ui.setup.renew import RenewPage

        page = RenewPage(self._services)
        page.finished.connect(self.login_known)
        page.load()
        self._show(page, "renew")

    def demonstrate(self, folder: Path) -> None:
        """Make the demonstration's vaults in `folder` and open the officers' one."""
        from tipdesk.ui.setup.demo import DemoPage

        page = DemoPage(self._services)
        page.hinted.connect(self.hinted)
        page.ready.connect(self.key_found)
        page.load(folder)
        self._show(page, "demo")

    def end(self) -> None:
        """Another layer is shown."""
        before, self.page, self.name = self.page, None, ""
        if before is not None:
            before.deleteLater()

    def _show(self, page: PassingPage, name: str) -> None:
        before, self.page, self.name = self.page, page, name
        self._layers.show_only(page)
        if before is not None:
            before.deleteLater()
