"""A photograph without what it tells of itself: the same picture, and nothing beside."""

import io
from collections.abc import Callable
from random import Random

import pytest
from PIL import Image, PngImagePlugin

from tipdesk.media.exif import NOTHING_SAID, photo_facts
from tipdesk.media.neutral import blank_jpeg, neutral

MADE_BY, SECRET = "PHONE-MAKER", b"SECRET-WORDS"


def picture() -> Image.Image:
    noise = bytes(Random(7).randrange(256) for _ in range(48 * 32 * 3))
    return Image.frombytes("RGB", (48, 32), noise)


def exif(turned: int) -> Image.Exif:
    written = Image.Exif()
    written[0x010F], written[0x0110], written[0x0112] = MADE_BY, "X1", turned
    written[0x9286] = SECRET.decode()
    written.get_ifd(0x8825).update({1: "N", 2: (29.0, 20.0, 0.0), 3: "E", 4: (48.0, 0.0, 0.0)})
    return written


def jpeg(turned: int = 1, **more: object) -> bytes:
    out = io.BytesIO()
    picture().save(out, "JPEG", exif=exif(turned), comment=SECRET, quality=90, **more)
    return out.getvalue()


def png() -> bytes:
    written = PngImagePlugin.PngInfo()
    written.add_text("Comment", SECRET.decode())
    written.add_itxt("XML:com.adobe.xmp", "<x>GPSLatitude</x>")
    out = io.BytesIO()
    picture().save(out, "PNG", exif=exif(1), pnginfo=written)
    return out.getvalue()


def webp(turned: int = 1, *, frames: int = 1, **more: object) -> bytes:
    out, first = io.BytesIO(), picture()
    others = [first.rotate(90 * number).resize(first.size) for number in range(1, frames)]
    moving = {"save_all": True, "append_images": others} if others else {}
    xmp = b"<x>GPSLatitude SECRET-WORDS</x>"
    first.save(out, "WEBP", exif=exif(turned), xmp=xmp, **moving, **more)
    return out.getvalue()


def pixels(data: bytes) -> bytes:
    return Image.open(io.BytesIO(data)).tobytes()


@pytest.mark.parametrize(
    "original",
    [
        jpeg(),
        jpeg(progressive=True),
        jpeg(optimize=True, subsampling=0),
        png(),
        webp(),
        webp(lossless=True),
        webp(frames=3, icc_profile=b"profile" * 9),
    ],
    ids=["baseline", "progressive", "optimised", "png", "webp", "webp-lossless", "webp-moving"],
)
def test_the_picture_is_the_same_and_nothing_is_told(original: bytes) -> None:
    assert photo_facts(io.BytesIO(original)).has_place
    copy = neutral(original)
    assert pixels(copy) == pixels(original)
    assert photo_facts(io.BytesIO(copy)) == NOTHING_SAID
    for words in (MADE_BY.encode(), SECRET, b"GPSLatitude", b"Exif"):
        assert words not in copy
    assert neutral(copy) == copy


@pytest.mark.parametrize("photograph", [jpeg, webp], ids=["jpeg", "webp"])
@pytest.mark.parametrize("turned", range(2, 9))
def test_how_it_is_turned_stays(turned: int, photograph: Callable[[int], bytes]) -> None:
    copy = neutral(photograph(turned))
    kept = Image.open(io.BytesIO(copy)).getexif()
    assert dict(kept) == {0x0112: turned}
    assert not kept.get_ifd(0x8825)
    assert photo_facts(io.BytesIO(copy)) == NOTHING_SAID


def test_what_lies_behind_the_end_goes_too() -> None:
    assert SECRET not in neutral(jpeg() + SECRET)
    assert SECRET not in neutral(png() + SECRET)
    assert SECRET not in neutral(webp() + SECRET)


def test_a_colour_profile_stays_and_a_maker_s_segment_does_not() -> None:
    whole = jpeg(icc_profile=b"profile" * 9)
    marked = whole[:2] + b"\xff\xeb\x00\x0e" + SECRET + whole[2:]
    copy = neutral(marked)
    assert SECRET not in copy
    assert b"ICC_PROFILE" in copy


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_picture_is_refused_or_tells_nothing(seed: int) -> None:
    random = Random(seed)
    data = bytearray(random.choice([jpeg(), png(), webp(), webp(frames=2)]))
    for _ in range(random.randrange(1, 4)):
        data[random.randrange(len(data))] = random.randrange(256)
    if random.random() < 0.5:
        del data[random.randrange(len(data)) :]
    try:
        copy = neutral(bytes(data))
    except ValueError:
        return
    assert not photo_facts(io.BytesIO(copy)).has_place


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"\xff\xd8", b"\x89PNG\r\n\x1a\n", jpeg()[:-2], webp()[:-2]]
)
def test_what_is_no_whole_picture_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  one kind of fault, whatever it is
        neutral(data)


def test_a_picture_within_another_file_keeps_its_length() -> None:
    original = jpeg() + SECRET
    blanked = blank_jpeg(original)
    assert len(blanked) == len(original)
    assert pixels(blanked) == pixels(original)
    for words in (MADE_BY.encode(), SECRET):
        assert words not in blanked
