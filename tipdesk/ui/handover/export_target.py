"""Where a bundle goes: the stick or folder, its free space, and the exporter's declaration."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from tipdesk.i18n.catalogue import _
from tipdesk.ui.toolkit.parts import card, note
from tipdesk.ui.toolkit.stick_choice import StickChoice
from tipdesk.ui.toolkit.theme import px


class ExportTarget(QWidget):
    """`changed` when the folder or the declaration did."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stick = StickChoice()
        # Rule 7: the exporter answers for the copy, never the person for the truth.
        self._declared = QCheckBox(_("I declare that it matches what was written down."))
        advice = _(
            "The stick holds one encrypted file with a random name. Only the Prosecution and the "
            "agency's recovery key can open it. It is read back after writing."
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(14))
        box.addWidget(note(advice))
        box.addWidget(card(self._stick, self._declared, spacing=px(12)))
        self._stick.changed.connect(self.changed)
        self._declared.toggled.connect(self.changed)
        self.setFocusProxy(self._stick)

    def begin(self) -> None:
        """A new export: nothing is declared, the sticks of now are offered."""
        self._declared.setChecked(False)
        self._stick.begin()

    def keep(self) -> None:
        """Offer the sticks that are connected now; what is chosen stays so, to be tried again."""
        self._stick.keep()

    def folders(self) -> list[Path]:
        """What is offered, in its order."""
        return self._stick.folders()

    def folder(self) -> Path | None:
        """The chosen folder, or None."""
        return self._stick.folder()

    def ready(self) -> bool:
        """Whether a folder is chosen and the declaration given."""
        return self.folder() is not None and self._declared.isChecked()

    def take(self, folder: Path) -> None:
        """Choose a folder that no stick is."""
        self._stick.take(folder)
