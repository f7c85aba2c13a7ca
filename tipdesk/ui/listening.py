"""Listening to an attached sound: decrypted and decoded while it plays, and never a file."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Generator, Sequence
from typing import BinaryIO

import miniaudio
from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QSlider, QVBoxLayout, QWidget

from tipdesk.errors import NoSound, SoundUnreadable, TipdeskError
from tipdesk.i18n.catalogue import _, is_rtl
from tipdesk.i18n.text import isolated
from tipdesk.media.kinds import FLAC, MP3, WAV
from tipdesk.ui.dialogs import show_error
from tipdesk.ui.parts import button, label, row

_RATE, _CHANNELS = 44_100, 2
_RATES, _HEARD = range(8_000, 192_001), range(1, 9)  # of a file that is played at all
_AT_ONCE = 16_384  # frames that miniaudio decodes in one go
_LOOK = 250  # milliseconds between two looks at how far it is
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
        told = _READERS[kind][1](head)
    except (miniaudio.MiniaudioError, ArithmeticError, ValueError):
        return None
    if told.sample_rate not in _RATES or told.nchannels not in _HEARD:
        return None
    whole = 1.0 if kind == FLAC else size / max(len(head), 1)  # FLAC tells its length in its head
    return max(0.0, float(told.duration) * whole)


class _Source(miniaudio.StreamableSource):  # type: ignore[misc]  # the library has no types
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
        self._source: _Source | None = None
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
        self._source = _Source(self._opened())
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


class Listening(QWidget):
    """Play, stop, and where it is."""

    def __init__(self, player: StreamPlayer, seconds: float) -> None:
        super().__init__()
        self.player = player
        self._seconds = seconds
        self._play = button(_("Listen"), "caret-left" if is_rtl() else "caret-right", "primary")
        self._place = QSlider(Qt.Orientation.Horizontal)
        self._place.setRange(0, max(1, round(seconds)))
        self._place.setPageStep(10)
        self._place.setAccessibleName(_("Where it is"))
        self._told = label("", "muted")
        self._time = QTimer(self)
        self._time.setInterval(_LOOK)
        hint = label(
            _("It is decrypted while it plays. No unencrypted copy is made."), "muted", wrap=True
        )
        box = QVBoxLayout(self)
        box.addStretch(1)
        box.addWidget(row(self._play, self._place, self._told, wide=1))
        box.addWidget(hint)
        box.addStretch(1)
        self._play.clicked.connect(self._on_play)
        self._place.sliderReleased.connect(self._on_moved)
        self._time.timeout.connect(self._on_time)
        self._say(0.0)

    @Slot()
    def stop(self) -> None:
        """Silence; where it was stays."""
        self._time.stop()
        self.player.stop()
        self._play.setText(_("Listen"))

    @Slot()
    def _on_play(self) -> None:
        if self.player.playing:
            self.stop()
            return
        at = self._place.value()
        self._begin(0.0 if at >= self._place.maximum() else float(at))

    @Slot()
    def _on_moved(self) -> None:
        if self.player.playing:
            self._begin(float(self._place.value()))
        else:
            self._say(self._place.value())

    def _begin(self, second: float) -> None:
        try:
            self.player.play(second)
        except TipdeskError as error:
            self.stop()
            show_error(self, error)
            return
        self._play.setText(_("Stop"))
        self._time.start()

    @Slot()
    def _on_time(self) -> None:
        over = not self.player.playing
        if not self._place.isSliderDown():
            at = self._place.maximum() if over and not self.player.failed else self.player.second
            self._place.setValue(round(at))
            self._say(at)
        if over:
            self.stop()
        if over and self.player.failed:
            self._told.setText(_("The attachment cannot be read any further."))

    def _say(self, second: float) -> None:
        self._told.setText(isolated(f"{_clock(second)} / {_clock(self._seconds)}"))


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes:02d}:{rest:02d}"
