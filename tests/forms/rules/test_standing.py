"""An answer that the form refuses counts as none; the rule inside the engine."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given as with_examples
from hypothesis import settings
from hypothesis import strategies as st

from tests.exploring import dear
from tests.forms.sheets_for_tests import choice, question, repeat, rules, section, state
from tipdesk.core.errors import FormDefinitionInvalid
from tipdesk.forms.expression.budget import MAX_STEPS
from tipdesk.forms.publishing.definition_json import definition_from_json, definition_to_json
from tipdesk.forms.rules.evaluation import Context
from tipdesk.forms.rules.rules import FaultKind, FormRules, FormState

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
CONTEXT = Context(date(2026, 11, 24), NOW, {})
MESSAGE = {"message_ar": "لا", "message_en": "No"}


def kinds(judged: FormState) -> list[tuple[str, FaultKind]]:
    return [(fault.path, fault.kind) for fault in judged.faults]


def without(judged: FormState, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers with nothing of what was refused."""
    left = {**answers, **{path: judged.value(path) for path in judged.refused}}
    return {path: value for path, value in left.items() if value}


def alike(first: FormState, second: FormState) -> bool:
    return (first.values(), first.run.relevant, first.run.rows) == (
        second.values(),
        second.run.relevant,
        second.run.rows,
    )


def years() -> FormRules:
    return rules(
        [
            *section(
                "who",
                question("integer", "born", constraint=". <= 2026", **MESSAGE),
                question("calculate", "age", calculation="2026 - ${born}"),
                question("text", "school", relevant="${age} < 18"),
            ),
            *section("told", question("text", "words"), relevant="not(${age} < 18)"),
        ]
    )


def test_a_refused_answer_moves_nothing() -> None:
    form = years()
    answers = {"born": "2035", "words": "…", "school": "…"}
    judged = state(form, answers)
    assert kinds(judged) == [("born", FaultKind.CONSTRAINT)]
    assert judged.refused == {"born"}
    assert (judged.value("born"), judged.value("age"), judged.value("words")) == ("", "", "…")
    assert not judged.is_relevant("school")
    assert alike(judged, state(form, without(judged, answers)))


def test_what_has_not_the_shape_of_its_type_is_refused() -> None:
    form = rules(
        [
            *section(
                "s",
                question("integer", "count"),
                question("date", "day"),
                question("calculate", "twice", calculation="${count} * 2"),
                question("text", "why", relevant="${day} != ''"),
            )
        ]
    )
    judged = state(form, count="many", day="soon", why="…")
    assert kinds(judged) == [("count", FaultKind.TYPE), ("day", FaultKind.TYPE)]
    assert (judged.values(), judged.is_relevant("why")) == ({}, False)
    assert state(form, count="3", day="2026-01-02", why="…").value("twice") == "6"


def test_of_several_choices_only_the_closed_ones_fall() -> None:
    form = rules(
        [
            *section(
                "s",
                question("select_one ynu", "child"),
                question(
                    "select_multiple help", "help", choice_filter="age = '' or ${child} = 'yes'"
                ),
                question("calculate", "count", calculation="count-selected(${help})"),
                question("text", "school", relevant="selected(${help}, 'school')"),
            )
        ],
        [
            *(choice("ynu", name) for name in ("yes", "no")),
            choice("help", "bed"),
            choice("help", "food"),
            choice("help", "school", age="child"),
        ],
    )
    judged = state(form, child="no", help="bed food school")
    assert kinds(judged) == [("help", FaultKind.CHOICE)]
    assert (judged.value("help"), judged.value("count")) == ("bed food", "2")
    assert not judged.is_relevant("school")
    assert state(form, child="yes", help="bed food school").is_relevant("school")


def test_an_answer_is_judged_by_answers_that_stand() -> None:
    """Whatever the order in the form: the limit is refused, so it limits nothing."""
    form = rules(
        [
            *section(
                "s",
                question("integer", "part", constraint="${whole} = '' or . <= ${whole}", **MESSAGE),
                question("integer", "whole", constraint=". >= 0", **MESSAGE),
            )
        ]
    )
    assert state(form, part="5", whole="-4").refused == {"whole"}
    assert state(form, part="5", whole="4").refused == {"part"}


def ring() -> FormRules:
    return rules(
        [
            *section(
                "s",
                question("integer", "low", constraint="${high} = '' or . <= ${high}", **MESSAGE),
                question("integer", "high", constraint="${low} = '' or . >= ${low}", **MESSAGE),
                question("calculate", "span", calculation="${high} - ${low}"),
            )
        ]
    )


def test_where_two_refuse_each_other_the_first_of_the_form_falls() -> None:
    judged = state(ring(), low="7", high="3")
    assert (judged.refused, judged.values()) == ({"low"}, {"high": "3"})
    assert state(ring(), low="3", high="7").value("span") == "4"


def test_in_a_ring_what_has_no_shape_judges_nobody() -> None:
    form = rules(
        [
            *section(
                "s",
                question("integer", "low", constraint="${high} = '' or . < ${high}", **MESSAGE),
                question("integer", "high", constraint="${low} = '' or . > 0", **MESSAGE),
            )
        ]
    )
    judged = state(form, low="5", high="many")
    assert (judged.refused, judged.values()) == ({"high"}, {"low": "5"})


def test_an_answer_may_be_judged_by_what_follows_from_itself() -> None:
    form = rules(
        [
            *section(
                "s",
                question("integer", "hours", constraint="${week} <= 168", **MESSAGE),
                question("calculate", "week", calculation="${hours} * 7"),
                question("text", "rest", relevant="${week} > 100"),
            )
        ]
    )
    judged = state(form, hours="30")
    assert (judged.refused, judged.value("week"), judged.is_relevant("rest")) == (
        {"hours"},
        "",
        False,
    )
    assert state(form, hours="24").value("week") == "168"


def test_rows_may_refuse_each_other() -> None:
    form = rules(
        [
            *section(
                "s",
                *repeat(
                    "parts",
                    question(
                        "integer", "share", constraint="${total} = '' or ${total} <= 100", **MESSAGE
                    ),
                ),
                question("calculate", "total", calculation="sum(${share})"),
            )
        ]
    )
    rows = {f"parts[{row}]": "1" for row in (1, 2)}
    judged = state(form, {**rows, "parts[1]/share": "60", "parts[2]/share": "50"})
    assert judged.refused == {"parts[1]/share"}
    assert judged.value("parts[2]/share") == "50"


def test_an_answer_is_judged_by_the_moment_when_it_was_given() -> None:
    form = rules(
        [
            *section(
                "s",
                question("date", "seen", constraint=". <= today()", **MESSAGE),
                question("date", "next", constraint=". >= today()", **MESSAGE),
                question("text", "late", relevant="${next} < today()"),
            )
        ]
    )
    answers = {"seen": "2026-11-25", "next": "2026-11-24"}
    given_at = dict.fromkeys(answers, NOW)
    first = form.evaluate(answers, CONTEXT, given_at=given_at)
    assert first.refused == {"seen"}
    later = NOW + timedelta(days=3650)
    much_later = Context(later.date(), later, {})
    years_later = form.evaluate(answers, much_later, given_at=given_at)
    assert years_later.refused == {"seen"}, "refused then, and not accepted overnight"
    assert years_later.value("next") == "2026-11-24", "it stood, and does not turn red"
    assert years_later.is_relevant("late"), "what is asked goes by today"
    assert alike(form.evaluate(answers, much_later, first, given_at), years_later)
    # Given anew it is judged anew; one whose moment is not known is given now.
    again = {"seen": later, "next": later}
    assert form.evaluate(answers, much_later, years_later, again).refused == {"next"}
    assert form.evaluate(answers, much_later, years_later).refused == {"next"}


def test_the_day_of_an_answer_is_that_of_kuwait() -> None:
    form = rules([*section("s", question("date", "seen", constraint=". <= today()", **MESSAGE))])
    night = datetime(2026, 11, 24, 22, tzinfo=UTC)  # one in the night of the 25th in Kuwait
    assert form.evaluate({"seen": "2026-11-25"}, CONTEXT, given_at={"seen": night}).refused == set()


def test_what_the_program_fills_in_stands_and_is_told_of() -> None:
    form = rules(
        [
            *section(
                "s",
                question("integer", "known", read_only="yes", constraint=". < 3", **MESSAGE),
                question("calculate", "twice", calculation="${known} * 2"),
            )
        ]
    )
    judged = form.evaluate({}, replace(CONTEXT, externals={"known": "7"}))
    assert (judged.value("twice"), [fault.path for fault in judged.faults]) == ("14", ["known"])


LONG = "concat(" + ", ".join(["."] * 5) + ")"


def costly(many: int) -> FormRules:
    """A rule for a number, judged after `many` rules that a long text makes dear."""
    texts = [
        question("text", f"text{number}", constraint=f"string-length({LONG}) > 5", **MESSAGE)
        for number in range(many)
    ]
    return rules([*section("s", *texts, question("integer", "n", constraint=". < 5", **MESSAGE))])


def test_what_is_too_costly_to_be_judged_does_not_stand() -> None:
    """Else long answers elsewhere would let one that is refused count."""
    form = costly(60)
    long_texts = {f"text{number}": "x" * 19_000 for number in range(60)}
    judged = state(form, {**long_texts, "n": "2035"})
    assert judged.run.exhausted
    assert {"n", "text59"} <= judged.refused
    assert judged.value("n") == ""
    assert alike(judged, state(form, {**long_texts, "n": "2035"})), "the same every time"


def test_what_is_too_long_to_be_judged_does_not_stand() -> None:
    assert state(costly(1), text0="x" * 21_000).refused == {"text0"}


def test_a_choice_that_is_too_costly_to_be_judged_does_not_stand() -> None:
    form = rules(
        [
            *section(
                "s",
                question("text", "words"),
                question(
                    "select_one list",
                    "one",
                    choice_filter="string-length(concat(${words}, ${words})) >= 0",
                ),
            )
        ],
        [choice("list", "a")],
    )
    assert state(form, one="a", words="x").value("one") == "a"
    assert state(form, one="a", words="x" * 60_000).refused == {"one"}


def test_answer_by_answer_the_steps_run_out_at_the_same_place() -> None:
    """What is taken over costs what it cost: the window and the record say the same."""
    form, answers = costly(30), {"n": "2035"}
    last = form.evaluate(answers, CONTEXT)
    spent = set()
    for number in range(30):
        answers = {**answers, f"text{number}": "x" * 19_000}
        last, anew = form.evaluate(answers, CONTEXT, last), form.evaluate(answers, CONTEXT)
        spent.add(anew.run.exhausted)
        assert last.run.costs == anew.run.costs
        assert (alike(last, anew), last.refused) == (True, anew.refused)
    assert spent == {False, True}


def test_a_large_ring_ends_and_lets_nothing_count_that_nobody_judged() -> None:
    many = 700
    numbers = [
        question("integer", f"n{number}", constraint=f"${{n{(number + 1) % many}}} = ''", **MESSAGE)
        for number in range(many)
    ]
    judged = state(rules([*section("s", *numbers)]), {f"n{number}": "1" for number in range(many)})
    assert judged.run.exhausted
    assert sum(judged.run.costs.values()) < 2 * MAX_STEPS
    assert judged.values() == {}
    assert len(judged.refused) == many


def exhibits() -> FormRules:
    """Two answers of a row that judge each other, and no other row's."""
    return rules(
        [
            *section(
                "s",
                *repeat(
                    "rows",
                    question("text", "sum"),
                    question(
                        "integer",
                        "goes",
                        constraint=". = 0 or ${sum} != '' or ${black} != ''",
                        **MESSAGE,
                    ),
                    question(
                        "integer", "black", relevant="${goes} = 2", constraint=". < 5", **MESSAGE
                    ),
                ),
            )
        ]
    )


def test_rows_that_look_at_themselves_alone_are_settled_together() -> None:
    """Four hundred pictures, half of them without what they need: the others stand."""
    many = 400
    answers = {f"rows[{row}]": "1" for row in range(1, many + 1)}
    answers |= {f"rows[{row}]/goes": str(row % 2) for row in range(1, many + 1)}
    form = exhibits()
    judged = state(form, answers)
    assert not judged.run.exhausted
    assert judged.refused == {f"rows[{row}]/goes" for row in range(1, many + 1, 2)}


def test_a_row_that_is_settled_with_others_is_as_it_is_alone() -> None:
    form, together = exhibits(), {}
    rows = list(product(["", "s"], ["", "0", "1", "2", "many"], ["", "3", "7", "many"]))
    for row, cells in enumerate(rows, 1):
        together[f"rows[{row}]"] = "1"
        together |= {
            f"rows[{row}]/{name}": text
            for name, text in zip(("sum", "goes", "black"), cells, strict=True)
        }
    judged, refused = state(form, together), set()
    for row in range(1, len(rows) + 1):
        mine = {path: text for path, text in together.items() if path.startswith(f"rows[{row}]")}
        alone = state(form, mine)
        refused |= alone.refused
        for path in mine:
            assert (judged.value(path), judged.is_relevant(path)) == (
                alone.value(path),
                alone.is_relevant(path),
            )
    assert judged.refused == refused != set()


def test_a_definition_says_one_of_the_rules_that_are_known() -> None:
    """Another number is the word of a newer program, or of nobody."""
    text = definition_to_json(years().definition)
    assert definition_from_json(text).standing == 1
    for other in ("2", "-1", "true", '"1"', "1.0", "null", "1" + "0" * 400):
        with pytest.raises(FormDefinitionInvalid):
            definition_from_json(text.replace('"standing": 1', f'"standing": {other}'))
    assert definition_from_json(text.replace('"standing": 1', '"standing": 0')).standing == 0


def test_a_form_of_before_counts_them_all_the_same() -> None:
    """Records of such files keep their digests."""
    old = FormRules(replace(years().definition, standing=0))
    judged = state(old, born="2035")
    assert kinds(judged) == [("born", FaultKind.CONSTRAINT)]
    assert (judged.refused, judged.value("age"), judged.is_relevant("school")) == (
        set(),
        "-9",
        True,
    )


_NUMBERS = st.sampled_from(["", "-4", "0", "1", "2", "3", "many"])
_CODES = st.sampled_from(["", "a", "b", "c", "a b", "a b c"])
_ANSWERS = st.fixed_dictionaries(
    {
        "one": _NUMBERS,
        "two": _NUMBERS,
        "three": _NUMBERS,
        "some": _CODES,
        "rows[1]": st.sampled_from(["", "1"]),
        "rows[2]": st.sampled_from(["", "1"]),
        "rows[1]/share": _NUMBERS,
        "rows[2]/share": _NUMBERS,
        "rows[2]/more": _NUMBERS,
    }
)


def knotted() -> FormRules:
    """Answers that judge each other through each other, through sums, rows and filters."""
    return rules(
        [
            *section(
                "s",
                question("integer", "one", constraint="${two} = '' or . <= ${two}", **MESSAGE),
                question("integer", "two", constraint="not(. = ${three})", **MESSAGE),
                question("integer", "three", constraint="${one} = '' or . >= ${one}", **MESSAGE),
                question("select_multiple list", "some", choice_filter="tier = '' or ${one} > 0",
                         constraint="count-selected(.) < 3", **MESSAGE),
                *repeat(
                    "rows",
                    question("integer", "share", constraint="${total} <= 4", **MESSAGE),
                    question("integer", "more", relevant="${share} > 0",
                             constraint=". <= ${share}", **MESSAGE),
                ),
                question("calculate", "total", calculation="sum(${share}) + count-selected(${some})"),
                question("text", "end", relevant="${total} > 2"),
            )
        ],
        [choice("list", "a"), choice("list", "b"), choice("list", "c", tier="high")],
    )  # fmt: skip


@with_examples(answers=_ANSWERS)
@settings(max_examples=dear(300), deadline=None)
def test_a_file_is_as_without_what_it_refuses(answers: dict[str, str]) -> None:
    form = knotted()
    judged = form.evaluate(answers, CONTEXT)
    alone = form.evaluate(without(judged, answers), CONTEXT)
    assert alike(judged, alone)
    assert alone.refused == set()
    assert not any(
        violation.rule for broken in alone.run.violations.values() for violation in broken
    )


@with_examples(steps=st.lists(_ANSWERS, min_size=2, max_size=5))
@settings(max_examples=dear(150), deadline=None)
def test_answer_by_answer_it_is_the_same(steps: list[dict[str, str]]) -> None:
    """The run that begins where the last one ended gives what a new one gives."""
    form, last = knotted(), None
    for answers in steps:
        last = form.evaluate(answers, CONTEXT, last)
        anew = form.evaluate(answers, CONTEXT)
        assert alike(last, anew)
        assert last.run.costs == anew.run.costs
        assert (last.faults, last.refused, last.broken) == (anew.faults, anew.refused, anew.broken)
