"""Whom a station trusts, whether a signer was entitled, and what its certificates say of
themselves.

`TrustStore` is root and revocations, with what a trust list names. `check_path` asks whether a
signer was entitled at a moment: path, role, list, time and revocation (format §3.4 and §12).
`read_certificate` and `judge_certificate` tell one certificate to those who do not know X.509.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtensionOID

from tipdesk.bundle import vouchers
from tipdesk.bundle.crypto import certificates
from tipdesk.bundle.crypto.algorithms import SigningPublicKey, is_allowed_key
from tipdesk.bundle.problems import Code, Problem, collecting, fault
from tipdesk.bundle.trust_rows import ListedCertificate, Listing
from tipdesk.core.errors import HolderRefused, TrustPackInvalid

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
    """Whether a person typed these digits, grouped or not; Arabic-Indic ones count."""
    digits = "".join(str(int(c)) for c in typed if c.isdecimal())
    between = "-.\u2066\u2069"  # and the isolates that copied digits may carry
    others = [c for c in typed if not (c.isdecimal() or c.isspace() or c in between)]
    return not others and digits == fingerprint.replace(" ", "")


@dataclass(frozen=True, slots=True)
class TrustStore:
    """One root with its revocation lists, while it hands over two; and what a trust list names.

    Forty digits vouch for the first root; only those whom it names could sign for another.
    """

    roots: tuple[x509.Certificate, ...]
    crls: tuple[x509.CertificateRevocationList, ...]
    listing: Listing | None = None  # None: root and revocations alone were given, as PEM

    @property
    def serial(self) -> int:
        """Of the trust list, 0 if there was none."""
        return self.listing.serial if self.listing is not None else 0

    def root_for(self, certificate: x509.Certificate) -> x509.Certificate | None:
        """The root that issued a certificate; one with the issuer's name where none did."""
        issuer = certificate.issuer.public_bytes()
        named = [root for root in self.roots if root.subject.public_bytes() == issuer]
        return next((root for root in named if is_issued_by(certificate, root)), (*named, None)[0])

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
        return max(
            [*own, *(crl for crl in sent if is_crl_of(crl, root))], key=certificates.crl_number
        )

    @property
    def crl_number(self) -> int:
        """The highest number among its lists; a later store may not have a lower one."""
        return max((certificates.crl_number(crl) for crl in self.crls), default=0)

    @property
    def fingerprint(self) -> str:
        """The 40 digits of its first root. Raises TrustPackInvalid (E_TRUST_FORM): it has none."""
        if not self.roots:
            raise TrustPackInvalid(code=Code.E_TRUST_FORM.value)
        return certificate_fingerprint(self.roots[0])


@lru_cache(maxsize=256)  # one answer for two certificates, and asked again for every document
def is_issued_by(certificate: x509.Certificate, root: x509.Certificate) -> bool:
    """Whether `root` has the issuer's name and signed the certificate."""
    try:
        certificate.verify_directly_issued_by(root)
    except certificates.MALFORMED:
        return False
    return True


def is_crl_of(crl: x509.CertificateRevocationList, root: x509.Certificate) -> bool:
    """Whether `root` issued and signed the list."""
    return _issued_list(crl.public_bytes(Encoding.DER), root)


@lru_cache(maxsize=64)  # every reading of what a station trusts asks it again
def _issued_list(crl_der: bytes, root: x509.Certificate) -> bool:
    key = root.public_key()
    if not is_allowed_key(key):
        return False
    crl = x509.load_der_x509_crl(crl_der)
    try:
        # A critical extension narrows what a list is about; ours have none.
        narrowed = any(extension.critical for extension in crl.extensions)
        own = crl.issuer == root.subject and not narrowed
        return own and crl.is_signature_valid(key)
    except certificates.MALFORMED:
        return False


def check_root(root: x509.Certificate) -> None:
    """Refuse what cannot be a root. Raises TrustPackInvalid (details: code E_TRUST_FORM)."""
    try:
        constraints = root.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = root.extensions.get_extension_for_class(x509.KeyUsage).value
        root.verify_directly_issued_by(root)
        good = constraints.ca and usage.key_cert_sign and usage.crl_sign
        good = good and is_allowed_key(root.public_key())
    except certificates.MALFORMED as error:
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
    except certificates.MALFORMED as error:
        raise TrustPackInvalid(code="E_TRUST_FORM") from error
    different = tuple(dict.fromkeys(roots))
    if len(different) != 1:
        raise TrustPackInvalid(code="E_TRUST_FORM")
    check_root(different[0])
    return TrustStore(different, tuple(crls))


def trust_to_pem(store: TrustStore) -> bytes:
    """`trust.pem` for OpenSSL: the root, then the lists."""
    roots = [root.public_bytes(Encoding.PEM) for root in store.roots]
    return b"".join([*roots, *(crl.public_bytes(Encoding.PEM) for crl in store.crls)])


# --- whether a signer was entitled ------------------------------------------------------------


FUTURE_LEEWAY = timedelta(hours=24)
TRANSIT = timedelta(days=180)
CRL_GRACE = timedelta(days=30)
_KNOWN_CRITICAL = {
    ExtensionOID.KEY_USAGE,
    ExtensionOID.BASIC_CONSTRAINTS,
    ExtensionOID.EXTENDED_KEY_USAGE,
    ExtensionOID.CERTIFICATE_POLICIES,
}
# With these the key was in other hands: what is signed with it proves nothing, whatever its date.
COMPROMISED = {
    x509.ReasonFlags.unspecified,
    x509.ReasonFlags.key_compromise,
    x509.ReasonFlags.ca_compromise,
    x509.ReasonFlags.aa_compromise,
}


@dataclass(frozen=True, slots=True)
class SentAlong:
    """What comes along with a signature: it may make an answer newer, and it vouches for nobody."""

    certificates: tuple[x509.Certificate, ...] = ()
    crls: tuple[x509.CertificateRevocationList, ...] = ()


NOTHING_SENT = SentAlong()


@dataclass(frozen=True, slots=True)
class Moment:
    """The times that matter to one signature."""

    claimed: datetime  # by the signer
    now: datetime
    seen: datetime | None = None  # when we ourselves received it before, if we did

    @property
    def proven(self) -> datetime:
        """The earliest time at which the signature is known to have existed."""
        return min(self.seen, self.now) if self.seen else self.now


def check_path(
    certificate: x509.Certificate,
    role: certificates.CertificateRole,
    store: TrustStore,
    moment: Moment,
    sent: SentAlong = NOTHING_SENT,
    *,
    lenient_crl: bool = False,
) -> list[Problem]:
    """Every E_CERT_*, E_CRL_*, E_TIME_*, A_* and W_* that speaks about a signer.

    Args:
        certificate: of the signer.
        role: what the signed file asks for.
        store: whom we trust.
        moment: the times.
        sent: what came along with the signature.
        lenient_crl: an overdue list only warns (officers' laptops).
    """
    problems: list[Problem] = []
    if moment.claimed > moment.now + FUTURE_LEEWAY:
        problems.append(Problem(Code.E_TIME_FUTURE))
    with collecting(problems):
        _check_shape(certificate, role)
    voucher = vouchers.voucher_of(certificate, sent.certificates)
    below_root = voucher or certificate
    root = store.root_for(below_root)
    if root is None:
        return [*problems, Problem(Code.E_CERT_UNTRUSTED)]
    if not is_issued_by(below_root, root):
        return [*problems, Problem(Code.E_CERT_SIG)]
    if voucher is not None:
        problems += vouchers.check_voucher(voucher, certificate, role)
    problems += _check_listed(below_root, role, store, moment)
    problems += _check_validity(certificate, below_root, root, moment)
    crl = store.newest_crl(root, sent.crls)
    if crl is None:
        return [*problems, Problem(Code.E_CRL_MISSING)]
    problems += _check_crl(crl, moment.now, lenient_crl)
    own = [crl, *(known for known in store.crls if is_crl_of(known, root))]
    problems += _check_revocation(below_root, own, moment)
    return problems


def one_person(first: x509.Certificate, second: x509.Certificate) -> list[Problem]:
    """E_ONE_PERSON where two signatures are not two people's: one service number, or one key."""
    numbers = {
        certificates.holder_of(item.subject).service_number.casefold() for item in (first, second)
    }
    try:
        keys = {certificates.key_digest(load_public_key(item)) for item in (first, second)}
    except certificates.MALFORMED:
        return []  # a key that signs nothing here was said already
    return [] if len(numbers) == len(keys) == 2 else [Problem(Code.E_ONE_PERSON)]


def listed_as(certificate: x509.Certificate) -> ListedCertificate:
    """How a trust list has to name a certificate."""
    holder = certificates.holder_of(certificate.subject)
    return ListedCertificate(
        certificate.fingerprint(hashes.SHA256()).hex(),
        holder.unit,
        holder.login,
        holder.service_number,
        certificates.known_roles(certificate),
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
    )


def _check_listed(
    certificate: x509.Certificate,
    role: certificates.CertificateRole,
    store: TrustStore,
    moment: Moment,
) -> list[Problem]:
    """Whether the authority's two people stand by what one of them could issue alone: those who
    sign lists stand in the root, everybody else in a list."""
    if role is certificates.CertificateRole.TRUST:
        known = _may_sign_lists(certificate, store)
    elif store.listing is None:
        known = True  # nobody was asked
    elif moment.seen is not None and _long_ended(certificate, store.listing):
        known = True  # our own receipt says that it was judged while it could stand in a list
    elif vouchers.is_voucher(certificate):
        known = vouchers.is_listed(certificate, store.listing.vouchers)
    else:
        known = listed_as(certificate) in store.listing.certificates
    return [] if known else [Problem(Code.E_CERT_UNLISTED)]


def _may_sign_lists(certificate: x509.Certificate, store: TrustStore) -> bool:
    try:
        digest = certificates.key_digest(load_public_key(certificate))
    except certificates.MALFORMED:
        return False
    return any(
        digest in certificates.list_signers(root)
        for root in store.roots
        if is_issued_by(certificate, root)
    )


def _long_ended(certificate: x509.Certificate, listing: Listing) -> bool:
    return certificate.not_valid_after_utc + TRANSIT < listing.created


def _check_shape(certificate: x509.Certificate, role: certificates.CertificateRole) -> None:
    if certificate.serial_number <= 0:  # it can stand on no list: nobody could revoke it
        raise fault(Code.E_CERT_USAGE)
    try:
        extensions = certificate.extensions
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
        constraints = extensions.get_extension_for_class(x509.BasicConstraints).value
        purposes = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except certificates.MALFORMED as error:
        raise fault(Code.E_CERT_USAGE) from error
    if any(item.critical and item.oid not in _KNOWN_CRITICAL for item in extensions):
        raise fault(Code.E_CERT_CRITICAL)
    signs = usage.digital_signature and usage.content_commitment
    if not signs or constraints.ca or certificates.DOCUMENT_SIGNING not in purposes:
        raise fault(Code.E_CERT_USAGE)
    if role not in certificates.roles_of(certificate):
        raise fault(Code.E_CERT_ROLE)
    try:
        certificates.holder_of(certificate.subject).check()
    except HolderRefused as error:
        raise fault(Code.E_CERT_HOLDER) from error
    if not certificates.names_nothing_else(certificate.subject):
        raise fault(Code.E_CERT_HOLDER)


def _check_validity(
    certificate: x509.Certificate,
    below_root: x509.Certificate,
    root: x509.Certificate,
    moment: Moment,
) -> list[Problem]:
    begin = max(certificate.not_valid_before_utc, below_root.not_valid_before_utc)
    end = min(certificate.not_valid_after_utc, below_root.not_valid_after_utc)
    at = moment.proven
    if not root.not_valid_before_utc <= at <= root.not_valid_after_utc:
        return [Problem(Code.E_CERT_EXPIRED, detail="root")]
    if not begin <= moment.claimed <= end or at < begin:
        return [Problem(Code.E_CERT_EXPIRED)]
    if at <= end:
        return []
    if at > end + TRANSIT:
        return [Problem(Code.E_CERT_EXPIRED)]
    return [Problem(Code.W_EXPIRED_IN_TRANSIT), *_unproven(moment)]


def _check_crl(crl: x509.CertificateRevocationList, now: datetime, lenient: bool) -> list[Problem]:
    due = crl.next_update_utc
    if due is None:
        return [Problem(Code.E_CRL_MISSING)]
    if now <= due:
        return []
    overdue = now > due + CRL_GRACE and not lenient
    return [Problem(Code.E_CRL_STALE if overdue else Code.W_CRL_STALE)]


def _check_revocation(
    certificate: x509.Certificate,
    crls: Iterable[x509.CertificateRevocationList],
    moment: Moment,
) -> list[Problem]:
    """By the newest list, and by those that this station has: none lets somebody in again."""
    serial = certificate.serial_number
    if serial <= 0:  # refused for its shape
        return []
    entries = (crl.get_revoked_certificate_by_serial_number(serial) for crl in crls)
    entry = next((entry for entry in entries if entry is not None), None)
    if entry is None:
        return []
    reason = _reason(entry)
    when = entry.revocation_date_utc
    if moment.seen is not None and moment.proven < when:
        return [Problem(Code.W_REVOKED_LATER)]  # our own receipt is older than the revocation
    if reason in COMPROMISED or moment.claimed >= when:
        return [Problem(Code.E_CERT_REVOKED)]
    return [Problem(Code.A_LEAVER)]  # whoever left can still sign, with any time they like


def _reason(entry: x509.RevokedCertificate) -> x509.ReasonFlags:
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        return x509.ReasonFlags.unspecified


def takes_back(newer: TrustStore, older: TrustStore) -> bool:
    """Whether a revocation of before is missing in the newer lists of its root, or has a reason by
    which what was signed earlier would count again: one person alone makes these lists."""
    for root in older.roots:
        before, after = older.newest_crl(root), newer.newest_crl(root)
        if before is None or after is None or root not in newer.roots:
            continue
        for entry in before:
            again = after.get_revoked_certificate_by_serial_number(entry.serial_number)
            milder = again is not None and _reason(again) not in COMPROMISED
            if again is None or (milder and _reason(entry) in COMPROMISED):
                return True
    return False


def _unproven(moment: Moment) -> list[Problem]:
    """The judgement rests on the signer's own word about the time."""
    return [] if moment.seen else [Problem(Code.W_TIME_UNPROVEN)]


# --- one certificate, for people --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CertificateInfo:
    """What a certificate says of its holder. `fingerprint` has 40 digits."""

    pem: str
    public_der: bytes  # SubjectPublicKeyInfo
    roles: frozenset[certificates.CertificateRole]
    holder: certificates.Holder
    fingerprint: str
    valid_from: datetime
    valid_to: datetime


def read_certificate(data: bytes) -> CertificateInfo:
    """Read the first certificate in `data` (PEM).

    Raises:
        ValueError: there is none.
    """
    certificate = _first(data)
    return CertificateInfo(
        pem=certificate.public_bytes(Encoding.PEM).decode("ascii"),
        public_der=certificate.public_key().public_bytes(
            Encoding.DER, PublicFormat.SubjectPublicKeyInfo
        ),
        roles=certificates.known_roles(certificate),
        holder=certificates.holder_of(certificate.subject),
        fingerprint=certificate_fingerprint(certificate),
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
    )


def certificate_sha256(pem: bytes) -> str:
    """SHA-256 (hex) of a certificate, as a trust list names it."""
    return _first(pem).fingerprint(hashes.SHA256()).hex()


def certificate_pem(certificate: x509.Certificate) -> bytes:
    """A certificate as the authority hands it out."""
    return certificate.public_bytes(Encoding.PEM)


def judge_certificate(
    pem: str,
    role: certificates.CertificateRole,
    store: TrustStore,
    now: datetime,
    chain_pem: str = "",
) -> tuple[Problem, ...]:
    """What would be said today of a signature with this certificate; `chain_pem` is its voucher,
    where it has one."""
    certificate = _first(pem.encode("ascii"))
    sent = SentAlong((_first(chain_pem.encode("ascii")),)) if chain_pem else NOTHING_SENT
    return tuple(check_path(certificate, role, store, Moment(now, now), sent, lenient_crl=True))


def load_public_key(certificate: x509.Certificate) -> SigningPublicKey:
    """The key that a certificate speaks for. Raises TypeError: none that signs here."""
    key = certificate.public_key()
    if not is_allowed_key(key):
        raise TypeError("key")
    return key


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
