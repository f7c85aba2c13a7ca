"""The hashes that an E01 image carries, by a list of sections that somebody else wrote."""

import io
import struct
import zlib

import pytest

from tests.media.samples import MD5, SHA1, e01
from tipdesk.media.ewf import stored_hashes


def hashes_of(data: bytes) -> dict[str, str]:
    return dict(stored_hashes(io.BytesIO(data)))


def test_md5_and_sha1_of_the_medium_are_found() -> None:
    assert hashes_of(e01()) == {"md5": MD5, "sha1": SHA1}
    assert hashes_of(e01(hashes=False)) == {}
    assert hashes_of(b"EVF and nothing") == {}


@pytest.mark.parametrize("cut", [13, 40, 89, 150, 250])
def test_an_image_that_was_cut_off_has_what_stands_before_the_cut(cut: int) -> None:
    assert set(hashes_of(e01()[:cut]).values()) <= {MD5, SHA1}


def section(kind: bytes, following: int) -> bytes:
    head = kind.ljust(16, b"\x00") + struct.pack("<QQ", following, 76) + bytes(40)
    return head + zlib.adler32(head).to_bytes(4, "little")


@pytest.mark.parametrize("following", [0, 13, 5, 1 << 63, (1 << 64) - 1])
def test_a_list_that_turns_back_or_leaves_the_file_ends(following: int) -> None:
    assert hashes_of(e01()[:13] + section(b"header", following)) == {}


def test_a_descriptor_that_was_altered_ends_the_list() -> None:
    image = bytearray(e01())
    image[13] ^= 1
    assert hashes_of(bytes(image)) == {}
