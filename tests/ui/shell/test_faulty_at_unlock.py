"""Unlocking what cannot be used: a sentence with a next step, and the page is there again."""

import shutil

import pytest
from PySide6.QtCore import Qt

from tests.programs import small_disk, written_never
from tests.ui.drivers.door import choose_code, passphrase_field, unlock_page
from tests.ui.drivers.files import shown_numbers
from tests.ui.drivers.seeing import words
from tests.ui.drivers.window import (
    current_page,
    go_home,
    go_without_pin,
    is_at_unlock,
    open_interview,
    the_pin_is_asked,
)
from tests.ui.gestures import bare, click, dialogs, error, focused, press, texts, type_text
from tipdesk.core.errors import FormUnreadable, VaultDamaged, VaultInUse, VaultTooNew
from tipdesk.core.settings import resource
from tipdesk.demo.stations import OFFICER, make_officers_station, open_as
from tipdesk.desk.locked_vault import write_protection
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import unlock
from tipdesk.forms.publishing.catalogue import load_published
from tipdesk.i18n.text import _
from tipdesk.storage import platform
from tipdesk.storage.database import connect
from tipdesk.storage.schema import MIGRATIONS
from tipdesk.texts.messages import sentence
from tipdesk.ui.files.home import HomePage
from tipdesk.ui.files.page import FilesPage
from tipdesk.ui.interview.page import InterviewPage


@pytest.fixture
def started(window):
    """The window that asks for the passphrase."""
    window.start()
    return window


def unlocked(window, qtbot):
    """Type the passphrase and wait for what comes of it; what the unlock page then says."""
    page = unlock_page(window)
    choose_code(page, OFFICER.login)
    type_text(OFFICER.passphrase, passphrase_field(page))
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.services.jobs.busy, timeout=20_000)
    if the_pin_is_asked(window):
        go_without_pin(window)
    return bare(texts(page))


def says(shown, kind, **details):
    message = sentence(kind(**details))
    return bare(message.what) in shown and bare(message.next_step) in shown


def spoil(places, clock, *statements):
    """Write to the vault as this program never does."""
    key = unlock(places.officers, OFFICER.login, OFFICER.passphrase, clock)
    connection = connect(places.officers / "vault.db", key.dek)
    for statement in statements:
        connection.execute(statement)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    connection.close()
    key.wipe()


def flipped(data):
    return data[:5000] + bytes([data[5000] ^ 1]) + data[5001:]


@pytest.mark.parametrize(
    "cut",
    [flipped, lambda data: data[:-4096], lambda data: data[:100], lambda _data: b""],
    ids=["flipped", "cut", "cut in its first page", "empty"],
)
def test_a_damaged_vault_is_said_and_left_as_it_was(started, places, qtbot, cut):
    path = places.officers / "vault.db"
    spoilt = cut(path.read_bytes())
    path.write_bytes(spoilt)
    assert says(unlocked(started, qtbot), VaultDamaged, what="database")
    assert is_at_unlock(started)
    assert started.services.open_session is None
    assert unlock_page(started).isAncestorOf(focused())
    assert path.read_bytes() == spoilt


def test_a_newer_vault_is_said_and_left_as_it_was(started, places, clock, qtbot):
    path = places.officers / "vault.db"
    spoil(places, clock, "PRAGMA user_version=99")
    before = path.read_bytes()
    assert says(unlocked(started, qtbot), VaultTooNew, found=99, known=len(MIGRATIONS))
    assert started.services.open_session is None
    assert path.read_bytes() == before


def test_a_vault_that_is_open_elsewhere_opens_when_it_is_closed_there(
    started, places, clock, qtbot
):
    elsewhere = open_as(places.officers, OFFICER, clock)
    try:
        assert says(unlocked(started, qtbot), VaultInUse)
    finally:
        elsewhere.lock()
    with dialogs():
        unlocked(started, qtbot)
    assert isinstance(current_page(started), HomePage)


def test_a_vault_on_a_disc_is_said_before_anybody_types(window, places, tmp_path):
    with small_disk(tmp_path / "disc", "24m") as disc:
        without = shutil.ignore_patterns(platform.NAME)
        shutil.copytree(places.officers, disc / "vault", ignore=without)
        window.services.vault_dir = disc / "vault"
        with written_never(disc):
            window.start()
            protection = write_protection(disc / "vault")
            shown = bare(texts(unlock_page(window)))
            assert bare(sentence(protection).what) in shown
            assert protection.details["copy"] in words(unlock_page(window), "muted")
        unlock_page(window).load()
        assert protection.details["copy"] not in texts(window)


@pytest.fixture
def forms(tmp_path):
    """The program's own forms, to be spoilt."""
    return shutil.copytree(resource("forms"), tmp_path / "forms")


def test_a_damaged_form_of_the_program_leaves_the_files_in_reach(window, places, clock, forms):
    published = (forms / "victim-intake").glob("v*.json")
    path = max(published, key=lambda version: int(version.stem[1:]))  # the one new files begin with
    path.write_text(path.read_text("utf-8").replace("iv_start", "iv_begin"), "utf-8")
    key = unlock(places.officers, OFFICER.login, OFFICER.passphrase, clock)
    with dialogs():
        window.enter(Session.open(places.officers, key, clock, load_published(forms)))
    page = go_home(window)
    assert isinstance(page, FilesPage)
    assert len(shown_numbers(page)) == 5
    open_interview(window, places.begun)
    assert isinstance(current_page(window), InterviewPage)  # the vault has its own definition
    go_home(window)
    with dialogs():
        click(page, _("New interview"))  # and new files are begun with that one
    assert isinstance(current_page(window), InterviewPage)


def test_a_damaged_form_in_a_vault_that_has_none_yet_is_said(window, places, clock, forms):
    published = (forms / "victim-intake").glob("v*.json")
    path = max(published, key=lambda version: int(version.stem[1:]))
    path.write_text(path.read_text("utf-8").replace("iv_start", "iv_begin"), "utf-8")
    make_officers_station(places.folder / "fresh", clock)
    key = unlock(places.folder / "fresh", OFFICER.login, OFFICER.passphrase, clock)
    with dialogs():
        window.enter(Session.open(places.folder / "fresh", key, clock, load_published(forms)))
    page = go_home(window)
    with dialogs(error(FormUnreadable)):
        click(page, _("New interview"))
    assert current_page(window) is page


def test_a_damaged_form_in_the_vault_is_said_and_the_list_stays(window, places, clock):
    spoil(
        places,
        clock,
        "DROP TRIGGER form_definition_no_update",
        "UPDATE form_definition SET body = '{}'",
    )
    with dialogs():
        window.enter(open_as(places.officers, OFFICER, clock))
    page = go_home(window)
    assert isinstance(page, FilesPage)
    with dialogs(error(FormUnreadable)):
        open_interview(window, places.begun)
    assert current_page(window) is page
