"""Signed pages come back as scans: matched to the state they show, filed, or refused."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from tests.desk.world import World
from tests.printing.scans import copier, drawn, stored, telephone
from tipdesk.cases.model import Answer, CaseId
from tipdesk.cases.paper.prints import Print, PrintOutcome, Purpose
from tipdesk.cases.paper.signed_papers import PageVerdict, WhyScanEnded
from tipdesk.core.errors import PageRefused, ReaderNotStarted
from tipdesk.core.work import Work
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.paper import signed_papers
from tipdesk.desk.paper.printing_room import PrintOptions, draw, render
from tipdesk.desk.paper.signed_papers import Scanned, forget_scan, read_scan


def printed(world: World, case_id: CaseId, document: str = "notice") -> bytes:
    """A paper of the file as it leaves on paper; its printing is in the chain."""
    room = world.officers.printing
    pdf = render(room.print_plan(case_id, document, PrintOptions(copy="file")))
    room.record_printed(case_id, document, Print(PrintOutcome.PRINTED, Purpose.FILE))
    return pdf


def scanned(world: World, case_id: CaseId, data: bytes, name: str) -> Scanned:
    path = world.folder / name
    path.write_bytes(data)
    return read_scan(world.officers.signed_papers.plan(case_id), path, Work())


def crooked(pdf: bytes) -> bytes:
    return stored(copier(drawn(pdf, 0, 150), 2.0), "PNG")


def test_a_signed_page_is_filed_with_the_state_that_it_shows_also_of_a_complete_file(
    world: World,
) -> None:
    case_id = world.interview(stmt_arabic="روايةٌ أولى")
    first = printed(world, case_id)
    world.officers.steps.complete(case_id)
    last = printed(world, case_id)
    room, before = world.officers.signed_papers, world.officers.files.whole(case_id)
    photo = stored(telephone(drawn(last, 0, 200), 1), "JPEG", quality=60)
    filed = [
        room.file(case_id, scanned(world, case_id, crooked(first), "first.png")),
        room.file(case_id, scanned(world, case_id, photo, "last.jpg")),
    ]
    papers = [scan.papers[0] for scan in filed]
    assert [(paper.document, paper.copy, paper.verdict) for paper in papers] == [
        ("notice", 1, PageVerdict.OLDER),
        ("notice", 2, PageVerdict.CURRENT),
    ]
    assert [paper.present for paper in papers] == [(1,), (1,)]
    assert [paper.doubts for paper in papers] == [(), ()]  # rows of before count by their place
    assert room.kept(case_id) == tuple(filed)
    after = world.officers.files.load(case_id)
    # It is no part of the record, whose digest stands on the page.
    assert after.attachments == before.attachments
    event = after.custody[-1]
    assert (event.action, event.detail["verdict"]) == ("signed_filed", "current")
    assert event.detail["record"] == before.digest[:32]
    with room.opener(filed[1]).open() as file:
        assert file.read() == photo


def test_pages_of_another_file_are_refused_whole_and_nothing_is_kept(world: World) -> None:
    own, other = world.interview(), world.interview()
    scan = scanned(world, own, crooked(printed(world, other)), "other.png")
    assert scan.scan.refused is PageVerdict.OTHER_FILE
    room = world.officers.signed_papers
    with pytest.raises(PageRefused) as refused:
        room.file(own, scan)
    assert refused.value.details["reason"] == "other_file"
    forget_scan(room.plan(own), scan)
    assert room.kept(own) == ()
    assert world.officers.files.load(own).custody[-1].action != "signed_filed"


def test_a_state_that_never_left_here_is_refused(world: World) -> None:
    case_id = world.interview(stmt_arabic="روايةٌ أولى")
    room = world.officers.printing
    only_seen = render(room.print_plan(case_id, "notice", PrintOptions(copy="file")))
    world.officers.answers.save_answers(case_id, {"summons_address": Answer("مكتب الارتباط")})
    scan = scanned(world, case_id, crooked(only_seen), "seen.png")
    with pytest.raises(PageRefused) as refused:
        world.officers.signed_papers.file(case_id, scan)
    assert refused.value.details["reason"] == "unknown"


def test_what_shows_no_code_is_refused_and_what_cannot_be_read_leaves_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = world.interview()
    for name, data in (("a.txt", b"nothing"), ("b.pdf", b"%PDF-1.7 nothing"), ("c.png", b"")):
        scan = scanned(world, case_id, data, name)
        with pytest.raises(PageRefused) as refused:
            world.officers.signed_papers.file(case_id, scan)
        assert refused.value.details["reason"] == "no_code"
    sealed = world.officers.signed_papers.plan(case_id).attach.vault_dir / "att"
    before = set(sealed.glob("*/*"))
    monkeypatch.setattr(signed_papers, "MOST", 3)
    scan = scanned(world, case_id, b"long", "a.png")
    with pytest.raises(PageRefused) as refused:
        world.officers.signed_papers.file(case_id, scan)
    assert refused.value.details["reason"] == "not_whole"
    forget_scan(world.officers.signed_papers.plan(case_id), scan)
    monkeypatch.setattr(sys, "executable", "/nothing")
    with pytest.raises(ReaderNotStarted):
        scanned(world, case_id, b"", "a.png")
    assert set(sealed.glob("*/*")) == before


def test_a_record_that_changed_while_the_scan_was_read_is_an_older_one(world: World) -> None:
    case_id = world.interview()
    scan = scanned(world, case_id, crooked(printed(world, case_id)), "page.png")
    assert scan.scan.papers[0].verdict is PageVerdict.CURRENT
    world.officers.answers.save_answers(case_id, {"summons_address": Answer("مكتب الارتباط")})
    filed = world.officers.signed_papers.file(case_id, scan)
    assert filed.papers[0].verdict is PageVerdict.OLDER


def test_it_is_there_after_the_supervisor_comes(world: World) -> None:
    case_id = world.interview()
    scan = scanned(world, case_id, crooked(printed(world, case_id)), "page.png")
    ((code,),) = filter(None, scan.codes)
    odd = replace(scan, codes=((replace(code, copy=9),),), ended=WhyScanEnded.TIME)
    world.officers.signed_papers.file(case_id, odd)
    detail = world.officers.files.load(case_id).custody[-1].detail
    assert (detail["doubts"], detail["ended"]) == ("copy", "time")
    scans = world.reopen(SUPERVISOR).signed_papers.kept(case_id)
    assert [scan.papers[0].document for scan in scans] == ["notice"]


def test_what_was_changed_while_it_was_printed_leaves_the_paper_what_it_is(world: World) -> None:
    """The chain and the filing go by the state that stands on the paper."""
    case_id = world.interview()
    room = world.officers.printing
    plan = room.print_plan(case_id, "notice", PrintOptions(copy="file"))
    paper = draw(plan)
    world.officers.answers.save_answers(case_id, {"summons_address": Answer("مكتب الارتباط")})
    room.record(plan, paper, Print(PrintOutcome.PRINTED, Purpose.SIGNATURE), (1,))
    event = world.officers.files.load(case_id).custody[-1]
    assert event.detail["record"] == plan.source.digest
    scan = scanned(world, case_id, crooked(paper.pdf), "page.png")
    assert scan.scan.papers[0].verdict is PageVerdict.OLDER
