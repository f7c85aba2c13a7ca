"""Why a paper leaves: one of a short list, with words for another purpose."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.cases.paper.prints import FOR_A_FILE, Purpose
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import clean
from tipdesk.texts.custody_events import PURPOSES
from tipdesk.ui.toolkit.combo_editor import CalmCombo
from tipdesk.ui.toolkit.fields import TextLine
from tipdesk.ui.toolkit.parts import labelled
from tipdesk.ui.toolkit.theme import px

_MOST_WORDS = 200  # characters


class PurposeField(QWidget):
    """Nothing is chosen at first: a purpose that nobody chose says nothing later. Only the `usual`
    one is, where a paper is made for one purpose; and blank paper, where that is `offered`, is
    taken to be there to be filled in by hand."""

    changed = Signal()

    def __init__(
        self, offered: Sequence[Purpose] = FOR_A_FILE, usual: Purpose | None = None
    ) -> None:
        super().__init__()
        self._list = CalmCombo()
        self._list.addItem(_("Choose…"), None)
        for purpose in offered:
            self._list.addItem(_(PURPOSES[purpose]), purpose.value)
        at_first = Purpose.BLANK if Purpose.BLANK in offered else usual
        if at_first is not None:
            self._list.setCurrentIndex(self._list.findData(at_first.value))
        self._words = TextLine()
        self._words.setMaxLength(_MOST_WORDS)
        self._words.setPlaceholderText(_("What for, in a few words"))
        self._words.setAccessibleName(_("What for, in a few words"))
        self._words.setToolTip(_("The words stay in the vault; no bundle carries them."))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(6))
        box.addWidget(labelled(_("What is it for?"), self._list))
        box.addWidget(self._words)
        self._words.hide()
        self._list.currentIndexChanged.connect(self._on_chosen)
        self._words.textChanged.connect(self.changed)

    def purpose(self) -> Purpose | None:
        """What was chosen."""
        chosen = self._list.currentData()
        return Purpose(chosen) if chosen else None

    def words(self) -> str:
        """What was typed; it is kept of another purpose only."""
        return clean(self._words.text()).strip()

    def missing(self) -> str:
        """What is not said yet; '' for nothing."""
        if self.purpose() is None:
            return _("Say what the paper is for: it is noted in the chain of custody.")
        if self.purpose() is Purpose.OTHER and not self.words():
            return _("Say in a few words what the paper is for.")
        return ""

    def focus_missing(self) -> None:
        """Go to what is not said yet."""
        (self._list if self.purpose() is None else self._words).setFocus()

    @Slot()
    def _on_chosen(self) -> None:
        self._words.setVisible(self.purpose() is Purpose.OTHER)
        self.changed.emit()
