"""Messages between office and station: each dialog in which one is written, and how they stand on
their file."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from tests.ui.pictures.photographer import Photographer
from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.bundle.strict_json import JsonValue
from tipdesk.cases.model import CaseId, Status
from tipdesk.demo.stations import OFFICER, RECEIVER, Credentials, confirm
from tipdesk.desk.handover.received_file import ReceivedRow
from tipdesk.ui.messages.composing import (
    CorrespondencePart,
    MessageDialog,
    _prosecutors,
    _writable,
)
from tipdesk.ui.review.page import ReviewPage
from tipdesk.ui.toolkit.services import Services

_WORDS = "يُرجى بيان من سلّم جواز السفر ومتى، وإرفاق صورة من عقد العمل إن وُجدت."
_OF_OFFICE: Mapping[MessageType, Mapping[str, JsonValue]] = {
    MessageType.HEARING: {
        "what": "hearing",
        "at": "2026-12-24T08:00:00Z",
        "court": "الدائرة الأولى بمحكمة الجنايات",
        "summons_to": "محل الإعلان المختار",
        "attends": "officer",
    },
    MessageType.COMPLETION_REQUEST: {
        "items": [{"path": None, "paragraph": None, "sha256": None, "text": _WORDS}],
        "reply_by": "2026-12-31",
        "readers": "supervisor",
    },
    MessageType.ART12: {
        "measure": "shelter",
        "by": "prosecution",
        "order": "الأمر رقم 118 لسنة 2026",
        "from": "2026-12-01",
        "until": None,
    },
    MessageType.DECISION: {"outcome": "to_court", "decided_at": "2026-12-20", "note": ""},
    MessageType.ANNEX_REQUEST: {"to": ["PPX", "P-03"], "reason": "لتقدير الخطر على الشخص"},
}


def messages_of_office(
    camera: Photographer, services: Services, page: QWidget, row: ReceivedRow
) -> None:
    """What a prosecutor writes, and the list of it on a received file."""
    _dialogs(camera, services, page, "office")
    _sign(services, RECEIVER, row.manifest, _OF_OFFICE)
    subject = services.session.messages.subject(row.manifest)
    assert subject is not None
    part = CorrespondencePart(services, subject.case_id)
    camera.page(part, "messages-office")
    part.deleteLater()


def messages_of_station(camera: Photographer, services: Services) -> None:
    """What the station writes, and the list of it on a file that was sent."""
    session = services.session
    case = session.files.list_cases(status=Status.EXPORTED)[0]
    page = ReviewPage(services)
    page.load(case)
    _dialogs(camera, services, page, "station")
    export = session.handover.exports(CaseId(case.id))[0]
    words: Mapping[str, JsonValue] = {"text": "مكتب ضابط الاتصال بالمركز"}
    _sign(services, OFFICER, export.manifest_sha256, {MessageType.SUMMONS_ADDRESS: words})
    page.load(case)
    camera.page(page, "messages-station")
    page.deleteLater()


def _dialogs(camera: Photographer, services: Services, page: QWidget, where: str) -> None:
    for kind in _writable(services):
        dialog = MessageDialog(
            page,
            (kind,),
            _prosecutors(services),
            services.clock,
            lambda _dialog, _kind, _body: False,
        )
        camera.dialog(f"message-{where}-{kind.value}", dialog.exec)


def _sign(
    services: Services,
    who: Credentials,
    manifest: str,
    bodies: Mapping[MessageType, Mapping[str, JsonValue]],
) -> None:
    messages, keys = services.session.messages, services.session.keys
    subject = messages.subject(manifest)
    assert subject is not None
    confirmed = confirm(services.session, who)
    for kind, body in bodies.items():
        role = messages.role(kind)
        assert role is not None
        messages.sign_as(who.login, keys.signing_key(confirmed, role), kind, subject, body)
    confirmed.wipe()
