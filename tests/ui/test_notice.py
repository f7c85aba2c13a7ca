"""The notice to the Prosecution, handed over before the person has told anything (article 40)."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.gestures import answer, bare, click, dialogs, texts
from tests.ui.sitting import enter, interview
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.dates import format_datetime
from tipdesk.ui.pages.interview import InterviewPage
from tipdesk.ui.pages.paper import PaperPage

ASKED = "prosecution_notified_at"


def test_the_notice_is_given_before_the_account_and_stands_in_the_answers(
    window, places, clock, qtbot
):
    enter(window, places, clock)
    page = interview(window, places)
    intake = window.services.session.intake
    assert "stmt_arabic" not in intake.load(places.begun).answers
    QTest.mouseClick(page._frame.notice, Qt.MouseButton.LeftButton)
    paper = window._book.current()
    assert isinstance(paper, PaperPage)
    assert paper._document.currentData() == "notice"
    qtbot.waitUntil(lambda: not window.services.jobs.busy, timeout=30_000)
    with dialogs(answer(_("It was handed over"))):
        click(window, _("The notice was handed over now"))
    assert _("The notice was handed over now") not in texts(window)
    click(window, _("Back"))
    page = window._book.current()
    assert isinstance(page, InterviewPage)
    kept = intake.load(places.begun).answers[ASKED]
    notified = intake.case(places.begun).notified_at
    assert kept.value
    assert page._stage.seek(ASKED)
    assert page._stage.row(ASKED).editor.text() == format_datetime(notified, "en")
    window._book.show_home()
    model = window._book.current()._table._model
    at = next(n for n, one in enumerate(model.rows()) if one.id == places.begun)
    row = [str(model.index(at, column).data()) for column in range(model.columnCount())]
    assert bare(format_datetime(notified, "ar")) in [bare(text) for text in row]
