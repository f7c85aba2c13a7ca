"""Trust lists: root, revocation list and age recipients, signed and numbered (format §8)."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tipdesk.bundle import strict_json, trust
from tipdesk.bundle.container import paths
from tipdesk.bundle.container.single import sign_document
from tipdesk.bundle.crypto.age import Recipient
from tipdesk.bundle.crypto.certificates import MALFORMED, SigningKey
from tipdesk.bundle.problems import Code, Problem
from tipdesk.bundle.reader import VerificationRequest, verify
from tipdesk.bundle.report import VerificationReport
from tipdesk.core.errors import BundleUnreadable, TrustPackInvalid, TrustPackOlder
from tipdesk.core.plain_file import read_plain

FORMAT = "tipdesk-trust/1"
SUFFIX = ".asice"
PROSECUTION = "prosecution"
RECOVERY = "recovery"
_SHA256 = "[0-9a-f]{64}"
_MAX_PEM = 4 << 20  # characters
MAX_LIST = 4 << 20  # bytes; what is larger is none


@dataclass(frozen=True, slots=True)
class TrustList:
    """A trust list as read: what to trust from now on, and when it was made."""

    store: trust.TrustStore
    created: datetime


def make_trust_list(pack: TrustList, key: SigningKey) -> bytes:
    """The bytes of `trust-<serial>.asice`; the key's certificate has the trust role."""
    store = pack.store
    value: strict_json.JsonValue = {
        "format": FORMAT,
        "serial": store.serial,
        "created": strict_json.format_time(pack.created),
        "agency": store.agency,
        "ca": [_pem(root) for root in store.roots],
        "crl": [_pem(crl) for crl in store.crls],
        "recipients": [
            {
                "role": item.role,
                "label": item.label,
                "age": item.recipient.text,
                "code": item.code,
            }
            for item in store.recipients
        ],
        "receivers": list(store.receivers),
    }
    return sign_document(paths.TRUST, value, key, pack.created)


def _pem(item: x509.Certificate | x509.CertificateRevocationList) -> str:
    return item.public_bytes(Encoding.PEM).decode("ascii")


def read_trust_list(
    source: Path | BinaryIO, now: datetime, current: trust.TrustStore | None = None
) -> TrustList:
    """Read a trust list and check it.

    Args:
        source: the file.
        now: today.
        current: what the station trusts. None at the first import: the pack then vouches for
            itself, and the caller has the fingerprint of its only root typed in.

    Raises:
        TrustPackInvalid: it does not verify, has not exactly one root, or another one than the
            station trusts (details: code).
        TrustPackOlder: its serial or its revocation list is older (details: found, known).
        FileUnreadable: the file cannot be read.
    """
    file = io.BytesIO(_whole(source))  # read once: what is checked is what is used
    first = verify(file, VerificationRequest(now=now))
    first.close()
    if first.kind != "trust-pack" or not (first.complete and first.intact):
        raise TrustPackInvalid(code=_first_code(first.problems))
    pack = _parse(first.content[paths.TRUST])
    report = verify(
        file, VerificationRequest(now=now, trust=current or pack.store, lenient_crl=True)
    )
    report.close()
    if not report.valid:
        raise TrustPackInvalid(code=_first_code(report.problems))
    if current is not None:
        _check_same_root(pack.store, current)
        _check_newer(pack.store, current)
    return pack


def _whole(source: Path | BinaryIO) -> bytes:
    if not isinstance(source, Path):
        source.seek(0)
        return source.read(MAX_LIST)
    return read_plain(source, MAX_LIST)


def _check_same_root(pack: trust.TrustStore, current: trust.TrustStore) -> None:
    if trust.only_root(pack.roots) != trust.only_root(current.roots):
        raise TrustPackInvalid(code=Code.E_CERT_UNTRUSTED.value)


def _check_newer(pack: trust.TrustStore, current: trust.TrustStore) -> None:
    if pack.serial < current.serial:
        raise TrustPackOlder(found=pack.serial, known=current.serial)
    if pack.crl_number < current.crl_number:
        raise TrustPackOlder(found=pack.crl_number, known=current.crl_number)


def _first_code(problems: tuple[Problem, ...]) -> str:
    errors = [problem.code.value for problem in problems if problem.severity != "warning"]
    return errors[0] if errors else Code.E_TRUST_FORM.value


def _parse(data: bytes) -> TrustList:
    try:
        fields = strict_json.Fields(strict_json.read_json(data))
        fields.text("format", FORMAT)
        roots = [x509.load_pem_x509_certificate(pem) for pem in _pems(fields, "ca")]
        crls = [x509.load_pem_x509_crl(pem) for pem in _pems(fields, "crl")]
        store = trust.TrustStore(
            tuple(roots),
            tuple(crls),
            tuple(_recipient(strict_json.Fields(item)) for item in fields.items("recipients", 16)),
            tuple(_digest(item) for item in fields.items("receivers", 100)),
            fields.number("serial", 1),
            fields.text("agency", limit=200),
        )
        pack = TrustList(
            store, strict_json.parse_time(fields.text("created", strict_json.TIME_PATTERN))
        )
        fields.end()
    except BundleUnreadable as error:  # an age key that is none
        raise TrustPackInvalid(code=Code.E_TRUST_FORM.value) from error
    except MALFORMED as error:
        raise TrustPackInvalid(code=Code.E_TRUST_FORM.value) from error
    root = trust.only_root(roots)
    trust.check_root(root)
    if not crls or not all(trust.is_crl_of(crl, root) for crl in crls):
        raise TrustPackInvalid(code=Code.E_TRUST_FORM.value)
    return pack


def _pems(fields: strict_json.Fields, name: str) -> list[bytes]:
    return [
        strict_json.Fields({name: item}).text(name, limit=_MAX_PEM).encode("ascii")
        for item in fields.items(name, 8)
    ]


def _recipient(fields: strict_json.Fields) -> trust.TrustedRecipient:
    recipient = trust.TrustedRecipient(
        fields.text("role", f"{PROSECUTION}|{RECOVERY}"),
        fields.text("label", limit=200),
        Recipient.from_text(fields.text("age", limit=100)),
        fields.text("code", "(?:[A-Z0-9]{2,6})?"),
    )
    fields.end()
    return recipient


def _digest(value: strict_json.JsonValue) -> str:
    return strict_json.Fields({"sha256": value}).text("sha256", _SHA256)


def describe(report: VerificationReport) -> VerificationReport:
    """A trust list's report with its format, faults of form added."""
    data = report.content.get(paths.TRUST)
    if data is None:
        return report
    try:
        _parse(data)
    except TrustPackInvalid:
        fault = Problem(Code.E_TRUST_FORM, paths.TRUST)
        return replace(report, problems=(*report.problems, fault), intact=False)
    return replace(report, format=FORMAT)
