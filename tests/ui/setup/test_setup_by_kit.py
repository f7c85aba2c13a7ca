"""The first start with a station kit: a name, the words of an envelope, a passphrase twice."""

import os

import pytest
from PySide6.QtWidgets import QComboBox

from tests.bundle.kit.kits import (
    CLERK,
    STATION,
    SUPERVISOR,
    codes,
    made_kit,
    new_authority,
)
from tests.ui.drivers.dialogs import give_words_back, words_on_screen
from tests.ui.gestures import answer, bare, click, confirm, dialogs, field, pick, texts, type_text
from tests.ui.places import START, Clock
from tipdesk.core.errors import KitCodeWrong
from tipdesk.desk.locked_vault import known_logins, vault_state
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import unlock
from tipdesk.i18n.text import _
from tipdesk.texts.messages import sentence
from tipdesk.ui.notices.sending import NoticesPage
from tipdesk.ui.setup.first_start import SetupPage
from tipdesk.ui.station.page import StationPage
from tipdesk.ui.toolkit.services import Services

WORDS = {"T-07": "زيتون مركب شتاء قنديل ورق", "S-01": "محيط سنبلة دفتر جبل نافذة"}


@pytest.fixture
def kit(tmp_path):
    return made_kit(new_authority(tmp_path, START), now=START)


@pytest.fixture
def services(tmp_path, jobs):
    return Services(tmp_path / "vault", jobs, clock=Clock(START), cheap_keys=True)


@pytest.fixture
def page(services, shown):
    page = shown(SetupPage(services), height=768)
    page.load()
    return page


def picture(widget, name):
    """Left for whoever looks, where a folder is named."""
    if folder := os.environ.get("TIPDESK_LOOK"):
        widget.window().grab().save(f"{folder}/{name}.png")


def choose_name(root, login):
    combo = field(root, _("Your name"))
    assert isinstance(combo, QComboBox)
    assert combo.currentIndex() == -1  # nobody is guessed
    combo.setCurrentIndex(combo.findData(login))


def type_three(root, code, words):
    for title, text in (
        (_("The six words of your envelope"), code),
        (_("Own passphrase"), words),
        (_("Once more"), words),
    ):
        where = field(root, title)
        where.clear()
        type_text(text, where)


def founded(page, services, kit, qtbot):
    with dialogs(pick(kit.path)):
        click(page, _("Station kit…"))
    page.activateWindow()  # a window manager does so when a dialog closes
    qtbot.waitUntil(page.isActiveWindow)
    picture(page, "kit-step")
    choose_name(page, "T-07")
    type_three(page, codes(kit)["T-07"], WORDS["T-07"])
    click(page, _("Create the encrypted vault"))
    qtbot.waitUntil(lambda: not services.jobs.busy, timeout=60_000)


def test_from_the_kit_to_two_people_who_sign(page, services, kit, qtbot, shown):
    founded(page, services, kit, qtbot)
    sheet = words_on_screen(page)
    assert len(sheet) == 24
    assert vault_state(services.vault_dir) == "ready"
    click(page, _("Next"))
    with qtbot.waitSignal(page.finished) as done:
        give_words_back(page, sheet)
    assert done.args == ["T-07"]
    key = unlock(services.vault_dir, "T-07", WORDS["T-07"], services.clock)
    session = Session.open(services.vault_dir, key, services.clock)
    services.opened(session)
    assert (session.station.code, session.station.unit) == (STATION.code, STATION.unit)
    notices = shown(NoticesPage(services))
    notices.load()
    nothing = _("There is no file here yet. Its notice can be handed over as soon as one is.")
    qtbot.waitUntil(lambda: bare(nothing) in bare(texts(notices)))
    station = shown(StationPage(services))
    station.load()
    picture(station, "kit-staff")

    def comes(dialog):
        choose_name(dialog, "S-01")
        picture(dialog, "kit-colleague")
        type_three(dialog, codes(kit)["T-07"], WORDS["S-01"])  # not the supervisor's envelope
        click(dialog, _("Add"))
        wrong = sentence(KitCodeWrong(login="S-01")).what
        qtbot.waitUntil(lambda: bare(wrong) in bare(texts(dialog)), timeout=60_000)
        type_three(dialog, codes(kit)["S-01"], WORDS["S-01"])
        click(dialog, _("Add"))

    with dialogs(pick(kit.path), confirm(WORDS["T-07"]), comes, answer(_("Close"))):
        click(station, _("A colleague opens their envelope…"))
    assert SUPERVISOR.name in bare(texts(station))
    assert {*known_logins(services.vault_dir)} == {"S-01", "T-07"}
    assert session.kit.awaited() == (CLERK.login,)
    session.lock()
    services.closed()


def test_what_is_wrong_is_said_and_nothing_is_made(page, services, kit, qtbot):
    with dialogs(pick(kit.path)):
        click(page, _("Station kit…"))
    click(page, _("Create the encrypted vault"))
    assert _("Choose your name first.") in texts(page)
    choose_name(page, "T-07")
    click(page, _("Create the encrypted vault"))
    assert _("Type the six words of your envelope.") in texts(page)
    type_three(page, codes(kit)["S-01"], WORDS["T-07"])
    click(page, _("Create the encrypted vault"))
    qtbot.waitUntil(lambda: not services.jobs.busy, timeout=60_000)
    assert bare(sentence(KitCodeWrong(login="T-07")).what) in bare(texts(page))
    picture(page, "kit-wrong")
    assert vault_state(services.vault_dir) != "ready"
    click(page, _("Back"))
    click(page, _("Next"))
    assert _("Agency") in texts(page)  # without a kit everything is asked
