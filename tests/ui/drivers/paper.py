"""The page of papers: what is drawn, looked at and printed. The only place of the tests that knows
what the page is put together of."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from tests.ui.drivers.seeing import every, seen
from tests.ui.gestures import field
from tipdesk.cases.paper.prints import Print
from tipdesk.desk.paper.printing_room import PrintOptions, PrintPlan
from tipdesk.i18n.text import _, isolated
from tipdesk.printing.documents.rendering import RenderedDocument
from tipdesk.ui.paper.letterhead_dialog import LetterheadDialog
from tipdesk.ui.paper.page import PaperPage
from tipdesk.ui.paper.print_run import PrintRun
from tipdesk.ui.toolkit.printers import Job
from tipdesk.ui.viewers.pages import PageSheet, PdfPreview


def plan_of(page: PaperPage) -> PrintPlan:
    """The frozen file that the paper is drawn from."""
    return page._plan


def paper_of(page: PaperPage) -> RenderedDocument | None:
    """The paper that is shown; None while it is being drawn."""
    return page._drawn


def pdf_of(page: PaperPage) -> bytes:
    """The paper that is shown, as it would be saved."""
    return page._drawn.pdf


def options_of(page: PaperPage) -> PrintOptions:
    """What was chosen for the next paper."""
    return page._options()


def document_choice(page: PaperPage) -> QComboBox:
    """Which document is shown."""
    return field(page, _("Document"))


def choose_document(page: PaperPage, key: str) -> None:
    """Show another document."""
    choice = document_choice(page)
    choice.setCurrentIndex(choice.findData(key))


def preview_of(root: QWidget) -> PdfPreview:
    """What shows the pages, hidden or not."""
    (preview,) = every(root, PdfPreview)
    return preview


def is_drawn(root: QWidget) -> bool:
    """Whether every preview that is seen shows the picture of its first page."""
    shown = [every(preview, PageSheet) for preview in seen(root, PdfPreview)]
    return all(sheets and sheets[0].drawn is not None for sheets in shown)


def sheet(preview: PdfPreview, number: int) -> QWidget:
    """One page of the preview, counted from 0."""
    return preview._pages[number]


def run_of(page: PaperPage) -> PrintRun | None:
    """The printing that is under way."""
    return page._printing._run


def prints_both_sides(page: PaperPage) -> bool:
    """Whether the printing that is under way turns its sheets."""
    return page._printing._run._order.both_sides


def stop_printing(page: PaperPage) -> None:
    """As a lock does, also before the first page is drawn and the button for it is there."""
    page._printing.stop()


def say_what_became(page: PaperPage, job: Job) -> None:
    """The printer's queue says what became of a printing."""
    page._printing._on_told(job)


def record_print(page: PaperPage, how: Print) -> None:
    """Enter the paper that is shown as one whose first page was printed."""
    page._printing._record(plan_of(page), paper_of(page), how, (1,))


# --- the dialog of the letterhead ---------------------------------------------------------------


def arabic_line(dialog: LetterheadDialog, number: int) -> QLineEdit:
    """One of the Arabic lines, counted from 1."""
    return field(dialog, _("Line {number}, Arabic").format(number=isolated(str(number))))


def draw_now(dialog: LetterheadDialog) -> None:
    """What a pause in typing brings."""
    dialog._draw()


def times_drawn(preview: PdfPreview) -> int:
    """How often something else was shown."""
    return preview._turn
