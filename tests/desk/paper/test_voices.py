"""Recordings of the language cards: in the vault, nowhere else, changed by supervisors only."""

import io
import wave

import pytest

from tests.desk.world import World
from tipdesk.core.errors import FileUnreadable, TransitionRefused, VoiceRefused
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.paper import language_cards
from tipdesk.desk.paper.language_cards import MOST
from tipdesk.texts.messages import sentence

MARK = b"a voice like no other" * 50


def recording(extra: bytes = MARK) -> bytes:
    body = io.BytesIO()
    with wave.open(body, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(extra)
    return body.getvalue()


def test_a_recording_is_kept_in_the_vault_and_nowhere_else(world: World) -> None:
    source = world.folder / "hin.wav"
    source.write_bytes(recording())
    voices = world.reopen(SUPERVISOR).voices
    assert voices.find("hin", "rights") is None
    voices.add("hin", "rights", source)
    source.unlink()
    assert world.reopen(SUPERVISOR).voices.find("hin", "rights") == recording()
    world.officers.lock()
    files = [path for path in world.folder.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if MARK[:200] in path.read_bytes()]


def test_another_recording_replaces_it_and_one_can_be_removed(world: World) -> None:
    source = world.folder / "sound.wav"
    voices = world.reopen(SUPERVISOR).voices
    for extra in (b"first" * 100, b"second" * 100):
        source.write_bytes(recording(extra))
        voices.add("tam", "consent", source)
    assert voices.find("tam", "consent") == recording(b"second" * 100)
    assert voices.find("tam", "rights") is None
    voices.remove("tam", "consent")
    assert voices.find("tam", "consent") is None


def test_what_is_no_recording_is_refused_in_words(world: World) -> None:
    source = world.folder / "note.txt"
    source.write_bytes(b"MZ no sound at all")
    voices = world.reopen(SUPERVISOR).voices
    with pytest.raises(VoiceRefused) as refused:
        voices.add("hin", "rights", source)
    assert "WAV" in sentence(refused.value).next_step
    source.write_bytes(recording()[:12].ljust(MOST + 1, b"\0"))
    with pytest.raises(FileUnreadable):
        voices.add("hin", "rights", source)
    with pytest.raises(FileUnreadable):
        voices.add("hin", "rights", world.folder / "gone.wav")
    assert voices.find("hin", "rights") is None


def wav(rate: int, seconds: float, channels: int = 1) -> bytes:
    body = io.BytesIO()
    with wave.open(body, "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(1)
        sound.setframerate(rate)
        sound.writeframes(bytes(int(rate * seconds) * channels))
    return body.getvalue()


HOSTILE = {
    "an hour of one frame a second": wav(1, 3600),
    "slow": wav(7_999, 1),
    "fast": wav(192_001, 0.1),
    "too long": wav(8_000, 601),
    "six channels": wav(8_000, 1, channels=6),
    "no frames a second": wav(8_000, 1)[:24] + bytes(4) + wav(8_000, 1)[28:],
    "a head alone": wav(8_000, 1)[:20],
    "no sound": b"OggS" + bytes(60),
    "no frames": b"ID3\4\0\0\0\0\0\0" + bytes(100),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_sound_that_no_voice_needs_is_refused(world: World, kind: str) -> None:
    source = world.folder / "sound.wav"
    source.write_bytes(HOSTILE[kind])
    voices = world.reopen(SUPERVISOR).voices
    with pytest.raises(VoiceRefused) as refused:
        voices.add("hin", "rights", source)
    assert "ten minutes" in sentence(refused.value, "en").next_step
    assert voices.find("hin", "rights") is None


def test_nothing_reaches_the_decoder_that_damaged_files_end_the_process_in() -> None:
    for body in (b"OggS" + bytes(100), b"", b"MThd" + bytes(100)):
        with pytest.raises(VoiceRefused):
            language_cards.check_sound(body)


def test_ten_minutes_are_taken(world: World) -> None:
    source = world.folder / "sound.wav"
    source.write_bytes(wav(8_000, 600))
    voices = world.reopen(SUPERVISOR).voices
    voices.add("hin", "rights", source)
    assert voices.find("hin", "rights") is not None


def test_an_officer_only_listens(world: World) -> None:
    source = world.folder / "sound.wav"
    source.write_bytes(recording())
    world.reopen(SUPERVISOR).voices.add("hin", "rights", source)
    voices = world.reopen().voices
    assert not voices.may_change
    assert voices.find("hin", "rights") == recording()
    for deed in (
        lambda: voices.add("hin", "rights", source),
        lambda: voices.remove("hin", "rights"),
    ):
        with pytest.raises(TransitionRefused) as refused:
            deed()
        assert "{" not in sentence(refused.value).what
