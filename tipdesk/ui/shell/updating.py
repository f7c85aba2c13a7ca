"""Installing an update: the vault is locked first, and while it runs no page is on the screen."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from tipdesk.core.settings import default_vault_dir
from tipdesk.i18n.text import _, isolated
from tipdesk.ui.toolkit.dialogs import ask
from tipdesk.ui.toolkit.jobs import wait_for
from tipdesk.ui.toolkit.privacy import Layers
from tipdesk.ui.toolkit.services import Services

if TYPE_CHECKING:
    from tipdesk.desk.update.installing import Installed
    from tipdesk.desk.update.looking_into import OpenedUpdate


class UpdateRun(QObject):
    """One update at a time, from the lock to the start of the new program."""

    lock_asked = Signal()
    end_asked = Signal()  # the new program starts

    def __init__(self, services: Services, layers: Layers, window: QWidget) -> None:
        super().__init__(window)
        self._services, self._layers, self._window = services, layers, window
        self._opened: OpenedUpdate | None = None

    @Slot(object)
    def begin(self, opened: OpenedUpdate) -> None:
        """Lock, then install: the page that asked for it goes with the lock."""
        self._opened = opened
        QTimer.singleShot(0, self, self.lock_asked.emit)

    @Slot()
    def on_locked(self) -> None:
        """The vault is closed."""
        opened, self._opened = self._opened, None
        if opened is not None:
            QTimer.singleShot(0, self, partial(self._install, opened))

    def _install(self, opened: OpenedUpdate) -> None:
        from tipdesk.desk.update.installing import install

        with opened:
            if self._services.open_session is not None:
                return
            with self._layers.nothing():
                title = _("The new version is being installed…")
                installed = wait_for(
                    self._services.jobs, self._window, title, partial(install, opened)
                )
        if installed is not None:
            self._start(installed)

    def _start(self, installed: Installed) -> None:
        text = _("Version {version} is installed. Open it now; this window closes.")
        title = _("The program is updated.")
        version = text.format(version=isolated(installed.version))
        if ask(self._window, title, version, _("Open the new version"), _("Later")):
            words = vault_words(self._services.vault_dir)
            starter = installed.starter  # beside it: where this one was started may be an old tree
            if QProcess.startDetached(str(starter), words, str(starter.parent))[0]:
                self.end_asked.emit()


def vault_words(vault_dir: Path) -> list[str]:
    """How another program is told to open the same vault."""
    return [] if vault_dir == default_vault_dir() else ["--vault", str(vault_dir)]
