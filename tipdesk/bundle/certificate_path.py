"""Whether a signer was entitled: path, role, time and revocation (format §1.7 and §1.9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.x509.oid import ExtensionOID

from tipdesk.bundle.crypto.certificates import DOCUMENT_SIGNING, MALFORMED, CertificateRole
from tipdesk.bundle.problems import Code, Problem, collecting, fault
from tipdesk.bundle.trust import TrustStore

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
_COMPROMISED = {
    x509.ReasonFlags.unspecified,
    x509.ReasonFlags.key_compromise,
    x509.ReasonFlags.ca_compromise,
    x509.ReasonFlags.aa_compromise,
}


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
    role: CertificateRole,
    store: TrustStore,
    moment: Moment,
    sent: Iterable[x509.CertificateRevocationList] = (),
    *,
    lenient_crl: bool = False,
) -> list[Problem]:
    """Every E_CERT_*, E_CRL_*, E_TIME_* and W_* that speaks about a signer.

    Args:
        certificate: of the signer.
        role: what the signed file asks for.
        store: whom we trust.
        moment: the times.
        sent: revocation lists that came along.
        lenient_crl: an overdue list only warns (officers' laptops).
    """
    problems: list[Problem] = []
    if moment.claimed > moment.now + FUTURE_LEEWAY:
        problems.append(Problem(Code.E_TIME_FUTURE))
    with collecting(problems):
        _check_shape(certificate, role)
    root = store.root_for(certificate)
    if root is None:
        return [*problems, Problem(Code.E_CERT_UNTRUSTED)]
    try:
        certificate.verify_directly_issued_by(root)
    except MALFORMED:
        return [*problems, Problem(Code.E_CERT_SIG)]
    problems += _check_validity(certificate, root, moment)
    crl = store.newest_crl(root, sent)
    if crl is None:
        return [*problems, Problem(Code.E_CRL_MISSING)]
    problems += _check_crl(crl, moment.now, lenient_crl)
    problems += _check_revocation(certificate, crl, moment)
    return problems


def _check_shape(certificate: x509.Certificate, role: CertificateRole) -> None:
    try:
        extensions = certificate.extensions
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
        constraints = extensions.get_extension_for_class(x509.BasicConstraints).value
        purposes = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except MALFORMED as error:
        raise fault(Code.E_CERT_USAGE) from error
    if any(item.critical and item.oid not in _KNOWN_CRITICAL for item in extensions):
        raise fault(Code.E_CERT_CRITICAL)
    signs = usage.digital_signature and usage.content_commitment
    if not signs or constraints.ca or DOCUMENT_SIGNING not in purposes:
        raise fault(Code.E_CERT_USAGE)
    try:
        policies = extensions.get_extension_for_class(x509.CertificatePolicies).value
    except x509.ExtensionNotFound as error:
        raise fault(Code.E_CERT_ROLE) from error
    roles = {policy.policy_identifier for policy in policies}
    if roles != {role.policy}:
        raise fault(Code.E_CERT_ROLE)


def _check_validity(
    certificate: x509.Certificate, root: x509.Certificate, moment: Moment
) -> list[Problem]:
    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
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
    certificate: x509.Certificate, crl: x509.CertificateRevocationList, moment: Moment
) -> list[Problem]:
    entry = crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
    if entry is None:
        return []
    try:
        reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        reason = x509.ReasonFlags.unspecified
    when = entry.revocation_date_utc
    if moment.seen is not None and moment.proven < when:
        return [Problem(Code.W_REVOKED_LATER)]  # our own receipt is older than the revocation
    if reason in _COMPROMISED or moment.claimed >= when:
        return [Problem(Code.E_CERT_REVOKED)]
    return [Problem(Code.W_REVOKED_LATER), *_unproven(moment)]


def _unproven(moment: Moment) -> list[Problem]:
    """The judgement rests on the signer's own word about the time."""
    return [] if moment.seen else [Problem(Code.W_TIME_UNPROVEN)]
