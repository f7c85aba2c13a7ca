"""A file that goes to an office again: what changed is told, proved, and filed under one number."""

from dataclasses import replace

import pytest

from tests.desk.approving import approve
from tests.desk.handover.forging import forged
from tests.desk.handover.test_handover import attach, opened, plan
from tests.desk.world import World
from tipdesk.bundle.container.index import BundlePlan, Supplement
from tipdesk.cases.handover.changes import RecordChange, SupplementChange
from tipdesk.cases.model import Answer, CaseId
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.handover.packing import ExportResult, draw_cover
from tipdesk.desk.handover.receiving import CheckedBundle


def next_revision(world: World, case_id: CaseId) -> CaseId:
    """Amended and approved as its next revision."""
    world.clock.move(minutes=5)
    world.officers.answers.amend(case_id, {"urgency": Answer("immediate")}, "تصحيح")
    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    return case_id


@pytest.fixture
def sent(world: World) -> ExportResult:
    """Revision 1 of a file, referred."""
    return world.exported(world.approved())


@pytest.fixture
def later(world: World, sent: ExportResult) -> ExportResult:
    """Its next revision, referred."""
    return world.exported(next_revision(world, sent.case_id))


def codes(checked: CheckedBundle) -> list[str]:
    return [finding.code for finding in checked.findings]


def numbers(world: World) -> list[tuple[str, int]]:
    """The register from the top."""
    return [(row.number, row.revision) for row in world.prosecution.receiving.register()]


def test_a_file_that_goes_again_says_what_has_changed(
    world: World, sent: ExportResult, later: ExportResult
) -> None:
    first, second = (opened(world, result.path) for result in (sent, later))
    assert first.index.supplements is None
    followed = second.index.supplements
    assert (followed.manifest, followed.revision) == (sent.manifest_sha256, 1)
    differences = {change.path: change.how.value for change in followed.changes}
    assert differences["urgency"] == "changed"
    assert differences["_amendment[1]"] == "added"
    assert not [path for path in differences if path.startswith("stmt")]
    for report in (first, second):
        report.close()


def test_it_is_filed_under_the_number_of_the_first(
    world: World, sent: ExportResult, later: ExportResult
) -> None:
    world.accept(world.check(sent.path))
    checked = world.check(later.path)
    assert (codes(checked), checked.registered) == ([], "PPX-2026-00001")
    with pytest.raises(ValueError, match="keeps"):
        world.accept(checked, "OTHER-1")
    receipt = world.accept(checked)
    assert numbers(world) == [("PPX-2026-00001", 1), ("PPX-2026-00001", 2)]
    world.officers.handover.import_receipt(receipt)
    assert world.officers.files.list_cases()[0].receipt_number == "PPX-2026-00001"
    world.accept(world.check(world.exported(world.approved(urgency="routine")).path))
    assert numbers(world)[0] == ("PPX-2026-00002", 1)
    other, first, row = world.prosecution.receiving.register()
    assert (other.below, first.below, row.below) == (False, False, True)
    received = world.prosecution.receiving.open_received(row.id)
    before = received.before()
    assert before is not None
    assert before.revision == 1
    received.close()


def test_one_whose_first_never_came_is_told_and_the_late_one_takes_its_place(
    world: World, sent: ExportResult, later: ExportResult
) -> None:
    checked = world.check(later.path)
    assert codes(checked) == ["W_MISSING", "W_EARLIER_MISSING"]
    world.accept(checked)
    row = world.prosecution.receiving.register()[0]
    received = world.prosecution.receiving.open_received(row.id)
    assert received.before() is None
    received.close()
    late = world.check(sent.path)
    assert (codes(late), late.registered) == (["W_OLD_REVISION"], "PPX-2026-00001")
    world.accept(late)
    assert numbers(world) == [("PPX-2026-00001", 1), ("PPX-2026-00001", 2)]
    again = world.prosecution.receiving.open_received(row.id)
    assert again.before() is not None
    again.close()


@pytest.mark.parametrize("lie", ["less", "more", "other", "revision", "file"])
def test_whoever_lies_about_what_has_changed_is_refused(
    world: World, sent: ExportResult, lie: str
) -> None:
    other = world.exported(world.approved(urgency="routine"))
    for result in (sent, other):
        world.accept(world.check(result.path))
    frozen = plan(world, next_revision(world, sent.case_id))

    def lying(bundle: BundlePlan) -> BundlePlan:
        true = bundle.supplements
        assert true is not None
        more = (*true.changes, SupplementChange("zz", RecordChange.ADDED))
        lies = {
            "less": replace(true, changes=true.changes[1:]),
            "more": replace(true, changes=more),
            "other": replace(
                true,
                changes=(replace(true.changes[0], how=RecordChange.REMOVED), *true.changes[1:]),
            ),
            "revision": replace(true, revision=2),
            "file": Supplement(other.manifest_sha256, 1, true.changes),
        }
        return replace(bundle, supplements=lies[lie])

    checked = world.check(forged(world, frozen, whole=lying))
    assert codes(checked) == ["E_CHANGES"]
    assert not checked.holds


def test_nothing_follows_a_later_revision_than_its_own(world: World) -> None:
    frozen = plan(world, world.approved())
    lie = Supplement("ab" * 32, 2)
    path = forged(world, frozen, whole=lambda bundle: replace(bundle, supplements=lie))
    report = opened(world, path)
    assert [problem.code.value for problem in report.problems] == ["E_CHANGES"]


def test_what_was_refused_is_not_followed(world: World, sent: ExportResult) -> None:
    world.officers.handover.import_receipt(world.refuse(world.check(sent.path), "E_REFUSED"))
    frozen = plan(world, next_revision(world, sent.case_id))
    assert frozen.follows is None
    world.accept(world.check(world.exported(sent.case_id).path))
    assert numbers(world)[0] == ("PPX-2026-00001", 2)


def test_the_next_one_follows_the_last_and_the_same_revision_again_changes_nothing(
    world: World, sent: ExportResult, later: ExportResult
) -> None:
    world.clock.move(minutes=5)
    approve(world.officers, sent.case_id, world.confirm(SUPERVISOR))
    frozen = plan(world, sent.case_id)
    assert frozen.follows.bundle.bundle_id == later.bundle_id
    assert frozen.follows.supplement == Supplement(later.manifest_sha256, 2, ())


def test_the_cover_says_which_one_it_follows(world: World, sent: ExportResult) -> None:
    frozen = plan(world, next_revision(world, sent.case_id))
    alone = replace(frozen, follows=None)
    assert draw_cover(frozen, {}) != draw_cover(alone, {})


def test_a_picture_that_was_added_is_told_by_its_row(world: World) -> None:
    case_id = world.interview()
    attach(world, case_id, "a.jpg", b"\xff\xd8" + bytes(100))
    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    world.exported(case_id)
    world.officers.answers.amend(case_id, {"urgency": Answer("immediate")}, "تصحيح")
    attach(world, case_id, "b.jpg", b"\xff\xd8" + bytes(200))
    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    supplement = plan(world, case_id).follows.supplement
    assert SupplementChange("_attachment[2]", RecordChange.ADDED) in supplement.changes
    assert "_attachment[1]" not in {change.path for change in supplement.changes}
