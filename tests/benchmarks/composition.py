"""Setting text in lines: how time grows with length, and a narrative of 200,000 characters.

    python tests/benchmarks/composition.py [--characters 200000]

The floor of the narrative is HarfBuzz alone, shaping the same words one by one, without order, line
breaking, pages or a file. Hard texts are set at two lengths, one four times the other: a ratio of
four is linear, of sixteen quadratic.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.composition_cases import CASES, words
from tests.printing.samples import case_file
from tipdesk.core.settings import resource
from tipdesk.i18n.text import clean, isolate
from tipdesk.printing.documents.rendering import render
from tipdesk.printing.preview import page_count
from tipdesk.printing.text.bidi import levels
from tipdesk.printing.text.fonts import Face, faces
from tipdesk.printing.text.layout import Align, Style, layout
from tipdesk.printing.text.line_breaks import line_breaks


def _seconds(work: Callable[[], object], times: int = 3) -> float:
    """The median of some runs."""
    durations = []
    for _ in range(times):
        began = time.process_time()
        work()
        durations.append(time.process_time() - began)
    return statistics.median(durations)


def _floor(text: str) -> None:
    face = Face(resource("fonts") / "IBMPlexSansArabic-Regular.ttf")  # nothing kept from before
    for word in text.split():
        face.shape(word, True)


def _narrative(characters: int) -> None:
    text = "\n".join(words(700, seed) for seed in range(characters // 701 + 1))[:characters]
    style = Style(faces().regular, 10.2, 17.4, align=Align.JUSTIFY)
    prepared = isolate(clean(text))
    render("statement", case_file())  # faces are loaded, modules are in
    began, used = time.perf_counter(), time.process_time()
    pdf = render("statement", case_file(extra={"stmt_arabic": text}))
    took, used = time.perf_counter() - began, time.process_time() - used
    floor = _seconds(lambda: _floor(text))
    parts = {
        "isolate": _seconds(lambda: isolate(clean(text))),
        "order (UAX #9)": _seconds(lambda: [levels(part, 1) for part in prepared.split("\n")]),
        "line breaks (UAX #14)": _seconds(lambda: [line_breaks(p) for p in prepared.split("\n")]),
        "lines, words already shaped": _seconds(lambda: layout(prepared, style, 505.0)),
    }
    print(f"narrative of {len(text)} characters, all words new, {page_count(pdf)} pages: {took:.2f} s "
          f"on the clock, {used:.2f} s of a core; HarfBuzz alone {floor:.2f} s; ratio {used / floor:.1f}")  # fmt: skip
    for name, seconds in parts.items():
        print(f"  {name:28}{seconds:7.3f} s")


def _growth() -> None:
    style = Style(faces().regular, 10.0, 16.0)
    print(f"{'text':30}{'10,000':>10}{'40,000':>10}{'ratio':>8}   (seconds)")
    for name, make in CASES.items():
        texts = [make(count) for count in (10_000, 40_000)]
        few, many = (_seconds(lambda t=text: layout(t, style, 300.0)) for text in texts)
        print(f"{name:30}{few:10.3f}{many:10.3f}{many / few:8.1f}")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--characters", type=int, default=200_000)
    _narrative(parser.parse_args().characters)
    _growth()


if __name__ == "__main__":
    main()
