"""What kind of drive a folder lies on, and which USB drives are connected: by how a disk is wired,
not by where it is mounted or by which letter it has.

`drive_of` answers for one folder, `usb_drives` lists what a file can leave by or come from, and
`same_disk` says whether two folders are lost together. The rules are functions of what the system
says (`kind_on_linux`, `kind_on_windows`); how it is asked stands below, Linux and Windows side by
side. Nothing here writes.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path


class DriveKind(Enum):
    """How a drive belongs to this computer."""

    USB = auto()  # a USB drive or a memory card: it is carried about
    INTERNAL = auto()  # a disk in this computer
    NETWORK = auto()
    DISC = auto()  # a CD or DVD
    UNKNOWN = auto()  # memory, a container's file system, a phone: the system does not say


@dataclass(frozen=True, slots=True)
class Drive:
    """One volume. `disks` names what it lies on physically, empty where the system does not say."""

    root: Path
    kind: DriveKind
    disks: frozenset[str] = frozenset()
    writable: bool = True


def usb_drives() -> tuple[Path, ...]:
    """Roots of the USB drives and cards that can be written to. One that this system itself was
    started from is none."""
    own = drive_of(_system_folder()).disks
    return tuple(
        drive.root
        for drive in drives()
        if drive.kind is DriveKind.USB and drive.writable and not drive.disks & own
    )


def same_disk(first: Path, second: Path) -> bool:
    """Whether two folders lie on one disk, also in two of its partitions."""
    drive, other = drive_of(first), drive_of(second)
    if drive.disks and other.disks:
        return bool(drive.disks & other.disks)
    return drive.root == other.root


# --- the rules --------------------------------------------------------------------------------


_NETWORK = re.compile(
    r"nfs4?|cifs|smb\w*|9p|afs|ceph|davfs|ncpfs|fuse\.(sshfs|rclone|davfs2?|curl.*)"
)
_USB_ROOT = re.compile(r"usb\d+")  # a USB bus, in the path of a device
_REMOVABLE, _FIXED, _REMOTE, _CDROM = 2, 3, 4, 5  # GetDriveTypeW
_FIREWIRE, _USB, _SD = 4, 7, 12  # STORAGE_BUS_TYPE


def kind_on_linux(disk: Path) -> DriveKind:
    """Of a whole disk, by its folder under /sys/devices: the bus it hangs on, what it says of
    itself. A disk on USB counts whether or not its medium can be taken out."""
    if disk.name.startswith("sr"):
        return DriveKind.DISC
    if any(_USB_ROOT.fullmatch(part) for part in disk.parts):
        return DriveKind.USB
    if disk.name.startswith("mmcblk"):  # MMC is soldered in, SD is a card
        return DriveKind.USB if _words(disk / "device" / "type") == "SD" else DriveKind.INTERNAL
    return DriveKind.USB if _words(disk / "removable") == "1" else DriveKind.INTERNAL


def kind_on_windows(drive_type: int, bus: int | None) -> DriveKind:
    """By GetDriveTypeW and the bus of STORAGE_DEVICE_DESCRIPTOR; None where the disk does not
    say."""
    if drive_type == _REMOTE:
        return DriveKind.NETWORK
    if drive_type == _CDROM:
        return DriveKind.DISC
    if drive_type == _REMOVABLE or (drive_type == _FIXED and bus in (_FIREWIRE, _USB, _SD)):
        return DriveKind.USB
    return DriveKind.INTERNAL if drive_type == _FIXED else DriveKind.UNKNOWN


def _together(kinds: Iterable[DriveKind]) -> DriveKind:
    """Of a volume on several disks: it leaves with none of them while one stays."""
    several = set(kinds)
    if len(several) == 1:
        return several.pop()
    return DriveKind.INTERNAL if several else DriveKind.UNKNOWN


def _words(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


# --- how the system is asked, Linux and Windows side by side ----------------------------------


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _QUERY_PROPERTY, _DEVICE_NUMBER = 0x2D1400, 0x2D1080  # IOCTL_STORAGE_…
    _SHARED, _OPEN_EXISTING, _INVALID = 0x3, 3, ctypes.c_void_p(-1).value
    _READ_ONLY = 0x80000  # FILE_READ_ONLY_VOLUME
    _MOST = 32768  # characters of a path

    def drives() -> tuple[Drive, ...]:
        """Everything that has a letter and a medium in it."""
        letters = ctypes.WinDLL("kernel32").GetLogicalDrives()
        roots = [f"{chr(ord('A') + at)}:\\" for at in range(26) if letters >> at & 1]
        # A: and B: are floppy drives, which a look at would start.
        return tuple(drive_of(Path(root)) for root in roots if root[0] not in "AB")

    def drive_of(folder: Path) -> Drive:
        """The volume that a folder lies on; it need not be there yet."""
        kernel = ctypes.WinDLL("kernel32")
        buffer = ctypes.create_unicode_buffer(_MOST)
        path = str(folder.absolute())
        known = kernel.GetVolumePathNameW(path, buffer, _MOST)
        root = buffer.value if known else folder.absolute().anchor
        drive_type = kernel.GetDriveTypeW(root)
        bus, number = (
            _device(_volume_name(root)) if drive_type in (_REMOVABLE, _FIXED) else (None, None)
        )
        disks = frozenset() if number is None else frozenset({f"disk {number}"})
        return Drive(Path(root), kind_on_windows(drive_type, bus), disks, _can_be_written(root))

    def _volume_name(root: str) -> str:
        r"""`\\?\Volume{…}` of a mounted root, or `\\.\E:` of one that has none."""
        name = ctypes.create_unicode_buffer(_MOST)
        if ctypes.WinDLL("kernel32").GetVolumeNameForVolumeMountPointW(root, name, _MOST):
            return name.value.rstrip("\\")
        return "\\\\.\\" + root.rstrip("\\")

    def _device(name: str) -> tuple[int | None, int | None]:
        """Bus and number of the disk under a volume, each None where it does not say. Asking
        needs no right to read it."""
        kernel = ctypes.WinDLL("kernel32")
        kernel.CreateFileW.restype = ctypes.c_void_p
        handle = kernel.CreateFileW(name, 0, _SHARED, None, _OPEN_EXISTING, 0, None)
        if handle in (None, _INVALID):
            return None, None
        try:
            described = _asked(handle, _QUERY_PROPERTY, bytes(12), 1024)
            numbered = _asked(handle, _DEVICE_NUMBER, b"", 12)
        finally:
            kernel.CloseHandle(ctypes.c_void_p(handle))
        bus = int.from_bytes(described[28:32], "little") if len(described) >= 32 else None
        number = int.from_bytes(numbered[4:8], "little") if len(numbered) >= 8 else None
        return bus, number

    def _asked(handle: int, code: int, question: bytes, size: int) -> bytes:
        """What DeviceIoControl answers; b"" when it does not."""
        answer, length = ctypes.create_string_buffer(size), wintypes.DWORD()
        control = ctypes.WinDLL("kernel32").DeviceIoControl
        answered = control(
            ctypes.c_void_p(handle), code, question or None, len(question),
            answer, size, ctypes.byref(length), None,
        )  # fmt: skip
        return answer.raw[: length.value] if answered else b""

    def _can_be_written(root: str) -> bool:
        """Whether there is a medium, and it takes anything."""
        flags = wintypes.DWORD()
        ask = ctypes.WinDLL("kernel32").GetVolumeInformationW
        present = ask(root, None, 0, None, None, ctypes.byref(flags), None, 0)
        return bool(present) and not flags.value & _READ_ONLY

    def _system_folder() -> Path:
        return Path(os.environ.get("SYSTEMROOT", "C:\\"))

else:

    @dataclass(frozen=True, slots=True)
    class LinuxTree:
        """Where the kernel tells of mounts and disks."""

        mounts: Path = Path("/proc/self/mountinfo")
        devices: Path = Path("/sys")

    TREE = LinuxTree()
    _DEEPEST = 8  # of containers in files on volumes in containers …
    _BEHIND = re.compile(
        r"/(proc|sys|run/(?!media/)\S*|snap|boot)(/.*)?|/dev(/[^/]+)?"
    )  # nobody chooses those

    @dataclass(frozen=True, slots=True)
    class _Mount:
        number: str  # major:minor
        root: Path
        writable: bool
        kind: str  # of file system
        source: str

    def drives() -> tuple[Drive, ...]:
        """Everything that is mounted where people look."""
        mounts = _mounts()
        # What is mounted over another hides it.
        visible = {mount.root: mount for mount in mounts if not _BEHIND.fullmatch(str(mount.root))}
        return tuple(_drive(mount, mounts) for mount in visible.values())

    def drive_of(folder: Path) -> Drive:
        """The volume that a folder lies on; it need not be there yet."""
        mounts = _mounts()
        mount = _mount_of(folder, mounts)
        return Drive(folder, DriveKind.UNKNOWN) if mount is None else _drive(mount, mounts)

    def _mount_of(folder: Path, mounts: list[_Mount]) -> _Mount | None:
        path = folder.expanduser().resolve()
        holding = [mount for mount in mounts if path.is_relative_to(mount.root)]
        deepest = max((len(mount.root.parts) for mount in holding), default=0)
        return next(
            (mount for mount in reversed(holding) if len(mount.root.parts) == deepest), None
        )

    def _drive(mount: _Mount, mounts: list[_Mount]) -> Drive:
        if _NETWORK.fullmatch(mount.kind):
            return Drive(mount.root, DriveKind.NETWORK, writable=mount.writable)
        disks = set(_disks_of_mount(mount, mounts, _DEEPEST))
        kind = _together(map(kind_on_linux, disks))
        return Drive(mount.root, kind, frozenset(map(str, disks)), mount.writable)

    def _mounts() -> list[_Mount]:
        """In the order in which they were mounted."""
        lines = _words(TREE.mounts).splitlines()
        return [mount for line in lines if (mount := _mount(line)) is not None]

    def _mount(line: str) -> _Mount | None:
        """One line of mountinfo: see proc_pid_mountinfo(5)."""
        before, _dash, after = line.partition(" - ")
        fields, (kind, source, *_rest) = before.split(" "), [*after.split(" "), "", ""]
        if len(fields) < 6:
            return None
        root, options = Path(_unescaped(fields[4])), fields[5].split(",")
        return _Mount(fields[2], root, "rw" in options, kind, _unescaped(source))

    def _unescaped(text: str) -> str:
        """Blanks stand as octal numbers there."""
        return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), text)

    def _disks_of_mount(mount: _Mount, mounts: list[_Mount], depth: int) -> Iterator[Path]:
        """The whole disks below. A file system of several disks has a number of its own: there the
        device that was mounted is asked."""
        number = mount.number
        if number.startswith("0:") and mount.source.startswith("/dev/"):
            with suppress(OSError):
                device = Path(mount.source).stat().st_rdev
                number = f"{os.major(device)}:{os.minor(device)}"
        node = TREE.devices / "dev" / "block" / number
        if node.exists():
            yield from _disks(node.resolve(), mounts, depth)

    def _disks(node: Path, mounts: list[_Mount], depth: int) -> Iterator[Path]:
        """What a block device lies on: its disk, those under an encrypted or joined volume, or the
        volume of the file that it stands for."""
        if depth <= 0:
            return
        whole = node.parent if (node / "partition").exists() else node
        below = [entry.resolve() for entry in _entries(whole / "slaves")]
        if backing := _words(whole / "loop" / "backing_file"):
            mount = _mount_of(Path(backing), mounts)
            if mount is not None:
                yield from _disks_of_mount(mount, mounts, depth - 1)
        elif below:
            for entry in below:
                yield from _disks(entry, mounts, depth - 1)
        else:
            yield whole

    def _entries(folder: Path) -> list[Path]:
        try:
            return sorted(folder.iterdir())
        except OSError:
            return []

    def _system_folder() -> Path:
        return Path("/")
