"""Which stick or folder: those that are connected, their free room, another one by hand."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStorageInfo, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.core.plain_file import is_there
from tipdesk.i18n.catalogue import _
from tipdesk.ui.toolkit.choosing_files import choose_folder
from tipdesk.ui.toolkit.combo_editor import CalmCombo
from tipdesk.ui.toolkit.facts import in_one_line
from tipdesk.ui.toolkit.parts import button, label, labelled, row
from tipdesk.ui.toolkit.sizes import size_text
from tipdesk.ui.toolkit.sticks import removable_folders
from tipdesk.ui.toolkit.theme import px


class StickChoice(QWidget):
    """`changed` when another folder is chosen."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = CalmCombo()
        self._folder.setPlaceholderText(_("No stick and no folder yet"))
        self._space = label("", "muted", wrap=True)
        self._choose = button(_("Choose a folder…"), "folder-open")
        self._look = button(_("Look for sticks again"), "arrows-clockwise", "ghost")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(12))
        box.addWidget(labelled(_("Stick or folder"), self._folder))
        box.addWidget(self._space)
        box.addWidget(row(self._choose, self._look, 1))
        self._choose.clicked.connect(self._on_choose)
        self._look.clicked.connect(self.look_again)
        self._folder.currentIndexChanged.connect(self._on_changed)
        self.setFocusProxy(self._folder)

    def begin(self) -> None:
        """Nothing is chosen by hand; the sticks of now are offered."""
        self._folder.clear()
        self.look_again()

    @Slot()
    def look_again(self) -> None:
        """Offer the sticks that are connected now, after folders chosen by hand."""
        self._offer(keep=False)

    def keep(self) -> None:
        """As `look_again`; what is chosen stays so, also when it is not connected now."""
        self._offer(keep=True)

    def _offer(self, *, keep: bool) -> None:
        before = self.folder()
        self._folder.blockSignals(True)
        self._folder.clear()
        sticks = removable_folders()
        if before is not None and before not in sticks and (keep or is_there(before)):
            self._add(before)
        for folder in sticks:
            self._add(folder)
        at = self._position(before) if before is not None else 0
        self._folder.setCurrentIndex(max(at, 0) if self._folder.count() else -1)
        self._folder.blockSignals(False)
        self._on_changed()

    def _add(self, folder: Path) -> None:
        self._folder.addItem(in_one_line(str(folder)), folder)

    def folders(self) -> list[Path]:
        """What is offered, in its order."""
        return [self._folder.itemData(at) for at in range(self._folder.count())]

    def _position(self, folder: Path) -> int:
        """Where the folder stands in the list; -1: nowhere (Qt compares objects, not paths)."""
        return self.folders().index(folder) if folder in self.folders() else -1

    def folder(self) -> Path | None:
        """The chosen folder, or None."""
        chosen: Path | None = self._folder.currentData()
        return chosen

    def take(self, folder: Path) -> None:
        """Choose a folder that no stick is."""
        if self._position(folder) < 0:
            self._folder.insertItem(0, in_one_line(str(folder)), folder)
        self._folder.setCurrentIndex(self._position(folder))

    @Slot()
    def _on_choose(self) -> None:
        folder = choose_folder(self, _("Choose the stick or a folder"))
        if folder is not None:
            self.take(folder)

    @Slot()
    def _on_changed(self) -> None:
        folder = self.folder()
        if folder is None:
            text = _("No stick was found. Connect one and look again, or choose a folder.")
        elif not is_there(folder):
            text = _("It is not connected now. Connect it and try again, or choose another.")
        else:
            volume = QStorageInfo(str(folder))
            text = _("Free there: {size}").format(size=size_text(max(volume.bytesAvailable(), 0)))
        self._space.setText(text)
        self.changed.emit()
