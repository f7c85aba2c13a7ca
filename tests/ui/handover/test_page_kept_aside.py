"""The receiving station says that a bundle is only kept aside, and leads to the final answer."""

from tests.ui.drivers.seeing import rows, table, tabs
from tests.ui.gestures import answer, button, click, confirm, dialogs
from tipdesk.bundle.crypto.certificates import LEAF_LIFE
from tipdesk.demo.stations import RECEIVER, certify, trust_list
from tipdesk.i18n.text import _
from tipdesk.ui.handover.receiving import ReceivingPage

QUARANTINE, ACCEPT = "Keep aside and sign the receipt", "Receive and sign the receipt"


def test_a_late_bundle_is_kept_aside_then_received(receiver, places, shown, check, clock):
    clock.move(seconds=LEAF_LIFE.total_seconds() + 60)
    agency = places.agency()
    certify(agency, receiver.session, RECEIVER, clock)
    receiver.session.keys.import_trust_list(trust_list(agency, clock()))
    page = shown(ReceivingPage(receiver))
    page.load()
    check_text = check(page, places.bundle)
    assert (
        _(
            "This case bundle is intact, but nothing proves when it was signed. It can be "
            "kept aside."
        )
        in check_text
    )
    assert _(ACCEPT) not in check_text
    with dialogs(
        answer(_("Go on")), confirm(RECEIVER.passphrase), answer(_("Close"), says=_("Kept aside"))
    ):
        click(page, _(QUARANTINE))
    assert _("It was kept aside before and waits for the answer that is final.") in check(
        page, places.bundle
    )
    assert button(page, _("Refuse…")).isEnabled()
    with dialogs(
        answer(_("Go on")), confirm(RECEIVER.passphrase), answer(_("Close"), says=_("Received"))
    ):
        click(page, _(ACCEPT))
    tabs(page).setCurrentIndex(1)
    assert [row[6] for row in rows(table(page))] == [_("Accepted"), _("Kept aside")]
    assert button(page, _("Open read-only")).isEnabled()
