"""The whole headless demo in a process that ends at the first use of a socket."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.once import NO_SOCKET, headless

ROOT = Path(__file__).resolve().parents[2]
REACHING = [
    "import socket; socket.socket()",
    "import socket; socket.getaddrinfo('localhost', 80)",
    "import urllib.request; urllib.request.urlopen('http://localhost:9')",
]


def test_the_demo_opens_no_socket(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Set-up, interview, approval, paper, bundle, check and receipt; of Python's own sockets none,
    of whatever family. What a C library would do by itself is not seen by an audit hook."""
    left = headless(tmp_path_factory)
    assert (left / "complaints").read_text("utf-8") == ""
    assert any((left / "out").rglob("*.age"))


@pytest.mark.parametrize("reaching", REACHING)
def test_the_watch_sees_a_socket(reaching: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", NO_SOCKET + reaching], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 99
    assert b"SOCKET" in done.stderr
