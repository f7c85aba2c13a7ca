"""A slot at a higher cost: same seed, same passphrase, never a cheaper one, nobody kept out."""

from itertools import count

import pytest

from tests.storage.samples import OFFICER, PASSPHRASES, SUPERVISOR
from tipdesk.storage import kdf
from tipdesk.storage.kdf import FLOOR, KdfCost, could_be_dearer, steady_seconds
from tipdesk.storage.keys import keys, slot_rows
from tipdesk.storage.keys.slot_file import read_documents

QUARTER = KdfCost(256 * 1024, FLOOR.time, FLOOR.lanes)
DEARER = KdfCost(FLOOR.memory_kib + 1024, FLOOR.time, FLOOR.lanes)


@pytest.fixture
def key(vault_dir):
    return keys.unlock(vault_dir, OFFICER, PASSPHRASES[OFFICER])


def test_a_raised_slot_opens_with_the_same_passphrase_and_seed(vault, vault_dir, key, seeds):
    before = read_documents(vault_dir)[0]
    document = keys.raised(vault_dir, key, PASSPHRASES[OFFICER], DEARER)
    slot_rows.store(vault, document)
    again = keys.unlock(vault_dir, OFFICER, PASSPHRASES[OFFICER])
    assert (again.seed, again.dek) == (seeds[OFFICER], key.dek)
    stored = read_documents(vault_dir)[0]
    assert keys.cost_of(stored, OFFICER) == DEARER
    assert stored.find(SUPERVISOR) == before.find(SUPERVISOR)
    old, new = before.find(OFFICER), stored.find(OFFICER)
    assert old.public == new.public
    assert old.kdf.salt != new.kdf.salt


@pytest.mark.parametrize(
    "cost",
    [
        FLOOR,
        KdfCost(2 * FLOOR.memory_kib, FLOOR.time, FLOOR.lanes - 1),  # less in one part
        KdfCost(FLOOR.memory_kib // 2, FLOOR.time, FLOOR.lanes),
        KdfCost(FLOOR.memory_kib, 10**6, FLOOR.lanes),  # out of bounds: it would never open again
    ],
)
def test_nothing_is_lowered_kept_or_raised_beyond_what_opens(vault_dir, key, cost):
    assert keys.raised(vault_dir, key, PASSPHRASES[OFFICER], cost) is None


def test_what_stands_against_it_is_no_error(vault_dir, key):
    for name in ("vault.slots", "vault.slots.b"):
        (vault_dir / name).unlink()
    assert keys.raised(vault_dir, key, PASSPHRASES[OFFICER], DEARER) is None


def test_a_machine_measures_anew_only_when_the_unlock_was_fast_enough():
    assert could_be_dearer(FLOOR, 0.01)
    assert not could_be_dearer(QUARTER, 1.0), "twice as dear would take two seconds"
    assert not could_be_dearer(KdfCost(512 * 1024, 3, 4), 0.01), "nothing dearer is ever chosen"
    assert not could_be_dearer(KdfCost(256 * 1024, 12, 8), 0.01), "it would lower passes and lanes"


def test_a_busy_computer_chooses_no_weaker_cost(monkeypatch):
    """The clock runs on for minutes while the lane itself takes a hundredth of a second: so it is
    where a hundred other programs run."""
    monkeypatch.setattr(kdf, "total_memory", lambda: 64 << 30)
    monkeypatch.setattr(kdf.time, "thread_time", count(step=0.01).__next__)
    for clock in ("perf_counter", "monotonic", "time"):
        monkeypatch.setattr(kdf.time, clock, count(step=100.0).__next__)
    assert kdf.chosen_for_this_machine() == KdfCost(512 * 1024, FLOOR.time, FLOOR.lanes)


@pytest.mark.parametrize(
    ("memory", "chosen"),
    [(64 << 30, 256 * 1024), (2 << 30, 256 * 1024), ((2 << 30) - 1, FLOOR.memory_kib)],
)
def test_however_slow_the_machine_it_is_256_mib_where_there_are(monkeypatch, memory, chosen):
    monkeypatch.setattr(kdf, "total_memory", lambda: memory)
    monkeypatch.setattr(kdf.time, "thread_time", count(step=60.0).__next__)
    assert kdf.chosen_for_this_machine() == KdfCost(chosen, FLOOR.time, FLOOR.lanes)
    assert could_be_dearer(FLOOR, 60.0) == (chosen > FLOOR.memory_kib)


@pytest.mark.parametrize(
    ("runs", "least", "asked"),
    [
        ([1.0, 1.0, 1.0], 1.0, 3),
        ([3.0, 1.0, 1.1, 1.2], 1.0, 4),  # what was slow at first is not what the machine can
        ([1.0, 1.4, 0.5, 0.9, 0.8], 0.5, 5),
        ([9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0], 1.0, 9),  # not for ever
    ],
)
def test_it_is_measured_until_two_runs_took_hardly_less(runs, least, asked):
    left = list(runs)
    assert steady_seconds(lambda: left.pop(0)) == least
    assert len(runs) - len(left) == asked
