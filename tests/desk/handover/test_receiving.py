"""The receiving station: what is accepted, what is refused, what a second copy is worth."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509

from tests.desk.approving import approve
from tests.desk.handover.test_handover import attach, plan
from tests.desk.world import World, certify
from tests.programs import copy_vault
from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.crypto.certificates import signing_key
from tipdesk.bundle.enrolment import read_enrolment
from tipdesk.bundle.trust import certificate_pem
from tipdesk.cases.model import Answer, CaseId
from tipdesk.core.errors import (
    BundleNotSound,
    Cancelled,
    FileUnreadable,
    TargetNotWritable,
    TransitionRefused,
    TrustMissing,
)
from tipdesk.core.work import Work
from tipdesk.demo import stations
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR, trust_list
from tipdesk.desk.handover import receiving
from tipdesk.desk.handover.packing import ExportResult, pack
from tipdesk.storage import custody_rows
from tipdesk.storage.keys import signing_keys

MARKER = "كلمةٌ لا تُكتب إلا هنا"


def exported(world: World, **answers: str) -> ExportResult:
    return world.exported(world.approved(**answers))


def sealed_files(world: World) -> list[Path]:
    folder = world.prosecution.vault_dir / "att"
    return [path for path in folder.rglob("*") if path.is_file()]


def codes(checked: object) -> list[str]:
    return [finding.code for finding in checked.findings]


def flipped(path: Path, place: int) -> Path:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)
    return path


def test_a_good_bundle_is_previewed_accepted_and_opened(world: World) -> None:
    case_id = world.interview(stmt_arabic=MARKER)
    attach(world, case_id, "عقد.txt", b"contract")
    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    result = world.exported(case_id)
    checked = world.check(result.path)
    assert checked.holds
    assert (checked.complete, checked.intact, checked.trusted) == (True, True, True)
    assert checked.fingerprint == result.fingerprint
    assert checked.findings == ()
    counter = world.prosecution.receiving
    preview = counter.preview(checked)
    assert checked.record is not None
    assert preview.row.case_number == checked.record.number
    preview.close()
    receipt = world.accept(checked)
    row = counter.register()[0]
    assert (row.number, row.result, row.revision) == ("PPX-2026-00001", "accepted", 1)
    assert receipt.name.endswith(".receipt.asice")
    received = counter.open_received(row.id)
    answers = {answer.path: answer for answer in received.record.answers}
    assert answers["stmt_arabic"].value == MARKER
    assert [document.name for document in received.documents] == [
        "notice",
        "intake",
        "consent",
        "statement",
        "cover",
    ]
    assert received.document("cover").startswith(b"%PDF")
    assert received.attachments[0].called("ar") == "المرفق \u20661\u2069"
    assert received.open(received.attachments[0]).read() == b"contract"
    assert received.custody[-1].action == "export_begun"
    received.close()
    assert counter.register("PPX") == counter.register(row.person_code[:4]) == (row,)
    assert counter.register("لا أحد") == ()


def test_nothing_of_a_bundle_lies_on_the_disk_in_the_clear(world: World) -> None:
    result = exported(world, stmt_arabic=MARKER)
    checked = world.check(result.path)
    assert len(sealed_files(world)) == 1
    world.accept(checked)
    files = [path for path in world.folder.rglob("*") if path.is_file()]
    assert len(files) > 10
    for path in files:
        data = path.read_bytes()
        assert MARKER.encode() not in data
        assert b"%PDF" not in data


@pytest.mark.parametrize("step", ["discard", "refuse", "cancel", "lock"])
def test_what_was_staged_goes_with_the_answer(world: World, step: str) -> None:
    result = exported(world)
    if step == "cancel":
        work = Work()
        work.cancel()
        with pytest.raises(Cancelled):
            _check_with(world, result.path, work)
    else:
        checked = world.check(result.path)
        if step == "discard":
            world.prosecution.receiving.discard(checked)
        elif step == "refuse":
            world.refuse(checked)
        else:  # the program ends with a bundle on the table
            world.prosecution.lock()
            del world.sessions["prosecution"]
            assert world.prosecution.receiving.register() == ()
    assert sealed_files(world) == []


def test_who_looks_at_it_does_not_keep_what_was_staged(world: World) -> None:
    """Windows removes no open file: a page that is still open would keep it to the next start."""
    checked = world.check(exported(world).path)
    preview = world.prosecution.receiving.preview(checked)
    world.prosecution.lock()
    assert sealed_files(world) == []
    with pytest.raises(ValueError, match="closed"):
        preview.document("cover")


def _check_with(world: World, path: Path, work: Work) -> object:
    return receiving.check(world.prosecution.receiving.plan(path), work)


def test_the_same_bundle_again_gets_its_receipt_anew(world: World) -> None:
    result = exported(world)
    first = world.accept(world.check(result.path)).read_bytes()
    world.clock.move(days=2)
    again = world.check(result.path)
    assert again.holds
    assert again.already == "PPX-2026-00001"
    assert world.accept(again).read_bytes() == first
    assert len(world.prosecution.receiving.register()) == 1
    assert len(sealed_files(world)) == 1


def test_a_bundle_that_was_accepted_before_its_key_was_stolen_keeps_its_receipt(
    world: World,
) -> None:
    result, late = exported(world), exported(world)
    world.accept(world.check(result.path))
    serial = next(
        certificate.serial
        for certificate in world.agency.state.issued
        if certificate.holder.login == "T-07"
    )
    world.clock.move(days=1)
    world.agency.revoke(serial, x509.ReasonFlags.key_compromise, world.clock())
    world.prosecution.keys.import_trust_list(trust_list(world.agency, world.clock()))
    assert world.check(result.path).holds
    refused = world.check(late.path)
    assert not refused.holds
    assert refused.trusted is False
    assert "E_CERT_REVOKED" in codes(refused)


def test_another_bundle_under_a_known_id_is_a_conflict(world: World) -> None:
    case_id = world.approved()
    frozen = plan(world, case_id)
    key = world.officers.handover.signing_key(world.confirm(OFFICER))
    first = pack(frozen, key, Work())
    checked = world.check(first.path)
    other = replace(frozen, created=frozen.created.replace(second=59))
    world.accept(checked)
    second = pack(other, key, Work())
    assert second.manifest_sha256 != first.manifest_sha256
    conflict = world.check(second.path)
    assert "E_REPLAY_CONFLICT" in codes(conflict)
    assert not conflict.holds


def test_a_refused_bundle_does_not_bar_the_real_one(world: World) -> None:
    case_id = world.approved()
    frozen = plan(world, case_id)
    key = world.officers.handover.signing_key(world.confirm(OFFICER))
    first = pack(frozen, key, Work())
    world.refuse(world.check(first.path))
    second = pack(replace(frozen, created=frozen.created.replace(second=59)), key, Work())
    assert world.check(second.path).holds


def test_an_older_revision_is_accepted_with_a_warning(world: World) -> None:
    case_id = world.approved()
    old = world.exported(case_id)
    copy = shutil.copy(old.path, world.folder / old.path.name)
    session = world.officers
    session.answers.amend(case_id, {"urgency": Answer("immediate")}, "تصحيح")
    session.steps.complete(case_id)
    approve(session, case_id, world.confirm(SUPERVISOR))
    new = world.exported(case_id)
    assert (old.revision, new.revision) == (1, 2)
    world.accept(world.check(new.path))
    checked = world.check(Path(copy))
    assert codes(checked) == ["W_OLD_REVISION"]
    assert checked.holds


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        ("cut", "E_AGE_PAYLOAD"),
        ("bit", "E_AGE_PAYLOAD"),
        ("header", "E_AGE_HEADER"),
        ("empty", "E_AGE_HEADER"),
        ("junk", "E_AGE_HEADER"),
        ("other", "E_AGE_NO_KEY"),
    ],
)
def test_what_cannot_be_opened_can_be_refused(world: World, harm: str, code: str) -> None:
    result = exported(world)
    path, size = result.path, result.size
    if harm == "cut":
        path.write_bytes(path.read_bytes()[: size // 2])
    elif harm == "bit":
        flipped(path, size // 2)
    elif harm == "header":
        flipped(path, 2)
    elif harm == "empty":
        path.write_bytes(b"")
    elif harm == "junk":
        path.write_bytes(b"not a bundle at all")
    else:
        path = _sealed_to_others(world)
    checked = world.check(path)
    assert not checked.readable
    assert not checked.holds
    assert codes(checked) == [code]
    assert checked.bundle_id == path.name.removesuffix(".asice.age")
    row, receipt = world.prosecution.receiving.refuse(
        checked, world.confirm(RECEIVER), "", world.usb_drive
    )
    assert (row.result, row.error_code, row.number) == ("rejected", code, "")
    assert receipt.exists()
    assert sealed_files(world) == []


def _sealed_to_others(world: World) -> Path:
    frozen = plan(world, world.approved())
    recovery = replace(frozen, recipients=frozen.recipients[1:])
    key = world.officers.handover.signing_key(world.confirm(OFFICER))
    return pack(recovery, key, Work()).path


def test_a_file_without_a_bundles_name_that_does_not_open_cannot_be_answered(
    world: World,
) -> None:
    path = world.usb_drive / "photo.jpg"
    path.write_bytes(b"\xff\xd8 nothing of ours")
    checked = world.check(path)
    assert (checked.readable, checked.bundle_id) == (False, "")
    with pytest.raises(ValueError, match="bundle id"):
        world.refuse(checked)
    with pytest.raises(FileUnreadable):
        world.check(world.usb_drive / "missing.asice.age")


def test_only_a_receiver_with_the_passphrase_answers(world: World) -> None:
    checked = world.check(exported(world).path)
    counter = world.prosecution.receiving
    stranger = replace(world.confirm(RECEIVER), login="T-07")
    with pytest.raises(TransitionRefused):
        counter.accept(checked, stranger, "", world.usb_drive)
    for number in ("رقم", "A" * 33, "A B"):
        with pytest.raises(ValueError, match="registry number"):
            counter.accept(checked, world.confirm(RECEIVER), number, world.usb_drive)
    world.accept(checked, "pp/2026-17")
    assert counter.register()[0].number == "PP/2026-17"


def test_a_receipt_that_could_not_be_written_is_written_later(world: World) -> None:
    checked = world.check(exported(world).path)
    counter = world.prosecution.receiving
    with pytest.raises(TargetNotWritable):
        counter.accept(checked, world.confirm(RECEIVER), "", world.folder / "missing")
    row = counter.register()[0]
    assert counter.reissue(row.id, world.usb_drive).read_bytes()[:2] == b"PK"
    counter.open_received(row.id).close()
    with pytest.raises(KeyError):
        counter.reissue(99, world.usb_drive)


def test_a_bundle_that_does_not_hold_is_neither_opened_nor_accepted(world: World) -> None:
    other = stations.make_authority(world.folder / "other", world.clock)
    request = read_enrolment(
        world.officers.keys.enrolment_request(world.confirm(OFFICER), OFFICER.service_number)
    )
    frozen = plan(world, world.approved())
    world.officers.keys.import_certificate(certificate_pem(other.issue(request, world.clock())))
    own_key = signing_keys.of(world.officers._desk.vault, OFFICER.login)[0]
    private = signing_keys.private_key(
        world.officers._desk.vault, own_key, world.confirm(OFFICER).seed
    )
    key = signing_key(bytes(private), own_key.certificate_pem.encode(), certificate_pem(other.root))
    checked = world.check(pack(frozen, key, Work()).path)
    assert (checked.readable, checked.intact, checked.trusted) == (True, True, False)
    assert "E_CERT_SIG" in codes(checked)
    assert checked.record is None
    counter = world.prosecution.receiving
    with pytest.raises(BundleNotSound):
        counter.preview(checked)
    with pytest.raises(BundleNotSound):
        world.accept(checked)
    assert counter.register() == ()
    assert sealed_files(world) == []


def test_an_officers_station_receives_nothing(world: World) -> None:
    with pytest.raises(TransitionRefused):
        world.officers.receiving.plan(world.usb_drive)


def test_without_a_trust_list_nothing_is_checked(world: World) -> None:
    stations.make_prosecution(world.folder / "fresh", world.clock)
    fresh = stations.open_as(world.folder / "fresh", RECEIVER, world.clock)
    with pytest.raises(TrustMissing):
        fresh.receiving.plan(world.usb_drive)
    fresh.lock()


def test_the_register_stands_in_the_chain(world: World) -> None:
    world.accept(world.check(exported(world).path))
    events = custody_rows.chain(world.prosecution._desk.vault)
    received = [event for event in events if event.action == "received"]
    assert received[0].detail["number"] == "PPX-2026-00001"
    assert custody_rows.verify(world.prosecution._desk.vault) == events[-1]


def test_an_office_that_takes_a_new_key_opens_what_was_sealed_to_the_one_before(
    world: World,
) -> None:
    """While both count, a bundle is sealed to both; what was on its way still opens."""
    before = exported(world)
    prosecution, vault = world.prosecution, world.prosecution._desk.vault
    newer = Identity.generate()
    signing_keys.keep_age_identity(vault, newer.recipient.text, newer.text, world.clock())
    assert prosecution.keys.age_identity() == newer
    assert world.check(before.path).holds
    certify(world, prosecution, replace(RECEIVER, service_number="DEMO-3"))
    for session in (prosecution, world.officers):
        session.keys.import_trust_list(trust_list(world.agency, world.clock()))
    (office,) = world.officers.keys.recipients()
    own = [identity.recipient.text for identity in prosecution.keys.age_identities()]
    assert sorted(office.keys) == sorted(own)
    frozen = world.officers.handover.plan(world.approved(), office, world.usb_drive)
    assert set(own) < set(frozen.recipients)


def findings(world: World, result: ExportResult) -> list[tuple[str, str]]:
    checked = world.check(result.path)
    return [(finding.code, finding.severity) for finding in checked.findings]


def test_a_bundle_that_never_came_is_told_once_and_may_come_late(world: World) -> None:
    first, second, third = (world.exported(world.approved()) for _ in range(3))
    assert findings(world, second) == [("W_MISSING", "warning")]
    assert [finding.numbers for finding in world.check(second.path).findings] == [(1,)]
    world.accept(world.check(second.path))
    assert findings(world, third) == []
    world.accept(world.check(third.path))
    assert findings(world, first) == []
    world.accept(world.check(first.path))


def test_a_number_that_comes_twice_is_set_aside(world: World) -> None:
    """A copy of the station's vault goes on beside it: both take the next number."""
    copy = world.folder / "copy"
    world.accept(world.check(world.exported(world.approved()).path))
    case_id = world.approved()
    world.officers.lock()
    copy_vault(world.folder / "officers", copy)
    world.sessions.pop("officers")
    world.accept(world.check(exported_again(world, case_id).path))
    world.sessions.pop("officers").lock()
    world.sessions["officers"] = world.open(copy, OFFICER)
    twin = world.check(exported_again(world, case_id).path)
    assert ("A_NUMBER_TWICE", "aside") in [(item.code, item.severity) for item in twin.findings]
    assert twin.goes_to_quarantine
    world.accept(twin)
    assert world.prosecution.receiving.register()[0].result == "aside"


def exported_again(world: World, case_id: CaseId) -> ExportResult:
    handover = world.officers.handover
    plan = handover.plan(case_id, world.officers.keys.recipients()[0], world.usb_drive)
    result = pack(plan, handover.signing_key(world.confirm(OFFICER)), Work())
    handover.record(result)
    return result
