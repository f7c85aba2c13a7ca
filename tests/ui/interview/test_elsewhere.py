"""What other files have of the interpreter and the person, as calm advice at the questions."""

import pytest
from PySide6.QtCore import Qt

from tests.ui.drivers.interview import file_of, go_into, question, seek
from tests.ui.gestures import bare, focused, press, type_text
from tests.ui.places import case_of
from tipdesk.cases.model import Answer
from tipdesk.i18n.text import _
from tipdesk.ui.interview.page import InterviewPage

BASE = {"case_type": "tip", "iv_private": "yes", "iv_suspect_near": "no", "fit_now": "yes",
        "consent_interview": "granted", "age_stated": "30", "int_mode": "phone"}  # fmt: skip
OTHER = {
    "suspect_rows[1]": "1",
    "suspect_rows[1]/sus_name": "سالم المطيري",
    "civil_id": "299030501234",
}


def record(services, case_id, answers):
    session = services.session
    session.answers.save_answers(case_id, {path: Answer(value) for path, value in answers.items()})
    session.answers.fold(case_id)


@pytest.fixture
def page(officer, shown, places):
    page = shown(InterviewPage(officer))
    other = officer.session.new_files.open_case()
    record(officer, other.id, OTHER)
    record(officer, places.begun, BASE)
    page.other = other.number
    yield page
    page.leave()


def load(page, officer, places, section):
    page.load(case_of(officer.session, places.begun), section)


def advice(page, path):
    return bare(question(page, path).row.notes.advice.text())


def test_the_interpreters_name_is_compared_when_the_field_is_left(page, officer, places):
    section = page_section(officer, places, "int_name")
    load(page, officer, places, section)
    go_into(page, "int_name")
    type_text("سالم المطيرى")
    assert advice(page, "int_name") == ""  # not while it is typed
    press(Qt.Key.Key_Tab)
    assert f"في الملف: {page.other}" in advice(page, "int_name")
    assert "وحدة المقابلات التجريبية" in advice(page, "int_name")
    assert not question(page, "int_name").row.faulty  # it blocks nothing
    assert officer.session.files.load(places.begun).answers["int_name"].value == "سالم المطيرى"
    page.set_masked(True)
    assert advice(page, "int_name") == ""
    page.set_masked(False)
    assert page.other in advice(page, "int_name")
    go_into(page, "int_name", 0)
    question(page, "int_name").field.selectAll()
    type_text("خالد")
    press(Qt.Key.Key_Tab)
    assert advice(page, "int_name") == ""


def page_section(officer, places, path):
    return officer.session.files.rules(places.begun).section_of(path)


def test_a_second_session_and_a_person_who_is_here_already_are_told_of_at_once(
    page, officer, places
):
    path = "sessions[2]/session_int_name"
    record(officer, places.begun, {"sessions[2]": "1", path: "سالم المطيري", "civil_id": OTHER["civil_id"],
                                 "sessions[2]/session_int_mode": "phone"})  # fmt: skip
    load(page, officer, places, page_section(officer, places, "civil_id"))
    assert page.other in advice(page, "civil_id")
    seek(page, path)
    assert page.other in advice(page, path)
    told_words = advice(page, path) + advice(page, path)
    assert "سالم" not in told_words  # nobody is named


def test_the_same_file_is_not_told_twice(page, officer, places):
    own = {
        "suspect_rows[1]": "1",
        "suspect_rows[1]/sus_name": "هيا العنزي",
        "int_name": "هيا العنزي",
    }
    record(officer, places.begun, own)
    load(page, officer, places, page_section(officer, places, "int_name"))
    assert file_of(page).state.is_relevant("interpreter_named")  # the form says it
    assert advice(page, "int_name") == ""
    record(officer, places.begun, {"int_name": "هيا العنزى"})  # the form does not see it
    load(page, officer, places, page_section(officer, places, "int_name"))
    assert "في هذا الملف" in advice(page, "int_name")


def test_a_person_under_another_spelling_is_told_of_where_the_name_stands(page, officer, places):
    """By number, unit and reasons, in the language of the window; nothing of the other file."""
    other = officer.session.new_files.open_case()
    names = {"name_ar_first": "خديجة", "name_ar_family": "الرشيدي", "birth_date": "1991-04-17"}
    record(officer, other.id, names)
    load(page, officer, places, page_section(officer, places, "name_latin_given"))
    record(officer, places.begun, {"name_latin_surname": "AL RASHEEDI", "birth_date": "1991-04-17"})
    load(page, officer, places, page_section(officer, places, "name_latin_given"))
    go_into(page, "name_latin_given")
    type_text("Khadeeja")
    press(Qt.Key.Key_Tab)
    words = advice(page, "name_latin_given")
    assert words.startswith(f"قد يكون الشخص نفسه الوارد في الملف {other.number}")
    assert "تاريخ الميلاد نفسه" in words
    assert "خديجة" not in words
    assert "1991" not in words


# --- whether it is the same person -------------------------------------------------------------------

NAMES = {"name_ar_first": "خديجة", "name_ar_family": "الرشيدي", "birth_date": "1991-04-17"}


@pytest.fixture
def again(page, officer, places):
    """A second file of one person, with the cursor at her name; the first file."""
    other = officer.session.new_files.open_case()
    record(officer, other.id, NAMES)
    record(officer, places.begun, {"name_latin_given": "", "name_latin_surname": "", **NAMES})
    load(page, officer, places, page_section(officer, places, "name_ar_first"))
    go_into(page, "name_ar_first")
    return other


def advice_buttons(page):
    return {
        press.text(): press for press in question(page, "name_ar_first").row.notes.advice.stops()
    }


def test_one_person_is_said_and_taken_back_by_keyboard(page, officer, places, again):
    assert advice(page, "name_ar_first").startswith("قد يكون الشخص نفسه")
    go_into(page, "name_ar_first")
    for words in (
        _("The same person"),
        _("Of the family"),
        _("Somebody else"),
        _("Open the file"),
    ):
        press(Qt.Key.Key_Tab)
        assert focused() is advice_buttons(page)[words]
        assert again.number in bare(focused().accessibleName())
    advice_buttons(page)[_("The same person")].setFocus()
    press(Qt.Key.Key_Space)
    assert advice(page, "name_ar_first").startswith(f"الشخص نفسه الوارد في الملف {again.number}")
    assert focused() is advice_buttons(page)[_("Undo")]
    press(Qt.Key.Key_Space)
    assert advice(page, "name_ar_first").startswith("قد يكون الشخص نفسه")
    assert focused() is advice_buttons(page)[_("The same person")]
    page.set_masked(True)
    assert advice(page, "name_ar_first") == ""
    assert not advice_buttons(page)


def test_two_people_are_no_warning_any_more(page, officer, places, again):
    advice_buttons(page)[_("Somebody else")].click()
    assert advice(page, "name_ar_first").startswith(f"شخص غير الوارد في الملف {again.number}")
    load(page, officer, places, page_section(officer, places, "name_ar_first"))
    assert advice(page, "name_ar_first").startswith("شخص غير الوارد")
    page.load(case_of(officer.session, again.id), page_section(officer, places, "name_ar_first"))
    assert advice(page, "name_ar_first").startswith("شخص غير الوارد")
