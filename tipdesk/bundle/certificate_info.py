"""One certificate of a station, read and judged for those who do not know X.509."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tipdesk.bundle.certificate_path import Moment, check_path
from tipdesk.bundle.crypto.certificates import CertificateRole, holder_of
from tipdesk.bundle.problems import Problem
from tipdesk.bundle.trust import TrustStore, certificate_fingerprint


@dataclass(frozen=True, slots=True)
class CertificateInfo:
    """What a certificate says of its holder. `fingerprint` has 40 digits."""

    pem: str
    public_der: bytes  # SubjectPublicKeyInfo
    name: str
    service_number: str
    fingerprint: str
    valid_from: datetime
    valid_to: datetime


def read_certificate(data: bytes) -> CertificateInfo:
    """Read the first certificate in `data` (PEM).

    Raises:
        ValueError: there is none.
    """
    certificate = _first(data)
    holder = holder_of(certificate.subject)
    return CertificateInfo(
        pem=certificate.public_bytes(Encoding.PEM).decode("ascii"),
        public_der=certificate.public_key().public_bytes(
            Encoding.DER, PublicFormat.SubjectPublicKeyInfo
        ),
        name=holder.name,
        service_number=holder.service_number,
        fingerprint=certificate_fingerprint(certificate),
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
    )


def certificate_pem(certificate: x509.Certificate) -> bytes:
    """A certificate as the authority hands it out."""
    return certificate.public_bytes(Encoding.PEM)


def judge_certificate(
    pem: str, role: CertificateRole, store: TrustStore, now: datetime
) -> tuple[Problem, ...]:
    """What would be said today of a signature with this certificate."""
    certificate = _first(pem.encode("ascii"))
    return tuple(check_path(certificate, role, store, Moment(now, now), lenient_crl=True))


def load_private_key(pkcs8_der: bytes | bytearray) -> ec.EllipticCurvePrivateKey:
    """The private key of an officer as the vault keeps it (PKCS #8, DER, not encrypted).

    Raises:
        TypeError: it is no key on an elliptic curve.
    """
    key = serialization.load_der_private_key(pkcs8_der, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("not a key on an elliptic curve")
    return key


def _first(data: bytes) -> x509.Certificate:
    return x509.load_pem_x509_certificates(data)[0]
