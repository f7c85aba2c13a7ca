"""What a form owes the program: names that code works with, and what never leaves."""

import ast
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT
from tests.forms.sheets_for_tests import compiled, question, section, sheets
from tipdesk.cases import form_duties
from tipdesk.cases.form_duties import NEEDED, checked_form, compiled_form, form_faults
from tipdesk.cases.handover import release
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
                inside(child) if isinstance(child, Group) else child
                for child in kept
                if child is not None
            ),
        )

    sections = tuple(inside(section) for section in form.sections)
    return with_digest(replace(form, version=form.version + 1, sections=sections))


def fault_codes(form: FormDefinition) -> set[tuple[str, str]]:
    return {(fault.code, fault.text.en.partition(" in its")[0]) for fault in form_faults(form, {})}


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
    dropped = changed(lambda element: None if element.name == gone else element)
    faults = [fault for fault in form_faults(dropped, {}) if fault.code == "duty_missing"]
    assert any(gone in fault.text.ar and gone in fault.text.en for fault in faults)
    renamed = changed(
        lambda element: replace(element, name="other_name") if element.name == gone else element
    )
    assert gone in " ".join(fault.text.en for fault in form_faults(renamed, {}))


def test_it_keeps_its_type_and_its_repeat() -> None:
    def other(element: Question | Group) -> Question | Group:
        kind = QuestionType.NOTE
        return replace(element, type=kind) if element.name == "stmt_arabic" else element

    assert ("duty_shape", "The program works with stmt_arabic") in fault_codes(changed(other))


@pytest.mark.parametrize(
    ("list_of", "code"),
    [("consent_prosecution", "refused"), ("stmt_sign_mode", "not_asked_sign"), ("ind_state", "no")],
)
def test_a_choice_that_code_knows_stays(list_of: str, code: str) -> None:
    name = next(asked.list_name for asked in INTAKE.questions() if asked.name == list_of)
    left = tuple(
        replace(choice, name="renamed") if choice.name == code else choice
        for choice in INTAKE.choices[name]
    )
    form = with_digest(replace(INTAKE, version=9, choices={**INTAKE.choices, name: left}))
    assert "duty_choice" in {fault.code for fault in form_faults(form, {})}


def test_the_lists_of_the_case_work_stay_though_no_question_names_them() -> None:
    without = {name: codes for name, codes in INTAKE.choices.items() if name != "close"}
    form = with_digest(replace(INTAKE, version=9, choices=without))
    (fault,) = form_faults(form, {})
    assert (fault.code, "close" in fault.text.en) == ("duty_list", True)
    left = tuple(choice for choice in INTAKE.choices["close"] if choice.name != "lost_contact")
    form = with_digest(replace(INTAKE, version=9, choices={**INTAKE.choices, "close": left}))
    (fault,) = form_faults(form, {})
    assert (fault.code, "lost_contact" in fault.text.en) == ("duty_choice", True)


def test_another_form_owes_none_of_these_names() -> None:
    assert form_faults(compiled(section("s", question("text", "q", stage="S"))), {}) == ()


@pytest.mark.parametrize("name", ["ind_code", "assess_system", "agg_art2", "withhold_wishes"])
def test_no_form_at_all_lets_go_what_never_leaves(name: str) -> None:
    lines = section("s", question("text", name, stage="S", release="PP"))
    faults = compiled_form(sheets(lines)).faults
    assert [(fault.code, fault.sheet, fault.column) for fault in faults] == [
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
        lambda element: (
            replace(element, release=frozenset(marks), level=1)
            if isinstance(element, Question)
            else element
        )
    )
    everything = [release.Pick(element.name, "طُلب") for element in form.questions()]
    gone = release.released_fields(form, everything)
    assert "stmt_arabic" in gone
    assert gone.isdisjoint(release.NEVER)
    own = {
        place.element.name
        for place in places(INTAKE.sections)
        if place.section == "indicators" and isinstance(place.element, Question)
    }
    assert {
        element.name for element in INTAKE.questions() if element.name in own and element.answerable
    } <= release.NEVER


# Rows in one line, headings, what a paper sets itself: without such a question less is said, and
# nothing else is lost.
_ONLY_SAID = (
    "cases/casework/as_it_stands.py",
    "cases/casework/seed.py",
    "cases/interview/timeline.py",
    "cases/interview/suggestions.py",
    "cases/interview/noticed.py",
    "cases/interview/offers.py",
    "desk/case_work.py",
    "printing/documents/annexes.py",
    "printing/documents/carried.py",
    "printing/documents/injuries.py",
    "ui/form/journey_line.py",
)
_WORDS = {  # of the program, which a question, section or choice happens to be called as well
    "smuggling", "means", "identity", "rights", "closing", "documents", "papers", "languages",
    "acquaintance", "fitness", "health", "needs", "needs_referrals", "risk", "safety",
    "rights_explained", "person_wish", "referral_basis", "child", "injuries", "family", "session",
    "reflection", "safety_plan",  # a term, a kind of entry of the case work
}  # fmt: skip
# Filled in or looked at where the form has it.
_WHERE_ASKED = release.RECEIPT | {
    "stmt_wish", "suspects", "assessment", "consent_changed_at", "rights_how", "age_stated",
    "phone_safe_when", "contact_code_word",
}  # fmt: skip


def test_the_list_holds_every_name_that_code_works_with() -> None:
    names = {place.element.name for place in places(INTAKE.sections)} - _WORDS
    unlisted = {}
    for room in ("cases", "desk", "ui", "printing"):
        for path in sorted((ROOT / "tipdesk" / room).rglob("*.py")):
            if path.as_posix().endswith(_ONLY_SAID) or path.name == Path(form_duties.__file__).name:
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and node.value in names - NEEDED - _WHERE_ASKED:
                    unlisted[node.value] = path.name
    assert unlisted == {}
