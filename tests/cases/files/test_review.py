"""What a file still needs, in the order of the form."""

from dataclasses import replace

from tests.cases.small_form import EVERYTHING, FORM, state_of
from tests.cases.small_form import case_file as small_file
from tipdesk.cases.files.review import Gate, NeedKind, ReviewReport, gate_of, review
from tipdesk.cases.files.workflow import FileStep
from tipdesk.cases.model import Answer, MissingReason, Role, Status
from tipdesk.forms.model import Stage

CASE = small_file(EVERYTHING).case


def reviewed(answers: dict[str, Answer], status: Status = Status.IN_PROGRESS) -> ReviewReport:
    case = replace(CASE, status=status)
    return review(FORM, answers, state_of(answers), case)


def test_an_empty_file_names_what_saving_and_export_need() -> None:
    report = reviewed({})
    assert report.stage is Stage.SAVE
    assert [(need.path, need.section, need.kind) for need in report.needed] == [
        ("name", "first", NeedKind.MISSING),
        ("wish", "first", NeedKind.MISSING),
    ]
    assert not report.ready


def test_stage_save_comes_first_then_export() -> None:
    report = reviewed({"name": Answer("somebody")})
    assert report.stage is Stage.EXPORT
    assert [need.path for need in report.needed] == ["wish"]


def test_declined_is_a_complete_answer() -> None:
    report = reviewed({"name": Answer("somebody"), "wish": Answer(reason=MissingReason.DECLINED)})
    assert report.ready
    assert report.stage is None
    assert (report.next_step, report.next_roles) == (
        FileStep.COMPLETE,
        {Role.OFFICER, Role.SUPERVISOR},
    )


def test_a_broken_constraint_blocks_and_advice_does_not() -> None:
    broken = reviewed(EVERYTHING | {"age": Answer("130")})
    assert [(need.path, need.kind) for need in broken.needed] == [("age", NeedKind.FAULT)]
    advised = reviewed(EVERYTHING | {"age": Answer("99")})
    assert advised.ready
    assert [(need.path, need.kind) for need in advised.warnings] == [("advice", NeedKind.ADVICE)]


def test_the_supervisor_is_next_after_completion() -> None:
    report = reviewed(EVERYTHING, Status.COMPLETED)
    assert (report.next_step, report.next_roles) == (FileStep.APPROVE, {Role.SUPERVISOR})
    assert reviewed(EVERYTHING, Status.RECEIVED).next_step is None


def test_a_quick_file_has_a_gate_of_its_own_until_a_statement_stands_in_it() -> None:
    quick = replace(CASE, quick=True)
    words = Answer("أقوال")
    assert gate_of(CASE, {}) is Gate.FULL
    assert gate_of(quick, {"wish": Answer("stay")}) is Gate.QUICK
    assert gate_of(quick, {"stmt_arabic": Answer(reason=MissingReason.DECLINED)}) is Gate.QUICK
    for path in ("stmt_arabic", "stmt_original"):
        assert gate_of(quick, {path: words}) is Gate.FULL
    assert gate_of(quick, {"stmt_arabic": Answer(closed=True)}) is Gate.FULL
    asked = review(FORM, {}, state_of({}), replace(quick, status=Status.IN_PROGRESS))
    assert asked.needed == (), "no question of this form is one of quick mode"
    assert len(review(FORM, {}, state_of({}), CASE).needed) == 2
