"""What other files have of the interpreter and the person, as calm advice at the questions."""

import pytest
from PySide6.QtCore import Qt

from tests.ui.drivers.interview import file_of, go_into, question, seek
from tests.ui.gestures import bare, press, type_text
from tests.ui.places import case_of
from tipdesk.cases.model import Answer
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
