"""Scans that are meant to take long: how far each is read for codes, why no further, how long.

    python tests/benchmarks/long_scans.py

The floor is one page of the same kind, read in a process of its own as well: a scan costs what its
pages cost, until a bound ends it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from PIL import Image

from tests.printing.scans import stored
from tipdesk.core.work import Work
from tipdesk.printing.outside.own_process import read_codes


def scans() -> Iterator[tuple[str, Image.Image, str, int, dict[str, object]]]:
    """Name, page, format, how many pages."""
    white = Image.new("L", (1240, 1754), 255)
    yield "PDF, blank A4", white, "PDF", 600, {"resolution": 150}
    yield "GIF, 4 million pixels", Image.new("L", (2000, 2000), 1), "GIF", 60, {}
    noise = Image.effect_noise((2480, 3508), 80)
    yield "TIFF, noise, A4 at 300 dpi", noise, "TIFF", 60, {"compression": "jpeg"}


def main() -> None:
    """Print a row for each."""
    for name, page, kind, count, options in scans():
        others = [page.point(lambda value, at=at: (value + at) % 256) for at in range(1, count)]
        many_pages = stored(page, kind, save_all=True, append_images=others, **options)
        single, _read, _why = timed(stored(page, kind, **options), kind)
        duration, read, why = timed(many_pages, kind)
        summary = f"{read} of {count} pages, {why}, {duration:.1f} s; one page {single:.2f} s"
        sys.stdout.write(f"{name}: {summary}\n")


def timed(data: bytes, kind: str) -> tuple[float, int, str]:
    """Seconds, pages that were read, why no more."""
    began = time.perf_counter()
    pages, ended = read_codes(data, Work(), pdf=kind == "PDF")
    return time.perf_counter() - began, len(pages), ended.value if ended else "whole"


if __name__ == "__main__":
    main()
