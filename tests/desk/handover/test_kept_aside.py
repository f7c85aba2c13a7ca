"""A signer's certificate that expired on the way: kept aside first, then decided for good."""

from pathlib import Path

import pytest
from cryptography import x509

from tests.desk.world import World, certify
from tipdesk.bundle.crypto.certificates import LEAF_LIFE
from tipdesk.cases.model import Status
from tipdesk.core.errors import RegistryNumberTaken
from tipdesk.demo.stations import OFFICER, RECEIVER, trust_list
from tipdesk.desk.handover.receipts import ReceiptMeaning
from tipdesk.storage import custody_rows


@pytest.fixture
def late(world: World) -> Path:
    """A bundle that lay three years in a drawer; the receiving station is up to date."""
    result = world.exported(world.approved())
    world.clock.move(seconds=LEAF_LIFE.total_seconds() + 1)
    certify(world, world.prosecution, RECEIVER)
    refresh(world)
    return result.path


def refresh(world: World) -> None:
    """Today's trust pack on both stations."""
    pack = trust_list(world.agency, world.clock())
    for session in (world.officers, world.prosecution):
        session.keys.import_trust_list(pack)


def test_a_bundle_kept_aside_is_received_for_good_later(world: World, late: Path) -> None:
    counter, handover = world.prosecution.receiving, world.officers.handover
    checked = world.check(late)
    assert (checked.holds, checked.quarantined_before, checked.goes_to_quarantine) == (
        True,
        False,
        True,
    )
    first = handover.import_receipt(world.accept(checked))
    assert (first.meaning, first.case.status) == (ReceiptMeaning.QUARANTINED, Status.EXPORTED)
    row = counter.register()[0]
    assert (row.result, row.number) == ("aside", "")
    counter.open_received(row.id).close()
    events = custody_rows.chain(world.prosecution._desk.vault)
    assert [event.action for event in events if event.detail.get("bundle") == row.bundle_id] == [
        "kept_aside",
        "viewed",
    ]
    world.clock.move(days=200)  # longer than a bundle may be on its way: it was here already
    refresh(world)
    again = world.check(late)
    assert (again.holds, again.quarantined_before, again.goes_to_quarantine, again.already) == (
        True,
        True,
        False,
        "",
    )
    second = handover.import_receipt(world.accept(again))
    assert (second.meaning, second.case.status) == (ReceiptMeaning.ACCEPTED, Status.RECEIVED)
    assert [entry.result for entry in counter.register()] == ["accepted", "aside"]
    assert world.check(late).already == second.number == counter.register()[0].number != ""


def test_a_bundle_kept_aside_can_be_refused(world: World, late: Path) -> None:
    world.officers.handover.import_receipt(world.accept(world.check(late)))
    world.clock.move(minutes=5)
    refusal = world.refuse(world.check(late), "E_OTHER_OFFICE")
    outcome = world.officers.handover.import_receipt(refusal)
    assert (outcome.meaning, outcome.case.status) == (ReceiptMeaning.REFUSED, Status.REFUSED)


def test_a_number_given_by_hand_is_passed_over_and_not_given_twice(world: World) -> None:
    bundles = [world.exported(world.approved()).path for _ in range(3)]
    world.accept(world.check(bundles[0]), "PPX-2026-00002")
    checked = world.check(bundles[1])
    with pytest.raises(RegistryNumberTaken) as refused:
        world.accept(checked, "ppx-2026-00002")
    assert refused.value.details == {"number": "PPX-2026-00002"}
    world.accept(checked)
    world.accept(world.check(bundles[2]))
    numbers = [row.number for row in world.prosecution.receiving.register()]
    assert numbers == ["PPX-2026-00003", "PPX-2026-00001", "PPX-2026-00002"]


def test_what_a_leaver_claims_to_have_signed_before_is_kept_aside(world: World) -> None:
    """The key came back, but until then it could sign with any time: somebody has to decide."""
    exported = world.exported(world.approved())
    world.clock.move(days=2)
    serial = next(
        issued.serial
        for issued in world.agency.state.issued
        if issued.holder.login == OFFICER.login
    )
    world.agency.revoke(serial, x509.ReasonFlags.affiliation_changed, world.clock())
    refresh(world)
    checked = world.check(exported.path)
    assert [(finding.code, finding.severity) for finding in checked.findings] == [
        ("A_LEAVER", "aside")
    ]
    assert checked.trusted
    assert (checked.holds, checked.goes_to_quarantine) == (True, True)
    first = world.officers.handover.import_receipt(world.accept(checked))
    assert first.meaning is ReceiptMeaning.QUARANTINED
    again = world.check(exported.path)  # our own receipt is younger than the leaving: as before
    assert [f.code for f in again.findings if f.severity == "aside"] == ["A_LEAVER"]
