"""Papers per second, beside what else sets Arabic: Qt's QTextDocument, WeasyPrint, fpdf2, typst.

    python tests/benchmarks/papers.py [--rounds 5] [--documents 8] [--env DIR] [--forms 1000]

All set one content in one face, size and line height in the same run, in turns: 24 rows of two
fields, a table of 41 rows and a long account, every word of them new. Cold is a fresh process from its start
to the written file. Warm figures leave out the first document of a process. Ratios of both are those
of a core, which others on the machine disturb least. The peers that are no
part of the program are installed into an environment that is thrown away (`--env` keeps it); what
cannot be had is named and left out. Then `--forms` filled intake forms in one process, with all-unique
words, and how memory grows.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.composition_cases import LETTERS
from tipdesk.core.settings import resource
from tipdesk.printing.preview import page_count

ROOT = Path(__file__).parents[2]
_MAKERS = Path(__file__).with_name("makers")
_PEERS = {"weasyprint": ["weasyprint"], "fpdf2": ["fpdf2", "uharfbuzz"], "typst": ["typst"]}


class Figures(NamedTuple):
    """What was measured of a maker: seconds a round, seconds a document, sizes."""

    cold: list[float]
    cold_core: list[float]
    clock: list[float]
    core: list[float]
    pages: int
    size: int
    peak: int


def content(seed: int) -> dict[str, Any]:
    """One paper; hardly a word of it stands in another."""
    random = Random(seed)

    def words(count: int) -> str:
        return " ".join(
            "".join(random.choices(LETTERS, k=random.randint(2, 9))) for _ in range(count)
        )

    return {
        "title": words(3),
        "pairs": [[words(3), words(4)] for _ in range(24)],
        "rows": [[str(number), *(words(2) for _ in range(4))] for number in range(41)],
        "paragraphs": [words(110) for _ in range(30)],
    }


def _run(maker: str, python: str, contents: Path, *options: str) -> str:
    ours = str(ROOT) if maker in ("tipdesk", "qt") else ""
    font = str(resource("fonts") / "IBMPlexSansArabic-Regular.ttf")
    command = [python, _MAKERS / "run.py", f"{maker}_maker", ours, font, contents, *options]
    # Installed programs have their modules compiled; here they are on the first, unmeasured run.
    surroundings = {**os.environ, "PYTHONPYCACHEPREFIX": str(contents.parent / "compiled")}
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=surroundings)
    return done.stdout


def _installed(folder: Path) -> dict[str, str]:
    """Maker → the Python that has it."""
    pythons = {"tipdesk": sys.executable, "qt": sys.executable}
    bins = folder / ("Scripts" if os.name == "nt" else "bin")
    if not bins.exists():
        venv.create(folder, with_pip=True)
    for name, packages in _PEERS.items():
        command = [bins / "python", "-m", "pip", "install", "-q", *packages]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{name}: left out, it cannot be installed here")
        else:
            pythons[name] = str(bins / "python")
    return pythons


def _measure(pythons: dict[str, str], rounds: int, contents: Path) -> dict[str, Figures]:
    figures: dict[str, Figures] = {}
    left = dict(pythons)
    for number in range(rounds + 1):
        for name, python in list(left.items()):
            try:
                began = time.monotonic()  # one clock for all processes
                once = json.loads(_run(name, python, contents, "--once"))
                measured = json.loads(_run(name, python, contents)) if number else {}
            except subprocess.CalledProcessError as error:
                print(f"{name}: left out, it does not run here: {error.stderr.strip()[-200:]}")
                del left[name]
                continue
            if not number:
                continue  # it was the first run
            files = [
                contents.with_name(f"{name}_maker-{n}.pdf") for n in range(len(measured["clock"]))
            ]
            pages = sum(page_count(file.read_bytes()) for file in files[1:])
            before = figures.get(name, Figures([], [], [], [], pages, files[0].stat().st_size, 0))
            figures[name] = before._replace(
                cold=[*before.cold, once["written"] - began],
                cold_core=[*before.cold_core, once["core"]],
                clock=[*before.clock, sum(measured["clock"][1:])],
                core=[*before.core, sum(measured["core"][1:])],
                peak=max(before.peak, measured["peak"]),
            )
    return figures


def _forms(count: int) -> None:
    """Many filled forms in one process of their own."""
    command = [sys.executable, _MAKERS / "many_forms.py", str(ROOT), str(count)]
    subprocess.run(command, check=True)


def main() -> None:
    """Print the table, then the forms."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--documents", type=int, default=8)
    parser.add_argument("--env", type=Path)
    parser.add_argument("--forms", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        contents = Path(temporary) / "contents.json"
        papers = [content(seed) for seed in range(options.documents + 1)]
        contents.write_text(json.dumps(papers), "utf-8")
        pythons = _installed(options.env or Path(temporary) / "env")
        figures = _measure(pythons, options.rounds, contents)
    print(f"{'maker':12}{'cold ms':>8}{'of a core':>10}{'ratio':>7}{'ms/paper':>10}{'of a core':>10}{'ratio':>7}"
          f"{'pages':>7}{'pages/s':>9}{'ratio':>7}{'MiB':>6}{'KiB':>6}   (medians)")  # fmt: skip
    ours = figures["tipdesk"]
    for name, figure in sorted(figures.items(), key=lambda entry: median(entry[1].clock)):
        cold, clock, core = median(figure.cold_core), median(figure.clock), median(figure.core)
        speed = figure.pages / clock
        print(f"{name:12}{1e3 * median(figure.cold):8.0f}{1e3 * cold:10.0f}{cold / median(ours.cold_core):7.2f}"
              f"{1e3 * clock / options.documents:10.0f}{1e3 * core / options.documents:10.0f}"
              f"{core / median(ours.core):7.2f}{figure.pages / options.documents:7.1f}{speed:9.0f}"
              f"{speed / (ours.pages / median(ours.clock)):7.2f}{figure.peak / 1024:6.0f}{figure.size / 1024:6.0f}")  # fmt: skip
    if options.forms:
        _forms(options.forms)


if __name__ == "__main__":
    main()
