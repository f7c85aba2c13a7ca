"""How this program was installed, and which of its trees starts.

A per-user installation is a folder BASE: `%LOCALAPPDATA%\\Programs\\tipdesk` on Windows,
`~/.local/lib/tipdesk` on Linux.

    tipdesk.exe, tipdeskc.exe, or tipdesk   starters: they start the program of one tree
    open                          locked by every open program; on Windows the installer sees that
    current                       UTF-8, LF: the tree that starts; maybe the one before it
    app-VERSION, app-VERSION-2 …  whole trees, never changed once they have their name
    NAME.part                     a tree that is not whole yet
    update-…                      the copy of an update, the installer that is running, or what
                                  of them the power left

Every tree, also the Debian package's `/usr/lib/tipdesk`, holds `MANIFEST.sha256` (what `sha256sum
-c` reads: all its files but that one; no links), the package `tipdesk` in itself or in a folder of
it, and its program (`program`): `tipdesk.exe` or `bin/tipdesk`. A starter takes the first line of
`current`, and the second when the first names a tree without a program. A tree gets its name when
all of it is on the disk and `current` is replaced last, so that whenever the power goes one of both
starts.

The tree before stays until the new program has opened the vault (`settle`), and starts again when
the new one is not what its manifest says (`check_first_start`) or does not come as far (`go_back`).
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from tipdesk.core import disk
from tipdesk.core.errors import FileUnreadable, ProgramDamaged
from tipdesk.core.plain_file import PART, begin_part, open_plain, target_errors
from tipdesk.core.work import Work

MANIFEST = "MANIFEST.sha256"
CURRENT = "current"
UPDATING = "update-"  # begins the names of what an update needs in BASE while it runs
_OPEN = "open"  # locked by every program that is
DEBIAN_TREE = Path("/usr/lib/tipdesk")
MOST_FILES = 20_000  # of a tree
_MOST_MANIFEST = 4 << 20  # bytes
_TREE = re.compile(r"app-[0-9A-Za-z](?:[0-9A-Za-z.+~-]{0,60}[0-9A-Za-z])?")
_LINE = re.compile(r"(?P<sha256>[0-9a-f]{64})  (?P<name>[^\\\0\r\n]{1,400})")
_READ_AT_ONCE = 1 << 20

# --- by platform ------------------------------------------------------------------------------


if sys.platform == "win32":
    import ctypes
    import msvcrt

    _GENERIC_READ, _SHARE_READ, _OPEN_EXISTING = 0x80000000, 0x1, 3
    _INVALID = ctypes.c_void_p(-1).value

    def open_against_changes(path: Path) -> BinaryIO:
        """A file that nobody can write to, rename or remove while it is open. Raises OSError."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateFileW.restype = ctypes.c_void_p
        handle = kernel.CreateFileW(
            str(path), _GENERIC_READ, _SHARE_READ, None, _OPEN_EXISTING, 0, None
        )
        if handle is None or handle == _INVALID:
            raise ctypes.WinError(ctypes.get_last_error())
        return os.fdopen(msvcrt.open_osfhandle(handle, os.O_RDONLY | os.O_BINARY), "rb")

    def mark_open(base: Path) -> None:
        """Nothing: the installer sees which files are in use."""

    def is_open_elsewhere(base: Path) -> bool:  # noqa: ARG001  as on Linux
        """The installer finds out, and ends with 4."""
        return False

else:
    import fcntl

    _marks: dict[Path, int] = {}  # closing one would give back the lock of the whole process

    def open_against_changes(path: Path) -> BinaryIO:
        """A file for reading; only Windows can keep others from changing it. Raises OSError."""
        return path.open("rb")

    def mark_open(base: Path) -> None:
        """Let other processes know, until this one ends, that the program is open."""
        with suppress(OSError):
            fcntl.lockf(_mark(base), fcntl.LOCK_SH | fcntl.LOCK_NB)

    def is_open_elsewhere(base: Path) -> bool:
        """Whether another process has marked it. Raises nothing."""
        if not (base / _OPEN).exists():
            return False
        with suppress(OSError):
            descriptor = _mark(base)
            try:
                fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return True
            fcntl.lockf(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return False

    def _mark(base: Path) -> int:
        if base not in _marks:
            flags = os.O_CREAT | os.O_RDWR | os.O_CLOEXEC
            _marks[base] = os.open(base / _OPEN, flags, 0o600)
        return _marks[base]


# --- which installation this is ---------------------------------------------------------------


class Kind(Enum):
    """How a program came onto the computer."""

    CHECKOUT = "checkout"  # or an environment of Python: there is no tree
    WINDOWS = "windows"  # per user, by the installer
    LINUX = "linux"  # per user, by `tipdesk install` or an update
    DEBIAN = "debian"  # by apt, for everybody
    UNPACKED = "unpacked"  # a tree that nobody installed: on a USB drive, from an unpacked .deb


@dataclass(frozen=True, slots=True)
class Installation:
    """One program on the disk."""

    kind: Kind
    tree: Path | None = None  # all of the program; None in a checkout
    base: Path | None = None  # of a per-user installation


def this_installation() -> Installation:
    """The one that runs."""
    return installation_of(Path(__file__).resolve().parents[1])


def installation_of(
    package: Path, platform: str = sys.platform, debian: Path = DEBIAN_TREE
) -> Installation:
    """The installation whose Python package `tipdesk` is the folder `package`."""
    above = list(package.parents)[:4]
    tree = next((folder for folder in above if (folder / MANIFEST).is_file()), None)
    if tree is None:
        return Installation(Kind.CHECKOUT)
    if tree == debian:
        return Installation(Kind.DEBIAN, tree)
    if is_tree_name(tree.name) and (tree.parent / CURRENT).is_file():
        kind = Kind.WINDOWS if platform == "win32" else Kind.LINUX
        return Installation(kind, tree, tree.parent)
    return Installation(Kind.UNPACKED, tree)


def user_base(environment: Mapping[str, str] = os.environ) -> Path:
    """BASE of this user on Linux, whether anything is installed there or not."""
    return Path(environment.get("HOME") or Path.home()) / ".local" / "lib" / "tipdesk"


def program(tree: Path, platform: str = sys.platform) -> Path:
    """What a starter starts in a tree; without it the tree is none."""
    return tree / "tipdesk.exe" if platform == "win32" else tree / "bin" / "tipdesk"


# --- whether a tree is what its manifest says -------------------------------------------------


@dataclass(frozen=True, slots=True)
class TreeReport:
    """What differs from the manifest, by name."""

    manifest: str = ""  # SHA-256 (hex) of it; '' when there is none that can be read
    missing: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing differs."""
        return bool(self.manifest) and not (self.missing or self.altered or self.surplus)


def check_tree(tree: Path, work: Work | None = None) -> TreeReport:
    """Compare every file of `tree` with its manifest.

    Raises:
        Cancelled
    """
    try:
        text = _read_whole(tree / MANIFEST)
        expected = _expected(text.decode("utf-8"))
    except (OSError, ValueError):
        return TreeReport()
    present = {path.relative_to(tree).as_posix(): path for path in _files(tree)}
    present.pop(MANIFEST, None)
    altered, done = [], 0
    sizes = {name: _size(path) for name, path in present.items()}
    total = sum(sizes.values())
    for name, sha256 in expected.items():
        if work is not None:
            work.step(done, total)
        if name in present and _sha256(present[name]) != sha256:
            altered.append(name)
        done += sizes.get(name, 0)
    return TreeReport(
        manifest=hashlib.sha256(text).hexdigest(),
        missing=tuple(sorted(expected.keys() - present.keys())),
        altered=tuple(sorted(altered)),
        surplus=tuple(sorted(present.keys() - expected.keys())),
    )


def _expected(text: str) -> dict[str, str]:
    """SHA-256 by name. Raises ValueError: not such a list, or a name that leaves the tree."""
    expected: dict[str, str] = {}
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        if match is None or match["name"] in expected or not is_inside(match["name"]):
            raise ValueError(line[:80])
        expected[match["name"]] = match["sha256"]
    if not expected or len(expected) > MOST_FILES:
        raise ValueError("empty or endless")
    return expected


def is_inside(name: str) -> bool:
    """Whether a name of a tree's file stays in the tree, on every system."""
    parts = PurePosixPath(name).parts
    plain = bool(parts) and not name.startswith("/") and "/".join(parts) == name
    return plain and ".." not in parts and ":" not in name and name != MANIFEST


def _files(tree: Path) -> Iterator[Path]:
    """Everything that is no plain folder; a link to a folder is one of these."""
    for folder, folders, files in os.walk(tree):
        here = Path(folder)
        yield from (here / name for name in files)
        yield from (here / name for name in folders if (here / name).is_symlink())


def _size(path: Path) -> int:
    """Bytes; 0 for what cannot be asked."""
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _sha256(path: Path) -> str:
    """'' for what is no plain file, or cannot be read."""
    digest = hashlib.sha256()
    try:
        if path.is_symlink() or not path.is_file():
            return ""
        with path.open("rb", buffering=0) as file:
            while block := file.read(_READ_AT_ONCE):
                digest.update(block)
    except OSError:
        return ""
    return digest.hexdigest()


def _read_whole(path: Path) -> bytes:
    with path.open("rb") as file:
        text = file.read(_MOST_MANIFEST + 1)
    if len(text) > _MOST_MANIFEST:
        raise ValueError(path.name)
    return text


# --- which tree starts ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pointer:
    """What `current` says."""

    tree: str
    before: str = ""  # kept until the new program has opened the vault


def is_tree_name(name: str) -> bool:
    """Whether `current` may name it."""
    return _TREE.fullmatch(name) is not None and not name.endswith(PART)


def read_pointer(base: Path) -> Pointer | None:
    """What `current` says; None without one, or when it says nothing that could be."""
    try:
        with open_plain(base / CURRENT) as file:
            lines = file.read(1000).decode("utf-8").splitlines()
    except (FileUnreadable, OSError, UnicodeDecodeError):
        return None
    if not 1 <= len(lines) <= 2 or not all(map(is_tree_name, lines)):
        return None
    return Pointer(*lines)


def proven_tree(base: Path) -> str:
    """The tree that has opened the vault, or of which nothing says that it has not: what is kept
    when another one is put in place. '' where nothing is installed."""
    pointer = read_pointer(base)
    if pointer is None:
        return ""
    kept = pointer.before and program(base / pointer.before).is_file()
    return pointer.before if kept else pointer.tree


def move_pointer(base: Path, pointer: Pointer) -> None:
    """Let `current` say this; a power cut leaves it as it was or as it is now.

    Raises:
        DiskFull, TargetNotWritable
    """
    lines = [pointer.tree, *([pointer.before] if pointer.before else [])]
    part = base / (CURRENT + PART)
    with target_errors(CURRENT):
        try:
            with begin_part(part) as file:
                file.write("".join(f"{line}\n" for line in lines).encode("utf-8"))
                file.flush()
                os.fsync(file.fileno())
            disk.replace_durably(part, base / CURRENT)
        except OSError:
            with suppress(OSError):
                disk.remove(part, missing_ok=True)
            raise


def free_tree_name(base: Path, version: str) -> str:
    """`app-VERSION`, or `app-VERSION-2` and so on when that is taken."""
    name, number = f"app-{version}", 1
    while (base / name).exists():
        number += 1
        name = f"app-{version}-{number}"
    return name


def settle(installation: Installation) -> bool:
    """The running program has opened the vault: it is what starts, and every other tree goes.

    While another window is open, which may be of an older program, they stay until the next time.
    Whether there was a choice
    left to settle. Nothing happens where a newer tree was put in place while this program ran.

    Raises:
        DiskFull, TargetNotWritable: nothing was removed.
    """
    base, tree = installation.base, installation.tree
    pointer = read_pointer(base) if base is not None else None
    if base is None or tree is None or pointer is None:
        return False
    if tree.name != pointer.tree and (
        tree.name != pointer.before or program(base / pointer.tree).is_file()
    ):
        return False
    if pointer.before:
        move_pointer(base, Pointer(tree.name))
    if not is_open_elsewhere(base):
        _remove_other_trees(base)
    return bool(pointer.before)


def is_first_start(installation: Installation) -> bool:
    """Whether this tree was put in the place of another and has not opened the vault yet."""
    base, tree = installation.base, installation.tree
    pointer = read_pointer(base) if base is not None else None
    return pointer is not None and tree is not None and _is_new(tree, pointer)


def _is_new(tree: Path, pointer: Pointer) -> bool:
    return bool(pointer.before) and tree.name == pointer.tree


def check_first_start(installation: Installation, work: Work | None = None) -> bool:
    """Compare a tree that has not opened the vault yet with its manifest. When it differs, the tree
    before starts from now on; this program must not open the vault. JOB. Always true.

    Raises:
        ProgramDamaged: (details: reason "back" when there is a tree before that starts).
        DiskFull, TargetNotWritable: it is damaged, and `current` cannot be changed.
        Cancelled: nobody knows; this program must not open the vault.
    """
    base, tree = installation.base, installation.tree
    pointer = read_pointer(base) if base is not None else None
    if base is None or tree is None or pointer is None or not _is_new(tree, pointer):
        return True
    if check_tree(tree, work).whole:
        return True
    if go_back(installation):
        raise ProgramDamaged(reason="back")
    raise ProgramDamaged


def go_back(installation: Installation) -> bool:
    """A new program cannot start here: let the tree before start from now on. Whether there is one.

    Raises:
        DiskFull, TargetNotWritable: nothing was changed.
    """
    base, tree = installation.base, installation.tree
    pointer = read_pointer(base) if base is not None else None
    if base is None or tree is None or pointer is None or not _is_new(tree, pointer):
        return False
    if not program(base / pointer.before).is_file():
        return False
    move_pointer(base, Pointer(pointer.before))
    return True


def _remove_other_trees(base: Path) -> None:
    """Remove every tree, whole or not, that `current` does not name, and what updates that were cut
    off have left: whoever works in a folder of one holds its file open, and keeps it."""
    pointer = read_pointer(base)
    if pointer is None:
        return
    kept = {pointer.tree, pointer.before}
    with suppress(OSError):
        for path in list(base.iterdir()):
            is_tree = is_tree_name(path.name.removesuffix(PART))
            if path.name.startswith(UPDATING) or (is_tree and path.name not in kept):
                _remove_tree(path)


def _remove_tree(path: Path) -> None:
    """Program first: what a cut leaves of it starts never more. A link goes itself, not where it
    leads."""
    if path.is_symlink() or not path.is_dir():
        with suppress(OSError):
            disk.remove(path)
        return
    with suppress(OSError):
        disk.remove(program(path), missing_ok=True)
        disk.remove_tree(path)
