"""Recording at the window: the bar above the pages, what begins it, ends it and becomes of it.

What a recording rests on is held by the desk (`desk.evidence.recordings`). Here stand the timer of
the bar, the places that writing sets and the idle minute; what ended goes to `RecordingShelf`.

Before sound is recorded the microphone is chosen, and what the person is told is shown
(`choose_microphone`). `RecordingBar` is the sign above every page that sound is being recorded.
Recordings that ended, or were cut off, are made whole by a job, attached, and said.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, SignalInstance, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tipdesk.cases.model import Act, Bookmark, Case, Ending
from tipdesk.core.errors import NoMicrophone, TipdeskError
from tipdesk.i18n.text import _, isolate, isolated
from tipdesk.texts import keys
from tipdesk.ui.shell.page_book import PageBook
from tipdesk.ui.shell.window_watch import WindowWatch
from tipdesk.ui.toolkit import parts
from tipdesk.ui.toolkit.dialogs import SENTENCE_MARGINS, Dialog, Shape, ask, errors_said, show_error
from tipdesk.ui.toolkit.fields import CalmCombo, TextLine
from tipdesk.ui.toolkit.keyboard import shortcut_of
from tipdesk.ui.toolkit.privacy import Layers
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import pixmap, px

if TYPE_CHECKING:
    from tipdesk.desk.evidence.recorder import SoundSource
    from tipdesk.desk.evidence.recordings import Live, Recordings, Unfinished, Whole
    from tipdesk.desk.open_vault import Change

# --- the last question before -----------------------------------------------------------------


_WIDTH = 600  # at 100 %


def choose_microphone(
    parent: QWidget, sources: Sequence[SoundSource], consent: str
) -> SoundSource | None:
    """`consent` is how it stands in the file; None: nothing is recorded."""
    dialog = Dialog(parent, _("Intake"), Shape(width=_WIDTH, margins=SENTENCE_MARGINS, spacing=14))
    title = _("Record the conversation?")
    dialog.setAccessibleName(title)
    which = CalmCombo()
    for source in sources:
        which.addItem(isolate(source.name))
    begin = parts.button(_("Begin recording"), "microphone", "primary")
    begin.setDefault(True)
    later = parts.button(_("Do not record"))
    begin.clicked.connect(dialog.accept)
    later.clicked.connect(dialog.reject)
    box = dialog.box
    dialog.add_heading(title, wrap=True)
    box.addWidget(parts.Strip(consent))
    box.addWidget(parts.label(_("Say to the person"), "fieldLabel"))
    spoken = _(
        "“The sound is recorded from now on. You see a sign here as long as it is. At any time you "
        "may ask me to pause it or to end it, and that changes nothing about the help.”"
    )
    box.addWidget(parts.label(spoken, "", wrap=True))
    box.addWidget(parts.labelled(_("Microphone"), which))
    dialog.add_buttons(later, 1, begin)
    begin.setFocus()
    agreed = dialog.exec() == QDialog.DialogCode.Accepted
    chosen = sources[which.currentIndex()] if agreed else None
    dialog.deleteLater()
    return chosen


# --- the sign while it runs -------------------------------------------------------------------


_LONGEST = 120  # characters of a note
_METER = 76  # width at 100 %
_WORDED = 130  # per cent up to which all words have room


def _is_tight() -> bool:
    """Whether letters are too large for all words of the bar beside each other."""
    return px(100) > _WORDED


class RecordingBar(QWidget):
    """Hidden while nothing is recorded and there is nothing to say."""

    pause_asked = Signal()  # or to go on
    stop_asked = Signal()
    withdraw_asked = Signal()
    back_asked = Signal()  # the last mark was a mistake
    marked = Signal(str, int)  # what was written, milliseconds at its first letter (-1: now)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first = -1  # where the note was begun
        self._at = 0
        self._live = self._quiet = False
        self._make_parts()
        self._read = parts.button(_("I have read it"), style="ghost")
        self._message = parts.Strip(kind="note", action=self._read)
        self._held = parts.Strip(kind="notewarn")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for part in (self._message, self._held, self._line):
            part.hide()
            box.addWidget(part)
        self._read.clicked.connect(self._on_read)
        self.pause.clicked.connect(self.pause_asked)
        self.stop.clicked.connect(self.stop_asked)
        self.withdraw.clicked.connect(self.withdraw_asked)
        self.mark.clicked.connect(self.set_mark)
        self.note.returnPressed.connect(self.set_mark)
        self.note.textEdited.connect(self._on_edited)
        self.back.clicked.connect(self.back_asked)
        self.hide()

    def _make_parts(self) -> None:
        self._dot, self._time = parts.label(), parts.label("", "fieldLabel")
        self._words, self._number = parts.label("", "fieldLabel"), parts.label("", "muted")
        self._meter = QProgressBar()
        self._meter.setRange(0, 100)
        self._meter.setTextVisible(False)
        self._meter.setFixedSize(_METER // 2 if _is_tight() else px(_METER), px(8))
        self._meter.setAccessibleName(_("Loudness"))
        self.note = TextLine()
        self.note.setMaxLength(_LONGEST)
        self.note.setPlaceholderText(_("Words for the bookmark"))
        self.note.setAccessibleName(_("Words for the bookmark"))
        self.mark = parts.button(_("Mark"), "map-pin")
        self._name(self.mark, self.mark.text())
        self.mark.setToolTip(_("Mark this place ({key})").format(key=isolated(keys.MARK.text)))
        self.pause = parts.button(_("Pause"), "pause")
        self.stop = parts.button(_("Stop and keep"), "stop-circle", "primary")
        self.withdraw = parts.button(_("Consent withdrawn"), "hand-palm", "ghost")
        self._marked = parts.label("", "muted")
        self.back = QToolButton()
        self.back.setObjectName("small")
        self.back.setText(_("Remove the bookmark"))
        self.back.setToolTip(keys.MARK_BACK.beside(self.back.text()))
        self.back.setCursor(Qt.CursorShape.PointingHandCursor)
        self._line = QFrame()
        self._line.setObjectName("bannernote")
        outer = QVBoxLayout(self._line)
        outer.setContentsMargins(px(20), px(6), px(20), px(4))
        outer.setSpacing(px(2))
        box = QHBoxLayout()
        box.setSpacing(px(8))
        outer.addLayout(box)
        tight = _is_tight()
        second = parts.row(self._marked, self.back, *(() if tight else (1,)), spacing=px(8))
        outer.addWidget(second)
        which = parts.column(self._words, self._number, spacing=0)
        for part in (self._dot, which, self._time, self._meter):
            box.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        if tight and isinstance(below := second.layout(), QHBoxLayout):
            below.addWidget(self.note, 1)
            box.addStretch(1)
        else:
            box.addWidget(self.note, 1)
        for deed in (self.mark, self.pause, self.withdraw, self.stop):
            box.addWidget(deed)

    @staticmethod
    def _name(deed: QPushButton, text: str) -> None:
        """Say what it does; where the room is scant its picture does."""
        deed.setText("" if _is_tight() else text)
        deed.setAccessibleName(text)
        deed.setToolTip(text if _is_tight() else "")

    # --- what is shown ----------------------------------------------------------------------

    def show_live(self, number: str, *, running: bool) -> None:
        """Sound of this file is recorded, or is paused."""
        self._dot.setPixmap(pixmap("circle-fill" if running else "pause", "danger", 14))
        self._words.setText(_("Recording") if running else _("Paused"))
        self._number.setText(isolated(number))
        self._name(self.pause, _("Pause") if running else _("Go on"))
        parts.set_picture(self.pause, "pause" if running else "microphone")
        self.mark.setEnabled(running)
        if not self._live:
            self.say_mark(_("{key} marks a place of the recording while you write.").format(
                key=isolated(keys.MARK.text)))  # fmt: skip
        self._message.hide()
        self._live = True
        self._fit()

    def set_quiet(self, quiet: bool) -> None:
        """Show nothing but what needs somebody: the page itself has the sign."""
        self._quiet = quiet
        self._fit()

    def _fit(self) -> None:
        self._line.setVisible(self._live and not self._quiet)
        parts_seen = (self._message, self._held, self._line)
        self.setVisible(any(part.isVisibleTo(self) for part in parts_seen))

    def show_moment(self, milliseconds: int, level: float) -> None:
        """How long it is, and how loud it was just now (0 to 1)."""
        self._at = milliseconds
        self._time.setText(parts.length_text(milliseconds))
        self._meter.setValue(min(100, round(100 * level**0.5)))  # a voice fills half of it

    def warn(self, text: str) -> None:
        """Something about the recording needs somebody; '' when it does not any more."""
        if text != self._held.text():
            self._held.set_text(text)
        self._held.setVisible(bool(text) and self._live)
        self._fit()

    def show_ended(self) -> None:
        """Nothing is recorded any more."""
        self.note.clear()
        self._first = -1
        self._live = False
        self._held.hide()
        self._fit()

    def say(self, text: str) -> None:
        """What became of a recording, until it was read."""
        before = self._message.text() if self._message.isVisibleTo(self) else ""
        self._message.set_text(f"{before} {text}" if before else text)
        self._message.show()
        self.show()

    def forget(self) -> None:
        """The station is locked."""
        self._message.hide()
        self.show_ended()

    def show_mark(self, milliseconds: int, *, words: bool) -> None:
        """A place was marked. Its line stands there from the beginning: nothing moves under who
        writes. The words are not repeated: others look at the screen."""
        self.note.clear()
        self._first = -1
        text = _("Marked at {time}, with your words.") if words else _("Marked at {time}.")
        self.say_mark(text.format(time=parts.length_text(milliseconds)), may_go=True)

    def say_mark(self, text: str, *, may_go: bool = False) -> None:
        """Say how it stands with marks; `may_go`: the last one can be taken back."""
        self._marked.setText(text)
        self.back.setVisible(may_go)
        QAccessible.updateAccessibility(QAccessibleEvent(self._marked, QAccessible.Event.Alert))

    # --- what is asked for ------------------------------------------------------------------

    @Slot()
    def set_mark(self) -> None:
        """Mark the place where the note was begun, or this one."""
        self.marked.emit(self.note.text(), self._first)

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        if not text:
            self._first = -1
        elif self._first < 0:
            self._first = self._at

    @Slot()
    def _on_read(self) -> None:
        self._message.hide()
        self._fit()


# --- afterwards -------------------------------------------------------------------------------


class RecordingShelf(QObject):
    """Each is tried once in a session; what fails waits for the next."""

    def __init__(self, services: Services, bar: RecordingBar) -> None:
        super().__init__(bar)
        self._services, self._bar = services, bar
        self._tried: set[str] = set()

    def begin_anew(self) -> None:
        """Another session has begun."""
        self._tried.clear()
        if not self._services.session.recovered:  # the sheet opens no files
            self.put_away()

    def put_away(self) -> None:
        """Make whole and attach whatever waits."""
        session = self._services.open_session
        if session is None or not session.may(Act.SEE_FILES):
            return
        from tipdesk.desk.evidence.recordings import make_whole

        for left in session.recordings.waiting():
            if left.recording.id not in self._tried:
                self._tried.add(left.recording.id)
                work = self._services.jobs.work()
                self._services.jobs.run(
                    partial(make_whole, self._services.vault_dir, left, work),
                    done=partial(self._on_whole, left),
                    failed=self._on_failed,
                )

    def _on_whole(self, left: Unfinished, recording: Whole | None) -> None:
        session = self._services.open_session
        if session is None:
            return
        from tipdesk.ui.viewers.sound import kept_text, lost_text

        with errors_said(self._bar.window()):
            session.recordings.keep(left, recording)
            number = session.files.case(left.case_id).number
            if recording is None:
                self._bar.say(lost_text(number))
            else:
                self._bar.say(kept_text(number, left.recording.ending, recording.milliseconds))

    def _on_failed(self, error: TipdeskError) -> None:
        show_error(self._bar.window(), error)


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
        self._tick.timeout.connect(self.refresh)
        bar = self.bar
        bar.pause_asked.connect(self._on_pause)
        bar.stop_asked.connect(partial(self._end, Ending.STOPPED))
        bar.withdraw_asked.connect(self._on_withdraw)
        bar.marked.connect(self._on_marked)
        bar.back_asked.connect(self._on_back)
        QShortcut(shortcut_of(keys.MARK), book.stack, self._on_key)
        QShortcut(shortcut_of(keys.MARK_BACK), book.stack, self._on_back)
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
        sources = self._services.microphones()
        if not sources:
            show_error(parent, NoMicrophone())
            return
        chosen = choose_microphone(parent, sources, consent)
        counter = self._counter()
        if chosen is not None and counter is not None:
            with errors_said(parent):
                counter.begin(case.id, chosen)

    # --- what happens while it runs ---------------------------------------------------------

    @Slot()
    def refresh(self) -> None:
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
        self._book.show_recording(recorder.milliseconds, running=recorder.running)
        self.bar.warn(self._warning())

    def _warning(self) -> str:
        if self._warned:
            return _(
                "Nobody has touched the computer for a while. In a minute the recording ends, what "
                "was recorded is kept, and the station locks. Touch any key to go on."
            )
        if self._silent > _SILENT:
            return _("No sound at all comes from the microphone. Check that it is on.")
        return ""

    @Slot(object)
    def _on_change(self, change: Change) -> None:
        from tipdesk.desk.open_vault import ChangeKind

        if change.kind is ChangeKind.ANSWERS:
            self._note_writing(change)
        if change.kind is not ChangeKind.RECORDINGS:
            return
        live = self._live()
        if live is None:
            self._tick.stop()
            self._warned, self._silent, self._mark = False, 0, None
            self.bar.show_ended()
            self._book.show_recording(-1, running=False)
            self._shelf.put_away()
            return
        number = self._services.session.files.case(live.case_id).number
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
                self.bar.say_mark(_("The bookmark was removed."))

    # --- rest -------------------------------------------------------------------------------

    @Slot()
    def _on_rested(self) -> None:
        if self._live() is None or self._warned:
            self.rested.emit()
            return
        self._warned = True
        self._watch.wait_once(_LAST_MINUTE)
        self.refresh()

    @Slot()
    def _on_touched(self) -> None:
        if self._warned:
            self._warned = False
            self.refresh()

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
