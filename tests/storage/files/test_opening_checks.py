"""What is looked at when a vault is opened, and in which order."""

from __future__ import annotations

import pytest

from tests.storage.samples import CUT_OFF, child, new_case
from tipdesk.core.errors import VaultDamaged
from tipdesk.storage import interview_rows, vault
from tipdesk.storage.database import connect
from tipdesk.storage.files import case_rows
from tipdesk.storage.keys.slot_file import DATABASE
from tipdesk.storage.vault import Vault

PAGE = 4096
_LOG_HEAD, _FRAME_HEAD = 32, 24  # bytes; SQLite's file format, 4.1 and 4.2


def flip(vault_dir, page):
    with (vault_dir / DATABASE).open("r+b") as file:
        file.seek((page - 1) * PAGE + 1000)
        byte = file.read(1)[0]
        file.seek(-1, 1)
        file.write(bytes([byte ^ 1]))


def test_a_fold_that_was_cut_off_is_finished_before_any_page_is_called_damaged(vault_dir, dek):
    """The log still holds what was half written into the file when the power went."""
    child(CUT_OFF, vault_dir, dek.hex()).communicate()
    log = (vault_dir / f"{DATABASE}-wal").read_bytes()
    frames = range(_LOG_HEAD, len(log) - PAGE, _FRAME_HEAD + PAGE)
    in_log = {int.from_bytes(log[at : at + 4], "big") for at in frames}
    pages = (vault_dir / DATABASE).stat().st_size // PAGE
    torn = max(page for page in in_log if page <= pages)
    flip(vault_dir, torn)
    with Vault.open(vault_dir, dek) as opened:
        (case,) = case_rows.list_cases(opened)
        assert len(interview_rows.answers(opened, case.id)) == 50
    Vault.open(vault_dir, dek).close()  # and every page is whole now


def test_a_structure_that_is_wrong_under_whole_pages_is_found(vault_dir, dek):
    connection = connect(vault_dir / DATABASE, dek)
    connection.execute("PRAGMA ignore_check_constraints=ON")
    connection.execute(
        "INSERT INTO officer_key(officer, ed25519, x25519, created_at)"
        " SELECT officer, x'00', x25519, created_at FROM officer_key LIMIT 1"
    )
    connection.close()
    with pytest.raises(VaultDamaged):
        Vault.open(vault_dir, dek)


def test_a_large_vault_is_read_through_when_it_was_not_closed(vault_dir, dek, monkeypatch):
    """One that was closed opens at once: `tipdesk vault check` and every backup read it through."""
    monkeypatch.setattr(vault, "_QUICKLY_READ", 0)
    with Vault.open(vault_dir, dek) as opened:
        for number in range(1, 40):
            new_case(opened, number, display_name="ماريا " * 200)
        last = opened.row("PRAGMA page_count")[0]
    flip(vault_dir, last)
    Vault.open(vault_dir, dek).close()
    connection = connect(vault_dir / DATABASE, dek)
    connection.execute(
        "UPDATE meta SET value = '0' WHERE name = 'closed_cleanly'"
    )  # as a kill does
    connection.close()
    with pytest.raises(VaultDamaged):
        Vault.open(vault_dir, dek)
