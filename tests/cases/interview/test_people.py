"""The persons whom a file names, and a name that is corrected."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.forms.intake_form import intake_rules, judged
from tipdesk.cases.interview.people import (
    Correction,
    NameDoubt,
    corrections,
    following,
    names_by_path,
    people,
    unfinished,
)
from tipdesk.cases.model import Answer, Source

FORM = intake_rules().definition
FILE = {
    "suspect_rows[1]": "1",
    "suspect_rows[1]/sus_name": "سالم المطيري",
    "rec_person": "سالم المطيري",
    "legs[1]": "1",
    "legs[1]/leg_company": "أحمد؛ سالم المطيري ;  مريم",
    "contacts[1]": "1",
    "contacts[1]/contact_name": "Almaz",
    "iv_present[1]": "1",
    "iv_present[1]/present_name": "نورة",
    "name_ar_first": "سلام",
}


def answers(**more):
    return {path: Answer(value) for path, value in {**FILE, **more}.items()}


def named(given, is_asked=lambda _path: True):
    return {
        person.name: [role.ar for role in person.roles] for person in people(FORM, given, is_asked)
    }


def test_everybody_is_named_once_with_all_roles():
    roles = named(answers())
    assert list(roles) == ["نورة", "سالم المطيري", "أحمد", "مريم", "Almaz"]
    assert roles["سالم المطيري"] == ["المجنِّد", "المرافقون", "المشتبه بهم"]
    assert roles["Almaz"] == ["جهات اتصال"]


def test_the_person_of_the_file_is_not_among_them():
    assert "سلام" not in named(answers())


def test_spelling_makes_no_second_person():
    given = answers(rec_person="سالم المطيرى")
    assert [name for name in named(given) if name.startswith("سالم")] == ["سالم المطيرى"]


def test_rows_that_were_taken_away_and_closed_questions_name_nobody():
    given = answers(**{"suspect_rows[1]": "", "contacts[1]": ""})
    assert "Almaz" not in named(given)
    assert named(given)["سالم المطيري"] == ["المجنِّد", "المرافقون"]
    assert named(answers(), lambda path: path == "rec_person") == {"سالم المطيري": ["المجنِّد"]}


def followed(path, new, **more):
    """What follows when the name at `path` becomes `new` in the file as it stands."""
    given = answers(**more)
    before = names_by_path(FORM, given)
    given[path] = replace(given[path], value=new)
    (correction,) = corrections(before, names_by_path(FORM, given))
    return following(given, before, correction)


HOME = "suspect_rows[1]/sus_name"
COMPANY = "legs[1]/leg_company"


def test_a_corrected_suspect_is_corrected_wherever_the_name_stands():
    following = followed(HOME, "سليم المطيري")
    assert following.doubt is None
    assert following.changes["rec_person"].value == "سليم المطيري"
    assert following.changes[COMPANY].value == "أحمد؛ سليم المطيري ;  مريم"
    assert set(following.changes) == {"rec_person", COMPANY}


def test_source_and_spelling_elsewhere_do_not_matter():
    given = answers()
    given["rec_person"] = Answer("سالم المطيرى", source=Source.PERSON)
    correction = Correction(HOME, "سالم المطيري", "سليم")
    follows = following(given, names_by_path(FORM, given), correction)
    assert follows.changes["rec_person"] == Answer("سليم", source=Source.PERSON)


@pytest.mark.parametrize("path", ["sponsor", "int_name", "iv_present[1]/present_name"])
def test_a_person_without_a_row_follows_from_where_the_name_was_entered_first(path):
    early, late = datetime(2026, 3, 1, 7, tzinfo=UTC), datetime(2026, 3, 1, 8, tzinfo=UTC)
    given = answers()
    given |= {path: Answer("هيا", at=early), "contacts[1]/contact_name": Answer("هيا", at=late)}
    before = names_by_path(FORM, given)
    first = following(given, before, Correction(path, "هيا", "هيا العنزي"))
    assert (set(first.changes), first.doubt) == ({"contacts[1]/contact_name"}, None)
    later = following(given, before, Correction("contacts[1]/contact_name", "هيا", "هيا العنزي"))
    assert (set(later.changes), later.doubt) == ({path}, NameDoubt.NOT_HOME)


def test_a_name_that_is_in_the_file_already_is_never_merged_unasked():
    following = followed(HOME, "مريم")
    assert (set(following.changes), following.doubt) == ({"rec_person", COMPANY}, NameDoubt.KNOWN)
    assert followed("rec_person", "مريم") is None  # another person was chosen there


def test_of_two_rows_with_one_name_nobody_can_tell_who_is_meant():
    two = {"suspect_rows[2]": "1", "suspect_rows[2]/sus_name": "سالم المطيرى"}
    assert followed(HOME, "خالد", **two).doubt is NameDoubt.SAME_NAME


def test_one_of_several_names_can_be_corrected():
    given = answers(fee_paid_to="مريم")
    before = names_by_path(FORM, given)
    given[COMPANY] = Answer("أحمد؛ سالم المطيري ;  مريم الصباح")
    (correction,) = corrections(before, names_by_path(FORM, given))
    assert correction == Correction(COMPANY, "مريم", "مريم الصباح")


@pytest.mark.parametrize("new", ["", "سالم المطيري", "خالد؛ سالم المطيري"])
def test_an_emptied_name_and_one_more_are_no_correction(new):
    given = answers()
    before = names_by_path(FORM, given)
    given["rec_person"] = Answer(new)
    assert corrections(before, names_by_path(FORM, given)) == ()


def test_a_part_of_a_name_is_another_name():
    assert followed(HOME, "سليم", rec_person="سالم", **{COMPANY: ""}) is None


def test_what_stands_in_a_row_that_was_taken_away_follows_nobody():
    following = followed(HOME, "سليم", **{"legs[1]": ""})
    assert set(following.changes) == {"rec_person"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("أحمد؛ سا", ("أحمد؛ ", "سا")),
        ("سا", ("", "سا")),
        ("أحمد؛", ("أحمد؛", "")),
        ("17، الهندية، أنثى", ("", "17، الهندية، أنثى")),
    ],
)
def test_the_last_name_of_several_is_the_one_that_is_typed(text, expected):
    assert unfinished(text) == expected


def test_an_interpreter_chosen_among_the_suspects_is_told_of():
    name = people(FORM, answers(), lambda _path: True)[1].name
    state = judged({**FILE, "case_type": "tip", "int_mode": "phone", "int_name": name})
    assert state.is_relevant("interpreter_named")
