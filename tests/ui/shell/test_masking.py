"""F7 hides who people are on every page of the book, already open or opened afterwards."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QWidget

from tests.ui.drivers.files import search_field, shown_numbers
from tests.ui.drivers.interview import go_to, question
from tests.ui.drivers.seeing import every
from tests.ui.drivers.window import (
    PARTS,
    current_page,
    enter,
    go_to_station,
    hit,
    is_open,
    top_bar,
    turn_to,
)
from tests.ui.gestures import click
from tests.ui.places import told_now
from tipdesk.cases.casework.entries import EntryKind
from tipdesk.cases.model import Answer, Remark
from tipdesk.core.work import Work
from tipdesk.demo.journey import receive
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR, confirm, open_as
from tipdesk.desk.evidence import attachments
from tipdesk.i18n.text import _
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.shell.page_book import MAKERS
from tipdesk.ui.toolkit.tables import RowsModel
from tipdesk.ui.viewers.pages import PdfPreview

F7 = Qt.Key.Key_F7
MARK = "زمردة"  # stands in the names of the record and in its account
RECORD = {
    "name_ar_first": f"{MARK}أ",
    "name_ar_family": f"{MARK}ب",
    "name_latin_surname": "ZUMURRUD",
    "stmt_arabic": f"قالت {MARK} إنها وصلت.",
    "consent_prosecution": "granted",  # else no file is named where it is exported
}
NAMES_NOBODY = {  # of those whom the work is about
    "shift", "due", "load", "events", "receiving", "station", "custody", "notices", "notice_reviews",
    "taking_over", "teams", "calendar", "directory",
}  # fmt: skip
# See test_page_access_reasons and test_requested_approval.
OF_THE_SUPERVISOR = {"reasons", "requests"}


@pytest.fixture
def named(places, clock, tmp_path):
    """A file that names its person wherever a file can: answers, remarks, changes, attachments."""
    scan = tmp_path / f"{MARK}.png"
    scan.write_bytes(b"png")
    session = open_as(places.officers, OFFICER, clock)
    case_id = told_now(session, clock)
    session.answers.save_answers(case_id, {name: Answer(value) for name, value in RECORD.items()})
    session.attachments.attach(
        case_id, attachments.seal(session.attachments.attach_plan(case_id), scan, Work())
    )
    session.steps.complete(case_id)
    remark = Remark("", f"من هي {MARK}؟", "", clock())
    session.steps.return_with_remarks(case_id, [remark], confirm(session, SUPERVISOR))
    session.steps.complete(case_id)
    session.answers.amend(case_id, {"name_ar_first": Answer(f"{MARK}ج")}, f"هكذا تُكتب {MARK}.")
    visit = {"at": "2027-01-05T07:00:00.000Z", "with": MARK}
    session.case_work.enter(case_id, EntryKind.APPOINTMENT, body=visit)
    session.lock()
    return case_id


@pytest.fixture
def routes(window, places, clock, named, opened):
    """How each page of the book is turned to, and the words that must not be seen there."""
    prosecution = opened(places.prosecution, RECEIVER).session
    receive(prosecution, places.bundle, places.usb_drive, confirm(prosecution, RECEIVER))
    received = prosecution.receiving.register()[0]
    enter(window, places, clock)
    files = window.services.session.files
    case = files.case(named)
    person = files.load(places.exported).answers["name_ar_first"].value
    marks = (MARK, "ZUMURRUD")
    page_cases = {
        name: ((case,), marks) for name in MAKERS if name not in NAMES_NOBODY | OF_THE_SUPERVISOR
    }
    page_cases["files"] = ((), marks)
    page_cases["interview"] = ((case, "acquaintance"), marks)
    page_cases["received"] = ((prosecution.receiving.open_received(received.id),), (person,))
    return page_cases


def words_seen(root: QWidget) -> list[str]:
    """Everything on the screen, and what a screen reader says of it."""
    QApplication.processEvents()
    words = []
    for part in [root, *every(root, QWidget)]:
        if not part.isVisible():
            continue
        spoken = QAccessible.queryAccessibleInterface(part)
        words += [spoken.text(kind) for kind in PARTS] if spoken is not None else []
        if isinstance(part, QLabel):
            words.append(part.text())
        if isinstance(part, QAbstractItemView) and (model := part.model()) is not None:
            words += [
                str(model.index(row, at).data())
                for row in range(model.rowCount())
                for at in range(model.columnCount() if isinstance(model, RowsModel) else 1)
            ]
    return words


def betrayed(window, marks) -> bool:
    """A name can be read, or a paper that may hold one is in sight."""
    papers = [part for part in every(window, PdfPreview) if part.isVisible()]
    return bool(papers) or any(mark in text for text in words_seen(window) for mark in marks)


def test_every_page_of_the_book_is_here(routes):
    assert set(routes) | NAMES_NOBODY | OF_THE_SUPERVISOR == set(MAKERS)


def test_a_page_that_is_opened_while_names_are_hidden_names_nobody(window, routes):
    hit(window, F7)
    for name, (arguments, marks) in routes.items():
        turn_to(window, name, *arguments)
        assert not betrayed(window, marks), name
    assert is_open(window)


def test_an_open_page_hides_names_and_shows_them_again(window, routes):
    for name, (arguments, marks) in routes.items():
        turn_to(window, name, *arguments)
        assert betrayed(window, marks), name
        window.activateWindow()
        hit(window, F7)
        assert not betrayed(window, marks), name
        hit(window, F7)
        assert betrayed(window, marks), name


def test_the_interview_hides_choices_numbers_and_rows_of_tables_too(window, places, clock, named):
    enter(window, places, clock)
    case = window.services.session.files.case(named)
    window.services.session.access.open_suspects(named)
    page = turn_to(window, "interview", case)
    hit(window, F7)
    asked = []
    for section in window.services.session.files.load(named).form.sections:
        go_to(page, section.name)
        QApplication.processEvents()
        asked += [row for row in every(page, QuestionRow) if row.editor.isVisible()]
    assert asked
    assert {row.question.level for row in asked} == {1}
    hit(window, F7)
    go_to(page, "acquaintance")
    assert question(page, "sex").is_open


@pytest.mark.parametrize("name", ["paper", "received"])
def test_a_covered_page_says_how_names_come_back(window, routes, name):
    arguments, marks = routes[name]
    hit(window, F7)
    turn_to(window, name, *arguments)
    assert _("Names are hidden") in words_seen(window)
    click(window, _("Show names"))
    assert betrayed(window, marks)
    assert not top_bar(window).hide_names.isChecked()


def test_what_is_typed_in_the_search_is_hidden_and_still_searches(window, places, clock, named):
    enter(window, places, clock)
    page = current_page(window)
    search = search_field(page)
    search.setText(MARK)
    page.look_again()
    assert len(shown_numbers(page)) == 1
    hit(window, F7)
    assert MARK not in search.displayText()
    page.look_again()
    assert len(shown_numbers(page)) == 1
    hit(window, F7)
    assert search.displayText() == MARK


def test_the_station_hides_who_works_there(window, places, clock):
    enter(window, places, clock)
    hit(window, F7)
    go_to_station(window)
    page = current_page(window)
    names = [officer.name for officer in window.services.session.officers()]
    assert not [text for text in words_seen(page) for name in names if name in text]
    hit(window, F7)
    assert all(any(name in text for text in words_seen(page)) for name in names)
    hit(window, F7)
    assert not [text for text in words_seen(page) for name in names if name in text]
