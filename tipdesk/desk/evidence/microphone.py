"""The microphones of this computer, by miniaudio: one channel, 16 bits, 16,000 samples a second."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any, Protocol

import miniaudio

from tipdesk.core.errors import NoMicrophone

RATE = 16_000  # samples a second: all of a voice, 115 MB an hour
_PERIOD = 100  # milliseconds of sound that come at once
_SINK = "Discard all samples"  # what ALSA calls its device that records nothing

Deliver = Callable[[bytes], None]


class Source(Protocol):
    """Where sound comes from."""

    name: str

    def start(self, deliver: Deliver) -> None:
        """Open it; from now on `deliver` gets samples, on a thread of its own.

        Raises:
            NoMicrophone: it cannot be opened.
        """

    def stop(self) -> None:
        """Close it: the computer shows no open microphone any more. Twice is harmless."""


class Microphone:
    """One capture device. It is open only between `start` and `stop`."""

    def __init__(
        self, name: str, device_id: object, backends: Sequence[miniaudio.Backend] | None
    ) -> None:
        """Use `microphones`."""
        self.name = name
        self._id = device_id
        self._backends = list(backends) if backends is not None else None
        self._device: miniaudio.CaptureDevice | None = None

    def start(self, deliver: Deliver) -> None:
        """See `Source`."""
        self.stop()
        try:
            self._device = miniaudio.CaptureDevice(
                input_format=miniaudio.SampleFormat.SIGNED16,
                nchannels=1,
                sample_rate=RATE,
                buffersize_msec=_PERIOD,
                device_id=self._id,
                backends=self._backends,
                app_name="tipdesk",
            )
            taking = _taking(deliver)
            next(taking)
            self._device.start(taking)
        except miniaudio.MiniaudioError as error:
            self.stop()
            raise NoMicrophone from error

    def stop(self) -> None:
        """See `Source`."""
        device, self._device = self._device, None
        if device is not None:
            device.close()


def microphones(backends: Sequence[miniaudio.Backend] | None = None) -> tuple[Microphone, ...]:
    """What this computer can record with; empty when there is nothing. `backends` as in miniaudio;
    None: the system's own, never the one that invents silence."""
    try:
        found: list[dict[str, Any]] = miniaudio.Devices(
            list(backends) if backends is not None else _real()
        ).get_captures()
    except (miniaudio.MiniaudioError, UnicodeDecodeError):
        return ()
    return tuple(
        Microphone(one["name"], one["id"], backends if backends is not None else _real())
        for one in found
        if not one["name"].startswith(_SINK)
    )


def _real() -> list[miniaudio.Backend]:
    return [one for one in miniaudio.Backend if one is not miniaudio.Backend.NULL]


def _taking(deliver: Deliver) -> Generator[None, bytes, None]:
    """On the device's own thread."""
    while True:
        deliver(bytes((yield)))
