"""Sound from memory: a recording of the vault is decoded and played, and never becomes a file."""

from __future__ import annotations

from collections.abc import Generator, Sequence

import miniaudio

from tipdesk.errors import NoSound, VoiceRefused

_RATE, _CHANNELS, _SAMPLE = 44_100, 2, 2  # 16 bits


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
            VoiceRefused: it cannot be decoded.
            NoSound: the computer has nothing to play it with.
        """
        self.stop()
        try:
            decoded = miniaudio.decode(body, nchannels=_CHANNELS, sample_rate=_RATE)
        except miniaudio.MiniaudioError as error:
            raise VoiceRefused(name="") from error
        try:
            self._device = miniaudio.PlaybackDevice(
                nchannels=_CHANNELS, sample_rate=_RATE, backends=self._backends
            )
        except miniaudio.MiniaudioError as error:
            raise NoSound from error
        stream = self._frames(memoryview(decoded.samples).cast("B"))
        next(stream)
        self._over = False
        self._device.start(stream)
        return float(decoded.duration)

    def _frames(self, samples: memoryview) -> Generator[memoryview, int, None]:
        """As many frames as the device asks for, to the end."""
        wanted = yield samples[:0]
        at = 0
        while at < len(samples):
            size = wanted * _CHANNELS * _SAMPLE
            wanted = yield samples[at : at + size]
            at += size
        self._over = True

    def stop(self) -> None:
        """Silence; nothing when nothing is played."""
        device, self._device = self._device, None
        if device is not None:
            device.close()
