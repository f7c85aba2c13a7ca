"""What a key slot is made of: the seed under the passphrase, the data key under the seed.

    passphrase -> Argon2id -> HKDF -> opens seed_box -> seed (32 bytes, the officer's own)
    seed -> HKDF -> X25519 -> opens dek_box -> the data key of the vault
    seed -> HKDF -> Ed25519 -> seals the officer's stretch of the custody chain

The data key is sealed to a public key, so that it can be changed without anybody's passphrase.
Every box authenticates the slot and the document that it stands in.

A box is a secret sealed to somebody's X25519 key: whoever has the seed opens it, nobody need be
asked.

    ephemeral public key (32 bytes) ‖ nonce (12) ‖ AES-256-GCM of the secret

Its key is derived (HKDF-SHA256) from the exchange and both public keys. `info` says what the box is
for, `context` what it belongs to; both are authenticated.
"""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass, replace
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tipdesk.cases.custody.chain import canonical
from tipdesk.storage.kdf import subkey, wipe
from tipdesk.storage.keys.slot_file import MAGIC, VERSION, Slot, SlotDocument

# --- boxes ------------------------------------------------------------------------------------


_PUBLIC, _NONCE, _TAG = 32, 12, 16


def box_key(seed: bytes | bytearray) -> X25519PrivateKey:
    """The key that opens what is sealed to the holder of a seed."""
    return X25519PrivateKey.from_private_bytes(subkey(seed, b"tipdesk/officer-x25519/v1"))


def close(public: bytes, secret: bytes | bytearray, info: bytes, context: bytes) -> bytes:
    """`secret` sealed to `public` (32 bytes); 60 bytes longer than it."""
    ephemeral = X25519PrivateKey.generate()
    own = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    nonce = os.urandom(_NONCE)
    return own + nonce + _cipher(own, public, shared, info).encrypt(nonce, secret, context)


def open_box(seed: bytes | bytearray, box: bytes, info: bytes, context: bytes) -> bytearray:
    """The secret; the caller wipes it. `InvalidTag` or `ValueError`: another's box, or altered."""
    private = box_key(seed)
    public, nonce, body = box[:_PUBLIC], box[_PUBLIC : _PUBLIC + _NONCE], box[_PUBLIC + _NONCE :]
    shared = private.exchange(X25519PublicKey.from_public_bytes(public))
    own = private.public_key().public_bytes_raw()
    secret = bytearray(max(0, len(body) - _TAG))
    _cipher(public, own, shared, info).decrypt_into(nonce, body, context, secret)
    return secret


def _cipher(ephemeral: bytes, public: bytes, shared: bytes, info: bytes) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), 32, ephemeral + public, info).derive(shared))


KEY_SIZE = 32
_DEK_BOX = b"tipdesk/dek-box/v1"


@dataclass(frozen=True, slots=True)
class OfficerKeys:
    """The public halves of what comes from an officer's seed (32 bytes each)."""

    ed25519_public: bytes
    x25519_public: bytes


def officer_keys(seed: bytes | bytearray) -> OfficerKeys:
    """The public keys of a seed."""
    return OfficerKeys(
        seal_key(seed).public_key().public_bytes_raw(),
        box_key(seed).public_key().public_bytes_raw(),
    )


def seal_key(seed: bytes | bytearray) -> Ed25519PrivateKey:
    """The key that signs custody seals."""
    return Ed25519PrivateKey.from_private_bytes(subkey(seed, b"tipdesk/officer-ed25519/v1"))


def close_seed(slot: Slot, vault_id: str, key: bytes | bytearray, seed: bytes | bytearray) -> Slot:
    """The slot with its seed sealed under `key`, with a fresh nonce."""
    nonce = os.urandom(12)
    fresh = replace(slot, nonce=nonce, public=officer_keys(seed).x25519_public)
    return replace(fresh, seed_box=AESGCM(key).encrypt(nonce, seed, _seed_context(fresh, vault_id)))


def open_seed(slot: Slot, vault_id: str, key: bytes | bytearray) -> bytearray:
    """The seed. `InvalidTag`: another key, or an altered slot."""
    seed = bytearray(KEY_SIZE)
    context = _seed_context(slot, vault_id)
    AESGCM(key).decrypt_into(slot.nonce, slot.seed_box, context, seed)
    return seed


def close_dek(slot: Slot, document: SlotDocument, dek: bytes | bytearray) -> Slot:
    """The slot with the data key sealed to its public key."""
    box = close(slot.public, dek, _DEK_BOX, _dek_context(slot, document))
    return replace(slot, dek_box=box)


def open_dek(slot: Slot, document: SlotDocument, seed: bytes | bytearray) -> bytearray:
    """The data key. `InvalidTag` or `ValueError`: the slot or its document was altered."""
    return open_box(seed, slot.dek_box, _DEK_BOX, _dek_context(slot, document))


def signed(document: SlotDocument, dek: bytes | bytearray) -> SlotDocument:
    """The document with its MAC under the data key."""
    return replace(document, mac=_mac(document, dek))


def authentic(document: SlotDocument, dek: bytes | bytearray) -> bool:
    """Whether a holder of the data key wrote the whole document."""
    return hmac.compare_digest(document.mac, _mac(document, dek))


def opens(slot: Slot, vault_id: str, key: bytes | bytearray) -> bytearray | None:
    """The seed, or None when `key` is not the slot's."""
    try:
        return open_seed(slot, vault_id, key)
    except InvalidTag:
        return None


def _mac(document: SlotDocument, dek: bytes | bytearray) -> str:
    key = subkey(dek, b"tipdesk/slots-mac/v1")
    mac = hmac.new(key, canonical(document.to_json()), sha256).hexdigest()
    wipe(key)
    return mac


def _identity(slot: Slot) -> list[object]:
    return [slot.id, slot.kind, slot.login]


def _seed_context(slot: Slot, vault_id: str) -> bytes:
    head: list[object] = ["seed", MAGIC, VERSION, vault_id]
    return canonical([*head, *_identity(slot), slot.kdf_json(), slot.public.hex()])


def _dek_context(slot: Slot, document: SlotDocument) -> bytes:
    head: list[object] = ["dek", MAGIC, VERSION, document.vault_id, document.generation]
    return canonical([*head, *_identity(slot), slot.public.hex()])
