"""After recovery: a new passphrase for an officer, a new sheet for the vault."""

import pytest
from PySide6.QtCore import Qt

from tests.ui.drivers.dialogs import give_words_back, words_on_screen
from tests.ui.drivers.seeing import combo
from tests.ui.gestures import click, confirm, dialogs, field, press, texts, type_text
from tests.ui.places import START, Clock, _copied
from tipdesk.cases.model import Role, Station, StationKind
from tipdesk.core.errors import WrongPassphrase, WrongRecoveryWords
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.open_vault import Confirmed
from tipdesk.desk.session.session import Session
from tipdesk.desk.station.setup import NewOfficer, StationPlan, create_station
from tipdesk.desk.unlocking import unlock, unlock_with_words
from tipdesk.i18n.text import _
from tipdesk.ui.setup.renew import RenewPage
from tipdesk.ui.setup.unlock import UnlockPage
from tipdesk.ui.toolkit.services import Services

OLD = "زيتون مركب شتاء قنديل ورق"
NEW = "محيط سنبلة دفتر جبل نافذة"
PLAN = StationPlan(
    Station(StationKind.RECEIVING, "pp", "مكتب", "PPX"),
    (NewOfficer("P-01", "سارة المطيري", Role.PROSECUTOR, OLD),),
    cheap_keys=True,
)


@pytest.fixture
def station(tmp_path, jobs):
    """Services of a locked vault, and its 24 words."""
    services = Services(tmp_path / "vault", jobs, clock=Clock(START), cheap_keys=True)
    return services, create_station(services.vault_dir, PLAN, services.clock).words


def recover(station, shown, qtbot):
    """Open with the words, as the window does."""
    services, words = station
    unlocking = shown(UnlockPage(services))
    unlocking.load()
    click(unlocking, _("I have lost my passphrase"))
    type_text(" ".join(words), field(unlocking, _("The 24 words of the recovery sheet")))
    with qtbot.waitSignal(unlocking.unlocked, timeout=20_000) as key:
        press(Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    services.opened(Session.open(services.vault_dir, key.args[0], services.clock))
    assert services.session.recovered
    page = shown(RenewPage(services), height=768)
    page.load()
    return page


def test_lost_passphrase_to_new_passphrase_and_new_sheet(station, shown, jobs, qtbot):
    services, old_words = station
    page = recover(station, shown, qtbot)
    type_text(NEW, field(page, _("Own passphrase")))
    type_text(NEW, field(page, _("Once more")))
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not jobs.busy, timeout=60_000)
    words = words_on_screen(page)
    click(page, _("Next"))
    with qtbot.waitSignal(page.finished) as done:
        give_words_back(page, words)
    assert done.args == ["P-01"]
    assert not services.session.renewals.sheet_open
    services.session.lock()
    services.closed()
    assert unlock(services.vault_dir, "P-01", NEW, services.clock).login == "P-01"
    with pytest.raises(WrongPassphrase):
        unlock(services.vault_dir, "P-01", OLD, services.clock)
    assert unlock_with_words(services.vault_dir, " ".join(words)).recovered
    with pytest.raises(WrongRecoveryWords):
        unlock_with_words(services.vault_dir, " ".join(old_words))


def test_a_weak_or_mistyped_passphrase_is_not_put_into_use(station, shown, qtbot):
    services, _old_words = station
    page = recover(station, shown, qtbot)
    type_text("سارة", field(page, _("Own passphrase")))
    click(page, _("Put into use"))
    assert _("This passphrase is too easy to guess. Take the five suggested words.") in texts(page)
    field(page, _("Own passphrase")).clear()
    type_text(NEW, field(page, _("Own passphrase")))
    click(page, _("Put into use"))
    assert _("The two passphrases differ. Type it once more.") in texts(page)
    services.session.lock()


def test_the_new_passphrase_of_a_colleague_takes_a_second_person(places, clock, jobs, shown, qtbot):
    chief, second = (_copied(places.keys[who.login]) for who in (SUPERVISOR, OFFICER))
    session = Session.open(places.officers, _copied(places.keys[SUPERVISOR.login]), clock)
    sheet = session.renewals.new_recovery_sheet(chief, Confirmed(OFFICER.login, second.seed))
    session.renewals.sheet_confirmed()
    session.lock()
    services = Services(places.officers, jobs, clock=clock, cheap_keys=True)
    key = unlock_with_words(places.officers, " ".join(sheet.words))
    services.opened(Session.open(places.officers, key, clock))
    page = shown(RenewPage(services), height=768)
    page.load()
    people = combo(page)
    people.setCurrentIndex(people.findText(OFFICER.login, Qt.MatchFlag.MatchContains))
    for title in (_("Own passphrase"), _("Once more")):
        type_text(NEW, field(page, title))
    with dialogs(lambda dialog: dialog.reject()):  # nobody is there: nothing happens
        click(page, _("Put into use"))
    with dialogs(confirm(SUPERVISOR.passphrase)):
        click(page, _("Put into use"))
    qtbot.waitUntil(lambda: not jobs.busy, timeout=60_000)
    with qtbot.waitActive(page):  # the dialog was a window of its own
        page.activateWindow()
    words = words_on_screen(page)
    click(page, _("Next"))
    with qtbot.waitSignal(page.finished):
        give_words_back(page, words)
    services.session.lock()
    services.closed()
    session = Session.open(places.officers, unlock(places.officers, OFFICER.login, NEW), clock)
    assert session.register.difference is None
    session.lock()
