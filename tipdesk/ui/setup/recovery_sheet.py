"""A recovery sheet or share: its words shown once, and three of them asked back.

On paper they are drawn straight to the printer, never to a file (`print_recovery_sheet`,
`print_share`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QMarginsF, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QFont, QPageLayout, QPainter, QTextOption
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QGridLayout, QVBoxLayout, QWidget

from tipdesk.cases.paper.prints import Print, PrintOutcome, Purpose
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.station.setup import RecoverySheet
from tipdesk.desk.station.shares import COUNT, ShareSheet
from tipdesk.i18n.text import _, format_date, is_rtl, isolated, kuwait_day, language, ngettext
from tipdesk.printing.pdf.pen import dark_runs
from tipdesk.ui.paper.print_dialog import PrintRequest, ask_print, say_no_printer
from tipdesk.ui.toolkit.dialogs import errors_said, show_error
from tipdesk.ui.toolkit.fields import TextLine
from tipdesk.ui.toolkit.parts import button, card, column, draw_wrapped, label, note, onward, row
from tipdesk.ui.toolkit.printers import Spool
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px

# --- on paper ---------------------------------------------------------------------------------


Drawing = Callable[[QPainter, QRectF], None]  # page in device pixels, from its own corner
_COLUMNS = 3
RECOVERY, SHARE = "recovery", "share"  # what entries call them
_CODE = 34  # millimetres, of the code that a reader types


def print_recovery_sheet(services: Services, sheet: RecoverySheet, parent: QWidget) -> None:
    """Ask for a printer and print."""
    _ask_and_print(services, RECOVERY, partial(draw_recovery_sheet, sheet=sheet), parent)


def print_share(services: Services, share: ShareSheet, parent: QWidget) -> None:
    """As `print_recovery_sheet`, for one share."""
    _ask_and_print(services, SHARE, partial(draw_share, share=share), parent)


def _ask_and_print(services: Services, document: str, draw: Drawing, parent: QWidget) -> None:
    """Printing into a file is not offered and not done: whoever finds the file opens the vault.
    That it was printed is entered."""
    wish = ask_print(PrintRequest(1, purposes=(), secret=True), services.printers(), parent)
    if wish is None:
        return
    how = print_on(wish.order.printer.device, draw, parent)
    if how is not None:
        kind, left = wish.order.printer.kind, (1,) if how is PrintOutcome.PRINTED else ()
        with errors_said(parent):
            outcome = Print(how, Purpose.SEALED, "", kind, left=left, count=1)
            services.note_printed(document, outcome)


def print_on(device: Callable[[], QPrinter], draw: Drawing, parent: QWidget) -> PrintOutcome | None:
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
        return PrintOutcome.FAILED
    return PrintOutcome.PRINTED


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
        "The number beside a word replaces it: wherever the words are asked, the "
        "number may be typed instead."
    )


def draw_recovery_sheet(painter: QPainter, page: QRectF, sheet: RecoverySheet) -> None:
    """Title, advice, the numbered words and their code."""
    text = _(
        "These 24 words open the files when every passphrase is lost. Keep the sheet in a "
        "sealed envelope, away from the computer. Whoever holds it can read everything."
    )
    paper = _A4Page(painter, page)
    paper.text(_("Recovery sheet of the intake desk"), 14, 6.5, QFont.Weight.Bold)
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
    paper = _A4Page(painter, page)
    paper.text(title, 13, 6.5, QFont.Weight.Bold)
    paper.text(share_facts(share), 9, weight=QFont.Weight.Medium)
    paper.text(text, 26)
    paper.text(numbers_advice(), 16)
    paper.words(share.sheet, 10)
    paper.code(share.sheet)
    paper.text(_("Holder, only if wished:") + " " + "." * 60, 10)


class _A4Page:
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
        for down, dark in enumerate(runs):
            for start, length in dark:
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


_ROWS = 7  # of words at most; they are numbered downwards, column after column
_ASKED = 3


class RecoveryStep(QWidget):
    """The words, to be printed or copied by hand."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._printing: Callable[[], object] | None = None
        self._words = QWidget()
        self._words.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._grid = QGridLayout(self._words)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(8))
        self._grid.setVerticalSpacing(px(9))
        self._print = button(_("Print the sheet"), "printer")
        self._print.clicked.connect(self._on_print)
        advice = _(
            "If every passphrase is lost, only these 24 words open the files again. They are "
            "shown once. Print them or copy them by hand, seal the sheet in an envelope, and "
            "keep it away from this computer."
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(14))
        self._title = label(_("The recovery sheet"), "h2")
        self._advice = note(advice, "notewarn")
        box.addWidget(row(self._title, 1, self._print))  # seen before the words are read
        box.addWidget(self._advice)
        box.addWidget(card(self._words))
        box.addWidget(label(numbers_advice(), "muted", wrap=True))
        box.addStretch(1)

    def show_share(self, share: ShareSheet) -> None:
        """The same for one recovery share, whose holder has chosen the PIN."""
        self._title.setText(
            _("Share {number} of {count}").format(
                number=isolated(str(share.number)), count=isolated(str(COUNT))
            )
        )
        self._advice.hide()
        self.show_sheet(share.sheet)
        self._printing = partial(print_share, self._services, share, self)

    def show_sheet(self, sheet: RecoverySheet) -> None:
        """Lay the words out, numbered; the number in the word list stands small beside each."""
        self.wipe()
        self._printing = partial(print_recovery_sheet, self._services, sheet, self)
        columns = -(-len(sheet.words) // _ROWS)
        rows = -(-len(sheet.words) // columns)
        for position, (word, number) in enumerate(zip(sheet.words, sheet.numbers, strict=True)):
            across, down = divmod(position, rows)
            parts = (
                (f"{position + 1}", "muted", Qt.AlignmentFlag.AlignRight),
                (word, "word", Qt.AlignmentFlag.AlignLeft),
                (f"{number:04d}", "faint", Qt.AlignmentFlag.AlignLeft),
            )
            for at, (text, style, side) in enumerate(parts):
                part = label(text, style)
                part.setAlignment(
                    side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
                )
                self._grid.addWidget(part, down, across * 3 + at)
            self._grid.setColumnStretch(across * 3 + 2, 1)

    def wipe(self) -> None:
        """Take the words off the screen."""
        self._printing = None
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def problem(self) -> str:
        """Nothing can be missing here."""
        return ""

    @Slot()
    def _on_print(self) -> None:
        if self._printing is not None:
            self._printing()


class ConfirmStep(QWidget):
    """Three words of the sheet, asked back. A `renewal` has an older sheet to speak of."""

    def __init__(self, parent: QWidget | None = None, *, renewal: bool = False) -> None:
        super().__init__(parent)
        self._sheet: RecoverySheet | None = None
        self.faulty: QWidget | None = None  # the field of which `problem()` has spoken
        self._titles = [label("", "fieldLabel") for _at in range(_ASKED)]
        self._fields = [TextLine(ltr=True) for _at in range(_ASKED)]
        fields: list[QWidget | int] = []
        for title, field in zip(self._titles, self._fields, strict=True):
            title.setBuddy(field)
            fields.append(column(title, field, spacing=px(4)))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(14))
        box.addWidget(label(_("Is the sheet in your hand?"), "h2"))
        box.addWidget(
            label(_("Enter three of its words to be sure that they can be read."), wrap=True)
        )
        if renewal:
            text = _("Until then the old sheet opens the files as well. Destroy it afterwards.")
            box.addWidget(label(text, wrap=True))
        box.addWidget(card(column(*fields, spacing=px(14))))
        text = _(
            "With it the recovery shares that were used open nothing any more. Make new ones "
            "afterwards, on the page of the station."
        )
        self._shares_end = note(text)
        self._shares_end.hide()
        box.addWidget(self._shares_end)
        text = _(
            "What comes next: the supervisor signs in and saves the request for their certificate. "
            "Files are approved with it, and the list of files leads there."
        )
        self._certificate = note(text)
        self._certificate.hide()
        box.addWidget(self._certificate)
        box.addStretch(1)
        onward(*self._fields)
        self.setFocusProxy(self._fields[0])

    def tell_shares(self, used: bool) -> None:
        """Say what becomes of recovery shares that have opened the vault."""
        self._shares_end.setVisible(used)

    def tell_certificate(self, *, needed: bool) -> None:
        """Say that somebody here approves, and asks for a certificate first."""
        self._certificate.setVisible(needed)

    def show_sheet(self, sheet: RecoverySheet) -> None:
        """Ask for the words at the sheet's three positions."""
        self.wipe()
        self._sheet = sheet
        for position, title, field in zip(sheet.asked, self._titles, self._fields, strict=True):
            text = _("Word number {number}").format(number=isolated(str(position)))
            title.setText(text)
            field.setAccessibleName(text)

    def wipe(self) -> None:
        """Forget the sheet and what was typed."""
        self._sheet = None
        for field in self._fields:
            field.clear()

    def problem(self) -> str:
        """Whether the three words are those of the sheet."""
        first, second, third = (field.text() for field in self._fields)
        self.faulty = self._fields[0]
        if self._sheet is None:
            return _("These are not the words at those places. Compare them with your sheet.")
        wrong = self._sheet.wrong((first, second, third))
        if not wrong:
            return ""
        self.faulty = self._fields[self._sheet.asked.index(wrong[0])]
        return ngettext(
            "Word number {numbers} is not the one on the sheet. Compare it there.",
            "Words number {numbers} are not those on the sheet. Compare them there.",
            len(wrong),
        ).format(numbers=" • ".join(isolated(str(number)) for number in wrong))


class SheetSteps(QWidget):
    """Both steps one after the other, for a new sheet; `confirmed` when the words were right."""

    confirmed = Signal()
    changed = Signal()  # another step is shown

    def __init__(
        self, services: Services, parent: QWidget | None = None, *, renewal: bool = True
    ) -> None:
        super().__init__(parent)
        self._recovery = RecoveryStep(services)
        self._confirm = ConfirmStep(renewal=renewal)
        self._confirm.hide()
        self._problem = label("", "error", wrap=True)
        self._back = button(_("Back"), "arrow-left")
        self._next = button(_("Next"), style="primary")
        self._next.setDefault(True)  # inside a dialog: Return goes on
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(14))
        for part in (self._recovery, self._confirm, self._problem):
            box.addWidget(part)
        box.addWidget(row(self._back, 1, self._next))
        self._back.clicked.connect(self._on_back)
        self._next.clicked.connect(self.go_on)
        QWidget.setTabOrder(self._next, self._back)  # on before back

    def show_sheet(self, sheet: RecoverySheet) -> None:
        """Begin with the words of `sheet`."""
        self._recovery.show_sheet(sheet)
        self._confirm.show_sheet(sheet)
        self._go(confirm=False)

    def show_share(self, share: ShareSheet) -> None:
        """Begin with the words of a recovery share."""
        self._recovery.show_share(share)
        self._confirm.show_sheet(share.sheet)
        self._go(confirm=False)

    @Slot()
    def go_on(self) -> None:
        """From the words to the questions; from right answers to the end."""
        if not self._confirm.isVisibleTo(self):
            self._go(confirm=True)
        elif problem := self._confirm.problem():
            self._say(problem)
            if self._confirm.faulty is not None:
                self._confirm.faulty.setFocus()
        else:
            self.wipe()
            self.confirmed.emit()

    def wipe(self) -> None:
        """Take every word off the screen."""
        self._recovery.wipe()
        self._confirm.wipe()

    @Slot()
    def _on_back(self) -> None:
        self._go(confirm=False)

    def _go(self, *, confirm: bool) -> None:
        parts = (self._recovery, self._confirm)
        goes, comes = parts if confirm else reversed(parts)
        goes.hide()  # first: both together would stretch a dialog past a small screen
        comes.show()
        self._back.setVisible(confirm)
        self._next.setText(_("Finish") if confirm else _("Next"))
        self._say("")
        (self._confirm if confirm else self._next).setFocus()
        self.changed.emit()

    def _say(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
