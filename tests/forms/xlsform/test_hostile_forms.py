"""Forms and expressions made to hang or crash the program. Bounds are counted in steps."""

import zipfile
from contextlib import suppress
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.forms.expression.test_expression import WORDS, scope, sensible
from tests.forms.graph_forms import form, question_of, section
from tests.forms.sheets_for_tests import context, question, sheet, sheets
from tests.forms.sheets_for_tests import section as section_lines
from tipdesk.authoring.workbook import read_workbook, write_workbook
from tipdesk.core.errors import ExpressionFault, FileUnreadable
from tipdesk.forms.expression.budget import MAX_RESULT, MAX_STEPS, Budget
from tipdesk.forms.expression.expression import parse
from tipdesk.forms.expression.parser import MAX_DEPTH
from tipdesk.forms.model import FormDefinition, Group, GroupKind, LocalText, QuestionType
from tipdesk.forms.rules.rules import FormRules
from tipdesk.forms.xlsform.compiler import compile_form
from tipdesk.forms.xlsform.sheets import make_sheet
from tipdesk.forms.xlsform.words import SURVEY_COLUMNS

TEXT = LocalText("نص", "Text")


def calculated(*rules: str) -> FormDefinition:
    return form(
        section(
            "s",
            question_of("q"),
            *[
                question_of(f"c{number}", QuestionType.CALCULATE, calculation=rule)
                for number, rule in enumerate(rules)
            ],
        )
    )


def reasons(definition: FormDefinition, **answers: str) -> set[str]:
    return {broken.reason for broken in FormRules(definition).evaluate(answers, context()).broken}


def test_texts_that_double_end() -> None:
    rules = ["concat(${q}, ${q})", *[f"concat(${{c{n}}}, ${{c{n}}})" for n in range(60)]]
    definition = calculated(*rules)
    assert reasons(definition, q="x" * 100) == {"result_too_long"}
    state = FormRules(definition).evaluate({"q": "x" * 100}, context())
    assert max(map(len, state.values().values())) <= MAX_RESULT


def test_one_call_cannot_make_a_huge_text() -> None:
    for text in ("concat(" + ",".join(["${q}"] * 900) + ")", "join(${q}," + "1," * 900 + "1)"):
        assert reasons(calculated(text), q="x" * 90_000) <= {"result_too_long", "too_costly"}
        assert reasons(calculated(text), q="x" * 90_000)


def test_long_texts_over_and_over_cost_steps() -> None:
    rule = " or ".join(["contains(${q}, 'b')"] * 150)
    assert "too_costly" in reasons(calculated(*[rule] * 40), q="a" * 90_000)


def test_patterns_over_and_over_cost_steps() -> None:
    rule = " or ".join(["regex(${q}, '(a|b|c|d|e|f|g|h)*z')"] * 120)
    assert reasons(calculated(rule), q="a" * 100) == set()
    assert reasons(calculated(rule), q="a" * 4000) == {"too_costly"}


def test_rows_times_rows_cost_steps() -> None:
    cell = question_of("cell", QuestionType.CALCULATE, calculation="position(..)")
    each = question_of(
        "each", QuestionType.CALCULATE, calculation=" + ".join(["sum(${cell})"] * 300)
    )
    rows = Group("rows", GroupKind.REPEAT, TEXT, (cell,), count="200")
    others = Group("others", GroupKind.REPEAT, TEXT, (each,), count="200")
    assert "too_costly" in reasons(form(section("s", rows, others)))


def test_what_is_spent_is_the_same_every_time() -> None:
    rule = " or ".join(["contains(${q}, 'b')"] * 150)
    rules = FormRules(calculated(*[rule] * 40))
    first = rules.evaluate({"q": "a" * 90_000}, context())
    again = rules.evaluate({"q": "a" * 90_000}, context())
    assert first.broken == again.broken
    assert rules.evaluate({"q": "a"}, context(), first).broken == (), "the next run has new steps"


@given(st.lists(WORDS, max_size=60).map("".join) | st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_no_expression_takes_more_steps_than_it_may(text: str) -> None:
    values = scope(a="x" * 5000, rows=tuple("abcdefgh" * 20))
    values.budget = Budget(20_000)
    with suppress(ExpressionFault):
        parse(text, paths=True).evaluate(values)


@given(sensible())
@settings(max_examples=300, deadline=None)
def test_a_spent_budget_is_a_fault_and_nothing_else(text: str) -> None:
    values = scope(a="x" * 5000, rows=tuple("abcdefgh" * 20))
    values.budget = Budget(3)
    with suppress(ExpressionFault):
        parse(text).evaluate(values)
    assert Budget().left == MAX_STEPS


@pytest.mark.parametrize(
    "text",
    [
        "(" * 4000,
        "-" * 4000 + "1",
        "not(" * MAX_DEPTH + "1" + ")" * MAX_DEPTH,
        "not(" * 3000 + "1" + ")" * 3000,
        "1" + "+1" * 1900,
        "'" + "x" * 7000 + "'",
        "9" * 5000,
        "1e" + "9" * 300,
        "${" * 2000,
        "/a" * 2000,
        "../" * 2000 + "a",
        "round(1, 1e308)",
        "substr('abc', -1e308, 1e308)",
        "format-date('0001-01-01', '" + "%Y" * 1000 + "')",
        "date(1e308)",
        "date-time(-1e17)",
        "pow(-1e308, 1e308) mod 0",
        "string(1e308)",
        "digest('\ud800', 'MD5')",
        "translate('" + "x" * 3000 + "', '" + "x" * 3000 + "', '')",
        "area('" + "0 0;" * 1500 + "')",
    ],
)
def test_no_expression_crashes(text: str) -> None:
    with suppress(ExpressionFault):
        parse(text, paths=True).evaluate(scope(a="1"))


# --- sheets -----------------------------------------------------------------------------------

CELLS = st.sampled_from(
    ["", "text", "select_one ynu", "select_one ynu or_other", "begin_group", "end_group", "begin_repeat",
     "end repeat", "range", "start=1 end=x", "csv-external", "select_one_from_file ../x.csv", "note",
     "calculate", "q", "q2", "${q}", "${q} = 'x'", "1 = 1", "‘", "نص", "yes", "S", "1", "PP", "plan",
     "table-list", "count(${q})", "jr:choice-name(${q}, '${q}')", "pulldata('ynu', 'x', 'y', 1)",
     "name = ${q}", ". > 1", "today()", "\x00", "a" * 300]
)  # fmt: skip


@given(st.lists(st.dictionaries(st.sampled_from(SURVEY_COLUMNS), CELLS, max_size=8), max_size=12))
@settings(max_examples=250, deadline=None)
def test_no_sheet_does_more_harm_than_faults(rows: list[dict[str, str]]) -> None:
    columns = list(SURVEY_COLUMNS)
    lines = [columns, *[[row.get(column, "") for column in columns] for row in rows]]
    result = compile_form(sheets([]) | {"survey": make_sheet("survey", lines)})
    assert (result.definition is None) is bool(result.faults)
    if result.definition is not None:
        FormRules(result.definition).evaluate({}, context())


def test_thousands_of_mistakes_are_found_soon() -> None:
    lines = [question("text", f"q{n}", relevant=f"${{x{n}}} = 1") for n in range(3000)]
    assert len(compile_form(sheets(section_lines("s", *lines))).faults) == 3000


@pytest.mark.parametrize("word", ["a", "a-", "[", "**", "<a", "# ", "‘", "${", "١", "a ("])
def test_long_cells_are_looked_at_once(word: str) -> None:
    """Nothing that looks for marks and names begins anew at every character."""
    rule, label = ("\u200f" + word * 8000)[:7900], word * 200_000
    lines = [question("text", f"q{n}", relevant=rule, label_en=label) for n in range(20)]
    began = process_time()
    assert compile_form(sheets(section_lines("s", *lines))).faults
    assert process_time() - began < 10, "seconds, on the slowest machine"


def test_thousands_of_rings_are_named_as_far_as_it_helps() -> None:
    lines = [question("text", f"q{n}", relevant=f"${{q{n}}} = ''") for n in range(2000)]
    faults = compile_form(sheets(section_lines("s", *lines))).faults
    assert {fault.code for fault in faults} == {"cycle"}
    assert len(faults) <= 100


def test_a_chain_of_thousands_is_no_deep_recursion() -> None:
    lines = [question("text", "q0")]
    lines += [question("text", f"q{n}", relevant=f"${{q{n - 1}}} = ''") for n in range(1, 4000)]
    result = compile_form(sheets(section_lines("s", *lines)))
    assert result.definition is not None
    FormRules(result.definition).evaluate({"q0": "x"}, context())


# --- workbooks --------------------------------------------------------------------------------


def book(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"[Content_Types].xml": b"<", "xl/workbook.xml": b"<"},
        {"xl/sharedStrings.xml": b"\0" * 250_000_000},
    ],
)
def test_a_workbook_that_is_none_is_refused(tmp_path: Path, members: dict[str, bytes]) -> None:
    with pytest.raises(FileUnreadable):
        read_workbook(book(tmp_path / "b.xlsx", members))


def test_a_workbook_with_entities_is_refused(tmp_path: Path) -> None:
    write_workbook(tmp_path / "good.xlsx", sheets(section_lines("s", question("text", "q"))))
    assert read_workbook(tmp_path / "good.xlsx")
    with zipfile.ZipFile(tmp_path / "good.xlsx") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    head, mark, rest = members["xl/workbook.xml"].partition(b"<workbook")
    members["xl/workbook.xml"] = head + b"<!DOCTYPE workbook [<!ENTITY a 'b'>]>" + mark + rest
    with pytest.raises(FileUnreadable) as caught:
        read_workbook(book(tmp_path / "bad.xlsx", members))
    assert "document type" in str(caught.value.__cause__)


@pytest.mark.parametrize("name", ["b.xlsx", "b.xls"])
@given(data=st.binary(max_size=300))
@settings(max_examples=30, deadline=None)
def test_any_bytes_are_refused_as_a_workbook(tmp_path_factory, name: str, data: bytes) -> None:
    path = tmp_path_factory.mktemp("book") / name
    path.write_bytes(data)
    with pytest.raises(FileUnreadable):
        read_workbook(path)


def test_a_survey_without_rows_is_said() -> None:
    assert compile_form({"survey": sheet("survey", []), "settings": sheet("settings", [])}).faults
