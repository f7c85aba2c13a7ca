"""Receipts that come back: genuine, of a bundle of ours, newer than what is known."""

import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tests.desk.approving import approve
from tests.desk.world import World
from tests.records import SECRET
from tipdesk.bundle.container import paths
from tipdesk.bundle.container.single import sign_bytes, sign_document
from tipdesk.bundle.crypto.certificates import CertificateRole, Holder, SigningKey
from tipdesk.bundle.enrolment import make_enrolment, read_enrolment
from tipdesk.bundle.kept_receipts import recorded_receipt
from tipdesk.bundle.receipt import Receipt, Result, make_receipt, read_receipt, write_receipt
from tipdesk.bundle.strict_json import format_time
from tipdesk.cases.handover.record import build_record
from tipdesk.cases.model import Answer, CaseId, Status
from tipdesk.core.errors import (
    FileUnreadable,
    ReceiptInvalid,
    ReceiptNeverSent,
    ReceiptOlder,
    ReceiptUnknown,
    ReceiptUnrecorded,
    TrustMissing,
)
from tipdesk.core.work import Work
from tipdesk.demo import stations
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR, trust_list
from tipdesk.desk.handover.packing import pack
from tipdesk.desk.handover.receipts import NumberedFile, ReceiptMeaning
from tipdesk.desk.session.session import Session
from tipdesk.forms.values import stored_date_time
from tipdesk.storage import custody_rows, handover_rows
from tipdesk.texts.messages import sentence


@pytest.fixture
def receipt(world: World) -> Path:
    """The receipt of an accepted bundle, on the USB drive."""
    return world.accept(world.check(world.exported(world.approved()).path))


def fields(world: World, path: Path) -> Receipt:
    trust = world.officers.keys.trust_store()
    return read_receipt(path, trust, world.clock()).receipt


def test_the_file_shows_its_receipt_and_sends_nothing_of_it(world: World, receipt: Path) -> None:
    files = world.officers.files
    case_id = world.officers.handover.import_receipt(receipt).case.id
    file = files.whole(case_id)
    state = files.state(file)
    assert state.value("bundle_receipt_no") == "PPX-2026-00001"
    at = fields(world, receipt).received_at
    assert state.value("bundle_receipt_at") == stored_date_time(at)
    without = {path: text for path, text in state.run.context.externals.items()
               if not path.startswith("bundle_receipt")}  # fmt: skip
    before = files.rules(case_id).evaluate(
        state.run.answers, replace(state.run.context, externals=without)
    )
    assert before.value("bundle_receipt_no") == ""
    record = build_record(file, state, (), SECRET)
    assert record == build_record(file, before, (), SECRET)


def signed(world: World, receipt: Receipt) -> Path:
    """The same office gives another answer."""
    key = world.prosecution.keys.signing_key(world.confirm(RECEIVER))
    path = world.usb_drive / "other.receipt.asice"
    path.write_bytes(make_receipt(receipt, key))
    return path


def test_an_accepted_bundle_makes_the_file_received_with_its_number(
    world: World, receipt: Path
) -> None:
    outcome = world.officers.handover.import_receipt(receipt)
    assert outcome.meaning is ReceiptMeaning.ACCEPTED
    assert (outcome.number, outcome.case.status) == ("PPX-2026-00001", Status.RECEIVED)
    assert outcome.case.receipt_number == "PPX-2026-00001"
    assert outcome.signed_by == world.prosecution.officer.name
    export = world.officers.handover.exports(outcome.case.id)[0]
    assert (export.result, export.receipt_number) == ("accepted", "PPX-2026-00001")
    events = world.officers.files.load(outcome.case.id).custody
    (imported,) = (event for event in events if event.action == "receipt_imported")
    assert imported.detail["number"] == "PPX-2026-00001"


def test_the_same_receipt_again_changes_nothing(world: World, receipt: Path) -> None:
    handover = world.officers.handover
    case = handover.import_receipt(receipt).case
    entries = len(world.officers.files.load(case.id).custody)
    again = handover.import_receipt(receipt)
    assert again.meaning is ReceiptMeaning.DUPLICATE
    assert again.case == case
    assert len(world.officers.files.load(case.id).custody) == entries


def test_a_refusal_is_said_and_the_file_can_go_again(world: World) -> None:
    case_id = world.approved()
    result = world.exported(case_id)
    answer = world.refuse(world.check(result.path), "E_NOT_COMPETENT")
    outcome = world.officers.handover.import_receipt(answer)
    assert (outcome.meaning, outcome.error_code) == (ReceiptMeaning.REFUSED, "E_NOT_COMPETENT")
    assert (outcome.case.status, outcome.number) == (Status.REFUSED, "")
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    again = world.exported(case_id)
    accepted = world.accept(world.check(again.path))
    assert world.officers.handover.import_receipt(accepted).case.status is Status.RECEIVED


def test_a_refusal_of_what_was_damaged_on_the_way_counts(world: World) -> None:
    result = world.exported(world.approved())
    result.path.write_bytes(result.path.read_bytes()[:100])
    outcome = world.officers.handover.import_receipt(world.refuse(world.check(result.path)))
    assert (outcome.meaning, outcome.error_code) == (ReceiptMeaning.REFUSED, "E_AGE_HEADER")
    assert outcome.case.status is Status.REFUSED


def test_an_acceptance_after_a_refusal_counts_and_an_older_answer_does_not(
    world: World, receipt: Path
) -> None:
    handover = world.officers.handover
    answer = fields(world, receipt)
    earlier = replace(
        answer,
        receipt_id="11111111-1111-4111-8111-111111111111",
        result=Result.REJECTED,
        codes=("E_OTHER",),
        received_at=answer.received_at - timedelta(minutes=5),
        registry_no="",
    )
    handover.import_receipt(receipt)
    with pytest.raises(ReceiptOlder):
        handover.import_receipt(signed(world, earlier))
    assert handover.import_receipt(receipt).meaning is ReceiptMeaning.DUPLICATE


def test_a_receipt_for_another_bundle_or_file_is_told_apart(world: World, receipt: Path) -> None:
    handover = world.officers.handover
    answer = fields(world, receipt)
    other = "22222222-2222-4222-8222-222222222222"
    stranger = replace(answer, bundle_id=other, case_id=other, series=other, signer_sha256="0" * 64)
    with pytest.raises(ReceiptUnknown):
        handover.import_receipt(signed(world, stranger))
    for change in (
        {"file_sha256": "0" * 64},
        {"revision": 9},
        {"case_id": "22222222-2222-4222-8222-222222222222"},
        {"number": 2},
        {"series": "22222222-2222-4222-8222-222222222222"},
        {"head": (answer.head[0], "0" * 64)},
        {"kind": None},
    ):
        with pytest.raises(ReceiptInvalid) as refused:
            handover.import_receipt(signed(world, replace(answer, **change)))
        assert refused.value.details["code"] == "E_RECEIPT_MISMATCH"
    assert world.officers.handover.exports(world.officers.files.list_cases()[0].id)[0].result == ""


@pytest.mark.parametrize("known_by", ["series", "case_id", "signer_sha256"])
def test_who_sends_in_this_stations_name_is_found_by_the_answer(
    world: World, receipt: Path, known_by: str
) -> None:
    """Somebody with a copy of the vault, or a key of the station, made a case bundle elsewhere."""
    other = "22222222-2222-4222-8222-222222222222"
    stranger = {"case_id": other, "series": other, "signer_sha256": "0" * 64, "number": 4}
    del stranger[known_by]
    forged = signed(world, replace(fields(world, receipt), bundle_id=other, **stranger))
    for _again in range(2):
        with pytest.raises(ReceiptNeverSent) as alarm:
            world.officers.handover.import_receipt(forged)
    assert alarm.value.details["number"] == "4"
    assert "never sent" in sentence(alarm.value, "en").what
    vault = world.officers._desk.vault
    (entry,) = custody_rows.since(vault, 0, "never_sent")
    assert entry.detail["bundle"] == other
    assert [row[0] for row in vault.rows("SELECT body FROM unsent_receipt")] == [
        forged.read_bytes()
    ]
    outcome = world.officers.handover.import_receipt(receipt)  # the honest one goes on
    assert outcome.meaning is ReceiptMeaning.ACCEPTED


def test_another_content_under_our_bundles_id_is_one_that_was_never_sent(
    world: World, receipt: Path
) -> None:
    answer = fields(world, receipt)
    for result, number in ((Result.ACCEPTED, answer.registry_no), (Result.QUARANTINED, "")):
        other = replace(answer, manifest_sha256="0" * 64, result=result, registry_no=number)
        with pytest.raises(ReceiptNeverSent):
            world.officers.handover.import_receipt(signed(world, other))
    assert never_sent(world.reopen(SUPERVISOR)) == [(str(answer.number), (OFFICER.login,))]
    assert never_sent(world.reopen(SUPERVISOR)) == []  # told once
    assert never_sent(world.reopen(OFFICER)) == []  # they heard of it as they took it


def never_sent(session: Session) -> list[tuple[str, tuple[str, ...]]]:
    """What is among the news of somebody who has unlocked: number, and who brought the answer."""
    return [(news.number, news.by) for news in session.news if news.what == "never_sent"]


def test_a_row_that_was_planted_beside_the_chain_sends_nothing(world: World, receipt: Path) -> None:
    """The list of what left is no proof: only its entries are."""
    vault = world.officers._desk.vault
    row = handover_rows.every_export(vault)[0]
    other = "22222222-2222-4222-8222-222222222222"
    handover_rows.add_export(vault, replace(row, bundle_id=other))
    path = signed(world, replace(fields(world, receipt), bundle_id=other))
    with pytest.raises(ReceiptNeverSent):
        world.officers.handover.import_receipt(path)


def test_what_arrived_though_its_export_broke_off_here_is_no_alarm(world: World) -> None:
    case_id = world.approved()
    handover = world.officers.handover
    plan = handover.plan(case_id, world.officers.keys.recipients()[0], world.usb_drive)
    result = pack(plan, handover.signing_key(world.confirm(OFFICER)), Work())
    answer = world.accept(world.check(result.path))
    with pytest.raises(ReceiptUnrecorded) as alarm:
        handover.import_receipt(answer)
    assert alarm.value.details["number"] == "1"
    assert not custody_rows.since(world.officers._desk.vault, 0, "never_sent")


def test_what_the_office_misses_and_what_it_was_told_of_is_held_against_what_left(
    world: World, receipt: Path
) -> None:
    answer = replace(fields(world, receipt), missing=(1, 5), not_sent=(1, 2))
    outcome = world.officers.handover.import_receipt(signed(world, answer))
    sent = NumberedFile(1, outcome.case.number)
    assert (outcome.not_arrived, outcome.said_unsent) == ((sent,), (sent,))
    (entry,) = custody_rows.since(world.officers._desk.vault, 0, "receipt_imported")
    assert (entry.detail["missing"], entry.detail["said_unsent"]) == ("1", "1")


def test_a_receipt_of_a_later_minor_version_is_read_and_told(world: World, receipt: Path) -> None:
    value = write_receipt(fields(world, receipt))
    newer = {**value, "format": "tipdesk-receipt/1.3", "more": {"a": 1}}
    key = world.prosecution.keys.signing_key(world.confirm(RECEIVER))
    path = world.usb_drive / "newer.receipt.asice"
    path.write_bytes(sign_document(paths.RECEIPT, newer, key, world.clock()))
    outcome = world.officers.handover.import_receipt(path)
    assert (outcome.meaning, outcome.warnings) == (ReceiptMeaning.ACCEPTED, ("W_NEWER",))
    other = {**value, "format": "tipdesk-receipt/2.0"}
    path.write_bytes(sign_document(paths.RECEIPT, other, key, world.clock()))
    with pytest.raises(ReceiptInvalid) as refused:
        world.officers.handover.import_receipt(path)
    assert refused.value.details["code"] == "E_VERSION"


def test_a_receipt_of_before_is_shown_and_not_taken_in(world: World, receipt: Path) -> None:
    """As 0.2.0 wrote them, the last byte included."""
    answer = fields(world, receipt)
    before = {
        "format": "tipdesk-receipt/1",
        "receipt_id": "urn:uuid:33333333-3333-4333-8333-333333333333",
        "bundle_id": f"urn:uuid:{answer.bundle_id}",
        "bundle_file": {"sha256": answer.file_sha256, "bytes": answer.file_size},
        "manifest_sha256": answer.manifest_sha256,
        "signer_cert_sha256": answer.signer_sha256,
        "claimed_signing_time": None,
        "received_at": format_time(answer.received_at),
        "result": "quarantined",
        "error_code": None,
        "cases": [{"case_id": answer.case_id, "revision": answer.revision, "registry_no": None}],
        "crl_number": 1,
    }
    body = json.dumps(before, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
    key = world.prosecution.keys.signing_key(world.confirm(RECEIVER))
    path = world.usb_drive / "before.receipt.asice"
    path.write_bytes(sign_bytes(paths.RECEIPT, body.encode(), key, answer.received_at))
    with pytest.raises(ReceiptInvalid):
        world.officers.handover.import_receipt(path)
    vault, now = world.officers._desk.vault, world.clock()
    kept = handover_rows.KeptReceipt(
        *("33333333-3333-4333-8333-333333333333", answer.bundle_id, "quarantined", "", ""),
        *(answer.received_at, "سعود", path.read_bytes(), now, OFFICER.login),
    )
    handover_rows.add_receipt(vault, kept)
    case_id = CaseId(answer.case_id)
    assert world.officers.handover.exports(case_id)[0].result == "aside"
    read = recorded_receipt(kept.body, now)
    assert (read.result, read.case_id) == (Result.QUARANTINED, answer.case_id)
    world.clock.move(minutes=1)
    assert world.officers.handover.import_receipt(receipt).case.status is Status.RECEIVED


def refusal(answer: Receipt, **changes: object) -> Receipt:
    """A later refusal of another file that bears the same bundle's name."""
    refused = replace(
        answer,
        receipt_id="33333333-3333-4333-8333-333333333333",
        result=Result.REJECTED,
        codes=("E_AGE_PAYLOAD",),
        file_sha256="0" * 64,
        manifest_sha256="",
        received_at=answer.received_at + timedelta(minutes=5),
        registry_no="",
    )
    return replace(refused, **changes)


def test_the_refusal_of_another_copy_does_not_undo_an_acceptance(
    world: World, receipt: Path
) -> None:
    handover = world.officers.handover
    answer = fields(world, receipt)
    case = handover.import_receipt(receipt).case
    world.clock.move(minutes=10)
    with pytest.raises(ReceiptInvalid) as refused:
        handover.import_receipt(signed(world, refusal(answer)))
    assert refused.value.details["code"] == "E_RECEIPT_MISMATCH"
    export = handover.exports(case.id)[0]
    assert (export.result, export.receipt_number) == ("accepted", "PPX-2026-00001")
    assert world.officers.files.case(case.id).status is Status.RECEIVED
    assert handover.import_receipt(receipt).meaning is ReceiptMeaning.DUPLICATE


def test_an_acceptance_counts_after_the_refusal_of_another_copy(
    world: World, receipt: Path
) -> None:
    """Even when the copy was looked at later than the true file."""
    answer = fields(world, receipt)
    handover = world.officers.handover
    world.clock.move(minutes=10)
    first = handover.import_receipt(signed(world, refusal(answer)))
    assert first.case.status is Status.REFUSED
    outcome = handover.import_receipt(receipt)
    assert (outcome.meaning, outcome.case.status) == (ReceiptMeaning.ACCEPTED, Status.RECEIVED)
    export = handover.exports(outcome.case.id)[0]  # it shows the answer that stands
    assert (export.result, export.receipt_number) == ("accepted", "PPX-2026-00001")
    assert (export.error_code, export.answered_at) == ("", answer.received_at)
    other = refusal(answer, receipt_id="44444444-4444-4444-8444-444444444444")
    with pytest.raises(ReceiptInvalid):
        handover.import_receipt(signed(world, other))
    assert world.officers.files.case(outcome.case.id).status is Status.RECEIVED


def test_a_desk_that_the_trust_list_does_not_name_signs_no_receipt(
    world: World, receipt: Path
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    holder = Holder("سعود", "R-9", "PPX", "P-09")
    request = make_enrolment(key, {CertificateRole.RECEIVER}, holder, "x")
    certificate = world.agency.issue(read_enrolment(request), world.clock())
    stranger = SigningKey(key, certificate, (world.agency.root,))
    path = world.usb_drive / "stranger.receipt.asice"
    path.write_bytes(make_receipt(fields(world, receipt), stranger))
    with pytest.raises(ReceiptInvalid) as refused:
        world.officers.handover.import_receipt(path)
    assert refused.value.details["code"] == "E_CERT_UNLISTED"
    world.officers.keys.import_trust_list(trust_list(world.agency, world.clock()))
    assert world.officers.handover.import_receipt(path).meaning is ReceiptMeaning.ACCEPTED


def test_quarantine_is_no_acceptance(world: World, receipt: Path) -> None:
    answer = replace(fields(world, receipt), result=Result.QUARANTINED, registry_no="")
    outcome = world.officers.handover.import_receipt(signed(world, answer))
    assert outcome.meaning is ReceiptMeaning.QUARANTINED
    assert (outcome.number, outcome.case.status) == ("", Status.EXPORTED)


def test_an_altered_receipt_and_an_officers_signature_are_refused(
    world: World, receipt: Path
) -> None:
    handover = world.officers.handover
    data = bytearray(receipt.read_bytes())
    data[len(data) // 2] ^= 1
    bad = world.usb_drive / "bad.receipt.asice"
    bad.write_bytes(data)
    with pytest.raises(ReceiptInvalid):
        handover.import_receipt(bad)
    forged = make_receipt(
        fields(world, receipt), world.officers.keys.signing_key(world.confirm(OFFICER))
    )
    bad.write_bytes(forged)
    with pytest.raises(ReceiptInvalid) as refused:
        handover.import_receipt(bad)
    assert refused.value.details["code"] == "E_CERT_ROLE"
    bad.write_bytes(b"not a receipt")
    with pytest.raises(ReceiptInvalid):
        handover.import_receipt(bad)
    with pytest.raises(FileUnreadable):
        handover.import_receipt(world.usb_drive / "missing")
    assert io.BytesIO(forged).read(2) == b"PK"


def test_a_receipt_for_a_file_that_was_amended_meanwhile_gives_the_number_only(
    world: World,
) -> None:
    case_id = world.approved()
    answer = world.accept(world.check(world.exported(case_id).path))
    world.officers.answers.amend(case_id, {"urgency": Answer("immediate")}, "تصحيح")
    outcome = world.officers.handover.import_receipt(answer)
    assert outcome.case.status is Status.RETURNED
    assert outcome.case.receipt_number == "PPX-2026-00001"


def test_a_station_that_trusts_nobody_takes_no_receipt(world: World, receipt: Path) -> None:
    stations.make_officers_station(world.folder / "fresh", world.clock)
    fresh = stations.open_as(world.folder / "fresh", OFFICER, world.clock)
    with pytest.raises(TrustMissing):
        fresh.handover.import_receipt(receipt)
    fresh.lock()
