"""What the form says of the answers of a file, with what the program works out filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from tipdesk.cases import evidence
from tipdesk.cases.interview.assessing import assessment, rests_on
from tipdesk.cases.interview.indicators import RESULTS, ROWS, results
from tipdesk.forms.model import split_path
from tipdesk.forms.rules.evaluation import Context
from tipdesk.forms.rules.rules import FormRules, FormState

_IS_CHILD = "is_child"


def judged(
    rules: FormRules,
    values: Mapping[str, str],
    context: Context,
    last: FormState | None = None,
    given: Mapping[str, datetime] | None = None,
) -> FormState:
    """The state of a file, the results of its indicators and the hashes of its exhibits filled in.
    They are worked out again only when something that they rest on has changed since `last`.
    `given`: when answers were given, as `FormRules.evaluate` has it."""
    before = last.run.context.externals if last else {}
    former = {
        name: text for name, text in before.items() if name in RESULTS or evidence.is_hash(name)
    }
    state = rules.evaluate(values, _with(context, former), last, given)
    if last is not None and not _may_differ(state, last):
        return state
    filled = results(assessment(rules, state)) if state.rows(ROWS) else {}
    filled = {**filled, **evidence.hashes(state)}
    if filled == former:
        return state
    return rules.evaluate(state.run.answers, _with(context, filled), state, given)


def _may_differ(state: FormState, last: FormState) -> bool:
    """Whether a result may be another one than in the state before."""
    if (state.rows(ROWS), state.value(_IS_CHILD)) != (last.rows(ROWS), last.value(_IS_CHILD)):
        return True
    if state.run.violations != last.run.violations:  # other answers stand than before
        return True
    changed = state.run.changed
    if changed is None:  # it was worked out anew
        return True
    names = {split_path(path)[2] for path in changed}
    return not names.isdisjoint(rests_on() | evidence.LINKS)


def _with(context: Context, filled: Mapping[str, str]) -> Context:
    return replace(context, externals={**context.externals, **filled}) if filled else context
