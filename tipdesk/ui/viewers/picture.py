"""A picture from anywhere, drawn in a job: one decoder, named by its contents, and bounded memory.

Qt chooses a decoder by itself when it may, and its SVG reads other files of this computer by their
path; a few hundred bytes can claim a picture of gigabytes.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from tipdesk.printing.preview import PageSizes, Raster
from tipdesk.ui.viewers.pages import Draw

_MOST_PIXELS = 64_000_000  # that are decoded: 256 MB
_MOST_JPEG = 400_000_000  # a JPEG is decoded at a fraction of its size
_SHOWN = QSize(6000, 4000)  # no screen shows more
_MEGABYTES = 256  # of one decoding, whatever the file claims
_PAGE = 595.0  # points: the width of A4, as which a picture is shown


def decoded(data: bytes, kind: str) -> QImage | None:
    """The picture, turned upright as the camera noted; None for what cannot be shown. JOB.

    Args:
        kind: Qt's name of the format; no other is tried.
    """
    QImageReader.setAllocationLimit(_MEGABYTES)
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(kind.encode("ascii")))
    reader.setAutoDetectImageFormat(False)
    reader.setDecideFormatFromContent(False)
    reader.setAutoTransform(True)
    size = reader.size()
    pixels = size.width() * size.height()
    if not size.isValid() or not 0 < pixels <= (_MOST_JPEG if kind == "jpeg" else _MOST_PIXELS):
        return None
    if size.width() > _SHOWN.width() or size.height() > _SHOWN.height():
        reader.setScaledSize(size.scaled(_SHOWN, Qt.AspectRatioMode.KeepAspectRatio))
    picture = reader.read()
    return None if picture.isNull() else picture


def as_page(picture: QImage) -> tuple[PageSizes, Draw]:
    """A picture as the one page of a paper, so that handwriting on it can be made larger."""
    height = _PAGE * picture.height() / max(picture.width(), 1)
    return PageSizes(1, ((_PAGE, height),)), partial(_drawn, picture)


def _drawn(picture: QImage, _at: int, dpi: float) -> Raster:
    """The width filled, no larger than it is. JOB."""
    wanted = min(max(1, round(_PAGE * dpi / 72)), picture.width())
    scaled = picture.scaledToWidth(wanted, Qt.TransformationMode.SmoothTransformation)
    made = scaled.convertToFormat(QImage.Format.Format_RGBA8888)
    return Raster(made.width(), made.height(), bytes(made.constBits()))
