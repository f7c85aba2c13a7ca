"""Which answers bear on an element of the law; the table of Law 91/2013 itself."""

from __future__ import annotations

import csv

import pytest

from tests.forms.intake_form import intake_rules
from tests.glossary import faults
from tipdesk.cases.interview.assessing import law_elements
from tipdesk.cases.interview.indicators import Clue, ElementKind, bearings, has_act
from tipdesk.core.settings import resource
from tipdesk.i18n.text import clean

ELEMENTS = {element.code: element for element in law_elements()}


def test_the_sheet_has_the_elements_of_the_law() -> None:
    kinds = [element.kind for element in law_elements()]
    counts = {kind: kinds.count(kind) for kind in ElementKind}
    assert counts == {
        "act": 5,  # recruit, use, transport, harbour, receive
        "means": 9,
        "purpose": 6,
        "aggravating": 8,
        "smuggling": 4,
        "smuggling_aggravating": 5,
    }
    assert len(ELEMENTS) == len(law_elements())
    listed = {code.name for name in ("agg2", "agg3") for code in _choices(name)}
    own = {code for code in ELEMENTS if code.startswith(("a2_", "a3_"))}
    assert own == (listed - {"a3_5_forged"}) | {"a3_5_document"}


def _choices(name: str):
    return intake_rules().definition.choices[name]


def test_what_bears_on_an_element_are_questions_and_codes_of_the_form() -> None:
    questions = {question.name: question for question in intake_rules().definition.questions()}
    for element in law_elements():
        assert element.clues, element.code
        for clue in element.clues:
            question = questions[clue.question]
            if clue.codes:
                codes = {choice.name for choice in _choices(question.list_name)}
                assert clue.codes <= codes, f"{element.code} {clue.question}"
            if clue.above_zero:
                assert question.type in ("integer", "decimal"), clue.question


def test_every_role_means_and_form_of_exploitation_bears_on_some_element() -> None:
    clues = [clue for element in law_elements() for clue in element.clues]
    for name, list_name in (("sus_role", "sus_role"), ("ex_form", "exploit")):
        borne = {code for clue in clues if clue.question == name for code in clue.codes}
        listed = {choice.name for choice in _choices(list_name)}
        assert listed - borne == listed & {"other", "none_yet", "unknown"}, name
    means = {question.name for question in intake_rules().group("means").questions()} - {
        "means_other"
    }
    assert means <= {clue.question for clue in clues if clue.fits("yes")}


def test_every_element_can_be_asked_about_neutrally_in_both_languages() -> None:
    with resource("indicators", "law-91-2013.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        assert row["asked_of"] in ("person", "file")
        arabic = [row["arabic"], row["ask_arabic"], row["ask_arabic_f"], row["ask_arabic_m"]]
        english = f"{row['english']}. {row['ask_english']}"
        for text in arabic:
            assert clean(text) == text
            assert faults(text, english, arabic=True) == [], text
            assert not any(word in text for word in ("ضحي", "جانٍ", "متهم")), text
        assert row["ask_arabic"], row["code"]
        assert row["ask_english"], row["code"]
        assert faults(row["ask_english"], arabic=False) == []
        if row["asked_of"] == "person":  # open, never a question that yes or no would answer
            assert not row["ask_arabic"].startswith("هل")
            assert row["ask_english"].endswith("?")
            assert not row["ask_english"].startswith(
                ("Did ", "Were ", "Was ", "Has ", "Is ", "Are ")
            )
            assert bool(row["ask_arabic_f"]) == bool(row["ask_arabic_m"])


def test_what_nobody_asks_about_is_never_put_to_the_person() -> None:
    """Sexual matters, organs, the manner of entry, whether a paper is genuine."""
    for code in ("purpose_prostitution", "purpose_sexual", "purpose_organ", "som_entry",
                 "a3_5_document", "a2_7_vulnerable"):  # fmt: skip
        assert not ELEMENTS[code].to_person, code


@pytest.mark.parametrize(
    ("clue", "value", "bears"),
    [
        (Clue("a"), "x", True),
        (Clue("a"), "", False),
        (Clue("a", frozenset({"x"})), "y x", True),
        (Clue("a", frozenset({"x"})), "y xx", False),
        (Clue("a", above_zero=True), "2.5", True),
        (Clue("a", above_zero=True), "0", False),
        (Clue("a", above_zero=True), "many", False),
        (Clue("a", above_zero=True), "", False),
    ],
)
def test_an_answer_bears_when_it_fits(clue: Clue, value: str, bears: bool) -> None:
    assert clue.fits(value) is bears


def test_answers_and_exhibits_are_told_apart() -> None:
    recorded = {
        "means_physical": [("means_physical", "yes")],
        "inj_type": [("injuries[2]/inj_type", "bruise")],
        "att_type": [("exhibit_rows[1]/att_type", "contract"),
                     ("exhibit_rows[4]/att_type", "photo_injury")],
    }  # fmt: skip
    bearing = bearings([ELEMENTS["means_force"]], recorded)[0]
    assert bearing.answers == ("means_physical", "injuries[2]/inj_type")
    assert bearing.exhibits == ("exhibit_rows[4]/att_type",)


def test_an_exhibit_alone_is_no_recorded_act() -> None:
    assert not has_act(law_elements(), {"att_type": [("exhibit_rows[1]/att_type", "contract")]})
    assert not has_act(law_elements(), {"means_physical": [("means_physical", "yes")]})
    for name, value in (("rec_channel", "job_site"), ("sus_role", "harbourer"), ("leg_held", "x")):
        assert has_act(law_elements(), {name: [(name, value)]})
