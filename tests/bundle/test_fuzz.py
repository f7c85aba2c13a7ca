"""Mutated containers: none is accepted, none makes a crash. The seeds are fixed."""

import random
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from tests.bundle.raw import good, look
from tests.bundle.world import NOW, codes, person, world
from tests.long_runs import long
from tipdesk.bundle import receipt, trust
from tipdesk.bundle.certifying import state
from tipdesk.bundle.container.bag import read_manifest
from tipdesk.bundle.container.index import read_index
from tipdesk.bundle.enrolment import read_enrolment
from tipdesk.bundle.receipt import Receipt, Result, make_receipt
from tipdesk.core.errors import TipdeskError

GOOD = good().bytes()
MUTANTS = 300  # for each seed


def mutated(data: bytes, dice: random.Random) -> bytes:
    """A few bytes set, cut out or put in, mostly near the ends where the structures are."""
    changed = bytearray(data)
    for _ in range(dice.choice([1, 1, 1, 2, 4, 16])):
        place = dice.randrange(len(changed))
        if dice.random() < 0.6:
            edge = dice.randrange(min(5000, len(changed)))
            place = dice.choice([edge, len(changed) - 1 - edge])
        kind = dice.random()
        if kind < 0.6:
            changed[place] = dice.randrange(256)
        elif kind < 0.8:
            del changed[place : place + dice.randrange(1, 64)]
        else:
            changed[place:place] = dice.randbytes(dice.randrange(1, 32))
    return bytes(changed)


@pytest.mark.parametrize("seed", [0, *long(1, 2, 3)])
def test_no_mutant_of_a_bundle_is_accepted(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(MUTANTS):
        data = mutated(GOOD, dice)
        report = look(data)
        if data != GOOD:
            assert not report.valid
            assert codes(report)
            assert report.container is None


def test_no_mutant_of_a_signature_is_accepted() -> None:
    """The authority's certificate travels along unsigned; no other byte may differ."""
    container = good()
    root = world().authority.root.public_bytes(Encoding.DER)
    officer = world().officer.key.certificate.fingerprint(SHA256()).hex()
    signature = container.signed_by()
    start = signature.index(root)
    beside = [*range(start), *range(start + len(root), len(signature))]
    dice = random.Random(99)
    for _ in range(MUTANTS):
        data = mutated(signature, dice)
        report = look(replace(container, signature=data).bytes())
        same_length = len(data) == len(signature)
        if not same_length or any(data[place] != signature[place] for place in beside):
            assert not report.valid
        if report.signed_by is not None:
            assert report.signed_by.certificate_sha256 == officer
        report.close()


def texts() -> dict[str, tuple[bytes, object]]:
    from cryptography.hazmat.primitives.asymmetric import ec

    from tipdesk.bundle.container.paths import INDEX
    from tipdesk.bundle.crypto.certificates import CertificateRole
    from tipdesk.bundle.enrolment import make_enrolment

    container = good()
    key = ec.generate_private_key(ec.SECP256R1())
    request = make_enrolment(key, {CertificateRole.EXPORTER}, person("س"), "x")
    return {
        "index": (container.payloads[INDEX], read_index),
        "manifest": (container.signed(), read_manifest),
        "enrolment": (request, read_enrolment),
        "trust.pem": (trust.trust_to_pem(world().trust), trust.trust_from_pem),
    }


@pytest.mark.parametrize("name", ["index", "manifest", "enrolment", "trust.pem"])
def test_readers_only_refuse(name: str) -> None:
    """Whatever comes in, the only exceptions are the house's own."""
    data, read = texts()[name]
    dice = random.Random(name)
    for _ in range(600):
        try:
            read(mutated(data, dice))
        except TipdeskError:
            continue


def test_no_mutant_of_a_receipt_is_accepted() -> None:
    sent = Receipt(
        receipt_id="0f6c0d5e-5a0e-4c62-8f0c-0a4b8a5b1c11",
        bundle_id="7d4f5a1e-8b62-4c39-9d2b-1f0c53a9be77",
        file_sha256="1" * 64,
        file_size=5,
        manifest_sha256="2" * 64,
        signer_sha256="3" * 64,
        signed_at=NOW,
        received_at=NOW,
        result=Result.ACCEPTED,
    )
    data = make_receipt(sent, world().receiver.key)
    import io

    assert receipt.read_receipt(io.BytesIO(data), world().trust, NOW).receipt == sent
    dice = random.Random(5)
    for _ in range(600):
        changed = mutated(data, dice)
        answer = receipt.read_receipt(io.BytesIO(changed), world().trust, NOW)
        if changed != data:
            assert answer.receipt is None
            assert answer.problems


def test_a_mutated_state_of_an_authority_is_refused_or_read(tmp_path) -> None:
    folder = world().authority.folder
    data = (folder / state.STATE_FILE).read_bytes()
    dice = random.Random(3)
    for _ in range(300):
        (tmp_path / state.STATE_FILE).write_bytes(mutated(data, dice))
        try:
            state.load_state(tmp_path)
        except TipdeskError:
            continue
