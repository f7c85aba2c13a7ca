"""Made-up answers are such as a person could give."""

from random import Random

import pytest

from tests.forms.sheets_for_tests import choice, compiled, context, question, section
from tipdesk.demo.filling import FillingPlan, fill


@pytest.mark.parametrize("kind", ["select_one", "select_multiple"])
def test_a_question_that_leaves_no_choice_gets_no_answer(kind):
    closed = question(f"{kind} kind", "q", choice_filter="${t} = 'never'")
    form = compiled(section("s", question("text", "t"), closed), [choice("kind", "a")])
    filling = FillingPlan({}, lambda _question: True, text="كلمات")
    assert fill(form, context(), filling, Random(1)) == {"t": "كلمات"}
