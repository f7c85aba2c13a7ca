"""One thing on the screen and nothing behind it: unlocking, the pages, the privacy screen.

`Layers` shows one of them; what is not shown hangs on nothing. A `Veil` is a calm page before what
cannot be masked word by word: printed sheets, a received record. What was copied out of the window
goes with the lock (`forget_clipboard`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QClipboard,
    QColor,
    QGuiApplication,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPaintEvent,
)
from PySide6.QtWidgets import QApplication, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from tipdesk.core.hardening import overwrite_lately_freed
from tipdesk.i18n.text import _
from tipdesk.ui.toolkit.parts import button, cursor_in, label
from tipdesk.ui.toolkit.theme import color, px


class Veil(QStackedWidget):
    """Shows its content, or that names are hidden and how they come back."""

    names_asked = Signal()  # the person wants to see names again

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self._show = button(_("Show names"), "eye")
        self._show.clicked.connect(self.names_asked)
        self._before = QWidget()
        words = label(_("This page names people, so it is hidden while names are."), "muted")
        box = QVBoxLayout(self._before)
        box.setSpacing(px(14))
        box.addStretch(2)
        for part in (label(_("Names are hidden"), "h2"), words, self._show):
            box.addWidget(part, 0, Qt.AlignmentFlag.AlignCenter)
        box.addStretch(3)
        self.addWidget(content)
        self.addWidget(self._before)

    def cover(self, covered: bool) -> None:
        """Stand before the content, or step aside; the cursor goes along."""
        wanted = self._before if covered else self._content
        leaving = self.currentWidget()
        focused = QApplication.focusWidget()
        inside = leaving is not None and focused is not None and leaving.isAncestorOf(focused)
        self.setCurrentWidget(wanted)
        if inside and leaving is not wanted:
            (self._show if covered else self._content).setFocus()


# --- the quiet picture: hills under a pale sky ------------------------------------------------


# Colour token, height above the ground, waves across the screen, shift of the first one.
_HILLS = (
    ("hill1", 0.30, 1.15, 0.9),
    ("hill2", 0.21, 1.45, 2.6),
    ("hill3", 0.13, 1.9, 0.2),
)
_STEP = 8  # pixels between two points of a ridge


def paint_landscape(painter: QPainter, width: int, height: int) -> None:
    """Sky and hills over the whole of a picture of this size."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    sky = QLinearGradient(0, 0, 0, height)
    sky.setColorAt(0, QColor(color("sky")))
    sky.setColorAt(0.7, QColor(color("bg")))
    painter.fillRect(0, 0, width, height, sky)
    for token, high, waves, shift in _HILLS:
        painter.setBrush(QColor(color(token)))
        painter.drawPath(_ridge(width, height, (high, waves, shift)))


def _ridge(width: int, height: int, hill: tuple[float, float, float]) -> QPainterPath:
    high, waves, shift = hill
    path = QPainterPath()
    path.moveTo(0, height)
    for x in range(0, width + _STEP, _STEP):
        wave = math.sin(2 * math.pi * waves * x / max(width, 1) + shift)
        path.lineTo(x, height * (1 - high * (1 + 0.35 * wave)))
    path.lineTo(width, height)
    path.closeSubpath()
    return path


class Landscape(QWidget):
    """Paints itself and nothing else."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_landscape(painter, self.width(), self.height())
        painter.end()


# --- the PIN of a recovery share --------------------------------------------------------------


def pin_field(name: str, longest: int = 6) -> QLineEdit:
    """A field for some digits of any digit set, never shown."""
    field = QLineEdit()
    field.setObjectName("pin")
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setMaxLength(longest)
    field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    field.setAlignment(Qt.AlignmentFlag.AlignCenter)
    field.setAccessibleName(name)
    return field


# --- what goes with the lock ------------------------------------------------------------------


class LastFolder:
    """The folder of the file that was chosen last: in memory, until the vault locks."""

    folder: Path | None = None


def forget_folder() -> None:
    """Who comes next begins at home, not in a folder of somebody else."""
    LastFolder.folder = None


def forget_clipboard() -> None:
    """Empty clipboard and selection, if what is in them came from this program, and overwrite
    what was let go of lately."""
    clipboard = QGuiApplication.clipboard()
    if clipboard.ownsClipboard():
        clipboard.clear()
    if clipboard.supportsSelection() and clipboard.ownsSelection():
        clipboard.clear(QClipboard.Mode.Selection)
    overwrite_lately_freed()


_TURNS = 16


def settle() -> None:
    """Lay out now what has changed. Layouts within one another would come to rest in several turns
    of the event loop, and each of them would be painted: the page would jump before one's eyes."""
    for _turn in range(_TURNS):  # each lets the next layout speak; a turn with nothing is free
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def discard(page: QWidget) -> None:
    """Destroy a page in the next turn of the event loop. Until then none of its timers asks
    anything of what is closed."""
    for timer in page.findChildren(QTimer):
        timer.stop()
    page.deleteLater()


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
