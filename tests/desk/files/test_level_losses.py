"""Whoever a file does not name takes nothing of level 4 away, and opens none of it by writing."""

from pathlib import Path

import pytest

from tests.desk.sounding import Noise
from tests.desk.staffed import OWNER, WORDS, Place
from tipdesk.cases import evidence
from tipdesk.cases.model import Answer, Attachment, CaseId
from tipdesk.cases.permissions import AccessReason
from tipdesk.core.errors import (
    FileHidden,
    ReasonNeeded,
    RestrictedClosed,
    SuspectsClosed,
    TransitionRefused,
)
from tipdesk.core.work import Work
from tipdesk.desk.evidence.attachments import seal
from tipdesk.desk.session.session import Session
from tipdesk.desk.station.recovery import reset_passphrase
from tipdesk.desk.unlocking import unlock_with_words
from tipdesk.forms.model import path_of


@pytest.fixture
def place(staffed: Place, tmp_path: Path) -> Place:
    return staffed.copy(tmp_path / "vault")


def attached(session: Session, case_id: CaseId, folder: Path, level: str) -> tuple[Attachment, int]:
    """A file that a row of this level describes, and the row."""
    source = folder / f"{level}.txt"
    source.write_text(level, "utf-8")
    sealed = seal(session.attachments.attach_plan(case_id), source, Work())
    added = session.attachments.attach(case_id, sealed)
    row = session.attachments.list_as_exhibit(case_id, added)
    changes = {path_of(evidence.LEVEL, evidence.ROWS, row): Answer(level)}
    session.answers.save_answers(case_id, changes)
    return added, row


def with_reason(place: Place, login: str) -> Session:
    session = place.open(login)
    session.access.open_with_reason(place.begun, AccessReason.SHIFT, "")
    return session


def test_a_file_of_level_4_is_neither_opened_by_its_row_nor_removed(
    place: Place, tmp_path: Path
) -> None:
    session = place.open(OWNER)
    low, low_row = attached(session, place.begun, tmp_path, "3")
    high, row = attached(session, place.begun, tmp_path, "4")
    session.lock()
    session = with_reason(place, "T-08")
    for name in (evidence.LEVEL, evidence.FILE):
        with pytest.raises(RestrictedClosed):
            session.answers.save_answers(place.begun, {path_of(name, evidence.ROWS, row): Answer()})
    with pytest.raises(RestrictedClosed):
        session.answers.remove_row(place.begun, evidence.ROWS, row)
    with pytest.raises(RestrictedClosed):
        session.attachments.detach(place.begun, high)
    with pytest.raises(RestrictedClosed):
        session.attachments.opener(high)
    session.answers.remove_row(place.begun, evidence.ROWS, low_row)
    session.attachments.detach(place.begun, low)
    session.lock()
    session = place.open(OWNER)
    assert session.attachments.opener(high).open().read() == b"4"
    session.answers.remove_row(place.begun, evidence.ROWS, row)
    session.lock()


def test_a_row_with_what_is_closed_stays(place: Place) -> None:
    """Whether level 4 stands in it or not; of the suspects also where the role never sees them."""
    session = place.open(OWNER)
    session.access.open_suspects(place.begun)
    texts = {"suspect_rows[1]": "1", "suspect_rows[1]/sus_name": "PORKIN", "legs[1]": "1"}
    answers = {path: Answer(text) for path, text in texts.items()}
    session.answers.save_answers(place.begun, answers)
    session.readers.unname(place.begun, "C-01")
    session.lock()
    for login, refused in (("T-08", SuspectsClosed), ("C-01", TransitionRefused)):
        session = with_reason(place, login)
        with pytest.raises(refused):
            session.answers.remove_row(place.begun, "suspect_rows", 1)
        with pytest.raises(RestrictedClosed):
            session.answers.remove_row(place.begun, "legs", 1)
        session.answers.add_row(place.begun, "legs")
        session.lock()


def test_what_was_written_while_hidden_is_not_written_over(place: Place) -> None:
    """Nor does anybody freeze an account that they cannot read. Its officer still does both."""
    session = place.open(OWNER)
    session.readers.hide(place.begun, "موظف مذكور")
    texts = {"stmt_arabic": "قالت ما لم تقله", "sex": "female"}
    answers = {path: Answer(text) for path, text in texts.items()}
    session.answers.save_answers(place.begun, answers)
    session.readers.show_again(place.begun)
    session.lock()
    session = with_reason(place, "T-08")
    for answer in (Answer("male"), Answer()):
        with pytest.raises(RestrictedClosed):
            session.answers.save_answers(place.begun, {"sex": answer})
    with pytest.raises(RestrictedClosed):
        session.statement.stop(place.begun)
    session.answers.save_answers(place.begun, {"police_report_no": Answer("7")})
    session.lock()
    session = place.open(OWNER)
    assert session.files.answers(place.begun)["sex"].value == "female"
    session.statement.stop(place.begun)
    session.lock()


def test_nothing_tells_whether_level_4_was_answered(place: Place) -> None:
    """Neither the review, nor the history, nor the entries of the file."""
    outcomes = []
    for risks in ("", "dk"):
        session = place.open(OWNER)
        texts = {"risk_factors": risks, "forensic_exam_consent": "yes"}
        changes = {path: Answer(text) for path, text in texts.items()}
        session.answers.save_answers(place.begun, changes)
        assert session.files.history(place.begun, "risk_factors")
        session.lock()
        session = with_reason(place, "T-08")
        file = session.files.load(place.begun)
        assert not any("forensic" in event.detail.get("fields", "") for event in file.custody)
        assert not session.files.history(place.begun, "risk_factors")
        answers = session.files.answers(place.begun)
        closed = {path for path, answer in answers.items() if answer.closed}
        outcomes.append((session.steps.review(place.begun), closed))
        session.lock()
    assert outcomes[0] == outcomes[1]


def test_a_file_that_is_not_open_keeps_its_attachments_recordings_and_exports(
    place: Place, tmp_path: Path
) -> None:
    session = place.open(OWNER)
    added, _row = attached(session, place.begun, tmp_path, "1")
    session.readers.hide(place.begun, "موظف مذكور")
    session.lock()
    session = place.open("T-08")
    own = session.new_files.open_case()
    with pytest.raises(FileHidden):
        session.attachments.detach(own.id, added)  # through a file of one's own
    for case_id, refused in ((place.begun, FileHidden), (place.completed, ReasonNeeded)):
        with pytest.raises(refused):
            session.recordings.of_case(case_id)
        with pytest.raises(refused):
            session.handover.exports(case_id)
    session.lock()


def test_a_file_whose_last_reader_leaves_goes_on(place: Place) -> None:
    """The supervisor who removes them is named; what is closed opens with the recovery sheet."""
    session, plan = place.open(OWNER), "safety_plan"
    for login in ("C-01", "S-01"):
        session.readers.unname(place.begun, login)
    session.answers.save_answers(place.begun, {plan: Answer("تنام هناك")})
    plain = session.new_files.open_case()
    session.lock()
    session = place.open("S-01")
    sheet = session.renewals.new_recovery_sheet(place.key("S-01"), place.confirm("T-08"))
    session.renewals.sheet_confirmed()
    session.lock()
    place.open(OWNER).lock()  # they are told of the sheet
    session = place.open(OWNER)
    assert session.files.load(place.begun).answers[plan].value  # seals it to the new sheet
    session.lock()
    session = place.open("S-01")
    session.staff.remove(place.key("S-01"), OWNER)
    assert session.readers.reads_restricted(plain.id)
    assert session.files.load(place.begun).answers[plan].closed
    session.lock()
    key = unlock_with_words(place.folder, " ".join(sheet.words))
    session = Session.open(place.folder, key, place.clock)
    renewal = reset_passphrase(
        session.renewals.plan_reset("S-01", f"{WORDS} خريف", cheap_keys=True)
    )
    session.renewals.record_renewal(renewal, place.confirm("S-02"))
    session.lock()
    place.renew("S-01", f"{WORDS} خريف")
    session = place.open("S-01")
    assert session.files.load(place.begun).answers[plan].value == "تنام هناك"
    session.lock()


def test_a_recording_of_a_hidden_file_waits_for_whom_it_names(place: Place) -> None:
    session, source = place.open(OWNER), Noise()
    session.answers.save_answers(place.begun, {"consent_audio": Answer("granted")})
    session.readers.hide(place.begun, "موظف مذكور")
    session.recordings.begin(place.begun, source)
    source.give(1)
    session.lock()
    session = place.open("T-08")
    assert not session.recordings.waiting()
    session.lock()
    session = place.open(OWNER)
    assert [recording.case_id for recording in session.recordings.waiting()] == [place.begun]
    session.lock()
