"""The process in which a paper or a picture from outside is drawn: on a hostile file the decoder
may take all memory or never end, and then this process ends and not the program with a file open.

    python -P -m tipdesk.printing.outside.page_process MEMORY SECONDS

Standard input: 4 letters of the format, filled up with spaces (PDF, TIFF, or one of pictures), 8
bytes of length (little endian), the file, then 4 bytes of page and 4 of dots per inch (float) for
each page that is wanted. Standard output, after the byte of `beginning.begin`: JSON of the sizes
after 4 bytes of its length; then 4 bytes of width, 4 of height and the pixels of each page, 0 and 0
for one that cannot be drawn. It reads and writes nothing else: no file, no network.

No decoder is tried but that of the format that the file was called for, by its first bytes. A
picture is one page as wide as A4, upright as the camera noted, and no larger than a screen shows.
"""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Callable
from dataclasses import asdict
from functools import partial

from PIL import Image, UnidentifiedImageError

from tipdesk.printing.outside.beginning import begin
from tipdesk.printing.outside.emblem_process import of_8_bits, upright
from tipdesk.printing.preview import PageSizes, Raster, page_sizes, rasterise

_DPI = 150.0  # of a scan that does not say
_DAMAGED = (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError)

Draw = Callable[[int, float], Raster]


def opened(kind: str, data: bytes) -> tuple[PageSizes, Draw]:
    """The pages and what draws them; none for what cannot be read. What comes from outside is
    handed to this in a process of its own."""
    if kind not in PICTURE_FORMATS:
        pdf = as_pdf(data) if kind == "TIFF" else data
        return page_sizes(pdf), partial(rasterise, pdf)
    try:
        picture = _Picture(kind, data)
    except (*_DAMAGED, MemoryError, struct.error, TypeError, KeyError, IndexError, EOFError):
        return PageSizes(0, ()), _nothing
    height = _PAGE * picture.height / picture.width
    return PageSizes(1, ((_PAGE, height),)), picture.draw


def _nothing(at: int, _dpi: float) -> Raster:
    raise IndexError(at)


# Scanners write TIFF, which nothing else here draws.


def as_pdf(data: bytes) -> bytes:
    """A TIFF as a PDF of its pages, each as large as its paper; nothing where it cannot be read."""
    file = io.BytesIO()
    try:
        with Image.open(io.BytesIO(data), formats=["TIFF"]) as scan:
            dots = float(scan.info.get("dpi", (0.0,))[0])
            scan.save(file, "PDF", save_all=True, resolution=dots if dots > 1 else _DPI)
    except _DAMAGED:
        return b""  # Pillow's words for damaged files
    return file.getvalue()


# --- pictures ---------------------------------------------------------------------------------


PICTURE_FORMATS = frozenset({"PNG", "JPEG", "GIF", "BMP", "WEBP"})
_MOST_PIXELS = 64_000_000  # that are decoded: 256 MB
_MOST_JPEG = 400_000_000  # a JPEG is decoded at a fraction of its size
_SHOWN = (6000, 4000)  # no screen shows more
_PAGE = 595.0  # points: the width of A4, as which a picture is shown
_POINTS = 72  # per inch
_AT_FIRST = 1000  # pixels: what a window is wide


class _Picture:
    """Decoded, upright; a JPEG no larger than it was wanted so far, as that takes a fraction of the
    time."""

    def __init__(self, kind: str, data: bytes) -> None:
        """Raises what Pillow says of damaged files, and ValueError for one of too many pixels."""
        Image.MAX_IMAGE_PIXELS = None  # bounded here, by what the head says
        self._kind, self._data = kind, data
        self.width = self.height = 0
        self._decoded = self._decode(_AT_FIRST)

    def draw(self, at: int, dpi: float) -> Raster:
        """The width filled, no larger than it is."""
        if at:
            raise IndexError(at)
        width = min(max(1, round(_PAGE * dpi / _POINTS)), self.width)
        height = max(1, round(self.height * width / self.width))
        if width > self._decoded.width:
            self._decoded = self._decode(width)
        how = Image.Resampling.BICUBIC
        shown = self._decoded.resize((width, height), how, reducing_gap=2.0).convert("RGBA")
        return Raster(width, height, shown.tobytes())

    def _decode(self, width: int) -> Image.Image:
        """At least so wide, where it is."""
        with Image.open(io.BytesIO(self._data), formats=[self._kind]) as picture:
            size = picture.size
            pixels = size[0] * size[1]
            if not 0 < pixels <= (_MOST_JPEG if self._kind == "JPEG" else _MOST_PIXELS):
                raise ValueError("too many pixels")
            fits = min(1.0, _SHOWN[0] / size[0], _SHOWN[1] / size[1])
            part = min(fits, width / min(size))
            picture.draft(None, (max(1, round(size[0] * part)), max(1, round(size[1] * part))))
            if picture.width * picture.height > _MOST_PIXELS:
                raise ValueError("too many pixels")
            picture.load()
            turned = upright(of_8_bits(picture))
        turned.thumbnail(_SHOWN, Image.Resampling.BILINEAR)
        lies = (turned.width > turned.height) != (size[0] > size[1])
        whole = size[::-1] if lies else size
        self.width, self.height = (max(1, round(side * fits)) for side in whole)
        return turned.convert("RGBA" if turned.has_transparency_data else "RGB")


def main() -> None:
    """Answer until the other end is closed."""
    requests, replies = begin()
    kind, length = struct.unpack("<4sQ", requests.read(12))
    sizes, draw = opened(kind.decode("ascii").strip(), requests.read(length))
    line = json.dumps(asdict(sizes)).encode("ascii")
    replies.write(struct.pack("<I", len(line)) + line)
    replies.flush()
    while len(wanted := requests.read(8)) == 8:
        page, dpi = struct.unpack("<If", wanted)
        try:
            drawn = draw(page, dpi)
        except (ValueError, IndexError, MemoryError):
            replies.write(struct.pack("<II", 0, 0))
        else:
            replies.write(struct.pack("<II", drawn.width, drawn.height))
            replies.write(drawn.rgba)
        replies.flush()


if __name__ == "__main__":
    main()
