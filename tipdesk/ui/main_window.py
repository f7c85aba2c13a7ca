"""The window: unlocking, the pages, privacy (lock, curtain, masked names), closing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from tipdesk.desk.session import Session, UnlockedKey, vault_state
from tipdesk.errors import TipdeskError
from tipdesk.i18n.catalogue import _
from tipdesk.ui.bars import StatusBar, TopBar
from tipdesk.ui.curtain import Curtain, choose_pin
from tipdesk.ui.dialogs import close_all
from tipdesk.ui.idle import IdleWatch
from tipdesk.ui.page_book import PageBook
from tipdesk.ui.pages.renew import RenewPage
from tipdesk.ui.pages.setup import SetupPage
from tipdesk.ui.pages.unlock import UnlockPage
from tipdesk.ui.services import Services

_MINUTE, _UNWINDING = 60_000, 20  # milliseconds


class MainWindow(QMainWindow):
    """One window for everything. Its title names neither a person nor a file."""

    closed = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._pin = ""
        self._login = ""  # who locked, to be offered first
        self._idle = IdleWatch(self)
        self._build()
        self._connect()
        self.setWindowTitle(_("Reception desk"))

    # --- building ---------------------------------------------------------------------------

    def _build(self) -> None:
        self._top = TopBar()
        self._status = StatusBar()
        self._stack = QStackedWidget()
        self._book = PageBook(self._services, self._stack)
        content = QWidget()
        box = QVBoxLayout(content)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._top)
        box.addWidget(self._stack, 1)
        box.addWidget(self._status)
        self._content = content
        self._unlock = UnlockPage(self._services)
        self._curtain = Curtain()
        self._setup: SetupPage | None = None
        self._renew: RenewPage | None = None
        # What is not on top is not shown at all: no picture and no screen reader finds it.
        self._layers = QStackedWidget()
        for layer in (self._unlock, content, self._curtain):
            self._layers.addWidget(layer)
        self.setCentralWidget(self._layers)
        self.setMinimumSize(1024, 640)

    def _connect(self) -> None:
        self._unlock.unlocked.connect(self._on_key)
        self._top.home_asked.connect(self._book.show_home)
        self._top.station_asked.connect(self._book.show_station)
        self._top.masked_changed.connect(self._book.set_masked)
        self._top.curtain_asked.connect(self.draw_curtain)
        self._top.lock_asked.connect(self.lock)
        self._book.saving.connect(self._status.show_saved)
        self._book.settings_changed.connect(self._on_settings)
        self._curtain.lifted.connect(self._on_lifted)
        self._curtain.refused.connect(self.lock)
        self._idle.idle.connect(self.lock)
        for key, slot in (
            ("Ctrl+L", self.lock),
            ("F9", self.draw_curtain),
            ("F7", self._top.hide_names.toggle),
        ):
            QShortcut(QKeySequence(key), self, slot)

    def start(self) -> None:
        """Show the first start, or ask for the passphrase."""
        if vault_state(self._services.vault_dir) == "missing":
            self._setup = SetupPage(self._services)
            self._setup.finished.connect(self._on_set_up)
            self._layers.addWidget(self._setup)
            self._layers.setCurrentWidget(self._setup)
            self._setup.load()
        else:
            self._show_unlock()

    def start_with(self, session: Session) -> None:
        """Begin with an open session (the demonstration)."""
        self.enter(session)

    def show_demo(self, text: str) -> None:
        """Say on the unlock page that this is a demonstration, and how to open it again."""
        self._unlock.show_hint(text)

    # --- unlocking and locking --------------------------------------------------------------

    @Slot(str)
    def _on_set_up(self, login: str) -> None:
        self._login = login
        self._remove(self._setup)
        self._setup = None
        self._show_unlock()

    def _show_unlock(self) -> None:
        self._layers.setCurrentWidget(self._unlock)
        self._unlock.load(self._login)

    @Slot(object)
    def _on_key(self, key: UnlockedKey) -> None:
        try:
            session = Session.open(self._services.vault_dir, key, self._services.clock)
        except TipdeskError as error:
            self._unlock.show_error(error)
            return
        self.enter(session)

    def enter(self, session: Session) -> None:
        """Show the pages of an open session, where its officer left off."""
        self._services.opened(session)
        if session.recovered:
            self._renew = RenewPage(self._services)
            self._renew.finished.connect(self._on_renewed)
            self._layers.addWidget(self._renew)
            self._layers.setCurrentWidget(self._renew)
            self._renew.load()
            return
        self._login = session.officer.login
        self._status.show_session(session)
        self._top.show_station(session.station.kind)
        self._layers.setCurrentWidget(self._content)
        self._idle.start(self._services.settings.lock_minutes * _MINUTE)
        place = session.last_place()
        self._book.show_home()
        if place is not None:
            self._book.show_place(place)
        self._pin = choose_pin(self)

    @Slot(str)
    def _on_renewed(self, login: str) -> None:
        self._login = login
        self.lock()

    @Slot()
    def lock(self) -> None:
        """Keep what is typed, remember the place, close the vault, forget every page.

        An open dialog is sent away first and everything covered at once; the rest follows when
        whoever waited for the dialog has gone on.
        """
        if self._services.open_session is None:
            return
        self._idle.stop()
        self._pin = ""
        self._book.flush()
        if close_all():
            self._layers.setCurrentWidget(self._unlock)
            QTimer.singleShot(_UNWINDING, self._finish_lock)
        else:
            self._finish_lock()

    @Slot()
    def _finish_lock(self) -> None:
        session = self._services.open_session
        if session is None:
            return
        try:
            self._book.flush()
            if not session.recovered:
                session.remember_place(self._book.place())
        except TipdeskError as error:
            self._unlock.show_error(error)
        self._book.close()
        self._remove(self._renew)
        self._renew = None
        self._top.hide_names.setChecked(False)
        self._services.closed()
        session.lock()
        self._show_unlock()

    def _remove(self, layer: QWidget | None) -> None:
        if layer is not None:
            self._layers.removeWidget(layer)
            layer.deleteLater()

    # --- the curtain ------------------------------------------------------------------------

    @Slot()
    def draw_curtain(self) -> None:
        """Cover everything at once; without a PIN the vault locks instead."""
        if self._services.open_session is None or self._layers.currentWidget() is self._curtain:
            return
        if not self._pin:
            self.lock()
            return
        self._book.flush()
        self._layers.setCurrentWidget(self._curtain)
        self._curtain.draw(self._pin)

    @Slot()
    def _on_lifted(self) -> None:
        self._layers.setCurrentWidget(self._content)

    # --- settings and closing ---------------------------------------------------------------

    @Slot()
    def _on_settings(self) -> None:
        if self._services.open_session is not None:
            self._idle.start(self._services.settings.lock_minutes * _MINUTE)

    def changeEvent(self, event: QEvent) -> None:
        # Minimised or hidden behind another window: keep what is typed, the power may go.
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self._book.flush()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.lock()
        if self._services.open_session is not None:  # a dialog is still going away
            event.ignore()
            QTimer.singleShot(2 * _UNWINDING, self.close)
            return
        self._services.jobs.close()
        self.closed.emit()
        super().closeEvent(event)
