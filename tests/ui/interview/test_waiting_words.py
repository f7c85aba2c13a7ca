"""The review shows what is typed and no answer yet, leads there, and asks before completion."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.drivers.seeing import seen
from tests.ui.gestures import answer, bare, click, dialogs, texts
from tipdesk.cases.interview.unfinished import Draft
from tipdesk.cases.model import Answer, Status
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.i18n.text import _
from tipdesk.ui.review.page import ReviewPage
from tipdesk.ui.toolkit.parts import LinkRow

HALF = Draft({"birth_date": "exact\n12" + "\n" * 6})
COMPLETE = _("Complete and hand to the supervisor")


@pytest.fixture
def page(officer, places, shown):
    """A file that can be completed, with half a date of the officer's."""
    page = shown(ReviewPage(officer))
    officer.session.drafts.keep_draft(places.ready, HALF)
    page.load(officer.session.files.case(places.ready))
    QApplication.processEvents()
    return page


def line(page):
    QApplication.processEvents()
    files = page._services.session.files
    asked = files.rules(page._case.id).question("birth_date")
    label = asked.label.text("ar", files.load(page._case.id).sex)
    assert label != asked.label.text("ar")
    shown = seen(page, LinkRow)
    return next(row for row in shown if row.accessibleName() == label)


@pytest.mark.dressed
def test_it_is_listed_and_leads_to_its_question(page, qtbot):
    assert "12" in bare(texts(line(page)))
    with qtbot.waitSignal(page.question_asked) as asked:
        QTest.mouseClick(line(page), Qt.MouseButton.LeftButton)
    assert asked.args[1:] == ["acquaintance", "birth_date"]


def test_f7_hides_the_words(page):
    page.set_masked(True)
    assert "12" not in bare(texts(line(page)))


def test_completing_asks_and_leads_there(page, officer, places, qtbot):
    with (
        qtbot.waitSignal(page.question_asked) as asked,
        dialogs(answer(_("Go there"), says=_("These words are no answer yet"))),
    ):
        click(page, COMPLETE)
    assert asked.args[2] == "birth_date"
    assert officer.session.files.case(places.ready).status is Status.IN_PROGRESS


def test_completing_without_them_keeps_them(page, officer, places):
    with dialogs(answer(_("Complete without them")), answer(_("Complete the file"))):
        click(page, COMPLETE)
    assert officer.session.files.case(places.ready).status is Status.COMPLETED
    assert officer.session.drafts.draft(places.ready) == HALF


def test_a_question_that_is_not_asked_any_more_is_not_listed(page, officer, places):
    now = {"iv_private": Answer("no"), "sessions[1]/session_private": Answer("no")}
    officer.session.answers.save_answers(places.ready, now)
    page.load(officer.session.files.case(places.ready))
    assert _("Typed, but no answer yet") not in texts(page)


def test_an_amendment_without_its_reason_is_listed(page, officer, places):
    amended = Draft(amended={"name_latin_surname": Answer("HAILE")})
    officer.session.drafts.keep_draft(places.completed, amended)
    page.load(officer.session.files.case(places.completed))
    assert _("An amendment that waits for its reason") in texts(page)


def test_the_supervisor_hears_whose_words_are_not_part_of_it(opened, places, officer, shown):
    officer.session.drafts.keep_draft(places.completed, HALF)
    officer.session.lock()
    services = opened(places.officers, SUPERVISOR)
    page = shown(ReviewPage(services))
    page.load(services.session.files.case(places.completed))
    assert "نورة الخالدي" in bare(texts(page))
    assert _("Typed, but no answer yet") not in texts(page)
