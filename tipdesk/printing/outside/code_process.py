"""The process in which a scan from outside is read for page codes, so that a hostile file ends this
process and not the program.

    python -P -m tipdesk.printing.outside.code_process MEMORY SECONDS

Standard input: one byte, P for a PDF or I for a picture; one, C for the codes of pages or R for
those of reply slips; 8 bytes of length (little endian); the file. Standard output, after the byte
of `beginning.begin`: for each page 4
bytes of length and JSON, a list of codes, or null where nothing stands on it; at the end a length
and JSON too: a text, why pages were left unread (`WhyScanEnded`), '' when every page was read. It
reads and writes nothing else: no file, no network.

A copier gives crooked grey or black-and-white pages at 150 dpi, a telephone a slanted colour
photograph with shadows: what is not found at once is tried with another way of telling dark from
light, smoother, and larger. Each finds what the others do not.
"""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Callable, Iterator
from typing import BinaryIO

import zxingcpp
from PIL import Image, ImageFilter, ImageOps, ImageSequence, UnidentifiedImageError

from tipdesk.cases.paper.prints import read_page_code, read_reply_code
from tipdesk.cases.paper.signed_papers import MOST_PAGES, WhyScanEnded
from tipdesk.printing.outside.beginning import begin
from tipdesk.printing.preview import is_bare, page_sizes, rasterise

# --- finding codes ----------------------------------------------------------------------------


_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF")
_MOST_PIXELS = 64_000_000  # of one page
_MOST_ALTOGETHER = 2_000_000_000  # of all pages of a scan: 200 of A4 at 300 dots per inch
_DPI = (200.0, 300.0)  # at which a PDF is drawn, the second where the first shows no code
_SMALL = 2600  # pixels of the longer side below which a larger picture may help
_BLOCK = 440  # of the longer side: on A4 some 0.7 mm, which no stroke of a pen is lost in
_INK = 24  # of 255: more than the other side shines through, less than a thin pen makes of a block
_LIGHT = 160  # a page that is darker as a whole may hide anything
_DUST = 6  # blocks: two specks; the shortest stroke takes more
_EDGE = 0.02  # of the longer side: the scanner's own shadow at the edges
_QR = zxingcpp.barcode_formats_from_str("QRCode")
_LOCAL, _GLOBAL = zxingcpp.Binarizer.LocalAverage, zxingcpp.Binarizer.GlobalHistogram


class NotWhole(Exception):
    """Pages are left that were not read; `why` says it."""

    def __init__(self, why: WhyScanEnded) -> None:
        super().__init__(why.value)
        self.why = why


Wanted = Callable[[str], object]
"""Whether a code is one of those that are looked for."""

PAGES: Wanted = read_page_code
REPLIES: Wanted = read_reply_code


Codes = tuple[str, ...] | None
"""Of one page; None where nothing at all stands on it, as on the back of one."""


def codes_in_pdf(pdf: bytes, wanted: Wanted) -> Iterator[Codes]:
    """The codes of each page, in order.

    Raises:
        NotWhole: there are more pages, or all together are too large.
    """
    count, left = page_sizes(pdf).count, _MOST_ALTOGETHER
    for page in range(min(count, MOST_PAGES)):
        codes: Codes = ()
        for dpi in _DPI:
            try:
                drawn = rasterise(pdf, page, dpi)
            except (ValueError, IndexError):
                break
            left -= drawn.width * drawn.height
            image = Image.frombuffer("RGBA", (drawn.width, drawn.height), drawn.rgba).convert("L")
            if (codes := _codes_on(image, wanted)) != ():
                break
        if codes is None and not is_bare(pdf, page):
            codes = ()
        if left < 0:
            raise NotWhole(WhyScanEnded.SIZE)
        yield codes
    if count > MOST_PAGES:
        raise NotWhole(WhyScanEnded.PAGES)


def codes_in_picture(data: bytes, wanted: Wanted) -> Iterator[Codes]:
    """The codes of a picture, of each page of a TIFF or picture of a GIF.

    Raises:
        NotWhole: there are more pages, or one is too large or damaged, or there is none.
    """
    left = _MOST_ALTOGETHER
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            for number, frame in enumerate(ImageSequence.Iterator(picture)):
                if number >= MOST_PAGES:
                    raise NotWhole(WhyScanEnded.PAGES)
                left -= (pixels := frame.width * frame.height)
                if pixels > _MOST_PIXELS or left < 0:
                    raise NotWhole(WhyScanEnded.SIZE)
                codes = _codes_on(_grey(frame), wanted)
                yield () if codes is None and frame.has_transparency_data else codes
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        raise NotWhole(WhyScanEnded.DAMAGED) from None  # Pillow's words for damaged files


def _grey(frame: Image.Image) -> Image.Image:
    """As people see it, on white. Of more than eight bits Pillow cuts the upper ones off."""
    if frame.mode in ("I", "F") or frame.mode.startswith("I;16"):
        _low, high = frame.getextrema()
        brightest = float(high) if isinstance(high, int | float) and high > 0 else 1.0
        return frame.convert("F").point(lambda tone: tone * (255 / brightest) + 0).convert("L")
    if frame.has_transparency_data:
        white = Image.new("RGBA", frame.size, "white")
        white.alpha_composite(frame.convert("RGBA"))
        return white.convert("L")
    return ImageOps.grayscale(frame)


def _codes_on(image: Image.Image, wanted: Wanted) -> Codes:
    if _is_blank(image):
        return None
    for tried, binarizer in _attempts(image):
        codes = zxingcpp.read_barcodes(tried, _QR, binarizer=binarizer)
        ours = dict.fromkeys(code.text for code in codes if wanted(code.text))
        if ours:
            return tuple(ours)
    return ()


def _is_blank(image: Image.Image) -> bool:
    """Whether nothing was printed or written on the page: when in doubt, something was."""
    longer = max(image.size)
    edge = round(_EDGE * longer)
    if min(image.size) <= 2 * edge + _DUST:
        return False
    paper = image.crop((edge, edge, image.width - edge, image.height - edge))
    tones = paper.reduce(max(1, round(longer / _BLOCK))).histogram()
    half, seen, tone = sum(tones) / 2, 0, 0
    while (seen := seen + tones[tone]) < half:
        tone += 1
    away = sum(count for shade, count in enumerate(tones) if abs(shade - tone) > _INK)
    return tone >= _LIGHT and away <= _DUST


def _attempts(image: Image.Image) -> Iterator[tuple[Image.Image, zxingcpp.Binarizer]]:
    yield image, _LOCAL
    yield image, _GLOBAL
    smooth = image.filter(ImageFilter.GaussianBlur(1.0))
    yield smooth, _LOCAL
    if max(image.size) <= _SMALL:
        size = (2 * image.width, 2 * image.height)
        yield image.resize(size, Image.Resampling.BICUBIC), _LOCAL


def main() -> None:
    """Read one file and say what stands on its pages."""
    requests, replies = begin()
    kind, sought, length = struct.unpack("<ccQ", requests.read(10))
    data = requests.read(length)
    read = codes_in_pdf if kind == b"P" else codes_in_picture
    ended = ""
    try:
        for codes in read(data, REPLIES if sought == b"R" else PAGES):
            _say(replies, codes)
    except NotWhole as stopped:
        ended = stopped.why.value
    _say(replies, ended)


def _say(replies: BinaryIO, content: Codes | str) -> None:
    line = json.dumps(content).encode("ascii")
    replies.write(struct.pack("<I", len(line)) + line)
    replies.flush()


if __name__ == "__main__":
    main()
