"""What a trust list names beside roots and revocations: offices, people, stations, certificates
(docs/bundle-format.md §12), and what one list names that another does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tipdesk.bundle.crypto.age import Recipient
from tipdesk.bundle.crypto.certificates import CertificateRole

OFFICER, RECEIVING = "officer", "receiving"  # kinds of stations


@dataclass(frozen=True, slots=True)
class DatedKey:
    """An age key and how long it is sealed to."""

    recipient: Recipient
    begins: datetime
    ends: datetime

    def counts(self, now: datetime) -> bool:
        """Whether what is written at this time is sealed to it."""
        return self.begins <= now <= self.ends


def current(keys: Iterable[DatedKey], now: datetime) -> tuple[Recipient, ...]:
    """The keys that count at this time."""
    return tuple(key.recipient for key in keys if key.counts(now))


@dataclass(frozen=True, slots=True)
class ListedOffice:
    """An office of the Prosecution."""

    code: str
    label: str
    keys: tuple[DatedKey, ...]
    accepts_notice: bool = False


@dataclass(frozen=True, slots=True)
class RecoveryKey:
    """What opens every case bundle of the agency."""

    label: str
    recipient: Recipient


@dataclass(frozen=True, slots=True)
class PersonKey:
    """The age key of one person at an office."""

    office: str
    login: str
    recipient: Recipient
    leads: bool = False  # named as the head of the office


@dataclass(frozen=True, slots=True)
class ApproverKey:
    """The age key of one supervisor at a station: what they are asked to approve from elsewhere is
    sealed to it, and nobody else there reads it."""

    station: str
    login: str
    recipient: Recipient


@dataclass(frozen=True, slots=True)
class ListedStation:
    """A station and what is sealed to it."""

    code: str
    kind: str  # OFFICER or RECEIVING
    keys: tuple[DatedKey, ...] = ()


@dataclass(frozen=True, slots=True)
class ListedCertificate:
    """A certificate that the authority's two people stand by."""

    sha256: str  # hex, of its DER
    code: str  # of the station or office
    login: str
    number: str  # of the card
    roles: frozenset[CertificateRole]
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class ListedVoucher:
    """A certificate authority for one person of one station, for some weeks. `login` and `number`
    are '' where it has not the shape of one."""

    sha256: str
    station: str
    login: str
    number: str  # of the card
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Listing:
    """All that a trust list names."""

    serial: int
    created: datetime
    agency: str
    offices: tuple[ListedOffice, ...] = ()
    recovery: tuple[RecoveryKey, ...] = ()
    prosecutors: tuple[PersonKey, ...] = ()
    heads: tuple[PersonKey, ...] = ()
    approvers: tuple[ApproverKey, ...] = ()
    stations: tuple[ListedStation, ...] = ()
    certificates: tuple[ListedCertificate, ...] = ()
    vouchers: tuple[ListedVoucher, ...] = ()
    approves_for: tuple[tuple[str, str], ...] = ()  # station of the approver, of the exporter

    def numbers_of(self, station: str, logins: Iterable[str]) -> frozenset[str]:
        """The service numbers of people of a station, as they are compared."""
        named = frozenset(logins)
        rows = [(item.code, item.login, item.number) for item in self.certificates]
        rows += [(item.station, item.login, item.number) for item in self.vouchers]
        return frozenset(
            number.casefold() for code, login, number in rows if code == station and login in named
        )


Row = (
    ListedOffice
    | RecoveryKey
    | PersonKey
    | ApproverKey
    | ListedStation
    | ListedCertificate
    | ListedVoucher
    | tuple[str, str]
)


def _rows(listing: Listing) -> tuple[Row, ...]:
    return (
        *listing.offices,
        *listing.recovery,
        *listing.prosecutors,
        *listing.heads,
        *listing.approvers,
        *listing.stations,
        *listing.certificates,
        *listing.vouchers,
        *listing.approves_for,
    )


def added(before: Listing | None, after: Listing) -> tuple[Row, ...]:
    """What `after` names and `before` does not, in its order: for whoever signs it."""
    known = frozenset(_rows(before)) if before is not None else frozenset[Row]()
    return tuple(row for row in _rows(after) if row not in known)
