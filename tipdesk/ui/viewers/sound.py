"""A sound of the vault: decrypted and decoded while it plays, and never a file.

`Player` plays sound from memory, a recording of the vault never as a whole. `SoundView` is what is
pressed, a recording from its marked places too; `heard_recording` is that view for a recording of a
statement.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Generator, Sequence
from typing import BinaryIO

import miniaudio
from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSlider, QVBoxLayout, QWidget

from tipdesk.cases.model import Attachment, Bookmark, Ending, MarkKind, Recording
from tipdesk.core.errors import NoSound, SoundUnreadable, TipdeskError, VoiceRefused
from tipdesk.desk.evidence.attachments import Opener
from tipdesk.desk.paper.language_cards import MOST_SECONDS, check_sound
from tipdesk.desk.session.session import Session
from tipdesk.i18n.text import _, format_datetime, is_rtl, isolate, isolated, language
from tipdesk.media.kinds import FLAC, MP3, WAV
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


_RATE, _CHANNELS = 44_100, 2
_RATES, _HEARD = range(8_000, 192_001), range(1, 9)  # of a file that is played at all
_AT_ONCE = 16_384  # frames that miniaudio decodes in one go
_READERS = {
    WAV: (miniaudio.FileFormat.WAV, miniaudio.wav_get_info),
    FLAC: (miniaudio.FileFormat.FLAC, miniaudio.flac_get_info),
    MP3: (miniaudio.FileFormat.MP3, miniaudio.mp3_get_info),
}
Frames = Generator["array[int]", int, None]


def sound_length(head: bytes, size: int, kind: str) -> float | None:
    """About how many seconds a sound of `size` bytes lasts, by its beginning; None for what nobody
    plays. JOB."""
    if kind not in _READERS:
        return None
    try:
        head_facts = _READERS[kind][1](head)
    except (miniaudio.MiniaudioError, ArithmeticError, ValueError):
        return None
    if head_facts.sample_rate not in _RATES or head_facts.nchannels not in _HEARD:
        return None
    scale = 1.0 if kind == FLAC else size / max(len(head), 1)  # FLAC tells its length in its head
    return max(0.0, float(head_facts.duration) * scale)


class _AttachmentSound(miniaudio.StreamableSource):  # type: ignore[misc]  # the library has no types
    """An attachment as the decoder reads it; what cannot be read ends the sound."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.failed = False

    def read(self, num_bytes: int) -> bytes:
        try:
            return self._file.read(num_bytes)
        except (OSError, ValueError, TipdeskError):
            self.failed = True
            return b""

    def seek(self, offset: int, origin: miniaudio.SeekOrigin) -> bool:
        whence = 0 if origin is miniaudio.SeekOrigin.START else 1
        try:
            self._file.seek(offset, whence)
        except (OSError, ValueError):
            return False
        return True

    def close(self) -> None:
        self._file.close()


class StreamPlayer:
    """Plays one sound from a stream, from any second on. `backends` as in miniaudio."""

    def __init__(
        self,
        opened: Callable[[], BinaryIO],
        kind: str,
        backends: Sequence[miniaudio.Backend] | None = None,
    ) -> None:
        self._opened, self._kind = opened, kind
        self._backends = list(backends) if backends is not None else None
        self._device: miniaudio.PlaybackDevice | None = None
        self._source: _AttachmentSound | None = None
        self._over = True  # set by the device's own thread
        self._begun, self._played = 0.0, 0

    @property
    def playing(self) -> bool:
        """Whether it sounds; false again at its end."""
        return self._device is not None and not self._over

    @property
    def second(self) -> float:
        """How far it is."""
        return self._begun + self._played / _RATE

    @property
    def failed(self) -> bool:
        """Whether the attachment could not be read to its end."""
        return self._source is not None and self._source.failed

    def play(self, second: float = 0.0) -> None:
        """Begin, or go on, at a second.

        Raises:
            VaultDamaged: the attachment cannot be opened.
            SoundUnreadable: it cannot be decoded.
            NoSound: the computer has nothing to play it with.
        """
        self.stop()
        self._source = _AttachmentSound(self._opened())
        self._begun, self._played, self._over = second, 0, False
        try:
            decoded = miniaudio.stream_any(
                self._source,
                source_format=_READERS[self._kind][0],
                nchannels=_CHANNELS,
                sample_rate=_RATE,
                seek_frame=round(second * _RATE),
            )
        except (miniaudio.MiniaudioError, AssertionError) as error:
            self.stop()
            raise SoundUnreadable from error
        try:
            self._device = miniaudio.PlaybackDevice(
                nchannels=_CHANNELS, sample_rate=_RATE, backends=self._backends
            )
        except miniaudio.MiniaudioError as error:
            self.stop()
            raise NoSound from error
        stream = self._frames(decoded)
        next(stream)
        self._device.start(stream)

    def stop(self) -> None:
        """Silence."""
        device, self._device = self._device, None
        if device is not None:
            device.close()
        if self._source is not None:
            self._source.close()

    def _frames(self, decoded: Frames) -> Frames:
        """As many frames as the device asks for, decoded then. On the device's own thread."""
        wanted = yield array("h")
        while True:
            try:
                part = decoded.send(min(wanted, _AT_ONCE))
            except (StopIteration, miniaudio.MiniaudioError):
                break
            self._played += len(part) // _CHANNELS
            wanted = yield part
        self._over = True


class Player:
    """Plays one recording at a time. `backends` as in miniaudio; None: the system's own."""

    def __init__(self, backends: Sequence[miniaudio.Backend] | None = None) -> None:
        self._backends = list(backends) if backends is not None else None
        self._device: miniaudio.PlaybackDevice | None = None
        self._over = False  # set by the device's own thread

    @property
    def playing(self) -> bool:
        """Whether a recording is being played; false again when it has come to its end."""
        return self._device is not None and not self._over

    def play(self, body: bytes) -> float:
        """Begin to play; how many seconds it takes.

        Raises:
            VoiceRefused: it cannot be decoded, or is too long.
            NoSound: the computer has nothing to play it with.
        """
        self.stop()
        sound = check_sound(body)
        try:
            decoded = miniaudio.stream_memory(body, nchannels=_CHANNELS, sample_rate=_RATE)
        except miniaudio.MiniaudioError as error:
            raise VoiceRefused(name="") from error
        try:
            self._device = miniaudio.PlaybackDevice(
                nchannels=_CHANNELS, sample_rate=_RATE, backends=self._backends
            )
        except miniaudio.MiniaudioError as error:
            raise NoSound from error
        stream = self._frames(decoded)
        next(stream)
        self._over = False
        self._device.start(stream)
        return sound.seconds

    def _frames(self, decoded: Frames) -> Frames:
        """As many frames as the device asks for, decoded then, to the end; what tells a wrong
        length ends all the same. On the device's own thread."""
        wanted = yield array("h")
        left = MOST_SECONDS * _RATE
        while left > 0:
            try:
                part = decoded.send(min(wanted, left, _AT_ONCE))
            except (StopIteration, miniaudio.MiniaudioError):
                break
            left -= len(part) // _CHANNELS
            wanted = yield part
        self._over = True

    def stop(self) -> None:
        """Silence; nothing when nothing is played."""
        device, self._device = self._device, None
        if device is not None:
            device.close()


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
