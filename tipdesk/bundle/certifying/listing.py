"""What the authority names in its next trust list, worked out from whom it certified."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from tipdesk.bundle import trust_rows as rows
from tipdesk.bundle.certifying.signatory import UNIT
from tipdesk.bundle.certifying.state import AuthorityState, Issued
from tipdesk.bundle.crypto.age import Recipient
from tipdesk.bundle.crypto.certificates import CLOCK_LEEWAY, CertificateRole
from tipdesk.bundle.trust import TRANSIT


def listing_of(state: AuthorityState, serial: int, now: datetime) -> rows.Listing:
    """Everybody who counts now, and whose certificate ended so lately that what they signed may
    still be on its way."""
    prosecutors = tuple(_prosecutors(state, now))
    return rows.Listing(
        serial=serial,
        created=now,
        agency=state.agency,
        offices=tuple(_offices(state)),
        recovery=(rows.RecoveryKey(state.agency, state.recovery),),
        prosecutors=prosecutors,
        heads=tuple(
            replace(who, leads=True)
            for who in prosecutors
            if (who.office, who.login) in state.heads
        ),
        approvers=tuple(_approvers(state, now)),
        stations=tuple(_stations(state)),
        certificates=tuple(_row(item) for item in state.issued if item.ends + TRANSIT >= now),
        vouchers=tuple(voucher for voucher in state.vouchers if voucher.ends + TRANSIT >= now),
        approves_for=state.approves_for,
    )


def _row(item: Issued) -> rows.ListedCertificate:
    return rows.ListedCertificate(
        item.sha256,
        item.holder.unit,
        item.holder.login,
        item.holder.service_number,
        item.roles,
        item.issued - CLOCK_LEEWAY,
        item.ends,
    )


def _units(items: Iterable[Issued]) -> dict[str, list[Issued]]:
    units: dict[str, list[Issued]] = {}
    for item in items:
        units.setdefault(item.holder.unit, []).append(item)
    return units


def _offices(state: AuthorityState) -> Iterable[rows.ListedOffice]:
    for code, items in _units(state.in_force(CertificateRole.RECEIVER)).items():
        if keys := _keys(items):
            newest = items[-1]
            label = newest.label or newest.holder.name
            yield rows.ListedOffice(code, label, keys, code in state.notices)


def _prosecutors(state: AuthorityState, now: datetime) -> Iterable[rows.PersonKey]:
    """Each prosecutor with the key that they asked for last."""
    for (office, login), key in _own_keys(state, CertificateRole.PROSECUTOR, now):
        yield rows.PersonKey(office, login, key)


def _approvers(state: AuthorityState, now: datetime) -> Iterable[rows.ApproverKey]:
    """Each supervisor, as prosecutors are."""
    for (station, login), key in _own_keys(state, CertificateRole.APPROVER, now):
        yield rows.ApproverKey(station, login, key)


def _own_keys(
    state: AuthorityState, role: CertificateRole, now: datetime
) -> Sequence[tuple[tuple[str, str], Recipient]]:
    keys = {
        (item.holder.unit, item.holder.login): item.own_recipient
        for item in state.in_force(role)
        if item.own_recipient is not None and item.ends >= now
    }
    return sorted(keys.items(), key=lambda item: item[0])


def _stations(state: AuthorityState) -> Iterable[rows.ListedStation]:
    revoked = {item.serial for item in state.revoked}
    counting = [item for item in state.issued if item.serial not in revoked]
    for code, items in _units(item for item in counting if item.holder.unit != UNIT).items():
        receives = any(CertificateRole.RECEIVER in item.roles for item in items)
        kind = rows.RECEIVING if receives else rows.OFFICER
        yield rows.ListedStation(code, kind, _keys(items))


def _keys(items: Iterable[Issued]) -> tuple[rows.DatedKey, ...]:
    """Each key as long as a certificate speaks for it."""
    spans: dict[Recipient, tuple[datetime, datetime]] = {}
    for item in items:
        if item.age_recipient is not None:
            begins, ends = spans.get(item.age_recipient, (item.issued, item.ends))
            spans[item.age_recipient] = min(begins, item.issued), max(ends, item.ends)
    return tuple(rows.DatedKey(key, begins, ends) for key, (begins, ends) in spans.items())
