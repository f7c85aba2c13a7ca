"""What a copier and a telephone make of a printed page."""

from __future__ import annotations

import io
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tipdesk.printing.pdf.pen import dark_runs
from tipdesk.printing.preview import rasterise


def drawn(pdf: bytes, page: int, dpi: float, colours: str = "L") -> Image.Image:
    """A page (0 is the first) in grey, or in Pillow's other `colours`."""
    raster = rasterise(pdf, page, dpi)
    return Image.frombuffer("RGBA", (raster.width, raster.height), raster.rgba).convert(colours)


def copier(page: Image.Image, angle: float) -> Image.Image:
    """Black and white, put in crookedly."""
    turned = page.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    return turned.point(lambda grey: 255 * (grey > 140)).convert("1")


def telephone(page: Image.Image, seed: int) -> Image.Image:
    """On a dark table, slanted, half in shadow, not quite sharp, grainy."""
    random = Random(seed)
    width, height = round(page.width * 1.2), round(page.height * 1.2)
    table = Image.new("L", (width, height), 90)
    table.paste(page, ((width - page.width) // 2, (height - page.height) // 2))
    slant = [random.uniform(0, 0.08) for _corner in range(8)]
    corners = (
        slant[0] * width, slant[1] * height, slant[2] * width, height - slant[3] * height,
        width - slant[4] * width, height - slant[5] * height, width - slant[6] * width, slant[7] * height,
    )  # fmt: skip
    seen = table.transform(
        table.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC
    ).rotate(random.uniform(-8, 8), Image.Resampling.BICUBIC, fillcolor=80)
    shadow = Image.linear_gradient("L").resize(table.size).point(lambda grey: 110 + grey // 2)
    grey = bytes(118 + byte % 21 for byte in range(256))
    grain = Image.frombytes("L", table.size, random.randbytes(width * height).translate(grey))
    blurred = ImageChops.multiply(seen, shadow).filter(
        ImageFilter.GaussianBlur(random.uniform(0.3, 1.2))
    )
    return ImageChops.add(blurred, grain, 1, -128)


def stored(picture: Image.Image, kind: str, **options: object) -> bytes:
    """The picture as a file of this kind."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def paint_code(picture: Image.Image, text: str, left: int, top: int, ink: int = 0) -> None:
    """A code with squares of five pixels on a grey picture."""
    brush = ImageDraw.Draw(picture)
    for down, dark in enumerate(dark_runs(text)):
        for start, length in dark:
            x, y = left + 5 * start, top + 5 * down
            brush.rectangle((x, y, x + 5 * length - 1, y + 4), ink)
