"""The scan of a signed page is closed as the paper is: level 4 on paper is level 4 in the vault."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.desk.staffed import LOGINS, Place
from tests.printing.scans import drawn, stored
from tipdesk.cases.looks import LookReason
from tipdesk.cases.model import Role
from tipdesk.cases.prints import How, Print, Purpose
from tipdesk.desk.printing_room import PrintOptions, draw
from tipdesk.desk.session import Session
from tipdesk.desk.signed_papers import SignedScan, read_scan
from tipdesk.errors import RestrictedClosed
from tipdesk.work import Work

TOLD = Print(How.PRINTED, Purpose.SIGNATURE)
FILE = PrintOptions(copy="file")


def signed(session: Session, place: Place, options: PrintOptions, *, left: bool = True) -> bytes:
    """A paper that left, was signed, scanned and filed; `left`: its print stands on record."""
    room = session.signed_papers
    plan = session.printing.print_plan(place.begun, "notice", options)
    paper = draw(plan)
    if left:
        session.printing.record(plan, paper, TOLD, (1,))
    path = place.folder.with_name("zz-scan.png")
    path.write_bytes(stored(drawn(paper.pdf, 0, 150), "PNG"))
    room.file(place.begun, read_scan(room.plan(place.begun), path, Work()))
    return path.read_bytes()


def read(session: Session, scan: SignedScan) -> bytes:
    with session.signed_papers.opener(scan).open() as file:
        return file.read()


def test_a_paper_with_restricted_answers_is_closed_to_whom_the_file_does_not_name(
    staffed: Place, tmp_path: Path
) -> None:
    place = staffed.copy(tmp_path / "vault")
    session = place.open(LOGINS[Role.SUPERVISOR])
    bodies = [
        signed(session, place, FILE),
        signed(session, place, replace(FILE, include_level4=True)),
        signed(session, place, FILE, left=False),  # what stands on it is not known
    ]
    assert [read(session, one) for one in session.signed_papers.kept(place.begun)] == bodies
    session.lock()
    session = place.open("T-08")
    session.access.open_with_reason(place.begun, LookReason.SHIFT, "")
    plain, *closed = session.signed_papers.kept(place.begun)
    assert (plain.attachment.closed, plain.attachment.name) == (False, "zz-scan.png")
    assert read(session, plain) == bodies[0]
    for scan in closed:
        assert (scan.attachment.closed, scan.attachment.name) == (True, "")
        with pytest.raises(RestrictedClosed):
            session.signed_papers.opener(scan)
    session.lock()
