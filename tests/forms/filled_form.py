"""A form with everything in it answered: as much as one run over it can have to look at."""

from __future__ import annotations

from tipdesk.forms.model import Question, QuestionType, path_of, row_path
from tipdesk.forms.rules.rules import FormRules

ROWS = (1, 2, 3)
_OPEN = {"iv_private": "yes", "iv_suspect_near": "no", "fit_now": "yes", "self_harm": "no",
         "recent_assault": "no", "prior_any": "yes", "consent_interview": "granted",
         "session_private": "yes", "session_suspect_near": "no", "session_fit": "yes"}  # fmt: skip
_PLAIN = {
    QuestionType.INTEGER: ("20", "21"),
    QuestionType.DECIMAL: ("1.500", "1.750"),
    QuestionType.DATE: ("2026-01-01", "2026-02-03"),
    QuestionType.DATETIME: ("2026-11-24T08:00:00Z", "2026-11-24T08:30:00Z"),
    QuestionType.PARTIAL_DATE: ("1999-05~|أيام العيد", "2011"),
}


def filled(rules: FormRules) -> dict[str, str]:
    """Every field filled, three rows in each repeat."""
    answers = {}
    for repeat in rules.definition.repeats():
        answers |= {row_path(repeat.name, row): "1" for row in ROWS}
    for question in (question for question in rules.definition.questions() if question.answerable):
        home = rules._plan.home(question.name)
        for row in ROWS if home else (0,):
            first = _answers(rules, question)[0]
            answers[path_of(question.name, home, row)] = _OPEN.get(question.name, first)
    return answers


def others(rules: FormRules, path: str) -> tuple[str, ...]:
    """What else may stand at `path`; a row goes or comes."""
    return ("", "1") if path.endswith("]") else ("", *_answers(rules, rules.question(path)))


def _answers(rules: FormRules, question: Question) -> tuple[str, ...]:
    codes = tuple(choice.name for choice in rules.choices(question))
    return codes or _PLAIN.get(question.type, ("نص", "نص آخر"))
