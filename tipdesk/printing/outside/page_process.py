"""The process in which a PDF or TIFF from outside is drawn: on a hostile file the decoder may take
all memory or never end, and then this process ends and not the program with a file open in it.

    python -P -m tipdesk.printing.outside.page_process MEMORY SECONDS

Standard input: 8 bytes of length (little endian), the file, then 4 bytes of page and 4 of dots per
inch (float) for each page that is wanted. Standard output, after the byte of `own_process.begin`:
JSON of the sizes after 4 bytes of its length; then 4 bytes of width, 4 of height and the pixels of
each page, 0 and 0 for one that cannot be drawn. It reads and writes nothing else: no file, no
network.
"""

from __future__ import annotations

import io
import json
import struct
from dataclasses import asdict

from PIL import Image, UnidentifiedImageError

from tipdesk.printing.outside.own_process import begin
from tipdesk.printing.preview import page_sizes, rasterise

# Scanners write TIFF, which nothing else here draws.


_STARTS = (b"II*\x00", b"MM\x00*")  # TIFF 6.0, section 2
_DPI = 150.0  # of a scan that does not say


def as_pdf(data: bytes) -> bytes:
    """A TIFF as a PDF of its pages, each as large as its paper; anything else as it is. Nothing
    where it cannot be read. What comes from outside is handed to this in a process of its own."""
    if not data.startswith(_STARTS):
        return data
    file = io.BytesIO()
    try:
        with Image.open(io.BytesIO(data), formats=["TIFF"]) as scan:
            dots = float(scan.info.get("dpi", (0.0,))[0])
            scan.save(file, "PDF", save_all=True, resolution=dots if dots > 1 else _DPI)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return b""  # Pillow's words for damaged files
    return file.getvalue()


def main() -> None:
    """Answer until the other end is closed."""
    requests, replies = begin()
    (length,) = struct.unpack("<Q", requests.read(8))
    pdf = as_pdf(requests.read(length))
    sizes = json.dumps(asdict(page_sizes(pdf))).encode("ascii")
    replies.write(struct.pack("<I", len(sizes)) + sizes)
    replies.flush()
    while len(wanted := requests.read(8)) == 8:
        page, dpi = struct.unpack("<If", wanted)
        try:
            drawn = rasterise(pdf, page, dpi)
        except (ValueError, IndexError, MemoryError):
            replies.write(struct.pack("<II", 0, 0))
        else:
            replies.write(struct.pack("<II", drawn.width, drawn.height))
            replies.write(drawn.rgba)
        replies.flush()


if __name__ == "__main__":
    main()
