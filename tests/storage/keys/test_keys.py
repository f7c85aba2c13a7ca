"""Key slots: who gets in, who does not, and what an altered file does."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.storage.samples import OFFICER, PASSPHRASES, SUPERVISOR, VAULT_ID
from tests.systems import private
from tipdesk.core.errors import (
    TipdeskError,
    UnknownLogin,
    VaultDamaged,
    VaultExists,
    WrongPassphrase,
    WrongRecoveryWords,
)
from tipdesk.storage.kdf import FLOOR, KdfCost
from tipdesk.storage.keys import keys, slot_file, slot_rows
from tipdesk.storage.keys.slot_file import NAMES, parse, write_document
from tipdesk.storage.keys.slot_making import NewSlot
from tipdesk.storage.vault import Vault

FIRST, SECOND = NAMES


# --- getting in -----------------------------------------------------------------------------


def test_each_officer_opens_the_same_vault_with_a_seed_of_their_own(vault_dir, dek, seeds):
    for login, passphrase in PASSPHRASES.items():
        key = keys.unlock(vault_dir, login, passphrase)
        assert (key.login, key.dek, key.seed) == (login, dek, seeds[login])
    assert seeds[OFFICER] != seeds[SUPERVISOR]
    assert slot_file.logins(vault_dir) == (OFFICER, SUPERVISOR)


@pytest.mark.parametrize("typed", ["t-07", " T-07 ", "T-٠٧", "Ｔ-07"])
def test_a_login_is_found_however_it_is_typed(vault_dir, typed):
    assert keys.unlock(vault_dir, typed, PASSPHRASES[OFFICER]).login == OFFICER


def test_the_passphrase_opens_however_the_keyboard_writes_it(vault_dir, dek):
    assert keys.unlock(vault_dir, OFFICER, "قَهوة  مطر جبل ۱۲۳ نافذة ").dek == dek


def test_wrong_passphrase_unknown_login_and_another_officers_passphrase(vault_dir):
    with pytest.raises(WrongPassphrase):
        keys.unlock(vault_dir, OFFICER, "قهوة مطر جبل 124 نافذة")
    with pytest.raises(WrongPassphrase):
        keys.unlock(vault_dir, OFFICER, PASSPHRASES[SUPERVISOR])
    with pytest.raises(UnknownLogin):
        keys.unlock(vault_dir, "T-99", PASSPHRASES[OFFICER])
    with pytest.raises(UnknownLogin):
        keys.unlock(vault_dir, "recovery", PASSPHRASES[OFFICER])


def test_confirm_gives_the_seed_and_checks_the_same(vault_dir, seeds):
    assert keys.confirm(vault_dir, SUPERVISOR, PASSPHRASES[SUPERVISOR]) == seeds[SUPERVISOR]
    with pytest.raises(WrongPassphrase):
        keys.confirm(vault_dir, SUPERVISOR, "x")


def test_recovery_words_open_and_say_what_is_mistyped(vault_dir, dek, words):
    key = keys.unlock_recovery(vault_dir, " ".join(words).upper())
    assert key.dek == dek
    assert key.recovered
    other = list(words)
    other[3] = "zzz"
    with pytest.raises(WrongRecoveryWords) as caught:
        keys.unlock_recovery(vault_dir, other)
    assert caught.value.details == {"position": 4}
    with pytest.raises(WrongRecoveryWords):
        keys.unlock_recovery(vault_dir, ["abandon"] * 23 + ["art"])  # a right checksum


def test_wiping_leaves_nothing_in_the_key(vault_dir):
    key = keys.unlock(vault_dir, OFFICER, PASSPHRASES[OFFICER])
    assert "dek" not in repr(key)
    key.wipe()
    assert not any(key.dek)
    assert not any(key.seed)


def test_no_secret_of_a_new_officer_shows_in_its_text():
    assert "مطر" not in repr(NewSlot(OFFICER, PASSPHRASES[OFFICER]))


# --- making ---------------------------------------------------------------------------------


@pytest.mark.parametrize("logins", [[], ["A-1", "a-1"], [""], ["Recovery"]])
def test_refuses_logins_that_cannot_work(tmp_path, logins):
    with pytest.raises(ValueError, match="login"):
        keys.create_slots(tmp_path, VAULT_ID, [NewSlot(x, "p") for x in logins], FLOOR)
    assert not list(tmp_path.iterdir())


def test_refuses_a_cost_that_would_not_open_again(tmp_path):
    with pytest.raises(ValueError, match="bounds"):
        keys.create_slots(tmp_path, VAULT_ID, [NewSlot("A-1", "p")], KdfCost(32 * 1024, 3, 4))


def test_never_writes_over_a_vault(vault_dir):
    before = (vault_dir / FIRST).read_bytes()
    with pytest.raises(VaultExists):
        keys.create_slots(vault_dir, VAULT_ID, [NewSlot("A-1", "p")], FLOOR)
    assert (vault_dir / FIRST).read_bytes() == before


def test_slots_of_a_cut_off_set_up_are_set_aside(vault_dir):
    (vault_dir / "vault.db").unlink()
    before = (vault_dir / FIRST).read_bytes()
    keys.create_slots(vault_dir, VAULT_ID, [NewSlot("A-1", "p")], FLOOR)
    assert (vault_dir / f"{FIRST}.old-1").read_bytes() == before
    assert slot_file.logins(vault_dir) == ("A-1",)


def test_the_file_names_no_person_and_no_passphrase(vault_dir):
    text = (vault_dir / FIRST).read_text("ascii")
    assert OFFICER in text
    body = json.loads(text.splitlines()[2])
    assert body["norm"] == 1
    assert {slot["kdf"]["alg"] for slot in body["slots"]} == {"argon2id", "none"}
    assert private(vault_dir / FIRST)


# --- changing -------------------------------------------------------------------------------


def unlocked(vault_dir: Path, login: str = OFFICER) -> keys.UnlockedKey:
    return keys.unlock(vault_dir, login, PASSPHRASES[login])


def test_a_changed_passphrase_keeps_seed_and_shuts_the_old_out(vault_dir, dek, seeds):
    key = unlocked(vault_dir)
    changed = keys.change_passphrase(vault_dir, key, OFFICER, "خمس كلمات جديدة هنا", FLOOR)
    with Vault.open(vault_dir, dek) as vault:
        slot_rows.store(vault, changed)
    assert keys.unlock(vault_dir, OFFICER, "خمس كلمات جديدة هنا").seed == seeds[OFFICER]
    with pytest.raises(WrongPassphrase):
        unlocked(vault_dir)
    assert unlocked(vault_dir, SUPERVISOR).dek == dek
    Vault.open(vault_dir, dek).close()


def test_the_old_passphrase_is_out_even_when_the_second_copy_was_left_behind(vault_dir, dek):
    """The power goes between the writing of the copies."""
    old = (vault_dir / SECOND).read_bytes()
    key = unlocked(vault_dir)
    changed = keys.change_passphrase(vault_dir, key, OFFICER, "خمس كلمات جديدة هنا", FLOOR)
    with Vault.open(vault_dir, dek) as vault:
        slot_rows.store(vault, changed)
    (vault_dir / SECOND).write_bytes(old)
    with pytest.raises(WrongPassphrase):
        unlocked(vault_dir)
    Vault.open(vault_dir, dek).close()
    assert (vault_dir / SECOND).read_bytes() == (vault_dir / FIRST).read_bytes() != old


def test_nobody_changes_another_officers_passphrase(vault_dir):
    with pytest.raises(ValueError, match="another"):
        keys.change_passphrase(vault_dir, unlocked(vault_dir), SUPERVISOR, "x", FLOOR)


def test_an_officer_joins(vault_dir, dek):
    document, seed = keys.add_slot(
        vault_dir, unlocked(vault_dir), NewSlot("t-08", "سلم ورق"), FLOOR
    )
    with Vault.open(vault_dir, dek) as vault:
        slot_rows.store(vault, document)
    key = keys.unlock(vault_dir, "T-08", "سلم ورق")
    assert key.dek == dek
    assert key.seed == seed
    with pytest.raises(ValueError, match="taken"):
        keys.add_slot(vault_dir, key, NewSlot("T-08", "x"), FLOOR)


def test_recovery_gives_a_forgetful_officer_a_new_seed(vault_dir, dek, seeds, words):
    recovered = keys.unlock_recovery(vault_dir, words)
    document, seed = keys.reset_slot(vault_dir, recovered, NewSlot(OFFICER, "كلمات أخرى"), FLOOR)
    with Vault.open(vault_dir, dek) as vault:
        slot_rows.store(vault, document)
    key = keys.unlock(vault_dir, OFFICER, "كلمات أخرى")
    assert key.dek == dek
    assert key.seed != seeds[OFFICER]
    assert key.seed == seed
    with pytest.raises(UnknownLogin):
        keys.reset_slot(vault_dir, recovered, NewSlot("T-99", "x"), FLOOR)


def test_an_older_slot_file_put_back_is_noticed(vault_dir, dek):
    old = {name: (vault_dir / name).read_bytes() for name in NAMES}
    document, _ = keys.new_recovery(vault_dir, unlocked(vault_dir))
    with Vault.open(vault_dir, dek) as vault:
        slot_rows.store(vault, document)
    for name, data in old.items():
        (vault_dir / name).write_bytes(data)
    with pytest.raises(VaultDamaged) as caught:
        Vault.open(vault_dir, dek)
    assert caught.value.details == {"what": "slots_older"}


def test_an_older_database_put_back_is_noticed(vault_dir, dek):
    old = (vault_dir / "vault.db").read_bytes()
    document, _ = keys.new_recovery(vault_dir, unlocked(vault_dir))
    with Vault.open(vault_dir, dek) as vault:
        slot_rows.store(vault, document)
    (vault_dir / "vault.db").write_bytes(old)
    with pytest.raises(VaultDamaged):
        Vault.open(vault_dir, dek)


@pytest.mark.parametrize("written", [(), (FIRST,), (FIRST, SECOND)])
def test_a_change_cut_off_anywhere_leaves_a_vault_that_opens(vault_dir, dek, written):
    """The database was told; none, one or both copies were written; nothing was promoted."""
    document, _ = keys.new_recovery(vault_dir, unlocked(vault_dir))
    before = {name: (vault_dir / name).read_bytes() for name in NAMES}
    with Vault.open(vault_dir, dek) as vault, vault.transaction():
        vault.set_meta("slots_next_sha", document.sha256)
    write_document(vault_dir, document)
    for name in set(NAMES) - set(written):
        (vault_dir / name).write_bytes(before[name])
    with Vault.open(vault_dir, dek) as vault:
        assert vault.meta("slots_epoch") == ("2" if written else "1")
    assert (vault_dir / FIRST).read_bytes() == (vault_dir / SECOND).read_bytes()


def test_a_document_made_from_another_is_refused(vault_dir, dek):
    key = unlocked(vault_dir)
    first, _ = keys.new_recovery(vault_dir, key)
    second, _ = keys.new_recovery(vault_dir, key)
    with Vault.open(vault_dir, dek) as vault:
        slot_rows.store(vault, first)
        with pytest.raises(ValueError, match="meanwhile"):
            slot_rows.store(vault, second)


def test_every_fault_of_a_slot_file_is_one_of_ours(vault_dir):
    """Anything may stand in a file that somebody hands us."""
    for body in (b"", b"[]", b"{}", b'{"v":1}', b"[" * 5000, b'{"v":"x"}', b'{"v":1,"slots":[1]}'):
        digest = hashlib.sha256(body).hexdigest().encode()
        with pytest.raises(TipdeskError):
            parse(b"TDSLOTS1\n" + digest + b"\n" + body + b"\n")
