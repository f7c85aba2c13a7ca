"""The tree `app-VERSION` of a Windows laptop: Python, the locked packages, tipdesk, launchers.

`tipdesk.exe` and `tipdeskc.exe` stand beside Python's DLL; `dlls` has Python's extension modules,
`app` all packages, the zip the compiled standard library, `licences` what everything is under,
`documents` the pages and what a court's expert checks a case bundle with.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import locked_wheels
import program_tree
from bill_of_materials import Part, write_list
from program_tree import copy
from windows import interpreter, programs

# msvcp140 and vcruntime140 are Qt's, which are newer than Python's own and must be the only ones.
_QT_FILES = re.compile(
    r"Qt6(Core|Gui|Widgets|Svg|PrintSupport)\.dll|pyside6\.abi3\.dll|msvcp140(_\w+)?\.dll"
    r"|Qt(Core|Gui|Widgets|Svg|PrintSupport)\.pyd|(__init__|_config|_git_pyside_version)\.py"
)
_QT_PLUGINS = (
    "platforms/qwindows",
    "iconengines/qsvgicon",
    "imageformats/qjpeg",
    "imageformats/qsvg",
)
# Beside the packages: what mingw and NSIS put into programs, and what Qt needs of Windows' makers.
PARTS = (
    Part("mingw-w64 runtime", "", "ZPL-2.1"),
    Part("NSIS", "", "Zlib"),
    Part("Microsoft Visual C++ runtime", "", "LicenseRef-Microsoft-Visual-Cpp-Runtime"),
)
_LICENCES = {
    "mingw-w64": Path("/usr/share/doc/mingw-w64-common/copyright"),
    "NSIS": Path("/usr/share/doc/nsis/copyright"),
}
_RUNTIME = ("vcruntime140.dll", "vcruntime140_1.dll")

# Of the standard library, by the first name of a path: nothing that is reached imports these.
_NO_MODULE = frozenset({
    "__phello__", "_pydatetime", "_pydecimal", "_pyio", "_pyrepl", "antigravity", "asyncio",
    "bdb", "cProfile", "cmd", "code", "codeop", "compileall", "curses", "dbm", "doctest",
    "ensurepip", "ftplib", "idlelib", "imaplib", "mailbox", "modulefinder", "multiprocessing",
    "pdb", "pickletools", "poplib", "profile", "pstats", "py_compile", "pyclbr", "pydoc",
    "pydoc_data", "rlcompleter", "site-packages", "smtplib", "socketserver", "sqlite3",
    "symtable", "tabnanny", "test", "this", "timeit", "tkinter", "trace", "turtle",
    "turtledemo", "unittest", "venv", "webbrowser", "wsgiref", "xmlrpc", "zipapp",
})  # fmt: skip
_NO_DLL = re.compile(
    r"_?sqlite3|_asyncio|_overlapped|_multiprocessing|_wmi|libssl|_ssl|_zoneinfo|_uuid\b",
    re.IGNORECASE,
)


def lay_down(folder: Path, python: Path, wheels: Sequence[Path], version: str) -> None:
    """The tree in `folder`, from a Windows Python and wheels; `finish` completes it."""
    dll = interpreter.version_of(python)
    compiler = program_tree.python_of(f"{dll[6]}.{dll[7:]}")
    with tempfile.TemporaryDirectory() as scratch:
        site = Path(scratch)
        locked_wheels.unpack(wheels, site)
        _copy_python(python, folder)
        _copy_qt(site, folder)
        program_tree.copy_packages(site, folder / "app")
        program_tree.copy_licences([site], folder / "licences")
    program_tree.copy_program(folder / "app", version)
    program_tree.compile_modules(folder / "app", compiler)
    program_tree.copy_documents(folder / "documents")
    _zip_library(python / "Lib", folder / f"{dll}.zip", compiler)
    (folder / f"{dll}._pth").write_bytes(f"{dll}.zip\r\ndlls\r\napp\r\n".encode())
    programs.launchers(folder, version)


def finish(folder: Path, python: Path, parts: Sequence[Part]) -> None:
    """What the parts are under, and the manifest: nothing is changed from here on."""
    licences = folder / "licences"
    copy(python / "LICENSE.txt", licences / "Python" / "LICENSE.txt")
    for name, source in _LICENCES.items():
        copy(source, licences / name / "copyright")
    for name in ("Microsoft", "Python"):
        program_tree.copy_licence(name, licences)
    write_list(parts, licences)
    program_tree.settle(folder)


def _copy_python(python: Path, folder: Path) -> None:
    for source in sorted(python.glob("python3*.dll")):
        copy(source, folder / source.name)
    for source in sorted((python / "DLLs").iterdir()):
        if not _NO_DLL.match(source.name):
            copy(source, folder / "dlls" / source.name)


def _copy_qt(site: Path, folder: Path) -> None:
    source, target = site / "PySide6", folder / "app" / "PySide6"
    for path in sorted(source.iterdir()):
        if _QT_FILES.fullmatch(path.name):
            copy(path, target / path.name)
    for name in _QT_PLUGINS:
        copy(source / "plugins" / f"{name}.dll", target / "plugins" / f"{name}.dll")
    copy(source / "translations" / "qtbase_ar.qm", target / "translations" / "qtbase_ar.qm")
    for name in _RUNTIME:
        copy(source / name, folder / name)


def _zip_library(library: Path, target: Path, compiler: str) -> None:
    """The standard library compiled, not packed: the installer packs it better, and Python starts
    sooner. Modules that are compiled already (python.org's zip) go in as they are."""
    with tempfile.TemporaryDirectory() as scratch:
        for source in sorted(library.rglob("*.py*")):
            inside = source.relative_to(library)
            if inside.parts[0].partition(".")[0] not in _NO_MODULE:
                copy(source, Path(scratch) / inside)
        program_tree.compile_modules(Path(scratch), compiler, shown=f"{target.name}/")
        with zipfile.ZipFile(target, "w") as archive:
            for path in sorted(Path(scratch).rglob("*.pyc")):
                entry = zipfile.ZipInfo(path.relative_to(scratch).as_posix(), (2020, 1, 1, 0, 0, 0))
                entry.create_system = 0
                archive.writestr(entry, path.read_bytes())
