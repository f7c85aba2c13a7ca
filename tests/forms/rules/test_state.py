"""The state of a form: what is missing, at fault, visible, and different from before."""

from tests.forms.sheets_for_tests import (
    ROWS,
    choice,
    group,
    needs_form,
    question,
    repeat,
    rules,
    section,
    state,
)
from tipdesk.forms.model import Stage
from tipdesk.forms.rules.rules import FaultKind

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
            *section("still_open", question("text", "y"), relevant="${fit} != ''"),
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
        "needs[10]/place", "needs[10]/asked",
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


def test_quick_mode_says_what_follows_from_its_answers() -> None:
    """Whatever is said of an answer is said where the answer is given; of others it is not."""
    form = rules(
        [
            *section(
                "s",
                question("select_one ynu", "b", quick="yes"),
                question("note", "plain", relevant="${b} = 'yes'"),
                question("calculate", "found", calculation="if(${b} = 'yes' and ${c} != '', 1, 0)"),
                question("note", "worked_out", relevant="${found} = 1"),
                question("text", "c"),
                question("note", "of_c", relevant="${c} != ''"),
                question("note", "always"),
                *group("g", question("note", "alone", relevant="${b} = 'yes'")),
                *repeat(
                    "rows",
                    question("integer", "n", quick="yes"),
                    question("note", "many", relevant="${n} > 2"),
                ),
            ),
            *section("t", question("note", "elsewhere", relevant="${b} = 'yes'")),
        ]
    )
    rows = {"rows[1]": "1", "rows[1]/n": "3", "rows[2]": "1", "rows[2]/n": "1"}

    def visible(**answers: str) -> list[str]:
        return [path for path, _ in state(form, rows, **answers).visible("s", quick=True)]

    row = ["rows", "rows[1]", "rows[1]/n", "rows[1]/many", "rows[2]", "rows[2]/n"]
    assert visible(b="yes", c="x") == ["b", "plain", "worked_out", *row]
    assert visible(b="no", c="x") == ["b", *row]
    now = state(form, rows, b="yes")
    assert list(now.visible("t", quick=True)) == [], "no section for a note alone"


def test_the_words_of_a_date_are_part_of_its_value() -> None:
    form = rules(
        section("s", question("text", "d", appearance="tip-partial-date"),
                question("text", "e", relevant="${d} <= today()"))
    )  # fmt: skip
    before, after = state(form, d="1999|عيد"), state(form, d="1999|شتاء")
    assert (before.value("d"), after.value("d")) == ("1999|عيد", "1999|شتاء")


def test_what_decides_an_empty_list_is_known_in_a_row_and_behind_calculations() -> None:
    form = rules(
        [
            *section(
                "s",
                question("text", "a"),
                question("calculate", "b", calculation="concat(${a}, ${c})"),
                question("text", "c"),
                question("text", "hidden", relevant="${a} = 'x'"),
                *repeat(
                    "rows",
                    question("text", "d"),
                    question("select_one ynu", "one", choice_filter="name = ${d} or name = ${a}"),
                    question("select_one ynu", "two", choice_filter="name = ${b}"),
                    question("select_one ynu", "three", choice_filter="name = ${hidden}"),
                    question("select_one ynu", "free"),
                ),
            ),
        ]
    )
    rows = {"rows[1]": "1", "rows[2]": "1"}
    empty = state(form, rows)
    assert empty.decides("rows[2]/one") == ("a", "rows[2]/d")
    assert empty.decides("rows[2]/two") == ("a", "c")  # what the calculation looks at
    assert empty.decides("rows[2]/three") == ("hidden",)  # nobody can answer it now
    assert empty.decides("rows[2]/free") == ()
    half = state(form, {**rows, "a": "yes", "rows[1]/d": "no"})
    assert half.decides("rows[2]/one") == ("rows[2]/d",)  # what waits for an answer
    assert half.decides("rows[1]/one") == ("a", "rows[1]/d")
