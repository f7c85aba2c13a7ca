"""The program as a laptop gets it, on any system: packages, modules, resources, licences, manifest.

A folder is laid down in this order: `copy_packages` (and what a system adds, Qt for one),
`copy_program`, `copy_licences`, `compile_modules`, `settle`. There is no clock and no name of a
person in it, and nothing is ever written into it later: only compiled modules are there, which
Python reads without asking for their source.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import build_cache

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "packaging"
CLOCK = 1577836800  # 2020-01-01, of every file
MANIFEST = "MANIFEST.sha256"

# What no line of tipdesk reaches; matched against paths inside site-packages.
LEFT_OUT = re.compile(
    "|".join(
        (
            r"\.(pyi|h|hpp|lib|typed|pxd|pyx|c|cpp|xml|qml|qm|afm)$",
            r"^bin/",
            r"/(tests?|testing)/",
            r"\.dist-info/",  # of which `copy_licences` takes the licences
            r"-nspkg\.pth$",
            r"^(PySide6|shiboken6)/",  # each system takes its own parts
            r"^babel/locale-data/",  # only plurals and times of global.dat are asked for
            r"^babel/(messages/(frontend|extract|checkers|jslexer|setuptools_frontend)|support)",
            r"^PIL/_(avif|imagingtk|imagingft|webp|imagingmath)\.",
            r"^pillow\.libs/.*(avif|webp|freetype|harfbuzz|brotli|sharpyuv)",
            r"^(cffi|pycparser|pypdfium2_cli|charset_normalizer)/",
            r"^shamir_mnemonic/cli\.py$",
            r"^reportlab/(fonts|graphics|platypus)/",
            r"^uharfbuzz/_harfbuzz_test",
        )
    )
)
SHIBOKEN = re.compile(
    r"(__init__|_config|_git_\w+)\.py|(Shiboken|libshiboken6|shiboken6)(\.abi3)?\..*"
)
_RELATIVE = re.compile(r"\]\((?!https?:)([^)#\s]+)")
_LICENCES = re.compile(r"\.dist-info/(licenses/|LICEN[CS]E|COPYING|NOTICE|AUTHORS)")
_OF_RESOURCES = re.compile(r"LICEN[CS]E|OFL")
NOT_IN_WHEELS = ("HarfBuzz", "Qt", "SQLCipher", "libzint")  # what is linked into some of them
_COMPILER = HERE / "compile_modules.py"


class TreeFault(Exception):
    """A tree that may not be handed on; the sentence says why."""


def version() -> str:
    """Of the program, e.g. `0.2.0`."""
    text = (ROOT / "tipdesk" / "__init__.py").read_text("utf-8")
    return text.partition('__version__ = "')[2].partition('"')[0]


def copy(source: Path, target: Path) -> None:
    """A file's bytes, with the folders above."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def copy_packages(site: Path, target: Path) -> None:
    """What is needed of the unpacked wheels, without Qt; of shiboken all that Python loads."""
    for source in sorted(site.rglob("*")):
        name = source.relative_to(site).as_posix()
        shiboken = name.startswith("shiboken6/") and SHIBOKEN.fullmatch(source.name)
        if source.is_file() and (shiboken or not LEFT_OUT.search(name)):
            copy(source, target / name)


def copy_program(target: Path, called: str = "") -> None:
    """The program itself, of this checkout: modules, resources, compiled catalogues. `called` is
    the version that it gives, where a trial needs another than its own."""
    from tipdesk.i18n.text import compile_po  # noqa: PLC0415  needs the packages of the lock

    for name in _files_of_the_checkout("tipdesk", "resources", "translations"):
        source, (top, _, inside) = ROOT / name, name.partition("/")
        if top == "tipdesk":
            copy(source, target / name)
        elif top == "resources":
            copy(source, target / "tipdesk" / "_resources" / inside)
        elif source.suffix == ".po":
            compiled = (target / "tipdesk" / "_translations" / inside).with_suffix(".mo")
            compiled.parent.mkdir(parents=True, exist_ok=True)
            compiled.write_bytes(compile_po(source.read_bytes()))
    if called:
        about = target / "tipdesk" / "__init__.py"
        about.write_text(about.read_text("utf-8").replace(f'"{version()}"', f'"{called}"'), "utf-8")


def _files_of_the_checkout(*folders: str) -> list[str]:
    """What is kept in git; where there is no git, everything but what Python and Babel write."""
    if git := shutil.which("git"):
        listed = [git, "-C", str(ROOT), "ls-files", "-z", "--", *folders]
        done = subprocess.run(listed, capture_output=True, encoding="utf-8", check=False)
        kept = [name for name in done.stdout.split("\0") if name and (ROOT / name).exists()]
        if done.returncode == 0 and kept:
            return sorted(kept)
    files = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file())
    names = (path.relative_to(ROOT).as_posix() for path in files)
    return sorted(name for name in names if not name.endswith((".pyc", ".mo")))


def copy_licences(sites: Iterable[Path], target: Path) -> None:
    """Every licence that a wheel brings, those that wheels lack, and tipdesk's own with those of
    its fonts and icons, in a folder for each."""
    for site in sites:
        for source in sorted(site.rglob("*")):
            name = source.relative_to(site).as_posix()
            if source.is_file() and _LICENCES.search(name):
                package, _, inside = name.partition(".dist-info/")
                copy(source, target / package / inside.removeprefix("licenses/"))
    for name in NOT_IN_WHEELS:
        copy_licence(name, target)
    copy(ROOT / "LICENSE", target / "tipdesk" / "LICENSE")
    resources = ROOT / "resources"
    for source in sorted(resources.rglob("*")):
        if _OF_RESOURCES.search(source.name):
            copy(source, target / "tipdesk" / source.relative_to(resources))


def copy_documents(target: Path) -> None:
    """The pages for whoever uses the program, with the pages and pictures that they lead to, and
    what a court's expert checks a case bundle with; each where it lies from the others."""
    wanted = sorted((ROOT / "docs").glob("*.md"))
    for page in wanted:  # grows meanwhile
        for written in _RELATIVE.findall(page.read_text("utf-8")) if page.suffix == ".md" else ():
            leads_to = (page.parent / written).resolve()
            if leads_to.is_file() and leads_to not in wanted:
                wanted.append(leads_to)
    for source in wanted:
        copy(source, target / source.relative_to(ROOT))


def copy_licence(name: str, target: Path) -> None:
    """One of those that are kept here."""
    for source in sorted((HERE / "licences" / name).iterdir()):
        copy(source, target / name / source.name)


def compile_modules(folder: Path, python: str, *, shown: str = "") -> None:
    """Every module of `folder` in its place, without its source, by a Python of the right version.

    Tracebacks show the path inside the folder, after `shown`. The Python stands alone: what the
    person who builds has set or installed changes no byte.
    """
    words = [python, "-I", "-S", "-B", "-X", "utf8", str(_COMPILER), shown]
    alone = {"PYTHONHASHSEED": "0", "PATH": os.defpath}
    subprocess.run(words, check=True, cwd=folder, env=alone)


def settle(folder: Path) -> None:
    """Same clock and same rights for every file, and the manifest."""
    write_manifest(folder)
    for path in sorted(folder.rglob("*"), reverse=True):
        path.chmod(0o755 if path.is_dir() else 0o644)
        os.utime(path, (CLOCK, CLOCK))
    folder.chmod(0o755)


def write_manifest(folder: Path) -> None:
    """`sha256sum -c` reads it: every file but itself."""
    files = sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )
    lines = [f"{build_cache.digest(folder / name)}  {name}" for name in files if name != MANIFEST]
    (folder / MANIFEST).write_bytes(("\n".join(lines) + "\n").encode())


def size_of(folder: Path) -> int:
    """Bytes of all files."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def python_of(version: str) -> str:
    """A Python of this minor version on this computer, to compile with."""
    name = f"python{version}"
    if sys.version_info[:2] == tuple(int(part) for part in version.split(".")):
        return sys.executable
    for folder in ("/usr/bin", *os.environ.get("PATH", "").split(os.pathsep)):
        if Path(folder, name).is_file():
            return str(Path(folder, name))
    raise TreeFault(f"{name} is needed to compile modules: apt-get install {name}")
