"""Files and folders that the person chooses. Qt's dialog remembers nothing afterwards."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import (
    QDir,
    QFileInfo,
    QModelIndex,
    QPersistentModelIndex,
    QSettings,
    QUrl,
)
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFileSystemModel,
    QHeaderView,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from tipdesk.i18n.catalogue import language
from tipdesk.i18n.dates import format_datetime
from tipdesk.i18n.text import isolated
from tipdesk.ui.toolkit.fields import reading_side
from tipdesk.ui.toolkit.parts import resize_on_screen
from tipdesk.ui.toolkit.path_from_left import PathFromLeft
from tipdesk.ui.toolkit.sticks import removable_folders
from tipdesk.ui.toolkit.theme import px

AnyIndex = QModelIndex | QPersistentModelIndex
_ENGLISH, _DATE = (1, 2), 3  # columns of Qt's list of files: size and kind; changed when
# Qt's own dialog keeps where it was and what was opened (storage.md §7): these keys are emptied.
_REMEMBERED = ("history", "lastVisited", "shortcuts")


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


class _Last:
    """The folder that was used last: in memory, until the vault locks."""

    folder: Path | None = None


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
    known = _Last.folder is not None and _Last.folder.is_dir()
    dialog.setDirectory(str(_Last.folder) if known else QDir.homePath())
    places = [QDir.homePath(), *map(str, removable_folders())]
    dialog.setSidebarUrls([QUrl("file:"), *map(QUrl.fromLocalFile, places)])
    for paths in dialog.findChildren(QComboBox, "lookInCombo"):
        PathFromLeft(paths)
    _fit(dialog)
    resize_on_screen(dialog, 820, 540)
    return dialog


def _fit(dialog: QFileDialog) -> None:
    """Names for a screen reader, where Qt has none; no columns of size and kind: Qt has them in
    English only, and they leave the date too little room."""
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
        places.setMinimumWidth(px(130))
    for line in dialog.findChildren(QLineEdit, "fileNameEdit"):
        line.setAlignment(reading_side())
    for files in dialog.findChildren(QTreeView):
        for column in _ENGLISH:
            files.setColumnHidden(column, True)
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
    _Last.folder = path if path.is_dir() else path.parent
    return path


def forget_folder() -> None:
    """Who comes next begins at home, not in a folder of somebody else."""
    _Last.folder = None


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


def choose_folder(parent: QWidget, title: str) -> Path | None:
    """An existing folder, or None."""
    dialog = _dialog(parent, title, "")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _run(dialog)


def choose_save_file(parent: QWidget, title: str, suggested: str, pattern: str) -> Path | None:
    """Where to save; an existing file is replaced only after Qt's question."""
    dialog = _dialog(parent, title, pattern)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.selectFile(suggested)
    return _run(dialog)
