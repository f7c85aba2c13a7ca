"""What was typed and not recorded: kept for its officer, gone when it is recorded, never evidence."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.handover.test_handover import opened
from tests.desk.world import World
from tests.programs import copy_vault
from tipdesk.bundle.container import paths
from tipdesk.bundle.report import VerificationReport
from tipdesk.cases.interview.unfinished import NO_DRAFT, Draft
from tipdesk.cases.model import Answer
from tipdesk.core.errors import AnswerRefused
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.printing.preview import text

HALF = Draft({"birth_date": "12/"})


def test_a_draft_outlives_a_process_that_dies(world: World, tmp_path: Path) -> None:
    intake = world.officers.intake
    case = intake.open_case()
    intake.keep_draft(case.id, HALF)
    copy = copy_vault(world.officers.vault_dir, tmp_path / "copy")
    opened = world.open(copy, OFFICER)
    assert opened.intake.draft(case.id) == HALF
    opened.lock()
    other = world.open(copy, SUPERVISOR)
    assert other.intake.draft(case.id) == NO_DRAFT
    assert other.intake.others_drafts(case.id) == (OFFICER.login,)
    other.lock()


def test_answers_and_draft_are_kept_together_or_not_at_all(world: World) -> None:
    intake = world.officers.intake
    case = intake.open_case()
    intake.keep_draft(case.id, HALF)
    with pytest.raises(AnswerRefused):
        intake.save_answers(case.id, {"no_such": Answer("x")}, NO_DRAFT)
    assert intake.draft(case.id) == HALF
    intake.save_answers(case.id, {"sex": Answer("female")})
    assert intake.draft(case.id) == HALF
    intake.save_answers(case.id, {"birth_date": Answer("1999-03-12")}, NO_DRAFT)
    assert intake.draft(case.id) == NO_DRAFT


def test_a_draft_enters_no_link_and_no_search(world: World) -> None:
    intake = world.officers.intake
    case = intake.open_case()
    before = intake.load(case.id)
    intake.keep_draft(case.id, Draft({"stmt_arabic": "شغفطبل"}))
    intake.fold(case.id)
    after = intake.load(case.id)
    actions = [event.action for event in after.custody]
    assert actions == [event.action for event in before.custody] + [
        "edited"
    ]  # of the first answers
    assert (after.answers, after.digest) == (before.answers, before.digest)
    assert intake.list_cases("شغفطبل") == ()


def test_a_recorded_amendment_leaves_no_draft(world: World) -> None:
    intake = world.officers.intake
    told = world.interview()
    intake.complete(told)
    intake.keep_draft(told, Draft(amended={"name_latin_surname": Answer("HAILE")}))
    intake.amend(told, {"name_latin_surname": Answer("HAILE")}, "خطأ في النقل")
    assert intake.draft(told) == NO_DRAFT


def test_the_view_is_each_officers_own(world: World) -> None:
    intake = world.officers.intake
    quick, full = intake.open_case(quick=True), intake.open_case()
    assert (intake.quick_view(quick), intake.quick_view(full)) == (True, False)
    intake.choose_view(quick.id, quick=False)
    assert intake.quick_view(intake.case(quick.id)) is False
    assert intake.case(quick.id).quick  # how it began


def members(report: VerificationReport) -> Iterator[tuple[str, str]]:
    """Every member in words: papers as they read, the rest as it is."""
    for member in report.members:
        if member.name.startswith(paths.DATA):
            data = report.container.open(member.name).read()
            yield member.name, text(data) if member.name.endswith(".pdf") else data.decode()


def test_a_draft_stays_here_when_its_file_goes(world: World) -> None:
    """Neither in the bundle nor on its papers; and it is not lost by the export either."""
    case_id = world.approved()
    words = {"name_latin_surname": "ZQXDRAFT", "stmt_arabic": "شغفطبل"}
    draft = Draft(words, {path: Answer(text) for path, text in words.items()})
    world.officers.intake.keep_draft(case_id, draft)
    report = opened(world, world.exported(case_id).path)
    told = dict(members(report))
    assert len(told) == 9
    assert not [name for name, said in told.items() if any(one in said for one in words.values())]
    report.close()
    assert world.officers.intake.draft(case_id) == draft
