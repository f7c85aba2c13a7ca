"""Pages of a PDF on the screen; the PDF itself stays in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRect, QTimer, Slot
from PySide6.QtGui import (
    QImage,
    QPixmap,
)
from PySide6.QtWidgets import QWidget

from tipdesk.core.errors import TipdeskError
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolated
from tipdesk.printing.preview import PageSizes, Raster, page_sizes, rasterise
from tipdesk.ui.toolkit.jobs import JobRunner
from tipdesk.ui.viewers.page_sheet import PageSheet
from tipdesk.ui.viewers.page_view import PageView

_POINTS = 72  # per inch
_REST = 120  # milliseconds after the last change of size before pages are drawn anew
_NEAR = 2  # pages before and after the visible ones that stay drawn
Draw = Callable[[int, float], Raster | None]  # page, dots per inch


def image_of(drawn: Raster) -> QImage:
    """The pixels as a picture of Qt's."""
    kind = QImage.Format.Format_RGBA8888
    return QImage(drawn.rgba, drawn.width, drawn.height, drawn.width * 4, kind).copy()


def drawn_page(pdf: bytes, page: int, dpi: float) -> Raster | None:
    """A page's picture; None when it cannot be drawn. JOB."""
    try:
        return rasterise(pdf, page, dpi)
    except ValueError:
        return None


class PdfPreview(PageView):
    """Only pages near the visible ones are drawn, in jobs."""

    def __init__(self, jobs: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._draw: Draw | None = None
        self._turn = 0  # counts what was asked for; answers to older questions are dropped
        self._drawing = False
        self.setAccessibleName(_("Preview of the pages"))
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._rest.timeout.connect(self._draw_next)
        self.fitted.connect(self._rest.start)
        self.verticalScrollBar().valueChanged.connect(self._draw_next)

    @property
    def complete(self) -> bool:
        """Whether every visible page is drawn sharply."""
        return not self._drawing and all(self._pages[at].sharp for at in self._wanted())

    def show_pdf(self, pdf: bytes) -> None:
        """Replace what is shown by a paper of our own; an empty value clears the preview."""
        self._show(page_sizes(pdf), partial(drawn_page, pdf) if pdf else None)

    def show_pages(self, sizes: PageSizes, draw: Draw) -> None:
        """Replace what is shown by pages from outside, measured in a job before; `draw` is called
        in jobs. What cannot be shown is said in its place."""
        self._show(sizes, draw)

    def _show(self, found: PageSizes, draw: Draw | None) -> None:
        self._draw = draw
        self._turn += 1
        self._drawing = False
        named = partial(_named, count=found.count)
        sheets = [PageSheet(one, named(at)) for at, one in enumerate(found.shown)]
        self.place(sheets, _unshown(found) if draw is not None else "")
        self._draw_next()
        self.replaced.emit(len(sheets))

    # --- drawing ----------------------------------------------------------------------------

    def _wanted(self) -> Sequence[int]:
        """The pages that are visible, and a few around them."""
        top = self.verticalScrollBar().value()
        view = QRect(0, top, self.viewport().width(), self.viewport().height())
        seen = [
            at
            for at, page in enumerate(self._pages)
            if page.geometry().bottom() >= view.top() and page.geometry().top() <= view.bottom()
        ] or [0]
        return range(max(seen[0] - _NEAR, 0), min(seen[-1] + _NEAR + 1, len(self._pages)))

    @Slot()
    def _draw_next(self) -> None:
        """Ask for one page that lacks its picture; forget pictures far away."""
        if self._drawing or not self._pages or self._draw is None:
            return
        wanted = self._wanted()
        for at, page in enumerate(self._pages):
            if at not in wanted:
                page.drawn, page.sharp = None, bool(page.text())
        missing = [at for at in wanted if not self._pages[at].sharp]
        if not missing:
            return
        at = missing[0]
        self._drawing = True
        page = self._pages[at]
        dpi = page.width() * self.devicePixelRatioF() * _POINTS / page.points[0]
        self._jobs.run(
            partial(self._draw, at, dpi),
            done=partial(self._on_drawn, self._turn, at, page.width()),
            failed=self._on_failed,
        )

    def _on_drawn(self, turn: int, at: int, width: int, drawn: Raster | None) -> None:
        if turn != self._turn:
            return
        self._drawing = False
        page = self._pages[at]
        if drawn is None:
            page.refuse()
        else:
            page.drawn = QPixmap.fromImage(image_of(drawn))
            page.sharp = page.width() == width
            page.update()
        self._draw_next()

    def _on_failed(self, _error: TipdeskError) -> None:
        self._drawing = False


def _unshown(found: PageSizes) -> str:
    """What to say of what is not there; "" when everything is."""
    if not found.count:
        return _("The program cannot show this file. Save a copy to look at it.")
    if found.count == len(found.shown):
        return ""
    shown, count = isolated(str(len(found.shown))), isolated(str(found.count))
    return _("Pages shown: {shown} of {count}. Save a copy to look at the others.").format(
        shown=shown, count=count
    )


def _named(at: int, count: int) -> str:
    return _("Page {page} of {count}").format(
        page=isolated(str(at + 1)), count=isolated(str(count))
    )
