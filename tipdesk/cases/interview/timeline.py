"""Everything in a file that has a date, in the order of time.

Nothing here judges: what seems out of order is how people remember, and is shown as it was said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from tipdesk.cases.answer_words import shown_value
from tipdesk.cases.interview.row_summary import telling
from tipdesk.cases.interview.row_titles import row_title
from tipdesk.core.settings import Language
from tipdesk.forms.model import (
    Group,
    GroupKind,
    Phase,
    Question,
    QuestionType,
    path_of,
    row_path,
    split_path,
)
from tipdesk.forms.partial_dates import parse_partial_date
from tipdesk.forms.rules.rules import FormRules
from tipdesk.forms.rules.state import FormState
from tipdesk.i18n.catalogue import N_, texts
from tipdesk.i18n.dates import kuwait_day

# What lasted: its first day and its last, in the forms that we ship.
_LASTED: Mapping[str, str] = {
    "iv_start": "iv_end",
    "session_started": "session_ended",
    "break_from": "break_to",
    "ex_from": "ex_to",
    "means_first": "means_last",
    "shelter_in_at": "shelter_out_at",
    "reflection_from": "reflection_to",
}
# Rows that tell of something that happened: without a date they are listed apart.
_HAPPENINGS = frozenset({"stmt_timeline", "legs", "episodes", "injuries"})
_BIRTH = "birth_date"
NEEDED = frozenset({*_LASTED, *_LASTED.values(), *_HAPPENINGS, _BIRTH})
_FROM, _FROM_TO = N_("from {first}"), N_("from {first} to {last}")
_SAID = frozenset({Phase.ACCOUNT, Phase.CLARIFY})


class Kind(StrEnum):
    """What a date belongs to."""

    LIFE = "life"  # what the person went through
    FILE = "file"  # what officers did
    BIRTH = "birth"  # stands at the edge: it would press a year into nothing


@dataclass(frozen=True, slots=True)
class Extent:
    """The days on which something may have been; None is open."""

    earliest: date | None
    latest: date | None
    sure_from: date | None = None  # of what lasted: from here …
    sure_to: date | None = None  # … to here it certainly was
    about: bool = False

    @property
    def is_day(self) -> bool:
        """Whether it is one certain day."""
        return self.earliest is not None and self.earliest == self.latest and not self.about

    def days(self) -> Iterator[date]:
        """The ends that are known."""
        ends = (self.earliest, self.latest, self.sure_from, self.sure_to)
        yield from (day for day in ends if day is not None)

    def first_day(self) -> date:
        """Where it stands in the order: its first possible day; open at the beginning, the day
        by which it had come."""
        return self.earliest or min(self.days(), default=date.max)


@dataclass(frozen=True, slots=True)
class Dated:
    """Something with a date. `path` is the question to go to."""

    path: str
    section: str
    label: str  # what it is the date of
    when: str  # in words; '' when nothing is known
    level: int
    kind: Kind
    extent: Extent = Extent(None, None)
    row: str = ""  # «Leg 1»
    detail: str = ""  # what else tells which one it is
    moment: str = ""  # of a time: for the order within a day
    until: str = ""  # the path of its end, when it lasted

    @property
    def headline(self) -> str:
        """What it is in a line: what happened, or of what it is the date."""
        what = self.detail if self.tells and self.detail else self.label
        return f"{self.row}: {what}" if self.row else what

    @property
    def tells(self) -> bool:
        """Whether it is something that happened, and its other answers say what."""
        return split_path(self.path)[0] in _HAPPENINGS


@dataclass(frozen=True, slots=True)
class Timeline:
    """What has a place in time, by its first possible day, and what has none."""

    items: tuple[Dated, ...] = ()
    undated: tuple[Dated, ...] = ()
    first: date | None = field(default=None)  # of the scale; births and days to come lie outside
    last: date | None = field(default=None)


@dataclass(frozen=True, slots=True)
class _Reading:
    rules: FormRules
    state: FormState
    language: Language
    sex: str


def timeline(rules: FormRules, state: FormState, language: Language, today: date) -> Timeline:
    """Everything dated that is asked now and answered."""
    reading = _Reading(rules, state, language, state.value("sex"))
    found: list[Dated] = []
    for section in rules.definition.sections:
        kind = Kind.LIFE if section.phase in _SAID else Kind.FILE
        found += _in_group(reading, section, section.name, kind)
    ends = {one.until for one in found}
    found = [one for one in found if one.path not in ends]
    dated = [one for one in found if any(one.extent.days())]
    dated.sort(key=lambda one: (one.extent.first_day(), one.moment))
    undated = [one for one in found if not any(one.extent.days())]
    return Timeline(tuple(dated), tuple(undated), *_scale(dated, today))


def _scale(items: Iterable[Dated], today: date) -> tuple[date | None, date | None]:
    """From the first day to the last that lies not ahead."""
    extents = [one.extent for one in items if one.kind is not Kind.BIRTH]
    days = [day for extent in extents for day in extent.days()]
    days += [today for extent in extents if extent.latest is None and days]
    passed = [day for day in days if day <= today] or days
    return (min(passed), max(passed)) if passed else (None, None)


def _in_group(
    reading: _Reading, group: Group, section: str, kind: Kind, *, repeat: str = "", row: int = 0
) -> Iterator[Dated]:
    for child in group.children:
        if isinstance(child, Group):
            if child.kind is GroupKind.REPEAT:
                yield from _in_rows(reading, child, section, kind)
            else:
                yield from _in_group(reading, child, section, kind, repeat=repeat, row=row)
            continue
        found = _one(reading, child, path_of(child.name, repeat, row), section, kind)
        if found is not None:
            end = _LASTED.get(child.name, "")
            yield _lasted(reading, found, path_of(end, repeat, row)) if end else found


def _in_rows(reading: _Reading, repeat: Group, section: str, kind: Kind) -> Iterator[Dated]:
    for number, row in enumerate(reading.state.rows(repeat.name), 1):
        found = list(_in_group(reading, repeat, section, kind, repeat=repeat.name, row=row))
        if not found and repeat.name not in _HAPPENINGS:
            continue
        told = telling(reading.rules, reading.state, repeat, row, reading.language, dates=False)
        title = row_title(repeat, number, reading.language, reading.sex)
        detail = " • ".join(one.text for one in told)
        for one in found:
            level = max([one.level, *(each.level for each in told)])
            yield replace(one, row=title, detail=detail, level=level)
        if not found and told:
            label = repeat.label.text(reading.language, reading.sex)
            head = row_path(repeat.name, row)
            level = max(each.level for each in told)
            yield Dated(head, section, label, "", level, kind, row=title, detail=detail)


def _one(
    reading: _Reading, question: Question, path: str, section: str, kind: Kind
) -> Dated | None:
    value = reading.state.value(path)
    extent = _extent(question, value) if value else None
    if extent is None:
        return None
    return Dated(
        path,
        section,
        question.label.text(reading.language, reading.sex),
        shown_value(reading.rules.definition, question, value, reading.language),
        question.level,
        Kind.BIRTH if question.name == _BIRTH else kind,
        extent,
        moment=value if question.type is QuestionType.DATETIME else "",
    )


def _extent(question: Question, value: str) -> Extent | None:
    """The days that a stored value can mean; None when the question asks for no date."""
    try:
        match question.type:
            case QuestionType.DATE:
                return Extent(date.fromisoformat(value), date.fromisoformat(value))
            case QuestionType.DATETIME:
                day = kuwait_day(datetime.fromisoformat(value))
                return Extent(day, day)
            case QuestionType.PARTIAL_DATE:
                known = parse_partial_date(value)
                about = any(one is not None and one.about for one in (known.start, known.end))
                return Extent(known.earliest(), known.latest(), about=about)
    except (ValueError, OverflowError):  # stands as it was typed: listed apart
        return Extent(None, None)
    return None


def _lasted(reading: _Reading, begun: Dated, end_path: str) -> Dated:
    """What `begun` and its end say together; `begun` alone when they are no stretch."""
    start, say = begun.extent, texts(reading.language).gettext
    try:
        question = reading.rules.question(end_path)
    except KeyError:  # an agency's own form
        return begun
    value = reading.state.value(end_path)
    if not any(start.days()) or not (value or question.type is QuestionType.PARTIAL_DATE):
        return begun
    if not value:
        extent = Extent(start.earliest, None, start.latest, None, start.about)
        return replace(begun, extent=extent, when=say(_FROM).format(first=begun.when))
    end = _extent(question, value) or start
    backwards = start.earliest and end.latest and end.latest < start.earliest
    if backwards or not any(end.days()):  # two days, each where it was said
        return begun
    said = shown_value(reading.rules.definition, question, value, reading.language)
    extent = Extent(
        start.earliest, end.latest, start.latest, end.earliest, start.about or end.about
    )
    when = say(_FROM_TO).format(first=begun.when, last=said)
    return replace(begun, extent=extent, when=when, until=end_path)
