"""Stations and offices that an authority has certified, and what its next list says of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tipdesk.bundle.certifying.signatory import UNIT
from tipdesk.bundle.certifying.state import AuthorityState, Issued
from tipdesk.bundle.crypto.certificates import CertificateRole


@dataclass(frozen=True, slots=True)
class CertifiedPlace:
    """A station or an office with somebody whose certificate or voucher counts."""

    code: str
    label: str
    people: tuple[Issued, ...]
    receives: bool
    vouchers: int = 0
    takes_notices: bool = False
    heads: frozenset[str] = frozenset()  # logins

    @property
    def prosecutors(self) -> tuple[Issued, ...]:
        """Who can be named as its head: each with a key of their own, the newest certificate."""
        able = (
            item
            for item in self.people
            if CertificateRole.PROSECUTOR in item.roles and item.own_recipient is not None
        )
        return tuple({item.holder.login: item for item in able}.values())


def places(state: AuthorityState, now: datetime) -> tuple[CertifiedPlace, ...]:
    """The places by code; offices after stations."""
    revoked = {item.serial for item in state.revoked}
    units: dict[str, list[Issued]] = {}
    for item in state.issued:
        if item.serial not in revoked and item.ends > now and item.holder.unit != UNIT:
            units.setdefault(item.holder.unit, []).append(item)
    vouchers = [voucher for voucher in state.vouchers if voucher.ends > now]
    for voucher in vouchers:
        units.setdefault(voucher.station, [])
    every = [
        CertifiedPlace(
            code,
            next((item.label for item in reversed(people) if item.label), ""),
            tuple(people),
            any(CertificateRole.RECEIVER in item.roles for item in people),
            sum(voucher.station == code for voucher in vouchers),
            code in state.notices,
            frozenset(login for unit, login in state.heads if unit == code),
        )
        for code, people in units.items()
    ]
    return tuple(sorted(every, key=lambda place: (place.receives, place.code)))
