"""What the operating system must bring: libraries that Qt loads, programs that only tests start.

Standard library only. On Debian as root what is missing is installed; elsewhere it is named.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

# Shared library → Debian package. The Qt wheels bring everything else themselves.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libcups.so.2": "libcups2",
}
# Program → Debian package. `tests/programs.py` asks for these by name.
TEST_PROGRAMS = {
    "Xvfb": "xvfb",
    "age": "age",
    "bash": "bash",
    "convert": "imagemagick",
    "dbus-daemon": "dbus",
    "desktop-file-validate": "desktop-file-utils",
    "dpkg-deb": "dpkg",
    "faketime": "faketime",
    "git": "git",
    "lintian": "lintian",
    "man": "man-db",
    "mmdebstrap": "mmdebstrap",
    "mutool": "mupdf-tools",
    "openssl": "openssl",
    "pdftotext": "poppler-utils",
    "qpdf": "qpdf",
    "readelf": "binutils",
    "sha256sum": "coreutils",
    "strace": "strace",
    "unzip": "unzip",
    "unshare": "util-linux",
    "update-mime-database": "shared-mime-info",
    "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64",
    "x86_64-w64-mingw32-objdump": "binutils-mingw-w64-x86-64",
    "x86_64-w64-mingw32-windres": "binutils-mingw-w64-x86-64",
    "xauth": "xauth",
    "xdotool": "xdotool",
    "zbarimg": "zbar-tools",
}


def is_debian() -> bool:
    """Debian or one of its children, with apt."""
    return Path("/etc/debian_version").exists() and shutil.which("apt-get") is not None


def may_install() -> bool:
    """Whether this process may install Debian packages."""
    return is_debian() and os.geteuid() == 0


def install(packages: Iterable[str]) -> None:
    """Install Debian packages; needs `may_install()`."""
    names = sorted(set(packages))
    print("apt-get install", *names, flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True, env=quiet)
    subprocess.run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names],
        check=True,
        env=quiet,
        stdout=subprocess.DEVNULL,
    )


def missing_libraries() -> dict[str, str]:
    """The Qt libraries that the loader does not know, with their Debian packages. Linux only."""
    if not sys.platform.startswith("linux"):
        return {}
    loader = shutil.which("ldconfig") or "/sbin/ldconfig"
    try:
        known = subprocess.run([loader, "-p"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return {}  # another libc: the program itself says what it misses
    return {name: package for name, package in QT_LIBRARIES.items() if f"\t{name} " not in known}


def missing_programs(programs: Mapping[str, str] = TEST_PROGRAMS) -> dict[str, str]:
    """Those of the programs, with their Debian packages, that are not on the path."""
    return {name: package for name, package in programs.items() if not shutil.which(name)}


def provide(missing: dict[str, str], purpose: str, *, required: bool) -> None:
    """Install what is missing, or name it. Missing and `required`: the process ends."""
    if not missing:
        return
    if may_install():
        install(missing.values())
        return
    print(f"{purpose}: {', '.join(sorted(missing))}", file=sys.stderr)
    if is_debian():
        print("  sudo apt-get install " + " ".join(sorted(set(missing.values()))), file=sys.stderr)
    if required:
        sys.exit(1)
