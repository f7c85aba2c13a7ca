"""Sound from memory: a recording of the vault is decoded while it is played, never as a whole, and
never becomes a file."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import miniaudio

from tipdesk.core.errors import NoSound, VoiceRefused
from tipdesk.desk.paper.language_cards import MOST_SECONDS, check_sound
from tipdesk.ui.viewers.sound import _AT_ONCE, _CHANNELS, _RATE, Frames


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
        told = check_sound(body)
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
        return told.seconds

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
