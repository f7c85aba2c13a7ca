"""A device that gives other bytes at the second reading: what is checked is what is used."""

import io
import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bundle.raw import good, with_payloads
from tests.bundle.world import CHEAP, NOW, PEOPLE, codes, trust_list, world
from tipdesk.bundle import authority
from tipdesk.bundle.container import paths
from tipdesk.bundle.reader import verify
from tipdesk.bundle.strict_json import write_json
from tipdesk.bundle.trust_list import read_trust_list
from tipdesk.core.errors import TrustPackInvalid


class Shifting(io.BytesIO):
    """Gives `second` from the moment at which `when(position, size)` of a read is true."""

    def __init__(self, first: bytes, second: bytes, when: Callable[[int, int], bool]) -> None:
        super().__init__(first)
        self._second = second
        self._when = when

    def read(self, size: int | None = -1) -> bytes:
        place = self.tell()
        if self._second and self._when(place, size or 0):
            super().seek(0)
            self.write(self._second)
            self._second = b""
            super().seek(place)
        return super().read(size)


def same_crc(data: bytes, wanted: int, filler: bytes) -> bytes:
    """`data` with letters of `filler` in it changed so that its CRC-32 is `wanted`.

    CRC-32 is affine: which letters to change is a system of linear equations over two values.
    """
    start = data.index(filler)

    def changed(places: int) -> bytes:
        letters = bytearray(data)
        for number in range(len(filler)):
            letters[start + number] ^= (places >> number & 1) << 1
        return bytes(letters)

    base = zlib.crc32(data)
    rows = [(zlib.crc32(changed(1 << n)) ^ base, 1 << n) for n in range(len(filler))]
    left, places = wanted ^ base, 0
    for bit in range(31, -1, -1):
        row = next((row for row in rows if row[0] >> bit & 1), None)
        if row is None:
            continue
        rows = [(r[0] ^ row[0], r[1] ^ row[1]) if r[0] >> bit & 1 else r for r in rows]
        if left >> bit & 1:
            left, places = left ^ row[0], places ^ row[1]
    assert left == 0
    return changed(places)


def test_an_index_that_changes_after_it_was_hashed() -> None:
    """The index on a USB drive is hashed, then read to be used; its CRC is kept by whoever forges."""
    original = good()
    filler = b"A" * 40
    index = json.loads(original.payloads[paths.INDEX])
    index["app_version"] = filler.decode()[:40]
    text = write_json(index)
    container = with_payloads({**original.payloads, paths.INDEX: text})
    data = container.bytes()
    assert codes(verify(io.BytesIO(data), world().plain())) == []
    forged = text.replace(b'"revision":3', b'"revision":9')
    forged = same_crc(forged, zlib.crc32(text), filler)
    assert forged != text
    assert zlib.crc32(forged) == zlib.crc32(text)
    place = data.index(text)
    other = data[:place] + forged + data[place + len(text) :]
    file = Shifting(data, other, lambda at, size: at == place and size == len(text))
    assert codes(verify(file, world().plain())) == ["E_DIGEST"]


def test_a_trust_list_that_changes_after_it_was_read(tmp_path: Path) -> None:
    """First a stranger's pack, whose content would be taken; then the good one, which verifies."""
    mine = authority.init(tmp_path / "mine", "x", PEOPLE, NOW, CHEAP)
    other = authority.init(tmp_path / "other", "x", PEOPLE, NOW, CHEAP)
    current = read_trust_list(trust_list(mine, NOW), NOW).store
    forged, true = trust_list(other, NOW).read_bytes(), trust_list(mine, NOW).read_bytes()
    reads = iter(range(1_000_000))
    for moment in (1, 2, 5, 20, 40):
        file = Shifting(forged, true, lambda _at, _size, moment=moment: next(reads) % 50 == moment)
        with pytest.raises(TrustPackInvalid):
            read_trust_list(file, NOW, current)
    again = replace(current, listing=replace(current.listing, serial=1))
    assert read_trust_list(io.BytesIO(true), NOW, again).store.fingerprint == mine.fingerprint
