"""Answers as plain mappings from path to `Answer`: what they say to the rules, and their digest.

And an answer in words (`shown_value`), for a record that can be read without its form.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from tipdesk.cases.custody.chain import canonical, timestamp
from tipdesk.cases.model import NO_ANSWER, Answer, CaseFile, MissingReason, Source
from tipdesk.core.settings import Language
from tipdesk.forms.model import (
    Choice,
    FormDefinition,
    LocalText,
    Question,
    QuestionType,
    split_path,
)
from tipdesk.forms.rules.rules import FormState
from tipdesk.i18n.text import format_date, format_datetime, format_partial


def question_name(path: str) -> str:
    """The question's name in `path`; '' for the path of a row."""
    return split_path(path)[2]


def stands(answer: Answer) -> bool:
    """Whether the question is answered: a value, or a reason for having none. What is closed to
    the officer stands as well."""
    return bool(answer.value) or answer.reason is not None or answer.closed


def values(answers: Mapping[str, Answer]) -> dict[str, str]:
    """What the form's rules read: path to value, empty ones left out."""
    return {path: answer.value for path, answer in answers.items() if answer.value}


def counting(answers: Mapping[str, Answer], state: FormState) -> Mapping[str, Answer]:
    """The answers without what the form refuses of them, which counts as no answer: for whatever
    is told of a file. What an officer wrote stays in the file and in its field."""
    refused = state.refused
    if not refused:
        return answers
    return {
        path: replace(answer, value=state.value(path)) if path in refused else answer
        for path, answer in answers.items()
    }


def as_it_counts(case_file: CaseFile, state: FormState) -> CaseFile:
    """The file without what the form refuses of its answers: for its record and its papers. How
    such an answer came about is told again once it is fixed."""
    refused = state.refused
    if not refused:
        return case_file
    return replace(
        case_file,
        answers=counting(case_file.answers, state),
        amendments=tuple(
            amendment for amendment in case_file.amendments if amendment.path not in refused
        ),
    )


def given_at(answers: Mapping[str, Answer]) -> dict[str, datetime]:
    """When each answer was given: by that moment the form's rules judge it."""
    return {path: answer.at for path, answer in answers.items() if answer.value and answer.at}


def answered(answers: Mapping[str, Answer]) -> frozenset[str]:
    """The paths that no longer wait for an answer."""
    return frozenset(path for path, answer in answers.items() if stands(answer))


def same_answer(first: Answer, second: Answer) -> bool:
    """Whether two answers say the same, whoever gave them and whenever."""
    return (first.value, first.reason, first.source) == (
        second.value,
        second.reason,
        second.source,
    )


def changed(
    before: Mapping[str, Answer], after: Mapping[str, Answer]
) -> dict[str, tuple[Answer, Answer]]:
    """Path to (before, after) for every answer of `after` that says something new."""
    pairs = {path: (before.get(path, NO_ANSWER), answer) for path, answer in after.items()}
    return {path: pair for path, pair in pairs.items() if not same_answer(*pair)}


def stamped(answer: Answer, by: str, at: datetime) -> Answer:
    """The answer with who entered it and when."""
    return Answer(answer.value, answer.reason, answer.source, by, at)


def answers_digest(answers: Mapping[str, Answer]) -> str:
    """SHA-256 (hex) of everything that stands. Kept inside the vault only: it covers values that
    never leave, and short values could be guessed from it."""
    rows = [[path, answer_to_json(answers[path])] for path in sorted(answers)]
    return hashlib.sha256(canonical(rows)).hexdigest()


def field_names(paths: Iterable[str]) -> str:
    """The questions of `paths` for an audit log entry: sorted, unique, separated by spaces."""
    return " ".join(sorted({question_name(path) or path for path in paths}))


def answer_to_json(answer: Answer) -> dict[str, str]:
    """An answer as a JSON object; what is not set is left out."""
    fields = {
        "value": answer.value,
        "reason": answer.reason.value if answer.reason else "",
        "source": answer.source.value if answer.source else "",
        "by": answer.by,
        "at": timestamp(answer.at) if answer.at else "",
    }
    return {key: value for key, value in fields.items() if value}


def answer_from_json(fields: Mapping[str, str]) -> Answer:
    """Read what `answer_to_json` wrote.

    Raises:
        ValueError: a reason, source or time is unknown.
    """
    return Answer(
        value=fields.get("value", ""),
        reason=MissingReason(fields["reason"]) if "reason" in fields else None,
        source=Source(fields["source"]) if "source" in fields else None,
        by=fields.get("by", ""),
        at=datetime.fromisoformat(fields["at"]) if "at" in fields else None,
    )


_LIST_SEPARATOR = {"ar": "، ", "en": ", "}


def shown_value(
    form: FormDefinition, question: Question, value: str, language: Language, sex: str = ""
) -> str:
    """A stored value as people read it, choices as one speaks of a person of `sex`; what does not
    fit its type is shown as it stands. What leaves the station is worded for nobody's sex."""
    return _in_words(
        form, question, value, language, lambda choice: paper_label(choice, language, sex)
    )


def value_on_screen(
    form: FormDefinition, question: Question, value: str, language: Language, sex: str = ""
) -> str:
    """As `shown_value`, but a shelter is named, as the choice is that the officer took: two that
    are called alike on paper are told apart by whoever answers."""
    return _in_words(
        form, question, value, language, lambda choice: choice.label.text(language, sex)
    )


def placed_label(
    form: FormDefinition, name: str, label: LocalText, language: Language, sex: str = ""
) -> str:
    """What a question is called in a list of many: after the group, list or table that it stands
    in (without what its name says after a colon: how to ask). Alone, "when" or "other" belongs to
    nothing."""
    group = form.around(name)
    text = label.text(language, sex)
    if group is None:
        return text
    return f"{group.label.text(language, sex).partition(':')[0]} • {text}"


def paper_label(choice: Choice, language: Language, sex: str = "") -> str:
    """The choice as paper and bundles call it: a shelter is never named (wording rule 4)."""
    return choice.filter.get(f"print_{language}", "") or choice.label.text(language, sex)


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


def _in_words(
    form: FormDefinition,
    question: Question,
    value: str,
    language: Language,
    label_of: Callable[[Choice], str],
) -> str:
    if not value:
        return ""
    try:
        return _shown(form, question, value, language, label_of)
    except (ValueError, OverflowError):  # the first hours of the year 1, told from elsewhere
        return value


def _shown(
    form: FormDefinition,
    question: Question,
    value: str,
    language: Language,
    label_of: Callable[[Choice], str],
) -> str:
    if question.list_name:
        choices = {choice.name: choice for choice in form.choices.get(question.list_name, ())}
        return _LIST_SEPARATOR[language].join(
            label_of(choices[name]) if name in choices else name for name in _names(question, value)
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
