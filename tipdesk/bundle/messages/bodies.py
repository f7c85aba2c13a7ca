"""The body of each type of message: a closed schema a type, and who may sign it (§10).

A body stays what it was in the document, a mapping of JSON values: whoever asks for a member asks
for one that `check_body` has found there.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from enum import StrEnum

from tipdesk.bundle.container.index import CODE
from tipdesk.bundle.crypto.certificates import LOGIN, CertificateRole
from tipdesk.bundle.strict_json import TIME_PATTERN, Fields, JsonValue, NotStrictJson, parse_time

SHA256 = "[0-9a-f]{64}"
REGISTRY_NO = "[A-Z0-9/-]{1,32}"
DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
MOST_TEXT = 4000  # characters of what somebody wrote
MOST_DOCUMENT = 1_000_000  # characters of a document inside a body
MOST_CERTIFICATE = 64_000  # characters of a certificate, or a request for one
MOST_ITEMS = 200
_SALT = "[0-9a-f]{32}"
_DIGITS = "[0-9 ]{1,100}"
_MONTH = r"[0-9]{4}-(0[1-9]|1[0-2])"


class MessageType(StrEnum):
    """What a message is."""

    ARRIVED = "arrived"
    NOT_FOR_US = "not_for_us"
    REGISTERED = "registered"
    ASSIGNED = "assigned"
    OPENED = "opened"
    TAKEN_IN = "taken_in"
    COMPLETION_REQUEST = "completion_request"
    HEARING = "hearing"
    ART12 = "art12"
    DECISION = "decision"
    ANNEX_REQUEST = "annex_request"
    COMPLETION_ANSWER = "completion_answer"
    DISCLOSURE = "disclosure"
    WITHDRAWAL = "withdrawal"
    SUMMONS_ADDRESS = "summons_address"
    RESENT = "resent"
    VOIDED = "voided"
    CERTIFICATE_REQUESTS = "certificate_requests"
    CERTIFICATES = "certificates"
    FEEDBACK = "feedback"
    TIP = "tip"
    APPROVAL_REQUEST = "approval_request"
    APPROVAL_ANSWER = "approval_answer"
    TRANSFER = "transfer"
    TRANSFER_ANSWER = "transfer_answer"


_Check = Callable[[Fields, str], None]


def _matching(pattern: str) -> _Check:
    def check(fields: Fields, name: str) -> None:
        fields.text(name, pattern)

    return check


def _text(fields: Fields, name: str) -> None:
    fields.text(name, r"(?s).+", MOST_TEXT)


def _any_text(fields: Fields, name: str) -> None:
    fields.text(name, limit=MOST_TEXT)


def _document(fields: Fields, name: str) -> None:
    fields.text(name, r"(?s).+", MOST_DOCUMENT)


def _certificate(fields: Fields, name: str) -> None:
    fields.text(name, r"(?s).+", MOST_CERTIFICATE)


def _base64(fields: Fields, name: str) -> None:
    text = fields.text(name, r"[A-Za-z0-9+/]+={0,2}", MOST_DOCUMENT)
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise NotStrictJson(name) from error
    if base64.b64encode(data).decode("ascii") != text:
        raise NotStrictJson(name)


def _or_null(check: _Check) -> _Check:
    def checked(fields: Fields, name: str) -> None:
        if not fields.is_null(name):
            check(fields, name)

    return checked


def _number(least: int) -> _Check:
    def check(fields: Fields, name: str) -> None:
        fields.number(name, least)

    return check


def _time(fields: Fields, name: str) -> None:
    parse_time(fields.text(name, TIME_PATTERN))


def _date(fields: Fields, name: str) -> None:
    parse_time(fields.text(name, DATE) + "T00:00:00Z")


def _truth(fields: Fields, name: str) -> None:
    fields.truth(name)


def _choice(*codes: str) -> _Check:
    return _matching("|".join(codes))


def _tuple(*checks: _Check) -> _Check:
    """A list of exactly these."""

    def check(fields: Fields, name: str) -> None:
        items = fields.items(name, len(checks))
        if len(items) != len(checks):
            raise NotStrictJson(name)
        for item, inner in zip(items, checks, strict=True):
            inner(Fields({name: item}), name)

    return check


def _list(check: _Check, least: int = 1) -> _Check:
    def checked(fields: Fields, name: str) -> None:
        items = fields.items(name, MOST_ITEMS)
        if len(items) < least:
            raise NotStrictJson(name)
        for item in items:
            check(Fields({name: item}, is_newer=fields.is_newer), name)

    return checked


def _object(**members: _Check) -> _Check:
    def check(fields: Fields, name: str) -> None:
        _check_members(fields.inner(name), members)

    return check


def _anything(fields: Fields, name: str) -> None:
    fields.anything(name)


def _check_members(fields: Fields, members: Mapping[str, _Check]) -> None:
    for name, check in members.items():
        check(fields, name)
    fields.end()


_digest, _login = _matching(SHA256), _matching(LOGIN)
_row = _tuple(_matching(_SALT), _matching(r"[A-Za-z0-9_/\[\]]{1,200}"), _anything)
_outer_file = {"sha256": _digest, "bytes": _number(0)}
_person = _tuple(_matching(CODE), _login)

_BODIES: dict[MessageType, Mapping[str, _Check]] = {
    MessageType.ARRIVED: _outer_file,
    MessageType.NOT_FOR_US: _outer_file,
    MessageType.REGISTERED: {"registry_no": _matching(REGISTRY_NO)},
    MessageType.ASSIGNED: {"login": _or_null(_login)},
    MessageType.OPENED: {},
    MessageType.TAKEN_IN: {
        "registry_no": _matching(REGISTRY_NO),
        "of": _list(_matching("A_[A-Z_]{1,38}")),
        "reason": _text,
    },
    MessageType.COMPLETION_REQUEST: {
        "items": _list(
            _object(
                path=_or_null(_matching(r"[A-Za-z0-9_/\[\]]{1,200}")),
                paragraph=_or_null(_number(0)),
                sha256=_or_null(_digest),
                text=_text,
            )
        ),
        "reply_by": _date,
        "readers": _choice("supervisor", "file"),
    },
    MessageType.HEARING: {
        "what": _choice("questioning", "hearing", "examination"),
        "at": _time,
        "court": _text,
        "summons_to": _any_text,
        "attends": _choice("person", "officer", "papers"),
    },
    MessageType.ART12: {
        "measure": _choice("medical_social", "shelter"),
        "by": _choice("prosecution", "court"),
        "order": _text,
        "from": _date,
        "until": _or_null(_date),
    },
    MessageType.DECISION: {
        "outcome": _choice("to_court", "kept_temporarily", "kept_finally", "joined", "forwarded"),
        "decided_at": _date,
        "note": _any_text,
    },
    MessageType.ANNEX_REQUEST: {"to": _person, "reason": _text},
    MessageType.COMPLETION_ANSWER: {
        "items": _list(_object(request_item=_number(1), text=_text, row=_or_null(_row)))
    },
    MessageType.DISCLOSURE: {"rows": _list(_row), "reason": _text},
    MessageType.WITHDRAWAL: {"reason": _text},
    MessageType.SUMMONS_ADDRESS: {"text": _text},
    MessageType.RESENT: {"numbers": _list(_number(1))},
    MessageType.VOIDED: {"reason": _text},
    MessageType.CERTIFICATE_REQUESTS: {"requests": _list(_certificate)},
    MessageType.CERTIFICATES: {"certificates": _list(_certificate), "list": _or_null(_base64)},
    MessageType.FEEDBACK: {"sealed": _base64, "month": _matching(_MONTH)},
    MessageType.TIP: {
        "channel": _text,
        "at": _time,
        "what": _text,
        "where": _any_text,
        "danger": _choice("yes", "no", "unknown"),
    },
    MessageType.APPROVAL_REQUEST: {"approval": _document},
    MessageType.APPROVAL_ANSWER: {
        "approval": _or_null(_document),
        "p7s": _or_null(_base64),
        "remarks": _any_text,
    },
    MessageType.TRANSFER: {
        "tenure": _number(1),
        "head": _tuple(_number(1), _digest),
        "give_up": _document,
        "p7s": _base64,
    },
    MessageType.TRANSFER_ANSWER: {
        "tenure": _number(1),
        "taken": _truth,
        "digits": _or_null(_matching(_DIGITS)),
    },
}

_EXPORTER, _RECEIVER = CertificateRole.EXPORTER, CertificateRole.RECEIVER
_APPROVER, _PROSECUTOR = CertificateRole.APPROVER, CertificateRole.PROSECUTOR
_OF_PROSECUTOR = {
    MessageType.OPENED,
    MessageType.TAKEN_IN,
    MessageType.COMPLETION_REQUEST,
    MessageType.HEARING,
    MessageType.ART12,
    MessageType.DECISION,
    MessageType.ANNEX_REQUEST,
}
_OF_RECEIVER = {
    MessageType.ARRIVED,
    MessageType.NOT_FOR_US,
    MessageType.REGISTERED,
    MessageType.ASSIGNED,
    MessageType.CERTIFICATES,
}
_OF_APPROVER = {
    MessageType.COMPLETION_ANSWER,
    MessageType.DISCLOSURE,
    MessageType.WITHDRAWAL,
    MessageType.VOIDED,
    MessageType.APPROVAL_ANSWER,
    MessageType.TRANSFER,
    MessageType.TRANSFER_ANSWER,
}
ANYBODY = frozenset({_EXPORTER, _RECEIVER, _APPROVER, _PROSECUTOR})
"""Who may have signed a message of a type that nobody knows here."""


def signed_as(known: MessageType) -> frozenset[CertificateRole]:
    """The roles of which one has to stand in the signer's certificate."""
    if known is MessageType.TIP:
        return frozenset({_EXPORTER, _RECEIVER})
    if known in _OF_PROSECUTOR:
        return frozenset({_PROSECUTOR})
    if known in _OF_RECEIVER:
        return frozenset({_RECEIVER})
    return frozenset({_APPROVER if known in _OF_APPROVER else _EXPORTER})


def known_type(name: str) -> MessageType | None:
    """The type of this name; None where this version knows none."""
    return next((known for known in MessageType if known.value == name), None)


def type_sign(known: MessageType) -> bytes:
    """What every document of this type holds: found before one is read, and no proof of it."""
    return f'"type":"{known.value}"'.encode("ascii")


def check_body(known: MessageType, fields: Fields) -> None:
    """Hold a body against the schema of its type. Raises ValueError."""
    _check_members(fields, _BODIES[known])


def rows_of(body: Mapping[str, JsonValue]) -> list[JsonValue]:
    """The rows of a record that a body shows (`disclosure`, `completion_answer`)."""
    rows, items = body.get("rows"), body.get("items")
    if isinstance(rows, list):
        return rows
    answered = items if isinstance(items, list) else []
    inside = [item.get("row") for item in answered if isinstance(item, dict)]
    return [row for row in inside if row is not None]
