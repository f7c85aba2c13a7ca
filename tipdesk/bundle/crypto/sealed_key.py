"""A small secret under a passphrase: Argon2id and AES-256-GCM.

PKCS#8's own encryption in OpenSSL is PBKDF2 with 2048 rounds, too cheap to guess for a key that
speaks for an agency.
"""

from __future__ import annotations

import base64
import os
import unicodedata
from dataclasses import astuple, dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from tipdesk.bundle.strict_json import Fields, read_json, write_json
from tipdesk.core.errors import AuthorityInvalid, WrongPassphrase
from tipdesk.core.secret_text import overwrite

FORMAT = "tipdesk-sealed-key/1"
_SALT = 16
_NONCE = 12


@dataclass(frozen=True, slots=True)
class SealCost:
    """What one guess costs (RFC 9106)."""

    memory_kib: int = 256 << 10
    passes: int = 3
    lanes: int = 4


FLOOR = SealCost(memory_kib=64 << 10)  # for demonstrations and tests
_CEILING = SealCost(memory_kib=512 << 10)  # what a file may ask for: twice of what is chosen


def _key(passphrase: str, salt: bytes, cost: SealCost) -> bytes:
    kdf = Argon2id(
        salt=salt,
        length=32,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    text = " ".join(unicodedata.normalize("NFKC", passphrase).split())
    encoded = text.encode("utf-8")
    key = kdf.derive(encoded)
    overwrite(encoded)
    if text is not passphrase:  # else it is the caller's
        overwrite(text)
    return key


def seal(secret: bytes, passphrase: str, purpose: str, cost: SealCost) -> bytes:
    """JSON that holds `secret`; `purpose` says what it is and is bound to it."""
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    sealed = AESGCM(_key(passphrase, salt, cost)).encrypt(nonce, secret, purpose.encode("utf-8"))
    return write_json(
        {
            "format": FORMAT,
            "purpose": purpose,
            "memory_kib": cost.memory_kib,
            "passes": cost.passes,
            "lanes": cost.lanes,
            "salt": base64.b64encode(salt).decode(),
            "nonce": base64.b64encode(nonce).decode(),
            "sealed": base64.b64encode(sealed).decode(),
        }
    )


def unseal(data: bytes, passphrase: str, purpose: str) -> bytes:
    """The secret.

    Raises:
        WrongPassphrase: it does not open; an altered secret cannot be told from that.
        AuthorityInvalid: not such a file, or a damaged one (reason "key").
    """
    try:
        fields = Fields(read_json(data, 64 << 10))
        fields.text("format", FORMAT)
        fields.text("purpose")
        cost = SealCost(
            fields.number("memory_kib", 8), fields.number("passes", 1), fields.number("lanes", 1)
        )
        salt, nonce, sealed = (
            base64.b64decode(fields.text(name, limit=100_000), validate=True)
            for name in ("salt", "nonce", "sealed")
        )
        if any(asked > most for asked, most in zip(astuple(cost), astuple(_CEILING), strict=True)):
            raise ValueError("cost")
        if len(salt) != _SALT or len(nonce) != _NONCE:
            raise ValueError("salt")
        key = _key(passphrase, salt, cost)
    except (ValueError, MemoryError) as error:
        raise AuthorityInvalid(reason="key") from error
    try:
        return AESGCM(key).decrypt(nonce, sealed, purpose.encode("utf-8"))
    except InvalidTag as error:
        raise WrongPassphrase(reason="authority") from error
