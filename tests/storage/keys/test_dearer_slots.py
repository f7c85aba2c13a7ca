"""A slot at a higher cost: same seed, same passphrase, never a cheaper one, nobody kept out."""

import pytest

from tests.storage.samples import OFFICER, PASSPHRASES, SUPERVISOR
from tipdesk.storage.kdf import FLOOR, KdfCost, could_be_dearer
from tipdesk.storage.keys import keys, slot_changes, slot_rows
from tipdesk.storage.keys.slot_file import read_documents

DEARER = KdfCost(FLOOR.memory_kib + 1024, FLOOR.time, FLOOR.lanes)


@pytest.fixture
def key(vault_dir):
    return keys.unlock(vault_dir, OFFICER, PASSPHRASES[OFFICER])


def test_a_raised_slot_opens_with_the_same_passphrase_and_seed(vault, vault_dir, key, seeds):
    before = read_documents(vault_dir)[0]
    document = slot_changes.raised(vault_dir, key, PASSPHRASES[OFFICER], DEARER)
    slot_rows.store(vault, document)
    again = keys.unlock(vault_dir, OFFICER, PASSPHRASES[OFFICER])
    assert (again.seed, again.dek) == (seeds[OFFICER], key.dek)
    stored = read_documents(vault_dir)[0]
    assert slot_changes.cost_of(stored, OFFICER) == DEARER
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
    assert slot_changes.raised(vault_dir, key, PASSPHRASES[OFFICER], cost) is None


def test_what_stands_against_it_is_no_error(vault_dir, key):
    for name in ("vault.slots", "vault.slots.b"):
        (vault_dir / name).unlink()
    assert slot_changes.raised(vault_dir, key, PASSPHRASES[OFFICER], DEARER) is None


def test_a_machine_measures_anew_only_when_the_unlock_was_fast_enough():
    assert could_be_dearer(FLOOR, 0.01)
    assert not could_be_dearer(FLOOR, 1.0), "twice as dear would take two seconds"
    assert not could_be_dearer(KdfCost(512 * 1024, 3, 4), 0.01), "nothing dearer is ever chosen"
    assert not could_be_dearer(KdfCost(256 * 1024, 12, 8), 0.01), "it would lower passes and lanes"
