"""What is said beside a field whose value was refused: one sentence for each reason."""

from __future__ import annotations

from collections.abc import Mapping

from tipdesk.forms.values import Refusal
from tipdesk.i18n.catalogue import N_, _

REFUSALS: Mapping[Refusal, str] = {
    Refusal.NOT_A_NUMBER: N_("Write a number."),
    Refusal.NOT_WHOLE: N_("Write a whole number."),
    Refusal.AMBIGUOUS_NUMBER: N_(
        "The comma can mean thousands or a fraction. Write a point before the fraction and"
        " nothing between the thousands."
    ),
    Refusal.NOT_A_DATE: N_("Write a date as day/month/year, for example 05/03/1999."),
    Refusal.NOT_A_TIME: N_("Write a time as hours and minutes, for example 14:30."),
    Refusal.NOT_A_DATE_TIME: N_("Write a date and a time, for example 05/03/1999 14:30."),
    Refusal.NOT_A_CHOICE: N_("Choose one of the choices of this list."),
    Refusal.NOT_A_LOGIN: N_("Write the officer's code."),
    Refusal.TOO_LONG: N_("The text is too long for this field."),
    Refusal.NOT_ANSWERABLE: N_("This field is filled by the program."),
}


def refusal_sentence(reason: str) -> str:
    """The sentence for the `reason` of an AnswerRefused, in the language of the screen."""
    known = {refusal.value: sentence for refusal, sentence in REFUSALS.items()}
    return _(known.get(reason, N_("This answer does not fit the question.")))
