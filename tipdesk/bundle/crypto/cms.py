"""The detached CAdES-B-B signature over a manifest or a statement (ETSI EN 319 122-1, format §1.6).

ASN.1 of SignedData is that of RFC 5652, the CAdES attributes are those of RFC 5035. All of it is
declared for DER: what is signed must have one encoding only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ObjectIdentifier

from tipdesk.bundle import limits
from tipdesk.bundle.crypto import algorithms
from tipdesk.bundle.crypto.certificates import MALFORMED, SigningKey
from tipdesk.bundle.problems import Code, Problem, collecting, fault

# --- ASN.1 ------------------------------------------------------------------------------------


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


_MAX_CERTIFICATES = 8
MANIFEST_TYPE = "text/xml"
_REQUIRED = (
    CONTENT_TYPE,
    MESSAGE_DIGEST,
    SIGNING_TIME,
    SIGNING_CERTIFICATE,
    MIME_TYPE,
    ALGORITHM_PROTECTION,
)


@dataclass(frozen=True, slots=True)
class Signature:
    """What a signature says of itself. `problems` is empty if it holds for the content."""

    certificate: x509.Certificate
    signed_at: datetime  # claimed by the signer
    crls: tuple[x509.CertificateRevocationList, ...]  # sent along
    certificates: tuple[x509.Certificate, ...]  # sent along, the signer's among them
    problems: tuple[Problem, ...]


# --- signing -------------------------------------------------------------------------------


def sign(content: bytes, key: SigningKey, when: datetime, media_type: str = MANIFEST_TYPE) -> bytes:
    """The DER of a detached signature by `key`; `when` is the claimed signing time (UTC). What was
    signed as one type of file is no signature of another."""
    digest, signature_algorithm = algorithms.for_key(key.private)
    attributes = _attributes(
        digest, signature_algorithm, digest.of(content), key.certificate, when, media_type
    )
    signature = algorithms.sign(key.private, _to_be_signed(attributes))
    signer = SignerInfo(
        version=1,
        sid=IssuerAndSerial(
            issuer=parsed(key.certificate.issuer.public_bytes()),
            serial=key.certificate.serial_number,
        ),
        digest_algorithm=parsed(digest.der),
        signed=attributes,
        signature_algorithm=parsed(signature_algorithm),
        signature=signature,
        unsigned=None,
    )
    signed = SignedData(
        version=1,
        digest_algorithms=asn1.SetOf([parsed(digest.der)]),
        encapsulated=EncapsulatedContent(content_type=ID_DATA, content=None),
        certificates=asn1.SetOf([key.certificate, *key.chain]),
        crls=asn1.SetOf(list(key.crls)) if key.crls else None,
        signers=asn1.SetOf([signer]),
    )
    return der(ContentInfo(content_type=ID_SIGNED_DATA, content=signed))


def _attributes(
    digest: algorithms.DigestAlgorithm,
    signature_algorithm: bytes,
    content_digest: bytes,
    certificate: x509.Certificate,
    when: datetime,
    media_type: str,
) -> asn1.SetOf[Attribute]:
    issuer = element(0x30, element(0xA4, certificate.issuer.public_bytes()))
    named = b"" if digest is algorithms.SHA256 else digest.der
    certificate_id = element(
        0x30,
        named
        + element(0x04, digest.of(certificate.public_bytes(Encoding.DER)))
        + element(0x30, issuer + der(certificate.serial_number)),
    )
    values = {
        CONTENT_TYPE: der(ID_DATA),
        MESSAGE_DIGEST: element(0x04, content_digest),
        SIGNING_TIME: der(asn1.UTCTime(when.replace(microsecond=0))),
        SIGNING_CERTIFICATE: element(0x30, element(0x30, certificate_id)),
        MIME_TYPE: _mime(media_type),
        ALGORITHM_PROTECTION: _protection(digest.der, signature_algorithm),
    }
    return asn1.SetOf(
        [Attribute(type=name, values=asn1.SetOf([parsed(value)])) for name, value in values.items()]
    )


def _mime(media_type: str) -> bytes:
    return element(0x0C, media_type.encode("ascii"))


def _protection(digest_der: bytes, signature_der: bytes) -> bytes:
    """CMSAlgorithmProtection (RFC 6211): both algorithms, the second tagged [1] IMPLICIT."""
    return element(0x30, digest_der + b"\xa1" + signature_der[1:])


def _to_be_signed(attributes: asn1.SetOf[Attribute]) -> bytes:
    """The attributes as an explicit SET OF (RFC 5652 §5.4)."""
    return element(0x31, b"".join(sorted(der(attribute) for attribute in attributes.as_list())))


# --- reading -------------------------------------------------------------------------------


def read(data: bytes, content: bytes, media_type: str = MANIFEST_TYPE) -> Signature:
    """Read a signature and check it against what was signed, and as which type of file.

    Raises:
        BundleUnreadable: E_SIG_* that leave nobody to be named as signer.
    """
    if len(data) > limits.SIGNATURE:
        raise fault(Code.E_SIG_TOO_BIG)
    return _strictly(lambda: _read(data, content, media_type))


def _strictly(work: Callable[[], Signature]) -> Signature:
    try:
        return work()
    except MALFORMED as error:
        raise fault(Code.E_SIG_PARSE, detail=str(error)[:200]) from error


def _read(data: bytes, content: bytes, media_type: str) -> Signature:
    info = asn1.decode_der(ContentInfo, data)
    signed = info.content
    if info.content_type != ID_SIGNED_DATA:
        raise fault(Code.E_SIG_TYPE)
    if signed.encapsulated.content_type != ID_DATA:
        raise fault(Code.E_SIG_TYPE)
    if signed.encapsulated.content is not None:
        raise fault(Code.E_SIG_NOT_DETACHED)
    signers = signed.signers.as_list()
    if len(signers) != 1:
        raise fault(Code.E_SIG_SIGNERS)
    certificates = signed.certificates.as_list()
    if len(certificates) > _MAX_CERTIFICATES or any(c.serial_number <= 0 for c in certificates):
        raise fault(Code.E_SIG_CERTS)  # RFC 5280 §4.1.2.2; cryptography only warns
    signer = signers[0]
    if signed.version != 1 or signer.version != 1:
        raise fault(Code.E_SIG_PARSE, detail="version")
    digest = algorithms.digest_algorithm(der(signer.digest_algorithm))
    if [der(item) for item in signed.digest_algorithms.as_list()] != [der(signer.digest_algorithm)]:
        raise fault(Code.E_SIG_ALG, detail="digest algorithms")
    attributes = _read_attributes(signer)
    certificate = _signer_certificate(signer, certificates)
    problems = _check_attributes(attributes, signer, digest.of(content), media_type)
    with collecting(problems):
        _check_certificate_id(attributes[SIGNING_CERTIFICATE], certificate)
    with collecting(problems):
        algorithms.check(
            certificate.public_key(),
            digest,
            der(signer.signature_algorithm),
            signer.signature,
            _to_be_signed(signer.signed),
        )
    signed_at = asn1.decode_der(asn1.UTCTime, attributes[SIGNING_TIME]).as_datetime()
    crls = tuple(signed.crls.as_list()) if signed.crls is not None else ()
    return Signature(certificate, signed_at, crls, tuple(certificates), tuple(problems))


def _read_attributes(signer: SignerInfo) -> dict[ObjectIdentifier, bytes]:
    attributes: dict[ObjectIdentifier, bytes] = {}
    for attribute in signer.signed.as_list():
        name = attribute.type.dotted_string
        if attribute.type in attributes:
            raise fault(Code.E_SIG_ATTR_DUP, detail=name)
        values = attribute.values.as_list()
        if len(values) != 1:
            raise fault(Code.E_SIG_ATTR_MULTI, detail=name)
        attributes[attribute.type] = der(values[0])
    for required in _REQUIRED:
        if required not in attributes:
            raise fault(Code.E_SIG_ATTR_MISSING, detail=required.dotted_string)
    if len(attributes) != len(_REQUIRED):
        raise fault(Code.E_SIG_PARSE, detail="further signed attributes")
    return attributes


def _check_attributes(
    attributes: dict[ObjectIdentifier, bytes],
    signer: SignerInfo,
    content_digest: bytes,
    media_type: str,
) -> list[Problem]:
    protection = _protection(der(signer.digest_algorithm), der(signer.signature_algorithm))
    expected = {
        CONTENT_TYPE: (der(ID_DATA), Code.E_SIG_CT),
        MESSAGE_DIGEST: (element(0x04, content_digest), Code.E_SIG_DIGEST),
        MIME_TYPE: (_mime(media_type), Code.E_SIG_MIME),
        ALGORITHM_PROTECTION: (protection, Code.E_SIG_ALGPROT),
    }
    return [Problem(code) for name, (value, code) in expected.items() if attributes[name] != value]


def _signer_certificate(
    signer: SignerInfo, certificates: Iterable[x509.Certificate]
) -> x509.Certificate:
    issuer = der(signer.sid.issuer)
    matching = [
        certificate
        for certificate in certificates
        if certificate.serial_number == signer.sid.serial
        and certificate.issuer.public_bytes() == issuer
    ]
    if len(matching) != 1:
        raise fault(Code.E_SIG_CERT_MISSING)
    if not matching[0].subject.rdns:  # also makes a name that cannot be read fail here
        raise fault(Code.E_SIG_PARSE, detail="no subject")
    return matching[0]


def _check_certificate_id(attribute: bytes, certificate: x509.Certificate) -> None:
    """The ESS binding: the first certificate id names exactly this certificate (RFC 5035 §5)."""
    ids = asn1.decode_der(SigningCertificate, attribute).certificates
    if not ids:
        raise fault(Code.E_SIG_ESS)
    certificate_id: CertificateId | CertificateIdWithAlgorithm
    try:
        certificate_id = asn1.decode_der(CertificateId, der(ids[0]))
        digest = algorithms.SHA256
    except ValueError:
        certificate_id = asn1.decode_der(CertificateIdWithAlgorithm, der(ids[0]))
        digest = algorithms.digest_algorithm(der(certificate_id.algorithm))
    if certificate_id.digest != digest.of(certificate.public_bytes(Encoding.DER)):
        raise fault(Code.E_SIG_ESS)
    if certificate_id.issuer_serial is None:
        raise fault(Code.E_SIG_ESS, detail="issuer and serial")
    names = [der(name) for name in certificate_id.issuer_serial.issuer]
    issuer = element(0xA4, certificate.issuer.public_bytes())
    if names != [issuer] or certificate_id.issuer_serial.serial != certificate.serial_number:
        raise fault(Code.E_SIG_ESS, detail="issuer and serial")
