"""The sign above every page that sound is being recorded, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QToolButton, QVBoxLayout, QWidget

from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolated
from tipdesk.ui.toolkit.fields import TextLine
from tipdesk.ui.toolkit.icons import pixmap
from tipdesk.ui.toolkit.parts import button, column, label, row, set_picture
from tipdesk.ui.toolkit.strips import Strip
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.viewers.recording_words import length_text

KEY, BACK_KEY = "Ctrl+B", "Ctrl+Shift+B"
_LONGEST = 120  # characters of a note
_METER = 76  # width at 100 %


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
        self._make_parts()
        self._read = button(_("I have read it"), style="ghost")
        self._said = Strip(kind="note", action=self._read)
        self._held = Strip(kind="notewarn")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for part in (self._said, self._held, self._line):
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
        self._dot, self._time = label(), label("", "fieldLabel")
        self._words, self._number = label("", "fieldLabel"), label("", "muted")
        self._meter = QProgressBar()
        self._meter.setRange(0, 100)
        self._meter.setTextVisible(False)
        self._meter.setFixedSize(px(_METER), px(8))
        self._meter.setAccessibleName(_("Loudness"))
        self.note = TextLine()
        self.note.setMaxLength(_LONGEST)
        self.note.setPlaceholderText(_("Words for the mark"))
        self.note.setAccessibleName(_("Words for the mark"))
        self.mark = button(_("Mark"), "map-pin")
        self.mark.setToolTip(_("Mark this place ({key})").format(key=isolated(KEY)))
        self.pause = button(_("Pause"), "pause")
        self.stop = button(_("Stop and keep"), "stop-circle", "primary")
        self.withdraw = button(_("Consent withdrawn"), "hand-palm", "ghost")
        self._marked = label("", "muted")
        self.back = QToolButton()
        self.back.setObjectName("small")
        self.back.setText(_("Take the mark back"))
        self.back.setToolTip(_("{what} ({keys})").format(what=self.back.text(), keys=BACK_KEY))
        self.back.setCursor(Qt.CursorShape.PointingHandCursor)
        self._line = QFrame()
        self._line.setObjectName("bannernote")
        whole = QVBoxLayout(self._line)
        whole.setContentsMargins(px(20), px(6), px(20), px(4))
        whole.setSpacing(px(2))
        box = QHBoxLayout()
        box.setSpacing(px(8))
        whole.addLayout(box)
        whole.addWidget(row(self._marked, self.back, 1, spacing=px(8)))
        which = column(self._words, self._number, spacing=0)
        for part in (self._dot, which, self._time, self._meter):
            box.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        box.addWidget(self.note, 1)
        for deed in (self.mark, self.pause, self.withdraw, self.stop):
            box.addWidget(deed)

    # --- what is shown ----------------------------------------------------------------------

    def show_live(self, number: str, *, running: bool) -> None:
        """Sound of this file is recorded, or is paused."""
        self._dot.setPixmap(pixmap("circle-fill" if running else "pause", "danger", 14))
        self._words.setText(_("Recording") if running else _("Paused"))
        self._number.setText(isolated(number))
        self.pause.setText(_("Pause") if running else _("Go on"))
        self.pause.setAccessibleName(self.pause.text())
        set_picture(self.pause, "pause" if running else "microphone")
        self.mark.setEnabled(running)
        if not self._line.isVisibleTo(self):
            self.say_mark(_("{key} marks a place of the recording while you write.").format(
                key=isolated(KEY)))  # fmt: skip
        self._said.hide()
        self._line.show()
        self.show()

    def show_moment(self, milliseconds: int, level: float) -> None:
        """How long it is, and how loud it was just now (0 to 1)."""
        self._at = milliseconds
        self._time.setText(length_text(milliseconds))
        self._meter.setValue(min(100, round(100 * level**0.5)))  # a voice fills half of it

    def warn(self, text: str) -> None:
        """Something about the recording needs somebody; '' when it does not any more."""
        if text != self._held.text():
            self._held.set_text(text)
        self._held.setVisible(bool(text) and self._line.isVisibleTo(self))

    def show_ended(self) -> None:
        """Nothing is recorded any more."""
        self.note.clear()
        self._first = -1
        for part in (self._line, self._held):
            part.hide()
        self.setVisible(self._said.isVisibleTo(self))

    def say(self, text: str) -> None:
        """What became of a recording, until it was read."""
        before = self._said.text() if self._said.isVisibleTo(self) else ""
        self._said.set_text(f"{before} {text}" if before else text)
        self._said.show()
        self.show()

    def forget(self) -> None:
        """The station is locked."""
        self._said.hide()
        self.show_ended()

    def show_mark(self, milliseconds: int, *, words: bool) -> None:
        """A place was marked. Its line stands there from the beginning: nothing moves under who
        writes. The words are not repeated: others look at the screen."""
        self.note.clear()
        self._first = -1
        said = _("Marked at {time}, with your words.") if words else _("Marked at {time}.")
        self.say_mark(said.format(time=length_text(milliseconds)), may_go=True)

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
        self._said.hide()
        self.setVisible(self._line.isVisibleTo(self))
