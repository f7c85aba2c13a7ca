"""A recording is decoded while it is played; what no voice needs is refused before."""

import miniaudio
import pytest

from tests.desk.paper.test_voices import HOSTILE, recording
from tipdesk.core.errors import NoSound, VoiceRefused
from tipdesk.ui.viewers.sound import Player


def test_a_recording_ends_by_itself(qtbot):
    player = Player([miniaudio.Backend.NULL])
    assert player.play(recording(bytes(800))) == pytest.approx(0.1, abs=0.02)
    qtbot.waitUntil(lambda: not player.playing, timeout=5_000)
    player.stop()


def test_a_recording_is_decoded_while_it_is_played(qapp, monkeypatch):
    """Ten minutes begin at once and take no room; the whole was decoded before."""
    monkeypatch.setattr(miniaudio, "decode", lambda *_given, **_more: pytest.fail("as a whole"))
    player = Player([miniaudio.Backend.NULL])
    assert player.play(recording(bytes(8000 * 600))) == pytest.approx(600)
    assert player.playing
    player.stop()
    frames = player._frames(miniaudio.stream_memory(recording(bytes(800)), nchannels=2))
    next(frames)
    sizes = [len(frames.send(1000)) for _step in range(4)]
    assert sizes == [2000] * 4


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_lies_in_the_vault_and_no_voice_needs_is_said(qapp, kind):
    with pytest.raises(VoiceRefused):
        Player([miniaudio.Backend.NULL]).play(HOSTILE[kind])


def test_what_cannot_be_played_is_said(qapp):
    with pytest.raises(VoiceRefused):
        Player([miniaudio.Backend.NULL]).play(b"RIFF and then nothing")
    with pytest.raises(NoSound):
        Player([miniaudio.Backend.JACK]).play(recording())
