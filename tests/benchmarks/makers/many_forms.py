"""Many filled intake forms in one process, no word of their texts twice; memory as it grows.

python many_forms.py ROOT COUNT
"""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import replace
from random import Random

sys.path.insert(0, sys.argv[1])

from tests.benchmarks.composition_cases import LETTERS
from tests.printing.samples import case_file, shown_values
from tipdesk.cases.model import Answer
from tipdesk.printing.documents.rendering import render
from tipdesk.printing.preview import page_count

_PEOPLE = 12


def _mebibytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print a line at each quarter."""
    count = int(sys.argv[2])
    files = [case_file(number, rows=3) for number in range(_PEOPLE)]
    texts = [[path for path in shown_values(file) if path in file.answers] for file in files]
    random, pages, spent = Random(1), 0, 0.0
    print(f"forms in one process; made-up files alone: {_mebibytes():.0f} MiB")
    for number in range(1, count + 1):
        file, paths = files[number % _PEOPLE], texts[number % _PEOPLE]
        fresh = {
            path: Answer(" ".join("".join(random.choices(LETTERS, k=7)) for _ in range(3)))
            for path in paths
        }
        began = time.perf_counter()
        pdf = render("intake", replace(file, answers={**file.answers, **fresh}))
        spent += time.perf_counter() - began
        pages += page_count(pdf)
        if number % max(1, count // 4) == 0:
            print(f"{number:6} forms {pages:6} pages {number / spent:6.1f} forms/s "
                  f"{pages / spent:6.0f} pages/s  peak {_mebibytes():.0f} MiB", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
