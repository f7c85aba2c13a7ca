"""The line above a preview: turning pages and zooming."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolated
from tipdesk.ui.toolkit.fields import number_line
from tipdesk.ui.toolkit.parts import button, label
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.viewers.pages import PdfPreview


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
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(6))
        for part in (*self._turning, self._busy):
            box.addWidget(part)
        box.addStretch(1)
        for part in self._zooms():
            box.addWidget(part)
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
        made = []
        for text, picture, turn in (
            (_("First page"), "caret-double-left", self._first),
            (_("Page before"), "caret-left", partial(self._by, -1)),
            (_("Next page"), "caret-right", partial(self._by, 1)),
            (_("Last page"), "caret-double-right", self._last),
        ):
            one = _picture(text, picture)
            one.clicked.connect(turn)
            made.append(one)
        return tuple(made[:2]), tuple(made[2:])

    def _zooms(self) -> list[QPushButton]:
        fit, whole = (
            button(_("Fit the width"), style="ghost"),
            button(_("Whole page"), style="ghost"),
        )
        fit.setToolTip("Ctrl+0")
        whole.setToolTip("Ctrl+9")
        smaller, larger = _picture(_("Smaller"), "minus"), _picture(_("Larger"), "plus")
        keys = QKeySequence.StandardKey
        for one, act, key in (
            (smaller, lambda: self._preview.step_zoom(-1), QKeySequence(keys.ZoomOut)),
            (fit, lambda: self._preview.set_zoom(1.0), QKeySequence("Ctrl+0")),
            (whole, self._preview.show_whole, QKeySequence("Ctrl+9")),
            (larger, lambda: self._preview.step_zoom(1), QKeySequence(keys.ZoomIn)),
        ):
            one.clicked.connect(act)
            QShortcut(key, self.parentWidget() or self, act)
        return [smaller, fit, whole, larger]

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
        for one in self._back:
            one.setEnabled(page > 0)
        for one in self._on:
            one.setEnabled(page < count - 1)


def _picture(text: str, picture: str) -> QPushButton:
    made = button("", picture, "ghost")
    made.setAccessibleName(text)
    made.setToolTip(text)
    return made
