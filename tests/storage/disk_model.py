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
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from tests.programs import program
from tests.storage.samples import ROOT

MODES = ("none", "all", "prefix", "subset", "torn")
_SECTOR = 512
_CALLS = (
    "openat,write,pwrite64,lseek,ftruncate,fsync,fdatasync,rename,unlink,mkdir,close,"
    "writev,pwritev,renameat2,unlinkat,fallocate,sendfile,copy_file_range"
)
_LINE = re.compile(r"(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)")
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
    command = [program("strace"), "-f", "-y", "-xx", "-s", "2000000", "-o", str(trace)]
    child = [sys.executable, "-c", code, *map(str, arguments)]
    subprocess.run(
        [*command, "-e", f"trace={_CALLS}", *child], check=True, cwd=ROOT, stdout=subprocess.PIPE
    )
    return list(_calls(trace))


def _calls(trace: Path) -> Iterator[Call]:
    places: dict[str, int] = {}  # of each descriptor: where the next write goes
    for line in trace.read_text().splitlines():
        match = _LINE.match(line)
        if match is not None and int(match[3]) >= 0:
            yield from _call(match[1], match[2], int(match[3]), places)


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
    elif name in ("rename", "unlink", "mkdir"):
        yield Call(name, strings[0].decode(), target=strings[-1].decode())
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
    """A file's surely kept bytes and what was done to it since."""

    sure: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)  # None: truncate
    folder: bool = False


class Disk:
    """The files below one folder, which at first are all surely kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self._now: dict[str, Inode] = {self.folder: Inode(folder=True)}
        for path in folder.rglob("*"):
            data = b"" if path.is_dir() else path.read_bytes()
            self._now[str(path)] = Inode(data, folder=path.is_dir())
        self._sure = dict(self._now)
        self._names: dict[str, list[dict[str, Inode | None]]] = {}

    def apply(self, call: Call) -> None:
        """Take one call into account; calls elsewhere are ignored."""
        if not call.path.startswith(self.folder):
            return
        node = self._now.get(call.path)
        if call.name in ("create", "mkdir") and node is None:
            self._set({call.path: Inode(folder=call.name == "mkdir")})
        elif call.name == "unlink":
            self._set({call.path: None})
        elif call.name == "rename":
            self._set({call.path: None, call.target: node})
        elif node is not None:
            self._change(node, call)

    def _change(self, node: Inode, call: Call) -> None:
        if call.name == "write":
            node.pending.append((call.number, call.data))
        elif call.name == "truncate":
            node.pending.append((call.number, None))
        elif call.name == "sync" and node.folder:
            for change in self._names.pop(call.path, []):
                _rename(self._sure, change)
        elif call.name == "sync":
            node.sure, node.pending = _written(node.sure, node.pending), []

    def _set(self, change: dict[str, Inode | None]) -> None:
        parents = {str(PurePosixPath(name).parent) for name in change}
        assert len(parents) == 1, "the model knows renames inside one folder only"
        _rename(self._now, change)
        self._names.setdefault(parents.pop(), []).append(change)

    def after_cut(self, mode: str, dice: random.Random) -> dict[str, bytes]:
        """Path to content, as the disk may come back."""
        names = dict(self._sure)
        for changes in self._names.values():
            kept = {"none": 0, "all": len(changes)}.get(mode, dice.randint(0, len(changes)))
            for change in changes[:kept]:
                _rename(names, change)
        return {
            path: _written(node.sure, _kept(node.pending, mode, dice))
            for path, node in names.items()
            if not node.folder and _reachable(path, names, self.folder)
        }


def _rename(names: dict[str, Inode], change: dict[str, Inode | None]) -> None:
    for path, node in change.items():
        if node is None:
            names.pop(path, None)
        else:
            names[path] = node


def _reachable(path: str, names: dict[str, Inode], root: str) -> bool:
    while path != root:
        path = str(PurePosixPath(path).parent)
        if path not in names:
            return False
    return True


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
