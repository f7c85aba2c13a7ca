"""The first start: every step with keys and clicks, a station at its end."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton

from tests.ui.drivers.dialogs import give_words_back, words_on_screen
from tests.ui.drivers.seeing import radios
from tests.ui.gestures import bare, button, click, field, focused, press, texts, type_text
from tests.ui.places import START, Clock
from tipdesk.cases.model import Role, StationKind
from tipdesk.core.errors import VaultExists
from tipdesk.desk.locked_vault import known_logins, vault_state
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import unlock, unlock_with_words
from tipdesk.i18n.text import _
from tipdesk.texts.messages import role_label, sentence
from tipdesk.ui.setup.first_start import SetupPage, own_passphrase_needed
from tipdesk.ui.toolkit.services import Services

OFFICER_WORDS = "زيتون مركب شتاء قنديل ورق"
NEXT = _(
    "What comes next: the supervisor signs in and saves the request for their certificate. Files "
    "are approved with it, and the list of files leads there."
)
SUPERVISOR_WORDS = "محيط سنبلة دفتر جبل نافذة"


@pytest.fixture
def services(tmp_path, jobs):
    return Services(tmp_path / "vault", jobs, clock=Clock(START), cheap_keys=True)


@pytest.fixture
def page(services, shown):
    page = shown(SetupPage(services), height=768)
    page.load()
    return page


def describe_station(page):
    click(page, _("Next"))
    agency = field(page, _("Agency"))
    agency.setFocus()
    press(Qt.Key.Key_Down, agency)
    type_text("وحدة المنفذ التجريبية", field(page, _("Unit")))
    type_text("ك1", field(page, _("Station code")))
    field(page, _("Station code")).clear()
    type_text("jl١", field(page, _("Station code")))
    press(Qt.Key.Key_Return, field(page, _("Station code")))


def describe_officer(page, code, name, words):
    type_text(code, field(page, _("Code")))
    type_text(name, field(page, _("Name, as printed on forms")))
    type_text(words, field(page, _("Own passphrase")))
    type_text(words, field(page, _("Once more")))
    press(Qt.Key.Key_Return, field(page, _("Once more")))


def asks_for(page, role):
    return _("Who signs in here: {role}").format(role=role_label(role)) in texts(page)


def create(page, services, qtbot):
    describe_station(page)
    describe_officer(page, "t-0٧", "نورة الخالدي", OFFICER_WORDS)
    describe_officer(page, "S-01", "بدر العتيبي", SUPERVISOR_WORDS)
    qtbot.waitUntil(lambda: not services.jobs.busy, timeout=60_000)
    sheet = words_on_screen(page)
    assert len(sheet) == 24
    return sheet


def test_an_officers_station_from_the_first_key_to_the_first_unlock(page, services, qtbot):
    assert isinstance(focused(), QRadioButton)
    words = create(page, services, qtbot)
    assert vault_state(services.vault_dir) == "ready"
    click(page, _("Next"))
    assert NEXT in texts(page)
    with qtbot.waitSignal(page.finished) as done:
        give_words_back(page, words)
    assert done.args == ["T-07"]
    assert not set(words) & set(texts(page).split())  # nothing stays on the screen

    key = unlock(services.vault_dir, "T-07", OFFICER_WORDS, services.clock)
    session = Session.open(services.vault_dir, key, services.clock)
    services.opened(session)
    services.note_sheet()
    assert (session.station.code, session.station.kind) == ("JL1", StationKind.OFFICER)
    assert session.station.unit == "وحدة المنفذ التجريبية"
    roles = {officer.login: officer.role for officer in session.officers()}
    assert roles == {"T-07": Role.OFFICER, "S-01": Role.SUPERVISOR}
    assert not session.renewals.sheet_open  # the words were given back
    session.lock()
    services.closed()
    assert unlock_with_words(services.vault_dir, " ".join(words)).recovered


def test_a_receiving_station_asks_for_one_receiver_only(page, services, qtbot):
    receiving = radios(page)[1]
    QTest.mouseClick(receiving, Qt.MouseButton.LeftButton)
    describe_station(page)
    describe_officer(page, "P-01", "سارة المطيري", OFFICER_WORDS)
    qtbot.waitUntil(lambda: not services.jobs.busy, timeout=60_000)
    assert _("The recovery sheet") in texts(page)
    assert known_logins(services.vault_dir) == ("P-01",)
    click(page, _("Next"))
    assert NEXT not in texts(page)  # nobody approves here


def test_every_step_says_what_it_lacks(page):
    click(page, _("Next"))
    click(page, _("Next"))
    assert _("Choose the agency.") in texts(page)
    press(Qt.Key.Key_Down, field(page, _("Agency")))
    click(page, _("Next"))
    assert _("Enter the unit's name.") in texts(page)
    type_text("وحدة", field(page, _("Unit")))
    click(page, _("Next"))
    assert "JLB" in texts(page)
    type_text("JLB", field(page, _("Station code")))
    click(page, _("Next"))
    click(page, _("Next"))
    assert _("The code is 2 to 16 Latin letters, digits or hyphens.") in texts(page)
    type_text("T-07", field(page, _("Code")))
    click(page, _("Next"))
    assert _("Enter the name as it should be printed on forms.") in texts(page)
    type_text("نورة", field(page, _("Name, as printed on forms")))
    type_text("نورة", field(page, _("Own passphrase")))
    click(page, _("Next"))
    assert bare(_("This passphrase is too easy to guess. Take the five suggested words.")) in bare(
        texts(page)
    )


def test_five_suggested_words_must_be_typed_once_more(page):
    describe_station(page)
    type_text("T-07", field(page, _("Code")))
    type_text("نورة", field(page, _("Name, as printed on forms")))
    click(page, _("Suggest five words"))
    suggested = field(page, _("Own passphrase")).text()
    assert len(suggested.split()) == 5
    assert suggested in texts(page)
    assert focused() is field(page, _("Once more"))
    click(page, _("Next"))
    assert _("The two passphrases differ. Type it once more.") in texts(page)
    type_text(suggested, field(page, _("Once more")))
    press(Qt.Key.Key_Return)
    role = _("Who signs in here: {role}").split("{")[0]
    assert role in texts(page)
    assert field(page, _("Code")).text() == ""  # the supervisor's step


@pytest.mark.parametrize("agency", ["pam_shelter", "shelter"])
def test_the_hint_at_the_unit_says_what_is_printed(page, agency):
    printed = _("As it should appear at the head of printed pages.")
    hidden = _("Shown on the screen only. Printed pages say that it is a shelter, never which one.")
    click(page, _("Next"))
    choice = field(page, _("Agency"))
    for name, hint, not_said in (("moi_tip", printed, hidden), (agency, hidden, printed)):
        choice.setCurrentIndex(choice.findData(name))
        assert hint in texts(page)
        assert not_said not in texts(page)
        assert field(page, _("Unit")).accessibleDescription() == hint


def test_the_supervisor_cannot_have_the_officers_code(page):
    describe_station(page)
    describe_officer(page, "T-07", "نورة", OFFICER_WORDS)
    describe_officer(page, "T-07", "بدر", SUPERVISOR_WORDS)
    assert _("The supervisor needs a code of their own.") in texts(page)


def test_the_supervisor_cannot_have_the_officers_passphrase(page, services):
    describe_station(page)
    describe_officer(page, "T-07", "نورة", OFFICER_WORDS)
    describe_officer(page, "S-01", "بدر", OFFICER_WORDS.replace(" ", "  "))
    assert own_passphrase_needed() in texts(page)
    assert not services.jobs.busy
    assert vault_state(services.vault_dir) == "missing"


def test_wrong_words_of_the_sheet_hold_the_door(page, services, qtbot):
    create(page, services, qtbot)
    click(page, _("Next"))
    with qtbot.assertNotEmitted(page.finished):
        click(page, _("Finish"))
    assert "ليست التي في الورقة" in texts(page)
    click(page, _("Back"))  # the sheet can be looked at once more
    assert _("The recovery sheet") in texts(page)


def test_a_program_that_dies_before_the_words_leaves_a_vault_that_remembers(page, services, qtbot):
    create(page, services, qtbot)
    key = unlock(services.vault_dir, "T-07", OFFICER_WORDS, services.clock)
    session = Session.open(services.vault_dir, key, services.clock)
    services.opened(session)
    assert session.renewals.sheet_open
    session.lock()
    services.closed()


def test_a_folder_that_holds_a_vault_is_not_touched(page, services, places, jobs, qtbot):
    services.vault_dir = places.officers
    before = (places.officers / "vault.slots").read_bytes()
    describe_station(page)
    describe_officer(page, "T-07", "نورة", OFFICER_WORDS)
    describe_officer(page, "S-01", "بدر", SUPERVISOR_WORDS)
    qtbot.waitUntil(lambda: not jobs.busy, timeout=60_000)
    assert sentence(VaultExists()).what in texts(page)
    assert (places.officers / "vault.slots").read_bytes() == before
    assert button(page, _("Create the encrypted vault")).isEnabled()


def test_a_name_that_no_certificate_can_hold_is_said_where_it_is_typed(page, services):
    describe_station(page)
    too_long = _("The name is too long: a certificate holds {count} characters at most.").format(
        count=64
    )
    describe_officer(page, "T-07", "ع" * 65, OFFICER_WORDS)
    assert too_long in texts(page)
    name = field(page, _("Name, as printed on forms"))
    name.clear()
    type_text("ع" * 64, name)
    click(page, _("Next"))
    assert too_long not in texts(page)
    assert asks_for(page, Role.SUPERVISOR)


def test_a_receiving_unit_with_too_long_a_name_is_said(page):
    QTest.mouseClick(radios(page)[1], Qt.MouseButton.LeftButton)
    click(page, _("Next"))
    agency = field(page, _("Agency"))
    agency.setFocus()
    press(Qt.Key.Key_Down, agency)
    type_text("م" * 65, field(page, _("Unit")))
    type_text("PPX", field(page, _("Station code")))
    click(page, _("Next"))
    assert field(page, _("Station code"))
    assert "64" in texts(page)
    field(page, _("Unit")).clear()
    type_text("م" * 64, field(page, _("Unit")))
    click(page, _("Next"))
    assert asks_for(page, Role.PROSECUTOR)
