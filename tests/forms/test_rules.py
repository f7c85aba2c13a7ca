"""The logic of a form: what is asked, what counts, what is missing, what is at fault."""

import pytest
from tests.forms.sheets_for_tests import (
    YNU,
    choice,
    compiled,
    context,
    group,
    question,
    repeat,
    rules,
    section,
    state,
)

from tipdesk.errors import FormDefinitionInvalid
from tipdesk.forms.model import (
    FormDefinition,
    Group,
    GroupKind,
    LocalText,
    Question,
    QuestionType,
    Stage,
)
from tipdesk.forms.rules import FaultKind, FormRules

TEXT = LocalText("نص", "Text")


def relevant(form: FormRules, *paths: str, **values: str) -> list[bool]:
    found = state(form, values)
    return [found.is_relevant(path) for path in paths]


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
    kept = {"has": "no", "number": "12"}
    now = state(form, kept)
    assert (now.value("number"), now.value("both"), now.is_relevant("more")) == ("", "!", False)
    assert now.values() == {"has": "no", "both": "!"}
    assert state(form, kept, has="yes").value("number") == "12"


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


def needs_form() -> FormRules:
    return rules(
        [
            *section(
                "s",
                question("integer", "limit"),
                *repeat(
                    "needs",
                    question("select_one need", "need", stage="E"),
                    question("integer", "cost", constraint=". <= ${limit}", message_ar="كثير",
                             message_en="Too much"),
                    *group("stay", question("text", "room"), relevant="${need} = 'shelter'"),
                    question("calculate", "place", calculation="position(..)"),
                    stage="E",
                ),
                question("calculate", "sum_of", calculation="sum(${cost})"),
                question("calculate", "count_of", calculation="count(${needs})"),
                question("text", "where", relevant="${need} = 'shelter'"),
                question("calculate", "second",
                         calculation="indexed-repeat(${need}, ${needs}, 2)"),
            )
        ],
        [*YNU, choice("need", "food"), choice("need", "shelter")],
    )  # fmt: skip


ROWS = {
    "limit": "10",
    "needs[2]": "1",
    "needs[2]/need": "food",
    "needs[2]/cost": "3",
    "needs[10]": "1",
    "needs[10]/need": "shelter",
    "needs[10]/cost": "12",
    "needs[4]": "",  # taken away
    "needs[4]/need": "shelter",
}


def test_a_row_looks_at_itself_and_the_form_at_all_rows() -> None:
    now = state(needs_form(), ROWS)
    assert now.rows("needs") == (2, 10)
    assert [now.is_relevant(f"needs[{row}]/room") for row in (2, 10, 4)] == [False, True, False]
    assert [now.value(f"needs[{row}]/place") for row in (2, 10)] == ["1", "2"]
    assert (now.value("sum_of"), now.value("count_of"), now.value("second")) == ("15", "2", "shelter")
    assert now.is_relevant("where")
    assert [fault.path for fault in now.faults] == ["needs[10]/cost"]
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
    kept = {"rows[1]": "1", "rows[1]/word": "x"}
    assert state(form, kept).rows("rows") == ()
    assert state(form, kept).value("count_of") == "0"
    assert state(form, kept, any="yes").rows("rows") == (1,)


# --- what is missing --------------------------------------------------------------------------


def test_missing_for_each_step() -> None:
    form = needs_form()
    assert state(form).missing(Stage.SAVE) == ()
    assert state(form).missing(Stage.EXPORT) == ("needs",), "at least one row"
    assert state(form).missing(Stage.EXPORT, {"needs"}) == (), "a reason is an answer"
    rows = {"needs[1]": "1", "needs[2]": "1", "needs[2]/need": "food"}
    assert state(form, rows).missing(Stage.CLOSE) == ("needs[1]/need",)
    assert state(form, rows).needs(Stage.EXPORT) == {"s": ("needs[1]/need",)}


def test_later_steps_need_what_earlier_ones_need() -> None:
    form = rules(
        [
            *section(
                "s",
                question("text", "a", stage="S"),
                question("text", "b", stage="E"),
                question("text", "c", stage="K", relevant="${b} != ''"),
                question("text", "d"),
            ),
            *section("t", question("text", "e", stage="S"), relevant="${a} = 'x'"),
        ]
    )
    now = state(form)
    assert [now.missing(stage) for stage in Stage] == [("a",), ("a", "b"), ("a", "b")]
    assert state(form, b="1").missing(Stage.CLOSE) == ("a", "c")
    assert state(form, a="x").needs(Stage.SAVE) == {"s": (), "t": ("e",)}


# --- faults and hard stops --------------------------------------------------------------------


def test_constraints_and_filtered_choices() -> None:
    form = rules(
        [
            *section(
                "s",
                question("integer", "age", constraint=". >= 0 and . <= 120", message_ar="العمر",
                         message_en="Age"),
                question("select_one site", "site"),
                question("select_one port", "port", choice_filter="kind = ${site}"),
            )
        ],
        [
            choice("site", "air"),
            choice("site", "sea"),
            choice("port", "kwi", kind="air"),
            choice("port", "doha", kind="sea"),
            choice("port", "zour", kind="sea"),
        ],
    )  # fmt: skip
    now = state(form, age="130", site="sea", port="kwi")
    assert [(fault.path, fault.kind, fault.text.en) for fault in now.faults] == [
        ("age", FaultKind.CONSTRAINT, "Age"),
        ("port", FaultKind.CHOICE, ""),
    ]
    assert now.fault_at("age") is now.faults[0]
    assert now.fault_at("site") is None
    assert [choice.name for choice in now.choices("port")] == ["doha", "zour"]
    assert [choice.name for choice in now.choices("site")] == ["air", "sea"]
    assert state(form, age="", site="air", port="kwi").faults == ()


def test_hard_stops_name_the_sections_they_close() -> None:
    form = rules(
        [
            *section(
                "health",
                question("select_one ynu", "fit"),
                question("note", "unfit", appearance="tip-stop", relevant="${fit} = 'no'"),
                question("calculate", "open", calculation="if(${fit} = 'no', 'no', 'yes')"),
            ),
            *section("story", question("text", "account"), relevant="${open} = 'yes'"),
            *section("needs", question("text", "need")),
            *section("other", question("text", "x"), relevant="${need} = 'x'"),
        ]
    )
    assert state(form).stops == ()
    (stop,) = state(form, fit="no").stops
    assert (stop.code, stop.text.en, stop.closed_sections) == ("unfit", "Label unfit", ("story",))
    assert [(fault.path, fault.kind) for fault in state(form, fit="no").faults] == [
        ("unfit", FaultKind.STOP)
    ]


# --- what the screen asks ---------------------------------------------------------------------


def test_what_is_visible_comes_in_document_order_with_paths() -> None:
    now = state(needs_form(), ROWS)
    assert [path for path, _ in now.visible("s")] == [
        "limit", "needs",
        "needs[2]", "needs[2]/need", "needs[2]/cost", "needs[2]/place",
        "needs[10]", "needs[10]/need", "needs[10]/cost", "needs[10]/stay", "needs[10]/room",
        "needs[10]/place",
        "sum_of", "count_of", "where", "second",
    ]  # fmt: skip
    assert list(now.visible("nothing_such")) == []


def test_quick_mode_shows_its_answers_and_the_groups_around_them() -> None:
    form = rules(
        [
            *section(
                "s",
                question("text", "a", stage="E"),
                *group("g", question("text", "b", quick="yes", stage="E"), question("text", "c")),
                *group("h", question("text", "d")),
                question("note", "halt", appearance="tip-stop", relevant="${b} = 'x'"),
            )
        ]
    )
    assert [path for path, _ in state(form, b="x").visible("s", quick=True)] == ["g", "b", "halt"]
    assert state(form).missing(Stage.EXPORT, quick=True) == ("b",)


def test_the_difference_between_two_states() -> None:
    form = needs_form()
    before = state(form, ROWS)
    assert state(form, ROWS).changed_since(before) == frozenset()
    after = state(form, {**ROWS, "needs[10]/need": "food", "limit": "20"})
    assert after.changed_since(before) == {
        "limit", "needs[10]/need", "needs[10]/stay", "needs[10]/room", "needs[10]/cost", "where",
        "second",
    }  # fmt: skip
    grown = state(form, {**ROWS, "needs[11]": "1"})
    assert grown.changed_since(before) == {
        "needs", "needs[11]", "needs[11]/need", "needs[11]/cost", "needs[11]/place", "count_of",
        "sum_of",
    }  # fmt: skip
    assert "needs[11]" in before.changed_since(grown)


# --- the form itself --------------------------------------------------------------------------


def test_looking_things_up() -> None:
    form = needs_form()
    assert form.question("needs[3]/cost").type is QuestionType.INTEGER
    assert form.section_of("needs[3]/room") == form.section_of("needs[3]") == "s"
    assert form.group("needs").kind is GroupKind.REPEAT
    assert [repeat.name for repeat in form.repeats()] == ["needs"]
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
    chain += [question("calculate", f"q{n}", calculation=f"${{q{n - 1}}} + 1") for n in range(1, 2000)]
    form = FormRules(compiled(section("s", *reversed(chain))))
    assert state(form).value("q1999") == "2000"
