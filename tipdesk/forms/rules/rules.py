"""What a form says about a set of answers: the logic of ODK XForms without a screen.

Answers to questions that are not relevant are kept by whoever stores them, but count for
nothing here: not in expressions, not in `value`, not in `missing`, not on paper. The same holds of
answers that the form refuses (`evaluation`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from tipdesk.core.errors import ExpressionFault
from tipdesk.forms.expression.expression import PlainScope, parse
from tipdesk.forms.model import (
    Choice,
    FormDefinition,
    Group,
    Question,
    QuestionType,
    split_path,
)
from tipdesk.forms.rules.evaluation import Context, Evaluation
from tipdesk.forms.rules.plan import Plan, make_plan
from tipdesk.forms.rules.recalculation import recalculated
from tipdesk.forms.rules.state import Fault, FaultKind, FormState, Stop, make_state

__all__ = ["Context", "Fault", "FaultKind", "FormRules", "FormState", "Stop"]

_FORMULA = re.compile(r"\$\{|^[a-z][a-z0-9:-]*\(")


class FormRules:
    """The rules of one definition; they keep no answers. `rules_for` makes them once."""

    def __init__(self, definition: FormDefinition) -> None:
        """Read every expression once.

        Raises:
            FormDefinitionInvalid: the definition cannot be used.
        """
        self.definition = definition
        self._plan: Plan = make_plan(definition)

    def evaluate(
        self,
        values: Mapping[str, str],
        context: Context,
        last: FormState | None = None,
        given_at: Mapping[str, datetime] | None = None,
    ) -> FormState:
        """The state of the whole form. `values` by path; a row exists by its own path. `given_at`
        says when answers were given (aware), by path: by that moment `now()` and `today()` judge
        them. What it does not name is given now.

        With `last`, the state before, only what has changed since is worked out: the result is
        the same.
        """
        values = last.run.answers if last and values is last.run.answers else dict(values)
        given_at = {} if given_at is None else given_at
        run = recalculated(self._plan, last.run, values, context, given_at) if last else None
        if run is None:
            run = Evaluation(self._plan, values, context, given_at)
            run.run()
        return make_state(self._plan, run)

    def question(self, path: str) -> Question:
        """The question at `path`. Raises KeyError when the form has none there."""
        repeat, _, name = split_path(path)
        step = self._plan.steps[name]
        if isinstance(step.place.element, Group) or step.place.repeat != repeat:
            raise KeyError(path)
        return step.place.element

    def group(self, name: str) -> Group:
        """The section, group, repeat or table `name`. Raises KeyError when there is none."""
        element = self._plan.steps[name].place.element
        if not isinstance(element, Group):
            raise KeyError(name)
        return element

    def section_of(self, path: str) -> str:
        """The section in which `path` stands. Raises KeyError when the form has none such."""
        repeat, _, name = split_path(path)
        return self._plan.steps[name or repeat].place.section

    def choices(self, question: Question) -> tuple[Choice, ...]:
        """The whole list of a question, without its filter."""
        return self.definition.choices.get(question.list_name, ())

    def defaults(self, context: Context, repeat: str = "") -> dict[str, str]:
        """The values that a new file, or a new row of `repeat`, begins with, by name.

        A default that is a formula sees no answers; without a result it is left out.
        """
        defaults: dict[str, str] = {}
        for name, step in self._plan.steps.items():
            question = step.place.element
            if isinstance(question, Group) or step.place.repeat != repeat or not question.default:
                continue
            value = _default(question.default, context)
            if value and question.type is not QuestionType.NOTE:
                defaults[name] = value
        return defaults


@lru_cache(maxsize=8)
def rules_for(definition: FormDefinition) -> FormRules:
    """The rules of `definition`, the same ones for as long as the program runs: to read all
    expressions takes longer than to answer them.

    Raises:
        FormDefinitionInvalid: the definition cannot be used.
    """
    return FormRules(definition)


def is_formula(default: str) -> bool:
    """Whether a default is an expression and no plain value: it begins with a function."""
    return bool(_FORMULA.search(default))


def _default(text: str, context: Context) -> str:
    if not is_formula(text):
        return text
    try:
        return parse(text).text(PlainScope(context.today, context.now, context.externals))
    except ExpressionFault:
        return ""
