"""What lies in the memory of the real window after it was locked: no passphrase, no key."""

from tests.benchmarks.memory_after_lock import is_key, one_round, vault_with_a_file


def test_passphrase_and_keys_leave_memory_at_the_lock(tmp_path):
    typed, _open, locked = one_round(vault_with_a_file(tmp_path), tmp_path)
    assert typed["passphrase UTF-16"], "the search sees"
    left = {name: count for name, count in locked.items() if count}
    assert not {name for name in left if is_key(name) or name.startswith("passphrase")}, left
