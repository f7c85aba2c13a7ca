"""Whoever goes by keyboard sees the whole field that has the cursor, with the words around it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Slot
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QScrollArea, QTextEdit, QWidget
from shiboken6 import isValid

from tipdesk.ui.toolkit.theme import px

_Text = QPlainTextEdit | QTextEdit
_AROUND = 56  # pixels at 100 %: a question above its field, a hint or a fault below
_LINE = 12  # and around the line of a cursor


def bring_into_sight(part: QWidget) -> None:
    """Scroll the page that `part` stands on until all of it is seen, with a little around it."""
    page = part.parentWidget()
    while page is not None and not isinstance(page, QScrollArea):
        page = page.parentWidget()
    if page is not None:
        page.ensureWidgetVisible(part, 0, px(_LINE))


class InSight(QObject):
    """Scrolls `area` after the focus, and after the cursor in a long text: Qt itself brings only
    its line into sight, and only when the focus comes."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area
        self._first: QWidget | None = None  # what stands under the page's title
        self._opening = False
        self._text: _Text | None = None  # whose cursor is followed
        self._soon = QTimer(self)  # what the focus has changed on the page has its place first
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._scroll)
        self._written = QTimer(self)  # the field grows with what was written first
        self._written.setSingleShot(True)
        self._written.setInterval(0)
        self._written.timeout.connect(self._show_line)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    def open_at_title(self, first: QWidget | None) -> None:
        """Another page is shown; its title stays in sight when the cursor comes to `first`."""
        self._first, self._opening = first, True

    @Slot(QWidget, QWidget)
    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if not isValid(self._area):  # it goes, and the focus with it
            return
        self._follow(now)
        # What is clicked must not move away under the mouse.
        if now is not None and not QApplication.mouseButtons().value:
            self._soon.start()

    @Slot()
    def _scroll(self) -> None:
        page, now = self._area.widget(), QApplication.focusWidget()
        if page is None or now is None or not page.isAncestorOf(now):
            return
        if self._stays_at_the_title(page, now):
            self._area.verticalScrollBar().setValue(0)
            self._show_line()
            return
        middle = now.mapTo(page, QPoint(now.width() // 2, now.height() // 2))
        half = now.height() // 2 + px(_AROUND)
        if 2 * half <= self._area.viewport().height():
            self._area.ensureVisible(middle.x(), middle.y(), 0, half)
        self._show_line()

    def _follow(self, now: QWidget | None) -> None:
        """Whose cursor counts from now on."""
        page, before = self._area.widget(), self._text
        inside = now is not None and page is not None and page.isAncestorOf(now)
        self._text = now if inside and isinstance(now, _Text) else None
        if self._text is before:
            return
        if before is not None and isValid(before):
            before.cursorPositionChanged.disconnect(self._written.start)
        if self._text is not None:
            self._text.cursorPositionChanged.connect(self._written.start)

    @Slot()
    def _show_line(self) -> None:
        """Nobody types below the edge of the page."""
        page, text = self._area.widget(), self._text
        if page is None or text is None or QApplication.mouseButtons().value:
            return
        line = text.cursorRect()
        at = text.viewport().mapTo(page, line.center())
        self._area.ensureVisible(at.x(), at.y(), 0, line.height() // 2 + px(_LINE))

    def _stays_at_the_title(self, page: QWidget, now: QWidget) -> bool:
        """Whether the page just opened at its title, with the cursor in its first question, or
        shows both. A first question that stands further down is shown when a key is pressed."""
        opening, self._opening = self._opening, False
        if self._first is None or not self._first.isAncestorOf(now):
            return False
        begins = now.mapTo(page, QPoint(0, 0)).y()
        shown = min(now.height(), 2 * px(_AROUND))
        if begins + shown <= self._area.viewport().height():
            return True
        if opening:
            now.installEventFilter(self)
        return opening

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress:
            watched.removeEventFilter(self)
            self._scroll()
        return False
