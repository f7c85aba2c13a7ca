"""The lid: whatever hides the screen puts it on the glass first, and does all else under it.

Keeping what is typed, sending dialogs away and turning to another page take their time: a long
statement, a slow disk. Meanwhile nothing of them may be read. The lid hides pixels only; what a
screen reader finds is taken away by `Layers`, under it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial, update_wrapper
from typing import Concatenate, ParamSpec, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from tipdesk.ui.toolkit.privacy import paint_landscape
from tipdesk.ui.toolkit.theme import color

_TURN = QEvent.Type(QEvent.registerEventType())


class _WindowLid(QWidget):
    """An opaque sheet over one window, as large as it, above everything in it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.hide()
        window.installEventFilter(self)

    @property
    def window_covered(self) -> QWidget:
        """What it lies over."""
        return self._window

    def put(self) -> None:
        """Be on the screen when this returns: `repaint` waits for no turn of the event loop."""
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()
        self.repaint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self.setGeometry(self._window.rect())
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(color("bg")))


class Lid(_WindowLid):
    """Over the main window, with a picture that was drawn before; over every other window that
    stands before it a plain sheet, as long as the lid is down.

    It is a child of the window itself: what lies in a layer goes away with it.
    """

    fell = Signal()

    def __init__(self, window: QWidget, needed: Callable[[], bool]) -> None:
        super().__init__(window)
        self._needed = needed  # whether anything is to be seen that must not be
        self._picture = QPixmap()
        self._sheets: list[_WindowLid] = []  # over other windows
        self._waiting: list[tuple[list[_WindowLid], Callable[[], object]]] = []
        self._deep = 0  # how many acts under the lid have begun and not ended
        self._stays = False

    # --- falling and lifting ----------------------------------------------------------------

    @contextmanager
    def down(self) -> Iterator[None]:
        """Within: everything is covered. Afterwards it lifts, unless that failed: then whoever is
        told of the mistake locks, and the lid stays until that is done."""
        with self._until_done(self._fall() if self._needed() else []):
            yield

    def first(self, act: Callable[..., object]) -> Callable[..., None]:
        """What covers everything at once, and does `act` in the next turn of the event loop: by
        then every system has the picture on its screen."""

        def begin(*carried: object) -> None:
            if not self._needed():
                act(*carried)
                return
            self._waiting.append((self._fall(), partial(act, *carried)))
            self._watch_windows(True)
            # Before anything else that waits: a dialog that is about to open, for one.
            QCoreApplication.postEvent(
                self, QEvent(_TURN), Qt.EventPriority.HighEventPriority.value
            )

        return begin

    def customEvent(self, event: QEvent) -> None:
        if event.type() == _TURN:
            self.go_on()

    def stay(self) -> None:
        """The act that runs now goes on later: stay until that has ended too."""
        self._stays = True

    @Slot()
    def go_on(self) -> None:
        """Do what waits for its turn. The next key does not pass it: it is meant for what comes,
        the PIN or the passphrase, not for the words under the lid."""
        while self._waiting:
            sheets, act = self._waiting.pop(0)
            self._watch_windows(bool(self._waiting))
            with self._until_done(sheets):
                act()

    @contextmanager
    def _until_done(self, sheets: list[_WindowLid]) -> Iterator[None]:
        self._deep += 1
        try:
            yield
        except BaseException:
            self._deep -= 1
            raise
        self._deep -= 1
        if not self._deep and not self._waiting:
            sheets, stays = self._sheets[:], self._stays
            self._stays = False
            if not stays:
                self.hide()
        for sheet in sheets:
            self._lift(sheet)

    def _fall(self) -> list[_WindowLid]:
        """Cover every window now; the sheets over those that were not covered yet."""
        if self._picture.size() != self._pixels():
            self.redraw()
        self.put()
        self._sheets = [sheet for sheet in self._sheets if shiboken6.isValid(sheet)]
        covered = {self._window, *(sheet.window_covered for sheet in self._sheets)}
        before = (widget for widget in QApplication.topLevelWidgets() if widget.isVisible())
        sheets = [self._put_over(widget) for widget in before if widget not in covered]
        QToolTip.hideText()
        self.fell.emit()
        return sheets

    def _put_over(self, window: QWidget) -> _WindowLid:
        sheet = _WindowLid(window)
        self._sheets.append(sheet)
        sheet.put()
        return sheet

    def _watch_windows(self, on: bool) -> None:
        """Until what waits has its turn, no window comes up before the lid uncovered."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
            if on:
                application.installEventFilter(self)

    def _lift(self, sheet: _WindowLid) -> None:
        if sheet in self._sheets:
            self._sheets.remove(sheet)
        if shiboken6.isValid(sheet):
            sheet.hide()
            sheet.deleteLater()

    # --- its picture ------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        super().eventFilter(watched, event)
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self.redraw()
        appeared = event.type() == QEvent.Type.Show and self._waiting
        if appeared and isinstance(watched, QWidget) and watched.isWindow():
            self._waiting[-1][0].append(self._put_over(watched))
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).drawPixmap(0, 0, self._picture)

    def _pixels(self) -> QSize:
        return self._window.size() * self._window.devicePixelRatio()

    def redraw(self) -> None:
        """Draw the picture, at once and not when it is needed."""
        self._picture = QPixmap(self._pixels())
        self._picture.setDevicePixelRatio(self._window.devicePixelRatio())
        painter = QPainter(self._picture)
        paint_landscape(painter, self._window.width(), self._window.height())
        painter.end()


class _Covered(Protocol):
    @property
    def lid(self) -> Lid:
        """Over the window."""


_Window = TypeVar("_Window", bound=_Covered)
_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")
_Act = Callable[Concatenate[_Window, _Given], _Result]


def under_lid(act: _Act[_Window, _Given, _Result]) -> _Act[_Window, _Given, _Result]:
    """An act of a window before which everything is covered, whoever asks for it."""

    def covered(window: _Window, /, *arguments: _Given.args, **named: _Given.kwargs) -> _Result:
        with window.lid.down():
            return act(window, *arguments, **named)

    return update_wrapper(covered, act)
