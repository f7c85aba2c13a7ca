"""The hybrid key exchange of age, `mlkem768x25519` (C2SP age.md): ML-KEM-768 beside X25519.

What was sealed so stays closed to whoever can break one of the two. HPKE (RFC 9180) with the
KEM that X-Wing specifies: the 32 bytes of an identity give both private keys by SHAKE-256.
"""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

PUBLIC_KEY = 1216  # bytes: 1184 of ML-KEM-768, then 32 of X25519
SHARE = 1120  # bytes that a sender adds: 1088, then 32
_LATTICE_KEY, _LATTICE_SEED, _CURVE_KEY = 1184, 64, 32
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_INFO = b"age-encryption.org/mlkem768x25519"


def public_key(seed: bytes) -> bytes:
    """The 1216 bytes that belong to an identity's 32."""
    lattice, curve = _private_keys(seed)
    return lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()


def seal(file_key: bytes, public: bytes) -> tuple[bytes, bytes]:
    """Share (1120 bytes) and body (16 more than the file key) for a public key.

    Raises:
        ValueError: it is no public key.
    """
    sealed = _SUITE.encrypt(
        file_key,
        MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public[:_LATTICE_KEY]),
            X25519PublicKey.from_public_bytes(public[_LATTICE_KEY:]),
        ),
        _INFO,
    )
    return sealed[:SHARE], sealed[SHARE:]


def unseal(share: bytes, body: bytes, seed: bytes) -> bytes | None:
    """The file key; None: it was sealed to somebody else, or altered.

    Raises:
        ValueError: no sender makes such a share (its point of X25519 has a low order).
    """
    lattice, curve = _private_keys(seed)
    curve.exchange(X25519PublicKey.from_public_bytes(share[-_CURVE_KEY:]))
    try:
        return _SUITE.decrypt(share + body, MLKEM768X25519PrivateKey(lattice, curve), _INFO)
    except InvalidTag:
        return None


def _private_keys(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    wide = hashlib.shake_256(seed).digest(_LATTICE_SEED + _CURVE_KEY)
    return (
        MLKEM768PrivateKey.from_seed_bytes(wide[:_LATTICE_SEED]),
        X25519PrivateKey.from_private_bytes(wide[_LATTICE_SEED:]),
    )
