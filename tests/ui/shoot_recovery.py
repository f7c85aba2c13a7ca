"""Pictures of the recovery shares: made, tried, used at unlock and at a restoration."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from tests.ui.photographer import WHOLE, Photographer
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.session import unlock
from tipdesk.errors import WrongSharePin
from tipdesk.ui.pages.restore import RestorePage
from tipdesk.ui.pages.station import StationPage
from tipdesk.ui.pages.unlock import UnlockPage
from tipdesk.ui.services import Services
from tipdesk.ui.share_making import ShareDialog
from tipdesk.ui.share_rehearsal import ShareRehearsal
from tipdesk.ui.two_shares import TwoShares

PINS = ("271828", "31415926", "1618033")


def shares(camera: Photographer, services: Services, page: StationPage) -> tuple[str, str]:
    """The three holders, and the card when their shares are in use; the words of two of them."""
    key = unlock(services.vault_dir, SUPERVISOR.login, SUPERVISOR.passphrase)
    making = services.session.shares.begin(key)
    dialog = ShareDialog(services, making, page)
    camera.dialog("shares-pin", dialog.exec)
    words = []
    for pin in PINS:
        locked = making.locking(pin, cheap=True)()
        sheet = making.sheet(locked)
        camera.allow(*sheet.sheet.words)
        words.append(" ".join(sheet.sheet.words))
        making.add(locked)
        if sheet.number == 1:
            dialog._on_locked(locked)
            camera.dialog("shares-words", dialog.exec)
            dialog._steps.show_share(sheet)
            dialog._steps.go_on()
            dialog._pin.hide()
            dialog._steps.show()
            camera.dialog("shares-check", dialog.exec)
    services.session.shares.record(making)
    page.load()
    camera.page(page, "station-shares")
    tried(camera, services, page, words[0])
    return words[0], words[1]


def tried(camera: Photographer, services: Services, page: StationPage, words: str) -> None:
    """A rehearsal before and after the first share."""
    dialog = ShareRehearsal(services, page)
    camera.dialog("share-rehearsal", dialog.exec)
    give(camera, dialog._shares, words, PINS[0])
    camera.dialog("share-rehearsal-first", dialog.exec)


def give(camera: Photographer, shares: TwoShares, words: str, pin: str) -> None:
    """Type one share and wait until it was checked."""
    shares.load()
    shares._words.setPlainText(words)
    shares._pin.setText(pin)
    loop = QEventLoop()
    shares.first_opened.connect(loop.quit)
    QTimer.singleShot(0, shares._on_go)
    loop.exec()
    camera.settle()


def used(camera: Photographer, services: Services, stick: Path, words: str) -> None:
    """At unlock, and with a backup that was made since."""
    unlocking = UnlockPage(services)
    unlocking.load()
    unlocking._on_use_words()
    camera.page(unlocking, "unlock-words-or-shares", WHOLE)
    unlocking._on_use_shares()
    camera.page(unlocking, "unlock-shares", WHOLE)
    give(camera, unlocking._shares.shares, words, PINS[0])
    unlocking._shares.shares._on_failed(WrongSharePin(number=2))
    camera.page(unlocking, "unlock-shares-second", WHOLE)
    restore = RestorePage(Services(stick / "none", services.jobs))
    restore.load()
    restore.take(stick)
    restore._ask_who(restore._which.chosen())
    for at, name in ((1, "words"), (2, "shares")):
        restore._who.way.setCurrentIndex(at)
        camera.page(restore, f"restore-2-{name}", WHOLE)
