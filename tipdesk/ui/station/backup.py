"""Backups: a card of the station page, and the strip that reminds of them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QWidget

from tipdesk.cases.model import Act
from tipdesk.core.drives import same_disk
from tipdesk.desk.open_vault import Change, ChangeKind
from tipdesk.desk.station.backup import Backup, BackupPlan, LastBackup, make
from tipdesk.desk.station.reading_through import ReadingThrough
from tipdesk.i18n.text import _, format_datetime, isolated, language, ngettext
from tipdesk.ui.toolkit.choosing_files import UsbDriveChoice
from tipdesk.ui.toolkit.confirming import ask_key
from tipdesk.ui.toolkit.dialogs import Dialog, Shape, errors_said, say
from tipdesk.ui.toolkit.jobs import wait_for
from tipdesk.ui.toolkit.parts import Strip, StripKind, button, label, note, row, size_text
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.station_card import StationCard


class BackupCard(StationCard):
    """When the last good backup was made, and a new one."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, _("Backup"), parent)
        services.signals.changed.connect(self._on_change)

    def lines(self) -> list[QWidget]:
        backups = self.services.session.backups
        style: StripKind = "notewarn" if backups.is_due() else "note"
        text = _(
            "Everything on this station is saved encrypted on a USB drive of your own: "
            "files, attachments, who works here. Only passphrases, the recovery sheet "
            "and recovery shares of this station open it."
        )
        go = button(_("Make a backup…"), "floppy-disk")
        go.clicked.connect(self.begin)
        return [
            note(last_text(backups.last()), style),
            label(text, "muted", wrap=True),
            row(go, 1),
            label(reading_text(self.services.session.reading), "faint", wrap=True),
        ]

    @Slot(object)
    def _on_change(self, change: Change) -> None:
        if change.kind is ChangeKind.READ_THROUGH and self._box.count():
            self.load()

    @Slot()
    def begin(self) -> None:
        """Ask where to, and make one."""
        asking = _WhereTo(self.services, self)
        chosen = asking.exec() == QDialog.DialogCode.Accepted
        plan = asking.plan
        asking.deleteLater()
        if chosen and plan is not None:
            self.make(plan)

    def make(self, plan: BackupPlan) -> None:
        """Ask for the passphrase, make the backup, note it and say how it went."""
        session = self.services.session
        key = ask_key(self.services, session.officer, _("Make a backup"), self)
        if key is None:
            return
        about = _("The backup is not finished yet")
        try:
            task = partial(make, plan, key)
            backup = wait_for(self.services.jobs, self, _("Backup"), task, about=about)
        finally:
            key.wipe()
        if backup is None or self.services.open_session is not session:
            return
        with errors_said(self) as attempt:
            session.backups.record(backup)
        if attempt.failed:
            return
        self.changed.emit()
        say(self.window(), *backup_result(backup), done=not backup.manifest.absent)


class _WhereTo(Dialog):
    """Asks for the USB drive."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent, _("Backup"), Shape(least_width=700, spacing=14))
        self._services = services
        self.plan: BackupPlan | None = None
        self._target = UsbDriveChoice()
        self._ok = button(_("Next"), style="primary")
        self._ok.setDefault(True)
        cancel = button(_("Cancel"))
        box = self.box
        self.add_heading(_("Where does the backup go?"), wrap=True)
        box.addWidget(self._target)
        warning = _(
            "This is the disk of this computer. If the computer is lost, the backup is "
            "lost with it: a USB drive is better."
        )
        self._same_disk = note(warning, "notewarn")
        box.addWidget(self._same_disk)
        advice = _(
            "Keep this USB drive locked away from the laptop, and use it for nothing "
            "else. Attachments that are on it already are not copied again. The last "
            "three backups stay."
        )
        box.addWidget(label(advice, "muted", wrap=True))
        self.add_buttons(cancel, 1, self._ok)
        self._ok.clicked.connect(self._on_ok)
        cancel.clicked.connect(self.reject)
        self._target.changed.connect(self._show_ready)
        self._target.look_again()

    @Slot()
    def _show_ready(self) -> None:
        folder = self._target.folder()
        self._ok.setEnabled(folder is not None)
        own = self._services.vault_dir
        self._same_disk.setVisible(folder is not None and same_disk(folder, own))

    @Slot()
    def _on_ok(self) -> None:
        folder = self._target.folder()
        if folder is not None:
            self.plan = self._services.session.backups.plan(folder)
            self.accept()


class BackupNote(Strip):
    """Reminds who looks after the station, as long as a backup is missed."""

    def __init__(self, services: Services, action: QWidget | None = None) -> None:
        super().__init__(kind="note", action=action)
        self._services = services
        self.hide()

    def refresh(self) -> None:
        """Say how it stands now."""
        session = self._services.session
        due = session.may(Act.DECIDE_STAFF) and session.backups.is_due()
        if due:
            self.set_text(last_text(session.backups.last()))
        self.setVisible(due)


def last_text(last: LastBackup | None) -> str:
    """When the last good backup was made."""
    if last is None:
        return _("No backup has been made yet: everything here exists on this computer only.")
    when = isolated(format_datetime(last.made_at, language()))
    return _("The last good backup was made on {time}.").format(time=when)


def reading_text(reading: ReadingThrough) -> str:
    """How it stands with the reading, in one quiet line."""
    if reading.under_way:
        return _("The database is being read through, behind your work.")
    if reading.at_every_opening:
        return _("The database is read through whenever the vault is opened.")
    last = reading.last()
    if last is None:
        return _("The database has not been read through yet. It is at the next opening.")
    when = isolated(format_datetime(last.at, language()))
    if last.whole:
        return _("The database was read through on {time} and is whole.").format(time=when)
    return _("The database was read through on {time}: it is damaged.").format(time=when)


def backup_result(backup: Backup) -> tuple[str, str]:
    """The result of a backup in words: a title and what follows it."""
    lines = [
        _("{size} on the USB drive, opened and verified there.").format(size=size_text(backup.size))
    ]
    absent = len(backup.manifest.absent)
    if absent:
        text = ngettext(
            "{count} attachment is damaged on this computer and is not in the backup. An older "
            "backup may hold it.",
            "{count} attachments are damaged on this computer and are not in the backup. An older "
            "backup may hold them.",
            absent,
        )
        lines.append(text.format(count=isolated(str(absent))))
    elif backup.attachments:
        text = ngettext(
            "It holds {count} attachment; {new} of them newly copied.",
            "It holds {count} attachments; {new} of them newly copied.",
            backup.attachments,
        )
        count, new = isolated(str(backup.attachments)), isolated(str(backup.copied))
        lines.append(text.format(count=count, new=new))
    return _("The backup is made."), "\n".join(lines)
