"""Recovery shares at the screen: three holders make them, two of them open the vault again."""

import shutil

import pytest
from PySide6.QtCore import Qt

from tests.desk.station.test_shares import PINS, make_shares, words
from tests.programs import copy_vault
from tests.ui.drivers.dialogs import give_words_back, words_on_screen
from tests.ui.drivers.door import code_field, give_share, lose_passphrase, share_field, share_pin
from tests.ui.drivers.seeing import every, faults, the
from tests.ui.drivers.vault import actions, audit_log, newest_entry
from tests.ui.drivers.window import enter, turn_to
from tests.ui.gestures import (
    answer,
    bare,
    button,
    click,
    confirm,
    dialogs,
    field,
    press,
    texts,
    type_text,
)
from tests.ui.places import Clock, _copied
from tipdesk.core.errors import WrongShare
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.open_vault import Confirmed
from tipdesk.desk.session.session import Session
from tipdesk.desk.station.shares import unlock_shares
from tipdesk.i18n.text import _, isolated
from tipdesk.storage.keys.slot_file import NAMES
from tipdesk.texts.messages import sentence
from tipdesk.ui.setup.recovery_sheet import ConfirmStep
from tipdesk.ui.setup.renew import RenewPage
from tipdesk.ui.setup.two_shares import TwoShares
from tipdesk.ui.setup.unlock import UnlockPage
from tipdesk.ui.station.page import StationPage
from tipdesk.ui.toolkit.theme import px


@pytest.fixture(scope="module")
def shares_vault(made_places, tmp_path_factory):
    """An officers' vault with shares, their sheets, and what their PINs open."""
    folder = tmp_path_factory.mktemp("shares") / "vault"
    shutil.copytree(made_places.officers, folder)
    key = made_places.keys[SUPERVISOR.login]
    session = Session.open(folder, _copied(key), Clock(made_places.ended))
    sheets, opened = make_shares(
        session,
        _copied(key),
        Confirmed(OFFICER.login, bytearray(made_places.keys[OFFICER.login].seed)),
    )
    session.lock()
    return folder, sheets, opened


@pytest.fixture
def shared(places, shares_vault):
    """Places whose officers' station has shares."""
    shutil.rmtree(places.officers)
    copy_vault(shares_vault[0], places.officers)
    return places


def slots(folder):
    return [(folder / name).read_bytes() for name in NAMES]


def last(services):
    return newest_entry(services.session)


def choose(dialog, first, second):
    """The PIN of the holder whose turn it is."""
    name = _("PIN of this share, {least} to {most} digits").format(
        least=isolated("6"), most=isolated("8")
    )
    fields = [field(dialog, title) for title in (name, _("The PIN once more"))]
    for where in fields:
        where.clear()
    before = faults(dialog)
    type_text(first, fields[0])
    press(Qt.Key.Key_Return)
    assert faults(dialog) == before  # Return only went on
    type_text(second)
    press(Qt.Key.Key_Return)


def read_back(dialog):
    """Read the words on the screen and give back those that are asked."""
    shown = words_on_screen(dialog)
    assert len(shown) == 33
    click(dialog, _("Next"))
    give_words_back(dialog, shown)


@pytest.fixture
def page(supervisor, shown):
    page = shown(StationPage(supervisor))
    page.load()
    return page


def test_three_holders_make_their_shares_one_after_another(page, supervisor, jobs, qtbot):
    def wait():
        qtbot.waitUntil(lambda: not jobs.busy, timeout=60_000)

    def make(dialog):
        asks = dialog.height()
        choose(dialog, "123456", "123456")
        assert "123456" in texts(dialog)  # said to be too easy
        choose(dialog, PINS[0], PINS[1])
        assert _("The two entries differ.") in texts(dialog)
        before = slots(supervisor.vault_dir)
        for pin in ("٢٧١٨٢٨", *PINS[1:]):
            choose(dialog, pin, pin)
            wait()
            if pin == PINS[2]:
                assert slots(supervisor.vault_dir) == before, "nothing before the third is done"
            room = max(asks, dialog.minimumSizeHint().height()) + px(100)  # and what was wrong
            assert dialog.height() <= room, "the buttons lie below a small screen"
            read_back(dialog)

    with dialogs(
        confirm(SUPERVISOR.passphrase),
        confirm(OFFICER.passphrase),
        make,
        answer(_("Close"), says=_("Three recovery shares are in use")),
    ):
        click(page, _("Make recovery shares…"))
    assert last(supervisor).action == "shares_made"
    assert button(page, _("Try a share…"))
    assert supervisor.session.shares.standing().made_at is not None


def test_stopping_asks_and_a_lock_does_not(page, supervisor, jobs, qtbot):
    before = slots(supervisor.vault_dir)

    def stop(dialog):
        choose(dialog, PINS[0], PINS[0])
        qtbot.waitUntil(lambda: not jobs.busy, timeout=60_000)
        press(Qt.Key.Key_Escape, dialog)
        assert dialog.isVisible()
        assert "academic" in texts(dialog)  # SLIP-39's word for group 1, 2 of 3
        dialog.reject()  # as a lock sends it away
        assert "academic" not in texts(dialog)

    stay = answer(_("Cancel"), says=_("Stop making shares?"))
    with dialogs(confirm(SUPERVISOR.passphrase), confirm(OFFICER.passphrase), stop, stay):
        click(page, _("Make recovery shares…"))
    assert slots(supervisor.vault_dir) == before
    assert supervisor.session.shares.standing().made_at is None


def test_two_shares_open_the_window_for_a_new_passphrase(window, shared, shares_vault, jobs, qtbot):
    window.start()
    page = the(window, UnlockPage)
    lose_passphrase(page, shares=True)

    def typed(at, pin):
        give_share(page, words(shares_vault[1][at]), pin)
        qtbot.waitUntil(lambda: not jobs.busy, timeout=60_000)

    typed(0, PINS[1])
    assert bare(sentence(WrongShare(reason="pin", number=1)).what) in bare(texts(page))
    assert window.focusWidget() is share_pin(page)
    share_field(page).clear()
    typed(0, PINS[0])
    assert share_field(page).toPlainText() == ""
    typed(0, PINS[0])
    assert "حصة واحدة لا تفتح شيئاً" in texts(page)
    share_field(page).clear()
    typed(2, PINS[2])
    qtbot.waitUntil(lambda: isinstance(window.passing.page, RenewPage), timeout=60_000)
    chain = actions(window.services.session)
    assert chain[-2:] == ["share_pin_failed", "recovered_by_shares"]
    renewing = window.passing.page
    (last_step,) = every(renewing, ConfirmStep)
    assert "حصص الاسترداد المستخدمة" in texts(last_step)
    assert (
        field(renewing, _("Whose passphrase was lost")).currentData() is None
    )  # whose passphrase was lost is not guessed
    click(renewing, _("Put into use"))
    assert _("Choose whose passphrase was lost.") in texts(renewing)
    window.lock()
    assert code_field(window).currentData() is None


def test_going_back_forgets_the_first_share(shared, shown, jobs, qtbot, officer, shares_vault):
    officer.session.lock()
    page = shown(UnlockPage(officer))
    page.load()
    lose_passphrase(page, shares=True)
    with qtbot.waitSignal(the(page, TwoShares).first_opened, timeout=60_000) as opened:
        give_share(page, words(shares_vault[1][1]), PINS[1])
    kept = opened.args[0].pin_key
    assert any(kept)
    assert _("Another share, from its own holder") in texts(page)
    click(page, _("Back to the passphrase"))
    assert not any(kept)
    lose_passphrase(page, shares=True)
    assert _("The first share") in texts(page)


def test_without_shares_none_are_asked_for(window, places):
    window.start()
    lose_passphrase(window)
    assert _("I have two recovery shares") not in texts(window)


def test_a_rehearsal_of_one_share_and_of_two(window, shared, clock, shares_vault, jobs, qtbot):
    enter(window, shared, clock)
    turn_to(window, "station")
    before = slots(shared.officers)

    def rehearse(dialog):
        for at in (1, 2):
            give_share(dialog, words(shares_vault[1][at]), PINS[at])
            qtbot.waitUntil(lambda: not jobs.busy, timeout=60_000)
            assert ("تفتح هاتان الحصتان" in texts(dialog)) is (at == 2)
        assert dialog.focusWidget() is button(dialog, _("Close"))
        press(Qt.Key.Key_Return, dialog.focusWidget())

    with dialogs(rehearse):
        click(window, _("Try a share…"))
    assert slots(shared.officers) == before
    entries = audit_log(window.services.session)[-2:]
    assert [(entry.action, entry.detail["number"]) for entry in entries] == [
        ("share_rehearsed", "2"),
        ("share_rehearsed", "3"),
    ]
    unlock_shares(shared.officers, shares_vault[2][0], shares_vault[2][1]).wipe()


def test_an_officer_tries_a_share_but_makes_and_withdraws_none(window, shared, clock):
    enter(window, shared, clock, who=OFFICER)
    turn_to(window, "station")
    shown = texts(window)
    assert _("Try a share…") in shown
    assert _("Make new shares…") not in shown
    assert _("Do without shares…") not in shown
