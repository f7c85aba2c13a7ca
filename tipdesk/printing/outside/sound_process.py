"""The process in which a sound from outside is decoded while it plays, so that a hostile file ends
this process and not the program.

    python -P -m tipdesk.printing.outside.sound_process MEMORY SECONDS

Standard input: questions. `I`, a kind (W, F or M: WAV, FLAC, MP3), 4 bytes of length and the
beginning of a file ask what it says of itself: rate and channels, 4 bytes each, and seconds (8, a
double), all 0 where it cannot be read. `P`, a kind and 8 bytes ask to begin at this frame, `N`, a
zero and 8 bytes for so many frames more, in two channels of 16 bits at `RATE`.

Standard output, after the byte of `beginning.begin`: `R`, 8 bytes of place and 4 of length where
a piece of the file is needed, which comes on standard input after 4 bytes of its length; `D`, 8
bytes that say nothing, 4 of length and the samples, none at the end; `E` and 12 bytes where it
cannot be decoded. It reads and writes nothing else: no file, no network.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Generator
from typing import BinaryIO

import miniaudio

from tipdesk.printing.outside.beginning import begin

RATE, CHANNELS = 44_100, 2
QUESTION, ANSWER = struct.Struct("<ccQ"), struct.Struct("<cQI")
FACTS = struct.Struct("<IId")
_PIECE = 64 * 1024  # bytes that are asked for at once
_KINDS = {
    b"W": (miniaudio.FileFormat.WAV, miniaudio.wav_get_info),
    b"F": (miniaudio.FileFormat.FLAC, miniaudio.flac_get_info),
    b"M": (miniaudio.FileFormat.MP3, miniaudio.mp3_get_info),
}
_Frames = Generator["array[int]", int, None]


class _Piped(miniaudio.StreamableSource):  # type: ignore[misc]  # the library has no types
    """A file that lies with whoever asked, piece by piece."""

    def __init__(self, requests: BinaryIO, replies: BinaryIO) -> None:
        self._requests, self._replies = requests, replies
        self._at, self._piece, self._begins = 0, b"", 0

    def read(self, num_bytes: int) -> bytes:
        within = self._at - self._begins
        if not 0 <= within < len(self._piece):
            _tell(self._replies, b"R", self._at, max(num_bytes, _PIECE))
            (length,) = struct.unpack("<I", self._requests.read(4))
            self._piece, self._begins, within = self._requests.read(length), self._at, 0
        part = self._piece[within : within + num_bytes]
        self._at += len(part)
        return part

    def seek(self, offset: int, origin: miniaudio.SeekOrigin) -> bool:
        place = offset if origin is miniaudio.SeekOrigin.START else self._at + offset
        self._at = max(0, place)
        return place >= 0

    def close(self) -> None:
        """Nothing: whoever asked closes it."""


def _tell(replies: BinaryIO, sign: bytes, place: int, length: int, body: bytes = b"") -> None:
    replies.write(ANSWER.pack(sign, place, length) + body)
    replies.flush()


def facts(kind: bytes, head: bytes) -> tuple[int, int, float]:
    """Rate, channels and seconds; nothing but zeros for what cannot be read."""
    try:
        described = _KINDS[kind][1](head)
        return int(described.sample_rate), int(described.nchannels), float(described.duration)
    except (miniaudio.MiniaudioError, ArithmeticError, ValueError):
        return 0, 0, 0.0


def _begun(kind: bytes, frame: int, source: _Piped) -> _Frames:
    decoded: _Frames = miniaudio.stream_any(
        source,
        source_format=_KINDS[kind][0],
        nchannels=CHANNELS,
        sample_rate=RATE,
        seek_frame=frame,
    )
    return decoded


def main() -> None:
    """Answer until the other end is closed."""
    requests, replies = begin()
    decoded: _Frames | None = None
    while len(asked := requests.read(QUESTION.size)) == QUESTION.size:
        sign, kind, number = QUESTION.unpack(asked)
        if sign == b"I":
            replies.write(FACTS.pack(*facts(kind, requests.read(number))))
            replies.flush()
            continue
        try:
            if sign == b"P":
                decoded = None
                decoded = _begun(kind, number, _Piped(requests, replies))
                part = b""
            else:
                part = decoded.send(number).tobytes() if decoded is not None else b""
        except StopIteration:
            part = b""
        except (miniaudio.MiniaudioError, AssertionError):
            _tell(replies, b"E", 0, 0)
            continue
        _tell(replies, b"D", 0, len(part), part)


if __name__ == "__main__":
    main()
