"""Pictures of a backup: the reminder, where it goes, how it went."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.ui.drivers.dialogs import usb_drive_choice
from tests.ui.gestures import button, field
from tests.ui.pictures.photographer import WHOLE, Photographer
from tipdesk.core.work import Work
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.station.backup import make
from tipdesk.desk.unlocking import unlock
from tipdesk.desk.upkeep.restoring import by_passphrase, open_backup
from tipdesk.i18n.text import _
from tipdesk.ui.files.page import FilesPage
from tipdesk.ui.setup.restore import RestorePage
from tipdesk.ui.station.backup import _WhereTo, backup_result
from tipdesk.ui.station.page import StationPage
from tipdesk.ui.toolkit.dialogs import say
from tipdesk.ui.toolkit.services import Services


def backup(camera: Photographer, services: Services, page: StationPage, usb_drive: Path) -> None:
    """Where the backup goes, how it went, and the reminder on the list of files."""
    files = FilesPage(services)
    services.session.new_files.open_case()
    files.load()
    camera.page(files, "files-backup")
    usb_drive.mkdir()
    camera.allow_folder(usb_drive)
    where = _WhereTo(services, page)
    usb_drive_choice(where).take(usb_drive)
    camera.dialog("backup-where", where.exec)
    key = unlock(services.vault_dir, SUPERVISOR.login, SUPERVISOR.passphrase)
    backup_made = make(services.session.backups.plan(usb_drive), key, Work())
    camera.dialog("backup-made", lambda: say(page, *backup_result(backup_made)))
    lost = replace(backup_made, manifest=replace(backup_made.manifest, absent=("a" * 32,) * 3))
    camera.dialog("backup-made-absent", lambda: say(page, *backup_result(lost), done=False))
    services.session.backups.record(backup_made)
    page.load()
    camera.page(page, "station-backup")
    restoring(camera, services, usb_drive)


def restoring(camera: Photographer, services: Services, usb_drive: Path) -> None:
    """The three steps of coming back from that USB drive, whole and with something damaged."""
    page = RestorePage(Services(usb_drive / "none", services.jobs))
    page.load()
    camera.page(page, "restore-1-which", WHOLE)
    page.take(usb_drive.parent / "stick")
    camera.page(page, "restore-1-none", WHOLE)
    page.take(usb_drive)
    camera.page(page, "restore-1-found", WHOLE)
    chosen = field(page, _("Backup")).currentData()
    button(page, _("Next")).click()
    camera.page(page, "restore-2-who", WHOLE)
    opened = open_backup(chosen, by_passphrase(SUPERVISOR.login, SUPERVISOR.passphrase), Work())
    damaged = replace(opened, proof=replace(opened.proof, damaged=("a" * 32, "b" * 32)))
    for name, shown in (("whole", opened), ("damaged", damaged)):
        page._what.show_opened(shown)
        page._show(2)
        camera.page(page, f"restore-3-{name}", WHOLE)
    camera.dialog("restore-without", lambda: page._without(damaged))
    opened.wipe()
