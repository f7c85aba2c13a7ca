"""What an approver signs: approval.json (tipdesk-approval/1.0), and what a reader demands of it.

The statement names the record, every attachment and the bytes of every document that may leave
(docs/bundle-format.md §5). The exporter signs the bundle around it: neither can change what the
other signed, and nobody is both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tipdesk.bundle import limits, strict_json
from tipdesk.bundle.container import paths
from tipdesk.bundle.container.index import CODE, UUID, Index
from tipdesk.bundle.crypto import certificates, cms
from tipdesk.bundle.problems import Code, Problem, fault
from tipdesk.bundle.trust_rows import Listing

FORMAT = "tipdesk-approval"
STATEMENT, SIGNATURE = "approval.json", "approval.p7s"
MEDIA_TYPE = "application/json"
"""What the approver's signature says that it is over."""
LONGEST = timedelta(days=30)
"""An approval may not be valid for longer."""
VALID = timedelta(days=14)
"""How long one is valid where the station has not chosen otherwise."""
LATE = timedelta(days=14)
"""A bundle that is longer on its way is told of."""
_UNAPPROVED = frozenset({STATEMENT, SIGNATURE, "custody.json", "cover.pdf", "signed.json"})
_SHA256 = "[0-9a-f]{64}"


class ApprovalKind(StrEnum):
    """Who approved."""

    SECOND_PERSON = "second_person"
    DIRECT = "direct"  # an officer, of a file that is hidden from the unit


@dataclass(frozen=True, slots=True)
class Subject:
    """One file that was approved."""

    name: str  # in the folder of the case
    sha256: str  # hex
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Approval:
    """The statement, member by member as §5.1 lists them."""

    kind: ApprovalKind
    station: str
    case_id: str
    revision: int
    tenure: int
    approver: str  # login
    authors: tuple[str, ...]  # logins, sorted
    approved_at: datetime
    valid_until: datetime
    offices: tuple[str, ...]  # codes, sorted
    record_root: str
    subjects: tuple[Subject, ...]  # sorted by name
    head: tuple[int, str]  # number and hash of the entry that tells of the approval
    case_keys: str  # SHA-256 (hex) of the keys of the file in the chain
    annex: str  # SHA-256 (hex) of the annex; random without one
    is_newer: bool = False  # of a later minor version


def is_approved_name(name: str) -> bool:
    """Whether a file of this name in the folder of the case has to be approved."""
    return name not in _UNAPPROVED and not name.startswith(("signed/", "give-up-"))


def subjects_digest(subjects: Collection[Subject]) -> str:
    """SHA-256 (hex) of the canonical subjects, as the entry `approved` holds it."""
    return hashlib.sha256(strict_json.write_json(_subjects(subjects))).hexdigest()


def _subjects(subjects: Collection[Subject]) -> strict_json.JsonValue:
    return [
        {"name": item.name, "sha256": item.sha256, "size": item.size}
        for item in sorted(subjects, key=lambda item: item.name)
    ]


def write_approval(approval: Approval) -> bytes:
    """The bytes that the approver signs."""
    value: strict_json.JsonValue = {
        "format": f"{FORMAT}/1.0",
        "kind": approval.kind.value,
        "station": approval.station,
        "case_id": approval.case_id,
        "revision": approval.revision,
        "tenure": approval.tenure,
        "approver": approval.approver,
        "authors": [*sorted(approval.authors)],
        "approved_at": strict_json.format_time(approval.approved_at),
        "valid_until": strict_json.format_time(approval.valid_until),
        "for": [*sorted(approval.offices)],
        "record_root": approval.record_root,
        "subjects": _subjects(approval.subjects),
        "head": list(approval.head),
        "case_keys": approval.case_keys,
        "annex": approval.annex,
    }
    data = strict_json.write_json(value)
    read_approval(data)  # what no reader takes is not signed
    return data


def read_approval(data: bytes) -> Approval:
    """Read a statement. Raises BundleUnreadable (E_APPROVAL_FORM, E_VERSION)."""
    try:
        fields = strict_json.Fields.of_document(data, FORMAT)
        approval = Approval(
            kind=ApprovalKind(fields.text("kind")),
            station=fields.text("station", CODE),
            case_id=fields.text("case_id", UUID),
            revision=fields.number("revision", 1),
            tenure=fields.number("tenure", 1),
            approver=fields.text("approver", certificates.LOGIN),
            authors=_sorted(fields.texts("authors", certificates.LOGIN)),
            approved_at=_time(fields, "approved_at"),
            valid_until=_time(fields, "valid_until"),
            offices=_sorted(fields.texts("for", CODE)),
            record_root=fields.text("record_root", _SHA256),
            subjects=_read_subjects(fields),
            head=fields.place("head", _SHA256),
            case_keys=fields.text("case_keys", _SHA256),
            annex=fields.text("annex", _SHA256),
            is_newer=fields.is_newer,
        )
        fields.end()
        if not approval.offices:
            raise strict_json.NotStrictJson("for")
    except strict_json.OtherMajor as error:
        raise fault(Code.E_VERSION, STATEMENT, str(error)) from error
    except ValueError as error:
        raise fault(Code.E_APPROVAL_FORM, STATEMENT, str(error)) from error
    return approval


def _time(fields: strict_json.Fields, name: str) -> datetime:
    return strict_json.parse_time(fields.text(name, strict_json.TIME_PATTERN))


def _sorted(texts: tuple[str, ...]) -> tuple[str, ...]:
    if list(texts) != sorted(set(texts)):
        raise strict_json.NotStrictJson("order")
    return texts


def _read_subjects(fields: strict_json.Fields) -> tuple[Subject, ...]:
    subjects = []
    for item in fields.each("subjects", limits.MEMBERS):
        subjects.append(
            Subject(item.text("name", limit=200), item.text("sha256", _SHA256), item.number("size"))
        )
        item.end()
    names = [subject.name for subject in subjects]
    good = all(paths.is_payload_path(name) and is_approved_name(name) for name in names)
    if not good or names != sorted(set(names)):
        raise strict_json.NotStrictJson("subjects")
    return tuple(subjects)


# --- what a reader demands ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignedBy:
    """The two people, by what their certificates say."""

    exporter: certificates.Holder
    approver: certificates.Holder
    same_key: bool

    @classmethod
    def of(cls, exporter: cms.Signature, approver: cms.Signature) -> SignedBy:
        """Of the two signatures."""
        certificate, other = exporter.certificate, approver.certificate
        keys = {
            each.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
            for each in (certificate, other)
        }
        return cls(
            certificates.holder_of(certificate.subject),
            certificates.holder_of(other.subject),
            len(keys) == 1,
        )


def judge(
    approval: Approval,
    index: Index,
    signed_by: SignedBy,
    listing: Listing | None,
    now: datetime,
) -> Iterator[Problem]:
    """What of §5.2 can be said without record and chain: numbers 4 to 10 there.

    Args:
        approval: the statement, its signature already verified.
        index: of the bundle around it, already held against the files.
        signed_by: the two people.
        listing: of the trust list: which approver counts for which station, and under which
            service numbers the authors have certificates. None: nobody says so.
        now: for telling of a bundle that was long on its way.
    """
    exporter, approver = signed_by.exporter, signed_by.approver
    station = index.numbered.station
    pairs = listing.approves_for if listing is not None else ()
    of_here = approver.unit == station or (approver.unit, station) in pairs
    if not (of_here and exporter.unit == approval.station == station):
        yield Problem(Code.E_STATION, STATEMENT)
    if approver.login != approval.approver:
        yield Problem(Code.E_APPROVER, STATEMENT)
    if approval.kind is ApprovalKind.DIRECT:
        yield Problem(Code.A_DIRECT, STATEMENT)
    elif _one_person(approval, signed_by) or _wrote_it(approval, approver, listing):
        yield Problem(Code.E_ONE_PERSON, STATEMENT)
    if (approval.case_id, approval.revision, approval.tenure) != (
        index.case_id,
        index.revision,
        index.tenure,
    ) or index.numbered.office not in approval.offices:
        yield Problem(Code.E_APPROVAL_OTHER, STATEMENT)
    yield from _differences(approval, index)
    in_time = approval.approved_at <= index.created <= approval.valid_until
    if not in_time or approval.valid_until - approval.approved_at > LONGEST:
        yield Problem(Code.E_APPROVAL_OLD, STATEMENT)
    if now > index.created + LATE:
        yield Problem(Code.W_LATE)


def _one_person(approval: Approval, signed_by: SignedBy) -> bool:
    exporter, approver = signed_by.exporter, signed_by.approver
    same_login = (exporter.unit, exporter.login) == (approver.unit, approver.login)
    same_number = exporter.service_number.casefold() == approver.service_number.casefold()
    wrote_it = approval.approver in approval.authors
    return same_login or same_number or signed_by.same_key or wrote_it or not approval.authors


def _wrote_it(approval: Approval, approver: certificates.Holder, listing: Listing | None) -> bool:
    """Whether an author has the approver's service number, under another login or at another
    station."""
    known = listing.numbers_of(approval.station, approval.authors) if listing is not None else ()
    return approver.service_number.casefold() in known


def _differences(approval: Approval, index: Index) -> Iterator[Problem]:
    """Each file that is not exactly as it was approved, by its name; where all are, those of which
    only an earlier bundle can show that."""
    faults = list(_not_as_approved(approval, index))
    yield from faults
    if not faults:
        for item in index.carried_before:
            yield Problem(Code.A_NOT_HERE, paths.DATA + item.path)


def _not_as_approved(approval: Approval, index: Index) -> Iterator[Problem]:
    approved = {item.name: (item.sha256, item.size) for item in approval.subjects}
    there: Mapping[str, tuple[str, int]] = {
        name: (file.sha256, file.size) for name, file in index.of_case() if is_approved_name(name)
    }
    carried = {
        item.path.removeprefix(index.folder): (item.sha256, item.size)
        for item in index.carried_before
        if item.path.startswith(index.folder + "att/")
    }
    if len(carried) != len(index.carried_before) or not carried.keys().isdisjoint(there):
        yield Problem(Code.E_NOT_AS_APPROVED, paths.DATA + index.folder, "carried_before")
    held = {**carried, **there}
    for name in sorted(approved.keys() | held.keys()):
        if approved.get(name) != held.get(name):
            yield Problem(Code.E_NOT_AS_APPROVED, paths.DATA + index.folder + name)
