"""By what a file is found from another one: spelling, lists, known-as names, years of birth."""

import csv
from pathlib import Path

from tipdesk.cases.model import Answer
from tipdesk.cases.persons.elsewhere import (
    CONTACT,
    READ,
    RELATION,
    MatchKey,
    MatchKind,
    keys_of,
    opposed_here,
    sought,
)
from tipdesk.i18n.text import search_key

SURVEY = Path(__file__).parents[3] / "resources/forms/victim-intake/survey.csv"
PERSON = {
    "name_ar_first": "ماريا", "name_ar_father": "خوسيه", "name_ar_family": "سانتوس",
    "name_latin_given": "Maria", "name_latin_surname": "SANTOS", "birth_date": "1999-03|في الربيع",
    "civil_id": "٢٩٩٠٣٠٥٠١٢٣٤", "documents[1]": "1", "documents[1]/doc_type": "passport",
    "documents[1]/doc_number": "p 1234567-A",
}  # fmt: skip
SUSPECTS = {
    "suspect_rows[1]": "1", "suspect_rows[1]/sus_name": "سالم المطيري (أبو فهد)",
    "suspect_rows[2]": "", "suspect_rows[2]/sus_name": "خالد",
    "fee_paid_to": "مكتب الأمل؛ راجيش", "sponsor": "هيا العنزي",
    "contacts[1]": "1", "contacts[1]/contact_name": "Anita", "contacts[1]/contact_relation": "colleague",
    "contacts[2]": "1", "contacts[2]/contact_name": "Rosa", "contacts[2]/contact_relation": "mother",
}  # fmt: skip


def answers_of(*parts, **more):
    given = {path: value for part in (*parts, more) for path, value in part.items()}
    return {path: Answer(value) for path, value in given.items()}


def texts(answers, kind):
    return {key.text for key in keys_of(answers) if key.kind is kind}


def test_suspects_employers_co_workers_and_who_was_paid_do_not_interpret():
    names = ("سالم المطيري", "أبو فهد", "مكتب الأمل", "راجيش", "هيا العنزي", "Anita")
    opposed = texts(answers_of(SUSPECTS), MatchKind.OPPOSED)
    assert {search_key(name) for name in names} <= opposed
    assert not {search_key(name) for name in ("خالد", "Rosa")} & opposed  # taken away; her mother


def test_a_person_is_known_by_civil_id_and_passport():
    assert texts(answers_of(PERSON), MatchKind.CIVIL_ID) == {"299030501234"}
    assert texts(answers_of(PERSON), MatchKind.PASSPORT) == {"p1234567a"}


def test_another_document_is_no_passport():
    other = answers_of(PERSON, {"documents[1]/doc_type": "visa"})
    assert {key.kind for key in keys_of(other)} == {MatchKind.CIVIL_ID}


def test_a_closed_file_is_found_by_its_person_all_the_same():
    closed = answers_of(PERSON, SUSPECTS, close_reason="returned_home")
    assert keys_of(closed) == keys_of(answers_of(PERSON, SUSPECTS))


def test_an_interpreter_is_looked_for_in_every_session_without_number_and_language():
    answers = answers_of(int_name="راجيش، الهندية، ذكر", **{
        "sessions[2]": "1", "sessions[2]/session_int_name": "سالم المطيرى",
        "sessions[3]": "", "sessions[3]/session_int_name": "هيا",
    })  # fmt: skip
    assert sought(answers) == {
        "int_name": {MatchKey(MatchKind.OPPOSED, search_key("راجيش"))},
        "sessions[2]/session_int_name": {
            MatchKey(MatchKind.OPPOSED, search_key("سالم المطيري")),
            MatchKey(MatchKind.OPPOSED_ALIKE, "mtr slm"),
            MatchKey(MatchKind.OPPOSED_ALIKE, "almtr slm"),
        },
    }
    assert sought(answers_of(int_name="17، الهندية، أنثى")) == {}


def test_an_interpreter_among_those_present_is_looked_for_too():
    rows = {"iv_present[1]": "1", "iv_present[1]/present_name": "راجيش", "iv_present[2]": "1",
            "iv_present[2]/present_name": "نورة", "iv_present[2]/present_capacity": "interviewer"}  # fmt: skip
    assert sought(answers_of(rows)) == {}
    keys = sought(answers_of(rows, {"iv_present[1]/present_capacity": "interpreter"}))
    assert keys == {
        "iv_present[1]/present_name": {MatchKey(MatchKind.OPPOSED, search_key("راجيش"))}
    }


def test_spelling_decides_nothing_in_the_file_itself_either():
    answers = answers_of(SUSPECTS, int_name="سالم المطيرى", fee_paid_to="راجيش")
    assert opposed_here(answers, "int_name") is MatchKind.OPPOSED
    assert opposed_here(answers_of(SUSPECTS, int_name="ابو فهد"), "int_name") is MatchKind.OPPOSED
    assert (
        opposed_here(answers_of(SUSPECTS, int_name="Salem Almutairi"), "int_name")
        is MatchKind.OPPOSED_ALIKE
    )
    assert opposed_here(answers_of(SUSPECTS, int_name="سالم"), "int_name") is None
    assert opposed_here(answers, "sponsor") is None


def test_level_4_is_not_compared_between_files():
    """What stands at questions of level 4 is under a file's own key; the index lies beside it."""
    sheet = csv.DictReader(SURVEY.read_text("utf-8-sig").splitlines())
    closed = {row["name"] for row in sheet if row["bind::tip:level"] == "4"}
    assert READ & closed == {CONTACT, RELATION, "absence_report_by"}
