"""The process in which a scan from outside is read for page codes, so that a hostile file ends
this process and not the program.

    python -P -m tipdesk.printing.outside.code_process MEMORY SECONDS

Standard input: one byte, P for a PDF or I for a picture; one, C for the codes of pages or R for
those of reply slips; 8 bytes of length (little endian); the file. Standard output: for each page 4
bytes of length and JSON, a list of codes, or null where nothing stands on it; at the end a length
and JSON too: a text, why pages were left unread (`Ended`), '' when every page was read. It reads
and writes nothing else: no file, no network.
"""

from __future__ import annotations

import json
import struct
from typing import BinaryIO

from tipdesk.printing.outside.code_reading import (
    PAGES,
    REPLIES,
    Codes,
    NotWhole,
    codes_in_pdf,
    codes_in_picture,
)
from tipdesk.printing.outside.own_process import begin


def main() -> None:
    """Read one file and say what stands on its pages."""
    asked, told = begin()
    kind, sought, length = struct.unpack("<ccQ", asked.read(10))
    data = asked.read(length)
    read = codes_in_pdf if kind == b"P" else codes_in_picture
    ended = ""
    try:
        for codes in read(data, REPLIES if sought == b"R" else PAGES):
            _say(told, codes)
    except NotWhole as stopped:
        ended = stopped.why.value
    _say(told, ended)


def _say(told: BinaryIO, what: Codes | str) -> None:
    line = json.dumps(what).encode("ascii")
    told.write(struct.pack("<I", len(line)) + line)
    told.flush()


if __name__ == "__main__":
    main()
