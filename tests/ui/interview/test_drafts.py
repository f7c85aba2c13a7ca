"""Nothing typed is lost by a lock: half a date, an amendment without its reason; the bar says so."""

import subprocess
import sys

import pytest
from PySide6.QtCore import Qt

from tests.systems import KILLED, kill_now
from tests.ui.drivers.interview import (
    come_by_no_key,
    focused_path,
    focused_question,
    go_to,
    half_typed,
    is_amending,
    put_answers,
    question,
    repeat_of,
    saving,
    section_of,
    section_up,
    strip,
    write,
)
from tests.ui.drivers.seeing import long_field
from tests.ui.drivers.window import (
    current_page,
    enter,
    hit,
    is_at_unlock,
    open_interview,
    status_text,
    top_bar,
)
from tests.ui.gestures import answer, bare, click, dialogs, texts, type_text
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
        return open_interview(window, case_id)

    return show


def again(window, places, clock, who=OFFICER):
    """Lock by key and come back."""
    window.activateWindow()  # a window manager does so when a dialog closes
    hit(window, Qt.Key.Key_L, CTRL)
    assert is_at_unlock(window)
    enter(window, places, clock, who=who)
    return current_page(window)


def retype(page, section, path, text):
    go_to(page, section)
    question(page, path).retype(text)


def line(page, path):
    return question(page, path).typed


def bar(window):
    return status_text(window)


def say_why(dialog):
    long_field(dialog).setPlainText(WHY)
    click(dialog, "حفظ التعديل")


# --- half an answer -----------------------------------------------------------------------------


def test_half_a_date_is_not_called_saved_and_comes_back_with_its_fault(
    window, places, clock, open_file, qtbot
):
    page = open_file(places.begun)
    retype(page, "registration", "intake_at", "12/")
    qtbot.waitUntil(lambda: saving(page) is SaveKind.HALF_TYPED)
    assert "ليس تاريخاً ووقتاً بعد" in bar(window)
    assert "كل شيء محفوظ" not in bar(window)
    label = question(page, "intake_at").label
    assert bare(label)[:20] in bar(window)
    page = again(window, places, clock)
    assert section_up(page) == "registration"
    assert line(page, "intake_at").startswith("12/\n")
    assert "لا يُعدّ إجابة" in question(page, "intake_at").message
    assert "ليس تاريخاً ووقتاً بعد" in bar(window)


def test_an_answer_that_can_be_read_leaves_the_draft(window, places, clock, open_file):
    page = open_file(places.begun)
    go_to(page, "health")
    write(page, "health", "medical_report_date", "12/")
    page = again(window, places, clock)
    question(page, "medical_report_date").type("3/1999")
    page.flush()
    session = window.services.session
    assert session.drafts.draft(places.begun) == NO_DRAFT
    assert saving(page) is SaveKind.SAVED
    page = again(window, places, clock)
    assert question(page, "medical_report_date").answer == Answer("1999-03-12")
    assert not question(page, "medical_report_date").message


def test_a_reason_takes_the_place_of_half_an_answer(window, places, open_file):
    page = open_file(places.begun)
    write(page, "health", "medical_report_date", "12/")
    page.flush()
    question(page, "medical_report_date").give_reason(MissingReason.NOT_KNOWN)
    page.flush()
    assert window.services.session.drafts.draft(places.begun) == NO_DRAFT
    assert "ليس تاريخاً" not in bar(window)


def test_a_question_that_is_not_asked_any_more_is_not_spoken_of(window, places, open_file, qtbot):
    page = open_file(places.begun)
    write(page, "acquaintance", "birth_date", "12")
    page.flush()
    assert half_typed(page) == ("birth_date",)
    put_answers(page, {"iv_private": Answer("no")})  # closes the section
    assert half_typed(page) == ()
    assert "ليس تاريخاً" not in bar(window)
    assert window.services.session.drafts.draft(places.begun) == Draft({"birth_date": DAY_ONLY})


def test_half_a_row_of_a_repeat_comes_back_with_its_row(window, places, clock, open_file):
    page = open_file(places.begun)
    repeat = repeat_of(page, "iv_present")
    repeat.add()
    long_name = "م" * 2001
    focused_question(page).editor.show_typed(long_name)
    come_by_no_key(page, "iv_present[1]/present_name")
    page = again(window, places, clock)
    assert line(page, "iv_present[1]/present_name") == long_name


def test_a_colleague_does_not_see_it(window, places, clock, open_file):
    page = open_file(places.begun)
    write(page, "health", "medical_report_date", "12/")
    hit(window, Qt.Key.Key_L, CTRL)
    page = open_file(places.begun, SUPERVISOR)
    go_to(page, "health")
    assert line(page, "medical_report_date") == ""
    assert "نورة الخالدي" in bare(strip(page, "others").text())
    assert "12/" not in texts(page)
    assert "ليس تاريخاً" not in bar(window)


# Types half a date before a real page and says when the bar has said that it is kept.
TYPIST = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from tests.ui.drivers.interview import go_to, question, saving
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
go_to(page, "health")
type_text("12/", question(page, "medical_report_date").field)
wait_until(lambda: saving(page) is SaveKind.HALF_TYPED)
print("kept", flush=True)
app.exec()
"""


def test_half_a_date_outlives_kill_9_after_the_pause(places):
    with subprocess.Popen(
        [sys.executable, "-c", TYPIST, places.officers, places.begun], stdout=subprocess.PIPE
    ) as typist:
        try:
            assert typist.stdout.readline().split() == [b"kept"]
        finally:
            kill_now(typist)
        assert typist.wait() == KILLED
    session = open_as(places.officers, OFFICER, places.clock())
    assert session.drafts.draft(places.begun) == Draft({"medical_report_date": "12/"})
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
    qtbot.waitUntil(lambda: saving(page) is SaveKind.UNRECORDED)
    assert "التعديل لم يُدوَّن بعد" in bar(window)
    page = again(window, places, clock)
    assert is_amending(page)
    assert line(page, "name_latin_surname") == "HAILE"
    assert "التعديل لم يُدوَّن بعد" in bar(window)
    assert stands(window, places) == before
    with dialogs(say_why):
        click(page, "حفظ التعديل…")
    value, amendments = stands(window, places)
    assert (value, [amendment.note for amendment in amendments]) == ("HAILE", [WHY])
    assert window.services.session.drafts.draft(places.completed) == NO_DRAFT
    assert "التعديل لم يُدوَّن" not in bar(window)
    page = again(window, places, clock)
    assert not is_amending(page)


def test_a_dropped_amendment_does_not_come_back(window, places, clock, open_file):
    page = open_file(places.completed)
    before = stands(window, places)[0]
    amending(page)
    page = again(window, places, clock)
    click(page, "ترك التعديل")
    assert line(page, "name_latin_surname") == before
    page = again(window, places, clock)
    assert not is_amending(page)
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
        click(top_bar(window), "الملفات")
    assert current_page(window) is page
    window.activateWindow()
    with dialogs(answer("تركه إلى وقت لاحق")):
        click(top_bar(window), "الملفات")
    assert isinstance(current_page(window), FilesPage)
    page = open_file(places.completed)
    go_to(page, "acquaintance")
    assert (is_amending(page), line(page, "name_latin_surname")) == (True, "HAILE")


def test_half_a_date_in_an_amendment_waits_when_the_rest_is_recorded(
    window, places, clock, open_file
):
    page = open_file(places.completed)
    amending(page)
    field = question(page, "birth_date").fields[3]
    field.selectAll()
    type_text("19x", field)
    page = again(window, places, clock)
    with dialogs(say_why):
        click(page, "حفظ التعديل…")
    assert stands(window, places)[0] == "HAILE"
    assert is_amending(page)
    assert "19x" in line(page, "birth_date")
    go_to(page, "rights")
    click(page, "حفظ التعديل…")  # nothing that could be recorded: the field is shown
    assert focused_path(page) == "birth_date"


def test_a_row_added_while_amending_comes_back(window, places, clock, open_file):
    page = open_file(places.completed)
    click(page, "تعديل مؤرَّخ")
    go_to(page, section_of(page, "iv_present"))
    repeat_of(page, "iv_present").add()
    added = focused_path(page)
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
    assert saving(page) is SaveKind.NOT_SAVED
    with dialogs(answer(_("Stay here"))):
        hit(window, Qt.Key.Key_L, CTRL)
    assert current_page(window) is page
