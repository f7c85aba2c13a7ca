"""Pages of a PDF on the screen; the PDF itself stays in memory.

`PdfPreview` shows pages below each other, `PageBar` above it turns and zooms them. What comes from
anywhere, a picture too, is drawn by a process of its own (`printing.outside.own_process`) and comes
here as pixels: Qt chooses a decoder by itself when it may, its SVG reads other files of this
computer by their path, and a decoder that a file has taken over would find the keys.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QShortcut,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tipdesk.core.errors import TipdeskError
from tipdesk.i18n.text import _, isolated
from tipdesk.printing.preview import PageSizes, Raster, page_sizes, rasterise
from tipdesk.texts import keys
from tipdesk.ui.toolkit.fields import number_line
from tipdesk.ui.toolkit.jobs import JobRunner
from tipdesk.ui.toolkit.keyboard import shortcut_of
from tipdesk.ui.toolkit.parts import button, label, row
from tipdesk.ui.toolkit.theme import color, px

_SHEET = (595.0, 842.0)  # points, of a page that has no shape


class PageSheet(QLabel):
    """One sheet: white until its picture is there, with words when there will be none."""

    def __init__(self, points: tuple[float, float] | None, name: str) -> None:
        super().__init__()
        self.points = points or _SHEET
        self.drawn: QPixmap | None = None
        self.sharp = False  # the picture has the size at which it is shown
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        if points is None:
            self.refuse()

    def refuse(self) -> None:
        """Say that there is no picture."""
        self.setText(_("This page cannot be shown."))
        self.sharp = True

    def fit(self, width: int) -> None:
        """Take this width; an old picture is stretched until a sharp one comes."""
        size = QSize(width, round(width * self.points[1] / self.points[0]))
        if size != self.size() or self.minimumSize() != size:
            self.setFixedSize(size)
            self.sharp = bool(self.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if self.drawn is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(self.rect(), self.drawn)
        painter.setPen(QColor(color("border")))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
        super().paintEvent(event)


# --- the preview ------------------------------------------------------------------------------


_GAP = 16  # pixels between two pages
_WIDEST = 900  # pixels at 100 %: wider is no easier to read
_NOTCH = 120  # eighths of a degree (QWheelEvent)
_SAME = 0.01  # between two zooms that look alike
ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)  # 1.0: as wide as the room allows


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


class PdfPreview(QScrollArea):
    """Pages below each other, of which only those near the visible ones are drawn, in jobs.

    Page up and down turn to the page before and after, Home and End to the first and last; the
    wheel zooms while Control is held.
    """

    turned = Signal(int)  # the page that is looked at (0 is the first)
    replaced = Signal(int)  # how many pages are shown now
    fitted = Signal()  # their sizes may have changed

    def __init__(self, jobs: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: list[PageSheet] = []
        self._zoom = 1.0
        self._whole = False  # a page is as large as is seen at once
        self._wheel = 0  # turned with Control held, in eighths of a degree
        self._at = 0  # the page that is looked at
        self._turning = False
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._holder = QWidget()
        self._holder.setObjectName("page")
        self._box = QVBoxLayout(self._holder)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(_GAP))
        self.setWidget(self._holder)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
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
    def pages(self) -> int:
        """How many pages are shown."""
        return len(self._pages)

    def place(self, sheets: Sequence[PageSheet], remark: str) -> None:
        """Show these instead, from the first on; below them what is `remark`, '' for nothing."""
        self._holder.hide()  # else the whole window asks for its sizes anew at every page
        self._holder.resize(0, 0)  # a paper as long as the one before is measured again
        while (item := self._box.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._pages = list(sheets)
        for page in sheets:
            self._box.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
        if remark:
            self._box.addWidget(label(remark, wrap=True))
        self._box.addStretch(1)
        self._holder.show()  # now, with all of them: only what is shown is placed
        self._at = 0
        self.verticalScrollBar().setValue(0)
        self._refit()
        self.verticalScrollBar().setValue(0)

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
        further = [zoom for zoom in ZOOMS if (zoom - now) * by > _SAME]
        if further:
            self.set_zoom(min(further) if by > 0 else max(further))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() != Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        self._wheel += event.angleDelta().y()
        steps = int(self._wheel / _NOTCH)
        self._wheel -= steps * _NOTCH
        for _step in range(abs(steps)):
            self.step_zoom(1 if steps > 0 else -1)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._turning:
            self._refit()

    def _fit(self) -> None:
        room, high = self._room(), self.viewport().height() - px(2)
        for page in self._pages:
            seen = min(room, high * page.points[0] / page.points[1])
            page.fit(max(round(seen if self._whole else room * self._zoom), px(120)))
        if self._pages:
            self.fitted.emit()

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

    # --- what is shown ----------------------------------------------------------------------

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

    def _show(self, page_sizes: PageSizes, draw: Draw | None) -> None:
        self._draw = draw
        self._turn += 1
        self._drawing = False
        named = partial(_named, count=page_sizes.count)
        sheets = [PageSheet(size, named(at)) for at, size in enumerate(page_sizes.shown)]
        self.place(sheets, _unshown(page_sizes) if draw is not None else "")
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


def _unshown(page_sizes: PageSizes) -> str:
    """What to say of what is not there; "" when everything is."""
    if not page_sizes.count:
        return _("The program cannot show this file. Save a copy to view it.")
    if page_sizes.count == len(page_sizes.shown):
        return ""
    shown_count, count = isolated(str(len(page_sizes.shown))), isolated(str(page_sizes.count))
    return _("Pages shown: {shown} of {count}. Save a copy to see the others.").format(
        shown=shown_count, count=count
    )


def _named(at: int, count: int) -> str:
    return _("Page {page} of {count}").format(
        page=isolated(str(at + 1)), count=isolated(str(count))
    )


# --- the line above it ------------------------------------------------------------------------


_STACKED = 140  # %, of letters with which zooms stand below the pages


class PageBar(QWidget):
    """First, before, which page of how many, after, last; smaller, as wide as the room, as high,
    larger."""

    def __init__(self, preview: PdfPreview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preview = preview
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setFixedWidth(px(120))
        self._busy.hide()
        self._number = number_line(_("Page number"))
        self._count = label("", "muted")
        back, on = self._turns()
        self._back, self._on = back, on
        self._turning = (*back, self._number, self._count, *on)
        way = QBoxLayout.Direction
        stacked = px(100) >= _STACKED
        box = QBoxLayout(way.TopToBottom if stacked else way.LeftToRight, self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(6))
        box.addWidget(row(*self._turning, self._busy, 1, spacing=px(6)), 1)
        box.addWidget(row(*self._zooms(), 1 if stacked else 0, spacing=px(6)))
        preview.turned.connect(self._show)
        preview.replaced.connect(self._on_replaced)
        self._number.editingFinished.connect(self._on_number)
        self._on_replaced(0)

    def set_busy(self, busy: bool) -> None:
        """Show that the paper is being drawn. What goes goes first: all of it side by side is
        wider than a small screen, and a window that has grown stays so."""
        for part in (*self._turning, self._busy) if busy else (self._busy, *self._turning):
            part.setVisible(busy is (part is self._busy))

    def _turns(self) -> tuple[tuple[QPushButton, ...], tuple[QPushButton, ...]]:
        buttons = []
        for text, picture, turn in (
            (_("First page"), "caret-double-left", self._first),
            (_("Page before"), "caret-left", partial(self._by, -1)),
            (_("Next page"), "caret-right", partial(self._by, 1)),
            (_("Last page"), "caret-double-right", self._last),
        ):
            turn_button = _picture(text, picture)
            turn_button.clicked.connect(turn)
            buttons.append(turn_button)
        return tuple(buttons[:2]), tuple(buttons[2:])

    def _zooms(self) -> list[QPushButton]:
        fit, whole_page = (
            button(_("Fit the width"), style="ghost"),
            button(_("Whole page"), style="ghost"),
        )
        fit.setToolTip(keys.USUAL_SIZE.text)
        whole_page.setToolTip(keys.WHOLE_PAGE.text)
        smaller, larger = _picture(_("Smaller"), "minus"), _picture(_("Larger"), "plus")
        for zoom_button, act, key in (
            (smaller, lambda: self._preview.step_zoom(-1), shortcut_of(keys.SMALLER)),
            (fit, lambda: self._preview.set_zoom(1.0), shortcut_of(keys.USUAL_SIZE)),
            (whole_page, self._preview.show_whole, shortcut_of(keys.WHOLE_PAGE)),
            (larger, lambda: self._preview.step_zoom(1), shortcut_of(keys.LARGER)),
        ):
            zoom_button.clicked.connect(act)
            QShortcut(key, self.parentWidget() or self, act)
        return [smaller, fit, whole_page, larger]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that turn pages do so from the buttons as well."""
        self._preview.keyPressEvent(event)

    # --- pages --------------------------------------------------------------------------------

    def _by(self, step: int, _checked: bool = False) -> None:
        self._preview.turn_to(self._preview.page() + step)

    @Slot()
    def _first(self) -> None:
        self._preview.turn_to(0)

    @Slot()
    def _last(self) -> None:
        self._preview.turn_to(self._preview.pages - 1)

    @Slot()
    def _on_number(self) -> None:
        typed = self._number.text()
        if typed.isdecimal() and int(typed) - 1 != self._preview.page():
            self._preview.turn_to(int(typed) - 1)
        self._show(self._preview.page())

    @Slot(int)
    def _on_replaced(self, count: int) -> None:
        self._count.setText(_("of {count}").format(count=isolated(str(count))))
        self._show(self._preview.page())

    @Slot(int)
    def _show(self, page: int) -> None:
        count = self._preview.pages
        self._number.setText(str(page + 1) if count else "")
        self._number.setEnabled(count > 1)
        for turn_button in self._back:
            turn_button.setEnabled(page > 0)
        for turn_button in self._on:
            turn_button.setEnabled(page < count - 1)


def _picture(text: str, picture: str) -> QPushButton:
    icon_button = button("", picture, "ghost")
    icon_button.setAccessibleName(text)
    icon_button.setToolTip(text)
    return icon_button
