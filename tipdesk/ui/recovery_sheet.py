"""The recovery sheet on paper: drawn straight to the printer, never to a file."""

from __future__ import annotations

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QTextOption
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from tipdesk.desk.setup import RecoverySheet
from tipdesk.i18n.catalogue import _, is_rtl
from tipdesk.ui.dialogs import say
from tipdesk.ui.words import draw_wrapped

_COLUMNS = 3


def print_recovery_sheet(sheet: RecoverySheet, parent: QWidget) -> bool:
    """Ask for a printer and print; False when nothing was printed.

    Printing into a file is not offered and not done: whoever finds the file opens the vault.
    """
    if not QPrinterInfo.availablePrinterNames():
        _say_by_hand(parent)
        return False
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName("tipdesk")
    printer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(20, 20, 20, 20),
            QPageLayout.Unit.Millimeter,
        )
    )
    dialog = QPrintDialog(printer, parent)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintToFile, on=False)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return accepted and print_on(printer, sheet, parent)


def print_on(printer: QPrinter, sheet: RecoverySheet, parent: QWidget) -> bool:
    """Print the sheet; False, said and nothing written, when `printer` is a file."""
    if printer.outputFileName() or printer.outputFormat() != QPrinter.OutputFormat.NativeFormat:
        _say_by_hand(parent)
        return False
    painter = QPainter(printer)
    draw_recovery_sheet(painter, QRectF(printer.pageRect(QPrinter.Unit.DevicePixel)), sheet)
    painter.end()
    return True


def _say_by_hand(parent: QWidget) -> None:
    say(
        parent,
        _("There is no printer for this sheet"),
        _(
            "It is never printed into a file: whoever finds the file could read everything. "
            "Copy the words by hand, or connect a printer and try again."
        ),
        done=False,
    )


def numbers_advice() -> str:
    """What the small numbers are for."""
    return _(
        "The number beside a word stands for it: wherever the words are asked, the number may be "
        "typed instead."
    )


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
            18,
        ),
        (numbers_advice(), 4.2, QFont.Weight.Normal, 16),
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
