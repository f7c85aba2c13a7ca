"""The agency's certificates and revocation list (RFC 5280, format §3.4), and keys that sign."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tipdesk.bundle.crypto.algorithms import PrivateKey, SigningPublicKey, is_allowed_key
from tipdesk.bundle.problems import Code, fault
from tipdesk.core.errors import BundleUnreadable, HolderRefused, NoCertificate
from tipdesk.i18n.text import clean

# Roles stand below an arc made of a UUID (X.667), so that no registration is needed.
_ARC = "2.25.329800735698586629295641978511506172918"
# What reading or checking a certificate, a request or a list from outside may raise.
MALFORMED: tuple[type[Exception], ...] = (
    ValueError,
    TypeError,
    InvalidSignature,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.ExtensionNotFound,
    x509.UnsupportedGeneralNameType,
)
DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
ROOT_LIFE = timedelta(days=20 * 365)
MAX_NAME = 64  # characters
_COMMON_BYTES = 64
LIST_SIGNERS = x509.ObjectIdentifier(f"{_ARC}.10")  # in a root: the keys that sign trust lists
FEWEST_SIGNERS, MOST_SIGNERS = 2, 7
_WHOLE_NAME = x509.ObjectIdentifier("2.5.4.41")  # id-at-name
_PARTS = {
    NameOID.COUNTRY_NAME,
    NameOID.ORGANIZATION_NAME,
    NameOID.ORGANIZATIONAL_UNIT_NAME,
    NameOID.COMMON_NAME,
    NameOID.USER_ID,
    NameOID.SERIAL_NUMBER,
}
_WHERE = {NameOID.COUNTRY_NAME, NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME}
_NUMBER = re.compile(r"(?=.{1,64}$)[A-Za-z0-9'()+,./:=?-]+(?: [A-Za-z0-9'()+,./:=?-]+)*")
"""A PrintableString in which no space is unseen: one person with two numbers that look alike would
be two (RFC 5280 §7.1 takes such for equal)."""
UNIT = r"[A-Z0-9]{2,6}"  # code of a station or an office
LOGIN = r"[A-Z0-9][A-Z0-9.-]{0,19}"  # code of a person there
LEAF_LIFE = timedelta(days=3 * 365)
VOUCHER_LIFE = timedelta(days=90)
CRL_LIFE = timedelta(days=90)
CLOCK_LEEWAY = timedelta(days=1)  # certificates begin a day early: clocks of stations differ


class CertificateRole(StrEnum):
    """What a certificate's holder may sign."""

    EXPORTER = "exporter"  # case bundles
    RECEIVER = "receiver"  # receipts
    TRUST = "trust"  # trust lists
    APPROVER = "approver"  # approvals: what of a file leaves
    PROSECUTOR = "prosecutor"  # what decides at an office

    @property
    def number(self) -> int:
        """The last number of its policy."""
        return tuple(CertificateRole).index(self) + 1

    @property
    def policy(self) -> x509.ObjectIdentifier:
        """The certificate policy that stands for the role."""
        return x509.ObjectIdentifier(f"{_ARC}.{self.number}")


_TOGETHER = (
    {CertificateRole.EXPORTER, CertificateRole.APPROVER},
    {CertificateRole.RECEIVER, CertificateRole.PROSECUTOR},
)


def in_order(roles: Collection[CertificateRole]) -> list[CertificateRole]:
    """Roles by the number of their policy."""
    return sorted(roles, key=lambda role: role.number)


def roles_text(roles: Collection[CertificateRole]) -> str:
    """Roles as they stand in requests and lists, e.g. "exporter approver"."""
    return " ".join(in_order(roles))


def may_stand_together(roles: Collection[CertificateRole]) -> bool:
    """Whether one certificate may carry these roles."""
    return len(roles) == 1 or set(roles) in _TOGETHER


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a certificate names: a person of a station or an office."""

    name: str
    service_number: str  # of the person, wherever they work
    unit: str  # code of the station or office
    login: str  # code of the person there

    def check(self) -> None:
        """Whether a certificate can name it. Raises HolderRefused."""
        good = is_number(self.service_number) and re.fullmatch(UNIT, self.unit)
        if not (is_holder_name(self.name) and good and re.fullmatch(LOGIN, self.login)):
            raise HolderRefused


def is_number(text: str) -> bool:
    """Whether a certificate can carry this service number."""
    return _NUMBER.fullmatch(text) is not None


def is_holder_name(name: str) -> bool:
    """One line of plain text in which something can be seen, of 1 to 64 characters (X.520's bound
    of a common name)."""
    plain = clean(name) == name and not {"\n", "\t"} & set(name)
    return plain and any(map(str.isalnum, name)) and len(name) <= MAX_NAME


def subject(country: str, agency: str, holder: Holder) -> x509.Name:
    """Country, agency, unit, name, login and service number as a distinguished name (format §3.4).

    X.520 counts characters, `cryptography` bytes: of an Arabic name it takes half as many. A name
    that is too long for it stands whole in the attribute `name`, and its beginning as common name.

    Raises:
        HolderRefused: a certificate cannot name this holder.
    """
    holder.check()
    common = holder.name.encode()[:_COMMON_BYTES].decode(errors="ignore")
    attributes = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, country),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, agency),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, holder.unit),
        x509.NameAttribute(NameOID.COMMON_NAME, common),
    ]
    if common != holder.name:
        attributes.append(x509.NameAttribute(_WHOLE_NAME, holder.name))
    attributes.append(x509.NameAttribute(NameOID.USER_ID, holder.login))
    attributes.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, holder.service_number))
    return x509.Name(attributes)


def holder_of(name: x509.Name) -> Holder:
    """Whom a distinguished name names; '' for each part that it has not exactly once."""
    return Holder(
        name=_only(name, _WHOLE_NAME) or _only(name, NameOID.COMMON_NAME),
        service_number=_only(name, NameOID.SERIAL_NUMBER),
        unit=_only(name, NameOID.ORGANIZATIONAL_UNIT_NAME),
        login=_only(name, NameOID.USER_ID),
    )


def names_nothing_else(name: x509.Name) -> bool:
    """Whether a name has each part of `subject` once, maybe the whole name, and nothing more."""
    parts = [part.oid for part in name]
    return set(parts) - {_WHOLE_NAME} == _PARTS and len(parts) == len(set(parts))


def _only(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    parts = name.get_attributes_for_oid(oid)
    return str(parts[0].value) if len(parts) == 1 else ""


def agency_of(name: x509.Name) -> str:
    """Whose authority a distinguished name names."""
    return name_part(name, NameOID.ORGANIZATION_NAME)


def known_roles(certificate: x509.Certificate) -> frozenset[CertificateRole]:
    """The roles that a certificate carries, whatever else is wrong with it; maybe none."""
    try:
        return roles_of(certificate)
    except BundleUnreadable:
        return frozenset()


def roles_of(certificate: x509.Certificate) -> frozenset[CertificateRole]:
    """The roles that a certificate carries.

    Raises:
        BundleUnreadable: E_CERT_ROLE: none, one that this format does not have, or some that may
            not stand together.
    """
    try:
        policies = certificate.extensions.get_extension_for_class(x509.CertificatePolicies)
        numbers = {policy.policy_identifier for policy in policies.value}
    except MALFORMED as error:
        raise fault(Code.E_CERT_ROLE) from error
    roles = frozenset(role for role in CertificateRole if role.policy in numbers)
    if not policies.critical or len(roles) != len(numbers) or not may_stand_together(roles):
        raise fault(Code.E_CERT_ROLE)
    return roles


def key_usage(*, sign: bool = False, issue: bool = False) -> x509.KeyUsage:
    """Signing of documents, or of certificates and revocation lists."""
    return x509.KeyUsage(
        digital_signature=sign,
        content_commitment=sign,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=issue,
        crl_sign=issue,
        encipher_only=False,
        decipher_only=False,
    )


def key_digest(public: SigningPublicKey) -> bytes:
    """SHA-256 of a SubjectPublicKeyInfo."""
    der = public.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return hashlib.sha256(der).digest()


def _signers_der(digests: Collection[bytes]) -> bytes:
    """SEQUENCE OF OCTET STRING, sorted."""
    body = b"".join(b"\x04\x20" + digest for digest in sorted(digests))
    return (bytes((0x30, len(body))) if len(body) < 0x80 else bytes((0x30, 0x81, len(body)))) + body


def list_signers(root: x509.Certificate) -> frozenset[bytes]:
    """Digests of the keys that a root lets sign trust lists; none where it names none properly."""
    try:
        extension = root.extensions.get_extension_for_oid(LIST_SIGNERS).value
    except MALFORMED:
        return frozenset()
    der = extension.value if isinstance(extension, x509.UnrecognizedExtension) else b""
    body = der[3 if der[1:2] == b"\x81" else 2 :]
    digests = frozenset(body[at + 2 : at + 34] for at in range(0, len(body), 34))
    known = FEWEST_SIGNERS <= len(digests) <= MOST_SIGNERS and _signers_der(digests) == der
    return digests if known else frozenset()


def make_root(
    key: ec.EllipticCurvePrivateKey,
    country: str,
    agency: str,
    now: datetime,
    signers: Collection[SigningPublicKey],
) -> x509.Certificate:
    """A self-signed root for the agency: path length 1 (vouchers), 20 years. It names the keys of
    those who sign trust lists: who holds the root's key alone can add nobody to them."""
    named = _signers_der([key_digest(signer) for signer in signers])
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, country),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, agency),
            x509.NameAttribute(NameOID.COMMON_NAME, f"tipdesk root {now.year}"),
        ]
    )
    return (
        _begun(name, name, key.public_key(), now)
        .not_valid_after(now + ROOT_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
        .add_extension(key_usage(issue=True), critical=True)
        .add_extension(x509.UnrecognizedExtension(LIST_SIGNERS, named), critical=False)
        .sign(key, hashes.SHA384())
    )


def make_release_certificate(
    key: ec.EllipticCurvePrivateKey, maker: str, holder: str, now: datetime
) -> x509.Certificate:
    """A self-signed certificate of a release key: what vouches for it is the maker's root.
    `holder` is a person's name."""
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, maker),
            x509.NameAttribute(NameOID.COMMON_NAME, holder),
        ]
    )
    return (
        _begun(name, name, key.public_key(), now)
        .not_valid_after(now + ROOT_LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(key_usage(sign=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), critical=False)
        .sign(key, hashes.SHA384())
    )


@dataclass(frozen=True, slots=True)
class Issuer:
    """A root and its private key, in memory."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def authority_key(self) -> x509.AuthorityKeyIdentifier:
        """The identifier that leaves and lists carry."""
        identifier = self.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
        return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier.value)


def issue_leaf(
    issuer: Issuer,
    name: x509.Name,
    public: SigningPublicKey,
    roles: Collection[CertificateRole],
    now: datetime,
) -> x509.Certificate:
    """A certificate for one holder and their roles: 3 years, of those who sign trust lists as long
    as their root names them; document signing."""
    life = ROOT_LIFE if CertificateRole.TRUST in roles else LEAF_LIFE
    usages = [DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]
    policies = [x509.PolicyInformation(role.policy, None) for role in in_order(roles)]
    return (
        _begun(name, issuer.certificate.subject, public, now)
        .not_valid_after(min(now + life, issuer.certificate.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(key_usage(sign=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage(usages), critical=False)
        .add_extension(x509.CertificatePolicies(policies), critical=True)
        .add_extension(issuer.authority_key(), critical=False)
        .sign(issuer.key, hashes.SHA384())
    )


def issue_voucher(
    issuer: Issuer,
    whom: x509.Name,
    public: SigningPublicKey,
    roles: Collection[CertificateRole],
    now: datetime,
) -> x509.Certificate:
    """A certificate that certifies one person, as a whole name, for these roles and no others
    (format §3.4), and ends after 90 days with what was certified under it."""
    where = [part for part in whom if part.oid in _WHERE]
    holder = holder_of(whom)
    common = x509.NameAttribute(NameOID.COMMON_NAME, f"voucher {holder.unit} {holder.login}")
    policies = [x509.PolicyInformation(role.policy, None) for role in in_order(roles)]
    return (
        _begun(x509.Name([*where, common]), issuer.certificate.subject, public, now)
        .not_valid_after(now - CLOCK_LEEWAY + VOUCHER_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(key_usage(issue=True), critical=True)
        .add_extension(x509.NameConstraints([x509.DirectoryName(whom)], None), critical=True)
        .add_extension(x509.CertificatePolicies(policies), critical=True)
        .add_extension(issuer.authority_key(), critical=False)
        .sign(issuer.key, hashes.SHA384())
    )


def _begun(
    name: x509.Name, issuer: x509.Name, public: SigningPublicKey, now: datetime
) -> x509.CertificateBuilder:
    """What every certificate has."""
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_LEEWAY)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


@dataclass(frozen=True, slots=True)
class Revocation:
    """A certificate that no longer counts."""

    serial: int
    when: datetime
    reason: x509.ReasonFlags


def make_crl(
    issuer: Issuer, revocations: Sequence[Revocation], number: int, now: datetime
) -> x509.CertificateRevocationList:
    """The revocation list with this number, due again in 90 days."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(now)
        .next_update(now + CRL_LIFE)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(issuer.authority_key(), critical=False)
    )
    for revocation in revocations:
        entry = x509.RevokedCertificateBuilder(revocation.serial, revocation.when)
        if revocation.reason is not x509.ReasonFlags.unspecified:
            entry = entry.add_extension(x509.CRLReason(revocation.reason), critical=False)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(issuer.key, hashes.SHA384())


def crl_number(crl: x509.CertificateRevocationList) -> int:
    """The list's number, 0 if it has none."""
    try:
        return crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
    except MALFORMED:
        return 0


def pkcs8(key: ec.EllipticCurvePrivateKey) -> bytes:
    """A private key as DER, not encrypted."""
    return key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def load_public(der: bytes) -> SigningPublicKey:
    """A key that signs here (SubjectPublicKeyInfo, DER). Raises ValueError, TypeError."""
    key = serialization.load_der_public_key(der)
    if not is_allowed_key(key):
        raise TypeError("key")
    return key


def ed25519_public(private: bytes) -> bytes:
    """The public side of an Ed25519 key of 32 bytes. Raises ValueError: it has another size."""
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def load_certificate(pem: bytes) -> x509.Certificate:
    """A certificate in PEM. Raises ValueError."""
    return x509.load_pem_x509_certificate(pem)


def name_part(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    """The first value of a part of a distinguished name, '' if it has none."""
    values = name.get_attributes_for_oid(oid)
    return str(values[0].value) if values else ""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """What signs a bundle, a receipt or a trust list."""

    private: PrivateKey = field(repr=False)
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]  # the authority's certificate
    crls: tuple[x509.CertificateRevocationList, ...] = ()  # sent along, optional

    def check_valid(self, now: datetime) -> None:
        """Raises NoCertificate unless the certificate is valid at `now`."""
        certificate = self.certificate
        if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
            raise NoCertificate


def signing_key(
    pkcs8_der: bytes, certificate_pem: bytes, ca_pem: bytes, crl_pem: bytes = b""
) -> SigningKey:
    """Put a key together from what the vault keeps.

    Args:
        pkcs8_der: the private key, not encrypted (PKCS#8, DER).
        certificate_pem: its certificate.
        ca_pem: the authority's certificate (one or more).
        crl_pem: the newest revocation list, to be sent along.

    Raises:
        NoCertificate: the certificate is missing, broken or of another key.
    """
    private = serialization.load_der_private_key(pkcs8_der, None)
    try:
        certificate = x509.load_pem_x509_certificate(certificate_pem)
        chain = tuple(x509.load_pem_x509_certificates(ca_pem))
        crls = (x509.load_pem_x509_crl(crl_pem),) if crl_pem else ()
    except MALFORMED as error:
        raise NoCertificate from error
    if not isinstance(private, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise NoCertificate
    public = private.public_key()
    if not is_allowed_key(public) or certificate.public_key() != public:
        raise NoCertificate
    return SigningKey(private, certificate, chain, crls)
