"""Constraints that can lock a file: states in which nothing that is typed would stand.

The commonest is a comparison with a question that nobody has answered: `. >= ${arrived}` refuses
every date as long as `arrived` is empty, and whoever has no day of arrival can never answer. No
grammar sees it, so it is tried: a question with those that its constraint names, and its condition
where that names no others, as a small form of its own; then answers of its type, near the values
that the constraint names. What cannot be tried (a pattern of `regex()`, the rows of a repeat seen
from outside, an attachment) is passed over, so that every lock that is told of is one for the
answers that were tried. A choice filter locks nothing: it waits for the answer that it looks at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from tipdesk.core.clock import KUWAIT
from tipdesk.forms.expression.expression import parse
from tipdesk.forms.expression.syntax import Call, Literal
from tipdesk.forms.model import (
    EMPTY_TEXT,
    FormDefinition,
    Group,
    GroupKind,
    Question,
    QuestionType,
)
from tipdesk.forms.rules.evaluation import Context
from tipdesk.forms.rules.plan import places
from tipdesk.forms.rules.rules import FormRules
from tipdesk.forms.values import stored_date_time

MOST_STEPS = 20_000_000  # of all evaluations together: about ten seconds
_MOST_CODES = 300  # of a list that are tried
_PAIRED = 12  # codes of a list that are tried two by two
_NEAR = (timedelta(0), timedelta(days=1), timedelta(days=40), timedelta(days=370))
_FAR = (timedelta(days=7_300), timedelta(days=29_000))  # a grown person's birth, an old one's
_NUMBERS = (0, 1, 2, 7, 12, 18, 40, 100, 1_000, 2_000, 1_000_000)
_LENGTHS = range(1, 21)  # of texts
_UNTRIED = frozenset(
    {QuestionType.ATTACHMENT, QuestionType.OFFICER, QuestionType.NOTE, QuestionType.CALCULATE}
)


@dataclass(frozen=True, slots=True)
class LockingConstraint:
    """While `other` has `value` ('' for no answer; `other` '' for nothing else at all), no answer
    to `name` that was tried is accepted."""

    name: str
    other: str
    value: str


def locking_constraints(definition: FormDefinition, today: date) -> Iterator[LockingConstraint]:
    """The first lock of each question that has one, in the order of the form. Questions that are
    left when `MOST_STEPS` are spent are not tried."""
    home = {place.element.name: place.repeat for place in places(definition.sections)}
    by_name = {question.name: question for question in definition.questions()}
    left = MOST_STEPS
    for question in definition.questions():
        if not question.constraint or not question.answerable:
            continue
        trial = _trial(definition, question, by_name, home, today)
        if trial is None:
            continue
        trial.left = left
        lock = trial.lock()
        left = trial.left
        if lock is not None:
            yield lock
        if left <= 0:
            return


def _trial(
    definition: FormDefinition,
    question: Question,
    by_name: Mapping[str, Question],
    home: Mapping[str, str],
    today: date,
) -> _Trial | None:
    """The small form around a question with a constraint; None where it cannot be tried."""
    constraint = parse(question.constraint)
    others = constraint.references - {question.name}
    patterned = any(isinstance(node, Call) and node.name == "regex" for node in constraint.nodes)
    from_rows = any(home.get(name, "") not in ("", home[question.name]) for name in others)
    if patterned or from_rows or question.type in _UNTRIED or not others <= by_name.keys():
        return None
    known = others | {question.name}
    literals = [node.value for node in constraint.nodes if isinstance(node, Literal)]

    def only_known(rule: str) -> str:
        return rule if rule and parse(rule).references <= known else ""

    asked = [
        replace(
            other,
            type=QuestionType.TEXT if other.type is QuestionType.CALCULATE else other.type,
            constraint=only_known(other.constraint),
            relevant=only_known(other.relevant),
            choice_filter="",
            calculation="",
            required=None,
            required_if="",
            read_only=False,
        )
        for other in (by_name[name] for name in sorted(known))
    ]
    section = Group("section_of_trial", GroupKind.SECTION, EMPTY_TEXT, tuple(asked))
    small = replace(definition, sections=(section,), digest="")
    return _Trial(FormRules(small), question.name, asked, literals, today)


class _Trial:
    """Tries answers to one question of a small form."""

    def __init__(
        self,
        rules: FormRules,
        name: str,
        asked: Iterable[Question],
        literals: Iterable[str | float],
        today: date,
    ) -> None:
        self.left = 0  # steps
        self._rules, self._name = rules, name
        self._questions = {question.name: question for question in asked}
        self._literals = tuple(literals)
        self._today = today
        now = datetime.combine(today, time(12), KUWAIT)
        self._context = Context(today, now, {})
        self._tried = {
            question.name: tuple(dict.fromkeys(filter(None, self._answers(question))))
            for question in self._questions.values()
        }

    def lock(self) -> LockingConstraint | None:
        """The first state in which nothing stands; None when there is none."""
        others = [name for name in self._questions if name != self._name]
        if self._locks({}):
            return LockingConstraint(self._name, others[0] if len(others) == 1 else "", "")
        for other in others:
            rest = {name: next(iter(self._tried[name]), "") for name in others if name != other}
            if rest and self._locks(rest):
                return LockingConstraint(self._name, other, "")
            for value in self._tried[other]:
                if self._locks({other: value}):
                    return LockingConstraint(self._name, other, value)
        return None

    def _locks(self, others: Mapping[str, str]) -> bool:
        """Whether the question is asked then, and no answer to it stands."""
        refused = False
        beside = self._beside(others.values())
        for value in dict.fromkeys((*beside, *self._tried[self._name])):
            if self.left <= 0:
                return False
            state = self._rules.evaluate({**others, self._name: value}, self._context)
            self.left -= max(1, sum(state.run.costs.values()))
            if not state.is_relevant(self._name) or state.broken:
                return False
            if any(name in state.refused for name in others):
                return False  # nobody gets there
            if self._name not in state.refused:
                return False
            refused = True
        return refused

    def _beside(self, values: Iterable[str]) -> Iterator[str]:
        """Answers near those to other questions."""
        kind = self._questions[self._name].type
        for value in values:
            if kind in (QuestionType.INTEGER, QuestionType.DECIMAL):
                yield from _numbers_near(value)
            elif kind in _DAYS:
                yield from self._days_near(value, kind)
            elif kind is QuestionType.TEXT or value in self._tried[self._name]:
                yield value

    def _answers(self, question: Question) -> Iterator[str]:
        """What is tried as an answer, without the answers of others beside it."""
        kind = question.type
        words = [word if isinstance(word, str) else f"{word:g}" for word in self._literals]
        if question.list_name:
            codes = [choice.name for choice in self._rules.choices(question)][:_MOST_CODES]
            yield from codes
            if kind is QuestionType.SELECT_MULTIPLE:
                paired = codes[:_PAIRED]
                yield from (f"{a} {b}" for a in paired for b in paired if a < b)
                yield " ".join(codes)
        elif kind in (QuestionType.INTEGER, QuestionType.DECIMAL):
            for word in (*words, *map(str, _NUMBERS)):
                yield from _numbers_near(word)
            yield from (f"-{number}" for number in _NUMBERS[1:])
        elif kind in _DAYS:
            for word in (self._today.isoformat(), *words):
                yield from self._days_near(word, kind)
        elif kind is QuestionType.TIME:
            yield from (*(word for word in words if ":" in word), "12:00", "00:00", "23:59")
        else:
            yield from words
            yield from ("ا" * length for length in _LENGTHS)
            yield from ("1" * length for length in _LENGTHS)

    def _days_near(self, word: str, kind: QuestionType) -> Iterator[str]:
        """The day that `word` is or names, and days around it, in the way that `kind` keeps one."""
        try:
            day = date.fromisoformat(word[:10])
        except ValueError:
            return
        for distance in (*_NEAR, *_FAR):
            for other in (day - distance, day + distance):
                yield _day_as(other, kind)


_DAYS = frozenset({QuestionType.DATE, QuestionType.DATETIME, QuestionType.PARTIAL_DATE})


def _day_as(day: date, kind: QuestionType) -> str:
    if kind is QuestionType.DATETIME:
        return stored_date_time(datetime.combine(day, time(12), KUWAIT))
    return day.isoformat()


def _numbers_near(word: str) -> Iterator[str]:
    try:
        number = float(word)
    except ValueError:
        return
    if abs(number) < 1e15:
        yield from (f"{int(number) + step}" for step in (0, -1, 1))
