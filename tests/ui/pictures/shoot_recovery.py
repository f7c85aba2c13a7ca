"""Pictures of the recovery shares: made, tried, used at unlock and at a restoration."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QWidget

from tests.ui.drivers.door import share_field, share_pin
from tests.ui.drivers.seeing import every
from tests.ui.gestures import button, field
from tests.ui.pictures.photographer import WHOLE, Photographer
from tipdesk.core.errors import WrongShare
from tipdesk.demo.stations import OFFICER, SUPERVISOR, confirm
from tipdesk.desk.unlocking import unlock
from tipdesk.i18n.text import _
from tipdesk.ui.setup.restore import RestorePage
from tipdesk.ui.setup.two_shares import TwoShares
from tipdesk.ui.setup.unlock import UnlockPage
from tipdesk.ui.station.page import StationPage
from tipdesk.ui.station.recovery import ShareRehearsal
from tipdesk.ui.station.share_making import ShareDialog
from tipdesk.ui.toolkit.services import Services

PINS = ("271828", "31415926", "1618033")


def make_shares(camera: Photographer, services: Services, page: StationPage) -> str:
    """The holder's PIN and words, and a rehearsal; the words of the first share."""
    key = unlock(services.vault_dir, SUPERVISOR.login, SUPERVISOR.passphrase)
    making = services.session.shares.begin(key)
    dialog = ShareDialog(services, making, page)
    camera.dialog("shares-pin", dialog.exec)
    words = ""
    for pin in PINS:
        locked = making.locking(pin, cheap=True)()
        if not words:
            sheet = making.sheet(locked).sheet
            camera.allow(*sheet.words)
            words = " ".join(sheet.words)
            dialog._on_locked(locked)
            dialog._locked = None  # sending the dialog away would wipe it
            camera.dialog("shares-words", dialog.exec)
        making.add(locked)
    services.session.shares.record(making, confirm(services.session, OFFICER))
    rehearsal = ShareRehearsal(services, page)
    give(camera, rehearsal, words)
    camera.dialog("share-rehearsal", rehearsal.exec)
    return words


def give(camera: Photographer, page: QWidget, words: str) -> None:
    """Type the first share and wait until it was checked."""
    (shares,) = every(page, TwoShares)
    shares.load()
    share_field(shares).setPlainText(words)
    share_pin(shares).setText(PINS[0])
    loop = QEventLoop()
    shares.first_opened.connect(loop.quit)
    QTimer.singleShot(0, shares.go.click)
    loop.exec()
    camera.settle()


def use_shares(camera: Photographer, services: Services, usb_drive: Path, words: str) -> None:
    """The second share at unlock, after a wrong PIN; and with a backup that was made since."""
    unlocking = UnlockPage(services)
    unlocking.load()
    button(unlocking, _("I have lost my passphrase")).click()
    camera.page(unlocking, "unlock-words-or-shares", WHOLE)
    button(unlocking, _("I have two recovery shares")).click()
    give(camera, unlocking, words)
    every(unlocking, TwoShares)[0]._on_failed(WrongShare(reason="pin", number=2))
    camera.page(unlocking, "unlock-shares", WHOLE)
    restore = RestorePage(Services(usb_drive / "none", services.jobs))
    restore.load()
    restore.take(usb_drive)
    button(restore, _("Next")).click()
    field(restore, _("Opened with")).setCurrentIndex(2)
    camera.page(restore, "restore-2-shares", WHOLE)
