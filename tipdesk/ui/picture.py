"""A picture from anywhere, drawn in a job: one decoder, named by its contents, and bounded memory.

Qt chooses a decoder by itself when it may, and its SVG reads other files of this computer by their
path; a few hundred bytes can claim a picture of gigabytes.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

_MOST_PIXELS = 64_000_000  # that are decoded: 256 MB
_MOST_JPEG = 400_000_000  # a JPEG is decoded at a fraction of its size
_SHOWN = QSize(6000, 4000)  # no screen shows more
_MEGABYTES = 256  # of one decoding, whatever the file claims


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


class Picture(QLabel):
    """A picture as large as the room allows."""

    def __init__(self, picture: QImage) -> None:
        super().__init__()
        self._whole = QPixmap.fromImage(picture)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def resizeEvent(self, event: QResizeEvent) -> None:
        ratio = self.devicePixelRatioF()
        room = QSize(round(self.width() * ratio), round(self.height() * ratio))
        shown = self._whole
        if self._whole.width() > room.width() or self._whole.height() > room.height():
            shown = self._whole.scaled(
                room,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        shown.setDevicePixelRatio(ratio)
        self.setPixmap(shown)
