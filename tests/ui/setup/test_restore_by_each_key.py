"""A station comes back without any passphrase, and so does that of the Prosecution."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.desk.station.test_shares import PINS, words
from tests.ui.drivers.door import give_share
from tests.ui.drivers.vault import actions, audit_log
from tests.ui.drivers.window import current_page, go_home, turn_to
from tests.ui.gestures import (
    bare,
    button,
    buttons,
    click,
    dialogs,
    error,
    field,
    press,
    texts,
    type_text,
    wait_until,
)
from tests.ui.places import Clock, _copied
from tests.ui.setup.test_page_restore import RESTORED
from tests.ui.setup.test_shares import shared, shares_vault
from tipdesk.cases.custody.chain import timestamp
from tipdesk.core.errors import WrongRecoveryWords
from tipdesk.core.work import Work
from tipdesk.demo.journey import receive
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR
from tipdesk.desk.open_vault import Confirmed
from tipdesk.desk.session.session import Session
from tipdesk.desk.station.backup import make
from tipdesk.i18n.text import _
from tipdesk.storage import passphrase
from tipdesk.ui.handover.received import ReceivedPage
from tipdesk.ui.handover.receiving import ReceivingPage
from tipdesk.ui.setup.renew import RenewPage
from tipdesk.ui.shell.main_window import MainWindow
from tipdesk.ui.toolkit.services import Services

__all__ = ["shared", "shares_vault"]  # fixtures


@pytest.fixture
def fresh(tmp_path, jobs, clock, qtbot):
    """The window of a new computer, at «restore»."""
    services = Services(tmp_path / "new" / "vault", jobs, clock=clock, cheap_keys=True)
    window = MainWindow(services)
    window.services = services
    window.resize(1366, 768)
    qtbot.addWidget(window, before_close_func=lambda closing: closing.lock())
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.start()
    click(window, _("Restore from a backup…"))
    return window


def backed_up(places, vault_dir, who, usb_drive):
    """A backup; the words of the sheet that is valid in it."""
    kept = places.keys[who.login]
    session = Session.open(vault_dir, _copied(kept), Clock(places.ended))
    second = _copied(places.keys[OFFICER.login])
    signer = Confirmed(OFFICER.login, second.seed)
    sheet = session.renewals.new_recovery_sheet(_copied(kept), signer).words
    session.renewals.sheet_confirmed()
    key = _copied(kept)
    session.backups.record(make(session.backups.plan(usb_drive), key, Work()))
    session.lock()
    return sheet


def choose_way(page, text):
    way = field(page, _("Opened with"))
    way.setCurrentIndex(way.findText(text))


def test_the_words_of_the_sheet_bring_the_station_back(fresh, places, usb_drive):
    sheet = backed_up(places, places.officers, SUPERVISOR, usb_drive)
    page = fresh.passing.page
    page.take(usb_drive)
    click(page, _("Next"))
    assert field(page, _("Opened with")).findText(_("two recovery shares")) == -1, "none were made"
    choose_way(page, _("the recovery words"))
    where = field(page, _("The 24 words of the recovery sheet"))
    assert fresh.focusWidget() is where
    type_text(" ".join(passphrase.to_words(bytes(32))), where)
    with dialogs(error(WrongRecoveryWords)):
        click(page, _("Open and verify"))
    assert fresh.focusWidget() is where
    where.clear()
    type_text(" ".join(sheet), where)
    fresh.activateWindow()  # offscreen nobody gives it the keys back after the dialog
    QApplication.processEvents()
    press(Qt.Key.Key_Return, where, Qt.KeyboardModifier.ControlModifier)
    assert where.toPlainText() == ""
    assert _("Every file of it was read and is whole.") in bare(texts(page))
    with dialogs(RESTORED):
        click(page, _("Restore the station"))
    assert isinstance(fresh.passing.page, RenewPage)
    assert actions(fresh.services.session)[-2:] == ["restored", "recovered"]


def test_two_shares_bring_the_station_back(fresh, shared, shares_vault, usb_drive, jobs, qtbot):
    backed_up(shared, shared.officers, SUPERVISOR, usb_drive)
    page = fresh.passing.page
    page.take(usb_drive)
    click(page, _("Next"))
    choose_way(page, _("two recovery shares"))
    assert not buttons(page, _("Open and verify"))
    for at in (2, 0):
        give_share(page, words(shares_vault[1][at]), PINS[at])
        qtbot.waitUntil(lambda: not jobs.busy, timeout=60_000)
    assert _("Every file of it was read and is whole.") in bare(texts(page))
    with dialogs(RESTORED):
        press(Qt.Key.Key_Return, button(page, _("Restore the station")))
    assert isinstance(fresh.passing.page, RenewPage)
    assert actions(fresh.services.session)[-2:] == ["restored", "recovered_by_shares"]
    assert not list(usb_drive.rglob("vault.failures"))


def test_the_prosecutions_station_comes_back_with_what_it_received(
    fresh, places, usb_drive, receiver, qtbot
):
    session = receiver.session
    answered = Confirmed(RECEIVER.login, bytearray(places.keys[RECEIVER.login].seed))
    receive(session, places.bundle, places.usb_drive, answered)
    before = session.receiving.register()
    backup = make(session.backups.plan(usb_drive), _copied(places.keys[RECEIVER.login]), Work())
    session.backups.record(backup)
    session.lock()
    page = fresh.passing.page
    page.take(usb_drive)
    click(page, _("Next"))
    type_text(RECEIVER.passphrase, fresh.focusWidget())
    click(page, _("Open and verify"))
    shown_text = bare(texts(page))
    assert session.station.unit in shown_text
    assert "\n1\n" in shown_text  # received, sealed
    with dialogs(RESTORED):
        click(page, _("Restore the station"))
    with dialogs():
        type_text(RECEIVER.passphrase, fresh.focusWidget())
        press(Qt.Key.Key_Return, fresh.focusWidget())
        wait_until(lambda: buttons(fresh, _("Without a shift key")))
        click(fresh, _("Without a shift key"))
        qtbot.waitUntil(lambda: fresh.services.open_session is not None, timeout=60_000)
    assert isinstance(current_page(fresh), ReceivingPage)
    assert fresh.services.session.receiving.register() == before
    turn_to(fresh, "received", fresh.services.session.receiving.open_received(before[0].id))
    assert isinstance(current_page(fresh), ReceivedPage)
    (entry,) = [entry for entry in audit_log(fresh.services.session) if entry.action == "restored"]
    assert entry.detail["backup"] == timestamp(backup.manifest.made_at)
    go_home(fresh)
