"""What was written on an emergency pack is typed in under its number, once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.desk.staffed import OWNER, Place
from tests.desk.world import World
from tests.printing.scans import copier, drawn, stored
from tipdesk.cases.paper.prints import PageCode, new_serials
from tipdesk.cases.paper.signed_papers import PageVerdict, scan_of
from tipdesk.cases.permissions import AccessReason
from tipdesk.core.errors import PackTypedIn, PageRefused
from tipdesk.core.work import Work
from tipdesk.desk.paper.signed_papers import read_scan
from tipdesk.printing.documents.rendering import render_packs
from tipdesk.printing.plan import PrintOptions
from tipdesk.texts.messages import sentence


def test_a_pack_becomes_one_file_and_its_signed_pages_are_filed_there(world: World) -> None:
    session = world.officers
    mine, other = new_serials(2, world.clock().date())
    case = session.new_files.type_in(mine)
    assert session.new_files.pack_of(case.id) == mine
    event = next(
        event for event in session.files.load(case.id).custody if event.action == "typed_in"
    )
    assert event.detail["serial"] == mine
    answers = session.files.load(
        case.id
    ).answers  # when it was told stands on the paper, not the clock
    assert "intake_agency" in answers
    assert not {"iv_start", "intake_at"} & set(answers)
    with pytest.raises(PackTypedIn) as refused:
        session.new_files.type_in(mine)
    assert refused.value.details["number"] == case.number
    form, room = session.files.rules(case.id).definition, world.officers.signed_papers
    verdicts = []
    for serial in (mine, other):
        pdf = render_packs(form, None, [serial], PrintOptions(blank=True))
        path = world.folder / f"{serial}.png"
        path.write_bytes(stored(copier(drawn(pdf, 0, 150), 1.0), "PNG"))
        scanned = read_scan(room.plan(case.id), path, Work())
        if scanned.scan.refused is None:
            verdicts.append(room.file(case.id, scanned).papers[0].verdict)
            continue
        with pytest.raises(PageRefused):
            room.file(case.id, scanned)
        verdicts.append(scanned.scan.refused)
    assert verdicts == [PageVerdict.BY_HAND, PageVerdict.OTHER_FILE]


def test_a_pack_whose_file_is_hidden_is_said_without_its_number(
    staffed: Place, tmp_path: Path
) -> None:
    place = staffed.copy(tmp_path / "vault")
    (serial,) = new_serials(1, place.clock().date())
    session = place.open(OWNER)
    case = session.new_files.type_in(serial)
    session.readers.hide(case.id, "زميل مذكور")
    session.lock()
    session = place.open("T-08")
    with pytest.raises(PackTypedIn) as refused:
        session.new_files.type_in(serial)
    assert refused.value.details == {"reason": "hidden"}
    assert case.number not in sentence(refused.value).what
    session.lock()


def test_what_was_written_on_a_pack_is_no_paper_with_restricted_answers(
    staffed: Place, tmp_path: Path
) -> None:
    place = staffed.copy(tmp_path / "vault")
    (serial,) = new_serials(1, place.clock().date())
    session = place.open(OWNER)
    case, room = session.new_files.type_in(serial), session.signed_papers
    path = tmp_path / "scan.txt"
    path.write_bytes(b"scan")
    by_hand = PageCode("notice", serial, 0, "ef" * 16)
    scanned = read_scan(room.plan(case.id), path, Work())
    room.file(case.id, replace(scanned, codes=((by_hand,),)))
    session.lock()
    session = place.open("T-08")
    session.access.open_with_reason(case.id, AccessReason.SHIFT, "")
    (scan,) = session.signed_papers.kept(case.id)
    assert not scan.attachment.closed
    session.lock()


def test_a_file_without_a_pack_says_so(world: World) -> None:
    assert world.officers.new_files.pack_of(world.interview()) == ""


def test_what_a_page_says_of_its_state_does_not_vouch_for_another_page(world: World) -> None:
    """Whoever may write on a pack could else name a state that never was, and then show it."""
    session, room = world.officers, world.officers.signed_papers
    (serial,) = new_serials(1, world.clock().date())
    case = session.new_files.type_in(serial)
    by_hand = PageCode("notice", serial, 0, "ef" * 16)
    path = world.folder / "scan.txt"
    path.write_bytes(b"scan")
    scanned = read_scan(room.plan(case.id), path, Work())
    room.file(case.id, replace(scanned, codes=((by_hand,),)))
    forged = replace(by_hand, number=case.number, revision=1)
    assert scan_of([[forged]], room.plan(case.id).known).refused is PageVerdict.UNKNOWN
