"""`tipdesk_VERSION_amd64.deb`: the tree, and what a Debian desktop asks of a program.

No clock, no name and no setting of whoever builds is in it. Needs dpkg and binutils.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import program_tree
from debian import elf, tree
from program_tree import copy

_FILES = Path(__file__).resolve().parent / "files"
_TREE = Path("usr", "lib", "tipdesk")
_DOC = Path("usr", "share", "doc", "tipdesk")
_MAINTAINER = "tipdesk maintainers <tipdesk@debian.invalid>"
_PYTHON = "python3 (>= 3.13), python3 (<< 3.14), python3.13"
_CONTROL = """\
Package: tipdesk
Version: {version}
Architecture: amd64
Maintainer: {maintainer}
Installed-Size: {size}
Depends: {depends}
Recommends: cups, libpulse0 | libasound2t64
Section: misc
Priority: optional
Description: offline desk for interviews of victims of trafficking in persons
 An officer takes the first interview, Arabic first, into an encrypted vault on
 a laptop without any network. A supervisor approves the file, documents are
 printed, and a signed and encrypted case bundle goes to the Prosecution on a
 USB drive.
 .
 Removing the package leaves every vault where it is.
"""
_CHANGELOG = """\
tipdesk ({version}) stable; urgency=medium

  * This version. What changed stands in CHANGELOG.md.gz beside this file.

 -- {maintainer}  {date}
"""
_SYMLINKS = {
    "usr/bin/tipdesk": "../lib/tipdesk/bin/tipdesk",
    "usr/share/doc/tipdesk/licences": "../../../lib/tipdesk/licences",
}
_COPIES = {
    "tipdesk.desktop": "usr/share/applications/tipdesk.desktop",
    "tipdesk.xml": "usr/share/mime/packages/tipdesk.xml",
    "tipdesk.bash": "usr/share/bash-completion/completions/tipdesk",
    "copyright": "usr/share/doc/tipdesk/copyright",
    "lintian-overrides": "usr/share/lintian/overrides/tipdesk",
}
_ICONS = {"scalable": "tipdesk.svg", "48x48": "tipdesk-48.png"}
_PACKED = {
    _FILES / "tipdesk.1": "usr/share/man/man1/tipdesk.1.gz",
    _FILES / "tipdesk.ar.1": "usr/share/man/ar/man1/tipdesk.1.gz",
    program_tree.ROOT / "CHANGELOG.md": "usr/share/doc/tipdesk/CHANGELOG.md.gz",
}


def make(folder: Path, target: Path, version: str) -> None:
    """The package `target` of the finished tree in `folder`, which stays as it is."""
    with tempfile.TemporaryDirectory(prefix="tipdesk-deb-") as scratch:
        root = Path(scratch, "root")
        shutil.copytree(folder, root / _TREE)
        _add_the_rest(root, version)
        _add_control(root, version)
        _pack(root, target)


def depends(folder: Path) -> list[str]:
    """What the libraries below a folder need of the system, as Debian packages.

    Raises:
        TreeFault: a library is needed of which `libraries.toml` names no package.
    """
    packages = tomllib.loads((_FILES / "libraries.toml").read_text("utf-8"))
    needed = elf.needed_outside(elf.libraries(folder))
    if unknown := sorted(needed - packages.keys()):
        raise program_tree.TreeFault(f"libraries.toml lacks {', '.join(unknown)}")
    return sorted({packages[name] for name in needed})


def _add_the_rest(root: Path, version: str) -> None:
    for name, target in _COPIES.items():
        copy(_FILES / name, root / target)
    for source, target in _PACKED.items():
        _write_packed(root / target, source.read_bytes())
    program_tree.copy_documents(root / _DOC)
    for size, name in _ICONS.items():
        icon = program_tree.ROOT / "resources" / "program" / name
        folder = root / "usr" / "share" / "icons" / "hicolor" / size / "apps"
        copy(icon, folder / f"tipdesk{icon.suffix}")
    for name, leads_to in _SYMLINKS.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).symlink_to(leads_to)
    date = format_datetime(datetime.fromtimestamp(program_tree.CLOCK, UTC))
    changelog = _CHANGELOG.format(version=version, maintainer=_MAINTAINER, date=date)
    _write_packed(root / _DOC / "changelog.gz", changelog.encode())


def _write_packed(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    # Debian's own program: what Python's writes differs from one Python to the next.
    done = subprocess.run(["gzip", "-9n"], input=data, stdout=subprocess.PIPE, check=True)
    target.write_bytes(done.stdout)


def _add_control(root: Path, version: str) -> None:
    needed = ", ".join([_PYTHON, *depends(root / _TREE)])
    size = -(-program_tree.size_of(root) // 1024)
    control = _CONTROL.format(version=version, maintainer=_MAINTAINER, size=size, depends=needed)
    sums = "".join(f"{digest}  {name}\n" for name, digest in _md5sums(root))
    (root / "DEBIAN").mkdir()
    (root / "DEBIAN" / "control").write_text(control, "utf-8")
    (root / "DEBIAN" / "md5sums").write_text(sums, "utf-8")


def _md5sums(root: Path) -> Iterator[tuple[str, str]]:
    """As `dpkg --verify` reads it; against more than damage there is the tree's manifest."""
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            digest = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
            yield path.relative_to(root).as_posix(), digest


def _pack(root: Path, target: Path) -> None:
    clock = (program_tree.CLOCK, program_tree.CLOCK)
    for path in sorted([root, *root.rglob("*")], reverse=True):
        if not path.is_symlink():
            programs = path.is_dir() or path == root / _TREE / tree.STARTER
            path.chmod(0o755 if programs else 0o644)
        os.utime(path, clock, follow_symlinks=False)
    words = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z9", "--threads-max=1", "--build"]
    alone = {
        "SOURCE_DATE_EPOCH": str(program_tree.CLOCK),
        "PATH": os.defpath,
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }
    subprocess.run(
        [*words, str(root), str(target)], check=True, env=alone, stdout=subprocess.DEVNULL
    )
