"""What a form owes the program: names that code works with, and what never leaves."""

import ast
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT
from tests.forms.sheets_for_tests import compiled, question, section, sheets
from tipdesk.cases import form_duties, handover
from tipdesk.cases.form_duties import NEEDED, checked_form, compiled_form, form_faults
from tipdesk.core.errors import FormUnusable
from tipdesk.forms.model import FormDefinition, Group, Question, QuestionType, Release
from tipdesk.forms.publishing.catalogue import load_published
from tipdesk.forms.publishing.definition_json import definition_to_json, with_digest
from tipdesk.forms.rules.plan import places
from tipdesk.forms.xlsform.sheets import read_sheets

SHIPPED = load_published()
INTAKE = SHIPPED.newest("victim-intake")
Change = Callable[[Question | Group], Question | Group | None]


def changed(change: Change, form: FormDefinition = INTAKE) -> FormDefinition:
    """The next version of a form, each question or group of it changed, or gone."""

    def inside(group: Group) -> Group:
        kept = (change(child) for child in group.children)
        return replace(
            group,
            children=tuple(
                inside(one) if isinstance(one, Group) else one for one in kept if one is not None
            ),
        )

    sections = tuple(inside(one) for one in form.sections)
    return with_digest(replace(form, version=form.version + 1, sections=sections))


def told(form: FormDefinition) -> set[tuple[str, str]]:
    return {(one.code, one.text.en.partition(" in its")[0]) for one in form_faults(form, {})}


def test_what_came_with_the_program_owes_nothing() -> None:
    for form_id in SHIPPED.forms():
        for version in SHIPPED.versions(form_id):
            assert form_faults(SHIPPED.get(form_id, version), {}) == ()
    folder = ROOT / "resources" / "forms" / "victim-intake"
    assert compiled_form(read_sheets(folder)).faults == ()


@pytest.mark.parametrize(
    "gone",
    ["stmt_arabic", "stmt_readback", "stmt_sign_mode", "stmt_corrections", "ind_code", "iv_end",
     "iv_stop", "ind_dimensions", "consent_prosecution", "withhold_wishes", "sus_name", "doc_mrz"],
)  # fmt: skip
def test_a_question_that_code_works_with_is_neither_dropped_nor_renamed(gone: str) -> None:
    dropped = changed(lambda one: None if one.name == gone else one)
    said = [one for one in form_faults(dropped, {}) if one.code == "duty_missing"]
    assert any(gone in one.text.ar and gone in one.text.en for one in said)
    renamed = changed(lambda one: replace(one, name="other_name") if one.name == gone else one)
    assert gone in " ".join(one.text.en for one in form_faults(renamed, {}))


def test_it_keeps_its_type_and_its_repeat() -> None:
    def other(one: Question | Group) -> Question | Group:
        kind = QuestionType.NOTE
        return replace(one, type=kind) if one.name == "stmt_arabic" else one

    assert ("duty_shape", "The program works with stmt_arabic") in told(changed(other))


@pytest.mark.parametrize(
    ("list_of", "code"),
    [("consent_prosecution", "refused"), ("stmt_sign_mode", "not_asked_sign"), ("ind_state", "no")],
)
def test_a_choice_that_code_knows_stays(list_of: str, code: str) -> None:
    name = next(one.list_name for one in INTAKE.questions() if one.name == list_of)
    left = tuple(
        replace(one, name="renamed") if one.name == code else one for one in INTAKE.choices[name]
    )
    form = with_digest(replace(INTAKE, version=9, choices={**INTAKE.choices, name: left}))
    assert "duty_choice" in {one.code for one in form_faults(form, {})}


def test_another_form_owes_none_of_these_names() -> None:
    assert form_faults(compiled(section("s", question("text", "q", stage="S"))), {}) == ()


@pytest.mark.parametrize("name", ["ind_code", "assess_system", "agg_art2", "withhold_wishes"])
def test_no_form_at_all_lets_go_what_never_leaves(name: str) -> None:
    lines = section("s", question("text", name, stage="S", release="PP"))
    faults = compiled_form(sheets(lines)).faults
    assert [(one.code, one.sheet, one.column) for one in faults] == [
        ("duty_release", "survey", "release")
    ]
    assert faults[0].row > 1
    with pytest.raises(FormUnusable) as refused:
        checked_form(definition_to_json(compiled(lines)))
    assert name in refused.value.details["first"]
    kept = section("s", question("text", name, stage="S", release="IN"))
    assert compiled_form(sheets(kept)).faults == ()


@pytest.mark.parametrize("marks", [{Release.PROSECUTION}, {Release.PROSECUTION_IF_PICKED}])
def test_a_record_does_not_ask_its_form(marks: set[Release]) -> None:
    form = changed(
        lambda one: (
            replace(one, release=frozenset(marks), level=1) if isinstance(one, Question) else one
        )
    )
    everything = [handover.Pick(one.name, "طُلب") for one in form.questions()]
    gone = handover.released_fields(form, everything)
    assert "stmt_arabic" in gone
    assert gone.isdisjoint(handover.NEVER)
    own = {
        place.element.name
        for place in places(INTAKE.sections)
        if place.section == "indicators" and isinstance(place.element, Question)
    }
    assert {
        one.name for one in INTAKE.questions() if one.name in own and one.answerable
    } <= handover.NEVER


# Rows in one line, headings, what a paper sets itself: without such a question less is said, and
# nothing else is lost.
_ONLY_SAID = (
    "cases/interview/timeline.py",
    "cases/interview/suggestions.py",
    "printing/documents/annexes.py",
    "printing/documents/carried.py",
    "printing/documents/injuries.py",
    "ui/form/journey_line.py",
)
_WORDS = {  # of the program, which a question, section or choice happens to be called as well
    "smuggling", "means", "identity", "rights", "closing", "documents", "papers", "languages",
    "acquaintance", "fitness", "health", "needs", "needs_referrals", "risk", "safety",
    "rights_explained", "person_wish", "referral_basis", "child", "injuries",
}  # fmt: skip
# Filled in or looked at where the form has it.
_WHERE_ASKED = handover.RECEIPT | {
    "stmt_wish", "suspects", "assessment", "consent_audio", "consent_changed_at",
}  # fmt: skip


def test_the_list_holds_every_name_that_code_works_with() -> None:
    names = {place.element.name for place in places(INTAKE.sections)} - _WORDS
    found = {}
    for room in ("cases", "desk", "ui", "printing"):
        for path in sorted((ROOT / "tipdesk" / room).rglob("*.py")):
            if path.as_posix().endswith(_ONLY_SAID) or path.name == Path(form_duties.__file__).name:
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and node.value in names - NEEDED - _WHERE_ASKED:
                    found[node.value] = path.name
    assert found == {}
