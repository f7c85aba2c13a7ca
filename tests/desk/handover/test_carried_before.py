"""Attachments that an earlier bundle of the file brought: seen, or said to be unseen."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.desk.approving import approve
from tests.desk.handover.forging import forged
from tests.desk.handover.test_handover import attach, opened, plan
from tests.desk.handover.test_supplements import codes, next_revision
from tests.desk.world import World
from tipdesk.bundle import limits
from tipdesk.bundle.container.index import BundlePlan, CarriedBefore
from tipdesk.cases.model import Answer, CaseId
from tipdesk.core.errors import ExportNotReady
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.handover import packing
from tipdesk.desk.handover.outgoing import ExportCondition
from tipdesk.desk.handover.packing import ExportResult, pack
from tipdesk.desk.paper.cover import sent_and_kept

PICTURE = b"\xff\xd8" + bytes(range(200))
SECOND, THIRD, LARGE = PICTURE + b"2", PICTURE + b"3", PICTURE + bytes(150_000)


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


# --- what a station leaves off ----------------------------------------------------------------------


def answered(world: World, path: Path) -> None:
    """The office accepts it, and the receipt comes back."""
    world.officers.handover.import_receipt(world.accept(world.check(path)))


def more(world: World, case_id: CaseId, name: str, data: bytes) -> CaseId:
    """Amended by one more picture, and approved as its next revision."""
    world.clock.move(minutes=5)
    world.officers.answers.amend(case_id, {"urgency": Answer("immediate")}, "تصحيح")
    attach(world, case_id, name, data)
    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    return case_id


def left_off(world: World, case_id: CaseId, *, everything: bool = False) -> list[tuple[str, str]]:
    """Path and manifest of what the next bundle names as brought before."""
    office = world.officers.keys.recipients()[0]
    frozen = world.officers.handover.plan(case_id, office, world.usb_drive, send_all=everything)
    going = {source.path for source in frozen.sources}
    assert going.isdisjoint(item.path for item in frozen.carried)
    return [(item.path, item.manifest) for item in frozen.carried]


def test_what_the_office_has_accepted_does_not_travel_again(
    world: World, sent: ExportResult
) -> None:
    answered(world, sent.path)
    case_id = more(world, sent.case_id, "b.jpg", SECOND)
    preview = world.officers.handover.prepare(case_id)
    office = preview.recipients[0].code
    assert [item.size for item in preview.staying_off(office)] == [len(PICTURE)]
    again = world.exported(case_id)
    report = opened(world, again.path)
    (named,) = report.index.carried_before
    assert (named.path, named.size, named.manifest) == (
        f"{case_id}/att/0001.jpg",
        len(PICTURE),
        sent.manifest_sha256,
    )
    names = [name for name, _file in report.index.of_case() if name.startswith("att/")]
    assert names == ["att/0002.jpg"]
    assert [(problem.code.value, problem.path) for problem in report.problems] == [
        ("A_NOT_HERE", f"bag/data/{named.path}")
    ]
    report.close()
    checked = world.check(again.path)
    assert (codes(checked), checked.complete, checked.holds) == ([], True, True)
    answered(world, again.path)
    row = world.prosecution.receiving.register()[-1]
    with world.prosecution.receiving.open_received(row.id) as received:
        contents = [received.open(attachment).read() for attachment in received.attachments]
        assert (contents, received.not_here) == ([PICTURE, SECOND], 0)


def test_each_is_named_with_the_bundle_in_which_it_lies(world: World, sent: ExportResult) -> None:
    answered(world, sent.path)
    second = world.exported(more(world, sent.case_id, "b.jpg", SECOND))
    answered(world, second.path)
    case_id = more(world, sent.case_id, "c.jpg", THIRD)
    assert left_off(world, case_id) == [
        ("att/0001.jpg", sent.manifest_sha256),
        ("att/0002.jpg", second.manifest_sha256),
    ]
    third = world.exported(case_id)
    assert codes(world.check(third.path)) == []
    answered(world, third.path)


def lost(world: World, sent: ExportResult) -> None:
    """The second bundle never comes."""
    answered(world, sent.path)
    world.exported(next_revision(world, sent.case_id))


def refused(world: World, sent: ExportResult) -> None:
    """The second bundle is refused."""
    answered(world, sent.path)
    second = world.exported(next_revision(world, sent.case_id))
    receipt = world.refuse(world.check(second.path), "E_REFUSED")
    world.officers.handover.import_receipt(receipt)


def unanswered(world: World, sent: ExportResult) -> None:
    """The office has accepted it, and the receipt is not here yet."""
    world.accept(world.check(sent.path))


@pytest.mark.parametrize("before", [lost, refused, unanswered])
def test_without_the_offices_word_all_of_it_travels(
    world: World, sent: ExportResult, before: Callable[[World, ExportResult], None]
) -> None:
    before(world, sent)
    case_id = next_revision(world, sent.case_id)
    assert not world.officers.handover.prepare(case_id).staying_off("PPX")
    assert left_off(world, case_id) == []
    checked = world.check(world.exported(case_id).path)
    assert checked.complete


def test_what_was_set_aside_there_for_it_travels_next_time(
    world: World, sent: ExportResult
) -> None:
    """The office has a computer that knows nothing of the first one: it says so, and all comes."""
    answered(world, sent.path)
    case_id = next_revision(world, sent.case_id)
    frozen = plan(world, case_id)
    unseen = tuple(replace(item, manifest="ab" * 32) for item in frozen.carried)
    result = pack(
        replace(frozen, carried=unseen),
        world.officers.handover.signing_key(world.confirm(OFFICER)),
        Work(),
    )
    world.officers.handover.record(result)
    checked = world.check(result.path)
    assert checked.set_aside == ("A_NOT_HERE",)
    world.officers.handover.import_receipt(world.accept(checked))
    again = next_revision(world, case_id)
    assert left_off(world, again) == []


def test_what_stays_off_is_told_and_all_goes_for_whoever_wants_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = world.interview()
    attach(world, case_id, "a.jpg", LARGE)
    attach(world, case_id, "b.jpg", SECOND)
    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    answered(world, world.exported(case_id).path)
    world.clock.move(minutes=5)
    world.officers.answers.amend(case_id, {"urgency": Answer("immediate")}, "تصحيح")
    world.officers.attachments.detach(case_id, world.officers.attachments.attached(case_id)[1])
    attach(world, case_id, "c.jpg", THIRD)
    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    frozen = plan(world, case_id)
    assert [item.path for item in frozen.carried] == ["att/0001.jpg"]  # no word of what is gone
    about = packing._cover(frozen, {}, "")
    assert [line.is_earlier for line in about.contents] == [True, False]
    assert about.contents[0].detail != about.contents[1].detail
    last = sent_and_kept(about).splitlines()[1]
    assert about.contents[0].label in last
    assert about.contents[1].label not in last
    assert left_off(world, case_id, everything=True) == []
    # What is too big as a whole goes all the same where most of it lies.
    monkeypatch.setattr(limits, "CONTAINER", len(LARGE) - 1)
    assert ExportCondition.TOO_BIG not in world.officers.handover.prepare(case_id).blockers
    with pytest.raises(ExportNotReady):
        left_off(world, case_id, everything=True)
