"""A secret sealed to somebody's X25519 key: whoever has the seed opens it, nobody need be asked.

    ephemeral public key (32 bytes) ‖ nonce (12) ‖ AES-256-GCM of the secret

The key is derived (HKDF-SHA256) from the exchange and both public keys. `info` says what the box
is for, `context` what it belongs to; both are authenticated.
"""

from __future__ import annotations

import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tipdesk.storage.kdf import subkey

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
