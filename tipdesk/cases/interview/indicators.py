"""Indicators and elements of the law: what recorded ones suggest, and answers that record them.

Indicators follow the two-step rule of the ILO–EC operational indicators (2009). They count rows
that say *yes*, and nothing else: *no*, *unknown* and what was not asked add nothing, and what the
person agreed to is no input at all (Law 91/2013 art. 2). An element of Law 91/2013 is borne by an
answer that was recorded or an exhibit that was listed, whatever either proves; where there is none,
a neutral question says what could still be asked.

All of it is an aid for the officer, after the person has left, and never a finding. Nothing of it
ever leaves the unit (release mark IN).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tipdesk.cases.model import NO_ANSWER, Answer
from tipdesk.forms.model import FormDefinition, LocalText, path_of, row_path, split_path
from tipdesk.forms.rules.plan import places

# --- elements of Law 91/2013 ------------------------------------------------------------------


EXHIBIT_TYPE = "att_type"  # the question of an exhibit's kind


class ElementKind(StrEnum):
    """The part of the law that an element belongs to."""

    ACT = "act"
    MEANS = "means"
    PURPOSE = "purpose"
    AGGRAVATING = "aggravating"  # art. 2
    SMUGGLING = "smuggling"
    SMUGGLING_AGGRAVATING = "smuggling_aggravating"  # art. 3


@dataclass(frozen=True, slots=True)
class Clue:
    """A question whose answer bears on an element: any answer, or one of `codes`."""

    question: str
    codes: frozenset[str] = frozenset()
    above_zero: bool = False

    def fits(self, value: str) -> bool:
        """Whether an answer with this value bears on it."""
        if self.above_zero:
            return _number(value) > 0
        return bool(value) and (not self.codes or not self.codes.isdisjoint(value.split()))


@dataclass(frozen=True, slots=True)
class LawElement:
    """One element of the law."""

    code: str
    kind: ElementKind
    article: str  # e.g. "1(4)"
    label: LocalText
    clues: tuple[Clue, ...]
    ask: LocalText  # the neutral question
    to_person: bool  # the question can be put to the person; else the officer looks it up


@dataclass(frozen=True, slots=True)
class Bearing:
    """An element with the places of the answers and exhibits that bear on it."""

    element: LawElement
    answers: tuple[str, ...]  # paths, in the order of the clues
    exhibits: tuple[str, ...]  # paths of the kinds of exhibits


Recorded = Mapping[str, Sequence[tuple[str, str]]]  # question → (path, value) of every row


def bearings(elements: Sequence[LawElement], recorded: Recorded) -> tuple[Bearing, ...]:
    """Each element with what bears on it."""
    return tuple(_bearing(element, recorded) for element in elements)


def has_act(elements: Sequence[LawElement], recorded: Recorded) -> bool:
    """Whether an act of art. 1(4) is recorded: recruiting, use, transport, harbouring, receiving.
    `recorded` holds the answers of the sections on recruitment, journey and suspects."""
    acts = (element for element in elements if element.kind is ElementKind.ACT)
    return any(_bearing(act, recorded).answers for act in acts)


def _bearing(element: LawElement, recorded: Recorded) -> Bearing:
    fitting = [
        (clue.question == EXHIBIT_TYPE, path)
        for clue in element.clues
        for path, value in recorded.get(clue.question, ())
        if clue.fits(value)
    ]
    return Bearing(
        element,
        tuple(path for exhibit, path in fitting if not exhibit),
        tuple(path for exhibit, path in fitting if exhibit),
    )


def _number(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        return math.nan


# Filled in by the program; their names stay here too, so that a record never tells of a result.
DIMENSION_RESULTS, COVERAGE, SUGGESTION = "ind_dimensions", "ind_coverage", "assess_system"
RESULTS = frozenset({DIMENSION_RESULTS, COVERAGE, SUGGESTION})

# One row of the form's repeat for each indicator that was explored.
ROWS, DIMENSION, CODE, STATE = "indicator_rows", "ind_dimension", "ind_code", "ind_state"
BASIS, LINK_FIELD = "ind_basis", "ind_link"
YES, NO = "yes", "no"
# What the officer makes of it, and the elements of Law 91/2013 art. 2 and 3 that aggravate it.
SET, IS_CHILD = "ind_set", "ind_child"
OFFICERS, REASONS = "assess_officer", "assess_reasons"
_AGGRAVATING = frozenset({"agg_art2", "agg_art3"})
_OF_A_ROW = frozenset({DIMENSION, CODE, STATE, BASIS, LINK_FIELD})
_JUDGED = frozenset({SET, IS_CHILD, OFFICERS, REASONS}) | _AGGRAVATING
# What never leaves the unit, whatever a form says of it (release mark IN).
NEVER_RELEASED = RESULTS | _OF_A_ROW | _JUDGED
SECTION = "indicators"
NEEDED = NEVER_RELEASED | {ROWS, SECTION}
_ON_PANEL = RESULTS | _OF_A_ROW | {SET, OFFICERS, ROWS}
NEEDED_CODES: Mapping[str, frozenset[str]] = {STATE: frozenset({YES, NO})}
SEXUAL_FORMS = frozenset({"prostitution", "other_sexual", "online_sexual"})
# Palermo Protocol art. 3(c): of a child these are exploitation by themselves.
CHILD_FORMS = SEXUAL_FORMS | {"forced_begging", "forced_crime", "organ_removal", "forced_marriage"}


def is_in(form: FormDefinition) -> bool:
    """Whether a form has all that indicators are recorded in; another agency's may not."""
    return {place.element.name for place in places(form.sections)} >= _ON_PANEL


class RowWeight(StrEnum):
    """How much a row weighs in its set."""

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"


class IndicatorSet(StrEnum):
    """Which strengths count (list IND_SET)."""

    ADULT_LABOUR = "adult_labour"
    CHILD_LABOUR = "child_labour"
    ADULT_SEXUAL = "adult_sexual"
    CHILD_SEXUAL = "child_sexual"


class Determination(StrEnum):
    """What is suggested (list DETERM), the least first."""

    NO_INDICATORS = "no_indicators"
    SOM_ONLY = "som_only"
    INSUFFICIENT = "insufficient"
    EXPLOIT_ONLY = "exploit_only"
    SOME = "some"
    STRONG = "strong"

    @property
    def rank(self) -> int:
        """Its place in the order; *smuggling only* says no more of trafficking than *none*."""
        return max(0, list(Determination).index(self) - 1)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the table. A set that is no key of `strengths` does not have it."""

    code: str
    dimension: str  # D1 to D6
    label: LocalText
    strengths: Mapping[IndicatorSet, RowWeight]
    provisional: frozenset[IndicatorSet]  # sets whose strength was taken from the labour set
    proposed_when: str = ""  # an expression over the form's answers


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that a result rests on. What the person agreed to is not among it."""

    child: bool  # in doubt too
    forms: frozenset[str]  # forms of exploitation that were recorded (list EXPLOIT)
    states: Mapping[str, str]  # code of an indicator → yes, no, unknown
    act: bool  # recruiting, use, transport, harbouring or receiving is recorded
    smuggling: bool

    @property
    def set(self) -> IndicatorSet:
        """The set whose strengths count."""
        if self.forms & SEXUAL_FORMS:
            return IndicatorSet.CHILD_SEXUAL if self.child else IndicatorSet.ADULT_SEXUAL
        return IndicatorSet.CHILD_LABOUR if self.child else IndicatorSet.ADULT_LABOUR


@dataclass(frozen=True, slots=True)
class DimensionCount:
    """The rows of one dimension that say yes, by strength, and how many were explored."""

    dimension: str
    strong: int
    medium: int
    weak: int
    explored: int  # answered yes or no
    size: int  # rows of the set

    @property
    def positive(self) -> bool:
        """Step 1: two strong; one strong and another; three medium; two medium and one weak."""
        others = self.medium + self.weak
        if self.strong:
            return self.strong + others >= 2
        return self.medium >= 2 and others >= 3


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the recorded indicators suggest. `palermo` is given for children only."""

    set: IndicatorSet
    provisional: bool  # some strengths of the set wait to be typed from the source
    dimensions: tuple[DimensionCount, ...]
    act: bool
    kuwaiti: Determination  # Law 91/2013 art. 1(4): act, means and purpose, for everybody
    palermo: Determination | None  # Protocol art. 3(c): act and purpose

    @property
    def suggestion(self) -> Determination:
        """The one that goes into the form: of a child the reading that asks for no means."""
        return self.palermo or self.kuwaiti

    @property
    def explored(self) -> int:
        """Rows of the set that were answered yes or no."""
        return sum(count.explored for count in self.dimensions)

    @property
    def size(self) -> int:
        """Rows of the set."""
        return sum(count.size for count in self.dimensions)


def assess(table: Sequence[Indicator], findings: Findings) -> Assessment:
    """Both steps of the rule over the rows that were recorded."""
    used = findings.set
    by_dimension: dict[str, list[Indicator]] = {}
    for row in table:
        if used in row.strengths:
            by_dimension.setdefault(row.dimension, []).append(row)
    rows = [row for in_dimension in by_dimension.values() for row in in_dimension]
    counts = tuple(
        _count(dimension, in_dimension, findings)
        for dimension, in_dimension in by_dimension.items()
    )
    positive = frozenset(count.dimension for count in counts if count.positive)
    refuted = sum(findings.states.get(row.code) == NO for row in rows)
    enough = 2 * refuted >= len(rows)  # looked for and not found: only this speaks for "none"
    kuwaiti = _combined(positive, findings, enough=enough)
    return Assessment(
        set=used,
        provisional=any(used in row.provisional for row in rows),
        dimensions=counts,
        act=findings.act,
        kuwaiti=kuwaiti,
        palermo=_of_child(positive, findings, kuwaiti) if findings.child else None,
    )


def _count(dimension: str, rows: Sequence[Indicator], findings: Findings) -> DimensionCount:
    used = findings.set
    states = [findings.states.get(row.code) for row in rows]
    strengths = [
        row.strengths[used] for row, state in zip(rows, states, strict=True) if state == YES
    ]
    return DimensionCount(
        dimension=dimension,
        strong=strengths.count(RowWeight.STRONG),
        medium=strengths.count(RowWeight.MEDIUM),
        weak=strengths.count(RowWeight.WEAK),
        explored=states.count(YES) + states.count(NO),
        size=len(rows),
    )


def _combined(positive: frozenset[str], findings: Findings, *, enough: bool) -> Determination:
    """Step 2. Without a recorded act nothing is more than *some*."""
    means = bool(positive & {"D1", "D2"})
    if "D5" in positive and "D4" in positive:
        whole = means or bool(positive & {"D3", "D6"})  # abuse of vulnerability stands in
        return Determination.STRONG if whole and findings.act else Determination.SOME
    if "D5" in positive:
        return Determination.SOME  # exploitation may be meant and not yet begun
    if "D4" in positive:
        return Determination.SOME if means else Determination.EXPLOIT_ONLY
    if not enough:
        return Determination.INSUFFICIENT
    return Determination.SOM_ONLY if findings.smuggling else Determination.NO_INDICATORS


def _of_child(
    positive: frozenset[str], findings: Findings, kuwaiti: Determination
) -> Determination:
    if "D4" not in positive and not findings.forms & CHILD_FORMS:
        return kuwaiti
    reading = Determination.STRONG if findings.act else Determination.SOME
    return max(kuwaiti, reading, key=lambda determination: determination.rank)


def results(assessment: Assessment) -> dict[str, str]:
    """What the form's own fields hold: codes and counts, the same in every language."""
    counts = [
        f"{count.dimension} S{count.strong} M{count.medium} W{count.weak} "
        f"{'+' if count.positive else '-'}"
        for count in assessment.dimensions
    ]
    return {
        DIMENSION_RESULTS: "; ".join(counts),
        COVERAGE: f"{assessment.explored}/{assessment.size}",
        SUGGESTION: assessment.suggestion.value,
    }


# --- yes, no or unknown, as answers to the rows of the form -----------------------------------


def stated(
    answers: Mapping[str, Answer], indicator: Indicator, state: str, row: int
) -> dict[str, Answer]:
    """What records `state` of an indicator. `row` is its row now, 0 when it has none; what was not
    explored (state '') has none. A row that was taken away comes back with its basis."""
    if not state:
        return {row_path(ROWS, row): NO_ANSWER} if row else {}
    row = row or _earlier(answers, indicator.code) or _next(answers)
    return {
        row_path(ROWS, row): Answer("1"),
        path_of(DIMENSION, ROWS, row): Answer(indicator.dimension),
        path_of(CODE, ROWS, row): Answer(indicator.code),
        path_of(STATE, ROWS, row): Answer(state),
    }


def _rows(answers: Mapping[str, Answer]) -> set[int]:
    """Every row that there ever was."""
    return {row for repeat, row, _name in map(split_path, answers) if repeat == ROWS}


def _earlier(answers: Mapping[str, Answer], code: str) -> int:
    """The newest row of this indicator that was taken away; 0 when there is none."""
    removed = (
        row
        for row in _rows(answers)
        if answers.get(path_of(CODE, ROWS, row), NO_ANSWER).value == code
        and not answers.get(row_path(ROWS, row), NO_ANSWER).value
    )
    return max(removed, default=0)


def _next(answers: Mapping[str, Answer]) -> int:
    return max(_rows(answers), default=0) + 1


# --- what the officer sees --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One indicator as the officer sees it. `row` is its row in the file, 0 without one."""

    indicator: Indicator
    strength: RowWeight
    row: int
    state: str  # yes, no, unknown, '' when it was not explored
    based: bool  # what it rests on is recorded
    because: tuple[str, ...]  # paths of the answers that propose it


@dataclass(frozen=True, slots=True)
class IndicatorBoard:
    """Everything that the panel of section J shows."""

    lines: tuple[IndicatorLine, ...]
    left_over: tuple[int, ...]  # rows that no line shows: without a code, twice, of another set
    assessment: Assessment
    bearings: tuple[Bearing, ...]
    statement_open: bool  # whether anything may be asked of the person
