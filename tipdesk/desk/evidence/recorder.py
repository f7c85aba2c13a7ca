"""Taking sound in: from a microphone through a queue to a sealed file, on a thread of its own.

The source's thread only puts samples into a queue, so that a slow disk costs no sound. The writer
seals, hashes and brings to the disk every two seconds what has come. Microphones are miniaudio's:
one channel, 16 bits, 16,000 samples a second.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Generator, Sequence
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic
from typing import Any, Protocol

import miniaudio

from tipdesk.cases.model import Ending
from tipdesk.core.errors import NoMicrophone, TipdeskError
from tipdesk.storage.evidence.recordings import SAMPLE, SoundFile

# --- microphones ------------------------------------------------------------------------------


RATE = 16_000  # samples a second: all of a voice, 115 MB an hour
_PERIOD = 100  # milliseconds of sound that come at once
_SINK = "Discard all samples"  # what ALSA calls its device that records nothing

Deliver = Callable[[bytes], None]


class SoundSource(Protocol):
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
        """See `SoundSource`."""
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
        """See `SoundSource`."""
        device, self._device = self._device, None
        if device is not None:
            device.close()


def microphones(backends: Sequence[miniaudio.Backend] | None = None) -> tuple[Microphone, ...]:
    """What this computer can record with; empty when there is nothing. `backends` as in miniaudio;
    None: the system's own, never the one that invents silence."""
    try:
        devices: list[dict[str, Any]] = miniaudio.Devices(
            list(backends) if backends is not None else _real()
        ).get_captures()
    except (miniaudio.MiniaudioError, UnicodeDecodeError):
        return ()
    return tuple(
        Microphone(device["name"], device["id"], backends if backends is not None else _real())
        for device in devices
        if not device["name"].startswith(_SINK)
    )


def _real() -> list[miniaudio.Backend]:
    return [backend for backend in miniaudio.Backend if backend is not miniaudio.Backend.NULL]


def _taking(deliver: Deliver) -> Generator[None, bytes, None]:
    """On the device's own thread."""
    while True:
        deliver(bytes((yield)))


PATIENCE = 3.0  # seconds without a sample after which the device is lost
_SYNC = 2.0  # seconds
_LONGEST = 24 * 3600 * RATE * SAMPLE  # bytes: a WAV holds 37 hours
_LOUDEST = 32_768


class Recorder:
    """Records from `resume` until `stop`, or until `fault` says why it could not. GUI thread, but
    for writing."""

    def __init__(self, source: SoundSource, patience: float = PATIENCE) -> None:
        self._source, self._patience = source, patience
        self._file: SoundFile | None = None
        self._queue: SimpleQueue[bytes | None] = SimpleQueue()
        self._lock = Lock()
        self._taken, self._peak = 0, 0
        self._running = False
        self._since = monotonic()  # when sound last came, or was last begun
        self.fault: Ending | None = None  # set once, by one of the threads
        self._writer: Thread | None = None

    @property
    def running(self) -> bool:
        """Whether sound is taken in now."""
        return self._running and self.fault is None

    @property
    def milliseconds(self) -> int:
        """Of sound that was taken in."""
        return self._taken * 1000 // (SAMPLE * RATE)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of what was taken in; only after `stop`."""
        return "" if self._file is None else self._file.digest

    def level(self) -> float:
        """The loudest sample since the last question, 0 to 1."""
        with self._lock:
            peak, self._peak = self._peak, 0
        return peak / _LOUDEST

    def write_to(self, file: SoundFile) -> None:
        """Write what has come since the source was opened, and what comes, until `stop`."""
        self._file = file
        self._writer = Thread(
            target=self._write, args=(file,), name="tipdesk-recorder", daemon=True
        )
        self._writer.start()

    def pause(self) -> None:
        """Close the source. Nothing is heard until `resume`."""
        self._running = False
        self._source.stop()

    def resume(self) -> None:
        """Open the source, or open it again; nothing when it is open.

        Raises:
            NoMicrophone
        """
        if not self._running:
            self._source.start(self._deliver)
            self._since, self._running = monotonic(), True

    def stop(self) -> None:
        """Close the source and the file; what was taken in is on the disk, or `fault` says why not
        all of it. Twice is harmless."""
        self.pause()
        writer, self._writer = self._writer, None
        if writer is not None:
            self._queue.put(None)
            writer.join()

    def _deliver(self, samples: bytes) -> None:
        """On the source's thread."""
        if samples and self.fault is None:
            self._taken += len(samples)
            self._since = monotonic()
            self._queue.put(samples)
            if self._taken >= _LONGEST:
                self.fault = Ending.STOPPED

    # --- the writer's thread ----------------------------------------------------------------

    def _write(self, file: SoundFile) -> None:
        synced = monotonic()
        try:
            while (samples := self._next()) is not None:
                if samples:
                    file.write(samples)
                    self._hear(samples)
                elif self._running and monotonic() - self._since > self._patience:
                    self.fault = Ending.DEVICE_LOST
                    break
                if monotonic() - synced >= _SYNC:
                    file.sync()
                    synced = monotonic()
            file.close()
        except TipdeskError:
            self.fault = Ending.DISK_FULL
            file.abandon()

    def _next(self) -> bytes | None:
        try:
            return self._queue.get(timeout=min(0.5, self._patience))
        except Empty:
            return b""

    def _hear(self, samples: bytes) -> None:
        heard = array("h", samples)
        loudest, deepest = max(heard), min(heard)
        with self._lock:
            self._peak = max(self._peak, loudest, -deepest)
