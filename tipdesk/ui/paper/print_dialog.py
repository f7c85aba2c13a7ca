"""Asking how a paper is printed: on what, how often, which pages, what for; and what that means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from tipdesk.cases.paper.prints import FOR_A_FILE, PrinterKind, Purpose
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolate, isolated
from tipdesk.ui.paper.pages_field import PagesField
from tipdesk.ui.paper.print_run import Order
from tipdesk.ui.paper.purpose_field import PurposeField
from tipdesk.ui.toolkit.combo_editor import CalmCombo
from tipdesk.ui.toolkit.dialogs import Cover, HouseDialog, say
from tipdesk.ui.toolkit.parts import button, column, label, labelled, row
from tipdesk.ui.toolkit.printers import Printer
from tipdesk.ui.toolkit.strips import Strip
from tipdesk.ui.toolkit.theme import px

_WIDTH, _NARROW = 780, 520  # at 100 %; with pages to choose, and without
_GAP = 32
_MOST_COPIES = 10


@dataclass(frozen=True, slots=True)
class Paper:
    """What is to be printed. `changed`: the pages (from 1) that say something else than when they
    were printed last, None where pages are not compared. `purposes`: what it may be for; none: that
    is not asked. `usual`: the one that it is made for. `secret`: it opens the vault, so it is never
    written into a file and leaves once."""

    pages: int
    changed: tuple[int, ...] | None = None
    purposes: Sequence[Purpose] = FOR_A_FILE
    usual: Purpose | None = None
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """What was answered; without a purpose where it was not asked."""

    order: Order
    purpose: Purpose | None = None
    words: str = ""


def ask_print(paper: Paper, printers: Sequence[Printer], parent: QWidget) -> Wish | None:
    """Ask; None when the person went back, when no printer is there, which is said, or when
    everything is covered and nothing is asked."""
    if Cover.down:
        return None
    offered = [one for one in printers if not (paper.secret and one.kind is PrinterKind.FILE)]
    if not offered:
        say_no_printer(parent, secret=paper.secret)
        return None
    dialog = _PrintDialog(paper, offered, parent)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    wish = dialog.wish() if accepted else None
    dialog.deleteLater()
    return wish


def say_no_printer(parent: QWidget, *, secret: bool) -> None:
    """Tell that no printer is there, and what can be done."""
    if secret:
        title = _("There is no printer for this sheet")
        text = _(
            "It is never printed into a file: whoever finds the file could read everything. "
            "Copy the words by hand, or connect a printer and try again."
        )
    else:
        title = _("No printer was found")
        text = _(
            "Look whether the printer is switched on and its cable is in, then try again. A new "
            "printer has to be set up in the system first. Until then the paper can be written by "
            "hand on a blank form, or saved as PDF."
        )
    say(parent, title, text, done=False)


def _warnings() -> dict[PrinterKind, str]:
    """What is said before printing there."""
    return {
        PrinterKind.NETWORK: _(
            "This printer stands on a network. The pages travel through it, the printer may "
            "keep them, and they may come out where others read what the person told. "
            "Choose a printer beside you, or let a colleague stand at that one."
        ),
        PrinterKind.FILE: _(
            "This one prints no paper: it writes a file, or sends it on. The file is not "
            "encrypted; whoever finds it reads what the person told. Choose a printer, or go "
            "back and save as PDF where only you can open it."
        ),
    }


def _rests(printer: Printer) -> str:
    """What is said of a printer that does not print now; '' of one that does."""
    if printer.closed:
        return _("This printer takes no prints at present. Choose another one, or look at it.")
    if printer.stopped:
        return _(
            "This printer is paused: the pages would wait in its queue, and come out when it goes "
            "on, even if nobody stands beside it. Start it first, or choose another one."
        )
    return ""


class _PrintDialog(HouseDialog):
    def __init__(self, paper: Paper, printers: Sequence[Printer], parent: QWidget) -> None:
        super().__init__(parent)
        self._printers, self._paper = printers, paper
        self.setWindowTitle(_("Print"))
        self.setFixedWidth(px(_WIDTH if paper.pages > 1 else _NARROW))
        self._printer = CalmCombo()
        for one in printers:
            self._printer.addItem(isolate(one.name))
        self._both = QCheckBox(_("On both sides of the sheet"))
        self._copies = CalmCombo()
        self._copies.setFixedWidth(px(90))
        for count in range(1, _MOST_COPIES + 1):
            self._copies.addItem(isolated(str(count)), count)
        self._pages = PagesField(paper.pages, paper.changed)
        self._purpose = PurposeField(paper.purposes, paper.usual)
        self._problem = label("", "error", wrap=True)
        self._go_on = button(_("Print"), "printer", "primary")
        self._go_on.setDefault(True)
        self._told = Strip(kind="notewarn")
        self._build()
        self._printer.currentIndexChanged.connect(self._on_printer)
        self._go_on.clicked.connect(self._on_print)
        for part in (self._pages, self._purpose):
            part.changed.connect(self._hush)
        self._on_printer()

    def _build(self) -> None:
        back = button(_("Cancel"))
        back.clicked.connect(self.reject)
        copies = labelled(_("Copies"), self._copies)
        printer = labelled(_("Printer"), self._printer)
        below_the_title = column(1, self._both, spacing=0)
        sheets = row(copies, below_the_title, 1, spacing=px(18))
        how = column(printer, sheets, self._purpose, 1, spacing=px(14))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(18), px(24), px(16))
        box.setSpacing(px(14))
        box.addWidget(label(_("Print"), "h2"))
        box.addWidget(self._told)
        beside = QHBoxLayout()
        beside.setSpacing(px(_GAP))
        beside.addWidget(how, 1)
        pages = column(self._pages, 1)
        beside.addWidget(pages, 1)
        box.addLayout(beside)
        box.addWidget(self._problem)
        box.addWidget(row(back, 1, self._go_on))
        copies.setVisible(not self._paper.secret)
        for part in (pages, self._both):
            part.setVisible(self._paper.pages > 1)
        self._purpose.setVisible(bool(self._paper.purposes))
        self._problem.hide()

    def wish(self) -> Wish:
        """What was answered."""
        order = Order(
            printer=self._chosen(),
            pages=self._pages.pages(),
            copies=self._copies.currentData(),
            both_sides=self._both.isChecked() and self._both.isEnabled(),
        )
        return Wish(order, self._purpose.purpose(), self._purpose.words())

    def _chosen(self) -> Printer:
        return self._printers[max(self._printer.currentIndex(), 0)]

    @Slot()
    def _on_printer(self) -> None:
        printer = self._chosen()
        turns = printer.both_sides
        self._both.setEnabled(turns)
        self._both.setToolTip("" if turns else _("This printer does not turn the sheets itself."))
        told = [one for one in (_rests(printer), _warnings().get(printer.kind, "")) if one]
        self._told.set_text("\n".join(told))
        self._told.setVisible(bool(told))
        go_on = _("Print") if not told else _("Print there all the same")
        self._go_on.setText(go_on)
        self._go_on.setAccessibleName(go_on)

    @Slot()
    def _hush(self) -> None:
        self._problem.hide()

    @Slot()
    def _on_print(self) -> None:
        missing = self._pages.missing()
        where: PagesField | PurposeField = self._pages
        if not missing and self._paper.purposes:
            missing, where = self._purpose.missing(), self._purpose
        if not missing:
            self.accept()
            return
        self._problem.setText(missing)
        self._problem.show()
        where.focus_missing()
