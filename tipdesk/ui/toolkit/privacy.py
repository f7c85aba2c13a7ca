"""One thing on the screen and nothing behind it: unlocking, the pages, the curtain."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from tipdesk.ui.toolkit.parts import cursor_in

_TURNS = 16


def settle() -> None:
    """Lay out now what has changed. Layouts within one another would come to rest in several turns
    of the event loop, and each of them would be painted: the page would jump before one's eyes."""
    for _turn in range(_TURNS):  # each lets the next layout speak; a turn with nothing is free
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


class Layers(QStackedWidget):
    """Shows one layer. The others hang on nothing meanwhile: no picture of the window and no
    screen reader's walk through it comes upon them. Whoever made a layer keeps it."""

    def __init__(self, *covers: QWidget) -> None:
        super().__init__()
        self._covers = covers
        self._cursors: dict[QWidget, QWidget] = {}  # layer → where its cursor was
        self._nothing: QWidget | None = None  # shown while something is asked under the lid

    @property
    def covered(self) -> bool:
        """Whether a cover is shown: nobody who could be asked sees anything else."""
        return self.currentWidget() in self._covers

    @property
    def away(self) -> bool:
        """Whether the pages are away, for a cover or for a question under the lid."""
        return self.covered or self.currentWidget() is self._nothing

    @contextmanager
    def nothing(self) -> Iterator[None]:
        """Within: no layer is there, on the screen or for a screen reader; the one that was comes
        back with its cursor, unless another one was shown meanwhile."""
        before, outer = self.currentWidget(), self._nothing
        nothing = self._nothing = QWidget()
        self.show_only(nothing)
        try:
            yield
        finally:
            if self.currentWidget() is nothing and before is not None:
                self.show_only(before)
            self._nothing = outer
            nothing.deleteLater()

    def show_only(self, layer: QWidget) -> None:
        """Put `layer` on the screen and take away what was there; its cursor comes back."""
        before = self.currentWidget()
        if before is layer:
            return
        focused = cursor_in(self.window())
        if before is not None and focused is not None and before.isAncestorOf(focused):
            self._cursors[before] = focused
        self.addWidget(layer)
        self.setCurrentWidget(layer)
        if before is not None:
            self.removeWidget(before)
            before.setParent(None)
        cursor = self._cursors.pop(layer, None)
        if cursor is not None and shiboken6.isValid(cursor) and layer.isAncestorOf(cursor):
            cursor.setFocus()
