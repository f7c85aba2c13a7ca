"""What a journey leaves outside the vaults and the folders that people chose: nothing of it."""

import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from pypdfium2 import PdfiumError

from tests.programs import program
from tipdesk.printing.preview import text

PDF = b"%PDF"
SENT = (
    b"age-encryption.org/",
    b"PK\x03\x04",
)  # bundles, receipts, packs: on the USB drive they belong
MAGICS = (
    PDF,
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"RIFF",
    b"SQLite format 3",
    b"\x37\x7f\x06",  # write-ahead log of SQLite
    b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7",  # rollback journal of SQLite
)
# Where programs put files without asking.
SHARED = (os.environ["TEMP"],) if sys.platform == "win32" else ("/tmp", "/var/tmp", "/dev/shm")
LARGEST = 20 << 20  # bytes: what other people put there is not read


def spellings(marker: str) -> set[bytes]:
    """How a text could lie in a file."""
    return {
        marker.encode("utf-8"),
        marker.encode("utf-16-le"),
        json.dumps(marker)[1:-1].encode("ascii"),
        quote(marker).encode("ascii"),
    }


def holds(data: bytes, markers: tuple[str, ...]) -> bool:
    """Whether a marker lies in a file as it is, or is printed in it: PDF keeps words packed."""
    if any(spelling in data for marker in markers for spelling in spellings(marker)):
        return True
    if not data.startswith(PDF):
        return False
    try:
        printed = unicodedata.normalize("NFKC", text(data))  # letters have forms on paper
    except PdfiumError:  # no whole document: its begin alone is what `found_in` looks for
        return False
    return any(marker in printed for marker in markers)


def files_below(folder: str | Path) -> Iterator[os.DirEntry[str]]:
    """Every plain file; what goes away meanwhile is left out. There may be hundreds of thousands:
    the folder tells what each is, and nobody is asked again."""
    try:
        with os.scandir(folder) as inside:
            entries = list(inside)
    except OSError:  # gone, or closed to us
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from files_below(entry.path)
        elif entry.is_file(follow_symlinks=False):
            yield entry


def found_in(
    folder: Path, markers: tuple[str, ...], magics: tuple[bytes, ...] = MAGICS
) -> list[str]:
    """Every file below `folder` that holds a marker or begins as a document does."""
    files = []
    for entry in files_below(folder):
        data = Path(entry.path).read_bytes()
        name = os.path.relpath(entry.path, folder)
        if data.startswith(magics) or holds(data, markers):
            files.append(name)
        elif any(marker in name for marker in markers):
            files.append(f"name: {name}")
    return files


def found_since(began: float, markers: tuple[str, ...], *, without: Path) -> list[str]:
    """Every file in the shared places of the system, changed since `began` (seconds), that holds
    a marker; `without` is looked at elsewhere."""
    return holding(changed_since(began, without=without), markers)


def changed_since(began: float, *, without: Path) -> list[Path]:
    """Every file in the shared places that was changed since: a machine may have a million there,
    and they are walked through once."""
    files = []
    for entry in (file for place in SHARED for file in files_below(place)):
        with suppress(OSError):  # another program's file, gone
            about = entry.stat()
            if about.st_mtime < began or about.st_size > LARGEST:
                continue
            path = Path(entry.path)
            if not path.is_relative_to(without):
                files.append(path)
    return files


def holding(files: list[Path], markers: tuple[str, ...]) -> list[str]:
    """Those that hold a marker."""
    names = []
    for path in files:
        with suppress(OSError):  # another program's file, gone or closed to us
            if holds(path.read_bytes(), markers):
                names.append(str(path))
    return names


# --- what the system was asked for ----------------------------------------------------------------

_WRITES = (
    "open,openat,openat2,creat,mknod,mknodat,mkdir,mkdirat,rename,renameat,renameat2,"
    "link,linkat,symlink,symlinkat,truncate"
)
_OPENED = re.compile(r"(?:O_WRONLY|O_RDWR|O_CREAT|O_TMPFILE)")


def watched(trace: Path) -> list[str]:
    """What stands before a command so that everything it opens for writing is written down."""
    if sys.platform != "linux":
        return []
    return [program("strace"), "-f", "--seccomp-bpf", "-qq", "-e", "signal=none",
            "-s", "4096", "-xx", "-e", f"trace={_WRITES}", "-o", str(trace)]  # fmt: skip


def program_below(pid: int) -> int:
    """The process that is watched by `pid`, or itself."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    pids = children.read_text("utf-8").split() if children.exists() else []
    return int(pids[0]) if pids else pid


def written(trace: Path) -> set[str]:
    """Every path that was opened for writing, made, or got its name by a rename."""
    paths = set()
    for line in whole_calls(trace.read_text("utf-8").splitlines()):
        call = line.partition("(")[0].split()[-1]
        if " = -1 " in line or (call.startswith("open") and not _OPENED.search(line)):
            continue
        names = [bytes.fromhex(name.replace("\\x", "")).decode() for name in _NAME.findall(line)]
        paths.update(names[-1:])
    return paths


def whole_calls(lines: Iterable[str]) -> Iterator[str]:
    """Each call in one line: where another thread came between, strace tells of it in two."""
    begun: dict[str, str] = {}  # by the number of the thread
    for line in lines:
        thread = line.partition(" ")[0]
        if line.endswith(_UNFINISHED):
            begun[thread] = line.removesuffix(_UNFINISHED)
        elif (resumed := _RESUMED.match(line)) is not None:
            yield begun.pop(thread) + line[resumed.end() :]
        else:
            yield line
    yield from begun.values()  # nobody knows how they ended


_UNFINISHED = " <unfinished ...>"
_RESUMED = re.compile(r"\d+ <\.\.\. \w+ resumed>")
_NAME = re.compile(r'"((?:\\x[0-9a-f]{2})+)"')
