"""A kit is made in two acts: two people must sign the trust list in it that names its vouchers.

In the authority's folder, `kits/<kit id>.waiting` holds what is secret of a kit that waits, sealed
under the root's key, and `kits/<CODE>-<id>.tipkit` is one that was made.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding

from tipdesk.bundle import vouchers
from tipdesk.bundle.certifying import signatory
from tipdesk.bundle.certifying.state import AuthorityState, serial_text
from tipdesk.bundle.crypto import certificates
from tipdesk.bundle.crypto.sealed_key import SealCost
from tipdesk.bundle.kit import station_kit
from tipdesk.bundle.kit.code import new_code
from tipdesk.bundle.kit.station_kit import KitPerson, KitPlan, KitStation, PersonKeys
from tipdesk.bundle.strict_json import (
    TIME_PATTERN,
    Fields,
    format_time,
    parse_time,
    read_json,
    write_json,
)
from tipdesk.bundle.target import remove, write_whole
from tipdesk.bundle.trust_list import MAX_LIST
from tipdesk.bundle.trust_rows import ListedVoucher
from tipdesk.cases.model import StationKind
from tipdesk.cases.permissions import founders, roles_at
from tipdesk.core import errors
from tipdesk.core.plain_file import read_plain, target_errors
from tipdesk.core.private_files import MayRead
from tipdesk.i18n.text import format_date, kuwait_day

KITS = "kits"
_WAITING, _WAITING_FORMAT = ".waiting", "tipdesk-kit-waiting/1"
_INFO = b"tipdesk/kit-waiting/v1"
_NONCE = 12
_UNREADABLE: tuple[type[Exception], ...] = (InvalidTag, *certificates.MALFORMED)
_MOST_WAITING = 4 << 20  # bytes
_RECEIVER = certificates.CertificateRole.RECEIVER
_STATION_LOGIN = "(?!RECOVERY$)[A-Z0-9][A-Z0-9.-]{0,15}"
"""A code that a vault takes: shorter than a certificate's may be, and not its recovery's."""


@dataclass(frozen=True, slots=True)
class KitOrder:
    """For whom a kit is to be made."""

    station: KitStation
    people: tuple[KitPerson, ...]


@dataclass(frozen=True, slots=True)
class WaitingKit:
    """A kit whose vouchers are made, and which waits for a trust list that names them."""

    kit_id: str
    station: KitStation
    people: tuple[KitPerson, ...]
    prepared: datetime
    valid_until: datetime
    listed: bool  # two people have signed a list that names every voucher: it can be closed


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is printed for one person, once, and kept nowhere."""

    login: str
    name: str
    station: KitStation
    valid_until: datetime
    words: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ClosedKit:
    """A kit that can be handed out, and its envelopes."""

    path: Path
    kit_id: str
    envelopes: tuple[Envelope, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class KitMaker:
    """The authority's folder and what is open of it."""

    folder: Path
    state: AuthorityState
    issuer: certificates.Issuer


@dataclass(frozen=True, slots=True)
class _Kept:
    kit_id: str
    prepared: datetime
    valid_until: datetime
    station: KitStation
    people: tuple[tuple[KitPerson, PersonKeys], ...]


def people_faults(order: KitOrder, state: AuthorityState, now: datetime) -> list[tuple[int, str]]:
    """What of these people will not do, by their place from 1 (0: of all of them).

    Reasons: "station", "office" (the code is that of an office, which receives), "taken" (others
    sign under this code: a second vault would be the same station), "many", "roles" (a
    station needs an officer and somebody who approves), "holder" (a certificate cannot hold a code,
    name or number), "role", "twice" (a code or a number stands there twice), "live" (a certificate
    for this number counts already).
    """
    faults: list[tuple[int, str]] = []
    station, people = order.station, order.people
    good_unit = not station.unit or certificates.is_holder_name(station.unit)
    good_codes = _fits(certificates.UNIT, station.code)
    good_codes = good_codes and _fits(station_kit.AGENCY_CODE, station.agency)
    if not good_unit or not good_codes:
        faults.append((0, "station"))
    elif any(item.holder.unit == station.code for item in state.in_force(_RECEIVER)):
        faults.append((0, "office"))
    elif _is_taken(order, state, now):
        faults.append((0, "taken"))
    if not 1 <= len(people) <= station_kit.MOST_PEOPLE:
        faults.append((0, "many"))
    seen: set[str] = set()
    for place, person in enumerate(people, start=1):
        reason = _fault(person, order.station, state, now) or _twice(person, seen)
        if reason:
            faults.append((place, reason))
    if not faults and not {*founders(StationKind.OFFICER)} <= {person.role for person in people}:
        faults.append((0, "roles"))
    return faults


def _is_taken(order: KitOrder, state: AuthorityState, now: datetime) -> bool:
    own = {person.service_number for person in order.people}
    roles = certificates.CertificateRole
    return any(
        item.holder.unit == order.station.code
        and item.holder.service_number not in own
        and item.ends > now
        for role in (roles.EXPORTER, roles.APPROVER)
        for item in state.in_force(role)
    )


def _fits(pattern: str, text: str) -> bool:
    try:
        Fields({"text": text}).text("text", pattern)
    except ValueError:
        return False
    return True


def _fault(person: KitPerson, station: KitStation, state: AuthorityState, now: datetime) -> str:
    try:
        person.holder(station).check()
    except errors.HolderRefused:
        return "holder"
    if not _fits(_STATION_LOGIN, person.login):
        return "holder"
    known = person.sex in station_kit.SEXES and all(
        _fits(station_kit.LANGUAGE, code) for code in person.languages
    )
    if person.role not in roles_at(StationKind.OFFICER) or not known:
        return "role"
    return "live" if state.live(person.service_number, now) else ""


def _twice(person: KitPerson, seen: set[str]) -> str:
    own = {f"login {person.login}", f"number {person.service_number.casefold()}"}
    again = own & seen
    seen |= own
    return "twice" if again else ""


def prepare(
    maker: KitMaker, order: KitOrder, now: datetime
) -> tuple[WaitingKit, tuple[ListedVoucher, ...]]:
    """Make everybody's voucher, and keep what is secret until `close`; the vouchers have to stand
    in the next trust list.

    Raises:
        KitPeopleRefused: of these people no kit can be made (details: reason, line).
        DiskFull, TargetNotWritable
    """
    now = now.replace(microsecond=0)
    if faults := people_faults(order, maker.state, now):
        line, reason = faults[0]
        raise errors.KitPeopleRefused(reason=reason, line=line)
    people = tuple(
        (person, _keys_for(maker, order.station, person, now)) for person in order.people
    )
    ends = now - certificates.CLOCK_LEEWAY + certificates.VOUCHER_LIFE
    kept = _Kept(str(uuid.uuid4()), now, ends, order.station, people)
    with target_errors(maker.folder.name):
        (maker.folder / KITS).mkdir(exist_ok=True)
    for _person, keys in people:
        if keys.voucher is not None:  # it can be revoked by its number, as any certificate
            name = serial_text(keys.voucher.serial_number) + ".pem"
            pem = keys.voucher.public_bytes(Encoding.PEM)
            write_whole(maker.folder / "issued", name, pem, now)
    sealed = _sealed(maker.issuer, kept)
    name = kept.kit_id + _WAITING
    write_whole(maker.folder / KITS, name, sealed, now, MayRead.OWNER_HERE)
    return _shown(kept, listed=False), _rows(kept)


def _keys_for(maker: KitMaker, station: KitStation, person: KitPerson, now: datetime) -> PersonKeys:
    opening = os.urandom(32)
    opening_public = certificates.ed25519_public(opening)
    roles = person.certified_as()
    if not roles:
        return PersonKeys(None, None, opening, opening_public)
    key = ec.generate_private_key(ec.SECP256R1())
    whom = certificates.subject(maker.state.country, maker.state.agency, person.holder(station))
    voucher = certificates.issue_voucher(maker.issuer, whom, key.public_key(), roles, now)
    return PersonKeys(voucher, key, opening, opening_public)


def waiting(maker: KitMaker, now: datetime) -> tuple[WaitingKit, ...]:
    """Every kit that was prepared and is not closed, the oldest first.

    Raises:
        AuthorityInvalid: what was kept is damaged (reason "state").
    """
    kits = [_opened(maker, path) for path in (maker.folder / KITS).glob(f"*{_WAITING}")]
    named = _named(maker.folder, now)
    return tuple(
        _shown(kept, listed={*_rows(kept)} <= named)
        for kept in sorted(kits, key=lambda kept: (kept.prepared, kept.kit_id))
    )


def close(
    maker: KitMaker,
    kit_id: str,
    key: certificates.SigningKey,
    now: datetime,
    cost: SealCost,
    hand_over: Callable[[ClosedKit], None],
) -> ClosedKit:
    """Put the newest trust list in, seal the boxes and sign. What was kept for it is deleted. Slow:
    two Argon2id for each person, for every box is opened once more.

    Args:
        maker: the authority.
        kit_id: which of those that wait.
        key: the clerk's for trust lists.
        now: the time.
        cost: of a guess at the words.
        hand_over: brings kit and words to where they go. What it raises leaves the kit waiting, to
            be closed again with other words.

    Raises:
        AuthorityInvalid: no such kit waits (reason "no_kit"), no list that two have signed names
            its vouchers (reason "kit_list"), or what was kept is damaged ("state").
        KitExpired: its vouchers have ended (details: date).
        DiskFull, TargetNotWritable
    """
    now = now.replace(microsecond=0)
    path = _path(maker, kit_id)
    kept = _opened(maker, path)
    if now >= kept.valid_until:
        raise errors.KitExpired(date=format_date(kuwait_day(kept.valid_until), "ar"))
    newest = signatory.newest_pack(maker.folder)[1]
    if newest is None or not {*_rows(kept)} <= _named(maker.folder, now):
        raise errors.AuthorityInvalid(reason="kit_list")
    codes = {person.login: new_code() for person, _keys in kept.people}
    plan = KitPlan(
        kept.kit_id,
        kept.valid_until,
        kept.station,
        kept.people,
        read_plain(newest, MAX_LIST),
        maker.issuer.certificate,
        codes,
    )
    data = station_kit.make_kit(plan, key, now, cost)
    name = f"{kept.station.code}-{kit_id[:4]}{station_kit.SUFFIX}"
    written = write_whole(maker.folder / KITS, name, data, now)
    kit = station_kit.read_kit(written, now)
    for login, words in codes.items():  # nobody finds at the station that an envelope opens nothing
        station_kit.open_box(kit, login, " ".join(words), now)
    envelopes = tuple(
        Envelope(person.login, person.name, kept.station, kept.valid_until, codes[person.login])
        for person, _keys in kept.people
    )
    closed = ClosedKit(written, kit_id, envelopes)
    hand_over(closed)
    remove(path)
    return closed


def vouchers_of(maker: KitMaker, kit_id: str) -> tuple[WaitingKit, tuple[x509.Certificate, ...]]:
    """A kit that waits, and the vouchers that were made for it.

    Raises:
        AuthorityInvalid: no such kit waits (reason "no_kit"), or what was kept is damaged
            ("state").
    """
    kept = _opened(maker, _path(maker, kit_id))
    own = tuple(keys.voucher for _person, keys in kept.people if keys.voucher is not None)
    return _shown(kept, listed=False), own


def forget(maker: KitMaker, kit_id: str) -> None:
    """A kit does not wait any more: what was kept for it is deleted. Raises as `vouchers_of`."""
    with target_errors(maker.folder.name):
        remove(_path(maker, kit_id))


def _path(maker: KitMaker, kit_id: str) -> Path:
    path = maker.folder / KITS / (kit_id + _WAITING)
    if not _fits(station_kit.UUID, kit_id) or not path.is_file():
        raise errors.AuthorityInvalid(reason="no_kit")
    return path


def _named(folder: Path, now: datetime) -> set[ListedVoucher]:
    """The vouchers in the newest list that two people have signed."""
    pack = signatory.in_force(folder, now)
    return set(pack.listing.vouchers) if pack is not None else set()


def _rows(kept: _Kept) -> tuple[ListedVoucher, ...]:
    own = (keys.voucher for _person, keys in kept.people)
    return tuple(vouchers.listed_as(voucher) for voucher in own if voucher is not None)


def _shown(kept: _Kept, *, listed: bool) -> WaitingKit:
    people = tuple(person for person, _keys in kept.people)
    return WaitingKit(
        kept.kit_id, kept.station, people, kept.prepared, kept.valid_until, listed=listed
    )


# --- what waits ------------------------------------------------------------------------------


def _sealing_key(issuer: certificates.Issuer) -> bytes:
    """Under the root's key: whoever opens the authority opens it, and nobody else."""
    hkdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=_INFO)
    return hkdf.derive(certificates.pkcs8(issuer.key))


def _sealed(issuer: certificates.Issuer, kept: _Kept) -> bytes:
    secret = write_json(
        {
            "format": _WAITING_FORMAT,
            "prepared": format_time(kept.prepared),
            "valid_until": format_time(kept.valid_until),
            "station": station_kit.station_json(kept.station),
            "people": [
                {**station_kit.person_json(person), "keys": station_kit.keys_json(keys)}
                for person, keys in kept.people
            ],
        }
    )
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_sealing_key(issuer)).encrypt(nonce, secret, kept.kit_id.encode("ascii"))


def _opened(maker: KitMaker, path: Path) -> _Kept:
    data = read_plain(path, _MOST_WAITING)
    kit_id = path.name.removesuffix(_WAITING)
    try:
        cipher = AESGCM(_sealing_key(maker.issuer))
        secret = cipher.decrypt(data[:_NONCE], data[_NONCE:], kit_id.encode())
        fields = Fields(read_json(secret))
        fields.text("format", _WAITING_FORMAT)
        kept = _Kept(
            kit_id,
            parse_time(fields.text("prepared", TIME_PATTERN)),
            parse_time(fields.text("valid_until", TIME_PATTERN)),
            station_kit.read_station(fields.inner("station")),
            _people(fields.each("people", station_kit.MOST_PEOPLE)),
        )
        fields.end()
    except _UNREADABLE as error:
        raise errors.AuthorityInvalid(reason="state") from error
    return kept


def _people(rows: Sequence[Fields]) -> tuple[tuple[KitPerson, PersonKeys], ...]:
    people = []
    for row in rows:
        person, fields = station_kit.read_person(row), row.inner("keys")
        people.append((person, station_kit.read_keys(fields)))
        fields.end()
        row.end()
    return tuple(people)
