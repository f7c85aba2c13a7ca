"""The indicators of one dimension under a heading that opens and closes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.cases.interview.indicators import YES, IndicatorLine
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolate
from tipdesk.ui.toolkit.parts import button, set_picture
from tipdesk.ui.toolkit.theme import px


class Fold(QWidget):
    """A heading, and below it what is shown while it is open."""

    wide = True
    turned = Signal(bool)

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self.head = button(title, style="needLine")
        self.head.setCheckable(True)
        self.head.toggled.connect(self._on_toggled)
        self.body = QVBoxLayout()
        self.body.setSpacing(0)
        self._holder = QWidget()
        self._holder.setLayout(self.body)
        self.body.setContentsMargins(px(6), 0, px(6), px(8))
        self._holder.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        box.addWidget(self.head)
        box.addWidget(self._holder)
        self._show_caret()

    @property
    def open(self) -> bool:
        """Whether its body is shown."""
        return self.head.isChecked()

    def say(self, more: str) -> None:
        """What stands behind the title."""
        said = f"{self._title} • {more}" if more else self._title
        self.head.setText(isolate(said))
        self.head.setAccessibleName(said)

    def _on_toggled(self, opened: bool) -> None:
        self._holder.setVisible(opened)
        self._show_caret()
        self.turned.emit(opened)

    def _show_caret(self) -> None:
        name = "caret-down" if self.open else "caret-right"
        set_picture(self.head, name, size=16)


def dimension_counts(lines: Sequence[IndicatorLine]) -> str:
    """What is recorded in a dimension, and what still waits to be looked at."""
    yes = sum(line.state == YES for line in lines)
    waiting = sum(bool(line.because) and not line.state for line in lines)
    said = []
    if yes:
        said.append(_("recorded: {count}").format(count=yes))
    if waiting:
        said.append(_("proposed: {count}").format(count=waiting))
    return " • ".join(said) or _("none recorded")
