"""The notice to the Prosecution, handed over before the person has told anything (article 40)."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.drivers.interview import question, seek
from tests.ui.drivers.paper import document_choice, paper_of, pdf_of
from tests.ui.drivers.window import begun_interview, current_page, enter, go_home, hit
from tests.ui.gestures import answer, bare, button, click, dialogs, field, pick, texts
from tests.ui.paper.test_printing import Tray
from tipdesk.demo.journey import print_notice
from tipdesk.i18n.text import _, format_datetime
from tipdesk.printing.preview import text
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.paper.page import PaperPage

ASKED = "prosecution_notified_at"


def test_the_notice_is_given_before_the_statement_and_stands_in_the_answers(
    window, places, clock, qtbot
):
    enter(window, places, clock)
    page = begun_interview(window, places)
    files = window.services.session.files
    assert "stmt_arabic" not in files.load(places.begun).answers
    print_notice(window.services.session, places.begun)
    QTest.mouseClick(button(page, _("Notice to the Prosecution")), Qt.MouseButton.LeftButton)
    paper = current_page(window)
    assert isinstance(paper, PaperPage)
    assert document_choice(paper).currentData() == "notice"
    qtbot.waitUntil(lambda: not window.services.jobs.busy, timeout=30_000)
    with dialogs(answer(_("It was handed over"))):
        click(window, _("The notice was handed over now"))
    assert _("The notice was handed over now") not in texts(window)
    click(window, _("Back"))
    page = current_page(window)
    assert isinstance(page, InterviewPage)
    kept = files.load(places.begun).answers[ASKED]
    notified = files.case(places.begun).notified_at
    assert kept.value
    assert seek(page, ASKED)
    assert question(page, ASKED).text == format_datetime(notified, "en")
    go_home(window)
    model = current_page(window)._table._model
    at = next(n for n, case in enumerate(model.rows()) if case.id == places.begun)
    row = [str(model.index(at, column).data()) for column in range(model.columnCount())]
    assert bare(format_datetime(notified, "ar")) in [bare(text) for text in row]


@pytest.fixture
def paper(window, places, clock, tmp_path, qtbot):
    """The page of papers, as F5 opens it in an interview."""
    (tmp_path / "tray").mkdir()
    window.services.printers = Tray(tmp_path / "tray")
    enter(window, places, clock)
    begun_interview(window, places)
    hit(window, Qt.Key.Key_F5)
    page = current_page(window)
    assert isinstance(page, PaperPage)
    qtbot.waitUntil(lambda: not window.services.jobs.busy, timeout=30_000)
    return page


def shown(page, qtbot):
    """What stands on the paper that is looked at."""
    qtbot.waitUntil(lambda: paper_of(page) is not None, timeout=30_000)
    return text(pdf_of(page))


def purpose(dialog):
    return field(dialog, _("What is it for?"))


def last_entry(window, places):
    return window.services.session.files.load(places.begun).custody[-1]


def test_the_notice_is_the_prosecutions_copy_for_the_prosecution(window, places, paper, qtbot):
    """Who prints at once hands over the right paper, and picks from no list."""
    assert field(paper, _("Copy")).currentText() == _("Copy for the Prosecution")
    page_text = shown(paper, qtbot)
    assert "نسخة النيابة العامة" in page_text
    assert "نسخة الملف" not in page_text

    def at_once(dialog):
        assert purpose(dialog).currentText() == _("For the Public Prosecution")
        click(dialog, _("Print"))

    with dialogs(at_once):
        click(paper, _("Print"))
    qtbot.waitUntil(lambda: not paper.under_way(), timeout=30_000)
    entry = last_entry(window, places)
    assert (entry.action, entry.detail["purpose"]) == ("printed", "prosecution")


def test_saving_the_notice_asks_nothing_that_is_known(window, places, paper, qtbot, tmp_path):
    shown(paper, qtbot)
    saved = answer(_("Close"), says=_("Saved"))
    with dialogs(answer(_("Choose where…")), pick(tmp_path / "notice.pdf"), saved):
        click(paper, _("Save as PDF"))
    assert last_entry(window, places).detail["purpose"] == "prosecution"
    assert "نسخة النيابة العامة" in text((tmp_path / "notice.pdf").read_bytes())


def test_a_saved_notice_that_was_printed_elsewhere_can_be_handed_over(
    window, places, paper, qtbot, tmp_path
):
    """It rests for ever otherwise, where this computer has no printer."""
    elsewhere, handed_over = (
        _("The saved file was printed elsewhere"),
        _("The notice was handed over now"),
    )
    shown(paper, qtbot)
    assert elsewhere not in texts(paper)
    with dialogs(answer(_("Choose where…")), pick(tmp_path / "notice.pdf"), answer(_("Close"))):
        click(paper, _("Save as PDF"))
    shown(paper, qtbot)
    assert not button(paper, handed_over).isEnabled()
    with dialogs(answer(_("Cancel"))):
        click(paper, elsewhere)
    assert last_entry(window, places).action == "saved"
    with dialogs(answer(_("It was printed"))):
        click(paper, elsewhere)
    qtbot.waitUntil(lambda: not window.services.jobs.busy, timeout=30_000)
    entry = last_entry(window, places)
    assert (entry.action, entry.detail["printer"]) == ("printed", "elsewhere")
    assert elsewhere not in texts(paper)
    assert button(paper, handed_over).isEnabled()


@pytest.mark.parametrize("document", ["notice", "statement"])
def test_any_other_copy_and_any_other_paper_is_asked_about(window, paper, qtbot, document):
    """A purpose that nobody chose says nothing later."""
    where, copy = field(paper, _("Document")), field(paper, _("Copy"))
    where.setCurrentIndex(where.findData(document))
    copy.setCurrentIndex(copy.findText(_("Copy for the file")))
    assert "نسخة الملف" in shown(paper, qtbot)

    def look(dialog):
        assert purpose(dialog).currentText() == _("Choose…")
        click(dialog, _("Cancel"))

    for then in (_("Print"), _("Save as PDF")):
        with dialogs(look):
            click(paper, then)


def test_a_paper_after_the_notice_is_the_copy_for_the_file(paper, qtbot):
    where = field(paper, _("Document"))
    for document in ("statement", "intake", "exhibits"):
        where.setCurrentIndex(where.findData(document))
        assert field(paper, _("Copy")).currentText() == _("Copy for the file")
    where.setCurrentIndex(where.findData("notice"))
    assert field(paper, _("Copy")).currentText() == _("Copy for the Prosecution")


def test_a_blank_notice_is_for_the_pen(paper, qtbot):
    click(paper, _("Blank form, to fill in by hand"))
    shown(paper, qtbot)

    def look(dialog):
        assert purpose(dialog).currentText() == _("Blank, to be filled in by hand")
        click(dialog, _("Cancel"))

    with dialogs(look):
        click(paper, _("Print"))


def test_a_notice_that_was_handed_over_prints_again_at_once(window, places, paper, qtbot):
    """The time of the hand-over is an answer: the paper is drawn with it before it can leave."""
    for _copy in ("the first", "again"):
        shown(paper, qtbot)
        with dialogs(answer(_("Print"))):
            click(paper, _("Print"))
        qtbot.waitUntil(
            lambda: not paper.under_way() and not window.services.jobs.busy, timeout=30_000
        )
        if _("The notice was handed over now") in texts(paper):
            with dialogs(answer(_("It was handed over"))):
                click(paper, _("The notice was handed over now"))
            qtbot.waitUntil(lambda: not window.services.jobs.busy, timeout=30_000)
    entries = window.services.session.files.load(places.begun).custody
    assert [entry.action for entry in entries if entry.action != "edited"][-3:] == [
        "printed", "prosecution_notified", "printed",
    ]  # fmt: skip
