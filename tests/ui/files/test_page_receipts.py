"""Receipts on the officers' station: taken from the USB drive by the file list and by the review."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.sys_tree import laptop
from tests.ui.drivers.files import column
from tests.ui.gestures import answer, bare, click, dialogs, dropped, error, pick, texts
from tests.ui.places import approve_now, export_now
from tipdesk.bundle.receipt import Receipt, Result, make_receipt, read_receipt
from tipdesk.cases.model import Answer, Status
from tipdesk.core import drives
from tipdesk.core.errors import ReceiptInvalid, ReceiptNeverSent, ReceiptOlder, ReceiptUnknown
from tipdesk.demo.journey import receive, refuse
from tipdesk.demo.stations import RECEIVER, confirm
from tipdesk.i18n.text import _
from tipdesk.texts.messages import problem, status_label
from tipdesk.ui.review.page import ReviewPage


@pytest.fixture
def accepted(places, receiver):
    """The receipt of the exported file, on the USB drive."""
    receipt = receive(
        receiver.session, places.bundle, places.usb_drive, confirm(receiver.session, RECEIVER)
    )
    return receipt, receiver.session.receiving.register()[0].number


def given(receiver, path, clock) -> Receipt:
    return read_receipt(path, receiver.session.keys.trust_store(), clock()).receipt


def signed(places, receiver, receipt):
    """The same office gives another answer."""
    key = receiver.session.keys.signing_key(confirm(receiver.session, RECEIVER))
    path = places.usb_drive / "other.receipt.asice"
    path.write_bytes(make_receipt(receipt, key))
    return path


def status(officer, places):
    return officer.session.files.case(places.exported).status


def test_a_receipt_makes_the_file_received_and_tells_the_number(page, officer, places, accepted):
    path, number = accepted
    with dialogs(pick(path), answer(_("Close"), says=_("Received by the Prosecution"))) as shown:
        click(page, _("Import a receipt or message"))
    assert shown.left == []
    case = officer.session.files.case(places.exported)
    assert (case.status, case.receipt_number) == (Status.RECEIVED, number)


@pytest.fixture
def plugged_in(tmp_path, monkeypatch, places):
    """A computer with the drive of the receipts in it."""
    computer = laptop(tmp_path / "computer")
    disk = computer.disk("sdb", "8:16", "usb")
    computer.mount("8:17", places.usb_drive)
    computer.partition(disk, "sdb1", "8:17")
    monkeypatch.setattr(drives, "TREE", computer.tree)
    return places.usb_drive


def test_the_only_new_receipt_on_the_drive_is_taken_by_one_press(
    page, officer, places, accepted, plugged_in
):
    """The next press asks which, as for one of several."""
    (plugged_in / "of-nobody.receipt.asice").write_bytes(b"PK")
    with dialogs(answer(_("Close"), says=_("Received by the Prosecution"))) as shown:
        click(page, _("Import a receipt or message"))
    assert shown.left == []
    assert status(officer, places) is Status.RECEIVED
    again = answer(_("Close"), says=_("This receipt was imported before"))
    with dialogs(pick(accepted[0]), again) as shown:
        click(page, _("Import a receipt or message"))
    assert shown.left == []


def test_of_two_new_receipts_one_is_chosen(page, officer, places, accepted, plugged_in):
    (plugged_in / "copy.receipt.asice").write_bytes(accepted[0].read_bytes())
    with dialogs(pick(accepted[0]), answer(_("Close"), says=_("Received by the Prosecution"))):
        click(page, _("Import a receipt or message"))
    assert status(officer, places) is Status.RECEIVED


def test_a_receipt_for_a_file_changed_since_says_what_is_left(page, officer, places, accepted):
    officer.session.answers.amend(places.exported, {"urgency": Answer("routine")}, "سبب")
    nothing = _("Nothing more needs to be done. The receipt is kept with the file.")

    def read(dialog):
        assert nothing not in texts(dialog)
        assert _(
            "The receipt is kept with the file. It is for what was sent: the change made since has "
            "still to be completed, approved and referred."
        ) in texts(dialog)
        click(dialog, _("Close"))

    with dialogs(read):
        page.dropEvent(dropped(accepted[0]))
    assert status(officer, places) is Status.RETURNED


def test_a_receipt_for_what_was_sent_earlier_is_said_so(page, officer, places, accepted):
    session = officer.session
    session.answers.amend(places.exported, {"urgency": Answer("routine")}, "سبب")
    approve_now(officer.session, places.exported)
    export_now(officer.session, places.exported, places.usb_drive)
    expected = _(
        "The answer is kept with the file. It is for what was sent earlier: the state "
        "of the file has not changed."
    )
    with dialogs(answer(_("Close"), says=expected)):
        page.dropEvent(dropped(accepted[0]))
    assert status(officer, places) is Status.EXPORTED


def test_the_outcome_names_file_number_and_signer(page, officer, places, accepted):
    path, number = accepted
    shown_texts = []

    def read(dialog):
        shown_texts.append(bare(texts(dialog)))
        click(dialog, _("Close"))

    with dialogs(read):
        page.dropEvent(dropped(path))
    for part in (officer.session.files.case(places.exported).number, number):
        assert part in shown_texts[0]
    assert status_label(Status.RECEIVED) in column(page, "Status")


def test_the_same_receipt_again_changes_nothing(page, officer, places, accepted):
    path, _number = accepted
    with dialogs(answer(_("Close"))):
        page.dropEvent(dropped(path))
    with dialogs(answer(_("Close"), says=_("This receipt was imported before"))):
        page.dropEvent(dropped(path))
    assert status(officer, places) is Status.RECEIVED


def test_a_refusal_names_its_reason_and_what_to_do(page, officer, receiver, places, shown):
    path = refuse(
        receiver.session, places.bundle, places.usb_drive, confirm(receiver.session, RECEIVER)
    )
    shown_texts = []

    def read(dialog):
        shown_texts.append(texts(dialog))
        click(dialog, _("Close"))

    with dialogs(read):
        page.dropEvent(dropped(path))
    assert problem("E_OTHER_OFFICE") in shown_texts[0]
    assert _("Correct what is named here, let the supervisor approve once more, and refer the "
"file again. Nothing of the file is lost.") in shown_texts[0]  # fmt: skip
    assert status(officer, places) is Status.REFUSED
    review = shown(ReviewPage(officer))
    review.load(officer.session.files.case(places.exported))
    assert problem("E_OTHER_OFFICE") in texts(review)
    assert _("Approve once more") in texts(review)


def test_an_older_answer_is_said_and_does_not_count(page, officer, receiver, places, accepted):
    path, _number = accepted
    with dialogs(answer(_("Close"))):
        page.dropEvent(dropped(path))
    newest = given(receiver, path, officer.clock)
    older = replace(
        newest,
        receipt_id="11111111-1111-4111-8111-111111111111",
        result=Result.REJECTED,
        codes=("E_OTHER",),
        received_at=newest.received_at - timedelta(minutes=5),
        registry_no="",
    )
    with dialogs(error(ReceiptOlder)):
        page.dropEvent(dropped(signed(places, receiver, older)))
    assert status(officer, places) is Status.RECEIVED


def test_a_receipt_for_another_stations_bundle_is_said(page, officer, receiver, places, accepted):
    path, _number = accepted
    other = "22222222-2222-4222-8222-222222222222"
    stranger = replace(
        given(receiver, path, officer.clock),
        bundle_id=other,
        case_id=other,
        series=other,
        signer_sha256="0" * 64,
    )
    with dialogs(error(ReceiptUnknown)):
        page.dropEvent(dropped(signed(places, receiver, stranger)))
    assert status(officer, places) is Status.EXPORTED


@pytest.mark.parametrize("change", [{"file_sha256": "0" * 64}, {"number": 9}])
def test_a_receipt_that_does_not_match_the_bundle_is_said(
    page, officer, receiver, places, accepted, change
):
    other = replace(given(receiver, accepted[0], officer.clock), **change)
    with dialogs(error(ReceiptInvalid, code="E_RECEIPT_MISMATCH")):
        page.dropEvent(dropped(signed(places, receiver, other)))
    assert status(officer, places) is Status.EXPORTED


def test_a_bundle_in_this_stations_name_that_never_left_is_said(
    page, officer, receiver, places, accepted
):
    forged = replace(given(receiver, accepted[0], officer.clock), manifest_sha256="0" * 64)
    number = officer.session.files.case(places.exported).number
    with dialogs(error(ReceiptNeverSent, number="1", file=number)):
        page.dropEvent(dropped(signed(places, receiver, forged)))
    assert status(officer, places) is Status.EXPORTED


def test_what_has_not_come_is_named_with_its_file(page, officer, receiver, places, accepted):
    later = replace(given(receiver, accepted[0], officer.clock), missing=(1, 9), not_sent=(1,))
    number = officer.session.files.case(places.exported).number

    def read(dialog):
        assert f"1 ({number})" in bare(texts(dialog))
        assert _("Has not reached the Prosecution") in texts(dialog)
        assert _("Sent, and reported as not sent") in texts(dialog)
        answer(_("Close"))(dialog)

    with dialogs(read):
        page.dropEvent(dropped(signed(places, receiver, later)))


def test_a_damaged_receipt_is_said(page, officer, places, accepted):
    path, _number = accepted
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with dialogs(error(ReceiptInvalid)):
        page.dropEvent(dropped(path))
    assert status(officer, places) is Status.EXPORTED


def test_kept_aside_is_no_acceptance(page, officer, receiver, places, accepted):
    taken = given(receiver, accepted[0], officer.clock)
    quarantine = replace(taken, result=Result.QUARANTINED, registry_no="")
    with dialogs(answer(_("Close"), says=_("Kept aside by the Prosecution"))):
        page.dropEvent(dropped(signed(places, receiver, quarantine)))
    assert status(officer, places) is Status.EXPORTED


def test_going_back_imports_nothing(page, officer, places):
    with dialogs(lambda dialog: dialog.reject()):
        click(page, _("Import a receipt or message"))
    assert status(officer, places) is Status.EXPORTED


def test_the_review_takes_receipts_too(officer, places, accepted, shown):
    review = shown(ReviewPage(officer))
    review.load(officer.session.files.case(places.exported))
    path, number = accepted
    with dialogs(pick(path), answer(_("Close"), says=_("Received by the Prosecution"))):
        click(review, _("Import a receipt or message"))
    assert number in bare(texts(review))
    assert status_label(Status.RECEIVED) in texts(review)
