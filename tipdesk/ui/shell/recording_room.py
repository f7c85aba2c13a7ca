"""Recording at the window: the bar above the pages, what begins it, ends it and becomes of it.

What a recording rests on is held by the desk (`desk.recordings`). Here stand the timer of the bar,
the places that writing sets and the idle minute; what ended goes to `recording_shelf`.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from tipdesk.cases.model import Bookmark, Case, Ending
from tipdesk.cases.permissions import Act
from tipdesk.core.errors import NoMicrophone, TipdeskError
from tipdesk.desk.evidence.recordings import Live, Recordings
from tipdesk.desk.open_vault import Change, ChangeKind
from tipdesk.i18n.catalogue import _
from tipdesk.ui.shell.page_book import PageBook
from tipdesk.ui.shell.recording_bar import BACK_KEY, KEY, RecordingBar
from tipdesk.ui.shell.recording_shelf import RecordingShelf
from tipdesk.ui.shell.recording_start import choose_microphone
from tipdesk.ui.shell.window_watch import WindowWatch
from tipdesk.ui.toolkit.dialogs import ask, errors_said, show_error
from tipdesk.ui.toolkit.privacy import Layers
from tipdesk.ui.toolkit.services import Services

_TICK = 200  # milliseconds between two looks
_LAST_MINUTE = 60_000  # from the warning to the lock
_SILENT = 50  # looks without any sound before it is said


class RecordingRoom(QObject):
    """One for the window."""

    rested = Signal()  # nobody has touched the computer, and nothing is recorded that would wait

    def __init__(self, services: Services, book: PageBook, watch: WindowWatch) -> None:
        super().__init__(book)
        self._services, self._book, self._watch = services, book, watch
        self.bar = RecordingBar()
        self._warned, self._silent = False, 0
        self._mark: Bookmark | None = None  # the last one, which can be taken back
        self._shelf = RecordingShelf(services, self.bar)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK)
        self._tick.timeout.connect(self.look)
        bar = self.bar
        bar.pause_asked.connect(self._on_pause)
        bar.stop_asked.connect(partial(self._end, Ending.STOPPED))
        bar.withdraw_asked.connect(self._on_withdraw)
        bar.marked.connect(self._on_marked)
        bar.back_asked.connect(self._on_back)
        QShortcut(QKeySequence(KEY), bar, self._on_key)
        QShortcut(QKeySequence(BACK_KEY), bar, self._on_back)
        book.recording_asked.connect(self.begin)
        watch.rested.connect(self._on_rested)
        watch.touched.connect(self._on_touched)
        services.signals.changed.connect(self._on_change)

    @property
    def runs(self) -> bool:
        """Whether something is being recorded, or rests for a moment."""
        return self._live() is not None

    def follow(self, layers: Layers, entered: SignalInstance, locked: SignalInstance) -> None:
        """Somebody comes and goes. Nothing is recorded while no sign of it is seen: a cover pauses
        it."""
        entered.connect(self._on_entered)
        locked.connect(self._on_locked)
        layers.currentChanged.connect(lambda _at: self._pause() if layers.away else None)

    # --- coming and going -------------------------------------------------------------------

    @Slot()
    def _on_entered(self) -> None:
        """A vault was opened: what a lock or a kill has left is put away."""
        self._shelf.begin_anew()

    @Slot()
    def _on_locked(self) -> None:
        """The session has ended whatever ran."""
        self._tick.stop()
        self._mark = None
        self.bar.forget()

    @Slot(object, str)
    def begin(self, case: Case, consent: str) -> None:
        """Ask with which microphone, then record."""
        parent = self.bar.window()
        found = self._services.microphones()
        if not found:
            show_error(parent, NoMicrophone())
            return
        chosen = choose_microphone(parent, found, consent)
        counter = self._counter()
        if chosen is not None and counter is not None:
            with errors_said(parent):
                counter.begin(case.id, chosen)

    # --- what happens while it runs ---------------------------------------------------------

    @Slot()
    def look(self) -> None:
        """Show how it goes; end it when it cannot go on."""
        live = self._live()
        if live is None:
            return
        recorder = live.recorder
        if recorder.fault is not None:
            self._end(Ending.STOPPED)  # the recorder knows better
            return
        place = self._book.place()
        if place is not None and place.case_id != live.case_id:
            self._end(Ending.STOPPED)  # the file of somebody else was opened
            return
        level = recorder.level()
        self._silent = self._silent + 1 if recorder.running and not level else 0
        self.bar.show_moment(recorder.milliseconds, level)
        self.bar.warn(self._warning())

    def _warning(self) -> str:
        if self._warned:
            return _(
                "Nobody has touched the computer for a while. In a minute the recording ends, what "
                "was recorded is kept, and the station locks. Touch any key to go on."
            )
        if self._silent > _SILENT:
            return _("No sound at all comes from the microphone. Look whether it is switched on.")
        return ""

    @Slot(object)
    def _on_change(self, change: Change) -> None:
        if change.kind is ChangeKind.ANSWERS:
            self._note_writing(change)
        if change.kind is not ChangeKind.RECORDINGS:
            return
        live = self._live()
        if live is None:
            self._tick.stop()
            self._warned, self._silent, self._mark = False, 0, None
            self.bar.show_ended()
            self._shelf.put_away()
            return
        number = self._services.session.intake.case(live.case_id).number
        self.bar.show_live(number, running=live.recorder.running)
        self.bar.show_moment(live.recorder.milliseconds, 0)
        self._tick.start()

    def _note_writing(self, change: Change) -> None:
        """Autosave has taken an answer: its place is marked once for each paragraph."""
        live, place = self._live(), self._book.place()
        if live is None or place is None or change.case_id != live.case_id or not place.path:
            return
        counter = self._counter()
        if counter is not None and place.case_id == live.case_id:
            with suppress(TipdeskError):  # a place less; the sound goes on
                counter.writing(place.path, _paragraph())

    # --- what is asked for ------------------------------------------------------------------

    def _pause(self) -> None:
        counter = self._counter()
        if counter is not None:
            with suppress(TipdeskError):  # the microphone is closed first
                counter.pause()

    @Slot()
    def _on_pause(self) -> None:
        live, counter = self._live(), self._counter()
        if live is not None and counter is not None:
            with errors_said(self.bar.window()):
                (counter.pause if live.recorder.running else counter.resume)()

    def _end(self, ending: Ending) -> None:
        counter = self._counter()
        if counter is not None:
            with errors_said(self.bar.window()):
                counter.stop(ending)

    @Slot()
    def _on_withdraw(self) -> None:
        self._pause()  # at once; the question comes after
        agreed = ask(
            self.bar.window(),
            _("The person does not want the recording any more?"),
            _(
                "It ends now, and the withdrawal is noted in the file with its time. What was "
                "recorded until now stays here and is not referred. If it is to be destroyed too, "
                "remove it on the page of attachments."
            ),
            _("End it and note the withdrawal"),
            _("Leave it paused"),
        )
        counter = self._counter()
        if agreed and counter is not None:
            with errors_said(self.bar.window()):
                counter.withdraw()
            if (place := self._book.place(whole=True)) is not None:
                self._book.show_place(place)  # the consent reads otherwise now

    @Slot()
    def _on_key(self) -> None:
        live = self._live()
        if live is not None and live.recorder.running:
            self.bar.set_mark()

    @Slot(str, int)
    def _on_marked(self, text: str, at: int) -> None:
        counter, place, live = self._counter(), self._book.place(), self._live()
        if counter is None or live is None:
            return
        path = place.path if place is not None and place.case_id == live.case_id else ""
        with errors_said(self.bar.window()):
            self._mark = counter.note(text, path, _paragraph() if path else 0, at)
            if self._mark is not None:
                self.bar.show_mark(self._mark.offset, words=bool(self._mark.text))

    @Slot()
    def _on_back(self) -> None:
        """The last mark was a mistake."""
        mark, counter = self._mark, self._counter()
        if mark is not None and counter is not None and self._live() is not None:
            with errors_said(self.bar.window()):
                counter.take_back(mark)
                self._mark = None
                self.bar.say_mark(_("The mark was taken back."))

    # --- rest -------------------------------------------------------------------------------

    @Slot()
    def _on_rested(self) -> None:
        if self._live() is None or self._warned:
            self.rested.emit()
            return
        self._warned = True
        self._watch.wait_once(_LAST_MINUTE)
        self.look()

    @Slot()
    def _on_touched(self) -> None:
        if self._warned:
            self._warned = False
            self.look()

    # --- inside -----------------------------------------------------------------------------

    def _counter(self) -> Recordings | None:
        session = self._services.open_session
        return session.recordings if session and session.may(Act.SEE_FILES) else None

    def _live(self) -> Live | None:
        counter = self._counter()
        return counter.live if counter is not None else None


def _paragraph() -> int:
    """In which paragraph of a text the cursor stands, from 1."""
    now: QWidget | None = QApplication.focusWidget()
    return now.textCursor().blockNumber() + 1 if isinstance(now, QPlainTextEdit) else 1
