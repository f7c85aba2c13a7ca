"""A sound of the vault: decrypted and decoded while it plays, and never a file."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Generator, Sequence
from typing import BinaryIO

import miniaudio

from tipdesk.core.errors import NoSound, SoundUnreadable, TipdeskError
from tipdesk.media.kinds import FLAC, MP3, WAV

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
