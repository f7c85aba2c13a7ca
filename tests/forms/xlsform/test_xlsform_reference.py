"""XLSForm as others write it: what is taken."""

from pathlib import Path

import pytest

from tests.forms.sheets_for_tests import (
    AR,
    EN,
    Line,
    choice,
    compiled,
    context,
    question,
    repeat,
    section,
    sheets,
)
from tipdesk.core.errors import AnswerRefused
from tipdesk.forms.model import Question, QuestionType, Stage
from tipdesk.forms.rules.rules import FormRules, FormState
from tipdesk.forms.values import normalise
from tipdesk.forms.xlsform.compiler import compile_form
from tipdesk.forms.xlsform.export import sheets_of
from tipdesk.forms.xlsform.sheets import Sheet, SheetRow, read_sheets, write_sheets

R = "survey"


def question_of(kind: str, **cells: str) -> Question:
    """The question that a row of this type becomes."""
    (first, *_) = compiled(section("s", question(kind, "q", **cells))).questions()
    return first


def state(definition_of: list[Line], **values: str) -> FormState:
    return FormRules(compiled(definition_of)).evaluate(values, context())


# --- types ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("string", QuestionType.TEXT),
        ("barcode", QuestionType.TEXT),
        ("int", QuestionType.INTEGER),
        ("time", QuestionType.TIME),
        ("datetime", QuestionType.DATETIME),
        ("date time", QuestionType.DATETIME),
        ("select one ynu", QuestionType.SELECT_ONE),
        ("select one from ynu", QuestionType.SELECT_ONE),
        ("select1 ynu", QuestionType.SELECT_ONE),
        ("select all that apply from ynu", QuestionType.SELECT_MULTIPLE),
        ("select multiple ynu", QuestionType.SELECT_MULTIPLE),
        ("Select_Multiple ynu", QuestionType.SELECT_MULTIPLE),
    ],
)
def test_types_by_other_names(written: str, kind: QuestionType) -> None:
    assert question_of(written).type is kind


@pytest.mark.parametrize(
    ("typed", "stored"), [("9:05", "09:05"), ("٢٣:٥٩", "23:59"), ("23:59:07", "23:59:07")]
)
def test_a_time_is_that_of_the_clock(typed: str, stored: str) -> None:
    assert normalise(question_of("time"), typed) == stored


@pytest.mark.parametrize("typed", ["25:00", "9", "9:60", "morning", "2026-01-01"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(AnswerRefused) as caught:
        normalise(question_of("time"), typed)
    assert caught.value.details["reason"] == "not_a_time"


@pytest.mark.parametrize(
    ("parameters", "kind", "good", "bad"),
    [
        ("", QuestionType.INTEGER, ["1", "10"], ["0", "11"]),
        ("start=-4 end=4 step=2", QuestionType.INTEGER, ["-4", "0", "2"], ["1", "6"]),
        ("start=0,end=1,step=0.1", QuestionType.DECIMAL, ["0", "0.3", "0.7", "1.0"], ["0.35", "2"]),
    ],
)
def test_a_range_is_a_number_with_its_bounds(
    parameters: str, kind: QuestionType, good: list[str], bad: list[str]
) -> None:
    lines = section("s", question("range", "q", parameters=parameters))
    ranged = question_of("range", parameters=parameters)
    assert (ranged.type, bool(ranged.constraint_message.ar)) == (kind, True)
    assert [state(lines, q=value).faults for value in good] == [()] * len(good)
    assert all(state(lines, q=value).faults for value in bad)


def test_a_range_keeps_the_rule_and_the_message_of_its_author() -> None:
    ranged = question_of("range", constraint=". != 3", message_ar="لا", message_en="No")
    assert (ranged.constraint, ranged.constraint_message.en) == (
        "(. != 3) and (. >= 1 and . <= 10)",
        "No",
    )


def test_or_other_adds_the_choice_and_asks_for_it() -> None:
    definition = compiled(section("s", question("select_multiple ynu or_other", "q", level="3")))
    asked, other = definition.questions()
    assert [choice.name for choice in definition.choices[asked.list_name]] == [
        "yes", "no", "unknown", "other",
    ]  # fmt: skip
    assert (other.name, other.type, other.level) == ("q_other", QuestionType.TEXT, 3)
    assert other.label.ar
    rules = FormRules(definition)
    assert not rules.evaluate({"q": "yes"}, context()).is_relevant("q_other")
    assert rules.evaluate({"q": "yes other"}, context()).is_relevant("q_other")
    again = compile_form(sheets_of(definition)).definition
    assert again == definition


def test_a_list_may_stand_in_the_sheet_of_external_choices() -> None:
    lines = section(
        "s",
        question("select_one ynu", "ask"),
        question("select_one_external towns", "town", choice_filter="open = ${ask}"),
    )
    towns = [choice("towns", "hw", open="yes"), choice("towns", "jh", open="no")]
    result = compile_form(sheets(lines, external_choices=towns))
    assert result.definition is not None, result.faults
    state = FormRules(result.definition).evaluate({"ask": "no"}, context())
    assert [choice.name for choice in state.choices("town")] == ["jh"]
    bad = compile_form(sheets(lines, external_choices=[towns[0] | {"list_name": ""}]))
    assert ("external_choices", 2, "list_name_missing") in [
        (fault.sheet, fault.row, fault.code) for fault in bad.faults
    ]


def test_acknowledge_has_one_choice() -> None:
    definition = compiled(section("s", question("acknowledge", "q")))
    (acknowledged,) = definition.questions()
    assert [choice.name for choice in definition.choices[acknowledged.list_name]] == ["OK"]


# --- lists in files of their own --------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = section(
        "s",
        question("select_one_from_file places.csv", "place", parameters="value=code"),
        {"type": "csv-external", "name": "offices"},
        question(
            "calculate", "phone", calculation="pulldata('offices', 'phone', 'name', ${place})"
        ),
        question("calculate", "said", calculation="jr:choice-name(${place}, '${place}')"),
    )
    write_sheets(tmp_path, sheets(lines))
    (tmp_path / "places.csv").write_text(
        f"code,{AR},{EN},kind\nhw,حولي,Hawalli,a\njh,الجهراء,Jahra,b\n", "utf-8"
    )
    (tmp_path / "offices.csv").write_text(f"name,{AR},{EN},phone\nhw,مكتب,Office,2222\n", "utf-8")
    return tmp_path


def test_a_list_may_stand_in_a_file_of_its_own(folder: Path) -> None:
    result = compile_form(read_sheets(folder))
    assert result.faults == ()
    assert result.definition is not None
    places = result.definition.choices["places"]
    assert [(place.name, place.label.en) for place in places] == [
        ("hw", "Hawalli"),
        ("jh", "Jahra"),
    ]
    judged = FormRules(result.definition).evaluate({"place": "hw"}, context())
    assert (judged.value("phone"), judged.value("said")) == ("2222", "حولي")
    judged = FormRules(result.definition).evaluate({"place": "jh"}, context())
    assert (judged.value("phone"), judged.value("said")) == ("", "الجهراء")


def test_a_file_is_written_where_it_is_read(folder: Path, tmp_path: Path) -> None:
    write_sheets(tmp_path / "copy", read_sheets(folder))
    assert compile_form(read_sheets(tmp_path / "copy")) == compile_form(read_sheets(folder))


def test_a_file_that_is_missing_is_named(folder: Path) -> None:
    (folder / "places.csv").unlink()
    (folder / "offices.csv").unlink()
    faults = compile_form(read_sheets(folder)).faults
    assert {("list_missing", 3), ("list_file_missing", 4)} <= {
        (fault.code, fault.row) for fault in faults
    }


# --- repeats that are counted, answers that are needed under a condition ----------------------


def counted(count: str) -> list[Line]:
    return section(
        "s",
        question("integer", "n"),
        *repeat("rows", question("text", "cell"), repeat_count=count),
        question("calculate", "many", calculation="count(${rows})"),
    )


def test_the_form_counts_its_rows() -> None:
    assert state(counted("3")).rows("rows") == (1, 2, 3)
    lines = counted("${n}")
    assert [state(lines, n=n).rows("rows") for n in ("", "0", "2", "-1", "x")] == [
        (), (), (1, 2), (), (),
    ]  # fmt: skip
    many = state(lines, n="1000000000")
    assert (len(many.rows("rows")), many.broken[0].reason) == (200, "too_many_rows")
    two = state(lines, **{"n": "2", "rows[2]/cell": "b", "rows[3]/cell": "c", "rows[7]": "1"})
    assert (two.value("rows[2]/cell"), two.value("rows[3]/cell"), two.value("many")) == (
        "b",
        "",
        "2",
    )


def test_rows_that_count_themselves_are_a_ring() -> None:
    faults = compile_form(sheets(counted("count(${rows}) + 1"))).faults
    assert [(fault.code, fault.column) for fault in faults] == [("cycle", "repeat_count")]


def test_an_answer_is_needed_while_its_condition_holds() -> None:
    lines = section(
        "s",
        question("select_one ynu", "ask"),
        question("text", "why", required="${ask} = 'no'", stage="S"),
    )
    assert state(lines, ask="yes").missing(Stage.SAVE) == ()
    assert state(lines, ask="no").missing(Stage.SAVE) == ("why",)
    assert state(lines, ask="no", why="x").missing(Stage.SAVE) == ()


# --- columns by other names -------------------------------------------------------------------


def renamed(original: Sheet, names: dict[str, str]) -> Sheet:
    rows = tuple(
        SheetRow(row.number, {names.get(key, key): cell for key, cell in row.cells.items()})
        for row in original.rows
    )
    return Sheet(
        original.name, tuple(names.get(column, column) for column in original.columns), rows
    )


@pytest.mark.parametrize(
    ("arabic", "english", "relevant", "read_only"),
    [
        ("label::ar", "label::en", "relevance", "readonly"),
        ("label:Arabic", "label:English", "bind::relevant", "Read Only"),
        ("Label::العربية (ar)", "LABEL::English", "Relevant", "bind::readonly"),
        ("label", "label::English (en)", "RELEVANT", "read_only"),
    ],
)
def test_columns_by_other_names(arabic: str, english: str, relevant: str, read_only: str) -> None:
    lines = section("s", question("text", "q", relevant="1 = 1", read_only="TRUE()"))
    ours = sheets(lines)
    usual = compile_form(ours)
    assert usual.definition is not None
    names = {AR: arabic, EN: english, "relevant": relevant, "read_only": read_only}
    other = {**ours, R: renamed(ours[R], names)}
    other["choices"] = renamed(ours["choices"], {AR: arabic, EN: english, "list_name": "list name"})
    other["settings"] = renamed(ours["settings"], {"form_title": "title", "form_id": "id_string"})
    assert compile_form(other) == usual


def test_a_fault_stands_in_the_authors_own_column() -> None:
    ours = sheets(section("s", question("text", "q", relevant="(1")))
    ours = {**ours, R: renamed(ours[R], {"relevant": "relevance"})}
    (fault,) = compile_form(ours).faults
    place = list(ours[R].columns).index("relevance")
    assert (fault.code, fault.cell) == ("expression_unclosed_bracket", f"{chr(65 + place)}3")


@pytest.mark.parametrize("word", ["yes", "TRUE", "true()", "Yes"])
def test_yes_by_other_names(word: str) -> None:
    assert question_of("text", read_only=word).read_only


def test_a_form_without_lists_needs_no_choices_sheet() -> None:
    ours = dict(sheets(section("s", question("text", "q"))))
    del ours["choices"]
    assert compile_form(ours).faults == ()


def test_hints_to_other_programs_are_taken() -> None:
    assert question_of("select_one ynu", appearance="columns-3 likert quick").appearance
