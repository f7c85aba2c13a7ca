"""A vault that is looked through: past damaged pages, from a disc, and never written to."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.storage.samples import CUT_OFF, OFFICER, START, child, new_case
from tests.storage.upkeep.test_salvage import flip, pages_of
from tipdesk.cases.model import Answer
from tipdesk.core.errors import VaultDamaged, VaultInUse, VaultReadOnly
from tipdesk.storage import interview_rows
from tipdesk.storage.keys.slot_file import DATABASE
from tipdesk.storage.upkeep.examination import PAGE, HeldVault, check_pages
from tipdesk.storage.vault import Vault


@pytest.fixture
def filled(vault_dir, dek):
    """Two files whose answers lie on pages of their own."""
    with Vault.open(vault_dir, dek) as vault, vault.transaction():
        for number in (1, 2):
            case = new_case(vault, number)
            changes = {f"q{row}": Answer("م" * 400) for row in range(60)}
            interview_rows.save_answers(vault, case.id, changes, officer=OFFICER, at=START)
    return vault_dir


def test_a_damaged_page_costs_one_answer_and_a_connection(filled, dek):
    _root, leaves, _count = pages_of(filled / DATABASE, dek, "answer_log")
    flip(filled / DATABASE, leaves[-1])
    with HeldVault(filled, dek) as held:
        with pytest.raises(VaultDamaged), held.reading() as database:
            database.rows("SELECT * FROM answer_log")
        with held.reading() as database:
            assert database.row("SELECT count(*) FROM case_file") == (2,)
            first = database.rows("SELECT value FROM answer_log WHERE case_ref = 1 AND seq < 40")
        assert len(first) == 39
        state = check_pages(held)
    assert state.altered == (leaves[-1],)
    assert state.broken
    assert not state.strays


def test_it_is_held_while_it_is_looked_through(filled, dek):
    with HeldVault(filled, dek), pytest.raises(VaultInUse):
        Vault.open(filled, dek)
    Vault.open(filled, dek).close()


def test_a_log_that_waits_gives_no_false_alarm(vault_dir, dek):
    """`cipher_integrity_check` looks past the log: so the log is folded in before."""
    child(CUT_OFF, vault_dir, dek.hex()).communicate()
    assert (vault_dir / f"{DATABASE}-wal").stat().st_size > PAGE
    with HeldVault(vault_dir, dek) as held:
        state = check_pages(held)
    assert (state.altered, state.broken, state.read_whole) == ((), False, True)
    assert state.pages == (vault_dir / DATABASE).stat().st_size // PAGE


_READ_ONLY = """
import os, sys
from pathlib import Path
from tipdesk.storage.upkeep.examination import HeldVault
from tipdesk.storage.upkeep.examination import check_pages
if os.getuid() == 0:
    os.setgid(65534); os.setuid(65534)
with HeldVault(Path(sys.argv[1]), bytes.fromhex(sys.argv[2])) as held:
    state = check_pages(held)
    print(held.writable, state.altered, state.broken, state.read_whole)
"""


def test_a_copy_that_cannot_be_written_is_looked_through_too(filled, dek):
    parent = Path(tempfile.mkdtemp(prefix="tipdesk-", dir="/tmp"))
    parent.chmod(0o755)
    folder = parent / "disc"
    shutil.copytree(filled, folder)  # no links: their modes change
    for path in folder.iterdir():
        path.chmod(0o444)
    folder.chmod(0o555)
    try:
        done = child(_READ_ONLY, folder, dek.hex(), stderr=subprocess.PIPE)
        out, errors = done.communicate()
        assert out.decode().strip() == "False () False True", errors.decode()
    finally:
        folder.chmod(0o755)
        shutil.rmtree(parent)


def test_without_its_log_such_a_copy_would_show_older_answers(vault_dir, dek, monkeypatch):
    child(CUT_OFF, vault_dir, dek.hex()).communicate()
    lock = vault_dir / "vault.lock"
    lock.unlink()
    lock.mkdir()  # nobody can make the lock file, as on a disc
    with pytest.raises(VaultReadOnly):
        HeldVault(vault_dir, dek)
