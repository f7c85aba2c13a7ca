"""An answer in words, for a record that can be read without its form."""

from __future__ import annotations

from datetime import date, datetime

from tipdesk.forms.model import FormDefinition, Question, QuestionType
from tipdesk.i18n.dates import format_date, format_datetime, format_partial
from tipdesk.settings import Language

_LIST_SEPARATOR = {"ar": "، ", "en": ", "}


def shown_value(form: FormDefinition, question: Question, value: str, language: Language) -> str:
    """A stored value as people read it; what does not fit its type is shown as it stands."""
    if not value:
        return ""
    try:
        return _shown(form, question, value, language)
    except ValueError:
        return value


def _shown(form: FormDefinition, question: Question, value: str, language: Language) -> str:
    if question.list_name:
        labels = {choice.name: choice.label for choice in form.choices.get(question.list_name, ())}
        names = value.split() if question.type is QuestionType.SELECT_MULTIPLE else [value]
        return _LIST_SEPARATOR[language].join(
            labels[name].text(language) if name in labels else name for name in names
        )
    if question.type is QuestionType.DATE:
        return format_date(date.fromisoformat(value), language)
    if question.type is QuestionType.DATETIME:
        return format_datetime(datetime.fromisoformat(value), language)
    if question.type is QuestionType.PARTIAL_DATE:
        edtf, _, words = value.partition("|")
        formatted = format_partial(edtf, language) if edtf else ""
        return f"{formatted} «{words}»".strip() if words else formatted
    return value
