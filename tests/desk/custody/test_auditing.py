"""Bundles, backups, answers and attachments against the chain; what somebody outside holds."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.desk.interview.test_approval_binding import forge
from tests.desk.world import World
from tipdesk.cases.custody.anchors import Anchor, anchor_code, grouped_digits, read_anchor
from tipdesk.cases.custody.reading import ChainReading, Doubt, Examined, Filter, HeadKind
from tipdesk.cases.model import CaseId
from tipdesk.cases.paper.prints import Print, PrintOutcome, Purpose
from tipdesk.core.errors import FileUnreadable
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.custody.book import examine, render_chain
from tipdesk.desk.custody.chain_reader import read_chain
from tipdesk.desk.custody.outside_anchors import anchors_on
from tipdesk.desk.evidence.attachments import seal
from tipdesk.desk.station import backup
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.printing.preview import text
from tipdesk.storage.evidence.staging import content_path


def audited(world: World) -> ChainReading:
    session = world.reopen(SUPERVISOR)
    return read_chain(session.custody.plan(), Work())


def doubts(reading: ChainReading | Examined) -> set[Doubt]:
    return {objection.doubt for objection in reading.objections}


def examined(world: World, case_id: CaseId | None = None) -> Examined:
    book = world.reopen(SUPERVISOR).custody
    reading = read_chain(book.plan(case_id), Work())
    steps = tuple(book.answers(case_id))
    objections = tuple(objection for _, objection in steps if objection is not None)
    return examine(book.examination(case_id, len(steps), objections), reading, Work())


def test_what_left_and_what_came_back_stand_in_the_chain(world: World) -> None:
    bundle = world.exported(world.approved())
    answer = world.accept(world.check(bundle.path))
    world.officers.handover.import_receipt(answer)
    audit = audited(world)
    assert audit.objections == ()
    (head,) = [head for head in audit.heads if head.kind is HeadKind.BUNDLE]
    assert head.what == bundle.bundle_id
    assert audit.contains(Anchor(head.seq, head.hash))
    assert not audit.contains(Anchor(head.seq, "0" * 64))
    lost = audit.compared_with([Anchor(head.seq + 1000, head.hash)])
    assert doubts(lost) == {Doubt.ANCHOR_DIFFERS}
    on_usb_drive = anchors_on(world.usb_drive, world.clock(), Work())
    assert {anchor.source for anchor in on_usb_drive} >= {bundle.path.name, answer.name}
    assert all(anchor.holds for anchor in audit.compared_with(on_usb_drive).compared)
    bundle.path.write_bytes(bundle.path.read_bytes() + b"x")
    other = anchors_on(bundle.path, world.clock(), Work())
    assert doubts(audit.compared_with(other)) == {Doubt.BUNDLE_DIFFERS}


def test_a_backup_is_an_anchor(world: World, tmp_path: Path) -> None:
    world.approved()
    own_key = world.keys[OFFICER.login]
    key = UnlockedKey(own_key.login, bytearray(own_key.dek), bytearray(own_key.seed))
    new_backup = backup.make(world.officers.backups.plan(tmp_path), key, Work())
    world.officers.backups.record(new_backup)
    audit = audited(world)
    assert audit.objections == ()
    (head,) = [head for head in audit.heads if head.kind is HeadKind.BACKUP]
    assert (head.what, head.seq) == (new_backup.folder.name, new_backup.manifest.head_seq)
    (anchor,) = anchors_on(tmp_path, world.clock(), Work())
    assert audit.contains(anchor)
    with pytest.raises(FileUnreadable):
        anchors_on(tmp_path / "nothing", world.clock(), Work())
    with pytest.raises(FileUnreadable):  # the system answers with an error
        anchors_on(tmp_path / ("x" * 300), world.clock(), Work())
    wrong = {"seq": "2"}
    (event,) = [entry.event for entry in audit.entries if entry.event.action == "backup_made"]
    world.officers._desk.enter("backup_made", **{**event.detail, **wrong})
    assert doubts(audited(world)) == {Doubt.BACKUP_DIFFERS}


def test_a_list_of_bundles_that_says_else_than_the_chain(world: World) -> None:
    world.exported(world.approved())
    forge(world, lambda rows: rows.execute("UPDATE export SET sha256 = ?", ("0" * 64,)))
    assert doubts(audited(world)) == {Doubt.EXPORT_DIFFERS}
    forge(world, lambda rows: rows.execute("DELETE FROM export"))
    assert doubts(audited(world)) == {Doubt.EXPORT_UNKNOWN}


def test_an_answer_that_was_signed_for_another_bundle(world: World) -> None:
    bundle = world.exported(world.approved())
    world.officers.handover.import_receipt(world.accept(world.check(bundle.path)))
    other = "UPDATE export SET manifest_sha256 = ?"
    forge(world, lambda rows: rows.execute(other, ("0" * 64,)))
    assert doubts(audited(world)) == {Doubt.EXPORT_DIFFERS, Doubt.RECEIPT_DIFFERS}
    forge(world, lambda rows: rows.execute("UPDATE receipt SET body = x'00'"))
    assert Doubt.RECEIPT_DIFFERS in doubts(audited(world))


def test_answers_and_attachments_are_held_against_the_chain(world: World, tmp_path: Path) -> None:
    case_id, other = world.interview(), world.interview(2)
    attachments = world.officers.attachments
    source = tmp_path / "contract.jpg"
    source.write_bytes(b"\xff\xd8" + bytes(5000))
    attached = attachments.attach(case_id, seal(attachments.attach_plan(case_id), source, Work()))
    examination = examined(world)
    assert (examination.holds, examination.files, examination.contents) == (True, 2, 1)
    assert examined(world, other).contents == 0
    forge(world, lambda rows: rows.execute("UPDATE attachment SET sha256 = ?", ("0" * 64,)))
    assert doubts(examined(world)) == {Doubt.CONTENT_ALTERED}
    content_path(world.folder / "officers", attached.id).unlink()
    forge(world, lambda rows: rows.execute("DELETE FROM answer_log WHERE case_ref = 1"))
    examination = examined(world, case_id)
    assert doubts(examination) == {Doubt.CONTENT_MISSING, Doubt.ANSWERS_DIFFER}
    assert doubts(examined(world, other)) == set()
    forge(world, lambda rows: rows.execute("UPDATE case_file SET hidden_at = 1 WHERE id = 2"))
    assert doubts(examined(world)) >= {Doubt.STATE_DIFFERS}
    forge(world, lambda rows: rows.execute("UPDATE case_file SET hidden_at = NULL WHERE id = 2"))
    paper = world.officers.chain_papers.paper(examination.reading, Filter(), examination)
    paper_text = " ".join(text(render_chain("certificate", paper)).split())
    assert "There are no discrepancies" not in paper_text
    assert "Take it from a backup" in paper_text


def test_what_was_approved_is_no_content_that_nobody_attached(world: World) -> None:
    examination = examined(world, world.approved())
    assert examination.contents
    assert examination.objections == ()


def test_a_paper_tells_which_entry_it_carries(world: World) -> None:
    case_id = world.approved()
    counter = world.officers.printing
    plan = counter.print_plan(case_id, "statement")
    assert plan.options.anchor is not None
    counter.record_printed(
        case_id, "statement", Print(PrintOutcome.PRINTED, Purpose.FILE), plan.options.anchor
    )
    audit = audited(world)
    (head,) = [head for head in audit.heads if head.kind is HeadKind.PAPER]
    assert (head.seq, head.hash) == plan.options.anchor


def test_an_anchor_is_read_as_people_write_it() -> None:
    digest = "3cc76a22d72c9ef5c413da5d2c17cad0f29be0154ab8cc07815fd3c1c37a0b6f"
    digits = grouped_digits(digest)
    eastern = digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    for written in (
        f"1204 – {digits}",
        f"\u2066١٢٠٤ – {eastern}\u2069",
        f"1204:{digits.replace(' ', '')}",
        f"1204:{digest[:16]}",
        f" 1204 : {digest.upper()} ",
        anchor_code(1204, digest),
        f"الحلقة 1204 – {digits}",
        f"entry 1204: {digits}",
        f"القيد 1204 – {digits}",
    ):
        anchor = read_anchor(written)
        assert anchor is not None, written
        assert (anchor.seq, anchor.fits(digest)) == (1204, True)
        assert not anchor.fits("4" + digest[1:])
    for other in ("", "1204", f"1204:{digest[:15]}", f"{digits}", f"1204 – {digits} 1", "x:y"):
        assert read_anchor(other) is None, other
    assert not replace(Anchor(1, "0" * 25), mark="1" * 25).fits(digest)
