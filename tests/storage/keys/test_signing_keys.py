"""Signing keys: wrapped from the officer's own seed, so that an open vault cannot sign."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
)
from sqlcipher3 import dbapi2

from tests.storage.samples import OFFICER, SUPERVISOR
from tipdesk.core.errors import NoCertificate, WrongPassphrase
from tipdesk.storage.keys import signing_keys


@pytest.fixture
def new_key(vault, seeds, clock):
    return signing_keys.make(vault, login=OFFICER, seed=seeds[OFFICER], at=clock())


def test_the_key_opens_with_the_seed_alone(vault, new_key, seeds):
    clear = signing_keys.private_key(vault, new_key, seeds[OFFICER])
    private = load_der_private_key(bytes(clear), None)
    assert isinstance(private.curve, ec.SECP256R1)
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert public == new_key.public_der
    with pytest.raises(WrongPassphrase):
        signing_keys.private_key(vault, new_key, seeds[SUPERVISOR])


def test_a_wrapped_key_does_not_move_to_another_officer(vault, new_key, seeds, clock):
    from dataclasses import replace

    with pytest.raises(WrongPassphrase):
        signing_keys.private_key(vault, replace(new_key, login=SUPERVISOR), seeds[OFFICER])
    with pytest.raises(dbapi2.IntegrityError):
        vault.execute("UPDATE signing_key SET officer = 2")


def test_a_certificate_finds_its_key_and_a_newer_one_replaces_it(vault, new_key, clock):
    assert signing_keys.of(vault, OFFICER) == [new_key]
    assert signing_keys.of(vault, SUPERVISOR) == []
    for pem in ("first", "second"):
        kept = signing_keys.add_certificate(vault, new_key.public_der, pem, "chain", clock())
        assert (kept.certificate_pem, kept.chain_pem) == (pem, "chain")
        assert signing_keys.of(vault, OFFICER) == [kept]
    with pytest.raises(NoCertificate):
        signing_keys.add_certificate(vault, b"other", "pem", "chain", clock())


def test_a_new_key_is_the_officers_from_now_on(vault, new_key, seeds, clock):
    signing_keys.add_certificate(vault, new_key.public_der, "pem", "chain", clock())
    fresh = signing_keys.make(vault, login=OFFICER, seed=seeds[OFFICER], at=clock())
    assert signing_keys.of(vault, OFFICER)[0] == fresh
    assert signing_keys.by_public(vault, new_key.public_der).certificate_pem == "pem"


def test_age_identities_newest_first(vault, clock):
    assert signing_keys.age_identities(vault) == ()
    for name in ("1", "2"):
        signing_keys.keep_age_identity(vault, f"age1{name}", f"AGE-SECRET-KEY-1{name}", clock())
    assert signing_keys.age_identities(vault)[0] == ("age12", "AGE-SECRET-KEY-12")
    with pytest.raises(dbapi2.IntegrityError):
        vault.execute("DELETE FROM age_identity")
