"""Recovery sheet and shares on paper: drawn straight to the printer, never to a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPageLayout, QPainter, QTextOption
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QWidget

from tipdesk.cases.paper.prints import How, Print, Purpose
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.station.setup import RecoverySheet
from tipdesk.desk.station.shares import COUNT, ShareSheet
from tipdesk.i18n.catalogue import _, is_rtl, language
from tipdesk.i18n.dates import format_date, kuwait_day
from tipdesk.i18n.text import isolated
from tipdesk.printing.pdf.pen import dark_runs
from tipdesk.ui.paper.print_dialog import Paper, ask_print, say_no_printer
from tipdesk.ui.toolkit.dialogs import errors_said, show_error
from tipdesk.ui.toolkit.print_spool import Spool
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.words import draw_wrapped

Drawing = Callable[[QPainter, QRectF], None]  # page in device pixels, from its own corner
_COLUMNS = 3
RECOVERY, SHARE = "recovery", "share"  # what links call them
_CODE = 34  # millimetres, of the code that a reader types


def print_recovery_sheet(services: Services, sheet: RecoverySheet, parent: QWidget) -> None:
    """Ask for a printer and print."""
    _ask_and_print(services, RECOVERY, partial(draw_recovery_sheet, sheet=sheet), parent)


def print_share(services: Services, share: ShareSheet, parent: QWidget) -> None:
    """As `print_recovery_sheet`, for one share."""
    _ask_and_print(services, SHARE, partial(draw_share, share=share), parent)


def _ask_and_print(services: Services, document: str, draw: Drawing, parent: QWidget) -> None:
    """Printing into a file is not offered and not done: whoever finds the file opens the vault.
    That it was printed is a link."""
    wish = ask_print(Paper(1, purposes=(), secret=True), services.printers(), parent)
    if wish is None:
        return
    how = print_on(wish.order.printer.device, draw, parent)
    if how is not None:
        kind, left = wish.order.printer.kind, (1,) if how is How.PRINTED else ()
        with errors_said(parent):
            told = Print(how, Purpose.SEALED, "", kind, left=left, count=1)
            services.note_printed(document, told)


def print_on(device: Callable[[], QPrinter], draw: Drawing, parent: QWidget) -> How | None:
    """Print what `draw` draws on what `device` makes; what became of it. None, said and nothing
    written, when that is a file."""
    try:
        spool = Spool(partial(_paper_only, device))
        draw(spool.painter, QRectF(spool.printer.pageRect(QPrinter.Unit.DevicePixel)))
        spool.end()
    except _IsFile:
        say_no_printer(parent, secret=True)
        return None
    except TipdeskError as error:
        show_error(parent, error)
        return How.FAILED
    return How.PRINTED


class _IsFile(Exception):
    """What was to be a printer writes a file."""


def _paper_only(device: Callable[[], QPrinter]) -> QPrinter:
    printer = device()
    if printer.outputFileName() or printer.outputFormat() != QPrinter.OutputFormat.NativeFormat:
        raise _IsFile
    printer.setDocName("tipdesk")
    printer.setPageMargins(QMarginsF(20, 20, 20, 20), QPageLayout.Unit.Millimeter)
    return printer


def numbers_advice() -> str:
    """What the small numbers are for."""
    return _(
        "The number beside a word stands for it: wherever the words are asked, the number may be "
        "typed instead."
    )


def draw_recovery_sheet(painter: QPainter, page: QRectF, sheet: RecoverySheet) -> None:
    """Title, advice, the numbered words and their code."""
    text = _(
        "These 24 words open the files when every passphrase is lost. Keep the sheet in a "
        "sealed envelope, away from the computer. Whoever holds it can read everything."
    )
    paper = _Paper(painter, page)
    paper.text(_("Recovery sheet of the reception desk"), 14, 6.5, QFont.Weight.Bold)
    paper.text(text, 18)
    paper.text(numbers_advice(), 16)
    paper.words(sheet, 12)
    paper.code(sheet)


def share_facts(share: ShareSheet) -> str:
    """Of which station and set it is, and since when."""
    return _("Station {code} • set {set} • made on {date}").format(
        code=isolated(share.station),
        set=isolated(str(share.set_number)),
        date=isolated(format_date(kuwait_day(share.made_at), language())),
    )


def draw_share(painter: QPainter, page: QRectF, share: ShareSheet) -> None:
    """Which share of which set, what it is for, its numbered words and their code. The holder is
    not named: whoever finds the sheet need not know whom to ask for the PIN."""
    title = _("Recovery share {number} of {count}").format(
        number=isolated(str(share.number)), count=isolated(str(COUNT))
    )
    text = _(
        "Any two of the three shares of this set open the files when every passphrase is lost, "
        "each with the PIN of its holder. Keep this one in a sealed envelope, away from the "
        "computer and from the other two. The PIN is not written on it or beside it."
    )
    paper = _Paper(painter, page)
    paper.text(title, 13, 6.5, QFont.Weight.Bold)
    paper.text(share_facts(share), 9, weight=QFont.Weight.Medium)
    paper.text(text, 26)
    paper.text(numbers_advice(), 16)
    paper.words(share.sheet, 10)
    paper.code(share.sheet)
    paper.text(_("Holder, only if wished:") + " " + "." * 60, 10)


class _Paper:
    """An A4 page within margins of 20 mm, filled from its top."""

    def __init__(self, painter: QPainter, page: QRectF) -> None:
        self._painter, self._page = painter, page
        self._millimetre = page.width() / 170
        self._at = 0.0

    def text(
        self,
        text: str,
        height: float,
        size: float = 4.2,
        weight: QFont.Weight = QFont.Weight.Normal,
    ) -> None:
        """A paragraph in a band of this height; both in millimetres."""
        self._painter.setFont(self._font(size, weight))
        top, tall = self._at, self._take(height)
        self._draw(text, QRectF(0, top, self._page.width(), tall))

    def words(self, sheet: RecoverySheet, height: float) -> None:
        """The numbered words in columns, downwards, in rows of this height."""
        rows = len(sheet.words) // _COLUMNS
        width, tall = self._page.width() / _COLUMNS, height * self._millimetre
        self._painter.setFont(self._font(4.2, QFont.Weight.Medium))
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
        for position, (word, number) in enumerate(zip(sheet.words, sheet.numbers, strict=True)):
            across, down = divmod(position, rows)
            box = QRectF(across * width, self._at + down * tall, width, tall)
            self._painter.drawText(box, side, f"{position + 1:>2}.  {word}   ({number:04d})")
        self._take(rows * height)

    def code(self, sheet: RecoverySheet) -> None:
        """The words' numbers for a code reader: digits, which every keyboard layout types alike."""
        self._take(4)
        top, size = self._at, _CODE * self._millimetre
        runs = dark_runs(" ".join(f"{number:04d}" for number in sheet.numbers))
        module = size / len(runs)
        left = self._page.width() - size if is_rtl() else 0.0
        self._fill(runs, QPointF(left, top), module)
        gap = 6 * self._millimetre
        area = QRectF(0 if is_rtl() else size + gap, top, self._page.width() - size - gap, size)
        self._painter.setFont(self._font(4.2, QFont.Weight.Normal))
        text = _(
            "The code holds the numbers of the words: a code reader types them, and no telephone "
            "should."
        )
        self._draw(text, area)
        self._take(_CODE + 8)

    def _fill(
        self, runs: Sequence[Sequence[tuple[int, int]]], corner: QPointF, module: float
    ) -> None:
        black = Qt.GlobalColor.black
        for down, row in enumerate(runs):
            for start, length in row:
                left, top = corner.x() + start * module, corner.y() + down * module
                self._painter.fillRect(QRectF(left, top, length * module, module), black)

    def _draw(self, text: str, area: QRectF) -> None:
        if is_rtl():
            draw_wrapped(self._painter, area, text, middle=False)
        else:
            self._painter.drawText(area, text, QTextOption(Qt.AlignmentFlag.AlignLeft))

    def _take(self, height: float) -> float:
        """Go down by so many millimetres; the same in pixels."""
        self._at += height * self._millimetre
        return height * self._millimetre

    def _font(self, millimetres: float, weight: QFont.Weight) -> QFont:
        font = QFont(QApplication.font())
        font.setPixelSize(max(1, round(millimetres * self._millimetre)))
        font.setWeight(weight)
        return font
