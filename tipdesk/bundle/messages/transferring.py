"""A file that goes to another station: what the sender's approver signs, and who may take it in
(§7.3, §10)."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime

from tipdesk.bundle.crypto import cms
from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.crypto.certificates import CertificateRole, SigningKey, holder_of
from tipdesk.bundle.messages.document import Correspondent, MessageDocument
from tipdesk.bundle.problems import Code, fault
from tipdesk.bundle.strict_json import JsonValue
from tipdesk.bundle.trust import Moment, SentAlong, TrustStore, check_path
from tipdesk.bundle.trust_rows import OFFICER, Listing, current
from tipdesk.cases.custody.following import GiveUp, give_up_json, read_give_up

MEDIA_TYPE = "application/json"
_BODY = "message.json"


@dataclass(frozen=True, slots=True)
class SignedGiveUp:
    """A giving-up with its signature, as a message brings it."""

    statement: GiveUp
    text: bytes
    p7s: bytes
    signer: str  # login at the sender


def receivers(listing: Listing, own: str, now: datetime) -> tuple[Correspondent, ...]:
    """Who elsewhere can take a file in: approvers of other stations with files, who have a key to
    which it is sealed, and whose certificate counts today. One line a person, by station."""
    stations = {item.code for item in listing.stations if item.kind == OFFICER} - {own}
    certified = {
        (item.code, item.login)
        for item in listing.certificates
        if CertificateRole.APPROVER in item.roles and item.begins <= now <= item.ends
    }
    reached = {(item.station, item.login) for item in listing.approvers}
    fitting = sorted(pair for pair in certified & reached if pair[0] in stations)
    return tuple(Correspondent(code, login) for code, login in fitting)


def shared_secrets(
    listing: Listing, own: tuple[Identity, ...], other: str, now: datetime
) -> tuple[bytes, ...]:
    """The secrets of this station's keys and those of another one, the newest of its own first;
    nobody but the two stations can work one out."""
    keys = [key for item in listing.stations if item.code == other for key in item.keys]
    secrets = (
        identity.shared_with(recipient)
        for identity in own
        for recipient in reversed(current(keys, now))
    )
    return tuple(secret for secret in secrets if secret)


def transfer_body(statement: GiveUp, key: SigningKey, at: datetime) -> dict[str, JsonValue]:
    """The body of the message that carries a file: the giving-up and the approver's signature.

    Raises:
        NoCertificate: the key's certificate is not valid at that time.
    """
    key.check_valid(at)
    text = give_up_json(statement)
    seq, digest = statement.head
    return {
        "tenure": statement.tenure,
        "head": [seq, digest],
        "give_up": text.decode("ascii"),
        "p7s": base64.b64encode(cms.sign(text, key, at, MEDIA_TYPE)).decode("ascii"),
    }


def read_transfer(message: MessageDocument, trust: TrustStore, now: datetime) -> SignedGiveUp:
    """The giving-up that a message brings, signed by an approver of its sender.

    Raises:
        BundleUnreadable: E_SEGMENT: it is of another file, station or entry than the message, or
            cannot be read; E_APPROVER: an approver of that station has not signed it; the code of
            the signature, or of who signed.
    """
    text, p7s = str(message.body["give_up"]).encode("ascii"), _base64(message.body["p7s"])
    try:
        statement = read_give_up(text)
    except ValueError as error:
        raise fault(Code.E_SEGMENT, _BODY) from error
    parties = (statement.case_id, statement.from_station, statement.to_station)
    named = (message.about.case_id, message.sender.code, message.to.code)
    numbered = [statement.tenure, list(statement.head)]
    if parties != named or numbered != [message.body["tenure"], message.body["head"]]:
        raise fault(Code.E_SEGMENT, _BODY)
    signature = cms.read(p7s, text, MEDIA_TYPE)
    for problem in signature.problems:
        raise fault(problem.code, _BODY)
    holder = holder_of(signature.certificate.subject)
    if holder.unit != statement.from_station:
        raise fault(Code.E_APPROVER, _BODY)
    problems = check_path(
        signature.certificate,
        CertificateRole.APPROVER,
        trust,
        Moment(signature.signed_at, now),
        SentAlong(signature.certificates, signature.crls),
        lenient_crl=True,
    )
    for problem in problems:
        if problem.severity != "warning":
            raise fault(problem.code, _BODY)
    return SignedGiveUp(statement, text, p7s, holder.login)


def answer_body(tenure: int, digits: str = "", *, taken: bool) -> dict[str, JsonValue]:
    """The body of the answer to a file that was given up."""
    return {"tenure": tenure, "taken": taken, "digits": digits or None}


def _base64(value: JsonValue) -> bytes:
    return base64.b64decode(str(value))
