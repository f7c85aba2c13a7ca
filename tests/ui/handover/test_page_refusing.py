"""The receiving station and what does not hold: told fault by fault, refused, never opened."""

from dataclasses import replace

import pytest
from cryptography import x509
from PySide6.QtWidgets import QLabel

from tests.envelopes import out_of_envelope
from tests.ui.drivers.seeing import combo, seen
from tests.ui.gestures import (
    answer,
    bare,
    buttons,
    click,
    confirm,
    dialogs,
)
from tests.ui.handover.test_page_receiving import ACCEPT, REFUSE, is_open
from tests.ui.places import approve_now, export_now, staged, told_now
from tipdesk.bundle.enrolment import read_enrolment
from tipdesk.demo.stations import (
    OFFICER,
    RECEIVER,
    SUPERVISOR,
    certify,
    equip,
    make_authority,
    make_officers_station,
    make_prosecution,
    open_as,
    trust,
    trust_list,
)
from tipdesk.demo.stations import confirm as confirm_now
from tipdesk.i18n.text import _
from tipdesk.texts.messages import problem
from tipdesk.ui.handover.receiving import ReceivingPage


def harmed(places, harm):
    path = places.bundle
    data = bytearray(path.read_bytes())
    harm(data)
    path.write_bytes(data)
    return path


def flip(data):
    data[len(data) // 2] ^= 1


def cut(data):
    del data[-20_000:]


def empty(data):
    data.clear()


@pytest.mark.parametrize(
    ("harm", "code"), [(flip, "E_AGE_PAYLOAD"), (cut, "E_AGE_PAYLOAD"), (empty, "E_AGE_HEADER")]
)
def test_a_damaged_bundle_is_told_and_refused_by_its_name(
    page, receiver, places, check, harm, code
):
    check_text = check(page, harmed(places, harm))
    assert problem(code) in check_text
    assert code in check_text
    assert (
        _("This case bundle does not pass verification. It is not opened; it can be refused.")
        in check_text
    )
    assert not buttons(page, _(ACCEPT))
    assert not buttons(page, _("Open read-only"))
    with dialogs(
        answer(_("Go on")),
        confirm(RECEIVER.passphrase),
        answer(_("Close"), says=_("The refusal is signed")),
    ):
        click(page, _(REFUSE))
    assert receiver.session.receiving.register()[0].error_code == code
    assert staged(places) == []


def test_a_damaged_file_without_a_bundles_name_cannot_even_be_refused(page, places, check):
    path = harmed(places, flip).rename(places.usb_drive / "unknown.asice.age")
    check_text = check(page, path)
    assert not is_open(page, REFUSE)
    assert bare(_("Nothing tells which case bundle this is, so no refusal can be signed. Ask the "
"sender for the file again.")) in check_text  # fmt: skip


def test_a_bundle_without_its_envelope_is_not_received(page, receiver, places, check):
    """Its signature is good and nothing is missing; but anybody on the way could have read it."""
    plain = out_of_envelope(places.bundle, receiver.session.keys.age_identity())
    check_text = check(page, plain)
    assert problem("A_NOT_ENCRYPTED") in check_text
    assert "A_NOT_ENCRYPTED" in check_text
    assert _("Yes: by the certification authority of the trust list") in check_text
    assert not buttons(page, _(ACCEPT))
    assert is_open(page, "Open read-only")
    assert is_open(page, "Keep aside and sign the receipt")
    assert is_open(page, REFUSE)

    def reason(dialog):
        choices = combo(dialog)
        whole = problem("A_NOT_ENCRYPTED")
        assert choices.currentText() == whole[: whole.index(". ") + 1]
        assert reasons_listed(dialog) == [whole]  # what to do stands below
        choices.setCurrentIndex(choices.findData("E_OTHER_OFFICE"))
        assert reasons_listed(dialog) == []
        choices.setCurrentIndex(0)
        click(dialog, _("Go on"))

    def reasons_listed(dialog):
        reasons = {problem(code) for code in ("A_NOT_ENCRYPTED", "E_OTHER_OFFICE")}
        shown = [bare(part.text()) for part in seen(dialog, QLabel)]
        return [text for text in shown if text in reasons]

    with dialogs(
        reason,
        confirm(RECEIVER.passphrase),
        answer(_("Close"), says=_("The refusal is signed")),
    ):
        click(page, _(REFUSE))
    row = receiver.session.receiving.register()[0]
    assert (row.result, row.error_code) == ("rejected", "A_NOT_ENCRYPTED")
    assert staged(places) == []


def test_what_was_received_sealed_is_not_received_again_when_it_comes_open(
    page, receiver, places, check
):
    check(page, places.bundle)
    with dialogs(answer(_("Go on")), confirm(RECEIVER.passphrase), answer(_("Close"))):
        click(page, _(ACCEPT))
    number = receiver.session.receiving.register()[0].number
    check_text = check(page, out_of_envelope(places.bundle, receiver.session.keys.age_identity()))
    assert problem("A_NOT_ENCRYPTED") in check_text
    before = _("It was received before under number {number}; the receipt can be given again.")
    assert bare(before.format(number=number)) in check_text
    assert is_open(page, "Issue the receipt again")
    assert not is_open(page, REFUSE)


def test_a_bundle_for_another_office_stays_closed(places, clock, opened, shown, check):
    other = places.folder / "other"
    make_prosecution(other, clock)
    services = opened(other, RECEIVER)
    agency = places.agency()
    certify(agency, services.session, replace(RECEIVER, service_number="DEMO-9"), clock)
    trust(services.session, trust_list(agency, clock()), agency)
    page = shown(ReceivingPage(services))
    page.load()
    check_text = check(page, places.bundle)
    assert problem("E_AGE_NO_KEY") in check_text
    assert not buttons(page, _(ACCEPT))


def revoke(places, clock, reason):
    """The authority takes the officer's certificate back and publishes a new pack."""
    agency = places.agency()
    serial = next(
        issued.serial for issued in agency.state.issued if issued.holder.login == OFFICER.login
    )
    agency.revoke(serial, reason, clock())
    return trust_list(agency, clock())


def test_a_bundle_by_a_revoked_signer_is_not_trusted(page, receiver, places, clock, check):
    pack = revoke(places, clock, x509.ReasonFlags.key_compromise)
    receiver.session.keys.import_trust_list(pack)
    check_text = check(page, places.bundle)
    assert problem("E_CERT_REVOKED") in check_text
    assert not buttons(page, _(ACCEPT))
    assert is_open(page, REFUSE)


def test_a_bundle_by_somebody_the_authority_does_not_know_is_not_trusted(
    page, receiver, places, clock, check, tmp_path
):
    """Another authority certifies another station; the bundle is sealed to this office."""
    stranger = make_authority(tmp_path / "stranger", clock)
    make_officers_station(tmp_path / "strangers", clock)
    confirmed = confirm_now(receiver.session, RECEIVER)
    stranger.issue(
        read_enrolment(receiver.session.keys.enrolment_request(confirmed, "DEMO-9")), clock()
    )
    equip(stranger, tmp_path / "strangers", clock, OFFICER, SUPERVISOR)
    session = open_as(tmp_path / "strangers", OFFICER, clock)
    case_id = told_now(session, clock)
    approve_now(session, case_id)
    bundle = export_now(session, case_id, places.usb_drive)
    session.lock()
    check_text = check(page, bundle)
    assert problem("E_CERT_SIG") in check_text
    assert _("Complete") in check_text
    assert not buttons(page, _(ACCEPT))


def test_every_fault_is_listed(page, places, receiver, clock, check):
    """An expired list and a revoked signer: both are told."""
    pack = revoke(places, clock, x509.ReasonFlags.key_compromise)
    receiver.session.keys.import_trust_list(pack)
    clock.move(days=400)
    check_text = check(page, places.bundle)
    codes = [code for code in check_text.split() if code.startswith(("E_", "W_"))]
    assert len(codes) >= 2
    for code in codes:
        assert problem(code) in check_text
