"""What the column `bind::tip:known` may say: what cannot be known is a fault, never passed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tipdesk.forms import events, known
from tipdesk.forms.known import KnownFrom, KnownRule
from tipdesk.forms.model import Choice, Question, QuestionType
from tipdesk.forms.rules.plan import PlanPlace, dependency_order, places
from tipdesk.forms.xlsform.faults import Faults
from tipdesk.forms.xlsform.survey import Survey
from tipdesk.forms.xlsform.words import TIP

_COLUMN = f"{TIP}known"
_EVENT_COLUMN = f"{TIP}event"
_TEXTS = frozenset({QuestionType.TEXT, QuestionType.LONG_TEXT, QuestionType.PERSON})
_FROM_ELSEWHERE = {KnownFrom.USUAL: known.OF_A_STATION}
_Fault = tuple[str, dict[str, str | int]]  # code, details


def check_known(survey: Survey, choices: Mapping[str, tuple[Choice, ...]], faults: Faults) -> None:
    """Record every cell that names what cannot be known, or may not be taken over."""
    by_name = {place.element.name: place for place in places(survey.sections)}
    follows: dict[str, set[str]] = {}
    for place in by_name.values():
        question = place.element
        if not isinstance(question, Question) or not question.known:
            continue
        where = ("survey", survey.rows.get(question.name, 0), _COLUMN)
        rule = known.read_known(question.known)
        if rule is None:
            faults.add(where, "known_bad", found=question.known[:60])
            continue
        if rule.source is KnownFrom.EVENT:  # as forms up to version 4 wrote it
            if not events.marked_before(question):
                faults.add(where, "known_event", found=_EVENT_COLUMN)
            continue
        check = _CellCheck(by_name, choices, place, question, rule)
        for code, details in check.faults():
            faults.add(where, code, **details)
        if not rule.offers:
            named = {rule.what} if rule.source is KnownFrom.ANSWER else set()
            follows[question.name] = named | ({rule.after} if rule.after else set())
    ring = dependency_order(follows)
    if not isinstance(ring, list):
        where = ("survey", survey.rows.get(ring[0], 0), _COLUMN)
        faults.add(where, "cycle", found=" → ".join([*ring, ring[0]]))


def check_events(survey: Survey, faults: Faults) -> None:
    """Record every mark of the column `bind::tip:event` at a question that no event may answer."""
    for place in events.placed(survey.sections):
        reason = events.never_of_event(place) if place.question.event else ""
        if reason:
            where = ("survey", survey.rows.get(place.question.name, 0), _EVENT_COLUMN)
            named: dict[str, str | int] = {
                "section": place.section, "level": place.question.level,
            }  # fmt: skip
            faults.add(where, f"event_{reason}", found=named.get(reason, place.question.name))


class _CellCheck:
    """Looks at one cell."""

    def __init__(
        self,
        by_name: Mapping[str, PlanPlace],
        choices: Mapping[str, tuple[Choice, ...]],
        place: PlanPlace,
        question: Question,
        rule: KnownRule,
    ) -> None:
        self._by_name = by_name
        self._choices = choices
        self._place = place
        self._question = question
        self._rule = rule

    def faults(self) -> Iterator[_Fault]:
        question, rule = self._question, self._rule
        if not question.answerable:
            yield "known_not_here", {}
            return
        if reason := known.never_known(question):
            which = question.level if reason == "level" else question.name
            yield f"known_{reason}", {"found": which}
        if question.default and not rule.offers and not rule.after:
            yield "known_default", {}
        yield from self._words() if rule.source in known.WORDS else self._question_of(rule.what)
        if rule.after:
            yield from self._named(rule.after)
        if wanted := known.NEEDS_AFTER.get(rule.what, frozenset()):
            place = self._by_name.get(rule.after)
            kind = place.element.type if place and isinstance(place.element, Question) else None
            if kind not in wanted:
                types = ", ".join(sorted(wanted))
                yield "known_after", {"found": f"{rule.source}:{rule.what}", "known": types}
        if rule.source in known.OTHER_FILES and not known.from_elsewhere(rule, question):
            names = _FROM_ELSEWHERE.get(rule.source, known.OF_A_PLACE)
            yield "known_elsewhere", {"found": question.name, "known": ", ".join(sorted(names))}

    def _words(self) -> Iterator[_Fault]:
        question, rule = self._question, self._rule
        words = known.WORDS[rule.source]
        if rule.what not in words:
            wanted = ", ".join(f"{rule.source}:{word}" for word in sorted(words))
            yield "known_word", {"found": f"{rule.source}:{rule.what}", "known": wanted}
            return
        if question.type not in known.WORD_TYPES[rule.what]:
            yield "known_type", {"found": rule.what, "now": question.type.value}
            return
        code = known.FIXED.get(rule.what, "")
        if code and code not in self._codes(question):
            yield "known_list", {"found": code, "list": question.list_name}

    def _question_of(self, name: str) -> Iterator[_Fault]:
        """The question whose answer is taken: of the same kind, and of the same list."""
        missing = list(self._named(name))
        if missing:
            yield from missing
            return
        source, target = self._by_name[name].element, self._question
        if not isinstance(source, Question):
            return
        if self._rule.source is KnownFrom.ROW and not self._place.repeat:
            yield "known_row", {}
        if self._rule.source is KnownFrom.CURRENCY:  # which money a country has, its list knows
            if {source.type, target.type} != {QuestionType.SELECT_ONE}:
                yield "known_type", {"found": name, "now": target.type.value}
            return
        if not _fits(source.type, target.type):
            yield "known_type", {"found": name, "now": target.type.value}
        elif target.list_name:
            for code in sorted(self._codes(source) - self._codes(target))[:1]:
                yield "known_list", {"found": code, "list": target.list_name}

    def _named(self, name: str) -> Iterator[_Fault]:
        """Nothing, where `name` is a question that this one can look at."""
        place = self._by_name.get(name)
        same = place is not None and place.repeat in ("", self._place.repeat)
        if self._rule.source is KnownFrom.CURRENCY and not self._place.repeat:
            same = place is not None  # of rows the first
        of_itself = name == self._question.name and self._rule.source is KnownFrom.ANSWER
        asked = place is not None and isinstance(place.element, Question)
        if not asked or not same or of_itself or name == self._rule.after == self._question.name:
            yield "known_question", {"found": name}
            return
        element = place.element if place is not None else None
        if isinstance(element, Question) and element.level > known.MOST_LEVEL:
            yield "known_level", {"found": element.level}

    def _codes(self, question: Question) -> frozenset[str]:
        return frozenset(choice.name for choice in self._choices.get(question.list_name, ()))


def _fits(source: QuestionType, target: QuestionType) -> bool:
    """Whether an answer to one is an answer to the other."""
    if source is target:
        return True
    one_of_many = (QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE)
    return (source, target) == one_of_many or {source, target} <= _TEXTS
