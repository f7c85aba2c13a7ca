"""A file that goes again: what the office has already stays off, unless it is sent once more."""

import pytest

from tests.ui.drivers.seeing import tick
from tests.ui.gestures import answer, bare, click, confirm, dialogs, texts
from tests.ui.handover.test_page_export import attach_big, done, go_to_target, target
from tests.ui.places import approve_now, export_now, receipts
from tipdesk.cases.model import Answer
from tipdesk.demo.stations import OFFICER, RECEIVER
from tipdesk.i18n.text import _
from tipdesk.ui.handover.export import ExportPage

__all__ = ["done", "target"]  # fixtures
STAYS = "Attachment • {size} • the office has it, and it does not go again"
SIXTY = 60 << 20


@pytest.fixture
def received_once(page, officer, places, check, tmp_path):
    """The case bundle of a file with 60 MB of attachments, that the office has received; the
    receipt has come back."""
    session = officer.session
    attach_big(officer, places, tmp_path)
    approve_now(session, places.ready)
    bundle, before = export_now(session, places.ready, places.usb_drive), receipts(places)
    check(page, bundle)
    with dialogs(answer(_("Go on")), confirm(RECEIVER.passphrase), answer(_("Close"))):
        click(page, _("Receive and sign the receipt"))
    (receipt,) = set(receipts(places)) - set(before)
    session.handover.import_receipt(receipt)
    return bundle


def stays(page):
    """Whether the page names something that stays off."""
    return bare(_(STAYS)).rpartition("}")[2] in bare(texts(page))


def test_what_the_office_has_is_named_and_can_be_sent_once_more(
    received_once, officer, places, shown, target, done
):
    session, exporting = officer.session, shown(ExportPage(officer))
    exporting.load(session.files.case(places.approved))
    assert not stays(exporting)  # another file, that never went
    session.answers.amend(places.ready, {"urgency": Answer("immediate")}, "تصحيح")
    exporting.load(approve_now(session, places.ready))
    assert stays(exporting)
    assert bare(texts(exporting)).count("62.9") == 2  # its size, and how much is spared
    again = tick(exporting)
    assert (again.text(), again.isChecked()) == (_("Send all attachments again"), False)
    again.click()
    assert not stays(exporting)
    again.click()
    assert stays(exporting)
    go_to_target(exporting, target)
    with dialogs(confirm(OFFICER.passphrase)):
        click(exporting, _("Sign and save"))
    done()
    bundle = target / session.handover.exports(places.ready)[0].file_name
    assert bundle.stat().st_size < received_once.stat().st_size - SIXTY
