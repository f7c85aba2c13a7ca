"""The supervisor adds, suspends, lets in again and removes people at the station page."""

import pytest
from PySide6.QtWidgets import QApplication

from tests.storage.samples import BACK_TO_10, take_back
from tests.ui.drivers.seeing import combo
from tests.ui.gestures import (
    answer,
    bare,
    button,
    click,
    confirm,
    dialogs,
    field,
    focused,
    texts,
    type_text,
)
from tipdesk.cases.model import Role
from tipdesk.core.errors import PassphraseTaken, StaffChangeRefused, UnknownLogin
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.unlocking import unlock
from tipdesk.i18n.text import _
from tipdesk.storage.database import connect
from tipdesk.texts.messages import role_label, sentence
from tipdesk.ui.station.page import StationPage

NEW = "محيط سنبلة دفتر جبل نافذة"


def described(dialog, code="t-٠٨", name="نادية العنزي", passphrase=NEW):
    for title, text in (
        (_("Code"), code),
        (_("Name, as printed on forms"), name),
        (_("Own passphrase"), passphrase),
        (_("Once more"), passphrase),
    ):
        where = field(dialog, title)
        where.clear()
        type_text(text, where)
    click(dialog, _("Add"))


def chosen(page, name, deed):
    """Open the menu of somebody and choose."""
    click(page, _("{name}: suspend or remove").format(name=name))
    menu = QApplication.activePopupWidget()
    (action,) = [entry for entry in menu.actions() if entry.text() == deed]
    menu.hide()
    action.trigger()


def test_a_person_is_added_and_can_sign_in(page, supervisor, qtbot):
    def look(dialog):
        assert role_label(Role.OFFICER) in texts(dialog)
        described(dialog)

    with dialogs(
        confirm(SUPERVISOR.passphrase), look, confirm(OFFICER.passphrase), answer(_("Close"))
    ):
        click(page, _("Add a person…"))
    assert "نادية العنزي" in bare(texts(page))
    assert unlock(supervisor.vault_dir, "T-08", NEW).login == "T-08"
    assert supervisor.session.staff.members()[-1].role is Role.OFFICER


def test_the_role_is_chosen_and_said(page, supervisor):
    def look(dialog):
        roles = combo(dialog)
        roles.setCurrentIndex(roles.findData(Role.SUPERVISOR))
        assert _("Who signs in here: {role}").format(role=role_label(Role.SUPERVISOR)) in texts(
            dialog
        )
        described(dialog, code="S-02")

    def second(dialog):  # whoever signs as well reads who comes as what
        shown = _("{login} comes as {role}.").format(login="S-02", role=role_label(Role.SUPERVISOR))
        assert shown in bare(texts(dialog))
        confirm(OFFICER.passphrase)(dialog)

    with dialogs(confirm(SUPERVISOR.passphrase), look, second, answer(_("Close"))):
        click(page, _("Add a person…"))
    assert {officer.login for officer in supervisor.session.supervisors()} == {"S-01", "S-02"}


def test_what_will_not_do_is_said_and_corrected_where_it_stands(page, supervisor, qtbot):
    taken = sentence(StaffChangeRefused(reason="login_taken")).what
    another = sentence(PassphraseTaken()).what

    def correct(dialog):
        described(dialog, code="T-07")
        assert bare(taken) in bare(texts(dialog))
        assert focused() is field(dialog, _("Code"))
        described(dialog, passphrase=OFFICER.passphrase)
        qtbot.waitUntil(lambda: bare(another) in bare(texts(dialog)), timeout=30_000)
        assert field(dialog, _("Code")).text() == "T-08"
        described(dialog)

    with dialogs(
        confirm(SUPERVISOR.passphrase), correct, confirm(OFFICER.passphrase), answer(_("Close"))
    ):
        click(page, _("Add a person…"))
    assert unlock(supervisor.vault_dir, "T-08", NEW).login == "T-08"


def test_going_back_adds_nobody(page, supervisor):
    with dialogs(confirm(SUPERVISOR.passphrase), answer(_("Cancel"))):
        click(page, _("Add a person…"))
    assert [officer.login for officer in supervisor.session.staff.members()] == ["S-01", "T-07"]


def test_another_role_is_given_by_two(page, supervisor):
    """The new person, and who was here before signs."""
    with dialogs(
        confirm(SUPERVISOR.passphrase), described, confirm(OFFICER.passphrase), answer(_("Close"))
    ):
        click(page, _("Add a person…"))
    shown = []

    def read(dialog):
        shown.append(bare(texts(dialog)))
        click(dialog, _("Give the role"))

    click(page, _("{name}: suspend or remove").format(name="نادية العنزي"))
    menu = QApplication.activePopupWidget()
    (roles,) = [entry.menu() for entry in menu.actions() if entry.text() == _("Another role")]
    assert role_label(Role.OFFICER) not in [entry.text() for entry in roles.actions()]
    (deed,) = [entry for entry in roles.actions() if entry.text() == role_label(Role.CASEWORKER)]
    menu.hide()

    def second(dialog):
        shown.append(bare(texts(dialog)))
        confirm(OFFICER.passphrase)(dialog)

    with dialogs(read, second, confirm(SUPERVISOR.passphrase)):
        deed.trigger()
    assert all(role_label(Role.CASEWORKER) in text for text in shown)
    assert "T-08" in shown[1]  # whoever signs as the second one reads what, and about whom
    members = {member.login: member.role for member in supervisor.session.staff.members()}
    assert members["T-08"] is Role.CASEWORKER
    assert supervisor.session.register.difference is None


@pytest.fixture
def of_before(places, opened, shown):
    """The page at a vault of before, which one of its people has not opened since."""
    vault = connect(places.officers / "vault.db", places.keys[OFFICER.login].dek)
    take_back(vault, BACK_TO_10, 10)
    vault.close()
    services = opened(places.officers, SUPERVISOR)
    page = shown(StationPage(services))
    page.load()
    return services.session, page


def test_where_nobody_else_can_sign_the_words_of_the_sheet_are_asked_for(page, supervisor):
    name = supervisor.session.staff.names()[OFFICER.login]
    click(page, _("{name}: suspend or remove").format(name=name))
    menu = QApplication.activePopupWidget()
    (roles,) = [entry.menu() for entry in menu.actions() if entry.text() == _("Another role")]
    menu.hide()

    def second(dialog):
        words = _("Nobody else is here to sign with you: the recovery sheet does. {purpose}")
        assert bare(words).partition("{")[0] in bare(texts(dialog))
        assert field(dialog, _("The 24 words")).isEnabled()
        assert "recovery" not in combo(dialog).currentText()
        click(dialog, _("Cancel"))

    with dialogs(answer(_("Give the role")), second):
        roles.actions()[0].trigger()


def test_the_register_goes_on_without_whoever_comes_no_more(of_before):
    session, page = of_before
    staff = session.staff
    with dialogs(
        confirm(SUPERVISOR.passphrase), described, confirm(OFFICER.passphrase), answer(_("Close"))
    ):
        click(page, _("Add a person…"))
    assert staff.unsigned(OFFICER.login)
    name, shown_texts = staff.names()[OFFICER.login], []

    def second(dialog):
        shown_texts.append(bare(texts(dialog)))
        confirm(NEW)(dialog)

    with dialogs(answer(_("Go on"), says=name), second, confirm(SUPERVISOR.passphrase)):
        chosen(page, name, _("Comes no more…"))
    assert OFFICER.login in shown_texts[0]
    assert not staff.unsigned(OFFICER.login)
    click(page, _("{name}: suspend or remove").format(name=name))
    menu = QApplication.activePopupWidget()
    assert _("Comes no more…") not in [entry.text() for entry in menu.actions()]
    menu.hide()


def test_suspended_and_let_in_again(page, supervisor):
    name = supervisor.session.staff.names()[OFFICER.login]
    with dialogs(answer(_("Suspend")), confirm(SUPERVISOR.passphrase)):
        chosen(page, name, _("Suspend…"))
    assert _("Suspended") in texts(page)
    with pytest.raises(UnknownLogin):
        unlock(supervisor.vault_dir, OFFICER.login, OFFICER.passphrase)
    with dialogs(answer(_("Let in")), confirm(SUPERVISOR.passphrase)):
        chosen(page, name, _("Let in again…"))
    assert _("Suspended") not in texts(page)
    assert unlock(supervisor.vault_dir, OFFICER.login, OFFICER.passphrase).login == OFFICER.login


def test_removed_after_a_grave_question(page, supervisor):
    name = supervisor.session.staff.names()[OFFICER.login]
    with dialogs(answer(_("Cancel"))):
        chosen(page, name, _("Remove from the station…"))
    assert name in bare(texts(page))
    revoke = _("Ask the certification authority to revoke the certificate as well.")
    with dialogs(
        answer(_("Remove from the station")),
        confirm(SUPERVISOR.passphrase),
        answer(_("Close"), says=revoke),
    ):
        chosen(page, name, _("Remove from the station…"))
    assert name not in bare(texts(page))
    with pytest.raises(UnknownLogin):
        unlock(supervisor.vault_dir, OFFICER.login, OFFICER.passphrase)


def test_names_are_hidden(page, supervisor):
    page.set_masked(True)
    assert button(page, _("Suspend or remove"))
    assert supervisor.session.staff.names()[OFFICER.login] not in texts(page)


def test_an_officer_decides_about_nobody(officer, shown):
    page = shown(StationPage(officer))
    page.load()
    assert _("Add a person…") not in texts(page)
    assert _("Change my passphrase…") in texts(page)
