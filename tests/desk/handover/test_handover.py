"""Bundles that leave: conditions, contents, failures that leave nothing behind."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.desk.approving import approve
from tests.desk.world import World
from tests.records import rows_of
from tipdesk.bundle import limits
from tipdesk.bundle.container.staging import sealed_staging
from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.reader import VerificationRequest, verify
from tipdesk.bundle.report import VerificationReport
from tipdesk.bundle.writer import INSTRUCTIONS, SUFFIX
from tipdesk.cases.custody.document import read_custody
from tipdesk.cases.custody.following import follow
from tipdesk.cases.handover.release import Pick
from tipdesk.cases.handover.rows import record_root
from tipdesk.cases.model import Answer, CaseId, Status
from tipdesk.core.errors import (
    AnswersLocked,
    Cancelled,
    DiskFull,
    ExportNotReady,
    FileUnreadable,
    TargetNotWritable,
    VaultDamaged,
)
from tipdesk.core.work import Work
from tipdesk.demo import stations
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.evidence.attachments import forget, seal
from tipdesk.desk.handover.outgoing import ContentKind, ExportCondition
from tipdesk.desk.handover.packing import ExportPlan, pack
from tipdesk.storage import custody_rows
from tipdesk.texts.messages import sentence


def opened(world: World, path: Path) -> VerificationReport:
    """The bundle as the Prosecution opens it."""
    keys = world.prosecution.keys
    return verify(
        path,
        VerificationRequest(
            now=world.clock(),
            identity=keys.age_identity(),
            trust=keys.trust_store(),
            staging=sealed_staging(world.folder),
        ),
    )


def plan(world: World, case_id: CaseId, target: Path | None = None) -> ExportPlan:
    recipient = world.officers.keys.recipients()[0]
    return world.officers.handover.plan(case_id, recipient, target or world.usb_drive)


def attach(world: World, case_id: CaseId, name: str, data: bytes) -> None:
    source = world.folder / name
    source.write_bytes(data)
    attachments = world.officers.attachments
    attachments.attach(case_id, seal(attachments.attach_plan(case_id), source, Work()))


def test_a_bundle_holds_record_papers_attachments_chain_and_is_signed(world: World) -> None:
    case_id = world.interview()
    attach(world, case_id, "صورة العقد.JPG", b"\xff\xd8" + bytes(700_000))
    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    digest = world.officers.files.whole(case_id).digest
    result = world.exported(case_id)
    report = opened(world, result.path)
    assert report.valid
    assert report.signed_by.login == OFFICER.login
    assert report.manifest_sha256 == result.manifest_sha256
    assert [name for name, _file in report.index.of_case()] == [
        "approval.json",
        "approval.p7s",
        "att/0001.jpg",
        "consent.pdf",
        "cover.pdf",
        "custody.json",
        "intake.pdf",
        "notice.pdf",
        "record.json",
        "statement.pdf",
    ]
    assert report.approved_by.login == SUPERVISOR.login
    # Paper printed before the export carries the root of the record that was sent.
    record = report.container.open(f"{case_id}/record.json").read()
    assert record_root(record) == digest
    body = report.container.open(f"{case_id}/custody.json").read()
    (segment,) = read_custody(body, case_id)
    assert follow(segment) == ()
    assert (segment.own[0].action, segment.own[-1].action) == ("opened", "export_begun")
    assert segment.own[-1].seq == segment.head[0]
    assert segment.keys == custody_rows.case_keys(world.officers._desk.vault, case_id)
    assert {name.name for name in world.usb_drive.iterdir()} == {
        result.path.name,
        result.path.name + ".sha256",
        result.annex + SUFFIX,
        result.annex + SUFFIX + ".sha256",
        INSTRUCTIONS,
    }
    report.close()
    assert world.officers.files.case(case_id).status is Status.EXPORTED


def test_other_files_and_their_officers_stay_unknown_in_the_chain(world: World) -> None:
    case_id = world.approved()
    other = world.interview(1)
    report = opened(world, world.exported(case_id).path)
    text = report.container.open(f"{case_id}/custody.json").read().decode()
    assert other not in text
    assert world.officers.files.case(other).number not in text
    (segment,) = json.loads(text)["segments"]
    lengths = [len(entry) for entry in segment["links"]]
    assert {*lengths} == {1, 4, 8}  # closed: what was agreed to
    report.close()


def test_the_recovery_key_and_the_recipient_open_it_and_nobody_else(world: World) -> None:
    path = world.exported(world.approved()).path

    def readable(identity: Identity) -> bool:
        staging = sealed_staging(world.folder)
        return verify(path, VerificationRequest(world.clock(), identity, None, staging)).read

    assert readable(world.prosecution.keys.age_identity())
    assert readable(world.agency.recovery_identity())
    assert not readable(Identity.generate())


def test_what_is_in_the_way_is_listed(world: World) -> None:
    handover = world.officers.handover
    case_id = world.interview(consent_prosecution="refused", processing_basis="consent")
    preview = handover.prepare(case_id)
    assert preview.blockers == (ExportCondition.NOT_APPROVED, ExportCondition.NO_BASIS)
    begun = world.officers.new_files.open_case().id
    assert ExportCondition.INCOMPLETE in handover.prepare(begun).blockers
    with pytest.raises(ExportNotReady) as refused:
        plan(world, case_id)
    assert refused.value.details == {"reason": "not_approved"}
    world.officers.steps.complete(case_id)
    with pytest.raises(ExportNotReady) as refused:
        approve(world.officers, case_id, world.confirm(SUPERVISOR))
    assert refused.value.details == {"reason": "no_basis"}


def test_what_a_receiving_station_cannot_read_is_refused_before_anything_is_written(
    world: World,
) -> None:
    """Its chain of custody grows with a station's years; the bound is the reader's own."""
    frozen = plan(world, world.approved())
    key = world.officers.handover.signing_key(world.confirm(OFFICER))
    for custody, reason in (
        (frozen.custody + b" " * limits.DOCUMENT, "chain_too_big"),
        (b"{}", "unreadable"),
    ):
        with pytest.raises(ExportNotReady) as refused:
            pack(replace(frozen, custody=custody), key, Work())
        assert refused.value.details == {"reason": reason}
        assert sentence(refused.value).next_step != sentence(ExportNotReady()).next_step
        assert list(world.usb_drive.iterdir()) == []


def test_without_consent_a_legal_basis_goes_into_the_bundle(world: World) -> None:
    case_id = world.approved(consent_prosecution="refused", processing_basis="legal_duty")
    report = opened(world, world.exported(case_id).path)
    rows = rows_of(report.container.open(f"{case_id}/record.json").read())
    assert rows["consent_prosecution"]["value"] == "refused"
    assert rows["_release"]["basis"] == ["legal_duty"]
    assert rows["_release"]["narrowed"] is True
    report.close()


def test_a_station_without_trust_cannot_export(world: World) -> None:
    vault_dir = world.folder / "fresh"
    stations.make_officers_station(vault_dir, world.clock)
    world.sessions["officers"] = stations.open_as(vault_dir, OFFICER, world.clock)
    case_id = world.interview()
    blockers = world.officers.handover.prepare(case_id).blockers
    assert {ExportCondition.NO_TRUST, ExportCondition.NO_CERTIFICATE} <= set(blockers)


def test_the_preview_names_what_stays_and_counts_level_four(world: World) -> None:
    case_id = world.approved(Pick("residence_status", "لتدابير الحماية"), safety_plan="خطة")
    preview = world.officers.handover.prepare(case_id)
    names = {field.name for field in preview.withheld}
    assert "need_type" in names
    assert not {"safety_plan", "residence_status", "stmt_arabic"} & names
    assert all(field.level < 4 for field in preview.withheld)
    assert preview.withheld_level4 >= 1
    assert [content.kind for content in preview.contents][:2] == [
        ContentKind.RECORD,
        ContentKind.DOCUMENT,
    ]


def test_the_file_tells_afterwards_what_went_and_what_stayed(world: World) -> None:
    case_id = world.interview(withhold_wishes="سر لا يُقال")
    attach(world, case_id, "عقد.pdf", b"%PDF-")
    steps = world.officers.steps
    steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    assert "bundle_contents" not in values_shown(world, case_id)
    world.exported(case_id)
    lines = values_shown(world, case_id)["bundle_contents"].splitlines()
    preview = world.officers.handover.prepare(case_id)
    assert lines[0].startswith("ما خرج:")
    assert "إخطار النيابة العامة" in lines[0]
    assert "الوثيقة \u20661\u2069" in lines[0]
    assert len(lines) == 1 + len(preview.withheld) + 1
    assert all(field.label.text("ar") in "\n".join(lines) for field in preview.withheld)
    assert str(preview.withheld_level4) in lines[-1]
    assert "سر لا يُقال" not in "\n".join(lines)


def values_shown(world: World, case_id: CaseId) -> dict[str, str]:
    files = world.officers.files
    return files.state(files.load(case_id)).values()


def test_the_same_file_goes_again_only_after_a_new_approval(world: World) -> None:
    case_id = world.approved()
    first = world.exported(case_id)
    with pytest.raises(ExportNotReady):
        plan(world, case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    second = world.exported(case_id)
    assert second.bundle_id != first.bundle_id
    exports = world.officers.handover.exports(case_id)
    assert [export.bundle_id for export in exports] == [second.bundle_id, first.bundle_id]


def test_an_export_that_was_overtaken_by_an_amendment_is_recorded_but_moves_nothing(
    world: World,
) -> None:
    case_id = world.approved()
    handover = world.officers.handover
    frozen = plan(world, case_id)
    result = pack(frozen, handover.signing_key(world.confirm(OFFICER)), Work())
    world.officers.answers.amend(case_id, {"urgency": Answer("immediate")}, "تصحيح")
    assert handover.record(result).status is Status.RETURNED
    assert [export.bundle_id for export in handover.exports(case_id)] == [result.bundle_id]
    assert handover.record(result).status is Status.RETURNED  # twice is harmless
    assert len(handover.exports(case_id)) == 1


@pytest.mark.parametrize("steps", [1, 3, 7])
def test_a_cancelled_export_leaves_nothing(world: World, steps: int) -> None:
    frozen = plan(world, world.approved())
    key = world.officers.handover.signing_key(world.confirm(OFFICER))
    seen: list[int] = []

    def report(done: int, total: int) -> None:
        seen.append(done)
        if len(seen) == steps:
            work.cancel()

    work = Work(report)
    with pytest.raises(Cancelled):
        pack(frozen, key, work)
    assert list(world.usb_drive.iterdir()) == []


def test_a_target_that_vanishes_is_said_and_the_file_stays_approved(world: World) -> None:
    case_id = world.approved()
    frozen = plan(world, case_id)
    shutil.rmtree(world.usb_drive)
    with pytest.raises(TargetNotWritable):
        pack(frozen, world.officers.handover.signing_key(world.confirm(OFFICER)), Work())
    assert world.officers.files.case(case_id).status is Status.APPROVED


def test_an_altered_attachment_ends_the_export(world: World) -> None:
    case_id = world.interview()
    attach(world, case_id, "a.bin", bytes(600_000))
    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    frozen = plan(world, case_id)
    sealed = frozen.sources[0].file
    data = bytearray(sealed.read_bytes())
    data[300_000] ^= 1
    sealed.write_bytes(data)
    with pytest.raises(VaultDamaged):
        pack(frozen, world.officers.handover.signing_key(world.confirm(OFFICER)), Work())
    assert list(world.usb_drive.iterdir()) == []


def test_attachments_are_locked_with_the_answers(world: World) -> None:
    case_id = world.interview()
    attach(world, case_id, "a.txt", b"one")
    session = world.officers
    attachment = session.files.load(case_id).attachments[0]
    source = world.folder / "late.txt"
    source.write_bytes(b"late")
    late = seal(session.attachments.attach_plan(case_id), source, Work())
    session.steps.complete(case_id)
    with pytest.raises(AnswersLocked):
        session.attachments.attach(case_id, late)
    with pytest.raises(AnswersLocked):
        session.attachments.detach(case_id, attachment)
    forget(session.attachments.attach_plan(case_id), late)
    with pytest.raises(FileUnreadable):
        seal(session.attachments.attach_plan(case_id), world.folder / "missing", Work())


def test_a_detached_file_can_never_be_opened_again(world: World) -> None:
    case_id = world.interview()
    attach(world, case_id, "a.txt", b"one")
    session = world.officers
    session.attachments.detach(case_id, session.files.load(case_id).attachments[0])
    assert session.files.load(case_id).attachments == ()
    assert not [path for path in (world.officers.vault_dir / "att").rglob("*") if path.is_file()]


def test_a_full_usb_drive_is_said_and_left_clean(world: World, capped: Path) -> None:
    case_id = world.interview()
    attach(world, case_id, "big.bin", bytes(3_000_000))
    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    frozen = plan(world, case_id, capped)
    with pytest.raises(DiskFull):
        pack(frozen, world.officers.handover.signing_key(world.confirm(OFFICER)), Work())
    assert list(capped.iterdir()) == []
