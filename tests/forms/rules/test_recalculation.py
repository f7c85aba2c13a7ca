"""A run that begins where the last one ended gives what a full run gives."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exploring import dear
from tests.forms.graph_forms import (
    CHOICES,
    TEXT,
    VALUES,
    chained,
    form,
    graphs,
    question_of,
    section,
)
from tests.forms.sheets_for_tests import NOW, TODAY
from tipdesk.forms.model import FormDefinition, QuestionType, Stage, path_of, row_path
from tipdesk.forms.rules import recalculation
from tipdesk.forms.rules.evaluation import Context, Evaluation
from tipdesk.forms.rules.plan import PlanStep
from tipdesk.forms.rules.rules import FormRules, FormState

CONTEXT = Context(TODAY, NOW, {})


def everything(state: FormState) -> tuple[object, ...]:
    run = state.run
    missing = state.missing(Stage.SAVE)
    return (
        state.values(),
        run.relevant,
        run.rows,
        state.faults,
        state.stops,
        state.broken,
        missing,
        run.kept_rows,
    )


def answer_of(draw: st.DrawFn, rules: FormRules) -> tuple[str, str]:
    """An answer, or a row that comes or goes."""
    repeats = tuple(rules.definition.repeats())
    if repeats and draw(st.integers(0, 3)) == 0:
        repeat = draw(st.sampled_from(repeats))
        return row_path(repeat.name, draw(st.integers(1, 3))), draw(st.sampled_from(["", "1"]))
    question = draw(st.sampled_from(list(rules.definition.questions())))
    repeat_name = rules._plan.home(question.name)
    path = path_of(question.name, repeat_name, draw(st.integers(1, 3)) if repeat_name else 0)
    if question.type is QuestionType.SELECT_ONE:
        return path, draw(st.sampled_from(["", *[choice.name for choice in CHOICES]]))
    if question.type is QuestionType.PARTIAL_DATE:
        return path, draw(st.sampled_from(["", "1999-05", "1999-05|العيد", "|العيد", "../2030"]))
    return path, draw(st.sampled_from(VALUES))


@given(graphs(), st.data())
@settings(max_examples=dear(300), deadline=None)
def test_it_is_what_a_full_run_gives(definition: FormDefinition, data: st.DataObject) -> None:
    rules = FormRules(definition)
    answers: dict[str, str] = {}
    context = CONTEXT
    state = rules.evaluate(answers, context)
    for _ in range(data.draw(st.integers(1, 8))):
        for _ in range(data.draw(st.integers(1, 3))):
            path, value = answer_of(data.draw, rules)
            answers[path] = value
        if data.draw(st.integers(0, 3)) == 0:
            later = context.now + data.draw(
                st.sampled_from([timedelta(hours=1), timedelta(days=2)])
            )
            context = Context(later.date(), later, {"q1": data.draw(st.sampled_from(VALUES))})
        state = rules.evaluate(answers, context, state)
        assert everything(state) == everything(rules.evaluate(answers, context))


def worked_out(
    definition: FormDefinition, before: dict[str, str], after: dict[str, str]
) -> list[str]:
    """The names that are worked out again, in order."""
    rules, names = FormRules(definition), []

    class Counting(Evaluation):
        def _work_out(self, step: PlanStep) -> None:
            names.append(step.name)
            super()._work_out(step)

    state = rules.evaluate(before, CONTEXT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recalculation, "Evaluation", Counting)
        rules.evaluate(after, CONTEXT, state)
    return names


def test_only_what_looks_at_a_change_is_worked_out() -> None:
    definition = chained(300)
    assert worked_out(definition, {"q0": "5"}, {"q0": "5"}) == []
    assert worked_out(definition, {"q290": "5"}, {"q290": "5", "q299": "x"}) == ["q299"]
    chain = worked_out(definition, {"q0": "5"}, {"q0": "6"})
    assert chain[0] == "q0"
    assert set(chain) <= {f"q{n}" for n in range(30)} | {"s1"}, (
        "the chain, and the section behind it"
    )
    assert len(chain) < 30, "it ends where nothing looks different any more"


def test_the_clock_and_the_programs_own_values_are_followed() -> None:
    officer = question_of("officer", read_only=True)
    before = question_of("until", constraint=". > now()", constraint_message=TEXT)
    today = question_of("due", constraint=". >= today()", constraint_message=TEXT)
    summary = question_of("said", QuestionType.CALCULATE, calculation="concat(${officer}, today())")
    rules = FormRules(form(section("s", officer, before, today, summary)))
    answers = {"until": "2026-11-24T10:00:00Z", "due": "2026-11-24"}
    state = rules.evaluate(answers, Context(TODAY, NOW, {"officer": "of1"}))
    assert (state.faults, state.value("said")) == ((), "of12026-11-24")
    for context, paths, words in (
        (Context(TODAY, NOW + timedelta(hours=2), {"officer": "of1"}), {"until"}, "of12026-11-24"),
        (Context(TODAY, NOW, {"officer": "of2"}), set(), "of22026-11-24"),
        (Context(TODAY + timedelta(days=1), NOW, {}), {"due"}, "2026-11-25"),
    ):
        state = rules.evaluate(answers, context, state)
        assert everything(state) == everything(rules.evaluate(answers, context))
        assert ({fault.path for fault in state.faults}, state.value("said")) == (paths, words)


def test_a_state_of_another_form_is_of_no_use() -> None:
    first, second = FormRules(chained(60)), FormRules(chained(90))
    state = first.evaluate({"q0": "1"}, CONTEXT)
    assert everything(second.evaluate({"q60": "2"}, CONTEXT, state)) == everything(
        second.evaluate({"q60": "2"}, CONTEXT)
    )


def test_the_answers_may_be_written_on_afterwards() -> None:
    rules = FormRules(chained(60))
    answers = {"q0": "1"}
    state = rules.evaluate(answers, CONTEXT)
    answers["q0"] = "22"
    assert rules.evaluate(answers, CONTEXT, state).value("q0") == "22"
