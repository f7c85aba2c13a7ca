"""The protective annex from the approval to the receipt: sealed to one prosecutor, carried beside the
case bundle, opened by nobody else, answered."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from tests.desk.approving import approve
from tests.desk.handover.test_taking_in import CLERK, at_the_counter
from tests.desk.world import World
from tipdesk.bundle.approval import read_approval
from tipdesk.bundle.crypto.certificates import CertificateRole
from tipdesk.bundle.kept_receipts import recorded_receipt
from tipdesk.bundle.messages.annex import Annex
from tipdesk.bundle.receipt import Receipt, Result, make_receipt
from tipdesk.bundle.trust_rows import PersonKey
from tipdesk.cases.model import Answer, CaseId, Status
from tipdesk.core.errors import AnnexInvalid, AnnexReceiptRefused, Cancelled, TransitionRefused
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR, trust_list
from tipdesk.desk.handover.annexing import WaitingAnnex
from tipdesk.desk.handover.checking import check
from tipdesk.desk.handover.packing import ExportResult, pack
from tipdesk.desk.handover.receipts import ReceiptMeaning
from tipdesk.desk.messages.annex_desk import ReadAnnex
from tipdesk.storage import annex_rows, custody_rows

PHONE = "+96555500077"
HOUSE = "عمارة الياسمين 7"
ANSWERS = {
    "risk_level": "high",
    "risk_factors": "threats_kw",
    "phone_safe": PHONE,
    "address_house": HOUSE,
}


def ready(world: World, **answers: str) -> CaseId:
    return world.approved(**{**ANSWERS, **answers})


def sent(world: World, case_id: CaseId) -> ExportResult:
    return world.exported(case_id)


def annex_file(result: ExportResult) -> Path:
    return result.path.with_name(result.annex + ".asice.age")


def opened(world: World, path: Path) -> ReadAnnex:
    return world.prosecution.annexes.open(path, world.confirm(RECEIVER))


def taken_in(world: World, result: ExportResult) -> Path:
    """The receipt."""
    read = opened(world, annex_file(result))
    return world.prosecution.annexes.accept(read, world.confirm(RECEIVER), world.usb_drive)


def shown(annex: Annex) -> dict[str, str]:
    return {answer.path: answer.value for answer in annex.shown}


def test_two_files_travel_and_the_second_opens_for_its_prosecutor(world: World) -> None:
    case_id = ready(world)
    preview = world.officers.handover.prepare(case_id)
    assert preview.annex == ("PPX", RECEIVER.login)
    assert {"phone_safe", "risk_level", "address_house"}.isdisjoint(
        field.name for field in preview.withheld
    )
    result = sent(world, case_id)
    sealed = annex_file(result)
    digest = hashlib.sha256(sealed.read_bytes()).hexdigest()
    assert sealed.with_name(sealed.name + ".sha256").read_text() == f"{digest}  {sealed.name}\n"
    world.accept(world.check(result.path))
    read = opened(world, sealed)
    assert (read.problems, read.holds) == ((), True)
    assert ANSWERS.items() <= shown(read.annex).items()
    assert (read.annex.case_id, read.annex.revision) == (case_id, 1)
    assert read.case_number == world.officers.files.case(case_id).number
    for data in (result.path.read_bytes(), sealed.read_bytes()):
        assert PHONE.encode() not in data


def test_what_is_sealed_the_vault_of_the_station_does_not_open(world: World) -> None:
    case_id = ready(world)
    vault = world.officers._desk.vault
    (kept,) = annex_rows.of_case(vault, case_id)
    for identity in world.officers.keys.age_identities():
        assert identity.recipient.text.encode() not in kept.sealed
    assert kept.sealed.startswith(b"age-encryption.org/v1\n-> X25519 ")
    assert kept.sealed.split(b"--- ")[0].count(b"-> X25519") == 1
    assert HOUSE.encode() not in kept.sealed


def test_a_receiver_who_is_no_prosecutor_opens_none(world: World) -> None:
    result = sent(world, ready(world))
    with at_the_counter(world) as (counter, confirm):
        checked = check(counter.receiving.plan(annex_file(result)), Work())
        assert [finding.code for finding in checked.findings] == ["E_AGE_NO_KEY"]
        with pytest.raises(TransitionRefused):
            counter.annexes.open(annex_file(result), confirm())
        assert counter.keys.own_identities(world.confirm(CLERK)) == ()


def test_its_receipt_comes_back_and_changes_nothing_of_the_file(world: World) -> None:
    case_id = ready(world)
    result = sent(world, case_id)
    world.accept(world.check(result.path))
    receipt = taken_in(world, result)
    outcome = world.officers.handover.import_receipt(receipt)
    assert (outcome.meaning, outcome.of_annex) == (ReceiptMeaning.ACCEPTED, True)
    assert world.officers.files.case(case_id).status is Status.EXPORTED
    again = world.officers.handover.import_receipt(receipt)
    assert again.meaning is ReceiptMeaning.DUPLICATE
    (came,) = world.prosecution.annexes.came()
    again = world.prosecution.annexes.read(came, world.confirm(RECEIVER))
    assert ANSWERS.items() <= shown(again.annex).items()


def test_an_annex_without_an_answer_is_told_of_after_14_days(world: World) -> None:
    case_id = ready(world)
    result = sent(world, case_id)
    waiting = world.officers.handover.waiting_annex
    world.clock.now += timedelta(days=13)
    assert waiting(case_id) is None
    world.clock.now += timedelta(days=2)
    assert waiting(case_id) == WaitingAnnex("PPX", RECEIVER.login, refused=False)
    world.officers.handover.import_receipt(taken_in(world, result))
    assert waiting(case_id) is None


def test_whoever_only_receives_does_not_answer_for_its_prosecutor(world: World) -> None:
    """The clerk's key signs receipts: one of theirs says that the annex has arrived, and counts for
    nothing; that they could not open it is told."""
    case_id = ready(world)
    result = sent(world, case_id)
    waiting = world.officers.handover.waiting_annex
    honest = recorded_receipt(taken_in(world, result).read_bytes(), world.clock())
    with at_the_counter(world) as (counter, confirm):
        key = counter.keys.signing_key(confirm(), CertificateRole.RECEIVER)
    world.officers.keys.import_trust_list(trust_list(world.agency, world.clock()))
    path = world.usb_drive / "clerk.receipt.asice"
    path.write_bytes(make_receipt(replace(honest, receipt_id=str(uuid4())), key))
    with pytest.raises(AnnexReceiptRefused) as refused:
        world.officers.handover.import_receipt(path)
    assert refused.value.details == {"office": "PPX", "login": RECEIVER.login}
    unopened = Receipt(
        receipt_id=str(uuid4()),
        bundle_id=result.annex,
        file_sha256=honest.file_sha256,
        file_size=honest.file_size,
        manifest_sha256="",
        signer_sha256="",
        signed_at=None,
        received_at=honest.received_at,
        result=Result.REJECTED,
        codes=("E_AGE_NO_KEY",),
    )
    path.write_bytes(make_receipt(unopened, key))
    assert world.officers.handover.import_receipt(path).meaning is ReceiptMeaning.REFUSED
    assert waiting(case_id) == WaitingAnnex("PPX", RECEIVER.login, refused=True)


def test_an_annex_of_another_approval_is_none_of_this_case(world: World) -> None:
    """Swapped on the drive, or approved anew: the case bundle that came names another."""
    case_id = ready(world)
    first = sent(world, case_id)
    old = annex_file(first).read_bytes()
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    second = sent(world, case_id)
    world.accept(world.check(second.path))
    (world.usb_drive / "swapped.asice.age").write_bytes(old)
    read = opened(world, world.usb_drive / "swapped.asice.age")
    assert read.fault == "E_ANNEX_OTHER"
    with pytest.raises(AnnexInvalid):
        world.prosecution.annexes.accept(read, world.confirm(RECEIVER), world.usb_drive)
    assert opened(world, annex_file(second)).holds


def test_before_its_case_bundle_has_come_it_is_taken_in_all_the_same(world: World) -> None:
    result = sent(world, ready(world))
    read = opened(world, annex_file(result))
    assert [problem.code.value for problem in read.problems] == ["W_EARLIER_MISSING"]
    assert read.holds


def test_what_never_left_is_named_and_numbers_do_not_contradict(world: World) -> None:
    first, second = ready(world), ready(world)
    world.officers.answers.amend(first, {"urgency": Answer("immediate")}, "تصحيح")
    third = ready(world)
    results = [sent(world, second), sent(world, third)]
    numbers, codes = [], []
    for result in results:
        world.accept(world.check(result.path))
        read = opened(world, annex_file(result))
        codes.append([problem.code.value for problem in read.problems])
        numbered = read.annex.numbered
        numbers.append((numbered.number, [item.number for item in numbered.not_sent]))
        world.prosecution.annexes.accept(read, world.confirm(RECEIVER), world.usb_drive)
    assert numbers == [(2, []), (3, [1])]
    assert codes == [["W_MISSING"], []]  # of the first nobody knows yet whether it comes


def test_nothing_protective_is_no_annex_and_nobody_can_tell(world: World) -> None:
    duty = {"consent_prosecution": "refused", "processing_basis": "legal_duty"}
    with_annex, without = ready(world), world.approved(**duty)
    vault = world.officers._desk.vault
    assert len(annex_rows.of_case(vault, with_annex)) == 1
    assert annex_rows.of_case(vault, without) == ()
    assert sent(world, without).annex == ""
    digests = {
        read_approval(standing[1].statement).annex
        for case_id in (with_annex, without)
        if (standing := world.officers.approving.standing(world.officers.files.case(case_id)))
    }
    assert {len(digest) for digest in digests} == {64}
    custody = custody_rows.segment(vault, with_annex, "TDX", set())
    assert not any("annex" in event.action for event in custody.own)


def test_a_refusal_by_duty_hands_over_the_whereabouts_alone(world: World) -> None:
    case_id = ready(world, consent_prosecution="refused", processing_basis="legal_duty")
    result = sent(world, case_id)
    world.accept(world.check(result.path))
    assert shown(opened(world, annex_file(result)).annex) == {"address_house": HOUSE}


def test_an_export_that_is_stopped_leaves_neither_of_the_two(world: World) -> None:
    case_id = ready(world)
    handover = world.officers.handover
    plan = handover.plan(case_id, world.officers.keys.recipients()[0], world.usb_drive)
    before = set(world.usb_drive.iterdir())

    class Stopped(Work):
        def step(self, done: int, total: int) -> None:
            if done:
                raise Cancelled

    with pytest.raises(Cancelled):
        pack(plan, handover.signing_key(world.confirm(OFFICER)), Stopped())
    assert set(world.usb_drive.iterdir()) == before


def test_nobody_is_chosen_whom_the_trust_list_does_not_name(world: World) -> None:
    case_id = world.interview(**ANSWERS)
    world.officers.steps.complete(case_id)
    (person,) = world.officers.approving.annexing.prosecutors(case_id)
    stranger = PersonKey("PPX", "P-99", person.recipient)
    with pytest.raises(ValueError, match="somebody else"):
        world.officers.approving.plan(case_id, world.confirm(SUPERVISOR), (), stranger)


def test_an_answer_about_something_else_is_none(world: World) -> None:
    first, second = sent(world, ready(world)), sent(world, ready(world))
    receipt = taken_in(world, second)
    vault = world.officers._desk.vault
    kept = annex_rows.find(vault, first.annex)
    assert kept is not None
    assert world.officers.handover.import_receipt(receipt).of_annex
    assert annex_rows.receipts(vault, first.annex) == ()
