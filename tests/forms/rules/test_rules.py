"""The logic of a form: what is asked, what counts, what is missing, what is at fault."""

import pytest

from tests.forms.sheets_for_tests import (
    ROWS,
    compiled,
    context,
    group,
    needs_form,
    question,
    repeat,
    rules,
    section,
    state,
)
from tipdesk.core.errors import FormDefinitionInvalid
from tipdesk.forms.model import (
    FormDefinition,
    Group,
    GroupKind,
    LocalText,
    Question,
    QuestionType,
)
from tipdesk.forms.rules.rules import FormRules

TEXT = LocalText("نص", "Text")


def relevant(form: FormRules, *paths: str, **values: str) -> list[bool]:
    form_state = state(form, values)
    return [form_state.is_relevant(path) for path in paths]


# --- relevance --------------------------------------------------------------------------------


def test_relevance_follows_answers_and_is_handed_down() -> None:
    form = rules(
        [
            *section("first", question("select_one ynu", "ask", stage="S")),
            *section(
                "second",
                *group("inner", question("text", "deep"), relevant="${deepen} = 'yes'"),
                question("select_one ynu", "deepen"),
                relevant="${ask} = 'yes'",
            ),
        ]
    )
    names = ("second", "deepen", "inner", "deep")
    assert relevant(form, *names) == [False] * 4
    assert relevant(form, *names, ask="yes") == [True, True, False, False]
    assert relevant(form, *names, ask="yes", deepen="yes") == [True] * 4
    assert relevant(form, *names, ask="no", deepen="yes") == [False] * 4
    assert not state(form).is_relevant("nothing_such")


def test_answers_that_are_not_asked_for_count_for_nothing_and_come_back() -> None:
    form = rules(
        [
            *section(
                "s",
                question("select_one ynu", "has"),
                question("text", "number", relevant="${has} = 'yes'"),
                question("text", "more", relevant="${number} != ''"),
                question("calculate", "both", calculation="concat(${number}, '!')"),
            )
        ]
    )
    answers = {"has": "no", "number": "12"}
    now = state(form, answers)
    assert (now.value("number"), now.value("both"), now.is_relevant("more")) == ("", "!", False)
    assert now.values() == {"has": "no", "both": "!"}
    assert state(form, answers, has="yes").value("number") == "12"


def test_an_expression_without_a_result_hides_nothing() -> None:
    form = rules(
        [
            *section(
                "s",
                question("text", "day"),
                question("text", "after", relevant="date(${day}) > today()"),
                question("calculate", "next", calculation="date(${day})"),
            )
        ]
    )
    now = state(form, day="tomorrow")
    assert now.is_relevant("after")
    assert now.value("next") == ""
    assert [(broken.path, broken.column) for broken in now.broken] == [
        ("after", "relevant"),
        ("next", "calculation"),
    ]


# --- calculation ------------------------------------------------------------------------------


def test_calculations_come_in_the_order_of_their_needs() -> None:
    form = rules(
        [
            *section(
                "s",
                question("calculate", "total", calculation="${twice} + ${one}"),
                question("calculate", "twice", calculation="${one} * 2"),
                question("integer", "one"),
                question("calculate", "stays", calculation="once(${one})"),
            )
        ]
    )
    now = state(form, one="7", stays="3")
    assert (now.value("twice"), now.value("total"), now.value("stays")) == ("14", "21", "3")
    assert state(form).value("total") == "", "a number that is not known yet is no answer"


def test_read_only_questions_are_filled_by_the_program() -> None:
    form = rules(
        [
            *section(
                "s",
                question("text", "case_no", read_only="yes", stage="S"),
                question("text", "officer"),
                question("calculate", "shown", calculation="concat(${case_no}, '/1')"),
            )
        ]
    )
    now = form.evaluate({"case_no": "forged"}, context(case_no="KW-7", officer="nobody"))
    assert (now.value("case_no"), now.value("shown")) == ("KW-7", "KW-7/1")
    assert now.value("officer") == "", "only read-only questions are filled"
    assert form.evaluate({"case_no": "kept"}, context()).value("case_no") == "kept"


# --- repeats ----------------------------------------------------------------------------------


def test_a_row_looks_at_itself_and_the_form_at_all_rows() -> None:
    now = state(needs_form(), ROWS)
    assert now.rows("needs") == (2, 10)
    assert [now.is_relevant(f"needs[{row}]/room") for row in (2, 10, 4)] == [False, True, False]
    assert [now.value(f"needs[{row}]/place") for row in (2, 10)] == ["1", "2"]
    # 12 is above the limit: it is no answer, and the sum of a row that is unanswered is unknown.
    assert (now.value("sum_of"), now.value("count_of"), now.value("second")) == ("", "2", "shelter")
    assert now.is_relevant("where")
    assert [fault.path for fault in now.faults] == ["needs[10]/cost"]
    assert state(needs_form(), {**ROWS, "needs[10]/cost": "7"}).value("sum_of") == "10"
    assert now.value("needs[4]/need") == ""


def test_a_repeat_that_is_not_asked_has_no_rows() -> None:
    form = rules(
        [
            *section(
                "s",
                question("select_one ynu", "any"),
                *repeat("rows", question("text", "word"), relevant="${any} = 'yes'"),
                question("calculate", "count_of", calculation="count(${rows})"),
            )
        ]
    )
    answers = {"rows[1]": "1", "rows[1]/word": "x"}
    assert state(form, answers).rows("rows") == ()
    assert state(form, answers).value("count_of") == "0"
    assert state(form, answers, any="yes").rows("rows") == (1,)


# --- the form itself --------------------------------------------------------------------------


def test_looking_things_up() -> None:
    form = needs_form()
    assert form.question("needs[3]/cost").type is QuestionType.INTEGER
    assert form.section_of("needs[3]/room") == form.section_of("needs[3]") == "s"
    assert form.group("needs").kind is GroupKind.REPEAT
    assert [repeat.name for repeat in form.definition.repeats()] == ["needs"]
    for path in ("cost", "needs[1]/limit", "needs", "x"):
        with pytest.raises(KeyError):
            form.question(path)


def test_defaults() -> None:
    form = rules(
        [
            *section(
                "s",
                question("select_one ynu", "a", default="no"),
                question("date", "b", default="today()"),
                question("text", "c"),
                *repeat("r", question("dateTime", "d", default="now()")),
            )
        ]
    )
    assert form.defaults(context()) == {"a": "no", "b": "2026-11-24"}
    assert form.defaults(context(), "r") == {"d": "2026-11-24T12:00:00.000+03:00"}


@pytest.mark.parametrize(
    ("questions", "says"),
    [
        ([Question("a", QuestionType.TEXT, TEXT, relevant="${a")], "bad_reference"),
        ([Question("a", QuestionType.TEXT, TEXT)] * 2, "doubled"),
        (
            [
                Question("a", QuestionType.TEXT, TEXT, relevant="${b} = ''"),
                Question("b", QuestionType.TEXT, TEXT, relevant="${a} = ''"),
            ],
            "cycle",
        ),
    ],
)
def test_a_definition_that_cannot_be_used_is_refused(questions: list[Question], says: str) -> None:
    top = Group("s", GroupKind.SECTION, TEXT, tuple(questions))
    with pytest.raises(FormDefinitionInvalid) as caught:
        FormRules(FormDefinition("f", 1, TEXT, (top,), {}, ""))
    assert says in str(caught.value.details["first"])


def test_a_long_form_is_worked_out_in_order_whatever_its_length() -> None:
    chain = [question("calculate", "q0", calculation="1")]
    chain += [
        question("calculate", f"q{n}", calculation=f"${{q{n - 1}}} + 1") for n in range(1, 2000)
    ]
    form = FormRules(compiled(section("s", *reversed(chain))))
    assert state(form).value("q1999") == "2000"
