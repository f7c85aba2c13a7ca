"""A recording is decoded while it is played; what no voice needs is refused before."""

from io import BytesIO

import miniaudio
import pytest

from tests.desk.paper.test_voices import HOSTILE, recording
from tipdesk.core.errors import NoSound, SoundUnreadable, VoiceRefused
from tipdesk.media.kinds import WAV
from tipdesk.printing.outside import isolated_sound
from tipdesk.printing.outside.isolated_sound import IsolatedSound
from tipdesk.ui.viewers.sound import Player


def test_a_recording_ends_by_itself(qtbot):
    player = Player([miniaudio.Backend.NULL])
    assert player.play(recording(bytes(800))) == pytest.approx(0.1, abs=0.02)
    qtbot.waitUntil(lambda: not player.playing, timeout=5_000)
    player.stop()


def test_a_recording_is_decoded_while_it_is_played(qapp):
    """Ten minutes begin at once and take no room; the whole was decoded before."""
    player = Player([miniaudio.Backend.NULL])
    assert player.play(recording(bytes(8000 * 600))) == pytest.approx(600)
    assert player.playing
    player.stop()
    sound = IsolatedSound(lambda: BytesIO(recording(bytes(8000))), WAV)
    sound.begin(0.25)
    assert [len(sound.frames(1000)) for _step in range(4)] == [4000] * 4
    sound.begin(0.4999)
    rest = [len(sound.frames(1000)) for _step in range(40)]
    assert rest[-1] == 0
    assert sum(rest) == pytest.approx(4 * 44_100 * 0.5, abs=400)


def test_a_child_that_was_taken_over_is_not_believed(qapp, monkeypatch):
    sound = IsolatedSound(lambda: BytesIO(recording(bytes(8000))), WAV)
    for lie in (b"", b"D" + bytes(8) + b"\xff" * 4, b"x" * 13, b"R" + b"\xff" * 12):
        child = TakenOver([lie, b""])
        monkeypatch.setattr(isolated_sound, "Child", lambda _program, child=child: child)
        monkeypatch.setattr(sound, "_child", None)
        with pytest.raises(SoundUnreadable):
            sound.begin(0.0)
        assert sound.frames(10) == b""
        assert sound.failed


class TakenOver:
    """A child that says this, and then nothing."""

    end = None

    def __init__(self, answers):
        self.answers = answers

    def ask(self, _question, _size):
        return self.answers.pop(0) if self.answers else None

    def close(self):
        self.answers.clear()


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_lies_in_the_vault_and_no_voice_needs_is_said(qapp, kind):
    with pytest.raises(VoiceRefused):
        Player([miniaudio.Backend.NULL]).play(HOSTILE[kind])


def test_what_cannot_be_played_is_said(qapp):
    with pytest.raises(VoiceRefused):
        Player([miniaudio.Backend.NULL]).play(b"RIFF and then nothing")
    with pytest.raises(NoSound):
        Player([miniaudio.Backend.JACK]).play(recording())
