"""What is said above the list of files: all of it where there is room, else the first of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tipdesk.i18n.text import isolated, ngettext
from tipdesk.ui.toolkit.parts import button
from tipdesk.ui.toolkit.theme import px

_ROOMY = 640  # pixels at 100 %: a page as high as this has room for all of them and the list


class Reminders(QWidget):
    """Strips, the most pressing first. On a low page the first one stands for all, with a button
    that shows the others; the list has the room."""

    def __init__(self, strips: Sequence[QWidget]) -> None:
        super().__init__()
        self._strips = tuple(strips)
        self._tight = self._open = False
        self._more = button("", style="ghost")
        self._more.clicked.connect(self._on_more)
        lines = QVBoxLayout()
        lines.setSpacing(px(8))
        self._places = [QWidget() for _strip in self._strips]
        for place, strip in zip(self._places, self._strips, strict=True):
            box = QVBoxLayout(place)
            box.setContentsMargins(0, 0, 0, 0)
            box.addWidget(strip)
            lines.addWidget(place)
            strip.installEventFilter(self)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(px(8))
        outer.addLayout(lines, 1)
        outer.addWidget(self._more, 0, Qt.AlignmentFlag.AlignVCenter)
        self._arrange()

    def fit(self, height: int) -> None:
        """The page is so high now."""
        self._tight = height < px(_ROOMY)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._arrange()
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        saying = [not strip.isHidden() for strip in self._strips]
        first = saying.index(True) if any(saying) else -1
        folds = self._tight and not self._open
        for at, place in enumerate(self._places):
            place.setVisible(saying[at] and (at == first or not folds))
        others = sum(saying) - 1
        text = ngettext("{count} more reminder", "{count} more reminders", max(others, 0))
        self._more.setText(text.format(count=isolated(str(others))))
        self._more.setVisible(folds and others > 0)
        self.setVisible(any(saying))

    @Slot()
    def _on_more(self) -> None:
        self._open = True
        self._arrange()
