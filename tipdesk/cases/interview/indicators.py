"""What recorded indicators suggest: the two-step rule of the ILO–EC operational indicators (2009).

An aid for the officer, after the person has left. It counts rows that say *yes*, and nothing else:
*no*, *unknown* and what was not asked add nothing, and what the person agreed to is no input at
all (Law 91/2013 art. 2). Nothing of it ever leaves the unit (release mark IN).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tipdesk.forms.model import FormDefinition, LocalText
from tipdesk.forms.rules.order import places

# Filled in by the program; their names stay here too, so that a record never tells of a result.
DIMENSION_RESULTS, COVERAGE, SUGGESTION = "ind_dimensions", "ind_coverage", "assess_system"
RESULTS = frozenset({DIMENSION_RESULTS, COVERAGE, SUGGESTION})

# One row of the form's repeat for each indicator that was explored.
ROWS, DIMENSION, CODE, STATE = "indicator_rows", "ind_dimension", "ind_code", "ind_state"
BASIS, LINK = "ind_basis", "ind_link"
YES, NO = "yes", "no"
# What the officer makes of it, and the elements of Law 91/2013 art. 2 and 3 that aggravate it.
SET, IS_CHILD = "ind_set", "ind_child"
OFFICERS, REASONS = "assess_officer", "assess_reasons"
_AGGRAVATING = frozenset({"agg_art2", "agg_art3"})
_OF_A_ROW = frozenset({DIMENSION, CODE, STATE, BASIS, LINK})
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


class Strength(StrEnum):
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

    @property
    def of_child(self) -> bool:
        """Whether the person is a child, or may be one."""
        return self in (IndicatorSet.CHILD_LABOUR, IndicatorSet.CHILD_SEXUAL)


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
    strengths: Mapping[IndicatorSet, Strength]
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
    rows = [row for there in by_dimension.values() for row in there]
    counts = tuple(_count(one, there, findings) for one, there in by_dimension.items())
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
    said = [row.strengths[used] for row, state in zip(rows, states, strict=True) if state == YES]
    return DimensionCount(
        dimension=dimension,
        strong=said.count(Strength.STRONG),
        medium=said.count(Strength.MEDIUM),
        weak=said.count(Strength.WEAK),
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
    return max(kuwaiti, reading, key=lambda one: one.rank)


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
