"""Inside each kind of child nothing can be opened, connected to or started."""

from __future__ import annotations

import json
import struct
import sys
from pathlib import Path

import pytest

from tipdesk.core import confinement
from tipdesk.core.errors import ReaderNotStarted
from tipdesk.printing.outside import beginning
from tipdesk.printing.outside.own_process import Child, Program
from tipdesk.texts.messages import sentence

KINDS = sorted(
    path.stem
    for path in Path(beginning.__file__).parent.glob("*_process.py")
    if path.stem != "own_process"  # which starts them
)

# What a decoder that was taken over would try; what came of each, as JSON.
TRIES = """
import ctypes, errno, json, os, socket, subprocess, threading
def came(act):
    try:
        act()
    except (OSError, RuntimeError) as error:
        return errno.errorcode.get(getattr(error, "errno", None), type(error).__name__)
    return "done"
def answered(code, *words):
    library = ctypes.CDLL(None, use_errno=True)
    return "done" if library.syscall(code, *words) >= 0 else errno.errorcode[ctypes.get_errno()]
def thread():
    started = threading.Thread(target=str)
    started.start()
    started.join()
results = {
    "read a file": came(lambda: open(MINE).read()),
    "read what is everybody's": came(lambda: open("/etc/passwd").read()),
    "list a folder": came(lambda: os.listdir(os.path.dirname(MINE))),
    "write beside it": came(lambda: open(MINE + ".new", "w")),
    "write where it may read": came(lambda: open(json.__file__ + ".new", "w")),
    "remove it": came(lambda: os.unlink(MINE)),
    "connect": came(lambda: socket.create_connection(("127.0.0.1", PORT), 2)),
    "a socket": came(socket.socket),
    "a local socket": came(lambda: socket.socket(socket.AF_UNIX)),
    "start a program": came(lambda: subprocess.run(["/bin/true"])),
    "become a program": came(lambda: os.execv("/bin/true", ["true"])),
    "a new process": came(os.fork),
    "a signal to the parent": came(lambda: os.kill(os.getppid(), 0)),
    "look into the parent": answered(101, 16, os.getppid(), 0, 0),
    "read the parent's memory": answered(310, os.getppid(), 0, 0, 0, 0, 0),
    "requests without calls": answered(425, 1, 0),
    "read the parent's memory as a file": came(lambda: open(f"/proc/{os.getppid()}/mem", "rb")),
    "import another module": came(lambda: __import__("xml.dom.minidom")),
    "start a thread": came(thread),
}
"""
ALLOWED = {"import another module", "start a thread"}


def tried(kind: str, mine: Path, port: int) -> dict[str, str]:
    """Begin as that kind of child does, then try."""
    code = (
        f"from tipdesk.printing.outside import {kind} as kind\n"
        f"asked, told = kind.begin()\nMINE, PORT = {str(mine)!r}, {port}\n{TRIES}"
        "import struct\nline = json.dumps(results).encode()\n"
        "told.write(struct.pack('<I', len(line)) + line); told.flush()"
    )
    child = Child(Program(("-c", code), 1 << 30, 20, 60.0))
    try:
        head = child.ask(b"", 4)
        assert head is not None
        line = child.ask(b"", struct.unpack("<I", head)[0])
        assert line is not None
        return json.loads(line)
    finally:
        child.close()


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_takes_a_child_over_finds_nothing(kind: str, tmp_path: Path) -> None:
    mine = tmp_path / "statement.txt"
    mine.write_text("x", "ascii")
    results = tried(kind, mine, 9)
    assert {name for name, result in results.items() if result == "done"} == ALLOWED, results
    assert mine.read_text("ascii") == "x"
    assert list(tmp_path.iterdir()) == [mine]


@pytest.mark.parametrize("missing", ["landlock", "seccomp", "processor"])
def test_where_nothing_is_confined_nothing_is_read(missing: str) -> None:
    spoilt = {
        "landlock": "confinement._CREATE_RULESET = 9999",
        "seccomp": "confinement._SECCOMP_MODE_FILTER = 99",
        "processor": "confinement._PROCESSORS = {}",
    }[missing]
    code = (
        f"from tipdesk.core import confinement\n{spoilt}\n"
        "from tipdesk.printing.outside.beginning import begin; begin()"
    )
    child = Child(Program(("-c", code), 1 << 30, 20, 60.0))
    with pytest.raises(ReaderNotStarted) as refused:
        child.ask(b"secret", 1)
    assert refused.value.details == {"reason": "free"}
    assert "لم يُفتح" in sentence(refused.value).what


def test_an_older_kernel_is_asked_for_what_it_knows() -> None:
    known = {
        abi: confinement._FILE_RIGHTS.get(abi, confinement._FILE_RIGHTS_NOW) for abi in range(1, 9)
    }
    assert [rights.bit_length() for rights in known.values()] == [13, 14, 15, 15, 16, 16, 16, 16]
    assert beginning.BOUNDED != beginning.FREE
    assert sys.platform == "linux"
