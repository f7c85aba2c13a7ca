"""Pictures of every paper, for people: blank, filled, with what is hardest to print, and what the
person carries or reads (hers-…), in large print too (large-…).

    python tests/printing/shoot_papers.py FOLDER [--dpi 110] [DOCUMENT ...]

Writes DOCUMENT-KIND-PAGE.png. DOCUMENT is a name or the beginning of one; without any, all are drawn.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.printing.every_paper import for_her, hard, kept
from tests.printing.scans import drawn
from tipdesk.printing.preview import page_count


def main() -> None:
    """Write the pictures and say how many pages each paper has."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("documents", nargs="*", default=[""])
    parser.add_argument("--dpi", type=float, default=110.0)
    asked = parser.parse_intermixed_args()  # names after --dpi too
    asked.folder.mkdir(parents=True, exist_ok=True)
    hers = {f"hers-{name}": make for name, make in for_her(large=False).items()}
    large = {f"large-{name}": make for name, make in for_her(large=True).items()}
    for name, make in {**kept(), **hard(), **hers, **large}.items():
        if not name.startswith(tuple(asked.documents)):
            continue
        pdf = make()
        count = page_count(pdf)
        print(f"{name:24}{count:4} pages")
        for page in range(count):
            picture = drawn(pdf, page, asked.dpi, colours="RGB")
            picture.save(asked.folder / f"{name}-{page + 1:02}.png")


if __name__ == "__main__":
    main()
