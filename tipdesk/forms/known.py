"""What is known is not asked: the column `bind::tip:known`, and what it comes to in one file.

A cell says where the answer of its question stands already:

    [offer] station:agency | station:supervisor | station:country | station:currency
            session:login | session:now | session:ended | act:delivered | act:attached | act:letter
            card:language | answer:NAME | currency:NAME | usual:station | usual:own
            last:row/NAME | last:own/NAME     [after NAME]

It is *filled in*: kept as an answer with its source, shown, and changed like any other. What begins
with `offer`, and whatever is only likely (`_LIKELY`: the row or file before, what is usual, the
money of a country, an hour that an act had), is *offered*: shown beside the empty field and no
answer until an officer takes it.

The desk hands over what it knows (`KnownFacts`); nothing here looks anything up. Consents and
judgements are asked each time, levels 3 and 4 of the person alone, and of another file only what is
said of a place (`OF_A_PLACE`): never of a person. What is usual is counted in several files, of
what says how a station works (`OF_A_STATION`). `never_known` and `from_elsewhere` say so to the
compiler and, once more, to the desk. What an event says of its files has a column of its own
(`forms.events`); forms up to version 4 wrote `last:event/NAME` for it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from tipdesk.forms.model import FormDefinition, Question, QuestionType, path_of, split_path
from tipdesk.forms.values import stored_date_time
from tipdesk.i18n.text import currency_of


class KnownFrom(StrEnum):
    """Who or what knows an answer."""

    STATION = "station"
    SESSION = "session"  # whoever works here now, and the hour
    ACT = "act"  # something that is done in the program
    CARD = "card"  # the language of the card that lies beside the questions
    ANSWER = "answer"  # another answer of the same file
    CURRENCY = "currency"  # what is paid with in the country that another answer names
    USUAL = "usual"  # what was mostly answered here, or by this officer
    ROW = "row"  # the row before it
    EVENT = "event"  # the event that the file is of
    ROSTER = "roster"  # the line of its roster with which the file was begun
    FAMILY = "family"  # what somebody of the person's family said of them, in their own file
    OWN = "own"  # the last file that the same officer began


_LAST = frozenset({KnownFrom.ROW, KnownFrom.EVENT, KnownFrom.OWN})
OTHER_FILES = frozenset({KnownFrom.OWN, KnownFrom.USUAL})
NEVER_A_RULE = frozenset({KnownFrom.ROSTER, KnownFrom.FAMILY})
OF_EVENTS = frozenset({KnownFrom.EVENT, KnownFrom.ROSTER})
"""What is offered without a rule of this column: it is typed once, for all files of an event."""
WORDS: Mapping[KnownFrom, frozenset[str]] = {
    KnownFrom.STATION: frozenset({"agency", "supervisor", "country", "currency"}),
    KnownFrom.SESSION: frozenset({"login", "now", "ended"}),
    KnownFrom.ACT: frozenset({"delivered", "attached", "letter"}),
    KnownFrom.CARD: frozenset({"language"}),
    KnownFrom.USUAL: frozenset({"station", "own"}),
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
    "ended": frozenset({QuestionType.DATETIME}),
    "delivered": frozenset({QuestionType.DATETIME}),
    "attached": frozenset({QuestionType.DATETIME}),
    "letter": frozenset({QuestionType.DATETIME}),
    "station": frozenset({QuestionType.SELECT_ONE, QuestionType.OFFICER}),
    "own": frozenset({QuestionType.SELECT_ONE, QuestionType.OFFICER}),
}
NEEDS_AFTER: Mapping[str, frozenset[QuestionType]] = {
    "ended": frozenset({QuestionType.DATETIME}),  # when it began
    "attached": frozenset({QuestionType.ATTACHMENT}),
}
"""What is known only beside an answer of such a type."""
_LIKELY = frozenset({KnownFrom.CURRENCY, KnownFrom.USUAL}) | _LAST
_LIKELY_WORDS = frozenset({"ended", "attached", "letter"})
FIXED: Mapping[str, str] = {"country": "KWT", "currency": "KWD"}
"""What every station of this program knows: ISO 3166 and ISO 4217."""

OF_A_PLACE = frozenset({"intake_site_type", "intake_port", "iv_place"})
OF_A_STATION = frozenset({"int_mode", "ref_agency", "child_specialist"})
"""How a station works: who speaks which language, which agency sees to which need, who hears a
child. It is offered where several files have it, so that none of them alone is told of."""
_LEAST_FILES = 2
_BREAK = timedelta(hours=2)  # after which answers are of another session
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
    if scoped is not (known in _LAST) or known in NEVER_A_RULE:
        return None
    likely = known in _LIKELY or what in _LIKELY_WORDS
    return KnownRule(known, what, bool(offer) or likely, after)


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
    if rule.source is KnownFrom.USUAL:
        return question.name in OF_A_STATION
    return rule.what == question.name and question.name in OF_A_PLACE and question.level == 1


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
    inside = _repeat_of(form)
    return tuple(
        KnownQuestion(question, inside.get(question.name, ""), rule)
        for question in form.questions()
        if question.known
        and question.answerable
        and not never_known(question)
        and (rule := read_known(question.known)) is not None
        and rule.source is not KnownFrom.EVENT
        and (rule.source not in OTHER_FILES or from_elsewhere(rule, question))
    )


# --- in one file ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """What a desk knows at this moment. What it does not know is left out."""

    words: Mapping[tuple[KnownFrom, str], str] = field(default_factory=dict)
    own: Mapping[str, str] = field(default_factory=dict)  # of the officer's last file
    usual: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    """By word and question: what is mostly answered beside which answer of the question after."""
    hours: tuple[datetime, ...] = ()  # at which answers of this file were given
    now: datetime | None = None
    attached: Mapping[str, str] = field(default_factory=dict)  # id of an attached file, to hour
    letters: Mapping[int, str] = field(default_factory=dict)  # row of a need, to hour


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
    file = _File(form, standing, rows)
    offers: dict[str, KnownAnswer] = {}
    for entry in known_questions(form):
        if not entry.rule.offers:
            continue
        for row in rows.get(entry.repeat, ()) if entry.repeat else (0,):
            path = path_of(entry.question.name, entry.repeat, row)
            if not standing.get(path) and (value := _offered_value(entry, known, file, row)):
                offers[path] = KnownAnswer(value, entry.rule.source)
    return offers


@dataclass(frozen=True, slots=True)
class _File:
    """What stands in the file to which something is offered."""

    form: FormDefinition
    standing: Mapping[str, str]
    rows: Mapping[str, tuple[int, ...]]

    def beside(self, entry: KnownQuestion, name: str, row: int) -> str:
        """The answer to `name` in the same row, or outside; else in the first row of another
        repeat."""
        in_row = self.standing.get(path_of(name, entry.repeat, row), "") if entry.repeat else ""
        if in_row or name in self.standing or entry.repeat:
            return in_row or self.standing.get(name, "")
        repeat = _repeat_of(self.form).get(name, "")
        first = self.rows.get(repeat, ())[:1]
        return self.standing.get(path_of(name, repeat, first[0]), "") if first else ""

    def before(self, entry: KnownQuestion, name: str, row: int) -> str:
        """The answer to `name` in the row before."""
        earlier = [number for number in self.rows.get(entry.repeat, ()) if number < row]
        return self.standing.get(path_of(name, entry.repeat, earlier[-1]), "") if earlier else ""


@lru_cache(maxsize=16)
def _repeat_of(form: FormDefinition) -> Mapping[str, str]:
    return {
        question.name: repeat.name for repeat in form.repeats() for question in repeat.questions()
    }


def _offered_value(entry: KnownQuestion, known: KnownFacts, file: _File, row: int) -> str:
    rule = entry.rule
    after = file.beside(entry, rule.after, row) if rule.after else ""
    if rule.after and not after:
        return ""
    match rule.source:
        case KnownFrom.ROW:
            value = file.before(entry, rule.what, row)
        case KnownFrom.OWN:
            value = known.own.get(rule.what, "")
        case KnownFrom.ANSWER:
            value = file.beside(entry, rule.what, row)
        case KnownFrom.CURRENCY:
            value = currency_of(file.beside(entry, rule.what, row))
        case KnownFrom.USUAL:
            value = known.usual.get((rule.what, entry.question.name), {}).get(after, "")
        case _:
            value = _hour(rule.what, known, after, row)
    return value or known.words.get((rule.source, rule.what), "")


def _hour(word: str, known: KnownFacts, after: str, row: int) -> str:
    """When an act was done; '' for other words."""
    match word:
        case "ended":
            return session_end(after, known.hours, known.now)
        case "attached":
            return known.attached.get(after.partition("|")[0], "")
        case "letter":
            return known.letters.get(row, "")
        case _:
            return ""


def session_end(began: str, hours: Iterable[datetime], now: datetime | None) -> str:
    """When a session ended that began then (both in stored form): at the last answer before a long
    break; now, to the minute, while there was none. '' where nothing was answered after it began.
    """
    try:
        last = begun = datetime.fromisoformat(began)
    except ValueError:
        return ""  # a reason for having no answer
    if last.tzinfo is None or now is None:
        return ""
    for hour in sorted(hours):
        if last <= hour <= last + _BREAK:
            last = hour
    if last - begun < timedelta(minutes=1):
        return ""
    whole_minute = now.replace(second=0, microsecond=0)
    return stored_date_time(whole_minute if last <= now <= last + _BREAK else last)


def usual_answers(
    form: FormDefinition, files: Iterable[tuple[bool, Mapping[str, str]]]
) -> dict[tuple[str, str], dict[str, str]]:
    """What is mostly answered, as `KnownFacts.usual`. `files`: whether it is the officer's own, and
    path to value. Each answer counts once a file; what leads by one file alone is usual nowhere."""
    entries = [entry for entry in known_questions(form) if entry.rule.source is KnownFrom.USUAL]
    counted: dict[tuple[str, str], dict[str, Counter[str]]] = {}
    for own, answers in files:
        pairs = set()
        for path, value in answers.items():
            repeat, row, name = split_path(path)
            for entry in entries:
                rule = entry.rule
                if name != entry.question.name or not value or (rule.what == "own" and not own):
                    continue
                beside = path_of(rule.after, repeat, row) if rule.after else ""
                after = answers.get(beside) or answers.get(rule.after, "")
                pairs.add((rule.what, name, after, value))
        for what, name, after, value in pairs:
            counted.setdefault((what, name), {}).setdefault(after, Counter())[value] += 1
    return {
        key: {after: value for after, counts in by_after.items() if (value := _leading(counts))}
        for key, by_after in counted.items()
    }


def _leading(counts: Counter[str]) -> str:
    (value, most), *others = counts.most_common(2)
    second = others[0][1] if others else 0
    return value if most - second >= _LEAST_FILES else ""
