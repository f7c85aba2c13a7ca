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


class StreamPlayer:
    """Plays one WAV from a stream, from any second on. `backends` as in miniaudio; None: the
    system's own."""

    def __init__(
        self,
        opened: Callable[[], BinaryIO],
        backends: Sequence[miniaudio.Backend] | None = None,
    ) -> None:
        self._opened = opened
        self._backends = list(backends) if backends is not None else None
        self._device: miniaudio.PlaybackDevice | None = None
        self._source: _Stream | None = None
        self._begun, self._played, self._over = 0.0, 0, True  # the device's thread sets the end

    @property
    def playing(self) -> bool:
        """Whether it sounds; false again at its end."""
        return self._device is not None and not self._over

    @property
    def second(self) -> float:
        """How far it is."""
        return self._begun + self._played / _RATE

    @property
    def fault(self) -> TipdeskError | None:
        """Why it ended before its end, when the sealed file did not open."""
        return None if self._source is None else self._source.fault

    def play(self, second: float = 0.0) -> None:
        """Begin to play there.

        Raises:
            VaultDamaged: the sealed file does not open.
            VoiceRefused: it cannot be decoded.
            NoSound: the computer has nothing to play it with.
        """
        self.stop()
        self._source = source = _Stream(self._opened())
        self._begun, self._played, self._over = second, 0, False
        try:
            decoded = miniaudio.stream_any(
                source,
                source_format=miniaudio.FileFormat.WAV,
                nchannels=_CHANNELS,
                sample_rate=_RATE,
                seek_frame=round(second * _RATE),
            )
        except miniaudio.MiniaudioError as error:
            self.stop()
            raise source.fault or VoiceRefused(name="") from error
        try:
            self._device = miniaudio.PlaybackDevice(
                nchannels=_CHANNELS, sample_rate=_RATE, backends=self._backends
            )
        except miniaudio.MiniaudioError as error:
            self.stop()
            raise NoSound from error
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
