"""A returned file says what is to be mended, at its questions; quick mode says how it goes on."""

import pytest
from PySide6.QtCore import Qt

from tests.ui.drivers.window import enter, hit
from tests.ui.gestures import bare, button, click, texts, type_text
from tests.ui.places import case_of
from tipdesk.cases.model import Answer, Remark
from tipdesk.demo.stations import OFFICER, SUPERVISOR, confirm
from tipdesk.i18n.text import _
from tipdesk.ui.interview.page import InterviewPage

PLACE, WHOLE = "الاسم غير مطابق للجواز", "يُستكمل القسم الخاص بالاحتياجات"


def give_back(session, case_id, *remarks):
    made = [Remark(path, text, "", session._desk.now()) for path, text in remarks]
    return session.steps.return_with_remarks(case_id, made, confirm(session, SUPERVISOR))


@pytest.fixture
def page(officer, shown):
    made = InterviewPage(officer)
    shown(made)
    yield made
    made.leave()


@pytest.fixture
def returned(page, officer, places):
    """A file that came back with three remarks, one of them on the whole of it."""
    give_back(
        officer.session,
        places.completed,
        ("name_latin_surname", PLACE),
        ("", WHOLE),
        ("stmt_arabic", "تُضاف ساعة الوصول"),
    )
    page.load(case_of(officer.session, places.completed))
    return page


def top(page):
    return bare(texts(page._frame.remarks))


def test_the_top_says_who_returned_it_when_and_how_many_remarks_there_are(returned, officer):
    said = top(returned)
    names = {one.login: one.name for one in officer.session.officers()}
    assert names[SUPERVISOR.login] in said
    assert "3 ملاحظات" in said
    assert PLACE in said
    assert "الملاحظة 1 من 3" in said


def test_the_banner_says_that_it_came_back_and_how_to_answer(returned):
    said = texts(returned._frame.amending)
    assert (
        _("This file is complete. A later change is a dated amendment with its reason.") not in said
    )
    assert "أُعيد هذا الملف بملاحظات" in bare(said)
    assert "تعديل مؤرَّخ" in bare(said)


def test_a_complete_file_that_nobody_returned_is_only_read(page, officer, places):
    page.load(case_of(officer.session, places.completed))
    said = texts(page._frame.amending)
    assert _("This file is complete. A later change is a dated amendment with its reason.") in said


def test_one_goes_from_remark_to_remark(returned):
    click(returned, "الملاحظة التالية")
    assert WHOLE in top(returned)
    click(returned, "الملاحظة التالية")
    assert returned._stage.section == "account"
    assert returned._stage.focused().path == "stmt_arabic"
    click(returned, "الملاحظة التالية")
    assert returned._stage.focused().path == "name_latin_surname"


def test_the_remark_stands_at_its_question_and_an_amendment_begins_there(returned):
    returned._stage.show("acquaintance")
    row = returned._stage.row("name_latin_surname")
    assert PLACE in bare(texts(row))
    assert PLACE not in bare(texts(returned._stage.row("name_ar_first")))
    click(row, "تعديل مؤرَّخ")
    assert returned._keeper.amending
    row.editor.take_focus()
    type_text("X")
    assert row.editor.text().endswith("X")
    assert PLACE in bare(texts(row))  # it stays while one mends it


def test_the_cursor_comes_to_the_question_whose_remark_is_answered(returned):
    returned._stage.show("acquaintance")
    click(returned._stage.row("name_latin_surname"), "تعديل مؤرَّخ")
    assert returned._stage.focused().path == "name_latin_surname"


def test_amending_from_the_top_begins_at_what_was_remarked_on_this_section(returned):
    returned._stage.show("account")
    click(returned._frame.amending, "تعديل مؤرَّخ")
    assert returned._stage.section == "account"
    assert returned._stage.focused().path == "stmt_arabic"


def test_amending_where_nothing_was_remarked_begins_at_the_first_question(returned):
    returned._stage.show("registration")
    click(returned._frame.amending, "تعديل مؤرَّخ")
    assert returned._stage.section == "registration"
    assert returned._stage.focused().path == "intake_at"


def test_hidden_names_hide_what_was_remarked(returned):
    returned._stage.show("acquaintance")
    returned.set_masked(True)
    assert PLACE not in bare(texts(returned))
    returned.set_masked(False)
    assert PLACE in top(returned)


def test_what_was_mended_and_completed_is_not_said_again(page, officer, places):
    give_back(officer.session, places.completed, ("", WHOLE))
    session = officer.session
    session.answers.amend(places.completed, {"name_latin_surname": Answer("HAILE")}, "تصحيح")
    session.steps.complete(places.completed)
    page.load(session.files.case(places.completed))
    assert page._frame.remarks.isHidden()
    give_back(officer.session, places.completed, ("", "ملاحظة جديدة"))
    page.load(session.files.case(places.completed))
    assert "ملاحظة جديدة" in top(page)
    assert "ملاحظة واحدة" in top(page)
    assert WHOLE not in top(page)


def test_a_file_that_was_not_returned_has_no_such_line(page, officer, places):
    page.load(case_of(officer.session, places.begun))
    assert page._frame.remarks.isHidden()


# --- quick mode ---------------------------------------------------------------------------------


def test_the_chosen_view_outlives_a_lock_and_is_each_officers_own(window, places, clock, qtbot):
    enter(window, places, clock)
    window._book.show("interview", case_of(window.services.session, places.begun))
    qtbot.mouseClick(window._book.current()._frame.quick, Qt.MouseButton.LeftButton)
    few = [one.name for one in window._book.current()._file.sections()]
    hit(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    enter(window, places, clock, who=SUPERVISOR)
    window._book.show("interview", case_of(window.services.session, places.begun))
    assert not window._book.current()._file.quick
    window.lock()
    enter(window, places, clock, who=OFFICER)
    page = window._book.current()
    assert page._file.quick
    assert page._frame.quick.isChecked()
    assert [one.name for one in page._file.sections()] == few


def test_the_end_of_quick_mode_says_how_to_go_on_and_asks_nothing_again(page, officer, shown):
    case = officer.session.new_files.open_case(quick=True)
    page.load(case)
    assert page._frame.ending.isHidden()
    last = page._file.sections()[-1].name
    page._stage.show("acquaintance")
    page._stage.row("name_latin_surname").editor.take_focus()
    type_text("TESFAYE")
    page._stage.show(last)
    assert "الوضع السريع" in page._frame.ending.text()
    assert button(page, "المراجعة").isVisible()
    click(page, "عرض المقابلة كاملة")
    assert page._frame.ending.isHidden()
    assert not page._frame.quick.isChecked()
    assert page._file.needs[page._stage.section]
    assert not officer.session.views.quick_view(case)
    page._stage.show("acquaintance")
    assert page._stage.row("name_latin_surname").editor.text() == "TESFAYE"
    assert "name_latin_surname" not in page._file.needs["acquaintance"]
