"""A returned file says what is to be corrected, at its questions; quick mode is left and entered."""

import pytest
from PySide6.QtCore import Qt

from tests.ui.drivers import night
from tests.ui.drivers.interview import (
    amending_bar,
    file_of,
    focused_path,
    go_to,
    is_amending,
    question,
    quick_mode,
    remarks_bar,
    section_names,
    section_up,
    still_needed,
)
from tests.ui.drivers.vault import desk_of
from tests.ui.drivers.window import current_page, enter, hit, open_interview
from tests.ui.gestures import bare, click, texts, type_text
from tests.ui.places import case_of
from tipdesk.cases.model import Answer, Remark
from tipdesk.demo.stations import OFFICER, SUPERVISOR, confirm
from tipdesk.i18n.text import _
from tipdesk.ui.interview.page import InterviewPage

PLACE, WHOLE = "الاسم غير مطابق للجواز", "يُستكمل القسم الخاص بالاحتياجات"


def give_back(session, case_id, *remarks):
    given = [Remark(path, text, "", desk_of(session).now()) for path, text in remarks]
    return session.steps.return_with_remarks(case_id, given, confirm(session, SUPERVISOR))


@pytest.fixture
def page(officer, shown):
    page = InterviewPage(officer)
    shown(page)
    yield page
    page.leave()


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
    return bare(texts(remarks_bar(page)))


def test_the_top_says_who_returned_it_when_and_how_many_remarks_there_are(returned, officer):
    top_text = top(returned)
    names = {person.login: person.name for person in officer.session.officers()}
    assert names[SUPERVISOR.login] in top_text
    assert "3 ملاحظات" in top_text
    assert PLACE in top_text
    assert "الملاحظة 1 من 3" in top_text


def test_the_banner_says_that_it_came_back_and_how_to_answer(returned):
    words = texts(amending_bar(returned))
    assert (
        _("This file is complete. A later change is a dated amendment with its reason.")
        not in words
    )
    assert "أُعيد هذا الملف بملاحظات" in bare(words)
    assert "تعديل مؤرَّخ" in bare(words)


def test_a_complete_file_that_nobody_returned_is_only_read(page, officer, places):
    page.load(case_of(officer.session, places.completed))
    words = texts(amending_bar(page))
    assert _("This file is complete. A later change is a dated amendment with its reason.") in words


def test_one_goes_from_remark_to_remark(returned):
    click(returned, "الملاحظة التالية")
    assert WHOLE in top(returned)
    click(returned, "الملاحظة التالية")
    assert section_up(returned) == "account"
    assert focused_path(returned) == "stmt_arabic"
    click(returned, "الملاحظة التالية")
    assert focused_path(returned) == "name_latin_surname"


def test_the_remark_stands_at_its_question_and_an_amendment_begins_there(returned):
    go_to(returned, "acquaintance")
    row = question(returned, "name_latin_surname")
    assert PLACE in row.words
    assert PLACE not in question(returned, "name_ar_first").words
    click(row.row, "تعديل مؤرَّخ")
    assert is_amending(returned)
    row.type("X")
    assert row.text.endswith("X")
    assert PLACE in row.words  # it stays while one corrects it


def test_the_cursor_comes_to_the_question_whose_remark_is_answered(returned):
    go_to(returned, "acquaintance")
    click(question(returned, "name_latin_surname").row, "تعديل مؤرَّخ")
    assert focused_path(returned) == "name_latin_surname"


def test_amending_from_the_top_begins_at_what_was_remarked_on_this_section(returned):
    go_to(returned, "account")
    click(amending_bar(returned), "تعديل مؤرَّخ")
    assert section_up(returned) == "account"
    assert focused_path(returned) == "stmt_arabic"


def test_amending_where_nothing_was_remarked_begins_at_the_first_question(returned):
    go_to(returned, "registration")
    click(amending_bar(returned), "تعديل مؤرَّخ")
    assert section_up(returned) == "registration"
    assert focused_path(returned) == "intake_at"


def test_hidden_names_hide_what_was_remarked(returned):
    go_to(returned, "acquaintance")
    returned.set_masked(True)
    assert PLACE not in bare(texts(returned))
    returned.set_masked(False)
    assert PLACE in top(returned)


def test_what_was_corrected_and_completed_is_not_said_again(page, officer, places):
    give_back(officer.session, places.completed, ("", WHOLE))
    session = officer.session
    session.answers.amend(places.completed, {"name_latin_surname": Answer("HAILE")}, "تصحيح")
    session.steps.complete(places.completed)
    page.load(session.files.case(places.completed))
    assert remarks_bar(page).isHidden()
    give_back(officer.session, places.completed, ("", "ملاحظة جديدة"))
    page.load(session.files.case(places.completed))
    assert "ملاحظة جديدة" in top(page)
    assert "ملاحظة واحدة" in top(page)
    assert WHOLE not in top(page)


def test_a_file_that_was_not_returned_has_no_such_line(page, officer, places):
    page.load(case_of(officer.session, places.begun))
    assert remarks_bar(page).isHidden()


# --- quick mode ---------------------------------------------------------------------------------


def test_the_chosen_view_outlives_a_lock_and_is_each_officers_own(window, places, clock, qtbot):
    enter(window, places, clock)
    open_interview(window, places.begun)
    qtbot.mouseClick(quick_mode(current_page(window)), Qt.MouseButton.LeftButton)
    assert night.is_up(current_page(window))
    few = section_names(current_page(window))
    hit(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    enter(window, places, clock, who=SUPERVISOR)
    open_interview(window, places.begun)
    assert not file_of(current_page(window)).quick
    window.lock()
    enter(window, places, clock, who=OFFICER)
    page = current_page(window)
    assert file_of(page).quick
    assert quick_mode(page).isChecked()
    assert section_names(page) == few
    assert night.is_up(page)


def test_the_card_gives_way_to_all_questions_and_nothing_is_asked_again(page, officer):
    case = officer.session.new_files.open_case(quick=True)
    page.load(case)
    assert night.is_up(page)
    night.go_to(page, "name_latin_surname")
    type_text("TESFAYE")
    night.leave(page)
    assert not night.is_up(page)
    assert not quick_mode(page).isChecked()
    assert not officer.session.views.quick_view(case)
    go_to(page, "acquaintance")
    assert question(page, "name_latin_surname").text == "TESFAYE"
    assert "name_latin_surname" not in still_needed(page, "acquaintance")
