"""Pictures of printing: the strip on the page of papers, the dialogs, what is said without a printer."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QPushButton

from tests.ui.drivers.seeing import first, radios
from tests.ui.gestures import field
from tests.ui.pictures.photographer import Photographer
from tipdesk.cases.paper.prints import FOR_BLANK_PAPER, PrinterKind
from tipdesk.i18n.text import _
from tipdesk.ui.paper.page import PaperPage
from tipdesk.ui.paper.print_dialog import PrintRequest, _PrintDialog, ask_print, ask_saving
from tipdesk.ui.toolkit.printers import Printer

PRINTERS = tuple(
    Printer(name, kind, both, device=NotImplementedError)
    for name, kind, both in (
        ("طابعة مكتب الاستقبال", PrinterKind.LOCAL, True),
        ("طابعة الممر", PrinterKind.NETWORK, True),
        ("طابعة تكتب ملفات", PrinterKind.FILE, False),
    )
)


def printing(camera: Photographer, page: PaperPage) -> None:
    """`page` shows a paper already."""
    strip = page._printing
    strip._show_run(_("Printing…"), runs=True)
    strip._on_progress(7, 33)
    camera.page(page, "paper-printing")
    strip.hide()
    whole, sheet = PrintRequest(11, changed=(2, 3, 7)), PrintRequest(1, purposes=(), secret=True)
    camera.dialog("print", partial(ask_print, whole, PRINTERS, page))
    for at, name in ((1, "print-network"), (2, "print-file")):
        camera.dialog(name, partial(ask_print, whole, PRINTERS[at:], page))
    camera.dialog("print-secret", partial(ask_print, sheet, PRINTERS, page))
    blank = PrintRequest(1, purposes=FOR_BLANK_PAPER)
    camera.dialog("print-blank", partial(ask_print, blank, PRINTERS, page))
    camera.dialog("save-blank", partial(ask_saving, page, FOR_BLANK_PAPER))
    camera.dialog("print-none", partial(ask_print, whole, (), page))
    camera.dialog("save-purpose", partial(ask_saving, page))
    tallest = _PrintDialog(whole, PRINTERS[1:], page)
    radios(tallest)[-1].setChecked(True)  # only some pages
    purposes = field(tallest, _("What is it for?"))
    purposes.setCurrentIndex(purposes.count() - 1)
    first(tallest, QPushButton, "primary").click()
    tallest.show()
    camera.shot(tallest, "print-missing")
    tallest.close()
