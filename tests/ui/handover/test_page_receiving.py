"""The receiving station: what holds is opened and answered, what does not is told fault by fault."""

import shutil

from cryptography.hazmat.primitives.asymmetric import ec
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel

from tests.bundle.test_vouchers import voucher_for
from tests.ui.drivers.seeing import combo, every, seen, table, tabs, the
from tests.ui.gestures import (
    answer,
    bare,
    button,
    buttons,
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
from tests.ui.places import export_now, receipts, staged
from tipdesk.bundle.crypto import certificates
from tipdesk.bundle.crypto.certificates import CertificateRole, SigningKey
from tipdesk.bundle.problems import OF_REFUSAL
from tipdesk.core.errors import NoCertificate, TargetNotWritable, TrustMissing
from tipdesk.core.work import Work
from tipdesk.demo.stations import (
    AGENCY,
    OFFICER,
    RECEIVER,
    make_prosecution,
    trust_list,
)
from tipdesk.desk.handover.packing import pack
from tipdesk.desk.handover.received_file import ReceivedFile
from tipdesk.i18n.text import _, in_one_line, isolated
from tipdesk.texts.messages import problem
from tipdesk.ui.handover.check_panel import CheckPanel
from tipdesk.ui.handover.received import ReceivedPage
from tipdesk.ui.handover.receiving import ReceivingPage
from tipdesk.ui.setup.trust_digits import NumberedDigits
from tipdesk.ui.toolkit.theme import color

EXPLAINED = (
    "A temporary certificate counts like any other. Its holder made it for some weeks, with "
    "a voucher of the certification authority that the trust list names."
)
ACCEPT, REFUSE = "Receive and sign the receipt", "Refuse…"


def is_open(page, text):
    return button(page, _(text)).isEnabled()


# --- what holds ---------------------------------------------------------------------------------


def test_a_good_bundle_is_answered_point_by_point_and_received(page, receiver, places, check):
    check_text = check(page, places.bundle)
    for title in ("Complete", "Intact", "Signed by", "Trusted"):
        assert _(title) in check_text
    assert _("Yes: by the certification authority of the trust list") in check_text
    assert _("This case bundle passes verification. It can be opened and received.") in check_text
    with dialogs(
        answer(_("Go on")), confirm(RECEIVER.passphrase), answer(_("Close"), says=_("Received"))
    ):
        click(page, _(ACCEPT))
    row = receiver.session.receiving.register()[0]
    assert (row.result, row.received_by) == ("accepted", RECEIVER.login)
    assert row.number.startswith("PPX-2026-")
    assert len(receipts(places)) == 1
    assert _("Drop a case bundle here") in texts(page)  # ready for the next one


def test_what_lies_beside_on_the_drive_comes_first_and_is_not_called_missing(
    page, officer, places, check, qtbot
):
    second = export_now(officer.session, places.approved, places.usb_drive)
    assert problem("W_MISSING") not in check(page, second)
    click(page, _("Verify number {number}").format(number=isolated("1")))
    qtbot.waitUntil(lambda: panel(page).checked is not None)
    assert panel(page).checked.source_name == places.bundle.name
    assert not buttons(page, _("Verify number {number}").format(number=isolated("1")))
    places.bundle.unlink()
    assert problem("W_MISSING") in check(page, second)


def test_a_temporary_certificate_is_said_to_be_one(page, officer, receiver, places, check):
    """Who approved has an ordinary one, and of a bundle without any nothing is said."""
    temporary = _("temporary certificate")
    assert temporary not in check(page, places.bundle)
    agency, now = places.agency(), officer.clock()
    person = certificates.Holder("نورة الخالدي", OFFICER.service_number, "TDX", OFFICER.login)
    subject = certificates.subject("KW", AGENCY, person)
    voucher = voucher_for(agency, subject, now)
    private, roles = ec.generate_private_key(ec.SECP256R1()), {CertificateRole.EXPORTER}
    leaf = certificates.issue_leaf(voucher, subject, private.public_key(), roles, now)
    receiver.session.keys.import_trust_list(trust_list(agency, now))
    office = officer.session.keys.recipients()[0]
    plan = officer.session.handover.plan(places.approved, office, places.usb_drive)
    key = SigningKey(private, leaf, (voucher.certificate, agency.root))
    report = check(page, pack(plan, key, Work()).path)
    assert _("This case bundle passes verification. It can be opened and received.") in report
    assert report.count(temporary) == 1
    assert bare(_(EXPLAINED)) in report
    page.set_masked(True)
    assert temporary in bare(texts(page))
    assert person.name not in texts(page)


def panel(page):
    return every(page, CheckPanel)[0]


def test_whoever_waited_for_a_check_stands_at_what_was_found(page, places, check):
    check(page, places.bundle)
    assert panel(page).isAncestorOf(focused())  # not at the button that leaves the page


def test_the_digits_are_those_of_the_officer(page, officer, places, check):
    check_text = check(page, places.bundle).split()
    export = officer.session.handover.exports(places.exported)[0]
    shown_digits = [group for group in check_text if group in export.fingerprint.split()]
    assert shown_digits == export.fingerprint.split()
    numbered = [f"{number}: {group}" for number, group in enumerate(shown_digits, 1)]
    digits = the(page, NumberedDigits)
    assert digits.accessibleName() == " ".join(numbered)
    places = [part.x() for part in seen(digits, QLabel, "digits")[:4]]
    assert places == sorted(places), "from left to right"


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
        click(page, _("Issue the receipt again"))
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
    assert _("Look at the case bundle before receiving it") in texts(reading)
    assert _("Received file") not in texts(reading)
    assert opened.args[0].document("notice").startswith(b"%PDF")
    with qtbot.waitSignal(reading.left):
        click(reading, _("Back"))
    page.load()
    assert is_open(page, ACCEPT)  # it need not be checked again
    page.leave()
    assert panel(page).checked is None


def test_a_bundle_left_unanswered_is_checked_anew_with_the_trust_of_now(
    page, places, check, jobs, qtbot
):
    check(page, places.bundle)
    page.leave()
    assert staged(places) == []
    page.load()
    qtbot.waitUntil(lambda: not jobs.busy, timeout=60_000)
    assert is_open(page, ACCEPT)
    page.leave()
    places.bundle.unlink()  # the USB drive was taken out
    page.load()
    assert not jobs.busy
    assert _("Drop a case bundle here") in texts(page)


def pixels(dialog):
    """The colours of the sign beside the words."""
    signs = [part for part in every(dialog, QLabel) if not part.pixmap().isNull()]
    image = signs[0].pixmap().toImage()
    return {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}


def test_a_sound_bundle_can_be_refused_because_another_office_is_competent(
    page, receiver, places, check
):
    check(page, places.bundle)

    def reason(dialog):
        choices = combo(dialog)
        offered = [choices.itemText(at) for at in range(choices.count())]
        assert offered == [problem(code.value) for code in OF_REFUSAL]
        assert not button(dialog, _("Go on")).isEnabled()  # nobody has chosen yet
        choices.setCurrentIndex(0)
        click(dialog, _("Go on"))

    def receipt_named(dialog):
        name = receipts(places)[0].name
        assert _("The refusal is signed") in texts(dialog)
        assert _("Number: {number}").split("{")[0] not in texts(dialog)
        assert in_one_line(name) in texts(dialog).split("\n")
        seen.append(pixels(dialog))
        click(dialog, _("Close"))

    seen = []
    with dialogs(reason, confirm(RECEIVER.passphrase), receipt_named):
        click(page, _(REFUSE))
    assert QColor(color("ok")).rgb() not in seen[0]  # no tick
    assert QColor(color("primary")).rgb() in seen[0]
    row = receiver.session.receiving.register()[0]
    assert (row.result, row.error_code) == ("rejected", "E_OTHER_OFFICE")
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


def test_a_usb_drive_that_takes_no_receipt_leaves_the_bundle_registered(
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
    with dialogs(pick(places.usb_drive), answer(_("Close"), says=_("Saved"))):
        click(page, _("Issue the receipt again…"))
    assert len(receipts(places)) == 1


# --- the station itself -------------------------------------------------------------------------


def test_without_a_trust_list_the_page_says_so_and_leads_to_the_station(
    places, clock, opened, shown, qtbot
):
    make_prosecution(places.folder / "fresh", clock)
    page = shown(ReceivingPage(opened(places.folder / "fresh", RECEIVER)))
    page.load()
    with qtbot.waitSignal(page.station_asked):
        click(page, _("To the station page"))
    with dialogs(error(TrustMissing)):
        page.dropEvent(dropped(places.bundle))


def test_without_a_certificate_nobody_fills_in_an_answer_first(
    page, receiver, places, clock, check
):
    check(page, places.bundle)
    clock.move(days=4 * 366)
    for text in (ACCEPT, REFUSE):
        with dialogs(error(NoCertificate)):
            click(page, _(text))
    assert receiver.session.receiving.register() == ()


def test_stop_ends_a_check_and_leaves_nothing(page, places, jobs, qtbot, receiver):
    page.check(places.bundle)
    assert not button(page, _("Choose a case bundle…")).isEnabled()
    page.leave()
    page.load()
    assert _("Drop a case bundle here") in texts(page)
    page.check(places.bundle)  # at once again: the late answer of the first is dropped
    qtbot.waitUntil(lambda: not jobs.busy, timeout=60_000)
    assert is_open(page, ACCEPT)
    page.leave()
    assert panel(page).checked is None
    assert receiver.session.receiving.register() == ()


def test_the_register_is_searched_and_opened_by_keys(page, receiver, places, check, qtbot):
    check(page, places.bundle)
    with dialogs(answer(_("Go on")), confirm(RECEIVER.passphrase), answer(_("Close"))):
        click(page, _(ACCEPT))
    tabs(page).setCurrentIndex(1)
    search = field(page, _("Search by number, code or signer"))
    type_text("nothing-like-it", search)
    view = table(page)
    model = view.model()
    qtbot.waitUntil(lambda: model.rowCount() == 0, timeout=5_000)
    assert _("Nothing found") in texts(page)
    search.clear()
    qtbot.waitUntil(lambda: model.rowCount() == 1, timeout=5_000)
    with qtbot.waitSignal(page.opened) as opened:
        press(Qt.Key.Key_Return, view)
    assert isinstance(opened.args[0], ReceivedFile)
    opened.args[0].close()
