"""The station's letterhead at the desk: who sets it, what the chain says, which papers carry it."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.desk.staffed import Place
from tests.desk.world import World
from tests.printing.documents.test_documents import words
from tests.printing.documents.test_letterhead import EMBLEM
from tipdesk.cases.custody.reading import Filter
from tipdesk.cases.paper.letterhead import PLAIN, Letterhead
from tipdesk.core.errors import FileUnreadable, LetterheadRefused, TransitionRefused
from tipdesk.core.work import Work
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.custody.chain_reader import read_chain
from tipdesk.desk.handover import packing
from tipdesk.desk.paper.letterheads import read_emblem
from tipdesk.desk.paper.printing_room import PrintOptions, render
from tipdesk.printing.documents.chain_log import render_chain
from tipdesk.printing.preview import text
from tipdesk.storage import custody_rows

OWN = Letterhead(("دولة الكويت", "وزارة التجربة"), ("Ministry of Trial",), "سطر في الذيل", EMBLEM)
AGENCY_WORDS = words("وزارة التجربة")


@pytest.fixture
def place(staffed: Place, tmp_path: Path) -> Place:
    return staffed.copy(tmp_path / "vault")


def test_it_is_kept_and_entered_once_and_goes_back_to_the_programs_own(place: Place) -> None:
    session = place.open("A-01")
    assert session.letterheads.current() == PLAIN
    letterhead = session.letterheads.keep(
        replace(OWN, arabic=(" دولة الكويت", "", "وزارة التجربة"))
    )
    session.letterheads.keep(OWN)
    session.lock()
    session = place.open("S-01")
    assert session.letterheads.current() == letterhead == OWN
    session.letterheads.keep(PLAIN)
    assert session.letterheads.current() == PLAIN
    entries = [
        (entry.officer, entry.action, dict(entry.detail).get("letterhead", ""))
        for entry in custody_rows.newest_first(session._desk.vault)
        if entry.action.startswith("letterhead")
    ]
    assert entries == [("S-01", "letterhead_reset", ""), ("A-01", "letterhead_changed", OWN.digest)]
    session.lock()


def test_what_is_refused_changes_nothing(place: Place, tmp_path: Path) -> None:
    session = place.open("S-01")
    session.letterheads.keep(OWN)
    named = Letterhead(("مركز إيواء العمالة الوافدة",))
    for deed in (session.letterheads.keep, session.letterheads.preview):
        with pytest.raises(LetterheadRefused):
            deed(named)
    assert session.letterheads.current() == OWN
    session.lock()
    session = place.open("T-07")
    with pytest.raises(TransitionRefused):
        session.letterheads.keep(PLAIN)
    session.lock()
    drawing = tmp_path / "شعار.svg"
    drawing.write_text("<svg/>", "utf-8")
    with pytest.raises(LetterheadRefused):
        read_emblem(drawing)
    with pytest.raises(FileUnreadable):
        read_emblem(tmp_path)


def test_every_paper_carries_it_those_of_bundles_too(world: World) -> None:
    session = world.reopen(SUPERVISOR)
    session.letterheads.keep(OWN)
    session.lock()
    world.sessions.clear()
    case_id = world.approved()
    officers = world.officers
    printed = officers.printing.print_plan(case_id, "notice", PrintOptions())
    assert render(printed) == render(printed)
    plan = officers.handover.plan(case_id, officers.keys.recipients()[0], world.usb_drive)
    reading = read_chain(officers.custody.plan(case_id), Work())
    chain = officers.chain_papers.paper(reading, Filter())
    for paper in (
        render(printed),
        packing._contents(plan, Work())["notice.pdf"],
        render_chain("custody", chain),
    ):
        assert words(text(paper)) >= AGENCY_WORDS
        assert EMBLEM.samples in paper
