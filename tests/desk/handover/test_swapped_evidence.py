"""What the record lists of attached files is what the bundle holds, both ways: an officer who signs
with a good key can neither swap nor add nor leave out a photograph after the approval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.desk.handover.test_handover import attach, opened, plan
from tests.desk.world import World
from tipdesk.bundle.container.index import AttachedFile, BagDocument, BundlePlan, payload_of_bytes
from tipdesk.bundle.writer import write_bundle
from tipdesk.core.errors import BundleNotSound
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR
from tipdesk.desk.handover import packing
from tipdesk.desk.handover.received_content import read_content

FIRST, SECOND, NEW = "att/0001.jpg", "att/0002.jpg", "att/0099.jpg"
SWAPPED, ADDED, MISSING = "E_ATTACHMENT_SWAPPED", "E_ATTACHMENT_ADDED", "E_ATTACHMENT_MISSING"
PHOTO = b"\xff\xd8\xff\xe0 another photograph"

Change = Callable[[BundlePlan], BundlePlan]


def swapped(*names: str) -> Change:
    """Other bytes under approved names, with sums that are right for them."""

    def change(plan: BundlePlan) -> BundlePlan:
        folder = plan.cases[0].case_id
        paths = {f"{folder}/{name}" for name in names}
        return replace(
            plan,
            payloads=tuple(
                payload_of_bytes(payload.path, PHOTO, payload.media_type)
                if payload.path in paths
                else payload
                for payload in plan.payloads
            ),
        )

    return change


def left_out(*names: str) -> Change:
    def change(plan: BundlePlan) -> BundlePlan:
        case = plan.cases[0]
        paths = {f"{case.case_id}/{name}" for name in names}
        remaining = tuple(
            attachment for attachment in case.attachments if attachment.path not in paths
        )
        return replace(
            plan,
            payloads=tuple(payload for payload in plan.payloads if payload.path not in paths),
            cases=(replace(case, attachments=remaining),),
        )

    return change


def added(name: str, kind: str = "") -> Change:
    """One more file, among the attachments or, with a kind, among the documents."""

    def change(plan: BundlePlan) -> BundlePlan:
        case = plan.cases[0]
        path = f"{case.case_id}/{name}"
        if kind:
            case = replace(case, documents=(*case.documents, BagDocument(path, kind)))
        else:
            more = (*case.attachments, AttachedFile(path, "new.jpg"))
            case = replace(case, attachments=more)
        return replace(
            plan, payloads=(*plan.payloads, payload_of_bytes(path, PHOTO)), cases=(case,)
        )

    return change


def exchanged(plan: BundlePlan) -> BundlePlan:
    """Two approved photographs, each under the name of the other."""
    folder = plan.cases[0].case_id
    other = {f"{folder}/{FIRST}": f"{folder}/{SECOND}", f"{folder}/{SECOND}": f"{folder}/{FIRST}"}
    return replace(
        plan,
        payloads=tuple(
            replace(payload, path=other.get(payload.path, payload.path))
            for payload in plan.payloads
        ),
    )


def renamed(plan: BundlePlan) -> BundlePlan:
    folder = plan.cases[0].case_id
    old, new = f"{folder}/{FIRST}", f"{folder}/{NEW}"
    case = plan.cases[0]
    return replace(
        plan,
        payloads=tuple(
            replace(payload, path=new) if payload.path == old else payload
            for payload in plan.payloads
        ),
        cases=(
            replace(
                case,
                attachments=tuple(
                    replace(attachment, path=new) if attachment.path == old else attachment
                    for attachment in case.attachments
                ),
            ),
        ),
    )


CHANGES: dict[str, tuple[Change, list[tuple[str, str]]]] = {
    "honest": (lambda plan: plan, []),
    "swapped": (swapped(SECOND), [(SWAPPED, SECOND)]),
    "both swapped": (swapped(FIRST, SECOND), [(SWAPPED, FIRST), (SWAPPED, SECOND)]),
    "exchanged": (exchanged, [(SWAPPED, FIRST), (SWAPPED, SECOND)]),
    "added": (added(NEW), [(ADDED, NEW)]),
    "added elsewhere": (added("more/photo.jpg"), [(ADDED, "more/photo.jpg")]),
    "added as a document": (added("annex.pdf", "annex"), [(ADDED, "annex.pdf")]),
    "added as a second one": (added("att/0099.pdf", "notice"), [(ADDED, "att/0099.pdf")]),
    "added as a scan": (added("signed/0001.jpg"), [("E_INDEX_MISMATCH", "record.json")]),
    "left out": (left_out(FIRST), [(MISSING, FIRST)]),
    "all left out": (left_out(FIRST, SECOND), [(MISSING, FIRST), (MISSING, SECOND)]),
    "renamed": (renamed, [(MISSING, FIRST), (ADDED, NEW)]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_the_approved_record_lists_is_what_is_there(
    world: World, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    change, wanted = CHANGES[name]
    case_id = world.interview()
    for number in (b"1", b"2"):
        attach(world, case_id, f"{number.decode()}.jpg", b"\xff\xd8\xff\xe0 honest " + number)
    world.officers.steps.complete(case_id)
    world.officers.steps.approve(case_id, world.confirm(SUPERVISOR))
    frozen = plan(world, case_id)
    monkeypatch.setattr(packing, "DOCUMENTS", ())  # no paper has to be drawn for this
    bundle = change(packing._bundle_plan(frozen, packing._contents(frozen, Work())))
    key = world.officers.handover.signing_key(world.confirm(OFFICER))
    path = write_bundle(world.usb_drive, bundle, key, Work()).path

    findings = [(code, f"{case_id}/{where}") for code, where in wanted]
    checked = world.check(path)
    assert [(finding.code, finding.path) for finding in checked.findings] == findings
    assert (checked.intact, checked.trusted) == (True, True)
    assert (checked.holds, checked.complete) == (not findings, not findings)
    report = opened(world, path)  # as `tipdesk verify` judges it
    answer = read_content(report).added_to(report)
    report.close()
    assert [(problem.code.value, problem.path) for problem in answer.problems] == findings
    assert (answer.valid, answer.complete) == (not findings, not findings)

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
