"""A lost station comes back: from the first start to the unlocked vault, with keys and clicks."""

from io import BytesIO

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.drivers.door import code_field, passphrase_field
from tests.ui.drivers.seeing import faults
from tests.ui.drivers.vault import vault_of
from tests.ui.drivers.window import current_page, go_without_pin
from tests.ui.gestures import (
    answer,
    bare,
    button,
    click,
    dialogs,
    error,
    field,
    pick,
    press,
    texts,
    type_text,
)
from tipdesk.core.errors import BackupDamaged, BackupMissing, WrongPassphrase
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.locked_vault import vault_state
from tipdesk.desk.station.backup import make
from tipdesk.desk.unlocking import unlock
from tipdesk.i18n.text import _
from tipdesk.storage.evidence import attachments
from tipdesk.storage.evidence.staging import content_path
from tipdesk.storage.keys.slot_file import DATABASE, NAMES
from tipdesk.texts.messages import sentence
from tipdesk.ui.files.home import HomePage
from tipdesk.ui.setup.first_start import SetupPage
from tipdesk.ui.setup.restore import RestorePage, missing_text
from tipdesk.ui.shell.main_window import MainWindow
from tipdesk.ui.toolkit.services import Services

RESTORED = answer("إغلاق", says="استُعيدت المحطة")


@pytest.fixture
def backup(supervisor, usb_drive, places):
    """A backup of the officers' station, with one attachment."""
    session, who = supervisor.session, SUPERVISOR.login
    sealed = attachments.seal(session.vault_dir, BytesIO(b"x" * 9000), "a", "b", Work())
    vault = vault_of(session)
    attachments.record(vault, places.begun, sealed, officer=who, at=supervisor.clock())
    key = unlock(session.vault_dir, SUPERVISOR.login, SUPERVISOR.passphrase)
    written = make(session.backups.plan(usb_drive), key, Work())
    key.wipe()
    return written


@pytest.fixture
def services(tmp_path, jobs, clock):
    return Services(tmp_path / "new" / "vault", jobs, clock=clock, cheap_keys=True)


@pytest.fixture
def page(services, shown, backup):
    page = shown(RestorePage(services), height=768)
    page.load()
    return page


def opened(page, usb_drive, passphrase=SUPERVISOR.passphrase):
    """To the last step."""
    page.take(usb_drive)
    press(Qt.Key.Key_Return, button(page, _("Next")))
    who = code_field(page)
    assert page.window().focusWidget() is who
    assert who.currentData() is None  # nobody is guessed
    who.setCurrentIndex(who.findData(SUPERVISOR.login))
    press(Qt.Key.Key_Tab)
    type_text(passphrase, page.window().focusWidget())
    click(page, _("Open and verify"))


def test_from_the_first_start_to_the_unlocked_vault(services, backup, usb_drive, qtbot):
    window = MainWindow(services)
    window.resize(1366, 768)
    qtbot.addWidget(window, before_close_func=lambda closing: closing.lock())
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.start()
    click(window, _("Restore from a backup…"))
    page = window.passing.page
    assert isinstance(page, RestorePage)
    assert not button(page, _("Next")).isEnabled()
    with dialogs(pick(usb_drive)):
        click(page, _("Choose the USB drive or its folder…"))
    assert window.focusWidget() is button(page, _("Next"))
    assert backup.folder.name in bare(field(page, _("Backup")).currentText())
    click(page, _("Next"))
    type_text(OFFICER.passphrase, passphrase_field(page))
    press(Qt.Key.Key_Return, window.focusWidget())
    assert _("Choose your code first.") in texts(page)
    assert window.focusWidget() is code_field(page)
    code_field(page).choose(OFFICER.login)
    press(Qt.Key.Key_Return, passphrase_field(page))
    shown_text = bare(texts(page))
    assert _("Every file of it was read and is whole.") in shown_text
    assert backup.manifest.station in shown_text
    assert "\n5\n" in shown_text  # files
    assert vault_state(services.vault_dir) == "missing"
    with dialogs(RESTORED):
        press(Qt.Key.Key_Return, window.focusWidget())
    window.activateWindow()  # as a window manager does
    assert vault_state(services.vault_dir) == "ready"
    assert code_field(window).currentData() == OFFICER.login
    with dialogs():
        type_text(OFFICER.passphrase, window.focusWidget())
        press(Qt.Key.Key_Return, window.focusWidget())
        go_without_pin(window)
        qtbot.waitUntil(lambda: services.open_session is not None, timeout=60_000)
    assert isinstance(current_page(window), HomePage)
    assert len(services.session.files.list_cases()) == 5


def test_back_leads_to_the_first_start(services, backup, qtbot):
    window = MainWindow(services)
    qtbot.addWidget(window)
    window.show()
    window.start()
    click(window, _("Restore from a backup…"))
    click(window.passing.page, _("Back"))
    assert isinstance(window.passing.page, SetupPage)


def test_a_folder_without_a_backup_says_so(page, tmp_path):
    page.take(tmp_path)
    assert bare(sentence(BackupMissing()).what) in bare(texts(page))
    assert not button(page, _("Next")).isEnabled()


def test_a_wrong_passphrase_is_said_and_can_be_typed_again(page, usb_drive, services):
    with dialogs(error(WrongPassphrase)):
        opened(page, usb_drive, "خمس كلمات أخرى لا تفتح")
    assert page.window().focusWidget() is passphrase_field(page)
    assert not services.vault_dir.parent.exists()


def test_a_damaged_database_is_named_and_nothing_is_restored(page, usb_drive, backup, services):
    with (backup.folder / DATABASE).open("r+b") as file:
        file.seek(9000)
        file.write(b"damaged")
    with dialogs(error(BackupDamaged, name=DATABASE)):
        opened(page, usb_drive)
    assert not services.vault_dir.parent.exists()


def test_damaged_slots_are_said_where_the_backup_was_chosen(page, usb_drive, backup):
    for name in NAMES:
        (backup.folder / name).write_bytes(b"nothing")
    page.take(usb_drive)
    click(page, _("Next"))
    assert faults(page)


def test_without_a_damaged_attachment_only_after_a_question(
    page, usb_drive, backup, services, qtbot
):
    name = next(
        entry.name for entry in backup.manifest.entries if entry.name not in (DATABASE, *NAMES)
    )
    content_path(usb_drive / f"tipdesk-{backup.manifest.station}", name).unlink()
    opened(page, usb_drive)
    assert bare(missing_text(1)) in bare(texts(page))
    with dialogs(answer(_("Cancel"), says=_("Restore the station without them?"))):
        click(page, _("Restore the station"))
    assert vault_state(services.vault_dir) == "missing"
    with (
        dialogs(answer(_("Restore the station")), RESTORED),
        qtbot.waitSignal(page.finished) as done,
    ):
        click(page, _("Restore the station"))
    assert done.args == [SUPERVISOR.login]


def test_going_back_forgets_the_key(page, usb_drive):
    opened(page, usb_drive)
    key = page._opened.key
    click(page, _("Back"))
    assert not any(key.dek)
    assert page._opened is None
    assert passphrase_field(page).text() == ""
    QApplication.processEvents()
