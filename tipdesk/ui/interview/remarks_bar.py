"""What a supervisor wrote when returning the file: above the questions, one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolate
from tipdesk.ui.form.question_frame import MASK
from tipdesk.ui.toolkit.parts import button, label, row
from tipdesk.ui.toolkit.theme import px


@dataclass(frozen=True, slots=True)
class ShownRemark:
    """One remark; `about` names its question, '' when it speaks of the whole file."""

    path: str
    about: str
    text: str


class RemarksBar(QFrame):
    """Hidden while there is none."""

    wide = True
    asked = Signal(str)  # path of the question that the remark concerns

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notewarn")
        self._remarks: Sequence[ShownRemark] = ()
        self._at, self._masked = 0, False
        self._head = label("", "fieldLabel", wrap=True)
        self._text = label("", wrap=True)
        self._where = label("", "muted")
        self._next = button(_("Next remark"), "caret-down")
        self._go = button(_("Go to the question"), "caret-down")
        box = QVBoxLayout(self)
        box.setContentsMargins(px(14), px(10), px(14), px(10))
        box.setSpacing(px(6))
        box.addWidget(self._head)
        box.addWidget(self._text)
        box.addWidget(row(self._where, 1, self._go, self._next))
        self._next.clicked.connect(self._on_next)
        self._go.clicked.connect(self._on_go)
        self.hide()

    def show_remarks(self, head: str, remarks: Sequence[ShownRemark]) -> None:
        """Say who returned the file and when, and the first remark."""
        self._remarks, self._at = tuple(remarks), 0
        self._head.setText(isolate(head))
        self.setVisible(bool(remarks))
        self._show()

    def paths(self) -> tuple[str, ...]:
        """The questions that are remarked on, the one that is shown now first."""
        ordered = (*self._remarks[self._at :], *self._remarks[: self._at])
        return tuple(one.path for one in ordered if one.path)

    def set_masked(self, masked: bool) -> None:
        """Hide or show what they say (F7)."""
        self._masked = masked
        self._show()

    @Slot()
    def _on_next(self) -> None:
        self._at = (self._at + 1) % len(self._remarks)
        self._show()
        self._on_go()

    @Slot()
    def _on_go(self) -> None:
        path = self._remarks[self._at].path
        if path:
            self.asked.emit(path)

    def _show(self) -> None:
        if not self._remarks:
            return
        now, count = self._remarks[self._at], len(self._remarks)
        words = f"{now.about}: {now.text}" if now.about else now.text
        self._text.setText(isolate(MASK if self._masked else words))
        where = _("Remark {number} of {count}").format(number=self._at + 1, count=count)
        self._where.setText(where if count > 1 else "")
        self._next.setVisible(count > 1)
        self._go.setVisible(count == 1 and bool(now.path))
