"""The two-step rule of the indicators: the cases of the field reference, and what always holds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tipdesk.cases.interview.assessing import indicator_table
from tipdesk.cases.interview.indicators import (
    CHILD_FORMS,
    Assessment,
    Determination,
    Findings,
    IndicatorSet,
    RowWeight,
    assess,
    results,
)

TABLE = indicator_table()
CODES = [row.code for row in TABLE]
POSITIVE = {  # the fewest rows that make each dimension positive for an adult
    "D1": ("DR1", "DR2"),
    "D2": ("CR1", "CR2"),
    "D3": ("AV1", "AV2", "AV9"),
    "D4": ("EX1", "EX9"),
    "D5": ("CD1", "CD3"),
    "D6": ("AD1", "AD2", "AD3"),
}
NONE_AT_ALL = dict.fromkeys(CODES, "no")


def assessed(
    *yes: str, child: bool = False, act: bool = True, forms: tuple[str, ...] = (), **more: bool
) -> Assessment:
    """What is suggested when these rows say yes and all others no."""
    states = {**NONE_AT_ALL, **dict.fromkeys(yes, "yes")}
    smuggling = more.get("smuggling", False)
    return assess(TABLE, Findings(child, frozenset(forms), states, act, smuggling))


def positive(assessment: Assessment) -> set[str]:
    return {count.dimension for count in assessment.dimensions if count.positive}


def in_dimensions(*dimensions: str) -> list[str]:
    return [code for dimension in dimensions for code in POSITIVE[dimension]]


@pytest.mark.parametrize(
    ("rows", "adult", "child"),
    [
        (("CD1", "CD3"), {"D5"}, {"D5"}),  # (i) two strong
        (("EX1", "EX9"), {"D4"}, {"D4"}),  # (ii) strong and weak
        (("AV1", "AV2", "AV9"), {"D3"}, {"D3"}),  # (iii) three medium
        (("DR2", "DR3"), set(), set()),  # (iv) two medium only
        (("DR2", "DR3", "DR10"), {"D1"}, {"D1"}),  # (v) and a weak one; strong for a child
        (("DR2", "DR10"), set(), {"D1"}),  # medium and weak; medium and strong
        (("CD15",), set(), set()),  # (vi) one alone
        (("CD1",), set(), set()),
        (("AV15", "AV16"), set(), set()),  # weak ones only
        (("CD15", "AD6", "AD7"), set(), set()),
    ],
)
def test_a_dimension_is_positive_as_the_source_says(
    rows: tuple[str, ...], adult: set[str], child: set[str]
) -> None:
    assert positive(assessed(*rows)) == adult
    assert positive(assessed(*rows, child=True)) == child


def test_three_weak_rows_of_one_dimension_are_not_enough() -> None:
    weak = [replace(row, strengths=dict.fromkeys(row.strengths, RowWeight.WEAK)) for row in TABLE]
    states = dict.fromkeys(CODES, "yes")
    assert positive(assess(weak, Findings(False, frozenset(), states, True, False))) == set()


@pytest.mark.parametrize(
    ("dimensions", "suggested"),
    [
        ((), "no_indicators"),
        (("D1",), "no_indicators"),
        (("D1", "D2", "D3", "D6"), "no_indicators"),
        (("D5",), "some"),
        (("D1", "D5"), "some"),
        (("D4",), "exploit_only"),
        (("D4", "D3"), "exploit_only"),
        (("D1", "D4"), "some"),
        (("D2", "D4"), "some"),
        (("D1", "D4", "D5"), "strong"),
        (("D2", "D4", "D5"), "strong"),
        (("D4", "D5"), "some"),
        (("D3", "D4", "D5"), "strong"),  # abuse of vulnerability stands in for the means
        (("D6", "D4", "D5"), "strong"),
    ],
)
def test_dimensions_are_combined_as_the_reference_says(
    dimensions: tuple[str, ...], suggested: str
) -> None:
    assessment = assessed(*in_dimensions(*dimensions))
    assert positive(assessment) == set(dimensions)
    assert assessment.suggestion == suggested
    assert assessment.palermo is None


def test_little_that_was_explored_is_no_sign_of_nothing() -> None:
    half = dict.fromkeys(CODES[:33], "no")
    findings = Findings(False, frozenset(), half, act=True, smuggling=False)
    assert assess(TABLE, findings).suggestion is Determination.INSUFFICIENT
    more = replace(findings, states={**half, CODES[33]: "no"})
    assert assess(TABLE, more).suggestion is Determination.NO_INDICATORS
    found_one = replace(findings, states={**half, CODES[33]: "yes"})  # a yes is no sign of nothing
    assert assess(TABLE, found_one).suggestion is Determination.INSUFFICIENT
    smuggled = replace(more, smuggling=True)
    assert assess(TABLE, smuggled).suggestion is Determination.SOM_ONLY


def test_without_a_recorded_act_nothing_is_strong() -> None:
    rows = in_dimensions("D1", "D4", "D5")
    assert assessed(*rows, act=False).suggestion is Determination.SOME
    assert assessed(*rows, act=False, child=True).suggestion is Determination.SOME


def test_of_a_child_both_readings_stand_side_by_side() -> None:
    """The Protocol asks for no means of a child; the Kuwaiti text does."""
    conditions = assessed(*in_dimensions("D4"), child=True)
    assert (conditions.palermo, conditions.kuwaiti) == ("strong", "exploit_only")
    assert conditions.suggestion is Determination.STRONG
    nothing = assessed(child=True)
    assert (nothing.palermo, nothing.kuwaiti) == ("no_indicators", "no_indicators")
    for form in CHILD_FORMS:
        assert assessed(child=True, forms=(form,)).palermo == "strong", form
        assert assessed(child=False, forms=(form,)).suggestion == "no_indicators", form
    assert assessed(child=True, forms=("forced_labour",)).palermo == "no_indicators"


def test_the_sexual_sets_say_that_their_strengths_are_provisional() -> None:
    assert not assessed().provisional
    assert not assessed(child=True).provisional
    for child, used in ((False, IndicatorSet.ADULT_SEXUAL), (True, IndicatorSet.CHILD_SEXUAL)):
        assessment = assessed(child=child, forms=("online_sexual", "forced_labour"))
        assert (assessment.set, assessment.provisional) == (used, True)


def test_the_sexual_sets_have_the_three_strengths_that_are_known() -> None:
    table = {row.code: row.strengths for row in TABLE}
    adult, child = IndicatorSet.ADULT_SEXUAL, IndicatorSet.CHILD_SEXUAL
    assert (table["CD7"][adult], table["CD7"][child]) == ("strong", "strong")
    assert (table["EX6"][adult], table["EX6"][child]) == ("medium", "strong")
    assert {table["EX1"][adult], table["EX1"][child]} == {"medium"}
    exploitation = [row.strengths[adult] for row in TABLE if row.dimension == "D4"]
    assert RowWeight.STRONG not in exploitation


def test_coverage_counts_what_the_set_has() -> None:
    assert (assessed().explored, assessed().size) == (67, 67)
    assert (assessed(child=True).explored, assessed(child=True).size) == (65, 65)
    answers = results(assessed("CD1", "CD15", "AV8"))
    assert answers["ind_coverage"] == "67/67"
    assert "D5 S1 M0 W1 +" in answers["ind_dimensions"]
    assert "%" not in "".join(answers.values())


STATES = st.dictionaries(st.sampled_from(CODES), st.sampled_from(["yes", "no", "unknown", ""]))
FINDINGS = st.builds(
    Findings,
    child=st.booleans(),
    forms=st.frozensets(st.sampled_from([*sorted(CHILD_FORMS), "forced_labour", "unknown"])),
    states=STATES | st.builds(lambda some: {**NONE_AT_ALL, **some}, STATES),
    act=st.booleans(),
    smuggling=st.booleans(),
)


@given(FINDINGS, st.lists(st.sampled_from(CODES), min_size=1, max_size=6))
@settings(max_examples=400, deadline=None)
def test_one_more_yes_never_lowers_a_result(findings: Findings, more: list[str]) -> None:
    before = assess(TABLE, findings)
    states = {**findings.states, **dict.fromkeys(more, "yes")}
    after = assess(TABLE, replace(findings, states=states))
    assert after.kuwaiti.rank >= before.kuwaiti.rank
    assert after.suggestion.rank >= before.suggestion.rank
    assert positive(after) >= positive(before)


@given(FINDINGS, st.lists(st.sampled_from(CODES)))
@settings(max_examples=200, deadline=None)
def test_unknown_counts_for_nothing(findings: Findings, rows: list[str]) -> None:
    """What is unknown is as if it had not been asked, in every count and result."""
    known = {code: state for code, state in findings.states.items() if code not in rows}
    unknown = {**known, **dict.fromkeys(rows, "unknown")}
    bare = assess(TABLE, replace(findings, states=known))
    assert assess(TABLE, replace(findings, states=unknown)) == bare


@given(FINDINGS)
@settings(max_examples=200, deadline=None)
def test_no_counts_for_nothing_but_coverage(findings: Findings) -> None:
    yes = {code: state for code, state in findings.states.items() if state == "yes"}
    bare = assess(TABLE, replace(findings, states=yes))
    assert positive(assess(TABLE, findings)) == positive(bare)
    assert assess(TABLE, findings).suggestion.rank <= bare.suggestion.rank
