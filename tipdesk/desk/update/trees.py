"""The trees of a per-user installation on Linux: written beside each other, one pointer moved last.

A tree comes out of a Debian package (`ar`, `tar`, xz; nothing of Debian's is needed for that), or
is the one from which this program runs. Whenever the power goes the program before starts, or the
new one; what is not whole goes with the next installation.
"""

from __future__ import annotations

import hashlib
import io
import lzma
import os
import re
import shutil
import stat
import subprocess
import tarfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from tipdesk import __version__
from tipdesk.core import disk, installation
from tipdesk.core.errors import ProgramDamaged, UpdateRefused
from tipdesk.core.installation import MANIFEST, MOST_FILES, Installation, Pointer
from tipdesk.core.plain_file import PART, begin_part, target_errors
from tipdesk.core.work import Work

_IN_PACKAGE = "usr/lib/tipdesk/"
_MOST_TREE = 1 << 30  # bytes, unpacked
_AR = b"!<arch>\n"
_AR_HEADER = 60
_BLOCK = 1 << 20

STARTER = """#!/bin/sh
# Starts the tree that `current` names, or the one before when that has no program.
base=$(/usr/bin/readlink -f -- "$0")
base=${base%/*} tree= before=
{ IFS= read -r tree; IFS= read -r before; } < "$base/current"
for name in "$tree" "$before"; do
    case $name in */* | *.part) continue ;; app-*) ;; *) continue ;; esac
    if [ -x "$base/$name/bin/tipdesk" ]; then exec "$base/$name/bin/tipdesk" "$@"; fi
done
echo "tipdesk: $base" >&2
exit 1
"""


# --- putting a tree in place ------------------------------------------------------------------


def place(base: Path, version: str, before: str, fill: Callable[[Path], None]) -> Path:
    """Write a tree with `fill`, compare it with its manifest, and let it start from now on.

    Args:
        base: of the installation.
        version: of the program in it.
        before: the tree that starts until now and is kept; '' for none.
        fill: writes all of the tree into a new folder.

    Raises:
        UpdateRefused: it is not what its manifest says (details: reason "damaged").
        DiskFull, TargetNotWritable, Cancelled: everything is as it was.
    """
    with target_errors(base.name):
        base.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = installation.free_tree_name(base, version)
        part = base / (name + PART)
        disk.remove_tree(part)
        try:
            part.mkdir(mode=0o700)
            fill(part)
            if not installation.check_tree(part).whole:
                raise UpdateRefused(reason="damaged")
            _sync_folders(part)
            disk.move_durably(part, base / name)
        except BaseException:
            disk.remove_tree(part)
            raise
        try:
            _write(base / "tipdesk", STARTER.encode("ascii"), 0o755)
            installation.move_pointer(base, Pointer(name, before))
        except BaseException:
            disk.remove_tree(base / name)
            raise
    return base / name


def _sync_folders(tree: Path) -> None:
    for folder, _folders, _files in os.walk(tree, topdown=False):
        disk.sync_directory(Path(folder))


def _write(path: Path, data: bytes, mode: int) -> None:
    """Put a small file in its place, unless it stands there already."""
    with suppress(OSError):
        if path.read_bytes() == data and stat.S_IMODE(path.stat().st_mode) == mode:
            return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + PART)
    with begin_part(part) as file:
        file.write(data)
        file.flush()
        os.fchmod(file.fileno(), mode)
        os.fsync(file.fileno())
    disk.replace_durably(part, path)


# --- out of a Debian package ------------------------------------------------------------------


class CountedReader(io.RawIOBase):
    """A stretch of a file, read once from its beginning to its end, and counted on the way."""

    def __init__(self, file: BinaryIO, offset: int, size: int) -> None:
        super().__init__()
        self._file, self._place, self._left = file, offset, size
        self._sha256 = hashlib.sha256()

    def readable(self) -> bool:
        """Nothing else can be done with it."""
        return True

    def readinto(self, room: object) -> int:
        """As of any file."""
        view = memoryview(cast(bytearray, room)).cast("B")
        self._file.seek(self._place)
        data = self._file.read(min(len(view), self._left))
        view[: len(data)] = data
        self._sha256.update(data)
        self._place += len(data)
        self._left -= len(data)
        return len(data)

    def rest_sha256(self) -> str:
        """Read what is left; the digest (hex) of all of it."""
        while self.read(_BLOCK):
            pass
        return self._sha256.hexdigest()


def unpack(package: CountedReader, tree: Path, work: Work) -> None:
    """Write the tree of a Debian package into the folder `tree`.

    Raises:
        UpdateRefused: it is none, or holds what no tree may (details: reason "damaged").
        DiskFull, TargetNotWritable, Cancelled
    """
    try:
        data, size = _data_archive(package)
        with (
            lzma.LZMAFile(cast(BinaryIO, _Stretch(data, size))) as plain,
            tarfile.open(fileobj=cast(BinaryIO, plain), mode="r|") as archive,
        ):
            _unpack_members(archive, tree, work)
    except (tarfile.TarError, lzma.LZMAError, EOFError, ValueError) as error:
        raise UpdateRefused(reason="damaged") from error


class _Stretch(io.RawIOBase):
    """The next bytes of a reader, and no more."""

    def __init__(self, reader: CountedReader, size: int) -> None:
        super().__init__()
        self._reader, self._left = reader, size

    def readable(self) -> bool:
        """Nothing else can be done with it."""
        return True

    def readinto(self, room: object) -> int:
        """As of any file."""
        view = memoryview(cast(bytearray, room)).cast("B")
        count = self._reader.readinto(view[: self._left])
        self._left -= count
        return count


def _data_archive(package: CountedReader) -> tuple[CountedReader, int]:
    """The package where its files begin, and how many bytes they are. Raises ValueError."""
    if _exactly(package, len(_AR)) != _AR:
        raise ValueError("no package")
    for _member in range(4):
        header = _exactly(package, _AR_HEADER)
        name, size = header[:16].decode("ascii").strip(), int(header[48:58])
        if header[58:] != b"`\n" or size < 0:
            raise ValueError("no package")
        if name == "data.tar.xz":
            return package, size
        left = size + size % 2
        while left:
            left -= len(_exactly(package, min(left, _BLOCK)))
    raise ValueError("no files")


def _exactly(package: CountedReader, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = package.read(size - len(data))
        if not more:
            raise ValueError("cut off")
        data += more
    return data


def _unpack_members(archive: tarfile.TarFile, tree: Path, work: Work) -> None:
    written, names = 0, set[str]()
    for member in archive:
        name = member.name.removeprefix("./")
        if not name.startswith(_IN_PACKAGE) or member.isdir():
            continue
        inner = name.removeprefix(_IN_PACKAGE)
        plain = member.isreg() and (inner == MANIFEST or installation.is_inside(inner))
        written += member.size
        if not plain or inner in names or written > _MOST_TREE or len(names) == MOST_FILES:
            raise ValueError(inner[:80])
        names.add(inner)
        source = archive.extractfile(member)
        if source is None:
            raise ValueError(inner[:80])
        _copy(cast(BinaryIO, source), tree / inner, bool(member.mode & 0o111))
        work.step(written, max(written, _MOST_TREE))
    if MANIFEST not in names:
        raise ValueError("no manifest")


def _copy(source: BinaryIO, target: Path, executable: bool) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with begin_part(target) as file:
        while block := source.read(_BLOCK):
            file.write(block)
        file.flush()
        os.fchmod(file.fileno(), 0o755 if executable else 0o644)
        os.fsync(file.fileno())


# --- the first installation for a user --------------------------------------------------------


def install_this(here: Installation, base: Path, share: Path, work: Work) -> Path:
    """Install the program that runs, out of the tree that nobody has installed, for this user; its
    starter.

    Args:
        here: the program that runs.
        base: where it goes.
        share: the user's `~/.local/share`: desktop entry, MIME type and icons go there.

    Raises:
        UpdateRefused: there is no tree: a checkout (details: reason "not_installed").
        ProgramDamaged: it is not what its manifest says; nothing was installed.
        DiskFull, TargetNotWritable, Cancelled: everything is as it was.
    """
    source = here.tree
    if source is None or here.base is not None:
        raise UpdateRefused(reason="not_installed")
    if not installation.check_tree(source, work).whole:
        raise ProgramDamaged
    before = installation.proven_tree(base)

    def fill(part: Path) -> None:
        files = [path for path in sorted(source.rglob("*")) if path.is_file()]
        for at, path in enumerate(files):
            work.step(at, len(files))
            with path.open("rb") as file:
                executable = bool(path.stat().st_mode & 0o111)
                _copy(file, part / path.relative_to(source), executable)

    place(base, __version__, before, fill)
    with target_errors(share.name):
        _share(source.parents[1] / "share", share, base / "tipdesk")
    return base / "tipdesk"


_SHARED = ("applications/tipdesk.desktop", "mime/packages/*.xml", "icons/hicolor/*/*/*")


def _share(source: Path, target: Path, starter: Path) -> None:
    """What the desktop has to know. Without it the program starts all the same."""
    for pattern in _SHARED:
        for path in sorted(source.glob(pattern)):
            if "tipdesk" not in path.name or not path.is_file():
                continue
            data = path.read_bytes()
            if path.suffix == ".desktop":
                data = _started_by(data, starter)
            _write(target / path.relative_to(source), data, 0o644)
    for words in (("update-mime-database", "mime"), ("update-desktop-database", "applications")):
        if (program := shutil.which(words[0])) and (target / words[1]).is_dir():
            line = [program, str(target / words[1])]
            subprocess.run(line, check=False, capture_output=True)  # noqa: S603  the system's own


def _started_by(entry: bytes, starter: Path) -> bytes:
    """A desktop entry whose program is `starter`."""
    quoted = '"' + re.sub(r'(["`$\\])', r"\\\1", str(starter)).replace("%", "%%") + '"'
    plain = f"TryExec={starter}"  # with the one for everybody the entry would not be shown
    lines = (
        plain
        if line.startswith("TryExec=")
        else re.sub(r"^Exec=\S+", lambda _: f"Exec={quoted}", line)
        for line in entry.decode("utf-8").splitlines()
    )
    return "".join(f"{line}\n" for line in lines).encode("utf-8")
