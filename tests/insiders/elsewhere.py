"""An approval by USB drive: who asks, who signs, and who is at either computer."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from tests.desk.elsewhere import (
    APPROVER,
    HELPER,
    PERSON,
    Elsewhere,
    approved_there,
    asked,
    beside,
    written_there,
)
from tests.insiders.stage import Scene
from tests.insiders.table import Before, Group
from tipdesk.bundle import approval
from tipdesk.bundle.approval import Subject, read_approval, subjects_digest, write_approval
from tipdesk.bundle.container.index import payload_of_bytes
from tipdesk.bundle.crypto import cms
from tipdesk.bundle.crypto.certificates import CertificateRole
from tipdesk.bundle.file_kind import FileKind, kind_inside
from tipdesk.bundle.messages.approving import answer_body, sign_anew
from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.bundle.messages.document import MessageSubject
from tipdesk.cases.files import workflow
from tipdesk.cases.model import Answer, CaseId, Status
from tipdesk.demo.stations import OFFICER
from tipdesk.desk.messages.asking import OpenRequest
from tipdesk.desk.messages.messages import Outgoing
from tipdesk.storage import message_rows
from tipdesk.storage.files import approval_rows, case_rows
from tipdesk.storage.keys import signing_keys
from tipdesk.storage.keys.case_keys import CLOSED

USB_DRIVE = Group("an approval by USB drive")
PAPER = b"%PDF-1.7 another paper"

Signed = tuple[bytes, bytes]


def waiting(scene: Scene) -> CaseId:
    """A file that waits for its approval."""
    case_id = scene.world.interview(6)
    scene.world.officers.steps.complete(case_id)
    return case_id


def statement_of(scene: Scene, request: OpenRequest) -> bytes:
    """What was asked for."""
    kept = approval_rows.request_of(scene.world.officers._desk.vault, request.message_id)
    assert kept is not None
    return kept.statement


def enter_by_hand(scene: Scene, request: OpenRequest, case_id: CaseId, signed: Signed) -> None:
    """As an answer is entered, whatever it says: with the modules of the program."""
    desk, vault = scene.world.officers._desk, scene.beside()
    kept = approval_rows.request_of(vault, request.message_id)
    statement = read_approval(signed[0])
    assert kept is not None
    with vault.transaction():
        case_rows.set_status(vault, case_id, Status.APPROVED, desk.now())
        desk.enter(
            workflow.APPROVED,
            case_id,
            approval_rows.outsider(PERSON.code, PERSON.login),
            record=statement.record_root,
            picks="",
            subjects=subjects_digest(statement.subjects),
        )
        row = approval_rows.SignedApproval(*signed)
        at, digest = statement.approved_at, "0" * 64
        approval_rows.add_answer(vault, kept, row, at, digest, request.message_id)


def signed_there(scene: Scene, elsewhere: Elsewhere, statement: bytes) -> Signed:
    """With the approver's key, at their computer."""
    role = CertificateRole.APPROVER
    key = elsewhere.session.keys.signing_key(elsewhere.confirm(), role)
    at = scene.world.clock().replace(microsecond=0)
    return sign_anew(read_approval(statement), key, at)


@USB_DRIVE.row("everybody", "taken as genuine", Before.NOTHING)
def the_honest_way(scene: Scene) -> str:
    """Asked for, signed at another computer, taken in and exported."""
    elsewhere, case_id = beside(scene.world), waiting(scene)
    _request, path = asked(scene.world, case_id)
    scene.world.officers.messages.take(approved_there(scene.world, elsewhere, path))
    elsewhere.lock()
    return scene.office(scene.exported(case_id).path)


@USB_DRIVE.row(
    "officer", "refused at the office: E_APPROVER E_CERT_ROLE E_ONE_PERSON", Before.NOTHING
)
def an_answer_of_their_own(scene: Scene) -> str:
    """Signs what they asked the approver for with their own key, and enters it as the answer."""
    elsewhere, case_id = beside(scene.world), waiting(scene)
    elsewhere.lock()
    request, _path = asked(scene.world, case_id)
    own = scene.exporter(OFFICER)
    at = scene.world.clock().replace(microsecond=0)
    signed = sign_anew(read_approval(statement_of(scene, request)), own, at)
    enter_by_hand(scene, request, case_id, signed)
    return scene.office(scene.exported(case_id).path)


@USB_DRIVE.row("officer", "refused at the office: E_NOT_APPROVED", Before.NOTHING)
def another_paper_to_be_signed(scene: Scene) -> str:
    """Asks for one list of files in the chain and sends the approver another one, who signs it in
    good faith."""
    elsewhere, case_id = beside(scene.world), waiting(scene)
    session = scene.world.officers
    request, _path = asked(scene.world, case_id)
    before = read_approval(statement_of(scene, request))
    other = Subject("intake.pdf", sha256(PAPER).hexdigest(), len(PAPER))
    subjects = tuple(other if item.name == other.name else item for item in before.subjects)
    swapped = write_approval(replace(before, subjects=subjects))
    kept = approval_rows.request_of(session._desk.vault, request.message_id)
    files = tuple(
        payload_of_bytes(item.path, PAPER) if item.path == other.name else item
        for item in session.asking._payloads(kept)
    )
    letter = Outgoing(
        MessageType.APPROVAL_REQUEST,
        PERSON,
        MessageSubject("", "", case_id, 1),
        {"approval": swapped.decode("ascii")},
        case_id,
        files,
    )
    session.messages.post(letter, scene.confirm(OFFICER))
    path = session.messages.write_again(letter.message_id, scene.world.usb_drive, files)
    elsewhere.session.messages.take(path)
    opened = elsewhere.session.answering.open(letter.message_id)
    assert opened.papers["intake"] == PAPER
    signed = signed_there(scene, elsewhere, swapped)
    elsewhere.lock()
    enter_by_hand(scene, request, case_id, signed)

    def change(contents: dict[str, bytes]) -> None:
        contents["intake.pdf"] = PAPER

    return scene.office(scene.sent(change, frozen=scene.plan(case_id)))


@USB_DRIVE.row("officer", "refused at the office: E_NOT_APPROVED", Before.NOTHING)
def what_was_withdrawn(scene: Scene) -> str:
    """Uses an answer after the request was withdrawn."""
    elsewhere, case_id = beside(scene.world), waiting(scene)
    request, _path = asked(scene.world, case_id)
    signed = signed_there(scene, elsewhere, statement_of(scene, request))
    elsewhere.lock()
    scene.world.officers.asking.take_back(case_id)
    enter_by_hand(scene, request, case_id, signed)
    return scene.office(scene.exported(case_id).path)


@USB_DRIVE.row("officer", "refused: RequestEnded", Before.NOTHING)
def an_answer_to_an_older_state(scene: Scene) -> str:
    """Amends the file once the approver has signed, and imports the answer."""
    elsewhere, case_id = beside(scene.world), waiting(scene)
    _request, path = asked(scene.world, case_id)
    answer = approved_there(scene.world, elsewhere, path)
    elsewhere.lock()
    scene.world.officers.answers.amend(case_id, {"urgency": Answer("routine")}, "سبب")
    return scene.refused(lambda: scene.world.officers.messages.take(answer))


@USB_DRIVE.row("officer", "refused: CertificateLive", Before.NOTHING)
def a_second_certificate_elsewhere(scene: Scene) -> str:
    """Asks for a certificate for approvals at another station too, to let their own file go."""
    return scene.refused(lambda: beside(scene.world, number=OFFICER.service_number))


@USB_DRIVE.row("approver", "refused: MessageInvalid", Before.NOTHING)
def another_subject(scene: Scene) -> str:
    """Signs another list of files than they were asked for."""
    elsewhere, case_id = beside(scene.world), waiting(scene)
    request, _path = asked(scene.world, case_id)
    before = read_approval(statement_of(scene, request))
    key = elsewhere.session.keys.signing_key(elsewhere.confirm(), CertificateRole.APPROVER)
    at = scene.world.clock().replace(microsecond=0)
    shorter = replace(before, subjects=before.subjects[1:])
    answer = answer_body(*sign_anew(shorter, key, at))
    path = written_there(scene.world, elsewhere, request, case_id, answer)
    elsewhere.lock()
    return scene.refused(lambda: scene.world.officers.messages.take(path))


@USB_DRIVE.row("approver", "refused: MessageInvalid", Before.NOTHING)
def valid_for_longer(scene: Scene) -> str:
    """Signs that the approval is valid for a month more than was asked for."""
    elsewhere, case_id = beside(scene.world), waiting(scene)
    request, _path = asked(scene.world, case_id)
    before = read_approval(statement_of(scene, request))
    key = elsewhere.session.keys.signing_key(elsewhere.confirm(), CertificateRole.APPROVER)
    at = scene.world.clock().replace(microsecond=0)
    longer = replace(before, approved_at=at, valid_until=at + approval.LONGEST)
    statement = write_approval(longer)
    signature = cms.sign(statement, key, at, approval.MEDIA_TYPE)
    body = answer_body(statement, signature)
    path = written_there(scene.world, elsewhere, request, case_id, body)
    elsewhere.lock()
    return scene.refused(lambda: scene.world.officers.messages.take(path))


@USB_DRIVE.row("approver", "refused: RequestLapsed", Before.NOTHING)
def signs_what_has_lapsed(scene: Scene) -> str:
    """Signs a request with a program of their own when its time is over."""
    elsewhere, case_id = beside(scene.world), waiting(scene)
    request, _path = asked(scene.world, case_id)
    scene.world.clock.move(days=15)
    signed = signed_there(scene, elsewhere, statement_of(scene, request))
    body = answer_body(*signed)
    path = written_there(scene.world, elsewhere, request, case_id, body)
    elsewhere.lock()
    return scene.refused(lambda: scene.world.officers.messages.take(path))


@USB_DRIVE.row("colleague there", "sealed to others", Before.NOTHING)
def request_on_the_drive(scene: Scene) -> str:
    """Works at the approver's station, and opens a request on its drive with every key that the
    vault gives them."""
    elsewhere, case_id = beside(scene.world), waiting(scene)
    _request, path = asked(scene.world, case_id)
    helper = elsewhere.open(HELPER)
    given = (*helper.keys.age_identities(), *helper.keys.session_identities())
    seed = elsewhere.confirm(HELPER).seed
    vault = helper._desk.vault
    (wrapped,) = signing_keys.own_recipients(vault, APPROVER.login)
    refused = scene.refused(lambda: signing_keys.own_identity(vault, APPROVER.login, wrapped, seed))
    elsewhere.lock()
    inside = kind_inside(path, given)
    closed = inside is FileKind.NONE and given and refused == "refused: WrongPassphrase"
    return "sealed to others" if closed else f"it opens: {inside} {refused}"


@USB_DRIVE.row("colleague there", "closed", Before.NOTHING)
def papers_of_a_request(scene: Scene) -> str:
    """Works at the approver's station, and reads record and papers of a request in its vault, and
    what the approver has begun to write about it."""
    elsewhere, case_id = beside(scene.world), waiting(scene)
    request, path = asked(scene.world, case_id)
    approver = elsewhere.open(APPROVER)
    approver.messages.take(path)
    approver.answering.keep_remarks(request.message_id, "صفحة 2")
    helper = elsewhere.open(HELPER)
    desk, rows = helper._desk, list[tuple[str, str]]()
    for table, path_of in (("message_file", "path"), ("remarks_begun", "'remarks'")):
        rows += desk.vault.rows(f"SELECT {path_of}, words FROM {table}")
    opened = [
        desk.open_own(message_rows.place_of(request.message_id, path), words)
        for path, words in rows
    ]
    opened += [words for _path, words in rows if not words.startswith(CLOSED)]
    elsewhere.lock()
    return "closed" if len(rows) > 2 and not any(opened) else "the papers lie open"
