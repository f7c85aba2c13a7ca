"""Long sound from a decrypted stream: read chunk by chunk as it is played, from any place in it."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import BinaryIO

import miniaudio

from tipdesk.errors import NoSound, TipdeskError, VoiceRefused
from tipdesk.ui.sound import Frames

_RATE, _CHANNELS = 44_100, 2
_AT_ONCE = 16_384  # frames that miniaudio decodes in one go
_KINDS = {
    "audio/x-wav": miniaudio.FileFormat.WAV,
    "audio/wav": miniaudio.FileFormat.WAV,
    "audio/mpeg": miniaudio.FileFormat.MP3,
    "audio/flac": miniaudio.FileFormat.FLAC,
    "audio/x-flac": miniaudio.FileFormat.FLAC,
}  # no Ogg Vorbis: a damaged file can end the process inside its decoder


def can_be_played(media_type: str) -> bool:
    """Whether a file of this kind can be listened to inside."""
    return media_type in _KINDS


class LongPlayer:
    """Plays one stream at a time. `backends` as in miniaudio; None: the system's own."""

    def __init__(self, backends: Sequence[miniaudio.Backend] | None = None) -> None:
        self._backends = list(backends) if backends is not None else None
        self._device: miniaudio.PlaybackDevice | None = None
        self._source: _Stream | None = None
        self._begun, self._played, self._over = 0, 0, False  # frames; set by the device's thread

    @property
    def playing(self) -> bool:
        """Whether something is being played; false again when it has come to its end."""
        return self._device is not None and not self._over

    @property
    def milliseconds(self) -> int:
        """The place that is heard now."""
        return (self._begun + self._played) * 1000 // _RATE

    @property
    def damaged(self) -> TipdeskError | None:
        """Why it ended before its end, when the sealed file did not open."""
        return None if self._source is None else self._source.fault

    def play(self, opened: Callable[[], BinaryIO], media_type: str, milliseconds: int = 0) -> None:
        """Begin to play at this place. What was playing stops.

        Raises:
            VoiceRefused: it cannot be decoded.
            NoSound: the computer has nothing to play it with.
            VaultDamaged: the sealed file does not open.
        """
        self.stop()
        frame = milliseconds * _RATE // 1000
        source = _Stream(opened())
        try:
            decoded = miniaudio.stream_any(
                source, _KINDS[media_type], nchannels=_CHANNELS, sample_rate=_RATE, seek_frame=frame
            )
            self._device = miniaudio.PlaybackDevice(
                nchannels=_CHANNELS, sample_rate=_RATE, backends=self._backends
            )
        except miniaudio.DecodeError as error:
            source.close()
            if source.fault is not None:
                raise source.fault from error
            raise VoiceRefused(name="") from error
        except miniaudio.MiniaudioError as error:
            source.close()
            raise NoSound from error
        self._source = source
        self._begun, self._played, self._over = frame, 0, False
        frames = self._frames(decoded)
        next(frames)
        self._device.start(frames)

    def _frames(self, decoded: Frames) -> Frames:
        """As many frames as the device asks for, to the end. On the device's own thread."""
        wanted = yield array("h")
        while True:
            try:
                part = decoded.send(min(wanted, _AT_ONCE))
            except (StopIteration, miniaudio.MiniaudioError):
                break
            self._played += len(part) // _CHANNELS
            wanted = yield part
        self._over = True

    def stop(self) -> None:
        """Silence; nothing when nothing is played."""
        device, self._device = self._device, None
        if device is not None:
            device.close()
        if self._source is not None:
            self._source.close()


class _Stream(miniaudio.StreamableSource):  # type: ignore[misc]  # it has no types
    """A decrypted stream as miniaudio reads it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.fault: TipdeskError | None = None

    def read(self, num_bytes: int) -> bytes:
        """Up to so many bytes."""
        try:
            return self._file.read(num_bytes)
        except TipdeskError as error:
            self.fault = error
            return b""

    def seek(self, offset: int, origin: miniaudio.SeekOrigin) -> bool:
        """Move to a place."""
        whence = {miniaudio.SeekOrigin.START: 0, miniaudio.SeekOrigin.CURRENT: 1}[origin]
        self._file.seek(offset, whence)
        return True

    def close(self) -> None:
        """Let go of the stream."""
        self._file.close()
