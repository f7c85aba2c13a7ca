"""What is kept of papers is closed as the papers are: level 4 on paper is level 4 in the vault."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.desk.files.test_level_files import dump, markers_in
from tests.desk.paper.test_referring import ROW
from tests.desk.paper.test_referring import referral as referral_answers
from tests.desk.staffed import LOGINS, OWNER, Place
from tests.printing.scans import drawn, stored
from tipdesk.cases.model import Answer, Role
from tipdesk.cases.paper.prints import Print, PrintOutcome, Purpose
from tipdesk.cases.permissions import AccessReason
from tipdesk.core.errors import RestrictedClosed
from tipdesk.core.work import Work
from tipdesk.desk.custody.chain_reader import read_chain
from tipdesk.desk.paper.printing_room import PrintOptions, draw
from tipdesk.desk.paper.signed_papers import SignedScan, read_scan
from tipdesk.desk.session.session import Session

PRINTED = Print(PrintOutcome.PRINTED, Purpose.SIGNATURE)
FILE = PrintOptions(copy="file")


def signed(session: Session, place: Place, options: PrintOptions, *, left: bool = True) -> bytes:
    """A paper that left, was signed, scanned and filed; `left`: its print stands on record."""
    room = session.signed_papers
    plan = session.printing.print_plan(place.begun, "notice", options)
    paper = draw(plan)
    if left:
        session.printing.record(plan, paper, PRINTED, (1,))
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
    assert [read(session, scan) for scan in session.signed_papers.kept(place.begun)] == bodies
    session.lock()
    session = place.open("T-08")
    session.access.open_with_reason(place.begun, AccessReason.SHIFT, "")
    plain, *closed = session.signed_papers.kept(place.begun)
    assert (plain.attachment.closed, plain.attachment.name) == (False, "zz-scan.png")
    assert read(session, plain) == bodies[0]
    for scan in closed:
        assert (scan.attachment.closed, scan.attachment.name) == (True, "")
        with pytest.raises(RestrictedClosed):
            session.signed_papers.opener(scan)
    session.lock()


def test_why_papers_left_and_whom_letters_told_is_closed_in_a_hidden_file(
    staffed: Place, tmp_path: Path
) -> None:
    place = staffed.copy(tmp_path / "vault")
    changes = {path: Answer(text) for path, text in referral_answers().items()}

    def leave(words: str) -> None:
        session = place.open(OWNER)
        plan = session.printing.print_plan(place.begun, "referral", PrintOptions(need=ROW))
        why = Print(PrintOutcome.PRINTED, Purpose.OTHER, words)
        session.printing.record(plan, draw(plan), why, (1,))
        session.lock()

    def known() -> tuple[str, list[str]]:
        """To whom it names."""
        session = place.open(OWNER)
        (need,) = [need for need in session.referring.needs(place.begun, "ar") if need.row == ROW]
        assert need.letter is not None
        reading = read_chain(session.custody.plan(place.begun), Work())
        session.lock()
        assert "urgent_health" in need.letter.fields
        return need.letter.agency, [entry.words for entry in reading.entries if entry.words]

    session = place.open(OWNER)
    session.answers.save_answers(place.begun, changes)
    session.lock()
    leave("zz-before")
    assert markers_in(place, {"zz-before", "urgent_health"}) == {"zz-before", "urgent_health"}
    session = place.open(OWNER)
    session.readers.hide(place.begun, "زميل مذكور")
    session.lock()
    leave("zz-since")
    contents = dump(place)
    rows = [line for line in contents.splitlines() if line.startswith("moh")]
    assert not {word for word in ("zz-before", "zz-since") if word in contents}
    assert not rows
    assert known() == ("moh", ["zz-before", "zz-since"])
    session = place.open(OWNER)
    session.readers.show_again(place.begun)
    session.lock()
    assert markers_in(place, {"zz-before", "zz-since"}) == {"zz-before"}
    assert known() == ("moh", ["zz-before", "zz-since"])
