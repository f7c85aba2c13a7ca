"""What is a USB drive: by how it is wired, on Linux and on Windows."""

from pathlib import Path

import pytest

from tests.sys_tree import laptop
from tipdesk.core import drives
from tipdesk.core.drives import DriveKind, drive_of, kind_on_windows, same_disk, usb_drives


@pytest.fixture
def computer(tmp_path, monkeypatch):
    tree = laptop(tmp_path / "computer")
    monkeypatch.setattr(drives, "TREE", tree.tree)
    return tree


@pytest.fixture
def at(tmp_path):
    """Where a disk is mounted: not in /media, which says nothing."""
    return tmp_path / "elsewhere" / "ذاكرة A"


@pytest.mark.parametrize(
    ("wired", "name", "card", "kind"),
    [
        ("usb", "sdb", "", DriveKind.USB),
        ("usb disk", "sdb", "", DriveKind.USB),
        ("usb reader", "sdc", "", DriveKind.USB),
        ("card reader", "mmcblk0", "SD", DriveKind.USB),
        ("dock", "sdd", "", DriveKind.USB),
        ("emmc", "mmcblk1", "MMC", DriveKind.INTERNAL),
        ("sata", "sde", "", DriveKind.INTERNAL),
        ("nvme", "nvme0n1", "", DriveKind.INTERNAL),
        ("dvd", "sr0", "", DriveKind.DISC),
        ("usb dvd", "sr1", "", DriveKind.DISC),
    ],
)
def test_a_drive_is_known_by_its_bus(computer, at, wired, name, card, kind):
    disk = computer.disk(name, "8:16", wired, card)
    computer.partition(disk, f"{name}p1", "8:17")
    computer.mount("8:17", at)
    assert drive_of(at / "folder").kind is kind
    assert drive_of(at).root == at
    assert usb_drives() == ((at,) if kind is DriveKind.USB else ())


def test_a_usb_drive_without_partitions_an_encrypted_one_and_one_in_layers(computer, tmp_path):
    whole = computer.disk("sdb", "8:16", "usb")
    other = computer.disk("sdc", "8:32", "usb disk")
    luks = computer.mapped("dm-1", "254:1", computer.partition(other, "sdc1", "8:33"))
    computer.mapped("dm-2", "254:2", luks)
    roots = [tmp_path / name for name in ("whole", "luks", "lvm")]
    for number, root in zip(("8:16", "254:1", "254:2"), roots, strict=True):
        computer.mount(number, root)
    assert usb_drives() == tuple(roots)
    assert drive_of(roots[2]).disks == {str(other)}
    assert not same_disk(roots[0], roots[1])
    assert same_disk(roots[1], roots[2])
    assert drive_of(roots[0]).disks == {str(whole)}


def test_a_volume_that_lies_partly_inside_stays_with_the_computer(computer, at):
    usb_drive, inner = computer.disk("sdb", "8:16", "usb"), computer.disk("sde", "8:64", "sata")
    computer.mapped("md0", "9:0", usb_drive, inner)
    computer.mount("9:0", at)
    assert drive_of(at).kind is DriveKind.INTERNAL


def test_a_volume_in_a_file_is_where_its_file_is(computer, at, tmp_path):
    computer.disk("sdb", "8:16", "usb")
    computer.mount("8:16", at)
    computer.in_file("loop0", "7:0", at / "container")
    computer.in_file("loop1", "7:1", Path("/home/container"))
    computer.mount("7:0", tmp_path / "on-usb")
    computer.mount("7:1", tmp_path / "at-home")
    assert drive_of(tmp_path / "on-usb").kind is DriveKind.USB
    assert drive_of(tmp_path / "at-home").kind is DriveKind.INTERNAL


def test_a_file_that_holds_itself_ends(computer, at):
    computer.in_file("loop0", "7:0", at / "inside")
    computer.mount("7:0", at)
    assert drive_of(at).kind is DriveKind.UNKNOWN


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "smb3", "fuse.sshfs"])
def test_a_network_share_is_no_usb_drive(computer, kind):
    root = Path("/media/officer/share")
    computer.mount("0:77", root, kind, source="//server/share")
    assert drive_of(root).kind is DriveKind.NETWORK
    assert usb_drives() == ()


def test_where_it_is_mounted_says_nothing(computer):
    inner = computer.disk("sde", "8:64", "sata")
    computer.partition(inner, "sde1", "8:65")
    computer.mount("8:65", Path("/media/officer/archive"))
    computer.mount("0:78", Path("/mnt/memory"), "tmpfs")
    assert usb_drives() == ()
    assert drive_of(Path("/mnt/memory")).kind is DriveKind.UNKNOWN


def test_what_takes_nothing_is_not_offered_and_what_is_mounted_above_hides(computer, at):
    computer.disk("sdb", "8:16", "usb")
    computer.mount("8:16", at, options="ro")
    assert usb_drives() == ()
    computer.disk("sdc", "8:32", "usb disk")
    computer.mount("8:32", at)
    assert usb_drives() == (at,)
    assert drive_of(at).disks != drive_of(Path("/")).disks


def test_the_drive_that_the_system_was_started_from_is_not_offered(computer, at, tmp_path):
    live = computer.disk("sdb", "8:16", "usb")
    for number, root in (("8:17", Path("/")), ("8:18", at)):
        computer.partition(live, f"sdb{number[-1]}", number)
        computer.mount(number, root)
    computer.disk("sdc", "8:32", "usb disk")
    computer.mount("8:32", tmp_path / "other")
    assert usb_drives() == (tmp_path / "other",)


def test_two_partitions_of_one_disk_are_lost_together(computer, tmp_path):
    inner = computer.disk("sde", "8:64", "sata")
    for number in ("8:65", "8:66"):
        computer.partition(inner, f"sde{number[-1]}", number)
        computer.mount(number, tmp_path / number)
    assert same_disk(tmp_path / "8:65", tmp_path / "8:66")
    assert not same_disk(tmp_path / "8:65", Path("/"))


def test_lines_that_nobody_writes_so_do_no_harm(computer):
    computer.tree.mounts.write_text("\n1\n1 2 8:1 / - -\n - \n1 2 x / /media/x rw - ext4 none rw\n")
    assert usb_drives() == ()
    assert drive_of(Path("/media/x")).kind is DriveKind.UNKNOWN


# Drive types of GetDriveTypeW; buses of STORAGE_BUS_TYPE.
@pytest.mark.parametrize(
    ("drive_type", "bus", "kind"),
    [
        (2, 7, DriveKind.USB),  # a USB drive
        (3, 7, DriveKind.USB),  # a USB hard disk
        (2, 12, DriveKind.USB),  # a card in a reader of the laptop
        (3, 12, DriveKind.USB),
        (2, None, DriveKind.USB),
        (3, 4, DriveKind.USB),
        (3, 11, DriveKind.INTERNAL),  # D: on SATA
        (3, 17, DriveKind.INTERNAL),  # NVMe
        (3, 13, DriveKind.INTERNAL),  # soldered in
        (3, 8, DriveKind.INTERNAL),  # behind Intel's RAID
        (3, None, DriveKind.INTERNAL),  # a letter for a folder
        (4, None, DriveKind.NETWORK),
        (5, 7, DriveKind.DISC),
        (6, None, DriveKind.UNKNOWN),
        (1, None, DriveKind.UNKNOWN),
    ],
)
def test_windows_tells_it_by_drive_type_and_bus(drive_type, bus, kind):
    assert kind_on_windows(drive_type, bus) is kind


def test_windows_answers_for_the_disk_of_the_system():
    system = drive_of(Path("C:\\Windows\\not\\there"))
    assert (system.root, system.kind) == (Path("C:\\"), DriveKind.INTERNAL)
    assert same_disk(Path("C:\\Windows"), Path("C:\\Users"))
    assert Path("C:\\") not in usb_drives()
    assert Path("C:\\") in {drive.root for drive in drives.drives()}
