"""An answer in words, as it leaves."""

import pytest

from tests.cases.small_form import FORM, question
from tests.forms.intake_form import intake_rules, judged
from tipdesk.cases.answers import exported_value, shown_value
from tipdesk.cases.interview.timeline import row_details
from tipdesk.forms.model import QuestionType

ACCOUNT = question("account", kind=QuestionType.LONG_TEXT)


@pytest.mark.parametrize("end", ["", " ", "\n", "\n\n"])
def test_a_statement_leaves_without_what_it_was_left_with(end: str) -> None:
    assert exported_value(FORM, ACCOUNT, f"وصلت.\nثم سكتت.{end}") == "وصلت.\nثم سكتت."
    assert shown_value(FORM, ACCOUNT, f"وصلت.\nثم سكتت.{end}", "ar") == "وصلت.\nثم سكتت."


ROLE = "documents[1]/doc_holder"


@pytest.mark.parametrize("sex", ["female", "male", ""])
def test_a_choice_agrees_with_the_person_on_the_screen_and_with_nobody_when_it_leaves(
    sex: str,
) -> None:
    form = intake_rules().definition
    role, value = intake_rules().question("person_role"), "presumed_victim"
    (choice,) = [option for option in form.choices[role.list_name] if option.name == value]
    assert choice.label.ar_f != choice.label.ar != ""
    assert shown_value(form, role, value, "ar", sex) == choice.label.text("ar", sex)
    assert shown_value(form, role, value, "ar") == choice.label.ar
    state = judged({"sex": sex, "documents[1]": "1", ROLE: "victim"})
    (holder,) = [option for option in form.choices["holder"] if option.name == "victim"]
    details = row_details(intake_rules(), state, intake_rules().group("documents"), 1, "ar")
    assert [option.text for option in details] == [holder.label.ar], "a line without its question"
    assert len({holder.label.ar, holder.label.ar_f, holder.label.ar_m}) == 3


@pytest.mark.parametrize("stored", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00", "2026-"])
def test_a_time_that_no_clock_of_kuwait_shows_stands_as_it_came(stored: str) -> None:
    moment = question("moment", kind=QuestionType.DATETIME)
    assert shown_value(FORM, moment, stored, "ar") == stored
