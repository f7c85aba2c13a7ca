"""An answer in words, for a record that can be read without its form."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from tipdesk.core.settings import Language
from tipdesk.forms.model import Choice, FormDefinition, Question, QuestionType
from tipdesk.i18n.text import format_date, format_datetime, format_partial

_LIST_SEPARATOR = {"ar": "، ", "en": ", "}


def shown_value(
    form: FormDefinition, question: Question, value: str, language: Language, sex: str = ""
) -> str:
    """A stored value as people read it, choices as one speaks of a person of `sex`; what does not
    fit its type is shown as it stands. What leaves the station is worded for nobody's sex."""
    if not value:
        return ""
    try:
        return _shown(form, question, value, language, sex)
    except (ValueError, OverflowError):  # the first hours of the year 1, told from elsewhere
        return value


def paper_label(choice: Choice, language: Language, sex: str = "") -> str:
    """The choice as paper and bundles call it: a shelter is never named (wording rule 4)."""
    return choice.filter.get(f"print_{language}", "") or choice.label.text(language, sex)


def is_unnamed(choices: Iterable[Choice], name: str) -> bool:
    """Whether paper says only what kind of place `name` is, a shelter; its unit is not printed."""
    choices = tuple(choices)
    general = {one.filter.get("export_as", "") for one in choices} - {""}
    own = any(one.name == name and one.filter.get("print_ar") for one in choices)
    return own or name in general


def exported_value(form: FormDefinition, question: Question, value: str) -> str:
    """The value as it leaves: a choice that must not be told apart outside goes by another's
    name (column export_as of the choices sheet)."""
    if question.type is QuestionType.LONG_TEXT:
        return value.rstrip()  # what an officer left it with, to go on later
    if not question.list_name:
        return value
    choices = {choice.name: choice for choice in form.choices.get(question.list_name, ())}
    exported = (
        (name in choices and choices[name].filter.get("export_as", "")) or name
        for name in _names(question, value)
    )
    return " ".join(dict.fromkeys(exported))


def _names(question: Question, value: str) -> list[str]:
    return value.split() if question.type is QuestionType.SELECT_MULTIPLE else [value]


def _shown(
    form: FormDefinition, question: Question, value: str, language: Language, sex: str
) -> str:
    if question.list_name:
        choices = {choice.name: choice for choice in form.choices.get(question.list_name, ())}
        return _LIST_SEPARATOR[language].join(
            paper_label(choices[name], language, sex) if name in choices else name
            for name in _names(question, value)
        )
    if question.type is QuestionType.DATE:
        return format_date(date.fromisoformat(value), language)
    if question.type is QuestionType.DATETIME:
        return format_datetime(datetime.fromisoformat(value), language)
    if question.type is QuestionType.PARTIAL_DATE:
        edtf, _, words = value.partition("|")
        formatted = format_partial(edtf, language) if edtf else ""
        return f"{formatted} «{words}»".strip() if words else formatted
    if question.type is QuestionType.ATTACHMENT:
        return value.partition("|")[2] or value
    return value.rstrip() if question.type is QuestionType.LONG_TEXT else value
