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


def test_no_country_question_offers_who_only_issues_documents():
    rules = intake_rules()
    issue = question(rules.definition, "doc_country")
    asked = [field for field in rules.definition.questions() if field.list_name == "country"]
    named = ("nationality", "birth_country", "ex_country", "sus_nationality")
    assert {field.name for field in asked} >= set(named)
    countries = {choice.name for choice in rules.choices(asked[0])}
    others = {choice.name for choice in rules.choices(issue)} - countries
    assert others >= {"XXA", "XXB", "XXC", "XXX", "UNO", "UNA", "UNK", "GBD"}
    for field in asked:
        assert {choice.name for choice in rules.choices(field)} == countries
        for code in ("XXB", "UNO"):
            with pytest.raises(AnswerRefused):
                normalise(field, code, rules.choices(field))


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
