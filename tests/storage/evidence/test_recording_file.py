"""A recording opens up to where its writing ended, wherever that was."""

import hashlib
import io
import os
import random
import wave
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.desk.sounding import noise
from tests.durability.crash import come_back
from tests.durability.disk_model import MODES, Disk, record
from tipdesk.cases.model import CaseId, Recording
from tipdesk.core.sealed_file import HEADER, SMALL_CHUNK, TAG
from tipdesk.core.work import Work
from tipdesk.storage.evidence import recordings
from tipdesk.storage.evidence.recordings import SoundFile, Unfinished, finish
from tipdesk.storage.evidence.staging import content_path, open_content

RECORDING, KEY, RATE = "ab" * 16, bytes(range(32)), 16_000
LEFT = Unfinished(
    Recording(RECORDING, "T-07", datetime(2026, 11, 24, tzinfo=UTC), "", "", RATE),
    CaseId(""),
    KEY,
    "",
)


@pytest.fixture(scope="module")
def heard() -> bytes:
    return noise(4.4)


def written(folder: Path, samples: bytes) -> Path:
    file = SoundFile(folder, RECORDING, KEY)
    for at in range(0, len(samples), 3200):
        file.write(samples[at : at + 3200])
    file.close()
    return content_path(folder, RECORDING)


def whole(folder: Path) -> bytes:
    """The samples of what `finish` made; b'' for nothing."""
    finished = finish(folder, LEFT, Work())
    if finished is None:
        return b""
    with open_content(folder, finished.sealed.content) as reader:
        body = reader.read()
    assert hashlib.sha256(body).hexdigest() == finished.sealed.sha256
    with wave.open(io.BytesIO(body)) as sound:
        samples = sound.readframes(sound.getnframes())
    assert hashlib.sha256(samples).hexdigest() == finished.sound
    assert len(body) == SMALL_CHUNK + len(samples)
    return samples


def test_cut_off_at_any_byte_every_chunk_before_it_is_there(tmp_path: Path, heard: bytes) -> None:
    path = written(tmp_path, heard)
    complete, dice = path.read_bytes(), random.Random(7)
    edges = [HEADER.size + number * (SMALL_CHUNK + TAG) for number in range(6)]
    places = {
        0,
        5,
        len(complete),
        *edges,
        *(edge + 1 for edge in edges),
        *(edge - 1 for edge in edges),
    }
    places |= {dice.randrange(len(complete)) for _ in range(12)}
    for cut in sorted(place for place in places if place <= len(complete)):
        # What stands there instead, by no chance what was cut off: one byte may be all that lacks.
        other = bytes(255 - byte for byte in complete[cut : cut + 1]) + dice.randbytes(700)
        path.write_bytes(complete[:cut] + dice.choice((b"", other)))
        there = max(0, (cut - edges[1]) // (SMALL_CHUNK + TAG)) * SMALL_CHUNK
        expected = heard if cut == len(complete) else heard[:there]
        if cut == len(complete):
            path.write_bytes(complete)
        assert whole(tmp_path) == expected, cut
        if expected:
            kept = path.read_bytes()
            assert whole(tmp_path) == expected  # once more changes nothing
            assert path.read_bytes() == kept


def test_a_chunk_that_was_altered_ends_it(tmp_path: Path, heard: bytes) -> None:
    path = written(tmp_path, heard)
    body = bytearray(path.read_bytes())
    flipped = HEADER.size + 3 * (SMALL_CHUNK + TAG) + 100
    body[flipped] ^= 1
    path.write_bytes(body)
    assert whole(tmp_path) == heard[: 2 * SMALL_CHUNK]
    body = bytearray(path.read_bytes())
    head = body[HEADER.size : HEADER.size + SMALL_CHUNK + TAG]
    body[-1] ^= 1  # after it was whole
    path.write_bytes(body)
    assert whole(tmp_path) == heard[:SMALL_CHUNK]
    assert path.read_bytes()[HEADER.size :].startswith(head)


def test_no_nonce_serves_two_contents(
    tmp_path: Path, heard: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over a recording, a cut in the middle of its end, and two attempts to make it whole."""
    seen: dict[bytes, bytes] = {}

    class Watched:
        def __init__(self, key: bytes) -> None:
            self._real = AESGCM(key)
            self.decrypt = self._real.decrypt

        def encrypt(self, nonce: bytes, data: bytes, associated: bytes) -> bytes:
            assert seen.setdefault(nonce, bytes(data)) == bytes(data)
            return self._real.encrypt(nonce, data, associated)

    monkeypatch.setattr(recordings, "AESGCM", Watched)
    path = written(tmp_path, heard)
    os.truncate(path, path.stat().st_size - 9)
    for _attempt in range(2):
        assert whole(tmp_path) == heard[: 4 * SMALL_CHUNK]
    os.truncate(path, path.stat().st_size - 9)  # damaged since
    assert whole(tmp_path) == heard[: 3 * SMALL_CHUNK]
    assert len(seen) == 8


_WORK = """
import os, sys
from pathlib import Path
from tests.storage.evidence.test_recording_file import KEY, LEFT, MADE
from tests.desk.sounding import noise
from tipdesk.storage.evidence.recordings import SoundFile, finish
from tipdesk.core.work import Work
folder, heard = Path(sys.argv[1]), noise(12.3)
file = SoundFile(folder, MADE, KEY)
for at in range(0, len(heard), 3200):
    file.write(heard[at : at + 3200])
    if at % 64000 == 0:
        file.sync()
        os.write(1, f"{at}\\n".encode())
file.close()
os.write(1, f"{len(heard)}\\n".encode())
finish(folder, LEFT, Work())
os.write(1, b"whole\\n")
"""


@pytest.mark.long
def test_the_power_goes_at_any_moment(tmp_path: Path) -> None:
    folder, after, heard = tmp_path / "vault", tmp_path / "after", noise(12.3)
    folder.mkdir()
    disk, dice, sure = Disk(folder), random.Random(4), 0
    for call in record(_WORK, [folder], tmp_path / "trace"):
        if call.name == "write" and call.number == -1:
            reached = call.data.decode().split()[-1]
            sure = sure if reached == "whole" else int(reached)
        disk.apply(call)
        for mode in MODES:
            come_back(disk, mode, dice, after)
            kept = whole(after)
            assert kept == heard[: len(kept)]
            acknowledged = sure if sure == len(heard) else sure // SMALL_CHUNK * SMALL_CHUNK
            lost_in_marking = SMALL_CHUNK if sure == len(heard) else 0
            assert len(kept) >= acknowledged - lost_in_marking, (call, mode)
