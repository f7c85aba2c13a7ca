"""From camera or scanner: the newest files of a folder, chosen with a tick and taken in.

The folder is kept inside the vault only. The list follows the folder while it is open, so that a
page appears when the scanner has written it.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, Qt, QTimer, Slot
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QWidget

from tipdesk.core.errors import TipdeskError
from tipdesk.desk.evidence.folder_intake import FolderListing, WaitingFile, look_into
from tipdesk.i18n.text import _, foreign, format_datetime, in_one_line, isolated, language, ngettext
from tipdesk.texts.messages import sentence
from tipdesk.ui.toolkit.choosing_files import choose_folder
from tipdesk.ui.toolkit.dialogs import Dialog, Shape, errors_said
from tipdesk.ui.toolkit.parts import button, label, resize_on_screen, row, size_text
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px

_REST = 600  # milliseconds after the last change in the folder before it is looked at again
_FILE = Qt.ItemDataRole.UserRole


class _FolderDialog(Dialog):
    """Shows what lies there; what is already attached, by name and size, is said."""

    def __init__(
        self, services: Services, parent: QWidget, folder: Path, known: Collection[tuple[str, int]]
    ) -> None:
        title = _("From camera or scanner")
        super().__init__(parent, title, Shape(spacing=10))
        self._services, self._known = services, known
        self.folder = folder
        resize_on_screen(self, 720, 600)
        self._where = label("", "muted", wrap=True)
        self._files = QListWidget()
        self._files.setAccessibleName(_("Files in the folder"))
        self._files.setSpacing(px(4))
        self._state = label("", "muted", wrap=True)
        stays = _(
            "What is attached also stays in that folder, unencrypted. Delete it there "
            "when the attachment was viewed, unless the card itself is evidence."
        )
        other = button(_("Another folder…"), "folder-open")
        back = button(_("Back"))
        self._take = button(_("Attach"), "tray-arrow-down", "primary")
        self._take.setDefault(True)
        box = self.box
        for part in (
            label(title, "h2"),
            row(self._where, other, wide=0),
            self._files,
            self._state,
            label(stays, "hint", wrap=True),
            row(back, 1, self._take),
        ):
            box.addWidget(part, int(part is self._files))
        self._watch = QFileSystemWatcher(self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._watch.directoryChanged.connect(lambda _path: self._rest.start())
        self._rest.timeout.connect(self._look)
        self._files.itemChanged.connect(self._count)
        other.clicked.connect(self._on_other)
        back.clicked.connect(self.reject)
        self._take.clicked.connect(self.accept)
        self._files.setFocus()
        self._begin()

    def chosen(self) -> list[Path]:
        """What is ticked, the oldest first: so pages follow each other as they were scanned."""
        ticked = [item.data(_FILE) for item in self._items() if _is_ticked(item)]
        return [waiting.path for waiting in reversed(ticked)]

    def _items(self) -> list[QListWidgetItem]:
        return [self._files.item(at) for at in range(self._files.count())]

    def _begin(self) -> None:
        self._where.setText(in_one_line(str(self.folder)))
        if watched := self._watch.directories():
            self._watch.removePaths(watched)
        self._watch.addPath(str(self.folder))
        self._files.clear()
        self._look()

    @Slot()
    def _look(self) -> None:
        self._services.jobs.run(
            partial(look_into, self.folder, self._services.jobs.work()),
            done=partial(self._on_look, self.folder),
            failed=self._on_failed,
        )

    def _on_look(self, folder: Path, look: FolderListing) -> None:
        if folder != self.folder:
            return
        ticked = set(self.chosen())
        self._files.blockSignals(True)
        self._files.clear()
        for waiting in look.files:
            self._add(waiting, ticked=waiting.path in ticked)
        self._files.blockSignals(False)
        if not look.files:
            self._state.setText(_("No files lie there. Scan or connect the camera: they appear."))
        elif look.more:
            self._state.setText(_("Only the newest files are shown."))
        else:
            self._state.setText("")
        self._count()

    def _add(self, waiting: WaitingFile, *, ticked: bool) -> None:
        text = _("{name} • {size} • {when}").format(
            name=foreign(waiting.name),
            size=size_text(waiting.size),
            when=isolated(format_datetime(waiting.changed, language())),
        )
        if (waiting.name, waiting.size) in self._known:
            text = _("{file} • already attached").format(file=text)
        item = QListWidgetItem(text)
        item.setData(_FILE, waiting)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable
                      | Qt.ItemFlag.ItemIsSelectable)  # fmt: skip
        item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self._files.addItem(item)

    def _on_failed(self, error: TipdeskError) -> None:
        self._files.clear()
        message = sentence(error)
        self._state.setText(f"{message.what} {message.next_step}")
        self._count()

    def _count(self) -> None:
        count = len(self.chosen())
        text = ngettext("Attach {count} file", "Attach {count} files", count)
        self._take.setText(text.format(count=isolated(str(count))) if count else _("Attach"))
        self._take.setEnabled(bool(count))

    @Slot()
    def _on_other(self) -> None:
        folder = choose_folder(self, _("Folder of the camera or scanner"))
        if folder is not None:
            self.folder = folder
            self._begin()


def _is_ticked(item: QListWidgetItem) -> bool:
    return item.checkState() is Qt.CheckState.Checked


def ask_from_folder(
    services: Services, parent: QWidget, known: Collection[tuple[str, int]]
) -> list[Path]:
    """Files of the camera's or scanner's folder that were ticked; the folder is kept in the vault.

    Args:
        known: name and size of what is attached already.
    """
    attachments = services.session.attachments
    folder = attachments.intake_folder()
    if folder is None:
        folder = choose_folder(parent, _("Folder of the camera or scanner"))
        if folder is None:
            return []
    dialog = _FolderDialog(services, parent, folder, known)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    chosen, last = dialog.chosen(), dialog.folder
    dialog.deleteLater()
    if services.open_session is None:  # locked meanwhile
        return []
    if last != attachments.intake_folder():
        with errors_said(parent):  # what was ticked is taken in all the same
            attachments.keep_intake_folder(last)
    return chosen if accepted else []
