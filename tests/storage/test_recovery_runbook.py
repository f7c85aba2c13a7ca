"""`docs/recovery.md` by hand: a vault opens with nothing of tipdesk but its files and two papers."""

from __future__ import annotations

import json
from base64 import b64decode

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from shamir_mnemonic import combine_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

from tests.storage.keys.test_recovery_shares import PINS, shared, words

__all__ = ["shared"]  # a fixture


def hkdf(key, info, salt=None):
    return HKDF(hashes.SHA256(), 32, salt, info.encode()).derive(key)


def canonical(*fields):
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()


def value_of(mnemonic):
    bits = 0
    for word in mnemonic.split()[4:-3]:
        bits = bits << 10 | WORDLIST.index(word)
    return (bits & (1 << 256) - 1).to_bytes(32)


def test_two_papers_two_pins_and_the_files_are_enough(shared):
    folder, key, shares = shared
    papers = {number: words(shares[number - 1]) for number in (1, 3)}
    body = json.loads((folder / "vault.slots").read_bytes().split(b"\n")[2])
    (slot,) = [candidate for candidate in body["slots"] if candidate["kind"] == "shares"]
    secret, pin_keys = combine_mnemonics(papers.values()), b""
    for number, paper in papers.items():
        lock = slot["kdf"]["shares"][number - 1]
        cost = (lock["t"], lock["m"], lock["p"], 32, Type.ID)
        argon = hash_secret_raw(PINS[number - 1].encode(), b64decode(lock["salt"]), *cost)
        pin_key = hkdf(argon, "tipdesk/kek/v1")
        assert hkdf(value_of(paper) + pin_key, "tipdesk/share-pin/v1") == b64decode(lock["proof"])
        pin_keys += pin_key
    pair = b64decode(slot["kdf"]["pairs"][1])  # 1 and 3
    own = AESGCM(hkdf(secret + pin_keys, "tipdesk/share-pair/v1")).decrypt(
        pair[:12], pair[12:], None
    )
    head = ["tipdesk-slots", 1, body["vault"]]
    who = [slot["id"], slot["kind"], slot["login"]]
    public = b64decode(slot["x"])
    seed = AESGCM(hkdf(own, "tipdesk/shares-kek/v1")).decrypt(
        b64decode(slot["n"]),
        b64decode(slot["sct"]),
        canonical("seed", *head, *who, slot["kdf"], public.hex()),
    )
    box = b64decode(slot["dct"])
    private = X25519PrivateKey.from_private_bytes(hkdf(seed, "tipdesk/officer-x25519/v1"))
    common = private.exchange(X25519PublicKey.from_public_bytes(box[:32]))
    dek = AESGCM(hkdf(common, "tipdesk/dek-box/v1", box[:32] + public)).decrypt(
        box[32:44], box[44:], canonical("dek", *head, body["gen"], *who, public.hex())
    )
    assert dek == key.dek
