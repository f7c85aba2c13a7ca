"""An answer in words, as it leaves."""

import pytest

from tests.cases.small_form import FORM, question
from tipdesk.cases.shown import exported_value, shown_value
from tipdesk.forms.model import QuestionType

ACCOUNT = question("account", kind=QuestionType.LONG_TEXT)


@pytest.mark.parametrize("end", ["", " ", "\n", "\n\n"])
def test_an_account_leaves_without_what_it_was_left_with(end: str) -> None:
    assert exported_value(FORM, ACCOUNT, f"وصلت.\nثم سكتت.{end}") == "وصلت.\nثم سكتت."
    assert shown_value(FORM, ACCOUNT, f"وصلت.\nثم سكتت.{end}", "ar") == "وصلت.\nثم سكتت."
