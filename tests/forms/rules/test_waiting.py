"""What an answer of its own section asks has a place there before it is asked."""

from tests.forms.intake_form import intake_rules
from tests.forms.sheets_for_tests import group, question, repeat, rules, section, state
from tipdesk.forms.model import QuestionType
from tipdesk.forms.rules.plan import AskedBy

FORM = [
    *section(
        "s",
        question("select_one ynu", "a"),
        question("text", "b", relevant="${a} = 'yes' or ${a} = 'no'"),
        question("note", "n", relevant="${a} = 'yes'"),
        *group("g", question("text", "c"), question("text", "far", relevant="${z} = 'x'"),
               label_ar="مجموعة", label_en="Group", relevant="${a} = 'no'"),
        question("calculate", "hidden", label_ar="", label_en="",
                 calculation="if(${b} = 'x', 'no', 'yes')"),
        question("text", "d", relevant="${hidden} = 'no'"),
        question("text", "elsewhere", relevant="${z} = 'x'"),
        *repeat("r", question("text", "e"), question("text", "f", relevant="${e} != ''"),
                relevant="${a} = 'yes'"),
    ),
    *section("t", question("text", "z")),
]  # fmt: skip


def laid_out(now):
    return [(path, asked) for path, _, asked in now.laid_out("s") if path != "hidden"]


def test_a_place_is_there_from_the_beginning_in_the_order_of_the_form():
    form = rules(FORM)
    waits = [
        ("a", True), ("b", False), ("n", False), ("g", False), ("c", False), ("d", False),
        ("r", False),
    ]  # fmt: skip
    assert laid_out(state(form)) == waits
    assert laid_out(state(form, {"r[1]": "1"})) == waits, "no row before rows are asked for"
    rows = {"r[1]": "1"}
    assert laid_out(state(form, rows, a="yes", z="x")) == [
        ("a", True), ("b", True), ("n", True), ("g", False), ("c", False), ("d", False),
        ("elsewhere", True), ("r", True), ("r[1]", True), ("r[1]/e", True), ("r[1]/f", False),
    ]  # fmt: skip
    assert dict(laid_out(state(form, a="no", b="x")))["d"], "behind a calculation"


def test_it_is_known_which_answer_asks_it():
    form = rules(FORM)
    assert form.waiting("b") == AskedBy(("a",), ("yes", "no"))
    assert form.waiting("g") == AskedBy(("a",), ("no",))
    assert form.waiting("d") == AskedBy(("b",)), "no code of what is typed"
    assert form.waiting("f") == AskedBy(("e",))
    assert form.waiting("n") == form.waiting("r") == AskedBy(("a",), ("yes",))
    assert [form.waiting(name) for name in ("a", "far", "elsewhere", "s")] == [None] * 4


def test_the_intake_form_lays_out_every_question_that_waits():
    form = intake_rules()
    names = {question.name for question in form.definition.questions()}
    waits = {name for name in names if form.waiting(name) is not None}
    assert len(waits) > 50
    assert any(form.question_named(name).type is QuestionType.NOTE for name in waits)
    assert {"int_name", "pregnancy_weeks", "residence_article", "ref_focal"} <= waits
