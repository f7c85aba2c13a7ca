"""Two of three recovery shares open a vault, each with its own PIN; anything less does not."""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import replace
from itertools import combinations

import pytest
from shamir_mnemonic import combine_mnemonics, generate_mnemonics

from tests.storage.keys.test_recovery_sheets import stored
from tests.storage.keys.test_slot_damage import rewrite
from tests.storage.samples import OFFICER, PASSPHRASES, SUPERVISOR
from tipdesk.core.errors import VaultDamaged, VaultTooNew, WrongPassphrase, WrongShare
from tipdesk.storage.kdf import FLOOR, KdfCost
from tipdesk.storage.keys import (
    keys,
    recovery_shares,
    rekeying,
    slot_crypto,
    slot_file,
    slot_rows,
)
from tipdesk.storage.keys.slot_file import NAMES, ShareLock, SlotKdf, parse, read_documents
from tipdesk.storage.keys.slot_making import replaced
from tipdesk.storage.vault import Vault

PINS = ("271828", "31415926", "1618033")
SECRET = bytearray(range(32))


def unproved(share, _pin, cost):
    """As `lock_share`, without waiting for Argon2."""
    lock = ShareLock(SlotKdf(os.urandom(16), cost), os.urandom(32))
    return recovery_shares.LockedShare(
        recovery_shares.OpenedShare(share, bytearray(os.urandom(32))), lock
    )


def with_fresh_shares(vault_dir, key, put_under=recovery_shares.lock_share):
    """The document with fresh shares, and what was put under PINs."""
    secret = bytearray(os.urandom(32))
    shares = recovery_shares.split(secret)
    locked = tuple(put_under(share, pin, FLOOR) for share, pin in zip(shares, PINS, strict=True))
    return recovery_shares.with_shares(vault_dir, key, secret, locked), locked


@pytest.fixture(scope="module")
def shared(created, tmp_path_factory):
    """A vault with shares, the key of an officer, and the three shares with their PINs."""
    folder = tmp_path_factory.mktemp("shared") / "vault"
    shutil.copytree(created[0], folder)
    key = keys.unlock(folder, OFFICER, PASSPHRASES[OFFICER])
    document, locked = with_fresh_shares(folder, key)
    stored(folder, key.dek, document)
    return folder, key, tuple(share.opened for share in locked)


@pytest.fixture
def folder(shared, tmp_path):
    return shutil.copytree(shared[0], tmp_path / "shared")


@pytest.fixture
def key(shared):
    return shared[1]


@pytest.fixture
def shares(shared):
    return shared[2]


def words(opened):
    return " ".join(opened.share.words)


def opens(folder, share, other) -> bool:
    try:
        recovery_shares.unlock_shares(folder, share, other).wipe()
    except WrongShare:
        return False
    return True


@pytest.mark.parametrize("pair", list(combinations(range(3), 2)))
def test_any_two_shares_open_in_any_order(folder, key, shares, pair):
    share, other = (shares[at] for at in pair)
    for first, second in ((share, other), (other, share)):
        key_found = recovery_shares.unlock_shares(folder, first, second)
        assert key_found.dek == key.dek
        assert key_found.recovered
        assert key_found.shares == (share.share.number, other.share.number)
    Vault.open(folder, key_found.dek).close()


def test_a_share_is_told_by_its_words_or_numbers_and_its_pin(folder, shares):
    numbers = [f"{recovery_shares.word_number(word):04d}" for word in shares[1].share.words]
    opened = recovery_shares.open_share(folder, "\n".join(numbers), "٣١٤١٥٩٢٦")
    assert opened.share == shares[1].share
    assert opens(folder, opened, shares[2])


def test_one_share_opens_nothing(folder, shares):
    with pytest.raises(WrongShare) as fault:
        recovery_shares.unlock_shares(folder, shares[0], shares[0])
    assert fault.value.details["reason"] == "same"


def test_a_wrong_pin_is_told_as_such(folder, shares):
    with pytest.raises(WrongShare, match="'pin'") as fault:
        recovery_shares.open_share(folder, words(shares[0]), PINS[1])
    assert fault.value.details["number"] == 1


def test_a_pin_that_was_never_proved_opens_nothing(folder, shares):
    """Papers alone are not enough, whatever the program's questions in between."""
    for at in (0, 1):
        guessed = replace(shares[at], pin_key=bytearray(32))
        assert not opens(folder, guessed, shares[1 - at])


@pytest.mark.parametrize(
    ("change", "reason", "position"),
    [
        (lambda all_: all_[:32], "mistyped", None),
        (lambda all_: (*all_[:5], "zzzz", *all_[6:]), "word", 6),
        (lambda all_: (all_[1], all_[0], *all_[2:]), "mistyped", None),
        (lambda all_: (), "mistyped", None),
        (
            lambda all_: generate_mnemonics(1, [(3, 5)], bytes(32))[0][4].split(),
            "mistyped",
            None,
        ),
    ],
)
def test_mistyped_words_are_told_before_any_pin_is_tried(folder, shares, change, reason, position):
    with pytest.raises(WrongShare) as fault:
        recovery_shares.open_share(folder, " ".join(change(shares[0].share.words)), "")
    assert (fault.value.details["reason"], fault.value.details.get("position")) == (
        reason,
        position,
    )


def test_a_share_of_another_vault_or_set_is_refused(folder, vault_dir, key, shares):
    with pytest.raises(WrongShare, match="'none'"):
        recovery_shares.open_share(vault_dir, words(shares[0]), PINS[0])
    other = recovery_shares.split(SECRET)
    while other[0].set_number == shares[0].share.set_number:
        other = recovery_shares.split(SECRET)
    with pytest.raises(WrongShare) as fault:
        recovery_shares.open_share(folder, " ".join(other[0].words), PINS[0])
    assert fault.value.details["reason"] == "other"
    foreign = replace(shares[0], share=other[0])
    assert not opens(folder, foreign, shares[1])


def test_new_shares_end_the_old_and_withdrawn_ones_open_nothing(folder, key, shares):
    document, locked = with_fresh_shares(folder, key, put_under=unproved)
    stored(folder, key.dek, document)
    assert not opens(folder, shares[0], shares[1])
    new = [share.opened for share in locked]
    assert opens(folder, new[0], new[2])
    assert not opens(folder, new[0], shares[2])
    stored(folder, key.dek, recovery_shares.without_shares(folder, key))
    assert not opens(folder, new[0], new[2])
    with pytest.raises(WrongShare, match="'none'"):
        recovery_shares.without_shares(folder, key)


def test_shares_that_were_used_end_with_the_new_sheet_and_others_stay(folder, key, shares):
    document, _fresh = keys.new_recovery(folder, key)
    assert keys.confirmed_recovery(document, key).shared()
    used = recovery_shares.unlock_shares(folder, shares[0], shares[2])
    document, fresh = keys.new_recovery(folder, used)
    stored(folder, key.dek, document)
    assert opens(folder, shares[0], shares[2]), "until the new sheet is confirmed"
    stored(folder, key.dek, keys.confirmed_recovery(document, used))
    assert not opens(folder, shares[0], shares[2])
    assert keys.unlock_recovery(folder, fresh).recovered


def test_shares_stay_valid_when_somebody_is_removed_or_suspended(folder, key, shares):
    removal = rekeying.without(folder, key, SUPERVISOR)
    with Vault.open(folder, key.dek) as vault:
        rekeying.change_key(vault, removal, lambda: None)
    unlocked = recovery_shares.unlock_shares(folder, shares[1], shares[2])
    assert unlocked.dek == removal.next_dek != key.dek
    document, _slot = keys.without_slot(folder, unlocked, OFFICER)
    assert document.shared()


def test_shares_reach_the_key_to_come_while_the_key_is_changed(folder, key, shares):
    removal = rekeying.without(folder, key, SUPERVISOR)
    with Vault.open(folder, key.dek) as vault:
        slot_rows.store(vault, removal.document)
    unlocked = recovery_shares.unlock_shares(folder, shares[0], shares[1])
    assert (unlocked.dek, unlocked.next_dek) == (key.dek, removal.next_dek)


def test_shares_of_an_older_copy_do_not_open(folder, key, shares):
    """The power went between the first copy and the second when the shares were withdrawn."""
    old = (folder / NAMES[1]).read_bytes()
    stored(folder, key.dek, recovery_shares.without_shares(folder, key))
    (folder / NAMES[1]).write_bytes(old)
    assert not opens(folder, shares[0], shares[1])


def test_any_program_for_the_standard_gives_the_secret(shares):
    """What is printed is plain SLIP-39: no passphrase, not the newer extendable kind."""
    papers = [words(share) for share in shares]
    assert combine_mnemonics(papers[:2]) == combine_mnemonics(papers[1:]) != bytes(SECRET)
    assert len({tuple(share.share.words[:2]) for share in shares}) == 1


def test_every_flipped_byte_and_truncation_of_such_slots_is_refused(folder):
    data = (folder / NAMES[0]).read_bytes()
    for position in range(len(data)):
        flipped = bytearray(data)
        flipped[position] ^= 1 << position % 8
        for spoilt in (bytes(flipped), data[:position]):
            with pytest.raises(VaultDamaged):
                parse(spoilt)


def test_no_altered_byte_of_the_shares_behind_a_right_digest_is_authentic(folder, key):
    lines = (folder / NAMES[0]).read_bytes().split(b"\n")
    first = lines[2].index(b'"alg":"slip39"')
    for position in range(first, lines[2].index(b'"kind":"shares"')):
        body = bytearray(lines[2])
        body[position] ^= 1
        digest = hashlib.sha256(body).hexdigest().encode()
        try:
            document = parse(b"\n".join([lines[0], digest, bytes(body), b""]))
        except (VaultDamaged, VaultTooNew):
            continue
        assert not slot_crypto.authentic(document, key.dek), position


def altered(**fields):
    """Changes the set of the shares, as somebody without the data key could."""

    def change(document):
        (slot,) = document.shared()
        other = replace(slot, shares=replace(slot.shares, **fields))
        return replace(document, slots=replaced(document, slot, other))

    return change


def test_what_is_altered_in_the_set_does_not_open(folder, shares):
    (slot,) = read_documents(folder)[0].shared()
    pairs = slot.shares.pairs
    rewrite(folder, altered(pairs=(pairs[1], pairs[0], pairs[2])))
    assert not opens(folder, shares[0], shares[1])
    rewrite(folder, altered(pairs=pairs, number=slot.shares.number ^ 1))
    assert not opens(folder, shares[0], shares[1])


def test_a_cost_out_of_bounds_is_refused_before_argon2_runs(folder, shares):
    (slot,) = read_documents(folder)[0].shared()
    lock = slot.shares.locks[0]
    kdf = replace(lock.kdf, cost=KdfCost(2**40, 10**9, 4))
    rewrite(folder, altered(locks=(replace(lock, kdf=kdf), *slot.shares.locks[1:])))
    with pytest.raises(VaultDamaged):
        recovery_shares.open_share(folder, words(shares[0]), PINS[0])


def test_passphrases_open_beside_shares_and_a_pin_is_none(folder):
    assert slot_file.logins(folder) == (OFFICER, SUPERVISOR)
    with pytest.raises(WrongPassphrase):
        keys.unlock(folder, OFFICER, PINS[0])


@pytest.mark.parametrize(
    ("pin", "good"),
    [
        ("271828", True),
        ("٢٧١٨٢٨", True),
        ("31415926", True),
        ("27182", False),
        ("314159265", False),
        ("123456", False),
        ("876543", False),
        ("111111", False),
        ("121212", False),
        ("27182a", False),
        ("", False),
    ],
)
def test_which_pins_are_taken(pin, good):
    assert recovery_shares.acceptable_pin(pin) is good
