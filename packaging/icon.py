"""The icon of the program from its drawing: `.venv/bin/python packaging/icon.py`.

Writes `tipdesk.ico` and `tipdesk-48.png` beside `resources/program/tipdesk.svg`; a test says when
they are older than the drawing.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "program"
SIZES = (16, 20, 24, 32, 40, 48, 64, 256)


def drawn(size: int) -> Image.Image:
    """The drawing as a picture of this size."""
    picture = QImage(size, size, QImage.Format.Format_RGBA8888)
    picture.fill(0)
    painter = QPainter(picture)
    QSvgRenderer(str(FOLDER / "tipdesk.svg")).render(painter)
    painter.end()
    return Image.frombytes("RGBA", (size, size), bytes(picture.constBits()))


def main() -> int:
    """Write both files."""
    pictures = [drawn(size) for size in SIZES]
    sizes = [(size, size) for size in SIZES]
    pictures[-1].save(FOLDER / "tipdesk.ico", sizes=sizes, append_images=pictures[:-1])
    pictures[SIZES.index(48)].save(FOLDER / "tipdesk-48.png", optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
