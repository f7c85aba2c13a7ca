"""A bundle that comes without its envelope: sound, and yet only a prosecutor takes it in."""

import pytest

from tests.desk.world import World
from tests.envelopes import out_of_envelope
from tipdesk.core.errors import BundleNotSound, SetAside
from tipdesk.demo.stations import RECEIVER, trust_list
from tipdesk.desk.handover.receipts import ReceiptMeaning

CODE = "A_NOT_ENCRYPTED"


def test_it_is_kept_whole_and_not_received(world: World) -> None:
    result = world.exported(world.approved())
    plain = out_of_envelope(result.path, world.prosecution.keys.age_identity())
    checked = world.check(plain)
    assert (checked.complete, checked.intact, checked.trusted) == (True, True, True)
    assert [(finding.code, finding.severity) for finding in checked.findings] == [(CODE, "aside")]
    assert (checked.holds, checked.goes_to_quarantine, checked.waits) == (True, True, False)
    counter = world.prosecution.receiving
    outcome = world.officers.handover.import_receipt(world.accept(checked))
    assert outcome.meaning is ReceiptMeaning.QUARANTINED
    (row,) = counter.register()
    assert (row.result, row.number, row.held_for) == ("aside", "", (CODE,))
    plain.unlink()
    with counter.open_received(row.id) as received:
        assert received.record.number == row.case_number

    # Sealed or not, it is the same case bundle: it waits for a prosecutor.
    again = world.check(result.path)
    assert (again.goes_to_quarantine, again.waits) == (False, True)
    assert CODE in [finding.code for finding in again.findings]
    with pytest.raises(SetAside):
        world.accept(again)
    assert len(counter.register()) == 1


def test_a_prosecutor_may_refuse_it(world: World) -> None:
    result = world.exported(world.approved())
    plain = out_of_envelope(result.path, world.prosecution.keys.age_identity())
    row, receipt = world.prosecution.receiving.refuse(
        world.check(plain), world.confirm(RECEIVER), "", world.usb_drive
    )
    assert (row.result, row.error_code) == ("rejected", CODE)
    outcome = world.officers.handover.import_receipt(receipt)
    assert (outcome.meaning, outcome.error_code) == (ReceiptMeaning.REFUSED, CODE)
    # What is sealed is received all the same: nothing was said of it.
    world.accept(world.check(result.path))
    assert world.prosecution.receiving.register()[0].result == "accepted"


def test_what_was_received_sealed_is_not_received_twice(world: World) -> None:
    result = world.exported(world.approved())
    world.accept(world.check(result.path))
    plain = out_of_envelope(result.path, world.prosecution.keys.age_identity())
    checked = world.check(plain)
    assert CODE in [finding.code for finding in checked.findings]
    assert checked.already
    world.accept(checked)  # the receipt that was given
    assert [row.result for row in world.prosecution.receiving.register()] == ["accepted"]


def test_what_is_no_bundle_is_not_told_of_an_envelope(world: World) -> None:
    """A trust pack and a receipt have none, and are none of this desk's either."""
    receipt = world.accept(world.check(world.exported(world.approved()).path))
    pack = trust_list(world.agency, world.clock())
    for path in (receipt, pack):
        checked = world.check(path)
        assert CODE not in [finding.code for finding in checked.findings]
        assert not checked.holds
        with pytest.raises(BundleNotSound):
            world.accept(checked)
