"""Nothing typed is lost by a lock: half a date, an amendment without its reason; the bar says so."""

import signal
import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from tests.ui.drivers.interview import write
from tests.ui.drivers.window import enter, hit, layer
from tests.ui.gestures import answer, bare, click, dialogs, texts, type_text
from tests.ui.places import case_of
from tests.ui.shell.test_main_window import full_disk
from tipdesk.cases.interview.unfinished import NO_DRAFT, Draft
from tipdesk.cases.model import Answer, MissingReason
from tipdesk.demo.stations import OFFICER, SUPERVISOR, open_as
from tipdesk.i18n.text import _
from tipdesk.ui.files.page import FilesPage
from tipdesk.ui.interview.autosave import SaveKind

CTRL = Qt.KeyboardModifier.ControlModifier
WHY = "خطأ في النقل من الجواز"
DAY_ONLY = "exact\n12" + "\n" * 6  # a partial date without its year


@pytest.fixture
def open_file(window, places, clock):
    """Opens a file in the window; whoever locked it comes back to it."""

    def show(case_id, who=OFFICER):
        if window.services.open_session is None:
            enter(window, places, clock, who=who)
        window._book.show("interview", case_of(window.services.session, case_id))
        return window._book.current()

    return show


def again(window, places, clock, who=OFFICER):
    """Lock by key and come back."""
    window.activateWindow()  # a window manager does so when a dialog closes
    hit(window, Qt.Key.Key_L, CTRL)
    assert layer(window) is window._unlock
    enter(window, places, clock, who=who)
    return window._book.current()


def retype(page, section, path, text):
    page._stage.show(section)
    page._stage.row(path).editor.take_focus()
    QApplication.focusWidget().selectAll()
    type_text(text)


def line(page, path):
    return page._stage.row(path).editor.typed()


def bar(window):
    return bare(texts(window._status))


def say_why(dialog):
    dialog.findChild(QPlainTextEdit).setPlainText(WHY)
    click(dialog, "حفظ التعديل")


# --- half an answer -----------------------------------------------------------------------------


def test_half_a_date_is_not_called_saved_and_comes_back_with_its_fault(
    window, places, clock, open_file, qtbot
):
    page = open_file(places.begun)
    retype(page, "registration", "intake_at", "12/")
    qtbot.waitUntil(lambda: page._keeper.state.kind is SaveKind.HALF_TYPED)
    assert "ليس تاريخاً ووقتاً بعد" in bar(window)
    assert "كل شيء محفوظ" not in bar(window)
    label = page._stage.row("intake_at").words.title.text()
    assert bare(label)[:20] in bar(window)
    page = again(window, places, clock)
    assert page._stage.section == "registration"
    assert line(page, "intake_at").startswith("12/\n")
    assert "لا يُعدّ إجابة" in page._stage.row("intake_at").notes.problem.text()
    assert "ليس تاريخاً ووقتاً بعد" in bar(window)


def test_an_answer_that_can_be_read_leaves_the_draft(window, places, clock, open_file):
    page = open_file(places.begun)
    page._stage.show("assessment")
    write(page, "assessment", "close_date", "12/")
    page = again(window, places, clock)
    page._stage.row("close_date").editor.take_focus()
    type_text("3/1999")
    page.flush()
    session = window.services.session
    assert session.drafts.draft(places.begun) == NO_DRAFT
    assert page._keeper.state.kind is SaveKind.SAVED
    page = again(window, places, clock)
    assert page._stage.row("close_date").answer() == Answer("1999-03-12")
    assert not page._stage.row("close_date").problem


def test_a_reason_takes_the_place_of_half_an_answer(window, places, open_file):
    page = open_file(places.begun)
    write(page, "assessment", "close_date", "12/")
    page.flush()
    page._stage.row("close_date").menu.reason_chosen.emit(MissingReason.NOT_KNOWN)
    page.flush()
    assert window.services.session.drafts.draft(places.begun) == NO_DRAFT
    assert "ليس تاريخاً" not in bar(window)


def test_a_question_that_is_not_asked_any_more_is_not_spoken_of(window, places, open_file, qtbot):
    page = open_file(places.begun)
    write(page, "acquaintance", "birth_date", "12")
    page.flush()
    assert page._keeper._unrecorded.half_typed() == ("birth_date",)
    page._keeper.put_now({"iv_private": Answer("no")})  # closes the section
    assert page._keeper._unrecorded.half_typed() == ()
    assert "ليس تاريخاً" not in bar(window)
    assert window.services.session.drafts.draft(places.begun) == Draft({"birth_date": DAY_ONLY})


def test_half_a_row_of_a_repeat_comes_back_with_its_row(window, places, clock, open_file):
    page = open_file(places.begun)
    repeat = page._stage._shown.repeat("iv_present")
    repeat._add.click()
    long_name = "م" * 2001
    page._stage.focused().editor.show_typed(long_name)
    page._keeper.edited("iv_present[1]/present_name")
    page = again(window, places, clock)
    assert line(page, "iv_present[1]/present_name") == long_name


def test_a_colleague_does_not_see_it(window, places, clock, open_file):
    page = open_file(places.begun)
    write(page, "assessment", "close_date", "12/")
    hit(window, Qt.Key.Key_L, CTRL)
    page = open_file(places.begun, SUPERVISOR)
    page._stage.show("assessment")
    assert line(page, "close_date") == ""
    assert "نورة الخالدي" in bare(page._frame.others.text())
    assert "12/" not in texts(page)
    assert "ليس تاريخاً" not in bar(window)


# Types half a date before a real page and says when the bar has said that it is kept.
TYPIST = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from tests.ui.gestures import type_text, wait_until
from tipdesk.core.clock import system_clock
from tipdesk.demo.stations import OFFICER, open_as
from tipdesk.i18n.text import set_language
from tipdesk.ui.toolkit import theme
from tipdesk.ui.interview.autosave import SaveKind
from tipdesk.ui.toolkit.jobs import JobRunner
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.toolkit.services import Services

set_language("ar")
app = QApplication([])
theme.apply(app)
vault = Path(sys.argv[1])
services = Services(vault, JobRunner())
services.opened(open_as(vault, OFFICER, system_clock))
page = InterviewPage(services)
page.show()
page.load(services.session.files.case(sys.argv[2]))
page._stage.show("assessment")
type_text("12/", page._stage.row("close_date").editor.inputs()[0])
wait_until(lambda: page._keeper.state.kind is SaveKind.HALF_TYPED)
print("kept", flush=True)
app.exec()
"""


def test_half_a_date_outlives_kill_9_after_the_pause(places):
    with subprocess.Popen(
        [sys.executable, "-c", TYPIST, places.officers, places.begun], stdout=subprocess.PIPE
    ) as typist:
        try:
            assert typist.stdout.readline() == b"kept\n"
        finally:
            typist.kill()
        assert typist.wait() == -signal.SIGKILL
    session = open_as(places.officers, OFFICER, places.clock())
    assert session.drafts.draft(places.begun) == Draft({"close_date": "12/"})
    session.lock()


# --- an amendment without its reason ------------------------------------------------------------


def amending(page):
    click(page, "تعديل مؤرَّخ")
    retype(page, "acquaintance", "name_latin_surname", "HAILE")


def stands(window, places):
    file = window.services.session.files.load(places.completed)
    return file.answers["name_latin_surname"].value, file.amendments


def test_an_amendment_is_not_called_saved_and_outlives_a_lock(
    window, places, clock, open_file, qtbot
):
    page = open_file(places.completed)
    before = stands(window, places)
    amending(page)
    qtbot.waitUntil(lambda: page._keeper.state.kind is SaveKind.UNRECORDED)
    assert "التعديل لم يُدوَّن بعد" in bar(window)
    page = again(window, places, clock)
    assert page._keeper.amending
    assert line(page, "name_latin_surname") == "HAILE"
    assert "التعديل لم يُدوَّن بعد" in bar(window)
    assert stands(window, places) == before
    with dialogs(say_why):
        click(page, "حفظ التعديل…")
    value, amendments = stands(window, places)
    assert (value, [one.note for one in amendments]) == ("HAILE", [WHY])
    assert window.services.session.drafts.draft(places.completed) == NO_DRAFT
    assert "التعديل لم يُدوَّن" not in bar(window)
    page = again(window, places, clock)
    assert not page._keeper.amending


def test_a_dropped_amendment_does_not_come_back(window, places, clock, open_file):
    page = open_file(places.completed)
    before = stands(window, places)[0]
    amending(page)
    page = again(window, places, clock)
    click(page, "ترك التعديل")
    assert line(page, "name_latin_surname") == before
    page = again(window, places, clock)
    assert not page._keeper.amending
    assert line(page, "name_latin_surname") == before


def test_amending_back_to_what_stood_there_is_no_amendment(window, places, open_file):
    page = open_file(places.completed)
    before = stands(window, places)[0]
    amending(page)
    page.flush()
    retype(page, "acquaintance", "name_latin_surname", before)
    page.flush()
    assert not page.unrecorded()
    assert window.services.session.drafts.draft(places.completed) == NO_DRAFT


def test_leaving_an_amendment_is_asked_about_and_loses_nothing(window, places, open_file):
    page = open_file(places.completed)
    amending(page)
    with dialogs(answer("البقاء هنا", says="التعديل لم يُدوَّن بعد")):
        click(window._top, "الملفات")
    assert window._book.current() is page
    window.activateWindow()
    with dialogs(answer("تركه إلى وقت لاحق")):
        click(window._top, "الملفات")
    assert isinstance(window._book.current(), FilesPage)
    page = open_file(places.completed)
    page._stage.show("acquaintance")
    assert (page._keeper.amending, line(page, "name_latin_surname")) == (True, "HAILE")


def test_half_a_date_in_an_amendment_waits_when_the_rest_is_recorded(
    window, places, clock, open_file
):
    page = open_file(places.completed)
    amending(page)
    field = page._stage.row("birth_date").editor.inputs()[3]
    field.selectAll()
    type_text("19x", field)
    page = again(window, places, clock)
    with dialogs(say_why):
        click(page, "حفظ التعديل…")
    assert stands(window, places)[0] == "HAILE"
    assert page._keeper.amending
    assert "19x" in line(page, "birth_date")
    page._stage.show("rights")
    click(page, "حفظ التعديل…")  # nothing that could be recorded: the field is shown
    assert page._stage.focused().path == "birth_date"


def test_a_row_added_while_amending_comes_back(window, places, clock, open_file):
    page = open_file(places.completed)
    click(page, "تعديل مؤرَّخ")
    page._stage.show(page._file.rules.section_of("iv_present"))
    page._stage._shown.repeat("iv_present")._add.click()
    added = page._stage.focused().path
    type_text("مريم")
    page = again(window, places, clock)
    assert line(page, added) == "مريم"
    with dialogs(say_why):
        click(page, "حفظ التعديل…")
    file = window.services.session.files.load(places.completed)
    assert file.answers[added].value == "مريم"


def test_a_disk_that_refuses_the_draft_is_not_called_saved(window, places, open_file):
    page = open_file(places.completed)
    click(page, "تعديل مؤرَّخ")
    full_disk(window, page)
    assert not page.flush()
    assert page._keeper.state.kind is SaveKind.NOT_SAVED
    with dialogs(answer(_("Stay here"))):
        hit(window, Qt.Key.Key_L, CTRL)
    assert window._book.current() is page
