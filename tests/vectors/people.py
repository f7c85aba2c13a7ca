"""Everybody who takes part in the vectors: keys from seeds, and certificates made for the vectors alone.

Nothing here is made by the program: names, keys, certificates and trust lists follow
docs/bundle-format.md §3.4 and §12, so that a fault of the program is not a fault of its vectors.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HERE = Path(__file__).parent
DAY = timedelta(days=1)
NOW = datetime(2026, 11, 24, 12, 30, 10, tzinfo=UTC)
BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
END = BEGIN + 3 * 365 * DAY
ARC = "2.25.329800735698586629295641978511506172918"
EXPORTER, RECEIVER, TRUST, APPROVER, PROSECUTOR = 1, 2, 3, 4, 5
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Extensions = list[tuple[x509.ExtensionType, bool]]


def seed(*words: object) -> bytes:
    """32 bytes that are the same every time."""
    return hashlib.sha256("/".join(("tipdesk-vectors", *map(str, words))).encode()).digest()


def canonical(value: object) -> bytes:
    """§1: one spelling for every value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def stamp(time: datetime) -> str:
    """A time of §1."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def instant(time: datetime) -> str:
    """An instant of §1."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03d}Z"


# --- keys -------------------------------------------------------------------------------------


def ec_key(name: str, curve: ec.EllipticCurve | None = None) -> ec.EllipticCurvePrivateKey:
    """The key of a name."""
    if curve is None:
        return ec.derive_private_key(int.from_bytes(seed("key", name)), ec.SECP256R1())
    secret = hashlib.sha384(seed("key", name)).digest()[: curve.key_size // 8]
    return ec.derive_private_key(int.from_bytes(secret), curve)


def rsa_key(bits: int) -> rsa.RSAPrivateKey:
    """A kept key: none can be made from a seed."""
    key = serialization.load_pem_private_key((HERE / f"keys/rsa-{bits}.pem").read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def bech32(prefix: str, data: bytes) -> str:
    """BIP 173."""
    number, bits = int.from_bytes(data), len(data) * 8
    pad = -bits % 5
    groups = [number << pad >> place & 31 for place in range(bits + pad - 5, -1, -5)]
    expanded = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    check = 1
    for value in [*expanded, *groups, *[0] * 6]:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, factor in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= factor if top >> bit & 1 else 0
    groups += [(check ^ 1) >> 5 * (5 - place) & 31 for place in range(6)]
    return prefix + "1" + "".join(_BECH32[group] for group in groups)


@dataclass(frozen=True)
class AgeKey:
    """An age key, by its name."""

    name: str

    @property
    def secret(self) -> bytes:
        return seed("age", self.name)

    @property
    def public(self) -> bytes:
        return X25519PrivateKey.from_private_bytes(self.secret).public_key().public_bytes_raw()

    @property
    def recipient(self) -> str:
        return bech32("age", self.public)

    @property
    def file(self) -> str:
        """As `age-keygen` writes it."""
        secret = bech32("age-secret-key-", self.secret).upper()
        return f"# public key: {self.recipient}\n{secret}\n"


OFFICE, RECOVERY, STRANGER = AgeKey("office"), AgeKey("recovery"), AgeKey("stranger")
HEAD, ADVISER, STATION_KEY = AgeKey("head"), AgeKey("prosecutor"), AgeKey("station")
APPROVER_KEY = AgeKey("approver")


# --- certificates -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Person:
    """A key with its certificate, and the others that go with a signature."""

    key: PrivateKey
    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...] = ()
    crls: tuple[x509.CertificateRevocationList, ...] = ()


def der_of(item: x509.Certificate | x509.CertificateRevocationList) -> bytes:
    return item.public_bytes(serialization.Encoding.DER)


def spki(key: PrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def key_usage(*names: str) -> x509.KeyUsage:
    every = [
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    ]
    return x509.KeyUsage(**{name: name in names for name in every})


def _serial(name: str) -> int:
    return int.from_bytes(seed("serial", name)[:16]) >> 1


def signed(builder: Any, key: PrivateKey) -> Any:
    """A certificate or list, with the signature that RFC 6979 gives it."""
    return builder.sign(key, hashes.SHA384(), ecdsa_deterministic=True)


def root_of(name: str, signers: Sequence[PrivateKey], begin: datetime = BEGIN) -> Person:
    """§3.4: a root with those who sign its lists."""
    key = ec_key(name, ec.SECP384R1())
    digests = sorted(hashlib.sha256(spki(signer)).digest() for signer in signers)
    body = b"".join(b"\x04\x20" + digest for digest in digests)
    extension = x509.UnrecognizedExtension(
        x509.ObjectIdentifier(f"{ARC}.10"), bytes((0x30, len(body))) + body
    )
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "KW"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, AGENCY),
            x509.NameAttribute(NameOID.COMMON_NAME, f"vectors {name}"),
        ]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(_serial(name))
        .not_valid_before(begin)
        .not_valid_after(begin + 20 * 365 * DAY)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(x509.BasicConstraints(True, 1), True)
        .add_extension(key_usage("key_cert_sign", "crl_sign"), True)
    )
    builder = builder.add_extension(extension, False)
    certificate = signed(builder, key)
    return Person(key, certificate, (certificate,))


AGENCY = "الإدارة العامة"
CLERK_KEY, SECOND_KEY = ec_key("clerk"), ec_key("second clerk")
ROOT = root_of("root", (CLERK_KEY, SECOND_KEY))


@dataclass
class Wish:
    """A leaf as it is to be; an edit of the list of subject parts or extensions makes it odd."""

    roles: tuple[int, ...] = (EXPORTER,)
    unit: str = "SH2"
    login: str = "T-07"
    number: str = "K-18"
    name: str = "سالم"
    begin: datetime = BEGIN
    end: datetime = END
    key: PrivateKey | None = None
    issuer: Person = ROOT
    listed: bool = True
    serial: int | None = None
    critical_policies: bool = True
    usage: tuple[str, ...] = ("digital_signature", "content_commitment")
    subject: Callable[[list[x509.NameAttribute]], Any] = lambda parts: None
    extensions: Callable[[Extensions], Any] = lambda parts: None
    more: tuple[x509.Certificate, ...] = ()
    also: dict[str, Any] = field(default_factory=dict)


ISSUED: list[tuple[x509.Certificate, Wish]] = []
"""Every certificate that the trust list is to name."""


def subject_of(wish: Wish) -> x509.Name:
    """Whom a leaf names."""
    parts = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "KW"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, AGENCY),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, wish.unit),
        x509.NameAttribute(NameOID.COMMON_NAME, wish.name),
        x509.NameAttribute(NameOID.USER_ID, wish.login),
        x509.NameAttribute(NameOID.SERIAL_NUMBER, wish.number),
    ]
    wish.subject(parts)
    return x509.Name(parts)


def policies_of(roles: Sequence[int]) -> x509.CertificatePolicies:
    """The policies that stand for roles."""
    return x509.CertificatePolicies(
        [x509.PolicyInformation(x509.ObjectIdentifier(f"{ARC}.{role}"), None) for role in roles]
    )


def issue(name: str, wish: Wish) -> Person:
    """A leaf below the root, or below whoever the wish says."""
    key = wish.key or ec_key(name)
    policies = policies_of(wish.roles)
    usages = [
        x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36"),
        ExtendedKeyUsageOID.EMAIL_PROTECTION,
    ]
    identifier = x509.SubjectKeyIdentifier.from_public_key(wish.issuer.key.public_key())
    extensions: Extensions = [
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        (x509.BasicConstraints(False, None), True),
        (key_usage(*wish.usage), True),
        (x509.ExtendedKeyUsage(usages), False),
        (policies, wish.critical_policies),
        (x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), False),
    ]
    wish.extensions(extensions)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject_of(wish))
        .issuer_name(wish.issuer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(_serial(name) if wish.serial is None else wish.serial)
        .not_valid_before(wish.begin)
        .not_valid_after(wish.end)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    certificate = signed(builder, wish.issuer.key)
    if wish.listed:
        ISSUED.append((certificate, wish))
    return Person(key, certificate, (certificate, *wish.more))


def voucher(
    name: str,
    whom: Wish,
    end: datetime = BEGIN + 90 * DAY,
    extensions: Callable[[Extensions], Any] = lambda parts: None,
) -> Person:
    """§3.4: a CA certificate that speaks for one person and their roles."""
    key = ec_key(name)
    person = subject_of(whom)
    where = list(person)[:3]
    permitted = [x509.DirectoryName(person)]
    parts: Extensions = [
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        (x509.BasicConstraints(True, 0), True),
        (key_usage("key_cert_sign"), True),
        (x509.NameConstraints(permitted, None), True),
        (policies_of(whom.roles), True),
        (
            x509.AuthorityKeyIdentifier.from_issuer_public_key(ROOT.key.public_key()),
            False,
        ),
    ]
    extensions(parts)
    common = x509.NameAttribute(NameOID.COMMON_NAME, f"voucher {whom.unit} {whom.login}")
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([*where, common]))
        .issuer_name(ROOT.certificate.subject)
        .public_key(key.public_key())
        .serial_number(_serial(name))
        .not_valid_before(BEGIN)
        .not_valid_after(end)
    )
    for extension, critical in parts:
        builder = builder.add_extension(extension, critical)
    return Person(key, signed(builder, ROOT.key))


def crl(
    number: int,
    revoked: Sequence[tuple[x509.Certificate, datetime, x509.ReasonFlags | None]] = (),
    *,
    issuer: Person = ROOT,
    begin: datetime = NOW - DAY,
    due: datetime = NOW + 89 * DAY,
) -> x509.CertificateRevocationList:
    """The root's list of revocations."""
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(begin)
        .next_update(due)
        .add_extension(x509.CRLNumber(number), False)
        .add_extension(identifier, False)
    )
    for certificate, when, reason in revoked:
        entry = x509.RevokedCertificateBuilder(certificate.serial_number, when)
        if reason is not None:
            entry = entry.add_extension(x509.CRLReason(reason), False)
        builder = builder.add_revoked_certificate(entry.build())
    return signed(builder, issuer.key)


# --- trust lists ------------------------------------------------------------------------------


def pem(item: x509.Certificate | x509.CertificateRevocationList) -> str:
    return item.public_bytes(serialization.Encoding.PEM).decode()


def _span(begin: datetime, end: datetime) -> dict[str, str]:
    return {"from": stamp(begin), "until": stamp(end)}


def row_of(certificate: x509.Certificate, wish: Wish) -> dict[str, Any]:
    """A certificate as a list names it."""
    return {
        "sha256": hashlib.sha256(der_of(certificate)).hexdigest(),
        "code": wish.unit,
        "login": wish.login,
        "number": wish.number,
        "roles": sorted(wish.roles),
        **_span(wish.begin, wish.end),
    }


def listing(
    crls: Sequence[x509.CertificateRevocationList],
    certificates: list[dict[str, Any]],
    vouchers: Sequence[dict[str, Any]] = (),
    serial: int = 3,
    roots: Sequence[x509.Certificate] = (ROOT.certificate,),
) -> dict[str, Any]:
    """`trust.json`, §12."""
    always = _span(BEGIN, END)
    return {
        "format": "tipdesk-trust/1.0",
        "serial": serial,
        "created": stamp(NOW - DAY),
        "agency": AGENCY,
        "ca": [pem(root) for root in roots],
        "crl": [pem(item) for item in crls],
        "offices": [
            {
                "code": "PPX",
                "label": "نيابة الاختبار",
                "age": [{"key": OFFICE.recipient, **always}],
                "accepts_notice": True,
            }
        ],
        "recovery": [{"label": "recovery", "key": RECOVERY.recipient}],
        "prosecutors": [{"office": "PPX", "login": "P-01", "key": ADVISER.recipient}],
        "heads": [{"office": "PPX", "login": "P-09", "key": HEAD.recipient}],
        "approvers": [{"station": "SH2", "login": "S-01", "key": APPROVER_KEY.recipient}],
        "stations": [
            {"code": "SH2", "kind": "officer", "age": [{"key": STATION_KEY.recipient, **always}]},
            {"code": "SH6", "kind": "officer", "age": []},
            {"code": "PPX", "kind": "receiving", "age": []},
        ],
        "certificates": certificates,
        "vouchers": list(vouchers),
        "approves_for": [["SH6", "SH2"]],
    }


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()
