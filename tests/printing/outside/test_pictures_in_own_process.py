"""Pictures from outside are drawn by a process of their own: upright, whole, by one decoder."""

from __future__ import annotations

from io import BytesIO
from random import Random

import pytest
from PIL import Image, ImageDraw

from tipdesk.media.kinds import PICTURES
from tipdesk.printing.outside.own_process import IsolatedPages
from tipdesk.printing.outside.page_process import PICTURE_FORMATS, opened
from tipdesk.printing.preview import PageSizes

RED, BLUE = (200, 10, 20), (10, 20, 200)


def sample(width: int = 400, height: int = 200, mode: str = "RGB") -> Image.Image:
    """Its left half is red, its right one blue."""
    picture = Image.new("RGB", (width, height), RED)
    ImageDraw.Draw(picture).rectangle((width // 2, 0, width, height), fill=BLUE)
    return picture.convert(mode)


def stored(picture: Image.Image, kind: str, **options: object) -> bytes:
    file = BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def alike(pixel: bytes, wanted: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(pixel, wanted, strict=False))


@pytest.mark.parametrize("kind", PICTURES)
def test_each_kind_is_drawn_as_wide_as_it_is_asked(kind: str) -> None:
    pages = IsolatedPages(stored(sample(), PICTURES[kind]), kind)
    assert pages.sizes() == PageSizes(1, ((595.0, 297.5),))
    drawn = pages.page(0, 12.0)
    assert drawn is not None
    assert (drawn.width, drawn.height) == (99, 50)
    row = drawn.rgba[25 * 99 * 4 : 26 * 99 * 4]
    assert alike(row[40:44], (*RED, 255))
    assert alike(row[-40:-36], (*BLUE, 255))
    drawn = pages.page(0, 300.0)
    assert drawn is not None
    assert (drawn.width, drawn.height) == (400, 200), "no larger than it is"
    assert pages.page(1, 72.0) is None
    assert pages.page(0, 12.0) is not None
    pages.close()


@pytest.mark.parametrize("other", PICTURES)
def test_no_decoder_is_tried_but_that_of_its_kind(other: str) -> None:
    for kind in PICTURE_FORMATS - {PICTURES[other]}:
        sizes, _draw = opened(PICTURES[other], stored(sample(8, 8), kind))
        assert sizes == PageSizes(0, ()), kind
    assert opened("SVG", b"<svg/>")[0] == PageSizes(0, ())


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_photograph_stands_upright_as_the_camera_noted(turn: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    sizes, draw = opened("JPEG", stored(sample(), "JPEG", exif=exif.tobytes()))
    upright = turn <= 4
    assert sizes.shown[0] == (595.0, 297.5 if upright else 1190.0)
    drawn = draw(0, 12.0)
    first = RED if turn in (1, 4, 5, 6) else BLUE
    assert alike(drawn.rgba[4 * drawn.width * 3 + 12 :][:3], first)


@pytest.mark.parametrize("mode", ["L", "1", "P", "LA", "RGBA", "I;16", "CMYK"])
def test_whatever_its_pixels_are_it_is_drawn(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    picture = Image.new("I;16", (40, 20), 0x8000) if mode == "I;16" else sample(40, 20, mode)
    drawn = opened(kind, stored(picture, kind))[1](0, 400.0)
    assert len(drawn.rgba) == 4 * drawn.width * drawn.height
    assert mode != "I;16" or alike(drawn.rgba[:3], (0x80,) * 3)


def test_damaged_pictures_are_no_pages_and_end_nothing() -> None:
    chance = Random(4)
    for kind in sorted(PICTURE_FORMATS):
        whole = stored(sample(64, 64), kind)
        for _turn in range(60):
            data = bytearray(whole)
            for _change in range(chance.randrange(1, 6)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            sizes, draw = opened(kind, bytes(data[: chance.randrange(len(data) + 1)]))
            if sizes.count:
                draw(0, 72.0)
