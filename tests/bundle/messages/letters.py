"""Made-up messages, one of each type."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from functools import cache
from pathlib import Path

from tests.bundle.world import CASE, NOW, SERIES, certify, person
from tipdesk.bundle.container import paths
from tipdesk.bundle.container.index import Payload
from tipdesk.bundle.container.zip import ContainerWriter
from tipdesk.bundle.crypto import certificates
from tipdesk.bundle.crypto.age import Recipient
from tipdesk.bundle.crypto.certificates import CertificateRole, SigningKey, in_order
from tipdesk.bundle.messages.bodies import MessageType, signed_as
from tipdesk.bundle.messages.document import (
    Correspondent,
    MessageDocument,
    MessageNumber,
    MessageSubject,
)
from tipdesk.bundle.messages.writing import SignedMessage, sign_message, write_message_file
from tipdesk.bundle.strict_json import JsonValue

OFFICE, STATION = ("PPX", "P-03"), ("SH2", "T-07")
MESSAGE_ID = "3c5d1e2f-7a8b-4c9d-8e0f-1a2b3c4d5e6f"
OTHER_ID = "4d6e2f3a-8b9c-4dae-9f1a-2b3c4d5e6f7a"
DIGEST = "12" * 32
ROW: JsonValue = ["ab" * 16, "urgency", {"value": "high", "label": {"ar": "أ", "en": "a"}}]
_SOME = base64.b64encode(b"some bytes").decode()

BODIES: dict[MessageType, dict[str, JsonValue]] = {
    MessageType.ARRIVED: {"sha256": DIGEST, "bytes": 5},
    MessageType.NOT_FOR_US: {"sha256": DIGEST, "bytes": 5},
    MessageType.REGISTERED: {"registry_no": "PPX-2026/17"},
    MessageType.ASSIGNED: {"login": "P-03"},
    MessageType.OPENED: {},
    MessageType.TAKEN_IN: {"registry_no": "PPX-1", "of": ["A_LEAVER"], "reason": "ردّ المفتاح"},
    MessageType.COMPLETION_REQUEST: {
        "items": [{"path": "urgency", "paragraph": 2, "sha256": DIGEST, "text": "متى؟"}],
        "reply_by": "2026-12-24",
        "readers": "file",
    },
    MessageType.HEARING: {
        "what": "hearing",
        "at": "2026-12-24T08:00:00Z",
        "court": "الدائرة الأولى",
        "summons_to": "المحل المختار",
        "attends": "officer",
    },
    MessageType.ART12: {
        "measure": "shelter",
        "by": "court",
        "order": "أمر رقم 5",
        "from": "2026-12-01",
        "until": "2027-01-01",
    },
    MessageType.DECISION: {"outcome": "to_court", "decided_at": "2026-12-30", "note": "قيد"},
    MessageType.ANNEX_REQUEST: {"to": ["PPX", "P-04"], "reason": "نقل"},
    MessageType.COMPLETION_ANSWER: {"items": [{"request_item": 1, "text": "نعم", "row": ROW}]},
    MessageType.DISCLOSURE: {"rows": [ROW], "reason": "طلب"},
    MessageType.WITHDRAWAL: {"reason": "خطأ"},
    MessageType.SUMMONS_ADDRESS: {"text": "المحل المختار"},
    MessageType.RESENT: {"numbers": [3, 4]},
    MessageType.VOIDED: {"reason": "فُتح مرتين"},
    MessageType.CERTIFICATE_REQUESTS: {"requests": ["{}"]},
    MessageType.CERTIFICATES: {"certificates": ["-----BEGIN CERTIFICATE-----"], "list": _SOME},
    MessageType.FEEDBACK: {"sealed": _SOME, "month": "2026-11"},
    MessageType.TIP: {
        "channel": "هاتف",
        "at": "2026-11-20T08:00:00Z",
        "what": "خبر",
        "where": "ميناء",
        "danger": "unknown",
    },
    MessageType.APPROVAL_REQUEST: {"approval": "{}"},
    MessageType.APPROVAL_ANSWER: {
        "approval": "{}",
        "p7s": _SOME,
        "remarks": "ملاحظة",
    },
    MessageType.TRANSFER: {"tenure": 1, "head": [5, DIGEST], "give_up": "{}", "p7s": _SOME},
    MessageType.TRANSFER_ANSWER: {"tenure": 1, "taken": True, "digits": "12345 67890"},
}


def certified(role: CertificateRole, unit: str, login: str) -> SigningKey:
    """Somebody whom the authority of this world has listed."""
    name = certificates.subject("KW", "الإدارة العامة", person("عبير", unit=unit, login=login))
    return certify(role=role, subject=name)


@cache
def signer(role: CertificateRole) -> SigningKey:
    """Who signs as this: at the office, or at the station."""
    at_office = role in (CertificateRole.RECEIVER, CertificateRole.PROSECUTOR)
    return certified(role, *(OFFICE if at_office else STATION))


def message(kind: MessageType = MessageType.WITHDRAWAL, **changes: object) -> MessageDocument:
    """A message of a type, from whoever may sign it to the other side."""
    at_office = in_order(signed_as(kind))[0] in (
        CertificateRole.RECEIVER,
        CertificateRole.PROSECUTOR,
    )
    sender, to = (OFFICE, STATION) if at_office else (STATION, OFFICE)
    usual = MessageDocument(
        message_id=MESSAGE_ID,
        type=kind.value,
        sender=Correspondent(*sender),
        to=Correspondent(to[0]),
        numbered=MessageNumber(SERIES, 1),
        about=MessageSubject(DIGEST, "", CASE, 3),
        at=NOW,
        body=BODIES[kind],
    )
    return replace(usual, **changes)


def signed(
    letter: MessageDocument, key: SigningKey | None = None, *files: Payload
) -> SignedMessage:
    """The message, signed by who may sign it."""
    roles = signed_as(letter.known) if letter.known else {CertificateRole.EXPORTER}
    return sign_message(letter, key or signer(in_order(roles)[0]), files)


def open_container(letter: SignedMessage, *more: tuple[str, bytes]) -> io.BytesIO:
    """Its container without an envelope, with members that nobody signed."""
    out = io.BytesIO()
    container = ContainerWriter(out.write, letter.message.at)
    container.put(paths.MIMETYPE, paths.CONTAINER_TYPE)
    container.put(paths.MESSAGE, letter.parts.document)
    for payload in letter.payloads:
        container.put(payload.path, payload.open().read())
    for name, data in more:
        container.put(name, data)
    container.put(paths.MANIFEST, letter.parts.manifest)
    container.put(paths.SIGNATURE, letter.parts.signature)
    container.finish()
    return out


def sealed(folder: Path, letter: SignedMessage, *recipients: Recipient) -> Path:
    """The message as it lies on a drive."""
    return write_message_file(folder, letter, recipients).path
