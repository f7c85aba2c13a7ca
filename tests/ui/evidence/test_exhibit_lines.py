"""An attached file and its row in the list of exhibits: made, looked at and taken back from the page
of attachments; chosen in the row."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from tests.ui.drivers.filling_in import fill_in
from tests.ui.drivers.interview import question
from tests.ui.drivers.seeing import every
from tests.ui.gestures import bare, click, dialogs, press, texts
from tipdesk.cases.evidence import link_to
from tipdesk.cases.model import Answer
from tipdesk.core.work import Work
from tipdesk.desk.evidence import attachments
from tipdesk.i18n.text import _
from tipdesk.ui.evidence.page import AttachmentsPage
from tipdesk.ui.interview.page import InterviewPage

ADD, SHOW, BACK = (
    _("Add to the list of exhibits"), _("Show the row"), _("Remove the row again"),
)  # fmt: skip
ALONE = _("No row of the list of exhibits describes it. It goes with the file.")


@pytest.fixture
def scan(officer, places, tmp_path):
    path = tmp_path / "عقد.pdf"
    path.write_bytes(b"%PDF contract")
    session = officer.session
    session.answers.save_answers(places.begun, {"consent_prosecution": Answer("granted")})
    sealed = attachments.seal(session.attachments.attach_plan(places.begun), path, Work())
    return session.attachments.attach(places.begun, sealed)


@pytest.fixture
def page(officer, places, shown, scan):
    page = shown(AttachmentsPage(officer))
    page.load(officer.session.files.case(places.begun))
    return page


def rows(officer, case_id):
    files = officer.session.files
    return files.state(files.load(case_id)).rows("exhibit_rows")


def value(officer, case_id, path):
    files = officer.session.files
    return files.state(files.load(case_id)).value(path)


def test_a_file_gets_its_row_with_what_is_known_and_it_can_be_taken_back(
    page, officer, places, scan
):
    before = rows(officer, places.begun)
    assert bare(ALONE) in bare(texts(page))
    click(page, ADD)
    (new,) = set(rows(officer, places.begun)) - set(before)
    head = f"exhibit_rows[{new}]"
    assert value(officer, places.begun, f"{head}/att_hash") == scan.sha256
    title = value(officer, places.begun, f"{head}/att_title")
    assert all(part in title for part in ("13", scan.added_by))
    assert scan.name not in title  # it leaves, and may be the person's
    assert value(officer, places.begun, f"{head}/att_obtained_at") == ""
    assert bare(ALONE) not in bare(texts(page))
    assert page.window().focusWidget().text() == BACK
    press(Qt.Key.Key_Space, page.window().focusWidget())
    assert rows(officer, places.begun) == before
    assert page.window().focusWidget().text() == ADD


def test_what_the_person_said_keeps_a_file_here(page, officer, places):
    for answered, sentence in (
        (
            "refused",
            _("It goes only when the person agrees to share the file, or a law demands it."),
        ),
        (
            "granted_limited",
            _(
                "What the person said keeps it here, unless its row says that it shows neither "
                "body nor home nor what is in a phone."
            ),
        ),
    ):
        answers = {"consent_prosecution": Answer(answered)}
        officer.session.answers.save_answers(places.begun, answers)
        page.load(officer.session.files.case(places.begun))
        assert bare(ALONE) not in bare(texts(page))
        assert bare(sentence) in bare(texts(page))


def test_a_row_that_an_officer_went_on_with_is_not_taken_back_here(page, officer, places):
    click(page, ADD)
    number = rows(officer, places.begun)[-1]
    given = {f"exhibit_rows[{number}]/att_in_bundle": Answer("no"),
            f"exhibit_rows[{number}]/att_no": Answer("7")}  # fmt: skip
    officer.session.answers.save_answers(places.begun, given)
    page.load(officer.session.files.case(places.begun))
    shown_text = bare(texts(page))
    assert bare(_("{exhibit}: left out, stays here.").format(exhibit="المرفق رقم 7")) in shown_text
    assert BACK not in shown_text
    asked = []
    page.question_asked.connect(lambda case, section, path: asked.append((section, path)))
    click(page, SHOW)
    assert asked == [("exhibits", f"exhibit_rows[{number}]/att_title")]
    page.set_masked(True)
    assert "7" not in bare(texts(page)).split()


def test_before_a_described_file_is_destroyed_its_row_is_spoken_of(page, officer, places, scan):
    row_stays = _("Its row in the list of exhibits stays, and then has no file and no SHA-256.")
    seen = []

    def look(dialog):
        seen.append(bare(texts(dialog)))
        click(dialog, _("Cancel"))

    with dialogs(look):
        click(page, _("Remove…"))
    click(page, ADD)
    with dialogs(look):
        click(page, _("Remove…"))
    assert [bare(row_stays) in dialog_text for dialog_text in seen] == [False, True]
    assert officer.session.attachments.attached(places.begun) == (scan,)


def test_the_same_contents_attached_twice_are_said_to_stay(page, officer, places, tmp_path, scan):
    again = tmp_path / "نسخة.pdf"
    again.write_bytes(b"%PDF contract")
    session = officer.session
    sealed = attachments.seal(session.attachments.attach_plan(places.begun), again, Work())
    session.attachments.attach(places.begun, sealed)
    number = session.attachments.list_as_exhibit(places.begun, scan)
    session.answers.save_answers(
        places.begun, {f"exhibit_rows[{number}]/att_in_bundle": Answer("no")}
    )
    page.load(session.files.case(places.begun))
    stays_here_too = _("Another row keeps the same contents back, so this file stays here too.")
    assert bare(stays_here_too) in bare(texts(page))


def test_a_complete_file_offers_no_row(officer, places, shown):
    page = shown(AttachmentsPage(officer))
    page.load(officer.session.files.case(places.completed))
    assert ADD not in {part.text() for part in every(page, QPushButton)}


def test_the_row_chooses_among_the_attached_files_and_shows_the_hash(officer, places, shown, scan):
    number = officer.session.answers.add_row(places.begun, "exhibit_rows")
    page = shown(InterviewPage(officer))
    head = f"exhibit_rows[{number}]"
    page.load(officer.session.files.case(places.begun), "exhibits", f"{head}/att_file")
    row = question(page, f"{head}/att_file")
    fill_in(row, link_to(scan))
    page.flush()
    QApplication.processEvents()
    assert value(officer, places.begun, f"{head}/att_file") == link_to(scan)
    assert scan.sha256 in bare(texts(page))
    officer.session.attachments.detach(places.begun, scan)
    page.load(officer.session.files.case(places.begun), "exhibits", f"{head}/att_file")
    gone = _("This file was removed from the attachments. Choose another one.")
    assert bare(gone) in bare(texts(page))
    assert scan.sha256 not in bare(texts(page))
    page.leave()
