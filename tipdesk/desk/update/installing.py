"""Installing an update that was looked into, when the vault is locked. JOB.

What is installed are the bytes that were counted: they are counted once more while they are
written, and whatever differs leaves everything as it was.
"""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tipdesk.bundle.update.release import System
from tipdesk.bundle.update.update_file import copy_target, unreadable_updates
from tipdesk.core import installation
from tipdesk.core.errors import DiskFull, UpdateRefused
from tipdesk.core.installation import Kind
from tipdesk.core.plain_file import target_errors, whole_file
from tipdesk.core.work import Work
from tipdesk.desk.update import trees
from tipdesk.desk.update.looking_into import OpenedUpdate
from tipdesk.desk.update.trees import CountedReader

_SETUP_FAILED: Mapping[int, str] = {3: "windows", 4: "program_open"}
_NO_ROOM = 5
_SETUP_SECONDS = 900
_PAUSE = 0.25  # seconds between two looks whether it was stopped
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Installed:
    """What starts from now on."""

    version: str
    starter: Path


def install(update: OpenedUpdate, work: Work) -> Installed:
    """Put the new program in place; the one before starts until the new one has opened the vault.

    Raises:
        UpdateRefused: there is a reason against it, the program is open in another window, or was
            not installed for this user (details: reason).
        DiskFull, TargetNotWritable, Cancelled: everything is as it was.
    """
    verdict, here = update.verdict, update.installation
    if not verdict.accepted or verdict.release is None:
        reason = verdict.refusals[0].value if verdict.refusals else "damaged"
        raise UpdateRefused(reason=reason)
    base, tree, version = here.base, here.tree, verdict.release.version
    if base is None or tree is None:
        raise UpdateRefused(reason="not_installed")
    if installation.is_open_elsewhere(base):
        raise UpdateRefused(reason="program_open")
    if here.kind is Kind.WINDOWS:
        _run_setup(update, base, System.WINDOWS.target_name(version), work)
        return Installed(version, base / "tipdesk.exe")
    name = System.DEBIAN.target_name(version)

    def fill(part: Path) -> None:
        place, target = update.contents.places[name], update.contents.targets[name]
        package = CountedReader(update.file, place.offset, place.size)
        trees.unpack(package, part, work)
        if package.rest_sha256() != target.sha256:
            raise UpdateRefused(reason="changed")

    trees.place(base, version, tree.name, fill)
    return Installed(version, base / "tipdesk")


def save_package(update: OpenedUpdate, folder: Path, work: Work) -> Path:
    """Save the Debian package for whoever administers this computer.

    Raises:
        UpdateRefused: as `install`.
        DiskFull, TargetNotWritable, Cancelled: nothing is left behind.
    """
    verdict = update.verdict
    if not verdict.accepted or verdict.release is None:
        reason = verdict.refusals[0].value if verdict.refusals else "damaged"
        raise UpdateRefused(reason=reason)
    name = System.DEBIAN.target_name(verdict.release.version)
    with unreadable_updates(), whole_file(folder / name) as file:
        copy_target(update.file, update.contents, name, file.write, work)
    return folder / name


def _run_setup(update: OpenedUpdate, base: Path, name: str, work: Work) -> None:
    """Run the installer of the new version, silently, out of a folder of this user alone."""
    with (
        target_errors(base.name),
        tempfile.TemporaryDirectory(dir=base, prefix=installation.UPDATING) as folder,
    ):
        setup = Path(folder) / name
        with unreadable_updates(), whole_file(setup) as file:
            copy_target(update.file, update.contents, name, file.write, work)
        with installation.open_against_changes(setup) as held:
            digest = hashlib.sha256()
            while block := held.read(_BLOCK):
                digest.update(block)
            if digest.hexdigest() != update.contents.targets[name].sha256:
                raise UpdateRefused(reason="changed")
            code = _code_of(setup, base, work)
    if code == _NO_ROOM:
        raise DiskFull(reason="target")
    if code:
        raise UpdateRefused(reason=_SETUP_FAILED.get(code, "installer"))


def _code_of(setup: Path, base: Path, work: Work) -> int:
    """What it ends with. One that may not start (a policy, a virus scanner), that does not end, or
    that is stopped has changed nothing that counts: `current` is replaced last.

    Raises:
        UpdateRefused, Cancelled
    """
    before = installation.read_pointer(base)
    line = f'"{setup}" /S /D={base}'  # not where another installation was put last
    try:
        with subprocess.Popen(line, cwd=setup.parent) as running:  # noqa: S603  the bytes that maker and agency have signed
            try:
                return _wait(running, work)
            except BaseException:
                running.kill()
                running.wait()
                if installation.read_pointer(base) != before:
                    return 0  # it had done all that counts
                raise
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UpdateRefused(reason="installer") from error


def _wait(running: subprocess.Popen[bytes], work: Work) -> int:
    for _look in range(int(_SETUP_SECONDS / _PAUSE)):
        work.step(0, 0)
        with suppress(subprocess.TimeoutExpired):
            return running.wait(_PAUSE)
    raise subprocess.TimeoutExpired(running.args, _SETUP_SECONDS)
