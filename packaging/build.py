"""Packages of this checkout, made on Debian: the same bytes each time, for whoever builds them.

    python3 packaging/build.py windows [--windows-python ZIP --sha256 DIGEST] [--release-key KEY]
                                          dist/tipdesk-VERSION-setup.exe
    python3 packaging/build.py deb        dist/tipdesk_VERSION_amd64.deb
    python3 packaging/build.py all        both
    python3 packaging/build.py update     dist/tipdesk-VERSION.update, of both, when two keys of
                                          the maker have signed (`release_keys.py`)

Beside each package stands what is in it (CycloneDX), and `SHA256SUMS` over all of them. The Windows
Python is python.org's embeddable zip when one is named, with the digest that python.org gives, else
a stand-in that is put together here (`packaging/windows/interpreter.py`). With `--root FILE`
packages hold the maker's root, by which they take updates from a USB drive. With a release key
(`release_keys.py key`) `SHA256SUMS` is signed:

    openssl cms -verify -binary -inform DER -in SHA256SUMS-1.p7s -content SHA256SUMS -noverify
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import build_cache
import dev
import program_tree
import system_packages

DIST = program_tree.ROOT / "dist"
SUMS = "SHA256SUMS"
PROGRAMS = {
    "windows": {
        "makensis": "nsis",
        "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64",
        "x86_64-w64-mingw32-windres": "binutils-mingw-w64-x86-64",
        "python3.13": "python3.13",
    },
    "deb": {
        "as": "binutils",
        "dpkg-deb": "dpkg",
        "ld": "binutils",
        "python3.13": "python3.13",
        "strip": "binutils",
    },
}


@dataclass(frozen=True)
class Wishes:
    """What was asked for on the command line."""

    windows_python: Path | None
    sha256: str
    root: Path | None = None  # of the maker (`release_keys.py root`)


def main(words: list[str]) -> int:
    """Build what is named; the exit status."""
    if Path(sys.prefix) != dev.VENV:  # what builds is of the lock, too
        dev.set_up(with_tests=False)
        within = {**os.environ, "TIPDESK_VENV": str(dev.VENV)}
        return subprocess.run([dev.PYTHON, __file__, *words], check=False, env=within).returncode
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("package", choices=(*PROGRAMS, "all", "update"))
    parser.add_argument("--windows-python", type=Path, metavar="ZIP")
    parser.add_argument("--sha256", default="", metavar="DIGEST")
    parser.add_argument("--root", type=Path, metavar="FILE")
    parser.add_argument("--release-key", type=Path, metavar="KEY")
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE")
    options = parser.parse_args(words)
    packages = list(PROGRAMS) if options.package == "all" else [options.package]
    packages = [package for package in packages if package in PROGRAMS]
    for package in packages:
        missing = system_packages.missing_programs(PROGRAMS[package])
        system_packages.provide(missing, "needed to build", required=True)
    wishes = Wishes(options.windows_python, options.sha256, options.root)
    DIST.mkdir(exist_ok=True)
    try:
        if "windows" in packages:
            make_windows(wishes)
        if "deb" in packages:
            make_deb(wishes)
        if options.package == "update":
            make_update()
    except (build_cache.NotFetched, program_tree.TreeFault) as fault:
        print(fault, file=sys.stderr)
        return 1
    write_sums()
    if options.release_key is not None:
        sign_sums(options.release_key, options.passphrase_file)
    return 0


def make_windows(wishes: Wishes) -> Path:
    """The installer for Windows, and what is in it."""
    import bill_of_materials  # noqa: PLC0415  only once the locked packages are there
    import locked_wheels  # noqa: PLC0415  so are these
    from windows import installer, interpreter, tree  # noqa: PLC0415  so are these

    version = program_tree.version()
    official = None
    if wishes.windows_python is not None:
        official = interpreter.Official(wishes.windows_python, wishes.sha256)
    lock = dev.LOCKS / "requirements.txt"
    wheels = locked_wheels.provide(lock, locked_wheels.windows(), dev.PYTHON)
    target = DIST / f"tipdesk-{version}-setup.exe"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "tree")
        python = interpreter.provide(official, dev.PYTHON, Path(scratch, "python"))
        tree.lay_down(folder, python, wheels, version)
        put_root(folder, wishes.root)
        parts = (
            *bill_of_materials.parts_of(wheels, folder),
            *interpreter.parts(official),
            *tree.PARTS,
            *bill_of_materials.RESOURCES,
        )
        tree.finish(folder, python, parts)
        installer.make(folder, target, version)
        bill_of_materials.write_bill(parts, target)
        tell(target, program_tree.size_of(folder))
    return target


def make_deb(wishes: Wishes) -> Path:
    """The package for Debian, and what is in it."""
    import bill_of_materials  # noqa: PLC0415  only once the locked packages are there
    import locked_wheels  # noqa: PLC0415  so are these
    from debian import package, tree  # noqa: PLC0415  so are these

    version = program_tree.version()
    lock = dev.LOCKS / "requirements.txt"
    wheels = locked_wheels.provide(lock, locked_wheels.linux(tree.PYTHON), dev.PYTHON)
    target = DIST / f"tipdesk_{version}_amd64.deb"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "tree")
        tree.lay_down(folder, wheels, version)
        put_root(folder, wishes.root)
        parts = (
            *bill_of_materials.parts_of(wheels, folder),
            *tree.PARTS,
            *bill_of_materials.RESOURCES,
        )
        tree.finish(folder, parts)
        package.make(folder, target, version)
        bill_of_materials.write_bill(parts, target)
        tell(target, program_tree.size_of(folder))
    return target


def put_root(tree: Path, root: Path | None) -> None:
    """Let a tree take updates of this maker; without a root it says how to install instead."""
    from tipdesk.bundle.update.maker_root import read_root  # noqa: PLC0415  of the locked packages

    if root is None:
        return
    data = root.read_bytes()
    read_root(data)
    (resources,) = tree.rglob("tipdesk/_resources")
    (resources / "release").mkdir()
    (resources / "release" / "root.json").write_bytes(data)


def make_update() -> None:
    """Put together what lies in `dist`: packages, `release.json`, roots, signatures."""
    import release_keys  # noqa: PLC0415  only once the locked packages are there

    release_keys.main(["pack", str(DIST)])


def tell(target: Path, installed: int) -> None:
    """Say what was made."""
    size = target.stat().st_size
    print(f"{target.name}: {size / 1e6:.1f} MB, installed {installed / 1e6:.1f} MB")


def write_sums() -> None:
    """`sha256sum -c` reads it: every file of this version in `dist`."""
    version = program_tree.version()
    files = sorted(path for path in DIST.iterdir() if version in path.name)
    lines = [f"{build_cache.digest(path)}  {path.name}" for path in files]
    for earlier in DIST.glob(f"{SUMS}*"):
        earlier.unlink()  # signatures are over other sums
    (DIST / SUMS).write_bytes(("\n".join(lines) + "\n").encode())


def sign_sums(key: Path, passphrase_file: Path | None) -> None:
    """A detached signature of the sums by a release key, beside them."""
    import release_keys  # noqa: PLC0415  only once the locked packages are there

    given = ["--passphrase-file", str(passphrase_file)] if passphrase_file is not None else []
    release_keys.main(["sign", *given, str(DIST / SUMS), str(key)])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
