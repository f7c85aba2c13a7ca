"""A PDF that cannot be shown, wholly or in part, says so in the preview."""

import pytest
from PySide6.QtPrintSupport import QPrinter

from tests.printing import odd_pdfs
from tests.ui.drivers.paper import sheet
from tests.ui.gestures import bare, texts
from tipdesk.cases.paper.prints import PrinterKind, PrintOutcome
from tipdesk.core.errors import PrintFailed
from tipdesk.i18n.text import _
from tipdesk.printing.preview import MOST_PAGES
from tipdesk.ui.paper.print_run import Order, PrintRun
from tipdesk.ui.toolkit.printers import Printer
from tipdesk.ui.viewers.pages import PdfPreview

WHOLE = "The program cannot show this file. Save a copy to view it."


@pytest.fixture
def preview(jobs, shown, qtbot):
    pdf_preview = shown(PdfPreview(jobs))
    yield pdf_preview
    qtbot.waitUntil(lambda: not jobs.busy, timeout=10_000)


@pytest.mark.parametrize("name", ["junk", "no page"])
def test_what_is_no_pdf_is_said(preview, name):
    preview.show_pdf(odd_pdfs.UNREADABLE[name])
    assert preview.pages == 0
    assert _(WHOLE) in texts(preview)


def test_a_page_without_a_shape_is_said_and_the_others_are_drawn(preview, qtbot):
    preview.show_pdf(odd_pdfs.pdf("0 0 1 14400000", odd_pdfs.USUAL))
    qtbot.waitUntil(lambda: preview.complete, timeout=10_000)
    assert preview.pages == 2
    sheets = [sheet(preview, number) for number in range(preview.pages)]
    assert [page.text() for page in sheets] == [_("This page cannot be shown."), ""]
    assert [page.drawn is None for page in sheets] == [True, False]


def test_of_very_many_pages_the_first_are_shown_and_it_says_so(preview, qtbot):
    preview.show_pdf(odd_pdfs.pdf(*[odd_pdfs.USUAL] * 3000))
    assert preview.pages == MOST_PAGES
    pages_shown = _("Pages shown: {shown} of {count}. Save a copy to see the others.")
    assert bare(pages_shown.format(shown=MOST_PAGES, count=3000)) in bare(texts(preview))


def test_a_page_without_a_shape_is_not_counted_as_printed(jobs, qtbot, tmp_path):
    def device():
        printer = QPrinter()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "printed.pdf"))
        return printer

    paper, progress = odd_pdfs.pdf(odd_pdfs.USUAL, "0 0 1 14400000"), []
    order = Order(Printer("Laser", PrinterKind.LOCAL, device=device), (1, 2))
    run = PrintRun(jobs, order, lambda: lambda: paper, lambda *values: progress.append(values))
    with qtbot.waitSignal(run.failed, timeout=10_000) as failed:
        run.start()
    assert isinstance(failed.args[0], PrintFailed)
    assert progress == [(PrintOutcome.FAILED, (1,))]
