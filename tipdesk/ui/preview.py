"""Pages of a PDF on the screen; the PDF itself stays in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from tipdesk.errors import TipdeskError
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolated
from tipdesk.printing.preview import PageSizes, Raster, page_sizes, rasterise
from tipdesk.ui.jobs import JobRunner
from tipdesk.ui.look import px
from tipdesk.ui.page_sheet import PageSheet
from tipdesk.ui.parts import label

_POINTS = 72  # per inch
_GAP = 16  # pixels between two pages
_WIDEST = 900  # pixels at 100 %: wider is no easier to read
_REST = 120  # milliseconds after the last change of size before pages are drawn anew
_NEAR = 2  # pages before and after the visible ones that stay drawn
Draw = Callable[[int, float], Raster | None]  # page, dots per inch
_NOTCH = 120  # eighths of a degree (QWheelEvent)
_SAME = 0.01  # between two zooms that look alike
ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)  # 1.0: as wide as the room allows


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


class PdfPreview(QScrollArea):
    """Every page below the other. Only pages near the visible ones are drawn, in jobs. Page up and
    down turn to the page before and after, Home and End to the first and last; the wheel zooms
    while Control is held."""

    turned = Signal(int)  # the page that is looked at (0 is the first)
    replaced = Signal(int)  # how many pages are shown now

    def __init__(self, jobs: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._draw: Draw | None = None
        self._pages: list[PageSheet] = []
        self._zoom = 1.0
        self._whole = False  # a page is as large as is seen at once
        self._turned = 0  # of a wheel that zooms, in eighths of a degree
        self._turn = 0  # counts what was asked for; answers to older questions are dropped
        self._drawing = False
        self._at = 0  # the page that is looked at
        self._turning = False
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Preview of the pages"))
        holder = QWidget()
        holder.setObjectName("page")
        self._box = QVBoxLayout(holder)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(_GAP))
        self.setWidget(holder)
        self._holder = holder
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._rest.timeout.connect(self._draw_next)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    @property
    def pages(self) -> int:
        """How many pages are shown."""
        return len(self._pages)

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
        while (item := self._box.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._draw = draw
        self._turn += 1
        self._drawing = False
        self._pages = [
            PageSheet(one, _named(at, found.count)) for at, one in enumerate(found.shown)
        ]
        for page in self._pages:
            self._box.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
            page.show()  # now: only what is shown is placed
        if draw is not None and (said := _unshown(found)):
            self._box.addWidget(label(said, wrap=True))
        self._box.addStretch(1)
        self._at = 0
        self.verticalScrollBar().setValue(0)
        self._refit()
        self.verticalScrollBar().setValue(0)
        self._draw_next()
        self.replaced.emit(len(self._pages))

    # --- turning pages ------------------------------------------------------------------------

    def page(self) -> int:
        """The page that is looked at; 0 is the first."""
        return self._at

    def turn_to(self, page: int) -> None:
        """Look at a page, or at the first or last where there is no such one."""
        if not self._pages:
            return
        self._at = min(max(page, 0), len(self._pages) - 1)
        self._turning = True  # what lies at the end cannot be scrolled to the top
        self.verticalScrollBar().setValue(self._pages[self._at].y())
        self._turning = False
        self.turned.emit(self._at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._pages) - 1
        turns = {
            Qt.Key.Key_PageUp: self._at - 1,
            Qt.Key.Key_PageDown: self._at + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        wanted = turns.get(Qt.Key(event.key()))
        if wanted is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        else:
            self.turn_to(wanted)

    @Slot()
    def _on_scrolled(self) -> None:
        self._draw_next()
        if self._turning or not self._pages:
            return
        bar = self.verticalScrollBar()
        seen = bar.value() + self.viewport().height() // 3
        begun = [at for at, page in enumerate(self._pages) if page.y() <= seen]
        end = bar.value() == bar.maximum() > 0
        at = len(self._pages) - 1 if end else begun[-1] if begun else 0
        if at != self._at:
            self._at = at
            self.turned.emit(at)

    # --- sizes --------------------------------------------------------------------------------

    def zoom(self) -> float:
        """1.0: as wide as the room allows."""
        width = self._pages[self._at].width() if self._whole and self._pages else 0
        return width / max(self._room(), 1) if width else self._zoom

    def set_zoom(self, zoom: float) -> None:
        """Show larger or smaller; the page in view stays in view."""
        self._zoom, self._whole = min(max(zoom, ZOOMS[0]), ZOOMS[-1]), False
        self._refit()

    def show_whole(self) -> None:
        """Show as much of a page as there is: all of it at once."""
        self._whole = True
        self._refit()
        self.turn_to(self._at)

    def step_zoom(self, by: int) -> None:
        """To the next larger (1) or smaller (-1) size."""
        now = self.zoom()
        further = [one for one in ZOOMS if (one - now) * by > _SAME]
        if further:
            self.set_zoom(min(further) if by > 0 else max(further))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() != Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        self._turned += event.angleDelta().y()
        steps = int(self._turned / _NOTCH)
        self._turned -= steps * _NOTCH
        for _step in range(abs(steps)):
            self.step_zoom(1 if steps > 0 else -1)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._turning:
            self._refit()

    # --- drawing ----------------------------------------------------------------------------

    def _fit(self) -> None:
        room, high = self._room(), self.viewport().height() - px(2)
        for page in self._pages:
            seen = min(room, high * page.points[0] / page.points[1])
            page.fit(max(round(seen if self._whole else room * self._zoom), px(120)))
        if self._pages:
            self._rest.start()

    def _refit(self) -> None:
        """Fit the pages and look at the same place of the same one. They are placed now, not with
        the next event."""
        bar, page = self.verticalScrollBar(), self._pages[self._at] if self._pages else None
        share = (bar.value() - page.y()) / max(page.height(), 1) if page is not None else 0.0
        self._turning = True
        self._fit()
        self._holder.resize(self._box.minimumSize().expandedTo(self.viewport().size()))
        if page is not None:
            bar.setValue(page.y() + round(share * page.height()))
        self._turning = False

    def _room(self) -> int:
        """How wide a page is at a zoom of 1.0, in pixels."""
        return min(self.viewport().width() - px(2), px(_WIDEST))

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
