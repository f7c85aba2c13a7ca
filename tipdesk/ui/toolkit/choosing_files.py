"""Files, folders and USB drives that the person chooses. Qt's dialog remembers nothing afterwards.

`UsbDriveChoice` shows the USB drives that are connected, with their free room, and lets another
folder be chosen by hand.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import (
    QDir,
    QEvent,
    QFileInfo,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSettings,
    QSize,
    QStorageInfo,
    Qt,
    QUrl,
    Signal,
    Slot,
)
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QFileSystemModel,
    QHeaderView,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QStylePainter,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from tipdesk.core.drives import DriveKind, drive_of, usb_drives
from tipdesk.core.plain_file import is_there
from tipdesk.i18n.text import _, format_datetime, in_one_line, isolated, language
from tipdesk.ui.toolkit.fields import CalmCombo, reading_side
from tipdesk.ui.toolkit.layouts import Flow
from tipdesk.ui.toolkit.parts import button, label, labelled, resize_on_screen, size_text
from tipdesk.ui.toolkit.privacy import LastFolder
from tipdesk.ui.toolkit.theme import px

# --- the path above Qt's list of files --------------------------------------------------------


_GAP = 4  # pixels that Qt leaves beside the picture


class PathFromLeft(QObject):
    """Draws the chosen path of `combo` from left to right, and its list too.

    Qt draws it as if it was Arabic: /tmp/a becomes tmp/a/.
    """

    def __init__(self, combo: QComboBox) -> None:
        super().__init__(combo)
        self._combo = combo
        combo.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        combo.view().setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        combo.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Paint:
            return False
        combo = self._combo
        option = QStyleOptionComboBox()
        option.initFrom(combo)
        option.editable = False
        option.frame = True
        option.subControls = QStyle.SubControl.SC_All
        option.currentIcon = combo.itemIcon(combo.currentIndex())
        option.iconSize = QSize(combo.iconSize())
        part = QStyle.SubControl.SC_ComboBoxEditField
        kind = QStyle.ComplexControl.CC_ComboBox
        room = combo.style().subControlRect(kind, option, part, combo).width()
        room -= option.iconSize.width() + _GAP
        middle = Qt.TextElideMode.ElideMiddle
        option.currentText = combo.fontMetrics().elidedText(combo.currentText(), middle, room)
        painter = QStylePainter(combo)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.drawComplexControl(kind, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()
        return True


# --- the dialog -------------------------------------------------------------------------------


AnyIndex = QModelIndex | QPersistentModelIndex
_ENGLISH, _DATE = (1, 2), 3  # columns of Qt's list of files: size and kind; changed when
# Qt's own dialog keeps where it was and what was opened (storage.md §7): these keys are emptied.
_REMEMBERED = ("history", "lastVisited", "shortcuts")
_LETTER = re.compile(r"\([A-Z]:\)")  # Windows writes it after the name of a drive


class _Dates(QStyledItemDelegate):
    """The time of a file as everywhere on the screen; Qt's own words stand in a scrambled order."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        super().initStyleOption(option, index)
        option.text = self.text_of(index)

    def text_of(self, index: AnyIndex) -> str:
        """What stands in a cell; '' where the disk does not tell."""
        path = index.sibling(index.row(), 0).data(QFileSystemModel.Roles.FilePathRole)
        changed = QFileInfo(str(path)).lastModified()
        if not path or not changed.isValid():
            return ""
        when = datetime.fromtimestamp(changed.toSecsSinceEpoch(), UTC)
        return isolated(format_datetime(when, language()))


class _Places(QStyledItemDelegate):
    """Names of drives. An Arabic line would draw the letter of one, (Z:), as (:Z)."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        super().initStyleOption(option, index)
        option.text = _LETTER.sub(lambda letter: isolated(letter[0]), option.text)


class _FileDialog(QFileDialog):
    """Takes the path that was typed. Qt's own takes the file that is selected in the list, which
    a suggested name can be without anybody having touched it."""

    def accept(self) -> None:
        name = self.findChild(QLineEdit, "fileNameEdit")
        listed = self.findChild(QListView, "listView")
        if name is not None and listed is not None and Path(typed := name.text()).is_absolute():
            listed.clearSelection()
            name.setText(typed)
        super().accept()


def _dialog(parent: QWidget, title: str, pattern: str) -> QFileDialog:
    dialog = _FileDialog(parent, title)
    # The system's dialog would add the file to the desktop's list of recent files.
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setHistory([])
    # Qt writes what it remembers when the dialog is destroyed: empty it right after that.
    dialog.destroyed.connect(forget)
    if pattern:
        dialog.setNameFilter(pattern)
    dialog.setDirectory(str(likely_folder() or QDir.homePath()))
    places = [QDir.homePath(), *(str(folder) for folder in usb_drives())]
    dialog.setSidebarUrls([QUrl("file:"), *map(QUrl.fromLocalFile, places)])
    for paths in dialog.findChildren(QComboBox, "lookInCombo"):
        PathFromLeft(paths)
    _fit(dialog)
    _fit_files(dialog)
    resize_on_screen(dialog, 820, 540)
    return dialog


def _fit(dialog: QFileDialog) -> None:
    """Names for a screen reader, where Qt has none; room for the places; words alone on buttons."""
    names = {
        "fileNameEdit": QFileDialog.DialogLabel.FileName,
        "fileTypeCombo": QFileDialog.DialogLabel.FileType,
        "lookInCombo": QFileDialog.DialogLabel.LookIn,
    }
    for name, title in names.items():
        for part in dialog.findChildren(QWidget, name):
            part.setAccessibleName(dialog.labelText(title).replace("&", "").rstrip(":"))
    for kinds in dialog.findChildren(QComboBox, "fileTypeCombo"):
        for at in range(kinds.count()):
            called, opens, patterns = kinds.itemText(at).partition("(")
            kinds.setItemText(at, called + isolated(opens + patterns))
    for places in dialog.findChildren(QListView, "sidebar"):
        places.setMinimumWidth(px(180))
        places.setItemDelegate(_Places(places))
    for buttons in dialog.findChildren(QDialogButtonBox):
        for shown in buttons.buttons():
            shown.setIcon(QIcon())  # Qt's pictures, close upon the words, are no other button's
    for line in dialog.findChildren(QLineEdit, "fileNameEdit"):
        line.setAlignment(reading_side())


def _fit_files(dialog: QFileDialog) -> None:
    """No columns of size and kind: Qt has them in English only, and they leave the date too little
    room."""
    for files in dialog.findChildren(QTreeView):
        for column in _ENGLISH:
            files.setColumnHidden(column, True)
        files.setItemDelegateForColumn(0, _Places(files))
        files.setItemDelegateForColumn(_DATE, _Dates(files))
        files.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        files.header().setSectionResizeMode(_DATE, QHeaderView.ResizeMode.ResizeToContents)


def _run(dialog: QFileDialog) -> Path | None:
    accepted = dialog.exec() == QFileDialog.DialogCode.Accepted
    chosen = dialog.selectedFiles()
    dialog.setHistory([])
    dialog.deleteLater()
    if not (accepted and chosen):
        return None
    path = Path(chosen[0])
    LastFolder.folder = path if path.is_dir() else path.parent
    return path


def forget() -> None:
    """Empty what Qt wrote about file dialogs."""
    remembered = QSettings(QSettings.Scope.UserScope, "QtProject")
    remembered.beginGroup("FileDialog")
    for key in _REMEMBERED:
        remembered.remove(key)
    remembered.endGroup()
    remembered.sync()


def choose_file(parent: QWidget, title: str, pattern: str = "") -> Path | None:
    """An existing file, or None."""
    dialog = _dialog(parent, title, pattern)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return _run(dialog)


def likely_folder() -> Path | None:
    """Where most that comes or leaves is: the folder that was chosen last since the vault was
    opened, else a connected USB drive."""
    if LastFolder.folder is not None and LastFolder.folder.is_dir():
        return LastFolder.folder
    return next(iter(usb_drives()), None)


def choose_folder(parent: QWidget, title: str, *, here: bool = False) -> Path | None:
    """An existing folder, or None. With `here` it begins on this computer, for what shall not lie
    on the drive, and the next dialog begins where it would have."""
    dialog = _dialog(parent, title, "")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    if not here:
        return _run(dialog)
    dialog.setDirectory(QDir.homePath())
    last = LastFolder.folder
    folder = _run(dialog)
    LastFolder.folder = last
    return folder


def choose_save_file(parent: QWidget, title: str, suggested: str, pattern: str) -> Path | None:
    """Where to save; an existing file is replaced only after Qt's question."""
    dialog = _dialog(parent, title, pattern)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.selectFile(suggested)
    return _run(dialog)


def place_text(folder: Path) -> str:
    """What to know of a folder that lies on no USB drive; "" where there is nothing to say."""
    return {
        DriveKind.INTERNAL: _("This is a disk of this computer, not a USB drive."),
        DriveKind.NETWORK: _(
            "This folder is on a network: others may see and copy what lies there."
        ),
        DriveKind.DISC: _("This is a disc, not a USB drive."),
    }.get(drive_of(folder).kind, "")


class UsbDriveChoice(QWidget):
    """`changed` when another folder is chosen."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = CalmCombo()
        self._folder.setPlaceholderText(_("No drive chosen yet"))
        self._space = label("", "muted", wrap=True)
        self._choose = button(_("Choose a folder…"), "folder-open")
        self._look = button(_("Search for USB drives again"), "arrows-clockwise", "ghost")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(12))
        box.addWidget(labelled(_("USB drive or folder"), self._folder))
        box.addWidget(self._space)
        deeds = Flow(px(8), px(6))
        for deed in (self._choose, self._look):
            deeds.addWidget(deed)
        box.addLayout(deeds)
        self._choose.clicked.connect(self._on_choose)
        self._look.clicked.connect(self.look_again)
        self._folder.currentIndexChanged.connect(self._on_changed)
        self.setFocusProxy(self._folder)

    def begin(self) -> None:
        """Nothing is chosen by hand; the USB drives of now are offered."""
        self._folder.clear()
        self.look_again()

    @Slot()
    def look_again(self) -> None:
        """Offer the USB drives that are connected now, after folders chosen by hand."""
        self._offer(keep=False)

    def keep(self) -> None:
        """As `look_again`; what is chosen stays so, also when it is not connected now."""
        self._offer(keep=True)

    def _offer(self, *, keep: bool) -> None:
        before = self.folder()
        self._folder.blockSignals(True)
        self._folder.clear()
        connected = usb_drives()
        if before is not None and before not in connected and (keep or is_there(before)):
            self._add(before)
        for folder in connected:
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
        """Choose a folder that no USB drive is."""
        if self._position(folder) < 0:
            self._folder.insertItem(0, in_one_line(str(folder)), folder)
        self._folder.setCurrentIndex(self._position(folder))

    @Slot()
    def _on_choose(self) -> None:
        folder = choose_folder(self, _("Choose the USB drive or a folder"))
        if folder is not None:
            self.take(folder)

    @Slot()
    def _on_changed(self) -> None:
        folder = self.folder()
        if folder is None:
            text = _("No USB drive was found. Connect one and search again, or choose a folder.")
        elif not is_there(folder):
            text = _("It is not connected now. Connect it and try again, or choose another.")
        else:
            volume = QStorageInfo(str(folder))
            text = _("Free there: {size}").format(size=size_text(max(volume.bytesAvailable(), 0)))
            text = "\n".join(filter(None, (text, place_text(folder))))
        self._space.setText(text)
        self.changed.emit()
