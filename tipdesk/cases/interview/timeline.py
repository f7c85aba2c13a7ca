"""Everything in a file that has a date, in the order of time; the journey as a line, leg by leg.

`timeline` gathers what is dated, `scale` is the ruler beside it (from a week to decades, with marks
that fit their number), `row_details` and `row_title` say in a line which row of a repeat is meant.
Nothing here judges: what seems out of order is how people remember, and is shown as it was said.
The journey (`legs`) goes from place to place, in the order in which it was noted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from tipdesk.cases.answers import shown_value
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
from tipdesk.forms.rules.rules import FormRules, FormState
from tipdesk.forms.values import parse_partial_date
from tipdesk.i18n.text import N_, kuwait_day, month_name, texts

# --- rows of a repeat in a line ---------------------------------------------------------------


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
class RowDetail:
    """One answer of a row in words."""

    path: str
    text: str
    level: int  # of the question, 1 to 4


def row_details(
    rules: FormRules,
    state: FormState,
    repeat: Group,
    row: int,
    language: Language,
    *,
    dates: bool = True,
) -> tuple[RowDetail, ...]:
    """The answers that tell the row best, at most three; without `dates` none that are dates."""
    details: list[RowDetail] = []
    for question in _in_order(repeat):
        path = f"{row_path(repeat.name, row)}/{question.name}"
        value = state.value(path) if _may_tell(question, dates=dates) else ""
        if value:
            # Without its question, "herself" could be the paper: worded as for nobody's sex.
            text = " ".join(shown_value(rules.definition, question, value, language).split())
            details.append(RowDetail(path, text, question.level))
            if len(details) == _MOST:
                break
    return tuple(details)


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


# A form names its repeats in the plural. These are the repeats of the forms that we ship; a row
# of any other is named by its repeat.
_TITLES: Mapping[str, str] = {
    "iv_present": N_("Person present {number}"),
    "sessions": N_("Further session {number}"),
    "prior_interviews": N_("Earlier interview {number}"),
    "linked_files": N_("Linked file {number}"),
    "consent_services": N_("Service {number}"),
    "stmt_verbatim": N_("Phrase {number}"),
    "stmt_timeline": N_("Event {number}"),
    "stmt_corrections": N_("Correction {number}"),
    "legs": N_("Leg {number}"),
    "episodes": N_("Episode {number}"),
    "som_docs_supplied": N_("Document supplied {number}"),
    "suspect_rows": N_("Suspect {number}"),
    "name_aliases": N_("Other name {number}"),
    "documents": N_("Document {number}"),
    "children_in_kw": N_("Child {number}"),
    "contacts": N_("Contact {number}"),
    "injuries": N_("Injury {number}"),
    "needs": N_("Need {number}"),
    "iv_breaks": N_("Break {number}"),
    "indicator_rows": N_("Indicator {number}"),
    "exhibit_rows": N_("Exhibit {number}"),
    "att_custody": N_("Handing over {number}"),
}
_OTHER = N_("{what} ({number})")


def row_title(repeat: Group, number: int, language: Language, sex: str = "") -> str:
    """The row in place `number` of a repeat, counted from 1."""
    say = texts(language).gettext
    if repeat.name in _TITLES:
        return say(_TITLES[repeat.name]).format(number=number)
    return say(_OTHER).format(what=repeat.label.text(language, sex), number=number)


# --- a scale for days -------------------------------------------------------------------------


_DAYS = (1, 2, 7, 14)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12000, 60000)
_YEAR = 12  # months
_LEAST = 6  # days that a scale shows at least, so that one day is no wall


@dataclass(frozen=True, slots=True)
class Mark:
    """A day with its name, to be written at its place."""

    day: date
    label: str


@dataclass(frozen=True, slots=True)
class TimeScale:
    """Places days between 0 (the first) and 1 (the end of the last)."""

    first: date
    last: date

    def place(self, day: date) -> float:
        """Where a day begins; below 0 or above 1 outside the scale."""
        return (day - self.first).days / self.days

    @property
    def days(self) -> int:
        """How many days it spans, the last one included."""
        return (self.last - self.first).days + 1

    def marks(self, language: Language, most: int = 5) -> tuple[Mark, ...]:
        """At most `most` marks at even distances: days, months or years."""
        for step in _DAYS:
            if self.days / step <= most:
                return tuple(_days(self.first, self.last, step))
        for step in _MONTHS:
            marks = tuple(_months(self.first, self.last, step, language))
            if marks and len(marks) <= most:
                return marks
        return ()


def scale(first: date, last: date) -> TimeScale:
    """A scale that holds both days and some days around, never too short to tell days apart."""
    short = max(0, _LEAST - (last - first).days)
    around = max(1, (last - first).days // 40)
    before, after = timedelta(days=around + short // 2), timedelta(days=around + short - short // 2)
    low = max(first.toordinal() - before.days, date.min.toordinal())
    high = min(last.toordinal() + after.days, date.max.toordinal())
    return TimeScale(date.fromordinal(low), date.fromordinal(high))


def _days(first: date, last: date, step: int) -> Iterator[Mark]:
    day = first.toordinal()
    while day <= last.toordinal():
        known = date.fromordinal(day)
        yield Mark(known, f"{known.day:02}/{known.month:02}")
        day += step


def _months(first: date, last: date, step: int, language: Language) -> Iterator[Mark]:
    """Months on whose number the step divides, so that a year always begins at its January."""
    start = first.year * _YEAR + first.month - 1 + (first.day > 1)
    start = -(-start // step) * step
    for number in range(start, last.year * _YEAR + last.month, step):
        year, month = divmod(number, _YEAR)
        if year > date.max.year:
            return
        name = f"{year}" if step >= _YEAR else f"{month_name(month + 1, language)} {year}"
        yield Mark(date(year, month + 1, 1), name)


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
_TO_VERSION_4 = ("shelter_in_at", "shelter_out_at")  # from then on they are case work
# Rows that tell of something that happened: without a date they are listed apart.
_HAPPENINGS = frozenset({"stmt_timeline", "legs", "episodes", "injuries"})
_BIRTH = "birth_date"
_FROM, _FROM_TO = N_("from {first}"), N_("from {first} to {last}")
_STATEMENT_PHASES = frozenset({Phase.ACCOUNT, Phase.CLARIFY})


class DateKind(StrEnum):
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
    kind: DateKind
    extent: Extent = Extent(None, None)
    row: str = ""  # «Leg 1»
    detail: str = ""  # what else tells which one it is
    moment: str = ""  # of a time: for the order within a day
    until: str = ""  # the path of its end, when it lasted

    @property
    def headline(self) -> str:
        """What it is in a line: what happened, or of what it is the date."""
        subject = self.detail if self.tells and self.detail else self.label
        return f"{self.row}: {subject}" if self.row else subject

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
    entries: list[Dated] = []
    for section in rules.definition.sections:
        kind = DateKind.LIFE if section.phase in _STATEMENT_PHASES else DateKind.FILE
        entries += _in_group(reading, section, section.name, kind)
    ends = {entry.until for entry in entries}
    entries = [entry for entry in entries if entry.path not in ends]
    dated = [entry for entry in entries if any(entry.extent.days())]
    dated.sort(key=lambda entry: (entry.extent.first_day(), entry.moment))
    undated = [entry for entry in entries if not any(entry.extent.days())]
    return Timeline(tuple(dated), tuple(undated), *_scale(dated, today))


def _scale(items: Iterable[Dated], today: date) -> tuple[date | None, date | None]:
    """From the first day to the last that lies not ahead."""
    extents = [item.extent for item in items if item.kind is not DateKind.BIRTH]
    days = [day for extent in extents for day in extent.days()]
    days += [today for extent in extents if extent.latest is None and days]
    passed = [day for day in days if day <= today] or days
    return (min(passed), max(passed)) if passed else (None, None)


def _in_group(
    reading: _Reading, group: Group, section: str, kind: DateKind, *, repeat: str = "", row: int = 0
) -> Iterator[Dated]:
    for child in group.children:
        if isinstance(child, Group):
            if child.kind is GroupKind.REPEAT:
                yield from _in_rows(reading, child, section, kind)
            else:
                yield from _in_group(reading, child, section, kind, repeat=repeat, row=row)
            continue
        entry = _dated_answer(reading, child, path_of(child.name, repeat, row), section, kind)
        if entry is not None:
            end = _LASTED.get(child.name, "")
            yield _lasted(reading, entry, path_of(end, repeat, row)) if end else entry


def _in_rows(reading: _Reading, repeat: Group, section: str, kind: DateKind) -> Iterator[Dated]:
    for number, row in enumerate(reading.state.rows(repeat.name), 1):
        entries = list(_in_group(reading, repeat, section, kind, repeat=repeat.name, row=row))
        if not entries and repeat.name not in _HAPPENINGS:
            continue
        details = row_details(
            reading.rules, reading.state, repeat, row, reading.language, dates=False
        )
        title = row_title(repeat, number, reading.language, reading.sex)
        detail = " • ".join(part.text for part in details)
        for entry in entries:
            level = max([entry.level, *(each.level for each in details)])
            yield replace(entry, row=title, detail=detail, level=level)
        if not entries and details:
            label = repeat.label.text(reading.language, reading.sex)
            head = row_path(repeat.name, row)
            level = max(each.level for each in details)
            yield Dated(head, section, label, "", level, kind, row=title, detail=detail)


def _dated_answer(
    reading: _Reading, question: Question, path: str, section: str, kind: DateKind
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
        DateKind.BIRTH if question.name == _BIRTH else kind,
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
                about = any(point is not None and point.about for point in (known.start, known.end))
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
    end_words = shown_value(reading.rules.definition, question, value, reading.language)
    extent = Extent(
        start.earliest, end.latest, start.latest, end.earliest, start.about or end.about
    )
    when = say(_FROM_TO).format(first=begun.when, last=end_words)
    return replace(begun, extent=extent, when=when, until=end_path)


LEGS = "legs"  # the repeat of the form that holds the legs
_ENDS = tuple(f"leg_{side}_{what}" for side in ("from", "to") for what in ("country", "place"))
NEEDED = frozenset(
    {*_LASTED, *_LASTED.values(), *_HAPPENINGS, _BIRTH, LEGS, "leg_mode", "leg_date", *_ENDS}
).difference(_TO_VERSION_4)


@dataclass(frozen=True, slots=True)
class JourneyStop:
    """A place on the way; both empty when it is unknown."""

    country: str = ""
    place: str = ""

    @property
    def known(self) -> bool:
        """Whether anything is known of it."""
        return bool(self.country or self.place)


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg in words. `joined`: it begins where the leg before has ended."""

    row: int
    number: int  # counted from 1
    start: JourneyStop
    end: JourneyStop
    mode: str = ""  # the choice's name: air, car …
    mode_text: str = ""
    when: str = ""
    joined: bool = False


def legs(rules: FormRules, state: FormState, language: Language) -> tuple[Leg, ...]:
    """The legs of the journey, as they were noted; none is put in another place."""
    noted: list[Leg] = []
    for number, row in enumerate(state.rows(LEGS), 1):
        start = _stop(rules, state, row, "from", language)
        end = _stop(rules, state, row, "to", language)
        noted.append(
            Leg(
                row,
                number,
                start,
                end,
                state.value(path_of("leg_mode", LEGS, row)),
                _text(rules, state, row, "leg_mode", language),
                _text(rules, state, row, "leg_date", language),
                joined=bool(noted) and _meets(noted[-1].end, start),
            )
        )
    return tuple(noted)


def _meets(end: JourneyStop, start: JourneyStop) -> bool:
    """Whether a leg goes on from where another ended: nothing that is known of both differs."""
    if not (end.known and start.known):
        return False
    pairs = ((end.country, start.country), (end.place, start.place))
    return all(first == second for first, second in pairs if first and second)


def _stop(
    rules: FormRules, state: FormState, row: int, side: str, language: Language
) -> JourneyStop:
    return JourneyStop(
        _text(rules, state, row, f"leg_{side}_country", language),
        _text(rules, state, row, f"leg_{side}_place", language),
    )


def _text(rules: FormRules, state: FormState, row: int, name: str, language: Language) -> str:
    path = path_of(name, LEGS, row)
    value = state.value(path)
    return shown_value(rules.definition, rules.question(path), value, language) if value else ""
