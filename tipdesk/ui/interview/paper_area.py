"""The room in which a section of the interview scrolls up and down."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea

from tipdesk.ui.toolkit.theme import px

_SCANT, _EDGE = 600, 12  # widths in pixels at 100 %


class PaperArea(QScrollArea):
    """Where the room is scant the edges of the paper give way; nothing on it is cut off."""

    scant = Signal(bool)  # the room has become scant, or no longer is

    def __init__(self) -> None:
        super().__init__()
        self._edges: list[tuple[QLayout, int]] = []
        self._is_scant: bool | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._fit()

    def give_way(self, *layouts: QLayout) -> None:
        """The margins of these are the edges."""
        self._edges = [(one, one.contentsMargins().left()) for one in layouts]
        self._is_scant = None
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        scant = self.width() < px(_SCANT)
        if scant == self._is_scant:
            return
        self._is_scant = scant
        self.scant.emit(scant)
        for layout, roomy in self._edges:
            margins = layout.contentsMargins()
            margins.setLeft(px(_EDGE) if scant else roomy)
            margins.setRight(margins.left())
            layout.setContentsMargins(margins)
        policy = Qt.ScrollBarPolicy
        self.setHorizontalScrollBarPolicy(
            policy.ScrollBarAsNeeded if scant else policy.ScrollBarAlwaysOff
        )
