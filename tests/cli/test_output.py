"""An answer that nobody takes: a full disk or a closed pipe is one sentence, for every command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bundle.world import CHEAP, PASSPHRASE, PEOPLE
from tests.long_runs import long
from tipdesk.bundle import authority
from tipdesk.core.clock import system_clock
from tipdesk.core.settings import resource

FULL = Path("/dev/full")
SENTENCES = (
    b"The answer could not be written: the disk is full or the reader was closed.\n"
    b"Free some space or choose another place, then start the command again.\n"
)
FORM = str(resource("forms", "victim-intake"))


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Every command with something to say."""
    folder = tmp_path_factory.mktemp("output")
    opened = authority.init(folder / "authority", "الجهة", PEOPLE, system_clock(), CHEAP)
    secret = folder / "passphrase.txt"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    receipt = folder / "broken.asice"
    receipt.write_bytes(b"PK\3\4 and no more")
    keys = [str(opened.folder), "--passphrase-file", str(secret)]
    return {
        "verify": ["verify", str(receipt)],
        "verify --json": ["verify", str(receipt), "--json"],
        "authority list": ["authority", "list", *keys],
        "authority crl": ["authority", "crl", *keys],
        "forms check": ["forms", "check", FORM, "--no-pyxform"],
        "forms check --json": ["forms", "check", FORM, "--no-pyxform", "--json"],
        "forms compile": ["forms", "compile", FORM],
        "demo": ["demo", "--out", str(folder / "demo")],
        "--help": ["--help"],
        "verify --help": ["verify", "--help"],
        "--version": ["--version"],
    }


NAMES = [
    "verify", "verify --json", "authority list", "authority crl", "forms check",
    "forms check --json", "forms compile", "demo", "--help", "verify --help", "--version",
]  # fmt: skip


def run(words: list[str], stdout: int, stderr: int = subprocess.PIPE) -> tuple[int, bytes]:
    command = [sys.executable, "-m", "tipdesk", "--lang", "en", *words]
    done = subprocess.run(command, stdout=stdout, stderr=stderr, check=False, timeout=600)
    return done.returncode, (done.stderr or b"").replace(os.linesep.encode(), b"\n")


@pytest.mark.parametrize("name", [*NAMES[:4], *long(*NAMES[4:])])  # one way for all of them
def test_nobody_reads_the_answer(commands: dict[str, list[str]], name: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        assert run(commands[name], writing) == (2, SENTENCES)
    finally:
        os.close(writing)


@pytest.mark.parametrize("name", NAMES)
def test_the_answer_goes_to_a_full_disk(commands: dict[str, list[str]], name: str) -> None:
    with FULL.open("wb") as full:
        assert run(commands[name], full.fileno()) == (2, SENTENCES)


def test_complaints_that_nobody_takes_change_nothing(commands: dict[str, list[str]]) -> None:
    missing = ["verify", "/nonexistent/x", "--json"]
    with FULL.open("wb") as full:
        for words in (missing, commands["verify"]):
            assert run(words, full.fileno(), full.fileno())[0] == 2
        assert run(missing, subprocess.DEVNULL, full.fileno())[0] == 2
        assert run(commands["--version"], subprocess.DEVNULL, full.fileno())[0] == 0
