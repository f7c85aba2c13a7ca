"""ASN.1 of a CMS SignedData (RFC 5652) and its CAdES attributes (RFC 5035), declared for DER."""

from __future__ import annotations

from typing import Annotated

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier

ID_DATA = ObjectIdentifier("1.2.840.113549.1.7.1")
ID_SIGNED_DATA = ObjectIdentifier("1.2.840.113549.1.7.2")
CONTENT_TYPE = ObjectIdentifier("1.2.840.113549.1.9.3")
MESSAGE_DIGEST = ObjectIdentifier("1.2.840.113549.1.9.4")
SIGNING_TIME = ObjectIdentifier("1.2.840.113549.1.9.5")
SIGNING_CERTIFICATE = ObjectIdentifier("1.2.840.113549.1.9.16.2.47")
ALGORITHM_PROTECTION = ObjectIdentifier("1.2.840.113549.1.9.52")
MIME_TYPE = ObjectIdentifier("0.4.0.1733.2.1")


@asn1.sequence
class Attribute:
    """A name and the set of its values."""

    type: ObjectIdentifier
    values: asn1.SetOf[asn1.TLV]


@asn1.sequence
class EncapsulatedContent:
    """What was signed; absent in a detached signature."""

    content_type: ObjectIdentifier
    content: Annotated[bytes | None, asn1.Explicit(0)]


@asn1.sequence
class IssuerAndSerial:
    """Which certificate signed."""

    issuer: asn1.TLV
    serial: int


@asn1.sequence
class SignerInfo:
    """One signature with its attributes (RFC 5652 §5.3)."""

    version: int
    sid: IssuerAndSerial
    digest_algorithm: asn1.TLV
    signed: Annotated[asn1.SetOf[Attribute], asn1.Implicit(0)]
    signature_algorithm: asn1.TLV
    signature: bytes
    unsigned: Annotated[asn1.SetOf[Attribute] | None, asn1.Implicit(1)]


@asn1.sequence
class SignedData:
    """RFC 5652 §5.1; certificates are required here."""

    version: int
    digest_algorithms: asn1.SetOf[asn1.TLV]
    encapsulated: EncapsulatedContent
    certificates: Annotated[asn1.SetOf[x509.Certificate], asn1.Implicit(0)]
    crls: Annotated[asn1.SetOf[x509.CertificateRevocationList] | None, asn1.Implicit(1)]
    signers: asn1.SetOf[SignerInfo]


@asn1.sequence
class ContentInfo:
    """The outermost element (RFC 5652 §3)."""

    content_type: ObjectIdentifier
    content: Annotated[SignedData, asn1.Explicit(0)]


@asn1.sequence
class IssuerSerial:
    """RFC 5035: the issuer as GeneralNames with one directoryName."""

    issuer: list[asn1.TLV]
    serial: int


@asn1.sequence
class CertificateId:
    """ESSCertIDv2 with its default digest, SHA-256."""

    digest: bytes
    issuer_serial: IssuerSerial | None


@asn1.sequence
class CertificateIdWithAlgorithm:
    """ESSCertIDv2 with a named digest."""

    algorithm: asn1.TLV
    digest: bytes
    issuer_serial: IssuerSerial | None


@asn1.sequence
class SigningCertificate:
    """SigningCertificateV2 without policies."""

    certificates: list[asn1.TLV]


def element(tag: int, content: bytes) -> bytes:
    """One DER element."""
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(size))) + size + content


def parsed(der: bytes) -> asn1.TLV:
    """DER as a value that can stand in a declared field."""
    return asn1.decode_der(asn1.TLV, der)


def der(value: object) -> bytes:
    """The DER of a declared value or of an element."""
    return asn1.encode_der(value)
