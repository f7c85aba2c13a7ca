"""Somebody at a terminal, and what may happen to a vault's files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tipdesk.cli.main import main
from tipdesk.demo.stations import OFFICER, Credentials

PAGE = 4096


class Terminal:
    """Types code and passphrase, and reads what the command says."""

    def __init__(self, vault_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.vault_dir = vault_dir
        self.capsys = capsys
        self.who: Credentials = OFFICER
        self.output = ""
        self.complained = ""
        self.asked: list[str] = []

    def typed(self, prompt: str) -> str:
        self.asked.append(prompt)
        return self.who.login

    def typed_unseen(self, prompt: str) -> str:
        self.asked.append(prompt)
        return self.who.passphrase

    def do(self, action: str, *words: object, language: str = "en") -> int:
        command = ["vault", action, "--vault", self.vault_dir, *words, "--lang", language]
        status = main([str(word) for word in command])
        self.output, self.complained = self.capsys.readouterr()
        return status

    def json(self, action: str, *words: object) -> tuple[int, Any]:
        status = self.do(action, *words, "--json")
        return status, json.loads(self.output)


def flip(path: Path, page: int, at: int = 1000) -> None:
    """One bit of one page (counted from 1)."""
    data = bytearray(path.read_bytes())
    data[(page - 1) * PAGE + at] ^= 1
    path.write_bytes(data)
