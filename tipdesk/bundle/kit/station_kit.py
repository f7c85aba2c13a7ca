"""The file `NAME.tipkit` (tipdesk-kit/1.0, docs/bundle-format.md §12.1): written, and read.

A container like any other, signed by the authority's clerk:

    kit.json         station, people, time; the digest of the trust list; for each person the key
                     that signs their first opening, and the digest of their voucher
    kit-trust.asice  the trust list, signed by two, that names the vouchers
    kit-boxes.json   for each login a box sealed under the words of one envelope

Whoever opens a box was given the words by whoever made the kit: it names the root and `kit.json`,
and only from then on is anything of it believed.
"""

from __future__ import annotations

import hashlib
import io
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from tipdesk.bundle import limits, trust_list, vouchers
from tipdesk.bundle.container import paths
from tipdesk.bundle.container.single import sign_members
from tipdesk.bundle.crypto import certificates
from tipdesk.bundle.crypto.sealed_key import SealCost, seal, unseal
from tipdesk.bundle.kit.code import canonical
from tipdesk.bundle.problems import Code, Problem, fault
from tipdesk.bundle.reader import VerificationRequest, verify
from tipdesk.bundle.report import VerificationReport
from tipdesk.bundle.strict_json import (
    TIME_PATTERN,
    Fields,
    JsonValue,
    NotStrictJson,
    format_time,
    parse_time,
    read_json,
    write_json,
)
from tipdesk.bundle.trust import TrustStore, load_private_key
from tipdesk.cases.model import Act, Role
from tipdesk.cases.permissions import allowed
from tipdesk.core import errors
from tipdesk.core.plain_file import read_plain
from tipdesk.i18n.text import format_date, kuwait_day

FORMAT = "tipdesk-kit"
_BOXES, _BOX = "tipdesk-kit-boxes", "tipdesk-kit-box"
SUFFIX = ".tipkit"
MOST_PEOPLE = 50
MAX_KIT = 2 * limits.JSON + limits.KIT_TRUST + (1 << 20)  # bytes, with manifest and signature
KIND = "officer"
"""Of the stations that are founded so. A receiving station makes a key to which everything is
sealed, and nothing counts there before a trust list names it."""
_SHA256 = "[0-9a-f]{64}"
AGENCY_CODE = "[a-z0-9_-]{1,40}"
SEXES = ("", "female", "male")
LANGUAGE = "[a-z]{2,3}"
UUID = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


@dataclass(frozen=True, slots=True)
class KitStation:
    """Which station a kit founds: as `cases.model.Station`."""

    code: str
    agency: str  # code of the form's list of agencies
    unit: str = ""  # the shelter or the port


@dataclass(frozen=True, slots=True)
class KitPerson:
    """Somebody of the station, as the authority knows them."""

    login: str
    name: str
    service_number: str
    role: Role
    sex: str = ""  # one of `SEXES`
    languages: tuple[str, ...] = ()  # codes of ISO 639

    def certified_as(self) -> frozenset[certificates.CertificateRole]:
        """What their certificate is for; nothing where they sign nothing that leaves."""
        signed_with = {
            certificates.CertificateRole.EXPORTER: Act.EXPORT,
            certificates.CertificateRole.APPROVER: Act.APPROVE,
        }
        return frozenset(role for role, act in signed_with.items() if allowed(act, self.role))

    def holder(self, station: KitStation) -> certificates.Holder:
        """Whom a certificate names."""
        return certificates.Holder(self.name, self.service_number, station.code, self.login)


@dataclass(frozen=True, slots=True)
class PersonKeys:
    """What one box holds. `voucher` and `voucher_key` are missing where nothing is certified."""

    voucher: x509.Certificate | None
    voucher_key: ec.EllipticCurvePrivateKey | None = field(repr=False)
    opening: bytes = field(repr=False)  # Ed25519, 32 bytes: signs that this box was opened
    opening_public: bytes = b""

    @property
    def voucher_sha256(self) -> str:
        """Its digest (hex), '' without one."""
        return self.voucher.fingerprint(hashes.SHA256()).hex() if self.voucher else ""


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """Somebody in `kit.json`."""

    person: KitPerson
    opening: str  # the Ed25519 key (hex) that signs their first opening
    voucher_sha256: str  # hex, '' without one


@dataclass(frozen=True, slots=True)
class StationKit:
    """What a kit says of itself, whoever made it. Nothing of it is believed before a box opens."""

    kit_id: str
    created: datetime
    valid_until: datetime
    station: KitStation
    people: tuple[ListedPerson, ...]
    sha256: str  # hex, of kit.json
    trust_sha256: str  # hex, of the trust list
    data: bytes = field(default=b"", repr=False)  # the whole file
    trust_list: bytes = field(default=b"", repr=False)
    boxes: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def person(self, login: str) -> ListedPerson:
        """Who has this code. Raises KeyError."""
        for listed in self.people:
            if listed.person.login == login:
                return listed
        raise KeyError(login)


@dataclass(frozen=True, slots=True)
class OpenedBox:
    """A kit that somebody's envelope vouches for, and what is theirs of it."""

    kit: StationKit
    listed: ListedPerson
    trust: TrustStore
    keys: PersonKeys = field(repr=False)

    def certify(self, public: bytes, now: datetime) -> tuple[bytes, bytes]:
        """A certificate for the key that was made here, under the voucher and no longer than it;
        its PEM and the voucher's.

        Args:
            public: the SubjectPublicKeyInfo (DER) of a P-256 key.
            now: the time.

        Raises:
            NoCertificate: nothing is certified for this role.
        """
        voucher, key = self.keys.voucher, self.keys.voucher_key
        whom = vouchers.speaks_for(voucher) if voucher is not None else None
        if voucher is None or key is None or whom is None:
            raise errors.NoCertificate
        roles = certificates.known_roles(voucher)
        own = certificates.load_public(public)
        issuer = certificates.Issuer(voucher, key)
        leaf = certificates.issue_leaf(issuer, whom, own, roles, now.replace(microsecond=0))
        return leaf.public_bytes(Encoding.PEM), voucher.public_bytes(Encoding.PEM)


# --- writing ----------------------------------------------------------------------------------


def person_json(person: KitPerson) -> dict[str, JsonValue]:
    """Somebody as a kit names them."""
    return {
        "login": person.login,
        "name": person.name,
        "number": person.service_number,
        "role": person.role.value,
        "sex": person.sex,
        "languages": list(person.languages),
    }


def station_json(station: KitStation) -> dict[str, JsonValue]:
    """The station as a kit names it."""
    return {
        "code": station.code,
        "kind": KIND,
        "agency": station.agency,
        "unit": station.unit,
    }


@dataclass(frozen=True, slots=True)
class KitPlan:
    """What a kit is made of; `codes` by login, as `code.new_code` gives them."""

    kit_id: str
    valid_until: datetime
    station: KitStation
    people: Sequence[tuple[KitPerson, PersonKeys]]
    trust_list: bytes
    root: x509.Certificate
    codes: Mapping[str, Sequence[str]] = field(repr=False)


def make_kit(plan: KitPlan, key: certificates.SigningKey, now: datetime, cost: SealCost) -> bytes:
    """The bytes of `NAME.tipkit`. Slow: one Argon2id for each person."""
    now = now.replace(microsecond=0)
    document = write_json(
        {
            "format": f"{FORMAT}/1.0",
            "kit_id": plan.kit_id,
            "created": format_time(now),
            "valid_until": format_time(plan.valid_until),
            "station": station_json(plan.station),
            "trust": hashlib.sha256(plan.trust_list).hexdigest(),
            "officers": [
                {
                    **person_json(person),
                    "opening": keys.opening_public.hex(),
                    "voucher": keys.voucher_sha256 or None,
                }
                for person, keys in plan.people
            ],
        }
    )
    boxes: list[JsonValue] = []
    for person, keys in plan.people:
        typed = canonical(" ".join(plan.codes[person.login]))
        purpose = _purpose(plan.kit_id, person.login)
        sealed = seal(_box(plan.root, document, keys), typed, purpose, cost)
        boxes.append({"login": person.login, "box": read_json(sealed)})
    members = {
        paths.KIT: document,
        paths.KIT_TRUST: plan.trust_list,
        paths.KIT_BOXES: write_json({"format": f"{_BOXES}/1.0", "boxes": boxes}),
    }
    return sign_members(members, key, now)


def _purpose(kit_id: str, login: str) -> str:
    return f"station-kit:{kit_id}:{login}"


def _box(root: x509.Certificate, document: bytes, keys: PersonKeys) -> bytes:
    return write_json(
        {
            "format": f"{_BOX}/1.0",
            "root": root.fingerprint(hashes.SHA256()).hex(),
            "kit": hashlib.sha256(document).hexdigest(),
            **keys_json(keys),
        }
    )


def keys_json(keys: PersonKeys) -> dict[str, JsonValue]:
    """What a box holds of keys."""
    pem = keys.voucher.public_bytes(Encoding.PEM).decode("ascii") if keys.voucher else None
    secret = certificates.pkcs8(keys.voucher_key) if keys.voucher_key else None
    return {
        "voucher": pem,
        "key": b64encode(secret).decode("ascii") if secret else None,
        "opening": b64encode(keys.opening).decode("ascii"),
    }


# --- reading ----------------------------------------------------------------------------------


def read_kit(source: Path, now: datetime) -> StationKit:
    """What a kit says of itself; its signature holds, by whomever it is.

    Raises:
        KitInvalid: it is none, or not as it was signed (details: code).
        FileUnreadable: the file cannot be read.
    """
    data = read_plain(source, MAX_KIT)
    report = verify(io.BytesIO(data), VerificationRequest(now=now))
    report.close()
    wrong = [item.code.value for item in report.problems if item.severity != "warning"]
    if report.kind != "station-kit" or wrong or not report.intact:
        raise errors.KitInvalid(code=wrong[0] if wrong else Code.E_KIT_FORM.value)
    return _parsed(report.content, data)


def _parsed(content: Mapping[str, bytes], data: bytes) -> StationKit:
    try:
        kit = _read(content, data)
    except (ValueError, errors.HolderRefused) as error:
        raise errors.KitInvalid(code=Code.E_KIT_FORM.value) from error
    except errors.BundleUnreadable as error:
        raise errors.KitInvalid(code=str(error.details["code"])) from error
    return kit


def _read(content: Mapping[str, bytes], data: bytes) -> StationKit:
    names = (paths.KIT, paths.KIT_TRUST, paths.KIT_BOXES)
    if missing := [name for name in names if name not in content]:
        raise fault(Code.E_MEMBER_MISSING, missing[0])
    kit = replace(
        read_document(content[paths.KIT]),
        data=data,
        trust_list=content[paths.KIT_TRUST],
        boxes=read_boxes(content[paths.KIT_BOXES]),
    )
    logins = {listed.person.login for listed in kit.people}
    whole = len(logins) == len(kit.people) and logins == kit.boxes.keys()
    if not whole or hashlib.sha256(kit.trust_list).hexdigest() != kit.trust_sha256:
        raise fault(Code.E_KIT_FORM, paths.KIT)
    return kit


def read_document(document: bytes) -> StationKit:
    """`kit.json` alone.

    Raises:
        NotStrictJson, HolderRefused: it is none.
        BundleUnreadable: E_KIT_FORM: somebody has a voucher and signs nothing, or the other way.
    """
    fields = Fields.of_document(document, FORMAT)
    station = read_station(fields.inner("station"))
    kit = StationKit(
        fields.text("kit_id", UUID),
        parse_time(fields.text("created", TIME_PATTERN)),
        parse_time(fields.text("valid_until", TIME_PATTERN)),
        station,
        tuple(_listed(row, station) for row in fields.each("officers", MOST_PEOPLE)),
        hashlib.sha256(document).hexdigest(),
        fields.text("trust", _SHA256),
    )
    fields.end()
    if not kit.people:
        raise NotStrictJson("officers")
    return kit


def read_station(fields: Fields) -> KitStation:
    """The station as a kit names it. Raises NotStrictJson."""
    fields.text("kind", KIND)
    station = KitStation(
        fields.text("code", certificates.UNIT),
        fields.text("agency", AGENCY_CODE),
        fields.text("unit", limit=certificates.MAX_NAME),
    )
    fields.end()
    return station


def read_person(fields: Fields) -> KitPerson:
    """Somebody as a kit names them; what else the row holds is left. Raises NotStrictJson."""
    role = fields.text("role", "|".join(role.value for role in Role))
    return KitPerson(
        fields.text("login", certificates.LOGIN),
        fields.text("name", limit=certificates.MAX_NAME),
        fields.text("number", limit=64),
        Role(role),
        fields.text("sex", "|".join(SEXES)),
        fields.texts("languages", LANGUAGE, 20),
    )


def _listed(fields: Fields, station: KitStation) -> ListedPerson:
    person = read_person(fields)
    person.holder(station).check()
    opening = fields.text("opening", _SHA256)
    listed = ListedPerson(person, opening, fields.optional_text("voucher", _SHA256) or "")
    fields.end()
    if bool(listed.voucher_sha256) != bool(person.certified_as()):
        raise fault(Code.E_KIT_FORM, paths.KIT, "voucher")
    return listed


def read_boxes(data: bytes) -> dict[str, bytes]:
    """`kit-boxes.json`: the sealed box of each login. Raises NotStrictJson."""
    fields = Fields.of_document(data, _BOXES)
    boxes = {}
    for row in fields.each("boxes", MOST_PEOPLE):
        boxes[row.text("login", certificates.LOGIN)] = write_json(row.object("box"))
        row.end()
    fields.end()
    return boxes


def open_box(kit: StationKit, login: str, typed: str, now: datetime) -> OpenedBox:
    """Open somebody's box with the words of their envelope. Slow (Argon2id): run in a JOB.

    Raises:
        KitWordUnknown: the words are none of the list.
        KitCodeWrong: they do not open this box: another's envelope, or another kit.
        KitExpired: its time is over (details: date).
        KitInvalid: what the box opens is not this kit, or its trust list or its signer does not
            count (details: code).
    """
    listed = kit.person(login)
    code = canonical(typed)
    try:
        secret = unseal(kit.boxes[login], code, _purpose(kit.kit_id, login))
    except errors.WrongPassphrase as error:
        raise errors.KitCodeWrong(login=login) from error
    except errors.AuthorityInvalid as error:
        raise errors.KitInvalid(code=Code.E_KIT_FORM.value) from error
    root, keys = _opened(secret, kit, listed)
    if now > kit.valid_until:
        raise errors.KitExpired(date=format_date(kuwait_day(kit.valid_until), "ar"))
    return OpenedBox(kit, listed, _vouched_for(kit, root, now), keys)


def _opened(secret: bytes, kit: StationKit, listed: ListedPerson) -> tuple[str, PersonKeys]:
    """SHA-256 of the root, and the keys in the box."""
    try:
        root, digest, keys = read_box(secret)
    except certificates.MALFORMED as error:
        raise errors.KitInvalid(code=Code.E_KIT_FORM.value) from error
    own = (digest, keys.opening_public.hex(), keys.voucher_sha256)
    if own != (kit.sha256, listed.opening, listed.voucher_sha256):
        raise errors.KitInvalid(code=Code.E_KIT_FORM.value)
    if keys.voucher is not None:
        whom = vouchers.speaks_for(keys.voucher)
        named = certificates.holder_of(whom) if whom is not None else None
        if named != listed.person.holder(kit.station):
            raise errors.KitInvalid(code=Code.E_CERT_HOLDER.value)
    return root, keys


def read_box(secret: bytes) -> tuple[str, str, PersonKeys]:
    """What a box holds: SHA-256 (hex) of the root and of `kit.json`, and keys. Raises one of
    `certificates.MALFORMED`."""
    fields = Fields.of_document(secret, _BOX)
    root, digest = fields.text("root", _SHA256), fields.text("kit", _SHA256)
    keys = read_keys(fields)
    fields.end()
    return root, digest, keys


def read_keys(fields: Fields) -> PersonKeys:
    """What a box holds of keys. Raises one of `certificates.MALFORMED`."""
    pem = fields.optional_text("voucher", limit=20_000)
    der = fields.optional_text("key", limit=2_000)
    opening = b64decode(fields.text("opening", limit=100), validate=True)
    voucher = x509.load_pem_x509_certificate(pem.encode("ascii")) if pem else None
    key = load_private_key(b64decode(der, validate=True)) if der else None
    if (voucher and voucher.public_key()) != (key and key.public_key()):
        raise ValueError("key")
    return PersonKeys(voucher, key, opening, certificates.ed25519_public(opening))


def _vouched_for(kit: StationKit, root: str, now: datetime) -> TrustStore:
    """Whom the kit's list of trust names, under the root of the box; the kit is signed under it,
    and the list names the vouchers."""
    try:
        pack = trust_list.read_trust_list(io.BytesIO(kit.trust_list), now)
    except errors.TrustPackInvalid as error:
        raise errors.KitInvalid(**error.details) from error
    store = pack.store
    if store.roots[0].fingerprint(hashes.SHA256()).hex() != root:
        raise errors.KitInvalid(code=Code.E_CERT_UNTRUSTED.value)
    request = VerificationRequest(now=now, trust=store, lenient_crl=True)
    report = verify(io.BytesIO(kit.data), request)
    report.close()
    wrong = [item.code.value for item in report.problems if item.severity != "warning"]
    if not report.valid:
        raise errors.KitInvalid(code=wrong[0] if wrong else Code.E_KIT_FORM.value)
    named = {row.sha256 for row in pack.listing.vouchers}
    if not {item.voucher_sha256 for item in kit.people if item.voucher_sha256} <= named:
        raise errors.KitInvalid(code=Code.E_CERT_UNLISTED.value)
    return store


def describe(report: VerificationReport) -> VerificationReport:
    """A kit's report with its format, faults of form added."""
    if paths.KIT not in report.content:
        return report
    try:
        _parsed(report.content, b"")
    except errors.KitInvalid as error:
        problem = Problem(Code(str(error.details["code"])), paths.KIT)
        return replace(report, problems=(*report.problems, problem), intact=False)
    return replace(report, format=f"{FORMAT}/1.0")
