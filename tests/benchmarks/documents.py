"""Documents per second, beside plain Latin pages drawn by reportlab alone in the same run.

    python tests/benchmarks/documents.py [--seconds 3]

The floor draws the same number of pages with about as many characters in Helvetica, without
shaping, bidirectional order, line breaking or embedded fonts.
"""

from __future__ import annotations

import argparse
import io
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from reportlab.pdfgen.canvas import Canvas

from tests.printing.samples import case_file, form
from tipdesk.printing.documents.registry import FILLED
from tipdesk.printing.documents.rendering import render
from tipdesk.printing.plan import BlankForm
from tipdesk.printing.preview import page_count, rasterise, text


def _floor(pages: int, characters: int) -> bytes:
    """`pages` pages of plain Helvetica lines."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1, pageCompression=1)
    line = "the quick brown fox jumps over the lazy dog and goes home again "
    for _ in range(pages):
        canvas.setFont("Helvetica", 9)
        for number in range(max(1, characters // len(line))):
            canvas.drawString(40, 800 - 8 * (number % 95), line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _measure(make: Callable[[int], object], seconds: float) -> tuple[float, float, float]:
    """(first, median, worst) in milliseconds; `make` gets a number that is new every time."""
    began = time.perf_counter()
    make(0)
    first = time.perf_counter() - began
    times: list[float] = []
    end = time.perf_counter() + seconds
    number = 1
    while time.perf_counter() < end or len(times) < 5:
        began = time.perf_counter()
        make(number)
        times.append(time.perf_counter() - began)
        number += 1
    times.sort()
    return first * 1e3, times[len(times) // 2] * 1e3, times[-1] * 1e3


def main() -> None:
    """Print one line for each document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0)
    seconds = parser.parse_args().seconds
    files = [case_file(number, rows=8) for number in range(12)]  # different people: other words
    jobs: list[tuple[str, Callable[[int], bytes]]] = [
        (f"{name} filled", lambda n, name=name: render(name, files[n % 12])) for name in FILLED
    ]
    long = [case_file(number, rows=20) for number in range(12)]
    jobs.append(("intake 6 pages", lambda n: render("intake", long[n % 12])))
    jobs.append(("intake blank", lambda _: render("intake", BlankForm(form()))))
    print(f"{'document':18}{'pages':>6}{'chars':>8}{'first':>9}{'median':>9}{'worst':>9}"
          f"{'pages/s':>9}{'floor':>9}{'ratio':>7}")  # fmt: skip
    for label, make in jobs:
        first, median, worst = _measure(make, seconds)
        pdf = make(1)
        pages, characters = page_count(pdf), len(text(pdf))
        _, floor, _ = _measure(lambda _, p=pages, c=characters: _floor(p, c // p), seconds / 3)
        print(f"{label:18}{pages:6}{characters:8}{first:8.1f} {median:8.1f} {worst:8.1f} "
              f"{pages / median * 1e3:8.0f} {floor:8.1f} {median / floor:6.1f}")  # fmt: skip
    pdf = render("intake", files[0])
    _, preview_ms, _ = _measure(lambda _: rasterise(pdf, 0, 96), seconds / 3)
    print(f"preview of one page at 96 dpi: {preview_ms:.1f} ms")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
