"""USB drives where people choose: offered first, told from disks of the computer and from the network."""

import pytest
from PySide6.QtWidgets import QApplication, QListView, QStyleOptionViewItem, QWidget

from tests.ui.drivers.dialogs import usb_drive_choice
from tests.ui.drivers.seeing import every
from tests.ui.gestures import buttons, click, confirm, dialogs, pick, texts
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.i18n.text import _, isolated
from tipdesk.ui.handover.export import ExportTarget
from tipdesk.ui.handover.receipt_dialogs import ask_refusal
from tipdesk.ui.station.page import StationPage
from tipdesk.ui.toolkit.choosing_files import UsbDriveChoice, choose_file, choose_folder

INNER = "This is a disk of this computer, not a USB drive."
SHARE = "This folder is on a network: others may see and copy what lies there."


@pytest.fixture
def connected(computer, tmp_path):
    """A USB drive, mounted; its folder."""
    folder = tmp_path / "connected"
    folder.mkdir()
    computer.partition(computer.disk("sdb", "8:16", "usb"), "sdb1", "8:17")
    computer.mount("8:17", folder)
    return folder


@pytest.fixture
def inner(computer, tmp_path):
    """A second disk in the computer, mounted where USB drives mostly are."""
    folder = tmp_path / "media" / "archive"
    folder.mkdir(parents=True)
    computer.partition(computer.disk("sde", "8:64", "sata"), "sde1", "8:65")
    computer.mount("8:65", folder)
    return folder


def test_a_usb_drive_that_is_connected_is_offered_until_it_is_pulled_out(
    qtbot, computer, connected, inner
):
    target = ExportTarget()
    qtbot.addWidget(target)
    target.begin()
    assert target.folders() == [connected]
    target.take(connected)
    assert target.folders() == [connected]
    target.keep()
    computer.unmount(connected)
    connected.rmdir()
    target.keep()  # a drive that was pulled may be put in again
    assert target.folder() == connected
    target.begin()
    assert target.folders() == []


def test_a_folder_by_hand_says_what_it_lies_on(qtbot, computer, connected, inner, tmp_path):
    choice = UsbDriveChoice()
    qtbot.addWidget(choice)
    choice.begin()
    assert choice.folder() == connected
    assert _(INNER) not in texts(choice)
    choice.take(inner)
    assert _(INNER) in texts(choice)
    share = tmp_path / "share"
    share.mkdir()
    computer.mount("0:77", share, "cifs")
    choice.take(share)
    assert _(SHARE) in texts(choice)


def test_what_comes_from_outside_is_looked_for_on_the_usb_drive(qtbot, connected, inner):
    parent = QWidget()
    qtbot.addWidget(parent)
    seen = []

    def look(dialog):
        places = [url.toLocalFile() for url in dialog.sidebarUrls()]
        seen.append((dialog.directory().absolutePath(), places))
        dialog.reject()

    with dialogs(look, look):
        choose_file(parent, "عنوان")
        choose_folder(parent, "عنوان")
    for folder, places in seen:
        assert folder == str(connected)
        assert str(connected) in places
        assert str(inner) not in places


def test_where_the_answer_is_saved_says_so(qtbot, connected, inner):
    parent = QWidget()
    qtbot.addWidget(parent)
    shown = []

    def look(dialog):
        shown.append(_(INNER) in texts(dialog))
        dialog.reject()

    with dialogs(look, look):
        ask_refusal(parent, connected, ["E_INTACT"])
        ask_refusal(parent, inner, ["E_INTACT"])
    assert shown == [False, True]


@pytest.mark.parametrize("folder", ["connected", "inner"])
def test_a_request_that_stays_in_the_computer_says_so(folder, request, opened, places, shown):
    target = request.getfixturevalue(folder)
    page = shown(StationPage(opened(places.officers, OFFICER)))
    page.load()
    seen = []

    def look(dialog):
        seen.append(_(INNER) in texts(dialog))
        click(dialog, _("Close"))

    assert buttons(page, _("Save a request…"))
    with dialogs(pick(target), confirm(OFFICER.passphrase), look):
        click(page, _("Save a request…"))
    assert seen == [folder == "inner"]


def test_a_backup_in_another_partition_of_the_same_disk_is_pointed_out(
    computer, opened, places, shown, tmp_path
):
    warning = _(
        "This is the disk of this computer. If the computer is lost, the backup is "
        "lost with it: a USB drive is better."
    )
    other, outside = tmp_path / "partition", tmp_path / "outside"
    disk = computer.disk("sde", "8:64", "sata")
    usb_drive = computer.disk("sdb", "8:16", "usb")
    for number, folder in (("8:65", places.officers), ("8:66", other)):
        computer.partition(disk, f"sde{number[-1]}", number)
        folder.mkdir(exist_ok=True)
        computer.mount(number, folder)
    outside.mkdir()
    computer.partition(usb_drive, "sdb1", "8:17")
    computer.mount("8:17", outside)
    page = shown(StationPage(opened(places.officers, SUPERVISOR)))
    page.load()
    QApplication.processEvents()  # its parts lie where they are shown

    def compare(dialog):
        choice = usb_drive_choice(dialog)
        assert choice.folder() == outside
        assert warning not in texts(dialog)
        choice.take(other)
        assert warning in texts(dialog)
        click(dialog, _("Cancel"))

    with dialogs(compare):
        click(page, _("Make a backup…"))


def test_the_letter_of_a_drive_reads_from_the_left(qtbot, tmp_path, monkeypatch):
    """Windows names a drive «name (Z:)»; here a folder is called so."""
    home = tmp_path / "ذاكرة (Z:)"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    parent = QWidget()
    qtbot.addWidget(parent)
    shown = []

    def look(dialog):
        (places,) = [view for view in every(dialog, QListView) if view.objectName() == "sidebar"]
        for row in range(places.model().rowCount()):
            index = places.model().index(row, 0)
            option = QStyleOptionViewItem()
            places.itemDelegate().initStyleOption(option, index)
            shown.append(option.text)
        dialog.reject()

    with dialogs(look):
        choose_file(parent, "عنوان")
    assert f"ذاكرة {isolated('(Z:)')}" in shown
