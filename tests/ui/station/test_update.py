"""An update from a USB drive in the window: looked into, refused in words, installed behind the lock."""

from dataclasses import replace

import pytest

from tests.bundle.update.maker import Parts, a_release, agency_key, maker
from tests.desk.update.packages import debian_update, files_of, members_of, package
from tests.desk.update.test_trees import put, started
from tests.ui.drivers.dialogs import usb_drive_choice
from tests.ui.drivers.notes import tries_told
from tests.ui.drivers.seeing import long_field
from tests.ui.drivers.vault import actions, vault_of
from tests.ui.drivers.window import enter, go_to_station, is_at_unlock, no_pin
from tests.ui.gestures import (
    answer,
    bare,
    buttons,
    click,
    confirm,
    dialogs,
    pick,
    texts,
    wait_until,
)
from tipdesk.bundle.update import maker_root
from tipdesk.bundle.update.verdict import Refusal
from tipdesk.cases.model import Role
from tipdesk.core.errors import UpdateRefused
from tipdesk.core.installation import Installation, Kind, Pointer, read_pointer
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.i18n.text import _
from tipdesk.texts.messages import sentence
from tipdesk.ui.station.page import StationPage

GO = _("Update from a USB drive…")


@pytest.fixture(autouse=True)
def pinned(tmp_path, monkeypatch):
    """This build has the maker's root among its resources."""
    monkeypatch.setattr(maker_root, "resource", tmp_path.joinpath)
    path = tmp_path / "release" / "root.json"
    path.parent.mkdir()
    path.write_bytes(maker().root.data)
    return path


@pytest.fixture
def agency(places, clock):
    """The key with which the agency of these stations countersigns."""
    return agency_key(places.agency(), clock())


@pytest.fixture
def installed(tmp_path):
    """A program that was installed for this user of Linux."""
    base = tmp_path / "base"
    return Installation(Kind.LINUX, put(base, "0.2.0"), base)


@pytest.fixture
def update(tmp_path, agency):
    """Writes an update onto the USB drive."""

    def write(parts):
        path = tmp_path / "drive" / "tipdesk-0.3.0.update"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(replace(parts, agency=agency).file)
        return path

    return write


def test_the_card_says_which_version_this_is_and_how_it_is_updated(page):
    shown = bare(texts(page))
    assert _("Program") in shown
    assert bare(_("Version {version}").format(version="0.2.0")) in shown
    assert _("No update was seen on this station yet.") in shown


def test_a_build_without_a_root_says_how_to_install_instead(opened, places, shown, pinned):
    pinned.unlink()
    page = shown(StationPage(opened(places.officers, SUPERVISOR)))
    page.load()
    assert not buttons(page, GO)
    expected = _(
        "This build of the program takes no updates from a USB drive. A new version is installed"
        " with its own installer; the vault stays as it is."
    )
    assert expected in texts(page)


def test_what_was_changed_by_hand_is_said_on_the_card(page, supervisor):
    vault_of(supervisor.session).set_meta("maker_root", "")
    page.load()
    assert not buttons(page, GO)
    assert sentence(UpdateRefused(reason="remembered")).what in texts(page)


def test_an_officer_is_not_asked(officer, shown):
    page = shown(StationPage(officer))
    page.load()
    assert not buttons(page, GO)
    assert officer.session.officer.role is Role.OFFICER


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        (lambda: Parts(by=(maker().keys[0],)), "one_signature"),
        (lambda: Parts(countersigned=False), "not_countersigned"),
        (lambda: Parts(a_release("0.1.0")), "rollback"),
        (lambda: Parts(targets={"tipdesk_0.3.0_amd64.deb": b"other"}), "mixed"),
    ],
)
def test_a_refusal_is_said_in_words_and_changes_nothing(page, supervisor, update, parts, reason):
    message = sentence(UpdateRefused(reason=reason))
    before = len(actions(supervisor.session))
    refused = answer(_("Close"), says=message.what)
    with dialogs(pick(update(parts())), refused):
        click(page, GO)
    assert len(actions(supervisor.session)) == before, reason


def test_a_file_that_is_none_is_said(page, tmp_path):
    path = tmp_path / "x.update"
    path.write_bytes(b"none")
    words = sentence(UpdateRefused(reason="damaged"))
    with dialogs(pick(path), answer(_("Close"), says=words.what)):
        click(page, GO)


def test_the_offer_says_who_signed_and_what_changes_and_can_be_left(page, supervisor, update):
    def look(dialog):
        shown = bare(texts(dialog))
        assert "first" in shown
        assert "second" in shown
        assert "0.3.0" in shown
        changes = long_field(dialog).toPlainText()
        assert a_release().changes["ar"][0] in bare(changes)
        assert (
            _("No backup has been made yet: everything here exists on this computer only.") in shown
        )
        click(dialog, _("Cancel"))

    with dialogs(pick(update(Parts())), look):
        click(page, GO)
    assert "update_begun" not in actions(supervisor.session)
    assert actions(supervisor.session)[-1] == "update_seen"
    assert _("No update was seen on this station yet.") not in texts(page)


def test_a_backup_is_made_first(page, supervisor, update, usb_drive):
    def where(dialog):
        usb_drive_choice(dialog).take(usb_drive)
        click(dialog, _("Next"))

    closing = answer(_("Close"), says=_("The backup is made."))

    def look(dialog):
        click(dialog, _("Make a backup first…"))  # the next three dialogs come on top
        assert _("No backup has been made yet").split(":")[0] not in texts(dialog)
        click(dialog, _("Cancel"))

    passphrase = confirm(SUPERVISOR.passphrase)
    with dialogs(pick(update(Parts())), look, where, passphrase, closing):
        click(page, GO)
    assert supervisor.session.backups.last() is not None


def test_of_a_debian_package_it_is_said_what_the_administrator_does(
    page, supervisor, update, tmp_path
):
    supervisor.session.updates.installation = Installation(Kind.DEBIAN)
    folder = tmp_path / "saved"
    folder.mkdir()
    advice = answer(_("Close"), says="sudo apt install")
    with dialogs(pick(update(Parts())), answer(_("Save the package…")), pick(folder), advice):
        click(page, GO)
    assert [path.name for path in folder.iterdir()] == ["tipdesk_0.3.0_amd64.deb"]
    assert actions(supervisor.session)[-1] == "update_begun"


def test_where_no_folder_is_chosen_no_update_has_begun(page, supervisor, update):
    supervisor.session.updates.installation = Installation(Kind.DEBIAN)

    def leave(dialog):
        dialog.reject()

    with dialogs(pick(update(Parts())), answer(_("Save the package…")), leave):
        click(page, GO)
    assert actions(supervisor.session)[-1] == "update_seen"


def test_the_vault_is_locked_and_the_new_version_starts(window, places, clock, update, installed):
    enter(window, places, clock, no_pin, SUPERVISOR)
    services = window.services
    services.session.updates.installation = installed
    go_to_station(window)
    path = update(debian_update())
    later = answer(_("Later"), says=_("The program is updated."))
    with dialogs(pick(path), answer(_("Lock and install")), later):
        click(window, GO)
        wait_until(lambda: read_pointer(installed.base) == Pointer("app-0.3.0", "app-0.2.0"))
        wait_until(lambda: is_at_unlock(window))
    assert services.open_session is None
    assert started(installed.base) == "version 0.3.0"


def test_the_new_version_opens_the_same_vault(window, places, clock, update, installed, qtbot):
    """Whichever this window was started with; from a folder that no old tree lies above."""
    deb = package(members_of(files_of("0.3.0", script='pwd > "$0.where"; echo "$@" > "$0.words"')))
    enter(window, places, clock, no_pin, SUPERVISOR)
    window.services.session.updates.installation = installed
    go_to_station(window)
    path = update(debian_update(deb=deb))
    started_with = installed.base / "app-0.3.0" / "bin" / "tipdesk.words"
    with dialogs(pick(path), answer(_("Lock and install")), answer(_("Open the new version"))):
        click(window, GO)
        wait_until(lambda: is_at_unlock(window) and not window.isVisible())
    qtbot.waitUntil(
        lambda: started_with.exists() and started_with.read_text("utf-8").endswith("\n")
    )
    assert started_with.read_text("utf-8") == f"--vault {places.officers}\n"
    assert started_with.with_suffix(".where").read_text("utf-8") == f"{installed.base}\n"


def test_after_the_first_unlocking_it_is_said_that_it_is_done(window, places, clock):
    session = places.open(places.officers, OFFICER, clock)
    vault_of(session).set_meta("program", "0.1.9")
    session.lock()
    with dialogs():
        window.enter(places.open(places.officers, SUPERVISOR, clock))
    assert _("The program is updated.") in tries_told(window)
    assert "program_changed" in actions(window.services.session)


def test_every_refusal_has_its_words_in_both_languages():
    for language in ("ar", "en"):
        general = sentence(UpdateRefused(), language).what
        sentences = {
            sentence(UpdateRefused(reason=reason.value), language).what for reason in Refusal
        }
        assert general not in sentences
        assert len(sentences) == len(Refusal)
