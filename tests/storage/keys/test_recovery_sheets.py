"""A new recovery sheet: the old one is valid until the new one is confirmed, whatever happens."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from tests.storage.samples import OFFICER, PASSPHRASES, ROOT
from tipdesk.core.errors import WrongRecoveryWords
from tipdesk.storage.keys import keys, slot_rows
from tipdesk.storage.keys.slot_file import NAMES
from tipdesk.storage.vault import Vault

# Each step is a call out of our own code that could be the last: writing, renaming, committing.
# The child of a fork does the renewal in a copy of the vault and is killed before its n-th.
_RENEWAL = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from tests.programs import copy_vault
from tests.systems import die_now
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import unlock_with_words

source, folder, words = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
ROOMS = tuple(os.sep + name + os.sep for name in ("storage", "desk"))

def renewal(vault, last, say):
    clock = lambda: datetime(2026, 11, 25, tzinfo=UTC)
    session = Session.open(vault, unlock_with_words(vault, words), clock)
    count = 0

    def step(frame, event, argument):
        nonlocal count
        if event == "c_call" and any(room in frame.f_code.co_filename for room in ROOMS):
            count += 1
            if count == last:
                die_now()

    sys.setprofile(step)
    fresh = session.renewals.new_recovery_sheet()
    say("shown " + " ".join(fresh.words))
    session.renewals.sheet_confirmed()
    sys.setprofile(None)
    say(f"confirmed {count}")

last = 0
while True:
    last += int(sys.argv[4])
    vault = copy_vault(source, folder / str(last))
    line = os.open(folder / f"{last}.said", os.O_CREAT | os.O_WRONLY)
    child = os.fork()
    if not child:
        renewal(vault, last, lambda text: os.write(line, text.encode() + b"\\n"))
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    if not os.WIFSIGNALED(status):
        break
"""


def opened(vault_dir, words) -> bool:
    try:
        keys.unlock_recovery(vault_dir, words).wipe()
    except WrongRecoveryWords:
        return False
    return True


def unlocked(vault_dir):
    return keys.unlock(vault_dir, OFFICER, PASSPHRASES[OFFICER])


def stored(vault_dir, dek, document):
    with Vault.open(vault_dir, dek) as vault:
        slot_rows.store(vault, document)


def test_both_sheets_open_until_the_new_one_is_confirmed(vault_dir, dek, words):
    key = unlocked(vault_dir)
    document, fresh = keys.new_recovery(vault_dir, key)
    stored(vault_dir, dek, document)
    assert opened(vault_dir, words)
    assert keys.unlock_recovery(vault_dir, fresh).dek == dek
    stored(vault_dir, dek, keys.confirmed_recovery(document, key))
    assert opened(vault_dir, fresh)
    assert not opened(vault_dir, words)


def test_of_sheets_that_nobody_confirmed_only_the_newest_opens(vault_dir, dek, words):
    sheets = [words]
    for _ in range(3):
        document, fresh = keys.new_recovery(vault_dir, unlocked(vault_dir))
        stored(vault_dir, dek, document)
        sheets.append(fresh)
    assert [opened(vault_dir, sheet) for sheet in sheets] == [True, False, False, True]


def test_an_unconfirmed_sheet_that_opened_the_vault_is_the_one_in_use(vault_dir, dek, words):
    document, fresh = keys.new_recovery(vault_dir, unlocked(vault_dir))
    stored(vault_dir, dek, document)
    again, newest = keys.new_recovery(vault_dir, keys.unlock_recovery(vault_dir, fresh))
    stored(vault_dir, dek, again)
    assert [opened(vault_dir, sheet) for sheet in (words, fresh, newest)] == [False, True, True]


def test_words_of_a_replaced_sheet_do_not_open_an_older_copy(vault_dir, dek, words):
    """The power went between the first copy and the second when the new sheet was confirmed."""
    key = unlocked(vault_dir)
    document, fresh = keys.new_recovery(vault_dir, key)
    stored(vault_dir, dek, document)
    old = (vault_dir / NAMES[1]).read_bytes()
    stored(vault_dir, dek, keys.confirmed_recovery(document, key))
    (vault_dir / NAMES[1]).write_bytes(old)
    assert not opened(vault_dir, words)
    assert opened(vault_dir, fresh)


def killed_at_every(stride: int, vault_dir, tmp_path, words):
    """Yields the folder of each killed renewal and what it had said."""
    done = subprocess.run(
        [sys.executable, "-c", _RENEWAL, vault_dir, tmp_path, " ".join(words), str(stride)],
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0
    outputs = sorted(tmp_path.glob("*.said"), key=lambda path: int(path.stem))
    assert "confirmed" in outputs[-1].read_text("utf-8")
    for path in outputs[:-1]:
        lines = [line.split() for line in path.read_text("utf-8").splitlines()]
        assert not any(line[0] == "confirmed" for line in lines)
        yield tmp_path / path.stem, tuple(lines[0][1:]) if lines else ()


@pytest.mark.parametrize("stride", [41, pytest.param(1, marks=pytest.mark.long)])
def test_a_renewal_killed_at_any_step_leaves_a_sheet_that_opens(
    vault_dir, dek, words, tmp_path, stride
):
    seen = set()
    for folder, shown in killed_at_every(stride, vault_dir, tmp_path, words):
        for _ in ("as the kill left it", "after it was opened"):
            state = opened(folder, words), bool(shown) and opened(folder, shown)
            assert any(state), folder.name
            assert not shown or state[1], "words that were shown open nothing"
            seen.add(state)
            with Vault.open(folder, dek) as vault:
                # With the old sheet gone nobody is told that there is one to confirm.
                assert state[0] or vault.meta("sheet_open") == ""
        shutil.rmtree(folder)
    assert seen == {(True, False), (True, True), (False, True)}
