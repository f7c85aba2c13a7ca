"""Pages below each other: turning them and zooming."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from tipdesk.ui.toolkit.parts import label
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.viewers.page_sheet import PageSheet

_GAP = 16  # pixels between two pages
_WIDEST = 900  # pixels at 100 %: wider is no easier to read
_NOTCH = 120  # eighths of a degree (QWheelEvent)
_SAME = 0.01  # between two zooms that look alike
ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)  # 1.0: as wide as the room allows


class PageView(QScrollArea):
    """Page up and down turn to the page before and after, Home and End to the first and last; the
    wheel zooms while Control is held."""

    turned = Signal(int)  # the page that is looked at (0 is the first)
    replaced = Signal(int)  # how many pages are shown now
    fitted = Signal()  # their sizes may have changed

    def __init__(self, parent: QWidget | None = None) -> None:
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

    @property
    def pages(self) -> int:
        """How many pages are shown."""
        return len(self._pages)

    def place(self, sheets: Sequence[PageSheet], said: str) -> None:
        """Show these instead, from the first on; below them what is `said`, '' for nothing."""
        while (item := self._box.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._pages = list(sheets)
        for page in sheets:
            self._box.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
            page.show()  # now: only what is shown is placed
        if said:
            self._box.addWidget(label(said, wrap=True))
        self._box.addStretch(1)
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
        further = [one for one in ZOOMS if (one - now) * by > _SAME]
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
