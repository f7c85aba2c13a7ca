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
    session = world.officers
    case = session.new_files.open_case()
    session.drafts.keep_draft(case.id, HALF)
    copy = copy_vault(world.officers.vault_dir, tmp_path / "copy")
    opened = world.open(copy, OFFICER)
    assert opened.drafts.draft(case.id) == HALF
    opened.lock()
    other = world.open(copy, SUPERVISOR)
    assert other.drafts.draft(case.id) == NO_DRAFT
    assert other.drafts.others_drafts(case.id) == (OFFICER.login,)
    other.lock()


def test_answers_and_draft_are_kept_together_or_not_at_all(world: World) -> None:
    session = world.officers
    case = session.new_files.open_case()
    session.drafts.keep_draft(case.id, HALF)
    with pytest.raises(AnswerRefused):
        session.answers.save_answers(case.id, {"no_such": Answer("x")}, NO_DRAFT)
    assert session.drafts.draft(case.id) == HALF
    session.answers.save_answers(case.id, {"sex": Answer("female")})
    assert session.drafts.draft(case.id) == HALF
    session.answers.save_answers(case.id, {"birth_date": Answer("1999-03-12")}, NO_DRAFT)
    assert session.drafts.draft(case.id) == NO_DRAFT


def test_a_draft_enters_no_entry_and_no_search(world: World) -> None:
    session = world.officers
    case = session.new_files.open_case()
    before = session.files.load(case.id)
    session.drafts.keep_draft(case.id, Draft({"stmt_arabic": "شغفطبل"}))
    session.answers.fold(case.id)
    after = session.files.load(case.id)
    actions = [event.action for event in after.custody]
    assert actions == [event.action for event in before.custody] + [
        "edited"
    ]  # of the first answers
    assert (after.answers, after.digest) == (before.answers, before.digest)
    assert session.files.list_cases("شغفطبل") == ()


def test_a_recorded_amendment_leaves_no_draft(world: World) -> None:
    session = world.officers
    case_id = world.interview()
    session.steps.complete(case_id)
    session.drafts.keep_draft(case_id, Draft(amended={"name_latin_surname": Answer("HAILE")}))
    session.answers.amend(case_id, {"name_latin_surname": Answer("HAILE")}, "خطأ في النقل")
    assert session.drafts.draft(case_id) == NO_DRAFT


def test_the_view_is_each_officers_own(world: World) -> None:
    session = world.officers
    quick, full = session.new_files.open_case(quick=True), session.new_files.open_case()
    assert (session.views.quick_view(quick), session.views.quick_view(full)) == (True, False)
    session.views.choose_view(quick.id, quick=False)
    assert session.views.quick_view(session.files.case(quick.id)) is False
    assert session.files.case(quick.id).quick  # how it began


def members(report: VerificationReport) -> Iterator[tuple[str, str]]:
    """Every member in words: papers as they read, the rest as it is."""
    for member in report.members:
        if member.name.startswith(paths.DATA):
            data = report.container.open(member.name).read()
            yield (
                member.name,
                text(data) if member.name.endswith(".pdf") else data.decode(errors="replace"),
            )


def test_a_draft_stays_here_when_its_file_goes(world: World) -> None:
    """Neither in the bundle nor on its papers; and it is not lost by the export either."""
    case_id = world.approved()
    words = {"name_latin_surname": "ZQXDRAFT", "stmt_arabic": "شغفطبل"}
    draft = Draft(words, {path: Answer(text) for path, text in words.items()})
    world.officers.drafts.keep_draft(case_id, draft)
    report = opened(world, world.exported(case_id).path)
    contents = dict(members(report))
    assert len(contents) == 11
    assert not [
        name for name, body in contents.items() if any(word in body for word in words.values())
    ]
    report.close()
    assert world.officers.drafts.draft(case_id) == draft
