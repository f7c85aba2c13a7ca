"""The whole headless demo in a process that ends at the first use of a socket."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# The hook cannot be taken out again, and it ends the process, so that no handler hides it.
WATCH = """
import os, sys
def watch(event, arguments):
    # On Windows `platform` asks what this computer is called, among what system it has.
    if event.startswith("socket.") and event != "socket.gethostname":
        os.write(2, f"SOCKET {event} {arguments!r}".encode("utf-8", "replace"))
        os._exit(99)
sys.addaudithook(watch)
"""
DEMO = "from tipdesk.cli.main import main; sys.exit(main(['demo', '--out', sys.argv[1]]))"
REACHING = [
    "import socket; socket.socket()",
    "import socket; socket.getaddrinfo('localhost', 80)",
    "import urllib.request; urllib.request.urlopen('http://localhost:9')",
]


def run(code: str, *arguments: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", WATCH + code, *map(str, arguments)],
        cwd=ROOT, capture_output=True, check=False, timeout=1800,
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip


def test_the_demo_opens_no_socket(tmp_path: Path) -> None:
    """Set-up, interview, approval, paper, bundle, check and receipt; of Python's own sockets none,
    of whatever family. What a C library would do by itself is not seen by an audit hook."""
    done = run(DEMO, tmp_path / "out")
    assert b"SOCKET" not in done.stderr, done.stderr
    assert done.returncode == 0, done.stderr
    assert any((tmp_path / "out").rglob("*.age"))


@pytest.mark.parametrize("reaching", REACHING)
def test_the_watch_sees_a_socket(reaching: str) -> None:
    done = run(reaching)
    assert done.returncode == 99
    assert b"SOCKET" in done.stderr
