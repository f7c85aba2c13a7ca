"""A scan as pages: scanners write TIFF, which nothing else here draws."""

from __future__ import annotations

import io

from PIL import Image, UnidentifiedImageError

_STARTS = (b"II*\x00", b"MM\x00*")  # TIFF 6.0, section 2
_DPI = 150.0  # of a scan that does not say


def as_pdf(data: bytes) -> bytes:
    """A TIFF as a PDF of its pages, each as large as its paper; anything else as it is. Nothing
    where it cannot be read. What comes from outside is handed to this in a process of its own."""
    if not data.startswith(_STARTS):
        return data
    made = io.BytesIO()
    try:
        with Image.open(io.BytesIO(data), formats=["TIFF"]) as scan:
            dots = float(scan.info.get("dpi", (0.0,))[0])
            scan.save(made, "PDF", save_all=True, resolution=dots if dots > 1 else _DPI)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return b""  # Pillow's words for damaged files
    return made.getvalue()
