"""What a photograph says of itself: read by offsets that somebody else wrote, and so never trusted."""

import io
import random
import struct

import pytest
from PIL import Image

from tests.media.samples import SERIAL, tiff, with_exif
from tipdesk.media.exif import NOTHING_SAID, PhotoFacts, photo_facts
from tipdesk.media.kinds import HEAD

JPEG = b"\xff\xd8\xff\xdb\x00\x03\x00\xff\xd9"
WHOLE = PhotoFacts(
    taken="2026-11-24 09:15:00 +03:00", make="Kamera Co", model="Model 7", serial=SERIAL,
    software="firmware 1.0", has_place=True, place=(29.5, 48.25),
)  # fmt: skip


def facts(data: bytes) -> PhotoFacts:
    return photo_facts(io.BytesIO(data))


@pytest.mark.parametrize("order", ["<", ">"])
def test_camera_time_and_place_are_read_in_either_order_of_bytes(order: str) -> None:
    assert facts(with_exif(JPEG, tiff(order))) == WHOLE
    block = tiff(order)
    chunk = len(block).to_bytes(4, "big") + b"eXIf" + block
    assert facts(b"\x89PNG\r\n\x1a\n" + bytes(3) + b"\x02abcdxxxxxx" + chunk) == WHOLE


def test_a_library_writes_what_is_read_here() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0132] = "Maker", "2025:01:02 03:04:05"
    exif[0x8825] = {1: "S", 2: (33.0, 30.0, 36.0), 3: "W", 4: (70.0, 0.0, 0.0)}
    for kind in ("JPEG", "PNG", "WEBP"):
        file = io.BytesIO()
        Image.new("RGB", (8, 8)).save(file, kind, exif=exif)
        photo = facts(file.getvalue())
        assert (photo.make, photo.taken) == ("Maker", "2025-01-02 03:04:05")
        assert photo.place == (-33.51, -70.0)


def test_a_place_is_found_behind_a_large_picture_and_in_its_xmp() -> None:
    """WebP has its Exif at the end, and scanners write the directory of a TIFF there."""
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (29.5, 0.0, 0.0), 3: "E", 4: (48.25, 0.0, 0.0)}
    large, file = Image.effect_noise((900, 900), 90), io.BytesIO()
    large.save(file, "WEBP", exif=exif, lossless=True)
    assert file.tell() > HEAD
    assert facts(file.getvalue()).place == (29.5, 48.25)
    block, far = tiff(), HEAD + 8
    png = io.BytesIO()
    large.save(png, "PNG")
    before, end = png.getvalue()[:-12], png.getvalue()[-12:]
    chunk = len(block).to_bytes(4, "big") + b"eXIf" + block + bytes(4)
    assert facts(before + chunk + end) == WHOLE
    behind = block[:4] + struct.pack("<I", far) + block[8:].ljust(far - 8, b"\x00") + block[8:74]
    assert facts(behind) == WHOLE
    xmp = b'<rdf:Description exif:GPSLatitude="29,30N"/>'
    for kind in ("JPEG", "WEBP"):
        with_xmp = io.BytesIO()
        Image.new("RGB", (8, 8)).save(with_xmp, kind, xmp=xmp)
        assert facts(with_xmp.getvalue()) == PhotoFacts(has_place=True)


def in_pdf(photo: bytes, before: int = 0) -> bytes:
    """As scanning apps write it: the photograph whole in a stream of its own."""
    head = b"%PDF-1.4\n" + b"%" * before + b"\n1 0 obj <</Subtype /Image /Filter /DCTDecode>>"
    return head + b" stream\n" + photo + b"\nendstream endobj\n%%EOF"


@pytest.mark.parametrize("before", [0, *range((1 << 20) - 250, (1 << 20) + 10, 20), 3 << 20])
def test_a_photograph_in_a_pdf_tells_its_place_wherever_it_lies(before: int) -> None:
    assert facts(in_pdf(with_exif(JPEG, tiff()), before)) == PhotoFacts(has_place=True)
    assert facts(in_pdf(JPEG, before)) == NOTHING_SAID
    assert facts(b"junk\n" + in_pdf(with_exif(JPEG, tiff()), before)).has_place


def test_in_a_pdf_the_place_counts_and_nothing_else_that_a_camera_wrote() -> None:
    exif, file = Image.Exif(), io.BytesIO()
    exif[0x010F] = "Maker"
    Image.new("RGB", (8, 8)).save(file, "JPEG", exif=exif)
    assert facts(in_pdf(file.getvalue())) == NOTHING_SAID
    two = file.getvalue() + with_exif(JPEG, tiff())
    assert facts(in_pdf(two)).has_place
    with_xmp = io.BytesIO()
    Image.new("RGB", (8, 8)).save(with_xmp, "JPEG", xmp=b'<x exif:GPSLatitude="29,30N"/>')
    assert facts(in_pdf(with_xmp.getvalue())).has_place


def test_a_pdf_full_of_photographs_ends() -> None:
    assert facts(in_pdf(b"Exif\x00\x00II*\x00" * 500_000)) == NOTHING_SAID


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8", JPEG, b"\x89PNG\r\n\x1a\n", b"BM", b"\xff" * 5000]
)
def test_what_says_nothing_says_nothing(data: bytes) -> None:
    assert facts(data) == NOTHING_SAID


def test_a_place_that_is_none_is_told_all_the_same() -> None:
    """A safety note must not go away because the numbers are nonsense."""
    block = bytearray(tiff())
    block[260:264] = struct.pack("<I", 4_000_000_000)
    photo = facts(with_exif(JPEG, bytes(block)))
    assert (photo.has_place, photo.place) == (True, None)
    assert not facts(with_exif(JPEG, tiff(place=False))).has_place


def test_an_offset_to_itself_and_a_count_without_end_stop() -> None:
    block = bytearray(tiff())
    block[8:10] = b"\xff\xff"  # entries of the first directory
    for at in range(10, 70, 12):
        if block[at : at + 2] == struct.pack("<H", 0x8769):
            block[at + 8 : at + 12] = struct.pack("<I", 8)  # the directory points to itself
    assert facts(with_exif(JPEG, bytes(block))).make == "Kamera Co"


def test_no_damage_does_more_than_leave_out() -> None:
    """Any error would keep a photograph from being attached at all."""
    whole, chance = with_exif(JPEG, tiff()), random.Random(8)
    for _turn in range(3000):
        data = bytearray(whole[: chance.randrange(20, len(whole) + 1)])
        for _byte in range(chance.randrange(1, 12)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        photo = facts(bytes(data))
        texts = (photo.make, photo.model, photo.serial, photo.software, photo.taken)
        assert all(len(text) <= 120 and (not text or text.isprintable()) for text in texts)
