"""The process in which a PDF or TIFF from outside is drawn: on a hostile file the decoder may take
all memory or never end, and then this process ends and not the program with a file open in it.

    python -P -m tipdesk.printing.outside.page_process MEMORY SECONDS

Standard input: 8 bytes of length (little endian), the file, then 4 bytes of page and 4 of dots per
inch (float) for each page that is wanted. Standard output: JSON of the sizes after 4 bytes of its
length; then 4 bytes of width, 4 of height and the pixels of each page, 0 and 0 for one that cannot
be drawn. It reads and writes nothing else: no file, no network.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict

from tipdesk.printing.outside.own_process import begin
from tipdesk.printing.outside.paged import as_pdf
from tipdesk.printing.preview import page_sizes, rasterise


def main() -> None:
    """Answer until the other end is closed."""
    asked, told = begin()
    (length,) = struct.unpack("<Q", asked.read(8))
    pdf = as_pdf(asked.read(length))
    sizes = json.dumps(asdict(page_sizes(pdf))).encode("ascii")
    told.write(struct.pack("<I", len(sizes)) + sizes)
    told.flush()
    while len(wanted := asked.read(8)) == 8:
        page, dpi = struct.unpack("<If", wanted)
        try:
            drawn = rasterise(pdf, page, dpi)
        except (ValueError, IndexError, MemoryError):
            told.write(struct.pack("<II", 0, 0))
        else:
            told.write(struct.pack("<II", drawn.width, drawn.height))
            told.write(drawn.rgba)
        told.flush()


if __name__ == "__main__":
    main()
