"""Attachments that an earlier bundle of the file brought: seen, or said to be unseen."""

from dataclasses import replace

import pytest

from tests.desk.approving import approve
from tests.desk.handover.forging import forged
from tests.desk.handover.test_handover import attach, opened, plan
from tests.desk.handover.test_supplements import codes, next_revision
from tests.desk.world import World
from tipdesk.bundle.container.index import BundlePlan, CarriedBefore
from tipdesk.cases.model import CaseId
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.handover.packing import ExportResult

PICTURE = b"\xff\xd8" + bytes(range(200))


@pytest.fixture
def sent(world: World) -> ExportResult:
    """A file with a picture, referred."""
    case_id = world.interview()
    attach(world, case_id, "a.jpg", PICTURE)
    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    return world.exported(case_id)


def without_picture(case_id: CaseId, manifest: str, bundle: BundlePlan) -> BundlePlan:
    path = f"{case_id}/att/0001.jpg"
    (picture,) = (payload for payload in bundle.payloads if payload.path == path)
    carried = CarriedBefore(path, picture.sha256, picture.size, manifest)
    others = tuple(payload for payload in bundle.payloads if payload is not picture)
    return replace(bundle, payloads=others, carried_before=(carried,))


def test_what_is_kept_there_is_resolved_and_opens(world: World, sent: ExportResult) -> None:
    world.accept(world.check(sent.path))
    case_id = next_revision(world, sent.case_id)
    frozen, manifest = plan(world, case_id), sent.manifest_sha256
    path = forged(world, frozen, whole=lambda plan: without_picture(case_id, manifest, plan))
    alone = opened(world, path)
    assert [problem.code.value for problem in alone.problems] == ["A_NOT_HERE"]
    assert (alone.valid, alone.set_aside, alone.complete) == (False, True, False)
    alone.close()
    checked = world.check(path)
    assert (codes(checked), checked.complete, checked.holds) == ([], True, True)
    world.accept(checked)
    newest = world.prosecution.receiving.register()[-1]
    with world.prosecution.receiving.open_received(newest.id) as received:
        (picture,) = received.attachments
        assert received.open(picture).read() == PICTURE
        assert received.not_here == 0


def test_what_never_came_is_unseen_and_waits(world: World, sent: ExportResult) -> None:
    case_id = next_revision(world, sent.case_id)
    frozen, manifest = plan(world, case_id), sent.manifest_sha256
    path = forged(world, frozen, whole=lambda plan: without_picture(case_id, manifest, plan))
    checked = world.check(path)
    assert "A_NOT_HERE" in codes(checked)
    assert (checked.goes_to_quarantine, checked.complete) == (True, False)
    world.accept(checked)
    (row,) = world.prosecution.receiving.register()
    with world.prosecution.receiving.open_received(row.id) as received:
        assert (received.attachments, received.not_here) == ((), 1)


def test_what_another_file_brought_is_a_lie(world: World, sent: ExportResult) -> None:
    world.accept(world.check(sent.path))
    other = world.exported(world.approved(urgency="routine"))
    world.accept(world.check(other.path))
    case_id = next_revision(world, sent.case_id)
    frozen, manifest = plan(world, case_id), other.manifest_sha256
    path = forged(world, frozen, whole=lambda plan: without_picture(case_id, manifest, plan))
    checked = world.check(path)
    assert codes(checked) == ["E_NOT_AS_APPROVED"]
    assert not checked.holds
