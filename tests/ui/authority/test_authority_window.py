"""The clerk at the authority's window: opening, people, requests, lists, switches, locking."""

import pytest
from cryptography import x509
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QTableView

from tests.bundle.world import PASSPHRASE, SECOND_PASSPHRASE
from tests.ui.authority.conftest import ADEL, BADR, EXPORTER, KHALED, NOORA, SARA, request_of
from tests.ui.drivers.authority import (
    choose_person,
    digits_shown,
    give_passphrase,
    is_locked,
    long_texts,
    people,
    requests,
    session,
    settle,
    sign_second,
    tick,
    turn_to,
)
from tests.ui.drivers.seeing import faults, line_fields, radio, seen
from tests.ui.drivers.window import help_text, hit
from tests.ui.gestures import (
    answer,
    bare,
    button,
    buttons,
    click,
    dialogs,
    error,
    field,
    pick,
    texts,
    type_text,
    wait_until,
)
from tipdesk.bundle.authority import open_authority
from tipdesk.bundle.certifying.signatory import newest_pack
from tipdesk.bundle.enrolment import read_enrolment
from tipdesk.bundle.trust import grouped
from tipdesk.bundle.trust_list import read_trust_list
from tipdesk.core.errors import (
    AuthorityInvalid,
    EnvelopesTogether,
    KitPeopleRefused,
    TargetNotWritable,
    WrongPassphrase,
)
from tipdesk.core.work import Work
from tipdesk.desk.authority.clerk import open_folder
from tipdesk.desk.authority.requests import read_requests
from tipdesk.i18n.text import MASK, _
from tipdesk.texts.messages import sentence
from tipdesk.ui.authority.kits import KitRow
from tipdesk.ui.authority.window import MAKERS
from tipdesk.ui.shell.help import PAGES
from tipdesk.ui.toolkit.theme import px

# --- opening and locking ------------------------------------------------------------------------


def test_the_clerk_opens_the_folder_and_finds_whom_it_certified(closed_window):
    give_passphrase(closed_window, "not the clerk's passphrase")
    assert sentence(WrongPassphrase(reason="authority")).what in faults(closed_window)
    assert is_locked(closed_window)
    line = field(closed_window, _("Passphrase of the clerk"))
    line.clear()
    give_passphrase(closed_window, PASSPHRASE)
    names = [line[2] for line in people(closed_window)]
    # Those of the authority itself come last.
    assert names == [SARA.name, BADR.name, NOORA.name, ADEL.name, "هالة", "يوسف"]


def test_while_the_window_works_no_command_does_and_a_lock_lets_go(clerk, ministry):
    with pytest.raises(AuthorityInvalid) as busy:
        second_clerk(ministry)
    assert busy.value.details["reason"] == "busy"
    opened = session(clerk)
    hit(clerk, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert is_locked(clerk)
    assert opened.closed
    assert not {"_issuer", "_trust_key", "_recovery"} & vars(opened._opened).keys()
    second_clerk(ministry)


def second_clerk(ministry):
    open_folder(ministry.folder, PASSPHRASE, ministry.clock).close()


def test_the_cover_locks_also_from_under_a_dialog(clerk):
    page = turn_to(clerk, _("People"))
    with dialogs(lambda dialog: hit(dialog, Qt.Key.Key_F9)):
        click(page, _("A laptop is lost…"))
    wait_until(lambda: is_locked(clerk))


def test_it_locks_when_it_is_left_alone(clerk):
    clerk.lock_unasked()
    settle(clerk)
    assert is_locked(clerk)


def test_an_act_that_has_begun_is_ended_before_the_folder_is_let_go(clerk, ministry):
    page = turn_to(clerk, _("Trust list"))
    button(page, _("Make the next list")).click()
    clerk.lock()
    settle(clerk)
    assert is_locked(clerk)
    assert open_authority(ministry.folder, PASSPHRASE).state.pack_serial == 2


def test_every_page_has_its_help_and_hides_names(clerk):
    assert set(MAKERS) <= set(PAGES)
    pages = ("People", "Stations and offices", "Trust list", "Requests", "Station kits")
    for name in map(_, pages):
        page = turn_to(clerk, name)
        hit(clerk, Qt.Key.Key_F1)
        assert help_text(clerk)
        hit(clerk, Qt.Key.Key_F1)
        shown = texts(page) + "".join(" ".join(line) for line in _rows(page))
        hit(clerk, Qt.Key.Key_F7)
        hidden = texts(page) + "".join(" ".join(line) for line in _rows(page))
        hit(clerk, Qt.Key.Key_F7)
        named = [who.name for who in (NOORA, BADR, ADEL, SARA) if who.name in shown]
        assert not [name for name in named if name in hidden], name
        if named:
            assert MASK in hidden


def _rows(page):
    return people(page) if seen(page, QTableView) else []


# --- people -------------------------------------------------------------------------------------


def test_the_search_finds_by_name_number_station_and_code(clerk):
    page = turn_to(clerk, _("People"))
    (line,) = line_fields(page)
    for typed, who in (("خالدي", NOORA), ("1013", ADEL), ("ppx", SARA), ("S-01 tdx", BADR)):
        line.clear()
        type_text(typed, line)
        page.load()
        assert [row[2] for row in people(page)] == [who.name], typed
    line.clear()
    type_text("nobody", line)
    page.load()
    assert _("Nobody is found like this") in texts(page)


@pytest.mark.parametrize(
    ("why", "came_back", "reason"),
    [
        ("They left the station or the service", "Yes", "cessation_of_operation"),
        ("They have a newer certificate", "No, or nobody knows", "key_compromise"),
        ("Somebody else may have the key", "", "key_compromise"),
    ],
)
def test_a_certificate_is_revoked_for_a_reason(clerk, ministry, why, came_back, reason):
    page = turn_to(clerk, _("People"))
    choose_person(page, NOORA.name)

    def revoke(dialog):
        assert not button(dialog, _("Revoke the certificate")).isEnabled()
        reasons = field(dialog, _("Why"))
        reasons.setCurrentIndex(reasons.findText(_(why)))
        if came_back == "Yes":
            words = _("Yes: the vault that holds it is here, or was destroyed before witnesses")
            radio(dialog, words).click()
        elif came_back:
            radio(dialog, _(came_back)).click()
        click(dialog, _("Revoke the certificate"))

    then = _("Make a trust list and bring it to every station.")
    with dialogs(revoke, answer(_("Close"), says=then)):
        click(page, _("Revoke the certificate…"))
    state = open_authority(ministry.folder, PASSPHRASE).state
    (revoked,) = state.revoked
    assert state.find(revoked.serial).holder == NOORA
    assert revoked.reason is x509.ReasonFlags[reason]
    assert people(page)[-1][2:] == [NOORA.name, *people(page)[-1][3:6], _("Revoked")]


def test_a_lost_laptop_is_one_act_for_all_its_people(clerk, ministry):
    page = turn_to(clerk, _("People"))
    number = open_authority(ministry.folder, PASSPHRASE).state.crl_number

    def lose(dialog):
        stations = field(dialog, _("Station of the laptop"))
        assert isinstance(stations, QComboBox)
        assert not button(dialog, _("Revoke all of them")).isEnabled()
        at = next(at for at in range(stations.count()) if "TDX" in stations.itemText(at))
        stations.setCurrentIndex(at)
        assert NOORA.name in bare(texts(dialog))
        assert ADEL.name not in bare(texts(dialog))
        click(dialog, _("Revoke all of them"))

    with dialogs(lose, answer(_("Close"))):
        click(page, _("A laptop is lost…"))
    state = open_authority(ministry.folder, PASSPHRASE).state
    assert {state.find(item.serial).holder for item in state.revoked} == {NOORA, BADR}
    assert {item.reason for item in state.revoked} == {x509.ReasonFlags.key_compromise}
    assert state.crl_number == number + 1


def test_a_certificate_is_saved_once_more(clerk, ministry):
    page = turn_to(clerk, _("People"))
    choose_person(page, SARA.name)
    with dialogs(pick(ministry.drive), answer(_("Close"))):
        click(page, _("Save the certificate…"))
        settle(clerk)
    (path,) = ministry.drive.iterdir()
    assert path.name == "certificate-ppx-p-03.pem"
    x509.load_pem_x509_certificate(path.read_bytes())


# --- requests -----------------------------------------------------------------------------------


def test_requests_on_a_drive_are_compared_certified_and_answered(clerk, ministry):
    asked = request_of(KHALED, EXPORTER)
    (ministry.drive / "enrolment-t-20.json").write_bytes(asked)
    (ministry.drive / "enrolment-t-07.json").write_bytes(request_of(NOORA, EXPORTER))
    (ministry.drive / "enrolment-t-99.json").write_bytes(asked.replace(b"exporter", b"trust"))
    (ministry.drive / "other.json").write_bytes(b"{}")
    page = turn_to(clerk, _("Requests"))
    assert _("No request is open") in texts(page)
    with dialogs(pick(ministry.drive)):
        click(page, _("Search a USB drive…"))
    good, *bad = requests(page)
    assert len(bad) == 2
    assert {part.can_be_certified for part in bad} == {False}
    groups = grouped(read_enrolment(asked).fingerprint).split()
    numbered = " ".join(f"{at}: {group}" for at, group in enumerate(groups, 1))
    assert digits_shown(good) == [numbered]
    certify = button(page, _("Certify"))
    assert not certify.isEnabled()
    tick(good).click()
    with dialogs(answer(_("Close"))):
        certify.click()
    (path,) = ministry.drive.glob("*.pem")
    assert path.name == "certificate-tdx-t-20.pem"
    assert path.name in bare(texts(good))
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    item = open_authority(ministry.folder, PASSPHRASE).state.find(certificate.serial_number)
    assert item.holder == KHALED
    assert not good.can_be_certified


def test_a_drive_that_answers_with_an_error_is_gone(clerk, ministry):
    with pytest.raises(TargetNotWritable) as refused:
        read_requests(session(clerk), [ministry.drive / ("x" * 300)], Work())
    assert refused.value.details["reason"] == "gone"


def test_a_drive_that_has_gone_keeps_the_certificate_in_the_folder(clerk, ministry):
    path = ministry.drive / "enrolment-t-20.json"
    path.write_bytes(request_of(KHALED, EXPORTER))
    page = turn_to(clerk, _("Requests"))
    page.open([path])
    (part,) = requests(page)
    tick(part).click()
    path.unlink()
    ministry.drive.rmdir()
    with dialogs(answer(_("Close"))):
        click(page, _("Certify"))
    saved = _("The certificate is given out; save it once more from the page of people.")
    assert saved in bare(texts(part))
    assert KHALED.name in [line[2] for line in people(turn_to(clerk, _("People")))]


# --- lists --------------------------------------------------------------------------------------


def test_a_list_counts_once_the_second_person_has_read_and_signed_it(clerk, ministry):
    session(clerk).approves_for("TDX", "TDY", on=True)
    page = turn_to(clerk, _("Trust list"))
    change = bare(_("{approver} approves for {exporter}").format(approver="TDX", exporter="TDY"))
    assert change in long_texts(page)

    second = sign_second(SECOND_PASSPHRASE, says=change, wrong=PASSPHRASE)
    with dialogs(second, pick(ministry.drive), answer(_("Close"))):
        click(page, _("Make the next list"))
        settle_all(clerk)
    serial, path = newest_pack(ministry.folder)
    assert serial == 2
    saved = ministry.drive / path.name
    pack = read_trust_list(saved, ministry.clock())
    assert ("TDX", "TDY") in pack.listing.approves_for
    assert len(pack.signers) == 2
    assert "يوسف" in bare(texts(page))


def settle_all(window):
    """Acts that follow each other with dialogs between them."""
    for _round in range(4):
        settle(window)


def test_what_is_changed_after_a_list_was_made_is_said(clerk, ministry):
    page = turn_to(clerk, _("Trust list"))

    def leave(dialog):
        click(dialog, _("Cancel"))

    with dialogs(leave):
        click(page, _("Make the next list"))
        settle_all(clerk)
    stale = "Something was changed after it was made, which it does not say. Make the next list instead."
    assert newest_pack(ministry.folder)[0] == 1  # it still waits
    assert bare(_(stale)) not in bare(texts(page))
    session(clerk).notices("PPX", on=True)
    page = turn_to(clerk, _("Trust list"))
    assert bare(_(stale)) in bare(texts(page))


def test_a_revocation_list_is_published_and_saved(clerk, ministry):
    page = turn_to(clerk, _("Trust list"))
    before = session(clerk).state.crl_number
    with dialogs(answer(_("Close"))):
        click(page, _("Publish a new one"))
        settle_all(clerk)
    assert session(clerk).state.crl_number == before + 1
    with dialogs(pick(ministry.drive), answer(_("Close"))):
        buttons(page, _("Save it to a USB drive…"))[-1].click()
        settle_all(clerk)
    x509.load_pem_x509_crl((ministry.drive / "crl.pem").read_bytes())


# --- kits ---------------------------------------------------------------------------------------


def test_the_agencies_of_a_kit_are_told_apart_by_their_whole_names(clerk):
    """Three offices of one ministry begin alike."""
    agencies = field(turn_to(clerk, _("Station kits")), _("Agency"))
    measure = agencies.fontMetrics().horizontalAdvance
    names = [agencies.itemText(at) for at in range(agencies.count())]
    longest = max(map(measure, names))
    assert agencies.width() >= longest + px(50), "with its arrow and edges"


def test_a_kit_is_prepared_then_closed_once_a_signed_list_names_it(clerk, ministry):
    page = turn_to(clerk, _("Station kits"))
    type_text("TDZ", field(page, _("Station code")))
    agency = field(page, _("Agency"))
    agency.setCurrentIndex(0)
    with dialogs(error(KitPeopleRefused, reason="holder", line=1)):
        click(page, _("Prepare the kit"))
        settle(clerk)
    people_lines = (("T-01", "منى الراشد", "DEMO-3001"), ("S-01", "هند الصباح", "DEMO-3002"))
    for line, typed in zip(seen(page, KitRow), people_lines, strict=True):
        for name, words in zip((_("Code"), _("Name"), _("Service number")), typed, strict=True):
            type_text(words, field(line, name))
    then = _("Make a trust list and let the second person sign it; then it can be closed.")
    with dialogs(answer(_("Close"), says=then)):
        click(page, _("Prepare the kit"))
        settle_all(clerk)
    assert not button(page, _("Close the kit…")).isEnabled()
    lists = turn_to(clerk, _("Trust list"))
    with dialogs(
        sign_second(SECOND_PASSPHRASE, says="TDZ T-01 DEMO-3001"), lambda dialog: dialog.reject()
    ):
        click(lists, _("Make the next list"))
        settle_all(clerk)
    page = turn_to(clerk, _("Station kits"))
    assert "منى الراشد" in bare(texts(page))
    here = ministry.folder.parent / "here"
    here.mkdir()
    with dialogs(pick(ministry.drive), pick(ministry.drive), error(EnvelopesTogether)):
        click(page, _("Close the kit…"))
        settle_all(clerk)
    with dialogs(pick(ministry.drive), pick(here), answer(_("Close"))):
        click(page, _("Close the kit…"))
        settle_all(clerk)
    assert [path.suffix for path in ministry.drive.iterdir()] == [".tipkit"]
    assert [path.suffix for path in here.iterdir()] == [".pdf"]
    assert not buttons(page, _("Close the kit…"))


def cancelled_under_its_own_title(dialog):
    assert dialog.windowTitle() == _("Certification authority")
    answer(_("Cancel"), says="TDZ")(dialog)


def test_a_kit_that_waits_is_discarded_once_it_was_asked(clerk, ministry):
    page = turn_to(clerk, _("Station kits"))
    number = open_authority(ministry.folder, PASSPHRASE).state.crl_number
    type_text("TDZ", field(page, _("Station code")))
    field(page, _("Agency")).setCurrentIndex(0)
    people_lines = (("T-01", "منى الراشد", "DEMO-3001"), ("S-01", "هند الصباح", "DEMO-3002"))
    for line, typed in zip(seen(page, KitRow), people_lines, strict=True):
        for name, words in zip((_("Code"), _("Name"), _("Service number")), typed, strict=True):
            type_text(words, field(line, name))
    with dialogs(answer(_("Close"))):
        click(page, _("Prepare the kit"))
        settle_all(clerk)
    with dialogs(cancelled_under_its_own_title):
        click(page, _("Discard the kit…"))
    assert "منى الراشد" in bare(texts(page))
    with dialogs(answer(_("Discard the kit")), answer(_("Close"), says="TDZ")):
        click(page, _("Discard the kit…"))
        settle_all(clerk)
    assert "منى الراشد" not in bare(texts(page))
    assert not buttons(page, _("Close the kit…"))
    state = open_authority(ministry.folder, PASSPHRASE).state
    assert (len(state.revoked), state.vouchers) == (2, ())
    assert state.crl_number == number + 1


# --- switches -----------------------------------------------------------------------------------


def test_each_switch_holds_at_once_and_can_be_set_back(clerk, ministry):
    page = turn_to(clerk, _("Stations and offices"))

    def state():
        return open_authority(ministry.folder, PASSPHRASE).state

    head = tick(page, "P-03")
    notice = [part for part in _ticks(page) if part is not head][-1]
    for switch in (head, notice):
        switch.click()
        settle(clerk)
    assert (state().heads, state().notices) == ((("PPX", "P-03"),), ("PPX",))
    head.click()
    settle(clerk)
    assert state().heads == ()
    add = button(page, _("Add"))
    for name, code in ((_("Supervisors of"), "TDX"), (_("approve files of"), "TDY")):
        choice = field(page, name)
        choice.setCurrentIndex(choice.findData(code))
    add.click()
    settle(clerk)
    assert state().approves_for == (("TDX", "TDY"),)
    tick(page, "TDX").click()
    settle(clerk)
    assert state().approves_for == ()


def _ticks(page):
    return seen(page, QCheckBox)
