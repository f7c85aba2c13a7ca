"""What a disk may hold after the power went: a model fed with a program's own system calls.

`kill -9` never tests fsync, because the system still has what was written. Here strace records
every write, truncation, rename, removal and fsync below a folder. At any point the disk surely
holds what was fsynced; of what came after, it may hold nothing, everything, a part in order, a
part out of order, or torn sectors. Names are sure only after an fsync of their folder.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal

from tests.programs import program
from tests.storage.samples import ROOT

Kind = Literal["file", "folder"]
MODES = ("none", "all", "prefix", "subset", "torn")
_SECTOR = 512
_CALLS = (
    "openat,write,pwrite64,lseek,ftruncate,fsync,fdatasync,rename,unlink,rmdir,mkdir,close,"
    "writev,pwritev,renameat2,unlinkat,fallocate,sendfile,copy_file_range"
)
_LINE = re.compile(r"(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)")
_UNFINISHED, _RESUMED = " <unfinished ...>", re.compile(r"\d+ +<\.\.\. \w+ resumed>(.*)")
_FD = re.compile(r"(\d+)<(.*?)>")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True)
class Call:
    """One system call that succeeded."""

    name: str
    path: str  # of the file spoken of
    data: bytes = b""
    number: int = 0  # offset, size
    target: str = ""


def record(code: str, arguments: list[object], trace: Path) -> list[Call]:
    """Run `code` in a child under strace; its calls, with what it wrote to standard output."""
    command = [program("strace"), "-f", "--seccomp-bpf", "-y", "-xx", "-s", "2000000", "-o", trace]
    child = [sys.executable, "-c", code, *map(str, arguments)]
    traced = [*command, "-e", f"trace={_CALLS}", *child]
    subprocess.run(traced, check=True, cwd=ROOT, stdout=subprocess.PIPE)
    return list(_calls(trace))


def _calls(trace: Path) -> Iterator[Call]:
    places: dict[str, int] = {}  # of each descriptor: where the next write goes
    for line in _joined(trace.read_text("utf-8").splitlines()):
        match = _LINE.match(line)
        if match is not None and int(match[3]) >= 0:
            yield from _call(match[1], match[2], int(match[3]), places)


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """A call that another thread has interrupted stands in two lines; it counts where it ended."""
    begun: dict[str, str] = {}
    for line in lines:
        process = line.partition(" ")[0]
        if line.endswith(_UNFINISHED):
            begun[process] = line.removesuffix(_UNFINISHED)
        elif match := _RESUMED.match(line):
            yield begun.pop(process) + match[1]
        else:
            yield line


def _call(name: str, text: str, result: int, places: dict[str, int]) -> Iterator[Call]:
    fd = _FD.match(text)
    number, path = (fd[1], _plain(fd[2])) if fd else ("", "")
    strings = [bytes.fromhex(string.replace("\\x", "")) for string in _STRING.findall(text)]
    last = text.rpartition(",")[2]
    if name == "openat":
        places[str(result)] = 0
        yield from _opened(strings[0].decode(), text)
    elif name == "lseek":
        places[number] = result
    elif name == "write":
        place = -1 if number == "1" else places.get(number, 0)
        places[number] = place + result
        yield Call("write", path, strings[0][:result], place)
    elif name == "pwrite64":
        yield Call("write", path, strings[0][:result], int(last))
    elif name == "ftruncate":
        yield Call("truncate", path, number=int(last))
    elif name in ("fsync", "fdatasync"):
        yield Call("sync", path)
    elif name in ("rename", "unlink", "rmdir", "mkdir"):
        yield Call(name, strings[0].decode(), target=strings[-1].decode())
    elif name == "unlinkat" and not text.startswith("AT_FDCWD"):  # a tree is removed
        kind = "rmdir" if "AT_REMOVEDIR" in text else "unlink"
        yield Call(kind, str(PurePosixPath(path, strings[0].decode())))
    else:
        assert name == "close", f"the model does not know {name}"


def _opened(path: str, text: str) -> Iterator[Call]:
    if path.startswith("/"):
        if "O_CREAT" in text:
            yield Call("create", path)
        if "O_TRUNC" in text:
            yield Call("truncate", path)


def _plain(text: str) -> str:
    return bytes.fromhex(text.replace("\\x", "")).decode() if text.startswith("\\x") else text


@dataclass(eq=False)
class Inode:
    """A file's surely kept bytes and what was done to it since; of a folder its names alike."""

    sure: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)  # None: truncate
    folder: bool = False
    names: dict[str, Inode] = field(default_factory=dict)
    sure_names: dict[str, Inode] = field(default_factory=dict)
    renames: list[dict[str, Inode | None]] = field(default_factory=list)  # not yet sure

    def change(self, change: dict[str, Inode | None]) -> None:
        """Set or remove names of a folder."""
        _rename(self.names, change)
        self.renames.append(change)


class Disk:
    """The files below one folder, which at first are all surely kept. `deaf` to fsyncs of files,
    of folders, or both: as if the program had not called them."""

    def __init__(
        self, folder: Path, named: Path | None = None, deaf: Collection[Kind] = ()
    ) -> None:
        """`named`: the folder that the calls speak of, when `folder` is a copy of it."""
        self.folder = str(named or folder)
        self._deaf = deaf
        self._root = _loaded(folder)

    def apply(self, call: Call) -> None:
        """Take one call into account; calls elsewhere are ignored."""
        parent = self._find(str(PurePosixPath(call.path).parent))
        name = PurePosixPath(call.path).name
        if call.path == self.folder:
            self._change(self._root, call)
        if parent is None:
            return
        node = parent.names.get(name)
        if call.name in ("create", "mkdir") and node is None:
            parent.change({name: Inode(folder=call.name == "mkdir")})
        elif call.name in ("unlink", "rmdir"):
            parent.change({name: None})
        elif call.name == "rename":
            target = PurePosixPath(call.target)
            assert parent is self._find(str(target.parent)), "renames inside one folder only"
            parent.change({name: None, target.name: node})
        elif node is not None:
            self._change(node, call)

    def _find(self, path: str) -> Inode | None:
        if path != self.folder and not path.startswith(f"{self.folder}/"):
            return None
        node: Inode | None = self._root
        for name in PurePosixPath(path).parts[len(PurePosixPath(self.folder).parts) :]:
            node = None if node is None else node.names.get(name)
        return node

    def _change(self, node: Inode, call: Call) -> None:
        if call.name == "write":
            node.pending.append((call.number, call.data))
        elif call.name == "truncate":
            node.pending.append((call.number, None))
        elif call.name == "sync" and ("folder" if node.folder else "file") in self._deaf:
            return
        elif call.name == "sync" and node.folder:
            for change in node.renames:
                _rename(node.sure_names, change)
            node.renames.clear()
        elif call.name == "sync":
            node.sure, node.pending = _written(node.sure, node.pending), []

    def after_cut(self, mode: str, dice: random.Random) -> dict[str, bytes]:
        """Path to content, as the disk may come back."""
        return dict(_after_cut(self._root, self.folder, mode, dice))


def _loaded(path: Path) -> Inode:
    if not path.is_dir():
        return Inode(path.read_bytes())
    names = {path.name: _loaded(path) for path in sorted(path.iterdir())}
    return Inode(folder=True, names=names, sure_names=dict(names))


def _after_cut(
    folder: Inode, path: str, mode: str, dice: random.Random
) -> Iterator[tuple[str, bytes]]:
    names, count = dict(folder.sure_names), len(folder.renames)
    renamed = {"none": 0, "all": count}.get(mode, dice.randint(0, count))
    for change in folder.renames[:renamed]:
        _rename(names, change)
    for name, node in names.items():
        if node.folder:
            yield from _after_cut(node, f"{path}/{name}", mode, dice)
        else:
            yield f"{path}/{name}", _written(node.sure, _kept(node.pending, mode, dice))


def _rename(names: dict[str, Inode], change: dict[str, Inode | None]) -> None:
    for name, node in change.items():
        if node is None:
            names.pop(name, None)
        else:
            names[name] = node


def _kept(
    pending: list[tuple[int, bytes | None]], mode: str, dice: random.Random
) -> list[tuple[int, bytes | None]]:
    if mode in ("none", "all"):
        return pending if mode == "all" else []
    if mode == "prefix":
        return pending[: dice.randint(0, len(pending))]
    if mode == "subset":
        return [change for change in pending if dice.random() < 0.5]
    torn: list[tuple[int, bytes | None]] = []
    for offset, data in pending:
        if data is None:
            torn += [(offset, data)] if dice.random() < 0.5 else []
            continue
        for at in range(0, len(data), _SECTOR):
            if dice.random() < 0.6:
                torn.append((offset + at, data[at : at + _SECTOR]))
    return torn


def _written(base: bytes, changes: list[tuple[int, bytes | None]]) -> bytes:
    if not changes:
        return base
    content = bytearray(base)
    for offset, data in changes:
        if offset > len(content):
            content.extend(bytes(offset - len(content)))
        if data is None:
            del content[offset:]
        else:
            content[offset : offset + len(data)] = data
    return bytes(content)
