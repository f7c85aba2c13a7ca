"""Small pictures of every paper, kept to see what a change does to a page.

    python tests/printing/paper_snapshots.py [DOCUMENT ...]

draws them anew into `tests/printing/snapshots`; look at what git shows as changed, whole and in colour, with
`shoot_papers.py`. One picture holds all pages of a paper side by side, filled or blank, in sixteen greys.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PIL import Image, ImageChops

from tests.printing.every_paper import Maker, kept
from tests.printing.scans import drawn
from tipdesk.printing.preview import page_count

FOLDER = Path(__file__).with_name("snapshots")
_DPI = 50.0
_BLOCK = (
    4  # pixels; what is compared is the grey of blocks, so that the edges of letters may differ
)
_FAINT = 26  # of 255: how far a block's grey may be off


def picture(pdf: bytes) -> Image.Image:
    """All pages side by side in grey."""
    pages = [drawn(pdf, page, _DPI) for page in range(page_count(pdf))]
    strip = Image.new("L", (sum(page.width for page in pages), pages[0].height), 255)
    left = 0
    for page in pages:
        strip.paste(page, (left, 0))
        left += page.width
    return strip


def changed(strip: Image.Image, name: str) -> str:
    """What differs from the picture that is kept, '' where nothing does."""
    path = FOLDER / f"{name}.png"
    if not path.exists():
        return "there is no picture of it"
    with Image.open(path) as file:
        before = file.convert("L")
    if before.size != strip.size:
        return f"it is {strip.width} pixels wide, not {before.width}: other pages"
    shapes = [picture.reduce(_BLOCK) for picture in (before, strip)]
    box = ImageChops.difference(*shapes).point(lambda grey: 255 * (grey > _FAINT)).getbbox()
    if box is None:
        return ""
    left, top, right, bottom = (round(edge * _BLOCK * 72 / _DPI) for edge in box)
    return f"points {left} to {right} from the left, {top} to {bottom} from the top"


def keep(strip: Image.Image, name: str) -> None:
    """Write the picture in sixteen greys."""
    FOLDER.mkdir(exist_ok=True)
    few = strip.point(lambda grey: round(grey / 17)).convert("P")
    few.putpalette([17 * grey for grey in range(16) for _ in "rgb"])
    few.save(FOLDER / f"{name}.png", bits=4, optimize=True)


def _stale(papers: Mapping[str, Maker]) -> list[Path]:
    return [path for path in FOLDER.glob("*.png") if path.stem not in papers]


def main() -> None:
    """Renew the pictures that differ, or those asked for; say which."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", nargs="*", default=[""])
    asked = tuple(parser.parse_args().documents)
    papers = kept()
    for path in _stale(papers):
        path.unlink()
        print(f"{path.stem}: no longer printed")
    for name, make in papers.items():
        if name.startswith(asked) and (why := changed(strip := picture(make()), name)):
            keep(strip, name)
            print(f"{name}: {why}")


if __name__ == "__main__":
    main()
