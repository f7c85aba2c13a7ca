"""A vault is written anew without its holes: old or new whenever it is killed, never between."""

from __future__ import annotations

import shutil

import pytest

from tests.storage.samples import OFFICER, START, new_case
from tipdesk.cases.model import Answer
from tipdesk.core.errors import DiskFull, VaultDamaged, VaultInUse
from tipdesk.storage import custody_rows, interview_rows, platform
from tipdesk.storage.copies import COMPACT
from tipdesk.storage.files import case_rows
from tipdesk.storage.keys.slot_file import DATABASE
from tipdesk.storage.upkeep import compacting
from tipdesk.storage.upkeep.compacting import CompactingStep, compact
from tipdesk.storage.vault import Vault

FILES, ROWS = 5, 60


@pytest.fixture
def holed(vault_dir, dek):
    """A vault of some files, most of whose pages are free."""
    with Vault.open(vault_dir, dek) as vault:
        with vault.transaction():
            for number in range(1, FILES + 1):
                case = new_case(vault, number)
                for row in range(ROWS):
                    changes = {f"q{row % 9}": Answer(f"{row} " + "م" * 700)}
                    interview_rows.save_answers(vault, case.id, changes, officer=OFFICER, at=START)
                custody_rows.append(
                    vault, at=START, officer=OFFICER, action="opened", case_id=case.id
                )
        for case in case_rows.list_cases(vault):
            interview_rows.fold(vault, case.id, START, None)
    (vault_dir / platform.NAME).unlink()
    with (vault_dir / platform.NAME).open("wb") as file:
        file.truncate(platform.SIZE)
    return vault_dir


def content(vault_dir, dek):
    """Everything that the vault holds, but how it was closed."""
    with Vault.open(vault_dir, dek) as vault:
        names = vault.rows(
            "SELECT name FROM sqlite_master WHERE type='table' AND sql NOT LIKE '%USING%'"
        )
        kept = {
            name: vault.rows(f'SELECT * FROM "{name}"') for (name,) in names if "_index" not in name
        }
        custody_rows.verify(vault)
        for case in case_rows.list_cases(vault):
            assert interview_rows.replay_matches(vault, case.id)
    kept["meta"] = [row for row in kept["meta"] if row[0] != "closed_cleanly"]
    return kept


def test_nothing_changes_but_the_size(holed, dek):
    before = content(holed, dek)
    steps = []
    sizes = compact(holed, dek, steps.append)
    assert steps == list(CompactingStep)
    assert sizes == (sizes[0], (holed / DATABASE).stat().st_size)
    assert sizes[1] < sizes[0] * 0.8
    assert content(holed, dek) == before
    assert not list(holed.glob(COMPACT + "*"))
    with Vault.open(holed, dek) as vault:  # it is written to as before
        (case, *_) = case_rows.list_cases(vault)
        interview_rows.save_answers(vault, case.id, {"x": Answer("y")}, officer=OFFICER, at=START)


def test_a_vault_that_is_open_damaged_or_without_room_stays_as_it_is(holed, dek, monkeypatch):
    whole = (holed / DATABASE).read_bytes()
    with Vault.open(holed, dek), pytest.raises(VaultInUse):
        compact(holed, dek, print)
    whole = (holed / DATABASE).read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(compacting, "free_space", lambda _folder: len(whole) // 2)
        with pytest.raises(DiskFull):
            compact(holed, dek, print)
    damaged = bytearray(whole)
    damaged[len(damaged) // 2] ^= 1
    (holed / DATABASE).write_bytes(damaged)
    with pytest.raises(VaultDamaged):
        compact(holed, dek, print)
    assert (holed / DATABASE).read_bytes() == damaged
    assert not list(holed.glob(COMPACT + "*"))


def test_what_a_kill_left_is_removed_at_the_next_opening(holed, dek):
    left = holed / f"{COMPACT}.part"
    shutil.copy(holed / DATABASE, left)
    Vault.open(holed, dek).close()
    assert not left.exists()
