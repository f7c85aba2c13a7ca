"""What an authority's folder has published already: an old state put back may not undo it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from cryptography import x509

from tipdesk.bundle.authority_state import AuthorityState, serial_text
from tipdesk.bundle.crypto.certificates import MALFORMED, Revocation, crl_number
from tipdesk.bundle.trust import is_crl_of
from tipdesk.core.errors import AuthorityInvalid

CRL = "crl.pem"
ISSUED = "issued"
PACKS = "packs"
FORMS = "forms"

_UNREADABLE: tuple[type[Exception], ...] = (OSError, *MALFORMED)


def caught_up(state: AuthorityState, folder: Path, root: x509.Certificate) -> AuthorityState:
    """The state with every revocation that the published list has and it lacks, counters raised.

    Raises:
        AuthorityInvalid: the list is damaged or not this authority's (reason "state").
    """
    crl = _published_list(folder, root)
    known = {item.serial for item in state.revoked}
    lost = () if crl is None else tuple(_revocation(e) for e in crl if e.serial_number not in known)
    return replace(
        state,
        revoked=(*state.revoked, *lost),
        crl_number=max(state.crl_number, crl_number(crl) if crl is not None else 0),
        pack_serial=max(state.pack_serial, _newest_pack(folder)),
    )


def was_issued(folder: Path, serial: int) -> bool:
    """Whether the certificate lies in the folder, also when the state does not know it."""
    return (folder / ISSUED / f"{serial_text(serial)}.pem").is_file()


def read_certificate_file(path: Path) -> x509.Certificate | None:
    """A certificate, None when there is no file. Raises AuthorityInvalid (reason "state")."""
    try:
        return x509.load_pem_x509_certificate(path.read_bytes()) if path.exists() else None
    except _UNREADABLE as error:
        raise AuthorityInvalid(reason="state") from error


def _published_list(folder: Path, root: x509.Certificate) -> x509.CertificateRevocationList | None:
    path = folder / CRL
    try:
        crl = x509.load_pem_x509_crl(path.read_bytes()) if path.exists() else None
    except _UNREADABLE as error:
        raise AuthorityInvalid(reason="state") from error
    if crl is not None and not is_crl_of(crl, root):
        raise AuthorityInvalid(reason="state")
    return crl


def _revocation(entry: x509.RevokedCertificate) -> Revocation:
    try:
        reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        reason = x509.ReasonFlags.unspecified
    return Revocation(entry.serial_number, entry.revocation_date_utc, reason)


def _newest_pack(folder: Path) -> int:
    names = (re.fullmatch(r"trust-([0-9]{1,9})\.asice", p.name) for p in (folder / PACKS).glob("*"))
    return max((int(found[1]) for found in names if found), default=0)
