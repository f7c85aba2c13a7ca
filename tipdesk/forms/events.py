"""What an event may say of all its files: the column `bind::tip:event`, and where it may stand.

A raid or an arrival is typed once, and offered in every file of it. Only what a form marks is taken
from there, and only what is said of nobody who was there: never in the sections in which the
person tells or is judged (`_OF_THE_PERSON`, by their letters), in no repeat, above level 2, of
consents and judgements (`known.never_known`), and never a long text. The compiler refuses such a
mark, and `event_questions` passes over it in a definition that no compiler of ours has seen.

Forms up to version 4 said the same of five questions with `last:event/NAME` (`_BEFORE_MARKS`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from tipdesk.forms.known import KnownFrom, never_known, read_known
from tipdesk.forms.model import FormDefinition, Group, GroupKind, Question, QuestionType

_OF_THE_PERSON = frozenset("CFGHIJKLNQ")
_ANSWERS = frozenset(
    {
        *(QuestionType.TEXT, QuestionType.PERSON, QuestionType.DATE, QuestionType.DATETIME),
        *(QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE),
    }
)
_BEFORE_MARKS = frozenset(
    {"case_source", "case_type", "referring_agency", "incoming_ref_no", "incoming_ref_date"}
)
OF_NOBODY = _BEFORE_MARKS | {
    *("intake_site_type", "intake_port", "intake_agency"),
    *("police_report_no", "prosecution_case_no"),
}
"""What a file says of its event and of nobody who was there: a list of names in the program, and
no property that a form could give itself. With it an event is begun from a file."""


@dataclass(frozen=True, slots=True)
class PlacedQuestion:
    """A question, and where it stands."""

    question: Question
    section: str  # the letter of its section
    in_repeat: bool


def placed(sections: Iterable[Group]) -> Iterator[PlacedQuestion]:
    """Every question, in the order of the form."""
    for section in sections:
        yield from _placed(section, section.code, in_repeat=False)


def _placed(group: Group, section: str, *, in_repeat: bool) -> Iterator[PlacedQuestion]:
    inside = in_repeat or group.kind is GroupKind.REPEAT
    for child in group.children:
        if isinstance(child, Group):
            yield from _placed(child, section, in_repeat=inside)
        else:
            yield PlacedQuestion(child, section, inside)


def never_of_event(place: PlacedQuestion) -> str:
    """Why no event says it, whatever is marked: "section", "repeat", "type", "level", "asked" or
    ''."""
    question = place.question
    if place.section in _OF_THE_PERSON:
        return "section"
    if place.in_repeat:
        return "repeat"
    if not question.answerable or question.type not in _ANSWERS:
        return "type"
    return never_known(question)


@lru_cache(maxsize=16)
def event_questions(form: FormDefinition) -> tuple[Question, ...]:
    """The questions that an event may answer, in the order of the form; what a form has no right
    to mark is none."""
    return tuple(
        place.question
        for place in placed(form.sections)
        if (place.question.event or marked_before(place.question)) and not never_of_event(place)
    )


def marked_before(question: Question) -> bool:
    """Whether a form says it as those up to version 4 did."""
    rule = read_known(question.known) if question.known else None
    return (
        rule is not None
        and rule.source is KnownFrom.EVENT
        and rule.what == question.name
        and question.name in _BEFORE_MARKS
        and question.level == 1
    )
