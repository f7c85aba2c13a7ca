"""A row of a repeat in one line: the two or three answers that tell which one it is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from tipdesk.cases.answer_words import shown_value
from tipdesk.core.settings import Language
from tipdesk.forms.model import Group, Question, QuestionType, row_path
from tipdesk.forms.rules.rules import FormRules
from tipdesk.forms.rules.state import FormState

_MOST = 3
_RESTRICTED = 4  # the level of what is not said in passing
# What is looked at first in the repeats of the forms that we ship; elsewhere it is the order of
# the form.
_TELLING: Mapping[str, tuple[str, ...]] = {
    "iv_present": ("present_name", "present_capacity", "present_sex"),
    "sessions": ("session_started", "session_officer", "session_stop"),
    "stmt_timeline": ("timeline_what", "timeline_where", "timeline_when"),
    "legs": ("leg_from_country", "leg_to_country", "leg_date"),
    "episodes": ("ex_form", "ex_country", "ex_from"),
    "suspect_rows": ("sus_name", "sus_role", "sus_relation"),
    "documents": ("doc_type", "doc_number", "doc_holder"),
    "injuries": ("inj_type", "inj_body", "inj_date"),
    "needs": ("need_type", "ref_agency", "ref_status"),
    "iv_breaks": ("break_from", "break_to", "break_reason"),
    "indicator_rows": ("ind_code", "ind_state"),
    "exhibit_rows": ("att_no", "att_type", "att_title"),
}
_DATES = frozenset({QuestionType.DATE, QuestionType.DATETIME, QuestionType.PARTIAL_DATE})


@dataclass(frozen=True, slots=True)
class Told:
    """One answer of a row in words."""

    path: str
    text: str
    level: int  # of the question, 1 to 4


def telling(
    rules: FormRules,
    state: FormState,
    repeat: Group,
    row: int,
    language: Language,
    *,
    dates: bool = True,
) -> tuple[Told, ...]:
    """The answers that tell the row best, at most three; without `dates` none that are dates."""
    found: list[Told] = []
    for question in _in_order(repeat):
        path = f"{row_path(repeat.name, row)}/{question.name}"
        value = state.value(path) if _may_tell(question, dates=dates) else ""
        if value:
            # Without its question, "herself" could be the paper: worded as for nobody's sex.
            text = " ".join(shown_value(rules.definition, question, value, language).split())
            found.append(Told(path, text, question.level))
            if len(found) == _MOST:
                break
    return tuple(found)


def _in_order(repeat: Group) -> Iterator[Question]:
    first = _TELLING.get(repeat.name, ())
    by_name = {question.name: question for question in repeat.questions()}
    yield from (by_name[name] for name in first if name in by_name)
    yield from (question for name, question in by_name.items() if name not in first)


def _may_tell(question: Question, *, dates: bool) -> bool:
    return (
        question.answerable
        and question.level < _RESTRICTED
        and question.type not in (QuestionType.LONG_TEXT, QuestionType.ATTACHMENT)
        and (dates or question.type not in _DATES)
    )


def waiting(paths: Collection[str], repeat: str, row: int) -> int:
    """How many of `paths` stand in the row."""
    head = row_path(repeat, row) + "/"
    return sum(path.startswith(head) for path in paths)
