"""The tree `/usr/lib/tipdesk`: the locked packages, tipdesk, its starter. Python is the system's.

It is whole wherever it lies: an installation for one user is this tree, unpacked. `bin/tipdesk` is
what the user and the program itself start; Python finds its packages through `pyvenv.cfg`, and none
of the system's beside them.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import locked_wheels
import program_tree
from bill_of_materials import Part, write_list
from debian import elf, icu
from program_tree import copy

PYTHON = "3.13"
# Beside the packages: what Qt's wheel carries of others and Windows has of its own.
PARTS = (Part("ICU", "73", "Unicode-3.0"),)
PACKAGES = Path("lib", f"python{PYTHON}", "site-packages")
STARTER = Path("bin", "tipdesk")
_FILES = Path(__file__).resolve().parent / "files"
_ENVIRONMENT = "home = /usr/bin\ninclude-system-site-packages = false\n"

_QT_FILES = re.compile(
    r"Qt(Core|Gui|Widgets|Svg|PrintSupport|DBus)\.abi3\.so|libpyside6\.abi3\.so\..*"
    r"|(__init__|_config|_git_pyside_version)\.py"
)
_QT_PLUGINS = (
    "iconengines/libqsvgicon",
    "imageformats/libqjpeg",
    "imageformats/libqsvg",
    "platforminputcontexts/libcomposeplatforminputcontextplugin",
    "platforminputcontexts/libibusplatforminputcontextplugin",
    "platforms/libqoffscreen",
    "platforms/libqwayland",
    "platforms/libqxcb",
    "printsupport/libcupsprintersupport",
    "wayland-decoration-client/libadwaita",
    "wayland-decoration-client/libbradient",
    "wayland-shell-integration/libxdg-shell",
    "xcbglintegrations/libqxcb-glx-integration",
)


def lay_down(folder: Path, wheels: Sequence[Path], version: str) -> None:
    """The tree in `folder`, from the locked wheels; `finish` completes it."""
    packages = folder / PACKAGES
    with tempfile.TemporaryDirectory() as scratch:
        site = Path(scratch)
        locked_wheels.unpack(wheels, site)
        _copy_qt(site / "PySide6", packages / "PySide6")
        program_tree.copy_packages(site, packages)
        program_tree.copy_licences([site], folder / "licences")
    _lessen_libraries(packages)
    program_tree.copy_program(packages, version)
    program_tree.compile_modules(packages, program_tree.python_of(PYTHON))
    (folder / "pyvenv.cfg").write_bytes(_ENVIRONMENT.encode())
    copy(_FILES / "starter.sh", folder / STARTER)


def finish(folder: Path, parts: Sequence[Part]) -> None:
    """What the parts are under, and the manifest: nothing is changed from here on."""
    write_list(parts, folder / "licences")
    program_tree.settle(folder)
    (folder / STARTER).chmod(0o755)


def _copy_qt(source: Path, target: Path) -> None:
    for path in sorted(source.iterdir()):
        if _QT_FILES.fullmatch(path.name):
            copy(path, target / path.name)
    for path in sorted((source / "Qt" / "lib").glob("*.so.*")):  # most go again
        copy(path, target / "Qt" / "lib" / path.name)
    for name in _QT_PLUGINS:
        copy(source / f"Qt/plugins/{name}.so", target / f"Qt/plugins/{name}.so")
    name = "Qt/translations/qtbase_ar.qm"
    copy(source / name, target / name)


def _lessen_libraries(packages: Path) -> None:
    """Without libraries that nothing needs, debuggers' names and other languages' data."""
    carried = {packages / "PySide6" / "Qt" / "lib", packages / "pillow.libs"}
    for path in elf.unreached(elf.libraries(packages), carried):
        path.unlink()
    for path in elf.libraries(packages):
        if path.name.startswith("libicudata.so."):
            icu.lessen(path)
        elif elf.names_its_parts(path.read_bytes()):
            subprocess.run(["strip", "--strip-unneeded", str(path)], check=True)
