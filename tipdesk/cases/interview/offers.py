"""Which of the things that a statement names may be taken as answers now (`noticed` finds them).

An offer is for a question that is asked, waits for its answer, and would accept this one. A row is
added only where there is none yet. What judges a person, what was done to her and who did it is
asked of her, never offered: such sections and questions are closed to every rule.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from tipdesk.cases.answers import stands
from tipdesk.cases.interview.noticed import AMOUNT, Noticed, NoticedKind, questions_for
from tipdesk.cases.model import NO_ANSWER, Answer
from tipdesk.core.errors import AnswerRefused
from tipdesk.forms.model import QuestionType, path_of, row_path, split_path
from tipdesk.forms.rules.rules import FormRules, FormState
from tipdesk.forms.values import normalise

NEVER = frozenset({"control", "suspects", "health", "fitness", "indicators", "account", "readback"})
"""Sections of the form for which nothing is ever offered."""
_NEVER_ASKED = ("ex_sexual", "ex_organ", "ex_crime", "ex_persons", "means", "sus_", "inj_")
_TOP_LEVEL = 3  # of the questions that are offered
_WITH = {"ex_governorate": (("ex_country", "KWT"),)}  # a governorate is one of Kuwait's
_OFFERED = frozenset(
    {
        QuestionType.TEXT,
        QuestionType.PERSON,
        QuestionType.INTEGER,
        QuestionType.DECIMAL,
        QuestionType.DATE,
        QuestionType.PARTIAL_DATE,
        QuestionType.SELECT_ONE,
        QuestionType.SELECT_MULTIPLE,
    }
)


@dataclass(frozen=True, slots=True)
class StatementOffer:
    """One thing for one question. `question` is '' while the officer has not chosen it; then there
    are no answers yet. `new_row` is the repeat that gets a row with them."""

    thing: Noticed
    text: str  # question of the form in which the words stand
    question: str = ""
    answers: tuple[tuple[str, str], ...] = ()  # path and value, the one that is named first
    new_row: str = ""


@dataclass(frozen=True, slots=True)
class SpokenPlace:
    """Where in a statement words stand: question of the form, turn, letters of the turn."""

    text: str
    turn: int
    start: int
    end: int
    words: str

    def found_in(self, text: str) -> SpokenPlace:
        """The same words in a text that may have changed since: where they were, else where they
        stand first; else the place alone."""
        turns = text.split("\n")
        if self.turn < len(turns) and turns[self.turn][self.start : self.end] == self.words:
            return self
        for number, turn in enumerate(turns):
            if self.words and (start := turn.find(self.words)) >= 0:
                end = start + len(self.words)
                return replace(self, turn=number, start=start, end=end)
        last = min(self.turn, len(turns) - 1)
        start = min(self.start, len(turns[last]))
        return replace(self, turn=last, start=start, end=start)


class OfferDecision(StrEnum):
    """What an officer decided. Kept in vaults."""

    TAKEN = "taken"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"  # of either


@dataclass(frozen=True, slots=True)
class DecidedOffer:
    """One line of what was decided. `mark` knows the same thing of the same words again."""

    decision: OfferDecision
    mark: str
    place: SpokenPlace
    answers: tuple[tuple[str, str], ...] = ()  # path and value, of what was taken

    def to_text(self) -> str:
        """As it is kept."""
        place = self.place
        return json.dumps(
            {
                "decision": self.decision,
                "mark": self.mark,
                "place": [place.text, place.turn, place.start, place.end, place.words],
                "answers": self.answers,
            },
            ensure_ascii=False,
        )


def decided_from(text: str) -> DecidedOffer:
    """A line as it was kept. Raises ValueError, KeyError or TypeError for what is none."""
    line = json.loads(text)
    return DecidedOffer(
        OfferDecision(line["decision"]),
        line["mark"],
        SpokenPlace(*line["place"]),
        tuple((path, value) for path, value in line["answers"]),
    )


_AROUND = 40  # letters before the words that belong to a mark


def mark_of_words(thing: Noticed, turn: str) -> str:
    """What knows a thing again, as long as these words stand behind the same ones."""
    before = " ".join(turn[max(0, thing.start - _AROUND) : thing.start].split())
    return "|".join((thing.kind, thing.value, thing.currency, before, thing.words))


class Openings:
    """The questions of one file that wait for an answer."""

    def __init__(
        self,
        rules: FormRules,
        state: FormState,
        answers: Mapping[str, Answer],
        judge: Callable[[Mapping[str, str]], FormState],
    ) -> None:
        """`judge` says what the form makes of further answers, by path."""
        self._rules, self._state, self._answers, self._judge = rules, state, answers, judge
        self._names = {question.name for question in rules.definition.questions()}

    def offer(self, text: str, thing: Noticed) -> StatementOffer | None:
        """What may be taken of a thing that a text names: for the question that a cue names, else
        for one that the officer chooses; None where there is none."""
        if thing.question:
            return self.offer_for(text, thing, thing.question)
        waiting = StatementOffer(thing, text)
        return waiting if self.choices(waiting) else None

    def choices(self, offer: StatementOffer) -> tuple[StatementOffer, ...]:
        """The same thing for each question that it may answer."""
        named = questions_for(offer.thing.kind)
        offers = (self.offer_for(offer.text, offer.thing, name) for name in named)
        return tuple(choice for choice in offers if choice is not None)

    def offer_for(self, text: str, thing: Noticed, question: str) -> StatementOffer | None:
        """The thing as an answer to this question; None where it can be none."""
        main = question + AMOUNT if thing.kind is NoticedKind.MONEY else question
        if not self._may_be_offered(main):
            return None
        repeat = self._state.repeat_of(main)
        row, new = self._row(repeat, main) if repeat else (0, False)
        if repeat and not row:
            return None
        answers: dict[str, str] = {}
        for name, value in (*thing.answers(question).items(), *_WITH.get(question, ())):
            path = path_of(name, repeat, row)
            stored = self._stored(path, value) if name in self._names else ""
            if stored:
                answers[path] = stored
            elif name == main:
                return None
        given = {row_path(repeat, row): "1", **answers} if new else answers
        state = self._judge(given)
        if not all(state.is_relevant(path) and not state.fault_at(path) for path in answers):
            return None
        return StatementOffer(thing, text, question, tuple(answers.items()), repeat if new else "")

    # --- inside -----------------------------------------------------------------------------

    def _may_be_offered(self, name: str) -> bool:
        if name not in self._names or name.startswith(_NEVER_ASKED):
            return False
        path = path_of(name, repeat, 1) if (repeat := self._state.repeat_of(name)) else name
        question = self._rules.question(path)
        return (
            self._rules.section_of(path) not in NEVER
            and question.answerable
            and question.type in _OFFERED
            and question.level <= _TOP_LEVEL
        )

    def _row(self, repeat: str, name: str) -> tuple[int, bool]:
        """The last row in which the question waits, or a new one where there is none; 0: none."""
        rows = self._state.rows(repeat)
        waiting = [row for row in rows if not self._is_answered(path_of(name, repeat, row))]
        if waiting:
            return waiting[-1], False
        if rows or not self._state.is_relevant(repeat):
            return 0, False
        known = [row for path in self._answers for at, row, _ in [split_path(path)] if at == repeat]
        return max(known, default=0) + 1, True

    def _is_answered(self, path: str) -> bool:
        return stands(self._answers.get(path, NO_ANSWER))

    def _stored(self, path: str, value: str) -> str:
        """The value as the form keeps it; '' where it is none, or something stands there."""
        if self._is_answered(path):
            return ""
        question = self._rules.question(path)
        try:
            return normalise(question, value, self._rules.choices(question))
        except AnswerRefused:
            return ""
