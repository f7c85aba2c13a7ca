"""Keys that sign and open bundles: officers' P-256 keys, a receiving station's age identity.

An officer's private key is wrapped under a key from the officer's own seed, so that the open
vault alone cannot sign: the passphrase is asked again, which gives the seed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from tipdesk.cases.custody.chain import canonical
from tipdesk.core.errors import NoCertificate, VaultDamaged, WrongPassphrase
from tipdesk.storage.database import Database, from_stored, to_stored
from tipdesk.storage.kdf import subkey, wipe

_INFO = b"tipdesk/signing/v1"
_OWN_INFO = b"tipdesk/own-identity/v1"
_SELECT = (
    "SELECT signing_key.id, login, public_der, signing_key.created_at, coalesce(pem, ''),"
    " coalesce(chain_pem, ''), coalesce((SELECT service_number FROM certificate_request AS asked"
    " WHERE asked.signing_key = signing_key.id ORDER BY asked.id DESC LIMIT 1), '')"
    " FROM signing_key JOIN officer ON officer.id = officer"
    " LEFT JOIN certificate ON certificate.id ="
    " (SELECT max(id) FROM certificate WHERE signing_key = signing_key.id)"
)


@dataclass(frozen=True, slots=True)
class KeptKey:
    """The public side of an officer's signing key; PEMs are '' until a certificate came."""

    id: int
    login: str
    public_der: bytes  # SubjectPublicKeyInfo
    created_at: datetime
    certificate_pem: str = ""
    chain_pem: str = ""
    service_number: str = ""  # that a certificate was last asked for with


def make(vault: Database, *, login: str, seed: bytes | bytearray, at: datetime) -> KeptKey:
    """Make a P-256 key for an officer and keep it wrapped; it is the officer's from now on."""
    private = ec.generate_private_key(ec.SECP256R1())
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    clear = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    nonce = os.urandom(12)
    key = subkey(seed, _INFO)
    wrapped = AESGCM(key).encrypt(nonce, clear, _context(vault, login, public))
    wipe(key)
    with vault.transaction():
        number = vault.insert(
            "INSERT INTO signing_key(officer, public_der, nonce, wrapped, created_at)"
            " VALUES((SELECT id FROM officer WHERE login = ?), ?, ?, ?, ?)",
            (login, public, nonce, wrapped, to_stored(at)),
        )
    return KeptKey(number, login, public, at)


def add_request(vault: Database, kept_key: KeptKey, service_number: str, at: datetime) -> None:
    """Keep that a certificate for this key is asked for, and with which number of the card."""
    with vault.transaction():
        vault.execute(
            "INSERT INTO certificate_request(signing_key, service_number, at) VALUES(?, ?, ?)",
            (kept_key.id, service_number, to_stored(at)),
        )


def asked_at(vault: Database, kept_key: KeptKey) -> datetime | None:
    """When a certificate for this key was last asked for."""
    row = vault.row("SELECT max(at) FROM certificate_request WHERE signing_key = ?", (kept_key.id,))
    return from_stored(row[0]) if row and row[0] is not None else None


def waits(vault: Database, kept_key: KeptKey) -> bool:
    """Whether a certificate for this key was asked for after the last one came."""
    asked = asked_at(vault, kept_key)
    row = vault.row(
        "SELECT max(imported_at) FROM certificate WHERE signing_key = ?", (kept_key.id,)
    )
    came = from_stored(row[0]) if row and row[0] is not None else None
    return asked is not None and (came is None or asked >= came)


def keep_unsent(vault: Database, login: str, request: str) -> None:
    """Keep a request of somebody that is to leave with the next case bundle, in the place of one of
    before."""
    with vault.transaction():
        vault.execute("INSERT OR REPLACE INTO request_to_send VALUES(?, ?)", (login, request))


def unsent_requests(vault: Database) -> tuple[tuple[str, str], ...]:
    """Whose request waits to leave, and the request."""
    rows = vault.rows("SELECT login, request FROM request_to_send ORDER BY login")
    return tuple((str(login), str(request)) for login, request in rows)


def forget_unsent(vault: Database) -> None:
    """They stand in a message that was signed."""
    vault.execute("DELETE FROM request_to_send")


def private_key(vault: Database, kept_key: KeptKey, seed: bytes | bytearray) -> bytearray:
    """The private key as PKCS #8 DER; wipe it after use.

    Raises:
        WrongPassphrase: the seed is not the one it was wrapped with.
    """
    row = vault.row("SELECT nonce, wrapped FROM signing_key WHERE id = ?", (kept_key.id,))
    if row is None:
        raise VaultDamaged(what="signing_key")
    key = subkey(seed, _INFO)
    clear = bytearray(len(row[1]) - 16)
    try:
        AESGCM(key).decrypt_into(
            row[0], row[1], _context(vault, kept_key.login, kept_key.public_der), clear
        )
    except InvalidTag as error:
        raise WrongPassphrase from error
    finally:
        wipe(key)
    return clear


def of(vault: Database, login: str) -> list[KeptKey]:
    """An officer's keys, the newest first, each with its newest certificate: as the rows say, which
    whoever has the database's key can write."""
    return _kept_keys(vault, "login = ? ORDER BY signing_key.id DESC", login)


def with_certificates(vault: Database, kept_key: KeptKey) -> list[KeptKey]:
    """A key with each certificate that stands here for it, the newest first."""
    rows = vault.rows(
        "SELECT pem, chain_pem FROM certificate WHERE signing_key = ? ORDER BY id DESC",
        (kept_key.id,),
    )
    return [replace(kept_key, certificate_pem=pem, chain_pem=chain) for pem, chain in rows]


def opened(vault: Database, login: str, seed: bytes | bytearray) -> Iterator[KeptKey]:
    """Those of somebody's keys that their own seed opens, the newest first: whoever has the
    database's key can put another one in their place, but wrap none."""
    for kept_key in of(vault, login):
        with suppress(WrongPassphrase):  # of before a recovery, or nobody's here
            wipe(private_key(vault, kept_key, seed))
            yield kept_key


def newest_opened(vault: Database, login: str, seed: bytes | bytearray) -> KeptKey | None:
    """The first of `opened`; None: there is none."""
    return next(opened(vault, login, seed), None)


def by_public(vault: Database, public_der: bytes) -> KeptKey | None:
    """The key of this station that a certificate speaks of."""
    return next(iter(_kept_keys(vault, "public_der = ?", public_der)), None)


def add_certificate(
    vault: Database, public_der: bytes, certificate_pem: str, chain_pem: str, at: datetime
) -> KeptKey:
    """Keep what the authority issued; checking it is the caller's.

    Raises:
        NoCertificate: no key of this station has this public key.
    """
    kept_key = by_public(vault, public_der)
    if kept_key is None:
        raise NoCertificate(reason="other_key")
    with vault.transaction():
        vault.execute(
            "INSERT INTO certificate(signing_key, pem, chain_pem, imported_at) VALUES(?, ?, ?, ?)",
            (kept_key.id, certificate_pem, chain_pem, to_stored(at)),
        )
    return replace(kept_key, certificate_pem=certificate_pem, chain_pem=chain_pem)


def certificates(vault: Database) -> tuple[str, ...]:
    """Every certificate that was ever imported here (PEM)."""
    return tuple(pem for (pem,) in vault.rows("SELECT pem FROM certificate ORDER BY id"))


def requests_waiting(vault: Database) -> tuple[tuple[str, str], ...]:
    """Login and service number of whoever asked for a certificate after the last one came."""
    rows = vault.rows(
        "SELECT login, service_number FROM certificate_request AS asked"
        " JOIN signing_key ON signing_key.id = asked.signing_key"
        " JOIN officer ON officer.id = signing_key.officer"
        " WHERE asked.id = (SELECT max(id) FROM certificate_request"
        " WHERE signing_key = signing_key.id)"
        " AND asked.at >= coalesce((SELECT max(imported_at) FROM certificate"
        " WHERE signing_key = signing_key.id), 0) ORDER BY login"
    )
    return tuple((login, number) for login, number in rows)


def keep_age_identity(vault: Database, recipient: str, identity: str, at: datetime) -> None:
    """Keep the station's age identity (AGE-SECRET-KEY-1…) beside its recipient (age1…)."""
    with vault.transaction():
        vault.execute(
            "INSERT INTO age_identity VALUES(?, ?, ?)", (recipient, identity, to_stored(at))
        )


def age_identities(vault: Database) -> tuple[tuple[str, str], ...]:
    """Pairs of recipient and identity, newest first."""
    rows = vault.rows("SELECT recipient, identity FROM age_identity ORDER BY rowid DESC")
    return tuple((recipient, identity) for recipient, identity in rows)


def keep_own_identity(
    vault: Database,
    *,
    login: str,
    identity: tuple[str, str],
    seed: bytes | bytearray,
    at: datetime,
) -> None:
    """Keep an age identity (recipient, AGE-SECRET-KEY-1…) of one person, wrapped under a key from
    their own seed."""
    recipient, secret = identity
    key, nonce = subkey(seed, _OWN_INFO), os.urandom(12)
    context = _own_context(vault, login, recipient)
    wrapped = AESGCM(key).encrypt(nonce, secret.encode("ascii"), context)
    wipe(key)
    with vault.transaction():
        vault.execute(
            "INSERT INTO own_identity VALUES(?, (SELECT id FROM officer WHERE login = ?), ?, ?, ?)",
            (recipient, login, nonce, wrapped, to_stored(at)),
        )


def own_recipients(vault: Database, login: str) -> tuple[str, ...]:
    """What was sealed to this person alone, the newest first."""
    rows = vault.rows(
        "SELECT recipient FROM own_identity JOIN officer ON officer.id = officer"
        " WHERE login = ? ORDER BY own_identity.rowid DESC",
        (login,),
    )
    return tuple(recipient for (recipient,) in rows)


def own_identity(vault: Database, login: str, recipient: str, seed: bytes | bytearray) -> str:
    """The identity (AGE-SECRET-KEY-1…) of a recipient of this person.

    Raises:
        KeyError: they have none of this recipient.
        WrongPassphrase: the seed is not the one it was wrapped with.
    """
    row = vault.row(
        "SELECT nonce, wrapped FROM own_identity JOIN officer ON officer.id = officer"
        " WHERE login = ? AND recipient = ?",
        (login, recipient),
    )
    if row is None:
        raise KeyError(recipient)
    key = subkey(seed, _OWN_INFO)
    try:
        clear = AESGCM(key).decrypt(row[0], row[1], _own_context(vault, login, recipient))
    except InvalidTag as error:
        raise WrongPassphrase from error
    finally:
        wipe(key)
    return clear.decode("ascii")


def _own_context(vault: Database, login: str, recipient: str) -> bytes:
    return canonical(["tipdesk-own-identity/1", vault.vault_id, login, recipient])


def _kept_keys(vault: Database, where: str, value: object) -> list[KeptKey]:
    rows = vault.rows(f"{_SELECT} WHERE {where}", (value,))
    return [
        KeptKey(number, login, bytes(public), from_stored(at), pem, chain, service_number)
        for number, login, public, at, pem, chain, service_number in rows
    ]


def _context(vault: Database, login: str, public_der: bytes) -> bytes:
    return canonical(["tipdesk-signing-key/1", vault.vault_id, login, public_der.hex()])
