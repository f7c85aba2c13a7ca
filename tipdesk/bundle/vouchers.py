"""Vouchers: with one, a person certifies a key of their own for some weeks (format §3.4), for the
night when the authority cannot be reached.

It speaks for one person and their roles: with one that spoke for a whole station, whoever holds its
key would approve their own files as somebody else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtensionOID, NameOID

from tipdesk.bundle.crypto import certificates
from tipdesk.bundle.crypto.certificates import CertificateRole
from tipdesk.bundle.problems import Code, Problem
from tipdesk.bundle.trust_rows import ListedVoucher

LIFE = certificates.VOUCHER_LIFE
_WHERE = (NameOID.COUNTRY_NAME, NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME)
_KNOWN_CRITICAL = {
    ExtensionOID.KEY_USAGE,
    ExtensionOID.BASIC_CONSTRAINTS,
    ExtensionOID.NAME_CONSTRAINTS,
    ExtensionOID.CERTIFICATE_POLICIES,
}


def is_voucher(certificate: x509.Certificate) -> bool:
    """Whether it says that it certifies others."""
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except certificates.MALFORMED:
        return False


def voucher_of(
    certificate: x509.Certificate, sent: Iterable[x509.Certificate]
) -> x509.Certificate | None:
    """The voucher among the certificates sent along that issued this one; None for one that a root
    may have issued."""
    for other in sent:
        try:
            if not is_voucher(other) or other.issuer == other.subject:
                continue
            certificate.verify_directly_issued_by(other)
        except certificates.MALFORMED:
            continue
        return other
    return None


def listed_as(voucher: x509.Certificate) -> ListedVoucher:
    """How a trust list has to name a voucher."""
    name = speaks_for(voucher)
    whom = certificates.holder_of(name) if name is not None else None
    return ListedVoucher(
        voucher.fingerprint(hashes.SHA256()).hex(),
        certificates.holder_of(voucher.subject).unit,
        whom.login if whom is not None else "",
        whom.service_number if whom is not None else "",
        voucher.not_valid_before_utc,
        voucher.not_valid_after_utc,
    )


def is_listed(voucher: x509.Certificate, rows: Collection[ListedVoucher]) -> bool:
    """Whether a list names it, and whom it speaks for; of one without the shape of a voucher
    `check_voucher` says what is wrong."""
    own = listed_as(voucher)
    if not own.login:
        rows = [replace(row, login="", number="") for row in rows]
    return own in rows


def check_voucher(
    voucher: x509.Certificate, leaf: x509.Certificate, role: CertificateRole
) -> list[Problem]:
    """Whether a voucher has the shape of one and may speak for this leaf."""
    try:
        extensions = voucher.extensions
        constraints = extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
        names = extensions.get_extension_for_class(x509.NameConstraints)
    except certificates.MALFORMED:
        return [Problem(Code.E_CERT_USAGE, detail="voucher")]
    problems = []
    if any(item.critical and item.oid not in _KNOWN_CRITICAL for item in extensions):
        problems.append(Problem(Code.E_CERT_CRITICAL, detail="voucher"))
    where, whom = _where(voucher.subject), _whom(names)
    allowed = certificates.known_roles(voucher) - {CertificateRole.TRUST}
    short = voucher.not_valid_after_utc - voucher.not_valid_before_utc <= LIFE
    issues = usage.key_cert_sign and constraints.path_length == 0
    named = whom is not None and _where(whom) == where and len(list(where)) == len(_WHERE)
    if not (issues and short and named and allowed):
        problems.append(Problem(Code.E_CERT_USAGE, detail="voucher"))
    same = whom is not None and whom.public_bytes() == leaf.subject.public_bytes()
    if not same or _where(voucher.issuer) == where:
        problems.append(Problem(Code.E_CERT_UNTRUSTED, detail="voucher"))
    if not {role, *certificates.known_roles(leaf)} <= allowed:
        problems.append(Problem(Code.E_CERT_ROLE, detail="voucher"))
    return problems


def speaks_for(voucher: x509.Certificate) -> x509.Name | None:
    """The whole name of the one person for whom a voucher speaks; None where it has not the shape
    of one."""
    try:
        names = voucher.extensions.get_extension_for_class(x509.NameConstraints)
    except certificates.MALFORMED:
        return None
    return _whom(names)


def _whom(names: x509.Extension[x509.NameConstraints]) -> x509.Name | None:
    """The whole name of the one person for whom it speaks."""
    permitted = names.value.permitted_subtrees or []
    if not names.critical or names.value.excluded_subtrees or len(permitted) != 1:
        return None
    only = permitted[0]
    name = only.value if isinstance(only, x509.DirectoryName) else None
    return name if name is not None and certificates.names_nothing_else(name) else None


def _where(name: x509.Name) -> x509.Name:
    """Country, agency and unit, as far as a name has each once."""
    parts = [name.get_attributes_for_oid(oid) for oid in _WHERE]
    return x509.Name([values[0] for values in parts if len(values) == 1])
