"""A Windows Python in the cache, made on Debian.

python.org's embeddable zip when somebody has it (`Official`). Else a stand-in of the same parts:
the DLL and the extension modules that python.org built are in the wheel of panda3d, the standard
library is in Debian's source of the same minor version, and python.exe and python3.dll, which only
hand on, are made here by mingw. Both folders hold `python.exe`, DLLs, `DLLs` and `Lib`.

Standard library only.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import build_cache
import locked_wheels
from bill_of_materials import Part, inner_component
from windows import debian_source

VERSION = "3.13"  # of the stand-in; the lock has wheels for it
HERE = Path(__file__).resolve().parent
COMPILER = "x86_64-w64-mingw32-gcc"
# Else ld places a library by the path that it is written to.
PLACE = "-Wl,--disable-auto-image-base,--image-base,0x180000000"
FLAGS = ("-O2", "-s", "-municode", "-Wl,--no-insert-timestamp")

_PANDA = "panda3d-1.10.16-cp313-cp313-win_amd64.whl"
_DLL_VERSION = "3.13.11"
_PANDA_DIGEST = "0e505261bb58d8402d0099c291f1a3459acfdd38f3e7d666e72aa2e1ea5dc46f"
_SOURCE = "python3.13_3.13.5.orig.tar.xz"
_SOURCE_DIGEST = "93e583f243454e6e9e4588ca2c2662206ad961659863277afcdb96801647d640"
_WITHIN = (  # into the DLL and the extension modules; texts in `licences/Python`
    inner_component("OpenSSL", "3.0.18", "Apache-2.0"),
    inner_component("bzip2", "1.0.8", "bzip2-1.0.6"),
    inner_component("expat", "", "MIT"),
    inner_component("libffi", "", "MIT"),
    inner_component("liblzma", "", "0BSD"),
    inner_component("libmpdec", "", "BSD-2-Clause"),
    inner_component("zlib", "", "Zlib"),
)
_BESIDE = re.compile(r"(python3\d*|vcruntime140(_1)?)\.dll", re.IGNORECASE)
_NO_MODULE = re.compile(
    r"cp\d+t-win|^_test|^_ctypes_test|^tcl|^tk|^_tkinter|^winsound|^_msi|^api-ms|^zlib1"
)
_NOT_OF_LIB = frozenset({
    "test", "tests", "idlelib", "tkinter", "turtledemo", "turtle.py", "ensurepip", "lib2to3",
    "pydoc_data", "idle_test", "__pycache__",
})  # fmt: skip


@dataclass(frozen=True)
class Official:
    """python.org's embeddable zip, at hand as a file; its digest was compared by who brought it."""

    file: Path
    sha256: str


def provide(
    official: Official | None = None,
    python: str | Path = sys.executable,
    anew: Path | None = None,
) -> Path:
    """The folder of a Windows Python; `python`'s pip fetches what the stand-in is made of.

    What is given out is put together `anew`, in that folder, from files whose digests are asked
    for. Else it is a folder of the cache, of which nobody asks whether it was changed.
    """
    if official is not None:
        if build_cache.digest(official.file) != official.sha256:
            raise build_cache.NotFetched(
                f"{official.file.name} is not the file of SHA-256 {official.sha256}"
            )
        return _folder_of(
            f"windows-python-{official.sha256[:16]}",
            lambda folder: _unpack_official(official.file, folder),
            anew,
        )
    wheel = build_cache.kept(_PANDA, _PANDA_DIGEST, lambda folder: _fetch_panda(folder, python))
    source = build_cache.kept(
        _SOURCE, _SOURCE_DIGEST, lambda folder: debian_source.fetch("python3.13", folder)
    )
    recipe = b"".join(path.read_bytes() for path in (Path(__file__), HERE / "python.c"))
    name = f"windows-python-{_digest_of(_PANDA_DIGEST, _SOURCE_DIGEST, recipe)}"
    return _folder_of(name, lambda folder: _put_together(wheel, source, folder), anew)


def _folder_of(name: str, make: Callable[[Path], None], anew: Path | None) -> Path:
    if anew is None:
        return build_cache.prepared(name, make)
    make(anew)
    return anew


def parts(official: Official | None = None) -> tuple[Part, ...]:
    """What it is made of."""
    if official is not None:
        return (Part("CPython", official.file.name.split("-")[1], "PSF-2.0", official.sha256),)
    library = Part(
        "CPython standard library",
        _SOURCE.split("_")[1].partition(".orig")[0],
        "PSF-2.0",
        _SOURCE_DIGEST,
    )
    return (Part("CPython", _DLL_VERSION, "PSF-2.0", _PANDA_DIGEST, inner=_WITHIN), library)


def version_of(folder: Path) -> str:
    """The name of its DLL without the ending, e.g. `python313`."""
    return next(path.stem for path in sorted(folder.glob("python3*.dll")) if path.stem != "python3")


# --- the stand-in -----------------------------------------------------------------------------


def _fetch_panda(folder: Path, python: str | Path) -> None:
    wanted = folder / "wanted.txt"
    wanted.write_text(f"panda3d=={_PANDA.split('-')[1]} --hash=sha256:{_PANDA_DIGEST}\n", "utf-8")
    there = ["--platform", "win_amd64", "--implementation", "cp", "--python-version", VERSION]
    locked_wheels.download(wanted, folder, [*there, "--only-binary", ":all:"], python)


def _put_together(wheel: Path, source: Path, folder: Path) -> None:
    (folder / "DLLs").mkdir(parents=True)
    with zipfile.ZipFile(wheel) as archive:
        for entry in archive.namelist():
            base = PurePosixPath(entry).name
            if entry.startswith("deploy_libs/") and base and not _NO_MODULE.search(base):
                beside = _BESIDE.fullmatch(base)
                target = folder / base.lower() if beside else folder / "DLLs" / base
                target.write_bytes(archive.read(entry))
    with tempfile.TemporaryDirectory() as scratch:
        for name, data in _of_source(source):
            inside = name.parts[0] == "Lib"
            target = folder.joinpath(*name.parts) if inside else Path(scratch, name.name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        shutil.copyfile(Path(scratch, "LICENSE"), folder / "LICENSE.txt")
        (folder / "Lib" / "site-packages").mkdir(exist_ok=True)
        _make_forwarder(Path(scratch, "python3dll.c"), folder)
    dll = str(folder / f"{version_of(folder)}.dll")
    for program, words in (("python.exe", []), ("pythonw.exe", ["-mwindows", "-DWINDOWED"])):
        command = [
            COMPILER,
            *FLAGS,
            *words,
            str(HERE / "python.c"),
            dll,
            "-o",
            str(folder / program),
        ]
        subprocess.run(command, check=True)


def _of_source(source: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
    """The standard library, its licence and the names of the stable ABI; no first folder."""
    with tarfile.open(source) as archive:
        for member in archive:
            name = PurePosixPath(*PurePosixPath(member.name).parts[1:])
            library = name.parts[:1] == ("Lib",) and not _NOT_OF_LIB & set(name.parts)
            if member.isfile() and (library or str(name) in ("LICENSE", "PC/python3dll.c")):
                content = archive.extractfile(member)
                if content is not None:
                    yield name, content.read()


def _make_forwarder(source: Path, folder: Path) -> None:
    """python3.dll: every name of the stable ABI, handed on to the versioned DLL."""
    version = version_of(folder)
    dumped = ["x86_64-w64-mingw32-objdump", "-p", str(folder / f"{version}.dll")]
    listed = subprocess.run(dumped, check=True, capture_output=True, text=True).stdout
    there = set(
        re.findall(r"^\s+\[\s*\d+\] \+base\[\s*\d+\]\s+[0-9a-f]+ (\w+)", listed, re.MULTILINE)
    )
    lines = ["LIBRARY python3.dll", "EXPORTS"]
    named = re.findall(r"^EXPORT_(FUNC|DATA)\((\w+)\)", source.read_text("utf-8"), re.MULTILINE)
    lines += [
        f"  {name} = {version}.{name}{' DATA' * (kind == 'DATA')}"
        for kind, name in named
        if name in there
    ]
    definition, empty = source.with_name("python3.def"), source.with_name("empty.c")
    definition.write_text("\n".join(lines) + "\n", "utf-8")
    empty.write_text(
        "int __stdcall DllMain(void *a, unsigned b, void *c)\n"
        "{ (void)a; (void)b; (void)c; return 1; }\n"
    )
    library = ["-s", "-shared", "-nostdlib", "-Wl,-e,DllMain", "-Wl,--no-insert-timestamp", PLACE]
    subprocess.run(
        [COMPILER, *library, str(empty), str(definition), "-o", str(folder / "python3.dll")],
        check=True,
    )


def _digest_of(*parts: str | bytes) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part if isinstance(part, bytes) else part.encode())
    return whole.hexdigest()[:16]


# --- python.org's -----------------------------------------------------------------------------


def _unpack_official(file: Path, folder: Path) -> None:
    """Into the shape of the stand-in: extension modules in `DLLs`, the library in `Lib`."""
    for inner in ("DLLs", "Lib/site-packages"):
        (folder / inner).mkdir(parents=True)
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if name.endswith("._pth"):
                continue  # it would keep PYTHONPATH out; a tree gets its own
            beside = _BESIDE.fullmatch(name) or PurePosixPath(name).suffix not in (".pyd", ".dll")
            (folder / name if beside else folder / "DLLs" / name).write_bytes(archive.read(name))
    library = next(folder.glob("python3*.zip"))
    with zipfile.ZipFile(library) as archive:
        for name in archive.namelist():
            target = folder / "Lib" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if not name.endswith("/"):
                target.write_bytes(archive.read(name))
    library.unlink()
