"""Disks as Linux tells of them: the folders under /sys and the lines of mountinfo, recorded from real
laptops, made in a folder of the test's own."""

from pathlib import Path

from tipdesk.core import drives

_PCI = "pci0000:00/0000:00"
WIRED = {
    "sata": f"{_PCI}:17.0/ata1/host0/target0:0:0/0:0:0:0/block",
    "nvme": f"{_PCI}:1d.0/0000:3d:00.0/nvme/nvme0",
    "usb": f"{_PCI}:14.0/usb1/1-2/1-2:1.0/host6/target6:0:0/6:0:0:0/block",
    "usb disk": f"{_PCI}:14.0/usb2/2-1/2-1:1.0/host7/target7:0:0/7:0:0:0/block",  # removable: 0
    "usb reader": f"{_PCI}:14.0/usb1/1-4/1-4:1.0/host8/target8:0:0/8:0:0:1/block",
    "card reader": f"{_PCI}:1c.0/0000:02:00.0/rtsx_pci_sdmmc.0/mmc_host/mmc0/mmc0:aaaa/block",
    "emmc": f"{_PCI}:1a.0/mmc_host/mmc1/mmc1:0001/block",
    "dock": f"{_PCI}:1c.4/0000:05:00.0/ata9/host9/target9:0:0/9:0:0:0/block",  # removable: 1
    "dvd": f"{_PCI}:17.0/ata2/host1/target1:0:0/1:0:0:0/block",
    "usb dvd": f"{_PCI}:14.0/usb1/1-3/1-3:1.0/host5/target5:0:0/5:0:0:0/block",
    "virtual": "virtual/block",
}
_REMOVABLE = frozenset({"usb", "usb reader", "dock", "dvd", "usb dvd"})


class SysTree:
    """Until it is filled, a computer without any disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lines: list[str] = []
        (folder / "sys" / "dev" / "block").mkdir(parents=True)
        self.tree = drives.LinuxTree(folder / "mountinfo", folder / "sys")
        self._write()

    def disk(self, name: str, number: str, wired: str, card: str = "") -> Path:
        """A whole disk; `card` is what an MMC device says that it is."""
        node = self._node(self._folder / "sys" / "devices" / WIRED[wired] / name, number)
        (node / "removable").write_text("1\n" if wired in _REMOVABLE else "0\n")
        if card:
            (node / "device").mkdir()
            (node / "device" / "type").write_text(f"{card}\n")
        return node

    def partition(self, disk: Path, name: str, number: str) -> Path:
        """A part of a disk."""
        node = self._node(disk / name, number)
        (node / "partition").write_text("1\n")
        return node

    def mapped(self, name: str, number: str, *below: Path) -> Path:
        """A volume of the device mapper or of md: encrypted, or joined of several."""
        node = self.disk(name, number, "virtual")
        for slave in below:
            (node / "slaves" / slave.name).symlink_to(slave)
        return node

    def in_file(self, name: str, number: str, file: Path) -> Path:
        """A volume in a file."""
        node = self.disk(name, number, "virtual")
        (node / "loop").mkdir()
        (node / "loop" / "backing_file").write_text(f"{file}\n")
        return node

    def mount(
        self, number: str, root: Path, kind: str = "ext4", options: str = "rw", source: str = "none"
    ) -> None:
        """Mounted after all others."""
        shown = str(root).replace("\\", r"\134").replace(" ", r"\040")
        self._lines.append(
            f"{len(self._lines)} 1 {number} / {shown} {options},relatime shared:1 - {kind} {source} rw"
        )
        self._write()

    def unmount(self, root: Path) -> None:
        """Pulled out."""
        shown = str(root).replace(" ", r"\040")
        self._lines = [line for line in self._lines if line.split()[4] != shown]
        self._write()

    def _node(self, node: Path, number: str) -> Path:
        (node / "slaves").mkdir(parents=True)
        (self._folder / "sys" / "dev" / "block" / number).symlink_to(node)
        return node

    def _write(self) -> None:
        self.tree.mounts.write_text("".join(f"{line}\n" for line in self._lines), encoding="utf-8")


def laptop(folder: Path) -> SysTree:
    """One whose system lies on an encrypted SATA disk, as the README asks for."""
    computer = SysTree(folder)
    inner = computer.disk("sda", "8:0", "sata")
    computer.mapped("dm-0", "254:0", computer.partition(inner, "sda3", "8:3"))
    computer.mount("254:0", Path("/"))
    computer.mount("8:3", Path("/boot"))
    computer.mount("0:21", Path("/proc"), "proc")
    return computer
