"""An approval by USB drive: what an approver at another computer is asked for, and what a station
demands of the answer (§10.1)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from cryptography.hazmat.primitives import hashes

from tipdesk.bundle import approval
from tipdesk.bundle.approval import Approval, ApprovalKind, Subject
from tipdesk.bundle.crypto import certificates, cms
from tipdesk.bundle.crypto.certificates import CertificateRole, SigningKey, holder_of
from tipdesk.bundle.messages.document import Correspondent, MessageDocument, MessageFile
from tipdesk.bundle.problems import Code, fault
from tipdesk.bundle.strict_json import JsonValue
from tipdesk.bundle.trust import Moment, SentAlong, TrustStore, check_path
from tipdesk.bundle.trust_rows import ListedCertificate, Listing
from tipdesk.core.errors import BundleUnreadable

ATTACHED = "att/"
"""How the names of attachments begin: they stay where the file is."""


def may_approve_for(listing: Listing, approver: str, exporter: str) -> bool:
    """Whether an approver of the one station counts for the other (§5.2, number 4)."""
    return approver == exporter or (approver, exporter) in listing.approves_for


def approvers_for(
    listing: Listing, station: str, authors: Iterable[str], own: Iterable[str], now: datetime
) -> tuple[ListedCertificate, ...]:
    """Whom a station may ask, one certificate a person: they can approve today, the list has a key
    of theirs to which the request is sealed, and they wrote nothing of the file, under no other
    login.

    Args:
        listing: of the trust list in use.
        station: that asks.
        authors: logins of who wrote the file.
        own: SHA-256 (hex) of the certificates of who is asked at this computer.
        now: today.
    """
    writers, here = frozenset(authors), frozenset(own)
    numbers = listing.numbers_of(station, writers)
    reached = {(item.station, item.login) for item in listing.approvers}
    fitting = {
        (item.code, item.login): item
        for item in listing.certificates
        if CertificateRole.APPROVER in item.roles
        and item.begins <= now <= item.ends
        and (item.code, item.login) in reached
        and item.sha256 not in here
        and may_approve_for(listing, item.code, station)
        and item.login not in writers
        and item.number.casefold() not in numbers
    }
    return tuple(fitting[key] for key in sorted(fitting))


# --- what is asked for ----------------------------------------------------------------------------


def papers_of(statement: Approval) -> tuple[Subject, ...]:
    """The subjects that travel with a request: record and papers, no attachment."""
    return tuple(item for item in statement.subjects if not item.name.startswith(ATTACHED))


@dataclass(frozen=True, slots=True)
class RequestedApproval:
    """A request for an approval, held against its files."""

    statement: Approval
    files: Mapping[str, bytes]  # record and papers by the name that they have in the bundle


def read_request(message: MessageDocument, files: Mapping[str, bytes]) -> RequestedApproval:
    """What a request asks for. Its signature is judged as that of every message.

    Raises:
        BundleUnreadable: E_APPROVAL_* of the statement; E_APPROVAL_OTHER: it is of another station
            or file than the message; E_APPROVER: it is for another than the message; E_ONE_PERSON:
            for one of its authors, or for nobody's; E_NOT_AS_APPROVED (a name): a paper is missing,
            is another one, or comes uncalled for.
    """
    statement = approval.read_approval(_text(message.body["approval"]))
    about = message.about
    same = (statement.station, statement.case_id, statement.revision) == (
        message.sender.code,
        about.case_id,
        about.revision,
    )
    if not same or statement.kind is not ApprovalKind.SECOND_PERSON or statement.is_newer:
        raise fault(Code.E_APPROVAL_OTHER, approval.STATEMENT)
    if statement.approver != message.to.login:
        raise fault(Code.E_APPROVER, approval.STATEMENT)
    if statement.approver in statement.authors or not statement.authors:
        raise fault(Code.E_ONE_PERSON, approval.STATEMENT)
    if statement.valid_until - statement.approved_at > approval.LONGEST:
        raise fault(Code.E_APPROVAL_OLD, approval.STATEMENT)
    return RequestedApproval(statement, dict(_papers(statement, message.files, files)))


def _papers(
    statement: Approval, named: Iterable[MessageFile], files: Mapping[str, bytes]
) -> Iterable[tuple[str, bytes]]:
    """Each paper by its name, known by its digest."""
    came = {(item.sha256, item.size): item.path for item in named}
    for subject in papers_of(statement):
        path = came.pop((subject.sha256, subject.size), "")
        body = files.get(path, b"")
        if hashlib.sha256(body).hexdigest() != subject.sha256:
            raise fault(Code.E_NOT_AS_APPROVED, subject.name)
        yield subject.name, body
    for path in came.values():
        raise fault(Code.E_NOT_AS_APPROVED, path)


# --- the answer -----------------------------------------------------------------------------------


def sign_anew(asked: Approval, key: SigningKey, at: datetime) -> tuple[bytes, bytes]:
    """Statement and signature of an approver who signs now: both times are later, nothing else
    differs."""
    valid = asked.valid_until - asked.approved_at
    statement = approval.write_approval(replace(asked, approved_at=at, valid_until=at + valid))
    return statement, cms.sign(statement, key, at, approval.MEDIA_TYPE)


def answer_body(statement: bytes, signature: bytes) -> dict[str, JsonValue]:
    """The body of an answer that approves."""
    p7s = base64.b64encode(signature).decode("ascii")
    return {"approval": statement.decode("ascii"), "p7s": p7s, "remarks": ""}


def refusal_body(remarks: str) -> dict[str, JsonValue]:
    """The body of an answer that sends a file back."""
    return {"approval": None, "p7s": None, "remarks": remarks}


@dataclass(frozen=True, slots=True)
class SignedAnswer:
    """An approval that came back, judged."""

    statement: bytes
    signature: bytes
    approved_at: datetime
    certificate: str  # SHA-256 (hex) of the approver's


def read_answer(message: MessageDocument) -> tuple[bytes, bytes] | None:
    """Statement and signature; None: the file was sent back.

    Raises:
        BundleUnreadable: E_MESSAGE_FORM: one is there without the other.
    """
    statement, p7s = message.body["approval"], message.body["p7s"]
    if statement is None and p7s is None:
        return None
    if statement is None or p7s is None:
        raise fault(Code.E_MESSAGE_FORM, "message.json", "p7s")
    return _text(statement), base64.b64decode(str(p7s))


def judge_answer(
    asked: bytes,
    answered: tuple[bytes, bytes],
    approver: Correspondent,
    trust: TrustStore,
    now: datetime,
) -> SignedAnswer:
    """What came back, if it is what was asked for, signed by whom it was asked of.

    Args:
        asked: the statement as it went out.
        answered: statement and signature as they came.
        approver: who was asked.
        trust: whom the station trusts, with its list.
        now: the time of taking it in.

    Raises:
        BundleUnreadable: with the code that a reader of the bundle would tell, or E_CERT_* of the
            approver's certificate.
    """
    statement, p7s = answered
    before, signed = approval.read_approval(asked), approval.read_approval(statement)
    valid = before.valid_until - before.approved_at
    again = replace(before, approved_at=signed.approved_at, valid_until=signed.approved_at + valid)
    if approval.write_approval(again) != statement:
        raise fault(Code.E_APPROVAL_OTHER, approval.STATEMENT)
    late = signed.approved_at > before.valid_until or now > signed.valid_until
    if late or signed.approved_at > now:
        raise fault(Code.E_APPROVAL_OLD if late else Code.E_TIME_FUTURE, approval.STATEMENT)
    signature = _signature(p7s, statement, signed.approved_at)
    moment = Moment(signed.approved_at, now)
    along = SentAlong(signature.certificates, signature.crls)
    role = CertificateRole.APPROVER
    problems = check_path(signature.certificate, role, trust, moment, along, lenient_crl=True)
    for problem in problems:
        if problem.severity == "error":
            raise fault(problem.code, approval.SIGNATURE)
    _check_person(before, holder_of(signature.certificate.subject), approver, trust)
    certificate = signature.certificate.fingerprint(hashes.SHA256()).hex()
    return SignedAnswer(statement, p7s, signed.approved_at, certificate)


def _signature(p7s: bytes, statement: bytes, at: datetime) -> cms.Signature:
    try:
        signature = cms.read(p7s, statement, approval.MEDIA_TYPE)
    except BundleUnreadable as error:
        detail = str(error.details["code"])
        raise fault(Code.E_APPROVAL_SIGNATURE, approval.SIGNATURE, detail) from error
    if signature.problems or signature.signed_at != at:
        raise fault(Code.E_APPROVAL_SIGNATURE, approval.SIGNATURE)
    return signature


def _check_person(
    statement: Approval, holder: certificates.Holder, approver: Correspondent, trust: TrustStore
) -> None:
    if (holder.unit, holder.login) != (approver.code, approver.login):
        raise fault(Code.E_APPROVER, approval.SIGNATURE)
    listing = trust.listing
    if listing is None or not may_approve_for(listing, holder.unit, statement.station):
        raise fault(Code.E_STATION, approval.SIGNATURE)
    numbers = listing.numbers_of(statement.station, statement.authors)
    if holder.service_number.casefold() in numbers:
        raise fault(Code.E_ONE_PERSON, approval.SIGNATURE)


def _text(value: JsonValue) -> bytes:
    return str(value).encode("utf-8", "surrogatepass")
