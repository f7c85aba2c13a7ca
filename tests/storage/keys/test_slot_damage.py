"""Slot files that somebody altered or a disk spoilt: what opens, what does not, what is said."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.storage.samples import OFFICER, PASSPHRASES
from tipdesk.core.errors import VaultDamaged, VaultMissing, VaultTooNew, WrongPassphrase
from tipdesk.core.settings import settings_file
from tipdesk.storage import kdf as kdf_module
from tipdesk.storage.kdf import CEILING, FLOOR, KdfCost
from tipdesk.storage.keys import keys, slot_crypto, slot_file, slot_rows
from tipdesk.storage.keys.slot_file import (
    NAMES,
    SlotDocument,
    parse,
    read_documents,
    write_document,
)
from tipdesk.storage.vault import Vault
from tipdesk.texts.messages import sentence

FIRST, SECOND = NAMES


def rewrite(vault_dir: Path, change: object, dek: bytearray | None = None) -> None:
    """Alter both copies the way an attacker without the data key can: with a right digest."""
    document = read_documents(vault_dir)[0]
    altered = change(document)  # type: ignore[operator]
    write_document(vault_dir, slot_crypto.signed(altered, dek) if dek else altered)


def with_slot(login: str, **fields: object) -> object:
    def change(document: SlotDocument) -> SlotDocument:
        slots = tuple(replace(s, **fields) if s.login == login else s for s in document.slots)
        return replace(document, slots=slots)

    return change


def test_a_pipe_in_the_place_of_a_copy_keeps_nobody_waiting(vault_dir):
    good = read_documents(vault_dir)
    (vault_dir / SECOND).unlink()
    os.mkfifo(vault_dir / SECOND)
    assert read_documents(vault_dir) == good
    slot_file.repair_copies(vault_dir, good[0])
    assert (vault_dir / SECOND).read_bytes() == (vault_dir / FIRST).read_bytes()


def test_every_flipped_byte_of_one_copy_is_answered_by_the_other(vault_dir):
    good = read_documents(vault_dir)
    for name in NAMES:
        data = (vault_dir / name).read_bytes()
        for position in range(len(data)):
            flipped = bytearray(data)
            flipped[position] ^= 1 << position % 8
            with pytest.raises(VaultDamaged):
                parse(bytes(flipped))
        (vault_dir / name).write_bytes(b"\0" + data[1:])
        assert read_documents(vault_dir) == good
        (vault_dir / name).write_bytes(data)


def test_every_truncation_is_refused(vault_dir):
    data = (vault_dir / FIRST).read_bytes()
    for size in range(len(data)):
        with pytest.raises(VaultDamaged):
            parse(data[:size])
    with pytest.raises(VaultDamaged):
        parse(data + b"\n")


def test_whichever_copy_was_cut_the_other_opens_and_both_cut_are_damage(vault_dir, dek):
    whole = {name: (vault_dir / name).read_bytes() for name in NAMES}
    for size in (0, 1, 9, 73, 74, 500, len(whole[FIRST]) - 1):
        for name in NAMES:
            (vault_dir / name).write_bytes(whole[name][:size])
            assert keys.authentic_document(vault_dir, dek).sha256
            other = FIRST if name == SECOND else SECOND
            (vault_dir / other).write_bytes(whole[other][:size])
            with pytest.raises(VaultDamaged):
                slot_file.logins(vault_dir)
            for copy, data in whole.items():
                (vault_dir / copy).write_bytes(data)


def test_no_altered_byte_behind_a_right_digest_is_authentic(vault_dir, dek):
    """Somebody without the data key can compute the digest anew, but not the MAC."""
    lines = (vault_dir / FIRST).read_bytes().split(b"\n")
    for position in range(len(lines[2])):
        body = bytearray(lines[2])
        body[position] ^= 1
        digest = hashlib.sha256(body).hexdigest().encode()
        try:
            document = parse(b"\n".join([lines[0], digest, bytes(body), b""]))
        except (VaultDamaged, VaultTooNew):
            continue
        assert not slot_crypto.authentic(document, dek), position


def test_both_copies_damaged_or_gone(vault_dir):
    for name in NAMES:
        (vault_dir / name).write_bytes(b"TDSLOTS1\n")
    with pytest.raises(VaultDamaged):
        keys.unlock(vault_dir, OFFICER, PASSPHRASES[OFFICER])
    for name in NAMES:
        (vault_dir / name).unlink()
    with pytest.raises(VaultDamaged):  # the database is there: no reason to set up a new one
        keys.unlock(vault_dir, OFFICER, PASSPHRASES[OFFICER])
    (vault_dir / "vault.db").unlink()
    with pytest.raises(VaultMissing):
        keys.unlock(vault_dir, OFFICER, PASSPHRASES[OFFICER])


def test_a_newer_document_is_named_as_such(vault_dir):
    newer = of_version(vault_dir, "2")
    for name in NAMES:
        (vault_dir / name).write_bytes(newer)
    with pytest.raises(VaultTooNew):
        slot_file.logins(vault_dir)


@pytest.mark.parametrize("version", ["2", "1e999", "-1", "1.0", "true", "null", "9" * 5000])
@pytest.mark.parametrize("name", NAMES)
def test_a_planted_copy_of_another_version_keeps_nobody_out(vault_dir, dek, name, version):
    (vault_dir / name).write_bytes(of_version(vault_dir, version))
    assert keys.unlock(vault_dir, OFFICER, PASSPHRASES[OFFICER]).dek == dek
    Vault.open(vault_dir, dek).close()
    assert (vault_dir / FIRST).read_bytes() == (vault_dir / SECOND).read_bytes()


@pytest.mark.parametrize("version", ["1e999", "NaN", "[]", "2.5"])
def test_copies_without_a_version_are_damaged(vault_dir, version):
    planted = of_version(vault_dir, version)
    for name in NAMES:
        (vault_dir / name).write_bytes(planted)
    with pytest.raises(VaultDamaged):
        slot_file.logins(vault_dir)


def of_version(vault_dir: Path, version: str) -> bytes:
    """A copy whose digest is right and whose version is written as given."""
    body = (vault_dir / FIRST).read_bytes().split(b"\n")[2]
    text = body.replace(b'"v":1,"vault"', f'"v":{version},"vault"'.encode())
    assert text != body
    return b"TDSLOTS1\n" + hashlib.sha256(text).hexdigest().encode() + b"\n" + text + b"\n"


@pytest.mark.parametrize(
    "cost",
    [
        KdfCost(8 * 1024, 3, 4),
        KdfCost(65536, 10**9, 4),
        KdfCost(2**40, 3, 4),
        KdfCost(65536, 3, 64),
        KdfCost(65536, 1, 4),
        KdfCost(65536, 4, 4),
        KdfCost(1024 * 1024, 12, 8),
        KdfCost(1024 * 1024, 3, 4),
    ],
)
def test_a_cost_out_of_bounds_is_refused_before_argon2_runs(vault_dir, cost, monkeypatch):
    kdf = replace(read_documents(vault_dir)[0].slots[0].kdf, cost=cost)
    rewrite(vault_dir, with_slot(OFFICER, kdf=kdf))
    monkeypatch.setattr(kdf_module, "_argon2", lambda *_asked: pytest.fail("Argon2 runs"))
    with pytest.raises(VaultDamaged):
        keys.unlock(vault_dir, OFFICER, PASSPHRASES[OFFICER])


@pytest.fixture
def no_argon2(monkeypatch):
    """From here on a derivation is a failure."""
    monkeypatch.setattr(kdf_module, "_argon2", lambda *_asked: pytest.fail("Argon2 runs"))


def dearer(vault_dir: Path, cost: KdfCost) -> None:
    """Let the officer's slot ask for more, in both copies, while the vault is locked."""
    kdf = replace(read_documents(vault_dir)[0].slots[0].kdf, cost=cost)
    rewrite(vault_dir, with_slot(OFFICER, kdf=kdf))


def test_a_vault_that_opened_here_is_asked_for_no_more_than_it_ever_cost(vault_dir, dek, no_argon2):
    Vault.open(vault_dir, dek).close()
    dearer(vault_dir, KdfCost(FLOOR.memory_kib + 1, 3, 4))
    with pytest.raises(VaultDamaged) as refused:
        keys.unlock(vault_dir, OFFICER, PASSPHRASES[OFFICER])
    assert refused.value.details == {"what": "slot_cost"}
    assert "حساب" in sentence(refused.value).what


def test_the_copy_that_was_left_alone_still_opens(vault_dir, dek):
    Vault.open(vault_dir, dek).close()
    whole = (vault_dir / SECOND).read_bytes()
    dearer(vault_dir, CEILING)
    (vault_dir / SECOND).write_bytes(whole)
    assert keys.unlock(vault_dir, OFFICER, PASSPHRASES[OFFICER]).dek == dek


def test_what_a_holder_of_the_key_raised_opens(vault, vault_dir, dek):
    key = keys.unlock(vault_dir, OFFICER, PASSPHRASES[OFFICER])
    cost = KdfCost(FLOOR.memory_kib + 1024, 3, 4)
    slot_rows.store(vault, keys.raised(vault_dir, key, PASSPHRASES[OFFICER], cost))
    assert keys.unlock(vault_dir, OFFICER, PASSPHRASES[OFFICER]).dek == dek
    dearer(vault_dir, KdfCost(cost.memory_kib + 1, 3, 4))
    with pytest.raises(VaultDamaged):
        keys.unlock(vault_dir, OFFICER, PASSPHRASES[OFFICER])


def test_an_altered_document_raises_nothing(vault_dir, dek):
    Vault.open(vault_dir, dek).close()
    known = costs_file().read_bytes()
    dearer(vault_dir, CEILING)
    with pytest.raises(VaultDamaged):
        Vault.open(vault_dir, dek)
    assert costs_file().read_bytes() == known


@pytest.mark.parametrize("written", [b"", b"[]", b"{", b"[" * 10_000, b'{"a": [1, 2, 3]}'])
def test_with_a_spoilt_profile_the_ceiling_holds(vault_dir, dek, written):
    costs_file().parent.mkdir(parents=True, exist_ok=True)
    costs_file().write_bytes(written)
    dearer(vault_dir, KdfCost(CEILING.memory_kib + 1, 3, 4))
    with pytest.raises(VaultDamaged):
        keys.unlock(vault_dir, OFFICER, PASSPHRASES[OFFICER])
    dearer(vault_dir, FLOOR)
    assert keys.unlock(vault_dir, OFFICER, PASSPHRASES[OFFICER]).dek == dek


def test_the_profile_remembers_no_more_than_the_vaults_that_opened_last(vault_dir, dek):
    costs_file().parent.mkdir(parents=True, exist_ok=True)
    others = {str(number): [FLOOR.memory_kib, 3, 4] for number in range(500)}
    costs_file().write_text(json.dumps(others), "ascii")
    Vault.open(vault_dir, dek).close()
    known = json.loads(costs_file().read_text("ascii"))
    assert len(known) == 100
    assert list(known)[-2] == "499"


def costs_file() -> Path:
    return settings_file().with_name("key-costs.json")


def _swapped(document):
    first, second, *rest = document.slots
    swapped = (replace(first, login=second.login), replace(second, login=first.login))
    return replace(document, slots=(*swapped, *rest))


def _cost_in_bounds(document):
    slot = document.slots[0]
    dearer = replace(slot.kdf, cost=KdfCost(65537, 3, 4))
    return replace(document, slots=(replace(slot, kdf=dearer), *document.slots[1:]))


ALTERED = {
    "login swapped": (_swapped, WrongPassphrase),
    "cost inside the bounds": (_cost_in_bounds, WrongPassphrase),
    "another vault": (lambda d: replace(d, vault_id="00" * 16), WrongPassphrase),
    "generation": (lambda d: replace(d, generation=2), VaultDamaged),
    "epoch": (lambda d: replace(d, epoch=9), VaultDamaged),
    "slot removed": (lambda d: replace(d, slots=(d.slots[0], d.slots[2])), VaultDamaged),
    "slot doubled": (lambda d: replace(d, slots=(*d.slots, d.slots[1])), VaultDamaged),
    "box of another slot": (
        lambda d: replace(d, slots=(replace(d.slots[0], dek_box=d.slots[1].dek_box), *d.slots[1:])),
        VaultDamaged,
    ),
}


@pytest.mark.parametrize("name", ALTERED)
def test_what_an_attacker_without_the_key_alters_does_not_open(vault_dir, name):
    change, error = ALTERED[name]
    rewrite(vault_dir, change)
    with pytest.raises(error):
        keys.unlock(vault_dir, OFFICER, PASSPHRASES[OFFICER])


def test_an_attackers_own_data_key_is_not_taken(vault_dir):
    """The X25519 key is public: anybody can seal some key to it, nobody the MAC of the rest."""
    document = read_documents(vault_dir)[0]
    box = slot_crypto.close_dek(document.slots[0], document, bytes(32)).dek_box
    rewrite(vault_dir, with_slot(OFFICER, dek_box=box))
    with pytest.raises(VaultDamaged):
        keys.unlock(vault_dir, OFFICER, PASSPHRASES[OFFICER])


def test_an_altered_newer_copy_does_not_shut_out(vault_dir, dek):
    document = read_documents(vault_dir)[0]
    good = (vault_dir / SECOND).read_bytes()
    write_document(vault_dir, replace(document, epoch=7))
    (vault_dir / SECOND).write_bytes(good)
    assert keys.unlock(vault_dir, OFFICER, PASSPHRASES[OFFICER]).dek == dek
    assert keys.authentic_document(vault_dir, dek) == document
