"""What is known is not asked: the column `bind::tip:known`, and what it comes to in one file.

A cell says where the answer of its question stands already:

    [offer] station:agency | station:supervisor | station:country | station:currency
            session:login | session:now | act:delivered | card:language
            answer:NAME | last:row/NAME | last:event/NAME | last:own/NAME     [after NAME]

It is *filled in*: kept as an answer with its source, shown, and changed like any other. What begins
with `offer`, and whatever is of a row or file before, is *offered*: shown beside the empty field
and no answer until an officer takes it.

The desk hands over what it knows (`KnownFacts`); nothing here looks anything up. Consents and
judgements are asked each time, levels 3 and 4 of the person alone, and of another file only what is
said of an event or of a place (`OF_AN_EVENT`, `OF_A_PLACE`): never of a person. `never_known` and
`from_elsewhere` say so to the compiler and, once more, to the desk.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from tipdesk.forms.model import FormDefinition, Question, QuestionType, path_of, split_path


class KnownFrom(StrEnum):
    """Who or what knows an answer."""

    STATION = "station"
    SESSION = "session"  # whoever works here now, and the hour
    ACT = "act"  # something that is done in the program
    CARD = "card"  # the language of the card that lies beside the questions
    ANSWER = "answer"  # another answer of the same file
    ROW = "row"  # the row before it
    EVENT = "event"  # the file that an officer named as one of the same event
    OWN = "own"  # the last file that the same officer began


_LAST = frozenset({KnownFrom.ROW, KnownFrom.EVENT, KnownFrom.OWN})
OTHER_FILES = frozenset({KnownFrom.EVENT, KnownFrom.OWN})
WORDS: Mapping[KnownFrom, frozenset[str]] = {
    KnownFrom.STATION: frozenset({"agency", "supervisor", "country", "currency"}),
    KnownFrom.SESSION: frozenset({"login", "now"}),
    KnownFrom.ACT: frozenset({"delivered"}),
    KnownFrom.CARD: frozenset({"language"}),
}
"""What each of them knows; the others are asked for a question."""
WORD_TYPES: Mapping[str, frozenset[QuestionType]] = {
    "agency": frozenset({QuestionType.SELECT_ONE}),
    "country": frozenset({QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE}),
    "currency": frozenset({QuestionType.SELECT_ONE}),
    "language": frozenset({QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE}),
    "supervisor": frozenset({QuestionType.OFFICER}),
    "login": frozenset({QuestionType.OFFICER}),
    "now": frozenset({QuestionType.DATETIME, QuestionType.DATE}),
    "delivered": frozenset({QuestionType.DATETIME}),
}
FIXED: Mapping[str, str] = {"country": "KWT", "currency": "KWD"}
"""What every station of this program knows: ISO 3166 and ISO 4217."""

OF_AN_EVENT = frozenset(
    {"case_source", "case_type", "referring_agency", "incoming_ref_no", "incoming_ref_date"}
)
"""What is said of a raid or an arrival, and of nobody who was there."""
OF_A_PLACE = frozenset({"intake_site_type", "intake_port", "iv_place"})
MOST_LEVEL = 2  # of what is known; above it is asked of the person
_CONSENT = re.compile("(?:.*_)?(?:consent|assent)(?:_.*)?")
_JUDGED = frozenset(
    {
        "urgency", "person_role", "prior_any", "processing_basis", "referral_basis",
        "stmt_readback", "stmt_wish", "person_wish", "understood_check", "age_basis", "is_child",
        "child_possible", "child_cleared", "child_not_offender", "fit_now", "risk_level",
        "risk_person_view", "risk_to_staff", "identity_protected", "iv_private",
        "iv_suspect_near", "int_independent", "session_fit", "session_private",
        "session_suspect_near", "session_int_independent", "doc_authenticity",
        "need_wanted", "withhold_wishes", "immediate_actions",
    }
)  # fmt: skip
_JUDGED_STEMS = ("ind_", "assess_", "risk_", "agg_")


@dataclass(frozen=True, slots=True)
class KnownRule:
    """What one cell says."""

    source: KnownFrom
    what: str  # one of `WORDS`, or a question
    offers: bool = False
    after: str = ""  # the question that has to be answered first


_CELL = re.compile(
    r"(offer )?([a-z]+):(?:([a-z]+)/)?([A-Za-z][A-Za-z0-9_]{0,63})"
    r"(?: after ([A-Za-z][A-Za-z0-9_]{0,63}))?"
)


def read_known(cell: str) -> KnownRule | None:
    """A cell of the column; None when it is of no such form."""
    match = _CELL.fullmatch(" ".join(cell.split()))
    if match is None:
        return None
    offer, source, scope, what, after = match.groups(default="")
    scoped = source == "last"
    word = scope if scoped else source
    if bool(scope) is not scoped or word not in {known.value for known in KnownFrom}:
        return None
    known = KnownFrom(word)
    if scoped is not (known in _LAST):
        return None
    return KnownRule(known, what, bool(offer) or scoped, after)


def never_known(question: Question) -> str:
    """Why a question is asked each time, whatever is known: "level", "asked" or ''."""
    if question.level > MOST_LEVEL:
        return "level"
    name = question.name
    judged = name in _JUDGED or name.startswith(_JUDGED_STEMS) or _CONSENT.fullmatch(name)
    return "asked" if judged else ""


def from_elsewhere(rule: KnownRule, question: Question) -> bool:
    """Whether a rule that looks into another file may: it takes the same question, and one that
    says nothing of a person."""
    allowed = OF_AN_EVENT if rule.source is KnownFrom.EVENT else OF_AN_EVENT | OF_A_PLACE
    if rule.source is KnownFrom.OWN:
        allowed = OF_A_PLACE
    return rule.what == question.name and question.name in allowed and question.level == 1


# --- in one form ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A question of a form with its rule."""

    question: Question
    repeat: str  # '' outside
    rule: KnownRule


@lru_cache(maxsize=16)
def known_questions(form: FormDefinition) -> tuple[KnownQuestion, ...]:
    """The questions of a form that may be known; what a form has no right to ask for is none."""
    inside = {
        question.name: repeat.name for repeat in form.repeats() for question in repeat.questions()
    }
    return tuple(
        KnownQuestion(question, inside.get(question.name, ""), rule)
        for question in form.questions()
        if question.known
        and question.answerable
        and not never_known(question)
        and (rule := read_known(question.known)) is not None
        and (rule.source not in OTHER_FILES or from_elsewhere(rule, question))
    )


# --- in one file ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """What a desk knows at this moment. What it does not know is left out."""

    words: Mapping[tuple[KnownFrom, str], str] = field(default_factory=dict)
    event: Mapping[str, str] = field(default_factory=dict)  # answers of the file of the same event
    own: Mapping[str, str] = field(default_factory=dict)  # of the officer's last file


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """An answer that is known, in stored form as its source has it."""

    value: str
    source: KnownFrom


def filled(
    form: FormDefinition, known: KnownFacts, repeat: str = "", row: int = 0
) -> dict[str, KnownAnswer]:
    """What a new file (or row of a repeat) begins with, path to answer."""
    return {
        path_of(entry.question.name, repeat, row): KnownAnswer(value, entry.rule.source)
        for entry in known_questions(form)
        if entry.repeat == repeat and not entry.rule.offers and not entry.rule.after
        and entry.rule.source in (KnownFrom.STATION, KnownFrom.SESSION)
        and (value := known.words.get((entry.rule.source, entry.rule.what), ""))
    }  # fmt: skip


def followed(
    form: FormDefinition,
    known: KnownFacts,
    before: Mapping[str, str],
    changes: Mapping[str, str],
    derived: frozenset[str] = frozenset(),
) -> dict[str, KnownAnswer]:
    """What follows from answers that were just given, one from the other: `before` and `changes`
    are path to value ('' was emptied). An answer of one's own is never touched; what followed
    before (`derived`) follows again."""
    standing, result = {**before, **changes}, dict[str, KnownAnswer]()
    waiting = dict(changes)
    while waiting:
        path = next(iter(waiting))
        waiting.pop(path)
        repeat, row, name = split_path(path)
        for entry in _following(form).get(name, ()):
            target = path_of(entry.question.name, entry.repeat, row) if entry.repeat else ""
            if entry.repeat and entry.repeat != repeat:
                continue
            target = target or entry.question.name
            stands = standing.get(target, "")
            if target in changes or target in result or (stands and target not in derived):
                continue
            value = _followed_value(entry, known, standing.get(path, ""))
            if value != stands:
                result[target] = KnownAnswer(value, entry.rule.source)
                standing[target] = waiting[target] = value
    return result


def _followed_value(entry: KnownQuestion, known: KnownFacts, given: str) -> str:
    rule = entry.rule
    if rule.source is KnownFrom.ANSWER:
        return given
    return known.words.get((rule.source, rule.what), "") if given else ""


def leads_on(form: FormDefinition, paths: Iterable[str]) -> bool:
    """Whether anything is filled in when one of these is answered."""
    by_name = _following(form)
    return bool(by_name) and any(split_path(path)[2] in by_name for path in paths)


@lru_cache(maxsize=16)
def _following(form: FormDefinition) -> Mapping[str, tuple[KnownQuestion, ...]]:
    """By question: what is filled in when it is answered."""
    by_name: dict[str, tuple[KnownQuestion, ...]] = {}
    for entry in known_questions(form):
        if entry.rule.offers:
            continue
        trigger = entry.rule.after
        if not trigger and entry.rule.source is KnownFrom.ANSWER:
            trigger = entry.rule.what
        if trigger:
            by_name[trigger] = (*by_name.get(trigger, ()), entry)
    return by_name


def offered(
    form: FormDefinition,
    known: KnownFacts,
    standing: Mapping[str, str],
    rows: Mapping[str, tuple[int, ...]],
) -> dict[str, KnownAnswer]:
    """What may be shown beside an empty field, path to answer. `standing`: path to value of the
    same file; `rows`: the rows of each repeat, in order. What is answered is offered nothing."""
    offers: dict[str, KnownAnswer] = {}
    for entry in known_questions(form):
        if not entry.rule.offers:
            continue
        numbers = rows.get(entry.repeat, ()) if entry.repeat else (0,)
        for place, row in enumerate(numbers):
            path = path_of(entry.question.name, entry.repeat, row)
            earlier = numbers[place - 1] if place else 0
            value = _offered_value(entry, known, standing, row, earlier)
            if value and not standing.get(path):
                offers[path] = KnownAnswer(value, entry.rule.source)
    return offers


def _offered_value(
    entry: KnownQuestion, known: KnownFacts, standing: Mapping[str, str], row: int, earlier: int
) -> str:
    rule = entry.rule
    if rule.after and not _beside(entry, standing, rule.after, row):
        return ""
    match rule.source:
        case KnownFrom.ROW:
            return standing.get(path_of(rule.what, entry.repeat, earlier), "") if earlier else ""
        case KnownFrom.EVENT:
            return known.event.get(rule.what, "")
        case KnownFrom.OWN:
            return known.own.get(rule.what, "")
        case KnownFrom.ANSWER:
            return _beside(entry, standing, rule.what, row)
        case _:
            return known.words.get((rule.source, rule.what), "")


def _beside(entry: KnownQuestion, standing: Mapping[str, str], name: str, row: int) -> str:
    """The answer to `name` in the same row, or outside."""
    in_row = standing.get(path_of(name, entry.repeat, row), "") if entry.repeat else ""
    return in_row or standing.get(name, "")
