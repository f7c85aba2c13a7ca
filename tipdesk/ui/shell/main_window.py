"""The window: unlocking, the pages, privacy (lock, privacy screen, masked names), closing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from enum import Enum, auto
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication, QEvent, QTimer, Signal, Slot
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

from tipdesk.core.errors import TipdeskError
from tipdesk.desk.locked_vault import vault_state
from tipdesk.i18n.text import _
from tipdesk.texts.messages import sentence
from tipdesk.ui.setup.unlock import UnlockPage
from tipdesk.ui.shell.after_unlock import FailedTriesNote, ReadingRoom, RowsRoom
from tipdesk.ui.shell.bars import StatusBar, TopBar
from tipdesk.ui.shell.leaving import Lock, LockCover, LockReason, WaitingLock
from tipdesk.ui.shell.lid import Lid, under_lid
from tipdesk.ui.shell.page_book import PageBook
from tipdesk.ui.shell.passing import PassingPages
from tipdesk.ui.shell.privacy_screen import PrivacyScreen, ended_text
from tipdesk.ui.shell.recording_room import RecordingRoom
from tipdesk.ui.shell.screen_room import LEAST
from tipdesk.ui.shell.shift_watch import ShiftWatch
from tipdesk.ui.shell.still import StillPress
from tipdesk.ui.shell.updating import UpdateRun
from tipdesk.ui.shell.window_watch import BurstGuard, WindowWatch
from tipdesk.ui.toolkit import privacy
from tipdesk.ui.toolkit.crash import told_later
from tipdesk.ui.toolkit.dialogs import Cover, close_all, cover_all, uncover
from tipdesk.ui.toolkit.parts import column, cursor_in
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import dress, dress_of, wear

if TYPE_CHECKING:
    from pathlib import Path

    from tipdesk.desk.session.session import Place, Session
    from tipdesk.desk.unlocking import UnlockedKey
    from tipdesk.ui.shell.help import HelpPanel
    from tipdesk.ui.station.forms import TrialSource

_OF_A_FILE = frozenset(  # pages of one file, the first five while somebody is heard
    {"interview", "night", "writing", "offers", "readback"}
    | {"review", "paper", "attachments", "export", "casework"}
)
_MINUTE, _UNWINDING = 60_000, 20  # milliseconds
# After these the PIN still leads back where the security chip guards it.
_LEAVES: Mapping[LockReason, str] = {LockReason.SLEEP: "sleep", LockReason.LID: "gone"}


class Comes(Enum):
    """Who comes after a lock."""

    PIN = auto()  # whoever locked, by PIN where one leads back
    SOMEBODY = auto()  # one of those whose PIN leads back
    PASSPHRASE = auto()


def _file_waits() -> str:
    return _("The file that you opened waits until the vault is unlocked.")


class MainWindow(QMainWindow):
    """One window for everything. Its title names neither a person nor a file."""

    entered = Signal()  # somebody has unlocked the vault
    locked = Signal()  # whether or not anything was open
    closed = Signal()

    def __init__(self, services: Services, arrived: Path | None = None) -> None:
        """`arrived` is a file that is opened as soon as somebody has unlocked the vault."""
        super().__init__()
        self._services, self._arrived = services, arrived
        self._login = ""  # who locked, to be offered first
        self._next = Comes.PIN  # what is asked after the lock
        self._notice = ""  # on the page of unlocking
        self._worn = dress_of(services.settings)  # by whoever made the window
        self._place: Place | None = None  # where the officer stood when the screen was covered
        self._closing = False
        self._alone = ""  # what takes the whole window, by the name of its help
        self._cursor: QWidget | None = None  # where it was before help took a narrow window
        self._watch, self._guard = WindowWatch(self), BurstGuard(self)
        self._still = StillPress(self)
        self._unwinding = QTimer(self, singleShot=True)
        self._shifts = ShiftWatch(services, self)
        self._reading = ReadingRoom(services, self.entered, self.locked, self)
        self._due = RowsRoom(services, self.entered, self.locked, self)
        self.setMinimumSize(*LEAST)
        self.lid = Lid(self, self._is_open_to_see)
        self._build(services)
        self._connect()
        self._follow_keys()

    # --- building ---------------------------------------------------------------------------

    def _build(self, services: Services) -> None:
        """Everything in the window; another time when it shall look otherwise."""
        dress(self)
        self.setWindowTitle(_("Intake"))
        self._top, self._status = TopBar(), StatusBar()
        self._failed_tries, self._stack = FailedTriesNote(), QStackedWidget()
        self._book = PageBook(self._services, self._stack)
        self._recording = RecordingRoom(self._services, self._book, self._watch)
        self._content = QWidget()
        box = QVBoxLayout(self._content)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self._notes = column(self._reading.note, self._failed_tries, spacing=0)
        for part in (self._top, self._recording.bar, self._notes):
            box.addWidget(part)
        box.addWidget(self._stack, 1)
        box.addWidget(self._status)
        self._unlock, self._privacy_screen = (
            UnlockPage(self._services),
            PrivacyScreen(self._services),
        )
        self._waiting_lock, self._cover = (
            WaitingLock(self._book.flush, services.jobs, self),
            LockCover(),
        )
        self._layers = privacy.Layers(self._privacy_screen, self._cover)
        self.passing = PassingPages(services, self._layers, self)
        self._updating = UpdateRun(services, self._layers, self)
        self._layers.currentChanged.connect(self._guard.cut)
        self._recording.follow(self._layers, self.entered, self.locked)
        self._failed_tries.follow(self._services, self.entered, self.locked)
        self._help: HelpPanel | None = None  # made when it is asked for
        self._around = QWidget()
        beside = QHBoxLayout(self._around)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(self._layers, 1)
        self.setCentralWidget(self._around)
        self._around.show()  # at once, also in a window that is shown already

    def _connect(self) -> None:
        self._unlock.unlocked.connect(self._on_key)
        self._top.shift_asked.connect(self._book.show_shift)
        self._failed_tries.unread_changed.connect(self._top.show_unread)
        self._top.home_asked.connect(self._book.show_home)
        self._top.station_asked.connect(self._book.show_station)
        self._top.masked_changed.connect(self._book.set_masked)
        first = self.lid.first
        self._top.privacy_screen_asked.connect(first(self.show_privacy_screen))
        self._top.lock_asked.connect(first(self.ask_to_lock))
        self._top.end_asked.connect(first(self.close))  # it locks first
        self._book.saving.connect(self._status.show_saved)
        self._book.alone.connect(self._on_alone)
        self._book.turned.connect(self._top.show_current)
        self._book.turned.connect(self._on_other_page)
        self._layers.currentChanged.connect(self._on_other_page)
        self._top.help_asked.connect(self._on_help)
        self._book.names_asked.connect(lambda: self._top.hide_names.setChecked(False))
        self._book.settings_changed.connect(self._on_settings)
        self._book.trial_asked.connect(self._on_trial)
        self._book.install_asked.connect(self._updating.begin)
        self._updating.lock_asked.connect(self.lock)
        self.locked.connect(self._updating.on_locked)
        self._updating.end_asked.connect(self.close)
        self._unlock.pin_asked.connect(self._on_others)
        self._privacy_screen.key_found.connect(self._on_pin)
        self._privacy_screen.ended.connect(self._on_shift_ended)
        self._privacy_screen.others_asked.connect(self._on_others)
        self._privacy_screen.passphrase_asked.connect(self._on_passphrase)
        self._privacy_screen.end_asked.connect(self.close)
        self._recording.rested.connect(first(self.lock_unasked))
        self._waiting_lock.due.connect(self._on_due)
        self.passing.login_known.connect(self._on_login)
        self.passing.key_found.connect(self._on_key)
        self.passing.hinted.connect(self._unlock.show_hint)
        self.passing.left.connect(self.start)
        self._watch.mask_pressed.connect(self._top.hide_names.toggle)

    @Slot(str)
    def _on_alone(self, alone: str) -> None:
        """This page takes the whole window ('': no more). What is recorded is told of on it."""
        for part in (self._top, self._notes, self._status):
            part.setVisible(not alone)
        self._recording.bar.set_quiet(bool(alone))
        self._alone = alone
        self._on_other_page()

    # --- help -------------------------------------------------------------------------------

    def _page_name(self) -> str:
        """Which page is to be seen; '' while a cover is."""
        shown = self._layers.currentWidget()
        if shown is self._content:
            return self._alone or self._book.name
        return "unlock" if shown is self._unlock else self.passing.name

    @Slot()
    def _on_help(self) -> None:
        """Help for the page that is shown, or away with it. A dialog has sentences of its own."""
        if QApplication.activeModalWidget() is not None:
            return
        if self._help is None:
            from tipdesk.ui.shell.help import HelpPanel

            self._help = HelpPanel(self._around)
            self._help.turned.connect(self._on_help_turned)
            self._help.card_asked.connect(self._on_key_card)
            cast("QHBoxLayout", self._around.layout()).addWidget(self._help)
        if not self._help.page:
            self._cursor = cursor_in(self)
            self._layers.setVisible(self._help.fit(self.width()))
        self._help.toggle(self._page_name())

    @Slot()
    def _on_other_page(self) -> None:
        """Help follows, and goes with a cover. What is to be read waits while a file is open."""
        name = self._page_name()
        if name:
            self._failed_tries.step_aside(name in _OF_A_FILE)
        coming = not name and self._layers.currentWidget() is self._content
        if self._help is not None and not coming:
            self._help.follow(name)

    @Slot()
    def _on_escape(self) -> None:
        if self._help is not None:
            self._help.end()

    @Slot(bool)
    def _on_help_turned(self, shown: bool) -> None:
        self._watch.takes_escape = shown
        if not shown and self._layers.isHidden():  # a narrow window
            self._layers.show()
            if self._cursor is not None and isValid(self._cursor):
                self._cursor.setFocus()

    @Slot()
    def _on_key_card(self) -> None:
        if self._help is not None:
            self._help.end()
        self._book.show("key card")

    def _follow_keys(self) -> None:
        """Once: what is followed here stays when the window is built anew."""
        first = self.lid.first
        self._watch.privacy_screen_pressed.connect(first(self.show_privacy_screen))
        self._watch.lock_pressed.connect(first(self.ask_to_lock))
        self._watch.end_pressed.connect(first(self.close))
        self._watch.key_came.connect(self.lid.go_on)
        self._watch.help_pressed.connect(self._on_help)
        self._watch.looks_pressed.connect(self._on_looks)
        self._watch.escaped.connect(self._on_escape)
        self.lid.fell.connect(self._guard.cut)
        self._unwinding.timeout.connect(self._on_due)
        self._shifts.over.connect(self._on_shift_time)

    @Slot()
    def _on_due(self) -> None:
        """What a lock waited for is over."""
        if self._closing:
            self.close()
        else:
            self.lock()

    @Slot()
    def start(self) -> None:
        """Show the first start, or ask for the passphrase."""
        if vault_state(self._services.vault_dir) == "missing":
            self.passing.set_up()
        else:
            self._show_unlock()
        if self._arrived is not None:
            self._unlock.show_hint(_file_waits)

    # --- unlocking and locking --------------------------------------------------------------

    def _show_unlock(self, notice: str = "") -> None:
        """Ask for the passphrase, and say why no PIN leads back any more."""
        shift = self._services.shift
        why = None if shift is None else shift.ended.pop(self._login, None)
        ended = "" if why is None else ended_text(why)
        self._notice = "\n".join(filter(None, (notice, ended)))
        self._privacy_screen.forget()
        self._layers.show_only(self._unlock)
        self.passing.end()
        self._unlock.load(self._login, self._notice)

    def _show_locked(self, notice: str = "") -> None:
        """Ask for the PIN where one leads back, else for the passphrase."""
        wanted, self._next = self._next, Comes.PIN
        known = self.leads_back()
        if (
            not known
            or wanted is Comes.PASSPHRASE
            or (wanted is Comes.PIN and self._login not in known)
        ):
            self._show_unlock(notice)
            return
        self._notice = notice
        self._layers.show_only(self._privacy_screen)
        self.passing.end()
        self._privacy_screen.draw(self._login if wanted is Comes.PIN else "", notice)

    def leads_back(self) -> tuple[str, ...]:
        """Whose PIN leads back."""
        return self._services.leads_back()

    def holds_up_sleep(self) -> bool:
        """Whether a PIN leads back that would outlast a sleep unnoticed."""
        shift = self._services.shift
        return shift is not None and shift.unprepared()

    @Slot(str)
    def _on_login(self, login: str) -> None:
        """Somebody was set up, or has a new passphrase: they unlock next."""
        self._login = login
        self.lock()
        self._show_unlock()

    @Slot(object)
    def _on_key(self, key: UnlockedKey) -> None:
        from tipdesk.desk.session.session import Session

        try:
            session = Session.open(self._services.vault_dir, key, self._services.clock)
        except TipdeskError as error:
            if self._services.shift is not None:
                self._services.shift.not_opened(key.login)
            self._show_unlock()
            self._unlock.show_error(error)
            return
        self.enter(session)

    def enter(self, session: Session) -> None:
        """Show the pages of an open session, where its officer left off, else what waits in this
        shift. Nobody meets a dialog: what there is to say stands above the home page."""
        self._unwinding.stop()  # a lock asked for twice locks nobody who comes after it
        self._services.opened(session)
        self._next = Comes.PIN
        self._shifts.opened(session.officer.login)
        self._on_settings()
        self.entered.emit()
        if session.recovered:
            self.passing.renew()
            return
        unnoted = self._services.note_sheet()  # before the pages, which say how the sheet stands
        self._login = session.officer.login
        self._status.show_session(session)
        self._top.show_session(session)
        self._layers.show_only(self._content)  # first: a cursor can be set only there
        self.passing.end()
        place = session.last_place()
        if place is None or not self._book.show_place(place):
            self._book.show_shift()
        self._say_above(session, (*session.warnings, *unnoted))
        if self._services.open_session is session:
            self._take_in(session)

    def _say_above(self, session: Session, warnings: tuple[TipdeskError, ...]) -> None:
        """What is to be read after unlocking, in no dialog: it stands above home, and waits there
        while a file is open."""
        lines = [f"{text.what} {text.next_step}" for text in map(sentence, warnings)]
        if before := session.updates.updated_from:
            from tipdesk.ui.station.update import updated_text

            lines.append(f"{_('The program is updated.')} {updated_text(before)}")
        self._failed_tries.add(*lines)

    def _take_in(self, session: Session) -> None:
        """Open, once, the file that waited."""
        path, self._arrived = self._arrived, None
        if path is not None:
            from tipdesk.ui.shell.arriving import take_in

            self._unlock.show_hint(None)
            take_in(path, self._book, session, self)

    @Slot(object, object)
    def _on_trial(self, source: TrialSource, over: QWidget) -> None:
        from tipdesk.ui.shell.form_trial import try_form

        try_form(self._services, source, over)

    def at_rest(self) -> bool:
        """Whether no vault is open, no work runs, and nobody is being set up or comes back."""
        services = self._services
        return (
            services.open_session is None and not services.jobs.busy and self.passing.page is None
        )

    def _is_open_to_see(self) -> bool:
        """Whether anything is on the screen that a cover is for."""
        on_screen = self._layers.currentWidget()
        vault_open = self._services.open_session is not None
        return vault_open and on_screen is not self._unlock and not self._layers.covered

    @contextmanager
    def _asking(self) -> Iterator[QWidget]:
        """Within: somebody is asked under the lid, and behind the question there are no pages."""
        self._keep_place()  # the cursor is known as long as they are there
        with self._layers.nothing():
            yield self

    @Slot()
    @under_lid
    def ask_to_lock(self) -> None:
        """Lock, unless the officer would rather stay because the disk refuses what was typed. Work
        that is not to be stopped ends under a cover first. Nobody is asked before a cover."""
        if self._services.open_session is None:
            return
        if self._layers.covered:
            self._on_refused()
            return
        when = Lock.NOW
        with told_later():
            when = self._book.when_to_lock(self._asking)
        if when is Lock.AFTER_WORK:
            self._on_refused()
        elif when is Lock.NOW:
            self.lock()

    @Slot()
    @under_lid
    def lock(self) -> None:
        """Keep what is typed, remember the place, close the vault, forget every page.

        An open dialog goes first, all is covered; the rest follows once whoever waited went on.
        """
        session = self._services.open_session
        if session is None:
            self.locked.emit()
            return
        self._watch.stop()
        self._waiting_lock.stop()
        with told_later():
            self._keep_place()
        waits = close_all()
        self._layers.show_only(self._unlock)
        if waits:
            self.lid.stay()
            self._unwinding.start(_UNWINDING)
            return
        lost = True
        with told_later():  # a mistake of the program leaves no page on the screen
            lost = not self._book.flush()
        with told_later(), suppress(TipdeskError):  # the disk takes nothing more
            if not session.recovered:
                session.remember_place(self._place)
        self._book.close()
        self._services.jobs.abandon()  # the key of the next unlock does not wait for them
        self._place = None
        self._status.forget()
        self._services.closed()
        with told_later():
            session.lock(shift_key=session.officer.login in self.leads_back())
        privacy.forget_clipboard()
        privacy.forget_folder()
        notice = _("What was typed last could not be saved.") if lost else ""
        if Cover.failed and not lost:
            notice = _("Work that was still running did not succeed. Open the file and check it.")
        Cover.failed = False
        self._show_locked(notice)
        self.locked.emit()
        # What could not be put on before, or was changed in the system since.
        QTimer.singleShot(0, self, self._dress)

    def _keep_place(self) -> None:
        """Note where the officer stands while the cursor is still there."""
        if self._layers.currentWidget() is self._content:
            self._place = self._book.place(whole=True)

    # --- the privacy screen -----------------------------------------------------------------

    @Slot()
    @under_lid
    def show_privacy_screen(self) -> None:
        """Cover everything at once; where no PIN leads back the vault locks instead."""
        session = self._services.open_session
        if session is None or self._layers.covered:
            return
        if session.officer.login not in self.leads_back():
            self.lock_unasked()
            return
        self._keep_place()
        self._book.flush()
        cover_all()
        self._layers.show_only(self._privacy_screen)
        self._privacy_screen.draw(session.officer.login)

    @Slot()
    @Slot(object)
    @under_lid
    def lock_unasked(self, why: LockReason = LockReason.REST) -> None:
        """Lock with nobody to ask; while work runs, or the disk refuses the last words, only cover
        everything first. Before a sleep work is stopped: the keys must not lie in memory then, and
        no PIN leads back after it, or a shut lid, but those that the security chip guards; after
        another session none."""
        if why is LockReason.SWITCHED:
            self._shifts.end_all("gone")
        elif why in _LEAVES:
            self._shifts.leave(_LEAVES[why])
        if self._services.open_session is None:
            if self._layers.currentWidget() in (self._unlock, self._privacy_screen):
                self._services.jobs.abandon()  # no key arrives for nobody
                self._show_locked()
                self.locked.emit()  # a sleep that waited for the shift key need wait no more
            return
        if not self._waiting_lock.begin(why):
            Cover.failed = Cover.failed or bool(self._services.jobs.under_way)
            (self.close if self._closing else self.lock)()
            return
        self._watch.again()
        self.show_privacy_screen() if self._comes_back() else self._hide_all()

    def _comes_back(self) -> bool:
        """Whether the officer of the session has a PIN, and was not sent away from it."""
        on_screen = self._layers.currentWidget()
        return on_screen is not self._cover and self._services.session.officer.login in (
            self.leads_back()
        )

    def _hide_all(self) -> None:
        """Cover everything, with no way back before the lock."""
        self._privacy_screen.forget()
        self._keep_place()
        cover_all()
        self._layers.show_only(self._cover)

    @Slot()
    def _on_refused(self) -> None:
        """Lock a covered screen; while work runs, with no way back, as soon as it has ended."""
        if not self._services.jobs.busy or not self._waiting_lock.begin():
            self.lock()
            return
        self._watch.again()
        self._hide_all()

    @Slot(object)
    def _on_pin(self, key: UnlockedKey) -> None:
        """The right PIN: whoever covered the screen is back; else the vault is opened."""
        session = self._services.open_session
        if session is None:
            self._on_key(key)
            return
        key.wipe()
        session.tries.passed()  # what failed under the cover is entered
        self._waiting_lock.stop()
        self._layers.show_only(self._content)
        uncover(self)

    @Slot()
    def _on_others(self) -> None:
        """Somebody else wants to come in by PIN: whoever is there is locked first."""
        self._ask_next(Comes.SOMEBODY)

    @Slot()
    def _on_passphrase(self) -> None:
        self._ask_next(Comes.PASSPHRASE)

    @Slot()
    def _on_shift_ended(self) -> None:
        """The PIN leads back no more: the passphrase is asked, with the reason."""
        self._login = self._privacy_screen.login or self._login
        self._ask_next(Comes.PASSPHRASE)

    def _ask_next(self, wanted: Comes) -> None:
        self._next = wanted
        if self._services.open_session is None:
            self._show_locked()
        else:
            self._on_refused()

    @Slot()
    def _on_shift_time(self) -> None:
        """One of the shifts is over."""
        known = self.leads_back()
        asked = self._privacy_screen.login
        shown = self._layers.currentWidget() is self._privacy_screen
        if shown and (not known or (asked and asked not in known)):
            self._on_shift_ended()
        if self._services.open_session is None and not known:
            self.locked.emit()

    # --- settings and closing ---------------------------------------------------------------

    @Slot()
    def _on_settings(self) -> None:
        self._watch.start(self._services.settings.lock_minutes * _MINUTE)
        QTimer.singleShot(0, self, self._dress)  # not while the page that said it is still at it

    @Slot()
    def _on_looks(self) -> None:
        """To where it is chosen how the window looks; from there one goes back to the same place.
        What asks something is answered first."""
        asked = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        if self._layers.currentWidget() is self._content and not asked:
            self._book.show_looks()

    @Slot()
    def _dress(self) -> None:
        """Build everything anew in the look that was chosen, and go on at the same place. Where
        something would end by it (work, a recording, a dialog), it waits for the next lock."""
        session, services = self._services.open_session, self._services
        idle = not services.jobs.busy and not self._recording.runs
        at_station = self._layers.currentWidget() is self._content and self._book.may_be_renewed()
        if self._closing or self._worn == dress_of(services.settings) or not idle:
            return
        if self.passing.page is None and (session is None or at_station):
            self.setUpdatesEnabled(False)
            try:
                self._build_anew()
            finally:
                self.setUpdatesEnabled(True)

    def _build_anew(self) -> None:
        session, services = self._services.open_session, self._services
        hint, damage = self._unlock.hint(), self._reading.note.unread()
        unread = self._failed_tries
        left = self._book.give_up()
        self.takeCentralWidget()
        self._privacy_screen.close_jobs()
        covers = self._unlock, self._privacy_screen, self._cover
        for part in (self._around, self._layers, self._content, *covers, self._waiting_lock,
                     self.passing, self._updating):  # fmt: skip
            part.deleteLater()
        # Gone now, not at the next turn of the event loop: a full window takes seconds to dress.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        application = QApplication.instance()
        assert isinstance(application, QApplication)  # noqa: S101  a window has one
        self._worn = dress_of(services.settings)
        wear(application, self._worn)
        self.lid.redraw()
        self._reading.renew_note(damage)
        self._build(services)
        self._connect()
        self._unlock.show_hint(hint)
        self._top.hide_names.setChecked(services.names_hidden)
        if session is None:
            self._show_locked(self._notice)
            return
        self._status.show_session(session)
        self._top.show_session(session)
        self._failed_tries.say_again(unread)
        self._book.go_on(left)  # before it is shown, so that nothing is drawn half
        self._layers.show_only(self._content)
        privacy.settle()
        self._book.come_back(left)

    def changeEvent(self, event: QEvent) -> None:
        # Minimised or hidden behind another window: keep what is typed, the power may go.
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self._book.flush()
        super().changeEvent(event)

    @under_lid
    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()  # until everything is put away
        if self._layers.covered and self._services.jobs.busy:
            self._closing = True  # once the work has ended
            self._on_refused()
            return
        if not self._closing and self._services.open_session is not None:
            when = Lock.NEVER
            with told_later():
                when = self._book.when_to_lock(self._asking)
            self._closing = when is not Lock.NEVER
            if when is Lock.AFTER_WORK:
                self._on_refused()
            if when is not Lock.NOW:
                return
        self._closing = True
        self._shifts.end_all("closed")
        self.lock()
        if self._services.open_session is not None:  # a dialog is still going away
            return
        self._privacy_screen.close_jobs()
        self._services.jobs.close()
        self.closed.emit()
        event.accept()
