"""While the demonstration's vaults are being made."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from tipdesk.core.clock import Clock
from tipdesk.core.errors import TipdeskError
from tipdesk.demo.vault import FILES, DemoVaults, demo_vault
from tipdesk.desk.unlocking import UnlockedKey, unlock
from tipdesk.i18n.text import _, isolated, ngettext
from tipdesk.texts.messages import sentence
from tipdesk.ui.toolkit.parts import label
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px


class DemoPage(QWidget):
    """Makes the vaults in a job and unlocks the officers' one."""

    hinted = Signal(object)  # Callable[[], str]: who can open it again, and with what
    ready = Signal(object)  # the key, for Session.open

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.setObjectName("page")
        text = ngettext(
            "{count} made-up file is being written…",
            "{count} made-up files are being written…",
            FILES,
        )
        self._state = label(text.format(count=isolated(str(FILES))), "h2")
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setFixedWidth(px(360))
        box = QVBoxLayout(self)
        box.setSpacing(px(16))
        box.addStretch(1)
        for part in (self._state, self._busy):
            box.addWidget(part, 0, Qt.AlignmentFlag.AlignCenter)
        box.addStretch(1)

    def load(self, folder: Path) -> None:
        """Make the vaults in `folder`."""
        job = partial(_make_vaults, folder, self._services.clock)
        self._services.jobs.run(
            job,
            done=self._on_made,
            failed=self._on_failed,
            unwanted=lambda result: result[1].wipe(),
        )

    def _on_made(self, result: tuple[DemoVaults, UnlockedKey]) -> None:
        vaults, key = result
        self.hinted.emit(partial(_hint, vaults))
        self.ready.emit(key)

    def _on_failed(self, error: TipdeskError) -> None:
        self._busy.hide()
        message = sentence(error)
        self._state.setText(f"{message.what} {message.next_step}")


def _make_vaults(folder: Path, clock: Clock) -> tuple[DemoVaults, UnlockedKey]:
    vaults = demo_vault(folder, clock)
    return vaults, unlock(vaults.officers, vaults.officer.login, vaults.officer.passphrase)


def _hint(vaults: DemoVaults) -> str:
    lines = [
        _("Demonstration: made-up files, deleted when the window is closed."),
        *(
            _("{login}: {passphrase}").format(
                login=isolated(who.login), passphrase=isolated(who.passphrase)
            )
            for who in (vaults.officer, vaults.supervisor)
        ),
    ]
    return "\n".join(lines)
