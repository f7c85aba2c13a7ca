"""Pages of a PDF on the screen and on the printer; the PDF itself stays in memory."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolated
from tipdesk.printing.preview import page_count, rasterise

_PRINT_DPI = 300


def page_image(pdf: bytes, page: int, dpi: float) -> QImage:
    """One page (from 0) as a picture."""
    drawn = rasterise(pdf, page, dpi)
    stride = drawn.width * 4
    kind = QImage.Format.Format_RGBA8888
    return QImage(drawn.rgba, drawn.width, drawn.height, stride, kind).copy()


class PdfPreview(QScrollArea):
    """Shows every page of a PDF below each other, as wide as the area allows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(_("Preview of the pages"))
        self._holder = QWidget()
        self._holder.setObjectName("page")
        self._box = QVBoxLayout(self._holder)
        self._box.setSpacing(16)
        self.setWidget(self._holder)
        self.pages = 0

    def show_pdf(self, pdf: bytes) -> None:
        """Replace what is shown; an empty value clears the preview."""
        while (item := self._box.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.pages = page_count(pdf) if pdf else 0
        ratio = self.devicePixelRatioF()
        for page in range(self.pages):
            picture = QLabel()
            picture.setObjectName("paper")
            picture.setAccessibleName(
                _("Page {page} of {count}").format(
                    page=isolated(str(page + 1)), count=isolated(str(self.pages))
                )
            )
            image = page_image(pdf, page, 96 * ratio)
            image.setDevicePixelRatio(ratio)
            picture.setPixmap(QPixmap.fromImage(image))
            self._box.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self._box.addStretch(1)
        self.verticalScrollBar().setValue(0)


def print_pdf(pdf: bytes, title: str, parent: QWidget) -> bool:
    """Ask for a printer and print every page; False when the person went back.

    `title` is what the print queue shows: never a name or a file number.
    """
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, parent)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    if accepted:
        paint_pages(pdf, printer)
    return accepted


def paint_pages(pdf: bytes, printer: QPrinter) -> None:
    """Paint every page onto the printer's paper."""
    painter = QPainter(printer)
    paper = QRectF(printer.paperRect(QPrinter.Unit.DevicePixel))
    for page in range(page_count(pdf)):
        if page:
            printer.newPage()
        painter.drawImage(paper, page_image(pdf, page, _PRINT_DPI))
    painter.end()
