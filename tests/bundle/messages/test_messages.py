"""Messages: what a reader takes, who may say what, and what a kept one is when it is read again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.bundle.messages.letters import (
    BODIES,
    DIGEST,
    OTHER_ID,
    ROW,
    STATION,
    certified,
    message,
    open_container,
    sealed,
    signed,
    signer,
)
from tests.bundle.world import NOW, SERIES, codes, world
from tipdesk.bundle.container import bag, paths
from tipdesk.bundle.container.index import NotSent, payload_of_bytes
from tipdesk.bundle.crypto import cms
from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.crypto.certificates import CertificateRole
from tipdesk.bundle.file_kind import FileKind, kind_of
from tipdesk.bundle.messages.bodies import MessageType, signed_as
from tipdesk.bundle.messages.document import (
    Correspondent,
    MessageNumber,
    MessageSubject,
    read_message,
    write_message,
)
from tipdesk.bundle.messages.judging import SignedParts, prove_rows, recheck
from tipdesk.bundle.messages.writing import SignedMessage, files_of
from tipdesk.bundle.reader import verify
from tipdesk.bundle.strict_json import write_json
from tipdesk.cases.handover.rows import digest_of
from tipdesk.core.errors import BundleUnreadable

KINDS = list(MessageType)


def forged(original: SignedMessage, document: bytes, role: CertificateRole) -> SignedMessage:
    """Another document, signed all the same: what a program that checks nothing would write."""
    digest = hashlib.sha256(document).hexdigest()
    manifest = bag.write_manifest([bag.SignedFile(paths.MESSAGE, "application/json", digest)])
    signature = cms.sign(manifest, signer(role), original.message.at)
    return replace(original, parts=SignedParts(document, manifest, signature))


@pytest.mark.parametrize("kind", KINDS)
def test_each_type_is_valid_from_whoever_may_sign_it(kind: MessageType) -> None:
    original = signed(message(kind))
    report = verify(open_container(original), world().plain())
    assert (codes(report), report.valid, report.kind) == ([], True, "message")
    assert report.message == original.message
    assert report.manifest_sha256 == original.parts.manifest_sha256


@pytest.mark.parametrize("kind", KINDS)
def test_each_type_is_refused_from_everybody_else(kind: MessageType) -> None:
    for role in set(CertificateRole) - signed_as(kind) - {CertificateRole.TRUST}:
        original = signed(message(kind), signer(role))
        report = verify(open_container(original), world().plain())
        assert "E_CERT_ROLE" in codes(report), role


def test_a_sealed_message_opens_for_its_addressee_and_the_recovery_key(tmp_path: Path) -> None:
    station, recovery, stranger = (Identity.generate() for _ in range(3))
    files, payloads = files_of([payload_of_bytes("record.json", b"{}")])
    original = signed(message(MessageType.APPROVAL_REQUEST, files=files), None, *payloads)
    path = sealed(tmp_path, original, station.recipient, recovery.recipient)
    assert kind_of(path) is FileKind.CASE_BUNDLE  # an envelope: nobody can tell what is in it
    for identity in (station, recovery):
        report = verify(path, world().question(identity=identity))
        assert report.valid
        assert report.encrypted
        assert report.container is not None
        assert report.container.open("files/0001.json").read() == b"{}"
        report.close()
    assert codes(verify(path, world().question(identity=stranger))) == ["E_AGE_NO_KEY"]


def test_a_message_says_who_it_is_from_and_the_certificate_agrees() -> None:
    other = certified(CertificateRole.APPROVER, "SH3", "T-07")
    colleague = certified(CertificateRole.APPROVER, STATION[0], "T-08")
    for key in (other, colleague):
        report = verify(open_container(signed(message(), key)), world().plain())
        assert codes(report) == ["E_MESSAGE_FROM"]


def test_the_time_in_it_is_the_time_of_its_signature() -> None:
    original = signed(message())
    later = replace(original, message=replace(original.message, at=NOW + timedelta(seconds=2)))
    again = forged(later, original.parts.document, CertificateRole.APPROVER)
    assert codes(verify(open_container(again), world().plain())) == ["E_MESSAGE_FROM"]


def test_what_comes_with_it_is_what_it_names() -> None:
    files, payloads = files_of(
        [payload_of_bytes("a.pdf", b"%PDF"), payload_of_bytes("b.txt", b"b")]
    )
    whole = signed(message(files=files), None, *payloads)
    assert verify(open_container(whole), world().plain()).valid
    surplus = signed(message(files=files[:1]), None, *payloads)
    assert codes(verify(open_container(surplus), world().plain())) == ["E_MESSAGE_FORM"]
    missing = signed(message(files=files), None, *payloads[:1])
    assert codes(verify(open_container(missing), world().plain())) == ["E_MESSAGE_FORM"]
    resized = (replace(files[0], size=9), files[1])
    other = signed(message(files=resized), None, *payloads)
    assert codes(verify(open_container(other), world().plain())) == ["E_MESSAGE_FORM"]
    unsigned = open_container(signed(message()), ("files/0001.txt", b"b"))
    assert codes(verify(unsigned, world().plain())) == ["E_COVERAGE", "E_MESSAGE_FORM"]


def test_a_type_that_nobody_knows_is_kept_and_told_of() -> None:
    letter = replace(message(), type="closing", body={"why": "later"})
    for role in (CertificateRole.EXPORTER, CertificateRole.APPROVER):
        report = verify(open_container(signed(letter, signer(role))), world().plain())
        assert codes(report) == ["W_NEWER"]
        assert report.valid
        assert report.message is not None
        assert report.message.known is None


@pytest.mark.parametrize(
    ("version", "expected"), [("1.1", ["W_NEWER"]), ("2.0", ["E_VERSION"]), ("1.0", None)]
)
def test_versions(version: str, expected: list[str] | None) -> None:
    original = signed(message())
    value = json.loads(original.parts.document)
    value |= {"format": f"tipdesk-message/{version}", "more": 1}
    value["body"]["more"] = 1
    report = verify(
        open_container(forged(original, write_json(value), CertificateRole.APPROVER)),
        world().plain(),
    )
    assert codes(report) == (expected or ["E_MESSAGE_FORM"])
    assert report.valid is (expected == ["W_NEWER"])


def test_numbers_and_what_it_is_about_come_back() -> None:
    letter = message(
        numbered=MessageNumber(SERIES, 4, DIGEST, (NotSent(3, OTHER_ID),)),
        about=MessageSubject("", OTHER_ID, "", None),
        to=Correspondent("PPX", "P-03"),
    )
    assert read_message(write_message(letter)) == letter


def test_rows_are_proved_by_the_record_that_it_is_about() -> None:
    digest = digest_of(write_json(ROW))
    for kind in (MessageType.DISCLOSURE, MessageType.COMPLETION_ANSWER):
        assert list(prove_rows(message(kind), [digest, DIGEST])) == []
        problems = list(prove_rows(message(kind), [DIGEST]))
        assert [(item.code.value, item.detail) for item in problems] == [("E_ROW", "urgency")]
    assert list(prove_rows(message(MessageType.OPENED), [])) == []


def test_a_kept_message_is_judged_again() -> None:
    original, trust = signed(message()), world().listed()
    later = NOW + timedelta(days=2000)  # its signer's certificate has ended since

    def codes_now(parts: SignedParts) -> list[str]:
        return [item.code.value for item in recheck(parts, trust, later, NOW).problems]

    parts = original.parts
    assert "E_DIGEST" not in codes_now(parts)
    assert [code for code in codes_now(parts) if code.startswith("E_") and "CRL" not in code] == []
    changed = parts.document.replace(b'"number":1', b'"number":2')
    assert changed != parts.document
    assert "E_DIGEST" in codes_now(replace(parts, document=changed))
    digest = hashlib.sha256(changed).hexdigest()
    manifest = bag.write_manifest([bag.SignedFile(paths.MESSAGE, "application/json", digest)])
    assert "E_SIG_DIGEST" in codes_now(SignedParts(changed, manifest, parts.signature))
    assert codes_now(replace(parts, document=b"{}")) == ["E_MESSAGE_FORM"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_no_reader_takes_is_not_signed(kind: MessageType) -> None:
    wrong: list[Any] = [{**BODIES[kind], "more": 1}]
    wrong += [
        {key: value for key, value in BODIES[kind].items() if key != name} for name in BODIES[kind]
    ]
    for body in wrong:
        with pytest.raises(BundleUnreadable):
            write_message(message(kind, body=body))
