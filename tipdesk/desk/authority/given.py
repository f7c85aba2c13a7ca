"""Whom an authority has certified, and how each certificate stands today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tipdesk.bundle.certifying.signatory import UNIT
from tipdesk.bundle.certifying.state import RENEW_BEFORE, AuthorityState, Issued, serial_text
from tipdesk.i18n.text import ascii_digits, search_key


class CertificateTerm(StrEnum):
    """How a certificate stands."""

    IN_FORCE = "in force"
    ENDS_SOON = "ends soon"  # another one may be asked for
    ENDED = "ended"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class GivenCertificate:
    """A certificate with what became of it."""

    issued: Issued
    term: CertificateTerm
    reason: str = ""  # why it is revoked, by its name in RFC 5280
    revoked: datetime | None = None

    @property
    def counts(self) -> bool:
        """Whether it is neither ended nor revoked."""
        return self.term in (CertificateTerm.IN_FORCE, CertificateTerm.ENDS_SOON)


def given(state: AuthorityState, now: datetime, query: str = "") -> tuple[GivenCertificate, ...]:
    """Every certificate in which each word of `query` stands somewhere: those that count first, by
    station and code, the newest first; the authority's own people after the others."""
    words = search_key(ascii_digits(query)).split()
    revoked = {item.serial: item for item in state.revoked}
    rows = []
    for item in state.issued:
        if not all(word in _text_of(item) for word in words):
            continue
        if (revocation := revoked.get(item.serial)) is not None:
            reason, when = str(revocation.reason.name), revocation.when
            rows.append(GivenCertificate(item, CertificateTerm.REVOKED, reason, when))
        else:
            rows.append(GivenCertificate(item, _term(item, now)))
    newest = sorted(rows, key=lambda row: row.issued.issued, reverse=True)
    return tuple(sorted(newest, key=_place))


def _place(row: GivenCertificate) -> tuple[bool, bool, str, str]:
    who = row.issued.holder
    return not row.counts, who.unit == UNIT, who.unit, who.login


def _term(item: Issued, now: datetime) -> CertificateTerm:
    if item.ends <= now:
        return CertificateTerm.ENDED
    return (
        CertificateTerm.ENDS_SOON if item.ends <= now + RENEW_BEFORE else CertificateTerm.IN_FORCE
    )


def _text_of(item: Issued) -> str:
    who = item.holder
    parts = (who.name, who.service_number, who.unit, who.login, item.label)
    return search_key(" ".join((*parts, serial_text(item.serial))))
