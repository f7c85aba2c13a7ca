"""The supervisor's remarks: on the whole file and on single questions, each shown where it belongs."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from tests.ui.drivers.interview import go_to, question
from tests.ui.drivers.seeing import long_field, seen
from tests.ui.gestures import bare, button, click, confirm, dialogs, texts, type_text
from tipdesk.cases.model import Status
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.i18n.text import _
from tipdesk.ui.review.page import ReviewPage
from tipdesk.ui.toolkit.combo_editor import ComboEditor

WHOLE, PLACE = "يُستكمل القسم الخاص بالاحتياجات", "الاسم غير مطابق للجواز"
PATH = "name_latin_surname"
ONE_MORE = _("Remark on a question")


@pytest.fixture
def page(officer, places, shown):
    page = shown(ReviewPage(officer))
    page.load(officer.session.files.case(places.completed))
    return page


def remarks(officer, places):
    given = officer.session.files.load(places.completed).remarks
    return [(remark.path, remark.text, remark.by) for remark in given]


def line(dialog, at):
    """The question field and the remark of a line."""
    QApplication.processEvents()
    fields = seen(dialog, QPlainTextEdit)
    which = seen(dialog, ComboEditor)
    return which[at], fields[at + 1]


def choose(editor, path):
    editor.show_value(path)
    editor.edited.emit()


def go_on(dialog):
    return button(dialog, _("Go on"))


def test_a_remark_on_a_question_stands_at_that_question(page, officer, places, interview_of):
    def write(dialog):
        type_text(WHOLE, long_field(dialog))
        click(dialog, ONE_MORE)
        which, text = line(dialog, 0)
        choose(which, PATH)
        assert not go_on(dialog).isEnabled()  # a question without its remark
        type_text(PLACE, text)
        go_on(dialog).click()

    with dialogs(write, confirm(SUPERVISOR.passphrase)):
        click(page, _("Return with remarks"))
    assert officer.session.files.case(places.completed).status is Status.RETURNED
    by = SUPERVISOR.login
    assert remarks(officer, places) == [("", WHOLE, by), (PATH, PLACE, by)]
    label = officer.session.files.rules(places.completed).question(PATH).label.text("ar")
    assert bare(f"{label}: {PLACE}") in bare(texts(page))
    interview = interview_of(officer, places.completed)
    go_to(interview, "acquaintance")
    assert PLACE in question(interview, PATH).words
    interview.leave()


def test_remarks_on_questions_are_enough_and_can_be_taken_away(page, officer, places):
    def write(dialog):
        for at, path in enumerate((PATH, "stmt_arabic")):
            click(dialog, ONE_MORE)
            which, text = line(dialog, at)
            choose(which, path)
            type_text(f"{PLACE} {at}", text)
        assert go_on(dialog).isEnabled()
        click(dialog, _("Remove this remark"))
        go_on(dialog).click()

    with dialogs(write, confirm(SUPERVISOR.passphrase)):
        click(page, _("Return with remarks"))
    assert remarks(officer, places) == [("stmt_arabic", f"{PLACE} 1", SUPERVISOR.login)]


def test_words_that_are_no_question_of_the_list_go_nowhere(page):
    def write(dialog):
        type_text(WHOLE, long_field(dialog))
        click(dialog, ONE_MORE)
        which, text = line(dialog, 0)
        QTest.keyClicks(which.inputs()[0].lineEdit(), "zzzz")
        type_text(PLACE, text)
        assert not go_on(dialog).isEnabled()
        click(dialog, _("Cancel"))

    with dialogs(write):
        click(page, _("Return with remarks"))


def test_remarks_that_were_not_confirmed_are_not_written_twice(page, officer, places):
    def write(dialog):
        type_text(WHOLE, long_field(dialog))
        click(dialog, ONE_MORE)
        which, text = line(dialog, 0)
        choose(which, PATH)
        type_text(PLACE, text)
        go_on(dialog).click()

    with dialogs(write, lambda dialog: dialog.reject()):
        click(page, _("Return with remarks"))
    assert remarks(officer, places) == []
    with dialogs(lambda dialog: go_on(dialog).click(), confirm(SUPERVISOR.passphrase)):
        click(page, _("Return with remarks"))
    by = SUPERVISOR.login
    assert remarks(officer, places) == [("", WHOLE, by), (PATH, PLACE, by)]
