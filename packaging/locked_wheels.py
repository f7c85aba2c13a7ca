"""The locked packages for a platform that need not be this one: named, fetched, checked, unpacked.

Standard library only. pip of the given Python does the fetching; every file's digest is asked for
again each time, against the lock.
"""

from __future__ import annotations

import ast
import operator
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import build_cache

SOURCE_ONLY = frozenset({"bagit"})  # of these there is no wheel
_COMPARED = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt,
    ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip
_INTO_SITE = ("purelib", "platlib")


@dataclass(frozen=True)
class Platform:
    """A computer that packages are for: how pip names it, and what markers find there."""

    name: str
    tags: tuple[str, ...]
    python: str
    markers: Mapping[str, str]


@dataclass(frozen=True)
class Requirement:
    """A line of a lock with its hashes."""

    name: str
    version: str
    hashes: frozenset[str]

    def line(self) -> str:
        """As pip reads it."""
        return " ".join(
            [
                f"{self.name}=={self.version}",
                *(f"--hash=sha256:{digest}" for digest in sorted(self.hashes)),
            ]
        )


def windows(python: str = "3.13") -> Platform:
    """A 64-bit Windows with this Python."""
    system = {
        "sys_platform": "win32",
        "platform_system": "Windows",
        "os_name": "nt",
        "platform_machine": "AMD64",
    }
    return Platform("win_amd64", ("win_amd64",), python, _markers(python, system))


def linux(python: str = "3.13") -> Platform:
    """A 64-bit Debian 13 (glibc 2.41) with this Python."""
    system = {
        "sys_platform": "linux",
        "platform_system": "Linux",
        "os_name": "posix",
        "platform_machine": "x86_64",
    }
    old = ("manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64")
    tags = (*(f"manylinux_2_{minor}_x86_64" for minor in range(41, 4, -1)), *old)
    return Platform("manylinux_x86_64", tags, python, _markers(python, system))


def _markers(python: str, system: Mapping[str, str]) -> dict[str, str]:
    implementation = {
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": "",
    }
    return {
        "python_version": python,
        "python_full_version": f"{python}.0",
        **implementation,
        **system,
    }


def wanted(lock: str, platform: Platform) -> list[Requirement]:
    """What `platform` installs of the text of a lock."""
    requirements = []
    for block in re.split(r"\n(?=[a-z])", re.sub(r"^ *#.*\n", "", lock, flags=re.MULTILINE)):
        first, _, hashes = block.partition(" \\\n")
        pinned, _, marker = first.partition(" ; ")
        name, _, version = pinned.partition("==")
        if not marker or holds(marker, platform.markers):
            digests = frozenset(re.findall(r"--hash=sha256:([0-9a-f]{64})", hashes))
            requirements.append(Requirement(name, version, digests))
    return requirements


def holds(marker: str, environment: Mapping[str, str]) -> bool:
    """Whether an environment marker (PEP 508) is true there; those of a lock are Python, too."""

    def value(node: ast.expr) -> str:
        match node:
            case ast.Name(id=name):
                return environment[name]
            case ast.Constant(value=str(text)):
                return text
        raise ValueError(marker)

    def is_true(node: ast.expr) -> bool:
        match node:
            case ast.BoolOp(op=ast.And(), values=parts):
                return all(is_true(part) for part in parts)
            case ast.BoolOp(op=ast.Or(), values=parts):
                return any(is_true(part) for part in parts)
            case ast.Compare(left=left, ops=[compared], comparators=[right]):
                return bool(_COMPARED[type(compared)](*_comparable(value(left), value(right))))
        raise ValueError(marker)

    return is_true(ast.parse(marker.strip(), mode="eval").body)


def _comparable(left: str, right: str) -> tuple[str, str]:
    """Versions with every number as wide as any, other words as they are."""
    if not all(re.fullmatch(r"\d+(\.\d+)*", text) for text in (left, right)):
        return left, right
    places = max(text.count(".") for text in (left, right))
    first, second = (text + ".0" * (places - text.count(".")) for text in (left, right))
    return re.sub(r"\d+", _wide, first), re.sub(r"\d+", _wide, second)


def _wide(number: re.Match[str]) -> str:
    return number[0].zfill(9)


def provide(lock: Path, platform: Platform, python: str | Path = sys.executable) -> list[Path]:
    """The files of `lock` for `platform`, from the cache or fetched by `python`'s pip; sorted."""
    folder = build_cache.cache() / "wheels" / platform.name
    requirements = wanted(lock.read_text("utf-8"), platform)
    missing = [
        requirement for requirement in requirements if not _kept(folder, requirement, platform)
    ]
    if missing:
        _fetch(missing, platform, folder, python)
    files = []
    for requirement in requirements:
        file = _kept(folder, requirement, platform)
        if file is None:
            raise build_cache.NotFetched(
                f"{requirement.name} {requirement.version} for {platform.name}"
            )
        files.append(file)
    return sorted(files)


def _kept(folder: Path, requirement: Requirement, platform: Platform) -> Path | None:
    """The file of the cache that is this package, if its digest is one of the lock."""
    stem = re.sub(r"[-_.]+", "[-_.]", requirement.name)
    shape = re.compile(
        rf"{stem}-{re.escape(requirement.version)}(-.+\.whl|\.tar\.gz)", re.IGNORECASE
    )
    for file in sorted(folder.glob("*")):
        named = shape.fullmatch(file.name) and _fits(file.name, platform)
        if named and build_cache.digest(file) in requirement.hashes:
            return file
    return None


def _fits(name: str, platform: Platform) -> bool:
    """Whether a wheel is for this Python: another one's may lie beside it."""
    if not (tag := re.search(r"-(cp\d+)-(cp\d+|abi3|none)-[^-]+\.whl$", name)):
        return True
    return tag[2] in ("abi3", "none") or tag[1] == "cp" + platform.python.replace(".", "")


def _fetch(
    missing: Iterable[Requirement], platform: Platform, folder: Path, python: str | Path
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    wheels = [requirement for requirement in missing if requirement.name not in SOURCE_ONLY]
    sources = [requirement for requirement in missing if requirement.name in SOURCE_ONLY]
    there = [word for tag in platform.tags for word in ("--platform", tag)]
    there += ["--implementation", "cp", "--python-version", platform.python]
    for requirements, words in (
        (wheels, ["--only-binary", ":all:", *there]),
        (sources, ["--no-binary", ":all:", "--no-build-isolation"]),
    ):
        if not requirements:
            continue
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            list_of_them = Path(scratch) / "wanted.txt"
            list_of_them.write_text(
                "\n".join(requirement.line() for requirement in requirements), "utf-8"
            )
            download(list_of_them, Path(scratch), words, python)
            list_of_them.unlink()
            for file in Path(scratch).iterdir():
                build_cache.keep(file, folder / file.name)


def download(
    list_of_them: Path, folder: Path, words: Iterable[str], python: str | Path = sys.executable
) -> None:
    """Let pip fetch what a list of requirements names, by its hashes and nothing else."""
    pip = [str(python), "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    named = ["--require-hashes", "--dest", str(folder), "--requirement", str(list_of_them)]
    subprocess.run([*pip, "--no-deps", *words, *named], check=True)


def unpack(files: Iterable[Path], site: Path) -> None:
    """Lay wheels into one folder as pip would, without scripts; of a source, its one module."""
    for file in files:
        for name, data in _contents(file):
            target = site.joinpath(*name.parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


def _contents(file: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
    if file.suffix == ".whl":
        with zipfile.ZipFile(file) as wheel:
            for entry in wheel.infolist():
                name = PurePosixPath(entry.filename)
                if name.parts[0].endswith(".data"):
                    if name.parts[1] not in _INTO_SITE:
                        continue
                    name = PurePosixPath(*name.parts[2:])
                if not entry.is_dir():
                    yield name, wheel.read(entry)
        return
    stem = file.name.removesuffix(".tar.gz")
    with tarfile.open(file) as source:
        for member in source:
            inside = PurePosixPath(*PurePosixPath(member.name).parts[1:])
            content = source.extractfile(member)
            if content is None:
                continue
            if str(inside) == f"{stem.partition('-')[0]}.py":
                yield inside, content.read()
            elif str(inside) == "PKG-INFO":
                yield PurePosixPath(f"{stem}.dist-info", "METADATA"), content.read()
