"""A bundle that comes without its envelope: sound, and yet neither opened nor received."""

import pytest

from tests.desk.world import World
from tests.envelopes import out_of_envelope
from tipdesk.core.errors import BundleNotSound
from tipdesk.demo.stations import RECEIVER, trust_list
from tipdesk.desk.handover.receipts import ReceiptMeaning
from tipdesk.texts.messages import problem, sentence

CODE = "A_NOT_ENCRYPTED"


def test_it_is_refused_with_a_code_of_its_own(world: World) -> None:
    result = world.exported(world.approved())
    plain = out_of_envelope(result.path, world.prosecution.keys.age_identity())
    checked = world.check(plain)
    assert (checked.complete, checked.intact, checked.trusted) == (True, True, True)
    assert [(finding.code, finding.severity) for finding in checked.findings] == [(CODE, "aside")]
    assert (checked.holds, checked.record, checked.stage) == (False, None, None)
    counter = world.prosecution.receiving
    for act in (lambda: counter.preview(checked), lambda: world.accept(checked)):
        with pytest.raises(BundleNotSound) as refused:
            act()
        assert problem(CODE, "ar") in sentence(refused.value, "ar").what
    assert counter.register() == ()

    row, receipt = counter.refuse(checked, world.confirm(RECEIVER), "", world.usb_drive)
    assert (row.result, row.error_code) == ("rejected", CODE)
    outcome = world.officers.handover.import_receipt(receipt)
    assert (outcome.meaning, outcome.error_code) == (ReceiptMeaning.REFUSED, CODE)
    # What is sealed is received all the same: nothing was said of it.
    world.accept(world.check(result.path))


def test_that_it_was_received_sealed_makes_it_no_better(world: World) -> None:
    result = world.exported(world.approved())
    world.accept(world.check(result.path))
    plain = out_of_envelope(result.path, world.prosecution.keys.age_identity())
    checked = world.check(plain)
    assert CODE in [finding.code for finding in checked.findings]
    assert not checked.holds
    with pytest.raises(BundleNotSound):
        world.accept(checked)


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
