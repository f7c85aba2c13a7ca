"""What is closed stays closed by every way there is: rows, files, lists, bundles."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.desk.approving import approve
from tests.desk.files.test_levels import (
    ANSWERS,
    RESTRICTED,
    SUSPECT,
    WITHOUT_ANSWERS,
    anything,
    asked_of_a_file,
    place,
)
from tests.desk.paper_words import plain, stand_in
from tests.desk.staffed import OWNER, Place
from tests.desk.world import World
from tests.media.samples import tiff, with_exif
from tipdesk.cases.acquisition import Acquisition, Outcome
from tipdesk.cases.model import Answer, Attachment
from tipdesk.cases.permissions import AccessReason
from tipdesk.core.errors import (
    FileHidden,
    ReasonNeeded,
    RestrictedClosed,
    SuspectsClosed,
    TipdeskError,
    TransitionRefused,
)
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER
from tipdesk.desk.evidence.attachments import seal
from tipdesk.desk.handover.packing import pack
from tipdesk.desk.session.session import Session
from tipdesk.forms.model import path_of, row_path
from tipdesk.printing.preview import text
from tipdesk.printing.wording import wording

__all__ = ["place"]  # a fixture

ROWS = "exhibit_rows"
DIRECTLY = wording("cover").text("direct").en
TAKING = {"attach", "detach", "record_acquisition", "list_as_exhibit"}  # files, see above
JPEG = b"\xff\xd8\xff\xdb\x00\x04\x00\x00\xff\xd9"


@pytest.fixture
def photo(place: Place, at: Callable[[str], Session], tmp_path: Path) -> tuple[Attachment, int]:
    """A photograph that tells a place, described by a row of level 4; the row."""
    session, source = at(OWNER), tmp_path / "photo.jpg"
    source.write_bytes(with_exif(JPEG, tiff()))
    attachment = session.attachments.attach(
        place.begun, seal(session.attachments.attach_plan(place.begun), source, Work())
    )
    assert attachment.photo.has_place
    row = session.attachments.list_as_exhibit(place.begun, attachment)
    restricted = {path_of("att_level", ROWS, row): Answer("4")}
    session.answers.save_answers(place.begun, restricted)
    return attachment, row


@pytest.mark.parametrize("login", ["T-08", "C-01", "S-02"])
def test_a_file_of_level_4_is_neither_opened_loosened_nor_destroyed(
    place: Place, at: Callable[[str], Session], photo: tuple[Attachment, int], login: str
) -> None:
    """By whoever the case does not name, whatever the reason."""
    attachment, row = photo
    session = at(login)
    session.access.open_with_reason(place.begun, AccessReason.SHIFT, "")
    loosened: dict[str, Answer] = {
        path_of("att_level", ROWS, row): Answer("3"),
        path_of("att_file", ROWS, row): Answer(),
        path_of("att_redacted", ROWS, row): Answer(),
        path_of("att_in_bundle", ROWS, row): Answer("yes"),
        row_path(ROWS, row): Answer(),
    }
    deeds = [
        *(
            lambda path=path: session.answers.save_answers(place.begun, {path: loosened[path]})
            for path in loosened
        ),
        lambda: session.answers.remove_row(place.begun, ROWS, row),
        lambda: session.attachments.detach(place.begun, attachment),
        lambda: session.attachments.record_acquisition(
            place.begun, attachment, Acquisition(), Outcome()
        ),
        lambda: session.attachments.opener(attachment),
    ]
    for deed in deeds:
        with pytest.raises(RestrictedClosed):
            deed()
    for listed in (
        session.attachments.attached(place.begun),
        session.files.load(place.begun).attachments,
    ):
        assert not next(entry for entry in listed if entry.id == attachment.id).photo.has_place
    other = session.answers.add_row(place.begun, ROWS)  # of another row nothing is held up
    session.answers.save_answers(place.begun, {path_of("att_level", ROWS, other): Answer("2")})
    session = at(OWNER)
    assert session.attachments.attached(place.begun)[-1].photo.has_place
    session.answers.save_answers(place.begun, {path_of("att_level", ROWS, row): Answer("3")})


def test_a_row_of_the_suspects_is_taken_away_by_nobody_who_may_not_see_it(
    place: Place, at: Callable[[str], Session]
) -> None:
    row = {"suspect_rows[1]": Answer()}
    for login, refused in (("C-01", TransitionRefused), ("T-08", SuspectsClosed)):
        session = at(login)
        session.access.open_with_reason(place.begun, AccessReason.SHIFT, "")
        with pytest.raises(refused):
            session.answers.remove_row(place.begun, "suspect_rows", 1)
        with pytest.raises(refused):
            session.answers.save_answers(place.begun, row)
    session = at(OWNER)  # a row holds questions of level 4 as well
    session.access.open_suspects(place.begun)
    session.answers.remove_row(place.begun, "suspect_rows", 1)


def test_the_lists_beside_a_file_are_closed_with_it(
    place: Place, at: Callable[[str], Session]
) -> None:
    """What left, and what was recorded."""
    for hidden, refused in ((False, ReasonNeeded), (True, FileHidden)):
        if hidden:
            at(OWNER).readers.hide(place.begun, "موظف مذكور")
        session = at("T-08")
        for look in (session.handover.exports, session.recordings.of_case):
            with pytest.raises(refused):
                look(place.begun)


def test_no_counter_tells_whoever_gave_a_reason_of_level_4_or_the_suspects(
    place: Place, at: Callable[[str], Session]
) -> None:
    """Whatever takes a file, asked by somebody it does not name."""
    session = at("T-08")
    session.access.open_with_reason(place.begun, AccessReason.SHIFT, "")
    count = 0
    for name, method, needed in asked_of_a_file(session):
        if name in WITHOUT_ANSWERS | TAKING:
            continue
        for path in (RESTRICTED, SUSPECT):
            arguments = {
                argument: path if argument == "path" else anything(argument, place)
                for argument in needed
            }
            try:
                answer = repr(method(place.begun, **arguments))
            except TipdeskError as refused:
                answer = repr(refused)
            assert ANSWERS[RESTRICTED] not in answer, name
            assert ANSWERS[SUSPECT] not in answer, name
            count += 1
    assert count > 40


def test_a_hidden_file_is_sent_by_its_officer_and_the_receiver_is_told(world: World) -> None:
    """Nobody else has seen it: check, cover and opened bundle say so, also where it was shown to
    the unit again before it went. None of them says why."""
    case_id, reason = world.interview(), "مسؤول في الوحدة مذكور في الأقوال"
    session = world.officers
    session.readers.hide(case_id, reason)
    session.steps.complete(case_id)
    approve(session, case_id, world.confirm(OFFICER))
    session.readers.show_again(case_id)
    file = session.files.load(case_id)
    assert not session.files.state(file).value("assess_supervisor_by")
    handover = session.handover
    plan = handover.plan(case_id, session.keys.recipients()[0], world.usb_drive)
    sent = pack(plan, handover.signing_key(world.confirm(OFFICER)), Work())
    handover.record(sent)
    checked = world.check(sent.path)
    assert checked.holds
    (finding,) = checked.findings
    assert (finding.code, finding.severity) == ("A_DIRECT", "aside")
    assert finding.path == "approval.json"  # it is signed
    assert checked.goes_to_quarantine
    opened = world.prosecution.receiving.preview(checked)
    cover = plain(text(opened.document("cover")))
    assert stand_in(DIRECTLY, cover)
    assert not stand_in(reason, cover)
    assert opened.direct
    opened.close()
    world.accept(checked)


def test_of_a_file_that_a_supervisor_approved_nothing_is_said(world: World) -> None:
    checked = world.check(world.exported(world.approved()).path)
    assert not checked.findings
    opened = world.prosecution.receiving.preview(checked)
    assert not opened.direct
    assert not stand_in(DIRECTLY, plain(text(opened.document("cover"))))
    opened.close()
