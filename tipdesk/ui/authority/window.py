"""The authority's window: opening, its pages, covered and locked when it is left, closing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol, cast

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from tipdesk.desk.authority.clerk import ClerkSession
from tipdesk.i18n.text import _
from tipdesk.ui.authority.bars import AuthorityBar, AuthorityStatus
from tipdesk.ui.authority.clerk_desk import ClerkDesk
from tipdesk.ui.authority.founding import FoundingPage
from tipdesk.ui.authority.kits import KitsPage
from tipdesk.ui.authority.lists import ListsPage
from tipdesk.ui.authority.opening import AuthorityOpening
from tipdesk.ui.authority.people import PeoplePage
from tipdesk.ui.authority.places import PlacesPage
from tipdesk.ui.authority.requests import RequestsPage
from tipdesk.ui.shell.help import HelpPanel
from tipdesk.ui.shell.leaving import LockReason
from tipdesk.ui.shell.lid import Lid, under_lid
from tipdesk.ui.shell.screen_room import LEAST
from tipdesk.ui.shell.still import StillPress
from tipdesk.ui.shell.window_watch import WindowWatch
from tipdesk.ui.toolkit import privacy
from tipdesk.ui.toolkit.dialogs import close_all
from tipdesk.ui.toolkit.parts import cursor_in
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import dress

_MINUTE, _UNWINDING = 60_000, 20  # milliseconds


class _Page(Protocol):
    def load(self) -> None: ...

    def set_masked(self, masked: bool) -> None: ...


MAKERS: Mapping[str, Callable[[ClerkDesk], QWidget]] = {
    "authority": PeoplePage,
    "authority_requests": RequestsPage,
    "authority_places": PlacesPage,
    "authority_lists": ListsPage,
    "authority_kits": KitsPage,
}
"""The pages of an open authority, by the names of their help."""


class AuthorityWindow(QMainWindow):
    """One window for everything that the clerk does."""

    entered = Signal()  # the clerk has opened the authority
    locked = Signal()  # whether or not anything was open
    closed = Signal()

    def __init__(self, services: Services, folder: Path) -> None:
        super().__init__()
        self._services = services
        self._session: ClerkSession | None = None
        self._founding: FoundingPage | None = None  # while a new authority is set up
        self._shown: dict[str, QWidget] = {}
        self._name = ""  # of the page that is shown
        self._closing = False
        self._cursor: QWidget | None = None  # where it was before help took a narrow window
        self._watch, self._still = WindowWatch(self), StillPress(self)
        self._unwinding = QTimer(self, singleShot=True)
        self.setMinimumSize(*LEAST)
        self.setWindowTitle(_("Certification authority"))
        dress(self)
        self.lid = Lid(self, self._is_open_to_see)
        self._build(folder)
        self._connect()

    def _build(self, folder: Path) -> None:
        self._bar, self._status = AuthorityBar(), AuthorityStatus()
        self._stack, self._content = QStackedWidget(), QWidget()
        box = QVBoxLayout(self._content)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._bar)
        box.addWidget(self._stack, 1)
        box.addWidget(self._status)
        self._opening = AuthorityOpening(self._services, folder)
        self._layers, self._around = privacy.Layers(), QWidget()
        self._help = HelpPanel(self._around)
        beside = QHBoxLayout(self._around)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(self._layers, 1)
        beside.addWidget(self._help)
        self.setCentralWidget(self._around)

    def _connect(self) -> None:
        first = self.lid.first
        self._opening.opened.connect(self.enter)
        self._opening.founding_asked.connect(self._on_founding)
        self._bar.page_asked.connect(self.show_page)
        self._bar.masked_changed.connect(self._on_masked)
        self._bar.lock_asked.connect(first(self.lock))
        self._bar.end_asked.connect(first(self.close))
        self._bar.help_asked.connect(self._on_help)
        self._watch.privacy_screen_pressed.connect(first(self.lock))  # no PIN leads back
        self._watch.lock_pressed.connect(first(self.lock))
        self._watch.end_pressed.connect(first(self.close))
        self._watch.rested.connect(first(self.lock_unasked))
        self._watch.key_came.connect(self.lid.go_on)
        self._watch.help_pressed.connect(self._on_help)
        self._watch.mask_pressed.connect(self._bar.hide_names.toggle)
        self._watch.escaped.connect(self._help.end)
        self._help.turned.connect(self._on_help_turned)
        self._unwinding.timeout.connect(self._on_unwound)

    @Slot()
    def start(self) -> None:
        """Ask for the passphrase."""
        self._layers.show_only(self._opening)
        self._opening.load()
        self._follow_help()

    @Slot()
    def _on_founding(self) -> None:
        """Set up a new authority, at the place that the first page shows where it is free."""
        page = self._founding = FoundingPage(self._services, self._opening.folder)
        page.founded.connect(self._on_founded)
        page.left.connect(self._to_opening)
        self._watch.start(self._services.settings.lock_minutes * _MINUTE)
        self._layers.show_only(page)
        page.load()
        self._follow_help()

    @Slot(object)
    def _on_founded(self, session: ClerkSession) -> None:
        self._opening.folder = session.folder
        self._forget_founding()
        self.enter(session)

    def _forget_founding(self) -> None:
        page, self._founding = self._founding, None
        if page is not None:
            page.end()
            page.deleteLater()

    # --- pages --------------------------------------------------------------------------------

    @Slot(object)
    def enter(self, session: ClerkSession) -> None:
        """Show the pages of an open authority."""
        self._session = session
        self._desk = ClerkDesk(self._services, session, self)
        self._desk.busy.connect(self._status.show_busy)
        self._status.show_agency(session.state.agency)
        self._watch.start(self._services.settings.lock_minutes * _MINUTE)
        self._layers.show_only(self._content)
        if (first := cursor_in(self)) is not None:
            first.clearFocus()  # the page takes it
        self.show_page("authority")
        self.entered.emit()

    @Slot(str)
    def show_page(self, name: str) -> None:
        """Turn to a page, by the name of its help."""
        if self._session is None:
            return
        page = self._shown.get(name)
        if page is None:
            page = self._shown[name] = MAKERS[name](self._desk)
            self._stack.addWidget(page)
            cast("_Page", page).set_masked(self._bar.hide_names.isChecked())
        self._name = name
        self._stack.setCurrentWidget(page)
        self._bar.show_current(name)
        cast("_Page", page).load()
        self._follow_help()

    @Slot(bool)
    def _on_masked(self, masked: bool) -> None:
        self._services.names_hidden = masked
        for page in self._shown.values():
            cast("_Page", page).set_masked(masked)

    # --- help ---------------------------------------------------------------------------------

    def _help_name(self) -> str:
        if self._founding is not None:
            return "authority_founding"
        return self._name if self._layers.currentWidget() is self._content else "authority_opening"

    @Slot()
    def _on_help(self) -> None:
        if QApplication.activeModalWidget() is not None:
            return
        if not self._help.page:
            self._cursor = cursor_in(self)
            self._layers.setVisible(self._help.fit(self.width()))
        self._help.toggle(self._help_name())

    def _follow_help(self) -> None:
        self._help.follow(self._help_name())

    @Slot(bool)
    def _on_help_turned(self, shown: bool) -> None:
        self._watch.takes_escape = shown
        if not shown and self._layers.isHidden():  # a narrow window
            self._layers.show()
            if self._cursor is not None and isValid(self._cursor):
                self._cursor.setFocus()

    # --- covered and locked -------------------------------------------------------------------

    def holds_up_sleep(self) -> bool:
        """No: no PIN leads back to an authority."""
        return False

    def _is_open_to_see(self) -> bool:
        return self._layers.currentWidget() is not self._opening

    @Slot()
    @under_lid
    def lock(self) -> None:
        """Forget pages and keys, and let go of the folder. What was begun is ended first: half of
        a certificate is none."""
        session = self._session
        if session is None:
            self._services.jobs.abandon()  # nobody waits for what is being opened or set up
            self._to_opening()
            return
        self._watch.stop()
        if close_all():  # whoever waited for a dialog goes on first
            self.lid.stay()
            self._layers.show_only(self._opening)
            self._unwinding.start(_UNWINDING)
            return
        self._session = None
        self._services.jobs.abandon()
        for page in self._shown.values():
            self._stack.removeWidget(page)
            privacy.discard(page)
        self._shown.clear()
        self._desk.deleteLater()
        del self._desk
        self._name = ""
        self._status.show_agency("")
        self._status.show_busy(False)
        if self._services.jobs.busy:
            jobs = self._services.jobs
            jobs.run(session.close, done=_leave_it, failed=_leave_it)
        else:
            session.close()
        privacy.forget_clipboard()
        privacy.forget_folder()
        self._to_opening()

    @Slot()
    def _to_opening(self) -> None:
        self._watch.stop()
        self._forget_founding()
        self._layers.show_only(self._opening)
        self._opening.load()
        self._follow_help()
        self.locked.emit()

    @Slot()
    @Slot(object)
    def lock_unasked(self, _why: LockReason = LockReason.REST) -> None:
        """Nobody is there: lock."""
        self.lock()

    @Slot()
    def _on_unwound(self) -> None:
        (self.close if self._closing else self.lock)()

    @under_lid
    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self._closing = True
        session = self._session
        self.lock()
        if self._session is not None:  # a dialog is still going away
            return
        self._services.jobs.close()
        if session is not None:
            session.close()  # where that only waited behind an act
        self.closed.emit()
        event.accept()


def _leave_it(_outcome: object) -> None:
    """Nobody waits for it."""
