"""The station page: trust by 40 digits, certificate, recovery sheet, own passphrase, settings."""

import json

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox

from tests.core.security_chips import OwnChip
from tests.ui.drivers.dialogs import give_words_back, words_on_screen
from tests.ui.drivers.seeing import every
from tests.ui.drivers.vault import desk_of, vault_of
from tests.ui.gestures import (
    PLAIN,
    answer,
    bare,
    button,
    click,
    confirm,
    dialogs,
    error,
    field,
    focused,
    pick,
    press,
    service_number,
    texts,
    type_text,
)
from tipdesk.bundle.enrolment import read_enrolment
from tipdesk.bundle.trust import certificate_pem, grouped
from tipdesk.core.errors import (
    FileUnreadable,
    FingerprintMismatch,
    NoCertificate,
    PassphraseTaken,
    TrustPackInvalid,
    WrongPassphrase,
)
from tipdesk.core.settings import load_settings
from tipdesk.demo.stations import OFFICER, SUPERVISOR, make_officers_station, trust_list
from tipdesk.desk.station.recovery import note_sheet
from tipdesk.desk.station.signing_and_trust import CertificateStanding
from tipdesk.desk.unlocking import unlock, unlock_with_words
from tipdesk.i18n.text import _
from tipdesk.storage import custody_rows
from tipdesk.texts.messages import sentence
from tipdesk.ui.station.page import StationPage

NEW = "محيط سنبلة دفتر جبل نافذة"


@pytest.fixture
def page(officer, shown):
    page = shown(StationPage(officer))
    page.load()
    return page


@pytest.fixture
def fresh(places, clock, opened, shown):
    """A station that trusts nobody yet."""
    make_officers_station(places.folder / "fresh", clock)
    services = opened(places.folder / "fresh", SUPERVISOR)
    page = shown(StationPage(services))
    page.load()
    return page, services.session


def newest_pack(places):
    return max(places.packs.glob("*.asice"), key=lambda path: path.stat().st_mtime_ns)


def signs():
    """The officer signs beside the supervisor: two choose an authority."""
    return confirm(OFFICER.passphrase)


def digits(text):
    """Types digits into the dialog that asks for the authority's fingerprint."""

    def act(dialog):
        where = field(dialog, _("40 digits"))
        assert not button(dialog, _("Trust this certification authority")).isEnabled()
        type_text(text, where)
        click(dialog, _("Trust this certification authority"))

    return act


def not_asked_for():
    """`fresh` has the name of the station whose people the list names: nobody here asked."""

    def act(dialog):
        shown = bare(texts(dialog))
        assert bare(_("A certificate that was not asked for here")) in shown
        assert OFFICER.login in shown
        assert OFFICER.service_number in shown
        click(dialog, _("Close"))

    return act


def arabic(text):
    return text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))


def test_a_first_trust_list_needs_the_40_digits_in_any_digit_set(fresh, places):
    page, session = fresh
    agency = places.agency()
    right = digits(arabic(grouped(agency.fingerprint)))
    with dialogs(pick(newest_pack(places)), right, signs(), not_asked_for()):
        click(page, _("Import a trust list…"))
    assert session.keys.trust().agency == agency.state.agency
    for group in grouped(agency.fingerprint).split():
        assert group in bare(texts(page))


def test_other_digits_are_refused_and_nothing_is_trusted(fresh, places):
    page, session = fresh
    right = grouped(places.agency().fingerprint)
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    message = sentence(FingerprintMismatch()).what

    def look(dialog):
        digits(wrong)(dialog)
        where = field(dialog, _("40 digits"))
        assert not where.hasSelectedText()
        assert (dialog.isVisible(), where.text(), focused()) == (True, wrong, where)
        assert message in texts(dialog)
        assert right not in texts(dialog)
        dialog.reject()

    with dialogs(pick(newest_pack(places)), look):
        click(page, _("Import a trust list…"))
    assert session.keys.trust() is None


def test_one_wrong_digit_is_corrected_where_it_stands(fresh, places):
    page, session = fresh
    right = grouped(places.agency().fingerprint)
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)

    def correct(dialog):
        digits(wrong)(dialog)
        where = field(dialog, _("40 digits"))
        press(Qt.Key.Key_End, where)
        press(Qt.Key.Key_Backspace, where)
        assert sentence(FingerprintMismatch()).what not in texts(dialog)
        type_text(right[-1], where)
        click(dialog, _("Trust this certification authority"))

    with dialogs(pick(newest_pack(places)), correct, signs(), not_asked_for()):
        click(page, _("Import a trust list…"))
    assert session.keys.trust().agency == places.agency().state.agency


def test_going_back_from_the_digits_trusts_nobody(fresh, places):
    page, session = fresh
    with dialogs(pick(newest_pack(places)), answer(_("Cancel"))):
        click(page, _("Import a trust list…"))
    assert session.keys.trust() is None


def test_without_the_second_person_nobody_is_trusted(fresh, places):
    page, session = fresh
    right = digits(places.agency().fingerprint)
    with dialogs(pick(newest_pack(places)), right, answer(_("Cancel"))):
        click(page, _("Import a trust list…"))
    assert session.keys.trust() is None


def test_a_later_pack_of_the_same_authority_comes_without_digits(page, officer, places, clock):
    before = officer.session.keys.trust().serial
    pack = trust_list(places.agency(), clock())
    with dialogs(pick(pack)):
        click(page, _("Import a trust list…"))
    assert officer.session.keys.trust().serial == before + 1, "and nothing else is said"


def test_a_damaged_pack_is_said_and_the_old_one_stays(page, officer, places, tmp_path):
    before = officer.session.keys.trust()
    data = bytearray(newest_pack(places).read_bytes())
    data[len(data) // 2] ^= 1
    path = tmp_path / "trust.asice"
    path.write_bytes(data)
    with dialogs(pick(path), error(TrustPackInvalid)):
        click(page, _("Import a trust list…"))
    assert officer.session.keys.trust() == before


def test_request_digits_certificate(fresh, places, clock):
    """What a new supervisor does: request, read the digits, bring the certificate back."""
    page, session = fresh
    shown_texts = []

    def read(dialog):
        shown_texts.append(bare(texts(dialog)))
        click(dialog, _("Close"))

    with dialogs(
        pick(places.usb_drive),
        service_number("DEMO-9"),
        confirm(SUPERVISOR.passphrase),
        read,
    ):
        click(page, _("Save a request…"))
    request = places.usb_drive / "enrolment-s-01.json"
    assert json.loads(request.read_bytes())["roles"] == "exporter approver"
    enrolment = read_enrolment(request.read_bytes())
    for group in grouped(enrolment.fingerprint).split():
        assert group in shown_texts[0].split()
    agency = places.agency()
    certificate = places.usb_drive / "s-01.pem"
    certificate.write_bytes(certificate_pem(agency.issue(enrolment, clock())))
    pack = trust_list(agency, clock())
    with dialogs(pick(pack), digits(agency.fingerprint), signs(), not_asked_for()):
        click(page, _("Import a trust list…"))
    with dialogs(pick(certificate)):
        click(page, _("Import the certificate…"))
    assert session.keys.certificate_state().standing is CertificateStanding.VALID
    assert _("You can sign.") in texts(page)


def test_a_file_that_is_no_certificate_is_said(page, tmp_path):
    path = tmp_path / "letter.pem"
    path.write_text("رسالة", "utf-8")
    with dialogs(pick(path), error(FileUnreadable)):
        click(page, _("Import the certificate…"))


def test_somebody_elses_certificate_is_said(fresh, places):
    page, _session = fresh
    strange = next((places.folder / "authority" / "issued").glob("*.pem"))
    with dialogs(pick(strange), error(NoCertificate, reason="other_key")):
        click(page, _("Import the certificate…"))


def sheet(asked):
    """Reads the new words and gives three of them back."""

    def act(dialog):
        words = words_on_screen(dialog)
        asked.append(words)
        click(dialog, _("Next"))
        give_words_back(dialog, words)

    return act


def test_a_chain_that_nears_what_a_bundle_carries_is_said_in_time(page, officer, places):
    vault, now = vault_of(officer.session), desk_of(officer.session).now()
    expected = _("This station's chain of custody has filled three quarters of what a case bundle "
"can carry. Nothing is lost, but in time no file could be referred from this "
"vault. Ask whoever looks after the station to plan a new vault for new files.")  # fmt: skip

    def grow(count):
        for number in range(count):
            custody_rows.append(vault, at=now, officer=OFFICER.login, action="edited",
                                case_id=places.begun, detail={"fields": "x" * (1 << 20),
                                "n": str(number)})  # fmt: skip
        page.load()

    grow(11)
    assert expected not in texts(page)
    grow(1)
    assert expected in texts(page)
    assert not officer.session.handover.prepare(places.approved).blockers  # and still it goes


def never_confirmed():
    return _("Nobody has shown yet that the recovery sheet can be read. If it is lost, make a new "
             "one.")  # fmt: skip


def test_a_first_sheet_nobody_confirmed_stays_the_first_when_another_is_begun(supervisor, shown):
    page = shown(StationPage(supervisor))
    note_sheet(vault_of(supervisor.session), is_open=True)
    page.load()
    assert never_confirmed() in texts(page)
    with dialogs(
        confirm(SUPERVISOR.passphrase), confirm(OFFICER.passphrase), lambda dialog: dialog.reject()
    ):
        click(page, _("Make a new sheet…"))
    assert never_confirmed() in texts(page)


def test_a_new_recovery_sheet_replaces_the_one_nobody_confirmed(supervisor, shown):
    page = shown(StationPage(supervisor))
    note_sheet(vault_of(supervisor.session), is_open=True)
    page.load()
    note = never_confirmed()
    assert note in texts(page)
    words = []
    with dialogs(confirm(SUPERVISOR.passphrase), confirm(OFFICER.passphrase), sheet(words)):
        click(page, _("Make a new sheet…"))
    assert not supervisor.session.renewals.sheet_open
    assert note not in texts(page)
    assert unlock_with_words(supervisor.vault_dir, " ".join(words[0])).recovered


def test_a_sheet_that_is_closed_too_early_stays_unconfirmed(supervisor, shown):
    page = shown(StationPage(supervisor))
    page.load()
    assert never_confirmed() not in texts(page)
    with dialogs(
        confirm(SUPERVISOR.passphrase), confirm(OFFICER.passphrase), lambda dialog: dialog.reject()
    ):
        click(page, _("Make a new sheet…"))
    assert supervisor.session.renewals.sheet_open
    renewing = _("A new recovery sheet was begun and not confirmed. The sheet before it still opens "
                 "the vault: keep it, and make a new sheet again.")  # fmt: skip
    assert renewing in texts(page)
    assert never_confirmed() not in texts(page)


def test_the_passphrase_of_another_person_is_refused(page, officer, jobs, qtbot):
    def choose(dialog):
        for title in (_("Own passphrase"), _("Once more")):
            type_text(SUPERVISOR.passphrase, field(dialog, title))
        press(Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not jobs.busy, timeout=30_000)
        assert sentence(PassphraseTaken()).what in texts(dialog)
        dialog.reject()

    with dialogs(confirm(OFFICER.passphrase), choose):
        click(page, _("Change my passphrase…"))
    assert unlock(officer.vault_dir, OFFICER.login, OFFICER.passphrase, officer.clock)


def test_an_own_new_passphrase(page, officer, jobs, qtbot):
    def choose(dialog):
        press(Qt.Key.Key_Return, dialog)  # nothing is typed: it says so
        assert bare(
            _("This passphrase is too easy to guess. Take the five suggested words.")
        ) in bare(texts(dialog))
        type_text(NEW, field(dialog, _("Own passphrase")))
        type_text(NEW, field(dialog, _("Once more")))
        press(Qt.Key.Key_Return)

    with dialogs(confirm(OFFICER.passphrase), choose, answer(_("Close"))):
        click(page, _("Change my passphrase…"))
    assert unlock(officer.vault_dir, OFFICER.login, NEW, officer.clock).login == OFFICER.login
    with pytest.raises(WrongPassphrase):
        unlock(officer.vault_dir, OFFICER.login, OFFICER.passphrase, officer.clock)
    state = officer.session.keys.certificate_state()
    assert state.standing is CertificateStanding.VALID  # the signing key stays


def test_settings_are_kept_without_any_case_data(page, officer, qtbot):
    lock = field(page, _("Lock by itself after"))
    with qtbot.waitSignal(page.settings_changed):
        lock.setCurrentIndex(lock.findData(15))
        lock.activated.emit(lock.currentIndex())
    assert load_settings().lock_minutes == 15
    assert officer.settings.lock_minutes == 15


@pytest.mark.parametrize("guards", [True, False])
def test_a_pin_outlasts_a_shut_lid_only_behind_a_chip_that_guards_it(officer, shown, qtbot, guards):
    chip = OwnChip(fixed=guards)
    officer.chip = lambda: chip
    page = shown(StationPage(officer))
    page.load()
    asked = _("The PIN still leads back for {minutes} minutes after the lid was shut")
    (tick,) = (
        box for box in every(page, QCheckBox) if bare(box.text()) == asked.format(minutes=30)
    )
    press(Qt.Key.Key_Space, tick)
    qtbot.waitUntil(tick.isEnabled)
    assert tick.isChecked() is guards
    assert load_settings().pin_outlasts_lid is guards
    assert ("لا يصلح هذا هنا" in bare(texts(page))) is not guards
    if guards:
        press(Qt.Key.Key_Space, tick)
        assert not load_settings().pin_outlasts_lid


def test_without_a_chip_nobody_is_asked(page):
    assert "شريحة" not in texts(page)


def test_who_works_here_and_blank_forms(page, officer, qtbot):
    shown_text = bare(texts(page))
    for person in officer.session.officers():
        assert person.name in shown_text
        assert person.login in shown_text
    with qtbot.waitSignal(page.blank_forms_asked):
        click(page, _("Print blank forms"))
    with qtbot.waitSignal(page.left):
        click(page, _("Back"))


def test_the_wheel_over_a_choice_changes_nothing_without_focus(page):
    QApplication.processEvents()
    for choice in every(page, QComboBox):
        choice.clearFocus()
        before = choice.currentIndex()
        spot = QPointF(choice.rect().center())
        for turn in (120, -120):
            event = QWheelEvent(
                spot, choice.mapToGlobal(spot), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
                PLAIN, Qt.ScrollPhase.NoScrollPhase, False,
            )  # fmt: skip
            QApplication.sendEvent(choice, event)
            assert choice.currentIndex() == before
