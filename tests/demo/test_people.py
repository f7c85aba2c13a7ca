"""Made-up people: nobody living can be meant, and no two files read the same."""

import re
from datetime import date
from random import Random

import pytest

from tests.demo.coherence import faults
from tipdesk.core.settings import resource
from tipdesk.demo.people import (
    CIVIL_ID_WEIGHTS,
    ORIGINS,
    any_civil_id,
    civil_id,
    known_answers,
    made_up_statement,
    person,
    terms,
    works,
)
from tipdesk.forms.publishing.catalogue import load_published

TODAY = date(2026, 11, 24)
PEOPLE = [person(Random(number), TODAY, number) for number in range(40)]
FORM = load_published(resource("forms")).newest("victim-intake")


def test_civil_ids_pass_the_check_and_belong_to_nobody_living() -> None:
    for number in range(300):
        digits = any_civil_id(Random(number))
        total = sum(
            int(digit) * weight for digit, weight in zip(digits, CIVIL_ID_WEIGHTS, strict=False)
        )
        assert int(digits[-1]) == 11 - total % 11
        assert re.fullmatch(r"399(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{5}", digits)
    assert sum(civil_id(serial) is None for serial in range(1000)) > 50


def test_phones_and_passports_are_of_ranges_that_are_not_given_out() -> None:
    for someone in PEOPLE:
        assert re.fullmatch(r"\+9653000[0-9]{4}", someone.phone)
        assert re.fullmatch(r"\+99900[0-9]{6}", someone.contact_phone)
        assert re.fullmatch(r"X0[0-9]{6}", someone.passport)


def test_people_come_from_everywhere_and_differ() -> None:
    assert len({someone.origin.country for someone in PEOPLE}) == len(ORIGINS) == 18
    assert {someone.sex for someone in PEOPLE} == {"female", "male"}
    assert len({someone.statement for someone in PEOPLE}) == 40
    assert any(someone.years < 18 for someone in PEOPLE)
    assert any(someone.statement.startswith("س:") for someone in PEOPLE)
    assert len({len(someone.born) for someone in PEOPLE}) >= 3  # full, month, about


def test_countries_and_languages_are_those_of_the_form() -> None:
    countries = {choice.name for choice in FORM.choices["country"]}
    languages = {choice.name for choice in FORM.choices["language"]}
    for origin in ORIGINS:
        assert origin.country in countries
        assert origin.language in languages, origin.country


def test_known_answers_are_choices_of_the_form() -> None:
    questions = {question.name: question for question in FORM.questions()}
    unknown: set[str] = set()
    for number, someone in enumerate(PEOPLE):
        for name, value in known_answers(someone, Random(number), number).items():
            question = questions.get(name)
            if question is None:
                unknown.add(name)
            elif question.list_name and value:
                names = {choice.name for choice in FORM.choices[question.list_name]}
                assert set(value.split()) <= names, f"{name}={value}"
    assert unknown == set()


def test_forty_people_do_not_contradict_themselves() -> None:
    wrong = {
        number: faults(known_answers(someone, Random(number), number), TODAY)
        for number, someone in enumerate(PEOPLE)
    }
    assert {number: rules for number, rules in wrong.items() if rules} == {}


BREAKS = {
    "age": ("age_stated", "61"),
    "called a child": ("child_possible", "yes"),
    "keeps nobody": ("marital", "married"),
    "own country": ("doc_country", "KWT"),
    "passport": ("doc_expires", "2020-01"),
    "recruited": ("ex_to", "2019-01"),
    "airport": ("leg_crossing", "salmi"),
    "residence": ("residence_article", "22"),
    "languages": ("language_preferred", "eng"),
    "interpreter": ("int_mode", "none"),
    "money of home": ("fee_paid_currency", "USD"),
    "of Kuwait": ("wage_promised_amount", "2"),
    "refuses": ("referral_basis", "duty_art40 consent"),
    "difficulties": ("disability_walking", "cannot"),
}


@pytest.mark.parametrize("part", BREAKS)
def test_a_contradiction_is_found(part: str) -> None:
    """Each in somebody of whom it is one."""
    name, value = BREAKS[part]
    broken = [
        rule
        for number, someone in enumerate(PEOPLE)
        for rule in faults(known_answers(someone, Random(number), number) | {name: value}, TODAY)
    ]
    assert any(part in rule for rule in broken)


def test_statements_hold_no_open_place_and_are_told_in_arabic() -> None:
    for work in works():
        for seed in range(20):
            statement = made_up_statement(
                Random(seed), "الهند", "في ربيع 2025", work, terms(Random(seed))
            )
            assert "{" not in statement
            assert not re.search("[A-Za-z]", statement)
            assert 5 <= len(statement.split("\n")) <= 9
