"""The recovery sheet on paper: drawn straight to the printer, never to a file."""

from __future__ import annotations

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QTextOption
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from tipdesk.desk.setup import RecoverySheet
from tipdesk.i18n.catalogue import _, is_rtl
from tipdesk.ui.words import draw_wrapped

_COLUMNS = 3


def print_recovery_sheet(sheet: RecoverySheet, parent: QWidget) -> bool:
    """Ask for a printer and print; False when the person went back."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(20, 20, 20, 20),
            QPageLayout.Unit.Millimeter,
        )
    )
    dialog = QPrintDialog(printer, parent)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    if accepted:
        painter = QPainter(printer)
        draw_recovery_sheet(painter, QRectF(printer.pageRect(QPrinter.Unit.DevicePixel)), sheet)
        painter.end()
    return accepted


def draw_recovery_sheet(painter: QPainter, page: QRectF, sheet: RecoverySheet) -> None:
    """Title, advice and the numbered words; `page` in device pixels from its own corner."""
    millimetre = page.width() / 170
    at = 0.0
    for text, size, weight, height in (
        (_("Recovery sheet of the reception desk"), 6.5, QFont.Weight.Bold, 14),
        (
            _(
                "These 24 words open the files when every passphrase is lost. Keep the sheet in a "
                "sealed envelope, away from the computer. Whoever holds it can read everything."
            ),
            4.2,
            QFont.Weight.Normal,
            26,
        ),
    ):
        painter.setFont(_font(size * millimetre, weight))
        area = QRectF(0, at, page.width(), height * millimetre)
        if is_rtl():
            draw_wrapped(painter, area, text, middle=False)
        else:
            painter.drawText(area, text, QTextOption(Qt.AlignmentFlag.AlignLeft))
        at += height * millimetre
    rows = len(sheet.words) // _COLUMNS
    width = page.width() / _COLUMNS
    painter.setFont(_font(4.2 * millimetre, QFont.Weight.Medium))
    absolute = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
    for position, (word, number) in enumerate(zip(sheet.words, sheet.numbers, strict=True)):
        across, down = divmod(position, rows)
        box = QRectF(across * width, at + down * 12 * millimetre, width, 12 * millimetre)
        painter.drawText(box, absolute, f"{position + 1:>2}.  {word}   ({number:04d})")


def _font(pixels: float, weight: QFont.Weight) -> QFont:
    font = QFont(QApplication.font())
    font.setPixelSize(max(1, round(pixels)))
    font.setWeight(weight)
    return font
