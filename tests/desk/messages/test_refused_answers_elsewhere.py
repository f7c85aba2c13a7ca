"""What a station does not take for an approval that it has asked for, and what an approver's
station does not take for a request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography import x509

from tests.desk.elsewhere import (
    APPROVER,
    CODE,
    HELPER,
    HERE,
    PERSON,
    approved_there,
    asked,
    beside,
    written_there,
)
from tests.desk.world import World
from tipdesk.bundle import approval
from tipdesk.bundle.approval import Approval
from tipdesk.bundle.container.index import payload_of_bytes
from tipdesk.bundle.crypto import cms
from tipdesk.bundle.crypto.certificates import CertificateRole, SigningKey
from tipdesk.bundle.messages.approving import (
    answer_body,
    approvers_for,
    judge_answer,
    read_answer,
)
from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.bundle.messages.document import Correspondent, MessageSubject
from tipdesk.bundle.messages.writing import (
    files_of,
    sealed_to_approver,
    sign_message,
    write_message_file,
)
from tipdesk.cases.model import Answer, CaseId, Status
from tipdesk.core import errors
from tipdesk.demo.stations import OFFICER, SUPERVISOR, trust_list
from tipdesk.desk.messages.letters import read_letter
from tipdesk.desk.messages.messages import Outgoing
from tipdesk.storage import message_rows
from tipdesk.storage.files import approval_rows

Change = Callable[[Approval], Approval]


def waiting(world: World) -> CaseId:
    """A file that waits for its approval."""
    case_id = world.interview()
    world.officers.steps.complete(case_id)
    return case_id


def refused(world: World, path: Path) -> str:
    """The code with which the station refuses an answer; nothing is changed by it."""
    entries = len(list(world.officers.messages.others()))
    try:
        world.officers.messages.take(path)
    except errors.MessageInvalid as error:
        assert len(list(world.officers.messages.others())) == entries
        return str(error.details["code"])
    except errors.RequestEnded:
        return "ended"
    except errors.RequestLapsed:
        return "lapsed"
    return "taken"


def _signed(world: World, asked_for: bytes, change: Change, key: SigningKey) -> tuple[bytes, bytes]:
    """What an approver signs with a program of their own."""
    before, at = approval.read_approval(asked_for), world.clock().replace(microsecond=0)
    again = replace(before, approved_at=at, valid_until=at + approval.VALID)
    statement = approval.write_approval(change(again))
    signed_at = approval.read_approval(statement).approved_at
    return statement, cms.sign(statement, key, signed_at, approval.MEDIA_TYPE)


def test_an_answer_that_is_another_than_was_asked_for(world: World) -> None:
    elsewhere = beside(world)
    case_id = waiting(world)
    request, _path = asked(world, case_id)
    kept = approval_rows.request_of(world.officers._desk.vault, request.message_id)
    keys, role = elsewhere.session.keys, CertificateRole
    own = keys.signing_key(elsewhere.confirm(), role.APPROVER)
    helper = keys.signing_key(elsewhere.confirm(HELPER), role.EXPORTER)
    supervisor = world.officers.keys.signing_key(world.confirm(SUPERVISOR), role.APPROVER)

    def answer(change: Change = lambda signed: signed, key: SigningKey = own) -> str:
        body = answer_body(*_signed(world, kept.statement, change, key))
        return refused(world, written_there(world, elsewhere, request, case_id, body))

    later, earlier = timedelta(days=9), timedelta(days=-30)
    expected = {
        "E_APPROVAL_OTHER": [
            answer(lambda signed: replace(signed, subjects=signed.subjects[1:])),
            answer(lambda signed: replace(signed, record_root="ab" * 32)),
            answer(lambda signed: replace(signed, authors=("T-08",))),
            answer(lambda signed: replace(signed, offices=("PPY",))),
            answer(lambda signed: replace(signed, valid_until=signed.valid_until + later)),
            answer(lambda signed: replace(signed, head=(signed.head[0] - 1, signed.head[1]))),
        ],
        "lapsed": [
            answer(
                lambda signed: replace(
                    signed,
                    approved_at=signed.approved_at + earlier,
                    valid_until=signed.valid_until + earlier,
                )
            )
        ],
        "E_TIME_FUTURE": [
            answer(
                lambda signed: replace(
                    signed,
                    approved_at=signed.approved_at + later,
                    valid_until=signed.valid_until + later,
                )
            )
        ],
        "E_CERT_ROLE": [answer(key=helper)],
        "E_APPROVER": [answer(key=supervisor)],
    }
    assert {code: set(codes) for code, codes in expected.items()} == {
        code: {code} for code in expected
    }
    statement, _p7s = _signed(world, kept.statement, lambda signed: signed, own)
    _other, p7s = _signed(
        world, kept.statement, lambda signed: replace(signed, annex="0" * 64), own
    )
    body = answer_body(statement, p7s)
    assert refused(world, written_there(world, elsewhere, request, case_id, body)) == (
        "E_APPROVAL_SIGNATURE"
    )
    half = {**body, "p7s": None}
    assert refused(world, written_there(world, elsewhere, request, case_id, half)) == (
        "E_MESSAGE_FORM"
    )
    assert world.officers.files.case(case_id).status is Status.COMPLETED
    assert answer() == "taken"
    assert answer() == "ended"  # once is enough
    elsewhere.lock()


def test_an_answer_to_what_the_file_was_before(world: World) -> None:
    elsewhere = beside(world)
    case_id = waiting(world)
    _request, path = asked(world, case_id)
    late = approved_there(world, elsewhere, path)
    world.officers.answers.amend(case_id, {"urgency": Answer("routine")}, "سبب")
    assert refused(world, late) == "ended"
    _request, path = asked(world, case_id)
    assert refused(world, late) == "ended"  # a newer request is none of its business
    answer = approved_there(world, elsewhere, path)
    assert refused(world, answer) == "taken"
    assert world.officers.files.case(case_id).status is Status.APPROVED
    world.officers.answers.amend(case_id, {"urgency": Answer("immediate")}, "سبب")
    world.officers.steps.complete(case_id)
    assert world.officers.messages.take(answer).again
    assert world.officers.files.case(case_id).status is Status.COMPLETED
    elsewhere.lock()


def test_an_approver_who_does_not_stand_any_more(world: World) -> None:
    elsewhere = beside(world)
    case_id = waiting(world)
    request, path = asked(world, case_id)
    other = waiting_too(world)
    _later, second = asked(world, other)
    answer = approved_there(world, elsewhere, path)
    world.agency.approves_for(CODE, HERE, world.clock(), ends=True)
    pack = trust_list(world.agency, world.clock())
    world.officers.keys.import_trust_list(pack)
    assert refused(world, answer) == "E_STATION"
    elsewhere.session.keys.import_trust_list(pack)
    with pytest.raises(errors.MessageInvalid) as caught:
        elsewhere.session.messages.take(second)
    assert caught.value.details["code"] == "E_STATION"
    world.agency.approves_for(CODE, HERE, world.clock(), ends=False)
    held = next(item for item in world.agency.state.issued if item.holder.login == APPROVER.login)
    world.agency.revoke(held.serial, x509.ReasonFlags.key_compromise, world.clock())
    world.officers.keys.import_trust_list(trust_list(world.agency, world.clock()))
    assert refused(world, answer) == "E_CERT_REVOKED"
    assert world.officers.asking.open_request(case_id) == request
    elsewhere.lock()


def waiting_too(world: World) -> CaseId:
    """Another signed."""
    case_id = world.interview(7)
    world.officers.steps.complete(case_id)
    return case_id


def test_nobody_is_asked_who_may_not(world: World) -> None:
    elsewhere = beside(world, approves=False)
    case_id = waiting(world)
    asking, asker = world.officers.asking, world.confirm(OFFICER)
    assert asking.approvers(case_id) == ()
    with pytest.raises(errors.AddresseeUnknown):
        asking.plan(case_id, PERSON, asker)
    world.agency.approves_for(CODE, HERE, world.clock(), ends=False)
    world.officers.keys.import_trust_list(trust_list(world.agency, world.clock()))
    assert asking.approvers(case_id) == (PERSON,)
    for nobody in (Correspondent(CODE, HELPER.login), Correspondent("TDZ", APPROVER.login)):
        with pytest.raises(errors.AddresseeUnknown):
            asking.plan(case_id, nobody, asker)
    with pytest.raises(errors.TransitionRefused) as caught:
        asking.plan(case_id, Correspondent(CODE, OFFICER.login), asker)
    assert caught.value.details["reason"] == "same_person"
    asked(world, case_id)
    with pytest.raises(errors.TransitionRefused) as caught:
        asking.plan(case_id, PERSON, asker)
    assert caught.value.details["reason"] == "asked"
    elsewhere.lock()


def test_an_author_with_a_second_certificate_elsewhere_is_no_approver(world: World) -> None:
    """By the service number, without regard to case."""
    elsewhere = beside(world)
    case_id = waiting(world)
    request, path = asked(world, case_id)
    approved_there(world, elsewhere, path)
    (answered_one,) = elsewhere.session.answering.requests()
    answered = read_answer(answered_one.answer.message)
    kept = approval_rows.request_of(world.officers._desk.vault, request.message_id)
    store, now = world.officers.keys.trust_store(), world.clock()
    judge_answer(kept.statement, answered, PERSON, store, now)
    rows = tuple(
        replace(item, number=APPROVER.service_number.lower())
        if item.login == OFFICER.login
        else item
        for item in store.listing.certificates
    )
    one_person = replace(store, listing=replace(store.listing, certificates=rows))
    with pytest.raises(errors.BundleUnreadable) as caught:
        judge_answer(kept.statement, answered, PERSON, one_person, now)
    assert caught.value.details["code"] == "E_ONE_PERSON"
    for listing, listed in ((store.listing, 2), (one_person.listing, 1)):
        assert len(approvers_for(listing, HERE, {OFFICER.login}, (), now)) == listed
    elsewhere.lock()


def test_a_request_whose_papers_are_others_than_it_names(world: World) -> None:
    elsewhere = beside(world)
    case_id = waiting(world)
    request, _path = asked(world, case_id)
    session = world.officers
    kept = approval_rows.request_of(session._desk.vault, request.message_id)
    honest = session.asking._payloads(kept)
    statement = kept.statement.decode("ascii")
    about = MessageSubject("", "", case_id, 1)
    other_paper = payload_of_bytes("intake.pdf", b"%PDF-1.7 other")
    for files, of, code in (
        ((other_paper, *honest[1:]), about, "E_NOT_AS_APPROVED"),
        (honest[1:], about, "E_NOT_AS_APPROVED"),
        ((*honest, other_paper), about, "E_NOT_AS_APPROVED"),
        (honest, replace(about, revision=2), "E_APPROVAL_OTHER"),
    ):
        body = {"approval": statement}
        outgoing = Outgoing(MessageType.APPROVAL_REQUEST, PERSON, of, body, case_id, files)
        session.messages.post(outgoing, world.confirm(OFFICER))
        path = session.messages.write_again(outgoing.message_id, world.usb_drive, files)
        with pytest.raises(errors.MessageInvalid) as caught:
            elsewhere.session.messages.take(path)
        assert caught.value.details["code"] == code
    assert elsewhere.session.answering.requests() == ()
    elsewhere.lock()


@pytest.mark.parametrize("login", [HELPER.login, None])
def test_a_request_that_asks_somebody_else_than_it_is_sealed_to(
    world: World, login: str | None
) -> None:
    elsewhere = beside(world)
    case_id = waiting(world)
    request, _path = asked(world, case_id)
    session, to = world.officers, Correspondent(CODE, login)
    body = {"approval": "{}"}
    about = MessageSubject("", "", case_id, 1)
    outgoing = Outgoing(MessageType.APPROVAL_REQUEST, to, about, body, case_id)
    with pytest.raises(errors.AddresseeUnknown):  # they have no key in the trust list
        session.messages.post(outgoing, world.confirm(OFFICER))
    vault, listing = session._desk.vault, session.keys.trust_store().listing
    kept = approval_rows.request_of(vault, request.message_id)
    honest = message_rows.find(vault, request.message_id, session.messages.opens)
    letter = read_letter(honest, None, world.clock()).message
    by_hand = replace(letter, message_id=str(uuid4()), to=to)
    payloads = files_of(session.asking._payloads(kept))[1]
    signed = sign_message(by_hand, session.keys.signing_key(world.confirm(OFFICER)), payloads)
    recipients = sealed_to_approver(listing, PERSON)
    path = write_message_file(world.usb_drive, signed, recipients).path
    with pytest.raises(errors.MessageInvalid) as caught:
        elsewhere.session.messages.take(path)
    assert caught.value.details["code"] == "E_NOT_FOR_US"
    elsewhere.lock()
