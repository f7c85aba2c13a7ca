"""The persons whom a file names, and a name that is corrected."""

from __future__ import annotations

import pytest

from tests.forms.intake_form import intake_rules, judged
from tipdesk.cases.model import Answer, Source
from tipdesk.cases.people import followers, people, unfinished

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
    return {one.name: [role.ar for role in one.roles] for one in people(FORM, given, is_asked)}


def test_everybody_is_named_once_with_all_roles():
    found = named(answers())
    assert list(found) == ["نورة", "سالم المطيري", "أحمد", "مريم", "Almaz"]
    assert found["سالم المطيري"] == ["المجنِّد", "المرافقون", "المشتبه بهم"]
    assert found["Almaz"] == ["جهات اتصال"]


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


def test_a_corrected_name_is_corrected_wherever_it_stands():
    given = answers()
    given["suspect_rows[1]/sus_name"] = Answer("سليم المطيري")
    given["rec_person"] = Answer("سالم المطيري", source=Source.PERSON)
    changed = followers(FORM, given, "سالم المطيري", "سليم المطيري")
    assert changed["rec_person"] == Answer("سليم المطيري", source=Source.PERSON)
    assert changed["legs[1]/leg_company"].value == "أحمد؛ سليم المطيري ;  مريم"
    assert set(changed) == {"rec_person", "legs[1]/leg_company"}


@pytest.mark.parametrize(("old", "new"), [("", "س"), ("خالد", ""), ("سالم", "سليم")])
def test_nothing_follows_an_empty_name_or_a_part_of_one(old, new):
    given = answers(**{"suspect_rows[1]/sus_name": new, "rec_person": "خالد"})
    assert followers(FORM, given, old, new) == {}


def test_nothing_follows_while_two_have_the_same_name():
    two = answers(**{"suspect_rows[2]": "1", "suspect_rows[2]/sus_name": "سالم المطيري"})
    two["suspect_rows[1]/sus_name"] = Answer("خالد")
    assert followers(FORM, two, "سالم المطيري", "خالد") == {}


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
