"""The receiving station: what holds is opened and answered, what does not is told fault by fault."""

import shutil

import pytest
from cryptography import x509
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QTableView

from tests.ui.gestures import (
    answer,
    bare,
    button,
    click,
    confirm,
    dialogs,
    dropped,
    error,
    field,
    focused,
    pick,
    press,
    texts,
    type_text,
)
from tests.ui.places import approve_now, export_now, told_now
from tipdesk.bundle import authority
from tipdesk.bundle.enrolment import read_enrolment
from tipdesk.bundle.sealed_key import FLOOR
from tipdesk.demo.stations import (
    OFFICER,
    RECEIVER,
    certify,
    make_officers_station,
    make_prosecution,
    open_as,
    trust,
)
from tipdesk.demo.stations import confirm as confirm_now
from tipdesk.desk.received_file import ReceivedFile
from tipdesk.errors import TargetNotWritable, TrustMissing
from tipdesk.i18n.catalogue import _
from tipdesk.messages import problem
from tipdesk.ui.pages.received import ReceivedPage
from tipdesk.ui.pages.receiving import ReceivingPage

ACCEPT, REFUSE = "Receive and sign the receipt", "Refuse…"


@pytest.fixture
def page(receiver, shown):
    page = shown(ReceivingPage(receiver))
    page.load()
    return page


@pytest.fixture
def check(jobs, qtbot):
    """Drops a file on a page and waits for what was found; the page is left at the end."""
    pages = []

    def drop(page, path):
        pages.append(page)
        page.dropEvent(dropped(path))
        qtbot.waitUntil(lambda: not jobs.busy, timeout=60_000)
        return bare(texts(page))

    yield drop
    for page in pages:
        page.leave()


def staged(places):
    """Sealed files that lie in the vault's folder."""
    return [one for one in (places.prosecution / "att").rglob("*") if one.is_file()]


def receipts(places):
    return sorted(places.stick.glob("*.receipt.asice"))


def is_open(page, text):
    return button(page, _(text)).isEnabled()


# --- what holds ---------------------------------------------------------------------------------


def test_a_good_bundle_is_answered_point_by_point_and_received(page, receiver, places, check):
    said = check(page, places.bundle)
    for title in ("Complete", "Intact", "Signed by", "Trusted"):
        assert _(title) in said
    assert _("Yes: by the authority of the trust pack") in said
    assert _("This bundle holds. It can be opened and received.") in said
    with dialogs(
        answer(_("Go on")), confirm(RECEIVER.passphrase), answer(_("Close"), says=_("Received"))
    ):
        click(page, _(ACCEPT))
    row = receiver.session.receiving.register()[0]
    assert (row.result, row.received_by) == ("accepted", RECEIVER.login)
    assert row.number.startswith("PPX-2026-")
    assert len(receipts(places)) == 1
    assert _("Drop a bundle here") in texts(page)  # ready for the next one


def test_whoever_waited_for_a_check_stands_at_what_was_found(page, places, check):
    check(page, places.bundle)
    assert page._panel.isAncestorOf(focused())  # not at the button that leaves the page


def test_the_digits_are_those_of_the_officer(page, officer, places, check):
    said = check(page, places.bundle).split()
    export = officer.session.handover.exports(places.exported)[0]
    shown_digits = [group for group in said if group in export.fingerprint.split()]
    assert shown_digits == export.fingerprint.split()


def test_a_number_of_ones_own_is_checked_before_it_is_signed(page, receiver, places, check):
    check(page, places.bundle)

    def number(dialog):
        where = field(dialog, _("Registry number"))
        assert focused() is where
        type_text("ن/٤")
        assert not button(dialog, _("Go on")).isEnabled()
        where.clear()
        type_text("pp-٤/2026")
        press(Qt.Key.Key_Return)

    with dialogs(number, confirm(RECEIVER.passphrase), answer(_("Close"), says="PP-4/2026")):
        click(page, _(ACCEPT))
    assert receiver.session.receiving.register()[0].number == "PP-4/2026"


def test_the_same_bundle_again_gets_its_receipt_again(page, receiver, places, check):
    check(page, places.bundle)
    with dialogs(answer(_("Go on")), confirm(RECEIVER.passphrase), answer(_("Close"))):
        click(page, _(ACCEPT))
    number = receiver.session.receiving.register()[0].number
    receipts(places)[0].unlink()
    assert number in check(page, places.bundle)
    assert not is_open(page, REFUSE)
    with dialogs(
        answer(_("Go on"), says=number),
        confirm(RECEIVER.passphrase),
        answer(_("Close"), says=number),
    ):
        click(page, _("Give the receipt again"))
    assert len(receiver.session.receiving.register()) == 1
    assert len(receipts(places)) == 1


def test_it_can_be_read_before_it_is_received_and_is_forgotten_when_left(
    page, places, check, shown, receiver, qtbot
):
    check(page, places.bundle)
    with qtbot.waitSignal(page.opened) as opened:
        click(page, _("Open read-only"))
    reading = shown(ReceivedPage(receiver))
    reading.load(opened.args[0])
    page.leave()  # the window turned to the other page
    assert _("Received file") in texts(reading)
    assert opened.args[0].document("notice").startswith(b"%PDF")
    with qtbot.waitSignal(reading.left):
        click(reading, _("Back"))
    page.load()
    assert is_open(page, ACCEPT)  # it need not be checked again
    page.leave()
    assert page._panel.checked is None
    page.load()
    assert _("Drop a bundle here") in texts(page)


def test_a_sound_bundle_can_be_refused_because_another_office_is_competent(
    page, receiver, places, check
):
    check(page, places.bundle)

    def reason(dialog):
        assert dialog.findChild(QComboBox).currentText() == problem("E_REFUSED")
        click(dialog, _("Go on"))

    with dialogs(reason, confirm(RECEIVER.passphrase), answer(_("Close"), says=_("Refused"))):
        click(page, _(REFUSE))
    row = receiver.session.receiving.register()[0]
    assert (row.result, row.error_code) == ("rejected", "E_REFUSED")
    assert len(receipts(places)) == 1


def test_a_wrong_passphrase_and_cancel_answer_nothing(page, receiver, places, check):
    check(page, places.bundle)
    with dialogs(answer(_("Cancel"))):
        click(page, _(ACCEPT))
    with dialogs(answer(_("Go on")), answer(_("Cancel"))):
        click(page, _(ACCEPT))
    assert receiver.session.receiving.register() == ()
    assert receipts(places) == []
    assert is_open(page, ACCEPT)


def test_a_stick_that_takes_no_receipt_leaves_the_bundle_registered(
    page, receiver, places, check, tmp_path
):
    bundle = tmp_path / "elsewhere" / places.bundle_name
    bundle.parent.mkdir()
    shutil.copy2(places.bundle, bundle)
    check(page, bundle)
    shutil.rmtree(bundle.parent)
    with dialogs(
        answer(_("Go on")),
        confirm(RECEIVER.passphrase),
        error(TargetNotWritable),
        answer(_("Close"), says=_("The receipt was not written")),
    ):
        click(page, _(ACCEPT))
    assert receiver.session.receiving.register()[0].result == "accepted"
    with dialogs(pick(places.stick), answer(_("Close"), says=_("Saved"))):
        click(page, _("Give the receipt again…"))
    assert len(receipts(places)) == 1


# --- what does not hold -------------------------------------------------------------------------


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
    said = check(page, harmed(places, harm))
    assert problem(code) in said
    assert code in said
    assert _("This bundle does not hold. It is not opened; it can be refused.") in said
    assert not is_open(page, ACCEPT)
    assert not is_open(page, "Open read-only")
    with dialogs(
        answer(_("Go on")), confirm(RECEIVER.passphrase), answer(_("Close"), says=_("Refused"))
    ):
        click(page, _(REFUSE))
    assert receiver.session.receiving.register()[0].error_code == code
    assert staged(places) == []


def test_a_damaged_file_without_a_bundles_name_cannot_even_be_refused(page, places, check):
    path = harmed(places, flip).rename(places.stick / "unknown.asice.age")
    said = check(page, path)
    assert not is_open(page, REFUSE)
    assert bare(_("Nothing tells which bundle this is, so no refusal can be signed. Ask the "
                  "sender for the file again.")) in said  # fmt: skip


def test_a_bundle_for_another_office_stays_closed(places, clock, opened, shown, check):
    other = places.folder / "other"
    make_prosecution(other, clock)
    services = opened(other, RECEIVER)
    agency = places.agency()
    certify(agency, services.session, RECEIVER, clock)
    trust(services.session, agency.trust_pack(clock()), agency)
    page = shown(ReceivingPage(services))
    page.load()
    said = check(page, places.bundle)
    assert problem("E_AGE_NO_KEY") in said
    assert not is_open(page, ACCEPT)


def revoke(places, clock, reason):
    """The authority takes the officer's certificate back and publishes a new pack."""
    agency = places.agency()
    serial = next(one.serial for one in agency.state.issued if one.service_number == OFFICER.login)
    agency.revoke(serial, reason, clock())
    return agency.trust_pack(clock())


def test_a_bundle_by_a_revoked_signer_is_not_trusted(page, receiver, places, clock, check):
    pack = revoke(places, clock, x509.ReasonFlags.key_compromise)
    receiver.session.keys.import_trust_pack(pack)
    said = check(page, places.bundle)
    assert problem("E_CERT_REVOKED") in said
    assert not is_open(page, ACCEPT)
    assert is_open(page, REFUSE)


def test_a_bundle_by_somebody_the_authority_does_not_know_is_not_trusted(
    page, receiver, places, clock, check, tmp_path
):
    """Another authority certifies another station; the bundle is sealed to this office."""
    words = "عبارة مرور جهة أخرى"
    stranger = authority.init(tmp_path / "stranger", "جهة أخرى", words, clock(), FLOOR)
    make_officers_station(tmp_path / "strangers", clock)
    session = open_as(tmp_path / "strangers", OFFICER, clock)
    certify(stranger, session, OFFICER, clock)
    confirmed = confirm_now(receiver.session, RECEIVER)
    stranger.issue(read_enrolment(receiver.session.keys.enrolment_request(confirmed)), clock())
    trust(session, stranger.trust_pack(clock()), stranger)
    case_id = told_now(session, clock)
    approve_now(session, case_id)
    bundle = export_now(session, case_id, places.stick)
    session.lock()
    said = check(page, bundle)
    assert problem("E_CERT_UNTRUSTED") in said
    assert _("Complete") in said
    assert not is_open(page, ACCEPT)


def test_every_fault_is_listed(page, places, receiver, clock, check):
    """An expired list and a revoked signer: both are told."""
    pack = revoke(places, clock, x509.ReasonFlags.key_compromise)
    receiver.session.keys.import_trust_pack(pack)
    clock.move(days=400)
    said = check(page, places.bundle)
    told = [code for code in said.split() if code.startswith(("E_", "W_"))]
    assert len(told) >= 2
    for code in told:
        assert problem(code) in said


# --- the station itself -------------------------------------------------------------------------


def test_without_a_trust_pack_the_page_says_so_and_leads_to_the_station(
    places, clock, opened, shown, qtbot
):
    make_prosecution(places.folder / "fresh", clock)
    page = shown(ReceivingPage(opened(places.folder / "fresh", RECEIVER)))
    page.load()
    with qtbot.waitSignal(page.station_asked):
        click(page, _("To the station page"))
    with dialogs(error(TrustMissing)):
        page.dropEvent(dropped(places.bundle))


def test_stop_ends_a_check_and_leaves_nothing(page, places, jobs, qtbot, receiver):
    page.check(places.bundle)
    assert not button(page, _("Choose a bundle…")).isEnabled()
    page.leave()
    page.load()
    assert _("Drop a bundle here") in texts(page)
    page.check(places.bundle)  # at once again: the late answer of the first is dropped
    qtbot.waitUntil(lambda: not jobs.busy, timeout=60_000)
    assert is_open(page, ACCEPT)
    page.leave()
    assert page._panel.checked is None
    assert receiver.session.receiving.register() == ()


def test_the_register_is_searched_and_opened_by_keys(page, receiver, places, check, qtbot):
    check(page, places.bundle)
    with dialogs(answer(_("Go on")), confirm(RECEIVER.passphrase), answer(_("Close"))):
        click(page, _(ACCEPT))
    page._tabs.setCurrentIndex(1)
    search = field(page, _("Search by number, code or signer"))
    type_text("nothing-like-it", search)
    model = page.findChild(QTableView).model()
    qtbot.waitUntil(lambda: model.rowCount() == 0, timeout=5_000)
    assert _("Nothing found") in texts(page)
    search.clear()
    qtbot.waitUntil(lambda: model.rowCount() == 1, timeout=5_000)
    with qtbot.waitSignal(page.opened) as opened:
        press(Qt.Key.Key_Return, page.findChild(QTableView))
    assert isinstance(opened.args[0], ReceivedFile)
    opened.args[0].close()
