"""The process in which a picture from outside becomes an emblem, so that a hostile file ends this
process and not the program.

    python -P -m tipdesk.printing.outside.emblem_process MEMORY SECONDS

Standard input: 8 bytes of length (little endian), the file. Standard output: width and height, 4
bytes each, and the samples (`emblem_samples`); both are 0 where the picture is too large, and
nothing comes where it cannot be read. It reads and writes nothing else: no file, no network.
"""

from __future__ import annotations

import struct

from tipdesk.printing.outside.emblem_samples import emblem_samples
from tipdesk.printing.outside.own_process import begin


def main() -> None:
    """Read one picture and give its pixels."""
    asked, told = begin()
    (length,) = struct.unpack("<Q", asked.read(8))
    width, height, samples = emblem_samples(asked.read(length))
    told.write(struct.pack("<II", width, height) + samples)
    told.flush()


if __name__ == "__main__":
    main()
