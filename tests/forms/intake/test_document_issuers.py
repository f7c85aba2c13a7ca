"""Refugees and agencies of the United Nations issue, or are named in, documents: no countries."""

import pytest

from tests.cases.specimens import TODAY, passport
from tests.forms.intake_form import intake_rules, judged
from tipdesk.cases.answers import shown_value
from tipdesk.cases.interview.document_filling import propose, read_document
from tipdesk.core.errors import AnswerRefused
from tipdesk.desk.form_shelf import INTAKE_FORM, published_forms
from tipdesk.forms.values import normalise

BEFORE = (1, 2)  # versions in which they stood among the countries


def question(form, name):
    return next(asked for asked in form.questions() if asked.name == name)


@pytest.mark.parametrize("name", ["nationality", "birth_country", "ex_country", "sus_nationality"])
@pytest.mark.parametrize("code", ["XXB", "UNO"])
def test_a_country_question_takes_countries_only(name, code):
    rules = intake_rules()
    asked = question(rules.definition, name)
    assert code not in {choice.name for choice in rules.choices(asked)}
    with pytest.raises(AnswerRefused):
        normalise(asked, code, rules.choices(asked))


def test_the_issuer_of_a_document_may_be_one():
    rules = intake_rules()
    asked = question(rules.definition, "doc_country")
    assert normalise(asked, "XXB", rules.choices(asked)) == "XXB"


@pytest.mark.parametrize("version", BEFORE)
def test_an_answer_of_a_file_begun_before_reads_as_it_did(version):
    """A file keeps the version of the form that it was taken with, and so its words."""
    form = published_forms().get(INTAKE_FORM, version)
    asked = question(form, "nationality")
    assert shown_value(form, asked, "ETH XXB", "ar", "female") == "إثيوبيا، لاجئة"
    document = read_document(passport(country="XXB"), TODAY)
    proposed = {filling.name: filling.value for filling in propose(document, form, {}).fillings}
    assert proposed["nationality"] == "XXB"


def test_one_that_the_list_has_no_more_is_shown_as_it_stands_and_stops_nothing():
    form = intake_rules().definition
    shown = shown_value(form, question(form, "nationality"), "ETH XXB", "ar")
    assert shown == "إثيوبيا، XXB"
    assert "nationality" not in {fault.path for fault in judged({"nationality": "XXB"}).faults}
