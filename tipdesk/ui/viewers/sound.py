"""A sound of the vault: decrypted while it plays, decoded by a process of its own, never a file.

`Player` plays sound from memory, a recording of the vault never as a whole. `SoundView` is what is
pressed, a recording from its marked places too; `heard_recording` is that view for a recording of a
statement.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from functools import partial
from io import BytesIO
from typing import BinaryIO

import miniaudio
from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSlider, QVBoxLayout, QWidget

from tipdesk.cases.model import Attachment, Bookmark, Ending, MarkKind, Recording
from tipdesk.core.errors import (
    NoSound,
    ReaderNotStarted,
    SoundUnreadable,
    TipdeskError,
    VoiceRefused,
)
from tipdesk.desk.evidence.attachments import Opener
from tipdesk.desk.paper.language_cards import MOST_SECONDS, check_sound
from tipdesk.desk.session.session import Session
from tipdesk.i18n.text import _, format_datetime, is_rtl, isolate, isolated, language
from tipdesk.media.kinds import FLAC, WAV
from tipdesk.printing.outside.isolated_sound import IsolatedSound, sound_facts
from tipdesk.printing.outside.sound_process import CHANNELS, RATE
from tipdesk.ui.toolkit.dialogs import show_error
from tipdesk.ui.toolkit.parts import button, label, length_text, row
from tipdesk.ui.toolkit.theme import px

# --- what is said of recordings and their places ----------------------------------------------


def ending_text(ending: Ending | None) -> str:
    """How a recording ended, as a sentence."""
    return {
        Ending.STOPPED: _("It was ended by the officer."),
        Ending.WITHDRAWN: _("It was ended because the consent to it no longer holds."),
        Ending.CLOSED: _("It was ended because the statement was closed."),
        Ending.LOCKED: _("It was ended because the station was locked."),
        Ending.DISK_FULL: _("It was cut off: the disk took nothing more."),
        Ending.DEVICE_LOST: _("It was cut off: no sound came from the microphone any more."),
        Ending.CUT_OFF: _("It was cut off when the program ended unexpectedly."),
    }[ending or Ending.CUT_OFF]


def kept_text(number: str, ending: Ending | None, milliseconds: int) -> str:
    """After a recording was attached."""
    text = _("The recording of file {number} ({length}) is among its attachments.").format(
        number=isolated(number), length=length_text(milliseconds)
    )
    return text if ending is Ending.STOPPED else f"{ending_text(ending)} {text}"


def lost_text(number: str) -> str:
    """After a recording of which nothing was left."""
    return _(
        "A recording of file {number} was cut off before any sound was on the disk. Nothing is "
        "left of it."
    ).format(number=isolated(number))


def made_text(recording: Recording, name_of: Callable[[str], str]) -> str:
    """Who recorded, when, with what, and how it ended."""
    text = _("Recorded by {officer} on {when} with {device}.").format(
        officer=isolate(name_of(recording.by)),
        when=isolated(format_datetime(recording.begun_at, language())),
        device=isolate(recording.device),
    )
    return f"{text} {ending_text(recording.ending)}"


def place_text(mark: Bookmark, label_of: Callable[[str], str]) -> str:
    """A place in words: the question, its paragraph, what the officer wrote."""
    if mark.kind is MarkKind.PAUSED:
        return _("Recording was paused")
    if mark.kind is MarkKind.RESUMED:
        return _("Recording went on")
    label = label_of(mark.path) if mark.path else ""
    if label and mark.paragraph > 1:
        label = _("{question}, paragraph {number}").format(
            question=isolate(label), number=isolated(str(mark.paragraph))
        )
    words = isolate(mark.text) if mark.text else ""
    return " • ".join(filter(None, (words, label))) or _("Mark")


_RATES, _HEARD = range(8_000, 192_001), range(1, 9)  # of a file that is played at all
_AT_ONCE = 16_384  # frames that are decoded in one go
Frames = Generator["array[int]", int, None]


def sound_length(head: bytes, size: int, kind: str) -> float | None:
    """About how many seconds a sound of `size` bytes lasts, by its beginning; None for what nobody
    plays. JOB.

    Raises:
        ReaderNotStarted
    """
    facts = sound_facts(head, kind)
    if facts is None or facts.rate not in _RATES or facts.channels not in _HEARD:
        return None
    scale = 1.0 if kind == FLAC else size / max(len(head), 1)  # FLAC tells its length in its head
    return facts.seconds * scale


class StreamPlayer:
    """Plays one sound from a stream, from any second on, decoded in a process of its own.
    `backends` as in miniaudio; None: the system's own. `most`: seconds after which it ends."""

    def __init__(
        self,
        opened: Callable[[], BinaryIO],
        kind: str,
        backends: Sequence[miniaudio.Backend] | None = None,
        most: int | None = None,
    ) -> None:
        self._sound = IsolatedSound(opened, kind)
        self._backends = list(backends) if backends is not None else None
        self._device: miniaudio.PlaybackDevice | None = None
        self._over = True  # set by the device's own thread
        self._begun, self._played, self._most = 0.0, 0, most
        with suppress(ReaderNotStarted):  # said when somebody listens
            self._sound.warm()

    @property
    def playing(self) -> bool:
        """Whether it sounds; false again at its end."""
        return self._device is not None and not self._over

    @property
    def second(self) -> float:
        """How far it is."""
        return self._begun + self._played / RATE

    @property
    def failed(self) -> bool:
        """Whether the attachment could not be read to its end."""
        return self._sound.failed

    def play(self, second: float = 0.0) -> None:
        """Begin, or go on, at a second.

        Raises:
            VaultDamaged: the attachment cannot be opened.
            SoundUnreadable: it cannot be decoded.
            NoSound: the computer has nothing to play it with.
            ReaderNotStarted
        """
        self.stop()
        self._begun, self._played, self._over = second, 0, False
        try:
            self._sound.begin(second)
            self._device = miniaudio.PlaybackDevice(
                nchannels=CHANNELS, sample_rate=RATE, backends=self._backends
            )
        except miniaudio.MiniaudioError as error:
            self.stop()
            raise NoSound from error
        except TipdeskError:
            self.stop()
            raise
        stream = self._frames()
        next(stream)
        self._device.start(stream)

    def stop(self) -> None:
        """Silence."""
        device, self._device = self._device, None
        if device is not None:
            device.close()
        self._sound.close_file()

    def _frames(self) -> Frames:
        """As many frames as the device asks for, decoded then, to the end; what tells a wrong
        length ends all the same. On the device's own thread."""
        left = None if self._most is None else self._most * RATE
        wanted = yield array("h")
        while left is None or left > 0:
            count = min(wanted, _AT_ONCE) if left is None else min(wanted, left, _AT_ONCE)
            part = array("h", self._sound.frames(count))
            if not part:
                break
            self._played += len(part) // CHANNELS
            left = None if left is None else left - len(part) // CHANNELS
            wanted = yield part
        self._over = True


class Player:
    """Plays one recording of a language card at a time. `backends` as in miniaudio."""

    def __init__(self, backends: Sequence[miniaudio.Backend] | None = None) -> None:
        self._backends = backends
        self._played: StreamPlayer | None = None

    @property
    def playing(self) -> bool:
        """Whether a recording is being played; false again when it has come to its end."""
        return self._played is not None and self._played.playing

    @property
    def failed(self) -> bool:
        """Whether it could not be decoded to its end."""
        return self._played is not None and self._played.failed

    def play(self, body: bytes) -> float:
        """Begin to play; how many seconds it takes.

        Raises:
            VoiceRefused: it cannot be decoded, or is too long.
            NoSound: the computer has nothing to play it with.
            ReaderNotStarted
        """
        self.stop()
        sound = check_sound(body)
        self._played = StreamPlayer(
            partial(BytesIO, body), sound.kind, self._backends, MOST_SECONDS
        )
        try:
            self._played.play()
        except SoundUnreadable as error:
            raise VoiceRefused(name="") from error
        return sound.seconds

    def stop(self) -> None:
        """Silence; nothing when nothing is played."""
        played, self._played = self._played, None
        if played is not None:
            played.stop()


# --- what is pressed --------------------------------------------------------------------------


BEFORE = 5_000  # milliseconds that are heard before a place: writing follows speaking
_LOOK = 200  # milliseconds between two looks at where it is
_OFFSET = Qt.ItemDataRole.UserRole

Place = tuple[int, str]  # milliseconds, what it is


class SoundView(QWidget):
    """Play, pause, move; a list of places beside it. Out of sight it is silent."""

    def __init__(
        self,
        player: StreamPlayer,
        milliseconds: int,
        places: Sequence[Place] = (),
        about: str = "",
    ) -> None:
        super().__init__()
        self._length = milliseconds
        self.player = player
        self._play = button(_("Listen"), "caret-left" if is_rtl() else "caret-right", "primary")
        self._where = label("", "muted")
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setAccessibleName(_("Where it is"))
        self._slider.setRange(0, max(1, milliseconds))
        self._slider.setSingleStep(5_000)
        self._slider.setPageStep(60_000)
        self.places = QListWidget()
        self.places.setAccessibleName(_("Marked places"))
        for offset, text in places:
            item = QListWidgetItem(f"{length_text(offset)}   {text}")
            item.setData(_OFFSET, offset)
            self.places.addItem(item)
        self._look = QTimer(self)
        self._look.setInterval(_LOOK)
        self._build(about)
        self._play.clicked.connect(self._on_play)
        self._slider.valueChanged.connect(self._on_moved)
        for chosen in (self.places.itemClicked, self.places.itemActivated):
            chosen.connect(self._on_place)
        self._look.timeout.connect(self._on_look)
        self._show(0)

    def _build(self, about: str) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(10))
        if about:
            box.addWidget(label(about, "muted", wrap=True))
        box.addWidget(row(self._play, self._slider, self._where, wide=1))
        if self.places.count():
            box.addWidget(label(_("Marked places"), "fieldLabel"))
            hint = _("It is heard from five seconds before the place: writing follows speaking.")
            box.addWidget(label(hint, "muted", wrap=True))
            box.addWidget(self.places, 1)
        else:
            assurance = _("It is decrypted while it plays. No unencrypted copy is made.")
            box.addWidget(label(assurance, "muted", wrap=True))
            box.addStretch(1)

    def play_from(self, milliseconds: int) -> None:
        """Begin to play there."""
        try:
            self.player.play(milliseconds / 1000)
        except TipdeskError as error:
            self.stop()
            show_error(self, error)
            return
        self._play.setText(_("Stop"))
        self._look.start()
        self._show(milliseconds)

    def hideEvent(self, event: QHideEvent) -> None:
        self.stop()  # under a privacy screen, after the dialog, in another section
        super().hideEvent(event)

    @Slot()
    def stop(self) -> None:
        """Silence; the place stays."""
        self._look.stop()
        self.player.stop()
        self._play.setText(_("Listen"))

    @Slot()
    def _on_play(self) -> None:
        if self.player.playing:
            self.stop()
        else:
            at = self._slider.value()
            self.play_from(at if at < self._length - 500 else 0)

    @Slot(int)
    def _on_moved(self, milliseconds: int) -> None:
        if self.player.playing:
            self.play_from(milliseconds)
        else:
            self._show(milliseconds)

    @Slot(QListWidgetItem)
    def _on_place(self, item: QListWidgetItem) -> None:
        self.play_from(max(0, int(item.data(_OFFSET)) - BEFORE))

    @Slot()
    def _on_look(self) -> None:
        over, failed = not self.player.playing, self.player.failed
        if over and not failed:
            self._show(self._length)  # how long a sound is, its head tells about
        elif not self._slider.isSliderDown():
            self._show(min(round(1000 * self.player.second), self._length))
        if over:
            self.stop()
            if failed:
                self._where.setText(_("The attachment cannot be read any further."))

    def _show(self, milliseconds: int) -> None:
        with QSignalBlocker(self._slider):
            self._slider.setValue(milliseconds)
        self._where.setText(f"{length_text(milliseconds)} / {length_text(self._length)}")


def heard_recording(session: Session, attachment: Attachment, opener: Opener) -> SoundView | None:
    """What plays it; None: it came as a file."""
    case_id = attachment.case_id
    recording = next(
        (
            recorded
            for recorded in session.recordings.of_case(case_id)
            if recorded.id == attachment.id
        ),
        None,
    )
    if recording is None:
        return None
    rules, sex = session.files.rules(case_id), session.files.load(case_id).sex

    def label_of(path: str) -> str:
        try:
            return rules.question(path).label.text(language(), sex)
        except KeyError:
            return ""

    names = session.staff.names()
    places = tuple(
        (bookmark.offset, place_text(bookmark, label_of)) for bookmark in recording.bookmarks
    )
    about = made_text(recording, lambda login: names.get(login) or login)
    return SoundView(StreamPlayer(opener.open, WAV), recording.milliseconds, places, about)
