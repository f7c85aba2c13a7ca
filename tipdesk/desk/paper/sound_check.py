"""What a sound file says of itself, held to what is worth playing: before it is kept, and again
before it is played, since another program may have written it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import miniaudio

from tipdesk.core.errors import VoiceRefused

MOST_SECONDS = 10 * 60
_RATES, _CHANNELS = range(8_000, 192_001), range(1, 3)

_Read = Callable[[bytes], miniaudio.SoundFileInfo]
# No Ogg Vorbis: a damaged file can end the process inside its decoder, in the head already.
_READERS: dict[bytes, _Read] = {
    b"RIFF": miniaudio.wav_get_info,
    b"fLaC": miniaudio.flac_get_info,
    b"ID3": miniaudio.mp3_get_info,
    b"\xff\xfb": miniaudio.mp3_get_info,
    b"\xff\xf3": miniaudio.mp3_get_info,
    b"\xff\xf2": miniaudio.mp3_get_info,
}


@dataclass(frozen=True, slots=True)
class Sound:
    """What is known of a sound file before it is decoded."""

    seconds: float


def check_sound(body: bytes, name: str = "") -> Sound:
    """What the head of a sound file tells; nothing is decoded. It can lie about its length.

    Raises:
        VoiceRefused: it is none, too long, or of a rate or number of channels no voice needs.
    """
    read = next((one for mark, one in _READERS.items() if body.startswith(mark)), None)
    if read is None:
        raise VoiceRefused(name=name)
    try:
        told = read(body)
    except (miniaudio.MiniaudioError, ArithmeticError, ValueError) as error:
        raise VoiceRefused(name=name) from error
    if told.sample_rate not in _RATES or told.nchannels not in _CHANNELS:
        raise VoiceRefused(name=name)
    if not told.duration <= MOST_SECONDS:
        raise VoiceRefused(name=name)
    return Sound(float(told.duration))
