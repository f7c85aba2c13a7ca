"""What was approved is what the bundle holds, both ways: an officer who signs with a good key can
neither swap nor add nor leave out a photograph or a document after the approval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.desk.approving import approve
from tests.desk.handover.forging import forged
from tests.desk.handover.test_handover import attach, opened, plan
from tests.desk.world import World
from tipdesk.bundle.container import paths
from tipdesk.bundle.container.index import BundlePlan, payload_of_bytes
from tipdesk.core.errors import BundleNotSound
from tipdesk.demo.stations import RECEIVER, SUPERVISOR
from tipdesk.desk.handover.received_content import read_content

FIRST, SECOND, NEW = "att/0001.jpg", "att/0002.jpg", "att/0099.jpg"
NOT_SO = "E_NOT_AS_APPROVED"
PHOTO = b"\xff\xd8\xff\xe0 another photograph"

Change = Callable[[BundlePlan], BundlePlan]


def swapped(*names: str) -> Change:
    """Other bytes under approved names, with sums that are right for them."""

    def change(plan: BundlePlan) -> BundlePlan:
        names_here = {f"{plan.case_id}/{name}" for name in names}
        return replace(
            plan,
            payloads=tuple(
                payload_of_bytes(payload.path, PHOTO, payload.media_type)
                if payload.path in names_here
                else payload
                for payload in plan.payloads
            ),
        )

    return change


def left_out(*names: str) -> Change:
    def change(plan: BundlePlan) -> BundlePlan:
        gone = {f"{plan.case_id}/{name}" for name in names}
        return replace(
            plan, payloads=tuple(item for item in plan.payloads if item.path not in gone)
        )

    return change


def added(name: str) -> Change:
    def change(plan: BundlePlan) -> BundlePlan:
        more = payload_of_bytes(f"{plan.case_id}/{name}", PHOTO)
        return replace(plan, payloads=(*plan.payloads, more))

    return change


def renamed(names: dict[str, str]) -> Change:
    """Approved bytes under other names."""

    def change(plan: BundlePlan) -> BundlePlan:
        folder = plan.case_id
        other = {f"{folder}/{old}": f"{folder}/{new}" for old, new in names.items()}
        return replace(
            plan,
            payloads=tuple(
                replace(payload, path=other.get(payload.path, payload.path))
                for payload in plan.payloads
            ),
        )

    return change


CHANGES: dict[str, tuple[Change, list[str]]] = {
    "honest": (lambda plan: plan, []),
    "swapped": (swapped(SECOND), [SECOND]),
    "both swapped": (swapped(FIRST, SECOND), [FIRST, SECOND]),
    "exchanged": (renamed({FIRST: SECOND, SECOND: FIRST}), [FIRST, SECOND]),
    "added": (added(NEW), [NEW]),
    "added elsewhere": (added("more/photo.jpg"), ["more/photo.jpg"]),
    "added as a document": (added("annex.pdf"), ["annex.pdf"]),
    "left out": (left_out(FIRST), [FIRST]),
    "all left out": (left_out(FIRST, SECOND), [FIRST, SECOND]),
    "renamed": (renamed({FIRST: NEW}), [FIRST, NEW]),
    "another statement on paper": (swapped("statement.pdf"), ["statement.pdf"]),
    "no statement on paper": (left_out("statement.pdf"), ["statement.pdf"]),
    "another record": (swapped("record.json"), ["record.json"]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_was_approved_is_what_is_there(world: World, name: str) -> None:
    change, wanted = CHANGES[name]
    case_id = world.interview()
    for number in (b"1", b"2"):
        attach(world, case_id, f"{number.decode()}.jpg", b"\xff\xd8\xff\xe0 honest " + number)
    world.officers.steps.complete(case_id)
    approve(world.officers, case_id, world.confirm(SUPERVISOR))
    path = forged(world, plan(world, case_id), whole=change)

    findings = [(NOT_SO, f"{paths.DATA}{case_id}/{where}") for where in wanted]
    checked = world.check(path)
    assert [(finding.code, finding.path) for finding in checked.findings] == findings
    assert (checked.intact, checked.trusted) == (True, True)
    assert (checked.holds, checked.complete) == (not findings, not findings)
    report = opened(world, path)  # as `tipdesk verify` judges it
    if report.container is not None:
        report = read_content(report).added_to(report)
    report.close()
    assert [(problem.code.value, problem.path) for problem in report.problems] == findings
    assert (report.valid, report.complete) == (not findings, not findings)

    counter = world.prosecution.receiving
    if not findings:
        world.accept(checked)
        return
    for act in (lambda: counter.preview(checked), lambda: world.accept(checked)):
        with pytest.raises(BundleNotSound) as refused:
            act()
        assert refused.value.details == {"code": findings[0][0]}
    row, _receipt = counter.refuse(checked, world.confirm(RECEIVER), "", world.usb_drive)
    assert (row.result, row.error_code) == ("rejected", findings[0][0])


def test_a_scan_that_no_list_names_is_not_accepted(world: World) -> None:
    frozen = plan(world, world.approved())
    checked = world.check(forged(world, frozen, whole=added("signed/0001.jpg")))
    assert [finding.code for finding in checked.findings] == ["E_INDEX_MISMATCH"]
    assert not checked.holds
