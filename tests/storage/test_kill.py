"""kill -9 while answers are saved: what was acknowledged is there, and the vault is whole."""

from __future__ import annotations

import random
import signal

import pytest

from tests.storage.samples import child, new_case
from tipdesk.storage import answer_rows, case_rows, custody_rows
from tipdesk.storage.vault import Vault

_AUTOSAVE = """
import os, random, sys
from datetime import UTC, datetime
from pathlib import Path
from tipdesk.cases.model import Answer
from tipdesk.storage import answer_rows, case_rows, custody_rows
from tipdesk.storage.answer_rows import Listing
from tipdesk.storage.search import SearchText
from tipdesk.storage.vault import Vault

vault = Vault.open(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
seed = int(sys.argv[3])
dice = random.Random(seed)
vault.execute(f"PRAGMA wal_autocheckpoint={20 if seed % 2 else 1000}")
cases = [case.id for case in case_rows.list_cases(vault)]
number = int(vault.meta("number") or 0)
at = datetime(2026, 11, 24, tzinfo=UTC)
while True:
    number += 1
    case_id = cases[number % len(cases)]
    text = f"{number}:" + "م" * dice.randrange(1, 900)
    changes = {f"q{number % 40}": Answer(text)}
    if number % 3 == 0:
        with vault.transaction():
            vault.set_meta("number", str(number))
            answer_rows.save_answers(vault, case_id, changes, officer="T-07", at=at)
    else:
        answer_rows.save_answers(vault, case_id, changes, officer="T-07", at=at)
    os.write(1, f"{case_id} q{number % 40} {number}\\n".encode())
    if number % 7 == 0:
        with vault.transaction():
            answer_rows.fold(vault, case_id, at, Listing(text, "", SearchText((text,), (text,))))
            custody_rows.append(vault, at=at, officer="T-07", action="edited", case_id=case_id)
"""


def kills(vault_dir, dek, count):
    dice = random.Random(11)
    with Vault.open(vault_dir, dek) as vault:
        for number in range(1, 6):
            new_case(vault, number)
    last: dict[tuple[str, str], int] = {}
    acknowledged = 0
    for seed in range(count):
        process = child(_AUTOSAVE, vault_dir, dek.hex(), seed)
        lines = [process.stdout.readline() for _ in range(dice.randrange(1, 60))]
        process.kill()  # in the middle of whatever it does by now
        rest = process.communicate()[0]
        assert process.returncode == -signal.SIGKILL, "it had ended by itself"
        for line in b"".join([*lines, rest]).splitlines(keepends=True):
            case_id, path, number = line.decode().split()
            last[case_id, path] = int(number)
            acknowledged += 1
        # Opening reads every page, as the vault was not closed.
        with Vault.open(vault_dir, dek) as vault:
            for case in case_rows.list_cases(vault):
                standing = answer_rows.answers(vault, case.id)
                for (case_id, path), number in last.items():
                    if case_id == case.id:
                        kept, _, text = standing[path].value.partition(":")
                        assert int(kept) >= number, (seed, path)
                        assert set(text) == {"م"}
                assert answer_rows.replay_matches(vault, case.id)
            custody_rows.verify(vault)
            vault.set_meta("number", str(max(last.values()) + 40))
    return acknowledged


def test_20_kills_lose_nothing_that_was_acknowledged(vault_dir, dek):
    assert kills(vault_dir, dek, 20) > 400


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_1000_kills(vault_dir, dek):
    assert kills(vault_dir, dek, 1000) > 20_000
