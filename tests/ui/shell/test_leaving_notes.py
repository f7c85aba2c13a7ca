"""What goes, or stays, otherwise than one would think is said before the file is handed on."""

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.gestures import bare, texts
from tipdesk.cases.evidence import link_to
from tipdesk.cases.model import Answer
from tipdesk.core.work import Work
from tipdesk.desk.evidence import attachments
from tipdesk.i18n.text import _
from tipdesk.ui.handover.export import ExportPage
from tipdesk.ui.review.page import ReviewPage

NO_FILE_NAMED = _(
    "In the list of exhibits something is marked to be left out or redacted, but its "
    "row names no file, so nothing is held back: attached files that no row describes "
    "go as they are. Choose in the row which file it describes."
)

ACCOUNT = _(
    "The statement was closed, and does not go with the file: an answer that came "
    "later has closed its section. Check whether that answer is right, and what a "
    "child's hearing still needs."
)


@pytest.fixture
def file(officer, places, tmp_path):
    """A file with an attachment and a list of two exhibits."""
    scan = tmp_path / "scan.txt"
    scan.write_text("x", "utf-8")
    session = officer.session
    session.attachments.attach(
        places.ready, attachments.seal(session.attachments.attach_plan(places.ready), scan, Work())
    )
    return places.ready


def mark(officer, case_id, first):
    marks = {"exhibit_rows[1]": "1", "exhibit_rows[1]/att_in_bundle": first,
             "exhibit_rows[1]/att_copy": "", "exhibit_rows[1]/att_level": "",
             "exhibit_rows[2]": "1", "exhibit_rows[2]/att_in_bundle": "yes"}  # fmt: skip
    answers = {path: Answer(text) for path, text in marks.items()}
    officer.session.answers.save_answers(case_id, answers)


def is_shown(officer, shown, case_id, what=NO_FILE_NAMED):
    """On the review and before the export."""
    shown_on = []
    for page_type in (ReviewPage, ExportPage):
        page = shown(page_type(officer))
        page.load(officer.session.files.case(case_id))
        QApplication.processEvents()
        shown_on.append(bare(what) in bare(texts(page)))
    return shown_on


@pytest.mark.parametrize(("first", "warned"), [("redacted", True), ("no", True), ("yes", False)])
def test_what_is_marked_to_stay_is_said(officer, shown, file, first, warned):
    mark(officer, file, first)
    assert is_shown(officer, shown, file) == [warned, warned]


def test_a_mark_that_names_its_file_holds_it_back(officer, shown, file):
    mark(officer, file, "no")
    session = officer.session
    (attachment,) = session.files.load(file).attachments
    answers = {"exhibit_rows[1]/att_file": link_to(attachment), "exhibit_rows[1]/att_level": "2"}
    session.answers.save_answers(file, {path: Answer(text) for path, text in answers.items()})
    assert is_shown(officer, shown, file) == [False, False]
    preview = officer.session.handover.prepare(file)
    assert [withheld.reason for withheld in preview.withheld if "exhibit" in withheld.name] == [
        "left_out"
    ]


def test_a_row_that_was_taken_away_marks_nothing(officer, shown, file):
    mark(officer, file, "no")
    officer.session.answers.save_answers(file, {"exhibit_rows[1]": Answer("")})
    assert is_shown(officer, shown, file) == [False, False]


def test_without_an_attachment_nothing_can_go(officer, shown, places):
    mark(officer, places.ready, "no")
    assert is_shown(officer, shown, places.ready) == [False, False]


@pytest.mark.parametrize(("born", "warned"), [("2015-01-01", True), ("1990-01-01", False)])
def test_a_closed_statement_that_stays_behind_is_said(officer, shown, places, born, warned):
    session = officer.session
    session.answers.save_answers(
        places.begun, {"stmt_arabic": Answer("قال"), "stmt_language": Answer("ara")}
    )
    session.statement.end_reading(places.begun, "not_asked_sign", whole=True)
    assert is_shown(officer, shown, places.begun, ACCOUNT) == [False, False]
    session.answers.save_answers(places.begun, {"birth_date": Answer(born)})
    assert is_shown(officer, shown, places.begun, ACCOUNT) == [warned, warned]
