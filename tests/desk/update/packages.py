"""Small Debian packages and updates, made up: a program of a few files, as `dpkg-deb` packs it."""

from __future__ import annotations

import hashlib
import io
import lzma
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.bundle.update.maker import Parts, a_release
from tipdesk.bundle.update.release import ReleaseStatement, System, Target
from tipdesk.core.installation import MANIFEST

PROGRAM = "bin/tipdesk"
SCRIPT = """#!/bin/sh
{script}
"""
SAYS_ITS_VERSION = 'echo "version {version}"'


def files_of(version: str, size: int = 3000, script: str = SAYS_ITS_VERSION) -> dict[str, bytes]:
    """A tree, by name, without its manifest; `script` is what its program does."""
    return {
        PROGRAM: SCRIPT.format(script=script.format(version=version)).encode(),
        "tipdesk/__init__.py": f'__version__ = "{version}"\n'.encode(),
        "tipdesk/data/large.bin": (hashlib.sha256(version.encode()).digest() * size)[:size],
        **{f"tipdesk/part_{number}.py": b"x = 1\n" * number for number in range(5)},
    }


def manifest_of(files: Mapping[str, bytes]) -> bytes:
    lines = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)]
    return "".join(lines).encode()


def member(name: str, data: bytes, **changes: object) -> tuple[tarfile.TarInfo, bytes]:
    """A file of an archive as `dpkg-deb` writes it."""
    info = tarfile.TarInfo(f"./usr/lib/tipdesk/{name}")
    info.size = len(data)
    info.mode = 0o755 if name == PROGRAM else 0o644
    for attribute, value in changes.items():
        setattr(info, attribute, value)
    return info, data


def members_of(files: Mapping[str, bytes]) -> list[tuple[tarfile.TarInfo, bytes]]:
    return [member(name, data) for name, data in {MANIFEST: manifest_of(files), **files}.items()]


def package(members: Sequence[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    """A .deb whose archive of files holds these."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.GNU_FORMAT) as tar:
        folder = tarfile.TarInfo("./usr/lib/tipdesk")
        folder.type = tarfile.DIRTYPE
        tar.addfile(folder)
        for info, data in members:
            tar.addfile(info, io.BytesIO(data))
    data = lzma.compress(archive.getvalue())
    return _ar({"debian-binary": b"2.0\n", "control.tar.xz": b"odd", "data.tar.xz": data})


def _ar(parts: Mapping[str, bytes]) -> bytes:
    out = b"!<arch>\n"
    for name, data in parts.items():
        out += f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(data):<10}".encode() + b"`\n"
        out += data + b"\n" * (len(data) % 2)
    return out


def debian_update(version: str = "0.3.0", deb: bytes | None = None, **changes: object) -> Parts:
    """An update whose package holds a tree."""
    deb = package(members_of(files_of(version))) if deb is None else deb
    target = Target(System.DEBIAN, len(deb), hashlib.sha256(deb).hexdigest())
    statement: ReleaseStatement = a_release(version, targets=(target,), **changes)
    return Parts(statement, targets={System.DEBIAN.target_name(version): deb})


def tree_at(folder: Path, version: str) -> Path:
    """A tree as it stands on the disk."""
    files = files_of(version)
    for name, data in {MANIFEST: manifest_of(files), **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(0o755 if name == PROGRAM else 0o644)
    return folder
