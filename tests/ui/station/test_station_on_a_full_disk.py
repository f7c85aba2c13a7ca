"""A new passphrase or sheet that the full disk refuses is said; what opened before opens still."""

import pytest

from tests.ui.drivers.seeing import seen
from tests.ui.drivers.vault import vault_of
from tests.ui.drivers.window import current_page, enter, no_pin
from tests.ui.full_walk import fill
from tests.ui.gestures import bare, click, confirm, dialogs, error, field, texts, type_text
from tests.ui.station.test_page_station import NEW, sheet
from tipdesk.core.errors import DiskFull, VaultReadOnly, WrongPassphrase
from tipdesk.demo.stations import OFFICER, SUPERVISOR, open_as
from tipdesk.desk.station.recovery import note_sheet
from tipdesk.desk.unlocking import unlock
from tipdesk.i18n.text import _
from tipdesk.texts.messages import sentence
from tipdesk.ui.setup.notes import SheetNote
from tipdesk.ui.station.page import StationPage


@pytest.fixture
def page(officer, shown):
    page = shown(StationPage(officer))
    page.load()
    fill(officer)
    return page


def test_a_new_passphrase_that_finds_no_room(page, officer, jobs, qtbot):
    message = sentence(DiskFull())

    def choose(dialog):
        for title in (_("Own passphrase"), _("Once more")):
            type_text(NEW, field(dialog, title))
        click(dialog, _("Put into use"))
        qtbot.waitUntil(lambda: bare(message.what) in bare(texts(dialog)), timeout=30_000)
        assert bare(message.next_step) in bare(texts(dialog))
        click(dialog, _("Cancel"))

    with dialogs(confirm(OFFICER.passphrase), choose):
        click(page, _("Change my passphrase…"))
    assert any(opens(officer, OFFICER, who) for who in (OFFICER.passphrase, NEW))


def opens(services, who, passphrase=""):
    words = passphrase or who.passphrase
    try:
        return bool(unlock(services.vault_dir, who.login, words, services.clock))
    except WrongPassphrase:
        return False


def test_a_new_sheet_that_finds_no_room(supervisor, shown):
    page = shown(StationPage(supervisor))
    page.load()
    assert _("Make a new sheet…") in texts(page)
    fill(supervisor)
    with dialogs(confirm(SUPERVISOR.passphrase), confirm(OFFICER.passphrase), error(DiskFull)):
        click(page, _("Make a new sheet…"))
    assert opens(supervisor, SUPERVISOR)


def test_a_sheet_whose_confirmation_finds_no_room(supervisor, shown):
    page = shown(StationPage(supervisor))
    page.load()
    assert _("Make a new sheet…") in texts(page)
    words = []

    def give_back(dialog):
        fill(supervisor)
        sheet(words)(dialog)

    with dialogs(
        confirm(SUPERVISOR.passphrase), confirm(OFFICER.passphrase), give_back, error(DiskFull)
    ):
        click(page, _("Make a new sheet…"))
    assert opens(supervisor, SUPERVISOR)


def test_what_set_up_owes_the_vault_is_said_and_noted_at_the_next_opening(window, places, clock):
    window.services.sheet_confirmed = True
    session = open_as(places.officers, OFFICER, clock)
    vault_of(session).rows("PRAGMA query_only = 1")  # its folder takes nothing any more
    with dialogs():
        window.enter(session)
    assert sentence(VaultReadOnly()).what in bare(texts(window))  # above home
    assert window.services.sheet_confirmed
    window.lock()
    enter(window, places, clock, no_pin)
    assert not window.services.sheet_confirmed


def test_right_words_at_set_up_are_noted_before_the_first_page_is_shown(window, places, clock):
    session = open_as(places.officers, OFFICER, clock)
    note_sheet(vault_of(session), is_open=True)  # as set-up leaves it
    window.services.sheet_confirmed = True
    with dialogs():
        window.enter(session)
    assert not session.renewals.sheet_open
    assert not seen(current_page(window), SheetNote)
