"""A backup from the station page, what is said of it, and the reminder on the list of files."""

from io import BytesIO

from tests.programs import small_disk
from tests.ui.drivers.dialogs import usb_drive_choice
from tests.ui.drivers.vault import vault_of
from tests.ui.drivers.window import turn
from tests.ui.full_walk import fill
from tests.ui.gestures import (
    answer,
    bare,
    button,
    buttons,
    click,
    confirm,
    dialogs,
    error,
    pick,
    texts,
)
from tipdesk.core.errors import DiskFull, TargetNotWritable
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR
from tipdesk.desk.station.backup import make
from tipdesk.desk.unlocking import unlock
from tipdesk.i18n.text import _, ngettext
from tipdesk.storage.evidence import attachments
from tipdesk.storage.evidence.staging import content_path
from tipdesk.storage.upkeep.backup_set import MANIFEST
from tipdesk.ui.files.page import FilesPage
from tipdesk.ui.station.backup import last_text
from tipdesk.ui.station.page import StationPage

NEVER = last_text(None)
DAMAGED = (
    (
        "{count} attachment is damaged on this computer and is not in the backup. An older backup may "
        "hold it."
    ),
    (
        "{count} attachments are damaged on this computer and are not in the backup. An older backup "
        "may hold them."
    ),
)


def where_to(usb_drive):
    """Answers the dialog that asks for the USB drive; the file dialog comes on top of it."""

    def act(dialog):
        assert not button(dialog, _("Next")).isEnabled() or usb_drive_choice(dialog).folders()
        usb_drive_choice(dialog).take(usb_drive)
        click(dialog, _("Next"))

    return act


def sets(usb_drive):
    return list(usb_drive.glob(f"*/*/{MANIFEST}"))


def test_a_backup_is_made_and_its_date_shown(page, supervisor, usb_drive):
    assert NEVER in texts(page)
    closing = answer(_("Close"), says=_("The backup is made."))
    with dialogs(where_to(usb_drive), confirm(SUPERVISOR.passphrase), closing):
        click(page, _("Make a backup…"))
    assert len(sets(usb_drive)) == 1
    last = supervisor.session.backups.last()
    assert bare(last_text(last)) in bare(texts(page))
    assert NEVER not in texts(page)
    assert not supervisor.session.backups.is_due()


def test_the_folder_can_be_chosen_by_hand(page, usb_drive):
    def by_hand(dialog):
        click(dialog, _("Choose a folder…"))
        click(dialog, _("Next"))

    with dialogs(by_hand, pick(usb_drive), confirm(SUPERVISOR.passphrase), answer(_("Close"))):
        click(page, _("Make a backup…"))
    assert len(sets(usb_drive)) == 1


def test_a_folder_on_the_computers_own_disk_is_said_to_be_one(page, usb_drive, tmp_path):
    expected = _(
        "This is the disk of this computer. If the computer is lost, the backup is "
        "lost with it: a USB drive is better."
    )

    def compare(dialog):
        usb_drive_choice(dialog).take(usb_drive)
        assert expected in texts(dialog)
        usb_drive_choice(dialog).take(tmp_path / "other")
        assert expected not in texts(dialog)
        click(dialog, _("Cancel"))

    with small_disk(tmp_path / "other", "2m"), dialogs(compare):
        click(page, _("Make a backup…"))


def test_going_back_makes_none(page, supervisor, usb_drive):
    with dialogs(answer(_("Cancel"))):
        click(page, _("Make a backup…"))
    with dialogs(where_to(usb_drive), answer(_("Cancel"))):
        click(page, _("Make a backup…"))
    assert list(usb_drive.iterdir()) == []
    assert supervisor.session.backups.last() is None


def test_a_usb_drive_that_is_gone_is_said(page, supervisor, usb_drive):
    def pulled_out(dialog):
        usb_drive_choice(dialog).take(usb_drive)
        usb_drive.rmdir()
        click(dialog, _("Next"))

    with dialogs(pulled_out, confirm(SUPERVISOR.passphrase), error(TargetNotWritable)):
        click(page, _("Make a backup…"))
    assert supervisor.session.backups.last() is None


def test_damaged_attachments_are_counted(page, supervisor, usb_drive, places):
    sealed = attachments.seal(supervisor.vault_dir, BytesIO(b"x"), "a", "b", Work())
    vault = vault_of(supervisor.session)
    who = SUPERVISOR.login
    attachments.record(vault, places.begun, sealed, officer=who, at=supervisor.clock())
    content_path(supervisor.vault_dir, sealed.content.id).unlink()
    says = bare(ngettext(*DAMAGED, 1))
    with dialogs(
        where_to(usb_drive), confirm(SUPERVISOR.passphrase), answer(_("Close"), says=says)
    ):
        click(page, _("Make a backup…"))


def test_what_cannot_be_noted_is_said(page, supervisor, usb_drive):
    """The disk of the vault is full: the backup lies there, and nothing claims that it is noted."""
    fill(supervisor)
    with dialogs(where_to(usb_drive), confirm(SUPERVISOR.passphrase), error(DiskFull)):
        click(page, _("Make a backup…"))
    assert len(sets(usb_drive)) == 1
    assert supervisor.session.backups.last() is None


def backed_up(services, usb_drive):
    key = unlock(services.vault_dir, SUPERVISOR.login, SUPERVISOR.passphrase)
    backups = services.session.backups
    backups.record(make(backups.plan(usb_drive), key, Work()))


def test_a_supervisor_is_reminded_on_the_list_until_it_is_made(
    supervisor, shown, usb_drive, clock, qtbot
):
    files = shown(FilesPage(supervisor))
    files.load()
    assert NEVER in bare(texts(files))
    with qtbot.waitSignal(files.station_asked):
        click(files, _("To the backup"))
    backed_up(supervisor, usb_drive)
    files.load()
    assert not buttons(files, _("To the backup"))
    clock.move(days=8)
    files.load()
    assert bare(last_text(supervisor.session.backups.last())) in bare(texts(files))


def test_an_officer_is_not_reminded_but_can_make_one(officer, shown, usb_drive):
    files = shown(FilesPage(officer))
    files.load()
    assert not buttons(files, _("To the backup"))
    page = shown(StationPage(officer))
    page.load()
    turn()
    with dialogs(where_to(usb_drive), confirm(OFFICER.passphrase), answer(_("Close"))):
        click(page, _("Make a backup…"))
    assert len(sets(usb_drive)) == 1


def test_the_receiving_station_has_its_backup_too(receiver, shown, usb_drive):
    page = shown(StationPage(receiver))
    page.load()
    turn()
    with dialogs(where_to(usb_drive), confirm(RECEIVER.passphrase), answer(_("Close"))):
        click(page, _("Make a backup…"))
    assert len(sets(usb_drive)) == 1
