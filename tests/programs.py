"""What only tests need of a machine: programs, and root's right to mount small disks. Required when
CI is set; elsewhere such a test is skipped by name, on Windows by `tests/windows.toml`."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

import pytest

from tipdesk.core.private_files import make_folder
from tipdesk.core.settings import settings_file


def program(name: str) -> str:
    """The path of `name`, e.g. "age", "qpdf", "zbarimg"."""
    path = shutil.which(name)
    if path is None:
        if os.environ.get("CI") or sys.platform == "win32":  # where tests/windows.toml names tests
            pytest.fail(f"the program {name} is required and is not installed")
        pytest.skip(f"the program {name} is not installed")
    return path


def no_mount() -> NoReturn:
    """A small disk could not be mounted: the machine's way outside CI, a fault in it."""
    if os.environ.get("CI") and sys.platform == "linux":
        pytest.fail("CI has to run as root: a small disk could not be mounted")
    pytest.skip("needs root to mount a small disk")


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """Within: a disk of `size`, e.g. "2m", in memory, at a new or empty folder."""
    folder.mkdir(parents=True, exist_ok=True)
    words = [program("mount"), "-t", "tmpfs", "-o", f"size={size},mode=700", "tipdesk-test"]
    if subprocess.run([*words, str(folder)], check=False, capture_output=True).returncode:
        no_mount()
    try:
        yield folder
    finally:  # also while something is still open on it
        subprocess.run([program("umount"), "-l", str(folder)], check=True)


@contextmanager
def written_never(folder: Path) -> Iterator[None]:
    """Within: the small disk mounted at `folder` takes nothing, as a disc or a failing one."""
    mount = [program("mount"), "-o"]
    subprocess.run([*mount, "remount,ro", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run([*mount, "remount,rw", str(folder)], check=True)


def copy_vault(source: Path, target: Path) -> Path:
    """The folder at `source` once more, at `target`; folders that are there already will do. It
    stands for a vault at another computer, which has not seen it before."""
    forget_seen()
    if sys.platform == "win32":  # where `copytree` gives a new folder the rights of the one above
        make_folder(target)
    shutil.copytree(source, target, copy_function=_copy_or_link, dirs_exist_ok=True)
    return target


def forget_seen() -> None:
    """What this user's profile keeps of vaults that were locked here."""
    shutil.rmtree(settings_file().parent / "vaults", ignore_errors=True)


def _copy_or_link(source: str, target: str) -> None:
    """To copy a vault: its ballast has 16 MiB and never changes, a second name will do, on the same
    disk."""
    if Path(source).name == "ballast":
        with suppress(OSError):
            os.link(source, target)
            return
    shutil.copy2(source, target)


_watching: list[dict[Path, list[str]]] = []  # an audit hook cannot be taken away again


def _on_audit(event: str, arguments: tuple[object, ...]) -> None:
    if event == "shutil.rmtree" and _watching:
        folder = Path(str(arguments[0]))
        _watching[-1][folder] = [name for name in _open_files() if folder in Path(name).parents]


def _open_files() -> Iterator[str]:
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # of the listing itself
            yield str(descriptor.readlink())


@contextmanager
def removed_folders() -> Iterator[dict[Path, list[str]]]:
    """Within: which folders are removed, and which files in them this process holds open then.
    Windows would remove none of those."""
    if not hasattr(_on_audit, "added"):
        sys.addaudithook(_on_audit)
        _on_audit.added = True
    _watching.append({})
    try:
        yield _watching[-1]
    finally:
        _watching.pop()


def printed_commands(readme: str) -> dict[int, str]:
    """The commands of the instructions in a case bundle, of the English part, by their numbers."""
    lines = readme[readme.index("How to verify it") :].replace("\\\n", " ")
    numbered = re.findall(r"(?m)^ ( [1-9]|1[01])  (.+)$", lines)
    return {int(number): command for number, command in numbered}
