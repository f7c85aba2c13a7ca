"""Whom a station trusts: the agency's root and its newest revocation list, and age recipients."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tipdesk.bundle.crypto.age_keys import Recipient
from tipdesk.bundle.crypto.algorithms import is_allowed_key
from tipdesk.bundle.crypto.certificates import MALFORMED, crl_number
from tipdesk.core.errors import TrustPackInvalid

_DIGITS = 40
_GROUP = 5


def fingerprint40(data: bytes) -> str:
    """40 digits of the SHA-256 of `data`, to be read aloud or typed (133 bits, format §8)."""
    return f"{int.from_bytes(hashlib.sha256(data).digest(), 'big') % 10**_DIGITS:0{_DIGITS}d}"


def grouped(digits: str) -> str:
    """The 40 digits in eight groups of five."""
    return " ".join(digits[place : place + _GROUP] for place in range(0, len(digits), _GROUP))


def certificate_fingerprint(certificate: x509.Certificate) -> str:
    """The 40 digits of a certificate."""
    return fingerprint40(certificate.public_bytes(Encoding.DER))


def public_key_fingerprint(key: PublicKeyTypes) -> str:
    """The 40 digits of a public key (SubjectPublicKeyInfo), read out at enrolment."""
    return fingerprint40(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def same_digits(fingerprint: str, typed: str) -> bool:
    """Whether a person typed these digits; Arabic-Indic digits and any spacing count."""
    digits = "".join(str(int(c)) for c in typed if c.isdecimal())
    between = "-.\u2066\u2069"  # and the isolates that copied digits may carry
    others = [c for c in typed if not (c.isdecimal() or c.isspace() or c in between)]
    return not others and digits == fingerprint


@dataclass(frozen=True, slots=True)
class TrustedRecipient:
    """An age key from a trust pack."""

    role: str  # prosecution or recovery
    label: str
    recipient: Recipient


@dataclass(frozen=True, slots=True)
class TrustStore:
    """A root with its revocation lists, and for packs what else they carry.

    Forty digits vouch for one root only: what is read from a file never has more.
    """

    roots: tuple[x509.Certificate, ...]
    crls: tuple[x509.CertificateRevocationList, ...]
    recipients: tuple[TrustedRecipient, ...] = ()
    receivers: tuple[str, ...] = ()  # SHA-256 (hex) of the receiving stations' certificates
    serial: int = 0  # of the trust pack, 0 if there was none
    agency: str = ""

    def root_for(self, certificate: x509.Certificate) -> x509.Certificate | None:
        """The root with the name of the certificate's issuer."""
        issuer = certificate.issuer.public_bytes()
        return next((r for r in self.roots if r.subject.public_bytes() == issuer), None)

    def newest_crl(
        self, root: x509.Certificate, sent: Iterable[x509.CertificateRevocationList] = ()
    ) -> x509.CertificateRevocationList | None:
        """The list with the highest number that `root` signed.

        Lists that came with a bundle (`sent`) only make the answer newer: without a list of its
        own the station has none, or a thief could choose one from before the revocation.
        """
        own = [crl for crl in self.crls if is_crl_of(crl, root)]
        if not own:
            return None
        return max([*own, *(crl for crl in sent if is_crl_of(crl, root))], key=crl_number)

    @property
    def crl_number(self) -> int:
        """The highest number among its lists; a later store may not have a lower one."""
        return max((crl_number(crl) for crl in self.crls), default=0)

    @property
    def fingerprint(self) -> str:
        """The 40 digits of its root.

        Raises:
            TrustPackInvalid: it does not have exactly one, so the digits would not vouch for all
                that is trusted (code E_TRUST_FORM).
        """
        return certificate_fingerprint(only_root(self.roots))


def is_crl_of(crl: x509.CertificateRevocationList, root: x509.Certificate) -> bool:
    """Whether `root` issued and signed the list."""
    key = root.public_key()
    if not is_allowed_key(key):
        return False
    try:
        # A critical extension narrows what a list is about; ours have none.
        narrowed = any(extension.critical for extension in crl.extensions)
        own = crl.issuer == root.subject and not narrowed
        return own and crl.is_signature_valid(key)
    except MALFORMED:
        return False


def only_root(roots: Sequence[x509.Certificate]) -> x509.Certificate:
    """The one root. Raises TrustPackInvalid when there are none or several (code E_TRUST_FORM)."""
    if len(roots) != 1:
        raise TrustPackInvalid(code="E_TRUST_FORM")
    return roots[0]


def check_root(root: x509.Certificate) -> None:
    """Refuse what cannot be a root. Raises TrustPackInvalid (details: code E_TRUST_FORM)."""
    try:
        constraints = root.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = root.extensions.get_extension_for_class(x509.KeyUsage).value
        root.verify_directly_issued_by(root)
        good = constraints.ca and usage.key_cert_sign and usage.crl_sign
        good = good and is_allowed_key(root.public_key())
    except MALFORMED as error:
        raise TrustPackInvalid(code="E_TRUST_FORM") from error
    if not good:
        raise TrustPackInvalid(code="E_TRUST_FORM")


def trust_from_pem(data: bytes) -> TrustStore:
    """Read a root and its revocation lists, PEM one after another (`trust.pem`).

    Raises:
        TrustPackInvalid: no root in it or several different ones, or one of its parts is broken
            (code E_TRUST_FORM).
    """
    try:
        roots = x509.load_pem_x509_certificates(data)
        blocks = data.split(b"-----BEGIN X509 CRL-----")[1:]
        crls = [x509.load_pem_x509_crl(b"-----BEGIN X509 CRL-----" + block) for block in blocks]
    except MALFORMED as error:
        raise TrustPackInvalid(code="E_TRUST_FORM") from error
    root = only_root(list(dict.fromkeys(roots)))
    check_root(root)
    return TrustStore((root,), tuple(crls))


def trust_to_pem(store: TrustStore) -> bytes:
    """`trust.pem` for OpenSSL: the root, then the lists."""
    roots = [root.public_bytes(Encoding.PEM) for root in store.roots]
    return b"".join([*roots, *(crl.public_bytes(Encoding.PEM) for crl in store.crls)])
