"""A private key with the certificate that speaks for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tipdesk.bundle.crypto.algorithms import PrivateKey, is_allowed_key
from tipdesk.bundle.crypto.certificates import MALFORMED
from tipdesk.core.errors import NoCertificate


@dataclass(frozen=True, slots=True)
class SigningKey:
    """What signs a bundle, a receipt or a trust pack."""

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
