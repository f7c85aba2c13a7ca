"""Trust lists: roots, revocations and everybody who counts, signed by two people and numbered
(docs/bundle-format.md §12).

The first of the two signs `trust.json` (`first_signature`), and what they have made is a container
like any other, which waits: both signatures on it are one person's. The second makes the container
anew with a signature of their own (`make_trust_list`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tipdesk.bundle import limits, strict_json, trust
from tipdesk.bundle import trust_rows as rows
from tipdesk.bundle.container import paths
from tipdesk.bundle.container.single import sign_members
from tipdesk.bundle.crypto import cms
from tipdesk.bundle.crypto.age import Recipient
from tipdesk.bundle.crypto.certificates import LOGIN, MALFORMED, UNIT, CertificateRole, SigningKey
from tipdesk.bundle.problems import Code, Problem
from tipdesk.bundle.reader import VerificationRequest, verify
from tipdesk.bundle.report import Signer, VerificationReport
from tipdesk.bundle.strict_json import Fields, JsonValue
from tipdesk.core.errors import BundleUnreadable, TrustPackInvalid, TrustPackOlder
from tipdesk.core.plain_file import read_plain

FORMAT = "tipdesk-trust/1.0"
SUFFIX = ".asice"
HANDING_OVER = timedelta(days=180)  # for which one root may stand beside the one before
_FORMATS = re.compile(r"tipdesk-trust/([1-9][0-9]{0,3})\.(0|[1-9][0-9]{0,3})")
_SHA256 = "[0-9a-f]{64}"
_Row = TypeVar("_Row")
_UNREADABLE: tuple[type[Exception], ...] = (BundleUnreadable, *MALFORMED)  # as age keys are
_MAX_PEM = 4 << 20  # characters
_MOST_OFFICES, _MOST_STATIONS, _MOST_CERTIFICATES, _MOST_KEYS = 100, 10_000, 20_000, 8
MAX_LIST = limits.KIT_TRUST  # bytes, with its signatures; what is larger is none


@dataclass(frozen=True, slots=True)
class TrustList:
    """A trust list as read: what to trust from now on, and who signed it."""

    store: trust.TrustStore
    signers: tuple[Signer, ...] = ()
    newer: bool = False  # of a later minor version: what it has beyond this one was passed over

    @property
    def listing(self) -> rows.Listing:
        """What it names."""
        if self.store.listing is None:
            raise TypeError("no trust list")
        return self.store.listing


# --- writing ----------------------------------------------------------------------------------


def write_listing(store: trust.TrustStore) -> bytes:
    """`trust.json`. Raises ValueError: the store is none of a list."""
    listing = store.listing
    if listing is None:
        raise ValueError("no listing")
    return strict_json.write_json(
        {
            "format": FORMAT,
            "serial": listing.serial,
            "created": strict_json.format_time(listing.created),
            "agency": listing.agency,
            "ca": [_pem(root) for root in store.roots],
            "crl": [_pem(crl) for crl in store.crls],
            "offices": [
                {
                    "code": office.code,
                    "label": office.label,
                    "age": _keys_json(office.keys),
                    "accepts_notice": office.accepts_notice,
                }
                for office in listing.offices
            ],
            "recovery": [
                {"label": key.label, "key": key.recipient.text} for key in listing.recovery
            ],
            "prosecutors": [_person_json(person) for person in listing.prosecutors],
            "heads": [_person_json(person) for person in listing.heads],
            "approvers": [
                {"station": item.station, "login": item.login, "key": item.recipient.text}
                for item in listing.approvers
            ],
            "stations": [
                {"code": item.code, "kind": item.kind, "age": _keys_json(item.keys)}
                for item in listing.stations
            ],
            "certificates": [_certificate_json(item) for item in listing.certificates],
            "vouchers": [
                {
                    "sha256": item.sha256,
                    "station": item.station,
                    "login": item.login,
                    "number": item.number,
                    **_span(item.begins, item.ends),
                }
                for item in listing.vouchers
            ],
            "approves_for": [list(pair) for pair in listing.approves_for],
        }
    )


def _pem(item: x509.Certificate | x509.CertificateRevocationList) -> str:
    return item.public_bytes(Encoding.PEM).decode("ascii")


def _span(begins: datetime, ends: datetime) -> dict[str, JsonValue]:
    return {"from": strict_json.format_time(begins), "until": strict_json.format_time(ends)}


def _keys_json(keys: Iterable[rows.DatedKey]) -> list[JsonValue]:
    return [{"key": key.recipient.text, **_span(key.begins, key.ends)} for key in keys]


def _person_json(person: rows.PersonKey) -> JsonValue:
    return {"office": person.office, "login": person.login, "key": person.recipient.text}


def _certificate_json(item: rows.ListedCertificate) -> JsonValue:
    return {
        "sha256": item.sha256,
        "code": item.code,
        "login": item.login,
        "number": item.number,
        "roles": [*sorted(role.number for role in item.roles)],
        **_span(item.begins, item.ends),
    }


def first_signature(document: bytes, key: SigningKey, when: datetime) -> bytes:
    """`trust.p7s`: the first person's signature over `trust.json`."""
    return cms.sign(document, key, when, paths.media_type(paths.TRUST))


def make_trust_list(document: bytes, first: bytes, key: SigningKey, when: datetime) -> bytes:
    """The bytes of `trust-<serial>.asice`, signed by the second person over the first's."""
    members = {paths.TRUST: document, paths.TRUST_SIGNATURE: first}
    return sign_members(members, key, when)


# --- reading ----------------------------------------------------------------------------------


def read_trust_list(
    source: Path | BinaryIO, now: datetime, current: trust.TrustStore | None = None
) -> TrustList:
    """Read a trust list and check it.

    Args:
        source: the file.
        now: today.
        current: what the station trusts. None at the first import: the pack then vouches for
            itself, and the caller has the fingerprint of its first root typed in.

    Raises:
        TrustPackInvalid: it does not verify, or leads away from the root that the station trusts
            (details: code), or lets somebody in again who was revoked (E_TRUST_FORM).
        TrustPackOlder: its serial or its revocation list is older (details: found, known).
        FileUnreadable: the file cannot be read.
    """
    file = io.BytesIO(_whole(source))  # read once: what is checked is what is used
    first = verify(file, VerificationRequest(now=now))
    first.close()
    whole = first.complete and first.intact
    codes = {problem.code for problem in first.problems}
    if first.kind != "trust-pack" or not whole or Code.E_ONE_PERSON in codes:
        raise TrustPackInvalid(code=_first_code(first.problems))
    pack = _parse(first.content[paths.TRUST])
    request = VerificationRequest(now=now, trust=_vouching(pack.store, current), lenient_crl=True)
    report = verify(file, request)
    report.close()
    if not report.valid:
        raise TrustPackInvalid(code=_first_code(report.problems))
    if current is not None:
        _check_same_root(pack.store, current)
        _check_newer(pack.store, current)
    return replace(pack, signers=_signers(report))


def _vouching(pack: trust.TrustStore, current: trust.TrustStore | None) -> trust.TrustStore:
    """By whom its signers are judged: what this station trusts, and what the list says of them
    itself. A first list vouches for itself, under the root whose digits are typed."""
    if current is None:
        return replace(pack, roots=pack.roots[:1])
    return trust.TrustStore(current.roots, (*current.crls, *pack.crls))


def _signers(report: VerificationReport) -> tuple[Signer, ...]:
    return tuple(who for who in (report.also_signed_by, report.signed_by) if who is not None)


def listing_of(data: bytes, now: datetime) -> TrustList:
    """What the container says, whoever signed it. Raises TrustPackInvalid."""
    report = verify(io.BytesIO(data), VerificationRequest(now=now))
    report.close()
    if report.kind != "trust-pack" or paths.TRUST not in report.content:
        raise TrustPackInvalid(code=_first_code(report.problems))
    return replace(_parse(report.content[paths.TRUST]), signers=_signers(report))


def _whole(source: Path | BinaryIO) -> bytes:
    if not isinstance(source, Path):
        source.seek(0)
        return source.read(MAX_LIST)
    return read_plain(source, MAX_LIST)


def _check_same_root(pack: trust.TrustStore, current: trust.TrustStore) -> None:
    if not set(pack.roots) & set(current.roots):
        raise TrustPackInvalid(code=Code.E_CERT_UNTRUSTED.value)


def _check_newer(pack: trust.TrustStore, current: trust.TrustStore) -> None:
    if pack.serial < current.serial:
        raise TrustPackOlder(found=pack.serial, known=current.serial)
    if pack.crl_number < current.crl_number:
        raise TrustPackOlder(found=pack.crl_number, known=current.crl_number)
    if trust.takes_back(pack, current):
        raise TrustPackInvalid(code=Code.E_TRUST_FORM.value)


def _first_code(problems: Iterable[Problem]) -> str:
    codes = [problem.code.value for problem in problems if problem.severity != "warning"]
    return codes[0] if codes else Code.E_TRUST_FORM.value


def _parse(data: bytes) -> TrustList:
    try:
        pack = _read(strict_json.read_json(data))
    except _UNREADABLE as error:
        raise TrustPackInvalid(code=Code.E_TRUST_FORM.value) from error
    _check_roots(pack)
    return pack


def _check_roots(pack: TrustList) -> None:
    """One root, or two while one hands over; a list of revocations for each and no other."""
    roots, crls = pack.store.roots, pack.store.crls
    for root in roots:
        trust.check_root(root)
    youngest = max((root.not_valid_before_utc for root in roots), default=pack.listing.created)
    over = len(roots) == 2 and pack.listing.created > youngest + HANDING_OVER
    each = [sum(trust.is_crl_of(crl, root) for crl in crls) for root in roots]
    own = all(any(trust.is_crl_of(crl, root) for root in roots) for crl in crls)
    if not 1 <= len(roots) <= 2 or len(set(roots)) != len(roots) or over or not own or 0 in each:
        raise TrustPackInvalid(code=Code.E_TRUST_FORM.value)


def _read(value: JsonValue) -> TrustList:
    whole = Fields(value)
    version = _FORMATS.fullmatch(whole.text("format", limit=40))
    if version is None:
        raise strict_json.NotStrictJson("format")
    if version[1] != "1":
        raise TrustPackInvalid(code=Code.E_VERSION.value)
    newer = version[2] != "0"
    read = _Rows(newer)
    roots = [x509.load_pem_x509_certificate(pem) for pem in _pems(whole, "ca")]
    crls = [x509.load_pem_x509_crl(pem) for pem in _pems(whole, "crl")]
    listing = rows.Listing(
        whole.number("serial", 1),
        _time(whole, "created"),
        whole.text("agency", limit=200),
        read.each(whole, "offices", _MOST_OFFICES, read.office),
        read.each(whole, "recovery", _MOST_KEYS, read.recovery),
        read.each(whole, "prosecutors", _MOST_STATIONS, read.person),
        read.each(whole, "heads", _MOST_STATIONS, read.head),
        read.each(whole, "approvers", _MOST_CERTIFICATES, read.approver),
        read.each(whole, "stations", _MOST_STATIONS, read.station),
        read.each(whole, "certificates", _MOST_CERTIFICATES, read.certificate),
        read.each(whole, "vouchers", _MOST_STATIONS, read.voucher),
        tuple(_pair(item) for item in whole.items("approves_for", _MOST_STATIONS)),
    )
    read.end(whole)
    if not listing.recovery:
        raise strict_json.NotStrictJson("recovery")
    return TrustList(trust.TrustStore(tuple(roots), tuple(crls), listing), newer=newer)


def _pems(fields: Fields, name: str) -> list[bytes]:
    return [
        Fields({name: item}).text(name, limit=_MAX_PEM).encode("ascii")
        for item in fields.items(name, 8)
    ]


def _time(fields: Fields, name: str) -> datetime:
    return strict_json.parse_time(fields.text(name, strict_json.TIME_PATTERN))


def _pair(value: JsonValue) -> tuple[str, str]:
    if not isinstance(value, list) or len(value) != 2:
        raise strict_json.NotStrictJson("approves_for")
    approver, exporter = (Fields({"code": item}).text("code", UNIT) for item in value)
    return approver, exporter


class _Rows:
    """Reads rows; what a newer minor version has beyond ours is passed over."""

    def __init__(self, newer: bool) -> None:
        self._newer = newer

    def end(self, fields: Fields) -> None:
        """Nothing is left over, unless it is newer."""
        if not self._newer:
            fields.end()

    def each(
        self, fields: Fields, name: str, most: int, read: Callable[[Fields], _Row]
    ) -> tuple[_Row, ...]:
        """Every row of one member."""
        values = []
        for item in fields.items(name, most):
            row = Fields(item)
            values.append(read(row))
            self.end(row)
        return tuple(values)

    def keys(self, fields: Fields, name: str = "age") -> tuple[rows.DatedKey, ...]:
        """Age keys with their times."""
        return self.each(fields, name, _MOST_KEYS, self._key)

    def _key(self, fields: Fields) -> rows.DatedKey:
        return rows.DatedKey(_age(fields), _time(fields, "from"), _time(fields, "until"))

    def office(self, fields: Fields) -> rows.ListedOffice:
        """An office."""
        return rows.ListedOffice(
            fields.text("code", UNIT),
            fields.text("label", limit=200),
            self.keys(fields),
            fields.truth("accepts_notice"),
        )

    def recovery(self, fields: Fields) -> rows.RecoveryKey:
        """A key of the agency."""
        return rows.RecoveryKey(fields.text("label", limit=200), _age(fields))

    def person(self, fields: Fields) -> rows.PersonKey:
        """Somebody at an office."""
        return rows.PersonKey(
            fields.text("office", UNIT), fields.text("login", LOGIN), _age(fields)
        )

    def head(self, fields: Fields) -> rows.PersonKey:
        """Whoever leads an office."""
        return replace(self.person(fields), leads=True)

    def approver(self, fields: Fields) -> rows.ApproverKey:
        """A supervisor at a station."""
        return rows.ApproverKey(
            fields.text("station", UNIT), fields.text("login", LOGIN), _age(fields)
        )

    def station(self, fields: Fields) -> rows.ListedStation:
        """A station."""
        kind = fields.text("kind", f"{rows.OFFICER}|{rows.RECEIVING}")
        return rows.ListedStation(fields.text("code", UNIT), kind, self.keys(fields))

    def certificate(self, fields: Fields) -> rows.ListedCertificate:
        """A certificate."""
        return rows.ListedCertificate(
            fields.text("sha256", _SHA256),
            fields.text("code", UNIT),
            fields.text("login", LOGIN),
            fields.text("number", limit=64),
            _roles(fields.items("roles", len(CertificateRole))),
            _time(fields, "from"),
            _time(fields, "until"),
        )

    def voucher(self, fields: Fields) -> rows.ListedVoucher:
        """A voucher."""
        return rows.ListedVoucher(
            fields.text("sha256", _SHA256),
            fields.text("station", UNIT),
            fields.text("login", LOGIN),
            fields.text("number", limit=64),
            _time(fields, "from"),
            _time(fields, "until"),
        )


def _age(fields: Fields) -> Recipient:
    return Recipient.from_text(fields.text("key", limit=2000))


def _roles(numbers: Collection[JsonValue]) -> frozenset[CertificateRole]:
    known = {role.number: role for role in CertificateRole}
    asked = [number for number in numbers if isinstance(number, int) and number in known]
    if len(asked) != len(numbers) or sorted(set(asked)) != asked or not asked:
        raise strict_json.NotStrictJson("roles")
    return frozenset(known[number] for number in asked)


def describe(report: VerificationReport) -> VerificationReport:
    """A trust list's report with its format, faults of form added."""
    data = report.content.get(paths.TRUST)
    if data is None:
        return report
    try:
        pack = _parse(data)
    except TrustPackInvalid as error:
        fault = Problem(Code(str(error.details["code"])), paths.TRUST)
        return replace(report, problems=(*report.problems, fault), intact=False)
    notes = (Problem(Code.W_NEWER, paths.TRUST),) if pack.newer else ()
    return replace(report, format=FORMAT, problems=(*report.problems, *notes))
