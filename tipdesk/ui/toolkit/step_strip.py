"""Where a person stands in a wizard: numbered steps, the current one named in bold."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolated
from tipdesk.ui.toolkit.theme import px


class StepStrip(QWidget):
    """Steps in reading order; nothing here can be clicked."""

    def __init__(self, titles: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles = tuple(titles)
        self._parts: list[tuple[QLabel, QLabel]] = []
        box = QHBoxLayout(self)
        box.setContentsMargins(0, px(6), 0, 0)
        box.setSpacing(px(8))
        for position, title in enumerate(self._titles):
            if position:
                line = QFrame()
                line.setObjectName("stepLine")
                line.setFixedHeight(1)
                line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
                box.addWidget(line, 1, Qt.AlignmentFlag.AlignVCenter)
            number, name = QLabel(str(position + 1)), QLabel(title)
            number.setAlignment(Qt.AlignmentFlag.AlignCenter)
            number.setFixedSize(px(26), px(26))
            name.setTextFormat(Qt.TextFormat.PlainText)
            box.addWidget(number)
            box.addWidget(name)
            self._parts.append((number, name))
        self.set_current(0)

    def set_current(self, current: int) -> None:
        """Mark the step at `current` (from 0); earlier ones are done. Their number: all are."""
        for position, (number, name) in enumerate(self._parts):
            state = "done" if position < current else "now" if position == current else "later"
            number.setText("✓" if state == "done" else str(position + 1))
            for part, kind in ((number, "stepNumber"), (name, "stepName")):
                part.setObjectName(kind)
                part.setProperty("state", state)
                part.style().unpolish(part)
                part.style().polish(part)
        if current >= len(self._titles):
            self.setAccessibleName(_("All steps are done"))
            return
        self.setAccessibleName(
            _("Step {number} of {count}: {title}").format(
                number=isolated(str(current + 1)),
                count=isolated(str(len(self._titles))),
                title=self._titles[current],
            )
        )
