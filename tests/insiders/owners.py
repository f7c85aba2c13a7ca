"""Two stations and two offices: a file under another's id, answers of another office, a move."""

from __future__ import annotations

import uuid
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bundle.test_vouchers import make_voucher
from tests.desk.elsewhere import APPROVER, HELPER, PERSON, Elsewhere, beside
from tests.desk.notices.telling import ANSWERS, take_notices
from tests.insiders.design import asked_by_hand, refused_with
from tests.insiders.evidence import stated
from tests.insiders.offices import THE_OFFICER, listed_too
from tests.insiders.stage import COLLEAGUE, Scene, verdict
from tests.insiders.table import Before, Group
from tipdesk.bundle import vouchers
from tipdesk.bundle.approval import read_approval
from tipdesk.bundle.crypto import certificates
from tipdesk.bundle.crypto.certificates import CertificateRole, Holder
from tipdesk.bundle.kept_receipts import recorded_receipt
from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.bundle.messages.document import Correspondent, MessageSubject
from tipdesk.bundle.receipt import make_receipt
from tipdesk.cases.model import Answer, CaseId
from tipdesk.core.work import Work
from tipdesk.demo.stations import AGENCY, OFFICER, trust_list
from tipdesk.desk.interview import new_files
from tipdesk.desk.messages.messages import Outgoing
from tipdesk.desk.notices.packing import PackedNotice, pack_notices

OWNERS = Group("two stations, two offices")


def notice_under(scene: Scene, anothers: CaseId) -> tuple[Elsewhere, PackedNotice]:
    """An officer of another station runs the desk with a program of their own, which gives a new
    file the id of a file of this station, and sends its notice, which nobody approves."""
    take_notices(scene.world)
    elsewhere = beside(scene.world, approves=False)
    elsewhere.open(APPROVER).notices.allow(allowed=True)
    session = elsewhere.open(HELPER)
    with pytest.MonkeyPatch.context() as program:
        program.setattr(new_files, "CaseId", lambda _id: anothers)
        case_id = session.new_files.open_case(quick=True).id
    session.answers.save_answers(case_id, {path: Answer(text) for path, text in ANSWERS.items()})
    notices, office = session.notices, session.notices.offices()[0]
    plan = notices.plan([case_id], office, scene.world.usb_drive)
    (packed,) = pack_notices(plan, notices.signing_key(elsewhere.confirm(HELPER)), Work())
    return elsewhere, packed


def withdrawn_there(scene: Scene, elsewhere: Elsewhere, case_id: CaseId) -> Path:
    """A supervisor there withdraws the file; the message on the USB drive."""
    session, about = elsewhere.open(APPROVER), MessageSubject("", "", case_id, 1)
    key = session.keys.signing_key(elsewhere.confirm(APPROVER), CertificateRole.APPROVER)
    letter = Outgoing(MessageType.WITHDRAWAL, Correspondent("PPX"), about, {"reason": "سبب"})
    kept = session.messages._signed(APPROVER.login, key, letter)
    return session.messages.write(kept, scene.world.usb_drive)


@OWNERS.row(
    "officer of another station",
    "kept aside at the office: A_TWO_OWNERS; withdrawn there: refused: MessageUnknown",
    Before.NOTHING,
)
def a_notice_under_anothers_id(scene: Scene) -> str:
    """Sends a notice under the id of a file of this station, which has come, to stand below its
    number as what came last of it; a supervisor there withdraws the file."""
    world, case_id = scene.world, scene.files.approved
    world.accept(scene.check_at_office(scene.exported().path))
    elsewhere, packed = notice_under(scene, case_id)
    checked = scene.check_at_office(packed.path)
    answer = verdict(checked)
    world.accept(checked)
    letter = withdrawn_there(scene, elsewhere, case_id)
    elsewhere.lock()
    withdrawn = scene.refused(lambda: world.prosecution.messages.take(letter))
    return f"{answer}; withdrawn there: {withdrawn}"


@OWNERS.row("officer of another station", "kept aside at the office: A_TWO_OWNERS", Before.NOTHING)
def a_notice_before_the_file_itself(scene: Scene) -> str:
    """The same before anything of that file has come: what comes of it then would be filed under
    the number that their notice got."""
    elsewhere, packed = notice_under(scene, scene.files.approved)
    elsewhere.lock()
    scene.world.accept(scene.check_at_office(packed.path))
    return scene.office(scene.exported().path)


@OWNERS.row(
    "receiving clerk of another office",
    "refused: ReceiptInvalid E_RECEIPT_MISMATCH",
    Before.UNNOTICED,
)
def an_acceptance_by_another_office(scene: Scene) -> str:
    """Signs, with what stands in an open receipt of the right office, that theirs has the case
    bundle, under a number of theirs."""
    world = scene.world
    holder = Holder("كاتب مكتب آخر", "DEMO-9901", "PPY", "R-77")
    key = listed_too(scene, holder, CertificateRole.RECEIVER)
    world.officers.keys.import_trust_list(trust_list(world.agency, world.clock()))
    right = world.accept(scene.check_at_office(scene.exported().path))
    at = world.clock().replace(microsecond=0)
    theirs = replace(
        recorded_receipt(right.read_bytes(), at),
        receipt_id=str(uuid.uuid4()),
        registry_no="PPY-2026-00009",
        received_at=at,
    )
    path = world.usb_drive / f"{theirs.receipt_id}.receipt.asice"
    path.write_bytes(make_receipt(theirs, key))
    return refused_with(lambda: world.officers.handover.import_receipt(path))


@OWNERS.row("officer of a kit who moved", "refused at the office: E_ONE_PERSON", Before.NOTHING)
def approves_what_they_wrote_with_a_voucher(scene: Scene) -> str:
    """Writes a file with a certificate below the voucher of a station kit, is moved to a station whose approvers count for this one, and approves it there
    under that number; a colleague exports it."""
    world, agency, exporter = scene.world, scene.world.agency, scene.exporter(COLLEAGUE)
    frozen, now = scene.frozen(), world.clock()
    own = certificates.subject("KW", AGENCY, THE_OFFICER)
    row = vouchers.listed_as(make_voucher(whom=own, by=agency._issuer, now=now).certificate)
    others = tuple(item for item in agency.state.issued if item.holder.login != OFFICER.login)
    agency.state = replace(agency.state, vouchers=(row,), issued=others)
    there = beside(world, number=OFFICER.service_number)
    key = there.session.keys.signing_key(there.confirm(), CertificateRole.APPROVER)
    there.lock()
    subjects = read_approval(frozen.approved.statement).subjects
    frozen, head = asked_by_hand(scene, frozen, subjects, PERSON.login, COLLEAGUE.login)
    at = world.clock().replace(microsecond=0)
    signed = stated(key, approver=PERSON.login, head=head, approved_at=at)
    return scene.office(scene.sent(signed, frozen=replace(frozen, created=at), key=exporter))
