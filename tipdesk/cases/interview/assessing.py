"""The indicators of an open file: what is recorded, what its answers propose, what they suggest.

Proposals are hints that an officer confirms with a basis; nothing is ever answered by itself. What
comes of it stays at the station: the form's fields for it are marked IN, and a record does not even
name them.

The indicators and the elements of the law are tables under `resources/indicators`, read once.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache

from tipdesk.cases.interview import indicators
from tipdesk.core.settings import resource
from tipdesk.forms.expression.expression import Expression, parse
from tipdesk.forms.model import LocalText, path_of
from tipdesk.forms.rules.rules import FormRules, FormState

# --- tables -----------------------------------------------------------------------------------


_LABOUR = {  # whose strength stands in until the source's own has been typed
    indicators.IndicatorSet.ADULT_SEXUAL: indicators.IndicatorSet.ADULT_LABOUR,
    indicators.IndicatorSet.CHILD_SEXUAL: indicators.IndicatorSet.CHILD_LABOUR,
}
_NONE = "none"  # in a sexual set: the source does not have the row there

Row = Mapping[str, str]


@cache
def indicator_table() -> tuple[indicators.Indicator, ...]:
    """The rows of the ILO–EC indicators, in the source's order."""
    return tuple(_indicator(row) for row in _rows("ilo-2009.csv"))


@cache
def law_elements() -> tuple[indicators.LawElement, ...]:
    """The elements of Law 91/2013, in the law's order."""
    return tuple(_element(row) for row in _rows("law-91-2013.csv"))


def _rows(name: str) -> Iterator[Row]:
    with resource("indicators", name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _indicator(row: Row) -> indicators.Indicator:
    strengths: dict[indicators.IndicatorSet, indicators.RowWeight] = {}
    provisional: set[indicators.IndicatorSet] = set()
    for used in indicators.IndicatorSet:
        strength = row[used]
        if not strength and used in _LABOUR:
            strength = row[_LABOUR[used]]
            provisional.add(used)
        if strength and strength != _NONE:
            strengths[used] = indicators.RowWeight(strength)
    return indicators.Indicator(
        code=row["code"],
        dimension=row["dimension"],
        label=LocalText(row["arabic"], row["english"]),
        strengths=strengths,
        provisional=frozenset(provisional & strengths.keys()),
        proposed_when=row["proposed_when"],
    )


def _element(row: Row) -> indicators.LawElement:
    clues = [_clue(word) for word in row["answers"].split()]
    if row["exhibits"]:
        clues.append(indicators.Clue(indicators.EXHIBIT_TYPE, frozenset(row["exhibits"].split())))
    return indicators.LawElement(
        code=row["code"],
        kind=indicators.ElementKind(row["kind"]),
        article=row["article"],
        label=LocalText(row["arabic"], row["english"]),
        clues=tuple(clues),
        ask=LocalText(
            row["ask_arabic"], row["ask_english"], row["ask_arabic_f"], row["ask_arabic_m"]
        ),
        to_person=row["asked_of"] == "person",
    )


def _clue(word: str) -> indicators.Clue:
    """`question`, `question=code,code` or `question>0`."""
    if word.endswith(">0"):
        return indicators.Clue(word.removesuffix(">0"), above_zero=True)
    question, _, codes = word.partition("=")
    return indicators.Clue(question, frozenset(codes.split(",")) if codes else frozenset())


_IS_CHILD, _FORM, _TYPE = "is_child", "ex_form", "case_type"
_ACT_SECTIONS = frozenset("FGK")  # recruitment, journey, suspects
_SMUGGLING = frozenset({"som", "tip_som"})  # list CASE_TYPE
_CHILD = frozenset({"yes", "possible"})  # list CHILD_STATE
_ORDER = {
    indicators.YES: 3,
    indicators.NO: 2,
    "unknown": 1,
}  # of rows that speak of the same indicator

Recorded = dict[str, list[tuple[str, str]]]  # question → (path, value) of every row


@cache
def rests_on() -> frozenset[str]:
    """The questions that a result looks at; '' is a row that came or went."""
    return frozenset({"", indicators.CODE, indicators.STATE, _FORM, _TYPE}) | _named(
        indicators.ElementKind.ACT
    )


@cache
def _named(*kinds: indicators.ElementKind) -> frozenset[str]:
    """The questions that elements of the law of these kinds look at; of all without a kind."""
    elements = (element for element in law_elements() if not kinds or element.kind in kinds)
    return frozenset(clue.question for element in elements for clue in element.clues)


def assessment(rules: FormRules, state: FormState) -> indicators.Assessment:
    """What the recorded indicators of a file suggest.

    It rests on what was recorded also where a section has closed since: consent that is withdrawn
    narrows what is asked and sent, and changes no result.
    """
    return _assessment(rules, state, _recorded(state, rests_on()))


def _assessment(rules: FormRules, state: FormState, recorded: Recorded) -> indicators.Assessment:
    sections = {
        section.name for section in rules.definition.sections if section.code in _ACT_SECTIONS
    }
    acts = {
        name: places
        for name, places in recorded.items()
        if name in _named(indicators.ElementKind.ACT) and _section(rules, name) in sections
    }
    findings = indicators.Findings(
        child=state.value(_IS_CHILD) in _CHILD,
        forms=_codes(recorded, _FORM),
        states={line[0]: line[1] for line in sorted(_stated(state), key=_weight)},
        act=indicators.has_act(law_elements(), acts),
        smuggling=bool(_codes(recorded, _TYPE) & _SMUGGLING),
    )
    return indicators.assess(indicator_table(), findings)


def board(rules: FormRules, state: FormState) -> indicators.IndicatorBoard:
    """What the panel of section J shows of a file."""
    recorded = _recorded(state, rests_on() | _named())
    assessment = _assessment(rules, state, recorded)
    rows = {code: row for code, _state, row in sorted(_stated(state), key=_weight)}
    lines = tuple(
        indicators.IndicatorLine(
            indicator=indicator,
            strength=indicator.strengths[assessment.set],
            row=rows.get(indicator.code, 0),
            state=state.value(path_of(indicators.STATE, indicators.ROWS, rows[indicator.code]))
            if indicator.code in rows
            else "",
            based=indicator.code in rows
            and bool(state.value(path_of(indicators.BASIS, indicators.ROWS, rows[indicator.code]))),
            because=_because(state, indicator),
        )
        for indicator in indicator_table()
        if assessment.set in indicator.strengths
    )
    rows_listed = {line.row for line in lines}
    types = _codes(recorded, _TYPE)
    elements = tuple(element for element in law_elements() if _concerns(element.kind, types))
    return indicators.IndicatorBoard(
        lines=lines,
        left_over=tuple(row for row in state.rows(indicators.ROWS) if row not in rows_listed),
        assessment=assessment,
        bearings=indicators.bearings(elements, recorded),
        statement_open=state.is_relevant("account"),
    )


def follow_ups(state: FormState) -> tuple[str, ...]:
    """The elements whose neutral question may be put to the person now, in the order of the law.
    Those that have been answered are among them: who reads along learns nothing of the file."""
    if not state.is_relevant("account"):
        return ()
    types = _codes(_recorded(state, frozenset({_TYPE})), _TYPE)
    return tuple(
        element.code
        for element in law_elements()
        if element.to_person and _concerns(element.kind, types)
    )


def _concerns(kind: indicators.ElementKind, case_types: frozenset[str]) -> bool:
    """Trafficking is looked at unless the file is one of smuggling alone, and the other way."""
    of_smuggling = kind in (
        indicators.ElementKind.SMUGGLING,
        indicators.ElementKind.SMUGGLING_AGGRAVATING,
    )
    return case_types != ({"tip"} if of_smuggling else {"som"})


def _section(rules: FormRules, name: str) -> str:
    """The section of a question; '' when the form has none such."""
    try:
        return rules.section_of(name)
    except KeyError:
        return ""


def _recorded(state: FormState, names: frozenset[str]) -> Recorded:
    """Every answer to `names` that was recorded, with its rows that exist, and what was worked out.
    Nothing else is looked at: this is asked when an answer changes."""
    run, refused = state.run, state.refused
    by_name: Recorded = {}
    for name in sorted(names):
        home = state.repeat_of(name)
        rows = sorted({*run.kept_rows.get(home, ()), *state.rows(home)}) if home else [0]
        for path in (path_of(name, home, row) for row in rows):
            recorded = path in run.answers and path not in refused
            text = run.answers[path] if recorded else state.value(path)
            if text:
                by_name.setdefault(name, []).append((path, text))
    return by_name


def _codes(recorded: Recorded, name: str) -> frozenset[str]:
    return frozenset(code for _path, text in recorded.get(name, ()) for code in text.split())


def _stated(state: FormState) -> Iterator[tuple[str, str, int]]:
    """Code, state and number of every row that names an indicator."""
    for row in state.rows(indicators.ROWS):
        code = state.value(path_of(indicators.CODE, indicators.ROWS, row))
        if code:
            yield code, state.value(path_of(indicators.STATE, indicators.ROWS, row)), row


def _weight(stated: tuple[str, str, int]) -> tuple[int, int]:
    """Of two rows for one indicator the one that says more comes last, and counts."""
    return _ORDER.get(stated[1], 0), -stated[2]


def _because(state: FormState, indicator: indicators.Indicator) -> tuple[str, ...]:
    """The paths of the answers that propose it; none: they do not."""
    if not indicator.proposed_when:
        return ()
    paths: list[str] = []
    for part in parse(indicator.proposed_when).alternatives():
        paths += _proposing(state, part)
    return tuple(dict.fromkeys(paths))


def _proposing(state: FormState, part: Expression) -> Iterator[str]:
    names = sorted(part.references)
    repeats = {state.repeat_of(name) for name in names} - {""}
    if len(repeats) == 1:  # one row that fits as a whole, not two that fit by halves
        repeat = repeats.pop()
        views = [(repeat, row) for row in state.rows(repeat) if state.holds(part, repeat, row)]
    else:
        views = [("", 0)] if state.holds(part) else []
    for repeat, row in views:
        for name in names:
            path = path_of(name, repeat, row) if state.repeat_of(name) else name
            if state.value(path):
                yield path
